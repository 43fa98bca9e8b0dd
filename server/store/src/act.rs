//! Who writes, when, and where new identifiers come from: what every write is told, because the store reads no clock and
//! rolls no dice.

use crate::{
    args,
    db::{Db, Query, Tx},
    error::StoreError,
};
use model::{Problem, id::Id, staff::StaffId};
use sha2::{Digest, Sha256};
use std::{fmt, sync::Arc};

/// A source of identifiers, each from the time in milliseconds and fresh randomness (see [`Id::new`]).
pub trait Ids: Send + Sync {
    /// The next one; never the same twice.
    fn next(&self) -> i64;
}

impl<F: Fn() -> i64 + Send + Sync> Ids for F {
    fn next(&self) -> i64 {
        self()
    }
}

/// One act of writing.
#[derive(Clone)]
pub struct Act {
    /// Now, epoch seconds.
    pub at: i64,
    /// Who, as a display name; `命令行` for the command line.
    pub who: String,
    /// The account, if a person signed in.
    pub staff: Option<StaffId>,
    /// Where identifiers come from.
    pub ids: Arc<dyn Ids>,
}

impl fmt::Debug for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Act")
            .field("at", &self.at)
            .field("who", &self.who)
            .finish_non_exhaustive()
    }
}

impl Act {
    /// A new identifier.
    #[must_use]
    pub fn id<T>(&self) -> Id<T> {
        Id::from_i64(self.ids.next())
    }
}

/// How long a repeated request gets the first one's answer: longer than any browser keeps what it could not send.
const KEY_KEPT_SECONDS: i64 = 30 * 24 * 3600;

/// Says a request's content in a few bytes, for [`first_answer`]. What differs by chance from one try to the next (a salted
/// hash, a fresh identifier) is left out of it by the caller.
pub(crate) fn content_hash(content: &impl fmt::Debug) -> String {
    let hash = Sha256::digest(format!("{content:?}"));
    hash[..16].iter().map(|b| format!("{b:02x}")).collect()
}

/// Takes hold of an idempotency key of a capability: `None` for the first request with it (`answer` is kept and the caller
/// goes on), or the answer that the first request got.
///
/// The key is an insert into a primary key, so of two requests at the same moment the second waits for the first.
///
/// # Errors
/// [`Problem::AlreadySent`] under `key` where the first request said something else: it would be lost behind the first
/// one's answer.
pub(crate) async fn first_answer(
    tx: &Tx,
    act: &Act,
    capability: &str,
    key: &str,
    content: &impl fmt::Debug,
    answer: &str,
) -> Result<Option<String>, StoreError> {
    let (full, hash) = (format!("{capability}:{key}"), content_hash(content));
    let sql =
        "INSERT INTO request_key (key, at, answer, content_hash) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING";
    if tx.run(sql, args![&full, act.at, answer, &hash]).await? == 1 {
        return Ok(None);
    }
    let first = known_answer(tx, capability, key, content).await?;
    first.map(Some).ok_or(StoreError::NotFound)
}

/// The answer that the first request with that key got; none where there was none. For what a repeat must not depend on: all that is
/// looked up before the key can be taken hold of.
///
/// # Errors
/// As [`first_answer`].
pub(crate) async fn known_answer(
    q: &impl Query,
    capability: &str,
    key: &str,
    content: &impl fmt::Debug,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT answer, content_hash FROM request_key WHERE key = $1";
    let Some(row) = q.row(sql, args![format!("{capability}:{key}")]).await? else {
        return Ok(None);
    };
    let first: String = row.get("content_hash")?;
    if !first.is_empty() && first != content_hash(content) {
        return Err(StoreError::refused("key", Problem::AlreadySent));
    }
    row.get("answer").map(Some)
}

/// When the first request with that key was answered; none where none was. A repeat is checked as of then: what was still to come when it
/// was sent first may be over by now.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn answered_at(q: &impl Query, capability: &str, key: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT at FROM request_key WHERE key = $1";
    let row = q.row(sql, args![format!("{capability}:{key}")]).await?;
    row.map(|row| row.get("at")).transpose()
}

/// Forgets the keys of requests that nobody repeats any more: those older than 30 days. Returns how many.
///
/// # Errors
/// The database does not answer.
pub async fn forget_keys(db: &Db, now: i64) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let old = now - KEY_KEPT_SECONDS;
    let forgotten = tx.run("DELETE FROM request_key WHERE at < $1", args![old]).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// [`first_answer`] where the answer is an identifier.
pub(crate) async fn first_id<T>(
    tx: &Tx,
    act: &Act,
    capability: &str,
    key: &str,
    content: &impl fmt::Debug,
    id: Id<T>,
) -> Result<Option<Id<T>>, StoreError> {
    let answer = first_answer(tx, act, capability, key, content, &id.to_string()).await?;
    answer.map(|answer| read_id(&answer)).transpose()
}

/// The identifier that an answer of [`first_id`] says.
pub(crate) fn read_id<T>(answer: &str) -> Result<Id<T>, StoreError> {
    answer.parse().map_err(|_| StoreError::Unreadable("request_key.answer"))
}

/// Tells every process that its snapshot of the directory is old.
pub(crate) async fn directory_changed(tx: &Tx) -> Result<(), StoreError> {
    tx.run(
        "UPDATE revision SET value = value + 1 WHERE name = 'directory'",
        args![],
    )
    .await
    .map(drop)
}

/// What a save found: turns "no row had that id and version" into the reason.
///
/// `current` selects `version, updated_at, updated_by` of the row.
pub(crate) async fn saved(tx: &Tx, touched: u64, current: &'static str, key: crate::db::Arg) -> Result<(), StoreError> {
    if touched == 1 {
        return Ok(());
    }
    let row = tx.row(current, vec![key]).await?.ok_or(StoreError::NotFound)?;
    Err(StoreError::Conflict {
        by: row.get("updated_by")?,
        at: row.get("updated_at")?,
        version: row.get("version")?,
    })
}
