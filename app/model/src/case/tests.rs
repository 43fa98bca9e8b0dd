//! The chain against everything that can happen to it: all states that steps lead to, and the clocks over holidays.

use super::*;
use crate::{
    Problem,
    center::CenterId,
    hours::LocalMinute,
    matter::{Limit, LimitUnit, Mode},
    staff::StaffId,
    workday::{Calendar, END_OF_DAY, Reading, Special, Table},
};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet, VecDeque};

const VILLAGE: CenterId = CenterId::from_i64(1);
const TOWN: CenterId = CenterId::from_i64(2);
/// Another village of the same town.
const BESIDE: CenterId = CenterId::from_i64(3);

fn at(day: Date, hour: u16) -> LocalMinute {
    LocalMinute { day, minute: 60 * hour }
}

const fn working(count: u16) -> Limit {
    let unit = LimitUnit::WorkingDay;
    Limit { count, unit }
}

fn event(seq: i64, step: Step, at: LocalMinute) -> Event {
    let missing = |name: &str, listed| Item {
        name: name.into(),
        listed,
    };
    Event {
        seq,
        step,
        at,
        actor: Actor::Staff,
        who: "王芳".into(),
        words: "说明".into(),
        wait: (step == Step::Pause).then_some(Wait::Resident),
        decision: matches!(step, Step::Decide | Step::AtOnce).then_some(Decision::Granted),
        items: match step {
            Step::AskCorrection => vec![missing("户口簿", true), missing("照片", false)],
            _ => Vec::new(),
        },
        days: (step == Step::HandUp).then_some(5),
        center: match step {
            Step::HandUp => Some(TOWN),
            Step::Transfer => Some(BESIDE),
            _ => None,
        },
        assignee: matches!(step, Step::Accept | Step::Assign).then(|| StaffId::from_i64(7)),
        visit: (step == Step::Visit).then_some(VisitTime {
            day: at.day,
            from: 900,
            to: 960,
        }),
        level: u8::from(step == Step::Climb),
        clock: None,
    }
}

fn replay(steps: &[Step]) -> Result<Case, Problem> {
    let now = at(date(2026, 3, 2), 9);
    let events: Vec<Event> = (1..).zip(steps).map(|(seq, step)| event(seq, *step, now)).collect();
    Case::replay(VILLAGE, Mode::HomeVisit, working(10), &events)
}

/// What tells cases apart, without their clocks; of papers only whether there are any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Shape {
    state: State,
    wait: Option<Wait>,
    /// What a pause has interrupted, and with it where it goes on.
    interrupted: Option<State>,
    corrected: bool,
    waited: u32,
    asked_again: bool,
    places: (CenterId, CenterId),
    reminded: bool,
    climbed: u8,
    papers: bool,
    assigned: bool,
    due: bool,
}

fn shape(case: &Case) -> Shape {
    Shape {
        state: case.state,
        wait: case.wait,
        interrupted: case.interrupted,
        corrected: case.corrected,
        waited: case.waited,
        asked_again: case.asked_again,
        places: (case.handler, case.home),
        reminded: case.reminded(),
        climbed: case.climbed(),
        papers: case.papers > 0,
        assigned: case.assignee.is_some(),
        due: case.due(&Calendar::default()).is_some(),
    }
}

/// A case that steps lead to.
struct Found {
    case: Case,
    /// The steps.
    steps: Vec<Step>,
    /// Whatever can be done with it next, and what that leads to.
    next: Vec<(Event, Shape)>,
}

/// Whatever can be done with a case next: a pause waits for either, and for the resident also with things that are asked for.
fn ways(case: &Case) -> impl Iterator<Item = Event> + '_ {
    let now = at(date(2026, 3, 2), 9);
    let item = Item {
        name: "户口簿".into(),
        listed: true,
    };
    // Papers pile up without end; one is enough to know what they do.
    let piles = move |step: &Step| *step == Step::PaperIn && case.papers > 0;
    case.next()
        .filter(move |step| !piles(step))
        .flat_map(move |step| {
            let one = event(99, step, now);
            let (mut special, mut asked) = (one.clone(), one.clone());
            (special.wait, asked.items) = (Some(Wait::Special), vec![item.clone()]);
            let pauses = step == Step::Pause;
            std::iter::once(one).chain([special, asked].into_iter().filter(move |_| pauses))
        })
        .filter(move |event| case.refuses(event).is_none())
}

/// Every case that steps lead to, by breadth.
fn all() -> HashMap<Shape, Found> {
    let mut known: HashMap<Shape, Found> = HashMap::new();
    let first = [Step::Draft, Step::Register, Step::AtOnce].map(|step| (replay(&[step]).unwrap(), vec![step]));
    let mut waiting = VecDeque::from(first);
    while let Some((case, steps)) = waiting.pop_front() {
        let of = shape(&case);
        if known.contains_key(&of) {
            continue;
        }
        let mut next = Vec::new();
        for event in ways(&case) {
            let mut on = case.clone();
            on.take(&event).unwrap();
            let to = shape(&on);
            if !known.contains_key(&to) {
                waiting.push_back((on, [&steps[..], &[event.step]].concat()));
            }
            next.push((event, to));
        }
        known.insert(of, Found { case, steps, next });
    }
    known
}

