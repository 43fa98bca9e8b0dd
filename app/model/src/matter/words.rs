//! What people call the codes of a matter, as they stand in spreadsheets beside the codes themselves.

use super::{CaseKind, Form, Issuer, Kind, Level, LimitUnit, MaterialForm, Mode, Person, ServiceObject, Topic};

impl Kind {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Benefit => "行政给付",
            Self::Confirmation => "行政确认",
            Self::Licence => "行政许可",
            Self::Reward => "行政奖励",
            Self::Adjudication => "行政裁决",
            Self::Other => "其他行政权力",
            Self::PublicService => "公共服务",
        }
    }
}

impl Level {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Town => "镇级",
            Self::Village => "村级",
        }
    }
}

impl ServiceObject {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Person => "自然人",
            Self::Company => "企业法人",
            Self::Institution => "事业法人",
            Self::Association => "社会组织法人",
            Self::NonLegal => "非法人企业",
            Self::Other => "其他组织",
        }
    }
}

impl CaseKind {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::AtOnce => "即办件",
            Self::Promised => "承诺件",
            Self::Other => "其他",
        }
    }
}

impl Form {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Window => "窗口办理",
            Self::Computer => "电脑端办理",
            Self::Mobile => "手机办理",
            Self::Post => "快递申请",
            Self::Other => "其他方式",
        }
    }
}

impl Issuer {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Applicant => "申请人自备",
            Self::Government => "政府部门核发",
            Self::Village => "村（社区）出具",
            Self::Hospital => "医疗机构出具",
            Self::Bank => "银行出具",
            Self::Employer => "用人单位出具",
            Self::School => "学校出具",
            Self::Counter => "窗口提供",
            Self::Other => "其他",
        }
    }
}

impl MaterialForm {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Paper => "纸质",
            Self::Electronic => "电子",
            Self::Either => "纸质或电子",
        }
    }
}

impl LimitUnit {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::WorkingDay => "工作日",
            Self::Day => "自然日",
        }
    }
}

impl Mode {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Immediate => "即时办理",
            Self::Assisted => "帮办代办",
            Self::Appointment => "预约办理",
            Self::HomeVisit => "上门办理",
            Self::SelfService => "自助办理",
        }
    }
}

impl Topic {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Household => "户口、身份、居住",
            Self::Birth => "生育、育儿",
            Self::Schooling => "上学、助学",
            Self::Work => "就业、技能、劳动维权",
            Self::Business => "经商办照",
            Self::Marriage => "婚姻、收养",
            Self::Health => "看病、医保",
            Self::Pension => "社保、养老保险",
            Self::OldAge => "高龄、养老服务",
            Self::Disability => "残疾人服务",
            Self::Hardship => "困难救助",
            Self::Farming => "种地、养殖、农机、补贴",
            Self::Land => "土地、林草、宅基地",
            Self::Housing => "住房、建房、危房改造",
            Self::Military => "参军、退役、优抚",
            Self::Party => "党员、组织、志愿服务",
            Self::Death => "身后事",
            Self::Dispute => "纠纷、法律援助",
            Self::Certificate => "证明、盖章",
            Self::Safety => "安全、环境、防疫",
            Self::Living => "水电气、交通、文化生活",
        }
    }
}

impl Person {
    /// The Chinese word.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Farmer => "农牧民",
            Self::Elderly => "老年人",
            Self::Woman => "妇女、孕产妇",
            Self::Child => "儿童、学生",
            Self::Veteran => "退役军人、优抚对象",
            Self::Disabled => "残疾人",
            Self::Worker => "务工、求职者",
            Self::Entrepreneur => "创业者、个体户",
            Self::InNeed => "困难群众",
            Self::PartyMember => "党员",
        }
    }
}
