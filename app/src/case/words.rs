//! The words for what `model::case` names: states, modes, steps, what is due.

use super::api::{Row, Taken};
use crate::{
    lang::{Lang, t},
    ui::words::{at, date},
};
use model::{
    case::{Actor, Decision, Number, State, Step, VisitTime, Wait},
    center::CenterId,
    hours::{LocalMinute, fmt_minute},
    matter::Mode,
    workday::{Due, END_OF_DAY, Reading},
};

/// Where one goes once a case is opened: what was closed at once leads back to the counter, for the next in line.
#[must_use]
pub fn after(center: CenterId, number: Number, at_once: bool) -> String {
    if at_once {
        format!("/admin/counter?center={center}&done={number}")
    } else {
        format!("/admin/cases/{number}?new=1")
    }
}

/// What papers were; of somebody who asked to be forgotten nobody knows any more.
#[must_use]
pub fn paper(lang: Lang, what: String) -> String {
    if what.is_empty() {
        t::case::paper_gone(lang).to_owned()
    } else {
        what
    }
}

/// Class and icon of its pill, and what a state is called.
#[must_use]
pub const fn state(lang: Lang, state: State) -> (&'static str, &'static str, &'static str) {
    use t::case as c;
    match state {
        State::Draft => ("pill", "edit", c::s_draft(lang)),
        State::Submitted => ("pill warn", "papers", c::s_submitted(lang)),
        State::Correction => ("pill info", "clock", c::s_correction(lang)),
        State::Accepted => ("pill warn", "check", c::s_accepted(lang)),
        State::Refused => ("pill closed", "minus", c::s_refused(lang)),
        State::InProgress => ("pill warn", "settings", c::s_in_progress(lang)),
        State::Paused => ("pill info", "clock", c::s_paused(lang)),
        State::HandedUp => ("pill info", "up", c::s_handed_up(lang)),
        State::Decided => ("pill open", "check", c::s_decided(lang)),
        State::Withdrawn => ("pill closed", "minus", c::s_withdrawn(lang)),
        State::Void => ("pill closed", "minus", c::s_void(lang)),
        State::Collected => ("pill open", "check", c::s_collected(lang)),
    }
}

/// 即时办理
#[must_use]
pub const fn mode(lang: Lang, mode: Mode) -> &'static str {
    use t::case as c;
    match mode {
        Mode::Immediate => c::m_immediate(lang),
        Mode::Assisted => c::m_assisted(lang),
        Mode::Appointment => c::m_appointment(lang),
        Mode::HomeVisit => c::m_home_visit(lang),
        Mode::SelfService => c::m_self_service(lang),
    }
}

/// 准予
#[must_use]
pub const fn decision(lang: Lang, decision: Decision) -> &'static str {
    match decision {
        Decision::Granted => t::case::d_granted(lang),
        Decision::NotGranted => t::case::d_not_granted(lang),
    }
}

/// 等待申请人
#[must_use]
pub const fn wait(lang: Lang, wait: Wait) -> &'static str {
    match wait {
        Wait::Resident => t::case::w_resident(lang),
        Wait::Special => t::case::w_special(lang),
    }
}

/// What happened, in the chain; also what the button of a step says.
#[must_use]
pub const fn step(lang: Lang, step: Step) -> &'static str {
    use t::case as c;
    match step {
        Step::Draft => c::e_draft(lang),
        Step::Register => c::e_register(lang),
        Step::AtOnce => c::e_at_once(lang),
        Step::Submit => c::e_submit(lang),
        Step::AskCorrection => c::e_ask_correction(lang),
        Step::Supplement => c::e_supplement(lang),
        Step::Accept => c::e_accept(lang),
        Step::Refuse => c::e_refuse(lang),
        Step::Begin => c::e_begin(lang),
        Step::Pause => c::e_pause(lang),
        Step::Resume => c::e_resume(lang),
        Step::HandUp => c::e_hand_up(lang),
        Step::Return => c::e_return(lang),
        Step::Transfer => c::e_transfer(lang),
        Step::Visit => c::e_visit(lang),
        Step::Assign => c::e_assign(lang),
        Step::Decide => c::e_decide(lang),
        Step::Collect => c::e_collect(lang),
        Step::Withdraw => c::e_withdraw(lang),
        Step::Void => c::e_void(lang),
        Step::PaperIn => c::e_paper_in(lang),
        Step::PaperOut => c::e_paper_out(lang),
        Step::Remind => c::e_remind(lang),
        Step::Climb => c::e_climb(lang),
    }
}

