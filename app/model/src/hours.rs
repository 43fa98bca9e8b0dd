//! Opening hours: weekly intervals, dated exceptions, and from both "open now, closes at, opens at".

mod edit;
mod input;
mod osm;
mod state;
mod text;

pub use edit::{DayChange, MOST_DAYS, with_shift};
pub use input::{
    BulkEdit, BulkInput, ExceptionFields, ExceptionInput, SpanInput, check_dates, check_week, day_lines, line_field,
    ranges, read_line_field,
};
pub use osm::opening_hours;
pub use state::{hours_on, open_shift, open_state};
pub use text::{WEEKDAYS, check_day, day_in_words, fmt_minute, format_day, parse_day, parse_minute};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Minutes of a day: 24:00 is 1440 and may end an interval.
pub const DAY: u16 = 1440;

/// What kind of hours an interval is. Noon and evening are duty shifts: somebody is there, not every counter works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// 上午
    Morning,
    /// 午间值班
    NoonDuty,
    /// 下午
    Afternoon,
    /// 晚间值班
    EveningDuty,
}

impl Shift {
    /// In the order of a day.
    pub const ALL: [Self; 4] = [Self::Morning, Self::NoonDuty, Self::Afternoon, Self::EveningDuty];

    /// The word stored in the database and used in spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::NoonDuty => "noon_duty",
            Self::Afternoon => "afternoon",
            Self::EveningDuty => "evening_duty",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The word in Chinese spreadsheets.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Morning => "上午",
            Self::NoonDuty => "午间值班",
            Self::Afternoon => "下午",
            Self::EveningDuty => "晚间值班",
        }
    }

    /// The shift that an interval most likely is when nobody says: noon duty within 11:30 to 14:30, evening duty from
    /// 17:00 or later, else morning or afternoon by where it starts.
    #[must_use]
    pub const fn inferred(start: u16, end: u16) -> Self {
        const HALF_PAST_ELEVEN: u16 = 11 * 60 + 30;
        const HALF_PAST_TWO: u16 = 14 * 60 + 30;
        if start >= HALF_PAST_ELEVEN && end <= HALF_PAST_TWO {
            Self::NoonDuty
        } else if start >= 17 * 60 {
            Self::EveningDuty
        } else if start < 12 * 60 {
            Self::Morning
        } else {
            Self::Afternoon
        }
    }
}

/// Open from `start` up to, not including, `end`, in minutes since midnight; `start < end <= 1440`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    /// Minute the doors open.
    pub start: u16,
    /// Minute they close.
    pub end: u16,
    /// Which part of the day it is.
    pub shift: Shift,
}

/// Hours by weekday, Monday first; each day sorted, without overlaps (see [`check_day`]).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct WeekHours(pub [Vec<Interval>; 7]);

impl WeekHours {
    /// The hours of an ordinary day like `day`.
    #[must_use]
    pub fn on(&self, day: Date) -> &[Interval] {
        &self.0[day.weekday().to_monday_zero_offset() as usize]
    }
}

/// On one date other hours apply, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The date in the deployment's zone.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// The hours of that day; empty means closed.
    pub intervals: Vec<Interval>,
    /// Why, for residents: 国庆节, 停电检修. May be empty.
    pub note: String,
}

/// A moment in the deployment's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LocalMinute {
    /// The date.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// Minute of the day, 0 to 1439.
    pub minute: u16,
}

/// Whether a center is open at some moment, and until or from when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenState {
    /// Open now.
    Open {
        /// When it closes; intervals that touch, also over midnight, count as one. None: not within the next fortnight.
        closes: Option<LocalMinute>,
        /// The shift of this moment.
        shift: Shift,
    },
    /// Closed now.
    Closed {
        /// When it opens next; none if not within the next fortnight.
        opens: Option<LocalMinute>,
    },
}
