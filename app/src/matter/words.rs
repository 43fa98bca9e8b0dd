//! The words for what `model::matter` names.

use crate::lang::{Lang, t::matter as m};
use model::{
    matter::{
        CaseKind, FileRole, Form, Issuer, Kind, Level, Limit, LimitUnit, Material, MaterialForm, MatterFile, Mode,
        Person, ServiceObject, Topic,
    },
    text::Names,
};

/// A mode in two to four characters.
#[must_use]
pub fn mode(lang: Lang, mode: Mode) -> &'static str {
    match mode {
        Mode::Immediate => m::mode_immediate(lang),
        Mode::Assisted => m::mode_assisted(lang),
        Mode::Appointment => m::mode_appointment(lang),
        Mode::HomeVisit => m::mode_home_visit(lang),
        Mode::SelfService => m::mode_self_service(lang),
    }
}

/// What a mode means for whoever comes.
#[must_use]
pub fn mode_text(lang: Lang, mode: Mode) -> &'static str {
    match mode {
        Mode::Immediate => m::mode_immediate_text(lang),
        Mode::Assisted => m::mode_assisted_text(lang),
        Mode::Appointment => m::mode_appointment_text(lang),
        Mode::HomeVisit => m::mode_home_visit_text(lang),
        Mode::SelfService => m::mode_self_service_text(lang),
    }
}

/// Icon of a mode.
#[must_use]
pub const fn mode_icon(mode: Mode) -> &'static str {
    match mode {
        Mode::Immediate => "station",
        Mode::Assisted => "users",
        Mode::Appointment => "calendar",
        Mode::HomeVisit => "home",
        Mode::SelfService => "screen",
    }
}

/// 行使层级
#[must_use]
pub fn level(lang: Lang, level: Level) -> &'static str {
    match level {
        Level::Town => m::level_town(lang),
        Level::Village => m::level_village(lang),
    }
}

/// A time limit: at once, or so many days.
#[must_use]
pub fn limit(lang: Lang, limit: Limit) -> String {
    match (limit.count, limit.unit) {
        (0, _) => m::at_once(lang).to_owned(),
        (n, LimitUnit::WorkingDay) => m::working_days(lang, n),
        (n, LimitUnit::Day) => m::days(lang, n),
    }
}

/// What cases have really needed, given as twice the median.
#[must_use]
pub fn median(lang: Lang, twice: i64) -> String {
    let half = if twice % 2 == 0 { "" } else { ".5" };
    match twice {
        0 => m::needed_same_day(lang).to_owned(),
        _ => m::needed_days(lang, format!("{}{half}", twice / 2)),
    }
}

/// 事项类型
#[must_use]
pub fn kind(lang: Lang, kind: Kind) -> &'static str {
    match kind {
        Kind::Benefit => m::kind_benefit(lang),
        Kind::Confirmation => m::kind_confirmation(lang),
        Kind::Licence => m::kind_licence(lang),
        Kind::Reward => m::kind_reward(lang),
        Kind::Adjudication => m::kind_adjudication(lang),
        Kind::Other => m::kind_other(lang),
        Kind::PublicService => m::kind_public_service(lang),
    }
}

/// 办件类型
#[must_use]
pub fn case_kind(lang: Lang, kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::AtOnce => m::case_at_once(lang),
        CaseKind::Promised => m::case_promised(lang),
        CaseKind::Other => m::case_other(lang),
    }
}

/// 服务对象
#[must_use]
pub fn object(lang: Lang, object: ServiceObject) -> &'static str {
    match object {
        ServiceObject::Person => m::object_person(lang),
        ServiceObject::Company => m::object_company(lang),
        ServiceObject::Institution => m::object_institution(lang),
        ServiceObject::Association => m::object_association(lang),
        ServiceObject::NonLegal => m::object_non_legal(lang),
        ServiceObject::Other => m::object_other(lang),
    }
}

/// 办理形式
#[must_use]
pub fn form(lang: Lang, form: Form) -> &'static str {
    match form {
        Form::Window => m::form_window(lang),
        Form::Computer => m::form_computer(lang),
        Form::Mobile => m::form_mobile(lang),
        Form::Post => m::form_post(lang),
        Form::Other => m::form_other(lang),
    }
}

/// 出具机构
#[must_use]
pub fn issuer(lang: Lang, issuer: Issuer) -> &'static str {
    match issuer {
        Issuer::Applicant => m::issuer_applicant(lang),
        Issuer::Government => m::issuer_government(lang),
        Issuer::Village => m::issuer_village(lang),
        Issuer::Hospital => m::issuer_hospital(lang),
        Issuer::Bank => m::issuer_bank(lang),
        Issuer::Employer => m::issuer_employer(lang),
        Issuer::School => m::issuer_school(lang),
        Issuer::Counter => m::issuer_counter(lang),
        Issuer::Other => m::issuer_other(lang),
    }
}

