//! What is counted of cases, against looking at each by hand.

use super::*;
use crate::{
    case::{Actor, Case, Decision, Event, Item, State, Step, VisitTime, Wait},
    center::CenterId,
    date,
    figures::Period,
    hours::LocalMinute,
    matter::{Limit, LimitUnit, Mode},
    workday::{Calendar, Clock, Reading, Term},
};
use jiff::civil::{Date, date as day};
use proptest::prelude::*;

const VILLAGE: CenterId = CenterId::from_i64(1);

fn at(day: Date, hour: u16) -> LocalMinute {
    LocalMinute { day, minute: 60 * hour }
}

fn event(seq: i64, step: Step, at: LocalMinute, actor: Actor) -> Event {
    let item = |listed| Item {
        name: "照片".into(),
        listed,
    };
    Event {
        seq,
        step,
        at,
        actor,
        who: String::new(),
        words: "说明".into(),
        wait: (step == Step::Pause).then_some(Wait::Resident),
        decision: matches!(step, Step::Decide | Step::AtOnce).then_some(Decision::Granted),
        items: match step {
            Step::AskCorrection => vec![item(true), item(false)],
            _ => Vec::new(),
        },
        days: (step == Step::HandUp).then_some(5),
        center: matches!(step, Step::HandUp | Step::Transfer).then_some(CenterId::from_i64(2)),
        assignee: None,
        visit: (step == Step::Visit).then_some(VisitTime {
            day: at.day,
            from: 900,
            to: 960,
        }),
        level: u8::from(step == Step::Climb),
        clock: None,
    }
}

fn log(events: &[Event], mode: Mode) -> Log<'_> {
    Log {
        center: VILLAGE,
        mode,
        limit: Limit {
            count: 5,
            unit: LimitUnit::WorkingDay,
        },
        events,
    }
}

fn counted(mode: Mode, steps: &[(Step, LocalMinute)]) -> Vec<Added> {
    let events: Vec<Event> = (1..)
        .zip(steps)
        .map(|(seq, (step, at))| event(seq, *step, *at, Actor::Staff))
        .collect();
    added(log(&events, mode), 0, &Calendar::default()).unwrap()
}

#[test]
fn a_case_is_counted_as_it_comes_and_as_it_ends() {
    use Step as S;
    let (march, april) = (at(day(2026, 3, 30), 9), at(day(2026, 4, 2), 15));
    let steps = [
        (S::Register, march),
        (S::PaperIn, march),
        (S::AskCorrection, march),
        (S::Supplement, at(day(2026, 3, 31), 9)),
        (S::Accept, at(day(2026, 3, 31), 10)),
        (S::Decide, april),
        (S::Collect, at(day(2026, 5, 4), 9)),
    ];
    let all = counted(Mode::Assisted, &steps);
    let opened = Counted {
        opened: 1,
        ..Counted::default()
    };
    let closed = Counted {
        granted: 1,
        missed: 1,
        visits: 2,
        ..Counted::default()
    };
    let fetched = Counted {
        visits: 1,
        ..Counted::default()
    };
    let told: Vec<_> = all.iter().map(|a| (a.month, a.days, a.counted)).collect();
    assert_eq!(
        told,
        [
            (Period::Month(2026, 3), None, opened),
            // Everything was there on Tuesday; Wednesday and Thursday.
            (Period::Month(2026, 4), Some(2), closed),
            (Period::Month(2026, 4), None, fetched),
        ]
    );
    let figure = Figure::of(&all.iter().map(|a| (a.days, a.counted)).collect::<Vec<_>>());
    assert_eq!(
        (figure.twice_median, figure.counted.visit_tenths()),
        (Some(4), Some(30))
    );
}

#[test]
fn what_is_done_at_once_needs_no_day_and_what_was_never_sent_or_a_mistake_is_no_service() {
    use Step as S;
    let monday = at(day(2026, 3, 2), 9);
    let at_once = counted(Mode::Immediate, &[(S::AtOnce, monday)]);
    assert_eq!(at_once.len(), 1);
    let one = at_once[0];
    assert_eq!((one.days, one.counted.opened, one.counted.granted), (Some(0), 1, 1));
    assert_eq!((one.counted.late, one.counted.visits), (0, 1));
    for end in [S::Withdraw, S::Void] {
        assert_eq!(counted(Mode::Assisted, &[(S::Draft, monday), (end, monday)]), []);
    }
    let mistake = counted(Mode::Assisted, &[(S::Register, monday), (S::Void, monday)]);
    let sum = Figure::of(&mistake.iter().map(|a| (a.days, a.counted)).collect::<Vec<_>>()).counted;
    let only = Counted {
        opened: 1,
        void: 1,
        ..Counted::default()
    };
    assert_eq!((sum, sum.closed()), (only, 0));
    // A mistake whose papers are given back later has no visits either.
    let back = counted(
        Mode::Assisted,
        &[
            (S::Register, monday),
            (S::PaperIn, monday),
            (S::Void, monday),
            (S::PaperOut, at(day(2026, 3, 9), 9)),
        ],
    );
    assert_eq!(back.len(), 2);
}

#[test]
fn what_is_decided_after_its_promise_is_late() {
    use Step as S;
    let monday = at(day(2026, 3, 2), 9);
    for (decided, late, needed) in [(day(2026, 3, 9), 0, 5), (day(2026, 3, 10), 1, 6)] {
        let steps = [(S::Register, monday), (S::Accept, monday), (S::Decide, at(decided, 9))];
        let last = *counted(Mode::Assisted, &steps).last().unwrap();
        assert_eq!((last.counted.late, last.days), (late, Some(needed)), "{decided}");
    }
}

