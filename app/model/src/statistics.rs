//! Statistics 办件统计: what is counted of cases, by month, center, mode, channel and matter. Each case is counted once as opened, in the
//! month in which it came, and once as closed, in the month in which it ended; whatever is said of its way (in time, missed at first
//! notice, visits) belongs to the month in which it ended. A draft is no case yet; one that was registered by mistake came, is
//! counted as that, and is never closed.

mod added;
mod needed;
#[cfg(test)]
mod tests;

pub use added::{Added, Log, added, is_visit};
pub use needed::{FEWEST, Needed, twice_median};

use crate::figures::Share;
use serde::{Deserialize, Serialize};

/// What was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Cases that came.
    pub opened: i64,
    /// Decided: granted.
    pub granted: i64,
    /// Decided: not granted.
    pub not_granted: i64,
    /// Not accepted.
    pub refused: i64,
    /// Taken back by the resident.
    pub withdrawn: i64,
    /// Registered by mistake; in no other number but [`Self::opened`].
    pub void: i64,
    /// Of those that were decided: later than was promised.
    pub late: i64,
    /// Of those that were closed: something was asked for that the first notice had not listed.
    pub missed: i64,
    /// Of those that were closed: how often somebody came for them, see [`is_visit`].
    pub visits: i64,
}

impl Counted {
    /// Cases that were decided.
    #[must_use]
    pub const fn decided(&self) -> i64 {
        self.granted + self.not_granted
    }

    /// Cases that have ended, without those that were registered by mistake.
    #[must_use]
    pub const fn closed(&self) -> i64 {
        self.decided() + self.refused + self.withdrawn
    }

    /// In time, of those that were decided 按时办结率.
    #[must_use]
    pub const fn on_time(&self) -> Option<Share> {
        Share::of(self.decided() - self.late, self.decided())
    }

    /// Missed at first notice, of those that were closed 一次性告知遗漏率.
    #[must_use]
    pub const fn missed(&self) -> Option<Share> {
        Share::of(self.missed, self.closed())
    }

    /// Tenths of visits for one closed case, rounded 平均跑动次数.
    #[must_use]
    pub const fn visit_tenths(&self) -> Option<i64> {
        match self.closed() {
            0 => None,
            closed => Some((self.visits * 10 + closed / 2) / closed),
        }
    }

    /// Nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what was counted elsewhere.
    pub const fn add(&mut self, other: &Self) {
        self.opened += other.opened;
        self.granted += other.granted;
        self.not_granted += other.not_granted;
        self.refused += other.refused;
        self.withdrawn += other.withdrawn;
        self.void += other.void;
        self.late += other.late;
        self.missed += other.missed;
        self.visits += other.visits;
    }
}

/// What is shown of a month, a center, a mode, a channel or a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figure {
    /// What was counted.
    pub counted: Counted,
    /// Twice the median of the working days that decided ones have needed: a median may lie between two days.
    pub twice_median: Option<i64>,
}

impl Figure {
    /// Of what was counted apart for each number of working days; none for what was not decided.
    #[must_use]
    pub fn of(parts: &[(Option<u16>, Counted)]) -> Self {
        let mut counted = Counted::default();
        let mut days: Vec<(u16, i64)> = Vec::new();
        for (needed, part) in parts {
            counted.add(part);
            days.extend(needed.map(|needed| (needed, part.decided())));
        }
        let twice_median = twice_median(&mut days).map(|(twice, _)| twice);
        Self { counted, twice_median }
    }
}
