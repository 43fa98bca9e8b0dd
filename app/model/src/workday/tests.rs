//! Working days against a slow oracle, and the days that are easily got wrong.

use super::*;
use crate::{AppError, Problem, date};
use jiff::civil::date as day;
use proptest::prelude::*;

fn calendar() -> Calendar {
    Calendar::new([&Table::of_2026()])
}

fn at(day: Date, hour: u16) -> LocalMinute {
    LocalMinute { day, minute: 60 * hour }
}

fn due(clock: &Clock) -> (Date, u16, bool) {
    let due = clock.read(&calendar()).due().unwrap();
    (due.day, due.minute, due.known)
}

#[test]
fn the_year_that_comes_with_the_program_is_the_one_that_was_announced() {
    let table = Table::of_2026();
    let count = |working| table.days.iter().filter(|d| d.working == working).count();
    assert_eq!((count(false), count(true)), (3 + 9 + 3 + 5 + 3 + 3 + 7, 6));
    let c = calendar();
    // Off: a Thursday in October, and a Monday in February. Worked: two Sundays and a Saturday.
    for (off, worked) in [
        (day(2026, 10, 1), day(2026, 9, 20)),
        (day(2026, 2, 23), day(2026, 1, 4)),
        (day(2026, 9, 26), day(2026, 10, 10)),
    ] {
        assert!(!c.is_working(off) && c.is_working(worked), "{off} {worked}");
    }
    // Of the whole year: 261 weekdays, less those that are off, and the six that are worked instead.
    let first = day(2026, 1, 1);
    let days = (0..365)
        .filter_map(|n| date::after(first, n))
        .filter(|d| c.is_working(*d));
    assert_eq!(days.count(), 248);
}

#[test]
fn a_deadline_counts_from_the_next_working_day() {
    // Five working days from Monday end on the next Monday; from Friday and Saturday on the next Friday.
    let c = calendar();
    let last = |from| c.add(from, 5).map(|due| (due.day, due.minute, due.known)).unwrap();
    assert_eq!(last(day(2026, 3, 2)), (day(2026, 3, 9), END_OF_DAY, true));
    assert_eq!(last(day(2026, 3, 6)), (day(2026, 3, 13), END_OF_DAY, true));
    assert_eq!(last(day(2026, 3, 7)), (day(2026, 3, 13), END_OF_DAY, true));
    // Over the National Day holiday, and the Saturday that is worked for it: 8, 9, 10, 12, 13 October.
    assert_eq!(last(day(2026, 9, 30)).0, day(2026, 10, 13));
    // Over the make-up Saturday of May: 6, 7, 8, 9, 11 May.
    assert_eq!(last(day(2026, 4, 30)).0, day(2026, 5, 11));
    // Into a year that nobody knows yet: counted, and said.
    assert_eq!(last(day(2026, 12, 30)), (day(2027, 1, 6), END_OF_DAY, false));
}

#[test]
fn forty_eight_hours_end_at_the_same_time_two_working_days_later() {
    let hours = |from| due(&Clock::new(Term::Hours(48), from));
    assert_eq!(hours(at(day(2026, 3, 2), 10)), (day(2026, 3, 4), 600, true));
    assert_eq!(hours(at(day(2026, 3, 6), 10)), (day(2026, 3, 10), 600, true));
    // From a day off, from the beginning of the next working day: the 8th and 9th of October.
    assert_eq!(hours(at(day(2026, 10, 3), 15)), (day(2026, 10, 9), END_OF_DAY, true));
    assert_eq!(hours(at(day(2026, 9, 30), 15)), (day(2026, 10, 9), 900, true));
    // A make-up Saturday counts: Friday 8 May at noon, Saturday the 9th, Monday the 11th at noon.
    assert_eq!(hours(at(day(2026, 5, 8), 12)), (day(2026, 5, 11), 720, true));
}

#[test]
fn a_pause_stops_the_clock() {
    let mut clock = Clock::new(Term::Days(5), at(day(2026, 3, 2), 9));
    assert_eq!(due(&clock).0, day(2026, 3, 9));
    clock.pause(at(day(2026, 3, 4), 0));
    assert_eq!(clock.read(&calendar()), Reading::Stands);
    clock.pause(at(day(2026, 3, 5), 0)); // again changes nothing
    clock.resume(at(day(2026, 3, 6), 0));
    clock.resume(at(day(2026, 3, 7), 0));
    assert_eq!(due(&clock), (day(2026, 3, 11), END_OF_DAY, true));
    // Over days off a pause takes nothing away.
    clock.pause(at(day(2026, 3, 7), 8));
    clock.resume(at(day(2026, 3, 8), 20));
    assert_eq!(due(&clock).0, day(2026, 3, 11));
    // A clock that was set back does not count time twice.
    clock.pause(at(day(2026, 3, 1), 0));
    clock.resume(at(day(2026, 3, 1), 0));
    assert_eq!(due(&clock).0, day(2026, 3, 11));
}

#[test]
fn the_years_that_are_missing_are_asked_for_in_time() {
    let c = calendar();
    assert!(c.missing(day(2026, 10, 31)).is_empty());
    assert_eq!(c.missing(day(2026, 11, 1)), [2027]);
    assert_eq!(c.missing(day(2027, 5, 1)), [2027]);
    assert_eq!(c.missing(day(2027, 12, 1)), [2027, 2028]);
}