#[test]
fn who_acts_at_home_or_is_visited_there_comes_nowhere() {
    use Step as S;
    let monday = at(day(2026, 3, 2), 9);
    let steps = [(S::Register, monday), (S::Accept, monday), (S::Decide, monday)];
    let visits = |mode| counted(mode, &steps).iter().map(|a| a.counted.visits).sum::<i64>();
    assert_eq!((visits(Mode::HomeVisit), visits(Mode::Assisted)), (0, 1));
    let sent = event(2, S::Submit, monday, Actor::Resident);
    let accepted = event(3, S::Accept, monday, Actor::Staff);
    assert!(!is_visit(Mode::Appointment, &sent) && is_visit(Mode::Appointment, &accepted));
    assert!(!is_visit(Mode::Assisted, &accepted));
}

#[test]
fn of_few_cases_nothing_is_said() {
    assert_eq!(Needed::of(&mut [(3, 4)]), None);
    let of = |days: &mut [(u16, i64)]| Needed::of(days).map(|n| (n.cases, n.twice_median));
    assert_eq!(of(&mut [(9, 1), (3, 4)]), Some((5, 6)));
    assert_eq!(of(&mut [(4, 3), (1, 3)]), Some((6, 5)));
    assert_eq!(twice_median(&mut []), None);
}

proptest! {
    #[test]
    fn a_median_of_counts_is_that_of_all_of_them(cases in prop::collection::vec(0_u16..30, 1..60)) {
        let mut counts = std::collections::BTreeMap::<u16, i64>::new();
        for days in &cases {
            *counts.entry(*days).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().rev().collect();
        let all: Vec<i64> = cases.iter().map(|d| i64::from(*d)).collect();
        let slow = crate::figures::twice_median(&all).unwrap();
        prop_assert_eq!(twice_median(&mut counts), Some((slow, all.len() as i64)));
    }

    #[test]
    fn what_was_needed_is_the_shortest_term_that_would_have_been_kept(
        start in 0_i64..20, hour in 0_u16..24, gaps in prop::collection::vec((0_i64..4, 0_u16..24, 0_i64..4, 0_u16..24), 0..3),
        more in 0_i64..12, end in 0_u16..24,
    ) {
        let calendar = Calendar::default();
        let from = at(date::after(day(2026, 3, 2), start).unwrap(), hour);
        let clock = |term| {
            let (mut clock, mut last) = (Clock::new(term, from), from);
            for (on, begin, off, until) in &gaps {
                let begin = at(date::after(last.day, on + 1).unwrap(), *begin);
                last = at(date::after(begin.day, off + 1).unwrap(), *until);
                clock.pause(begin);
                clock.resume(last);
            }
            (clock, last)
        };
        let (one, last) = clock(Term::Days(1));
        let decided = at(date::after(last.day, more).unwrap(), if more == 0 { last.minute / 60 } else { end });
        let needed = one.needed(&calendar, decided);
        let kept = |days: u16| match clock(Term::Days(days)).0.read(&calendar) {
            Reading::Due(due) => !due.is_past(decided),
            _ => false,
        };
        if decided.day == from.day {
            prop_assert_eq!(needed, 0);
        } else {
            prop_assert!(kept(needed), "{needed} days would not have been kept");
            prop_assert!(needed == 1 || !kept(needed - 1), "{needed} days are too many");
        }
    }

    #[test]
    fn counted_step_by_step_is_what_is_counted_at_once(picks in prop::collection::vec(0_usize..64, 1..30), first in 0_usize..3, mode in 0_usize..5) {
        let first = [Step::Draft, Step::Register, Step::AtOnce][first];
        let mode = Mode::ALL[mode];
        let moment = |n: usize| at(date::after(day(2026, 1, 20), n as i64 * 3 / 2).unwrap(), 9);
        let mut events = vec![event(1, first, moment(0), Actor::Staff)];
        let mut case = Case::replay(VILLAGE, mode, log(&[], mode).limit, &events).unwrap();
        let calendar = Calendar::default();
        let mut one_by_one = added(log(&events, mode), 0, &calendar).unwrap();
        for (n, pick) in picks.into_iter().enumerate() {
            let next: Vec<Step> = case.next().collect();
            let Some(step) = next.get(pick % next.len().max(1)) else { break };
            let actor = if step.is_of_resident() { Actor::Resident } else { Actor::Staff };
            let one = event(events.len() as i64 + 1, *step, moment(n + 1), actor);
            if case.take(&one).is_err() {
                continue;
            }
            events.push(one);
            let since = events.len() as i64 - 1;
            one_by_one.extend(added(log(&events, mode), since, &calendar).unwrap());
        }
        prop_assert_eq!(&one_by_one, &added(log(&events, mode), 0, &calendar).unwrap());
        let mut sum = Counted::default();
        one_by_one.iter().for_each(|a| sum.add(&a.counted));
        let sent = events.iter().any(|e| matches!(e.step, Step::Register | Step::AtOnce | Step::Submit));
        prop_assert_eq!(sum.opened, i64::from(sent));
        prop_assert_eq!(sum.closed() + sum.void, i64::from(sent && !case.state.is_open()));
        prop_assert_eq!(sum.void, i64::from(sent && case.state == State::Void));
        prop_assert!(sum.late <= sum.decided() && sum.missed <= sum.closed());
        if sum.closed() > 0 {
            let days: std::collections::BTreeSet<_> = events.iter().filter(|e| is_visit(mode, e)).map(|e| e.at.day).collect();
            prop_assert_eq!(sum.visits, days.len() as i64);
        }
    }
}
