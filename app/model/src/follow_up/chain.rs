//! The state machine: what all events of a follow-up come to, which steps there are next, and when something is due.

use super::{Event, State, Step};
use crate::{
    Problem,
    hours::LocalMinute,
    staff::StaffId,
    workday::{Calendar, Clock, END_OF_DAY, Reading, Term},
};
use serde::{Deserialize, Serialize};

/// How often somebody is called who does not answer.
pub const TRIES: u8 = 3;
/// Minutes from one call that nobody answered to the next that counts as another: three within an hour are one.
pub const TRY_MINUTES: u16 = 240;
/// How high an overdue step climbs: to whoever has to act, to the center's lead, to the town's.
pub const LEVELS: u8 = 3;

/// What has become of a wish for more time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extension {
    /// Nobody asked.
    None,
    /// Waits for the inspector; the clock runs.
    Asked,
    /// There is more time.
    Granted,
    /// There is not.
    Refused,
}

/// A follow-up as its events have made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Where it stands.
    pub state: State,
    /// It follows a rating, which can be set aside.
    pub of_rating: bool,
    /// There is somebody to call.
    pub reachable: bool,
    /// How often nobody answered.
    pub tries: u8,
    /// When that was last.
    tried: Option<LocalMinute>,
    /// Who has to put it right.
    pub responsible: Option<StaffId>,
    /// What has become of a wish for more time, of the order that is in force.
    pub extension: Extension,
    /// The clock stands because the resident is waited for.
    pub paused: bool,
    /// The center has appealed; it may once.
    pub appealed: bool,
    /// It was ordered to be put right at some time.
    pub ordered: bool,
    /// The inspector has found it in order after a look.
    pub rechecked: bool,
    /// How high the present step has climbed.
    pub climbed: u8,
    clock: Option<Clock>,
    /// The state and the clock that an appeal has interrupted.
    interrupted: Option<(State, Option<Clock>)>,
}

impl Chain {
    /// What the events come to, in their order.
    ///
    /// # Errors
    /// [`Problem::NotNow`] where one of them was not possible then: they are not the events of one follow-up.
    pub fn of(of_rating: bool, events: &[Event]) -> Result<Self, Problem> {
        let (first, rest) = events.split_first().ok_or(Problem::NotNow)?;
        let mut chain = Self::begin(of_rating, first)?;
        for event in rest {
            chain.take(event)?;
        }
        Ok(chain)
    }

    fn begin(of_rating: bool, first: &Event) -> Result<Self, Problem> {
        let reachable = match first.step {
            Step::Opened => true,
            Step::OpenedSilent => false,
            _ => return Err(Problem::NotNow),
        };
        Ok(Self {
            state: if reachable { State::CallBack } else { State::Unreachable },
            of_rating,
            reachable,
            tries: 0,
            tried: None,
            responsible: first.responsible,
            extension: Extension::None,
            paused: false,
            appealed: false,
            ordered: false,
            rechecked: false,
            climbed: 0,
            clock: first.term.map(|term| Clock::new(term, first.at)),
            interrupted: None,
        })
    }

    /// Whether a step is possible now, whoever takes it.
    #[must_use]
    pub fn may(&self, step: Step) -> bool {
        use State as S;
        if !self.state.is_open() {
            return false;
        }
        match step {
            Step::Opened | Step::OpenedSilent => false,
            // What was too late before it was paused climbs on.
            Step::Climb => true,
            Step::SetAside => self.of_rating,
            Step::Release => !self.of_rating,
            Step::Resume => self.paused,
            Step::Done => self.state == S::Rectifying,
            _ if self.paused => false,
            Step::NotReached => self.state == S::CallBack,
            Step::Verify | Step::Unfounded => matches!(self.state, S::CallBack | S::Unreachable),
            Step::Order => self.state == S::Verified,
            Step::Pass | Step::Fail => matches!(self.state, S::Done | S::Unfounded),
            Step::AskExtension => self.state == S::Rectifying && self.extension == Extension::None,
            Step::Extend | Step::RefuseExtension => self.state == S::Rectifying && self.extension == Extension::Asked,
            Step::Pause => matches!(self.state, S::CallBack | S::Rectifying),
            Step::Appeal => matches!(self.state, S::Verified | S::Rectifying) && !self.appealed,
            Step::Uphold | Step::Reject => self.state == S::Appealed,
        }
    }

