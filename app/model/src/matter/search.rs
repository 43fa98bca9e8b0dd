//! Finding a matter by what people type: official names, everyday words, pinyin and its initials, with mistakes in them. The same
//! code in the browser, where it answers every keystroke and without a network, and on the server, for whoever has no scripts.
//!
//! Texts are cut into pairs of neighbouring characters, pairs of neighbouring syllables and, for letters, into threes; what few
//! matters have weighs more than what many have. So a word left out, a character too many or a homophone (高领津贴) lowers a hit's
//! weight and does not lose it.

mod cut;
#[cfg(feature = "server")]
mod everyday;

use super::{Content, Level, Mode, Person, Topic};
use crate::text::Names;
use cut::{Gram, Readings, chars, letters, letters_of, runs, syllables};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What lists show of a matter and searches look in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// [`Content::code`].
    pub code: String,
    /// Its name.
    pub name: Names,
    /// What it is for.
    #[serde(default)]
    pub summary: Names,
    /// Everyday words.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Who handles it.
    pub level: Level,
    /// How.
    pub modes: Vec<Mode>,
    /// Occasions.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// For whom.
    #[serde(default)]
    pub people: Vec<Person>,
}

impl From<&Content> for Entry {
    fn from(content: &Content) -> Self {
        Self {
            code: content.code.clone(),
            name: content.name.clone(),
            summary: content.summary.clone(),
            keywords: content.keywords.clone(),
            level: content.level,
            modes: content.modes.clone(),
            topics: content.topics.clone(),
            people: content.people.clone(),
        }
    }
}

/// What the browser fetches once: all matters in service, and how the characters in them are read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Listing {
    /// One character and its reading each: `高gao`.
    pub readings: Vec<String>,
    /// The matters, in the order of their codes.
    pub matters: Vec<Entry>,
}

impl Listing {
    /// Of these matters, with the everyday words that are the same all over the country, and the readings of everything in them.
    #[cfg(feature = "server")]
    #[must_use]
    pub fn new(mut matters: Vec<Entry>) -> Self {
        use pinyin::ToPinyin as _;
        for entry in &mut matters {
            for word in everyday::words_for(&entry.name.zh) {
                if entry.keywords.iter().all(|own| own != word) {
                    entry.keywords.push(word.to_owned());
                }
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for entry in &matters {
            seen.extend(entry.name.zh.chars());
            seen.extend(entry.keywords.iter().flat_map(|word| word.chars()));
        }
        let readings = seen.into_iter().filter_map(|c| {
            c.to_pinyin()
                .map(|read| format!("{c}{}", read.plain().replace('ü', "v")))
        });
        Self {
            readings: readings.collect(),
            matters,
        }
    }
}

/// What narrows a search beside its words; empty for everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Narrow {
    /// Only of this occasion.
    pub topic: Option<Topic>,
    /// Only for this person.
    pub person: Option<Person>,
    /// Only of this level.
    pub level: Option<Level>,
}

impl Narrow {
    fn fits(&self, entry: &Entry) -> bool {
        self.topic.is_none_or(|topic| entry.topics.contains(&topic))
            && self.person.is_none_or(|person| entry.people.contains(&person))
            && self.level.is_none_or(|level| entry.level == level)
    }
}

/// Where something was found, and what it weighs.
const NAME: (u8, f32) = (1, 3.0);
const KEYWORD: (u8, f32) = (2, 2.6);
const SUMMARY: (u8, f32) = (4, 0.7);
/// A single character says little.
const SINGLE: f32 = 0.22;
/// The same sounds, other characters.
const SOUND: f32 = 0.45;
/// A hit that is weaker than this share of the best is none.
const FLOOR: f32 = 0.3;

/// Whoever has less than this share of what was typed was not meant.
const LEAST: f32 = 0.2;

/// All matters, ready to be searched.
#[derive(Debug, Default)]
pub struct Index {
    entries: Vec<Entry>,
    readings: Readings,
    /// Which matters have a piece of text, and where (bits of [`NAME`] …).
    found: HashMap<Gram, Vec<(u32, u8)>>,
    /// Of each matter: its name and everyday words as they are compared whole, in characters and in letters.
    whole: Vec<Vec<Whole>>,
}

#[derive(Debug)]
struct Whole {
    name: bool,
    text: String,
    spelled: String,
    initials: String,
}

impl Index {
    /// Cuts everything up; about a hundred milliseconds for thousands of matters.
    #[must_use]
    pub fn new(listing: Listing) -> Self {
        let mut index = Self {
            readings: Readings::new(&listing.readings),
            ..Self::default()
        };
        for (i, entry) in listing.matters.iter().enumerate() {
            let i = i as u32;
            let mut whole = vec![index.add(i, &entry.name.zh, NAME.0)];
            for word in &entry.keywords {
                whole.push(index.add(i, word, KEYWORD.0));
            }
            index.put(i, SUMMARY.0, chars(&entry.summary.zh).collect());
            let english = entry.name.en.to_lowercase();
            index.put(
                i,
                NAME.0,
                english
                    .split(|c: char| !c.is_alphanumeric())
                    .flat_map(letters)
                    .collect(),
            );
            index.whole.push(whole);
        }
        index.entries = listing.matters;
        index
    }

    fn add(&mut self, i: u32, text: &str, place: u8) -> Whole {
        let read = self.readings.spell(text);
        let spelled = read.concat();
        let mut grams: Vec<Gram> = chars(text).collect();
        grams.extend(syllables(&read));
        grams.extend(letters(&spelled));
        self.put(i, place, grams);
        Whole {
            name: place == NAME.0,
            text: runs(text).concat(),
            initials: read.iter().filter_map(|syllable| syllable.chars().next()).collect(),
            spelled,
        }
    }

