//! Whether residents' own words are shown to everybody: decided by a person, after what names somebody was masked.

use crate::{
    AppError,
    text::{Problems, clean, mask_words, one_of},
};
use serde::{Deserialize, Serialize};

/// How it stands with the words of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moderation {
    /// There are no words.
    None,
    /// Nobody has decided.
    Waiting,
    /// Everybody may read them, masked.
    Published,
    /// They stay with those who work on them.
    Withheld,
}

impl Moderation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Waiting, Self::Published, Self::Withheld];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Waiting => "waiting",
            Self::Published => "published",
            Self::Withheld => "withheld",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }
}

/// What a moderator sends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ModerationInput {
    /// `published` or `withheld`.
    pub decision: String,
    /// The words as everybody reads them.
    pub words: String,
    /// What the center answers; may be empty.
    pub answer: String,
}

/// What a moderator decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Published or withheld.
    pub moderation: Moderation,
    /// The words as everybody reads them, masked once more; empty where they are withheld.
    pub words: String,
    /// What the center answers.
    pub answer: String,
}

impl ModerationInput {
    /// Checks it; `names` are people who may not be named.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self, names: &[String]) -> Result<Decision, AppError> {
        let mut problems = Problems::new();
        let choices = [Moderation::Published, Moderation::Withheld];
        let moderation = problems.note(one_of("decision", &self.decision, &choices, Moderation::code));
        let publishes = moderation == Some(Moderation::Published);
        let words = problems.take(clean("words", &self.words, publishes, super::MAX_WORDS));
        let answer = problems.take(clean("answer", &self.answer, false, super::MAX_WORDS));
        problems.finish(Decision {
            moderation: moderation.unwrap_or(Moderation::Withheld),
            words: if publishes {
                mask_words(&words, names)
            } else {
                String::new()
            },
            answer: mask_words(&answer, names),
        })
    }
}

/// What a center answers to words, for everybody to read, masked; `names` are people who may not be named. Empty takes it back.
///
/// # Errors
/// Why it is no answer, at `answer`.
pub fn center_answer(answer: &str, names: &[String]) -> Result<String, AppError> {
    let mut problems = Problems::new();
    let answer = problems.take(clean("answer", answer, false, super::MAX_WORDS));
    problems.finish(mask_words(&answer, names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Problem;

    #[test]
    fn what_is_published_is_masked_once_more_and_what_is_withheld_is_empty() {
        let input = ModerationInput {
            decision: "published".into(),
            words: "打13812345678找王小明".into(),
            answer: String::new(),
        };
        let decided = input.check(&["王小明".into()]).unwrap();
        assert_eq!(decided.words, "打138****5678找王*");
        let withheld = ModerationInput {
            decision: "withheld".into(),
            ..input.clone()
        };
        assert_eq!(withheld.check(&[]).unwrap().words, "");
        let nothing = ModerationInput {
            words: " ".into(),
            ..input
        };
        assert_eq!(nothing.check(&[]), Err(AppError::field("words", Problem::Required)));
    }

    #[test]
    fn a_decision_is_one_of_two() {
        for decision in ["", "none", "waiting", "deleted"] {
            let input = ModerationInput {
                decision: decision.into(),
                words: "好".into(),
                ..Default::default()
            };
            assert!(matches!(input.check(&[]), Err(AppError::Invalid { fields }) if fields[0].field == "decision"));
        }
    }
}
