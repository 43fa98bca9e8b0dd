//! What can be booked in all centers, and what waits for a decision.

use super::{bookings, rule};
use crate::{args, booking, db::Query, error::StoreError, room};
use jiff::civil::Date;
use model::{
    booking::{Booking, Rules},
    room::Room,
};

/// A room that is booked, with its rules; without photos and closures.
#[derive(Debug, Clone, PartialEq)]
pub struct Offered {
    /// The room.
    pub room: Room,
    /// How it is booked.
    pub rules: Rules,
}

/// Every room in service that is booked, of all centers in service; only of one kind where `kind` is its code.
///
/// # Errors
/// The database does not answer.
pub async fn offered(q: &impl Query, kind: &str) -> Result<Vec<Offered>, StoreError> {
    let sql = "SELECT r.*, u.* FROM room_rule u JOIN room r ON r.id = u.room_id JOIN center c ON c.id = r.center_id
               WHERE u.mode <> 'closed' AND NOT r.retired AND NOT c.retired AND ($1 = '' OR r.kind = $1)
               ORDER BY r.center_id, r.name, r.id";
    let rows = q.rows(sql, args![kind]).await?;
    rows.iter()
        .map(|row| {
            Ok(Offered {
                room: room::room(row)?,
                rules: rule::stored(row)?.rules,
            })
        })
        .collect()
}

/// Bookings from a day on that wait for approval, in order of time.
///
/// # Errors
/// The database does not answer.
pub async fn pending(q: &impl Query, from: Date) -> Result<Vec<Booking>, StoreError> {
    // The first condition is the one of the index of what is due.
    let sql = booking::select!(
        "WHERE b.state IN ('pending', 'confirmed', 'checked_in') AND b.state = 'pending' AND b.day >= $1
         ORDER BY b.first_slot, b.id"
    );
    bookings(&q.rows(sql, args![from]).await?)
}
