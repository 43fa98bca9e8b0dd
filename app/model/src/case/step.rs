//! The steps of a case: who takes them and what has to be said with them.

use super::Which;
use crate::{center::CenterId, date, hours::LocalMinute, staff::StaffId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Who has taken a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The resident, on their own device. Their name is in no event: what cannot be changed cannot be erased.
    Resident,
    /// A member of staff.
    Staff,
    /// It happened by itself.
    System,
}

impl Actor {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Resident, Self::Staff, Self::System];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Staff => "staff",
            Self::System => "system",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What a paused case waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// 等待申请人
    Resident,
    /// 特别程序: a hearing, a survey, a publication.
    Special,
}

impl Wait {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Resident, Self::Special];

    /// The word stored in the database and sent by forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Special => "special",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// How a case was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// 准予
    Granted,
    /// 不予
    NotGranted,
}

impl Decision {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Granted, Self::NotGranted];

    /// The word stored in the database and sent by forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::NotGranted => "not_granted",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Something that was asked for, by its name, and whether the one-time notice had listed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// 户口簿复印件
    pub name: String,
    /// The first notice named it; else it was missed at first notice.
    pub listed: bool,
}

/// When somebody is visited at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTime {
    /// On which day.
    #[serde(with = "date")]
    pub day: Date,
    /// Local minute from which somebody is there.
    pub from: u16,
    /// Local minute until which.
    pub to: u16,
}

/// How a case begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// The resident writes it and sends it later.
    Draft,
    /// It is there: at the counter, on the telephone, or sent at once.
    Submitted,
    /// 即办: registered and closed in one step.
    AtOnce,
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// It begins as a draft.
    Draft,
    /// It begins at the counter or by telephone.
    Register,
    /// 即办: begins and ends in one.
    AtOnce,
    /// The resident sends the draft.
    Submit,
    /// 一次性告知补正: everything that is missing, once.
    AskCorrection,
    /// What was missing is there.
    Supplement,
    /// 受理
    Accept,
    /// 不予受理
    Refuse,
    /// 开始办理
    Begin,
    /// 挂起
    Pause,
    /// The clock goes on.
    Resume,
    /// 转报镇里
    HandUp,
    /// 镇里退回
    Return,
    /// 移交: another center of the same town has it from then on; who first received it stays accountable.
    Transfer,
    /// 改约上门: they are visited at another time than was agreed. Not bound to the center's hours, which what residents ask for is: whoever
    /// goes may agree on an evening with them.
    Visit,
    /// 转交: somebody else of the same center works on it; who first received it stays accountable.
    Assign,
    /// 办结
    Decide,
    /// 取件
    Collect,
    /// 撤回
    Withdraw,
    /// 作废
    Void,
    /// 收取材料, with a receipt.
    PaperIn,
    /// 退还材料
    PaperOut,
    /// It is due soon.
    Remind,
    /// It is overdue, and told to somebody higher.
    Climb,
}

impl Step {
    /// In the order of the chain.
    pub const ALL: [Self; 24] = [
        Self::Draft,
        Self::Register,
        Self::AtOnce,
        Self::Submit,
        Self::AskCorrection,
        Self::Supplement,
        Self::Accept,
        Self::Refuse,
        Self::Begin,
        Self::Pause,
        Self::Resume,
        Self::HandUp,
        Self::Return,
        Self::Transfer,
        Self::Visit,
        Self::Assign,
        Self::Decide,
        Self::Collect,
        Self::Withdraw,
        Self::Void,
        Self::PaperIn,
        Self::PaperOut,
        Self::Remind,
        Self::Climb,
    ];

    /// The word stored in the database and sent by forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Register => "register",
            Self::AtOnce => "at_once",
            Self::Submit => "submit",
            Self::AskCorrection => "ask_correction",
            Self::Supplement => "supplement",
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Begin => "begin",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::HandUp => "hand_up",
            Self::Return => "return",
            Self::Transfer => "transfer",
            Self::Visit => "visit",
            Self::Assign => "assign",
            Self::Decide => "decide",
            Self::Collect => "collect",
            Self::Withdraw => "withdraw",
            Self::Void => "void",
            Self::PaperIn => "paper_in",
            Self::PaperOut => "paper_out",
            Self::Remind => "remind",
            Self::Climb => "climb",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Whether a member of staff takes it on a case that there is; some of these also for the resident who stands there or calls.
    #[must_use]
    pub const fn is_of_staff(self) -> bool {
        !matches!(
            self,
            Self::Draft | Self::Register | Self::AtOnce | Self::Submit | Self::Remind | Self::Climb
        )
    }

    /// Whether the resident takes it on their own device.
    #[must_use]
    pub const fn is_of_resident(self) -> bool {
        matches!(self, Self::Submit | Self::Supplement | Self::Withdraw)
    }

    /// Whether a member of staff has to say something with it; a resident withdraws without reasons.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(
            self,
            Self::Refuse
                | Self::Pause
                | Self::HandUp
                | Self::Return
                | Self::Transfer
                | Self::Withdraw
                | Self::Void
                | Self::PaperIn
        )
    }

    /// Whether the resident hears of it; the rest is between members of staff.
    #[must_use]
    pub const fn is_open_to_resident(self) -> bool {
        !matches!(self, Self::Assign | Self::Remind | Self::Climb)
    }

    /// Whether what is said with it is for the resident to read; the rest is between members of staff.
    #[must_use]
    pub const fn is_for_resident(self) -> bool {
        matches!(
            self,
            Self::AskCorrection
                | Self::Refuse
                | Self::Pause
                | Self::Decide
                | Self::AtOnce
                | Self::Visit
                | Self::Void
                | Self::PaperIn
                | Self::PaperOut
        )
    }
}

/// A step that was taken. None is ever changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Counted from 1 in its case.
    pub seq: i64,
    /// What.
    pub step: Step,
    /// When, in the deployment's zone.
    pub at: LocalMinute,
    /// Who.
    pub actor: Actor,
    /// The staff member's display name then; empty for everybody else.
    pub who: String,
    /// What was said.
    pub words: String,
    /// What a pause waits for.
    pub wait: Option<Wait>,
    /// How it was decided.
    pub decision: Option<Decision>,
    /// What was asked for.
    pub items: Vec<Item>,
    /// Working days that the town has, of a hand-up.
    pub days: Option<u16>,
    /// Which center has it from then on, of a hand-up or a transfer.
    pub center: Option<CenterId>,
    /// Who works on it from then on.
    pub assignee: Option<StaffId>,
    /// When they are visited from then on.
    #[serde(default)]
    pub visit: Option<VisitTime>,
    /// How high an overdue one has climbed; 0 for every other step.
    pub level: u8,
    /// Which clock, of what happened by itself; none in what was written before they were told apart.
    #[serde(default)]
    pub clock: Option<Which>,
}
