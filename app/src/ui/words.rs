//! The words for what `model` names: problems, kinds, moments.

use crate::lang::{Lang, t};
use jiff::civil::Date;
use model::{
    AppError, FieldError, Problem,
    center::CenterKind,
    division::DivisionLevel,
    geo::Datum,
    hours::{LocalMinute, OpenState, Shift},
    permission::Role,
    room::RoomKind,
    settings::TilePreset,
};

/// What a refusal says to a person, with every problem in it.
#[must_use]
pub fn error_text(lang: Lang, error: &AppError) -> String {
    match error {
        AppError::Invalid { fields } => {
            let all: Vec<String> = fields.iter().map(|p| problem_text(lang, p)).collect();
            sentences(lang, &all)
        }
        other => trouble_text(lang, other),
    }
}

/// Sentences one after the other: Chinese ones need no blank between them.
#[must_use]
pub fn sentences(lang: Lang, all: &[String]) -> String {
    all.join(if lang.english() { " " } else { "" })
}

/// What it says where no form names the problems: the words of all of them would otherwise be in the first download.
#[must_use]
pub fn trouble_text(lang: Lang, error: &AppError) -> String {
    match error {
        AppError::Invalid { .. } => t::ui::not_yet(lang).to_owned(),
        AppError::SignIn => t::ui::sign_in_needed(lang).to_owned(),
        AppError::Forbidden => t::ui::forbidden(lang).to_owned(),
        AppError::NotFound => t::ui::not_found(lang).to_owned(),
        AppError::Conflict { by, .. } => t::ui::conflict(lang, changer(lang, by)),
        AppError::TooMany { retry_after } => t::ui::too_many(lang, retry_after.div_ceil(60)),
        AppError::Unavailable => t::ui::unavailable(lang).to_owned(),
        AppError::Internal { reference } => t::ui::internal(lang, reference),
    }
}

/// Who has changed something meanwhile. Residents are named nowhere: of their own it was they, on another device.
#[must_use]
pub fn changer(lang: Lang, by: &str) -> &str {
    if by.is_empty() {
        t::ui::conflict_device(lang)
    } else {
        by
    }
}