    fn put(&mut self, i: u32, place: u8, grams: Vec<Gram>) {
        for gram in grams {
            let found = self.found.entry(gram).or_default();
            match found.last_mut() {
                Some((last, places)) if *last == i => *places |= place,
                _ => found.push((i, place)),
            }
        }
    }

    /// All matters, in the order of their codes.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What fits `query`, the best first; everything that `narrow` leaves, in the order of the codes, where there are no words.
    #[must_use]
    pub fn find(&self, query: &str, narrow: &Narrow) -> Vec<&Entry> {
        let query = cut::plain(query);
        if query.is_empty() {
            return self.entries.iter().filter(|entry| narrow.fits(entry)).collect();
        }
        if let Some(entry) = self
            .entries
            .iter()
            .find(|entry| entry.code.eq_ignore_ascii_case(&query))
        {
            return vec![entry];
        }
        let mut scores = vec![0.0_f32; self.entries.len()];
        let latin = letters_of(&query);
        if latin.is_empty() {
            self.by_characters(&query, &mut scores);
        } else {
            self.by_letters(&latin, &mut scores);
            if latin.len() < query.len() {
                self.by_characters(&query, &mut scores);
            }
        }
        let mut hits: Vec<(f32, &Entry)> = scores
            .into_iter()
            .zip(&self.entries)
            .filter(|(score, entry)| *score > 0.0 && narrow.fits(entry))
            .collect();
        // Equal ones: the nearer counter first, then by code, which is the order they are in.
        hits.sort_by(|(a, x), (b, y)| {
            b.total_cmp(a)
                .then_with(|| (x.level == Level::Town).cmp(&(y.level == Level::Town)))
        });
        let floor = hits.first().map_or(0.0, |(best, _)| best * FLOOR);
        hits.into_iter()
            .take_while(|(score, _)| *score >= floor)
            .map(|(_, entry)| entry)
            .collect()
    }

    /// What a piece of text says about which matter is meant: little where many have it.
    fn weight(&self, found: usize) -> f32 {
        ((self.entries.len() + 1) as f32 / (found + 1) as f32).ln() + 0.2
    }

    fn by_characters(&self, query: &str, scores: &mut [f32]) {
        let mut total = 0.0;
        let mut covered = vec![0.0_f32; scores.len()];
        let grams: Vec<Gram> = chars(query).collect();
        let sounds: Vec<Gram> = syllables(&self.readings.spell(query)).collect();
        for (n, gram) in grams.iter().enumerate() {
            let single = gram.is_single();
            let found = self.found.get(gram).map_or(&[][..], Vec::as_slice);
            let share = self.weight(found.len()) * if single { SINGLE } else { 1.0 };
            total += share;
            for (i, places) in found {
                let i = *i as usize;
                scores[i] += share * placed(*places);
                covered[i] += share;
            }
            // The nth pair of characters sounds like the nth pair of syllables.
            let Some(found_sounds) = sounds.get(n) else {
                continue;
            };
            let alike = self.found.get(found_sounds).map_or(&[][..], Vec::as_slice);
            let share = self.weight(alike.len()) * SOUND;
            for (i, places) in alike {
                if found.binary_search_by_key(i, |(i, _)| *i).is_err() {
                    let i = *i as usize;
                    scores[i] += share * placed(*places);
                    covered[i] += share;
                }
            }
        }
        let bare = runs(query).concat();
        for (i, whole) in self.whole.iter().enumerate() {
            if scores[i] <= 0.0 {
                continue;
            }
            if total > 0.0 {
                let share = (covered[i] / total).min(1.0);
                if share < LEAST {
                    scores[i] = 0.0;
                    continue;
                }
                scores[i] *= 0.5 + 0.5 * share;
            }
            scores[i] += said(whole, &bare);
        }
    }

    fn by_letters(&self, query: &str, scores: &mut [f32]) {
        for gram in letters(query) {
            let found = self.found.get(&gram).map_or(&[][..], Vec::as_slice);
            let share = self.weight(found.len()) * 0.4;
            for (i, places) in found {
                scores[*i as usize] += share * placed(*places);
            }
        }
        for (score, whole) in scores.iter_mut().zip(&self.whole) {
            let best = whole
                .iter()
                .map(|one| {
                    let more = if one.name { 1.0 } else { 0.9 };
                    more * if one.initials == query || one.spelled == query {
                        30.0
                    } else if one.initials.starts_with(query) || one.spelled.starts_with(query) {
                        22.0
                    } else if query.len() > 1 && (one.initials.contains(query) || one.spelled.contains(query)) {
                        15.0
                    } else {
                        0.0
                    }
                })
                .fold(0.0, f32::max);
            *score += best;
        }
    }
}

/// The weight of the best place.
fn placed(places: u8) -> f32 {
    [NAME, KEYWORD, SUMMARY]
        .into_iter()
        .filter(|(bit, _)| places & bit != 0)
        .map(|(_, weight)| weight)
        .fold(0.0, f32::max)
}

/// What it adds that a name or an everyday word was said as a whole, or is a whole part of what was said.
fn said(whole: &[Whole], query: &str) -> f32 {
    let length = |text: &str| text.chars().count() as f32;
    whole
        .iter()
        .map(|one| {
            if one.text == query {
                if one.name { 16.0 } else { 14.0 }
            } else if one.text.contains(query) {
                4.0 + 4.0 * length(query) / length(&one.text)
            } else if length(&one.text) >= 2.0 && query.contains(one.text.as_str()) {
                5.0 + 7.0 * length(&one.text) / length(query)
            } else {
                0.0
            }
        })
        .fold(0.0, f32::max)
}

#[cfg(all(test, feature = "server"))]
mod tests;
