//! The state machine: what all events of a case come to, which steps there are next, and when something is due.

mod needed;

use super::{
    Decision, Event, Item, Start, State, Step, VisitTime, Wait,
    alarm::{AllTold, Told, WAIT_DAYS},
    own::out_of_reach,
};
use crate::{
    Problem,
    center::CenterId,
    hours::LocalMinute,
    matter::{Limit, LimitUnit, Mode},
    staff::StaffId,
    workday::{self, Calendar, Clock, END_OF_DAY, Reading, Term},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Working days within which a center says whether it accepts a case or what is missing; later, the promise counts from the day of
/// receipt all the same.
pub const ACCEPT_DAYS: u16 = 5;

/// How often a case that was accepted waits for its resident.
pub const MOST_WAITS: u32 = 3;

/// What the clocks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// When the whole of it is due, or that the clock stands; before it is accepted, when it has to be accepted by.
    pub whole: Reading,
    /// When the town's part is due, while the town has it.
    pub town: Option<Reading>,
}

impl Due {
    /// What is due first.
    #[must_use]
    pub fn first(self) -> Option<workday::Due> {
        let key = |due: &workday::Due| (due.day, due.minute);
        [Some(self.whole), self.town]
            .into_iter()
            .flatten()
            .filter_map(Reading::due)
            .min_by_key(key)
    }
}

/// The promise as it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Promise {
    /// From its acceptance.
    clock: Clock,
    /// From its receipt: what counts where it was accepted too late.
    from_receipt: Clock,
    accepted: LocalMinute,
    /// The day on which it has run since: what is promised at once is due at its end.
    since: Date,
}

/// A case as its events have made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Where it stands.
    pub state: State,
    /// What it waits for, while it is paused.
    pub wait: Option<Wait>,
    /// How it was decided, once it is.
    pub decision: Option<Decision>,
    /// What is missing was asked for; that is done once.
    pub corrected: bool,
    /// Where it was received; stays.
    pub center: CenterId,
    /// Who has it now.
    pub handler: CenterId,
    /// Who has it as long as the town has no part in it: where it was received, or the center that it was transferred to.
    pub home: CenterId,
    /// Who works on it.
    pub assignee: Option<StaffId>,
    /// How many things were asked for that the first notice had not listed.
    pub missed: u32,
    /// How often it has stood because the resident was waited for, after it was accepted.
    pub waited: u32,
    /// Things were asked for after it was accepted.
    pub asked_again: bool,
    /// Papers that the center holds.
    pub papers: u32,
    /// When they are visited at home, where another time was set than the first.
    pub visit: Option<VisitTime>,
    /// How far its clocks were told of.
    pub(super) told: AllTold,
    mode: Mode,
    limit: Limit,
    /// What a pause has interrupted.
    pub(super) interrupted: Option<State>,
    /// Who worked on it before it was handed up.
    before: Option<StaffId>,
    /// Received, or received again after a correction.
    received: Option<Clock>,
    received_at: LocalMinute,
    promise: Option<Promise>,
    pub(super) town: Option<Clock>,
    /// Since when the resident is waited for.
    pub(super) waits: Option<Clock>,
}

impl Case {
    /// What the events come to, in their order; `mode` is the one it is in by now, `limit` what the version of the matter promises.
    ///
    /// # Errors
    /// [`Problem::NotNow`] where one of them was not possible then: they are not the events of one case.
    pub fn replay(center: CenterId, mode: Mode, limit: Limit, events: &[Event]) -> Result<Self, Problem> {
        let (first, rest) = events.split_first().ok_or(Problem::NotNow)?;
        let mut case = Self::begin(center, mode, limit, first)?;
        for event in rest {
            case.take(event)?;
        }
        Ok(case)
    }

    /// The first step of a start.
    #[must_use]
    pub const fn first(start: Start) -> Step {
        match start {
            Start::Draft => Step::Draft,
            Start::Submitted => Step::Register,
            Start::AtOnce => Step::AtOnce,
        }
    }

    fn begin(center: CenterId, mode: Mode, limit: Limit, first: &Event) -> Result<Self, Problem> {
        let state = match first.step {
            Step::Draft => State::Draft,
            Step::Register => State::Submitted,
            Step::AtOnce => State::Decided,
            _ => return Err(Problem::NotNow),
        };
        let mut case = Self {
            state,
            wait: None,
            decision: None,
            corrected: false,
            center,
            handler: center,
            home: center,
            assignee: first.assignee,
            missed: 0,
            waited: 0,
            asked_again: false,
            papers: 0,
            visit: None,
            told: AllTold::default(),
            mode,
            limit,
            interrupted: None,
            before: None,
            received: None,
            received_at: first.at,
            promise: None,
            town: None,
            waits: None,
        };
        match state {
            State::Submitted => case.receive(first.at),
            State::Decided => case.decision = Some(first.decision.ok_or(Problem::NotNow)?),
            _ => {}
        }
        Ok(case)
    }

