//! The official words for what a matter's codes mean (GB/T 39046-2020), for the panel; residents read the plain ones in [`super::words`].

use crate::lang::{Lang, t};
use model::matter::{CaseKind, Form, Issuer, Kind, Level, LimitUnit, MaterialForm, Mode, Person, ServiceObject, Topic};

/// See [`Kind`].
#[must_use]
pub fn kind(lang: Lang, code: Kind) -> &'static str {
    use t::matter_word as w;
    match code {
        Kind::Benefit => w::kind_benefit(lang),
        Kind::Confirmation => w::kind_confirmation(lang),
        Kind::Licence => w::kind_licence(lang),
        Kind::Reward => w::kind_reward(lang),
        Kind::Adjudication => w::kind_adjudication(lang),
        Kind::Other => w::kind_other(lang),
        Kind::PublicService => w::kind_public_service(lang),
    }
}

/// See [`Level`].
#[must_use]
pub fn level(lang: Lang, code: Level) -> &'static str {
    use t::matter_word as w;
    match code {
        Level::Town => w::level_town(lang),
        Level::Village => w::level_village(lang),
    }
}

/// See [`ServiceObject`].
#[must_use]
pub fn object(lang: Lang, code: ServiceObject) -> &'static str {
    use t::matter_word as w;
    match code {
        ServiceObject::Person => w::object_person(lang),
        ServiceObject::Company => w::object_company(lang),
        ServiceObject::Institution => w::object_institution(lang),
        ServiceObject::Association => w::object_association(lang),
        ServiceObject::NonLegal => w::object_non_legal(lang),
        ServiceObject::Other => w::object_other(lang),
    }
}

/// See [`CaseKind`].
#[must_use]
pub fn case_kind(lang: Lang, code: CaseKind) -> &'static str {
    use t::matter_word as w;
    match code {
        CaseKind::AtOnce => w::case_kind_at_once(lang),
        CaseKind::Promised => w::case_kind_promised(lang),
        CaseKind::Other => w::case_kind_other(lang),
    }
}

/// See [`Form`].
#[must_use]
pub fn form(lang: Lang, code: Form) -> &'static str {
    use t::matter_word as w;
    match code {
        Form::Window => w::form_window(lang),
        Form::Computer => w::form_computer(lang),
        Form::Mobile => w::form_mobile(lang),
        Form::Post => w::form_post(lang),
        Form::Other => w::form_other(lang),
    }
}

/// See [`Issuer`].
#[must_use]
pub fn issuer(lang: Lang, code: Issuer) -> &'static str {
    use t::matter_word as w;
    match code {
        Issuer::Applicant => w::issuer_applicant(lang),
        Issuer::Government => w::issuer_government(lang),
        Issuer::Village => w::issuer_village(lang),
        Issuer::Hospital => w::issuer_hospital(lang),
        Issuer::Bank => w::issuer_bank(lang),
        Issuer::Employer => w::issuer_employer(lang),
        Issuer::School => w::issuer_school(lang),
        Issuer::Counter => w::issuer_counter(lang),
        Issuer::Other => w::issuer_other(lang),
    }
}

/// See [`MaterialForm`].
#[must_use]
pub fn material_form(lang: Lang, code: MaterialForm) -> &'static str {
    use t::matter_word as w;
    match code {
        MaterialForm::Paper => w::material_form_paper(lang),
        MaterialForm::Electronic => w::material_form_electronic(lang),
        MaterialForm::Either => w::material_form_either(lang),
    }
}

/// See [`LimitUnit`].
#[must_use]
pub fn unit(lang: Lang, code: LimitUnit) -> &'static str {
    use t::matter_word as w;
    match code {
        LimitUnit::WorkingDay => w::unit_working_day(lang),
        LimitUnit::Day => w::unit_day(lang),
    }
}

/// See [`Mode`].
#[must_use]
pub fn mode(lang: Lang, code: Mode) -> &'static str {
    use t::matter_word as w;
    match code {
        Mode::Immediate => w::mode_immediate(lang),
        Mode::Assisted => w::mode_assisted(lang),
        Mode::Appointment => w::mode_appointment(lang),
        Mode::HomeVisit => w::mode_home_visit(lang),
        Mode::SelfService => w::mode_self_service(lang),
    }
}

/// See [`Topic`].
#[must_use]
pub fn topic(lang: Lang, code: Topic) -> &'static str {
    use t::matter_word as w;
    match code {
        Topic::Household => w::topic_household(lang),
        Topic::Birth => w::topic_birth(lang),
        Topic::Schooling => w::topic_schooling(lang),
        Topic::Work => w::topic_work(lang),
        Topic::Business => w::topic_business(lang),
        Topic::Marriage => w::topic_marriage(lang),
        Topic::Health => w::topic_health(lang),
        Topic::Pension => w::topic_pension(lang),
        Topic::OldAge => w::topic_old_age(lang),
        Topic::Disability => w::topic_disability(lang),
        Topic::Hardship => w::topic_hardship(lang),
        Topic::Farming => w::topic_farming(lang),
        Topic::Land => w::topic_land(lang),
        Topic::Housing => w::topic_housing(lang),
        Topic::Military => w::topic_military(lang),
        Topic::Party => w::topic_party(lang),
        Topic::Death => w::topic_death(lang),
        Topic::Dispute => w::topic_dispute(lang),
        Topic::Certificate => w::topic_certificate(lang),
        Topic::Safety => w::topic_safety(lang),
        Topic::Living => w::topic_living(lang),
    }
}

/// See [`Person`].
#[must_use]
pub fn person(lang: Lang, code: Person) -> &'static str {
    use t::matter_word as w;
    match code {
        Person::Farmer => w::for_farmer(lang),
        Person::Elderly => w::for_elderly(lang),
        Person::Woman => w::for_woman(lang),
        Person::Child => w::for_child(lang),
        Person::Veteran => w::for_veteran(lang),
        Person::Disabled => w::for_disabled(lang),
        Person::Worker => w::for_worker(lang),
        Person::Entrepreneur => w::for_entrepreneur(lang),
        Person::InNeed => w::for_in_need(lang),
        Person::PartyMember => w::for_party_member(lang),
    }
}
