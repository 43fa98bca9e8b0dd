//! What cases of a matter really needed.

use serde::{Deserialize, Serialize};

/// Of fewer decided cases than this nothing is said: one of them would say how somebody's own case went.
pub const FEWEST: i64 = 5;

/// What a matter has really needed in the last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needed {
    /// Decided cases.
    pub cases: i64,
    /// Twice the median of their working days: a median may lie between two days.
    pub twice_median: i64,
}

impl Needed {
    /// Of how many cases needed how many working days; none where there are fewer than [`FEWEST`].
    #[must_use]
    pub fn of(days: &mut [(u16, i64)]) -> Option<Self> {
        let (twice_median, cases) = twice_median(days)?;
        (cases >= FEWEST).then_some(Self { cases, twice_median })
    }
}

/// Twice the median of a number of working days and how many cases needed it, and how many cases there are; none of nothing. Sorts them.
pub fn twice_median(days: &mut [(u16, i64)]) -> Option<(i64, i64)> {
    days.sort_unstable();
    let all: i64 = days.iter().map(|(_, cases)| cases).sum();
    let at = |place: i64| {
        let mut before = 0;
        days.iter().find_map(|(days, cases)| {
            before += cases;
            (before > place).then_some(i64::from(*days))
        })
    };
    Some((at((all - 1).max(0) / 2)? + at(all / 2)?, all))
}