#[test]
fn from_every_state_there_is_a_way_on_and_to_a_decision() {
    let known = all();
    assert!(known.len() > 1000, "{}", known.len());
    let states: HashSet<State> = known.keys().map(|shape| shape.state).collect();
    assert_eq!(states.len(), State::ALL.len());
    let mut leads: HashSet<Shape> = known
        .keys()
        .filter(|shape| shape.state == State::Decided)
        .copied()
        .collect();
    // Backwards, until nothing is added: what has a step to something that leads to a decision leads to one.
    loop {
        let before = leads.len();
        for (shape_of, found) in &known {
            if found.next.iter().any(|(_, to)| leads.contains(to)) {
                leads.insert(*shape_of);
            }
        }
        if leads.len() == before {
            break;
        }
    }
    for (shape_of, found) in &known {
        let (case, steps) = (&found.case, &found.steps);
        let next = || found.next.iter().map(|(event, _)| event.step);
        if !case.state.is_open() {
            assert_eq!(case.due(&Calendar::default()), None, "{steps:?}");
            let rest = next().filter(|s| !matches!(s, Step::Collect | Step::PaperOut));
            assert_eq!(rest.count(), 0, "{steps:?}");
            continue;
        }
        assert!(leads.contains(shape_of), "{steps:?} leads to no decision");
        let person = next().any(|s| s.is_of_staff() || s.is_of_resident());
        assert!(person, "{steps:?}: only the clock goes on");
        // Something is due, or somebody is waited for; only a draft may lie.
        let due = case.due(&Calendar::default());
        assert_eq!(due.is_some(), case.state != State::Draft, "{steps:?}");
        let stands = due.is_some_and(|due| due.whole == Reading::Stands);
        assert_eq!(
            stands,
            matches!(case.state, State::Correction | State::Paused),
            "{steps:?}"
        );
        assert_eq!(case.handler, whose(steps), "{steps:?}");
        assert_eq!(case.center, VILLAGE, "{steps:?}: who received it stays");
    }
}

#[test]
fn what_a_pause_interrupts_goes_on_where_it_stood_with_every_clock_later_by_as_long() {
    // Stopped on Monday at nine, going on on Thursday at nine: what was due is due on the third working day after.
    let (calendar, thursday) = (Calendar::default(), at(date(2026, 3, 5), 9));
    let day = |reading: Reading| reading.due().map(|due| due.day);
    let later = |reading: Reading| calendar.add(day(reading)?, 3).map(|due| due.day);
    let (mut interrupted, mut waited, mut asked) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (_, Found { case, steps, next }) in all() {
        let was = case.due(&calendar);
        for (pause, _) in next.iter().filter(|(event, _)| event.step == Step::Pause) {
            let was = was.unwrap();
            let mut stands = case.clone();
            stands.take(pause).unwrap();
            let due = stands.due(&calendar).unwrap();
            assert_eq!(due.whole, Reading::Stands, "{steps:?}");
            assert_eq!(
                due.town,
                was.town.map(|_| Reading::Stands),
                "{steps:?}: the town's part"
            );
            assert!(stands.may(Step::Resume) && !stands.may(Step::Decide), "{steps:?}");
            interrupted.insert(stands.interrupted);
            waited.insert((stands.wait, stands.waited));
            asked.insert((case.asked_again, stands.asked_again));

            let mut on = stands.clone();
            on.take(&event(99, Step::Resume, thursday)).unwrap();
            let of = |case: &Case| (case.state, case.wait, case.handler, case.home, case.assignee);
            assert_eq!(of(&on), of(&case), "{steps:?}");
            let waits = |case: &Case| (case.waited, case.asked_again);
            assert_eq!(waits(&on), waits(&stands), "{steps:?}");
            let is = on.due(&calendar).unwrap();
            assert_eq!(day(is.whole), later(was.whole), "{steps:?}");
            assert_eq!(is.town.and_then(day), was.town.and_then(later), "{steps:?}");
        }
    }
    let all = [State::Accepted, State::InProgress, State::HandedUp].map(Some);
    assert_eq!(interrupted, HashSet::from(all));
    // The resident is waited for as often as that is allowed, and no oftener; something else at any time.
    let resident = (1..=MOST_WAITS).map(|n| (Some(Wait::Resident), n));
    let special = (0..=MOST_WAITS).map(|n| (Some(Wait::Special), n));
    assert_eq!(waited, resident.chain(special).collect::<HashSet<_>>());
    // What was asked for stays asked for.
    assert_eq!(asked, HashSet::from([(false, false), (false, true), (true, true)]));
}

/// A slow look at the same: the town's where it was handed up and not returned, else whose it was transferred to.
fn whose(steps: &[Step]) -> CenterId {
    let last = steps.iter().rev().find(|s| matches!(s, Step::HandUp | Step::Return));
    match last {
        Some(Step::HandUp) => TOWN,
        _ if steps.contains(&Step::Transfer) => BESIDE,
        _ => VILLAGE,
    }
}

#[test]
fn a_correction_is_asked_for_once_and_what_the_notice_left_out_is_counted() {
    use Step as S;
    let case = replay(&[S::Register, S::AskCorrection]).unwrap();
    assert_eq!((case.state, case.missed), (State::Correction, 1));
    let again = replay(&[S::Register, S::AskCorrection, S::Supplement, S::AskCorrection]);
    assert_eq!(again.unwrap_err(), Problem::AskedBefore);
    for (_, Found { steps, .. }) in all() {
        let asked = steps.iter().filter(|s| **s == S::AskCorrection).count();
        assert!(asked <= 1, "{steps:?}");
    }
}

