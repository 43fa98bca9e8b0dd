//! Rules of duty shifts: times against a minute-by-minute oracle, the days that a rota gives, and what its forms refuse.

use super::*;
use crate::{
    AppError, Problem, date,
    hours::{Exception, WeekHours, parse_day},
    workday::{Calendar, Table},
};
use jiff::civil::date as day;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A Monday.
const TODAY: Date = day(2026, 9, 21);

fn week() -> WeekHours {
    let work = parse_day("d", "8:30-12:00 morning; 12:00-14:30 noon_duty; 14:30-17:30 afternoon").unwrap();
    let mut week = WeekHours(std::array::from_fn(|n| if n < 5 { work.clone() } else { Vec::new() }));
    week.0[5] = parse_day("d", "9:00-11:30 morning").unwrap();
    week
}

fn line(weekday: u8, shift: Shift, name: &str, holidays: bool) -> RotaLine {
    RotaLine {
        weekday,
        shift,
        person: Person::Named(name.into()),
        name: name.into(),
        ended: false,
        holidays,
    }
}

fn duty(day: Date, shift: Shift, (start, end): (u16, u16)) -> Duty {
    Duty {
        id: DutyId::from_i64(1),
        center: CenterId::from_i64(1),
        day,
        shift,
        start,
        end,
        person: Person::Named("王芳".into()),
        name: "王芳".into(),
        ended: false,
        phone: String::new(),
        note: String::new(),
        beyond: false,
        version: 1,
    }
}

