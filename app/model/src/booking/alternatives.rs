//! What else would do: other times for a wish that was refused or whose slots were just taken.

use super::{Day, Request, Rules, Source, Taken, free_starts};
use crate::hours::LocalMinute;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A time at which the same wish could be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// The local day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// Local minute it begins.
    pub start: u16,
    /// Local minute it ends.
    pub end: u16,
}

/// How many other times are offered on the day that was asked for.
const SAME_DAY: usize = 3;

/// Up to `most` other times of the same length: the nearest three on the wanted day, then the nearest one on each of the
/// following days. `days` are in order; a length that no stay has is first brought to the nearest that one can have.
#[must_use]
pub fn alternatives(
    rules: &Rules,
    days: &[(Day, Taken)],
    now: LocalMinute,
    request: &Request,
    source: Source,
    most: usize,
) -> Vec<Alternative> {
    let length = possible_length(rules, request.end.saturating_sub(request.start));
    let mut found = Vec::new();
    for (day, taken) in days.iter().filter(|(d, _)| d.day >= request.day) {
        let mut starts = free_starts(rules, day, now, taken, length, request.wish, source);
        // The same distance: the earlier one first, for the sort is stable.
        starts.sort_by_key(|start| start.abs_diff(request.start));
        let here = if day.day == request.day { SAME_DAY } else { 1 };
        let times = starts.into_iter().take(here).map(|start| Alternative {
            day: day.day,
            start,
            end: start + length,
        });
        found.extend(times);
    }
    found.truncate(most);
    found
}

/// The nearest length that a stay can have; rounded up to the step, for nobody wants less time than they need.
pub(super) fn possible_length(rules: &Rules, length: u16) -> u16 {
    length
        .clamp(rules.shortest_minutes, rules.longest_minutes)
        .next_multiple_of(rules.step_minutes.max(1))
}
