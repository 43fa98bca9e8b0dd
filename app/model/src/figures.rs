//! Figures 评价数据: what is published of evaluations, for a center, a kind of service and a period. Shares count what was said: nothing
//! unrated and nothing set aside is ever good. What few people said is not shown, because it would say who said it; see [`Published`].

mod period;
mod published;

pub use period::Period;
pub use published::{Line, Published};

use crate::evaluation::Level;
use serde::{Deserialize, Serialize};

/// Fewer evaluations than this are not told apart: whoever knows who was there would know what they said.
pub const FEWEST: i64 = 5;

/// What was counted; not for publication as it is, see [`Published`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    /// Services that took place.
    pub services: i64,
    /// Services, however they ended, whose residents were asked. A visit that is rated at a counter's own code is not among them:
    /// nobody was asked by name, so it says nothing about how many answer.
    pub asked: i64,
    /// Of those that were asked, how many have said something that stands.
    pub answered: i64,
    /// Valid evaluations by level, the best first, those at a counter's own code included.
    pub levels: [i64; 5],
    /// Evaluations that the inspector has set aside; in no other number.
    pub set_aside: i64,
    /// Bad evaluations that were verified not to be founded on anything the center did.
    pub unfounded: i64,
    /// Bad evaluations that were put right and re-checked.
    pub rectified: i64,
    /// Working days that each rectification took.
    pub days: Vec<i64>,
}

impl Counted {
    /// Valid evaluations.
    #[must_use]
    pub fn rated(&self) -> i64 {
        self.levels.iter().sum()
    }

    /// Those that are bad 差评.
    #[must_use]
    pub fn bad(&self) -> i64 {
        let bad = |level: &Level| level.is_bad();
        Level::ALL
            .iter()
            .filter(|l| bad(l))
            .map(|l| self.levels[usize::from(l.code()) - 1])
            .sum()
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        self.services += other.services;
        self.asked += other.asked;
        self.answered += other.answered;
        for (level, more) in self.levels.iter_mut().zip(other.levels) {
            *level += more;
        }
        self.set_aside += other.set_aside;
        self.unfounded += other.unfounded;
        self.rectified += other.rectified;
        self.days.extend_from_slice(&other.days);
    }
}

/// A part of a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How many.
    pub part: i64,
    /// Of how many; never 0.
    pub whole: i64,
}

impl Share {
    /// None of nothing.
    #[must_use]
    pub const fn of(part: i64, whole: i64) -> Option<Self> {
        if whole > 0 { Some(Self { part, whole }) } else { None }
    }

    /// Thousandths, rounded so that only what is whole is 1000 and only what is nothing is 0.
    #[must_use]
    pub const fn per_mille(self) -> i64 {
        let rounded = (self.part * 1000 + self.whole / 2) / self.whole;
        if rounded >= 1000 && self.part < self.whole {
            999
        } else if rounded == 0 && self.part > 0 {
            1
        } else {
            rounded
        }
    }

    /// `93.8%`; `100%` and `0%` only where it is so.
    #[must_use]
    pub fn percent(self) -> String {
        let mille = self.per_mille();
        match mille % 10 {
            0 => format!("{}%", mille / 10),
            tenth => format!("{}.{tenth}%", mille / 10),
        }
    }
}

/// What is published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figure {
    /// Services that took place.
    pub services: i64,
    /// Services of which nothing came, called off, refused or missed: their residents are asked as well.
    pub failed: i64,
    /// Those who said something, of those who were asked 评价率.
    pub answered: Option<Share>,
    /// Valid evaluations.
    pub rated: i64,
    /// What they say; none where there are none or too few to show. Where few said something in a month it is told with what was said
    /// later, so these may be more or fewer than [`Self::rated`].
    pub said: Option<Said>,
    /// There are some, and too few to show.
    pub too_few: bool,
    /// Set aside by the inspector.
    pub set_aside: i64,
}

/// What evaluations say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// By level, the best first.
    pub levels: [i64; 5],
    /// Levels 1 to 3, of all 好评率.
    pub satisfied: Share,
    /// Levels 4 and 5 差评.
    pub bad: i64,
    /// Put right, of those bad ones that were not found to be unfounded 整改率.
    pub rectified: Option<Share>,
    /// Twice the median of the working days that putting right took: a median may lie between two days.
    pub twice_median_days: Option<i64>,
}

/// Twice the median; none of nothing.
#[must_use]
pub fn twice_median(days: &[i64]) -> Option<i64> {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some(lower + upper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_percentage_is_whole_only_where_nothing_is_missing() {
        assert_eq!(
            Share {
                part: 1999,
                whole: 2000
            }
            .percent(),
            "99.9%"
        );
        assert_eq!(
            Share {
                part: 2000,
                whole: 2000
            }
            .percent(),
            "100%"
        );
        assert_eq!(
            Share {
                part: 1,
                whole: 100_000
            }
            .percent(),
            "0.1%"
        );
        assert_eq!(Share { part: 15, whole: 16 }.percent(), "93.8%");
        assert_eq!(Share::of(0, 0), None);
    }

    proptest! {
        #[test]
        fn the_median_lies_in_the_middle(days in proptest::collection::vec(0..60i64, 1..30)) {
            let twice = twice_median(&days).unwrap();
            let below = days.iter().filter(|d| **d * 2 < twice).count();
            let above = days.iter().filter(|d| **d * 2 > twice).count();
            prop_assert!(below * 2 <= days.len() && above * 2 <= days.len());
        }
    }
}
