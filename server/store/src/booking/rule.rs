//! The rules of rooms, and the row of theirs at which writers queue up.

use crate::{
    act::{Act, saved},
    args, audit, center,
    db::{Arg, Db, Query, Row, Tx},
    error::StoreError,
    live::News,
    room,
};
use model::{
    booking::{Mode, Rules},
    center::CenterId,
    room::{Room, RoomId},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A room's rules and their history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The rules.
    pub rules: Rules,
    /// Counts saves; 0 where nobody has set any, and the room is then not booked.
    pub version: i64,
    /// Rises with every change to the room's bookings.
    pub changes: i64,
}

pub(super) fn stored(row: &Row) -> Result<Stored, StoreError> {
    Ok(Stored {
        rules: Rules {
            mode: row.word("mode", Mode::from_code)?,
            units: row.small("units")?,
            whole_too: row.get("whole_too")?,
            step_minutes: row.small("step_minutes")?,
            shortest_minutes: row.small("shortest_minutes")?,
            longest_minutes: row.small("longest_minutes")?,
            lead_minutes: row.small("lead_minutes")?,
            ahead_days: row.small("ahead_days")?,
            cutoff_minutes: row.small("cutoff_minutes")?,
            quota_day: row.small("quota_day")?,
            quota_week: row.small("quota_week")?,
            buffer_before_minutes: row.small("buffer_before_minutes")?,
            buffer_after_minutes: row.small("buffer_after_minutes")?,
            approval: row.get("approval")?,
            check_in: row.get("check_in")?,
            grace_minutes: row.small("grace_minutes")?,
            party_min: row.small("party_min")?,
            party_max: row.small("party_max")?,
            minors: row.get("minors")?,
            bring: row.get("bring")?,
            private: row.get("private")?,
            at_door: row.get("at_door")?,
        },
        version: row.get("version")?,
        changes: row.get("changes")?,
    })
}

/// `$1` is the room, `$2` to `$23` the rules.
fn values(id: RoomId, r: &Rules) -> Vec<Arg> {
    args![
        id,
        r.mode.code(),
        r.units,
        r.whole_too,
        r.step_minutes,
        r.shortest_minutes,
        r.longest_minutes,
        r.lead_minutes,
        r.ahead_days,
        r.cutoff_minutes,
        r.quota_day,
        r.quota_week,
        r.buffer_before_minutes,
        r.buffer_after_minutes,
        r.approval,
        r.check_in,
        r.grace_minutes,
        r.party_min,
        r.party_max,
        r.minors,
        &r.bring,
        r.private,
        r.at_door,
    ]
}

/// What holds for a room for which nobody has set rules: the form proposes those of its kind, and until it is saved the room
/// is not booked.
fn unset(room: &Room) -> Stored {
    let of_kind = Rules::of_kind(room.kind, room.capacity);
    Stored {
        rules: Rules {
            mode: Mode::Closed,
            units: 1,
            ..of_kind
        },
        version: 0,
        changes: 0,
    }
}

/// A room's rules.
///
/// # Errors
/// [`StoreError::NotFound`] for a room that does not exist.
pub async fn rules(q: &impl Query, id: RoomId) -> Result<Stored, StoreError> {
    if let Some(row) = q.row("SELECT * FROM room_rule WHERE room_id = $1", args![id]).await? {
        return stored(&row);
    }
    Ok(unset(&room::row(q, id).await?.ok_or(StoreError::NotFound)?))
}

/// Waits until nobody else writes to the room's bookings, keeps others out until the transaction ends, and says the rules.
pub(crate) async fn queue(tx: &Tx, act: &Act, id: RoomId) -> Result<Stored, StoreError> {
    let sql = "UPDATE room_rule SET changes = changes + 1 WHERE room_id = $1 RETURNING *";
    let row = match tx.row(sql, args![id]).await? {
        Some(row) => row,
        None => {
            let room = room::row(tx, id).await?.ok_or(StoreError::NotFound)?;
            insert(tx, act, id, &unset(&room)).await?;
            tx.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?
        }
    };
    let stored = stored(&row)?;
    tx.tell(News::Room(id, stored.changes)).await?;
    Ok(stored)
}

/// Waits at the room's row where there is one: closing a room and booking it come one after the other.
pub(crate) async fn touch(tx: &Tx, id: RoomId) -> Result<(), StoreError> {
    let sql = "UPDATE room_rule SET changes = changes + 1 WHERE room_id = $1 RETURNING changes";
    match tx.row(sql, args![id]).await? {
        Some(row) => tx.tell(News::Room(id, row.get("changes")?)).await,
        None => Ok(()),
    }
}

/// [`touch`] for all rooms of centers, whose hours or service change: in the order of their keys, as everybody, however many
/// centers. Before the centers' own rows are written: whoever holds one of those holds its rooms already.
pub(crate) async fn touch_centers(
    tx: &Tx,
    centers: impl IntoIterator<Item = CenterId> + Send,
) -> Result<(), StoreError> {
    let sql = "SELECT room_id FROM room_rule WHERE room_id IN (SELECT id FROM room WHERE center_id = $1)";
    let centers: BTreeSet<CenterId> = centers.into_iter().collect();
    let mut rooms: BTreeSet<RoomId> = BTreeSet::new();
    for id in centers {
        for row in tx.rows(sql, args![id]).await? {
            rooms.insert(row.id("room_id")?);
        }
    }
    for id in rooms {
        touch(tx, id).await?;
    }
    Ok(())
}

