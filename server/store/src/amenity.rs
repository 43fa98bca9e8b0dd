//! Amenities 便民设施: the list that the administrator edits, and which center has which.

use crate::{
    act::{Act, directory_changed, first_id, saved},
    args, audit, center,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use model::{
    amenity::{Amenity, AmenityFields, AmenityId},
    center::{CenterFields, CenterId},
    text::Names,
};
use std::collections::{BTreeSet, HashMap};

pub(crate) fn amenity(row: &Row) -> Result<Amenity, StoreError> {
    Ok(Amenity {
        id: row.id("id")?,
        code: row.get("code")?,
        names: Names {
            zh: row.get("name")?,
            en: row.get("name_en")?,
        },
        icon: row.get("icon")?,
        rank: row.get("rank")?,
        retired: row.get("retired")?,
    })
}

/// All amenities in the administrator's order; those no longer offered only where `retired` asks for them.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, retired: bool) -> Result<Vec<Amenity>, StoreError> {
    let sql = "SELECT * FROM amenity WHERE $1 OR NOT retired ORDER BY rank, code";
    q.rows(sql, args![retired]).await?.iter().map(amenity).collect()
}

/// What a center offers, in the administrator's order.
///
/// # Errors
/// The database does not answer.
pub async fn of_center(q: &impl Query, center: CenterId) -> Result<Vec<Amenity>, StoreError> {
    let sql = "SELECT a.* FROM amenity a JOIN center_amenity c ON c.amenity_id = a.id WHERE c.center_id = $1
               ORDER BY a.rank, a.code";
    q.rows(sql, args![center]).await?.iter().map(amenity).collect()
}

/// Codes of what each center offers, in the administrator's order; centers that offer nothing are not in it.
pub(crate) async fn codes_of_all(q: &impl Query) -> Result<HashMap<CenterId, Vec<String>>, StoreError> {
    let sql = "SELECT c.center_id, a.code FROM center_amenity c JOIN amenity a ON a.id = c.amenity_id
               ORDER BY a.rank, a.code";
    let mut codes: HashMap<CenterId, Vec<String>> = HashMap::new();
    for row in q.rows(sql, args![]).await? {
        codes.entry(row.id("center_id")?).or_default().push(row.get("code")?);
    }
    Ok(codes)
}

/// How often an amenity was saved, for its form.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn version(q: &impl Query, id: AmenityId) -> Result<i64, StoreError> {
    let row = q.row("SELECT version FROM amenity WHERE id = $1", args![id]).await?;
    row.ok_or(StoreError::NotFound)?.get("version")
}

async fn get(q: &impl Query, id: AmenityId) -> Result<Option<Amenity>, StoreError> {
    q.row("SELECT * FROM amenity WHERE id = $1", args![id])
        .await?
        .as_ref()
        .map(amenity)
        .transpose()
}

/// The amenity of that code, also a retired one.
pub(crate) async fn by_code(q: &impl Query, code: &str) -> Result<Option<Amenity>, StoreError> {
    let sql = "SELECT * FROM amenity WHERE code = $1";
    q.row(sql, args![code]).await?.as_ref().map(amenity).transpose()
}

/// Adds an amenity. A repeat with the same `key` adds nothing and returns the first answer.
///
/// # Errors
/// `code` taken.
pub async fn create(db: &Db, act: &Act, key: &str, fields: &AmenityFields) -> Result<AmenityId, StoreError> {
    let tx = db.begin().await?;
    let id = act.id();
    if let Some(first) = first_id(&tx, act, "amenity", key, fields, id).await? {
        return Ok(first);
    }
    insert(&tx, act, id, fields).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds the row and its entry in the log.
pub(crate) async fn insert(tx: &Tx, act: &Act, id: AmenityId, fields: &AmenityFields) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO amenity (id, code, name, name_en, icon, rank, retired, version, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, FALSE, 1, $7, $8)",
        args![
            id,
            &fields.code,
            &fields.names.zh,
            &fields.names.en,
            &fields.icon,
            fields.rank,
            act.at,
            &act.who
        ],
    )
    .await?;
    audit::append(tx, act, "amenity.create", &fields.names.zh, &fields.code).await
}

