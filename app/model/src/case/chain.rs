//! The state machine: what all events of a case come to, which steps there are next, and when something is due.

use super::{Decision, Event, Start, State, Step, Wait};
use crate::{
    Problem,
    center::CenterId,
    hours::LocalMinute,
    matter::{Limit, LimitUnit},
    staff::StaffId,
    workday::{self, Calendar, Clock, END_OF_DAY, Reading, Term},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Working days within which a center says whether it accepts a case or what is missing; later, the promise counts from the day of
/// receipt all the same.
pub const ACCEPT_DAYS: u16 = 5;
/// How high an overdue case climbs: to whoever works on it, to the center's lead, to the town's.
pub const LEVELS: u8 = 3;
/// Working days after which an overdue case climbs one higher.
pub const CLIMB_DAYS: u16 = 2;
/// Working time before the end at which it is reminded of.
const REMIND_MINUTES: i64 = END_OF_DAY as i64;

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

/// What has to happen by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// It is due soon.
    Remind,
    /// It is overdue, and has to climb as high as this.
    Climb(u8),
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
    /// Who works on it.
    pub assignee: Option<StaffId>,
    /// How many things were asked for that the first notice had not listed.
    pub missed: u32,
    /// Papers that the center holds.
    pub papers: u32,
    /// It was reminded of, in the present run of the clock.
    pub reminded: bool,
    /// How high it has climbed, in the present run of the clock.
    pub climbed: u8,
    limit: Limit,
    /// What a pause has interrupted.
    interrupted: Option<State>,
    /// Who worked on it before it was handed up.
    before: Option<StaffId>,
    /// Received, or received again after a correction.
    received: Option<Clock>,
    received_at: LocalMinute,
    promise: Option<Promise>,
    town: Option<Clock>,
}

impl Case {
    /// What the events come to, in their order; `limit` is what the version of the matter promises.
    ///
    /// # Errors
    /// [`Problem::NotNow`] where one of them was not possible then: they are not the events of one case.
    pub fn replay(center: CenterId, limit: Limit, events: &[Event]) -> Result<Self, Problem> {
        let (first, rest) = events.split_first().ok_or(Problem::NotNow)?;
        let mut case = Self::begin(center, limit, first)?;
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

    fn begin(center: CenterId, limit: Limit, first: &Event) -> Result<Self, Problem> {
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
            assignee: first.assignee,
            missed: 0,
            papers: 0,
            reminded: false,
            climbed: 0,
            limit,
            interrupted: None,
            before: None,
            received: None,
            received_at: first.at,
            promise: None,
            town: None,
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
            Step::Assign | Step::PaperIn => here.is_open() && here != S::Draft,
            Step::Collect => here == S::Decided,
            Step::Withdraw | Step::Void => here.is_open(),
            // What was taken is given back at any time.
            Step::PaperOut => self.papers > 0,
            Step::Remind => here.is_with_staff() && !self.reminded,
            Step::Climb => here.is_with_staff() && self.climbed < LEVELS,
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
                self.go(S::Correction);
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
            }
            Step::Resume => {
                let before = self.interrupted.take().ok_or(Problem::NotNow)?;
                self.clocks(|clock| clock.resume(event.at));
                if let Some(promise) = &mut self.promise {
                    promise.since = event.at.day;
                }
                self.go(before);
            }
            Step::HandUp => {
                let (center, days) = event.center.zip(event.days).ok_or(Problem::NotNow)?;
                self.handler = center;
                self.before = self.assignee.take();
                self.assignee = event.assignee;
                self.town = Some(Clock::new(Term::Days(days), event.at));
                self.go(S::HandedUp);
            }
            Step::Return => {
                self.handler = self.center;
                self.assignee = self.before.take();
                self.town = None;
                self.go(S::InProgress);
            }
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
            Step::Remind => self.reminded = true,
            Step::Climb => self.climbed = event.level.clamp(self.climbed, LEVELS),
        }
        Ok(())
    }

    fn go(&mut self, state: State) {
        (self.state, self.wait) = (state, None);
        (self.reminded, self.climbed) = (false, 0);
    }

    /// The clocks are read no more; [`Self::promised`] still says by when it should have been.
    fn end(&mut self, state: State) {
        self.go(state);
        self.interrupted = None;
        self.received = None;
        self.town = None;
    }

    fn receive(&mut self, at: LocalMinute) {
        self.received_at = at;
        self.received = Some(Clock::new(Term::Days(ACCEPT_DAYS), at));
    }

    fn accept(&mut self, at: LocalMinute) {
        let term = Term::Days(self.limit.count);
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

    /// By when it was or is promised; none before it is accepted.
    #[must_use]
    pub fn promised(&self, calendar: &Calendar) -> Option<Reading> {
        let promise = self.promise.as_ref()?;
        if promise.clock.stands() {
            return Some(Reading::Stands);
        }
        if self.limit.count == 0 {
            let (day, known) = (promise.since, calendar.knows(promise.since.year()));
            let minute = END_OF_DAY;
            return Some(Reading::Due(workday::Due { day, minute, known }));
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
        Some(match self.limit.unit {
            LimitUnit::WorkingDay => clock.read(calendar),
            LimitUnit::Day => match clock.read(&Calendar::every_day()) {
                Reading::Due(due) => calendar.not_before(due),
                other => other,
            },
        })
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
        let town = self.town.as_ref().map(|clock| clock.read(calendar));
        Some(Due { whole, town })
    }

    /// What has to happen by itself now, if anything.
    #[must_use]
    pub fn alarm(&self, calendar: &Calendar, now: LocalMinute) -> Option<Alarm> {
        let due = self.due(calendar)?.first()?;
        if !due.is_past(now) {
            let soon = calendar.worked(now, due.moment()) < REMIND_MINUTES;
            return (soon && self.may(Step::Remind)).then_some(Alarm::Remind);
        }
        let step = i64::from(END_OF_DAY) * i64::from(CLIMB_DAYS);
        let higher = calendar.worked(due.moment(), now) / step;
        let level = u8::try_from(higher).unwrap_or(LEVELS).saturating_add(1).min(LEVELS);
        (level > self.climbed && self.may(Step::Climb)).then_some(Alarm::Climb(level))
    }
}
