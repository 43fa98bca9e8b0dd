//! The steps of a follow-up: who takes them, what has to be said with them, and what a form sends.

use super::FollowUpSettings;
use crate::{
    AppError, Problem,
    hours::LocalMinute,
    staff::StaffId,
    text::{Problems, clean, one_of, whole_number},
    workday::Term,
};
use serde::{Deserialize, Serialize};

/// The most characters that are said with a step.
pub const MOST_WORDS: u32 = 1000;

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// 镇纪检
    Inspector,
    /// The center it is about: whoever has to put it right, its lead, the town's staff.
    Center,
    /// It happens by itself.
    System,
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It begins; there is somebody to call.
    Opened,
    /// It begins; whoever said it left no way to be called.
    OpenedSilent,
    /// 未接通: called, and nobody answered.
    NotReached,
    /// 属实
    Verify,
    /// 不属实, with the evidence.
    Unfounded,
    /// 交办: somebody is to put it right by a day.
    Order,
    /// 整改完成, with what was done.
    Done,
    /// 复核通过: and the resident is told.
    Pass,
    /// 复核不通过: back to whoever has to put it right, or to what was found.
    Fail,
    /// 申请延期
    AskExtension,
    /// 同意延期
    Extend,
    /// 不同意延期
    RefuseExtension,
    /// 等待群众: the clock stops.
    Pause,
    /// The clock goes on.
    Resume,
    /// 申诉
    Appeal,
    /// The center is right.
    Uphold,
    /// It is as it was found.
    Reject,
    /// 不计入, with the reason.
    SetAside,
    /// 逐级上报: overdue, and told to somebody higher.
    Climb,
    /// 告知中心: what the center may read of a complaint, and which center it is.
    Release,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Opened,
        Self::OpenedSilent,
        Self::NotReached,
        Self::Verify,
        Self::Unfounded,
        Self::Order,
        Self::Done,
        Self::Pass,
        Self::Fail,
        Self::AskExtension,
        Self::Extend,
        Self::RefuseExtension,
        Self::Pause,
        Self::Resume,
        Self::Appeal,
        Self::Uphold,
        Self::Reject,
        Self::SetAside,
        Self::Climb,
        Self::Release,
    ];

    /// The word stored in the database and sent by forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::OpenedSilent => "opened_silent",
            Self::NotReached => "not_reached",
            Self::Verify => "verify",
            Self::Unfounded => "unfounded",
            Self::Order => "order",
            Self::Done => "done",
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::AskExtension => "ask_extension",
            Self::Extend => "extend",
            Self::RefuseExtension => "refuse_extension",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Appeal => "appeal",
            Self::Uphold => "uphold",
            Self::Reject => "reject",
            Self::SetAside => "set_aside",
            Self::Climb => "climb",
            Self::Release => "release",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Who takes it.
    #[must_use]
    pub const fn by(self) -> By {
        match self {
            Self::Opened | Self::OpenedSilent | Self::Climb => By::System,
            Self::Done | Self::AskExtension | Self::Appeal => By::Center,
            _ => By::Inspector,
        }
    }

    /// What is said with it is for inspectors only: it may say who rated or reported, and what they told on the telephone.
    #[must_use]
    pub const fn is_inside(self) -> bool {
        matches!(
            self,
            Self::NotReached | Self::Verify | Self::Unfounded | Self::Pause | Self::Resume
        )
    }

    /// Whether something has to be said with it.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        !matches!(
            self,
            Self::Opened | Self::OpenedSilent | Self::NotReached | Self::Extend | Self::Resume | Self::Climb
        )
    }
}

/// A step that was taken. None is ever changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Counted from 1 in its follow-up.
    pub seq: i64,
    /// What.
    pub step: Step,
    /// When, in the deployment's zone.
    pub at: LocalMinute,
    /// Who, as a display name then.
    pub who: String,
    /// What was said; empty while it is sealed.
    pub words: String,
    /// What was said in the chain of a complaint, as it is stored: only the deployment's key opens it.
    pub sealed: Option<Vec<u8>>,
    /// The term that begins with it.
    pub term: Option<Term>,
    /// Who is responsible from then on.
    pub responsible: Option<StaffId>,
    /// How high an overdue one has climbed; 0 for every other step.
    pub level: u8,
}

/// A step as it is taken: what the person says with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// Which.
    pub step: Step,
    /// What is said; empty where it is sealed.
    pub words: String,
    /// What is said in the chain of a complaint, sealed.
    pub sealed: Option<Vec<u8>>,
    /// Who is to put it right.
    pub responsible: Option<StaffId>,
    /// The term that begins with it.
    pub term: Option<Term>,
}

/// A step as a form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StepInput {
    /// [`Step::code`].
    pub step: String,
    /// What is said.
    pub words: String,
    /// Key of who is to put it right, for an order.
    pub responsible: String,
    /// Working days, for an order and for one that is to be put right again; empty for as many as are set.
    pub days: String,
}

impl NewStep {
    /// What the center may read of a complaint.
    #[must_use]
    pub const fn release(sealed: Vec<u8>) -> Self {
        Self {
            step: Step::Release,
            words: String::new(),
            sealed: Some(sealed),
            responsible: None,
            term: None,
        }
    }
}

impl StepInput {
    /// Checks what was typed. Whether the step is possible now is for [`super::Chain::may`].
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self, settings: &FollowUpSettings) -> Result<NewStep, AppError> {
        let mut problems = Problems::new();
        // What is released has a form of its own, which says which center as well.
        let steps: Vec<Step> = Step::ALL
            .into_iter()
            .filter(|s| s.by() != By::System && *s != Step::Release)
            .collect();
        let Some(step) = problems.note(one_of("step", &self.step, &steps, Step::code)) else {
            return problems.finish(NewStep {
                step: Step::Resume,
                words: String::new(),
                sealed: None,
                responsible: None,
                term: None,
            });
        };
        let words = problems.take(clean("words", &self.words, step.needs_words(), MOST_WORDS));
        let responsible = match (step, self.responsible.trim()) {
            (Step::Order, "") => {
                problems.add("responsible", Problem::Required);
                None
            }
            (Step::Order, id) => id
                .parse()
                .map_err(|_| problems.add("responsible", Problem::NoSuch { what: String::new() }))
                .ok(),
            _ => None,
        };
        let most = i64::from(settings.rectify_days);
        let days = match (step, self.days.trim()) {
            (Step::Order | Step::Fail, text) if !text.is_empty() => problems.take(whole_number("days", text, 1, most)),
            _ => most,
        };
        let days = Term::Days(u16::try_from(days).unwrap_or(settings.rectify_days));
        let hours = Term::Hours(settings.call_back_hours);
        let term = match step {
            Step::Order | Step::Fail => Some(days),
            Step::Extend => Some(Term::Days(settings.extended_days)),
            Step::Verify | Step::Unfounded | Step::Done | Step::Appeal | Step::Uphold => Some(hours),
            _ => None,
        };
        problems.finish(NewStep {
            step,
            words,
            sealed: None,
            responsible,
            term,
        })
    }
}
