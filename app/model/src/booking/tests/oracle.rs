//! The rules against an oracle that is slow and obvious: it asks about every single minute.

use super::{MIDNIGHT, at, open_day, wish};
use crate::{
    booking::*,
    hours::{DAY, Interval, LocalMinute, Shift},
    room::RoomKind,
};
use jiff::civil::date;
use proptest::prelude::*;

/// The minutes of slots that are open from end to end.
fn usable(hours: &[Interval]) -> Vec<bool> {
    let open = |m: u16| hours.iter().any(|i| i.start <= m && m < i.end);
    (0..DAY).map(|m| (m / 15 * 15..m / 15 * 15 + 15).all(open)).collect()
}

/// Whether the rules allow it, minute by minute.
fn allowed(rules: &Rules, usable: &[bool], now: LocalMinute, r: &Request, source: Source) -> bool {
    let is_open = |m: u16| usable.get(usize::from(m)).copied().unwrap_or(false);
    let length = i64::from(r.end) - i64::from(r.start);
    let mut opening = r.start;
    while opening > 0 && is_open(opening - 1) {
        opening -= 1;
    }
    let step = i64::from(rules.step_minutes);
    let moment = |m: LocalMinute| {
        let midnight = m.day.to_datetime(jiff::civil::Time::midnight());
        midnight + jiff::Span::new().minutes(i64::from(m.minute))
    };
    let ahead = moment(at(r.day, r.start)).duration_since(moment(now)).as_mins();
    let days = r.day.duration_since(now.day).as_hours() / 24;
    let timely = match source {
        Source::Resident => ahead >= i64::from(rules.lead_minutes) && days <= i64::from(rules.ahead_days),
        Source::Staff => ahead > -step && days <= 366,
    };
    let seats = match (rules.mode, r.wish) {
        (Mode::Closed, _) | (Mode::Whole, Wish::Seats(_)) => return false,
        (Mode::Whole, Wish::Whole) => u32::MAX,
        (Mode::Seats, Wish::Whole) if !rules.whole_too => return false,
        (Mode::Seats, Wish::Whole) => u32::MAX,
        (Mode::Seats, Wish::Seats(n)) if n > rules.units => return false,
        (Mode::Seats, Wish::Seats(n)) => n,
    };
    timely
        && (r.start..r.end).all(is_open)
        && i64::from(r.start - opening) % step == 0
        && length % step == 0
        && (i64::from(rules.shortest_minutes)..=i64::from(rules.longest_minutes)).contains(&length)
        && (rules.party_min..=rules.party_max).contains(&r.party)
        && r.party <= seats
        && (!r.minors || r.adult || rules.minors)
}

prop_compose! {
    fn any_rules()(
        mode in prop_oneof![1 => Just(Mode::Closed), 8 => Just(Mode::Whole), 12 => Just(Mode::Seats)],
        units in 1..=4_u32,
        whole_too: bool,
        step in prop_oneof![3 => 1..=2_u16, 1 => 3..=6_u16],
        shortest in 1..=2_u16,
        more in 0..=4_u16,
        lead in prop_oneof![2 => Just(0_u32), 1 => 0..3000_u32],
        ahead in 0..=9_u16,
        before in 0..=2_u16,
        after in 0..=2_u16,
        approval: bool,
        minors: bool,
        party_max in 1..=4_u32,
    ) -> Rules {
        Rules {
            mode,
            units: if mode == Mode::Seats { units } else { 1 },
            whole_too: mode == Mode::Seats && whole_too,
            step_minutes: step * 15,
            shortest_minutes: step * 15 * shortest,
            longest_minutes: step * 15 * (shortest + more),
            lead_minutes: lead,
            ahead_days: ahead,
            buffer_before_minutes: before * 15,
            buffer_after_minutes: after * 15,
            approval,
            minors,
            party_max,
            ..Rules::of_kind(RoomKind::TalkRoom, 10)
        }
    }
}

