//! What became of messages, for the administrator: how many, and why not; never to whom or what.

use super::{ERASED, Message, WITHDRAWN};
use crate::{
    act::Act,
    args,
    db::{Db, Query},
    error::StoreError,
};
use model::{
    id::Id,
    notice::{Deliveries, Failure, Tally},
};

/// How long it is remembered that a message was sent or given up, seconds.
const KEPT_SECONDS: i64 = 90 * 24 * 3600;
/// How far back deliveries are counted, seconds.
const COUNTED_SECONDS: i64 = 7 * 24 * 3600;

/// Messages of the last seven days by channel, and the latest errors.
///
/// # Errors
/// The database does not answer.
pub async fn deliveries(q: &impl Query, at: i64) -> Result<Deliveries, StoreError> {
    let sql = "SELECT channel,
                   CAST(SUM(CASE WHEN sent_at IS NULL AND failed_at IS NULL AND expires_at > $2 THEN 1 ELSE 0 END) AS BIGINT)
                       AS waiting,
                   CAST(SUM(CASE WHEN sent_at IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS sent,
                   CAST(SUM(CASE WHEN failed_at IS NOT NULL AND last_error NOT IN ($3, $4) THEN 1 ELSE 0 END) AS BIGINT)
                       AS failed
               FROM message WHERE created_at >= $1 GROUP BY channel ORDER BY channel DESC";
    let tallies = q.rows(sql, args![at - COUNTED_SECONDS, at, WITHDRAWN, ERASED]).await?;
    let sql = "SELECT kind, channel, created_at, tries, failed_at, last_error FROM message
               WHERE created_at >= $1 AND last_error NOT IN ('', $2, $3) ORDER BY created_at DESC, id DESC LIMIT 20";
    let failures = q.rows(sql, args![at - COUNTED_SECONDS, WITHDRAWN, ERASED]).await?;
    Ok(Deliveries {
        tallies: tallies
            .iter()
            .map(|row| {
                Ok(Tally {
                    channel: row.get("channel")?,
                    waiting: row.get("waiting")?,
                    sent: row.get("sent")?,
                    failed: row.get("failed")?,
                })
            })
            .collect::<Result<_, StoreError>>()?,
        failures: failures
            .iter()
            .map(|row| {
                Ok(Failure {
                    kind: row.get("kind")?,
                    channel: row.get("channel")?,
                    at: row.get("created_at")?,
                    tries: row.get("tries")?,
                    given_up: row.get::<Option<i64>>("failed_at")?.is_some(),
                    error: row.get("last_error")?,
                })
            })
            .collect::<Result<_, StoreError>>()?,
    })
}

/// Writes a message that tries the gateway, worth sending for half a minute; returns its key.
///
/// # Errors
/// The database does not answer.
pub async fn put_test(db: &Db, act: &Act, phone: &str, body: &str) -> Result<Id<Message>, StoreError> {
    let tx = db.begin().await?;
    let id = act.id::<Message>();
    let sql = "INSERT INTO message (id, phone, kind, body, created_at, due_at, expires_at, tries, last_error, channel, urgent)
               VALUES ($1, $2, 'test', $3, $4, $4, $5, 0, '', 'sms', TRUE)";
    tx.run(sql, args![id, phone, body, act.at, act.at + 30]).await?;
    crate::audit::append(&tx, act, "setting.test", "messages", &model::text::mask_phone(phone)).await?;
    tx.commit().await?;
    Ok(id)
}

/// What has become of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Nobody has tried it yet.
    Waiting,
    /// It is sent.
    Sent,
    /// The last try failed, for this reason.
    Failed(String),
}

/// What has become of a message so far.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn fate(q: &impl Query, id: Id<Message>) -> Result<Fate, StoreError> {
    let row = q
        .row("SELECT sent_at, last_error FROM message WHERE id = $1", args![id])
        .await?;
    let row = row.ok_or(StoreError::NotFound)?;
    let error: String = row.get("last_error")?;
    Ok(match row.get::<Option<i64>>("sent_at")? {
        Some(_) => Fate::Sent,
        None if error.is_empty() => Fate::Waiting,
        None => Fate::Failed(error),
    })
}

/// Forgets what was sent or given up long ago; says of how many.
///
/// # Errors
/// The database does not answer.
pub async fn tidy(db: &Db, at: i64) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let sql = "DELETE FROM message WHERE created_at < $1 AND (sent_at IS NOT NULL OR failed_at IS NOT NULL)";
    let gone = tx.run(sql, args![at - KEPT_SECONDS]).await?;
    tx.commit().await?;
    Ok(gone)
}