/// What is said with a step.
#[must_use]
pub const fn said(lang: Lang, step: Step) -> &'static str {
    use t::case as c;
    match step {
        Step::Refuse | Step::Void | Step::Return | Step::Transfer | Step::Withdraw => c::say_reason(lang),
        Step::HandUp => c::say_hand_up(lang),
        Step::PaperIn => c::say_paper(lang),
        Step::Pause => c::say_pause(lang),
        Step::Decide => c::say_decide(lang),
        _ => c::say_note(lang),
    }
}

/// Who reads what is said with a step.
#[must_use]
pub const fn hint(lang: Lang, step: Step) -> &'static str {
    if step.is_for_resident() {
        t::case::h_resident(lang)
    } else {
        t::case::h_staff(lang)
    }
}

/// Who has taken a step.
#[must_use]
pub fn by(lang: Lang, taken: &Taken) -> String {
    match taken.actor {
        Actor::Staff => taken.who.clone(),
        Actor::Resident => t::case::by_resident(lang).to_owned(),
        Actor::System => t::desk::by_job(lang).to_owned(),
    }
}

fn moment(lang: Lang, day: jiff::civil::Date, minute: u16) -> String {
    if minute >= END_OF_DAY {
        date(lang, day)
    } else {
        at(lang, LocalMinute { day, minute })
    }
}

/// When somebody is visited.
#[must_use]
pub fn visited(lang: Lang, visit: VisitTime) -> String {
    let (from, to) = (fmt_minute(visit.from), fmt_minute(visit.to));
    format!("{} {from}–{to}", date(lang, visit.day))
}

/// When somebody comes or is visited; empty where no day is known.
#[must_use]
pub fn visit(lang: Lang, visit: Option<&(String, u16, u16)>) -> String {
    let Some((day, (from, to))) = visit.and_then(|(day, from, to)| Some((super::api::day(day)?, (*from, *to)))) else {
        return String::new();
    };
    if (from, to) == (0, 0) {
        date(lang, day)
    } else {
        visited(lang, VisitTime { day, from, to })
    }
}

/// Class, icon and words of what is due; none where nothing runs. Red is never without the word.
#[must_use]
pub fn due(lang: Lang, row: &Row) -> Option<(&'static str, &'static str, String)> {
    use t::case as c;
    let Some((day, minute)) = &row.due else {
        let waits = matches!(row.state, State::Correction | State::Paused);
        return waits.then(|| ("pill info", "clock", c::due_stands(lang).to_owned()));
    };
    let day = super::api::day(day)?;
    let mut when = moment(lang, day, *minute);
    if row.unsure {
        when.push_str(&c::due_unknown(lang, day.year()));
    }
    Some(if row.overdue {
        ("pill bad", "warn", c::due_past(lang, when))
    } else if row.today {
        ("pill warn", "clock", c::due_today(lang, when))
    } else {
        ("pill", "clock", c::due_by(lang, when))
    })
}

/// What a clock says, in words.
#[must_use]
pub fn reading(lang: Lang, reading: Reading) -> String {
    use t::case as c;
    let known = |due: &Due| {
        if due.known {
            String::new()
        } else {
            c::due_unknown(lang, due.day.year())
        }
    };
    match reading {
        Reading::Due(due) => format!("{}{}", moment(lang, due.day, due.minute), known(&due)),
        Reading::Stands => c::due_stands(lang).to_owned(),
        Reading::Never => c::due_never(lang).to_owned(),
    }
}

/// How far an overdue one has climbed; empty for not at all.
#[must_use]
pub const fn climbed(lang: Lang, level: u8) -> &'static str {
    use t::follow_up as f;
    match level {
        0 => "",
        1 => f::climbed_1(lang),
        2 => f::climbed_2(lang),
        _ => f::climbed_3(lang),
    }
}

/// What the first date that is due is called: until a case is accepted, it is when one hears whether it is.
#[must_use]
pub const fn due_name(lang: Lang, state: State) -> &'static str {
    use t::case as c;
    match state {
        State::Submitted => c::accept_by(lang),
        _ => c::due_whole(lang),
    }
}
