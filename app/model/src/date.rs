//! Dates as `YYYY-MM-DD`, the one form that the database, spreadsheets and JSON use.
//!
//! Written and read by hand because the general parser of `jiff` weighs more in the browser than all of our rules.
//! `#[serde(with = "crate::date")]` on a field uses it.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serializer, de::Error};
use std::borrow::Cow;

/// `2026-10-01`
#[must_use]
pub fn format(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// Reads [`format()`]; none for anything else, also for the 30th of February.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    let digits = text.bytes().enumerate().all(|(i, b)| {
        if i == 4 || i == 7 {
            b == b'-'
        } else {
            b.is_ascii_digit()
        }
    });
    if text.len() != 10 || !digits {
        return None;
    }
    Date::new(
        text[..4].parse().ok()?,
        text[5..7].parse().ok()?,
        text[8..].parse().ok()?,
    )
    .ok()
}

/// The date `days` after `from`, for a few days; none beyond the year 9999. Step by step: the general addition of `jiff` brings
/// every message of its errors into the browser.
#[must_use]
pub fn after(from: Date, days: i64) -> Option<Date> {
    (0..days).try_fold(from, |day, _| day.tomorrow().ok())
}

/// Whole days from one date to another, 0 to `most`; none if it is earlier or further.
#[must_use]
pub fn days_until(from: Date, to: Date, most: u8) -> Option<u8> {
    let mut day = from;
    for days in 0..=most {
        if day == to {
            return Some(days);
        }
        day = day.tomorrow().ok()?;
    }
    None
}

/// The date `days` before `from`, for a year or so; none before the year -9999. See [`after`].
#[must_use]
pub fn before(from: Date, days: i64) -> Option<Date> {
    (0..days).try_fold(from, |day, _| day.yesterday().ok())
}

/// Days since 1970-01-01: the difference of two says how far apart dates are.
#[must_use]
pub fn number(date: Date) -> i64 {
    // Years that begin in March, so that the leap day is their last.
    let (year, month, day) = (i64::from(date.year()), i64::from(date.month()), i64::from(date.day()));
    let year = year - i64::from(month <= 2);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - 719_468
}

/// The Monday and the Sunday of the date's week.
#[must_use]
pub fn week(date: Date) -> (Date, Date) {
    let since_monday = i64::from(date.weekday().to_monday_zero_offset());
    let monday = before(date, since_monday).unwrap_or(date);
    (monday, after(date, 6 - since_monday).unwrap_or(date))
}

/// A date or nothing, as text or null: `#[serde(with = "crate::date::or_none")]`.
pub(crate) mod or_none {
    use super::{Date, format, parse};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// For `#[serde(with = "model::date")]`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        day.map(format).serialize(serializer)
    }

    /// For `#[serde(with = "model::date")]`.
    ///
    /// # Errors
    /// The text is not a date.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|t| parse(&t).ok_or_else(|| D::Error::custom("not a date")))
            .transpose()
    }
}

/// Dates as texts: `#[serde(with = "model::date::many")]`.
pub mod many {
    use super::{Date, format, parse};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    /// For `#[serde(with = "model::date::many")]`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(days: &[Date], serializer: S) -> Result<S::Ok, S::Error> {
        let texts: Vec<String> = days.iter().map(|day| format(*day)).collect();
        texts.serialize(serializer)
    }

    /// For `#[serde(with = "model::date::many")]`.
    ///
    /// # Errors
    /// One of the texts is not a date.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Date>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let days = texts
            .iter()
            .map(|t| parse(t).ok_or_else(|| D::Error::custom("not a date")));
        days.collect()
    }
}

/// For `#[serde(with = "model::date")]`.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(*date))
}

/// For `#[serde(with = "model::date")]`.
///
/// # Errors
/// The text is not a date.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("not a date"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_read_as_it_was_written_and_nothing_else_is() {
        for day in [date(2026, 1, 1), date(2028, 2, 29), date(2026, 12, 31)] {
            assert_eq!(parse(&format(day)), Some(day));
        }
        for bad in [
            "",
            "2026-2-29",
            "2026-02-30",
            "2026/02/01",
            "20260201",
            "２０２６-0",
            "2026-02-011",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn days_are_counted_over_the_end_of_a_month() {
        assert_eq!(days_until(date(2026, 9, 30), date(2026, 10, 1), 6), Some(1));
        assert_eq!(days_until(date(2026, 9, 30), date(2026, 9, 29), 6), None);
        assert_eq!(days_until(date(2026, 9, 30), date(2026, 10, 30), 6), None);
    }

    #[test]
    fn days_are_numbered_without_gap_through_leap_years() {
        assert_eq!(number(date(1970, 1, 1)), 0);
        assert_eq!(number(date(2000, 3, 1)), 11_017);
        let mut day = date(1899, 12, 25);
        for n in number(day).. {
            assert_eq!(number(day), n, "{day}");
            day = day.tomorrow().unwrap();
            if day.year() == 2101 {
                break;
            }
        }
    }

    #[test]
    fn a_week_begins_on_monday() {
        let week_of = (date(2026, 9, 28), date(2026, 10, 4));
        for day in [date(2026, 9, 28), date(2026, 10, 1), date(2026, 10, 4)] {
            assert_eq!(week(day), week_of);
        }
        assert_eq!(before(date(2026, 3, 1), 1), Some(date(2026, 2, 28)));
    }
}