#[test]
fn nothing_is_asked_for_by_asking_for_nothing_nor_without_end() {
    use Step as S;
    let now = at(date(2026, 3, 2), 9);
    let case = replay(&[S::Register]).unwrap();
    let ask = event(2, S::AskCorrection, now);
    assert_eq!(case.refuses(&ask), None);
    let empty = Event {
        items: Vec::new(),
        ..ask
    };
    assert_eq!(case.refuses(&empty), Some(("items", Problem::Required)));
    // After the acceptance things are asked for once more; from then on all of them were missed before.
    let item = Item {
        name: "户口簿".into(),
        listed: true,
    };
    let mut case = replay(&[S::Register, S::Accept]).unwrap();
    for n in 0..MOST_WAITS {
        let items = case.again(vec![item.clone()]);
        assert_eq!(items[0].listed, n == 0);
        let pause = Event {
            items,
            ..event(3, S::Pause, now)
        };
        assert_eq!(case.refuses(&pause), None);
        case.take(&pause).unwrap();
        case.take(&event(4, S::Resume, now)).unwrap();
    }
    assert_eq!(case.missed, MOST_WAITS - 1);
    let (pause, max) = (event(5, S::Pause, now), MOST_WAITS);
    assert_eq!(case.refuses(&pause), Some(("wait", Problem::WaitedOften { max })));
    let special = Event {
        wait: Some(Wait::Special),
        ..pause
    };
    assert_eq!(case.refuses(&special), None, "a hearing takes as long as it takes");
}

#[test]
fn a_step_that_is_not_possible_changes_nothing() {
    for (_, Found { mut case, steps, .. }) in all() {
        let before = case.clone();
        let now = at(date(2026, 3, 3), 9);
        for step in Step::ALL {
            if !before.may(step) {
                assert!(case.take(&event(99, step, now)).is_err(), "{steps:?} {step:?}");
                assert_eq!(case, before, "{steps:?} {step:?}");
            }
        }
    }
}

#[test]
fn what_lacks_what_it_says_is_no_step() {
    let now = at(date(2026, 3, 2), 9);
    for step in [Step::Decide, Step::Pause, Step::HandUp, Step::Transfer, Step::Visit] {
        let mut case = replay(&[Step::Register, Step::Accept]).unwrap();
        let mut bare = event(3, step, now);
        (bare.decision, bare.wait, bare.center, bare.visit) = (None, None, None, None);
        assert_eq!(case.take(&bare), Err(Problem::NotNow), "{step:?}");
    }
}

fn of_2026() -> Calendar {
    let special = |day: Date, working| Special {
        day,
        working,
        name: String::new(),
    };
    let mut days: Vec<Special> = (1..=7).map(|d| special(date(2026, 10, d), false)).collect();
    days.extend((25..=27).map(|d| special(date(2026, 9, d), false)));
    days.extend([special(date(2026, 9, 20), true), special(date(2026, 10, 10), true)]);
    let table = Table { year: 2026, days };
    Calendar::new([&table])
}

fn promised(limit: Limit, events: &[(Step, LocalMinute)]) -> Option<Date> {
    let events: Vec<Event> = (1..)
        .zip(events)
        .map(|(seq, (step, at))| event(seq, *step, *at))
        .collect();
    let case = Case::replay(VILLAGE, Mode::HomeVisit, limit, &events).unwrap();
    case.promised(&of_2026())?.due().map(|due| due.day)
}

#[test]
fn a_promise_runs_over_national_day_and_a_saturday_that_is_worked() {
    use Step as S;
    let (monday, register) = (at(date(2026, 9, 28), 9), S::Register);
    // 29, 30, then 8, 9 and the Saturday 10.
    let five = promised(working(5), &[(register, monday), (S::Accept, monday)]);
    assert_eq!(five, Some(date(2026, 10, 10)));
    // Natural days do not end on a day off: the 3rd is one, the 8th is not.
    let days = Limit {
        count: 5,
        unit: LimitUnit::Day,
    };
    let natural = promised(days, &[(register, monday), (S::Accept, monday)]);
    assert_eq!(natural, Some(date(2026, 10, 8)));
    // At once is today.
    let at_once = promised(Limit::AT_ONCE, &[(register, monday), (S::Accept, monday)]);
    assert_eq!(at_once, Some(date(2026, 9, 28)));
    // While the resident is waited for the clock stands, and goes on after.
    let paused = [
        (register, monday),
        (S::Accept, monday),
        (S::Pause, at(date(2026, 9, 29), 0)),
    ];
    assert_eq!(promised(working(5), &paused), None);
    let resumed = [&paused[..], &[(S::Resume, at(date(2026, 10, 9), 0))]].concat();
    // 9, 10, 12, 13, 14: none of the five had passed.
    assert_eq!(promised(working(5), &resumed), Some(date(2026, 10, 14)));
}

