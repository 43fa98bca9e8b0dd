//! Rooms 功能室 of centers, and the dates on which they are closed.

use crate::{
    act::{Act, directory_changed, first_id, saved},
    args, audit, booking, center,
    db::{Db, Query, Row, Tx},
    error::StoreError,
    photo, setting,
};
use jiff::civil::Date;
use model::{
    Problem,
    booking::Mode,
    center::CenterId,
    room::{Closure, ClosureId, Room, RoomFields, RoomId, RoomKind},
    text::Names,
};
use std::collections::{HashMap, HashSet};

/// The room in a row that has all columns of the table, without closures and photos.
pub(crate) fn room(row: &Row) -> Result<Room, StoreError> {
    Ok(Room {
        id: row.id("id")?,
        center: row.id("center_id")?,
        kind: row.word("kind", RoomKind::from_code)?,
        names: Names {
            zh: row.get("name")?,
            en: row.get("name_en")?,
        },
        capacity: row.small("capacity")?,
        equipment: row.get("equipment")?,
        accessibility: row.get("accessibility")?,
        closures: Vec::new(),
        photos: Vec::new(),
        retired: row.get("retired")?,
        version: row.get("version")?,
    })
}

pub(crate) fn closure(row: &Row) -> Result<Closure, StoreError> {
    Ok(Closure {
        id: row.id("id")?,
        from: row.date("first_day")?,
        to: row.date("last_day")?,
        reason: row.get("reason")?,
    })
}

/// Kinds of the rooms in service of every center, by the center's key: one entry a room.
///
/// # Errors
/// The database does not answer.
pub async fn kinds(q: &impl Query) -> Result<HashMap<i64, Vec<RoomKind>>, StoreError> {
    let mut kinds: HashMap<i64, Vec<RoomKind>> = HashMap::new();
    for row in q
        .rows(
            "SELECT center_id, kind FROM room WHERE NOT retired ORDER BY center_id, id",
            args![],
        )
        .await?
    {
        kinds
            .entry(row.get("center_id")?)
            .or_default()
            .push(row.word("kind", RoomKind::from_code)?);
    }
    Ok(kinds)
}

/// A center's rooms by kind and name, with photos and with closures that last until the day before `today` or longer;
/// those out of service only where `retired` asks for them.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, center: CenterId, today: Date, retired: bool) -> Result<Vec<Room>, StoreError> {
    let sql = "SELECT * FROM room WHERE center_id = $1 AND ($2 OR NOT retired) ORDER BY name, id";
    let mut rooms = q
        .rows(sql, args![center, retired])
        .await?
        .iter()
        .map(room)
        .collect::<Result<Vec<_>, _>>()?;
    // The order of kinds is the model's, not the alphabet's.
    rooms.sort_by_key(|r| r.kind);
    let place: HashMap<i64, usize> = rooms.iter().enumerate().map(|(i, r)| (r.id.as_i64(), i)).collect();
    let sql = "SELECT c.* FROM room_closure c JOIN room r ON r.id = c.room_id
               WHERE r.center_id = $1 AND c.last_day >= $2 ORDER BY c.first_day, c.id";
    for row in q.rows(sql, args![center, today.yesterday().unwrap_or(today)]).await? {
        if let Some(i) = place.get(&row.get("room_id")?) {
            rooms[*i].closures.push(closure(&row)?);
        }
    }
    let sql = "SELECT p.* FROM photo p JOIN room r ON r.id = p.room_id WHERE r.center_id = $1 ORDER BY p.rank, p.id";
    for row in q.rows(sql, args![center]).await? {
        if let Some(i) = place.get(&row.get("room_id")?) {
            rooms[*i].photos.push(photo::photo(&row)?);
        }
    }
    Ok(rooms)
}

