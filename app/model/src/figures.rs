//! Figures 评价数据: what is published of evaluations, for a center, a kind of service and a period. Shares count what was said: nothing
//! unrated and nothing set aside is ever good. What few people said is not shown, because it would say who said it.

mod period;

pub use period::Period;

use crate::evaluation::Level;
use serde::{Deserialize, Serialize};

/// Fewer evaluations than this are not told apart: whoever knows who was there would know what they said.
pub const FEWEST: i64 = 5;

/// What was counted; not for publication as it is, see [`publish`].
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Services that took place.
    pub services: i64,
    /// Those who said something, of those who were asked 评价率.
    pub answered: Option<Share>,
    /// Valid evaluations.
    pub rated: i64,
    /// What they say; none where there are none or too few to show.
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

fn figure(counted: &Counted, hidden: bool) -> Figure {
    let rated = counted.rated();
    let bad = counted.bad();
    let satisfied = Share::of(rated - bad, rated).filter(|_| !hidden);
    Figure {
        services: counted.services,
        answered: Share::of(counted.answered, counted.asked),
        rated,
        said: satisfied.map(|satisfied| Said {
            levels: counted.levels,
            satisfied,
            bad,
            rectified: Share::of(counted.rectified, bad - counted.unfounded),
            twice_median_days: twice_median(&counted.days),
        }),
        too_few: hidden,
        set_aside: counted.set_aside,
    }
}

/// What is published of parts that add up to `whole`, and of the whole itself.
///
/// Where exactly one part would be hidden, it could be found by taking the others from the whole: then the smallest of the others is
/// hidden with it. A part without evaluations hides nothing.
#[must_use]
pub fn publish(parts: &[Counted]) -> (Vec<Figure>, Figure) {
    let mut whole = Counted::default();
    for part in parts {
        whole.add(part);
    }
    let few = |counted: &Counted| (1..FEWEST).contains(&counted.rated());
    let mut hidden: Vec<bool> = parts.iter().map(few).collect();
    if hidden.iter().filter(|h| **h).count() == 1 {
        let smallest = (0..parts.len())
            .filter(|i| !hidden[*i] && parts[*i].rated() > 0)
            .min_by_key(|i| parts[*i].rated());
        if let Some(smallest) = smallest {
            hidden[smallest] = true;
        }
    }
    let figures = parts
        .iter()
        .zip(hidden)
        .map(|(part, hidden)| figure(part, hidden))
        .collect();
    (figures, figure(&whole, few(&whole)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(levels: [i64; 5]) -> Counted {
        let rated = levels.iter().sum();
        Counted {
            services: rated * 2,
            asked: rated * 2,
            answered: rated,
            levels,
            ..Counted::default()
        }
    }

    #[test]
    fn silence_and_what_was_set_aside_are_never_good() {
        let silent = Counted {
            services: 40,
            asked: 40,
            set_aside: 3,
            ..Counted::default()
        };
        let (_, figure) = publish(&[silent]);
        assert_eq!(figure.answered, Some(Share { part: 0, whole: 40 }));
        assert_eq!(figure.said, None);
        assert!(!figure.too_few);
    }

    #[test]
    fn levels_one_to_three_are_satisfied_and_unfounded_ones_need_no_rectification() {
        let mut some = counted([10, 5, 5, 3, 2]);
        (some.unfounded, some.rectified, some.days) = (1, 2, vec![5, 2]);
        let said = publish(&[some]).1.said.unwrap();
        assert_eq!(said.satisfied, Share { part: 20, whole: 25 });
        assert_eq!((said.bad, said.rectified), (5, Some(Share { part: 2, whole: 4 })));
        assert_eq!(said.twice_median_days, Some(7));
    }

    #[test]
    fn what_few_said_is_hidden_and_cannot_be_worked_out_from_the_rest() {
        let (parts, whole) = publish(&[
            counted([3, 0, 0, 1, 0]),
            counted([9, 0, 0, 0, 0]),
            counted([6, 0, 0, 0, 1]),
            counted([0; 5]),
        ]);
        let hidden: Vec<bool> = parts.iter().map(|f| f.too_few).collect();
        assert_eq!(hidden, [true, false, true, false]);
        assert!(parts.iter().all(|f| f.said.is_none() == (f.too_few || f.rated == 0)));
        assert!(whole.said.is_some());
    }

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
        fn no_hidden_part_is_the_only_one(levels in proptest::collection::vec([0..4i64, 0..4, 0..3, 0..2, 0..2], 0..8)) {
            let parts: Vec<Counted> = levels.into_iter().map(counted).collect();
            let (figures, whole) = publish(&parts);
            let hidden = figures.iter().filter(|f| f.too_few).count();
            let spoken = figures.iter().filter(|f| f.rated > 0).count();
            // Alone it may only be where it is all there is, and then the whole is hidden as well.
            prop_assert!(hidden != 1 || (spoken == 1 && whole.too_few));
            for figure in figures.iter().chain([&whole]) {
                prop_assert!(figure.said.is_none() || figure.rated >= FEWEST);
            }
        }

        #[test]
        fn the_median_lies_in_the_middle(days in proptest::collection::vec(0..60i64, 1..30)) {
            let twice = twice_median(&days).unwrap();
            let below = days.iter().filter(|d| **d * 2 < twice).count();
            let above = days.iter().filter(|d| **d * 2 > twice).count();
            prop_assert!(below * 2 <= days.len() && above * 2 <= days.len());
        }
    }
}