#[test]
fn whoever_accepts_too_late_has_promised_from_the_day_of_receipt() {
    use Step as S;
    let received = at(date(2026, 3, 2), 9);
    let late = promised(
        working(10),
        &[(S::Register, received), (S::Accept, at(date(2026, 3, 10), 9))],
    );
    assert_eq!(late, Some(date(2026, 3, 16)));
    let timely = promised(
        working(10),
        &[(S::Register, received), (S::Accept, at(date(2026, 3, 9), 9))],
    );
    assert_eq!(timely, Some(date(2026, 3, 23)));
    // What was brought after a correction is received then.
    let later = at(date(2026, 3, 20), 9);
    let corrected = [
        (S::Register, received),
        (S::AskCorrection, received),
        (S::Supplement, later),
        (S::Accept, later),
    ];
    assert_eq!(promised(working(10), &corrected), Some(date(2026, 4, 3)));
}

#[test]
fn the_towns_clock_runs_beside_the_whole_and_what_is_due_climbs() {
    use Step as S;
    let (monday, calendar) = (at(date(2026, 3, 2), 9), of_2026());
    let steps = [S::Register, S::Accept, S::HandUp];
    let events: Vec<Event> = (1..).zip(steps).map(|(seq, step)| event(seq, step, monday)).collect();
    let mut case = Case::replay(VILLAGE, Mode::HomeVisit, working(10), &events).unwrap();
    let due = case.due(&calendar).unwrap();
    assert_eq!(due.whole.due().unwrap().day, date(2026, 3, 16));
    assert_eq!(due.town.unwrap().due().unwrap().day, date(2026, 3, 9));
    assert_eq!(due.first().unwrap().day, date(2026, 3, 9));
    let town = |alarm| Some((Which::Town, alarm));
    assert_eq!(case.alarm(&calendar, at(date(2026, 3, 6), 9)), None);
    assert_eq!(case.alarm(&calendar, at(date(2026, 3, 9), 9)), town(Alarm::Remind));
    case.take(&event(4, S::Remind, at(date(2026, 3, 9), 9))).unwrap();
    assert_eq!(case.alarm(&calendar, at(date(2026, 3, 9), 10)), None);
    assert_eq!(case.alarm(&calendar, at(date(2026, 3, 10), 9)), town(Alarm::Climb(1)));
    assert_eq!(case.alarm(&calendar, at(date(2026, 3, 12), 9)), town(Alarm::Climb(2)));
    case.take(&event(5, S::Return, at(date(2026, 3, 10), 9))).unwrap();
    assert_eq!((case.handler, case.assignee), (VILLAGE, Some(StaffId::from_i64(7))));
    // Back in the village the whole of it still runs from the first acceptance.
    let due = case.due(&calendar).unwrap();
    assert_eq!((due.whole.due().unwrap().day, due.town), (date(2026, 3, 16), None));
}

#[test]
fn a_case_goes_to_another_center_and_every_clock_goes_on() {
    use Step as S;
    let (monday, friday) = (at(date(2026, 3, 2), 9), at(date(2026, 3, 6), 9));
    for steps in [
        &[S::Register][..],
        &[S::Register, S::AskCorrection],
        &[S::Register, S::Accept],
        &[S::Register, S::Accept, S::Begin],
        &[S::Register, S::Accept, S::Pause],
    ] {
        let steps: Vec<_> = steps.iter().map(|step| (*step, monday)).collect();
        let before = of_steps(working(10), &steps);
        let mut case = before.clone();
        let went = event(9, S::Transfer, friday);
        assert_eq!(case.refuses(&went), None, "{steps:?}");
        case.take(&went).unwrap();
        // It stands where it stood, and is due when it was due; who worked on it in the first place does so no more.
        let stands = |case: &Case| (case.state, case.wait, case.due(&of_2026()), case.alarm_at(&of_2026()));
        assert_eq!(stands(&case), stands(&before), "{steps:?}");
        assert_eq!(
            (case.handler, case.home, case.center),
            (BESIDE, BESIDE, VILLAGE),
            "{steps:?}"
        );
        assert_eq!(case.assignee, None, "{steps:?}");
        // It is there already.
        assert_eq!(case.refuses(&went), Some(("center", Problem::NotThere)), "{steps:?}");
        let back = Event {
            center: Some(VILLAGE),
            ..went
        };
        case.take(&back).unwrap();
        assert_eq!((case.handler, case.home), (VILLAGE, VILLAGE), "{steps:?}");
    }
}

#[test]
fn a_visit_at_home_gets_another_time_while_the_case_is_open() {
    use Step as S;
    let (monday, tuesday) = (at(date(2026, 3, 2), 9), at(date(2026, 3, 3), 9));
    for (
        _,
        Found {
            case: before, steps, ..
        },
    ) in all()
    {
        let may = before.state.is_open() && before.state != State::Draft;
        assert_eq!(before.may(S::Visit), may, "{steps:?}");
        if may {
            // It stands where it stood and is due when it was due: the last time that was set counts.
            let mut case = before.clone();
            case.take(&event(98, S::Visit, monday)).unwrap();
            let last = event(99, S::Visit, tuesday);
            case.take(&last).unwrap();
            assert_eq!(case.visit, last.visit, "{steps:?}");
            case.visit = before.visit;
            assert_eq!(case, before, "{steps:?}");
        }
    }
    // Nobody is visited in the other ways.
    let first = [event(1, S::Register, monday)];
    for mode in Mode::ALL {
        let case = Case::replay(VILLAGE, mode, working(10), &first).unwrap();
        assert_eq!(case.may(S::Visit), mode == Mode::HomeVisit, "{mode:?}");
    }
}