#[test]
fn a_table_is_read_as_it_was_written_and_as_people_write_it() {
    let table = Table::of_2026();
    let input = |year: &str, table: &str| TableInput {
        year: year.into(),
        table: table.into(),
    };
    assert_eq!(input("2026", &table.text()).check().unwrap(), table);
    let pasted = "日期\t安排\t名称\n2027年1月1日\t休\t元旦\n2027/2/5～2/11，off，春节\n\n\"2027.2.14\",补班,\"春节\"\n";
    let read = input("2027", pasted).check().unwrap();
    assert_eq!(read.days.len(), 1 + 7 + 1);
    assert_eq!(read.days[8].day, day(2027, 2, 14));
    assert!(read.days[8].working && read.days[8].name == "春节");
}

#[test]
fn what_cannot_be_read_is_named_by_its_line() {
    let wrong = |year: &str, table: &str| {
        let input = TableInput {
            year: year.into(),
            table: table.into(),
        };
        match input.check() {
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| (f.field, f.problem)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    let one = |field: &str, problem| vec![(field.to_owned(), problem)];
    assert_eq!(wrong("2027", " \n"), one("table", Problem::Required));
    assert_eq!(wrong("", "2027-01-01,休"), one("year", Problem::Required));
    assert_eq!(wrong("2027", "2027-02-30,休"), one("line-1", Problem::Date));
    assert_eq!(wrong("2027", "2027-01-01"), one("line-1", Problem::Incomplete));
    assert_eq!(wrong("2027", "1-2~1-1,休"), one("line-1", Problem::EndBeforeStart));
    assert_eq!(wrong("2027", "1-1,休\n1-1,班"), one("line-2", Problem::Taken));
    assert!(matches!(
        wrong("2027", "2026-12-31,休")[..],
        [(_, Problem::OutOfRange { .. })]
    ));
    assert!(matches!(
        wrong("2027", "1-1~12-31,休")[..],
        [(_, Problem::OutOfRange { .. })]
    ));
    assert!(matches!(
        wrong("2027", "1-1,<script>")[..],
        [(_, Problem::Unknown { .. })]
    ));
    assert!(matches!(
        wrong("2027", &"x\n".repeat(401))[..],
        [(_, Problem::TableTooLarge { .. })]
    ));
    assert!(matches!(wrong("99999", "1-1,休")[..], [(_, Problem::NotANumber), _]));
}

/// Counts minute by minute, as the definition says.
fn oracle(calendar: &Calendar, term: Term, from: LocalMinute, pauses: &[(i64, i64)]) -> (Date, u16) {
    let (mut left, mut now) = match term {
        Term::Hours(h) => (
            60 * i64::from(h),
            date::number(from.day) * 1440 + i64::from(from.minute),
        ),
        Term::Days(d) => (1440 * i64::from(d), (date::number(from.day) + 1) * 1440),
    };
    let epoch = day(1970, 1, 1);
    let date_of = |minute: i64| date::after(epoch, minute.div_euclid(1440)).unwrap();
    let (mut number, mut working) = (i64::MIN, false);
    loop {
        if now.div_euclid(1440) != number {
            number = now.div_euclid(1440);
            working = calendar.is_working(date_of(now));
        }
        if working && !pauses.iter().any(|(a, b)| (*a..*b).contains(&now)) {
            left -= 1;
        }
        now += 1;
        if left == 0 {
            // A moment at midnight is the end of the day that was counted.
            let last = now - 1;
            return (date_of(last), (last.rem_euclid(1440) + 1) as u16);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_clock_says_what_counting_minutes_says(
        start in 0..330_i64,
        minute in 0..1440_u16,
        term in prop_oneof![(1..=96_u16).prop_map(Term::Hours), (1..=20_u16).prop_map(Term::Days)],
        stops in proptest::collection::vec((0..4000_i64, 0..6000_i64), 0..4),
    ) {
        let calendar = calendar();
        let from = LocalMinute { day: date::after(day(2026, 1, 1), start).unwrap(), minute };
        let mut clock = Clock::new(term, from);
        let mut now = date::number(from.day) * 1440 + i64::from(minute);
        let moment = |m: i64| LocalMinute {
            day: date::after(day(1970, 1, 1), m.div_euclid(1440)).unwrap(),
            minute: m.rem_euclid(1440) as u16,
        };
        let mut pauses = Vec::new();
        for (after, length) in stops {
            pauses.push((now + after, now + after + length));
            clock.pause(moment(now + after));
            now += after + length;
            clock.resume(moment(now));
        }
        let due = clock.read(&calendar).due().unwrap();
        prop_assert_eq!((due.day, due.minute), oracle(&calendar, term, from, &pauses));
        // What is worked between beginning and end is at least the term.
        if let Term::Hours(hours) = term {
            prop_assert!(calendar.worked(from, due.moment()) + 1 >= 60 * i64::from(hours));
        }
    }

    #[test]
    fn nothing_that_is_pasted_panics(year in "\\PC{0,6}", table in "(\\PC|\n|\t|,|[0-9]|~|-){0,80}") {
        _ = TableInput { year, table }.check();
    }
}