    /// Whether a step is possible now, whoever takes it.
    #[must_use]
    pub fn may(&self, step: Step) -> bool {
        use State as S;
        let here = self.state;
        match step {
            Step::Draft | Step::Register | Step::AtOnce => false,
            Step::Submit => here == S::Draft,
            Step::AskCorrection => here == S::Submitted && !self.corrected,
            Step::Supplement => here == S::Correction,
            Step::Accept => here == S::Submitted,
            Step::Refuse => matches!(here, S::Submitted | S::Correction),
            Step::Begin => here == S::Accepted,
            Step::Pause | Step::Decide => matches!(here, S::Accepted | S::InProgress | S::HandedUp),
            Step::Resume => here == S::Paused,
            Step::HandUp => matches!(here, S::Accepted | S::InProgress),
            Step::Return => here == S::HandedUp,
            // What the town has goes back to where it came from first, also where it waits there.
            Step::Transfer => here.is_open() && here != S::Draft && self.town.is_none(),
            Step::Visit => here.is_open() && here != S::Draft && self.mode == Mode::HomeVisit,
            Step::Assign | Step::PaperIn => here.is_open() && here != S::Draft,
            Step::Collect => here == S::Decided,
            Step::Withdraw | Step::Void => here.is_open(),
            // What was taken is given back at any time.
            Step::PaperOut => self.papers > 0,
            // Whether it is time for it is for [`Self::alarm`], which knows the calendar.
            Step::Remind => here.is_open() && here != S::Draft,
            Step::Climb => here.is_with_staff() || here == S::Paused,
        }
    }

