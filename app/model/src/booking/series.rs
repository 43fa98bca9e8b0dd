//! A booking that repeats: on which days, and what of them can be had.
//!
//! Only local dates are counted here: the same hour of each day, whatever the zone does to its clocks in between. The slots
//! of each day are made from its own midnight.

use super::{BookingInput, Refusal};
use crate::{
    AppError, Problem, date,
    id::Id,
    resident::ResidentId,
    room::RoomId,
    text::{Problems, narrow, whole_number},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most days of a series: a year of weeks.
pub const MOST_DATES: u16 = 52;

/// Names a series.
pub type SeriesId = Id<Series>;

/// How often it takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// 每周
    Week,
    /// 每两周
    TwoWeeks,
    /// 每月第几个周几: of the first day, `22 September 2026` is the fourth Tuesday.
    Month,
}

impl Every {
    /// In the order of forms.
    pub const ALL: [Self; 3] = [Self::Week, Self::TwoWeeks, Self::Month];

    /// The word stored in the database and sent by forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::TwoWeeks => "two_weeks",
            Self::Month => "month",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.code() == code)
    }
}

/// How a booking repeats: until a day or so many times, whichever comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// How often.
    pub every: Every,
    /// The last day on which it may take place.
    #[serde(with = "date::or_none")]
    pub until: Option<Date>,
    /// How many times, with the first.
    pub times: u16,
}

/// The days of a series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RepeatDates {
    /// In order, the first one first.
    pub days: Vec<Date>,
    /// The first of each month that is left out, because it has no fifth weekday of that name.
    pub skipped: Vec<Date>,
    /// There are more days until the last one than a series may have.
    pub cut: bool,
}

/// A series as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The key.
    pub id: SeriesId,
    /// Whose it is.
    pub resident: ResidentId,
    /// Which room it was booked in.
    pub room: RoomId,
    /// How it repeats.
    pub repeat: Repeat,
    /// The day that it was counted from.
    #[serde(with = "crate::date")]
    pub first: Date,
}

/// Which bookings of a series something is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Only the one named.
    #[default]
    One,
    /// That one and those after it.
    Following,
    /// All of them.
    All,
}

impl Which {
    /// Reads what a form sends; anything else is one, the least that could be meant.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        match code {
            "following" => Self::Following,
            "all" => Self::All,
            _ => Self::One,
        }
    }
}

/// What of a wanted day can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It can be booked.
    Free,
    /// The rules allow it, somebody else has it.
    Taken,
    /// These rules refuse.
    Refused(Vec<Refusal>),
}

/// A day of a series before it is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDate {
    /// Which day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// What of it can be had.
    pub outcome: Outcome,
}

impl Repeat {
    /// The days on which it takes place, if the first one is `first`.
    #[must_use]
    pub fn dates(&self, first: Date) -> RepeatDates {
        let mut found = RepeatDates::default();
        let most = usize::from(self.times.clamp(1, MOST_DATES));
        // Whether the series was ended by the limit and not by what was asked for.
        let limited = self.until.is_some() && self.times >= MOST_DATES;
        for (month, day) in Candidates::new(self.every, first) {
            let Some(day) = day else {
                if self.until.is_none_or(|until| month <= until) && found.days.len() < most {
                    found.skipped.push(month);
                    continue;
                }
                break;
            };
            if self.until.is_some_and(|until| day > until) && !found.days.is_empty() {
                break;
            }
            if found.days.len() == most {
                found.cut = limited;
                break;
            }
            found.days.push(day);
        }
        found
    }
}

/// One after the other: the first of the month, and the day in it, if it has one.
struct Candidates {
    every: Every,
    /// The next one; none once the calendar ends.
    next: Option<Date>,
    /// Which weekday of its name in the month, from 0; and which, from Monday.
    place: (i8, i8),
}

impl Candidates {
    fn new(every: Every, first: Date) -> Self {
        let next = match every {
            Every::Month => month_of(first),
            Every::Week | Every::TwoWeeks => Some(first),
        };
        let place = ((first.day() - 1) / 7, first.weekday().to_monday_zero_offset());
        Self { every, next, place }
    }
}

impl Iterator for Candidates {
    type Item = (Date, Option<Date>);

    fn next(&mut self) -> Option<Self::Item> {
        let current = self.next?;
        match self.every {
            Every::Week | Every::TwoWeeks => {
                let days = if self.every == Every::Week { 7 } else { 14 };
                self.next = date::after(current, days);
                Some((month_of(current)?, Some(current)))
            }
            Every::Month => {
                self.next = next_month(current);
                let (place, weekday) = self.place;
                let to_first = (weekday - current.weekday().to_monday_zero_offset()).rem_euclid(7);
                let day = Date::new(current.year(), current.month(), 1 + to_first + 7 * place).ok();
                Some((current, day))
            }
        }
    }
}

fn month_of(day: Date) -> Option<Date> {
    Date::new(day.year(), day.month(), 1).ok()
}

fn next_month(first: Date) -> Option<Date> {
    if first.month() == 12 {
        Date::new(first.year() + 1, 1, 1).ok()
    } else {
        Date::new(first.year(), first.month() + 1, 1).ok()
    }
}

impl BookingInput {
    /// How it repeats, if it does.
    ///
    /// # Errors
    /// Problems of `every`, `until` and `times`.
    pub fn repeat(&self) -> Result<Option<Repeat>, AppError> {
        if self.every.trim().is_empty() {
            return Ok(None);
        }
        let mut problems = Problems::new();
        let every = Every::from_code(self.every.trim());
        if every.is_none() {
            let allowed = Every::ALL.map(Every::code).join(", ");
            problems.add("every", Problem::Unknown { allowed });
        }
        let until = match self.until.trim() {
            "" => None,
            text => {
                let day = date::parse(text);
                if day.is_none() {
                    problems.add("until", Problem::Date);
                }
                day
            }
        };
        let times: String = self.times.trim().chars().map(narrow).collect();
        let times = match times.as_str() {
            "" => {
                if self.until.trim().is_empty() {
                    problems.add("times", Problem::Required);
                }
                MOST_DATES
            }
            text => {
                let times = problems.note(whole_number("times", text, 1, i64::from(MOST_DATES)));
                times.and_then(|n| u16::try_from(n).ok()).unwrap_or(MOST_DATES)
            }
        };
        problems.finish(Some(Repeat {
            every: every.unwrap_or(Every::Week),
            until,
            times,
        }))
    }
}
