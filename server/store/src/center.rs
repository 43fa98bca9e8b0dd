//! Centers 党群服务中心: their own fields and where they are. Hours, rooms, amenities and photos have modules of their own.

mod lock;

pub(crate) use lock::{hold, is_at, touch, touch_any};

use crate::{
    act::{Act, directory_changed, first_id, saved},
    amenity, args, audit, booking,
    db::{Db, Query, Row, Tx},
    division,
    error::StoreError,
    hours, photo, room,
};
use jiff::civil::Date;
use lock::CURRENT;
use model::{
    Problem,
    center::{Center, CenterDetail, CenterFields, CenterId, CenterKind, CounterAreas, Position, PositionSource},
    directory::search_text,
    division::DivisionCode,
    geo::LngLat,
    text::Names,
};

/// The center in a row that has all columns of the table.
pub(crate) fn center(row: &Row) -> Result<Center, StoreError> {
    Ok(Center {
        id: row.id("id")?,
        kind: row.word("kind", CenterKind::from_code)?,
        division: row.word("division", |text| text.parse().ok())?,
        names: Names {
            zh: row.get("name")?,
            en: row.get("name_en")?,
        },
        address: row.get("address")?,
        phone: row.get("phone")?,
        position: position(row)?,
        areas: CounterAreas {
            reception: row.get("area_reception")?,
            counter: row.get("area_counter")?,
            waiting: row.get("area_waiting")?,
            convenience: row.get("area_convenience")?,
        },
        introduction: Names {
            zh: row.get("introduction")?,
            en: row.get("introduction_en")?,
        },
        retired: row.get("retired")?,
        version: row.get("version")?,
        updated_at: row.get("updated_at")?,
        updated_by: row.get("updated_by")?,
    })
}

pub(crate) fn position(row: &Row) -> Result<Option<Position>, StoreError> {
    let at = row.get::<Option<f64>>("lng")?.zip(row.get::<Option<f64>>("lat")?);
    let Some((lng, lat)) = at else { return Ok(None) };
    let source = row.word("position_source", PositionSource::from_code)?;
    Ok(Some(Position {
        at: LngLat { lng, lat },
        source,
    }))
}

/// All centers, the town's first, then by the pinyin of their names; those out of service only where `retired` asks for them.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, retired: bool) -> Result<Vec<Center>, StoreError> {
    let sql = "SELECT * FROM center WHERE $1 OR NOT retired ORDER BY kind, name, id";
    by_pinyin(&q.rows(sql, args![retired]).await?)
}

/// As a dictionary has them: databases know the codes of characters at best.
fn by_pinyin(rows: &[Row]) -> Result<Vec<Center>, StoreError> {
    let mut centers: Vec<Center> = rows.iter().map(center).collect::<Result<_, _>>()?;
    centers.sort_by_cached_key(|c| (c.kind.code(), search_text(&c.names, "", ""), c.id));
    Ok(centers)
}

/// Those of a kind that are in service in the town which a division is or lies in, by the pinyin of their names.
///
/// # Errors
/// The database does not answer.
pub async fn of_town(q: &impl Query, division: &DivisionCode, kind: CenterKind) -> Result<Vec<Center>, StoreError> {
    let sql = "SELECT * FROM center WHERE division BETWEEN $1 AND $2 AND kind = $3 AND NOT retired ORDER BY name, id";
    let (first, last) = division.town_range();
    by_pinyin(&q.rows(sql, args![first, last, kind.code()]).await?)
}

/// Those that are out of service, which the directory does not hold.
///
/// # Errors
/// The database does not answer.
pub async fn retired(q: &impl Query) -> Result<Vec<Center>, StoreError> {
    let sql = "SELECT * FROM center WHERE retired ORDER BY kind, name, id";
    by_pinyin(&q.rows(sql, args![]).await?)
}

/// One center, also if it is out of service.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: CenterId) -> Result<Option<Center>, StoreError> {
    q.row("SELECT * FROM center WHERE id = $1", args![id])
        .await?
        .as_ref()
        .map(center)
        .transpose()
}

/// The center in service of that name in that division: how spreadsheets refer to one.
///
/// # Errors
/// The database does not answer.
pub async fn find(q: &impl Query, code: &DivisionCode, name: &str) -> Result<Option<Center>, StoreError> {
    let sql = "SELECT * FROM center WHERE division = $1 AND name = $2 AND NOT retired";
    q.row(sql, args![code, name]).await?.as_ref().map(center).transpose()
}

/// Everything a resident asks about one center; closures and exceptions from the day before `today` on.
///
/// # Errors
/// The database does not answer.
pub async fn detail(q: &impl Query, id: CenterId, today: Date) -> Result<Option<CenterDetail>, StoreError> {
    let Some(center) = get(q, id).await? else {
        return Ok(None);
    };
    Ok(Some(CenterDetail {
        division_path: division::path(q, &center.division).await?,
        hours: hours::get(q, id).await?,
        exceptions: hours::exceptions(q, id, today).await?,
        amenities: amenity::of_center(q, id).await?,
        rooms: room::list(q, id, today, false).await?,
        photos: photo::list(q, photo::Owner::Center(id)).await?,
        center,
    }))
}

