//! A resident's own cases: what they may see, and what becomes of them when they ask to be forgotten.

use super::{Case, Taking, case, file, select, step};
use crate::{
    act::Act,
    args,
    db::{Db, Query, Tx},
    error::StoreError,
};
use jiff::tz::TimeZone;
use model::{
    case::{Actor, CaseId, NewStep, Step},
    resident::ResidentId,
};

/// All cases of a resident, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_resident(q: &impl Query, resident: ResidentId) -> Result<Vec<Case>, StoreError> {
    let sql = select!("WHERE c.resident_id = $1 ORDER BY c.opened_at DESC, c.id DESC");
    q.rows(sql, args![resident]).await?.iter().map(case).collect()
}

/// Wrong digits that are taken for one case within [`TRIES_SECONDS`].
pub const TRIES: i64 = 5;
/// After so many seconds one may try again.
pub const TRIES_SECONDS: i64 = 15 * 60;

/// Counts a try to follow a case by its number. Too many: the seconds to wait.
///
/// # Errors
/// The database does not answer.
pub async fn count_try(db: &Db, id: CaseId, at: i64) -> Result<Result<(), i64>, StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE service_case SET tries = CASE WHEN tried_at <= $2 THEN 1 ELSE tries + 1 END,
                   tried_at = CASE WHEN tried_at <= $2 THEN $3 ELSE tried_at END
               WHERE id = $1 AND (tried_at <= $2 OR tries < $4)";
    let counted = tx.run(sql, args![id, at - TRIES_SECONDS, at, TRIES]).await? == 1;
    tx.commit().await?;
    if counted {
        return Ok(Ok(()));
    }
    let row = db
        .row("SELECT tried_at FROM service_case WHERE id = $1", args![id])
        .await?;
    let since: i64 = row.ok_or(StoreError::NotFound)?.get("tried_at")?;
    Ok(Err((since + TRIES_SECONDS - at).max(1)))
}

/// Forgets the tries of whoever knew the digits.
///
/// # Errors
/// The database does not answer.
pub async fn forget_tries(db: &Db, id: CaseId) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE service_case SET tries = 0, tried_at = 0 WHERE id = $1";
    tx.run(sql, args![id]).await?;
    tx.commit().await
}

/// Forgets whose the cases of a resident are: those that are open are withdrawn, names, addresses and their words go. What was done
/// stays, of nobody.
///
/// # Errors
/// The database does not answer.
pub async fn erase(tx: &Tx, act: &Act, resident: ResidentId) -> Result<(), StoreError> {
    // In the order of their keys, as everybody who touches several.
    let sql = select!("WHERE c.resident_id = $1 AND c.closed_at IS NULL ORDER BY c.id");
    for row in tx.rows(sql, args![resident]).await? {
        let one = case(&row)?;
        let withdraw = NewStep::bare(Step::Withdraw);
        let taking = Taking {
            version: one.version,
            actor: Actor::Resident,
            step: &withdraw,
            answer: "",
        };
        // The zone matters to nothing that is due: all of it ends.
        step::take_in(tx, act, &TimeZone::UTC, one.id, &taking).await?;
    }
    file::erase_files(tx, act.at, resident).await?;
    let sql = "UPDATE service_case SET name = '', agent = '', address = '', note = '', answer = '', answers = '{}'
               WHERE resident_id = $1";
    tx.run(sql, args![resident]).await.map(drop)
}
