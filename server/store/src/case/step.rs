//! Somebody takes a step of a case.

use super::{Case, by_id, content, draft, events, listed, open, replay, tell, transfer};
use crate::{
    act::{Act, saved},
    args, audit,
    booking::{self, Hand},
    center,
    db::{Db, Query, Tx},
    error::StoreError,
    evaluation::{self, Asking, ask},
    follow_up::{instant, local},
    statistics, workday,
};
use jiff::tz::TimeZone;
use model::{
    Problem,
    booking::Booking,
    case::{self as rules, Actor, CaseId, Decision, Event, NewStep, State, Step},
    evaluation::{About, Outcome, Service},
    workday::Calendar,
};

/// A step and who takes it.
#[derive(Debug, Clone, Copy)]
pub struct Taking<'a> {
    /// The case as they have seen it.
    pub version: i64,
    /// Who.
    pub actor: Actor,
    /// Which.
    pub step: &'a NewStep,
    /// What the resident answers to a correction, empty where photos do; kept where it can be erased.
    pub answer: &'a str,
}

/// Takes a step of a case that the person has seen in a version; returns the new one. Steps are taken one after the other: whoever
/// comes second hears who was first, and nothing is overwritten.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Conflict`]; [`Problem::NotNow`] and [`Problem::AskedBefore`] under `step`; problems with
/// `items`, `wait`, `center`, `day`, `from`, `assignee`, `paper`, `matter` and `mode`.
pub async fn take(db: &Db, act: &Act, zone: &TimeZone, id: CaseId, taking: &Taking<'_>) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let ends = matches!(
        taking.step.step,
        Step::Withdraw | Step::Void | Step::Refuse | Step::Decide
    );
    // The room before the case, as everybody. Where the step is refused nothing of it was.
    let mut slot = None;
    let had = draft::slot_of(&tx, id).await?;
    let left = taking.step.step == Step::Void && transfer::leave_slot(&tx, id).await?;
    if !left
        && (ends || taking.step.step == Step::Transfer)
        && let Some(booking) = had
    {
        // What staff end, or pass on, is told of as the case's own step.
        let own = taking.actor != Actor::Staff;
        let hand = if own { Hand::Own } else { Hand::OfCase };
        slot = draft::give_back(&tx, act, hand, booking).await?;
    }
    let version = take_in(&tx, act, zone, id, taking, slot.as_ref()).await?;
    if slot.is_some() && !ends {
        transfer::forget_slot(&tx, id).await?;
    }
    // Where it has ended meanwhile nobody was asked, because there was the case.
    if left
        && let Some(booking) = had
        && let Some(booking) = booking::get(&tx, booking).await?
    {
        evaluation::booking_ended(&tx, act, false, &booking).await?;
    }
    tx.commit().await?;
    Ok(version)
}

/// [`take`] within a transaction; `slot` is what was given back of the case in it.
pub(super) async fn take_in(
    tx: &Tx,
    act: &Act,
    zone: &TimeZone,
    id: CaseId,
    taking: &Taking<'_>,
    slot: Option<&Booking>,
) -> Result<i64, StoreError> {
    let (was, now, event) = take_unasked(tx, act, zone, id, taking, slot).await?;
    // A draft that was never sent was no service.
    if was != State::Draft {
        ended(tx, act, act, zone, &now, &event).await?;
    }
    Ok(taking.version + 1)
}