#[test]
fn a_visit_is_set_for_a_time_that_comes_and_is_not_far_away() {
    let case = replay(&[Step::Register]).unwrap();
    let now = at(date(2026, 3, 2), 9);
    let on = |day: Date, from: u16| {
        let visit = VisitTime {
            day,
            from,
            to: from + 60,
        };
        let set = Event {
            visit: Some(visit),
            ..event(2, Step::Visit, now)
        };
        case.refuses(&set).map(|(field, _)| field)
    };
    assert_eq!(on(now.day, 541), None);
    assert_eq!(on(now.day, 540), Some("from"));
    assert_eq!(on(date(2026, 3, 1), 600), Some("day"));
    let last = crate::date::after(now.day, VISIT_DAYS).unwrap();
    assert_eq!(on(last, 0), None);
    assert_eq!(on(last.tomorrow().unwrap(), 0), Some("day"));
    let input = |day: &str, from: &str, to: &str| StepInput {
        step: Step::Visit.code().into(),
        day: day.into(),
        from: from.into(),
        to: to.into(),
        ..StepInput::default()
    };
    let set = input("2026-03-04", "9:00", "10:30").check().unwrap();
    let visit = VisitTime {
        day: date(2026, 3, 4),
        from: 540,
        to: 630,
    };
    assert_eq!(set.visit, Some(visit));
    for (wrong, field) in [
        (input("2026-02-30", "9:00", "10:00"), "day"),
        (input("2026-03-04", "soon", "10:00"), "from"),
        (input("2026-03-04", "10:00", "10:00"), "to"),
    ] {
        let crate::AppError::Invalid { fields } = wrong.check().unwrap_err() else {
            panic!("not refused for its fields")
        };
        let fields: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, [field]);
    }
}

#[test]
fn a_case_is_not_transferred_while_papers_of_it_are_held() {
    use Step as S;
    let went = event(9, S::Transfer, at(date(2026, 3, 3), 9));
    let held = replay(&[S::Register, S::PaperIn, S::PaperIn, S::PaperOut]).unwrap();
    assert_eq!(held.refuses(&went), Some(("step", Problem::PapersHere)));
    let none = replay(&[S::Register, S::PaperIn, S::PaperOut]).unwrap();
    assert_eq!(none.refuses(&went), None);
    // What was sent before there was such a rule is read as it is.
    let before = replay(&[S::Register, S::PaperIn, S::Transfer]).unwrap();
    assert_eq!((before.handler, before.papers), (BESIDE, 1));
}

#[test]
fn what_the_town_has_goes_back_to_who_has_handed_it_up_and_nowhere_else() {
    use Step as S;
    let steps = [S::Register, S::Accept, S::Transfer, S::HandUp];
    let mut case = replay(&steps).unwrap();
    assert_eq!((case.handler, case.home, case.center), (TOWN, BESIDE, VILLAGE));
    assert!(!case.may(S::Transfer));
    let waits = replay(&[&steps[..], &[S::Pause]].concat()).unwrap();
    assert!(!waits.may(S::Transfer), "nor while it waits there");
    case.take(&event(5, S::Return, at(date(2026, 3, 3), 9))).unwrap();
    assert_eq!((case.handler, case.state), (BESIDE, State::InProgress));
    assert!(case.may(S::Transfer));
}

/// Everything that happens to a case by itself until a day, as the job lets it happen each hour.
fn by_itself(case: &mut Case, from: Date, days: i64) -> Vec<(Date, Which, Alarm)> {
    let calendar = of_2026();
    let mut happened = Vec::new();
    for hour in 0..days * 24 {
        let day = crate::date::after(from, hour / 24).unwrap();
        let now = at(day, u16::try_from(hour % 24).unwrap());
        let due = case
            .alarm_at(&calendar)
            .is_some_and(|next| (next.day, next.minute) <= (day, now.minute));
        assert_eq!(due, case.alarm(&calendar, now).is_some(), "{now:?}: {case:?}");
        while let Some((which, alarm)) = case.alarm(&calendar, now) {
            let (step, level) = alarm.step();
            let clock = Some(which);
            let event = Event {
                level,
                clock,
                ..event(99, step, now)
            };
            case.take(&event).unwrap();
            happened.push((day, which, alarm));
        }
    }
    happened
}

fn of_steps(limit: Limit, steps: &[(Step, LocalMinute)]) -> Case {
    let events: Vec<Event> = (1..)
        .zip(steps)
        .map(|(seq, (step, at))| event(seq, *step, *at))
        .collect();
    Case::replay(VILLAGE, Mode::HomeVisit, limit, &events).unwrap()
}

