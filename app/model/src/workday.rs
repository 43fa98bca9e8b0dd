//! Working days 工作日: what deadlines are counted in. Weekends, the public holidays of China and the days that are worked instead
//! of them, a table a year; a year whose table is missing is counted by its weekends, and whoever asks is told so.

mod clock;
mod table;
#[cfg(test)]
mod tests;

pub use clock::{Clock, Due, END_OF_DAY, Reading, Term};
pub use table::{MOST_LINES, Table, TableInput};

use crate::hours::LocalMinute;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A day that is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    /// Which day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// It is worked (a Saturday or Sunday instead of a holiday); else it is off.
    pub working: bool,
    /// 国庆节; may be empty.
    pub name: String,
}

/// The days of all years that are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    years: BTreeSet<i16>,
    special: BTreeMap<Date, bool>,
    /// Counts natural days 自然日: none is off.
    every_day: bool,
}

impl Calendar {
    /// Of the tables that there are.
    #[must_use]
    pub fn new<'a>(tables: impl IntoIterator<Item = &'a Table>) -> Self {
        let mut calendar = Self::default();
        for table in tables {
            calendar.years.insert(table.year);
            let days = table.days.iter().map(|special| (special.day, special.working));
            calendar.special.extend(days);
        }
        calendar
    }

    /// For terms in natural days: each is worked, and no table is missing.
    #[must_use]
    pub fn every_day() -> Self {
        Self {
            every_day: true,
            ..Self::default()
        }
    }

    /// The same where it is worked then; else the end of the next day that is: a term in natural days does not end on a day off.
    #[must_use]
    pub fn not_before(&self, due: Due) -> Reading {
        let (mut day, mut known) = (due.day, self.knows(due.day.year()));
        while !self.is_working(day) {
            let Ok(next) = day.tomorrow() else {
                return Reading::Never;
            };
            known &= self.knows(next.year());
            day = next;
        }
        let minute = if day == due.day { due.minute } else { END_OF_DAY };
        Reading::Due(Due { day, minute, known })
    }

    /// Whether the table of a year is there.
    #[must_use]
    pub fn knows(&self, year: i16) -> bool {
        self.every_day || self.years.contains(&year)
    }

    /// Whether a day is worked. In a year that is not known, from Monday to Friday.
    #[must_use]
    pub fn is_working(&self, day: Date) -> bool {
        let weekday = self.every_day || day.weekday().to_monday_zero_offset() < 5;
        self.special.get(&day).copied().unwrap_or(weekday)
    }

    /// Whether the tables say of a day that it is off: a public holiday, and no ordinary weekend.
    #[must_use]
    pub fn is_holiday(&self, day: Date) -> bool {
        self.special.get(&day) == Some(&false)
    }

    /// The end of the `days`-th working day after `day`: the next working day is the first. None beyond the year 9999.
    #[must_use]
    pub fn add(&self, day: Date, days: u16) -> Option<Due> {
        let from = LocalMinute { day, minute: 0 };
        match Clock::new(Term::Days(days), from).read(self) {
            Reading::Due(due) => Some(due),
            Reading::Stands | Reading::Never => None,
        }
    }

    /// The working time between two moments, in minutes; a working day has 24 hours. 0 where the second is not later.
    #[must_use]
    pub fn worked(&self, from: LocalMinute, to: LocalMinute) -> i64 {
        let (mut day, mut minutes) = (from.day, 0);
        while day <= to.day {
            if self.is_working(day) {
                let start = if day == from.day { i64::from(from.minute) } else { 0 };
                let end = if day == to.day { to.minute } else { END_OF_DAY };
                minutes += (i64::from(end) - start).max(0);
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        minutes
    }

    /// The years whose tables are missing though it is time for them: this year's always, next year's from November on, when it
    /// has been announced.
    #[must_use]
    pub fn missing(&self, today: Date) -> Vec<i16> {
        const ANNOUNCED: i8 = 11;
        let next = (today.month() >= ANNOUNCED).then(|| today.year() + 1);
        let mut years: Vec<i16> = std::iter::once(today.year()).chain(next).collect();
        years.retain(|year| !self.knows(*year));
        years
    }
}
