//! The content of one version of a matter.

use super::{Answer, MatterFile, Mode, Person, Topic};
use crate::{case::ACCEPT_DAYS, text::Names};
use serde::{Deserialize, Serialize};

/// Everything a guide 办事指南 says. English is there where somebody wrote it; Chinese always is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// 基本编码, at most 10 of `A-Z 0-9 -`. Stays the same over all versions.
    pub code: String,
    /// 实施编码, at most 24; empty where none was given out.
    #[serde(default)]
    pub implementation_code: String,
    /// 事项名称
    pub name: Names,
    /// One or two sentences in plain words: what somebody has in the end, and for whom it is.
    #[serde(default)]
    pub summary: Names,
    /// Everyday words, older names and what people type: 新农合, 老年补贴. Not shown; searched.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Occasions.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// For whom; empty for everybody.
    #[serde(default)]
    pub people: Vec<Person>,
    /// 事项类型
    pub kind: Kind,
    /// 行使层级
    pub level: Level,
    /// 设定依据, one document each.
    #[serde(default)]
    pub basis: Vec<String>,
    /// 实施主体
    pub body: String,
    /// 实施主体编码 (unified social credit code); empty where unknown.
    #[serde(default)]
    pub body_code: String,
    /// 联办机构; empty where nobody else takes part.
    #[serde(default)]
    pub partners: Vec<String>,
    /// 服务对象
    pub objects: Vec<ServiceObject>,
    /// 办件类型
    pub case_kind: CaseKind,
    /// 法定办结时限; none where no rule sets one.
    #[serde(default)]
    pub statutory: Option<Limit>,
    /// 承诺办结时限
    pub promised: Limit,
    /// 特别程序 and what else stops the clock, in words; empty where nothing does.
    #[serde(default)]
    pub special: String,
    /// 受理条件, one each: who may have it.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// 办理流程
    #[serde(default)]
    pub steps: Vec<Step>,
    /// 结果名称; empty where there is nothing to take home.
    #[serde(default)]
    pub result: String,
    /// 是否收费、依据
    #[serde(default)]
    pub fee: Fee,
    /// 通办范围 and limits of number, in words; empty where nothing is to be said.
    #[serde(default)]
    pub reach: String,
    /// 数量限制; empty where there is none.
    #[serde(default)]
    pub quota: String,
    /// 办理形式
    #[serde(default)]
    pub forms: Vec<Form>,
    /// The modes that are allowed.
    pub modes: Vec<Mode>,
    /// 网上支付
    #[serde(default)]
    pub online_payment: bool,
    /// 物流快递
    #[serde(default)]
    pub delivery: bool,
    /// 网办: the outside platform's address for [`Mode::SelfService`]; empty where there is none.
    #[serde(default)]
    pub online: String,
    /// 到现场次数: how often somebody has to come, at most.
    #[serde(default)]
    pub visits: u8,
    /// 办理地点, where it is more than the center's counter (a floor, a window, the hall of an office); else empty.
    #[serde(default)]
    pub place: String,
    /// 办理时间, where it is not the center's hours (a window of the year); else empty.
    #[serde(default)]
    pub when: String,
    /// 咨询方式: a telephone number; empty for the center's own.
    #[serde(default)]
    pub consult: String,
    /// 监督投诉方式: a telephone number; empty for the deployment's own.
    #[serde(default)]
    pub supervise: String,
    /// The plain questions that narrow the materials to one person.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// 申请材料
    #[serde(default)]
    pub materials: Vec<Material>,
    /// 常见问题
    #[serde(default)]
    pub faq: Vec<Qa>,
}

/// A question of the guide: 您是本人来办吗？
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Names it within the matter, `[a-z0-9_]`.
    pub code: String,
    /// What is asked.
    pub text: Names,
    /// At least two.
    pub choices: Vec<Choice>,
    /// Asked only where all of these were answered; earlier questions only.
    #[serde(default)]
    pub only_if: Vec<Answer>,
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Names it within the question, `[a-z0-9_]`.
    pub code: String,
    /// What is read.
    pub text: Names,
    /// Whoever chooses this cannot have the matter, or not here: why, and what they can do instead. Empty for all others.
    #[serde(default)]
    pub stop: String,
    /// Worth knowing for whoever chooses this; empty where nothing is.
    #[serde(default)]
    pub hint: String,
}