/// Saves an amenity and whether it is retired over `version`; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`]; `code` taken.
pub async fn save(
    db: &Db,
    act: &Act,
    id: AmenityId,
    version: i64,
    fields: &AmenityFields,
    retired: bool,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    update(&tx, act, version, &before, fields, retired).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Changes the row over `version` and appends to the log.
pub(crate) async fn update(
    tx: &Tx,
    act: &Act,
    version: i64,
    before: &Amenity,
    fields: &AmenityFields,
    retired: bool,
) -> Result<(), StoreError> {
    let AmenityFields {
        code,
        names,
        icon,
        rank,
    } = fields.clone();
    let a = Amenity {
        id: before.id,
        code,
        names,
        icon,
        rank,
        retired,
    };
    let touched = tx
        .run(
            "UPDATE amenity SET code = $3, name = $4, name_en = $5, icon = $6, rank = $7, retired = $8,
                 version = version + 1, updated_at = $9, updated_by = $10
             WHERE id = $1 AND version = $2",
            args![
                a.id,
                version,
                &a.code,
                &a.names.zh,
                &a.names.en,
                &a.icon,
                a.rank,
                a.retired,
                act.at,
                &act.who
            ],
        )
        .await?;
    let current = "SELECT version, updated_at, updated_by FROM amenity WHERE id = $1";
    saved(tx, touched, current, a.id.into()).await?;
    audit::append(tx, act, "amenity.save", &a.names.zh, &audit::diff(before, &a)?).await
}

/// Says what a center offers, over the center's `version`; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`]; an amenity that does not exist.
pub async fn set_for(
    db: &Db,
    act: &Act,
    id: CenterId,
    version: i64,
    amenities: &[AmenityId],
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    center::touch(&tx, act, id, version).await?;
    let name = center::get(&tx, id).await?.ok_or(StoreError::NotFound)?.names.zh;
    let before = of_center(&tx, id).await?;
    replace(&tx, id, amenities).await?;
    let after = of_center(&tx, id).await?;
    append_change(&tx, act, &name, &before, &after).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Saves a center's own fields and what it offers as one, over the center's `version`; returns the new version.
///
/// # Errors
/// Those of [`center::save`] and of [`set_for`].
pub async fn save_with_center(
    db: &Db,
    act: &Act,
    id: CenterId,
    version: i64,
    fields: &CenterFields,
    amenities: &[AmenityId],
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = center::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let after = center::with_fields(&before, fields);
    center::update(&tx, act, "center.save", version, &before, &after).await?;
    let offered = of_center(&tx, id).await?;
    replace(&tx, id, amenities).await?;
    let offers = of_center(&tx, id).await?;
    if offered != offers {
        append_change(&tx, act, &after.names.zh, &offered, &offers).await?;
    }
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(version + 1)
}

async fn append_change(
    tx: &Tx,
    act: &Act,
    center: &str,
    before: &[Amenity],
    after: &[Amenity],
) -> Result<(), StoreError> {
    let codes = |list: &[Amenity]| list.iter().map(|a| a.code.as_str()).collect::<Vec<_>>().join(" ");
    let detail = format!("amenities: {} → {}", codes(before), codes(after));
    audit::append(tx, act, "amenity.set", center, &detail).await
}

/// Writes what a center offers anew.
pub(crate) async fn replace(tx: &Tx, id: CenterId, amenities: &[AmenityId]) -> Result<(), StoreError> {
    tx.run("DELETE FROM center_amenity WHERE center_id = $1", args![id])
        .await?;
    for amenity in amenities.iter().copied().collect::<BTreeSet<_>>() {
        let sql = "INSERT INTO center_amenity (center_id, amenity_id) SELECT $1, id FROM amenity WHERE id = $2";
        if tx.run(sql, args![id, amenity]).await? == 0 {
            let what = amenity.to_string();
            return Err(StoreError::refused("amenities", model::Problem::NoSuch { what }));
        }
    }
    Ok(())
}
