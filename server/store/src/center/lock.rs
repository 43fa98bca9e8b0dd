//! Who holds a center's row: saves over a version, edits of many centers, and what has to wait for them.

use crate::{
    act::{Act, saved},
    args,
    db::{Query as _, Tx},
    error::StoreError,
};
use model::center::CenterId;

/// What a save finds in its place.
pub(super) const CURRENT: &str = "SELECT version, updated_at, updated_by FROM center WHERE id = $1";

/// Counts a save of something that belongs to the center but lies in other tables (hours, amenities) over `version`.
pub(crate) async fn touch(tx: &Tx, act: &Act, id: CenterId, version: i64) -> Result<(), StoreError> {
    let touched = tx
        .run(
            "UPDATE center SET version = version + 1, updated_at = $3, updated_by = $4 WHERE id = $1 AND version = $2",
            args![id, version, act.at, &act.who],
        )
        .await?;
    saved(tx, touched, CURRENT, id.into()).await
}

/// Refuses an edit that was looked over with another version of the center. The center's row is held by it to the end, so
/// that nobody saves in between.
pub(crate) async fn is_at(tx: &Tx, id: CenterId, seen: Option<i64>) -> Result<(), StoreError> {
    let Some(seen) = seen else { return Ok(()) };
    let held = "UPDATE center SET version = version WHERE id = $1 AND version = $2";
    let touched = tx.run(held, args![id, seen]).await?;
    saved(tx, touched, CURRENT, id.into()).await
}

/// Holds the center's row to the end of the transaction: for who writes many, in the order of their identifiers.
pub(crate) async fn hold(tx: &Tx, id: CenterId) -> Result<(), StoreError> {
    let sql = "UPDATE center SET version = version WHERE id = $1";
    tx.run(sql, args![id]).await.map(drop)
}

/// Counts a save of one edit for many centers, whatever their versions; returns the center's name. Callers go through
/// centers in the order of their identifiers, so that two such edits cannot lock each other out.
pub(crate) async fn touch_any(tx: &Tx, act: &Act, id: CenterId) -> Result<String, StoreError> {
    tx.row(
        "UPDATE center SET version = version + 1, updated_at = $2, updated_by = $3 WHERE id = $1 RETURNING name",
        args![id, act.at, &act.who],
    )
    .await?
    .ok_or(StoreError::NotFound)?
    .get("name")
}