/// What somebody brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// Names it within the matter, `[a-z0-9_]`; the same over versions.
    pub code: String,
    /// 材料名称
    pub name: Names,
    /// 出具机构: who issues it.
    #[serde(default)]
    pub issuer: Issuer,
    /// 材料来源渠道 in words, where the issuer alone does not say how to get it.
    #[serde(default)]
    pub source: String,
    /// 原件份数
    #[serde(default)]
    pub originals: u8,
    /// 复印件份数
    #[serde(default)]
    pub copies: u8,
    /// Paper, electronic, or either.
    #[serde(default)]
    pub form: MaterialForm,
    /// 是否必备; what is not is brought where somebody has it.
    #[serde(default = "yes")]
    pub required: bool,
    /// 说明: what has to be on it, how old it may be.
    #[serde(default)]
    pub note: String,
    /// Needed only where one of these groups holds whole; everybody needs it where there are none.
    #[serde(default)]
    pub when: Vec<Vec<Answer>>,
    /// 空白表格: the form that is filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank: Option<MatterFile>,
    /// 样表: one that is filled in, to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<MatterFile>,
}

const fn yes() -> bool {
    true
}

/// 办理流程: one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// 申请, 受理, 审核 …
    pub name: String,
    /// Who does what.
    #[serde(default)]
    pub what: String,
    /// How long it takes; none where nobody says.
    #[serde(default)]
    pub limit: Option<Limit>,
}

impl Step {
    /// How long it takes, where that is the step's own: the acceptance 受理 takes what [`Content::accepted_within`] says.
    #[must_use]
    pub fn own_limit(&self) -> Option<Limit> {
        self.limit.filter(|_| self.name != "受理")
    }
}

impl Content {
    /// Within what a center says whether it accepts: what the clock of every case counts, whatever its matter. None for what is done at
    /// once.
    #[must_use]
    pub fn accepted_within(&self) -> Option<Limit> {
        (self.promised.count > 0).then_some(Limit {
            count: ACCEPT_DAYS,
            unit: LimitUnit::WorkingDay,
        })
    }
}

/// 常见问题: one question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qa {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// 是否收费
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Fee {
    /// What it costs, in words: 工本费每证 5 元. Empty where it costs nothing.
    pub amount: String,
    /// 收费依据; there where it costs something.
    pub basis: String,
}

impl Fee {
    /// Whether it costs nothing.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.amount.is_empty()
    }
}

/// A time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// How many; 0 is at once 当场办结.
    pub count: u16,
    /// Of what.
    #[serde(default)]
    pub unit: LimitUnit,
}

impl Limit {
    /// 当场办结
    pub const AT_ONCE: Self = Self {
        count: 0,
        unit: LimitUnit::WorkingDay,
    };
}

/// 时限单位
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// 工作日
    #[default]
    WorkingDay,
    /// 自然日
    Day,
}

impl LimitUnit {
    /// In the order of forms.
    pub const ALL: [Self; 2] = [Self::WorkingDay, Self::Day];

    /// The word in forms and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WorkingDay => "working_day",
            Self::Day => "day",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// 事项类型, as far as towns and villages have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 行政给付
    Benefit,
    /// 行政确认
    Confirmation,
    /// 行政许可
    Licence,
    /// 行政奖励
    Reward,
    /// 行政裁决
    Adjudication,
    /// 其他行政权力
    Other,
    /// 公共服务
    PublicService,
}

impl Kind {
    /// In the order of forms.
    pub const ALL: [Self; 7] = [
        Self::Benefit,
        Self::Confirmation,
        Self::Licence,
        Self::Reward,
        Self::Adjudication,
        Self::Other,
        Self::PublicService,
    ];

    /// The word in forms and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Benefit => "benefit",
            Self::Confirmation => "confirmation",
            Self::Licence => "licence",
            Self::Reward => "reward",
            Self::Adjudication => "adjudication",
            Self::Other => "other",
            Self::PublicService => "public_service",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The code of GB/T 39046-2020.
    #[must_use]
    pub const fn standard(self) -> &'static str {
        match self {
            Self::Benefit => "05",
            Self::Confirmation => "07",
            Self::Licence => "01",
            Self::Reward => "08",
            Self::Adjudication => "09",
            Self::Other => "10",
            Self::PublicService => "20",
        }
    }
}