#[test]
fn the_whole_is_reminded_of_and_climbs_however_high_the_towns_part_has_climbed() {
    use Step as S;
    let monday = at(date(2026, 3, 2), 9);
    let mut case = of_steps(
        working(10),
        &[(S::Register, monday), (S::Accept, monday), (S::HandUp, monday)],
    );
    let (town, whole) = (Which::Town, Which::Whole);
    assert_eq!(
        by_itself(&mut case, monday.day, 40),
        [
            (date(2026, 3, 9), town, Alarm::Remind),
            (date(2026, 3, 10), town, Alarm::Climb(1)),
            (date(2026, 3, 12), town, Alarm::Climb(2)),
            (date(2026, 3, 14), town, Alarm::Climb(3)),
            (date(2026, 3, 16), whole, Alarm::Remind),
            (date(2026, 3, 17), whole, Alarm::Climb(1)),
            (date(2026, 3, 19), whole, Alarm::Climb(2)),
            (date(2026, 3, 21), whole, Alarm::Climb(3)),
        ]
    );
    assert_eq!(case.alarm_at(&of_2026()), None);
}

#[test]
fn what_happened_before_clocks_were_told_apart_is_still_a_case() {
    use Step as S;
    let monday = at(date(2026, 3, 2), 9);
    let old = [
        S::Register,
        S::Remind,
        S::Accept,
        S::Remind,
        S::HandUp,
        S::Remind,
        S::Climb,
        S::Return,
        S::Remind,
        S::Begin,
    ];
    // Each step began afresh then, so the same was reminded of more than once.
    let steps: Vec<_> = old[..9].iter().map(|step| (*step, monday)).collect();
    let case = of_steps(working(10), &steps);
    assert!(case.reminded() && case.climbed() == 0, "the town's went with the town");
    assert!(!case.may(old[9]));
}

#[test]
fn a_pause_does_not_hide_what_was_too_late_before_it() {
    use Step as S;
    let monday = at(date(2026, 3, 2), 9);
    for (limit, due) in [(working(2), date(2026, 3, 4)), (Limit::AT_ONCE, monday.day)] {
        let mut steps = vec![
            (S::Register, monday),
            (S::Accept, monday),
            (S::Pause, at(date(2026, 3, 5), 9)),
        ];
        let late = of_steps(limit, &steps);
        let says = |case: &Case| case.due(&of_2026()).unwrap().first().map(|due| due.day);
        assert_eq!(says(&late), Some(due), "{limit:?}");
        assert_eq!(late.promised(&of_2026()).unwrap().due().unwrap().day, due);
        let climbed = by_itself(&mut late.clone(), date(2026, 3, 5), 3);
        let first = climbed.first().unwrap();
        assert_eq!((first.0, first.1), (date(2026, 3, 5), Which::Whole), "{limit:?}");
        assert!(matches!(first.2, Alarm::Climb(_)), "{limit:?}");
        // Nor does it become timely by going on.
        steps.push((S::Resume, at(date(2026, 3, 20), 9)));
        assert_eq!(says(&of_steps(limit, &steps)), Some(due), "{limit:?}");
        // What had still time stands.
        steps.truncate(2);
        steps.push((S::Pause, at(monday.day, 10)));
        assert_eq!(says(&of_steps(limit, &steps)), None, "{limit:?}");
    }
}

#[test]
fn who_is_waited_for_long_is_reminded_of_once() {
    use Step as S;
    let monday = at(date(2026, 3, 2), 9);
    let asked = [(S::Register, monday), (S::AskCorrection, monday)];
    let paused = [(S::Register, monday), (S::Accept, monday), (S::Pause, monday)];
    for steps in [&asked[..], &paused[..]] {
        let mut case = of_steps(working(10), steps);
        assert_eq!(
            by_itself(&mut case, monday.day, 40),
            [(date(2026, 3, 17), Which::Wait, Alarm::Remind)],
            "after ten working days"
        );
        // Who has come is waited for no more.
        let back = if case.may(S::Resume) { S::Resume } else { S::Supplement };
        case.take(&event(9, back, at(date(2026, 4, 1), 9))).unwrap();
        assert!(!case.reminded());
    }
    let mut special = event(3, S::Pause, monday);
    special.wait = Some(Wait::Special);
    let mut case = of_steps(working(10), &paused[..2]);
    case.take(&special).unwrap();
    assert_eq!(by_itself(&mut case, monday.day, 40), []);
}

/// Slowly: day by day, and in each minute by minute.
fn slow(count: u16, from: LocalMinute, pauses: &[(LocalMinute, LocalMinute)], calendar: &Calendar) -> (Date, u16) {
    let key = |m: LocalMinute| (m.day, m.minute);
    let (mut left, mut day) = (i64::from(count) * i64::from(END_OF_DAY), from.day.tomorrow().unwrap());
    loop {
        let works = calendar.is_working(day);
        for minute in 0..END_OF_DAY {
            let stands = pauses
                .iter()
                .any(|(a, b)| key(*a) <= (day, minute) && (day, minute) < key(*b));
            if works && !stands {
                left -= 1;
                if left == 0 {
                    return (day, minute + 1);
                }
            }
        }
        day = day.tomorrow().unwrap();
    }
}

/// The same in natural days, of which the last is no day off.
fn slow_natural(
    count: u16,
    from: LocalMinute,
    pauses: &[(LocalMinute, LocalMinute)],
    calendar: &Calendar,
) -> (Date, u16) {
    let mut due = slow(count, from, pauses, &Calendar::every_day());
    while !calendar.is_working(due.0) {
        due = (due.0.tomorrow().unwrap(), END_OF_DAY);
    }
    due
}

