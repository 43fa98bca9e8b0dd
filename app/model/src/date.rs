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

pub(crate) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(*date))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
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
}
