//! Follow-up 差评回访整改: what becomes of a bad rating or a complaint, step by step, with clocks in working time.
//!
//! Who was bad-rated is called back; what they say is verified or unfounded; what is verified is ordered to be put right by a day; the
//! inspector looks at it again; then it is closed and the resident is asked again. Every step is an event, and [`Chain`] is what
//! all of them come to: it says which steps there are next and when something is due. Nothing is closed that the inspector has not
//! checked again. Only a mistaken or malicious rating is set aside, by the inspector, and stays to be seen.

mod chain;
mod settings;
mod step;
#[cfg(test)]
mod tests;

pub use chain::{Chain, Extension, LEVELS, TRIES, TRY_MINUTES};
pub use settings::{FollowUpSettings, FollowUpSettingsInput};
pub use step::{By, Event, MOST_WORDS, NewStep, Step, StepInput};

use crate::{complaint::ComplaintId, evaluation::EvaluationId, id::Id};
use serde::{Deserialize, Serialize};

/// Names a follow-up.
pub type FollowUpId = Id<FollowUp>;
/// A follow-up towards people; made and read like a booking's.
pub use crate::booking::Number;

/// Tag of [`FollowUpId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowUp;

/// What it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A bad rating.
    Evaluation(EvaluationId),
    /// A complaint.
    Complaint(ComplaintId),
}

impl Origin {
    /// Whether it is a rating, which can be set aside.
    #[must_use]
    pub const fn is_evaluation(self) -> bool {
        matches!(self, Self::Evaluation(_))
    }
}

/// What became of a bad rating, for whoever gave it: nothing of it says who is dealing with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// Being looked into, or put right.
    Open,
    /// Put right, and checked again.
    PutRight,
    /// Looked into twice, and not found to be as it was said.
    Unfounded,
    /// Not counted.
    SetAside,
}

/// Where a follow-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 待回访: the inspector calls back.
    CallBack,
    /// 联系不上: nobody to call, or tried three times with hours between; the inspector looks into it without them.
    Unreachable,
    /// 属实: waits for the order to put it right.
    Verified,
    /// 不属实: waits for the inspector to check that once more and to tell the resident.
    Unfounded,
    /// 整改中: the center puts it right.
    Rectifying,
    /// 待复核: the center says that it is put right.
    Done,
    /// 申诉中: the center says that it is not as it was found; the inspector decides.
    Appealed,
    /// 办结
    Closed,
    /// 不计入: a mistaken or malicious rating; counts as nothing and stays to be seen.
    SetAside,
}

impl State {
    /// In the order of the chain.
    pub const ALL: [Self; 9] = [
        Self::CallBack,
        Self::Unreachable,
        Self::Verified,
        Self::Unfounded,
        Self::Rectifying,
        Self::Done,
        Self::Appealed,
        Self::Closed,
        Self::SetAside,
    ];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CallBack => "call_back",
            Self::Unreachable => "unreachable",
            Self::Verified => "verified",
            Self::Unfounded => "unfounded",
            Self::Rectifying => "rectifying",
            Self::Done => "done",
            Self::Appealed => "appealed",
            Self::Closed => "closed",
            Self::SetAside => "set_aside",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether something is still to be done.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::SetAside)
    }

    /// Whose turn it is; nobody's at the end.
    #[must_use]
    pub const fn turn(self) -> Option<By> {
        match self {
            Self::Closed | Self::SetAside => None,
            Self::Rectifying => Some(By::Center),
            _ => Some(By::Inspector),
        }
    }
}