/// [`take_in`] without asking anybody how it was; returns how the case stood, what it is now, and the step.
pub(super) async fn take_unasked(
    tx: &Tx,
    act: &Act,
    zone: &TimeZone,
    id: CaseId,
    taking: &Taking<'_>,
    slot: Option<&Booking>,
) -> Result<(State, Case, Event), StoreError> {
    let (new, staff) = (taking.step, taking.actor == Actor::Staff);
    let who = if staff { act.who.as_str() } else { "" };
    // Locks the row.
    let sql = "UPDATE service_case SET version = version + 1, updated_at = $3, updated_by = $4 WHERE id = $1 AND version = $2";
    let touched = tx.run(sql, args![id, taking.version, act.at, who]).await?;
    let current = "SELECT version, updated_at, updated_by FROM service_case WHERE id = $1";
    saved(tx, touched, current, id.into()).await?;

    let case = by_id(tx, id).await?;
    let matter = content(tx, &case).await?;
    let mut before = events(tx, id, zone).await?;
    let mut chain = replay(&case, &matter, &before)?;
    let mut event = Event {
        seq: before.last().map_or(1, |last| last.seq + 1),
        step: new.step,
        at: local(zone, act.at),
        actor: taking.actor,
        who: who.to_owned(),
        words: new.words.clone(),
        wait: new.wait,
        decision: new.decision,
        items: chain.again(rules::Case::items(&matter, &listed(tx, &case, &matter).await?, new)),
        days: new.days,
        center: new.center,
        assignee: match new.step {
            // Whoever takes it on works on it.
            Step::Accept | Step::Begin if chain.assignee.is_none() => act.staff,
            _ => new.assignee,
        },
        visit: new.visit,
        level: 0,
        clock: None,
    };
    // Whether it is possible at all is said first.
    if chain.may(new.step)
        && let Some((field, problem)) = chain.refuses(&event)
    {
        return Err(StoreError::refused(field, problem));
    }
    match new.step {
        Step::PaperIn => _ = paper_in(tx, act, &case, new).await?,
        Step::PaperOut => event.words = paper_out(tx, act, &case, new).await?,
        Step::HandUp => may_hand_up(tx, &case, new).await?,
        Step::Transfer if chain.may(new.step) => transfer::may_transfer(tx, &case, new).await?,
        Step::Assign => may_assign(tx, new).await?,
        Step::Submit => open::still_offered(tx, &case).await?,
        Step::Supplement if !staff && taking.answer.is_empty() => photos_say_it(tx, id).await?,
        _ => {}
    }
    chain
        .take(&event)
        .map_err(|problem| StoreError::refused("step", problem))?;
    put(tx, act, id, &event).await?;
    let (calendar, mark) = workday::counted(tx).await?;
    keep(tx, act, zone, id, &chain, (&calendar, mark)).await?;
    if !taking.answer.is_empty() {
        let sql = "UPDATE service_case SET answer = $2 WHERE id = $1";
        tx.run(sql, args![id, taking.answer]).await?;
    }
    if staff {
        let sql = "UPDATE service_case SET first_contact_id = COALESCE(first_contact_id, $2) WHERE id = $1";
        tx.run(sql, args![id, act.staff]).await?;
        audit::append(tx, act, "case.step", &case.number.to_string(), new.step.code()).await?;
    }
    let now = by_id(tx, id).await?;
    before.push(event.clone());
    statistics::count(tx, &now, matter.promised, &before, &calendar).await?;
    tell::told(tx, act, &now, &event, slot).await?;
    Ok((case.state, now, event))
}

/// A case goes up to the town's center of its own division, and to no other.
pub(super) async fn may_hand_up(tx: &Tx, case: &Case, new: &NewStep) -> Result<(), StoreError> {
    let not_there = || StoreError::refused("center", Problem::NotThere);
    let to = new
        .center
        .filter(|to| !case.places().contains(to))
        .ok_or_else(not_there)?;
    let to = center::get(tx, to).await?.ok_or_else(not_there)?;
    let own = center::get(tx, case.handler).await?.ok_or(StoreError::NotFound)?;
    let above = to.kind == model::center::CenterKind::Town && to.division.contains(&own.division);
    if to.retired || !above { Err(not_there()) } else { Ok(()) }
}

async fn may_assign(tx: &Tx, new: &NewStep) -> Result<(), StoreError> {
    let sql = "SELECT id FROM staff WHERE id = $1 AND NOT retired";
    if tx.row(sql, args![new.assignee]).await?.is_none() {
        let problem = Problem::NoSuch { what: String::new() };
        return Err(StoreError::refused("assignee", problem));
    }
    Ok(())
}

async fn paper_in(tx: &Tx, act: &Act, case: &Case, new: &NewStep) -> Result<u64, StoreError> {
    let sql =
        "INSERT INTO case_paper (id, case_id, what, taken_at, taken_by, returned_by) VALUES ($1, $2, $3, $4, $5, '')";
    let id: rules::PaperId = act.id();
    tx.run(sql, args![id, case.id, &new.words, act.at, &act.who]).await
}

/// Without a word something has to have been handed in since it was asked for.
async fn photos_say_it(tx: &Tx, id: CaseId) -> Result<(), StoreError> {
    let sql = "SELECT id FROM case_file WHERE case_id = $1 AND removed_at IS NULL
                   AND added_at >= (SELECT MAX(at) FROM case_event WHERE case_id = $1 AND step = 'ask_correction') LIMIT 1";
    let row = tx.row(sql, args![id]).await?;
    row.map(drop).ok_or(StoreError::refused("answer", Problem::Required))
}

