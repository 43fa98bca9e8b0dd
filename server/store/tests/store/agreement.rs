//! What must be true of bookings and the slots they hold, whatever has happened.

use store::{Db, db::Query as _};

/// Panics where bookings and slots do not agree; answers how many bookings hold slots.
pub async fn agree(db: &Db) -> i64 {
    let count = async |sql: &'static str| -> i64 { db.row(sql, vec![]).await.unwrap().unwrap().get("n").unwrap() };
    let wrong = "SELECT COUNT(*) AS n FROM booking b WHERE (
            SELECT COUNT(*) FROM booking_slot s WHERE s.booking_id = b.id
        ) <> CASE WHEN b.state IN ('offered', 'pending', 'confirmed', 'checked_in') THEN (b.held_end - b.held_first) * b.units ELSE 0 END";
    assert_eq!(
        count(wrong).await,
        0,
        "bookings that hold more or fewer slots than they should"
    );
    let stray = "SELECT COUNT(*) AS n FROM booking_slot s JOIN booking b ON b.id = s.booking_id
        WHERE s.room_id <> b.room_id OR s.slot < b.held_first OR s.slot >= b.held_end";
    assert_eq!(count(stray).await, 0, "slots outside of their booking");
    let uneven = "SELECT COUNT(*) AS n FROM (
            SELECT s.booking_id, s.slot FROM booking_slot s JOIN booking b ON b.id = s.booking_id
            GROUP BY s.booking_id, s.slot, b.units HAVING COUNT(*) <> b.units
        ) x";
    assert_eq!(count(uneven).await, 0, "slots with more or fewer units than asked for");
    let shared = "SELECT COUNT(*) AS n FROM booking_slot a JOIN booking b ON b.id = a.booking_id AND b.whole
        JOIN booking_slot c ON c.room_id = a.room_id AND c.slot = a.slot AND c.booking_id <> a.booking_id";
    assert_eq!(count(shared).await, 0, "a whole room that somebody else sits in");
    let untold = "SELECT COUNT(*) AS n FROM booking b WHERE NOT EXISTS (
            SELECT 1 FROM booking_event e WHERE e.booking_id = b.id AND e.kind = 'placed')";
    assert_eq!(count(untold).await, 0, "bookings without their first event");
    count("SELECT COUNT(*) AS n FROM booking WHERE state IN ('pending', 'confirmed', 'checked_in')").await
}