/// What is wrong with a field, and what would be right.
#[must_use]
pub fn problem_text(lang: Lang, error: &FieldError) -> String {
    use t::problem as p;
    match &error.problem {
        Problem::Required => p::required(lang).to_owned(),
        Problem::TooLong { max } => p::too_long(lang, max),
        Problem::TooShort { min } => p::too_short(lang, min),
        Problem::Digits { count } => p::digits(lang, count),
        Problem::OutOfRange { min, max } => p::out_of_range(lang, min, max),
        Problem::NotANumber => p::not_a_number(lang).to_owned(),
        Problem::Unknown { allowed } if allowed.is_empty() => p::unreadable(lang).to_owned(),
        Problem::Unknown { allowed } => p::unknown(lang, allowed),
        Problem::Several { count, which } => p::several(lang, count, which),
        Problem::DivisionCode => p::division_code(lang).to_owned(),
        Problem::NoSuch { what } => p::no_such(lang, what),
        Problem::Taken => p::taken(lang).to_owned(),
        Problem::Parent => p::parent(lang).to_owned(),
        Problem::Date => p::date(lang).to_owned(),
        Problem::Time => p::time(lang).to_owned(),
        Problem::EndBeforeStart => p::end_before_start(lang).to_owned(),
        Problem::ClosesBeforeOpens => p::closes_before_opens(lang).to_owned(),
        Problem::Overlap { a, b } => p::overlap(lang, a, b),
        Problem::Swapped => p::swapped(lang).to_owned(),
        Problem::Incomplete => p::incomplete(lang).to_owned(),
        Problem::Phone => p::phone(lang).to_owned(),
        Problem::Mobile => p::mobile(lang).to_owned(),
        Problem::Characters => p::characters(lang).to_owned(),
        Problem::Credentials => p::credentials(lang).to_owned(),
        Problem::WrongCode { left } => p::wrong_code(lang, left),
        Problem::CodeGone => p::code_gone(lang).to_owned(),
        Problem::AlreadySent => p::already_sent(lang).to_owned(),
        Problem::SendAgain => p::send_again(lang).to_owned(),
        Problem::SlipNeedless => p::slip_needless(lang).to_owned(),
        Problem::NotProven => p::not_proven(lang).to_owned(),
        Problem::BookingsInWay { count } => p::bookings_in_way(lang, count),
        Problem::MoreSeats { seats } => p::more_seats(lang, seats),
        Problem::SlipGone => p::slip_gone(lang).to_owned(),
        Problem::StaffRates => p::staff_rates(lang).to_owned(),
        Problem::OwnWork => p::own_work(lang).to_owned(),
        Problem::CalledLately { from } => p::called_lately(lang, from),
        Problem::SaidAlready => p::said_already(lang).to_owned(),
        Problem::TooLate => p::too_late(lang).to_owned(),
        Problem::TooEarly => p::too_early(lang).to_owned(),
        Problem::WeakPassword => p::weak_password(lang).to_owned(),
        Problem::Same => p::same(lang).to_owned(),
        Problem::NoSource => p::no_source(lang).to_owned(),
        Problem::Differs => p::differs(lang).to_owned(),
        Problem::FileTooLarge { max_mb } => p::file_too_large(lang, max_mb),
        Problem::FileKind { allowed } => p::file_kind(lang, allowed),
        Problem::ColumnMissing => p::column_missing(lang).to_owned(),
        Problem::LastAdministrator => p::last_administrator(lang).to_owned(),
        Problem::TableTooLarge { rows, columns } => p::table_too_large(lang, rows, columns),
        Problem::OutsideScope => p::outside_scope(lang).to_owned(),
        Problem::InUse { by } => p::in_use(lang, by),
        Problem::NumberAndCode => p::number_and_code(lang).to_owned(),
        Problem::NotNow => p::not_now(lang).to_owned(),
        Problem::NumberAndPhone => p::number_and_phone(lang).to_owned(),
        Problem::BookingAndPhone => p::booking_and_phone(lang).to_owned(),
        Problem::AskedBefore => p::asked_before(lang).to_owned(),
        Problem::WaitedOften { max } => p::waited_often(lang, max),
        Problem::PapersHeld { what } => p::papers_held(lang, what),
        Problem::PapersHere => p::papers_here(lang).to_owned(),
        Problem::ModeClosed => p::mode_closed(lang).to_owned(),
        Problem::MatterRetired => p::matter_retired(lang).to_owned(),
        Problem::NotThere => p::not_there(lang).to_owned(),
        Problem::NotOpen { hours } if hours.is_empty() => p::not_open(lang).to_owned(),
        Problem::NotOpen { hours } => p::not_open_then(lang, hours),
        Problem::BeyondHours { hours } if hours.is_empty() => p::beyond_closed(lang).to_owned(),
        Problem::BeyondHours { hours } => p::beyond_hours(lang, hours),
        Problem::OnDuty { what } if what.is_empty() => p::on_duty_then(lang).to_owned(),
        Problem::OnDuty { what } => p::on_duty(lang, what),
        Problem::AccountEnded => p::account_ended(lang).to_owned(),
        Problem::EitherOr => p::either_or(lang).to_owned(),
        Problem::TooManyFiles { max } => p::too_many_files(lang, max),
        Problem::FileWithdrawn => p::file_withdrawn(lang).to_owned(),
        Problem::SlotGone => p::slot_gone(lang).to_owned(),
        Problem::ChooseTime => p::choose_time(lang).to_owned(),
        Problem::TooManyOpen { max } => p::too_many_open(lang, max),
    }
}

/// 阅享空间, …
#[must_use]
pub const fn room_kind(lang: Lang, kind: RoomKind) -> &'static str {
    use t::room as r;
    match kind {
        RoomKind::ConvenienceStation => r::convenience_station(lang),
        RoomKind::PracticeStation => r::practice_station(lang),
        RoomKind::PartyStudio => r::party_studio(lang),
        RoomKind::ReadingSpace => r::reading_space(lang),
        RoomKind::TalkRoom => r::talk_room(lang),
        RoomKind::MediationRoom => r::mediation_room(lang),
        RoomKind::LectureHall => r::lecture_hall(lang),
        RoomKind::WomensHome => r::womens_home(lang),
        RoomKind::WarmCorner => r::warm_corner(lang),
        RoomKind::CultureSquare => r::culture_square(lang),
        RoomKind::Other => r::other(lang),
    }
}

/// The sprite's icon for a room's kind.
#[must_use]
pub const fn room_icon(kind: RoomKind) -> &'static str {
    match kind {
        RoomKind::ConvenienceStation => "station",
        RoomKind::PracticeStation => "flag",
        RoomKind::PartyStudio => "screen",
        RoomKind::ReadingSpace => "book",
        RoomKind::TalkRoom => "mic",
        RoomKind::MediationRoom => "scales",
        RoomKind::LectureHall => "lecture",
        RoomKind::WomensHome => "woman",
        RoomKind::WarmCorner => "heart",
        RoomKind::CultureSquare => "square",
        RoomKind::Other => "door",
    }
}

