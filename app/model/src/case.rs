//! Cases 办件: what becomes of a matter that somebody brings, step by step, with a promise that is counted in working days.
//!
//! Every step is an event, and [`Case`] is what all of them come to: the only place that knows which step is possible next, who has
//! the case now and when something is due. What is missing is named at once: a correction is asked for once.

mod alarm;
mod chain;
mod file;
mod form;
mod later;
mod own;
mod step;
#[cfg(test)]
mod tests;

pub use alarm::{Alarm, CLIMB_DAYS, LEVELS, WAIT_DAYS, Which};
pub use chain::{ACCEPT_DAYS, Case, Due, MOST_WAITS};
pub use file::{CaseFile, FileId, FileKind, FileSettings, FileSettingsInput, MOST_MB};
pub use form::{
    MOST_HAND_UP_DAYS, MOST_ITEMS, MOST_WORDS, NewCase, NewStep, OpenInput, StepInput, SupplementInput, Visit,
};
pub use later::{LATER_DAYS, LaterInput, may_be_mistake};
pub use own::{MOST_OPEN, Own, OwnInput, Slot, VISIT_DAYS, Whom};
pub use step::{Actor, Decision, Event, Item, Start, Step, VisitTime, Wait};

use crate::id::Id;
use serde::{Deserialize, Serialize};

/// Names a case in the database.
pub type CaseId = Id<Case>;
/// Names papers that somebody has handed over for a case.
pub type PaperId = Id<Item>;
/// A case towards people: said on the telephone, with a character that notices a misheard one. Made and read like a booking's.
pub use crate::booking::Number;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 草稿: the resident has begun it and not sent it.
    Draft,
    /// 已提交: the center looks whether everything is there.
    Submitted,
    /// 待补正: everything that is missing was named; the resident brings it.
    Correction,
    /// 受理
    Accepted,
    /// 不予受理, with the reason.
    Refused,
    /// 办理中
    InProgress,
    /// 挂起: the clock stands.
    Paused,
    /// 转报: the town has it.
    HandedUp,
    /// 办结: granted or not.
    Decided,
    /// 撤回: by the resident.
    Withdrawn,
    /// 作废: it was registered by mistake.
    Void,
    /// 取件: the result was taken home.
    Collected,
}

impl State {
    /// In the order of the chain.
    pub const ALL: [Self; 12] = [
        Self::Draft,
        Self::Submitted,
        Self::Correction,
        Self::Accepted,
        Self::Refused,
        Self::InProgress,
        Self::Paused,
        Self::HandedUp,
        Self::Decided,
        Self::Withdrawn,
        Self::Void,
        Self::Collected,
    ];

    /// The word stored in the database and in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Correction => "correction",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::InProgress => "in_progress",
            Self::Paused => "paused",
            Self::HandedUp => "handed_up",
            Self::Decided => "decided",
            Self::Withdrawn => "withdrawn",
            Self::Void => "void",
            Self::Collected => "collected",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether something is still to be decided.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Refused | Self::Decided | Self::Withdrawn | Self::Void | Self::Collected
        )
    }

    /// Whether it is with the center's or the town's staff; not where the resident is waited for, nor at the end.
    #[must_use]
    pub const fn is_with_staff(self) -> bool {
        matches!(
            self,
            Self::Submitted | Self::Accepted | Self::InProgress | Self::HandedUp
        )
    }
}
