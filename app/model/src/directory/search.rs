//! Finding a center by its name in characters, in pinyin or by the initials of its pinyin.
//!
//! The text that is searched has two lines: syllables, then words. A syllable holds all readings of its character
//! (`chang/zhang`), so a polyphonic character is found under each of them.

/// What [`matches`] looks in: the pinyin of the name and of the division, then name, division and address in small letters.
#[cfg(feature = "server")]
#[must_use]
pub fn search_text(names: &crate::text::Names, division_name: &str, address: &str) -> String {
    let mut syllables: Vec<String> = Vec::new();
    for c in names.zh.chars().chain(division_name.chars()) {
        syllables.extend(readings(c));
    }
    let words = [names.zh.as_str(), names.en.as_str(), division_name, address]
        .join(" ")
        .to_lowercase();
    format!("{}\n{}", syllables.join(" "), words.replace('\n', " "))
}

/// All readings of a character without tones, the commonest first.
#[cfg(feature = "server")]
fn readings(c: char) -> Option<String> {
    use pinyin::{ToPinyin as _, ToPinyinMulti as _};
    let mut readings: Vec<String> = Vec::new();
    let mut add = |plain: &str| {
        // ü is typed as v by most and as u by some.
        let spellings = if plain.contains('ü') {
            vec![plain.replace('ü', "v"), plain.replace('ü', "u")]
        } else {
            vec![plain.to_owned()]
        };
        for spelling in spellings {
            if !readings.contains(&spelling) {
                readings.push(spelling);
            }
        }
    };
    add(c.to_pinyin()?.plain());
    if let Some(all) = c.to_pinyin_multi() {
        all.into_iter().for_each(|reading| add(reading.plain()));
    }
    Some(readings.join("/"))
}

/// Whether every word of `query` (in small letters) is found in `search`, a text made by `search_text`: as part of its
/// words, or as pinyin from the beginning of some syllable on, each syllable in full or cut short (`dongfeng`, `dfeng`, `df`).
#[must_use]
pub fn matches(search: &str, query: &str) -> bool {
    let (syllables, words) = search.split_once('\n').unwrap_or(("", search));
    query.split_whitespace().all(|word| {
        words.contains(word)
            || (word.bytes().all(|b| b.is_ascii_lowercase()) && starts_of(syllables).any(|rest| spells(rest, word)))
    })
}

/// The rest of the line from each syllable on.
fn starts_of(syllables: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(syllables), |rest| rest.split_once(' ').map(|(_, next)| next))
}

/// Whether `word` is the beginnings of the syllables that `rest` starts with, none left out.
fn spells(rest: &str, word: &str) -> bool {
    let (syllable, next) = rest.split_once(' ').unwrap_or((rest, ""));
    syllable.split('/').any(|reading| {
        let common = reading.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
        // The longest beginning first: it is right nearly always.
        (1..=common).rev().any(|taken| {
            let left = &word[taken..];
            left.is_empty() || (!next.is_empty() && spells(next, left))
        })
    })
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;
    use crate::text::Names;

    fn found(name: &str, query: &str) -> bool {
        let names = Names::new(name, "East Wind Village Center");
        matches(&search_text(&names, "音德尔镇", "振兴路2号"), query)
    }

    #[test]
    fn a_center_is_found_in_all_the_ways_people_type() {
        for query in [
            "dfc",
            "dongfeng",
            "东风",
            "df 中心",
            "dongf",
            "dfeng",
            "dqfw",
            "village",
            "yinde",
            "振兴路",
            "",
            " 东风  cun ",
        ] {
            assert!(found("东风村党群服务中心", query), "{query}");
        }
        for query in ["xifeng", "ongfeng", "dcf", "东北", "df 学校", "yinder镇"] {
            assert!(!found("东风村党群服务中心", query), "{query}");
        }
    }

    #[test]
    fn a_polyphonic_character_is_found_under_each_reading() {
        for query in ["changfa", "zhangfa", "cfc", "zfc"] {
            assert!(found("长发村", query), "{query}");
        }
        for query in ["lvshui", "lushui", "ls"] {
            assert!(found("绿水村", query), "{query}");
        }
    }

    #[test]
    fn hostile_queries_end_soon() {
        let search = search_text(&Names::new("啊".repeat(60), ""), "", "");
        assert!(!matches(&search, &format!("{}x", "a".repeat(60))));
    }
}