/// 材料形式
#[must_use]
pub fn material_form(lang: Lang, form: MaterialForm) -> &'static str {
    match form {
        MaterialForm::Paper => m::paper(lang),
        MaterialForm::Electronic => m::electronic(lang),
        MaterialForm::Either => m::either(lang),
    }
}

/// How many of a material: 原件 1 份、复印件 1 份.
#[must_use]
pub fn amount(lang: Lang, material: &Material) -> String {
    match (material.originals, material.copies) {
        (0, 0) => material_form(lang, material.form).to_owned(),
        (originals, 0) => m::originals(lang, originals),
        (0, copies) => m::copies(lang, copies),
        (originals, copies) => m::both(lang, originals, copies),
    }
}

/// 空白表格, 样表
#[must_use]
pub fn file_role(lang: Lang, role: FileRole) -> &'static str {
    match role {
        FileRole::Blank => m::blank_form(lang),
        FileRole::Sample => m::filled_sample(lang),
    }
}

/// A file of a material with type and size: 空白表格 PDF 120 KB.
#[must_use]
pub fn file(lang: Lang, role: FileRole, file: &MatterFile) -> String {
    let kind = file.kind.end().to_ascii_uppercase();
    m::file_facts(lang, file_role(lang, role), kind, file.kilobytes())
}

/// A text of the catalog, and the language it is in where that is not the page's.
#[must_use]
pub fn text(lang: Lang, names: &Names) -> (String, Option<&'static str>) {
    let chinese = lang.english() && names.en.is_empty();
    (names.get(lang.english()).to_owned(), chinese.then_some("zh-Hans"))
}

/// The language of what the catalog has in Chinese only.
#[must_use]
pub const fn chinese(lang: Lang) -> Option<&'static str> {
    if lang.english() { Some("zh-Hans") } else { None }
}

/// An occasion.
#[must_use]
pub fn topic(lang: Lang, topic: Topic) -> &'static str {
    match topic {
        Topic::Household => m::topic_household(lang),
        Topic::Birth => m::topic_birth(lang),
        Topic::Schooling => m::topic_schooling(lang),
        Topic::Work => m::topic_work(lang),
        Topic::Business => m::topic_business(lang),
        Topic::Marriage => m::topic_marriage(lang),
        Topic::Health => m::topic_health(lang),
        Topic::Pension => m::topic_pension(lang),
        Topic::OldAge => m::topic_old_age(lang),
        Topic::Disability => m::topic_disability(lang),
        Topic::Hardship => m::topic_hardship(lang),
        Topic::Farming => m::topic_farming(lang),
        Topic::Land => m::topic_land(lang),
        Topic::Housing => m::topic_housing(lang),
        Topic::Military => m::topic_military(lang),
        Topic::Party => m::topic_party(lang),
        Topic::Death => m::topic_death(lang),
        Topic::Dispute => m::topic_dispute(lang),
        Topic::Certificate => m::topic_certificate(lang),
        Topic::Safety => m::topic_safety(lang),
        Topic::Living => m::topic_living(lang),
    }
}

/// Icon of an occasion.
#[must_use]
pub const fn topic_icon(topic: Topic) -> &'static str {
    match topic {
        Topic::Household => "users",
        Topic::Birth | Topic::Marriage => "heart",
        Topic::Schooling => "book",
        Topic::Work => "list",
        Topic::Business => "building",
        Topic::Health => "medicine",
        Topic::Pension | Topic::OldAge => "elder",
        Topic::Disability => "wheelchair",
        Topic::Hardship => "umbrella",
        Topic::Farming => "sun",
        Topic::Land => "map",
        Topic::Housing => "home",
        Topic::Military | Topic::Party => "flag",
        Topic::Death | Topic::Certificate => "papers",
        Topic::Dispute => "scales",
        Topic::Safety => "warn",
        Topic::Living => "tea",
    }
}

/// For whom.
#[must_use]
pub fn person(lang: Lang, person: Person) -> &'static str {
    match person {
        Person::Farmer => m::person_farmer(lang),
        Person::Elderly => m::person_elderly(lang),
        Person::Woman => m::person_woman(lang),
        Person::Child => m::person_child(lang),
        Person::Veteran => m::person_veteran(lang),
        Person::Disabled => m::person_disabled(lang),
        Person::Worker => m::person_worker(lang),
        Person::Entrepreneur => m::person_entrepreneur(lang),
        Person::InNeed => m::person_in_need(lang),
        Person::PartyMember => m::person_party_member(lang),
    }
}
