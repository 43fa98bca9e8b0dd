//! What residents may say beside the level: reasons, the seven ones, further questions. A form's content is a version that stays
//! as it is once somebody has answered it.

use super::{Level, Service};
use crate::{id::Id, text::Names};
use serde::{Deserialize, Serialize};

/// Names a form.
pub type FormId = Id<Content>;

/// The content of one version of a form. The five levels are not in it: they are the same everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// Why somebody gives a level, to tick.
    pub reasons: Vec<Reason>,
    /// Whether the seven ones 七个一 are asked.
    pub seven: bool,
    /// Further questions.
    pub questions: Vec<Question>,
}

/// A reason, offered where one of its levels was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Names it within the form.
    pub code: String,
    /// What is read.
    pub names: Names,
    /// Where it is offered.
    pub levels: Vec<Level>,
}

/// A further question. None has to be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Names it within the form.
    pub code: String,
    /// What is asked.
    pub names: Names,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What there is to choose from; empty for the kinds that have nothing to choose.
    #[serde(default)]
    pub choices: Vec<Choice>,
}

/// One of the answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Names it within the question.
    pub code: String,
    /// What is read.
    pub names: Names,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// One of the choices.
    One,
    /// Any of the choices.
    Several,
    /// A number from 1, the least, to 5, the most.
    Scale,
    /// In words.
    Text,
    /// With photos.
    Photo,
}

impl QuestionKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::One, Self::Several, Self::Scale, Self::Text, Self::Photo];
    /// The most of a scale.
    pub const SCALE: i64 = 5;

    /// The word in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Several => "several",
            Self::Scale => "scale",
            Self::Text => "text",
            Self::Photo => "photo",
        }
    }

    /// Whether there is something to choose from.
    #[must_use]
    pub const fn has_choices(self) -> bool {
        matches!(self, Self::One | Self::Several)
    }
}

/// 七个一: what everybody should meet with at a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SevenOne {
    /// 一张笑脸相迎
    Smile,
    /// 一把椅子请坐
    Chair,
    /// 一杯热茶解渴
    Tea,
    /// 一席言语解惑
    Words,
    /// 一条途径解诉
    Path,
    /// 一件事情办好
    Done,
    /// 一声慢走相送
    Farewell,
}

impl SevenOne {
    /// In their order.
    pub const ALL: [Self; 7] = [
        Self::Smile,
        Self::Chair,
        Self::Tea,
        Self::Words,
        Self::Path,
        Self::Done,
        Self::Farewell,
    ];

    /// The word in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Smile => "smile",
            Self::Chair => "chair",
            Self::Tea => "tea",
            Self::Words => "words",
            Self::Path => "path",
            Self::Done => "done",
            Self::Farewell => "farewell",
        }
    }
}

impl Content {
    /// What is offered to whoever gave this level.
    pub fn reasons_of(&self, level: Level) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(move |reason| reason.levels.contains(&level))
    }

    /// The question of that code.
    #[must_use]
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.code == code)
    }
}

/// The word in the database for what a form is for; `any` for the form of kinds that have none of their own.
#[must_use]
pub fn form_code(service: Option<Service>) -> &'static str {
    service.map_or("any", Service::code)
}

/// Reads [`form_code`].
#[must_use]
pub fn form_service(code: &str) -> Option<Option<Service>> {
    match code {
        "any" => Some(None),
        other => Service::from_code(other).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_offered_where_its_level_was_given() {
        let reason = |code: &str, levels: &[Level]| Reason {
            code: code.into(),
            names: Names::new(code, ""),
            levels: levels.to_vec(),
        };
        let content = Content {
            reasons: vec![
                reason("quick", &[Level::VerySatisfied, Level::Satisfied]),
                reason("slow", &[Level::FairlySatisfied, Level::Dissatisfied]),
            ],
            ..Content::default()
        };
        let offered = |level| content.reasons_of(level).map(|r| r.code.as_str()).collect::<Vec<_>>();
        assert_eq!(offered(Level::Satisfied), ["quick"]);
        assert_eq!(offered(Level::Dissatisfied), ["slow"]);
        assert!(offered(Level::VeryDissatisfied).is_empty());
    }

    #[test]
    fn what_a_form_is_for_is_read_as_it_was_written() {
        for service in [
            None,
            Some(Service::Booking),
            Some(Service::Case),
            Some(Service::Counter),
        ] {
            assert_eq!(form_service(form_code(service)), Some(service));
        }
        assert_eq!(form_service("cellar"), None);
    }
}