/// Adds a center. A repeat with the same `key` adds nothing and returns the first answer.
///
/// # Errors
/// `name` taken in this division, `division` unknown.
pub async fn create(db: &Db, act: &Act, key: &str, fields: &CenterFields) -> Result<CenterId, StoreError> {
    let tx = db.begin().await?;
    let id = act.id();
    if let Some(first) = first_id(&tx, act, "center", key, fields, id).await? {
        return Ok(first);
    }
    insert(&tx, act, id, fields).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds the row and its entry in the log.
pub(crate) async fn insert(tx: &Tx, act: &Act, id: CenterId, fields: &CenterFields) -> Result<(), StoreError> {
    division_exists(tx, &fields.division).await?;
    tx.run(
        "INSERT INTO center (id, kind, division, name, name_en, address, phone, lng, lat, position_source, area_reception,
             area_counter, area_waiting, area_convenience, introduction, introduction_en, retired, version, updated_at,
             updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, FALSE, 1, $17, $18)",
        args![
            id,
            fields.kind.code(),
            &fields.division,
            &fields.names.zh,
            &fields.names.en,
            &fields.address,
            &fields.phone,
            fields.position.map(|p| p.at.lng),
            fields.position.map(|p| p.at.lat),
            fields.position.map(|p| p.source.code()),
            fields.areas.reception,
            fields.areas.counter,
            fields.areas.waiting,
            fields.areas.convenience,
            &fields.introduction.zh,
            &fields.introduction.en,
            act.at,
            &act.who,
        ],
    )
    .await?;
    audit::append(tx, act, "center.create", &fields.names.zh, fields.division.as_str()).await
}

/// Saves a center's own fields over `version`; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`], `name` taken in this division, `division` unknown.
pub async fn save(db: &Db, act: &Act, id: CenterId, version: i64, fields: &CenterFields) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let after = with_fields(&before, fields);
    update(&tx, act, "center.save", version, &before, &after).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Puts a center somewhere else on the map, or takes it off; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`].
pub async fn move_to(
    db: &Db,
    act: &Act,
    id: CenterId,
    version: i64,
    position: Option<Position>,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let after = Center {
        position,
        ..before.clone()
    };
    update(&tx, act, "center.move", version, &before, &after).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Takes a center out of service; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`].
pub async fn retire(db: &Db, act: &Act, id: CenterId, version: i64) -> Result<i64, StoreError> {
    set_retired(db, act, "center.retire", id, version, true).await
}

/// Puts a center back into service; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`], `name` taken meanwhile.
pub async fn restore(db: &Db, act: &Act, id: CenterId, version: i64) -> Result<i64, StoreError> {
    set_retired(db, act, "center.restore", id, version, false).await
}

async fn set_retired(
    db: &Db,
    act: &Act,
    action: &'static str,
    id: CenterId,
    version: i64,
    retired: bool,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let version = set_retired_in(&tx, act, action, id, version, retired).await?;
    tx.commit().await?;
    Ok(version)
}

/// Takes a center out of service or puts it back, within a transaction; whoever books a room of it meanwhile waits.
pub(crate) async fn set_retired_in(
    tx: &Tx,
    act: &Act,
    action: &'static str,
    id: CenterId,
    version: i64,
    retired: bool,
) -> Result<i64, StoreError> {
    let before = get(tx, id).await?.ok_or(StoreError::NotFound)?;
    let after = Center {
        retired,
        ..before.clone()
    };
    // The rooms first, as everybody who changes what may be booked in many.
    booking::touch_centers(tx, [id]).await?;
    update(tx, act, action, version, &before, &after).await?;
    directory_changed(tx).await?;
    Ok(version + 1)
}

/// The center as it is once `fields` are saved.
pub(crate) fn with_fields(before: &Center, fields: &CenterFields) -> Center {
    let CenterFields {
        kind,
        division,
        names,
        address,
        phone,
        position,
        areas,
        introduction,
    } = fields.clone();
    Center {
        kind,
        division,
        names,
        address,
        phone,
        position,
        areas,
        introduction,
        ..before.clone()
    }
}

/// Changes the row over `version` and appends to the log.
pub(crate) async fn update(
    tx: &Tx,
    act: &Act,
    action: &'static str,
    version: i64,
    before: &Center,
    after: &Center,
) -> Result<(), StoreError> {
    if before.division != after.division {
        division_exists(tx, &after.division).await?;
    }
    let touched = tx
        .run(
            "UPDATE center SET kind = $3, division = $4, name = $5, name_en = $6, address = $7, phone = $8, lng = $9, lat = $10,
                 position_source = $11, area_reception = $12, area_counter = $13, area_waiting = $14,
                 area_convenience = $15, introduction = $16, introduction_en = $17, retired = $18,
                 version = version + 1, updated_at = $19, updated_by = $20
             WHERE id = $1 AND version = $2",
            args![
                after.id,
                version,
                after.kind.code(),
                &after.division,
                &after.names.zh,
                &after.names.en,
                &after.address,
                &after.phone,
                after.position.map(|p| p.at.lng),
                after.position.map(|p| p.at.lat),
                after.position.map(|p| p.source.code()),
                after.areas.reception,
                after.areas.counter,
                after.areas.waiting,
                after.areas.convenience,
                &after.introduction.zh,
                &after.introduction.en,
                after.retired,
                act.at,
                &act.who,
            ],
        )
        .await?;
    saved(tx, touched, CURRENT, after.id.into()).await?;
    audit::append(tx, act, action, &after.names.zh, &audit::diff(before, after)?).await
}

/// SQLite does not say which foreign key broke, so the division is looked for first.
async fn division_exists(tx: &Tx, code: &DivisionCode) -> Result<(), StoreError> {
    match division::get(tx, code).await? {
        Some(_) => Ok(()),
        None => Err(StoreError::refused(
            "division",
            Problem::NoSuch { what: code.to_string() },
        )),
    }
}
