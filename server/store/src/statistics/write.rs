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
    matter::Limit,
    statistics::{Log, added},
    workday::Calendar,
};

/// Cases that [`catch_up`] looks at in one round of the jobs.
pub const AT_ONCE: usize = 500;
/// Seconds within which a deployment has rolled over to a new version.
const ROLLS_OVER: i64 = 2 * 24 * 3600;
/// Stands in `tallied` of a case that cannot be read: nothing of it was counted, and only its next step tries again.
const UNREADABLE: i64 = -1;

/// Two statements, so that an index answers each.
const NEVER_COUNTED: &str = "SELECT id FROM service_case WHERE tallied = 0 AND state <> 'draft' ORDER BY id LIMIT $1";
/// The steps named here are all that add something at the end of a case or after it, see [`added`].
const ENDED_UNCOUNTED: &str = "SELECT c.id FROM service_case c WHERE c.closed_at > $1 AND c.tallied > 0 AND EXISTS (
        SELECT 1 FROM case_event e WHERE e.case_id = c.id AND e.seq > c.tallied
            AND e.step IN ('decide', 'refuse', 'withdraw', 'void', 'collect', 'paper_in', 'paper_out'))
    ORDER BY c.closed_at, c.id LIMIT $2";

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
    if since <= 0 || !new.is_empty() {
        let sql = "UPDATE service_case SET tallied = $2 WHERE id = $1";
        let last = events.last().map_or(0, |last| last.seq);
        tx.run(sql, args![of.id, last]).await?;
    }
    Ok(())
}

/// Counts one page of the cases that were not counted when they should have been: those that there were before anything was counted,
/// and those that a server without this module has ended since, while a deployment rolled over. Returns how many. One page and one
/// transaction, so that many of them hold nobody up for long; several processes may do so at once. A case that cannot be read keeps no
/// other from being counted, and is not looked at again before its next step.
///
/// # Errors
/// The database does not answer; then none of the page was counted.
pub async fn catch_up(db: &Db, zone: &TimeZone, at: i64, most: usize) -> Result<usize, StoreError> {
    let limit = |most: usize| i64::try_from(most).unwrap_or(i64::MAX);
    let mut rows = db.rows(NEVER_COUNTED, args![limit(most)]).await?;
    let room = most.saturating_sub(rows.len());
    rows.extend(db.rows(ENDED_UNCOUNTED, args![at - ROLLS_OVER, limit(room)]).await?);
    if rows.is_empty() {
        return Ok(0);
    }
    // In the order of their keys, as everybody who holds several.
    let mut ids: Vec<CaseId> = rows.iter().map(|row| row.id("id")).collect::<Result<_, _>>()?;
    ids.sort_unstable();
    let calendar = workday::calendar(db).await?;
    let tx = db.begin().await?;
    let mut done = 0;
    for id in ids {
        done += usize::from(catch_up_with(&tx, id, zone, &calendar).await?);
    }
    tx.commit().await?;
    Ok(done)
}

async fn catch_up_with(tx: &Tx, id: CaseId, zone: &TimeZone, calendar: &Calendar) -> Result<bool, StoreError> {
    // Held: whoever takes a step meanwhile has counted it, or comes after.
    let sql = "UPDATE service_case SET version = version WHERE id = $1 RETURNING tallied";
    let row = tx.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?;
    let tallied: i64 = row.get("tallied")?;
    let read = async {
        let of = case::by_id(tx, id).await?;
        let limit = case::content(tx, &of).await?.promised;
        let events = case::events(tx, id, zone).await?;
        let last = events.last().map_or(0, |last| last.seq);
        if tallied < last {
            count(tx, &of, limit, &events, calendar).await?;
        }
        Ok::<_, StoreError>(last)
    };
    let last = match read.await {
        Ok(last) => last,
        Err(StoreError::Unavailable(cause)) => return Err(StoreError::Unavailable(cause)),
        Err(fault) => {
            tracing::error!(case = id.as_i64(), %fault, "a case cannot be counted");
            UNREADABLE
        }
    };
    // Also where nothing was added: it is not looked for again.
    let sql = "UPDATE service_case SET tallied = $2 WHERE id = $1";
    tx.run(sql, args![id, last]).await?;
    Ok(tallied < last)
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
    // Sums of these months that somebody keeps are old.
    let sql = "INSERT INTO revision (name, value)
               SELECT 'case_tally:' || month, 1 FROM case_count WHERE fold = $1 GROUP BY month ORDER BY month
               ON CONFLICT (name) DO UPDATE SET value = revision.value + 1";
    tx.run(sql, args![mine]).await?;
    tx.run("DELETE FROM case_count WHERE fold = $1", args![mine]).await?;
    if marked > 0 {
        let sql = "UPDATE revision SET value = value + 1 WHERE name = 'case_tally'";
        tx.run(sql, args![]).await?;
    }
    tx.commit().await?;
    Ok(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_not_counted_is_found_without_reading_all_cases() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.db");
        let db = Db::connect(file.to_str().unwrap(), 2).await.unwrap();
        db.migrate().await.unwrap();
        for (sql, values, index) in [
            (NEVER_COUNTED, args![1_i64], "service_case_untallied_idx"),
            (ENDED_UNCOUNTED, args![1_i64, 1_i64], "service_case_closed_idx"),
        ] {
            // Two texts, in a test.
            let sql: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
            let rows = db.rows(sql, values).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get("detail").unwrap()).collect();
            assert!(
                plan[0].contains(index) && !plan.iter().any(|line| line.contains("TEMP B-TREE")),
                "{plan:#?}"
            );
        }
    }
}
