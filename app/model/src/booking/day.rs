//! One day of a room: when it can be booked, and if it cannot, why and until when.

use super::SLOT_MINUTES;
use crate::{
    date,
    hours::{Exception, Interval, WeekHours, hours_on},
    room::Closure,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days after a closed one in which the next open one is looked for.
const LOOK_AHEAD_DAYS: i64 = 92;

/// From a minute of the day up to, not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Minute it begins.
    pub start: u16,
    /// Minute it ends.
    pub end: u16,
}

/// Why a room is closed for a whole day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The center is closed on this day of the week.
    Weekday,
    /// The center is closed on this date.
    Exception {
        /// Why: 国庆节. May be empty.
        note: String,
    },
    /// The room is closed.
    Closure {
        /// Why: 粉刷.
        reason: String,
    },
}

/// What the rules need to know of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The local date.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// The number of the slot that the day begins with.
    pub midnight: i64,
    /// The center's hours as [`spans`] of whole slots; also if the room is closed.
    pub open: Vec<Span>,
    /// Set where nothing can be booked all day.
    pub closed: Option<Why>,
    /// The next day that is not closed, if this one is and one is near.
    #[serde(with = "date::or_none")]
    pub reopens: Option<Date>,
}

/// Opening hours as spans that bookings may fill: intervals that touch are one, and what is left of a slot at either end of a
/// span is cut off.
#[must_use]
pub fn spans(intervals: &[Interval]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for i in intervals {
        match spans.last_mut() {
            Some(last) if last.end == i.start => last.end = i.end,
            _ => spans.push(Span {
                start: i.start,
                end: i.end,
            }),
        }
    }
    for span in &mut spans {
        span.start = span.start.next_multiple_of(SLOT_MINUTES);
        span.end -= span.end % SLOT_MINUTES;
    }
    spans.retain(|s| s.start < s.end);
    spans
}

impl Day {
    /// The day as the center's hours and the room's closures make it.
    #[must_use]
    pub fn of(week: &WeekHours, exceptions: &[Exception], closures: &[Closure], day: Date, midnight: i64) -> Self {
        let closed = why(week, exceptions, closures, day);
        let reopens = closed.as_ref().and_then(|_| {
            let mut next = day;
            (0..LOOK_AHEAD_DAYS).find_map(|_| {
                next = next.tomorrow().ok()?;
                why(week, exceptions, closures, next).is_none().then_some(next)
            })
        });
        Self {
            day,
            midnight,
            open: spans(hours_on(week, exceptions, day)),
            closed,
            reopens,
        }
    }

    /// The slot that a minute of this day lies in.
    #[must_use]
    pub fn slot(&self, minute: u16) -> i64 {
        self.midnight + i64::from(minute / SLOT_MINUTES)
    }

    /// The span that holds all of `start..end`, if the room is open that long.
    #[must_use]
    pub fn span_of(&self, start: u16, end: u16) -> Option<Span> {
        self.bookable()
            .iter()
            .copied()
            .find(|s| s.start <= start && end <= s.end)
    }

    /// The spans that can be booked: none if the room is closed.
    #[must_use]
    pub fn bookable(&self) -> &[Span] {
        if self.closed.is_some() { &[] } else { &self.open }
    }
}

/// Why the room is closed all day, if it is.
fn why(week: &WeekHours, exceptions: &[Exception], closures: &[Closure], day: Date) -> Option<Why> {
    if let Some(closure) = closures.iter().find(|c| c.from <= day && day <= c.to) {
        return Some(Why::Closure {
            reason: closure.reason.clone(),
        });
    }
    if !spans(hours_on(week, exceptions, day)).is_empty() {
        return None;
    }
    Some(match exceptions.iter().find(|e| e.day == day) {
        Some(e) => Why::Exception { note: e.note.clone() },
        None => Why::Weekday,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hours::parse_day, id::Id};
    use jiff::civil::date;

    fn day(text: &str) -> Vec<Interval> {
        parse_day("day", text).unwrap()
    }

    #[test]
    fn noon_duty_joins_morning_and_afternoon_and_odd_minutes_are_cut_off() {
        let span = |start, end| Span { start, end };
        assert_eq!(spans(&day("08:30-12:00; 12:00-14:00; 14:00-17:30")), [span(510, 1050)]);
        assert_eq!(
            spans(&day("08:20-11:40; 13:00-17:00")),
            [span(510, 690), span(780, 1020)]
        );
        assert_eq!(spans(&day("08:05-08:25; 23:00-24:00")), [span(1380, 1440)]);
    }

    #[test]
    fn a_closed_day_says_why_and_when_it_opens_again() {
        let mut week = WeekHours::default();
        for d in 0..5 {
            week.0[d] = day("08:30-17:30");
        }
        let holiday = Exception {
            day: date(2026, 9, 25),
            intervals: vec![],
            note: "中秋节".into(),
        };
        let paint = Closure {
            id: Id::from_i64(1),
            from: date(2026, 9, 28),
            to: date(2026, 9, 29),
            reason: "粉刷".into(),
        };
        let of = |d| {
            Day::of(
                &week,
                std::slice::from_ref(&holiday),
                std::slice::from_ref(&paint),
                d,
                0,
            )
        };
        assert_eq!(of(date(2026, 9, 24)).closed, None);
        let back = Some(date(2026, 9, 30));
        for (d, why) in [
            (
                25,
                Why::Exception {
                    note: "中秋节".into()
                },
            ),
            (26, Why::Weekday),
            (
                28,
                Why::Closure {
                    reason: "粉刷".into()
                },
            ),
        ] {
            let closed = of(date(2026, 9, d));
            assert_eq!((closed.closed.clone(), closed.reopens), (Some(why), back), "{d}");
            assert!(closed.bookable().is_empty());
        }
        assert_eq!(
            Day::of(&WeekHours::default(), &[], &[], date(2026, 9, 24), 0).reopens,
            None
        );
    }
}