/// How many rooms in service are closed on `day`, by center; centers with none are left out.
///
/// # Errors
/// The database does not answer.
pub async fn closed_on(q: &impl Query, day: Date) -> Result<HashMap<CenterId, u32>, StoreError> {
    let sql = "SELECT r.center_id, COUNT(DISTINCT r.id) AS rooms FROM room r JOIN room_closure c ON c.room_id = r.id
               WHERE NOT r.retired AND $1 BETWEEN c.first_day AND c.last_day GROUP BY r.center_id";
    let rows = q.rows(sql, args![day]).await?;
    rows.iter()
        .map(|row| Ok((row.id("center_id")?, row.small("rooms")?)))
        .collect()
}

/// Centers with a private room in service that can be booked: a mediator decides about its requests.
///
/// # Errors
/// The database does not answer.
pub async fn private_centers(q: &impl Query) -> Result<HashSet<CenterId>, StoreError> {
    let sql = "SELECT DISTINCT r.center_id FROM room r JOIN room_rule x ON x.room_id = r.id
               WHERE x.private AND x.mode <> 'closed' AND NOT r.retired";
    let rows = q.rows(sql, args![]).await?;
    rows.iter().map(|row| row.id("center_id")).collect()
}

/// Centers with a counter in service that can be booked.
///
/// # Errors
/// The database does not answer.
pub async fn counter_centers(q: &impl Query) -> Result<HashSet<CenterId>, StoreError> {
    let sql = "SELECT DISTINCT r.center_id FROM room r JOIN room_rule x ON x.room_id = r.id
               WHERE r.kind = $1 AND x.mode <> 'closed' AND NOT r.retired";
    let rows = q.rows(sql, args![RoomKind::COUNTER.code()]).await?;
    rows.iter().map(|row| row.id("center_id")).collect()
}

/// One room, also if it is out of service, with photos and closures as in [`list`].
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: RoomId, today: Date) -> Result<Option<Room>, StoreError> {
    let Some(mut room) = row(q, id).await? else {
        return Ok(None);
    };
    room.closures = closures(q, id, today).await?;
    room.photos = photo::list(q, photo::Owner::Room(id)).await?;
    Ok(Some(room))
}

/// The room's closures that last until the day before `today` or longer.
pub(crate) async fn closures(q: &impl Query, id: RoomId, today: Date) -> Result<Vec<Closure>, StoreError> {
    let sql = "SELECT * FROM room_closure WHERE room_id = $1 AND last_day >= $2 ORDER BY first_day, id";
    let rows = q.rows(sql, args![id, today.yesterday().unwrap_or(today)]).await?;
    rows.iter().map(closure).collect()
}

/// The room's own row.
pub(crate) async fn row(q: &impl Query, id: RoomId) -> Result<Option<Room>, StoreError> {
    q.row("SELECT * FROM room WHERE id = $1", args![id])
        .await?
        .as_ref()
        .map(room)
        .transpose()
}

/// The room in service of that name in that center: how spreadsheets refer to one.
///
/// # Errors
/// The database does not answer.
pub async fn find(q: &impl Query, center: CenterId, name: &str) -> Result<Option<Room>, StoreError> {
    let sql = "SELECT * FROM room WHERE center_id = $1 AND name = $2 AND NOT retired";
    q.row(sql, args![center, name]).await?.as_ref().map(room).transpose()
}

