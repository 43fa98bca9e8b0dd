//! Notices to residents: told in the transaction of what they tell of, once each, and delivered from the outbox.
//!
//! Whoever changes something that a resident should hear of calls [`tell`] as the last thing before committing. The row is
//! what the resident reads in the application; beside it lies one message for each way there is to them.

mod reminder;

pub use reminder::remind;

use crate::{
    act::Act,
    args,
    db::{Db, Query, Row, Tx},
    error::StoreError,
    message, setting,
};
use model::{
    booking::{Booking, State, slot_start},
    notice::{About, Notice, NoticeId, NoticeKind, Subject},
    resident::{ResidentId, SESSION_SECONDS},
    text::{Names, is_mobile},
};

/// Notices on one page.
pub const PAGE_SIZE: i64 = 50;
/// Seconds for which it is worth saying that something is over.
const AFTERWARDS_SECONDS: i64 = 24 * 3600;

/// A notice to tell.
#[derive(Debug, Clone, Copy)]
pub struct NewNotice<'a> {
    /// Whom.
    pub resident: ResidentId,
    /// What.
    pub kind: NoticeKind,
    /// What happened, as a word that is the same whenever the same is told again: the key of a booking and its version, of an
    /// offer, of a closure and a booking.
    pub event: &'a str,
    /// What it is about, as it is now.
    pub about: Option<About>,
    /// What staff wrote for the resident; may be empty.
    pub words: &'a str,
    /// A page of ours where the resident can do something about it; empty for the booking's own.
    pub path: &'a str,
    /// Not told before, epoch seconds; none for at once.
    pub not_before: Option<i64>,
    /// When it is no longer worth sending, epoch seconds. In the application it stays.
    pub expires_at: i64,
}

/// Tells a resident something and writes the messages that bring it. Nothing, and `false`, where the same was told before or the
/// resident is erased.
///
/// The last thing in a transaction: of what it touches only the new rows are locked.
///
/// # Errors
/// The database does not answer.
pub async fn tell(tx: &Tx, act: &Act, new: NewNotice<'_>) -> Result<bool, StoreError> {
    let id: NoticeId = act.id();
    let due_at = new.not_before.unwrap_or(act.at).max(act.at);
    let sql =
        "INSERT INTO notice (id, resident_id, kind, event, booking_id, room_id, day, start_minute, end_minute, words,
                   path, created_at, due_at, expires_at)
               SELECT $1, p.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
               FROM resident p WHERE p.id = $2 AND p.erased_at IS NULL
               ON CONFLICT (resident_id, kind, event) DO NOTHING";
    let args = args![
        id,
        new.resident,
        new.kind.code(),
        new.event,
        new.about.and_then(|a| a.booking),
        new.about.map(|a| a.room),
        new.about.map(|a| a.day),
        new.about.map(|a| a.start),
        new.about.map(|a| a.end),
        new.words,
        new.path,
        act.at,
        due_at,
        new.expires_at,
    ];
    if tx.run(sql, args).await? != 1 {
        return Ok(false);
    }
    // Asked after the insert, which has waited for an erasure under way: see `resident::erase`.
    let sql = "SELECT phone FROM resident WHERE id = $1 AND erased_at IS NULL";
    let Some(resident) = tx.row(sql, args![new.resident]).await? else {
        tx.run("DELETE FROM notice WHERE id = $1", args![id]).await?;
        return Ok(false);
    };
    if new.expires_at <= due_at {
        return Ok(true);
    }
    let time = (due_at, new.expires_at);
    let sms = setting::get(tx, setting::MESSAGES).await?.value.gateway;
    if sms && is_mobile(&resident.get::<String>("phone")?) {
        message::put_notice(tx, act, id, new.kind, time, None).await?;
    }
    let sql = "SELECT p.id FROM push_subscription p JOIN resident_session s ON s.token_hash = p.session_hash
               WHERE p.resident_id = $1 AND s.seen_at > $2 AND (s.ends_at IS NULL OR s.ends_at > $3) ORDER BY p.id";
    let alive = act.at - SESSION_SECONDS;
    for subscription in tx.rows(sql, args![new.resident, alive, act.at]).await? {
        message::put_notice(tx, act, id, new.kind, time, Some(subscription.id("id")?)).await?;
    }
    Ok(true)
}

