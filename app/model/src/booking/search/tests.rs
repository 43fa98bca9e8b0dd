use super::*;
use crate::{booking::Span, hours::parse_minute};
use jiff::civil::date;
use proptest::prelude::*;

const TODAY: Date = date(2026, 9, 21);
const MORNING: LocalMinute = LocalMinute {
    day: TODAY,
    minute: 7 * 60,
};

/// From half past eight to noon and from two to half past five.
fn day(n: i64) -> Day {
    Day {
        day: date::after(TODAY, n).unwrap(),
        midnight: 1000 + 96 * n,
        open: vec![Span { start: 510, end: 720 }, Span { start: 840, end: 1050 }],
        closed: None,
        reopens: None,
    }
}

fn reading() -> Rules {
    Rules {
        whole_too: true,
        ..Rules::of_kind(RoomKind::ReadingSpace, 24)
    }
}

fn search(change: impl FnOnce(&mut Search)) -> Asked {
    let mut search = Search::default();
    change(&mut search);
    search.check(TODAY).unwrap()
}

fn said(times: &[Alternative]) -> Vec<(i8, u16, u16)> {
    times.iter().map(|t| (t.day.day(), t.start, t.end)).collect()
}

#[test]
fn a_reading_seat_tomorrow_from_two_to_four() {
    let asked = search(|s| {
        (s.kind, s.day) = ("reading_space".into(), "2026-09-22".into());
        (s.start, s.end) = ("14:00".into(), "16:00".into());
    });
    assert!(asked.exact && asked.minutes == 120);
    assert!(asked.suits(RoomKind::ReadingSpace, "") && !asked.suits(RoomKind::TalkRoom, ""));
    assert_eq!(asked.wish(&reading()), Some(Wish::Seats(1)));
    let times = |taken: &Taken| said(&asked.times(&reading(), &[day(1)], MORNING, taken));
    assert_eq!(times(&Taken::new()), [(22, 840, 960)]);
    // The last seat is gone in one of its slots.
    let full = Taken::from([(day(1).slot(900), 24)]);
    assert!(times(&full).is_empty());
}

#[test]
fn a_room_for_thirty_with_a_projector_this_week() {
    let asked = search(|s| {
        (s.party, s.equipment) = ("30".into(), "投影".into());
        (s.span, s.whole) = ("week".into(), "1".into());
    });
    assert_eq!((asked.days, asked.minutes, asked.exact), (7, 60, false));
    assert!(asked.suits(RoomKind::LectureHall, "音响\n投影仪") && !asked.suits(RoomKind::LectureHall, "音响"));
    let hall = Rules::of_kind(RoomKind::LectureHall, 60);
    assert_eq!(asked.wish(&hall), Some(Wish::Whole));
    assert_eq!(asked.wish(&Rules::of_kind(RoomKind::LectureHall, 29)), None);
    assert_eq!(asked.wish(&reading()), None, "24 seats");
    let days: Vec<Day> = (0..7).map(day).collect();
    let times = said(&asked.times(&hall, &days, MORNING, &Taken::new()));
    // A day's lead; two times a day, eight at most.
    assert_eq!(times.first(), Some(&(22, 510, 570)));
    assert_eq!(times.len(), TIMES);
}

#[test]
fn an_exact_time_is_covered_by_the_rooms_own_steps_or_not_offered() {
    let asked = search(|s| {
        (s.day, s.whole) = ("2026-09-22".into(), "1".into());
        (s.start, s.end) = ("09:00".into(), "10:00".into());
    });
    let mut rules = Rules::of_kind(RoomKind::TalkRoom, 10);
    rules.step_minutes = 60;
    rules.shortest_minutes = 60;
    let times = |rules: &Rules| said(&asked.times(rules, &[day(1)], MORNING, &Taken::new()));
    // Hours that begin at half past: two of them cover it.
    assert_eq!(times(&rules), [(22, 510, 630)]);
    rules.longest_minutes = 60;
    assert!(times(&rules).is_empty());
}

