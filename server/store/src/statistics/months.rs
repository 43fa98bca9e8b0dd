//! Sums by month, kept in memory: a month that is over changes seldom, so of a year only the present month is summed up anew. What is
//! kept is bounded by what it holds, not by how many sums it is: one of all matters in five hundred centers is as long as thousands of
//! those of a village.

use super::{Of, arm, counted, days, revision, sums};
use crate::{
    args,
    case::Channel,
    db::{Db, Query, Row},
    error::StoreError,
};
use model::{figures::Period, matter::Mode, statistics::Counted};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Parts that are kept, of about a hundred bytes each; where there would be more, all are forgotten.
const MOST: usize = 200_000;
/// What a sum without parts weighs, in parts; and so many bytes of its name weigh as much as one.
const EMPTY: usize = 4;
const BYTES: usize = 100;
/// How often a reading begins anew because the tally was folded meanwhile.
const ATTEMPTS: usize = 5;

/// By what a month is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Axis {
    /// By center; a part's key is the center's.
    Center,
    /// By matter; a part's key is the matter's.
    Matter,
    /// By mode and channel; a part's key is [`way`].
    Way,
}

/// A mode and a channel as one number.
#[must_use]
pub fn way(mode: Mode, channel: Channel) -> i64 {
    let place = Mode::ALL.iter().position(|one| *one == mode).unwrap_or_default();
    2 * i64::try_from(place).unwrap_or_default() + i64::from(channel == Channel::Online)
}

/// What was counted of one part in one month, of cases that needed so many working days; none of what was not decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// In which month.
    pub month: Period,
    /// Of what, see [`Axis`].
    pub key: i64,
    /// Working days.
    pub days: Option<u16>,
    /// What.
    pub counted: Counted,
}

/// Which sum: everything of [`Of`] but its months.
type Name = (Period, Axis, Option<String>, Option<Mode>, Option<Channel>, Option<i64>);

/// What is kept, and how much it is.
#[derive(Debug, Default)]
struct Kept {
    sums: HashMap<Name, (i64, Arc<Vec<Part>>)>,
    weight: usize,
}

/// How much a sum is, in parts.
fn weight(name: &Name, parts: &[Part]) -> usize {
    EMPTY + name.2.as_ref().map_or(0, String::len) / BYTES + parts.len()
}

