//! The slots that bookings hold: taken and given back in one statement each, however long the stay.

use crate::{args, db::Tx, error::StoreError};
use model::{
    booking::{BookingId, Rules},
    room::RoomId,
};

/// What a booking is to hold: `need` units of the room in every slot from `first` up to, not including, `end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold {
    pub(super) room: RoomId,
    pub(super) first: i64,
    pub(super) end: i64,
    pub(super) need: u32,
}

/// Takes the lowest free units of each slot. False where any slot has too few left; the transaction then has to be dropped,
/// because other slots were taken already.
///
/// Units beyond what the rules give (there were more once) count as well: the room holds no more people than it has seats.
pub(super) async fn take(tx: &Tx, id: BookingId, hold: Hold, rules: &Rules) -> Result<bool, StoreError> {
    let sql = "WITH RECURSIVE
                   slots(slot) AS (
                       SELECT CAST($2 AS BIGINT) UNION ALL SELECT slot + 1 FROM slots WHERE slot + 1 < $3
                   ),
                   units(unit) AS (
                       SELECT CAST(1 AS BIGINT) UNION ALL SELECT unit + 1 FROM units WHERE unit < $4
                   ),
                   free AS (
                       SELECT s.slot, u.unit, ROW_NUMBER() OVER (PARTITION BY s.slot ORDER BY u.unit) AS place
                       FROM slots s CROSS JOIN units u
                       WHERE NOT EXISTS (
                           SELECT 1 FROM booking_slot b WHERE b.room_id = $1 AND b.slot = s.slot AND b.unit = u.unit
                       ) AND $5 + (SELECT COUNT(*) FROM booking_slot b WHERE b.room_id = $1 AND b.slot = s.slot) <= $4
                   )
               INSERT INTO booking_slot (room_id, slot, unit, booking_id)
               SELECT $1, slot, unit, $6 FROM free WHERE place <= $5";
    let args = args![hold.room, hold.first, hold.end, rules.units, hold.need, id];
    match tx.run(sql, args).await {
        Ok(rows) => Ok(i64::try_from(rows) == Ok((hold.end - hold.first) * i64::from(hold.need))),
        // Somebody who did not queue up was faster; the key has the last word.
        Err(StoreError::Constraint(name)) if name == "booking_slot_pkey" => Ok(false),
        Err(error) => Err(error),
    }
}

/// Gives back everything that a booking holds.
pub(super) async fn free(tx: &Tx, id: BookingId) -> Result<(), StoreError> {
    tx.run("DELETE FROM booking_slot WHERE booking_id = $1", args![id])
        .await
        .map(drop)
}

/// Gives back all but the lowest `need` units of each slot that a booking holds.
pub(super) async fn keep(tx: &Tx, id: BookingId, need: u32) -> Result<(), StoreError> {
    let sql = "DELETE FROM booking_slot WHERE booking_id = $1 AND (slot, unit) IN (
                   SELECT slot, unit FROM (
                       SELECT slot, unit, ROW_NUMBER() OVER (PARTITION BY slot ORDER BY unit) AS place
                       FROM booking_slot WHERE booking_id = $1
                   ) own WHERE place > $2
               )";
    tx.run(sql, args![id, need]).await.map(drop)
}

/// The room has `units` units now: bookings of the whole room hold the new ones too.
pub(super) async fn widen(tx: &Tx, room: RoomId, units: u32) -> Result<(), StoreError> {
    let sql = "WITH RECURSIVE units(unit) AS (
                   SELECT CAST(1 AS BIGINT) UNION ALL SELECT unit + 1 FROM units WHERE unit < $2
               )
               INSERT INTO booking_slot (room_id, slot, unit, booking_id)
               SELECT s.room_id, s.slot, u.unit, s.booking_id
               FROM (SELECT DISTINCT room_id, slot, booking_id FROM booking_slot WHERE room_id = $1) s
               JOIN booking b ON b.id = s.booking_id AND b.whole AND b.units < $2
               CROSS JOIN units u
               WHERE u.unit > b.units";
    tx.run(sql, args![room, units]).await?;
    let sql = "UPDATE booking SET units = $2
               WHERE room_id = $1 AND whole AND units < $2 AND state IN ('offered', 'pending', 'confirmed', 'checked_in')";
    tx.run(sql, args![room, units]).await.map(drop)
}