/// Adds a room. A repeat with the same `key` adds nothing and returns the first answer.
///
/// # Errors
/// `name` taken in this center; [`StoreError::NotFound`] for a center that does not exist.
pub async fn create(
    db: &Db,
    act: &Act,
    key: &str,
    center: CenterId,
    fields: &RoomFields,
) -> Result<RoomId, StoreError> {
    let tx = db.begin().await?;
    let id = act.id();
    if let Some(first) = first_id(&tx, act, "room", key, &(center, fields), id).await? {
        return Ok(first);
    }
    insert(&tx, act, id, center, fields).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds the row and its entry in the log.
pub(crate) async fn insert(
    tx: &Tx,
    act: &Act,
    id: RoomId,
    center: CenterId,
    fields: &RoomFields,
) -> Result<(), StoreError> {
    let owner = center::get(tx, center).await?.ok_or(StoreError::NotFound)?;
    tx.run(
        "INSERT INTO room (id, center_id, kind, name, name_en, capacity, equipment, accessibility, retired, version,
             updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE, 1, $9, $10)",
        args![
            id,
            center,
            fields.kind.code(),
            &fields.names.zh,
            &fields.names.en,
            fields.capacity,
            &fields.equipment,
            &fields.accessibility,
            act.at,
            &act.who,
        ],
    )
    .await?;
    audit::append(
        tx,
        act,
        "room.create",
        &subject(&owner.names.zh, &fields.names.zh),
        fields.kind.code(),
    )
    .await?;
    // What was set for its kind; a room of a kind for which nobody has is not booked until somebody has looked at its rules.
    let kinds = setting::get(tx, setting::KIND_RULES).await?.value;
    if kinds.set(fields.kind).is_some() {
        booking::put_rules(tx, act, id, &kinds.of(fields.kind, fields.capacity)).await?;
    }
    Ok(())
}

fn subject(center: &str, room: &str) -> String {
    format!("{center} {room}")
}

/// Saves a room's own fields over `version`; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`]; `name` taken in this center.
pub async fn save(db: &Db, act: &Act, id: RoomId, version: i64, fields: &RoomFields) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = row(&tx, id).await?.ok_or(StoreError::NotFound)?;
    update(&tx, act, "room.save", version, &before, &with_fields(&before, fields)).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Takes a room out of service; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`].
pub async fn retire(db: &Db, act: &Act, id: RoomId, version: i64) -> Result<i64, StoreError> {
    set_retired(db, act, "room.retire", id, version, true).await
}

/// Puts a room back into service; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`]; `name` taken meanwhile.
pub async fn restore(db: &Db, act: &Act, id: RoomId, version: i64) -> Result<i64, StoreError> {
    set_retired(db, act, "room.restore", id, version, false).await
}

async fn set_retired(
    db: &Db,
    act: &Act,
    action: &'static str,
    id: RoomId,
    version: i64,
    retired: bool,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let version = set_retired_in(&tx, act, action, id, version, retired).await?;
    tx.commit().await?;
    Ok(version)
}

/// Takes a room out of service or puts it back, within a transaction; whoever books it meanwhile waits.
pub(crate) async fn set_retired_in(
    tx: &Tx,
    act: &Act,
    action: &'static str,
    id: RoomId,
    version: i64,
    retired: bool,
) -> Result<i64, StoreError> {
    let before = row(tx, id).await?.ok_or(StoreError::NotFound)?;
    booking::touch(tx, id).await?;
    let after = Room {
        retired,
        ..before.clone()
    };
    update(tx, act, action, version, &before, &after).await?;
    directory_changed(tx).await?;
    Ok(version + 1)
}

/// The room as it is once `fields` are saved.
pub(crate) fn with_fields(before: &Room, fields: &RoomFields) -> Room {
    let RoomFields {
        kind,
        names,
        capacity,
        equipment,
        accessibility,
    } = fields.clone();
    Room {
        kind,
        names,
        capacity,
        equipment,
        accessibility,
        ..before.clone()
    }
}

/// Changes the row over `version` and appends to the log.
pub(crate) async fn update(
    tx: &Tx,
    act: &Act,
    action: &'static str,
    version: i64,
    before: &Room,
    after: &Room,
) -> Result<(), StoreError> {
    if after.capacity > 0 && (after.capacity < before.capacity || before.capacity == 0) {
        // Whoever changes its rules meanwhile waits.
        booking::touch(tx, after.id).await?;
        let rules = booking::rules(tx, after.id).await?.rules;
        let seats = rules.units.max(rules.party_max);
        if rules.mode != Mode::Closed && seats > after.capacity {
            return Err(StoreError::refused("capacity", Problem::MoreSeats { seats }));
        }
    }
    let touched = tx
        .run(
            "UPDATE room SET kind = $3, name = $4, name_en = $5, capacity = $6, equipment = $7, accessibility = $8,
                 retired = $9, version = version + 1, updated_at = $10, updated_by = $11
             WHERE id = $1 AND version = $2",
            args![
                after.id,
                version,
                after.kind.code(),
                &after.names.zh,
                &after.names.en,
                after.capacity,
                &after.equipment,
                &after.accessibility,
                after.retired,
                act.at,
                &act.who,
            ],
        )
        .await?;
    let current = "SELECT version, updated_at, updated_by FROM room WHERE id = $1";
    saved(tx, touched, current, after.id.into()).await?;
    let owner = center::get(tx, after.center).await?.ok_or(StoreError::NotFound)?;
    audit::append(
        tx,
        act,
        action,
        &subject(&owner.names.zh, &after.names.zh),
        &audit::diff(before, after)?,
    )
    .await
}