impl Kept {
    fn put(&mut self, name: Name, revision: i64, parts: Arc<Vec<Part>>) {
        if let Some((_, old)) = self.sums.remove(&name) {
            self.weight -= weight(&name, &old);
        }
        let new = weight(&name, &parts);
        if self.weight + new > MOST {
            (self.sums, self.weight) = (HashMap::new(), 0);
        }
        // One that is too much by itself is not kept at all.
        if new <= MOST {
            self.weight += new;
            self.sums.insert(name, (revision, parts));
        }
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Months(Mutex<Kept>);

impl Months {
    fn get(&self, name: &Name, revision: i64) -> Option<Arc<Vec<Part>>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (made_for, parts) = kept.sums.get(name)?;
        (*made_for == revision).then(|| Arc::clone(parts))
    }

    fn put(&self, name: Name, revision: i64, parts: &Arc<Vec<Part>>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.put(name, revision, Arc::clone(parts));
    }

    /// Everything that fits, summed up along an axis, month by month; exact to the last step that was taken.
    pub(crate) async fn sums(&self, db: &Db, axis: Axis, of: &Of<'_>) -> Result<Vec<Part>, StoreError> {
        for _ in 0..ATTEMPTS {
            let before = revision(db).await?;
            let months = revisions(db).await?;
            let mut all = read(db, axis, of, Table::Count).await?;
            let mut month = of.first;
            while month <= of.last {
                // Into the tally comes nothing but what is folded, and that raises the month's revision.
                let Some(made_for) = months.get(&month).copied() else {
                    month = after(month);
                    continue;
                };
                let name = (
                    month,
                    axis,
                    of.joined(),
                    of.mode,
                    of.channel,
                    of.matter.map(model::id::Id::as_i64),
                );
                let parts = match self.get(&name, made_for) {
                    Some(parts) => parts,
                    None => {
                        let one = Of {
                            first: month,
                            last: month,
                            ..*of
                        };
                        let parts = Arc::new(read(db, axis, &one, Table::Tally).await?);
                        self.put(name, made_for, &parts);
                        parts
                    }
                };
                all.extend(parts.iter().copied());
                month = after(month);
            }
            // What was folded in between was read in both tables, or in neither.
            if revision(db).await? == before {
                return Ok(all);
            }
        }
        Err(StoreError::Unreadable("case_tally"))
    }
}

/// The month after one.
fn after(month: Period) -> Period {
    Period::month_of(month.days().1)
}

/// How often each month was folded into; months that never were are left out.
async fn revisions(db: &Db) -> Result<HashMap<Period, i64>, StoreError> {
    // Not as a range of names: what lies between two of them depends on the database's collation.
    let sql = "SELECT SUBSTR(name, 12) AS month, value FROM revision WHERE SUBSTR(name, 1, 11) = 'case_tally:'";
    let rows = db.rows(sql, args![]).await?;
    rows.iter()
        .map(|row| Ok((row.word("month", |text| text.parse().ok())?, row.get("value")?)))
        .collect()
}

/// Where something is summed up.
#[derive(Clone, Copy)]
enum Table {
    Tally,
    Count,
}

async fn read(db: &Db, axis: Axis, of: &Of<'_>, table: Table) -> Result<Vec<Part>, StoreError> {
    let sql = match (axis, table) {
        (Axis::Center, Table::Tally) => arm!("month, center_id", "case_tally"),
        (Axis::Center, Table::Count) => arm!("month, center_id", "case_count"),
        (Axis::Matter, Table::Tally) => arm!("month, matter_id", "case_tally"),
        (Axis::Matter, Table::Count) => arm!("month, matter_id", "case_count"),
        (Axis::Way, Table::Tally) => arm!("month, mode, channel", "case_tally"),
        (Axis::Way, Table::Count) => arm!("month, mode, channel", "case_count"),
    };
    let key = |row: &Row| match axis {
        Axis::Center => row.get("center_id"),
        Axis::Matter => row.get("matter_id"),
        Axis::Way => {
            let channel = row.word("channel", Channel::from_code)?;
            Ok(way(row.word("mode", Mode::from_code)?, channel))
        }
    };
    let part = |row: &Row| {
        Ok(Part {
            month: row.word("month", |text| text.parse().ok())?,
            key: key(row)?,
            days: days(row)?,
            counted: counted(row)?,
        })
    };
    db.rows(sql, of.args()).await?.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sum of so many parts; each has a name of its own.
    fn sum(matter: i64, parts: usize) -> (Name, Arc<Vec<Part>>) {
        let month = Period::Month(2026, 9);
        let part = Part {
            month,
            key: matter,
            days: None,
            counted: Counted::default(),
        };
        let name = (month, Axis::Matter, None, None, None, Some(matter));
        (name, Arc::new(vec![part; parts]))
    }

    #[test]
    fn what_is_kept_is_bounded_by_what_it_holds() {
        let mut kept = Kept::default();
        let by_hand = |kept: &Kept| -> usize { kept.sums.iter().map(|(name, (_, parts))| weight(name, parts)).sum() };
        // As somebody who looks through every matter of a large deployment, and through each again.
        for n in 0..400 {
            let (name, parts) = sum(n % 250, 10_000);
            kept.put(name, n, parts);
            assert!(
                kept.weight <= MOST && kept.weight == by_hand(&kept),
                "{n}: {}",
                kept.weight
            );
        }
        // And empty ones, of which there may be many more.
        for n in 0..200_000 {
            let (name, parts) = sum(n, 0);
            kept.put(name, 1, parts);
        }
        assert!(kept.sums.len() <= MOST / EMPTY && kept.weight <= MOST);
        // What would not fit at all drives nothing out a second time.
        let (name, parts) = sum(-1, MOST);
        kept.put(name.clone(), 1, parts);
        assert!(!kept.sums.contains_key(&name));
    }

    #[test]
    fn what_is_summed_up_anew_takes_the_place_of_what_was() {
        let mut kept = Kept::default();
        let (name, parts) = sum(1, 10);
        for revision in 1..50 {
            kept.put(name.clone(), revision, Arc::clone(&parts));
        }
        assert_eq!((kept.sums.len(), kept.weight), (1, EMPTY + 10));
    }
}