    /// The steps that are possible now, in the order of the chain.
    pub fn next(&self) -> impl Iterator<Item = Step> + '_ {
        Step::ALL.into_iter().filter(|step| self.may(*step))
    }

    /// Takes a step.
    ///
    /// # Errors
    /// [`Problem::NotNow`]; nothing is changed then.
    pub fn take(&mut self, event: &Event) -> Result<(), Problem> {
        use State as S;
        if !self.may(event.step) {
            return Err(Problem::NotNow);
        }
        match event.step {
            Step::Opened | Step::OpenedSilent => return Err(Problem::NotNow),
            Step::Climb => self.climbed = event.level.clamp(self.climbed, LEVELS),
            Step::NotReached => {
                self.tries += 1;
                self.tried = Some(event.at);
                if self.tries >= TRIES {
                    self.state = S::Unreachable;
                }
            }
            Step::Verify => self.go(S::Verified, event),
            Step::Unfounded | Step::Uphold => {
                self.interrupted = None;
                self.go(S::Unfounded, event);
            }
            Step::Order => {
                self.responsible = event.responsible.or(self.responsible);
                self.rectify(event);
            }
            Step::Done => self.go(S::Done, event),
            Step::Pass => {
                self.rechecked = true;
                self.end(S::Closed);
            }
            Step::Fail if self.state == S::Done => self.rectify(event),
            // What was taken for unfounded is not: the inspector's own term again, not the days of an order.
            Step::Fail => self.go(S::Verified, event),
            Step::AskExtension => self.extension = Extension::Asked,
            Step::Extend => {
                self.extension = Extension::Granted;
                self.climbed = 0;
                if let (Some(clock), Some(term)) = (&mut self.clock, event.term) {
                    clock.extend(term);
                }
            }
            Step::RefuseExtension => self.extension = Extension::Refused,
            Step::Pause => {
                self.paused = true;
                if let Some(clock) = &mut self.clock {
                    clock.pause(event.at);
                }
            }
            Step::Resume => {
                self.paused = false;
                if let Some(clock) = &mut self.clock {
                    clock.resume(event.at);
                }
            }
            Step::Appeal => {
                self.appealed = true;
                let mut clock = self.clock.take();
                if let Some(clock) = &mut clock {
                    clock.pause(event.at);
                }
                self.interrupted = Some((self.state, clock));
                self.go(S::Appealed, event);
            }
            Step::Reject => {
                let (state, mut clock) = self.interrupted.take().ok_or(Problem::NotNow)?;
                if let Some(clock) = &mut clock {
                    clock.resume(event.at);
                }
                (self.state, self.clock, self.climbed) = (state, clock, 0);
            }
            Step::SetAside => self.end(S::SetAside),
            // Says something to the center and leaves the chain where it is.
            Step::Release => {}
        }
        Ok(())
    }

    /// Goes on to a state with a clock of its own.
    fn go(&mut self, state: State, event: &Event) {
        self.state = state;
        self.paused = false;
        self.climbed = 0;
        self.clock = event.term.map(|term| Clock::new(term, event.at));
    }

    fn rectify(&mut self, event: &Event) {
        self.ordered = true;
        self.extension = Extension::None;
        self.go(State::Rectifying, event);
    }

    fn end(&mut self, state: State) {
        self.state = state;
        self.paused = false;
        self.climbed = 0;
        (self.clock, self.interrupted) = (None, None);
    }

    /// When the present step is due; none at the end of the chain. What was too late before it was paused stays so.
    #[must_use]
    pub fn due(&self, calendar: &Calendar) -> Option<Reading> {
        self.clock.as_ref().map(|clock| clock.late_or(calendar))
    }

    /// From when on a call that nobody answers is another try, where it is none yet.
    #[must_use]
    pub fn next_try(&self, now: LocalMinute) -> Option<LocalMinute> {
        let last = self.tried.filter(|_| self.may(Step::NotReached))?;
        let minute = last.minute + TRY_MINUTES;
        let next = match minute.checked_sub(END_OF_DAY) {
            Some(minute) => LocalMinute {
                day: last.day.tomorrow().ok()?,
                minute,
            },
            None => LocalMinute { minute, ..last },
        };
        ((now.day, now.minute) < (next.day, next.minute)).then_some(next)
    }

    /// How high the present step has to climb by now: 1 once it is overdue, one more after each `every` working days.
    #[must_use]
    pub fn level(&self, calendar: &Calendar, now: LocalMinute, every: u16) -> u8 {
        let Some(due) = self.due(calendar).and_then(Reading::due).filter(|due| due.is_past(now)) else {
            return 0;
        };
        let step = i64::from(END_OF_DAY) * i64::from(every.max(1));
        let higher = calendar.worked(due.moment(), now) / step;
        u8::try_from(higher).unwrap_or(LEVELS).saturating_add(1).min(LEVELS)
    }

    /// The term that begins with a step of the inspector's where a form gave the days of an order: one that was taken for
    /// unfounded goes back to the inspector, in whose own hours it is.
    #[must_use]
    pub const fn term_of(&self, step: Step, given: Option<Term>, own: Term) -> Option<Term> {
        match (step, self.state) {
            (Step::Fail, State::Unfounded) => Some(own),
            _ => given,
        }
    }
}