/// Hours with odd minutes and intervals that touch.
fn any_hours() -> impl Strategy<Value = Vec<Interval>> {
    proptest::collection::btree_set(prop_oneof![(0..=48_u16).prop_map(|n| n * 30), 0..=DAY], 2..7).prop_map(|points| {
        let points: Vec<u16> = points.into_iter().collect();
        let pairs = points.windows(2).enumerate().filter(|(i, _)| i % 3 != 2);
        let interval = |p: &[u16]| Interval {
            start: p[0],
            end: p[1],
            shift: Shift::Morning,
        };
        pairs.map(|(_, p)| interval(p)).collect()
    })
}

/// Rules, hours and a request that mostly keeps to step and length, so that every rule gets its chance to be the only one that
/// refuses.
fn any_case() -> impl Strategy<Value = (Rules, Vec<Interval>, Request)> {
    let choices = (
        any::<prop::sample::Index>(),
        0..20_u16,
        prop_oneof![6 => Just(0_u16), 1 => 0..90_u16],
        prop_oneof![6 => (0..5_u16).prop_map(Ok), 1 => (1..=24_u16).prop_map(Err)],
        proptest::option::weighted(0.6, 1..=5_u32),
        prop_oneof![3 => Just(1), 1 => 1..=4_u32],
        (proptest::bool::weighted(0.2), any::<bool>()),
    );
    (any_rules(), any_hours(), choices).prop_map(|(rules, hours, (opening, steps, odd, length, seats, party, who))| {
        let spans = spans(&hours);
        let opening = if spans.is_empty() { 0 } else { opening.get(&spans).start };
        let start = (opening + steps % 8 * rules.step_minutes + odd).min(DAY - 1);
        let length = match length {
            Ok(more) => (rules.shortest_minutes + more * rules.step_minutes).min(rules.longest_minutes),
            Err(slots) => slots * 15,
        };
        let request = Request {
            party,
            minors: who.0,
            adult: who.1,
            ..wish(start, (start + length).min(DAY), seats.map_or(Wish::Whole, Wish::Seats))
        };
        (rules, hours, request)
    })
}

fn any_now() -> impl Strategy<Value = LocalMinute> {
    (18..=22_i8, prop_oneof![0..480_u16, 0..DAY]).prop_map(|(d, minute)| at(date(2026, 9, d), minute))
}

fn any_source() -> impl Strategy<Value = Source> {
    proptest::sample::select(Source::ALL.to_vec())
}