fn input() -> DutyInput {
    DutyInput {
        day: "2026-09-22".into(),
        shift: "noon_duty".into(),
        name: "王芳".into(),
        ..DutyInput::default()
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, AppError>) -> Vec<(String, Problem)> {
    match answer {
        Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| (f.field, f.problem)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_shift_takes_the_hours_of_its_day_unless_it_says_others() {
    let (week, exceptions) = (week(), []);
    let ground = Ground {
        today: TODAY,
        week: &week,
        exceptions: &exceptions,
    };
    let fields = input().check(&ground).unwrap();
    assert_eq!((fields.start, fields.end, fields.beyond), (720, 870, false));
    assert_eq!(fields.person, Person::Named("王芳".into()));
    let part = DutyInput {
        from: "12:30".into(),
        until: "15:00".into(),
        ..input()
    };
    let fields = part.check(&ground).unwrap();
    assert_eq!((fields.start, fields.end, fields.beyond), (750, 900, false));
    // Outside of the hours only where that is said; and then it is marked.
    let late = DutyInput {
        from: "17:00".into(),
        until: "20:00".into(),
        shift: "evening_duty".into(),
        ..input()
    };
    assert!(matches!(
        &refused(late.check(&ground))[..],
        [(field, Problem::BeyondHours { hours })] if field == "from" && hours.starts_with("08:30–12:00, ")
    ));
    let meant = DutyInput {
        beyond: "1".into(),
        ..late
    };
    assert!(meant.check(&ground).unwrap().beyond);
    // Said without need it marks nothing.
    let needless = DutyInput {
        beyond: "1".into(),
        ..input()
    };
    assert!(!needless.check(&ground).unwrap().beyond);
    // Where it is closed and nobody says when.
    let sunday = DutyInput {
        day: "2026-09-27".into(),
        ..input()
    };
    assert_eq!(
        refused(sunday.check(&ground)),
        [("from".to_owned(), Problem::BeyondHours { hours: String::new() })]
    );
    let sunday = DutyInput {
        beyond: "1".into(),
        ..sunday
    };
    assert_eq!(refused(sunday.check(&ground)), [("from".to_owned(), Problem::Required)]);
}

#[test]
fn a_form_names_everything_that_is_wrong_with_it() {
    let (week, exceptions) = (week(), []);
    let ground = Ground {
        today: TODAY,
        week: &week,
        exceptions: &exceptions,
    };
    let bad = DutyInput {
        day: "2027-09-23".into(),
        shift: "midnight".into(),
        who: "nobody".into(),
        phone: "call me".into(),
        name: String::new(),
        note: "x".repeat(201),
        ..DutyInput::default()
    };
    let named: Vec<String> = refused(bad.check(&ground))
        .into_iter()
        .map(|(field, _)| field)
        .collect();
    assert_eq!(named, ["day", "shift", "who", "phone", "note"]);
    let fields = |input: DutyInput| refused(input.check(&ground));
    let one = |field: &str, problem| vec![(field.to_owned(), problem)];
    let mut empty = input();
    empty.day.clear();
    empty.name.clear();
    assert_eq!(
        fields(empty),
        [
            ("day".to_owned(), Problem::Required),
            ("who".to_owned(), Problem::Required)
        ]
    );
    let mut both = input();
    both.who = StaffId::from_i64(5).to_string();
    assert_eq!(fields(both), one("name", Problem::EitherOr));
    let mut turned = input();
    turned.from = "13:00".into();
    turned.until = "12:30".into();
    assert_eq!(fields(turned), one("until", Problem::EndBeforeStart));
    let mut short = input();
    short.from = "13:00".into();
    short.until = "13:10".into();
    assert!(
        matches!(&fields(short)[..], [(field, Problem::OutOfRange { min, .. })] if field == "until" && min == "13:15")
    );
    // A year ahead and a month back, and no day more.
    for (text, right) in [
        ("2027-09-22", true),
        ("2027-09-23", false),
        ("2026-08-21", true),
        ("2026-08-20", false),
        ("tomorrow", false),
    ] {
        let mut at = input();
        at.day = text.into();
        at.beyond = "1".into();
        at.from = "12:00".into();
        at.until = "13:00".into();
        assert_eq!(at.check(&ground).is_ok(), right, "{text}");
    }
    for (text, right) in [("1", true), (" 26 ", true), ("0", false), ("27", false), ("x", false)] {
        assert_eq!(check_weeks(text).is_ok(), right, "{text}");
    }
}

#[test]
fn a_rota_is_for_weekdays_on_which_the_center_has_such_hours() {
    let of = |weekdays: &[&str], shift: &str| RotaInput {
        weekdays: weekdays.iter().map(|w| (*w).to_owned()).collect(),
        shift: shift.into(),
        name: "王芳".into(),
        ..RotaInput::default()
    };
    let fields = of(&["5", "1", "5"], "noon_duty").check(&week()).unwrap();
    assert_eq!((fields.weekdays, fields.holidays), (vec![0, 4], false));
    assert_eq!(refused(of(&[], "noon_duty").check(&week()))[0].0, "weekdays");
    assert_eq!(refused(of(&["8"], "noon_duty").check(&week()))[0].0, "weekdays");
    assert!(matches!(
        &refused(of(&["1", "6"], "noon_duty").check(&week()))[..],
        [(field, Problem::BeyondHours { hours })] if field == "shift" && hours == "09:00–11:30"
    ));
}

#[test]
fn the_rota_fills_weeks_but_not_holidays_nor_what_is_taken_nor_the_past() {
    let (week, exceptions) = (
        week(),
        (1..=7)
            .map(|n| Exception {
                day: day(2026, 10, n),
                intervals: Vec::new(),
                note: "国庆节".into(),
            })
            .collect::<Vec<_>>(),
    );
    let ground = Ground {
        today: TODAY,
        week: &week,
        exceptions: &exceptions,
    };
    let calendar = Calendar::new([&Table::of_2026()]);
    let rota = [
        line(0, Shift::NoonDuty, "甲", false),
        line(3, Shift::NoonDuty, "乙", false),
        line(4, Shift::NoonDuty, "丙", true),
        line(5, Shift::Morning, "丁", false),
        // Nobody: an account that has ended, and hours that there are not.
        RotaLine {
            ended: true,
            ..line(1, Shift::NoonDuty, "戊", false)
        },
        line(2, Shift::EveningDuty, "己", false),
    ];
    let taken = BTreeSet::from([(TODAY, Shift::NoonDuty)]);
    // Begun a week before today.
    let span = (day(2026, 9, 14), day(2026, 10, 4));
    let filled = filled(&rota, span, &ground, &calendar, &taken);
    let days: Vec<_> = filled
        .planned
        .iter()
        .map(|p| (p.day.month(), p.day.day(), p.beyond, (p.start, p.end)))
        .collect();
    // 25 September is 中秋节, as is the weekend after it, and from 1 October on it is 国庆节: only who said so comes, with the times of
    // an ordinary Friday; on the first of them the center is open.
    assert_eq!(
        days,
        [
            (9, 24, false, (720, 870)),
            (9, 25, false, (720, 870)),
            (9, 28, false, (720, 870)),
            (10, 2, true, (720, 870)),
        ]
    );
    assert_eq!((filled.kept, filled.holidays, filled.left), (1, 3, 4));
    // Once more, with what there is now: nothing is added.
    let taken: BTreeSet<_> = filled.planned.iter().map(|p| (p.day, p.shift)).chain(taken).collect();
    assert!(
        super::filled(&rota, span, &ground, &calendar, &taken)
            .planned
            .is_empty()
    );
}

#[test]
fn a_week_is_copied_with_the_times_of_its_new_days() {
    let mut changed = week();
    changed.0[1] = parse_day("d", "8:30-12:00 morning; 12:00-13:30 noon_duty").unwrap();
    let ground = Ground {
        today: TODAY,
        week: &changed,
        exceptions: &[],
    };
    let (monday, tuesday) = (TODAY, day(2026, 9, 22));
    let mut night = duty(tuesday, Shift::EveningDuty, (1140, 1260));
    night.beyond = true;
    let mut gone = duty(monday, Shift::Morning, (510, 720));
    gone.ended = true;
    let shifts = [
        duty(monday, Shift::NoonDuty, (750, 800)),
        duty(tuesday, Shift::NoonDuty, (720, 870)),
        night,
        gone,
        duty(day(2026, 9, 24), Shift::NoonDuty, (720, 870)),
    ];
    let calendar = Calendar::new([&Table::of_2026()]);
    let copied = copied(&shifts, 1, &ground, &calendar, &BTreeSet::new());
    let days: Vec<_> = copied
        .planned
        .iter()
        .map(|p| (date::format(p.day), p.start, p.end, p.beyond))
        .collect();
    assert_eq!(
        days,
        [
            ("2026-09-28".to_owned(), 750, 800, false),
            ("2026-09-29".to_owned(), 720, 810, false),
            ("2026-09-29".to_owned(), 1140, 1260, true),
        ]
    );
    assert_eq!((copied.holidays, copied.left), (1, 1));
}

#[test]
fn gaps_are_where_it_is_open_and_nobody_comes() {
    let week = week();
    let ground = Ground {
        today: TODAY,
        week: &week,
        exceptions: &[],
    };
    let mut ended = duty(day(2026, 9, 22), Shift::NoonDuty, (720, 870));
    ended.ended = true;
    let shifts = [duty(TODAY, Shift::NoonDuty, (720, 870)), ended];
    let days = (TODAY, day(2026, 9, 23));
    assert_eq!(
        gaps(&shifts, days, &ground, &BTreeSet::new()),
        [(day(2026, 9, 22), Shift::NoonDuty), (day(2026, 9, 23), Shift::NoonDuty)]
    );
    let mornings = BTreeSet::from([(0, Shift::Morning), (2, Shift::Morning)]);
    assert_eq!(gaps(&shifts, days, &ground, &mornings).len(), 4);
}

#[test]
fn who_is_there_now_comes_before_who_is_next() {
    let on = |day, start, end, name: &str| OnDuty {
        day,
        shift: Shift::NoonDuty,
        start,
        end,
        name: name.into(),
        phone: String::new(),
        beyond: false,
    };
    let tomorrow = day(2026, 9, 22);
    let all = [
        on(TODAY, 720, 840, "甲"),
        on(TODAY, 720, 870, "乙"),
        on(tomorrow, 720, 870, "丙"),
    ];
    let names = |minute| {
        let now = LocalMinute { day: TODAY, minute };
        now_or_next(&all, now)
            .iter()
            .map(|o| o.name.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(0), ["甲", "乙"]);
    assert_eq!(names(719), ["甲", "乙"]);
    assert_eq!(names(840), ["乙"]);
    assert_eq!(names(870), ["丙"]);
    assert!(now_or_next(&[], LocalMinute { day: TODAY, minute: 0 }).is_empty());
}

#[test]
fn nobody_is_promised_at_a_time_when_the_center_is_closed() {
    let hours = |text: &str| parse_day("d", text).unwrap();
    let shown = |text: &str, beyond| {
        let on = OnDuty {
            day: TODAY,
            shift: Shift::NoonDuty,
            start: 720,
            end: 870,
            name: "甲".into(),
            phone: String::new(),
            beyond,
        };
        on.within(&hours(text)).map(|on| (on.start, on.end))
    };
    // As planned, then noon ends earlier, then nobody is there at noon, then a part of it.
    for (day, promised) in [
        ("08:30-12:00; 12:00-14:30 noon_duty; 14:30-17:30", Some((720, 870))),
        ("08:00-18:00 morning", Some((720, 870))),
        ("08:00-11:30; 12:00-13:30 noon_duty; 14:00-17:00", Some((720, 810))),
        ("08:00-12:00; 14:30-17:30", None),
        ("08:00-12:15 morning; 14:00-17:30 afternoon", Some((840, 870))),
        ("", None),
    ] {
        assert_eq!(shown(day, false), promised, "{day}");
    }
    assert_eq!(shown("", true), Some((720, 870)), "meant to be outside");
}

#[test]
fn the_same_name_at_two_centers_may_be_two_people_and_an_account_is_one() {
    let (a, b) = (CenterId::from_i64(1), CenterId::from_i64(2));
    let (named, staff) = (Person::Named("王芳".into()), Person::Staff(StaffId::from_i64(9)));
    assert_ne!(named.key(a), named.key(b));
    assert_eq!(staff.key(a), staff.key(b));
}

/// Any shift of a day that is long enough.
fn times() -> impl Strategy<Value = (u16, u16)> {
    (0..=crate::hours::DAY - SHORTEST).prop_flat_map(|start| (Just(start), start + SHORTEST..=crate::hours::DAY))
}

proptest! {
    #[test]
    fn slots_part_what_does_not_overlap_and_meet_where_it_does(a in times(), b in times()) {
        let ((a_from, a_to), (b_from, b_to)) = (slots(a.0, a.1), slots(b.0, b.1));
        prop_assert!(a_from < a_to && b_from < b_to);
        let shared = a_from < b_to && b_from < a_to;
        let overlap = i32::from(a.1.min(b.1)) - i32::from(a.0.max(b.0));
        if overlap <= 0 {
            prop_assert!(!shared);
        }
        if overlap >= i32::from(SHORTEST) {
            prop_assert!(shared);
        }
    }

    #[test]
    fn a_shift_is_within_the_hours_where_every_minute_is((start, end) in times()) {
        let week = week();
        for hours in &week.0 {
            let open = |minute| hours.iter().any(|i| i.start <= minute && minute < i.end);
            prop_assert_eq!(is_within(hours, start, end), (start..end).all(open));
        }
    }
}
