//! A person takes a step.

use super::{FollowUp, by_id, chain, events, local};
use crate::{
    act::{Act, saved},
    args, audit,
    db::{Db, Query, Tx},
    error::StoreError,
    evaluation, setting,
};
use jiff::tz::TimeZone;
use model::{
    Problem, date,
    follow_up::{Chain, Event, NewStep, Origin, State, Step},
    hours::fmt_minute,
    workday::Term,
};

/// Takes a step of a follow-up that the person has seen at `version`; returns the new version. Steps are taken one after the
/// other: whoever comes second hears who was first.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Conflict`]; [`Problem::NotNow`] under `step` where it is not possible now; problems
/// with `responsible` and `center`.
pub async fn take(
    db: &Db,
    act: &Act,
    zone: &TimeZone,
    of: &FollowUp,
    version: i64,
    step: &NewStep,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    // Locks the row; an ended one refuses every update, so it is looked for among the open ones.
    let sql = "UPDATE follow_up SET version = version + 1, updated_at = $3, updated_by = $4
               WHERE id = $1 AND version = $2 AND closed_at IS NULL";
    let touched = tx.run(sql, args![of.id, version, act.at, &act.who]).await?;
    let now = by_id(&tx, of.id).await?;
    if touched == 0 && now.version == version {
        return Err(StoreError::refused("step", Problem::NotNow));
    }
    let current = "SELECT version, updated_at, updated_by FROM follow_up WHERE id = $1";
    saved(&tx, touched, current, of.id.into()).await?;

    let before = events(&tx, of.id, zone).await?;
    let mut chain = chain(&now, &before)?;
    others_look(&tx, act, &now, step.step).await?;
    let now_here = local(zone, act.at);
    if step.step == Step::NotReached
        && let Some(next) = chain.next_try(now_here)
    {
        let from = format!("{} {}", date::format(next.day), fmt_minute(next.minute));
        return Err(StoreError::refused("step", Problem::CalledLately { from }));
    }
    let own = Term::Hours(setting::get(&tx, setting::FOLLOW_UP).await?.value.call_back_hours);
    let event = Event {
        seq: before.last().map_or(1, |last| last.seq + 1),
        step: step.step,
        at: now_here,
        who: act.who.clone(),
        words: step.words.clone(),
        sealed: step.sealed.clone(),
        term: chain.term_of(step.step, step.term, own),
        responsible: step.responsible,
        level: 0,
    };
    let found = chain.state;
    chain
        .take(&event)
        .map_err(|problem| StoreError::refused("step", problem))?;
    if step.step == Step::Order {
        may_order(&tx, &now, step).await?;
    }
    put(&tx, act, of, &event).await?;
    keep(&tx, act, of, &chain).await?;
    follow(&tx, act, &now, step, found == State::Unfounded).await?;
    audit::append(&tx, act, "follow_up.step", &of.number.to_string(), step.step.code()).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Nobody judges their own work, nor what they have put right themselves, also where one account may do both.
async fn others_look(tx: &Tx, act: &Act, of: &FollowUp, step: Step) -> Result<(), StoreError> {
    use Step as S;
    let judges = matches!(
        step,
        S::Verify
            | S::Unfounded
            | S::SetAside
            | S::Pass
            | S::Fail
            | S::Extend
            | S::RefuseExtension
            | S::Uphold
            | S::Reject
    );
    let Some(me) = act.staff.filter(|_| judges) else {
        return Ok(());
    };
    let sql = "SELECT seq FROM follow_up_event WHERE follow_up_id = $1 AND staff_id = $2
                   AND step IN ('done', 'ask_extension', 'appeal') LIMIT 1";
    if of.concerns(me) || tx.row(sql, args![of.id, me]).await?.is_some() {
        return Err(StoreError::refused("step", Problem::OwnWork));
    }
    Ok(())
}

/// An order names somebody who is in service, and a center.
async fn may_order(tx: &Tx, of: &FollowUp, step: &NewStep) -> Result<(), StoreError> {
    if of.center.is_none() {
        return Err(StoreError::refused("center", Problem::Required));
    }
    let sql = "SELECT id FROM staff WHERE id = $1 AND NOT retired";
    if tx.row(sql, args![step.responsible]).await?.is_none() {
        let problem = Problem::NoSuch { what: String::new() };
        return Err(StoreError::refused("responsible", problem));
    }
    Ok(())
}

async fn put(tx: &Tx, act: &Act, of: &FollowUp, event: &Event) -> Result<(), StoreError> {
    let (hours, days) = match event.term {
        Some(Term::Hours(hours)) => (Some(hours), None),
        Some(Term::Days(days)) => (None, Some(days)),
        None => (None, None),
    };
    let sql = "INSERT INTO follow_up_event (follow_up_id, seq, at, staff_id, who, step, words, term_hours, term_days,
                   responsible_id, sealed, level)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)";
    let args = args![
        of.id,
        event.seq,
        act.at,
        act.staff,
        &event.who,
        event.step.code(),
        &event.words,
        hours,
        days,
        event.responsible,
        event.sealed.as_deref(),
    ];
    tx.run(sql, args).await.map(drop)
}

/// Writes into the row what the chain has come to.
async fn keep(tx: &Tx, act: &Act, of: &FollowUp, chain: &Chain) -> Result<(), StoreError> {
    let ended = (!chain.state.is_open()).then_some(act.at);
    let rechecked = (chain.state == State::Closed).then_some(act.at);
    let ordered = chain.ordered.then_some(act.at);
    let sql = "UPDATE follow_up SET state = $2, responsible_id = $3, ordered_at = COALESCE(ordered_at, $4), rechecked_at = $5,
                   closed_at = $6 WHERE id = $1";
    let args = args![of.id, chain.state.code(), chain.responsible, ordered, rechecked, ended];
    tx.run(sql, args).await.map(drop)
}

/// What a step does outside of its chain.
async fn follow(tx: &Tx, act: &Act, of: &FollowUp, step: &NewStep, unfounded: bool) -> Result<(), StoreError> {
    match (of.origin, step.step) {
        (Origin::Evaluation(id), Step::SetAside) => {
            let sql = "UPDATE evaluation SET set_aside_at = $2, set_aside_by = $3, set_aside_reason = $4, version = version + 1
                       WHERE id = $1 AND set_aside_at IS NULL";
            tx.run(sql, args![id, act.at, act.staff, &step.words]).await.map(drop)
        }
        (Origin::Evaluation(id), Step::Pass) => evaluation::ask_again(tx, act, id, &step.words, unfounded).await,
        _ => Ok(()),
    }
}

/// What the center may read of a complaint became a step, in a transaction that holds the row.
pub(crate) async fn released(
    tx: &Tx,
    act: &Act,
    zone: &TimeZone,
    of: &FollowUp,
    sealed: Vec<u8>,
) -> Result<(), StoreError> {
    let before = events(tx, of.id, zone).await?;
    let step = NewStep::release(sealed);
    let event = Event {
        seq: before.last().map_or(1, |last| last.seq + 1),
        step: step.step,
        at: local(zone, act.at),
        who: act.who.clone(),
        words: step.words,
        sealed: step.sealed,
        term: None,
        responsible: None,
        level: 0,
    };
    let mut chain = chain(of, &before)?;
    chain
        .take(&event)
        .map_err(|problem| StoreError::refused("released", problem))?;
    put(tx, act, of, &event).await
}