fn day_with(hours: &[Interval]) -> Day {
    Day {
        open: spans(hours),
        ..open_day("")
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_judge_agrees_with_asking_every_minute(
        (rules, hours, request) in any_case(), now in any_now(), source in any_source(),
    ) {
        let verdict = judge(&rules, &day_with(&hours), now, &request, Counted::default(), source);
        prop_assert_eq!(verdict.is_ok(), allowed(&rules, &usable(&hours), now, &request, source), "{:?}", verdict);
        if let Ok(state) = verdict {
            prop_assert_eq!(state == State::Pending, rules.approval);
        }
    }

    #[test]
    fn what_a_refusal_proposes_is_not_refused_for_the_same_reason(
        (rules, hours, request) in any_case(), now in any_now(),
    ) {
        let day = day_with(&hours);
        let again = |r: &Request| {
            judge(&rules, &day, now, r, Counted::default(), Source::Resident).err().unwrap_or_default()
        };
        let same = |a: &Refusal, b: &Refusal| std::mem::discriminant(a) == std::mem::discriminant(b);
        for refusal in again(&request) {
            let length = request.end - request.start;
            let mut proposed = Vec::new();
            let moved = |start: u16| Request { start, end: start + length, ..request.clone() };
            match &refusal {
                Refusal::NotOnStep { edge: Edge::Start, before, after, .. } => {
                    // Moved to the step, the end may leave the hours; the step itself is right then.
                    proposed.extend(before.iter().chain(after).map(|start| moved(*start)));
                }
                Refusal::NotOnStep { edge: Edge::End, before, after, .. } => {
                    proposed.extend(before.iter().chain(after).map(|end| Request { end: *end, ..request.clone() }));
                }
                Refusal::TooShort { min: length } | Refusal::TooLong { max: length } => {
                    proposed.push(Request { end: request.start + length, ..request.clone() });
                }
                Refusal::Past { earliest } | Refusal::LeadTime { earliest } if earliest.day == request.day => {
                    proposed.push(moved(earliest.minute));
                    prop_assert!(earliest.minute % 15 == 0);
                }
                Refusal::Seats { max } => proposed.push(Request { wish: Wish::Seats(*max), ..request.clone() }),
                Refusal::Party { max, .. } => proposed.push(Request { party: *max, ..request.clone() }),
                Refusal::Adult => proposed.push(Request { adult: true, ..request.clone() }),
                _ => {}
            }
            for other in proposed {
                let still = again(&other);
                let edge = |r: &Refusal| matches!(r, Refusal::NotOnStep { edge: Edge::End, .. });
                prop_assert!(
                    !still.iter().any(|r| same(r, &refusal) && edge(r) == edge(&refusal)),
                    "{:?} proposed {:?}, which got {:?}", refusal, other, still
                );
            }
        }
    }

    #[test]
    fn a_free_start_is_one_that_the_judge_allows_and_whose_every_minute_is_free(
        (rules, hours, request) in any_case(), now in any_now(), source in any_source(),
        counts in proptest::collection::btree_map(-8..110_i64, 0..=4_u32, 0..30),
    ) {
        let (day, usable) = (day_with(&hours), usable(&hours));
        let taken: Taken = counts.iter().map(|(s, n)| (MIDNIGHT + s, *n)).collect();
        let length = request.end - request.start;
        let found = free_starts(&rules, &day, now, &taken, length, request.wish, source);
        let need = request.wish.units(rules.units);
        let expected: Vec<u16> = (0..DAY.saturating_sub(length) + 1).filter(|start| {
            // Nobody but one, so that only time and place are asked about.
            let r = Request { start: *start, end: start + length, party: 1, minors: false, ..request.clone() };
            let (from, to) = (i64::from(r.start) - i64::from(rules.buffer_before_minutes),
                i64::from(r.end) + i64::from(rules.buffer_after_minutes));
            allowed(&rules, &usable, now, &r, source) && (from..to).all(|minute| {
                counts.get(&minute.div_euclid(15)).copied().unwrap_or(0) + need <= rules.units
            })
        }).collect();
        prop_assert_eq!(&found, &expected);

        let cells = availability(&rules, &day, now, &taken, source);
        for cell in &cells {
            let busiest = (cell.start..cell.end)
                .map(|m| counts.get(&i64::from(m / 15)).copied().unwrap_or(0)).max().unwrap_or(0);
            prop_assert_eq!(cell.free, rules.units.saturating_sub(busiest));
            prop_assert_eq!(cell.end - cell.start, rules.step_minutes);
            prop_assert!(cell.state != CellState::Open || cell.free > 0);
            prop_assert!(!cell.starts || cell.state == CellState::Open);
        }
        // Whatever can be booked begins with a cell and ends with one.
        for start in found {
            prop_assert!(cells.iter().any(|c| c.start == start && c.state == CellState::Open));
            prop_assert!(cells.iter().any(|c| c.end == start + length));
        }

        let wanted = request.clone();
        let offered = alternatives(&rules, &[(day, taken)], now, &wanted, source, 9);
        for a in &offered {
            let r = Request { start: a.start, end: a.end, party: 1, minors: false, ..request.clone() };
            prop_assert!(allowed(&rules, &usable, now, &r, source), "{:?}", a);
        }
        if !expected.is_empty() {
            let nearest = expected.iter().map(|s| s.abs_diff(request.start)).min();
            prop_assert_eq!(offered.first().map(|a| a.start.abs_diff(request.start)), nearest);
        }
    }

    #[test]
    fn no_form_panics(text in "\\PC{0,12}", other in "[-0-9:]{0,10}") {
        let rules = RulesInput { mode: "seats".into(), units: other.clone(), step_minutes: text.clone(),
            shortest_minutes: other.clone(), bring: text.clone(), ..RulesInput::default() };
        let _ = rules.check(10);
        let input = BookingInput { day: other.clone(), start: other.clone(), end: text.clone(), seats: other.clone(),
            phone: text.clone(), name: text, party: other, ..BookingInput::default() };
        let _ = input.check();
    }
}