/// Notes that papers are given back, and says which.
async fn paper_out(tx: &Tx, act: &Act, case: &Case, new: &NewStep) -> Result<String, StoreError> {
    let sql = "UPDATE case_paper SET returned_at = $3, returned_by = $4
               WHERE id = $1 AND case_id = $2 AND returned_at IS NULL RETURNING what";
    let row = tx.row(sql, args![new.paper, case.id, act.at, &act.who]).await?;
    let problem = Problem::NoSuch { what: String::new() };
    row.ok_or(StoreError::refused("paper", problem))?.get("what")
}

pub(super) async fn put(tx: &Tx, act: &Act, id: CaseId, event: &Event) -> Result<(), StoreError> {
    let sql = "INSERT INTO case_event (case_id, seq, at, actor, staff_id, who, step, words, wait, decision, items, days, center_id,
                   assignee_id, level, visit_day, visit_from, visit_to)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, $15, $16, $17)";
    let args = args![
        id,
        event.seq,
        act.at,
        event.actor.code(),
        act.staff.filter(|_| event.actor == Actor::Staff),
        &event.who,
        event.step.code(),
        &event.words,
        event.wait.map(rules::Wait::code),
        event.decision.map(Decision::code),
        serde_json::to_string(&event.items)?,
        event.days,
        event.center,
        event.assignee,
        event.visit.map(|visit| visit.day),
        event.visit.map(|visit| visit.from),
        event.visit.map(|visit| visit.to),
    ];
    tx.run(sql, args).await.map(drop)
}

/// Writes into the row what the chain has come to, when something is due, and when something happens by itself next.
pub(super) async fn keep(
    tx: &Tx,
    act: &Act,
    zone: &TimeZone,
    id: CaseId,
    chain: &rules::Case,
    (calendar, mark): (&Calendar, i64),
) -> Result<(), StoreError> {
    let due = chain.due(calendar).and_then(rules::Due::first);
    let alarm = chain.alarm_at(calendar).map(|at| instant(zone, at));
    let ended = (!chain.state.is_open()).then_some(act.at);
    let accepted = matches!(
        chain.state,
        State::Accepted | State::InProgress | State::Paused | State::HandedUp
    );
    let sql = "UPDATE service_case SET state = $2, decision = $3, handler_id = $4, assignee_id = $5, corrected = $6, missed = $7,
                   papers = $8, due_day = $9, due_minute = $10, due_mark = $11, reminded = $12, climbed = $13,
                   accepted_at = COALESCE(accepted_at, $14), closed_at = COALESCE(closed_at, $15), alarm_at = $16, home_id = $17,
                   visit_day = COALESCE($18, visit_day), visit_from = COALESCE($19, visit_from), visit_to = COALESCE($20, visit_to)
               WHERE id = $1";
    let args = args![
        id,
        chain.state.code(),
        chain.decision.map(Decision::code),
        chain.handler,
        chain.assignee,
        chain.corrected,
        chain.missed,
        chain.papers,
        due.map(|due| due.day),
        due.map(|due| due.minute),
        mark,
        chain.reminded(),
        i64::from(chain.climbed()),
        accepted.then_some(act.at),
        ended,
        alarm,
        Some(chain.home).filter(|home| *home != chain.center),
        chain.visit.map(|visit| visit.day),
        chain.visit.map(|visit| visit.from),
        chain.visit.map(|visit| visit.to),
    ];
    tx.run(sql, args).await.map(drop)
}

/// Asks about a case that has ended, `then` or just now.
pub(super) async fn ended(
    tx: &Tx,
    act: &Act,
    then: &Act,
    zone: &TimeZone,
    case: &Case,
    event: &Event,
) -> Result<(), StoreError> {
    let outcome = match (event.step, case.decision) {
        (Step::Decide | Step::AtOnce, Some(Decision::Granted)) => Outcome::Done,
        (Step::Decide | Step::AtOnce | Step::Refuse, _) => Outcome::Refused,
        (Step::Withdraw, _) => Outcome::Cancelled,
        // One that was registered by mistake was no service.
        _ => return Ok(()),
    };
    let about = About::Case(case.id);
    let asking = Asking {
        subject: &about.subject(),
        round: 0,
        service: Service::Case,
        center: case.handler,
        room: None,
        booking: None,
        resident: Some(case.resident),
        staff: case.first_contact,
        outcome,
        day: local(zone, then.at).day,
    };
    let asked = ask(tx, then, &asking).await?.is_some();
    // Who withdraws by themself is not sent a message about it: the page of the case asks them.
    if asked && event.actor == Actor::Staff {
        tell::asked(tx, act, then, case, about).await?;
    }
    Ok(())
}
