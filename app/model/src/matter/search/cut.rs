//! Cutting text into the pieces that are compared.

use std::collections::HashMap;

/// Words that say that somebody wants something, and not what. Longest first.
const IDLE: &[&str] = &[
    "怎么办理",
    "可不可以",
    "需要什么",
    "带什么",
    "能不能",
    "有没有",
    "是不是",
    "怎么办",
    "怎么",
    "咋办",
    "如何",
    "我要",
    "我想",
    "想要",
    "需要",
    "什么",
    "哪里",
    "哪儿",
    "去哪",
    "在哪",
    "手续",
    "流程",
    "可以",
    "能否",
    "请问",
    "一下",
    "办理",
    "申请",
    "我家",
    "我们",
    "咋",
    "啥",
    "办",
    "给",
    "帮",
    "吗",
    "呢",
    "吧",
    "了",
    "的",
    "我",
    "你",
    "要",
    "想",
];

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Gram {
    /// A character.
    One(char),
    /// Two neighbouring ones.
    Two(char, char),
    /// Two neighbouring syllables.
    Sounds(String),
    /// Three neighbouring letters.
    Letters([u8; 3]),
}

impl Gram {
    /// Says less than the others.
    pub(super) const fn is_single(&self) -> bool {
        matches!(self, Self::One(_))
    }
}

/// Small letters, narrow forms, no blanks or signs.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .take(60)
        .map(crate::text::narrow)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The letters and digits of a text, where that is all or the greater part of it.
pub(super) fn letters_of(text: &str) -> String {
    let latin: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    if latin.len() * 2 >= text.chars().count() {
        latin
    } else {
        String::new()
    }
}

/// What is left between idle words and everything that is not written in characters; the whole where nothing is left.
pub(super) fn runs(text: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(idle) = IDLE.iter().find(|idle| rest.starts_with(**idle)) {
            rest = &rest[idle.len()..];
            runs.push(String::new());
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c.is_alphanumeric() {
            if let Some(run) = runs.last_mut() {
                run.push(c);
            }
        } else {
            runs.push(String::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    if runs.is_empty() {
        runs.push(text.to_owned());
    }
    runs
}

/// Characters and pairs of them: first all pairs, then all single ones.
pub(super) fn chars(text: &str) -> impl Iterator<Item = Gram> {
    let runs: Vec<Vec<char>> = runs(text).iter().map(|run| run.chars().collect()).collect();
    let pairs: Vec<Gram> = runs
        .iter()
        .flat_map(|run| run.windows(2).map(|pair| Gram::Two(pair[0], pair[1])))
        .collect();
    pairs.into_iter().chain(runs.into_iter().flatten().map(Gram::One))
}

/// Pairs of neighbouring syllables, in the order of the pairs of [`chars`]; an empty syllable ends a run.
pub(super) fn syllables(read: &[String]) -> impl Iterator<Item = Gram> {
    read.windows(2)
        .filter(|pair| !pair[0].is_empty() && !pair[1].is_empty())
        .map(|pair| Gram::Sounds(format!("{} {}", pair[0], pair[1])))
}

/// Threes of neighbouring letters.
pub(super) fn letters(text: &str) -> impl Iterator<Item = Gram> {
    text.as_bytes()
        .windows(3)
        .map(|three| Gram::Letters([three[0], three[1], three[2]]))
}

/// How characters are read.
#[derive(Debug, Default)]
pub(super) struct Readings(HashMap<char, String>);

impl Readings {
    pub(super) fn new(all: &[String]) -> Self {
        let one = |text: &String| {
            let mut chars = text.chars();
            chars.next().map(|c| (c, chars.collect()))
        };
        Self(all.iter().filter_map(one).collect())
    }

    /// A text's syllables, run by run with an empty one between them. What has no reading is read as itself.
    pub(super) fn spell(&self, text: &str) -> Vec<String> {
        let mut read = Vec::new();
        for run in runs(text) {
            if !read.is_empty() {
                read.push(String::new());
            }
            read.extend(
                run.chars()
                    .map(|c| self.0.get(&c).cloned().unwrap_or_else(|| c.to_string())),
            );
        }
        read
    }
}
