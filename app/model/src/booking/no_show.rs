//! The limit for people who book and do not come: for a while they book for the same day only. An administrator's switch.

use crate::{
    AppError, date,
    text::{Problems, whole_number},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// After so many no-shows within so many days, booking in advance is limited for so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoShowLimit {
    /// Whether there is a limit at all.
    pub on: bool,
    /// How many no-shows.
    pub times: u16,
    /// Within how many days, the first and the last included.
    pub within_days: u16,
    /// For how many days after the last of them.
    pub days: u16,
}

impl Default for NoShowLimit {
    fn default() -> Self {
        Self {
            on: false,
            times: 3,
            within_days: 30,
            days: 14,
        }
    }
}

/// A limit that holds now: only bookings of the same day are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limited {
    /// How often the person did not come.
    pub times: u16,
    /// Within how many days that was.
    pub within_days: u16,
    /// The last day on which it holds.
    #[serde(with = "crate::date")]
    pub until: Date,
}

impl NoShowLimit {
    /// Whether somebody is limited on a day who did not come on those days (in any order).
    #[must_use]
    pub fn limited(&self, no_shows: &[Date], today: Date) -> Option<Limited> {
        let times = usize::from(self.times.max(1));
        if !self.on {
            return None;
        }
        let mut days: Vec<i64> = no_shows.iter().map(|d| date::number(*d)).collect();
        days.sort_unstable();
        let full = days.windows(times).filter(|w| match (w.first(), w.last()) {
            (Some(first), Some(last)) => last - first < i64::from(self.within_days),
            _ => false,
        });
        let last = full.filter_map(|w| w.last()).max()?;
        let left = last + i64::from(self.days) - date::number(today);
        let until = (left >= 0).then(|| date::after(today, left)).flatten()?;
        Some(Limited {
            times: self.times,
            within_days: self.within_days,
            until,
        })
    }

    /// How many days back no-shows can matter.
    #[must_use]
    pub fn memory_days(&self) -> i64 {
        i64::from(self.within_days) + i64::from(self.days)
    }
}

/// The limit as the form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NoShowInput {
    /// Ticked where there is a limit.
    pub on: String,
    /// See [`NoShowLimit`].
    pub times: String,
    /// See [`NoShowLimit`].
    pub within_days: String,
    /// See [`NoShowLimit`].
    pub days: String,
}

impl NoShowInput {
    /// Checks everything.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<NoShowLimit, AppError> {
        let mut problems = Problems::new();
        let mut number = |field: &str, text: &str, max| {
            let n = problems.take(whole_number(field, text, 1, max));
            u16::try_from(n).unwrap_or(1)
        };
        let limit = NoShowLimit {
            on: !matches!(self.on.trim(), "" | "0" | "false" | "off"),
            times: number("times", &self.times, 99),
            within_days: number("within_days", &self.within_days, 366),
            days: number("days", &self.days, 366),
        };
        problems.finish(limit)
    }
}

impl From<&NoShowLimit> for NoShowInput {
    fn from(limit: &NoShowLimit) -> Self {
        Self {
            on: if limit.on { "1".to_owned() } else { String::new() },
            times: limit.times.to_string(),
            within_days: limit.within_days.to_string(),
            days: limit.days.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(n: i64) -> Date {
        date::after(date(2026, 1, 1), n).unwrap()
    }

    const LIMIT: NoShowLimit = NoShowLimit {
        on: true,
        times: 3,
        within_days: 30,
        days: 14,
    };

    #[test]
    fn three_times_in_a_month_limit_for_two_weeks_after_the_third() {
        let missed = [day(0), day(10), day(29)];
        assert_eq!(LIMIT.limited(&missed, day(29)).map(|l| l.until), Some(day(43)));
        assert!(LIMIT.limited(&missed, day(43)).is_some());
        assert_eq!(LIMIT.limited(&missed, day(44)), None);
        assert_eq!(LIMIT.limited(&missed[..2], day(29)), None);
        assert_eq!(LIMIT.limited(&[day(0), day(10), day(30)], day(30)), None);
        assert_eq!(NoShowLimit { on: false, ..LIMIT }.limited(&missed, day(29)), None);
    }

    /// Slow and obvious: was there a day on which the last of `times` no-shows lay, close enough to the first of them?
    fn oracle(limit: NoShowLimit, missed: &[i64], today: i64) -> Option<i64> {
        let mut until = None;
        for last in missed {
            let from = last - i64::from(limit.within_days) + 1;
            let near = missed.iter().filter(|d| (from..=*last).contains(d)).count();
            if near >= usize::from(limit.times) {
                until = until.max(Some(last + i64::from(limit.days)));
            }
        }
        until.filter(|u| *u >= today)
    }

    #[test]
    fn agrees_with_an_obvious_count_for_many_histories() {
        let mut noise = 1_u64;
        let mut next = |n: u64| {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (noise >> 33) % n
        };
        for _ in 0..2000 {
            let limit = NoShowLimit {
                on: true,
                times: 1 + next(4) as u16,
                within_days: 1 + next(20) as u16,
                days: 1 + next(20) as u16,
            };
            let missed: Vec<i64> = (0..next(8)).map(|_| next(60) as i64).collect();
            let today = 20 + next(50) as i64;
            let days: Vec<Date> = missed.iter().map(|n| day(*n)).collect();
            let found = limit.limited(&days, day(today)).map(|l| l.until);
            assert_eq!(
                found,
                oracle(limit, &missed, today).map(day),
                "{limit:?} {missed:?} {today}"
            );
        }
    }

    #[test]
    fn its_form_names_every_number_that_makes_no_sense() {
        let AppError::Invalid { fields } = NoShowInput::default().check().unwrap_err() else {
            panic!("not Invalid")
        };
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["times", "within_days", "days"]);
        assert_eq!(NoShowInput::from(&LIMIT).check(), Ok(LIMIT));
    }
}
