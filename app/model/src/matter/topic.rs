//! By which matters are found without their names: the occasion, and the person.

use serde::{Deserialize, Serialize};

/// The occasion in somebody's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// 户口、身份、居住
    Household,
    /// 生育、育儿
    Birth,
    /// 上学、助学
    Schooling,
    /// 就业、技能、劳动维权
    Work,
    /// 经商办照
    Business,
    /// 婚姻、收养
    Marriage,
    /// 看病、医保
    Health,
    /// 社保、养老保险
    Pension,
    /// 高龄、养老服务
    OldAge,
    /// 残疾人服务
    Disability,
    /// 困难救助
    Hardship,
    /// 种地、养殖、农机、补贴
    Farming,
    /// 土地、林草、宅基地
    Land,
    /// 住房、建房、危房改造
    Housing,
    /// 参军、退役、优抚
    Military,
    /// 党员、组织、志愿服务
    Party,
    /// 身后事
    Death,
    /// 纠纷、法律援助
    Dispute,
    /// 证明、盖章
    Certificate,
    /// 安全、环境、防疫
    Safety,
    /// 水电气、交通、文化生活
    Living,
}

impl Topic {
    /// In the order of lists.
    pub const ALL: [Self; 21] = [
        Self::Household,
        Self::Birth,
        Self::Schooling,
        Self::Work,
        Self::Business,
        Self::Marriage,
        Self::Health,
        Self::Pension,
        Self::OldAge,
        Self::Disability,
        Self::Hardship,
        Self::Farming,
        Self::Land,
        Self::Housing,
        Self::Military,
        Self::Party,
        Self::Death,
        Self::Dispute,
        Self::Certificate,
        Self::Safety,
        Self::Living,
    ];

    /// The word in the database, in forms, addresses and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Birth => "birth",
            Self::Schooling => "schooling",
            Self::Work => "work",
            Self::Business => "business",
            Self::Marriage => "marriage",
            Self::Health => "health",
            Self::Pension => "pension",
            Self::OldAge => "old_age",
            Self::Disability => "disability",
            Self::Hardship => "hardship",
            Self::Farming => "farming",
            Self::Land => "land",
            Self::Housing => "housing",
            Self::Military => "military",
            Self::Party => "party",
            Self::Death => "death",
            Self::Dispute => "dispute",
            Self::Certificate => "certificate",
            Self::Safety => "safety",
            Self::Living => "living",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// Whom a matter is for; a matter without any is for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// 农牧民
    Farmer,
    /// 老年人
    Elderly,
    /// 妇女、孕产妇
    Woman,
    /// 儿童、学生
    Child,
    /// 退役军人、优抚对象
    Veteran,
    /// 残疾人
    Disabled,
    /// 务工、求职者
    Worker,
    /// 创业者、个体户
    Entrepreneur,
    /// 困难群众
    InNeed,
    /// 党员
    PartyMember,
}

impl Person {
    /// In the order of lists.
    pub const ALL: [Self; 10] = [
        Self::Farmer,
        Self::Elderly,
        Self::Woman,
        Self::Child,
        Self::Veteran,
        Self::Disabled,
        Self::Worker,
        Self::Entrepreneur,
        Self::InNeed,
        Self::PartyMember,
    ];

    /// The word in the database, in forms, addresses and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Farmer => "farmer",
            Self::Elderly => "elderly",
            Self::Woman => "woman",
            Self::Child => "child",
            Self::Veteran => "veteran",
            Self::Disabled => "disabled",
            Self::Worker => "worker",
            Self::Entrepreneur => "entrepreneur",
            Self::InNeed => "in_need",
            Self::PartyMember => "party_member",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}
