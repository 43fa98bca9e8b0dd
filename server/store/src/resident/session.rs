//! Sessions of residents, on their own devices. The browser holds a random token; the table holds only its hash.

use super::resident;
use crate::{
    act::Act,
    args,
    db::{Db, Query, Tx},
    error::StoreError,
};
use model::resident::{Resident, ResidentId, SESSION_SECONDS};

/// Seconds between two notes that a session is alive: half a year needs no minute.
const TOUCH_SECONDS: i64 = 3600;

/// A session that begins when a code or a slip proves who it is.
#[derive(Debug, Clone, Copy)]
pub struct NewSession<'a> {
    /// The hash of its token.
    pub token_hash: &'a [u8],
    /// What the device is called, so that its owner knows it again: `Chrome, Android`.
    pub device: &'a str,
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its key in the table, the hash of its token: names it, opens nothing.
    pub token_hash: Vec<u8>,
    /// What the device is called.
    pub device: String,
    /// When the person signed in, epoch seconds.
    pub created_at: i64,
    /// When they were last there, to the hour, epoch seconds.
    pub seen_at: i64,
}

/// Begins a session, one that ends at `ends_at` whatever happens where that is said; those that have run out are removed on the way.
pub(super) async fn create(
    tx: &Tx,
    act: &Act,
    id: ResidentId,
    new: NewSession<'_>,
    ends_at: Option<i64>,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM resident_session WHERE resident_id = $1 AND (seen_at <= $2 OR ends_at <= $3)";
    tx.run(sql, args![id, act.at - SESSION_SECONDS, act.at]).await?;
    let sql = "INSERT INTO resident_session (token_hash, resident_id, device, created_at, seen_at, ends_at)
               VALUES ($1, $2, $3, $4, $4, $5)";
    tx.run(sql, args![new.token_hash, id, new.device, act.at, ends_at])
        .await
        .map(drop)
}

/// Who is signed in with the token, if they have been there within the last 180 days and the session has not ended by itself; and
/// whether it will.
///
/// # Errors
/// The database does not answer.
pub async fn lookup(db: &Db, token_hash: &[u8], at: i64) -> Result<Option<(Resident, bool)>, StoreError> {
    let sql = "SELECT s.seen_at, s.ends_at, p.id, p.phone, p.name, p.erased_at
               FROM resident_session s JOIN resident p ON p.id = s.resident_id
               WHERE s.token_hash = $1 AND s.seen_at > $2 AND (s.ends_at IS NULL OR s.ends_at > $3) AND p.erased_at IS NULL";
    let Some(row) = db.row(sql, args![token_hash, at - SESSION_SECONDS, at]).await? else {
        return Ok(None);
    };
    if row.get::<i64>("seen_at")? <= at - TOUCH_SECONDS {
        // Reading goes on where this cannot be written.
        if let Err(error) = touch(db, token_hash, at).await {
            tracing::warn!(%error, "a session was not marked as alive");
        }
    }
    let passing = row.get::<Option<i64>>("ends_at")?.is_some();
    Ok(Some((resident(&row)?, passing)))
}

async fn touch(db: &Db, token_hash: &[u8], at: i64) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE resident_session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2";
    tx.run(sql, args![token_hash, at]).await?;
    tx.commit().await
}

/// A resident's sessions that have not run out, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, id: ResidentId, at: i64) -> Result<Vec<Session>, StoreError> {
    let sql = "SELECT token_hash, device, created_at, seen_at FROM resident_session
               WHERE resident_id = $1 AND seen_at > $2 AND (ends_at IS NULL OR ends_at > $3)
               ORDER BY seen_at DESC, created_at DESC";
    let rows = q.rows(sql, args![id, at.saturating_sub(SESSION_SECONDS), at]).await?;
    rows.iter()
        .map(|row| {
            Ok(Session {
                token_hash: row.get("token_hash")?,
                device: row.get("device")?,
                created_at: row.get("created_at")?,
                seen_at: row.get("seen_at")?,
            })
        })
        .collect()
}

/// Ends one of a resident's own sessions. Ending one that is gone is fine.
///
/// # Errors
/// The database does not answer.
pub async fn end(db: &Db, id: ResidentId, token_hash: &[u8]) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "DELETE FROM resident_session WHERE token_hash = $1 AND resident_id = $2";
    tx.run(sql, args![token_hash, id]).await?;
    tx.commit().await
}

/// Ends a resident's sessions on all devices but one; returns how many there were.
///
/// # Errors
/// The database does not answer.
pub async fn end_others(db: &Db, id: ResidentId, here: &[u8]) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let sql = "DELETE FROM resident_session WHERE resident_id = $1 AND token_hash <> $2";
    let ended = tx.run(sql, args![id, here]).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Ends all of a resident's sessions; returns how many there were.
///
/// # Errors
/// The database does not answer.
pub async fn end_all(db: &Db, id: ResidentId) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let ended = tx
        .run("DELETE FROM resident_session WHERE resident_id = $1", args![id])
        .await?;
    tx.commit().await?;
    Ok(ended)
}
