//! The days of a series, told by example and against an oracle that is slow and obvious.

use crate::{
    AppError,
    booking::{BookingInput, Every, MOST_DATES, Repeat},
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn repeat(every: Every, until: Option<Date>, times: u16) -> Repeat {
    Repeat { every, until, times }
}

#[test]
fn weeks_go_over_the_end_of_the_year() {
    let found = repeat(Every::Week, None, 4).dates(date(2026, 12, 22));
    let expected = [
        date(2026, 12, 22),
        date(2026, 12, 29),
        date(2027, 1, 5),
        date(2027, 1, 12),
    ];
    assert_eq!(found.days, expected);
    let found = repeat(Every::TwoWeeks, Some(date(2027, 1, 19)), MOST_DATES).dates(date(2026, 12, 22));
    assert_eq!(found.days, [date(2026, 12, 22), date(2027, 1, 5), date(2027, 1, 19)]);
    assert!(!found.cut);
}

#[test]
fn the_second_tuesday_is_the_second_tuesday_of_every_month() {
    let found = repeat(Every::Month, None, 5).dates(date(2026, 9, 8));
    let expected = [
        date(2026, 9, 8),
        date(2026, 10, 13),
        date(2026, 11, 10),
        date(2026, 12, 8),
        date(2027, 1, 12),
    ];
    assert_eq!(found.days, expected);
    assert!(found.skipped.is_empty());
}

#[test]
fn months_without_a_fifth_one_are_left_out_and_said() {
    // The fifth Tuesday of September 2026; the next ones are in December and March.
    let found = repeat(Every::Month, None, 3).dates(date(2026, 9, 29));
    assert_eq!(found.days, [date(2026, 9, 29), date(2026, 12, 29), date(2027, 3, 30)]);
    let months = [date(2026, 10, 1), date(2026, 11, 1), date(2027, 1, 1), date(2027, 2, 1)];
    assert_eq!(found.skipped, months);
    // Nothing is said of months after the last day.
    let found = repeat(Every::Month, Some(date(2026, 10, 15)), MOST_DATES).dates(date(2026, 9, 29));
    assert_eq!((found.days.len(), found.skipped.len()), (1, 1));
}

#[test]
fn a_year_of_weeks_is_the_most_and_more_is_said_to_be_cut() {
    let found = repeat(Every::Week, Some(date(2030, 1, 1)), MOST_DATES).dates(date(2026, 9, 22));
    assert_eq!((found.days.len(), found.cut), (52, true));
    let found = repeat(Every::Week, Some(date(2030, 1, 1)), 5).dates(date(2026, 9, 22));
    assert_eq!((found.days.len(), found.cut), (5, false));
    // A last day before the first one leaves the first one.
    let found = repeat(Every::Week, Some(date(2026, 1, 1)), 5).dates(date(2026, 9, 22));
    assert_eq!(found.days, [date(2026, 9, 22)]);
    // The calendar ends, and so does the series.
    assert_eq!(repeat(Every::Month, None, 52).dates(date(9999, 12, 31)).days.len(), 1);
    assert_eq!(repeat(Every::Week, None, 52).dates(date(9999, 12, 31)).days.len(), 1);
}

#[test]
fn the_form_says_what_is_missing() {
    let of = |every: &str, until: &str, times: &str| {
        BookingInput {
            every: every.into(),
            until: until.into(),
            times: times.into(),
            ..BookingInput::default()
        }
        .repeat()
    };
    assert_eq!(of("", "bad", "bad"), Ok(None));
    let week = repeat(Every::Week, None, 10);
    assert_eq!(of("week", "", "１０"), Ok(Some(week)));
    let until = repeat(Every::TwoWeeks, Some(date(2026, 10, 1)), MOST_DATES);
    assert_eq!(of("two_weeks", "2026-10-01", ""), Ok(Some(until)));
    for (every, until, times, field) in [
        ("week", "", "", "times"),
        ("week", "", "53", "times"),
        ("week", "", "0", "times"),
        ("day", "", "3", "every"),
        ("month", "soon", "3", "until"),
    ] {
        let Err(AppError::Invalid { fields }) = of(every, until, times) else {
            panic!("{every} {until} {times}")
        };
        assert_eq!(fields[0].field, field);
    }
}

prop_compose! {
    fn any_day()(year in 1970..2200_i16, month in 1..=12_i8, day in 1..=31_i8) -> Date {
        (1..=day).rev().find_map(|d| Date::new(year, month, d).ok()).unwrap()
    }
}

/// Asks of every single day whether it belongs to the series: slow and obvious.
fn oracle(r: &Repeat, first: Date) -> Vec<Date> {
    let mut day = first;
    let mut found = Vec::new();
    let nth = |d: Date| (i64::from(d.day()) + 6) / 7;
    while found.len() < usize::from(r.times) {
        let belongs = day.weekday() == first.weekday()
            && match r.every {
                Every::Week => true,
                Every::TwoWeeks => (crate::date::number(day) - crate::date::number(first)) % 14 == 0,
                Every::Month => nth(day) == nth(first),
            };
        if belongs {
            if found.is_empty() || r.until.is_none_or(|u| day <= u) {
                found.push(day);
            } else {
                break;
            }
        }
        day = day.tomorrow().unwrap();
    }
    found
}

proptest! {
    #[test]
    fn the_days_are_those_of_the_slow_and_obvious_count(
        first in any_day(),
        every in prop_oneof![Just(Every::Week), Just(Every::TwoWeeks), Just(Every::Month)],
        ahead in proptest::option::of(0..900_i64),
        times in 1..=MOST_DATES,
    ) {
        let until = ahead.and_then(|days| crate::date::after(first, days));
        let r = repeat(every, until, times);
        let found = r.dates(first);
        prop_assert_eq!(&found.days, &oracle(&r, first));
        // Every month from the first day to the last has a day or is said to have none.
        if every == Every::Month {
            let last = *found.days.last().unwrap();
            let between = (i64::from(last.year()) * 12 + i64::from(last.month()))
                - (i64::from(first.year()) * 12 + i64::from(first.month())) + 1;
            let skipped = found.skipped.iter().filter(|m| **m <= last).count();
            prop_assert_eq!(found.days.len() + skipped, usize::try_from(between).unwrap());
        } else {
            prop_assert!(found.skipped.is_empty());
        }
    }
}
