//! Reminders of bookings: one for each time that a booking is at, however many processes look for it.

use super::{NewNotice, about, tell};
use crate::{
    act::Act,
    args, booking,
    db::{Db, Query},
    error::StoreError,
};
use model::{
    booking::{Booking, slot_at, slot_start},
    notice::NoticeKind,
    settings::{MessageSettings, REMINDER_EVENING},
};

/// Reminds of the bookings whose moment has come (see [`MessageSettings::reminder_at`]); returns how many. A booking that was
/// moved is reminded of at its new time, one that was given back is not.
///
/// # Errors
/// The database does not answer; those told before that stay so.
pub async fn remind(db: &Db, act: &Act, settings: &MessageSettings) -> Result<usize, StoreError> {
    if !settings.reminders {
        return Ok(0);
    }
    // The same moments as in `reminder_at`, which decides; here they keep the rows few.
    let sql = booking::select!(
        "WHERE b.state IN ('pending', 'confirmed', 'checked_in') AND b.state = 'confirmed' AND b.first_slot > $1
             AND b.first_slot <= $2
             AND (b.first_slot * 900 - CASE WHEN $4 = 0 THEN b.start_minute * 60 + $5 ELSE $4 END <= $3
                 OR b.first_slot * 900 - $6 <= $3)
             AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.resident_id = b.resident_id AND n.kind = 'booking_reminder'
                 AND n.event = CAST(b.id AS TEXT) || ':' || CAST(b.first_slot AS TEXT))
         ORDER BY b.first_slot, b.id"
    );
    let evening = 86_400 - 60 * i64::from(REMINDER_EVENING);
    let before = 3600 * i64::from(settings.reminder_hours);
    let now = slot_at(act.at);
    let furthest = if before == 0 { evening + 86_400 } else { before };
    let last = slot_at(act.at + furthest.max(model::settings::REMINDER_LATE_SECONDS));
    let late = model::settings::REMINDER_LATE_SECONDS;
    let mut reminded = 0;
    for row in db.rows(sql, args![now, last, act.at, before, evening, late]).await? {
        let booking = booking::booking(&row)?;
        let since = row.get::<i64>("updated_at")?;
        let due = settings.reminder_at(&booking, since);
        if due.is_some_and(|due| due <= act.at) && told(db, act, &booking).await? {
            reminded += 1;
        }
    }
    Ok(reminded)
}

async fn told(db: &Db, act: &Act, known: &Booking) -> Result<bool, StoreError> {
    let tx = db.begin().await?;
    // Locks the row, if it is still so: nobody moves it or gives it back meanwhile.
    let sql = "UPDATE booking SET version = version WHERE id = $1 AND state = 'confirmed' AND first_slot = $2";
    if tx.run(sql, args![known.id, known.first_slot]).await? != 1 {
        return Ok(false);
    }
    let event = format!("{}:{}", known.id.as_i64(), known.first_slot);
    let new = NewNotice {
        resident: known.resident,
        kind: NoticeKind::BookingReminder,
        event: &event,
        about: Some(about(known)),
        words: "",
        path: "",
        not_before: None,
        expires_at: slot_start(known.first_slot),
    };
    let told = tell(&tx, act, new).await?;
    tx.commit().await?;
    Ok(told)
}
