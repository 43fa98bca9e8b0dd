//! The chain against everything that can happen to it: all states that steps lead to, and the clocks over holidays.

use super::*;
use crate::{
    AppError, Problem,
    hours::LocalMinute,
    staff::StaffId,
    workday::{Calendar, END_OF_DAY, Reading, Table, Term},
};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet, VecDeque};

fn at(day: Date, hour: u16) -> LocalMinute {
    LocalMinute { day, minute: 60 * hour }
}

fn event(seq: i64, step: Step, at: LocalMinute) -> Event {
    let settings = FollowUpSettings::default();
    let term = match step {
        Step::Opened | Step::OpenedSilent => Some(Term::Hours(settings.call_back_hours)),
        Step::Climb | Step::Release => None,
        step => {
            let input = StepInput {
                step: step.code().into(),
                words: "说明".into(),
                responsible: StaffId::from_i64(7).to_string(),
                days: String::new(),
            };
            input.check(&settings).unwrap().term
        }
    };
    Event {
        seq,
        step,
        at,
        who: "王芳".into(),
        words: String::new(),
        sealed: None,
        term,
        responsible: (step == Step::Order).then(|| StaffId::from_i64(7)),
        level: u8::from(step == Step::Climb),
    }
}

/// Takes steps from the first on, all at one moment.
fn chain(of_rating: bool, steps: &[Step]) -> Result<Chain, Problem> {
    let now = at(date(2026, 3, 2), 9);
    let events: Vec<Event> = (1..).zip(steps).map(|(seq, step)| event(seq, *step, now)).collect();
    Chain::of(of_rating, &events)
}

/// What tells chains apart, without their clocks.
type Shape = (State, u8, Extension, bool, bool, bool, bool, u8, bool);

fn shape(c: &Chain) -> Shape {
    (
        c.state,
        c.tries,
        c.extension,
        c.paused,
        c.appealed,
        c.ordered,
        c.rechecked,
        c.climbed,
        c.due(&Calendar::default()).is_some(),
    )
}

/// Every chain that steps lead to, by breadth, with the steps that lead to each.
fn all(of_rating: bool) -> HashMap<Shape, Vec<Step>> {
    let mut known: HashMap<Shape, Vec<Step>> = HashMap::new();
    let mut waiting: VecDeque<Vec<Step>> = [vec![Step::Opened], vec![Step::OpenedSilent]].into();
    while let Some(steps) = waiting.pop_front() {
        let chain = chain(of_rating, &steps).unwrap();
        let shape = shape(&chain);
        if known.contains_key(&shape) {
            continue;
        }
        for step in chain.next() {
            waiting.push_back([&steps[..], &[step]].concat());
        }
        known.insert(shape, steps);
    }
    known
}

#[test]
fn from_every_state_there_is_a_way_on_and_to_the_end() {
    for of_rating in [true, false] {
        let known = all(of_rating);
        assert!(known.len() > 50, "{}", known.len());
        let states: HashSet<State> = known.keys().map(|shape| shape.0).collect();
        assert_eq!(
            states.len(),
            if of_rating { 9 } else { 8 },
            "only a rating is set aside"
        );
        for steps in known.values() {
            let c = chain(of_rating, steps).unwrap();
            if !c.state.is_open() {
                assert_eq!(c.next().count(), 0, "{steps:?}");
                assert_eq!(c.due(&Calendar::default()), None);
                continue;
            }
            // Something is due, and a person can take a step whose turn it is; climbing is no way on.
            assert!(c.due(&Calendar::default()).is_some(), "{steps:?}");
            assert!(
                c.next().any(|step| step.by() != By::System && step != Step::Release),
                "{steps:?}"
            );
            // And some steps end it without setting it aside.
            let mut seen = HashSet::new();
            let mut waiting: VecDeque<Vec<Step>> = [steps.clone()].into();
            let closes = loop {
                let Some(steps) = waiting.pop_front() else { break false };
                let c = chain(of_rating, &steps).unwrap();
                if c.state == State::Closed {
                    break true;
                }
                if seen.insert(shape(&c)) {
                    let on = c.next().filter(|s| *s != Step::SetAside);
                    waiting.extend(on.map(|step| [&steps[..], &[step]].concat()));
                }
            };
            assert!(closes, "{steps:?}");
        }
    }
}

