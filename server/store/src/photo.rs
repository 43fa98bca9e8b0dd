//! Photos of centers and rooms: where their files are and what they show. The files are the server's business.

use crate::{
    act::{Act, directory_changed, first_id, saved},
    args, audit, center,
    db::{Db, Query, Row, Tx},
    error::StoreError,
    room,
};
use model::{
    center::{CenterId, Photo, PhotoId},
    room::RoomId,
};

/// Whose photo it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A center's.
    Center(CenterId),
    /// A room's.
    Room(RoomId),
}

impl Owner {
    fn keys(self) -> (Option<CenterId>, Option<RoomId>) {
        match self {
            Self::Center(id) => (Some(id), None),
            Self::Room(id) => (None, Some(id)),
        }
    }
}

pub(crate) fn photo(row: &Row) -> Result<Photo, StoreError> {
    Ok(Photo {
        id: row.id("id")?,
        url: row.get("url")?,
        thumbnail_url: row.get("thumbnail_url")?,
        width: row.small("width")?,
        height: row.small("height")?,
        alt: row.get("alt")?,
    })
}

/// The owner's photos, in order.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, owner: Owner) -> Result<Vec<Photo>, StoreError> {
    let (center, room) = owner.keys();
    let sql = "SELECT * FROM photo WHERE center_id = $1 OR room_id = $2 ORDER BY rank, id";
    q.rows(sql, args![center, room]).await?.iter().map(photo).collect()
}

/// The owner's photos, in order, each with the number of times its words were saved: for their forms.
///
/// # Errors
/// The database does not answer.
pub async fn list_for_editing(q: &impl Query, owner: Owner) -> Result<Vec<(Photo, i64)>, StoreError> {
    let (center, room) = owner.keys();
    let sql = "SELECT * FROM photo WHERE center_id = $1 OR room_id = $2 ORDER BY rank, id";
    let rows = q.rows(sql, args![center, room]).await?;
    rows.iter().map(|row| Ok((photo(row)?, row.get("version")?))).collect()
}

/// One photo and whose it is.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: PhotoId) -> Result<Option<(Owner, Photo)>, StoreError> {
    let Some(row) = q.row("SELECT * FROM photo WHERE id = $1", args![id]).await? else {
        return Ok(None);
    };
    let owner = match row.get::<Option<i64>>("center_id")? {
        Some(_) => Owner::Center(row.id("center_id")?),
        None => Owner::Room(row.id("room_id")?),
    };
    Ok(Some((owner, photo(&row)?)))
}

/// Whether some photo's file has this address; the same picture may have been uploaded twice.
///
/// # Errors
/// The database does not answer.
pub async fn is_used(q: &impl Query, url: &str) -> Result<bool, StoreError> {
    Ok(q.row("SELECT id FROM photo WHERE url = $1 LIMIT 1", args![url])
        .await?
        .is_some())
}

/// Puts a photo after the owner's others. Its `id` was made for the form that sent it and is the request's key: a repeat with
/// the same one adds nothing, also when the photo was removed meanwhile.
///
/// # Errors
/// [`StoreError::NotFound`] when the owner does not exist; [`model::Problem::AlreadySent`] where the same form was sent
/// before with another picture or other words.
pub async fn add(db: &Db, act: &Act, owner: Owner, photo: &Photo) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let subject = name_of(&tx, owner).await?;
    let (center, room) = owner.keys();
    let content = (center, room, &photo.url, &photo.alt);
    if first_id(&tx, act, "photo", &photo.id.to_string(), &content, photo.id)
        .await?
        .is_some()
    {
        return Ok(());
    }
    tx.run(
        "INSERT INTO photo (id, center_id, room_id, rank, url, thumbnail_url, width, height, alt, version, updated_at,
             updated_by)
         SELECT $1, $2, $3, COALESCE(MAX(rank), 0) + 1, $4, $5, $6, $7, $8, 1, $9, $10
         FROM photo WHERE center_id = $2 OR room_id = $3",
        args![
            photo.id,
            center,
            room,
            &photo.url,
            &photo.thumbnail_url,
            photo.width,
            photo.height,
            &photo.alt,
            act.at,
            &act.who
        ],
    )
    .await?;
    audit::append(&tx, act, "photo.add", &subject, &photo.alt).await?;
    directory_changed(&tx).await?;
    tx.commit().await
}

/// Says anew what a photo shows, over `version`; returns the new version.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Conflict`].
pub async fn describe(db: &Db, act: &Act, id: PhotoId, version: i64, alt: &str) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let (owner, before) = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let touched = tx
        .run(
            "UPDATE photo SET alt = $3, version = version + 1, updated_at = $4, updated_by = $5
             WHERE id = $1 AND version = $2",
            args![id, version, alt, act.at, &act.who],
        )
        .await?;
    let current = "SELECT version, updated_at, updated_by FROM photo WHERE id = $1";
    saved(&tx, touched, current, id.into()).await?;
    let subject = name_of(&tx, owner).await?;
    audit::append(
        &tx,
        act,
        "photo.describe",
        &subject,
        &format!("alt: {} → {alt}", before.alt),
    )
    .await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Puts the owner's photos in this order; those not named keep their places behind them.
///
/// # Errors
/// [`StoreError::NotFound`] when the owner does not exist.
pub async fn reorder(db: &Db, act: &Act, owner: Owner, order: &[PhotoId]) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let subject = name_of(&tx, owner).await?;
    let (center, room) = owner.keys();
    let shift = "UPDATE photo SET rank = rank + $3 WHERE center_id = $1 OR room_id = $2";
    tx.run(shift, args![center, room, order.len() as i64]).await?;
    for (rank, id) in (1_i64..).zip(order) {
        let sql = "UPDATE photo SET rank = $4 WHERE id = $3 AND (center_id = $1 OR room_id = $2)";
        tx.run(sql, args![center, room, *id, rank]).await?;
    }
    audit::append(&tx, act, "photo.reorder", &subject, "").await?;
    directory_changed(&tx).await?;
    tx.commit().await
}

/// Removes a photo and returns it, so that the caller can remove its files.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn remove(db: &Db, act: &Act, id: PhotoId) -> Result<Photo, StoreError> {
    let tx = db.begin().await?;
    let (owner, photo) = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    tx.run("DELETE FROM photo WHERE id = $1", args![id]).await?;
    audit::append(&tx, act, "photo.remove", &name_of(&tx, owner).await?, &photo.alt).await?;
    directory_changed(&tx).await?;
    tx.commit().await?;
    Ok(photo)
}

async fn name_of(tx: &Tx, owner: Owner) -> Result<String, StoreError> {
    let (center, room) = match owner {
        Owner::Center(id) => (id, None),
        Owner::Room(id) => {
            let room = room::row(tx, id).await?.ok_or(StoreError::NotFound)?;
            (room.center, Some(room.names.zh))
        }
    };
    let center = center::get(tx, center).await?.ok_or(StoreError::NotFound)?.names.zh;
    Ok(room.map_or_else(|| center.clone(), |room| format!("{center} {room}")))
}