/// 镇级 / 村级
#[must_use]
pub const fn center_kind(lang: Lang, kind: CenterKind) -> &'static str {
    match kind {
        CenterKind::Town => t::center::kind_town(lang),
        CenterKind::Village => t::center::kind_village(lang),
    }
}

/// 上午, 午间值班, …
#[must_use]
pub const fn shift(lang: Lang, shift: Shift) -> &'static str {
    use t::hours as h;
    match shift {
        Shift::Morning => h::morning(lang),
        Shift::NoonDuty => h::noon_duty(lang),
        Shift::Afternoon => h::afternoon(lang),
        Shift::EveningDuty => h::evening_duty(lang),
    }
}

/// 管理员, …
#[must_use]
pub const fn role(lang: Lang, role: Role) -> &'static str {
    use t::staff as s;
    match role {
        Role::Administrator => s::administrator(lang),
        Role::TownStaff => s::town_staff(lang),
        Role::CenterLead => s::center_lead(lang),
        Role::CounterStaff => s::counter_staff(lang),
        Role::Inspector => s::inspector(lang),
        Role::GridWorker => s::grid_worker(lang),
        Role::Mediator => s::mediator(lang),
    }
}

/// 周一 … 周日; `day` counts from 0 for Monday.
#[must_use]
pub const fn weekday(lang: Lang, day: usize) -> &'static str {
    use t::hours as h;
    match day {
        0 => h::mon(lang),
        1 => h::tue(lang),
        2 => h::wed(lang),
        3 => h::thu(lang),
        4 => h::fri(lang),
        5 => h::sat(lang),
        _ => h::sun(lang),
    }
}

/// A moment, as short as it can be said from `now`: `17:30`, `明天 8:30`, `周五 8:30`, `10 月 8 日 8:30`.
#[must_use]
pub fn moment(lang: Lang, now: LocalMinute, at: LocalMinute) -> String {
    let time = model::hours::fmt_minute(at.minute);
    match model::date::days_until(now.day, at.day, 6) {
        Some(0) => time,
        Some(1) => t::hours::tomorrow_at(lang, time),
        Some(_) => format!(
            "{} {time}",
            weekday(lang, at.day.weekday().to_monday_zero_offset() as usize)
        ),
        None => t::hours::date_at(lang, month(lang, at.day), at.day.day(), time),
    }
}

/// A moment beside days that are said so: `10 月 8 日 08:30`.
#[must_use]
pub fn at(lang: Lang, at: LocalMinute) -> String {
    format!("{} {:02}:{:02}", date(lang, at.day), at.minute / 60, at.minute % 60)
}

/// When something happened, beside days that are said so; in full where that was in another year.
#[must_use]
pub fn logged(lang: Lang, today: Date, happened: LocalMinute) -> String {
    if happened.day.year() == today.year() {
        at(lang, happened)
    } else {
        stamp(happened)
    }
}

/// `10 月 8 日`, `8 Oct`.
#[must_use]
pub fn date(lang: Lang, day: Date) -> String {
    t::hours::date(lang, month(lang, day), day.day())
}

/// From the first day to the last, both included; one date where they are the same.
#[must_use]
pub fn dates(lang: Lang, from: Date, to: Date) -> String {
    if from == to {
        date(lang, from)
    } else {
        t::hours::dates(lang, date(lang, from), date(lang, to))
    }
}

fn month(lang: Lang, day: Date) -> &'static str {
    t::hours::months(lang)
        .split(' ')
        .nth((day.month() - 1) as usize)
        .unwrap_or_default()
}

/// Class of the pill, icon and sentence for a state: open, open on duty, closed.
#[must_use]
pub fn open_state(lang: Lang, now: LocalMinute, state: &OpenState) -> (&'static str, &'static str, String) {
    use t::hours as h;
    match state {
        OpenState::Open { closes, shift: s } => {
            let duty = matches!(s, Shift::NoonDuty | Shift::EveningDuty);
            let text = match (closes, duty) {
                (Some(at), true) => h::on_duty_until(lang, moment(lang, now, *at)),
                (Some(at), false) => h::open_until(lang, moment(lang, now, *at)),
                (None, _) => h::open_always(lang).to_owned(),
            };
            ("pill open", "check", text)
        }
        OpenState::Closed { opens: Some(at) } => {
            ("pill closed", "clock", h::closed_until(lang, moment(lang, now, *at)))
        }
        OpenState::Closed { opens: None } => ("pill closed", "cross", h::closed(lang).to_owned()),
    }
}

