//! A year, a quarter or a month that figures are of.

use crate::date;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The first year that can be asked for, and the last.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2200;

/// `2026`, `2026-Q3`, `2026-09`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Period {
    /// A whole year.
    Year(i16),
    /// A quarter, 1 to 4.
    Quarter(i16, i8),
    /// A month, 1 to 12.
    Month(i16, i8),
}

impl Period {
    /// The year of a day.
    #[must_use]
    pub fn year_of(day: Date) -> Self {
        Self::Year(day.year())
    }

    /// The month of a day.
    #[must_use]
    pub fn month_of(day: Date) -> Self {
        Self::Month(day.year(), day.month())
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> i16 {
        match self {
            Self::Year(year) | Self::Quarter(year, _) | Self::Month(year, _) => year,
        }
    }

    /// Its first month and how many it has.
    const fn span(self) -> (i8, i8) {
        match self {
            Self::Year(_) => (1, 12),
            Self::Quarter(_, quarter) => (quarter * 3 - 2, 3),
            Self::Month(_, month) => (month, 1),
        }
    }

    /// Its months, the first one first.
    #[must_use]
    pub fn months(self) -> Vec<Self> {
        let (first, many) = self.span();
        (first..first + many)
            .map(|month| Self::Month(self.year(), month))
            .collect()
    }

    /// Its first day and the first day after it.
    #[must_use]
    pub fn days(self) -> (Date, Date) {
        let (first, many) = self.span();
        let end = first + many;
        let (year, month) = if end > 12 {
            (self.year() + 1, 1)
        } else {
            (self.year(), end)
        };
        (
            jiff::civil::date(self.year(), first, 1),
            jiff::civil::date(year, month, 1),
        )
    }

    /// The one before it, of the same length.
    #[must_use]
    pub const fn before(self) -> Self {
        match self {
            Self::Year(year) => Self::Year(year - 1),
            Self::Quarter(year, 1) => Self::Quarter(year - 1, 4),
            Self::Quarter(year, quarter) => Self::Quarter(year, quarter - 1),
            Self::Month(year, 1) => Self::Month(year - 1, 12),
            Self::Month(year, month) => Self::Month(year, month - 1),
        }
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        let (first, end) = self.days();
        first <= day && day < end
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
        }
    }
}

/// The text is not a period, or one of a year that nobody asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a period")]
pub struct NotAPeriod;

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        let digits = |text: &str, many: usize| text.len() == many && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) {
            return Err(NotAPeriod);
        }
        let year: i16 = year.parse().map_err(|_| NotAPeriod)?;
        let period = match rest {
            None => Self::Year(year),
            Some("Q1") => Self::Quarter(year, 1),
            Some("Q2") => Self::Quarter(year, 2),
            Some("Q3") => Self::Quarter(year, 3),
            Some("Q4") => Self::Quarter(year, 4),
            Some(month) if digits(month, 2) => match date::parse(&format!("{year:04}-{month}-01")) {
                Some(day) => Self::month_of(day),
                None => return Err(NotAPeriod),
            },
            Some(_) => return Err(NotAPeriod),
        };
        YEARS.contains(&year).then_some(period).ok_or(NotAPeriod)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;

    fn try_from(text: String) -> Result<Self, NotAPeriod> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_is_read_as_it_is_written_and_nothing_else_is() {
        for text in ["2026", "2026-Q1", "2026-Q4", "2026-01", "2026-12"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for strange in [
            "",
            "26",
            "2026-",
            "2026-Q5",
            "2026-q1",
            "2026-13",
            "2026-00",
            "2026-1",
            "2026-01-01",
            "1999",
            "９９９９",
            "+026",
        ] {
            assert_eq!(strange.parse::<Period>(), Err(NotAPeriod), "{strange}");
        }
    }

    #[test]
    fn it_ends_where_the_next_begins() {
        assert_eq!(Period::Quarter(2026, 4).days(), (date(2026, 10, 1), date(2027, 1, 1)));
        assert_eq!(Period::Month(2026, 2).days(), (date(2026, 2, 1), date(2026, 3, 1)));
        for period in [Period::Year(2026), Period::Quarter(2026, 1), Period::Month(2026, 1)] {
            assert_eq!(period.before().days().1, period.days().0);
            assert!(period.contains(period.days().0) && !period.contains(period.days().1));
        }
        assert_eq!(
            Period::Quarter(2026, 2).months(),
            [4, 5, 6].map(|m| Period::Month(2026, m))
        );
    }
}
