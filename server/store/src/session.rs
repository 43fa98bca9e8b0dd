//! Sessions of staff. The browser holds a random token; the table holds only its hash.

use crate::{
    act::Act,
    args, audit,
    db::{Db, Query, Tx},
    error::StoreError,
    staff,
};
use model::staff::{IDLE_SECONDS, SESSION_SECONDS, StaffId, Viewer};

/// Seconds between two notes that a session is alive: one write a minute and person, not one a request.
const TOUCH_SECONDS: i64 = 60;

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its key in the table, the hash of its token: names it, opens nothing.
    pub token_hash: Vec<u8>,
    /// When the person signed in, epoch seconds.
    pub created_at: i64,
    /// When they were last there, to the minute, epoch seconds.
    pub seen_at: i64,
}

/// Begins a session of somebody who has signed in; sessions that have run out are removed on the way.
///
/// # Errors
/// The database does not answer.
pub async fn create(db: &Db, act: &Act, token_hash: &[u8], id: StaffId) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "DELETE FROM session WHERE seen_at < $1 OR created_at < $2";
    tx.run(sql, args![act.at - IDLE_SECONDS, act.at - SESSION_SECONDS])
        .await?;
    let sql = "INSERT INTO session (token_hash, staff_id, created_at, seen_at) VALUES ($1, $2, $3, $3)";
    tx.run(sql, args![token_hash, id, act.at]).await?;
    tx.commit().await
}

/// Who is signed in with the token, if the session has neither idled too long nor lasted too long, and the account is in
/// use.
///
/// # Errors
/// The database does not answer.
pub async fn lookup(db: &Db, token_hash: &[u8], at: i64) -> Result<Option<Viewer>, StoreError> {
    let sql = "SELECT s.staff_id, s.seen_at, a.name, a.must_change_password
               FROM session s JOIN staff a ON a.id = s.staff_id
               WHERE s.token_hash = $1 AND s.seen_at > $2 AND s.created_at > $3 AND NOT a.retired";
    let args = args![token_hash, at - IDLE_SECONDS, at - SESSION_SECONDS];
    let Some(row) = db.row(sql, args).await? else {
        return Ok(None);
    };
    if row.get::<i64>("seen_at")? <= at - TOUCH_SECONDS {
        // Reading goes on where this cannot be written.
        if let Err(error) = touch(db, token_hash, at).await {
            tracing::warn!(%error, "a session was not marked as alive");
        }
    }
    let id = row.id("staff_id")?;
    Ok(Some(Viewer {
        id,
        name: row.get("name")?,
        grants: staff::grants(db, id).await?,
        must_change_password: row.get("must_change_password")?,
    }))
}

async fn touch(db: &Db, token_hash: &[u8], at: i64) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2";
    tx.run(sql, args![token_hash, at]).await?;
    tx.commit().await
}

/// Ends a session: the person signed out. Ending one that is gone is fine.
///
/// # Errors
/// The database does not answer.
pub async fn end(db: &Db, act: &Act, token_hash: &[u8]) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    if tx
        .run("DELETE FROM session WHERE token_hash = $1", args![token_hash])
        .await?
        == 1
    {
        audit::append(&tx, act, "staff.sign_out", &act.who, "").await?;
    }
    tx.commit().await
}

/// Ends all sessions of an account; returns how many there were.
///
/// # Errors
/// The database does not answer.
pub async fn end_all(db: &Db, act: &Act, id: StaffId) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let ended = remove_all(&tx, id, None).await?;
    let name = staff::get(&tx, id).await?.ok_or(StoreError::NotFound)?.username;
    audit::append(&tx, act, "staff.end_sessions", &name, &ended.to_string()).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Ends one session of the account `id`, as its owner asks on another device. Ending one that is gone is fine.
///
/// # Errors
/// The database does not answer.
pub async fn end_of(db: &Db, act: &Act, id: StaffId, token_hash: &[u8]) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "DELETE FROM session WHERE token_hash = $1 AND staff_id = $2";
    if tx.run(sql, args![token_hash, id]).await? == 1 {
        audit::append(&tx, act, "staff.sign_out", &act.who, "another device").await?;
    }
    tx.commit().await
}

/// Removes an account's sessions but the one of token hash `keep`.
pub(crate) async fn remove_all(tx: &Tx, id: StaffId, keep: Option<&[u8]>) -> Result<u64, StoreError> {
    let sql = "DELETE FROM session WHERE staff_id = $1 AND token_hash <> $2";
    // No token hashes to nothing, so the empty hash keeps none.
    tx.run(sql, args![id, keep.unwrap_or_default()]).await
}

/// An account's sessions that have not run out, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, id: StaffId, at: i64) -> Result<Vec<Session>, StoreError> {
    let sql =
        "SELECT token_hash, created_at, seen_at FROM session WHERE staff_id = $1 AND seen_at > $2 AND created_at > $3
               ORDER BY seen_at DESC";
    let rows = q.rows(sql, args![id, at - IDLE_SECONDS, at - SESSION_SECONDS]).await?;
    rows.iter()
        .map(|row| {
            Ok(Session {
                token_hash: row.get("token_hash")?,
                created_at: row.get("created_at")?,
                seen_at: row.get("seen_at")?,
            })
        })
        .collect()
}