/// Days and an hour from one moment to the next.
fn later(from: LocalMinute, (days, hour): (i64, u16)) -> LocalMinute {
    at(crate::date::after(from.day, days).unwrap(), hour)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Anywhere in the year, over all of its holidays and the days that are worked for them.
    #[test]
    fn a_deadline_is_what_counting_minutes_says(
        start in 0_i64..365, hour in 0_u16..24, count in 1_u16..15, natural in any::<bool>(),
        up in prop::option::of((0_i64..4, 0_u16..24)),
        gaps in prop::collection::vec(((0_i64..6, 0_u16..24), (0_i64..6, 0_u16..24)), 0..4),
    ) {
        let calendar = Calendar::new([&Table::of_2026()]);
        let accepted = at(crate::date::after(date(2026, 1, 1), start).unwrap(), hour);
        let mut events = vec![event(1, Step::Register, accepted), event(2, Step::Accept, accepted)];
        // Handed up or not, and then stopped: both clocks stand and go on.
        let handed = up.map(|(days, hour)| later(accepted, (days + 1, hour)));
        events.extend(handed.map(|at| event(0, Step::HandUp, at)));
        let (mut last, mut pauses) = (handed.unwrap_or(accepted), Vec::new());
        for ((on, from), (off, until)) in gaps {
            let begin = later(last, (on + 1, from));
            let end = later(begin, (off + 1, until));
            events.push(event(0, Step::Pause, begin));
            let standing = Case::replay(VILLAGE, Mode::HomeVisit, working(count), &events).unwrap();
            let wait = standing.waits.as_ref().unwrap().read(&calendar).due().unwrap();
            prop_assert_eq!((wait.day, wait.minute), slow(WAIT_DAYS, begin, &[], &calendar), "who is waited for");
            events.push(event(0, Step::Resume, end));
            pauses.push((begin, end));
            last = end;
        }
        let unit = if natural { LimitUnit::Day } else { LimitUnit::WorkingDay };
        let case = Case::replay(VILLAGE, Mode::HomeVisit, Limit { count, unit }, &events).unwrap();
        let due = case.due(&calendar).unwrap();
        let whole = due.whole.due().unwrap();
        let counted = if natural { slow_natural } else { slow };
        prop_assert_eq!((whole.day, whole.minute), counted(count, accepted, &pauses, &calendar));
        let town = due.town.map(|town| town.due().unwrap()).map(|due| (due.day, due.minute));
        prop_assert_eq!(town, handed.map(|at| slow(5, at, &pauses, &calendar)), "the town's part");
    }

    /// Too late stays too late, to the minute; what has still time when it is stopped stands.
    #[test]
    fn the_towns_part_stands_in_a_pause_unless_it_was_too_late_before(
        start in 0_i64..365, hour in 0_u16..24, after in 1_i64..16, from in 0_u16..24,
    ) {
        let calendar = Calendar::new([&Table::of_2026()]);
        let up = at(crate::date::after(date(2026, 1, 1), start).unwrap(), hour);
        let stopped = later(up, (after, from));
        let steps = [(Step::Register, up), (Step::Accept, up), (Step::HandUp, up), (Step::Pause, stopped)];
        let case = of_steps(working(10), &steps);
        let due = slow(5, up, &[], &calendar);
        let town = case.due(&calendar).unwrap().town.unwrap();
        if due <= (stopped.day, stopped.minute) {
            prop_assert_eq!(town.due().map(|town| (town.day, town.minute)), Some(due));
        } else {
            prop_assert_eq!(town, Reading::Stands);
        }
    }

    #[test]
    fn the_log_alone_rebuilds_the_case(picks in prop::collection::vec(0_usize..64, 1..40), first in 0_usize..3) {
        let first = [Step::Draft, Step::Register, Step::AtOnce][first];
        let now = |n: usize| at(crate::date::after(date(2026, 9, 1), n as i64).unwrap(), 9);
        let mut log = vec![event(1, first, now(0))];
        let mut case = Case::replay(VILLAGE, Mode::HomeVisit, working(5), &log).unwrap();
        for (n, pick) in picks.into_iter().enumerate() {
            let next: Vec<Step> = case.next().collect();
            if next.is_empty() {
                break;
            }
            let one = event(log.len() as i64 + 1, next[pick % next.len()], now(n + 1));
            case.take(&one).unwrap();
            log.push(one);
            let written = serde_json::to_string(&log).unwrap();
            let read: Vec<Event> = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(&Case::replay(VILLAGE, Mode::HomeVisit, working(5), &read).unwrap(), &case);
        }
    }
}

#[test]
fn a_form_says_everything_that_is_wrong_at_once() {
    let now = at(date(2026, 3, 2), 15);
    let input = OpenInput {
        mode: "home_visit".into(),
        phone: "1380013800".into(),
        agent: "王强".into(),
        day: "2026-03-01".into(),
        from: "9".into(),
        ..OpenInput::default()
    };
    let crate::AppError::Invalid { fields } = input.check(now).unwrap_err() else {
        panic!("not refused for its fields")
    };
    let fields: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(fields, ["name", "phone", "consent", "address", "from", "to", "day"]);
    let walk_in = OpenInput {
        mode: "immediate".into(),
        name: " 李玉兰 ".into(),
        ..OpenInput::default()
    };
    let new = walk_in.check(now).unwrap();
    assert_eq!(
        (new.mode, new.start, new.name.as_str()),
        (Mode::Immediate, Start::AtOnce, "李玉兰")
    );
    assert_eq!((new.phone.as_str(), new.decision), ("", Some(Decision::Granted)));
}