/// Closes a room from one date to another, both included. A repeat with the same `key` adds nothing and returns the first
/// answer.
///
/// # Errors
/// `to` before `from`; [`StoreError::NotFound`].
pub async fn close(
    db: &Db,
    act: &Act,
    key: &str,
    id: RoomId,
    from: Date,
    to: Date,
    reason: &str,
) -> Result<ClosureId, StoreError> {
    let tx = db.begin().await?;
    let closure = close_in(&tx, act, key, id, (from, to), reason).await?;
    tx.commit().await?;
    Ok(closure)
}

/// [`close`] within a transaction; whoever books the room meanwhile waits.
pub(crate) async fn close_in(
    tx: &Tx,
    act: &Act,
    key: &str,
    id: RoomId,
    (from, to): (Date, Date),
    reason: &str,
) -> Result<ClosureId, StoreError> {
    if to < from {
        return Err(StoreError::refused("to", Problem::EndBeforeStart));
    }
    let closure = act.id();
    if let Some(first) = first_id(tx, act, "closure", key, &(id, from, to, reason), closure).await? {
        return Ok(first);
    }
    let room = row(tx, id).await?.ok_or(StoreError::NotFound)?;
    booking::touch(tx, id).await?;
    tx.run(
        "INSERT INTO room_closure (id, room_id, first_day, last_day, reason) VALUES ($1, $2, $3, $4, $5)",
        args![closure, id, from, to, reason],
    )
    .await?;
    let owner = center::get(tx, room.center).await?.ok_or(StoreError::NotFound)?;
    let subject = subject(&owner.names.zh, &room.names.zh);
    audit::append(tx, act, "room.close", &subject, &format!("{from}–{to} {reason}")).await?;
    directory_changed(tx).await?;
    Ok(closure)
}

/// Removes a closure and returns the room it was of. What becomes free goes to who waits for it.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn reopen(db: &Db, act: &Act, id: ClosureId) -> Result<RoomId, StoreError> {
    let tx = db.begin().await?;
    let sql = "DELETE FROM room_closure WHERE id = $1 RETURNING id, room_id, first_day, last_day, reason";
    let removed = tx.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?;
    let was = closure(&removed)?;
    let room = row(&tx, removed.id("room_id")?).await?.ok_or(StoreError::NotFound)?;
    booking::touch(&tx, room.id).await?;
    let rules = booking::rules(&tx, room.id).await?.rules;
    booking::pass_on(&tx, act, &[(room.id, rules)]).await?;
    let owner = center::get(&tx, room.center).await?.ok_or(StoreError::NotFound)?;
    let subject = subject(&owner.names.zh, &room.names.zh);
    audit::append(
        &tx,
        act,
        "room.reopen",
        &subject,
        &format!("{}–{} {} →", was.from, was.to, was.reason),
    )
    .await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(room.id)
}

/// The room that a closure is of, and its center: for asking whether somebody may remove it.
///
/// # Errors
/// The database does not answer.
pub async fn of_closure(q: &impl Query, id: ClosureId) -> Result<Option<Room>, StoreError> {
    let sql = "SELECT r.* FROM room r JOIN room_closure c ON c.room_id = r.id WHERE c.id = $1";
    q.row(sql, args![id]).await?.as_ref().map(room).transpose()
}
