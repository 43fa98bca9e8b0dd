//! What the steps of a case add to what is counted.

use super::Counted;
use crate::{
    Problem,
    case::{Actor, Case, Decision, Event, State, Step},
    center::CenterId,
    figures::Period,
    matter::{Limit, Mode},
    workday::Calendar,
};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The steps of a case, and what is known of it besides.
#[derive(Debug, Clone, Copy)]
pub struct Log<'a> {
    /// Where it was received.
    pub center: CenterId,
    /// In which mode it is by now.
    pub mode: Mode,
    /// What the version of its matter promises.
    pub limit: Limit,
    /// All of its steps, in their order.
    pub events: &'a [Event],
}

/// What is to be added, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// In which month.
    pub month: Period,
    /// How many working days the case has needed; none where it was not decided.
    pub days: Option<u16>,
    /// What.
    pub counted: Counted,
}

/// Whether somebody comes to a center for a step. The events know of a registration, papers that are handed over or given back, the
/// answer to a correction and a result that is fetched, where staff write them down; of a case in the mode `appointment` also of its
/// acceptance, which happens where the appointment takes place. Several on one day are one visit. Nobody comes for what is done at
/// their home; who calls and is registered counts as if they had come, because the events do not tell the two apart.
#[must_use]
pub fn is_visit(mode: Mode, event: &Event) -> bool {
    let comes = match event.step {
        Step::Register | Step::AtOnce | Step::Supplement | Step::PaperIn | Step::PaperOut | Step::Collect => true,
        Step::Accept => mode == Mode::Appointment,
        _ => false,
    };
    comes && event.actor == Actor::Staff && mode != Mode::HomeVisit
}

/// What the steps after `since` add: a case that was counted up to there is counted no second time.
///
/// # Errors
/// [`Problem::NotNow`] where they are not the steps of one case.
pub fn added(log: Log<'_>, since: i64, calendar: &Calendar) -> Result<Vec<Added>, Problem> {
    let (mut all, mut days, mut ended) = (Vec::new(), BTreeSet::<Date>::new(), None);
    let (first, rest) = log.events.split_first().ok_or(Problem::NotNow)?;
    let mut case = Case::replay(log.center, log.mode, log.limit, std::slice::from_ref(first))?;
    let mut before = State::Draft;
    for event in std::iter::once(first).chain(rest) {
        if event.seq != first.seq {
            before = case.state;
            case.take(event)?;
        }
        let comes = is_visit(log.mode, event) && days.insert(event.at.day);
        let month = Period::month_of(event.at.day);
        let mut one = Added {
            month,
            days: None,
            counted: Counted::default(),
        };
        if matches!(event.step, Step::Register | Step::AtOnce | Step::Submit) {
            one.counted.opened = 1;
        }
        // A draft that was never sent was no case.
        let begins_and_ends = event.step == Step::AtOnce;
        if !case.state.is_open() && before.is_open() && (before != State::Draft || begins_and_ends) {
            ended = (case.state != State::Void).then_some(month);
            one.close(&case, event, calendar);
            if ended.is_some() {
                one.counted.missed = i64::from(case.missed > 0);
                one.counted.visits = i64::try_from(days.len()).unwrap_or(i64::MAX);
            }
        } else if let (true, Some(ended)) = (comes, ended) {
            // Who comes once more, as to fetch the result, came for a case that ended back then.
            (one.month, one.counted.visits) = (ended, 1);
        }
        if event.seq > since && !one.counted.is_empty() {
            all.push(one);
        }
    }
    Ok(all)
}

impl Added {
    fn close(&mut self, case: &Case, event: &Event, calendar: &Calendar) {
        let counted = &mut self.counted;
        match (case.state, case.decision) {
            (State::Decided, decision) => {
                self.days = Some(case.needed(calendar, event.at));
                counted.late = i64::from(case.is_late(calendar, event.at));
                if decision == Some(Decision::NotGranted) {
                    counted.not_granted = 1;
                } else {
                    counted.granted = 1;
                }
            }
            (State::Refused, _) => counted.refused = 1,
            (State::Withdrawn, _) => counted.withdrawn = 1,
            _ => counted.void = 1,
        }
    }
}
