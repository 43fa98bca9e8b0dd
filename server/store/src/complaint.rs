//! Complaints: sealed as they come, followed like bad ratings. This module never sees what is in them.

use crate::{
    act::{Act, first_answer, saved},
    args, audit,
    db::{Db, Query, Row},
    error::StoreError,
    follow_up,
};
use jiff::tz::TimeZone;
use model::{
    Problem,
    center::CenterId,
    complaint::{Channel, ComplaintId, Number},
    follow_up::Origin,
    id::Id,
};

/// Wrong codes that are taken for one complaint within [`TRIES_SECONDS`].
pub const TRIES: i64 = 5;
/// After so many seconds one may try again.
pub const TRIES_SECONDS: i64 = 15 * 60;

/// A complaint as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The key.
    pub id: ComplaintId,
    /// What people call it.
    pub number: Number,
    /// The center it is about, as far as it is known.
    pub center: Option<CenterId>,
    /// What is told and who tells it, sealed.
    pub sealed: Vec<u8>,
    /// How it came.
    pub channel: Channel,
    /// Epoch seconds.
    pub received_at: i64,
    /// What the center could read of it before that became a step of its follow-up; empty in newer ones.
    pub released: String,
    /// Counts saves.
    pub version: i64,
}

/// A new complaint. Key and number are made before, because what is told is sealed under the key.
#[derive(Debug, Clone)]
pub struct NewComplaint<'a> {
    /// The key.
    pub id: ComplaintId,
    /// What people call it.
    pub number: Number,
    /// The center it is about.
    pub center: Option<CenterId>,
    /// What is told and who tells it, sealed.
    pub sealed: &'a [u8],
    /// Whoever tells it can be called.
    pub callable: bool,
    /// How it came; by telephone it is the act's staff member who wrote it down.
    pub channel: Channel,
    /// Says whether two requests with one key tell the same, and nothing else: a keyed hash of what is told.
    pub same: &'a str,
}

fn complaint(row: &Row) -> Result<Complaint, StoreError> {
    Ok(Complaint {
        id: row.id("id")?,
        number: row.word("number", |text| text.parse().ok())?,
        center: row.get::<Option<i64>>("center_id")?.map(Id::from_i64),
        sealed: row.get("sealed")?,
        channel: row.word("channel", Channel::from_code)?,
        received_at: row.get("received_at")?,
        released: row.get("released")?,
        version: row.get("version")?,
    })
}

/// Takes a complaint and begins to follow it up; returns which it is. Again with the same key: the first.
///
/// # Errors
/// [`Problem::AlreadySent`] under `key`; a `center` that is none.
pub async fn create(db: &Db, act: &Act, key: &str, new: &NewComplaint<'_>) -> Result<ComplaintId, StoreError> {
    let tx = db.begin().await?;
    let answer = new.id.to_string();
    if let Some(first) = first_answer(&tx, act, "complaint", key, &new.same, &answer).await? {
        return first.parse().map_err(|_| StoreError::Unreadable("request_key.answer"));
    }
    if let Some(center) = new.center {
        let sql = "SELECT id FROM center WHERE id = $1";
        if tx.row(sql, args![center]).await?.is_none() {
            return Err(StoreError::refused("center", Problem::NoSuch { what: String::new() }));
        }
    }
    let staff = act.staff.filter(|_| new.channel == Channel::Telephone);
    let sql = "INSERT INTO complaint (id, number, center_id, sealed, callable, channel, received_at, staff_id, released, tries,
                   tried_at, version, updated_at, updated_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 0, 0, 1, $7, $9)";
    let args = args![
        new.id,
        new.number.to_string(),
        new.center,
        new.sealed,
        new.callable,
        new.channel.code(),
        act.at,
        staff,
        &act.who,
    ];
    tx.run(sql, args).await?;
    follow_up::open(&tx, act, Origin::Complaint(new.id), new.center, None).await?;
    if staff.is_some() {
        audit::append(&tx, act, "complaint.create", &new.number.to_string(), "").await?;
    }
    tx.commit().await?;
    Ok(new.id)
}

