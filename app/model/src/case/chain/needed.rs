//! What a decided case has needed, against what was promised.

use super::Case;
use crate::{
    hours::LocalMinute,
    workday::{Calendar, Reading},
};

impl Case {
    /// Whether it was too late to decide it at a moment.
    #[must_use]
    pub fn is_late(&self, calendar: &Calendar, decided: LocalMinute) -> bool {
        let due = self.promised(calendar).and_then(Reading::due);
        due.is_some_and(|due| due.is_past(decided))
    }

    /// The working days from when everything was there until it was decided, without the time for which it stood: the shortest promise
    /// that would have been kept. 0 for what was done on the same day.
    #[must_use]
    pub fn needed(&self, calendar: &Calendar, decided: LocalMinute) -> u16 {
        let promise = self.promise.as_ref();
        promise.map_or(0, |promise| promise.from_receipt.needed(calendar, decided))
    }
}
