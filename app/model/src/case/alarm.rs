//! What happens to a case by itself. Each clock is reminded of before it ends and climbs after, apart from the others: the town's part,
//! climbed as high as it goes, does not make the whole promise silent. Who is waited for too long is reminded of as well.

use super::{Case, Event, Step};
use crate::{
    hours::LocalMinute,
    workday::{Calendar, Clock, Due, END_OF_DAY, Term},
};
use serde::{Deserialize, Serialize};

/// How high an overdue case climbs: to whoever works on it, to the center's lead, to the town's.
pub const LEVELS: u8 = 3;
/// Working days after which an overdue case climbs one higher.
pub const CLIMB_DAYS: u16 = 2;
/// Working days after which a case that waits for its resident is reminded of.
pub const WAIT_DAYS: u16 = 10;
/// Working time before the end at which it is reminded of.
const REMIND_MINUTES: u16 = END_OF_DAY;

/// Which clock of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// What was promised; before it is accepted, the days for that.
    Whole,
    /// The town's part.
    Town,
    /// How long the resident is waited for.
    Wait,
}

impl Which {
    /// All of them, in the order in which they are looked at.
    pub const ALL: [Self; 3] = [Self::Town, Self::Whole, Self::Wait];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Town => "town",
            Self::Wait => "wait",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What has to happen by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// It is due soon, or has waited for long.
    Remind,
    /// It is overdue, and has to climb as high as this.
    Climb(u8),
}

impl Alarm {
    /// The step that it is, and how high that climbs.
    #[must_use]
    pub const fn step(self) -> (Step, u8) {
        match self {
            Self::Remind => (Step::Remind, 0),
            Self::Climb(level) => (Step::Climb, level),
        }
    }
}

/// How far one clock was told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Told {
    reminded: bool,
    climbed: u8,
}

impl Told {
    /// What is due later than it was is reminded of again; what is too late stays so.
    pub(super) const fn goes_on(&mut self) {
        self.reminded = self.climbed > 0;
    }
}

/// How far all clocks were told of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct AllTold {
    pub(super) whole: Told,
    pub(super) town: Told,
    pub(super) wait: Told,
}

impl AllTold {
    const fn of(&self, which: Which) -> Told {
        match which {
            Which::Whole => self.whole,
            Which::Town => self.town,
            Which::Wait => self.wait,
        }
    }

    const fn of_mut(&mut self, which: Which) -> &mut Told {
        match which {
            Which::Whole => &mut self.whole,
            Which::Town => &mut self.town,
            Which::Wait => &mut self.wait,
        }
    }
}

/// The first minute that does not belong to a term any more.
fn end(due: Due) -> LocalMinute {
    match (due.minute, due.day.tomorrow()) {
        (END_OF_DAY.., Ok(day)) => LocalMinute { day, minute: 0 },
        _ => due.moment(),
    }
}

/// When a term is reminded of: one working day before it ends.
fn soon(calendar: &Calendar, due: Due) -> LocalMinute {
    let (mut day, mut minutes, mut left) = (due.day, due.minute, REMIND_MINUTES);
    loop {
        if calendar.is_working(day) {
            if minutes >= left {
                let minute = minutes - left;
                return LocalMinute { day, minute };
            }
            left -= minutes;
        }
        let Ok(before) = day.yesterday() else {
            return LocalMinute { day, minute: 0 };
        };
        (day, minutes) = (before, END_OF_DAY);
    }
}

/// When a term that ended then climbs to a level above the first.
fn climbs(calendar: &Calendar, due: Due, level: u8) -> Option<LocalMinute> {
    let term = Term::Hours(24 * CLIMB_DAYS * u16::from(level.saturating_sub(1)));
    Clock::new(term, end(due)).read(calendar).due().map(end)
}

const fn key(at: LocalMinute) -> (jiff::civil::Date, u16) {
    (at.day, at.minute)
}

impl Case {
    /// One of its clocks was reminded of.
    #[must_use]
    pub const fn reminded(&self) -> bool {
        self.told.whole.reminded || self.told.town.reminded || self.told.wait.reminded
    }

    /// How high the one of its clocks has climbed that has climbed highest.
    #[must_use]
    pub fn climbed(&self) -> u8 {
        self.told.whole.climbed.max(self.told.town.climbed)
    }

    /// When something happens by itself next, if nobody takes a step before; none where nothing does.
    #[must_use]
    pub fn alarm_at(&self, calendar: &Calendar) -> Option<LocalMinute> {
        let next = |which: Which| self.next_of(which, self.ends(which, calendar)?, calendar);
        Which::ALL.into_iter().filter_map(next).min_by_key(|at| key(*at))
    }

    /// What has to happen by itself now, if anything, and which clock says so. Once that has been taken there may be more.
    #[must_use]
    pub fn alarm(&self, calendar: &Calendar, now: LocalMinute) -> Option<(Which, Alarm)> {
        Which::ALL.into_iter().find_map(|which| {
            let due = self.ends(which, calendar)?;
            let next = self.next_of(which, due, calendar)?;
            if key(next) > key(now) {
                return None;
            }
            if which == Which::Wait || !due.is_past(now) {
                return Some((which, Alarm::Remind));
            }
            let step = i64::from(END_OF_DAY) * i64::from(CLIMB_DAYS);
            let higher = calendar.worked(end(due), now) / step;
            let level = u8::try_from(higher).unwrap_or(LEVELS).saturating_add(1).min(LEVELS);
            // Whoever looks late finds the term ended that it should have reminded of.
            Some((which, Alarm::Climb(level.max(self.told.of(which).climbed + 1))))
        })
    }

    /// When a clock ends that runs, or had run out before it was stopped.
    fn ends(&self, which: Which, calendar: &Calendar) -> Option<Due> {
        match which {
            Which::Whole => self.due(calendar)?.whole.due(),
            Which::Town => self.due(calendar)?.town?.due(),
            Which::Wait => self.waits.as_ref()?.read(calendar).due(),
        }
    }

    fn next_of(&self, which: Which, due: Due, calendar: &Calendar) -> Option<LocalMinute> {
        let told = self.told.of(which);
        match (which, told.reminded, told.climbed) {
            (Which::Wait, true, _) | (_, _, LEVELS..) => None,
            (Which::Wait, false, _) | (_, true, 0) => Some(end(due)),
            (_, false, 0) => Some(soon(calendar, due)),
            (_, _, climbed) => climbs(calendar, due, climbed + 1),
        }
    }

    /// Takes what has happened by itself. What was written before clocks were told apart is the town's while that has it.
    pub(super) fn told(&mut self, event: &Event) -> Result<(), crate::Problem> {
        let which = event.clock.unwrap_or(if self.town.is_some() {
            Which::Town
        } else if self.waits.is_some() {
            Which::Wait
        } else {
            Which::Whole
        });
        let runs = match which {
            Which::Whole => true,
            Which::Town => self.town.is_some(),
            Which::Wait => self.waits.is_some(),
        };
        if !runs {
            return Err(crate::Problem::NotNow);
        }
        let told = self.told.of_mut(which);
        if event.step == Step::Remind {
            told.reminded = true;
        } else {
            told.climbed = event.level.clamp(told.climbed, LEVELS);
        }
        Ok(())
    }
}