/// `820 米`, `1.2 公里`.
#[must_use]
pub fn distance(lang: Lang, metres: u32) -> String {
    // Rounded first, so that 996 m are 1.0 km and never 1000 m.
    let metres = metres.div_ceil(10) * 10;
    if metres < 1000 {
        t::center::metres(lang, metres)
    } else {
        t::center::kilometres(lang, format!("{}.{}", metres / 1000, metres % 1000 / 100))
    }
}

/// 省、自治区 … 村、社区
#[must_use]
pub const fn division_level(lang: Lang, level: DivisionLevel) -> &'static str {
    use t::division as d;
    match level {
        DivisionLevel::Province => d::level_province(lang),
        DivisionLevel::Prefecture => d::level_prefecture(lang),
        DivisionLevel::Banner => d::level_banner(lang),
        DivisionLevel::Town => d::level_town(lang),
        DivisionLevel::Village => d::level_village(lang),
    }
}

/// Where coordinates were taken from.
#[must_use]
pub const fn datum(lang: Lang, datum: Datum) -> &'static str {
    match datum {
        Datum::Wgs84 => t::division::wgs84(lang),
        Datum::Gcj02 => t::division::gcj02(lang),
    }
}

/// A base map, and what it means to choose it.
#[must_use]
pub const fn tile_preset(lang: Lang, preset: TilePreset) -> (&'static str, &'static str) {
    use t::setting as s;
    match preset {
        TilePreset::None => (s::tiles_none(lang), s::tiles_none_hint(lang)),
        TilePreset::TiandituVector => (s::tianditu_vector(lang), s::tianditu_hint(lang)),
        TilePreset::TiandituImagery => (s::tianditu_imagery(lang), s::tianditu_hint(lang)),
        TilePreset::Custom => (s::tiles_custom(lang), s::tiles_custom_hint(lang)),
    }
}

/// A moment in full: `2026-10-08 08:30`.
#[must_use]
pub fn stamp(at: LocalMinute) -> String {
    format!("{} {:02}:{:02}", at.day, at.minute / 60, at.minute % 60)
}

