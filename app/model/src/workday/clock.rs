//! Terms 期限 in working time: when something is due, and what a pause does to it.
//!
//! There is one definition for all of them: minutes of working days are counted, from where the term begins, leaving out those
//! that fall into a pause; what was promised is due when as many are counted as the term has. So 48 hours from Friday at ten end
//! on Tuesday at ten.

use super::Calendar;
use crate::hours::LocalMinute;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Minute of the day at which it ends.
pub const END_OF_DAY: u16 = 1440;

/// How long something may take, in working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// So many hours from the moment on, 24 a working day; from a day off, from the next working day's beginning.
    Hours(u16),
    /// Until the end of so many working days; the day after is the first.
    Days(u16),
}

impl Term {
    const fn minutes(self) -> u32 {
        match self {
            Self::Hours(hours) => 60 * hours as u32,
            Self::Days(days) => END_OF_DAY as u32 * days as u32,
        }
    }
}

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The local day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// The local minute; [`END_OF_DAY`] for the whole day.
    pub minute: u16,
    /// Every year that was counted through is known; else holidays are missing in it and it may be due later.
    pub known: bool,
}

impl Due {
    /// Whether it is too late.
    #[must_use]
    pub fn is_past(&self, now: LocalMinute) -> bool {
        (now.day, now.minute) >= (self.day, self.minute)
    }

    /// As a moment; the end of a day is its last minute.
    #[must_use]
    pub fn moment(&self) -> LocalMinute {
        LocalMinute {
            day: self.day,
            minute: self.minute.min(END_OF_DAY - 1),
        }
    }
}

/// What a clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Due then.
    Due(Due),
    /// Somebody is waited for: nothing is due until it goes on.
    Stands,
    /// Beyond all calendars.
    Never,
}

impl Reading {
    /// When it is due, if it is.
    #[must_use]
    pub const fn due(self) -> Option<Due> {
        match self {
            Self::Due(due) => Some(due),
            Self::Stands | Self::Never => None,
        }
    }
}

/// A term that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    term: Term,
    from: LocalMinute,
    /// In order, none overlapping; the last may not have ended.
    pauses: Vec<(LocalMinute, Option<LocalMinute>)>,
}

/// For comparing moments.
const fn at(moment: LocalMinute) -> (Date, u16) {
    (moment.day, moment.minute)
}

impl Clock {
    /// Begins to run.
    #[must_use]
    pub const fn new(term: Term, from: LocalMinute) -> Self {
        Self {
            term,
            from,
            pauses: Vec::new(),
        }
    }

    /// The same clock with another term, counted from the same beginning.
    pub const fn extend(&mut self, term: Term) {
        self.term = term;
    }

    /// Stops it; nothing where it stands.
    pub fn pause(&mut self, now: LocalMinute) {
        if !self.stands() {
            // A computer's clock that was set back must not make a pause begin before the one before has ended.
            let ended = self.pauses.last().and_then(|(_, end)| *end).unwrap_or(self.from);
            self.pauses.push((if at(now) < at(ended) { ended } else { now }, None));
        }
    }

    /// Lets it run on; nothing where it runs.
    pub fn resume(&mut self, now: LocalMinute) {
        if let Some((start, end @ None)) = self.pauses.last_mut() {
            *end = Some(if at(now) < at(*start) { *start } else { now });
        }
    }

    /// Whether it is stopped.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.stopped().is_some()
    }

    /// Since when it is stopped, if it is.
    #[must_use]
    pub fn stopped(&self) -> Option<LocalMinute> {
        match self.pauses.last() {
            Some((since, None)) => Some(*since),
            _ => None,
        }
    }

    /// When it is due.
    #[must_use]
    pub fn read(&self, calendar: &Calendar) -> Reading {
        if self.stands() {
            return Reading::Stands;
        }
        self.counted(calendar)
    }

    /// As [`Self::read`]; where the term had run out before it was stopped, when that was: too late stays too late.
    #[must_use]
    pub fn late_or(&self, calendar: &Calendar) -> Reading {
        let Some(since) = self.stopped() else {
            return self.counted(calendar);
        };
        match self.counted(calendar) {
            Reading::Due(due) if due.is_past(since) => Reading::Due(due),
            _ => Reading::Stands,
        }
    }

    /// When it would be due if it went on at the moment at which it was stopped.
    #[must_use]
    pub(crate) fn counted(&self, calendar: &Calendar) -> Reading {
        let (mut day, mut first) = match self.term {
            Term::Hours(_) => (self.from.day, self.from.minute),
            Term::Days(_) => match self.from.day.tomorrow() {
                Ok(next) => (next, 0),
                Err(_) => return Reading::Never,
            },
        };
        let mut left = self.term.minutes();
        let mut known = true;
        loop {
            known &= calendar.knows(day.year());
            if calendar.is_working(day) {
                for (start, end) in self.running(day, first) {
                    let counted = u32::from(end - start);
                    if counted >= left {
                        let minute = start + u16::try_from(left).unwrap_or(counted as u16);
                        return Reading::Due(Due { day, minute, known });
                    }
                    left -= counted;
                }
            }
            let Ok(next) = day.tomorrow() else {
                return Reading::Never;
            };
            (day, first) = (next, 0);
        }
    }

    /// The shortest term in working days that would not have been over at a moment; 0 on the day of the beginning. A pause that has not
    /// ended counts up to its own beginning only.
    #[must_use]
    pub fn needed(&self, calendar: &Calendar, until: LocalMinute) -> u16 {
        let until = match self.pauses.last() {
            Some((since, None)) if at(*since) < at(until) => *since,
            _ => until,
        };
        let (mut day, mut minutes) = (self.from.day, 0_u32);
        if until.day <= day {
            return 0;
        }
        while let Ok(next) = day.tomorrow() {
            day = next;
            if day > until.day {
                break;
            }
            if calendar.is_working(day) {
                let last = if day == until.day { until.minute } else { END_OF_DAY };
                let parts = self.running(day, 0).into_iter();
                minutes += parts
                    .map(|(start, end)| u32::from(end.min(last).saturating_sub(start)))
                    .sum::<u32>();
            }
        }
        u16::try_from(minutes / u32::from(END_OF_DAY) + 1).unwrap_or(u16::MAX)
    }

    /// The parts of a day from a minute on that no pause takes away.
    fn running(&self, day: Date, first: u16) -> Vec<(u16, u16)> {
        let (mut parts, mut from) = (Vec::new(), first);
        for (start, end) in &self.pauses {
            let Some(end) = end else { continue };
            if day < start.day || day > end.day {
                continue;
            }
            let start = if start.day == day { start.minute } else { 0 };
            let end = if end.day == day { end.minute } else { END_OF_DAY };
            if start > from {
                parts.push((from, start));
            }
            from = from.max(end);
        }
        if from < END_OF_DAY {
            parts.push((from, END_OF_DAY));
        }
        parts
    }
}
