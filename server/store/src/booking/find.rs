//! What a search over many rooms needs of the database: a fixed number of statements, however many rooms there are.

use super::rule;
use crate::{args, db::Query, error::StoreError, room};
use jiff::civil::Date;
use model::{
    booking::Rules,
    center::CenterId,
    room::{Closure, RoomId, RoomKind},
    text::Names,
};
use std::collections::HashMap;

/// A room in service that can be booked.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookable {
    /// The key.
    pub room: RoomId,
    /// Whose room it is; that center may be out of service.
    pub center: CenterId,
    /// What it is for.
    pub kind: RoomKind,
    /// Its name on the door.
    pub names: Names,
    /// People it holds; 0 where nobody counted.
    pub capacity: u32,
    /// What is in it, one thing a line.
    pub equipment: String,
    /// How it is booked.
    pub rules: Rules,
    /// Rises with every change to the room's bookings.
    pub changes: i64,
    /// Its closures within the days asked about.
    pub closures: Vec<Closure>,
}

/// Rooms that can be booked, of a kind or of any, in one center or in all, in the order of their keys; with closures that touch
/// the days from the first to the last. Two statements.
///
/// # Errors
/// The database does not answer.
pub async fn bookable(
    q: &impl Query,
    kind: Option<RoomKind>,
    center: Option<CenterId>,
    (first, last): (Date, Date),
) -> Result<Vec<Bookable>, StoreError> {
    let sql = "SELECT u.*, r.id, r.center_id, r.kind, r.name, r.name_en, r.capacity, r.equipment
               FROM room r JOIN room_rule u ON u.room_id = r.id
               WHERE NOT r.retired AND u.mode <> 'closed' AND ($1 = '' OR r.kind = $1) AND ($2 < 0 OR r.center_id = $2)
               ORDER BY r.id";
    let kind = kind.map_or("", RoomKind::code);
    let center = center.map_or(-1, CenterId::as_i64);
    let mut rooms = Vec::new();
    let mut place = HashMap::new();
    for row in q.rows(sql, args![kind, center]).await? {
        let stored = rule::stored(&row)?;
        let room: RoomId = row.id("id")?;
        place.insert(room, rooms.len());
        rooms.push(Bookable {
            room,
            center: row.id("center_id")?,
            kind: row.word("kind", RoomKind::from_code)?,
            names: Names {
                zh: row.get("name")?,
                en: row.get("name_en")?,
            },
            capacity: row.small("capacity")?,
            equipment: row.get("equipment")?,
            rules: stored.rules,
            changes: stored.changes,
            closures: Vec::new(),
        });
    }
    let sql = "SELECT c.* FROM room_closure c JOIN room r ON r.id = c.room_id
               WHERE NOT r.retired AND c.first_day <= $2 AND c.last_day >= $1 AND ($3 = '' OR r.kind = $3)
                   AND ($4 < 0 OR r.center_id = $4)
               ORDER BY c.first_day, c.id";
    for row in q.rows(sql, args![first, last, kind, center]).await? {
        let id: RoomId = row.id("room_id")?;
        if let Some(i) = place.get(&id) {
            let room: &mut Bookable = &mut rooms[*i];
            room.closures.push(room::closure(&row)?);
        }
    }
    Ok(rooms)
}