async fn insert(tx: &Tx, act: &Act, id: RoomId, new: &Stored) -> Result<(), StoreError> {
    let sql = "INSERT INTO room_rule (room_id, mode, units, whole_too, step_minutes, shortest_minutes, longest_minutes,
                   lead_minutes, ahead_days, cutoff_minutes, quota_day, quota_week, buffer_before_minutes,
                   buffer_after_minutes, approval, check_in, grace_minutes, party_min, party_max, minors, bring, private,
                   at_door, changes, version, updated_at, updated_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                   $23, $24, $25, $26, $27)
               ON CONFLICT (room_id) DO NOTHING";
    let mut args = values(id, &new.rules);
    args.extend(args![new.changes, new.version, act.at, &act.who]);
    tx.run(sql, args).await.map(drop)
}

/// Gives a new room its first rules.
pub(crate) async fn put(tx: &Tx, act: &Act, id: RoomId, rules: &Rules) -> Result<(), StoreError> {
    let new = Stored {
        rules: rules.clone(),
        version: 1,
        changes: 1,
    };
    insert(tx, act, id, &new).await
}

/// Saves a room's rules over `version` (0 where nobody has set any); returns the new version. Bookings that were made stay, with what
/// was promised about checking in, also those that the new rules would refuse: whoever wants to see them first goes through
/// [`settle`](super::settle).
///
/// # Errors
/// [`StoreError::Conflict`]; [`StoreError::NotFound`].
pub async fn save_rules(db: &Db, act: &Act, id: RoomId, version: i64, rules: &Rules) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let version = save_in(&tx, act, id, version, rules).await?;
    tx.commit().await?;
    Ok(version)
}

/// [`save_rules`] within a transaction; nobody else writes to the room until it ends.
pub(super) async fn save_in(tx: &Tx, act: &Act, id: RoomId, version: i64, rules: &Rules) -> Result<i64, StoreError> {
    let before = queue(tx, act, id).await?;
    let sql = "UPDATE room_rule SET mode = $2, units = $3, whole_too = $4, step_minutes = $5, shortest_minutes = $6,
                   longest_minutes = $7, lead_minutes = $8, ahead_days = $9, cutoff_minutes = $10, quota_day = $11,
                   quota_week = $12, buffer_before_minutes = $13, buffer_after_minutes = $14, approval = $15,
                   check_in = $16, grace_minutes = $17, party_min = $18, party_max = $19, minors = $20, bring = $21,
                   private = $22, at_door = $23, version = version + 1, updated_at = $25, updated_by = $26
               WHERE room_id = $1 AND version = $24";
    let mut args = values(id, rules);
    args.extend(args![version, act.at, &act.who]);
    let touched = tx.run(sql, args).await?;
    let current = "SELECT version, updated_at, updated_by FROM room_rule WHERE room_id = $1";
    saved(tx, touched, current, id.into()).await?;
    super::slot::widen(tx, id, rules.units).await?;
    ease(tx, id, rules).await?;
    let room = room::row(tx, id).await?.ok_or(StoreError::NotFound)?;
    let owner = center::get(tx, room.center).await?.ok_or(StoreError::NotFound)?;
    let subject = format!("{} {}", owner.names.zh, room.names.zh);
    let detail = audit::diff(&before.rules, rules)?;
    audit::append(tx, act, "booking.save_rules", &subject, &detail).await?;
    super::waitlist::pass_on(tx, act, id, rules).await?;
    Ok(version + 1)
}

/// What was promised about checking in stays with the bookings that were made. Only what becomes easier is so for them, too: who was asked
/// to check in at the door cannot where its code was taken away.
async fn ease(tx: &Tx, id: RoomId, rules: &Rules) -> Result<(), StoreError> {
    let sql = "UPDATE booking SET check_in = check_in AND $2, at_door = at_door AND $3,
                   grace_minutes = CASE WHEN grace_minutes < $4 THEN $4 ELSE grace_minutes END
               WHERE room_id = $1 AND state IN ('offered', 'pending', 'confirmed')";
    let args = args![id, rules.check_in, rules.at_door, rules.grace_minutes];
    tx.run(sql, args).await.map(drop)
}

/// Gives many rooms other rules in one transaction, whatever their versions; returns how many of them changed. Rooms are taken
/// in the order of their keys.
pub(super) async fn copy_in(tx: &Tx, act: &Act, rules: &BTreeMap<RoomId, Rules>) -> Result<i64, StoreError> {
    let mut changed = 0;
    for (id, rules) in rules {
        let before = queue(tx, act, *id).await?;
        // A copy never makes known who is in a private room, also not in one that has just become private; and whether there is a
        // poster at the door each room knows itself.
        let rules = Rules {
            private: rules.private || before.rules.private,
            at_door: rules.check_in && before.rules.at_door,
            ..rules.clone()
        };
        if before.version == 0 || before.rules != rules {
            save_in(tx, act, *id, before.version, &rules).await?;
            changed += 1;
        }
    }
    Ok(changed)
}

/// The rules of all rooms of centers in service, with their rooms: for choosing those that an edit of many changes.
///
/// # Errors
/// The database does not answer.
pub async fn all_rules(q: &impl Query) -> Result<Vec<(Room, Stored)>, StoreError> {
    let sql = "SELECT * FROM room WHERE NOT retired AND center_id IN (SELECT id FROM center WHERE NOT retired)
               ORDER BY center_id, name, id";
    let mut rooms = q
        .rows(sql, args![])
        .await?
        .iter()
        .map(room::room)
        .collect::<Result<Vec<_>, _>>()?;
    rooms.sort_by_key(|r| (r.center, r.kind));
    let mut known = HashMap::new();
    for row in q.rows("SELECT * FROM room_rule", args![]).await? {
        known.insert(row.id::<model::room::Room>("room_id")?, stored(&row)?);
    }
    Ok(rooms
        .into_iter()
        .map(|room| {
            let stored = known.remove(&room.id).unwrap_or_else(|| unset(&room));
            (room, stored)
        })
        .collect())
}