/// An action of the audit log, as `<capability>.<verb>` or its beginning `<capability>.`; what is not known stays as it is.
#[must_use]
pub fn audit_action(lang: Lang, action: &str) -> String {
    use t::{admin as m, audit as a};
    let (capability, verb) = action.split_once('.').unwrap_or((action, ""));
    let capability = match capability {
        "center" => m::centers(lang),
        "room" => a::room(lang),
        "hours" => a::hours(lang),
        "photo" => a::photo(lang),
        "amenity" => m::amenities(lang),
        "division" => m::divisions(lang),
        "setting" => m::settings(lang),
        "staff" => m::staff(lang),
        "import" => m::import(lang),
        "booking" => a::booking(lang),
        "calendar" => a::calendar(lang),
        "resident" => a::resident(lang),
        "evaluation" => a::evaluation(lang),
        "follow_up" => a::follow_up(lang),
        "complaint" => a::complaint(lang),
        "case" => t::case::title(lang),
        "workday" => a::workday(lang),
        "matter" => t::matter::title(lang),
        "matter_notice" => t::matter::notice_title(lang),
        "notice" => a::notice(lang),
        "statistics" => t::statistics::title(lang),
        "duty" => t::duty::title(lang),
        "audit" => m::audit(lang),
        other => other,
    };
    let verb = match verb {
        "" => return capability.to_owned(),
        "create" | "add" | "add_exceptions" => a::verb_create(lang),
        "save" | "set" | "describe" | "reorder" => a::verb_save(lang),
        "move" => a::verb_move(lang),
        "delete" | "remove" | "remove_exceptions" => a::verb_delete(lang),
        "retire" => a::verb_retire(lang),
        "restore" => a::verb_restore(lang),
        "open" => t::case::e_register(lang),
        "enter" => t::case::entered(lang),
        "close" => a::verb_close(lang),
        "reopen" => a::verb_reopen(lang),
        "sign_in" => a::verb_sign_in(lang),
        "sign_out" => a::verb_sign_out(lang),
        "end_sessions" => a::verb_end_sessions(lang),
        "change_password" => a::verb_change_password(lang),
        "reset_password" => a::verb_reset_password(lang),
        "unlock" => a::verb_unlock(lang),
        "export" => a::verb_export(lang),
        "place" => a::verb_place(lang),
        "reschedule" => a::verb_reschedule(lang),
        "approve" => a::verb_approve(lang),
        "reject" => a::verb_reject(lang),
        "check_in" => a::verb_check_in(lang),
        "cancel" => a::verb_cancel(lang),
        "finish" => a::verb_finish(lang),
        "no_show" => a::verb_no_show(lang),
        "note" => a::verb_note(lang),
        "forgive" => a::verb_forgive(lang),
        "save_rules" => a::verb_save_rules(lang),
        "make_slip" => a::verb_make_slip(lang),
        "test" => a::verb_test(lang),
        "create_form" => a::verb_create_form(lang),
        "save_form" => a::verb_save_form(lang),
        "retire_form" => a::verb_retire_form(lang),
        "restore_form" => a::verb_restore_form(lang),
        "fill" => t::duty::verb_fill(lang),
        "swap" => t::duty::verb_swap(lang),
        "rota" => t::duty::verb_rota(lang),
        "publish" => a::verb_publish(lang),
        "withhold" => a::verb_withhold(lang),
        "step" => a::verb_step(lang),
        "file" => a::verb_file(lang),
        "add_file" => a::verb_add_file(lang),
        "remove_file" => a::verb_remove_file(lang),
        "withdraw_file" => a::verb_withdraw_file(lang),
        "release" => a::verb_release(lang),
        "amend" => a::verb_amend(lang),
        "answer" => a::verb_answer(lang),
        "offer" => a::verb_offer(lang),
        "lapse" => a::verb_lapse(lang),
        "places" => a::verb_places(lang),
        "issue" => a::verb_issue(lang),
        "look" => a::verb_look(lang),
        other => other,
    };
    format!("{capability} · {verb}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, path::Path};

    /// Every action that the store and the server log, found in their sources.
    fn logged_actions() -> BTreeSet<String> {
        fn sources(folder: &Path, found: &mut BTreeSet<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, found);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    let text = std::fs::read_to_string(&path).unwrap();
                    // `audit::append(tx, act, "center.save", …)` and what hands the action on to it.
                    for at in ["audit::append(", "audit::refused(", "happened("] {
                        for call in text.split(at).skip(1) {
                            let call = call.split(");").next().unwrap_or_default();
                            let literals = call.split('"').skip(1).step_by(2);
                            let action = |text: &&str| {
                                text.split_once('.').is_some_and(|(capability, verb)| {
                                    [capability, verb].iter().all(|part| {
                                        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
                                    })
                                })
                            };
                            found.extend(literals.filter(action).map(str::to_owned));
                        }
                    }
                }
            }
        }
        let mut found = BTreeSet::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for folder in ["server/store/src", "server/src", "app/src"] {
            sources(&root.join(folder), &mut found);
        }
        found
    }

    #[test]
    fn every_action_in_the_log_has_words() {
        let actions = logged_actions();
        assert!(actions.len() > 30, "{actions:?}");
        for action in actions {
            let (capability, verb) = action.split_once('.').unwrap();
            let said = audit_action(Lang::ZhHans, &action);
            assert!(!said.contains(capability) && !said.contains(verb), "{action}: {said}");
        }
    }

    #[test]
    fn what_happened_is_said_like_the_days_beside_it_and_with_its_year_where_that_is_another() {
        let noted = |year| LocalMinute {
            day: jiff::civil::date(year, 11, 20),
            minute: 485,
        };
        let today = jiff::civil::date(2026, 11, 27);
        let zh = |year| logged(Lang::ZhHans, today, noted(year));
        assert_eq!([zh(2026), zh(2025)], ["11 月 20 日 08:05", "2025-11-20 08:05"]);
        let two = ["一。".to_owned(), "二。".to_owned()];
        assert_eq!(sentences(Lang::ZhHans, &two), "一。二。");
        assert_eq!(sentences(Lang::En, &two), "一。 二。");
    }

    #[test]
    fn a_distance_is_said_in_the_unit_that_fits() {
        let zh = |metres| distance(Lang::ZhHans, metres);
        assert_eq!([zh(0), zh(7), zh(990)], ["0 米", "10 米", "990 米"]);
        assert_eq!([zh(996), zh(1250), zh(12_345)], ["1.0 公里", "1.2 公里", "12.3 公里"]);
        assert_eq!(distance(Lang::En, 820), "820 m");
    }
}