/// Tells the resident of a booking what has become of it, once for each of its versions.
///
/// # Errors
/// The database does not answer.
pub async fn tell_booking(
    tx: &Tx,
    act: &Act,
    kind: NoticeKind,
    booking: &Booking,
    words: &str,
) -> Result<bool, StoreError> {
    let event = format!("{}:{}", booking.id.as_i64(), booking.version);
    let over = matches!(kind, NoticeKind::BookingReleased | NoticeKind::BookingRejected);
    let later = if over { act.at + AFTERWARDS_SECONDS } else { 0 };
    let new = NewNotice {
        resident: booking.resident,
        kind,
        event: &event,
        about: Some(about(booking)),
        words,
        path: "",
        not_before: None,
        expires_at: slot_start(booking.end_slot).max(later),
    };
    tell(tx, act, new).await
}

/// What a notice about a booking is about.
#[must_use]
pub fn about(booking: &Booking) -> About {
    About {
        booking: Some(booking.id),
        room: booking.room,
        day: booking.day,
        start: booking.start,
        end: booking.end,
    }
}

/// Notices with the names of what they are about; the rest of the statement follows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT n.id, n.resident_id, n.kind, n.day, n.start_minute, n.end_minute, n.words, n.path, n.due_at, n.expires_at,
                 n.read_at, b.number, r.name AS room_name, r.name_en AS room_name_en, c.name AS center_name,
                 c.name_en AS center_name_en
             FROM notice n LEFT JOIN booking b ON b.id = n.booking_id LEFT JOIN room r ON r.id = n.room_id
                 LEFT JOIN center c ON c.id = r.center_id ",
            $rest
        )
    };
}

/// The notice in a row of [`select!`]; none of a kind that only a newer program knows.
fn notice(row: &Row) -> Result<Option<Notice>, StoreError> {
    let Some(kind) = NoticeKind::from_code(&row.get::<String>("kind")?) else {
        return Ok(None);
    };
    let subject = match row.get::<Option<String>>("day")? {
        None => None,
        Some(day) => Some(Subject {
            number: match row.get::<Option<String>>("number")? {
                None => None,
                Some(number) => Some(number.parse().map_err(|_| StoreError::Unreadable("number"))?),
            },
            room: Names::new(row.get::<String>("room_name")?, row.get::<String>("room_name_en")?),
            center: Names::new(row.get::<String>("center_name")?, row.get::<String>("center_name_en")?),
            day: day.parse().map_err(|_| StoreError::Unreadable("day"))?,
            start: row.small("start_minute")?,
            end: row.small("end_minute")?,
        }),
    };
    Ok(Some(Notice {
        id: row.id("id")?,
        kind,
        subject,
        words: row.get("words")?,
        path: row.get("path")?,
        at: row.get("due_at")?,
        expires_at: row.get("expires_at")?,
        read: row.get::<Option<i64>>("read_at")?.is_some(),
    }))
}

/// One notice and whose it is.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: NoticeId) -> Result<Option<(ResidentId, Notice)>, StoreError> {
    let Some(row) = q.row(select!("WHERE n.id = $1"), args![id]).await? else {
        return Ok(None);
    };
    let resident = row.id("resident_id")?;
    Ok(notice(&row)?.map(|notice| (resident, notice)))
}

