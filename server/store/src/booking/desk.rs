//! What the counter keeps beside bookings: notes, reasons for waived rules, who is known, and that a limit was lifted.

use crate::{
    act::Act,
    args, audit,
    db::{Db, Query},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    booking::{Booking, BookingId},
    center::CenterId,
};
use std::collections::HashMap;

/// What staff have written beside a booking. No page shows it to anybody else; whose booking it is reads it in the file of what is kept
/// about them.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Remark {
    /// For whoever is at the counter then.
    pub note: String,
    /// Why a rule that holds residents was set aside.
    pub waiver: String,
}

/// The remarks on a center's bookings of a day; bookings without are left out.
///
/// # Errors
/// The database does not answer.
pub async fn remarks(q: &impl Query, center: CenterId, day: Date) -> Result<HashMap<BookingId, Remark>, StoreError> {
    let sql = "SELECT id, note, waiver FROM booking
               WHERE room_id IN (SELECT id FROM room WHERE center_id = $1) AND day = $2 AND (note <> '' OR waiver <> '')";
    let rows = q.rows(sql, args![center, day]).await?;
    rows.iter()
        .map(|row| {
            let (note, waiver) = (row.get("note")?, row.get("waiver")?);
            Ok((row.id("id")?, Remark { note, waiver }))
        })
        .collect()
}

/// The remark on a booking.
///
/// # Errors
/// [`StoreError::NotFound`]; the database does not answer.
pub async fn remark(q: &impl Query, id: BookingId) -> Result<Remark, StoreError> {
    let sql = "SELECT note, waiver FROM booking WHERE id = $1";
    let row = q.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?;
    Ok(Remark {
        note: row.get("note")?,
        waiver: row.get("waiver")?,
    })
}

/// Writes the note beside a booking in place of the one before. The log says that there was one, and not what it says: notes can
/// be erased.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn note(db: &Db, act: &Act, id: BookingId, text: &str) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE booking SET note = $2 WHERE id = $1 RETURNING number";
    let row = tx.row(sql, args![id, text]).await?.ok_or(StoreError::NotFound)?;
    audit::append(&tx, act, "booking.note", &row.get::<String>("number")?, "").await?;
    tx.commit().await
}

/// What the person of that phone called themselves when they last booked in that center, and not as private: what the counter
/// there may know of them already.
///
/// # Errors
/// The database does not answer.
pub async fn known_as(q: &impl Query, center: CenterId, phone: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT b.name FROM booking b
               JOIN resident p ON p.id = b.resident_id
               JOIN room r ON r.id = b.room_id
               WHERE p.phone = $1 AND p.erased_at IS NULL AND r.center_id = $2 AND NOT b.private AND b.name <> ''
               ORDER BY b.created_at DESC, b.id DESC LIMIT 1";
    let row = q.row(sql, args![phone, center]).await?;
    row.map(|row| row.get("name")).transpose()
}

/// Lifts the limit of the person whose booking this is: what they missed until now no longer counts.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn forgive(db: &Db, act: &Act, booking: &Booking) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE resident SET forgiven_at = $2, version = version + 1 WHERE id = $1";
    if tx.run(sql, args![booking.resident, act.at]).await? != 1 {
        return Err(StoreError::NotFound);
    }
    audit::append(&tx, act, "booking.forgive", &booking.number.to_string(), "").await?;
    tx.commit().await
}
