//! Photos that answer a question: sealed before they come here, and not kept for ever.

use crate::{
    act::Act,
    args,
    db::{Db, Query, Tx},
    error::StoreError,
};
use model::evaluation::{EvaluationId, PhotoId};

/// Seconds for which a photo is kept: what it shows is put right by then.
const KEPT_SECONDS: i64 = 365 * 86_400;

/// A photo as it is kept.
#[derive(Debug, Clone)]
pub struct SealedPhoto {
    /// Made from its content: the same photo twice is one.
    pub id: PhotoId,
    /// The JPEG, sealed.
    pub sealed: Vec<u8>,
}

/// Keeps photos with what they belong to.
pub(super) async fn add(tx: &Tx, act: &Act, of: EvaluationId, photos: &[SealedPhoto]) -> Result<(), StoreError> {
    for photo in photos {
        let sql = "INSERT INTO evaluation_photo (id, evaluation_id, sealed, made_at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (evaluation_id, id) DO NOTHING";
        tx.run(sql, args![photo.id, of, photo.sealed.as_slice(), act.at])
            .await?;
    }
    Ok(())
}

/// A photo, sealed.
///
/// # Errors
/// The database does not answer.
pub async fn photo(q: &impl Query, of: EvaluationId, id: PhotoId) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT sealed FROM evaluation_photo WHERE evaluation_id = $1 AND id = $2";
    let found = q.row(sql, args![of, id]).await?;
    found.map(|row| row.get("sealed")).transpose()
}

/// The photos that are still kept.
///
/// # Errors
/// The database does not answer.
pub async fn photos(q: &impl Query, of: EvaluationId) -> Result<Vec<PhotoId>, StoreError> {
    let sql = "SELECT id FROM evaluation_photo WHERE evaluation_id = $1";
    q.rows(sql, args![of]).await?.iter().map(|row| row.id("id")).collect()
}

/// Deletes what has been kept long enough.
///
/// # Errors
/// The database does not answer.
pub async fn forget_photos(db: &Db, now: i64) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let sql = "DELETE FROM evaluation_photo WHERE made_at < $1";
    let forgotten = tx.run(sql, args![now - KEPT_SECONDS]).await?;
    tx.commit().await?;
    Ok(forgotten)
}
