//! What an edit of many centers makes of the hours of one: looked over before it is done.

use super::{BulkEdit, Exception, Interval, Shift, WeekHours, check_day, hours_on};
use crate::FieldError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most days that one edit gives other hours to.
pub const MOST_DAYS: usize = 92;

/// Days whose hours are alike now and would be alike afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayChange {
    /// The weekdays, 1 is Monday, where the week is edited.
    pub weekdays: Vec<u8>,
    /// The dates, where single dates are, in order.
    #[serde(with = "crate::date::many")]
    pub dates: Vec<Date>,
    /// As they are.
    pub before: Vec<Interval>,
    /// As they would be.
    pub after: Vec<Interval>,
}

impl DayChange {
    /// The pauses between two openings that would be new: the days are open and have no pause that is as long at that time.
    #[must_use]
    pub fn new_gaps(&self) -> Vec<(u16, u16)> {
        if self.before.is_empty() {
            return Vec::new();
        }
        let known = pauses(&self.before);
        let mut gaps = pauses(&self.after);
        gaps.retain(|gap| !known.iter().any(|old| old.0 <= gap.0 && gap.1 <= old.1));
        gaps
    }
}

/// The pauses between the openings of a day, which are in order.
fn pauses(day: &[Interval]) -> Vec<(u16, u16)> {
    let pairs = day.windows(2).filter_map(|pair| match pair {
        [a, b] if a.end < b.start => Some((a.end, b.start)),
        _ => None,
    });
    pairs.collect()
}

/// A day with other times of one shift, or without it.
///
/// # Errors
/// [`crate::Problem::Overlap`] with what else the day has, under `hours`.
pub fn with_shift(day: &[Interval], shift: Shift, hours: Option<(u16, u16)>) -> Result<Vec<Interval>, FieldError> {
    let mut after: Vec<Interval> = day.iter().copied().filter(|i| i.shift != shift).collect();
    after.extend(hours.map(|(start, end)| Interval { start, end, shift }));
    check_day("hours", after)
}

impl BulkEdit {
    /// What it does to a center with these hours. Weekdays that stay as they are are left out; of dates at most [`MOST_DAYS`] are
    /// looked at, and of closed rooms none.
    ///
    /// # Errors
    /// Those of [`with_shift`].
    pub fn changes(&self, week: &WeekHours, exceptions: &[Exception]) -> Result<Vec<DayChange>, FieldError> {
        let mut changes = Vec::new();
        match self {
            Self::Shift { weekdays, shift, hours } => {
                for (day, before) in (1..).zip(&week.0).filter(|(day, _)| weekdays.contains(day)) {
                    let after = with_shift(before, *shift, *hours)?;
                    if *before != after {
                        alike(&mut changes, before, &after).weekdays.push(day);
                    }
                }
            }
            Self::Dates(e) => {
                let days = e.from.series(jiff::Span::new().days(1));
                for day in days.take_while(|day| *day <= e.to).take(MOST_DAYS) {
                    let before = hours_on(week, exceptions, day);
                    alike(&mut changes, before, &e.intervals).dates.push(day);
                }
            }
            Self::Rooms { .. } => {}
        }
        Ok(changes)
    }
}

/// The days that have these hours now and would have those.
fn alike<'a>(changes: &'a mut Vec<DayChange>, before: &[Interval], after: &[Interval]) -> &'a mut DayChange {
    let found = changes.iter().position(|c| c.before == before && c.after == after);
    let at = found.unwrap_or_else(|| {
        changes.push(DayChange {
            weekdays: Vec::new(),
            dates: Vec::new(),
            before: before.to_vec(),
            after: after.to_vec(),
        });
        changes.len() - 1
    });
    &mut changes[at]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::{ExceptionFields, parse_day};
    use jiff::civil::date;

    fn day(text: &str) -> Vec<Interval> {
        parse_day("day", text).unwrap()
    }

    fn change(before: &str, after: &str) -> DayChange {
        DayChange {
            weekdays: vec![1],
            dates: Vec::new(),
            before: day(before),
            after: day(after),
        }
    }

    #[test]
    fn a_pause_is_new_where_the_day_was_open_or_already_over() {
        let three = "08:00-11:30; 11:30-14:00 noon_duty; 14:00-17:00";
        let later = "08:00-11:30; 12:00-13:30 noon_duty; 14:00-17:00";
        assert_eq!(change(three, later).new_gaps(), [(690, 720), (810, 840)]);
        assert!(change(later, three).new_gaps().is_empty());
        // The pause that there was becomes shorter.
        let two = "08:00-11:30; 14:00-17:00";
        assert!(change(two, later).new_gaps().is_empty());
        assert_eq!(change(later, two).new_gaps(), [(690, 840)]);
        assert_eq!(change("08:00-11:30", later).new_gaps(), [(690, 720), (810, 840)]);
        // A day that was closed is only more open.
        assert!(change("", later).new_gaps().is_empty());
        assert!(change(three, "").new_gaps().is_empty());
    }

    #[test]
    fn days_alike_are_one_change_and_those_that_stay_are_none() {
        let mut week = WeekHours::default();
        let usual = day("08:00-12:00; 14:30-17:30");
        let noon = day("08:00-12:00; 12:00-14:00 noon_duty; 14:30-17:30");
        (week.0[0], week.0[1], week.0[2]) = (usual.clone(), usual.clone(), noon.clone());
        let edit = |shift| BulkEdit::Shift {
            weekdays: vec![3, 2, 1, 7],
            shift,
            hours: Some((720, 840)),
        };
        let changes = edit(Shift::NoonDuty).changes(&week, &[]).unwrap();
        assert_eq!(changes.len(), 2, "Wednesday is like that already");
        assert_eq!((&changes[0].weekdays, &changes[0].before), (&vec![1, 2], &usual));
        assert_eq!(changes[0].after, noon);
        assert_eq!((&changes[1].weekdays, changes[1].before.len()), (&vec![7], 0));
        assert!(edit(Shift::Morning).changes(&week, &[]).is_err(), "it meets noon");
    }

    #[test]
    fn dates_say_what_they_were_also_where_other_hours_were_set_before() {
        let week = WeekHours(std::array::from_fn(|_| day("09:00-17:00")));
        let set = Exception {
            day: date(2026, 10, 2),
            intervals: day("10:00-11:00"),
            note: "国庆".into(),
        };
        let edit = BulkEdit::Dates(ExceptionFields {
            from: date(2026, 10, 1),
            to: date(2026, 10, 3),
            intervals: Vec::new(),
            note: String::new(),
        });
        let changes = edit.changes(&week, &[set]).unwrap();
        let dates: Vec<_> = changes.iter().map(|c| c.dates.clone()).collect();
        assert_eq!(
            dates,
            [vec![date(2026, 10, 1), date(2026, 10, 3)], vec![date(2026, 10, 2)]]
        );
        assert_eq!(changes[1].before, day("10:00-11:00"));
        assert!(changes.iter().all(|c| c.after.is_empty()));
    }
}
