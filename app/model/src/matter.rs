//! Matter 服务事项: what a center does for people, what it takes, and how. Field names after GB/T 39046-2020.
//!
//! A matter's content is a version: a case and an issued notice keep the one they began with.

mod check;
mod content;
mod file;
mod input;
mod mode;
mod notation;
mod notice;
pub mod search;
mod topic;
mod words;

pub use check::{MAX_ROWS, is_code};
pub use content::{
    CaseKind, Choice, Content, Fee, Form, Issuer, Kind, Level, Limit, LimitUnit, Material, MaterialForm, Qa, Question,
    ServiceObject, Step,
};
pub use file::{FileRole, KeptFile, MatterFile};
pub use input::{MaterialInput, MatterInput, QuestionInput};
pub use mode::Mode;
pub use notice::{Answer, Answers, Narrowed, Outcome};
pub use topic::{Person, Topic};

use crate::id::Id;

/// Names a matter in the database.
pub type MatterId = Id<Content>;

/// Names an issued one-time notice in the database: what was answered there stays.
pub type NoticeId = Id<Answers>;
