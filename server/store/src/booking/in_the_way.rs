//! Which bookings a change of a room would hit: looked at before it is made, or after.

use crate::{args, booking, db::Query, error::StoreError, hours, room};
use jiff::civil::Date;
use model::{
    booking::{Booking, BookingId, Day, Refusal, Rules, fits},
    center::CenterId,
    id::Id,
    room::{Closure, RoomId},
};
use std::collections::HashSet;

/// What is to be changed; what is not is as stored.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Other rules.
    pub rules: Option<Rules>,
    /// The room is closed from one date to another, both included.
    pub closure: Option<(Date, Date)>,
}

/// Bookings from `today` on that hold slots, offers of the waiting list too, and would no longer be allowed with the change,
/// each with the rules that refuse; in order of time. Without a change: those that are in the way of what is stored now (hours, closures).
///
/// # Errors
/// [`StoreError::NotFound`] for a room that does not exist.
pub async fn in_the_way(
    q: &impl Query,
    id: RoomId,
    today: Date,
    change: &Change,
) -> Result<Vec<(Booking, Vec<Refusal>)>, StoreError> {
    let room = room::row(q, id).await?.ok_or(StoreError::NotFound)?;
    let rules = match &change.rules {
        Some(rules) => rules.clone(),
        None => booking::rules(q, id).await?.rules,
    };
    let week = hours::get(q, room.center).await?;
    let exceptions = hours::exceptions(q, room.center, today).await?;
    let mut closures = room::closures(q, id, today).await?;
    closures.extend(change.closure.map(|(from, to)| Closure {
        id: Id::from_i64(0),
        from,
        to,
        reason: String::new(),
    }));
    let sql = booking::select!(
        "WHERE b.room_id = $1 AND b.day >= $2 AND b.state IN ('offered', 'pending', 'confirmed', 'checked_in')
         ORDER BY b.first_slot, b.id"
    );
    let held = booking::bookings(&q.rows(sql, args![id, today]).await?)?;
    let crowd = crowd(q, id, rules.units).await?;
    let sql = "SELECT retired FROM center WHERE id = $1";
    let owner = q.row(sql, args![room.center]).await?.ok_or(StoreError::NotFound)?;
    let gone = room.retired || owner.get("retired")?;
    let mut hit = Vec::new();
    let mut last: Option<Day> = None;
    for booking in held {
        let day = match last.take().filter(|d| d.day == booking.day) {
            Some(day) => day,
            None => Day::of(&week, &exceptions, &closures, booking.day, 0),
        };
        let mut refusals = if gone {
            vec![Refusal::NotBookable]
        } else {
            fits(&rules, &day, &booking.request())
        };
        if refusals.is_empty() && crowd.contains(&booking.id) {
            refusals.push(Refusal::Seats { max: rules.units });
        }
        if !refusals.is_empty() {
            hit.push((booking, refusals));
        }
        last = Some(day);
    }
    Ok(hit)
}

/// Bookings in all rooms of a center that are in the way of what is stored now; see [`in_the_way`].
///
/// # Errors
/// The database does not answer.
pub(crate) async fn in_the_way_of_center(
    q: &impl Query,
    center: CenterId,
    today: Date,
) -> Result<HashSet<BookingId>, StoreError> {
    let sql = "SELECT DISTINCT b.room_id FROM booking b JOIN room r ON r.id = b.room_id
               WHERE r.center_id = $1 AND b.day >= $2
                   AND b.state IN ('offered', 'pending', 'confirmed', 'checked_in')";
    let mut hit = HashSet::new();
    for row in q.rows(sql, args![center, today]).await? {
        let found = in_the_way(q, row.id("room_id")?, today, &Change::default()).await?;
        hit.extend(found.into_iter().map(|(booking, _)| booking.id));
    }
    Ok(hit)
}

/// Bookings of seats in slots in which more are taken than there would be.
async fn crowd(q: &impl Query, room: RoomId, units: u32) -> Result<HashSet<BookingId>, StoreError> {
    let sql = "SELECT DISTINCT s.booking_id FROM booking_slot s JOIN booking b ON b.id = s.booking_id
               WHERE s.room_id = $1 AND NOT b.whole AND s.slot IN (
                   SELECT slot FROM booking_slot WHERE room_id = $1 GROUP BY slot HAVING COUNT(*) > $2
               )";
    let rows = q.rows(sql, args![room, units]).await?;
    rows.iter().map(|row| row.id("booking_id")).collect()
}
