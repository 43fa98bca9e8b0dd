//! The words for what `model::evaluation` names.

use crate::lang::{Lang, t};
use model::evaluation::{Level, Moderation, Outcome, QuestionKind, Service, SevenOne};

/// 非常满意 … 非常不满意
#[must_use]
pub const fn level(lang: Lang, level: Level) -> &'static str {
    use t::evaluation as e;
    match level {
        Level::VerySatisfied => e::level_1(lang),
        Level::Satisfied => e::level_2(lang),
        Level::FairlySatisfied => e::level_3(lang),
        Level::Dissatisfied => e::level_4(lang),
        Level::VeryDissatisfied => e::level_5(lang),
    }
}

/// The sprite's face of a level.
#[must_use]
pub const fn face(level: Level) -> &'static str {
    match level {
        Level::VerySatisfied => "face-1",
        Level::Satisfied => "face-2",
        Level::FairlySatisfied => "face-3",
        Level::Dissatisfied => "face-4",
        Level::VeryDissatisfied => "face-5",
    }
}

/// 一张笑脸相迎 …
#[must_use]
pub const fn seven(lang: Lang, one: SevenOne) -> &'static str {
    use t::evaluation as e;
    match one {
        SevenOne::Smile => e::one_smile(lang),
        SevenOne::Chair => e::one_chair(lang),
        SevenOne::Tea => e::one_tea(lang),
        SevenOne::Words => e::one_words(lang),
        SevenOne::Path => e::one_path(lang),
        SevenOne::Done => e::one_done(lang),
        SevenOne::Farewell => e::one_farewell(lang),
    }
}

/// 预约, 办件, 窗口
#[must_use]
pub const fn service(lang: Lang, service: Service) -> &'static str {
    use t::evaluation as e;
    match service {
        Service::Booking => e::service_booking(lang),
        Service::Case => e::service_case(lang),
        Service::Counter => e::service_counter(lang),
    }
}

/// How a service ended.
#[must_use]
pub const fn outcome(lang: Lang, outcome: Outcome) -> &'static str {
    use t::evaluation as e;
    match outcome {
        Outcome::Done => e::outcome_done(lang),
        Outcome::Cancelled => e::outcome_cancelled(lang),
        Outcome::Refused => e::outcome_refused(lang),
        Outcome::Missed => e::outcome_missed(lang),
    }
}

/// How a question is answered.
#[must_use]
pub const fn question_kind(lang: Lang, kind: QuestionKind) -> &'static str {
    use t::evaluation as e;
    match kind {
        QuestionKind::One => e::kind_one(lang),
        QuestionKind::Several => e::kind_several(lang),
        QuestionKind::Scale => e::kind_scale(lang),
        QuestionKind::Text => e::kind_text(lang),
        QuestionKind::Photo => e::kind_photo(lang),
    }
}

/// Class of the pill, icon and words for how it stands with somebody's words; none where there are none.
#[must_use]
pub const fn moderation(lang: Lang, moderation: Moderation) -> Option<(&'static str, &'static str, &'static str)> {
    use t::evaluation as e;
    match moderation {
        Moderation::None => None,
        Moderation::Waiting => Some(("pill warn tiny", "clock", e::moderation_waiting(lang))),
        Moderation::Published => Some(("pill open tiny", "check", e::moderation_published(lang))),
        Moderation::Withheld => Some(("pill closed tiny", "minus", e::moderation_withheld(lang))),
    }
}
