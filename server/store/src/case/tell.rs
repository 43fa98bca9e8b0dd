//! Residents hear of each step of their cases, in the transaction that takes it.

use super::{Case, content};
use crate::{
    act::Act,
    center,
    db::Tx,
    error::StoreError,
    notice::{self, NewNotice},
};
use jiff::civil::Date;
use model::{
    booking::Booking,
    case::{Actor, Event, Step},
    evaluation::{ASK_DAYS, About, Link},
    matter::Mode,
    notice::{NoticeKind, SLOT},
};

/// For how long it is worth sending: seconds.
const WORTH_TELLING: i64 = 3 * 24 * 3600;

const fn kind(step: Step) -> Option<NoticeKind> {
    Some(match step {
        Step::Register => NoticeKind::CaseReceived,
        Step::AskCorrection => NoticeKind::CaseCorrection,
        Step::Accept => NoticeKind::CaseAccepted,
        Step::Refuse => NoticeKind::CaseRefused,
        Step::Begin | Step::Resume | Step::Return => NoticeKind::CaseGoesOn,
        Step::Pause => NoticeKind::CasePaused,
        Step::HandUp => NoticeKind::CaseHandedUp,
        Step::Transfer => NoticeKind::CaseTransferred,
        Step::Visit => NoticeKind::CaseVisit,
        Step::Supplement => NoticeKind::CaseSupplemented,
        Step::Collect => NoticeKind::CaseCollected,
        Step::PaperIn => NoticeKind::CasePaperIn,
        Step::PaperOut => NoticeKind::CasePaperOut,
        Step::Decide => NoticeKind::CaseDecided,
        Step::Withdraw | Step::Void => NoticeKind::CaseEnded,
        _ => return None,
    })
}

/// Which case, as the first line of [`NoticeKind::is_of_case`] says it.
async fn which(tx: &Tx, case: &Case) -> Result<String, StoreError> {
    let name = content(tx, case).await?.name;
    Ok([&name.zh, &name.en, &case.number.spaced()]
        .map(|part| part.replace('\t', " "))
        .join("\t"))
}

/// Who has a case from now on, and in a line of its own the day and the minutes of the visit at home for which they come, as
/// [`NoticeKind::CaseTransferred`] says it.
async fn whither(tx: &Tx, case: &Case, event: &Event) -> Result<String, StoreError> {
    let names = center::get(tx, case.handler).await?.ok_or(StoreError::NotFound)?.names;
    let names = [&names.zh, &names.en].map(|part| part.replace('\t', " ")).join("\t");
    let visit = &case.visit;
    let day = visit
        .day
        .filter(|day| case.mode == Mode::HomeVisit && *day >= event.at.day);
    Ok(match day {
        Some(day) => format!("{names}\n{}", time(day, visit.from, visit.to)),
        None => names,
    })
}

/// A day and from which minute until which, as a line of a notice says them.
fn time(day: Date, from: u16, to: u16) -> String {
    format!("{}\t{from}\t{to}", model::date::format(day))
}

/// Tells the resident of a step that somebody else has taken, with what was asked for and said, where that is for them; `slot` is what
/// was given back with it.
pub(super) async fn told(
    tx: &Tx,
    act: &Act,
    case: &Case,
    event: &Event,
    slot: Option<&Booking>,
) -> Result<(), StoreError> {
    let Some(kind) = kind(event.step).filter(|_| event.actor != Actor::Resident) else {
        return Ok(());
    };
    let mut words = which(tx, case).await?;
    if event.step == Step::Transfer {
        words = format!("{words}\n{}", whither(tx, case, event).await?);
    }
    if let Some(slot) = slot {
        words = format!("{words}\n{SLOT}\t{}", time(slot.day, slot.start, slot.end));
    }
    if let Some(visit) = event.visit {
        words = format!("{words}\n{}", time(visit.day, visit.from, visit.to));
    }
    let items: Vec<&str> = event.items.iter().map(|item| item.name.as_str()).collect();
    if !items.is_empty() {
        words = format!("{words}\n{}", items.join("\t"));
    }
    if event.step.is_for_resident() && !event.words.is_empty() {
        words = format!("{words}\n{}", event.words.replace('\t', " "));
    }
    let key = format!("case:{}:{}", case.id.as_i64(), event.seq);
    let new = NewNotice {
        resident: case.resident,
        kind,
        event: &key,
        about: None,
        words: &words,
        path: &format!("/cases?number={}", case.number),
        not_before: None,
        expires_at: act.at + WORTH_TELLING,
    };
    notice::tell(tx, act, new).await.map(drop)
}

/// Asks the resident how it was, while the link lives that was made `then`.
pub(super) async fn asked(tx: &Tx, act: &Act, then: &Act, case: &Case, about: About) -> Result<(), StoreError> {
    let link = Link::first(about);
    let new = NewNotice {
        resident: case.resident,
        kind: NoticeKind::EvaluationAsked,
        event: &link.to_string(),
        about: None,
        words: &which(tx, case).await?,
        // Whoever shows or sends it puts the seal behind it: the store does not know the deployment's secret.
        path: &format!("/rate/{link}"),
        not_before: None,
        expires_at: (act.at + WORTH_TELLING).min(then.at + ASK_DAYS * 86_400),
    };
    notice::tell(tx, act, new).await.map(drop)
}
