//! From hours and exceptions to "open, closes at" and "closed, opens at".

use super::{DAY, Exception, Interval, LocalMinute, OpenState, Shift, WeekHours};
use crate::date;
use jiff::civil::Date;

/// Days after today in which an opening or a closing is looked for.
const LOOK_AHEAD_DAYS: i64 = 14;

/// The hours that apply on `day`: those of its exception if it has one, else those of its weekday.
#[must_use]
pub fn hours_on<'a>(hours: &'a WeekHours, exceptions: &'a [Exception], day: Date) -> &'a [Interval] {
    exceptions
        .iter()
        .find(|e| e.day == day)
        .map_or_else(|| hours.on(day), |e| &e.intervals)
}

/// The shift of this moment, if it is open.
#[must_use]
pub fn open_shift(hours: &WeekHours, exceptions: &[Exception], now: LocalMinute) -> Option<Shift> {
    hours_on(hours, exceptions, now.day)
        .iter()
        .find(|i| i.start <= now.minute && now.minute < i.end)
        .map(|i| i.shift)
}

/// Whether a place is open at `now`, and until or from when.
///
/// A closing at midnight is given as 24:00 of the earlier day, an opening at midnight as 00:00 of the later one.
#[must_use]
pub fn open_state(hours: &WeekHours, exceptions: &[Exception], now: LocalMinute) -> OpenState {
    // Intervals from today on as minutes since today's midnight.
    let ahead = (0..=LOOK_AHEAD_DAYS).flat_map(|offset| {
        let day = date::after(now.day, offset);
        let intervals = day.map_or(&[][..], |day| hours_on(hours, exceptions, day));
        intervals.iter().map(move |i| {
            let midnight = offset * i64::from(DAY);
            (midnight + i64::from(i.start), midnight + i64::from(i.end), i.shift)
        })
    });
    let minute = i64::from(now.minute);
    let mut open: Option<(i64, Shift)> = None;
    for (start, end, shift) in ahead.skip_while(|(_, end, _)| *end <= minute) {
        match &mut open {
            None if start > minute => {
                return OpenState::Closed {
                    opens: moment(now.day, start, false),
                };
            }
            None => open = Some((end, shift)),
            Some((closes, _)) if *closes == start => *closes = end,
            Some(_) => break,
        }
    }
    let horizon = (LOOK_AHEAD_DAYS + 1) * i64::from(DAY);
    match open {
        // Open up to the very end of what was looked at: it may well go on.
        Some((closes, shift)) if closes == horizon => OpenState::Open { closes: None, shift },
        Some((closes, shift)) => OpenState::Open {
            closes: moment(now.day, closes, true),
            shift,
        },
        None => OpenState::Closed { opens: None },
    }
}