/// Whether a notice still says what is so: one of a booking that was given back or moved meanwhile is not sent any more. What
/// tells of an end, or of no booking, stays so.
///
/// # Errors
/// The database does not answer.
pub async fn stands(q: &impl Query, id: NoticeId) -> Result<bool, StoreError> {
    let sql = "SELECT n.kind, n.day, n.start_minute, n.end_minute, b.state, b.day AS booked_day, b.start_minute AS booked_start,
                   b.end_minute AS booked_end
               FROM notice n JOIN booking b ON b.id = n.booking_id WHERE n.id = $1";
    let Some(row) = q.row(sql, args![id]).await? else {
        return Ok(true);
    };
    let kind = NoticeKind::from_code(&row.get::<String>("kind")?);
    let state = row.word("state", State::from_code)?;
    if kind == Some(NoticeKind::WaitlistOffer) {
        return Ok(state == State::Offered);
    }
    if !kind.is_some_and(NoticeKind::is_of_a_standing_booking) {
        return Ok(true);
    }
    Ok(state.holds_slots()
        && row.get::<Option<String>>("day")? == Some(row.get("booked_day")?)
        && row.get::<Option<i64>>("start_minute")? == Some(row.get("booked_start")?)
        && row.get::<Option<i64>>("end_minute")? == Some(row.get("booked_end")?))
}

/// What a resident was told up to an instant, the latest first: at most [`PAGE_SIZE`] that are older than `before`, or all of
/// it where the instant is the end of time.
///
/// # Errors
/// The database does not answer.
pub async fn of_resident(
    q: &impl Query,
    resident: ResidentId,
    before: Option<NoticeId>,
    at: i64,
) -> Result<Vec<Notice>, StoreError> {
    let sql = select!("WHERE n.resident_id = $1 AND n.due_at <= $2 AND n.id < $3 ORDER BY n.id DESC LIMIT $4");
    let before = before.map_or(i64::MAX, NoticeId::as_i64);
    let most = if at == i64::MAX { i64::MAX } else { PAGE_SIZE };
    let rows = q.rows(sql, args![resident, at, before, most]).await?;
    Ok(rows
        .iter()
        .map(notice)
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

/// How many notices a resident has not read.
///
/// # Errors
/// The database does not answer.
pub async fn unread(q: &impl Query, resident: ResidentId, at: i64) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM notice WHERE resident_id = $1 AND read_at IS NULL AND due_at <= $2";
    q.row(sql, args![resident, at])
        .await?
        .ok_or(StoreError::NotFound)?
        .get("n")
}

/// Notes that a resident has read one of their notices, or all up to the newest that they have seen. Again is fine.
///
/// # Errors
/// The database does not answer.
pub async fn mark_read(db: &Db, at: i64, resident: ResidentId, read: Read) -> Result<u64, StoreError> {
    let (first, last) = match read {
        Read::One(id) => (id.as_i64(), id.as_i64()),
        Read::UpTo(id) => (i64::MIN, id.as_i64()),
    };
    let tx = db.begin().await?;
    let sql = "UPDATE notice SET read_at = $2
               WHERE resident_id = $1 AND id BETWEEN $3 AND $4 AND read_at IS NULL AND due_at <= $2";
    let read = tx.run(sql, args![resident, at, first, last]).await?;
    tx.commit().await?;
    Ok(read)
}

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// This one.
    One(NoticeId),
    /// This one and all before it.
    UpTo(NoticeId),
}

/// Forgets everything that a resident was told, and what still waits to be sent of it.
pub(crate) async fn forget(tx: &Tx, at: i64, resident: ResidentId) -> Result<(), StoreError> {
    let sql = "UPDATE message SET failed_at = $2, phone = '', body = '', last_error = 'erased'
               WHERE notice_id IN (SELECT id FROM notice WHERE resident_id = $1) AND sent_at IS NULL AND failed_at IS NULL";
    tx.run(sql, args![resident, at]).await?;
    tx.run("DELETE FROM notice WHERE resident_id = $1", args![resident])
        .await
        .map(drop)
}