#[test]
fn every_problem_names_its_field() {
    let bad = Search {
        kind: "cellar".into(),
        party: "0".into(),
        equipment: "x".repeat(61),
        day: "2026-02-30".into(),
        start: "25:00".into(),
        end: "x".into(),
        minutes: "1".into(),
        place: "\u{1}".into(),
        ..Search::default()
    };
    let AppError::Invalid { fields } = bad.check(TODAY).unwrap_err() else {
        panic!("not Invalid")
    };
    let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(
        names,
        ["kind", "party", "equipment", "day", "start", "end", "minutes", "place"]
    );
    for (day, fine) in [("2026-09-20", false), ("2026-09-21", true), ("2028-01-01", false)] {
        let search = Search {
            day: day.into(),
            ..Search::default()
        };
        assert_eq!(search.check(TODAY).is_ok(), fine, "{day}");
    }
    let inside_out = Search {
        start: "10:00".into(),
        end: "09:00".into(),
        ..Search::default()
    };
    assert_eq!(
        inside_out.check(TODAY),
        Err(AppError::field("end", Problem::EndBeforeStart))
    );
}

#[test]
fn help_changes_one_thing_at_a_time_and_only_what_was_asked() {
    let plain = Search::default();
    let helps = |s: &Search| -> Vec<Help> {
        s.relaxed(&s.check(TODAY).unwrap())
            .into_iter()
            .map(|(h, _)| h)
            .collect()
    };
    assert_eq!(helps(&plain), [Help::Day]);
    let full = Search {
        kind: "talk_room".into(),
        party: "8".into(),
        equipment: "白板".into(),
        start: "14:00".into(),
        end: "16:00".into(),
        ..plain
    };
    let fewer = [6, 4, 2, 1].map(|party| Help::Fewer { party });
    let expected: Vec<Help> = [Help::Time, Help::Day]
        .into_iter()
        .chain(fewer)
        .chain([Help::Equipment, Help::Kind])
        .collect();
    assert_eq!(helps(&full), expected);
    for (help, search) in full.relaxed(&full.check(TODAY).unwrap()) {
        assert!(search.check(TODAY).is_ok(), "{help:?}");
        assert_eq!(search.minutes == "120", help == Help::Time);
    }
}

proptest! {
    /// Whatever is offered can be had: the slow way round, slot by slot.
    #[test]
    fn what_is_offered_is_within_what_was_asked_and_free(
        start in 0_u16..96, length in 1_u16..20, minutes in prop::option::of(1_u16..16), party in 1_u32..26,
        whole: bool, held in prop::collection::btree_map(0_i64..96, 0_u32..=24, 0..40),
        step in prop::sample::select(vec![15_u16, 30, 60]),
    ) {
        let end = (start + length).min(96);
        let minutes = minutes.map(|m| m.min(end - start));
        let text = |m: u16| format!("{:02}:{:02}", m / 4, m % 4 * 15);
        let asked = search(|s| {
            s.day = "2026-09-22".into();
            (s.start, s.end) = (text(start), text(end));
            s.party = party.to_string();
            s.minutes = minutes.map(|m| (m * 15).to_string()).unwrap_or_default();
            s.whole = if whole { "1".into() } else { String::new() };
        });
        prop_assert_eq!(parse_minute(&text(start)), Ok(asked.start));
        let rules = Rules { step_minutes: step, shortest_minutes: step, buffer_after_minutes: 15, ..reading() };
        let day = day(1);
        let taken: Taken = held.into_iter().map(|(slot, n)| (day.midnight + slot, n)).collect();
        for t in asked.times(&rules, std::slice::from_ref(&day), MORNING, &taken) {
            let need = asked.wish(&rules).unwrap().units(rules.units);
            prop_assert!(day.open.iter().any(|o| o.start <= t.start && t.end <= o.end && (t.start - o.start) % step == 0));
            for slot in day.slot(t.start)..=day.slot(t.end) {
                prop_assert!(taken.get(&slot).copied().unwrap_or(0) + need <= 24);
            }
            if asked.exact {
                prop_assert!(t.start <= asked.start && asked.end <= t.end);
                prop_assert!(asked.start - t.start < step && t.end - asked.end < 2 * step);
            } else {
                prop_assert!(asked.start <= t.start && t.start + asked.minutes <= asked.end);
                prop_assert!(t.end - t.start >= asked.minutes);
            }
        }
    }
}