/// The moment `minutes` after the midnight that `today` begins with; `end_of_day` writes midnight as 24:00.
fn moment(today: Date, minutes: i64, end_of_day: bool) -> Option<LocalMinute> {
    let at_midnight = end_of_day && minutes % i64::from(DAY) == 0;
    let offset = minutes / i64::from(DAY) - i64::from(at_midnight);
    let day = date::after(today, offset)?;
    let minute = u16::try_from(minutes - offset * i64::from(DAY)).ok()?;
    Some(LocalMinute { day, minute })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::parse_day;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn day(text: &str) -> Vec<Interval> {
        parse_day("day", text).unwrap()
    }

    fn office_week() -> WeekHours {
        let work = day("08:30-12:00; 12:00-14:00 noon_duty; 14:00-17:30");
        WeekHours([
            work.clone(),
            work.clone(),
            work.clone(),
            work.clone(),
            work,
            vec![],
            vec![],
        ])
    }

    fn at(day: Date, time: &str) -> LocalMinute {
        LocalMinute {
            day,
            minute: crate::hours::parse_minute(time).unwrap(),
        }
    }

    fn closed_until(opens: LocalMinute) -> OpenState {
        OpenState::Closed { opens: Some(opens) }
    }

    fn open_until(closes: LocalMinute, shift: Shift) -> OpenState {
        OpenState::Open {
            closes: Some(closes),
            shift,
        }
    }

    #[test]
    fn noon_duty_is_reported_and_does_not_end_the_day() {
        let friday = date(2026, 9, 18);
        let state = |time: &str| open_state(&office_week(), &[], at(friday, time));
        assert_eq!(state("08:29"), closed_until(at(friday, "08:30")));
        assert_eq!(state("08:30"), open_until(at(friday, "17:30"), Shift::Morning));
        assert_eq!(state("12:00"), open_until(at(friday, "17:30"), Shift::NoonDuty));
        assert_eq!(state("17:30"), closed_until(at(date(2026, 9, 21), "08:30")));
    }

    #[test]
    fn hours_over_midnight_are_one_opening() {
        let mut week = WeekHours::default();
        week.0[4] = day("22:00-24:00");
        week.0[5] = day("00:00-06:00");
        let (friday, saturday) = (date(2026, 9, 18), date(2026, 9, 19));
        let closes = at(saturday, "06:00");
        assert_eq!(
            open_state(&week, &[], at(friday, "23:59")),
            open_until(closes, Shift::EveningDuty)
        );
        assert_eq!(
            open_state(&week, &[], at(saturday, "00:00")),
            open_until(closes, Shift::Morning)
        );
        assert_eq!(
            open_state(&week, &[], at(saturday, "06:00")),
            closed_until(at(date(2026, 9, 25), "22:00"))
        );
        // Without the early hours of Saturday it closes at midnight, said as 24:00 of Friday.
        week.0[5].clear();
        assert_eq!(
            open_state(&week, &[], at(friday, "23:59")),
            open_until(
                LocalMinute {
                    day: friday,
                    minute: DAY
                },
                Shift::EveningDuty
            )
        );
    }

    #[test]
    fn the_national_day_week_is_closed_and_the_days_around_it_are_not() {
        let holiday: Vec<Exception> = (1..=7)
            .map(|d| Exception {
                day: date(2026, 10, d),
                intervals: vec![],
                note: "国庆节".into(),
            })
            .chain([Exception {
                day: date(2026, 10, 10),
                intervals: day("09:00-16:00"),
                note: "调休上班".into(),
            }])
            .collect();
        let state = |d: Date, time: &str| open_state(&office_week(), &holiday, at(d, time));
        let before = date(2026, 9, 30);
        let after = date(2026, 10, 8);
        assert_eq!(
            state(before, "16:00"),
            open_until(at(before, "17:30"), Shift::Afternoon)
        );
        assert_eq!(state(before, "18:00"), closed_until(at(after, "08:30")));
        assert_eq!(state(date(2026, 10, 1), "10:00"), closed_until(at(after, "08:30")));
        assert_eq!(state(date(2026, 10, 7), "23:59"), closed_until(at(after, "08:30")));
        assert_eq!(state(after, "10:00"), open_until(at(after, "17:30"), Shift::Morning));
        // A Saturday that is worked.
        let saturday = date(2026, 10, 10);
        assert_eq!(state(date(2026, 10, 9), "20:00"), closed_until(at(saturday, "09:00")));
        assert_eq!(
            state(saturday, "10:00"),
            open_until(at(saturday, "16:00"), Shift::Morning)
        );
    }

    #[test]
    fn always_open_and_never_open_have_no_next_change() {
        let always = WeekHours(std::array::from_fn(|_| day("00:00-24:00 morning")));
        let now = at(date(2026, 9, 18), "12:00");
        assert_eq!(
            open_state(&always, &[], now),
            OpenState::Open {
                closes: None,
                shift: Shift::Morning
            }
        );
        assert_eq!(
            open_state(&WeekHours::default(), &[], now),
            OpenState::Closed { opens: None }
        );
    }

    /// The same answer, found by asking about every single minute.
    fn naive(hours: &WeekHours, exceptions: &[Exception], now: LocalMinute) -> OpenState {
        let end = (LOOK_AHEAD_DAYS + 1) * i64::from(DAY);
        let shift_at = |m: i64| {
            let at = moment(now.day, m, false).unwrap();
            open_shift(hours, exceptions, at)
        };
        let from = i64::from(now.minute);
        match shift_at(from) {
            Some(shift) => {
                let closes = (from..end).find(|m| shift_at(*m).is_none());
                OpenState::Open {
                    closes: closes.and_then(|m| moment(now.day, m, true)),
                    shift,
                }
            }
            None => {
                let opens = (from..end).find(|m| shift_at(*m).is_some());
                OpenState::Closed {
                    opens: opens.and_then(|m| moment(now.day, m, false)),
                }
            }
        }
    }

    fn any_day() -> impl Strategy<Value = Vec<Interval>> {
        // Coarse steps, so that touching intervals and midnight come up often.
        proptest::collection::btree_set(0..=8_u16, 0..7).prop_map(|points| {
            let points: Vec<u16> = points.into_iter().map(|p| p * 180).collect();
            points
                .windows(2)
                .filter(|p| p[0] % 540 != 0 || p[0] == 0)
                .map(|p| Interval {
                    start: p[0],
                    end: p[1],
                    shift: Shift::inferred(p[0], p[1]),
                })
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn it_agrees_with_asking_every_minute(
            week in proptest::array::uniform7(any_day()),
            exceptions in proptest::collection::btree_map(0..20_i64, any_day(), 0..5),
            minute in 0..DAY,
        ) {
            let today = date(2026, 2, 20);
            let exceptions: Vec<Exception> = exceptions
                .into_iter()
                .map(|(d, intervals)| Exception { day: date::after(today, d).unwrap(), intervals, note: String::new() })
                .collect();
            let week = WeekHours(week);
            let now = LocalMinute { day: today, minute };
            prop_assert_eq!(open_state(&week, &exceptions, now), naive(&week, &exceptions, now));
        }
    }
}