#[test]
fn nothing_is_closed_that_was_not_checked_again() {
    for (shape, steps) in all(true).into_iter().chain(all(false)) {
        if shape.0 == State::Closed {
            assert_eq!(steps.last(), Some(&Step::Pass), "{steps:?}");
            let c = chain(true, &steps).unwrap();
            assert!(c.rechecked);
            // Verified and put right, or unfounded.
            let found =
                steps.contains(&Step::Done) || steps.contains(&Step::Unfounded) || steps.contains(&Step::Uphold);
            assert!(found, "{steps:?}");
        } else {
            assert!(!shape.6, "{steps:?}");
        }
    }
}

#[test]
fn steps_out_of_order_are_refused() {
    use Step::{
        Appeal, Done, Extend, Fail, NotReached, Opened, OpenedSilent, Order, Pass, Pause, Reject, SetAside, Verify,
    };
    let refused: [&[Step]; 14] = [
        &[],
        &[Verify],
        &[Opened, Opened],
        &[Opened, Order],
        &[Opened, Pass],
        &[Opened, Done],
        &[Opened, Verify, Verify],
        &[Opened, Verify, Done],
        &[Opened, Verify, Order, Pass],
        &[Opened, Verify, Order, Extend],
        &[Opened, Pause, Verify],
        &[Opened, Verify, Order, Appeal, Reject, Appeal],
        &[Opened, SetAside, Verify],
        &[OpenedSilent, NotReached],
    ];
    for steps in refused {
        assert_eq!(chain(true, steps), Err(Problem::NotNow), "{steps:?}");
    }
    assert_eq!(chain(false, &[Opened, SetAside]), Err(Problem::NotNow));
    let tried = [Opened, NotReached, NotReached, NotReached];
    assert_eq!(chain(true, &tried).map(|c| c.state), Ok(State::Unreachable));
    assert_eq!(chain(true, &tried[..3]).map(|c| c.state), Ok(State::CallBack));
    let again = chain(true, &[Opened, Verify, Order, Done, Fail]).unwrap();
    assert_eq!(
        (again.state, again.responsible),
        (State::Rectifying, Some(StaffId::from_i64(7)))
    );
}

#[test]
fn clocks_run_in_working_days_and_stand_where_nobody_can_act() {
    use Step::{Appeal, AskExtension, Extend, Opened, Order, Pause, Reject, Resume, Verify};
    let calendar = Calendar::new([&Table::of_2026()]);
    let due = |c: &Chain| match c.due(&calendar) {
        Some(Reading::Due(due)) => (due.day, due.minute),
        other => panic!("{other:?}"),
    };
    // Opened on the last working day before the National Day holiday at three: due on the ninth at three.
    let mut c = Chain::of(true, &[event(1, Opened, at(date(2026, 9, 30), 15))]).unwrap();
    assert_eq!(due(&c), (date(2026, 10, 9), 900));
    let (before, after) = (at(date(2026, 10, 9), 14), at(date(2026, 10, 9), 15));
    assert_eq!((c.level(&calendar, before, 1), c.level(&calendar, after, 1)), (0, 1));
    // One higher after each working day; the make-up Saturday is one, the Sunday is not.
    assert_eq!(c.level(&calendar, at(date(2026, 10, 10), 16), 1), 2);
    assert_eq!(c.level(&calendar, at(date(2026, 10, 11), 16), 1), 2);
    assert_eq!(c.level(&calendar, at(date(2026, 10, 12), 15), 1), 3);
    assert_eq!(c.level(&calendar, at(date(2026, 12, 12), 15), 1), 3);
    c.take(&event(2, Verify, at(date(2026, 10, 9), 10))).unwrap();
    c.take(&event(3, Order, at(date(2026, 10, 9), 11))).unwrap();
    assert_eq!(due(&c), (date(2026, 10, 15), END_OF_DAY));
    // Stands while the resident is waited for, and while the inspector decides about an appeal.
    c.take(&event(4, Pause, at(date(2026, 10, 12), 0))).unwrap();
    assert_eq!(c.due(&calendar), Some(Reading::Stands));
    assert_eq!(c.level(&calendar, at(date(2026, 11, 12), 0), 1), 0);
    c.take(&event(5, Resume, at(date(2026, 10, 13), 0))).unwrap();
    assert_eq!(due(&c), (date(2026, 10, 16), END_OF_DAY));
    c.take(&event(6, Appeal, at(date(2026, 10, 13), 0))).unwrap();
    assert_eq!(due(&c), (date(2026, 10, 14), END_OF_DAY));
    c.take(&event(7, Reject, at(date(2026, 10, 14), 0))).unwrap();
    assert_eq!(due(&c), (date(2026, 10, 19), END_OF_DAY));
    // More time counts from the order on, without what stood still.
    c.take(&event(8, AskExtension, at(date(2026, 10, 14), 1))).unwrap();
    assert_eq!(due(&c), (date(2026, 10, 19), END_OF_DAY));
    c.take(&event(9, Extend, at(date(2026, 10, 14), 2))).unwrap();
    assert_eq!(due(&c), (date(2026, 11, 2), END_OF_DAY));
    // What was taken for unfounded and is not, is the inspector's again.
    let hours = Term::Hours(48);
    let unfounded = chain(true, &[Opened, Step::Unfounded]).unwrap();
    assert_eq!(unfounded.term_of(Step::Fail, Some(Term::Days(5)), hours), Some(hours));
    assert_eq!(c.term_of(Step::Fail, Some(Term::Days(5)), hours), Some(Term::Days(5)));
}