/// One complaint.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: ComplaintId) -> Result<Option<Complaint>, StoreError> {
    let sql =
        "SELECT id, number, center_id, sealed, channel, received_at, released, version FROM complaint WHERE id = $1";
    q.row(sql, args![id]).await?.as_ref().map(complaint).transpose()
}

/// One complaint by what people call it.
///
/// # Errors
/// The database does not answer.
pub async fn find(q: &impl Query, number: Number) -> Result<Option<Complaint>, StoreError> {
    let sql = "SELECT id, number, center_id, sealed, channel, received_at, released, version FROM complaint WHERE number = $1";
    let row = q.row(sql, args![number.to_string()]).await?;
    row.as_ref().map(complaint).transpose()
}

/// Counts a try of a code before it is judged, so that many at once cannot slip by. `Err` says how many seconds to wait.
///
/// # Errors
/// The database does not answer.
pub async fn count_try(db: &Db, id: ComplaintId, at: i64) -> Result<Result<(), i64>, StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE complaint SET tries = CASE WHEN tried_at <= $2 THEN 1 ELSE tries + 1 END,
                   tried_at = CASE WHEN tried_at <= $2 THEN $3 ELSE tried_at END
               WHERE id = $1 AND (tried_at <= $2 OR tries < $4)";
    let old = at - TRIES_SECONDS;
    if tx.run(sql, args![id, old, at, TRIES]).await? == 1 {
        tx.commit().await?;
        return Ok(Ok(()));
    }
    let row = tx
        .row("SELECT tried_at FROM complaint WHERE id = $1", args![id])
        .await?;
    let since: i64 = row.ok_or(StoreError::NotFound)?.get("tried_at")?;
    Ok(Err((since + TRIES_SECONDS - at).max(1)))
}

/// Forgets the tries of whoever knew the code.
///
/// # Errors
/// The database does not answer.
pub async fn forget_tries(db: &Db, id: ComplaintId) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    tx.run("UPDATE complaint SET tries = 0, tried_at = 0 WHERE id = $1", args![id])
        .await?;
    tx.commit().await
}

/// Says which center a complaint is about and what that center may read of it, sealed, as a step of its follow-up; returns the
/// complaint's new version. Something that was ordered stays with its center.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Conflict`]; a `center` that is none, or [`Problem::NotNow`] under it;
/// [`Problem::NotNow`] under `released` where it has ended.
pub async fn release(
    db: &Db,
    act: &Act,
    id: ComplaintId,
    version: i64,
    center: CenterId,
    sealed: Vec<u8>,
    zone: &TimeZone,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let sql = "SELECT id FROM center WHERE id = $1";
    if tx.row(sql, args![center]).await?.is_none() {
        return Err(StoreError::refused("center", Problem::NoSuch { what: String::new() }));
    }
    // First of all the row that every step holds: nothing is ordered or ends meanwhile. The version stays, because no form of a step
    // has to be filled in again for it.
    let sql = "UPDATE follow_up SET version = version WHERE complaint_id = $1 AND closed_at IS NULL";
    let open = tx.run(sql, args![id]).await? == 1;
    let one = follow_up::of_origin(&tx, Origin::Complaint(id)).await?;
    let one = one.ok_or(StoreError::NotFound)?;
    if open && one.ordered && one.center != Some(center) {
        return Err(StoreError::refused("center", Problem::NotNow));
    }
    if !open {
        return Err(StoreError::refused("released", Problem::NotNow));
    }
    let sql = "UPDATE complaint SET center_id = $3, version = version + 1, updated_at = $4, updated_by = $5
               WHERE id = $1 AND version = $2";
    let touched = tx.run(sql, args![id, version, center, act.at, &act.who]).await?;
    let current = "SELECT version, updated_at, updated_by FROM complaint WHERE id = $1";
    saved(&tx, touched, current, id.into()).await?;
    let sql = "UPDATE follow_up SET center_id = $2 WHERE complaint_id = $1 AND closed_at IS NULL";
    tx.run(sql, args![id, center]).await?;
    follow_up::released(&tx, act, zone, &one, sealed).await?;
    // Not what is released: the log is read by more people than the complaint.
    audit::append(&tx, act, "complaint.release", &before.number.to_string(), "").await?;
    tx.commit().await?;
    Ok(version + 1)
}
