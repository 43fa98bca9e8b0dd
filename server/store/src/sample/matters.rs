//! The sample's matters: what the town's and the villages' counters handle, written from public knowledge of how such matters are
//! handled in Inner Mongolia. The town's own list of 549 and 80 is not published; an import replaces these.

use crate::{act::Act, db::Tx, error::StoreError, matter};
use model::matter::Content;
use serde::Deserialize;
use std::sync::LazyLock;

/// One file an occasion, so that somebody who knows the field can read and mend it.
const FILES: &[&str] = &[
    include_str!("matters/town-aid.toml"),
    include_str!("matters/town-farming.toml"),
    include_str!("matters/town-health.toml"),
    include_str!("matters/town-household.toml"),
    include_str!("matters/town-housing-business.toml"),
    include_str!("matters/town-land.toml"),
    include_str!("matters/town-living.toml"),
    include_str!("matters/town-party-law.toml"),
    include_str!("matters/town-pension.toml"),
    include_str!("matters/town-veteran.toml"),
    include_str!("matters/town-work.toml"),
    include_str!("matters/village-1.toml"),
    include_str!("matters/village-2.toml"),
    include_str!("matters/village-3.toml"),
    include_str!("matters/village-4.toml"),
    include_str!("matters/village-5.toml"),
];

#[derive(Deserialize)]
struct File {
    matter: Vec<Content>,
}

/// All of them, checked as everybody's are. Read once: tests fill many databases with them.
///
/// # Errors
/// [`StoreError::Unreadable`] for a file that does not keep the rules.
pub fn read() -> Result<Vec<Content>, StoreError> {
    static ALL: LazyLock<Option<Vec<Content>>> = LazyLock::new(|| parse().ok());
    ALL.clone().ok_or(StoreError::Unreadable("sample/matters"))
}

fn parse() -> Result<Vec<Content>, StoreError> {
    let mut all = Vec::new();
    for file in FILES {
        let file: File = toml::from_str(file).map_err(|_| StoreError::Unreadable("sample/matters"))?;
        for content in file.matter {
            all.push(
                content
                    .checked()
                    .map_err(|_| StoreError::Unreadable("sample/matters"))?,
            );
        }
    }
    Ok(all)
}

/// Writes them.
pub(super) async fn load(tx: &Tx, act: &Act) -> Result<(), StoreError> {
    for content in read()? {
        matter::insert(tx, act, act.id(), &content).await?;
    }
    matter::changed(tx).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::matter::Level;
    use std::collections::BTreeSet;

    #[test]
    fn every_sample_matter_keeps_the_rules_and_says_nothing_that_is_not_read() {
        for text in FILES {
            let file: File = toml::from_str(text).unwrap();
            let table: toml::Table = toml::from_str(text).unwrap();
            let written = table["matter"].as_array().unwrap();
            for (content, written) in file.matter.into_iter().zip(written) {
                let name = format!("{} {}", content.code, content.name.zh);
                let read = toml::Value::try_from(&content).unwrap();
                known(written, &read, &name);
                assert!(
                    content.checked().is_ok(),
                    "{name}: {:?}",
                    Content::deserialize(written.clone()).unwrap().checked()
                );
            }
        }
    }

    /// Every key that was written is one that is read.
    fn known(written: &toml::Value, read: &toml::Value, at: &str) {
        match (written, read) {
            (toml::Value::Table(written), toml::Value::Table(read)) => {
                for (key, value) in written {
                    known(
                        value,
                        read.get(key).unwrap_or_else(|| panic!("{at}: {key} is not read")),
                        &format!("{at}.{key}"),
                    );
                }
            }
            (toml::Value::Array(written), toml::Value::Array(read)) => {
                for (written, read) in written.iter().zip(read) {
                    known(written, read, at);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn the_sample_has_matters_of_villages_and_of_the_town_each_with_materials_and_steps() {
        let all = read().unwrap();
        let of = |level| all.iter().filter(|m| m.level == level).count();
        assert!(of(Level::Village) == 80, "{} of villages", of(Level::Village));
        assert!(of(Level::Town) >= 150, "{} of the town", of(Level::Town));
        let codes: BTreeSet<_> = all.iter().map(|m| &m.code).collect();
        assert_eq!(codes.len(), all.len(), "codes are unique");
        for matter in &all {
            assert!(
                !matter.materials.is_empty() && !matter.steps.is_empty(),
                "{}",
                matter.name.zh
            );
        }
    }

    /// Questions as people ask them, and the matters that may come first (the village's or the town's).
    const QUESTIONS: &str = include_str!("questions.csv");

    #[test]
    fn everyday_questions_lead_to_their_matter() {
        use model::matter::search::{Entry, Index, Listing, Narrow};
        let all = read().unwrap();
        let index = Index::new(Listing::new(all.iter().map(Entry::from).collect()));
        let (mut first, mut third, mut missed) = (0, 0, Vec::new());
        let questions: Vec<(&str, &str)> = QUESTIONS
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(','))
            .collect();
        for (question, codes) in &questions {
            let found = index.find(question, &Narrow::default());
            let at = found
                .iter()
                .position(|entry| codes.split('/').any(|code| code == entry.code));
            first += usize::from(at == Some(0));
            third += usize::from(at.is_some_and(|at| at < 3));
            if at != Some(0) {
                let best: Vec<_> = found
                    .iter()
                    .take(3)
                    .map(|e| format!("{} {}", e.code, e.name.zh))
                    .collect();
                missed.push(format!("{question}: {best:?}"));
            }
        }
        let n = questions.len();
        #[allow(clippy::print_stdout)] // for whoever runs the benches
        {
            println!(
                "{n} questions: {first} first, {third} in the first three\n{}",
                missed.join("\n")
            );
        }
        assert!(
            n >= 60 && first * 100 >= n * 85 && third * 100 >= n * 95,
            "{first} and {third} of {n}\n{}",
            missed.join("\n")
        );
    }
}