/// The fields that are refused of a form of the counter at three in the afternoon of 2 March.
fn refused_at_three(input: &OpenInput) -> Vec<String> {
    match input.check(at(date(2026, 3, 2), 15)) {
        Ok(_) => Vec::new(),
        Err(crate::AppError::Invalid { fields }) => fields.into_iter().map(|f| f.field).collect(),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn whoever_is_refused_on_the_spot_hears_why() {
    let spot = |decision: &str, words: &str| OpenInput {
        mode: "immediate".into(),
        name: "李玉兰".into(),
        decision: decision.into(),
        words: words.into(),
        ..OpenInput::default()
    };
    assert_eq!(refused_at_three(&spot("not_granted", " ")), ["words"]);
    let now = at(date(2026, 3, 2), 15);
    let told = spot("not_granted", " 年龄不够 ").check(now).unwrap();
    assert_eq!(
        (told.decision, told.words.as_str()),
        (Some(Decision::NotGranted), "年龄不够")
    );
    assert_eq!(refused_at_three(&spot("granted", "")), [""; 0]);
    // What is not decided yet has nothing said of it.
    let later = OpenInput {
        mode: "self_service".into(),
        ..spot("not_granted", "年龄不够")
    };
    let later = later.check(now).unwrap();
    assert_eq!((later.decision, later.words.as_str()), (None, ""));
}

#[test]
fn a_visit_that_the_counter_agrees_on_is_still_to_come_and_within_reach() {
    let on = |day: &str, from: &str| OpenInput {
        mode: "home_visit".into(),
        name: "李玉兰".into(),
        phone: "13800001234".into(),
        address: "东风村 3 组".into(),
        day: day.into(),
        from: from.into(),
        to: "23:00".into(),
        ..OpenInput::default()
    };
    assert_eq!(refused_at_three(&on("2026-03-02", "08:00")), ["from"]);
    assert_eq!(refused_at_three(&on("2026-03-02", "15:30")), [""; 0]);
    assert_eq!(refused_at_three(&on("2026-03-01", "15:30")), ["day"]);
    let ahead = |days: i64| crate::date::format(crate::date::after(date(2026, 3, 2), days).unwrap());
    assert_eq!(refused_at_three(&on(&ahead(VISIT_DAYS), "08:00")), [""; 0]);
    assert_eq!(refused_at_three(&on(&ahead(VISIT_DAYS + 1), "08:00")), ["day"]);
    // Where nobody is visited no time is kept that stood in the fold, whatever it was.
    let helped = OpenInput {
        mode: "assisted".into(),
        consent: "1".into(),
        ..on("2026-03-01", "nonsense")
    };
    let new = helped.check(at(date(2026, 3, 2), 15)).unwrap();
    assert_eq!(new.visit, Visit::default());
}

#[test]
fn an_appointment_is_a_slot_or_a_booking() {
    let slot = Slot {
        room: crate::room::RoomId::from_i64(9),
        day: date(2026, 3, 3),
        start: 540,
        end: 570,
    };
    let comes = |mode: Mode, slot: &str, booking: &str| OpenInput {
        mode: mode.code().into(),
        name: "李玉兰".into(),
        slot: slot.into(),
        booking: booking.into(),
        ..OpenInput::default()
    };
    let asked = comes(Mode::Appointment, &slot.value(), "");
    assert_eq!(asked.slot(), Ok(Some(slot)));
    assert!(asked.check(at(date(2026, 3, 2), 8)).is_ok());
    let problem = |input: OpenInput| input.slot().unwrap_err();
    let none = problem(comes(Mode::Appointment, " ", ""));
    assert_eq!((none.field.as_str(), none.problem), ("slot", Problem::Required));
    let nonsense = problem(comes(Mode::Appointment, "明天上午", ""));
    assert_eq!((nonsense.field.as_str(), nonsense.problem), ("slot", Problem::SlotGone));
    // What was booked before says when; who comes without an appointment needs no time.
    assert_eq!(comes(Mode::Appointment, "", "K7M392QX").slot(), Ok(None));
    assert_eq!(comes(Mode::Assisted, &slot.value(), "").slot(), Ok(None));
}

#[test]
fn a_step_says_what_it_needs() {
    let refused = |step: Step, fields: &[&str]| {
        let input = StepInput {
            step: step.code().into(),
            ..StepInput::default()
        };
        let crate::AppError::Invalid { fields: found } = input.check().unwrap_err() else {
            panic!("{step:?} is not refused for its fields")
        };
        let found: Vec<&str> = found.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(found, fields, "{step:?}");
    };
    refused(Step::AskCorrection, &["items"]);
    refused(Step::Refuse, &["words"]);
    refused(Step::Withdraw, &["words"]);
    refused(Step::Pause, &["words", "wait"]);
    refused(Step::Decide, &["decision"]);
    refused(Step::HandUp, &["words", "center"]);
    refused(Step::Transfer, &["words", "center"]);
    refused(Step::Assign, &["assignee"]);
    refused(Step::Visit, &["day", "from", "to"]);
    refused(Step::Climb, &["step"]);
    for step in Step::ALL {
        assert_eq!(Step::from_code(step.code()), Some(step));
    }
}
