//! Divisions 行政区划: the tree that centers hang on.

use crate::{
    act::{Act, directory_changed, first_answer, saved},
    args, audit,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use model::{
    Problem,
    division::{Division, DivisionCode, DivisionLevel},
    geo::LngLat,
    text::Names,
};

fn division(row: &Row) -> Result<Division, StoreError> {
    let parent = row.get::<Option<String>>("parent")?;
    let at = row.get::<Option<f64>>("lng")?.zip(row.get::<Option<f64>>("lat")?);
    Ok(Division {
        code: row.word("code", |text| text.parse().ok())?,
        parent: parent
            .map(|p| p.parse().map_err(|_| StoreError::Unreadable("parent")))
            .transpose()?,
        names: Names {
            zh: row.get("name")?,
            en: row.get("name_en")?,
        },
        level: row.word("level", DivisionLevel::from_code)?,
        position: at.map(|(lng, lat)| LngLat { lng, lat }),
        version: row.get("version")?,
    })
}

/// All divisions, by code: every one after the one above it.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query) -> Result<Vec<Division>, StoreError> {
    let sql = "SELECT code, parent, name, name_en, level, lng, lat, version FROM division ORDER BY code";
    q.rows(sql, args![]).await?.iter().map(division).collect()
}

/// One division.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, code: &DivisionCode) -> Result<Option<Division>, StoreError> {
    let sql = "SELECT code, parent, name, name_en, level, lng, lat, version FROM division WHERE code = $1";
    q.row(sql, args![code]).await?.as_ref().map(division).transpose()
}

/// Names from the highest division down to this one; empty if there is none such.
///
/// # Errors
/// The database does not answer.
pub async fn path(q: &impl Query, code: &DivisionCode) -> Result<Vec<String>, StoreError> {
    q.rows(
        "WITH RECURSIVE up (code, parent, name, depth) AS (
             SELECT code, parent, name, 0 FROM division WHERE code = $1
             UNION ALL
             SELECT d.code, d.parent, d.name, up.depth + 1 FROM division d JOIN up ON d.code = up.parent
         ) SELECT name FROM up ORDER BY depth DESC",
        args![code],
    )
    .await?
    .iter()
    .map(|row| row.get("name"))
    .collect()
}

/// Adds a division. A repeat with the same `key` changes nothing and returns the first answer.
///
/// # Errors
/// `code` taken, `parent_code` unknown.
pub async fn create(db: &Db, act: &Act, key: &str, division: &Division) -> Result<DivisionCode, StoreError> {
    let tx = db.begin().await?;
    if let Some(first) = first_answer(&tx, act, "division", key, division, division.code.as_str()).await? {
        return first.parse().map_err(|_| StoreError::Unreadable("request_key.answer"));
    }
    insert(&tx, act, division).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(division.code.clone())
}

/// Adds the row and its entry in the log.
pub(crate) async fn insert(tx: &Tx, act: &Act, division: &Division) -> Result<(), StoreError> {
    parent_exists(tx, division).await?;
    tx.run(
        "INSERT INTO division (code, parent, name, name_en, level, lng, lat, version, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9)",
        args![
            &division.code,
            division.parent.as_ref(),
            &division.names.zh,
            &division.names.en,
            division.level.code(),
            division.position.map(|p| p.lng),
            division.position.map(|p| p.lat),
            act.at,
            &act.who,
        ],
    )
    .await?;
    audit::append(tx, act, "division.create", &division.names.zh, division.code.as_str()).await
}

/// Saves name, level, parent and position over `division.version`; the code is the key and stays. Returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`], `parent_code` unknown.
pub async fn save(db: &Db, act: &Act, division: &Division) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = get(&tx, &division.code).await?.ok_or(StoreError::NotFound)?;
    update(&tx, act, &before, division).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(division.version + 1)
}

/// Changes the row and appends to the log.
pub(crate) async fn update(tx: &Tx, act: &Act, before: &Division, division: &Division) -> Result<(), StoreError> {
    parent_exists(tx, division).await?;
    let touched = tx
        .run(
            "UPDATE division SET parent = $3, name = $4, name_en = $5, level = $6, lng = $7, lat = $8,
                 version = version + 1, updated_at = $9, updated_by = $10
             WHERE code = $1 AND version = $2",
            args![
                &division.code,
                division.version,
                division.parent.as_ref(),
                &division.names.zh,
                &division.names.en,
                division.level.code(),
                division.position.map(|p| p.lng),
                division.position.map(|p| p.lat),
                act.at,
                &act.who,
            ],
        )
        .await?;
    let current = "SELECT version, updated_at, updated_by FROM division WHERE code = $1";
    saved(tx, touched, current, (&division.code).into()).await?;
    audit::append(
        tx,
        act,
        "division.save",
        &division.names.zh,
        &audit::diff(before, division)?,
    )
    .await
}

/// Removes a division that nothing refers to.
///
/// # Errors
/// [`Problem::InUse`] while a division below it or a center, also a retired one, refers to it.
pub async fn delete(db: &Db, act: &Act, code: &DivisionCode) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let before = get(&tx, code).await?.ok_or(StoreError::NotFound)?;
    let user = tx
        .row(
            "SELECT name FROM division WHERE parent = $1 UNION ALL SELECT name FROM center WHERE division = $1 LIMIT 1",
            args![code],
        )
        .await?;
    if let Some(row) = user {
        return Err(StoreError::refused("code", Problem::InUse { by: row.get("name")? }));
    }
    tx.run("DELETE FROM division WHERE code = $1", args![code]).await?;
    audit::append(&tx, act, "division.delete", &before.names.zh, code.as_str()).await?;
    directory_changed(&tx).await?;
    tx.commit().await
}

/// SQLite does not say which foreign key broke, so the parent is looked for first.
async fn parent_exists(tx: &Tx, division: &Division) -> Result<(), StoreError> {
    let Some(parent) = &division.parent else { return Ok(()) };
    match get(tx, parent).await? {
        Some(_) => Ok(()),
        None => Err(StoreError::refused(
            "parent_code",
            Problem::NoSuch {
                what: parent.to_string(),
            },
        )),
    }
}
