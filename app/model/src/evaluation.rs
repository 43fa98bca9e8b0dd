//! Evaluation 好差评: one for one service, by the resident who had it, on five levels.

mod answers;
mod form;
mod form_input;
mod link;
mod moderation;

pub use answers::{
    Answer, AnswerInput, Answers, Details, DetailsInput, MAX_TEXT, MAX_WORDS, MOST_PHOTOS, PHOTO_MB, PHOTOS_MB,
    check_photos, photo_code, photo_field,
};
pub use form::{Choice, Content, FormId, Question, QuestionKind, Reason, SevenOne, form_code, form_service};
pub use form_input::{FormInput, QuestionInput, ReasonInput};
pub use link::{About, Link};
pub use moderation::{Decision, Moderation, ModerationInput, center_answer};

use crate::id::Id;
use serde::{Deserialize, Serialize};

/// Names what a resident is asked about: one service, one round.
pub type AskId = Id<Ask>;
/// Names an evaluation.
pub type EvaluationId = Id<Level>;

/// Names a photo that answers a question.
pub type PhotoId = Id<Answer>;

/// Tag of [`AskId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask;

/// How satisfied somebody is. The codes are those of GB/T 39046-2020 A.8: **1 is the best**.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Level {
    /// 非常满意
    VerySatisfied = 1,
    /// 满意
    Satisfied = 2,
    /// 基本满意
    FairlySatisfied = 3,
    /// 不满意
    Dissatisfied = 4,
    /// 非常不满意
    VeryDissatisfied = 5,
}

impl Level {
    /// From the best to the worst.
    pub const ALL: [Self; 5] = [
        Self::VerySatisfied,
        Self::Satisfied,
        Self::FairlySatisfied,
        Self::Dissatisfied,
        Self::VeryDissatisfied,
    ];

    /// 1 to 5.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// 差评: it opens a follow-up.
    #[must_use]
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Dissatisfied | Self::VeryDissatisfied)
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.code()
    }
}

impl TryFrom<u8> for Level {
    type Error = &'static str;

    fn try_from(code: u8) -> Result<Self, Self::Error> {
        Self::from_code(code).ok_or("a level is 1 to 5")
    }
}

/// Days for which a resident may answer after having been asked.
pub const ASK_DAYS: i64 = 30;
/// Days for which nobody rates on a device after staff have signed in or out on it: longer than a weekend, so that a desk's computer is
/// the staff's also before they sign in.
pub const STAFF_DEVICE_DAYS: i64 = 7;
/// Seconds after the first tap in which more may be said.
pub const DETAILS_SECONDS: i64 = 30 * 60;
/// Visits to one counter that are rated from one address in a day: a whole center behind one, no program that never ends.
pub const VISITS_AN_ADDRESS: i64 = 100;
/// Visits to one counter that are rated in a day, from wherever: more than any village has, fewer than a flood.
pub const VISITS_A_CENTER: i64 = 500;
/// A visit that was rated without a network counts for its day, if it is sent within so many seconds.
pub const VISIT_LATE_SECONDS: i64 = 7 * 86_400;

/// What kind of service is rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// 预约: a booking of a room.
    Booking,
    /// 办件: a case at the counter.
    Case,
    /// 窗口: a visit to the counter without a case.
    Counter,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Booking, Self::Case, Self::Counter];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Case => "case",
            Self::Counter => "counter",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.code() == code)
    }
}

/// How the service ended. Failures and cancellations are asked about as well as successes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It took place.
    Done,
    /// The center or the resident called it off.
    Cancelled,
    /// It was not granted.
    Refused,
    /// The resident did not come, or it was taken that they did not.
    Missed,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Done, Self::Cancelled, Self::Refused, Self::Missed];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
            Self::Missed => "missed",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_the_best_and_four_and_five_are_bad() {
        assert_eq!(Level::from_code(1), Some(Level::VerySatisfied));
        let bad: Vec<u8> = Level::ALL.into_iter().filter(|l| l.is_bad()).map(Level::code).collect();
        assert_eq!(bad, [4, 5]);
        for strange in [0, 6, 255] {
            assert_eq!(Level::from_code(strange), None);
            assert!(serde_json::from_str::<Level>(&strange.to_string()).is_err());
        }
    }
}
