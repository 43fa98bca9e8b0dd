//! What steps of cases add, written down and folded together.

use super::{counts, sums};
use crate::{
    act::Act,
    args,
    case::{self, Case},
    db::{Db, Query, Tx},
    error::StoreError,
    workday,
};
use jiff::tz::TimeZone;
use model::{
    case::{CaseId, Event},
    id::Id,
    matter::Limit,
    statistics::{Log, added},
    workday::Calendar,
};

/// Cases that are looked at in one round.
const AT_ONCE: i64 = 500;

/// Writes down what the steps add that were not counted yet; the case is as they have left it, and held by the transaction.
pub(crate) async fn count(
    tx: &Tx,
    of: &Case,
    limit: Limit,
    events: &[Event],
    calendar: &Calendar,
) -> Result<(), StoreError> {
    let sql = "SELECT tallied FROM service_case WHERE id = $1";
    let row = tx.row(sql, args![of.id]).await?.ok_or(StoreError::NotFound)?;
    let since: i64 = row.get("tallied")?;
    let log = Log {
        center: of.center,
        mode: of.mode,
        limit,
        events,
    };
    let new = added(log, since, calendar).map_err(|_| StoreError::Unreadable("case_event"))?;
    for one in &new {
        let counted = &one.counted;
        let sql = concat!(
            "INSERT INTO case_count (month, center_id, matter_id, mode, channel, days, ",
            counts!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        );
        let args = args![
            one.month.to_string(),
            of.center,
            of.matter,
            of.mode.code(),
            of.channel.code(),
            one.days.map_or(-1, i64::from),
            counted.opened,
            counted.granted,
            counted.not_granted,
            counted.refused,
            counted.withdrawn,
            counted.void,
            counted.late,
            counted.missed,
            counted.visits,
        ];
        tx.run(sql, args).await?;
    }
    // A step that adds nothing may be looked at again.
    if since == 0 || !new.is_empty() {
        let sql = "UPDATE service_case SET tallied = $2 WHERE id = $1";
        let last = events.last().map_or(0, |last| last.seq);
        tx.run(sql, args![of.id, last]).await?;
    }
    Ok(())
}

/// Counts the cases that there were before anything was counted; returns how many. Several processes may do so at once. A case that
/// cannot be read keeps no other from being counted.
///
/// # Errors
/// The database does not answer; what was counted before that is.
pub async fn catch_up(db: &Db, zone: &TimeZone) -> Result<u64, StoreError> {
    let sql = "SELECT id FROM service_case WHERE tallied = 0 AND state <> 'draft' AND id > $1 ORDER BY id LIMIT $2";
    let (mut done, mut after) = (0, i64::MIN);
    loop {
        let rows = db.rows(sql, args![after, AT_ONCE]).await?;
        if rows.is_empty() {
            return Ok(done);
        }
        let calendar = workday::calendar(db).await?;
        for row in &rows {
            after = row.get("id")?;
            match catch_up_with(db, Id::from_i64(after), zone, &calendar).await {
                Ok(counted) => done += u64::from(counted),
                Err(StoreError::Unavailable(cause)) => return Err(StoreError::Unavailable(cause)),
                Err(fault) => tracing::error!(case = after, %fault, "a case cannot be counted"),
            }
        }
    }
}

async fn catch_up_with(db: &Db, id: CaseId, zone: &TimeZone, calendar: &Calendar) -> Result<bool, StoreError> {
    let tx = db.begin().await?;
    // Held: whoever takes a step meanwhile has counted it, or comes after.
    let sql = "UPDATE service_case SET version = version WHERE id = $1 AND tallied = 0";
    if tx.run(sql, args![id]).await? != 1 {
        return Ok(false);
    }
    let of = case::by_id(&tx, id).await?;
    let limit = case::content(&tx, &of).await?.promised;
    let events = case::events(&tx, id, zone).await?;
    count(&tx, &of, limit, &events, calendar).await?;
    tx.commit().await?;
    Ok(true)
}

/// Folds what steps have written since the last time into the tally; returns how many rows. Several processes may do so at once.
///
/// # Errors
/// The database does not answer.
pub async fn fold(db: &Db, act: &Act) -> Result<u64, StoreError> {
    let nothing = db.row("SELECT month FROM case_count LIMIT 1", args![]).await?.is_none();
    if nothing {
        return Ok(0);
    }
    let tx = db.begin().await?;
    let mine = act.ids.next();
    // Marked first: what others write from here on is for the next time.
    let sql = "UPDATE case_count SET fold = $1 WHERE fold IS NULL";
    let marked = tx.run(sql, args![mine]).await?;
    // The rows are made, or held in one order, before anything is added.
    let sql = concat!(
        "INSERT INTO case_tally AS t (month, center_id, matter_id, mode, channel, days, ",
        counts!(),
        ") SELECT month, center_id, matter_id, mode, channel, days, 0, 0, 0, 0, 0, 0, 0, 0, 0
           FROM case_count WHERE fold = $1 GROUP BY month, center_id, matter_id, mode, channel, days
           ORDER BY month, center_id, matter_id, mode, channel, days
           ON CONFLICT (month, center_id, matter_id, mode, channel, days) DO UPDATE SET opened = t.opened"
    );
    tx.run(sql, args![mine]).await?;
    let sql = concat!(
        "UPDATE case_tally AS t SET opened = t.opened + c.opened, granted = t.granted + c.granted,
             not_granted = t.not_granted + c.not_granted, refused = t.refused + c.refused, withdrawn = t.withdrawn + c.withdrawn,
             void = t.void + c.void, late = t.late + c.late, missed = t.missed + c.missed, visits = t.visits + c.visits
         FROM (SELECT month, center_id, matter_id, mode, channel, days, ",
        sums!(),
        " FROM case_count WHERE fold = $1 GROUP BY month, center_id, matter_id, mode, channel, days) c
          WHERE t.month = c.month AND t.center_id = c.center_id AND t.matter_id = c.matter_id AND t.mode = c.mode
              AND t.channel = c.channel AND t.days = c.days"
    );
    tx.run(sql, args![mine]).await?;
    tx.run("DELETE FROM case_count WHERE fold = $1", args![mine]).await?;
    if marked > 0 {
        let sql = "UPDATE revision SET value = value + 1 WHERE name = 'case_tally'";
        tx.run(sql, args![]).await?;
    }
    tx.commit().await?;
    Ok(marked)
}
