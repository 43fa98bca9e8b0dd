//! What happens to cases by itself: they are reminded of before they are due, and climb when they are overdue, each once. A row says
//! from when on there is something to do, so a round looks at nothing in vain and writes nothing where nothing changes.

use super::{by_id, content, events, replay, step};
use crate::{
    act::Act,
    args,
    db::{Db, Query, Tx},
    error::StoreError,
    follow_up::local,
    workday,
};
use jiff::tz::TimeZone;
use model::{
    case::{Actor, CaseId, Event, Which},
    workday::Calendar,
};

/// Cases that are read at once. A round goes on until none are left.
const PAGE: i64 = 500;
/// What was counted under older tables of working days. It falls out of this once it is counted anew; what cannot be is passed over.
const OUTDATED: &str = "SELECT id, due_mark AS place FROM service_case
    WHERE closed_at IS NULL AND state <> 'draft' AND due_mark < $1 AND (due_mark, id) > ($2, $3)
    ORDER BY due_mark, id LIMIT $4";
/// What it is time for.
const DUE: &str = "SELECT id, alarm_at AS place FROM service_case
    WHERE closed_at IS NULL AND state <> 'draft' AND alarm_at <= $1 AND (alarm_at, id) > ($2, $3)
    ORDER BY alarm_at, id LIMIT $4";

/// Reminds of what is due soon, lets what is overdue climb, and counts anew what was counted with other tables of working days; returns
/// how many reminders and climbs that were. A case that cannot be read is logged and passed over. Several processes may call it at once.
///
/// # Errors
/// The database does not answer; what happened before that has.
pub async fn alarm(db: &Db, act: &Act, zone: &TimeZone) -> Result<usize, StoreError> {
    let tables = workday::counted(db).await?;
    let mut happened = 0;
    for (sql, limit) in [(OUTDATED, tables.1), (DUE, act.at)] {
        let mut after = (i64::MIN, i64::MIN);
        loop {
            let rows = db.rows(sql, args![limit, after.0, after.1, PAGE]).await?;
            for row in &rows {
                let id: CaseId = row.id("id")?;
                after = (row.get("place")?, id.as_i64());
                match happens(db, act, zone, id, &tables).await {
                    Ok(n) => happened += n,
                    // Nobody can be served now.
                    Err(fault @ StoreError::Unavailable(_)) => return Err(fault),
                    // The others are looked at all the same.
                    Err(fault) => tracing::error!(case = id.as_i64(), %fault, "the alarms of a case cannot be told"),
                }
            }
            if (rows.len() as i64) < PAGE {
                break;
            }
        }
    }
    Ok(happened)
}

/// Everything that it is time for, decided on what is written while nobody else takes a step. How much that was.
async fn happens(
    db: &Db,
    act: &Act,
    zone: &TimeZone,
    id: CaseId,
    (calendar, mark): &(Calendar, i64),
) -> Result<usize, StoreError> {
    let tx = db.begin().await?;
    // Locks the row, unless another process was faster. The version stays, because no form has to be filled in again.
    let sql = "UPDATE service_case SET version = version
               WHERE id = $1 AND closed_at IS NULL AND state <> 'draft' AND (due_mark < $2 OR alarm_at <= $3)";
    if tx.run(sql, args![id, *mark, act.at]).await? != 1 {
        tx.rollback().await?;
        return Ok(0);
    }
    let case = by_id(&tx, id).await?;
    let content = content(&tx, &case).await?;
    let before = events(&tx, id, zone).await?;
    let mut chain = replay(&case, &content, &before)?;
    let now = local(zone, act.at);
    let mut seq = before.last().map_or(0, |last| last.seq);
    let mut happened = 0;
    while let Some((which, alarm)) = chain.alarm(calendar, now) {
        let (what, level) = alarm.step();
        seq += 1;
        let event = Event {
            seq,
            step: what,
            at: now,
            actor: Actor::System,
            who: String::new(),
            words: String::new(),
            wait: None,
            decision: None,
            items: Vec::new(),
            days: None,
            center: None,
            assignee: None,
            visit: None,
            level,
            clock: Some(which),
        };
        chain.take(&event).map_err(|_| StoreError::Unreadable("case_event"))?;
        put(&tx, act, id, case.version, (&event, which)).await?;
        happened += 1;
    }
    step::keep(&tx, act, zone, id, &chain, (calendar, *mark)).await?;
    tx.commit().await?;
    Ok(happened)
}

async fn put(tx: &Tx, act: &Act, id: CaseId, version: i64, (event, which): (&Event, Which)) -> Result<(), StoreError> {
    // Names what happened and the step after which it did: a key that lets it happen once, whoever looks.
    let key = format!("{}:{version}:{}:{}", which.code(), event.step.code(), event.level);
    let sql = "INSERT INTO case_event (case_id, seq, at, actor, who, step, words, items, level, alarm_key)
               VALUES ($1, $2, $3, 'system', '', $4, '', '[]', $5, $6)";
    let level = i64::from(event.level);
    let args = args![id, event.seq, act.at, event.step.code(), level, key];
    tx.run(sql, args).await.map(drop)
}