#[test]
fn a_pause_does_not_hide_what_was_too_late_before_it() {
    use Step::{Climb, NotReached, Opened, Pause, Resume};
    let calendar = Calendar::new([&Table::of_2026()]);
    let monday = date(2026, 3, 2);
    // To be called back by Wednesday at nine; stopped on Thursday.
    let mut c = Chain::of(true, &[event(1, Opened, at(monday, 9))]).unwrap();
    let due = c.due(&calendar);
    let thursday = at(date(2026, 3, 5), 9);
    c.take(&event(2, Climb, at(date(2026, 3, 4), 9))).unwrap();
    c.take(&event(3, Pause, thursday)).unwrap();
    assert_eq!((c.due(&calendar), c.climbed), (due, 1));
    assert!(c.may(Climb) && !c.may(NotReached));
    // And climbs on, a level each working day.
    assert_eq!(c.level(&calendar, thursday, 1), 2);
    assert_eq!(c.level(&calendar, at(date(2026, 3, 6), 9), 1), 3);
    // Nor does it become timely by going on.
    c.take(&event(4, Resume, at(date(2026, 3, 20), 9))).unwrap();
    assert_eq!(c.due(&calendar), due);
    // What had still time stands, and climbs nowhere.
    let mut c = Chain::of(true, &[event(1, Opened, at(monday, 9))]).unwrap();
    c.take(&event(2, Pause, at(monday, 10))).unwrap();
    assert_eq!(c.due(&calendar), Some(Reading::Stands));
    assert_eq!(c.level(&calendar, at(date(2026, 4, 2), 9), 1), 0);
}

#[test]
fn calls_count_as_tries_when_hours_are_between_them() {
    use Step::{NotReached, Opened, Verify};
    let monday = date(2026, 3, 2);
    let mut c = Chain::of(true, &[event(1, Opened, at(monday, 9))]).unwrap();
    assert_eq!(c.next_try(at(monday, 9)), None, "the first counts at once");
    c.take(&event(2, NotReached, at(monday, 10))).unwrap();
    assert_eq!(c.next_try(at(monday, 10)), Some(at(monday, 14)));
    assert_eq!(c.next_try(at(monday, 14)), None);
    // Over midnight.
    c.take(&event(3, NotReached, at(monday, 22))).unwrap();
    let tuesday = date(2026, 3, 3);
    assert_eq!(c.next_try(at(tuesday, 1)), Some(at(tuesday, 2)));
    // Where nobody is called any more there is no next try.
    c.take(&event(4, Verify, at(monday, 23))).unwrap();
    assert_eq!(c.next_try(at(monday, 23)), None);
}

