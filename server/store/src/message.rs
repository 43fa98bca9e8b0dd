//! Messages that wait to be sent: claimed by one sender at a time, for as long as a lease, until one has succeeded.

use crate::{
    act::Act,
    args,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use model::id::Id;

/// Seconds that a sender has for a message before another one may take it.
pub const LEASE_SECONDS: i64 = 60;
/// Tries after which a message is given up.
pub const MOST_TRIES: i64 = 12;
/// The longest pause between two tries, seconds.
const LONGEST_PAUSE: i64 = 3600;

/// A message to write.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'a> {
    /// Whom it is for.
    pub phone: &'a str,
    /// What it is about: `code`.
    pub kind: &'a str,
    /// What it says.
    pub body: &'a str,
    /// When it is no longer worth sending, epoch seconds.
    pub expires_at: i64,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its key; the same at every try, so that the receiver can tell a repeat.
    pub id: Id<Message>,
    /// Whom it is for.
    pub phone: String,
    /// What it is about.
    pub kind: String,
    /// What it says.
    pub body: String,
    /// When it was written, epoch seconds.
    pub created_at: i64,
    /// Tries so far, with the one that a claim begins.
    pub tries: i64,
}

fn message(row: &Row) -> Result<Message, StoreError> {
    Ok(Message {
        id: row.id("id")?,
        phone: row.get("phone")?,
        kind: row.get("kind")?,
        body: row.get("body")?,
        created_at: row.get("created_at")?,
        tries: row.get("tries")?,
    })
}

/// Writes a message in the transaction of what it tells of.
pub(crate) async fn put(tx: &Tx, act: &Act, new: NewMessage<'_>) -> Result<(), StoreError> {
    let sql = "INSERT INTO message (id, phone, kind, body, created_at, due_at, expires_at, tries, last_error)
               VALUES ($1, $2, $3, $4, $5, $5, $6, 0, '')";
    let args = args![
        act.id::<Message>(),
        new.phone,
        new.kind,
        new.body,
        act.at,
        new.expires_at
    ];
    tx.run(sql, args).await.map(drop)
}

/// Messages that wait and are worth sending, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(q: &impl Query, at: i64) -> Result<Vec<Message>, StoreError> {
    let sql = "SELECT id, phone, kind, body, created_at, tries FROM message
               WHERE sent_at IS NULL AND failed_at IS NULL AND expires_at > $1 ORDER BY created_at DESC, id DESC LIMIT 50";
    q.rows(sql, args![at]).await?.iter().map(message).collect()
}

/// Takes the message that has been due longest, for [`LEASE_SECONDS`]; none if none is due. Nobody else gets it meanwhile.
///
/// # Errors
/// The database does not answer.
pub async fn claim(db: &Db, at: i64) -> Result<Option<Message>, StoreError> {
    let sql = "SELECT id FROM message WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= $1 AND expires_at > $1
               ORDER BY due_at, id LIMIT 5";
    // Asked first without a lock: mostly there is nothing to do.
    for row in db.rows(sql, args![at]).await? {
        let id: Id<Message> = row.id("id")?;
        let tx = db.begin().await?;
        let sql = "UPDATE message SET due_at = $2, tries = tries + 1
                   WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL AND due_at <= $3 AND expires_at > $3
                   RETURNING id, phone, kind, body, created_at, tries";
        let claimed = tx.row(sql, args![id, at + LEASE_SECONDS, at]).await?;
        tx.commit().await?;
        if let Some(row) = claimed {
            return message(&row).map(Some);
        }
    }
    Ok(None)
}

/// Notes that a message was sent, and forgets whom it went to and what it said.
///
/// # Errors
/// The database does not answer; the message is then sent again under the same key.
pub async fn sent(db: &Db, at: i64, id: Id<Message>) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE message SET sent_at = $2, phone = '', body = '', last_error = ''
               WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL";
    tx.run(sql, args![id, at]).await?;
    tx.commit().await
}

/// Notes that a try failed: the next one comes after a pause that doubles, or none where `hopeless` or after
/// [`MOST_TRIES`]. Does nothing if somebody else has taken the message meanwhile.
///
/// # Errors
/// The database does not answer.
pub async fn failed(db: &Db, at: i64, claimed: &Message, why: &str, hopeless: bool) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    if hopeless || claimed.tries >= MOST_TRIES {
        let sql = "UPDATE message SET failed_at = $3, phone = '', body = '', last_error = $4
                   WHERE id = $1 AND tries = $2 AND sent_at IS NULL AND failed_at IS NULL";
        tx.run(sql, args![claimed.id, claimed.tries, at, why]).await?;
    } else {
        let pause = (5 << claimed.tries.clamp(1, 20).saturating_sub(1)).min(LONGEST_PAUSE);
        let sql = "UPDATE message SET due_at = $3, last_error = $4
                   WHERE id = $1 AND tries = $2 AND sent_at IS NULL AND failed_at IS NULL";
        tx.run(sql, args![claimed.id, claimed.tries, at + pause, why]).await?;
    }
    tx.commit().await
}

/// Gives up what is no longer worth sending.
///
/// # Errors
/// The database does not answer.
pub async fn expire(db: &Db, at: i64) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE message SET failed_at = $1, phone = '', body = '', last_error = 'too late'
               WHERE sent_at IS NULL AND failed_at IS NULL AND expires_at <= $1";
    let gone = tx.run(sql, args![at]).await?;
    tx.commit().await?;
    Ok(gone)
}

/// Forgets what waits for a phone.
pub(crate) async fn forget(tx: &Tx, at: i64, phone: &str) -> Result<(), StoreError> {
    let sql = "UPDATE message SET failed_at = $2, phone = '', body = '', last_error = 'erased'
               WHERE phone = $1 AND sent_at IS NULL AND failed_at IS NULL";
    tx.run(sql, args![phone, at]).await.map(drop)
}