    /// The steps that are possible now, in the order of the chain.
    pub fn next(&self) -> impl Iterator<Item = Step> + '_ {
        Step::ALL.into_iter().filter(|step| self.may(*step))
    }

    /// Takes a step.
    ///
    /// # Errors
    /// [`Problem::NotNow`]; [`Problem::AskedBefore`] for a second correction. Nothing is changed then.
    pub fn take(&mut self, event: &Event) -> Result<(), Problem> {
        use State as S;
        if event.step == Step::AskCorrection && self.corrected && self.state == S::Submitted {
            return Err(Problem::AskedBefore);
        }
        if !self.may(event.step) {
            return Err(Problem::NotNow);
        }
        match event.step {
            Step::Draft | Step::Register | Step::AtOnce => return Err(Problem::NotNow),
            Step::Submit | Step::Supplement => {
                self.go(S::Submitted);
                self.receive(event.at);
            }
            Step::AskCorrection => {
                self.corrected = true;
                self.count_missed(event);
                self.received = None;
                self.told.whole = Told::default();
                self.go(S::Correction);
                self.wait_for(event.at);
            }
            Step::Accept => {
                self.accept(event.at);
                self.assignee = event.assignee.or(self.assignee);
                self.go(S::Accepted);
            }
            Step::Begin => {
                self.assignee = event.assignee.or(self.assignee);
                self.state = S::InProgress;
            }
            Step::Pause => {
                let wait = event.wait.ok_or(Problem::NotNow)?;
                self.count_missed(event);
                self.clocks(|clock| clock.pause(event.at));
                self.interrupted = Some(self.state);
                self.go(S::Paused);
                self.wait = Some(wait);
                self.asked_again |= !event.items.is_empty();
                if wait == Wait::Resident {
                    self.waited += 1;
                    self.wait_for(event.at);
                }
            }
            Step::Resume => {
                let before = self.interrupted.take().ok_or(Problem::NotNow)?;
                if let Some(promise) = &mut self.promise
                    // What is promised at once and was too late before the pause gets no other day.
                    && promise.clock.stopped().is_none_or(|since| since.day <= promise.since)
                {
                    promise.since = event.at.day;
                }
                self.clocks(|clock| clock.resume(event.at));
                self.told.whole.goes_on();
                self.told.town.goes_on();
                self.go(before);
            }
            Step::HandUp => {
                let (center, days) = event.center.zip(event.days).ok_or(Problem::NotNow)?;
                self.handler = center;
                self.before = self.assignee.take();
                self.assignee = event.assignee;
                self.town = Some(Clock::new(Term::Days(days), event.at));
                self.told.town = Told::default();
                self.go(S::HandedUp);
            }
            Step::Return => {
                self.handler = self.home;
                self.assignee = self.before.take();
                self.town = None;
                self.told.town = Told::default();
                self.go(S::InProgress);
            }
            // It stands where it stood, and every clock goes on: whom it was promised to has not asked for another center.
            Step::Transfer => {
                self.home = event.center.ok_or(Problem::NotNow)?;
                self.handler = self.home;
                self.assignee = event.assignee;
            }
            Step::Visit => self.visit = Some(event.visit.ok_or(Problem::NotNow)?),
            Step::Assign => self.assignee = event.assignee,
            Step::Decide => {
                self.decision = Some(event.decision.ok_or(Problem::NotNow)?);
                self.end(S::Decided);
            }
            Step::Collect => self.state = S::Collected,
            Step::Refuse => self.end(S::Refused),
            Step::Withdraw => self.end(S::Withdrawn),
            Step::Void => self.end(S::Void),
            Step::PaperIn => self.papers += 1,
            Step::PaperOut => self.papers -= 1,
            Step::Remind | Step::Climb => self.told(event)?,
        }
        Ok(())
    }

    /// What speaks against a step that is about to be taken, by its field. What was taken before there was such a rule stays taken.
    #[must_use]
    pub fn refuses(&self, event: &Event) -> Option<(&'static str, Problem)> {
        match event.step {
            // Asking for nothing would use up the one correction.
            Step::AskCorrection if event.items.is_empty() => Some(("items", Problem::Required)),
            Step::Pause if event.wait == Some(Wait::Resident) && self.waited >= MOST_WAITS => {
                let max = MOST_WAITS;
                Some(("wait", Problem::WaitedOften { max }))
            }
            // They would lie where nobody has the case any more, and whoever has it would be told that they hold them.
            Step::Transfer if self.papers > 0 => Some(("step", Problem::PapersHere)),
            Step::Transfer if event.center == Some(self.handler) => Some(("center", Problem::NotThere)),
            Step::Visit => event
                .visit
                .and_then(|visit| out_of_reach(event.at, visit.day, Some(visit.from))),
            _ => None,
        }
    }

    /// Things that are asked for with the next step: whatever is asked for once more after the acceptance was missed before, also what
    /// the first notice had listed.
    #[must_use]
    pub fn again(&self, mut items: Vec<Item>) -> Vec<Item> {
        if self.asked_again {
            items.iter_mut().for_each(|item| item.listed = false);
        }
        items
    }

    fn go(&mut self, state: State) {
        (self.state, self.wait) = (state, None);
        (self.waits, self.told.wait) = (None, Told::default());
    }

    fn wait_for(&mut self, at: LocalMinute) {
        self.waits = Some(Clock::new(Term::Days(WAIT_DAYS), at));
    }

    /// The clocks are read no more; [`Self::promised`] still says by when it should have been.
    fn end(&mut self, state: State) {
        self.go(state);
        self.told = AllTold::default();
        self.interrupted = None;
        self.received = None;
        self.town = None;
    }

    fn receive(&mut self, at: LocalMinute) {
        self.received_at = at;
        self.received = Some(Clock::new(Term::Days(ACCEPT_DAYS), at));
        self.told.whole = Told::default();
    }

    fn accept(&mut self, at: LocalMinute) {
        let term = Term::Days(self.limit.count);
        self.told.whole = Told::default();
        self.promise = Some(Promise {
            clock: Clock::new(term, at),
            from_receipt: Clock::new(term, self.received_at),
            accepted: at,
            since: at.day,
        });
    }

    fn count_missed(&mut self, event: &Event) {
        let missed = event.items.iter().filter(|item| !item.listed).count();
        self.missed += u32::try_from(missed).unwrap_or(u32::MAX);
    }

    fn clocks(&mut self, change: impl Fn(&mut Clock)) {
        if let Some(promise) = &mut self.promise {
            change(&mut promise.clock);
            change(&mut promise.from_receipt);
        }
        if let Some(town) = &mut self.town {
            change(town);
        }
    }

    /// By when it was or is promised; none before it is accepted. A pause does not hide what was too late when it began.
    #[must_use]
    pub fn promised(&self, calendar: &Calendar) -> Option<Reading> {
        let promise = self.promise.as_ref()?;
        let reading = self.counted(promise, calendar);
        let late = |since: LocalMinute| reading.due().filter(|due| due.is_past(since));
        Some(match promise.clock.stopped() {
            Some(since) => late(since).map_or(Reading::Stands, Reading::Due),
            None => reading,
        })
    }

    /// What a promise says that is not stopped.
    fn counted(&self, promise: &Promise, calendar: &Calendar) -> Reading {
        if self.limit.count == 0 {
            let (day, known) = (promise.since, calendar.knows(promise.since.year()));
            let minute = END_OF_DAY;
            return Reading::Due(workday::Due { day, minute, known });
        }
        let receipt = Clock::new(Term::Days(ACCEPT_DAYS), self.received_at);
        let too_late = receipt
            .read(calendar)
            .due()
            .is_some_and(|due| due.is_past(promise.accepted));
        let clock = if too_late {
            &promise.from_receipt
        } else {
            &promise.clock
        };
        match self.limit.unit {
            LimitUnit::WorkingDay => clock.counted(calendar),
            LimitUnit::Day => match clock.counted(&Calendar::every_day()) {
                Reading::Due(due) => calendar.not_before(due),
                other => other,
            },
        }
    }

    /// When something is due; none in a draft and at the end.
    #[must_use]
    pub fn due(&self, calendar: &Calendar) -> Option<Due> {
        let whole = match self.state {
            State::Submitted => self.received.as_ref()?.read(calendar),
            State::Correction => Reading::Stands,
            state if state.is_open() => self.promised(calendar)?,
            _ => return None,
        };
        let town = self.town.as_ref().map(|clock| clock.late_or(calendar));
        Some(Due { whole, town })
    }
}
