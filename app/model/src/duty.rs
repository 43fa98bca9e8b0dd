//! Duty shifts 值班: who is at a center in which part of which day; noon and evening duty above all.
//!
//! A shift stores its own times, taken from the center's opening hours when it is planned: whoever changes the hours later finds
//! the shifts that lie outside of them named before, and marked after, and nobody's agreement is changed behind their back. Everybody
//! else is promised what of a shift lies within the hours ([`OnDuty::within`]).

mod input;
mod rota;
#[cfg(test)]
mod tests;

pub use input::{DutyFields, DutyInput, FIRST_DAY, Ground, LAST_DAY, RotaFields, RotaInput, SHORTEST, check_weeks};
pub use rota::{Filled, Planned, RotaLine, copied, filled, gaps};

use crate::{
    center::CenterId,
    hours::{Interval, LocalMinute, Shift},
    id::Id,
    staff::StaffId,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Weeks that are filled at once at most: half a year.
pub const MOST_WEEKS: u16 = 26;
/// Minutes of a slot, by which the database keeps anybody from being in two places.
const SLOT: u16 = 15;

/// Who is on duty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// Somebody with an account: one person, wherever they are on duty.
    Staff(StaffId),
    /// A party member or volunteer without one, by name. The same name at another center may be somebody else.
    Named(String),
}

impl Person {
    /// What is the same for the same person, and for nobody else.
    #[must_use]
    pub fn key(&self, center: CenterId) -> String {
        match self {
            Self::Staff(id) => format!("s:{id}"),
            Self::Named(name) => format!("n:{center}:{name}"),
        }
    }
}

/// A shift of a center.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    /// The key.
    pub id: DutyId,
    /// Where.
    pub center: CenterId,
    /// Which day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// Which part of the day.
    pub shift: Shift,
    /// From which minute of the day.
    pub start: u16,
    /// Up to which.
    pub end: u16,
    /// Who.
    pub person: Person,
    /// What they are called now.
    pub name: String,
    /// Their account has ended since: they will not come.
    pub ended: bool,
    /// A telephone that is shown to everybody; empty: the center's own.
    pub phone: String,
    /// For the staff only.
    pub note: String,
    /// Outside of the opening hours, and meant to be.
    pub beyond: bool,
    /// Counts its saves.
    pub version: i64,
}

/// Identifier of a [`Duty`].
pub type DutyId = Id<Duty>;

/// A shift as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDuty {
    /// Which day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// Which part of the day.
    pub shift: Shift,
    /// From which minute of the day.
    pub start: u16,
    /// Up to which.
    pub end: u16,
    /// Who; empty where the center does not publish names.
    pub name: String,
    /// Whom to call; may be empty.
    pub phone: String,
    /// Outside of the opening hours, and meant to be.
    pub beyond: bool,
}

impl OnDuty {
    /// What may be promised of it where the center's hours of that day are these: all of it where it fits or is meant to lie
    /// outside, else what of it lies within them; none where nothing does.
    #[must_use]
    pub fn within(self, day: &[Interval]) -> Option<Self> {
        if self.beyond {
            return Some(self);
        }
        let (start, end) = clipped(day, self.shift, self.start, self.end)?;
        Some(Self { start, end, ..self })
    }

    /// Whether it is now.
    #[must_use]
    pub fn is_now(&self, now: LocalMinute) -> bool {
        self.day == now.day && self.start <= now.minute && now.minute < self.end
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self, now: LocalMinute) -> bool {
        (self.day, self.end) <= (now.day, now.minute)
    }
}

/// Those who are on duty now; where nobody is, who is next. `all` is in order.
#[must_use]
pub fn now_or_next(all: &[OnDuty], now: LocalMinute) -> Vec<&OnDuty> {
    let present: Vec<&OnDuty> = all.iter().filter(|one| one.is_now(now)).collect();
    if !present.is_empty() {
        return present;
    }
    let Some(next) = all.iter().find(|one| !one.is_over(now)) else {
        return Vec::new();
    };
    let same = |one: &&OnDuty| (one.day, one.start) == (next.day, next.start);
    all.iter().filter(same).collect()
}

/// From the first to the last minute that a day's opening hours have of a shift; none where they have nothing of it.
#[must_use]
pub fn span(day: &[Interval], shift: Shift) -> Option<(u16, u16)> {
    let of_it = || day.iter().filter(|interval| interval.shift == shift);
    Some((of_it().map(|i| i.start).min()?, of_it().map(|i| i.end).max()?))
}

/// Whether the center is open all the time from `start` to `end`. The intervals are in order and do not overlap.
#[must_use]
pub fn is_within(day: &[Interval], start: u16, end: u16) -> bool {
    let mut open_to = start;
    for interval in day {
        if interval.start <= open_to && open_to < interval.end {
            open_to = interval.end;
        }
    }
    end <= open_to
}

/// Whether a shift lies within a day's hours: all of the time, or from the beginning to the end of its own part of the day (which
/// may have a pause).
#[must_use]
pub fn fits(day: &[Interval], shift: Shift, start: u16, end: u16) -> bool {
    let own = span(day, shift).is_some_and(|(from, to)| from <= start && end <= to);
    own || is_within(day, start, end)
}

/// What of a shift lies within a day's hours: all of it where it [fits], else what lies in its own part of the day, else the longest
/// time of it at which the center is open without a break; none where nothing does.
#[must_use]
pub fn clipped(day: &[Interval], shift: Shift, start: u16, end: u16) -> Option<(u16, u16)> {
    if fits(day, shift, start, end) {
        return Some((start, end));
    }
    let within = |(from, to): (u16, u16)| (start.max(from), end.min(to));
    let own = span(day, shift).map(within).filter(|(from, to)| from < to);
    own.or_else(|| {
        let mut open: Vec<(u16, u16)> = Vec::new();
        for interval in day {
            match open.last_mut() {
                Some(last) if last.1 == interval.start => last.1 = interval.end,
                _ => open.push((interval.start, interval.end)),
            }
        }
        let parts = open.into_iter().map(within).filter(|(from, to)| from < to);
        parts.max_by_key(|(from, to)| to - from)
    })
}

/// The first slot of a shift and the one after its last. Two shifts that do not overlap never share one; two that overlap by a
/// quarter of an hour or more always do.
#[must_use]
pub const fn slots(start: u16, end: u16) -> (u16, u16) {
    (start / SLOT, end / SLOT)
}
