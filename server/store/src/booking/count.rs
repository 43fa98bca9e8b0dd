//! What is counted in many rooms at once: units that are taken, and changes that live pages watch.

use crate::{args, db::Query, error::StoreError};
use model::{
    booking::{BookingId, Taken},
    room::RoomId,
};
use std::collections::HashMap;

/// Rooms as one text of 19 digits each: a statement that holds for any number of them. The statements say `CROSS JOIN`, because
/// SQLite keeps the order of one: first the rooms, then the slots of each by the key, never the whole table.
fn list(rooms: &[RoomId]) -> String {
    rooms.iter().map(|id| format!("{:019}", id.as_i64())).collect()
}

/// How many units of each of the rooms are taken, by slot, from slot `first` up to, not including, `end`. One statement however
/// many rooms; those in which nothing is taken are left out.
///
/// # Errors
/// The database does not answer.
pub async fn taken(
    q: &impl Query,
    rooms: &[RoomId],
    first: i64,
    end: i64,
) -> Result<HashMap<RoomId, Taken>, StoreError> {
    let sql = "WITH RECURSIVE list(room_id, rest) AS (
                   SELECT CAST(0 AS BIGINT), CAST($1 AS TEXT)
                   UNION ALL
                   SELECT CAST(SUBSTR(rest, 1, 19) AS BIGINT), SUBSTR(rest, 20) FROM list WHERE rest <> ''
               )
               SELECT s.room_id, s.slot, COUNT(*) AS units FROM list l CROSS JOIN booking_slot s
               WHERE s.room_id = l.room_id AND s.slot >= $2 AND s.slot < $3 GROUP BY s.room_id, s.slot";
    let mut taken: HashMap<RoomId, Taken> = HashMap::new();
    for row in q.rows(sql, args![list(rooms), first, end]).await? {
        let slots = taken.entry(row.id("room_id")?).or_default();
        slots.insert(row.get("slot")?, row.small("units")?);
    }
    Ok(taken)
}

/// A number that rises with every change to the bookings, rules, closures or hours of any of the rooms: what live pages
/// watch.
///
/// # Errors
/// The database does not answer.
pub async fn changes(q: &impl Query, rooms: &[RoomId]) -> Result<i64, StoreError> {
    let sql = "WITH RECURSIVE list(room_id, rest) AS (
                   SELECT CAST(0 AS BIGINT), CAST($1 AS TEXT)
                   UNION ALL
                   SELECT CAST(SUBSTR(rest, 1, 19) AS BIGINT), SUBSTR(rest, 20) FROM list WHERE rest <> ''
               )
               SELECT CAST(COALESCE(SUM(r.changes), 0) AS BIGINT) AS changes
               FROM list l CROSS JOIN room_rule r WHERE r.room_id = l.room_id";
    q.row(sql, args![list(rooms)])
        .await?
        .ok_or(StoreError::NotFound)?
        .get("changes")
}

/// [`changes`] of each of the rooms; those without rules are left out.
///
/// # Errors
/// The database does not answer.
pub async fn changes_of(q: &impl Query, rooms: &[RoomId]) -> Result<HashMap<RoomId, i64>, StoreError> {
    let sql = "WITH RECURSIVE list(room_id, rest) AS (
                   SELECT CAST(0 AS BIGINT), CAST($1 AS TEXT)
                   UNION ALL
                   SELECT CAST(SUBSTR(rest, 1, 19) AS BIGINT), SUBSTR(rest, 20) FROM list WHERE rest <> ''
               )
               SELECT r.room_id, r.changes FROM list l CROSS JOIN room_rule r WHERE r.room_id = l.room_id";
    let rows = q.rows(sql, args![list(rooms)]).await?;
    rows.iter()
        .map(|row| Ok((row.id("room_id")?, row.get("changes")?)))
        .collect()
}

/// How many seats a booking could have at its time: those that no other has in any of the slots it holds, and never fewer than its own.
///
/// # Errors
/// [`StoreError::NotFound`] for a booking that does not exist.
pub async fn most_seats(q: &impl Query, id: BookingId) -> Result<u32, StoreError> {
    let sql = "SELECT b.units, r.units AS all_units, (
                   SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) FROM (
                       SELECT COUNT(*) AS n FROM booking_slot s
                       WHERE s.room_id = b.room_id AND s.slot >= b.held_first AND s.slot < b.held_end AND s.booking_id <> b.id
                       GROUP BY s.slot
                   ) others
               ) AS taken
               FROM booking b JOIN room_rule r ON r.room_id = b.room_id WHERE b.id = $1";
    let row = q.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?;
    let (own, all, taken): (u32, u32, u32) = (row.small("units")?, row.small("all_units")?, row.small("taken")?);
    Ok(own.max(all.saturating_sub(taken)))
}
