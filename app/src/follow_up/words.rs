//! The words for what `model::follow_up` names: states, steps, terms.

use super::api::Row;
use crate::{
    evaluation::words as rated,
    lang::{Lang, t},
    ui::words::{at, date},
};
use model::{
    evaluation::Level,
    follow_up::{State, Step},
    workday::{Due, END_OF_DAY, Reading, Term},
};

/// Class and icon of its pill, and what a state is called.
#[must_use]
pub const fn state(lang: Lang, state: State) -> (&'static str, &'static str, &'static str) {
    use t::follow_up as f;
    match state {
        State::CallBack => ("pill warn", "phone", f::s_call_back(lang)),
        State::Unreachable => ("pill warn", "phone", f::s_unreachable(lang)),
        State::Verified => ("pill warn", "warn", f::s_verified(lang)),
        State::Unfounded => ("pill info", "search", f::s_unfounded(lang)),
        State::Rectifying => ("pill warn", "settings", f::s_rectifying(lang)),
        State::Done => ("pill info", "search", f::s_done(lang)),
        State::Appealed => ("pill info", "scales", f::s_appealed(lang)),
        State::Closed => ("pill open", "check", f::s_closed(lang)),
        State::SetAside => ("pill closed", "minus", f::s_set_aside(lang)),
    }
}

/// What it is about: `评价：不满意`, `投诉`.
#[must_use]
pub fn about(lang: Lang, of: Option<Level>) -> String {
    of.map_or_else(
        || t::follow_up::complaint(lang).to_owned(),
        |of| t::follow_up::rating(lang, rated::level(lang, of)),
    )
}

/// What happened, in the chain.
#[must_use]
pub const fn event(lang: Lang, step: Step) -> &'static str {
    use t::follow_up as f;
    match step {
        Step::Opened => f::e_opened(lang),
        Step::OpenedSilent => f::e_opened_silent(lang),
        Step::NotReached => f::e_not_reached(lang),
        Step::Verify => f::e_verify(lang),
        Step::Unfounded => f::e_unfounded(lang),
        Step::Order => f::e_order(lang),
        Step::Done => f::e_done(lang),
        Step::Pass => f::e_pass(lang),
        Step::Fail => f::e_fail(lang),
        Step::AskExtension => f::e_ask_extension(lang),
        Step::Extend => f::e_extend(lang),
        Step::RefuseExtension => f::e_refuse_extension(lang),
        Step::Pause => f::e_pause(lang),
        Step::Resume => f::e_resume(lang),
        Step::Appeal => f::e_appeal(lang),
        Step::Uphold => f::e_uphold(lang),
        Step::Reject => f::e_reject(lang),
        Step::SetAside => f::e_set_aside(lang),
        Step::Climb => f::e_climb(lang),
        Step::Release => f::e_release(lang),
    }
}

/// What the button of a step says, and what its words are; the steps that nobody takes have none.
#[must_use]
pub const fn form(lang: Lang, step: Step) -> (&'static str, &'static str) {
    use t::follow_up as f;
    match step {
        Step::NotReached => (f::b_not_reached(lang), f::w_not_reached(lang)),
        Step::Verify => (f::b_verify(lang), f::w_verify(lang)),
        Step::Unfounded => (f::b_unfounded(lang), f::w_unfounded(lang)),
        Step::Order => (f::b_order(lang), f::w_order(lang)),
        Step::Done => (f::b_done(lang), f::w_done(lang)),
        Step::Pass => (f::b_pass(lang), f::w_pass(lang)),
        Step::Fail => (f::b_fail(lang), f::w_fail(lang)),
        Step::AskExtension => (f::b_ask_extension(lang), f::w_ask_extension(lang)),
        Step::Extend => (f::b_extend(lang), f::w_extend(lang)),
        Step::RefuseExtension => (f::b_refuse_extension(lang), f::w_refuse_extension(lang)),
        Step::Pause => (f::b_pause(lang), f::w_pause(lang)),
        Step::Resume => (f::b_resume(lang), f::w_resume(lang)),
        Step::Appeal => (f::b_appeal(lang), f::w_appeal(lang)),
        Step::Uphold => (f::b_uphold(lang), f::w_uphold(lang)),
        Step::Reject => (f::b_reject(lang), f::w_reject(lang)),
        Step::SetAside => (f::b_set_aside(lang), f::w_set_aside(lang)),
        Step::Opened | Step::OpenedSilent | Step::Climb | Step::Release => ("", ""),
    }
}

/// Who reads what is said with a step.
#[must_use]
pub const fn hint(lang: Lang, step: Step) -> &'static str {
    match step {
        Step::Pass => t::follow_up::h_pass(lang),
        step if step.is_inside() => t::follow_up::h_inside(lang),
        _ => t::follow_up::h_center(lang),
    }
}

/// `限 5 个工作日`
#[must_use]
pub fn term(lang: Lang, term: Term) -> String {
    match term {
        Term::Hours(n) => t::follow_up::term_hours(lang, n),
        Term::Days(n) => t::follow_up::term_days(lang, n),
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

/// `10 月 9 日 15:00`, or `10 月 9 日下班`.
fn when(lang: Lang, due: Due) -> String {
    if due.minute == END_OF_DAY {
        t::follow_up::due_day(lang, date(lang, due.day))
    } else {
        at(lang, due.moment())
    }
}

/// Class, icon and words of what is due; none at the end. Red is never without the word.
#[must_use]
pub fn due(lang: Lang, row: &Row) -> Option<(&'static str, &'static str, String)> {
    use t::follow_up as f;
    Some(match row.due? {
        Reading::Due(due) if row.overdue => ("pill bad", "warn", f::due_past(lang, when(lang, due))),
        Reading::Due(due) if row.today => ("pill warn", "clock", f::due_today(lang, when(lang, due))),
        Reading::Due(due) => ("pill", "clock", f::due_by(lang, when(lang, due))),
        Reading::Stands => ("pill info", "clock", f::due_stands(lang).to_owned()),
        Reading::Never => return None,
    })
}

/// That a term falls into a year whose holidays nobody has entered, where it does.
#[must_use]
pub fn unknown_year(lang: Lang, row: &Row) -> Option<String> {
    let due = row.due.and_then(Reading::due).filter(|due| !due.known)?;
    Some(t::follow_up::due_unknown(lang, due.day.year()))
}
