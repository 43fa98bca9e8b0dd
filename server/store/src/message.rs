//! Messages that wait to be sent: claimed by one sender at a time, for as long as a lease, until one has succeeded.

mod deliveries;

pub use deliveries::{Fate, deliveries, fate, put_test, tidy};

use crate::{
    act::Act,
    args,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use model::{
    id::Id,
    notice::{NoticeId, NoticeKind},
    push::SubscriptionId,
};

/// Seconds that a sender has for a message before another one may take it.
pub const LEASE_SECONDS: i64 = 60;
/// Tries after which a message is given up.
pub const MOST_TRIES: i64 = 12;
/// What is noted of messages that were given up because there was nothing to say or nobody to say it to.
const WITHDRAWN: &str = "withdrawn";
/// The same where somebody had their data erased.
const ERASED: &str = "erased";
/// The longest pause between two tries, seconds.
const LONGEST_PAUSE: i64 = 3600;

/// A message to write.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'a> {
    /// Whom it is for.
    pub phone: &'a str,
    /// What it is about: `code`, `test`.
    pub kind: &'a str,
    /// What it says.
    pub body: &'a str,
    /// When it is no longer worth sending, epoch seconds.
    pub expires_at: i64,
}

/// How a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// As a text message, through the gateway.
    Sms,
    /// To a browser that allowed it.
    Push,
}

/// What may go out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// Text messages: there is a gateway and it is on.
    pub sms: bool,
    /// Those that an administrator tries the gateway with before it is on.
    pub tests: bool,
    /// It is night: only codes and tests.
    pub quiet: bool,
}

impl Ways {
    /// Everything.
    pub const ALL: Self = Self {
        sms: true,
        tests: true,
        quiet: false,
    };
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
    /// When it is no longer worth sending, epoch seconds.
    pub expires_at: i64,
    /// Tries so far, with the one that a claim begins.
    pub tries: i64,
    /// How it goes.
    pub channel: Channel,
    /// The notice that it brings; none for codes and tests, which say what they say themselves.
    pub notice: Option<NoticeId>,
    /// Which browser it goes to.
    pub subscription: Option<SubscriptionId>,
}

fn message(row: &Row) -> Result<Message, StoreError> {
    let channel = |code: &str| match code {
        "sms" => Some(Channel::Sms),
        "push" => Some(Channel::Push),
        _ => None,
    };
    Ok(Message {
        channel: row.word("channel", channel)?,
        expires_at: row.get("expires_at")?,
        notice: row.get::<Option<i64>>("notice_id")?.map(Id::from_i64),
        subscription: row.get::<Option<i64>>("subscription_id")?.map(Id::from_i64),
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
    let sql = "INSERT INTO message (id, phone, kind, body, created_at, due_at, expires_at, tries, last_error, channel, urgent)
               VALUES ($1, $2, $3, $4, $5, $5, $6, 0, '', 'sms', TRUE)";
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

/// Writes how a notice goes to its resident, in the transaction that tells it: by text message, or to a browser that allowed it.
/// Whom and what is looked up when it is sent.
pub(crate) async fn put_notice(
    tx: &Tx,
    act: &Act,
    notice: NoticeId,
    kind: NoticeKind,
    (due_at, expires_at): (i64, i64),
    subscription: Option<SubscriptionId>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO message (id, phone, kind, body, created_at, due_at, expires_at, tries, last_error, channel, urgent,
                   notice_id, subscription_id)
               VALUES ($1, '', $2, '', $3, $4, $5, 0, '', $6, FALSE, $7, $8)";
    let channel = if subscription.is_some() { "push" } else { "sms" };
    let id = act.id::<Message>();
    let args = args![
        id,
        kind.code(),
        act.at,
        due_at,
        expires_at,
        channel,
        notice,
        subscription
    ];
    tx.run(sql, args).await.map(drop)
}

/// Messages that wait and are worth sending, the latest first; those of notices are read elsewhere.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(q: &impl Query, at: i64) -> Result<Vec<Message>, StoreError> {
    let sql =
        "SELECT id, phone, kind, body, created_at, expires_at, tries, channel, notice_id, subscription_id FROM message
               WHERE sent_at IS NULL AND failed_at IS NULL AND expires_at > $1 AND notice_id IS NULL
               ORDER BY created_at DESC, id DESC LIMIT 50";
    q.rows(sql, args![at]).await?.iter().map(message).collect()
}

/// Takes a message for [`LEASE_SECONDS`]: a code before anything else, then what has been due longest; none if nothing is due that
/// may go out. Nobody else gets it meanwhile.
///
/// # Errors
/// The database does not answer.
pub async fn claim(db: &Db, at: i64, ways: Ways) -> Result<Option<Message>, StoreError> {
    if let Some(message) = claim_some(db, at, ways, true).await? {
        return Ok(Some(message));
    }
    if ways.quiet {
        return Ok(None);
    }
    claim_some(db, at, ways, false).await
}

async fn claim_some(db: &Db, at: i64, ways: Ways, urgent: bool) -> Result<Option<Message>, StoreError> {
    let due = "SELECT id FROM message
               WHERE sent_at IS NULL AND failed_at IS NULL AND urgent = $2 AND due_at <= $1 AND expires_at > $1
                   AND (channel = 'push' OR (channel = 'sms' AND ($3 OR ($4 AND kind = 'test'))))
               ORDER BY due_at, id LIMIT 10";
    let take = "UPDATE message SET due_at = $2, tries = tries + 1
                WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL AND due_at <= $3 AND expires_at > $3
                RETURNING id, phone, kind, body, created_at, expires_at, tries, channel, notice_id, subscription_id";
    loop {
        // Asked first without a lock: mostly there is nothing to do. Where others took all of these meanwhile, there may be more.
        let rows = db.rows(due, args![at, urgent, ways.sms, ways.tests]).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        for row in rows {
            let id: Id<Message> = row.id("id")?;
            let tx = db.begin().await?;
            let claimed = tx.row(take, args![id, at + LEASE_SECONDS, at]).await?;
            tx.commit().await?;
            if let Some(row) = claimed {
                return message(&row).map(Some);
            }
        }
    }
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

/// Gives up a message that says what is no longer so, or that nobody is there for any more.
///
/// # Errors
/// The database does not answer.
pub async fn withdraw(db: &Db, at: i64, claimed: &Message) -> Result<(), StoreError> {
    failed(db, at, claimed, WITHDRAWN, true).await
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
