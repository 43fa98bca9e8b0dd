//! Browsers that may be sent notifications: each belongs to the session of the device that allowed it, and goes with it.

use crate::{
    act::Act,
    args,
    db::{Db, Query, Row},
    error::StoreError,
};
use model::{
    push::{Subscription, SubscriptionId},
    resident::ResidentId,
};
use serde::Serialize;

/// A subscription as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The key.
    pub id: SubscriptionId,
    /// Whose it is.
    pub resident: ResidentId,
    /// Where and how to send.
    pub subscription: Subscription,
    /// Tag of the language that its owner reads.
    pub lang: String,
}

/// Notes that a device may be sent notifications, in place of what it had allowed before. A browser that somebody else used
/// before belongs to whoever is signed in now.
///
/// # Errors
/// [`StoreError::NotFound`] if the session has ended.
pub async fn subscribe(
    db: &Db,
    act: &Act,
    resident: ResidentId,
    session: &[u8],
    new: &Subscription,
    lang: &str,
) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "DELETE FROM push_subscription WHERE session_hash = $1 AND endpoint <> $2";
    tx.run(sql, args![session, &new.endpoint]).await?;
    let sql = "INSERT INTO push_subscription (id, resident_id, session_hash, endpoint, p256dh, auth, lang, created_at)
               SELECT $1, s.resident_id, s.token_hash, $4, $5, $6, $7, $8
               FROM resident_session s WHERE s.token_hash = $3 AND s.resident_id = $2
               ON CONFLICT (endpoint) DO UPDATE SET resident_id = excluded.resident_id, session_hash = excluded.session_hash,
                   p256dh = excluded.p256dh, auth = excluded.auth, lang = excluded.lang, created_at = excluded.created_at";
    let args = args![
        act.id::<Subscription>(),
        resident,
        session,
        &new.endpoint,
        &new.p256dh,
        &new.auth,
        lang,
        act.at,
    ];
    if tx.run(sql, args).await? != 1 {
        return Err(StoreError::NotFound);
    }
    tx.commit().await
}

/// Ends the notifications of a device. Again is fine.
///
/// # Errors
/// The database does not answer.
pub async fn unsubscribe(db: &Db, session: &[u8]) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    tx.run("DELETE FROM push_subscription WHERE session_hash = $1", args![session])
        .await?;
    tx.commit().await
}

/// A device that is sent notifications, as its owner may read of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Device {
    /// What kind of device it is.
    pub device: String,
    /// Where the browser's maker takes what it is sent.
    pub endpoint: String,
    /// Tag of the language that it is sent.
    pub lang: String,
    /// Since when, epoch seconds.
    pub since: i64,
}

/// The devices of a resident that are sent notifications, in the order in which they were allowed.
///
/// # Errors
/// The database does not answer.
pub async fn of_resident(q: &impl Query, resident: ResidentId) -> Result<Vec<Device>, StoreError> {
    let sql = "SELECT s.device, p.endpoint, p.lang, p.created_at
               FROM push_subscription p JOIN resident_session s ON s.token_hash = p.session_hash
               WHERE p.resident_id = $1 ORDER BY p.created_at, p.id";
    let device = |row: &Row| {
        Ok(Device {
            device: row.get("device")?,
            endpoint: row.get("endpoint")?,
            lang: row.get("lang")?,
            since: row.get("created_at")?,
        })
    };
    q.rows(sql, args![resident]).await?.iter().map(device).collect()
}

/// Removes a subscription that the browser's maker says is gone.
///
/// # Errors
/// The database does not answer.
pub async fn remove(db: &Db, id: SubscriptionId) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    tx.run("DELETE FROM push_subscription WHERE id = $1", args![id]).await?;
    tx.commit().await
}

/// One subscription.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: SubscriptionId) -> Result<Option<Stored>, StoreError> {
    let sql = "SELECT id, resident_id, endpoint, p256dh, auth, lang FROM push_subscription WHERE id = $1";
    let Some(row) = q.row(sql, args![id]).await? else {
        return Ok(None);
    };
    Ok(Some(Stored {
        id: row.id("id")?,
        resident: row.id("resident_id")?,
        subscription: Subscription {
            endpoint: row.get("endpoint")?,
            p256dh: row.get("p256dh")?,
            auth: row.get("auth")?,
        },
        lang: row.get("lang")?,
    }))
}

/// Whether the device of a session is sent notifications, and under which endpoint.
///
/// # Errors
/// The database does not answer.
pub async fn of_session(q: &impl Query, session: &[u8]) -> Result<Option<String>, StoreError> {
    let sql = "SELECT endpoint FROM push_subscription WHERE session_hash = $1";
    q.row(sql, args![session])
        .await?
        .map(|row| row.get("endpoint"))
        .transpose()
}