#[test]
fn what_has_to_be_said_is_asked_for_by_name() {
    let settings = FollowUpSettings::default();
    let wrong = |step: &str, words: &str, responsible: &str, days: &str| {
        let input = StepInput {
            step: step.into(),
            words: words.into(),
            responsible: responsible.into(),
            days: days.into(),
        };
        match input.check(&settings) {
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| f.field).collect::<Vec<_>>(),
            Ok(_) => Vec::new(),
            Err(other) => panic!("{other:?}"),
        }
    };
    let who = StaffId::from_i64(1).to_string();
    assert_eq!(wrong("order", "", "", "0"), ["words", "responsible", "days"]);
    assert_eq!(wrong("order", "请整改", "x", "6"), ["responsible", "days"]);
    assert!(wrong("order", "请整改", &who, "5").is_empty() && wrong("order", "请整改", &who, "").is_empty());
    assert_eq!(wrong("set_aside", " ", "", ""), ["words"]);
    assert!(wrong("not_reached", "", "", "").is_empty());
    // Nobody takes the steps that happen by themselves.
    for step in ["", "opened", "climb", "close", "<script>"] {
        assert_eq!(wrong(step, "x", "", ""), ["step"]);
    }
    assert_eq!(wrong("verify", &"字".repeat(1001), "", ""), ["words"]);
}

#[test]
fn deadlines_that_make_no_sense_are_refused() {
    let input = |hours: &str, days: &str, more: &str| FollowUpSettingsInput {
        call_back_hours: hours.into(),
        rectify_days: days.into(),
        extended_days: more.into(),
        climb_days: "1".into(),
    };
    let fine = FollowUpSettings::default();
    assert_eq!(FollowUpSettingsInput::from(&fine).check(), Ok(fine));
    for (wrong, n) in [
        (input("0", "5", "15"), 1),
        (input("48", "15", "5"), 1),
        (input("", "x", "99999999"), 3),
    ] {
        let Err(AppError::Invalid { fields }) = wrong.check() else {
            panic!("{wrong:?}")
        };
        assert_eq!(fields.len(), n, "{fields:?}");
    }
}

proptest! {
    #[test]
    fn whatever_is_tried_a_step_is_taken_or_refused_and_a_refusal_changes_nothing(
        of_rating in any::<bool>(),
        silent in any::<bool>(),
        tries in proptest::collection::vec((0..Step::ALL.len(), 0..5000_i64), 0..40),
    ) {
        let calendar = Calendar::new([&Table::of_2026()]);
        let first = if silent { Step::OpenedSilent } else { Step::Opened };
        let mut minutes = 0;
        let moment = |minutes: i64| LocalMinute {
            day: crate::date::after(date(2026, 1, 5), minutes / 1440).unwrap(),
            minute: (minutes % 1440) as u16,
        };
        let mut events = vec![event(1, first, moment(0))];
        let mut c = Chain::of(of_rating, &events).unwrap();
        for (which, later) in tries {
            minutes += later;
            let next = event(events.len() as i64 + 1, Step::ALL[which], moment(minutes));
            let before = c.clone();
            match c.take(&next) {
                Ok(()) => events.push(next),
                Err(problem) => {
                    prop_assert_eq!(problem, Problem::NotNow);
                    prop_assert_eq!(&c, &before);
                }
            }
            prop_assert!(c.state != State::Closed || c.rechecked);
            prop_assert_eq!(c.due(&calendar).is_some(), c.state.is_open());
            // Only what is paused stands, and what is paused and does not stand was too late before.
            let (due, now) = (c.due(&calendar), moment(minutes));
            prop_assert!(c.paused || due != Some(Reading::Stands));
            if c.paused && let Some(Reading::Due(due)) = due {
                prop_assert!(due.is_past(now) && c.level(&calendar, now, 1) > 0);
            }
            prop_assert!(c.tries <= TRIES && c.climbed <= LEVELS);
        }
        // What is stored is the events: they come to the same.
        prop_assert_eq!(Chain::of(of_rating, &events), Ok(c));
    }
}