/// 行使层级: who handles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 镇（乡、街道）级
    Town,
    /// 村（社区）级
    Village,
}

impl Level {
    /// In the order of forms.
    pub const ALL: [Self; 2] = [Self::Town, Self::Village];

    /// The word in forms and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::Village => "village",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The code of GB/T 39046-2020.
    #[must_use]
    pub const fn standard(self) -> &'static str {
        match self {
            Self::Town => "5",
            Self::Village => "6",
        }
    }
}

/// 服务对象
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceObject {
    /// 自然人
    Person,
    /// 企业法人
    Company,
    /// 事业法人
    Institution,
    /// 社会组织法人
    Association,
    /// 非法人企业
    NonLegal,
    /// 其他组织
    Other,
}

impl ServiceObject {
    /// In the order of forms.
    pub const ALL: [Self; 6] = [
        Self::Person,
        Self::Company,
        Self::Institution,
        Self::Association,
        Self::NonLegal,
        Self::Other,
    ];

    /// The word in forms and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
            Self::Institution => "institution",
            Self::Association => "association",
            Self::NonLegal => "non_legal",
            Self::Other => "other",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The code of GB/T 39046-2020.
    #[must_use]
    pub const fn standard(self) -> &'static str {
        match self {
            Self::Person => "1",
            Self::Company => "2",
            Self::Institution => "3",
            Self::Association => "4",
            Self::NonLegal => "5",
            Self::Other => "6",
        }
    }
}

/// 办件类型
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// 即办件
    AtOnce,
    /// 承诺件
    Promised,
    /// 其他
    Other,
}

impl CaseKind {
    /// In the order of forms.
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::Promised, Self::Other];

    /// The word in forms and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Promised => "promised",
            Self::Other => "other",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The code of GB/T 39046-2020.
    #[must_use]
    pub const fn standard(self) -> &'static str {
        match self {
            Self::AtOnce => "1",
            Self::Promised => "2",
            Self::Other => "9",
        }
    }
}

/// 办理形式
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// 窗口办理
    Window,
    /// 电脑端办理
    Computer,
    /// 移动端办理
    Mobile,
    /// 快递申请
    Post,
    /// 其他
    Other,
}

impl Form {
    /// In the order of forms.
    pub const ALL: [Self; 5] = [Self::Window, Self::Computer, Self::Mobile, Self::Post, Self::Other];

    /// The word in forms and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Computer => "computer",
            Self::Mobile => "mobile",
            Self::Post => "post",
            Self::Other => "other",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The code of GB/T 39046-2020.
    #[must_use]
    pub const fn standard(self) -> &'static str {
        match self {
            Self::Window => "1",
            Self::Computer => "2",
            Self::Mobile => "3",
            Self::Post => "4",
            Self::Other => "9",
        }
    }
}

/// 出具机构: where a material comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issuer {
    /// 申请人自备
    #[default]
    Applicant,
    /// 政府部门核发
    Government,
    /// 村（社区）出具
    Village,
    /// 医疗机构出具
    Hospital,
    /// 银行出具
    Bank,
    /// 用人单位出具
    Employer,
    /// 学校出具
    School,
    /// 窗口提供（现场填写）
    Counter,
    /// 其他
    Other,
}

impl Issuer {
    /// In the order of forms.
    pub const ALL: [Self; 9] = [
        Self::Applicant,
        Self::Government,
        Self::Village,
        Self::Hospital,
        Self::Bank,
        Self::Employer,
        Self::School,
        Self::Counter,
        Self::Other,
    ];

    /// The word in forms and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Government => "government",
            Self::Village => "village",
            Self::Hospital => "hospital",
            Self::Bank => "bank",
            Self::Employer => "employer",
            Self::School => "school",
            Self::Counter => "counter",
            Self::Other => "other",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// 材料形式
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialForm {
    /// 纸质
    #[default]
    Paper,
    /// 电子
    Electronic,
    /// 纸质或电子
    Either,
}

impl MaterialForm {
    /// In the order of forms.
    pub const ALL: [Self; 3] = [Self::Paper, Self::Electronic, Self::Either];

    /// The word in forms and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Electronic => "electronic",
            Self::Either => "either",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}
