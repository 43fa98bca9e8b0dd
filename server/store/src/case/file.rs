//! Photos and files of a case's materials: sealed by who adds them, opened by who may see the case, deleted in time.

use crate::{
    act::Act,
    args, audit,
    db::{Db, Query, Row, Tx},
    error::StoreError,
    setting,
};
use model::{
    Problem,
    case::{Case as Rules, CaseId, FileId, FileKind, State},
    resident::ResidentId,
};

/// A file without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The key.
    pub id: FileId,
    /// Of which case.
    pub case: CaseId,
    /// Code of the material; empty for what was asked for beyond the list.
    pub material: String,
    /// As its owner called it.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Bytes.
    pub size: i64,
    /// Epoch seconds.
    pub added_at: i64,
}

/// A file to add, sealed already.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// The client's key: a repeat adds nothing.
    pub id: FileId,
    /// To which case.
    pub case: CaseId,
    /// Whose case that is.
    pub resident: ResidentId,
    /// See [`File::material`].
    pub material: &'a str,
    /// See [`File::name`].
    pub name: &'a str,
    /// What it is.
    pub kind: FileKind,
    /// Bytes before it was sealed.
    pub size: i64,
    /// The content.
    pub sealed: &'a [u8],
}

fn file(row: &Row) -> Result<File, StoreError> {
    Ok(File {
        id: row.id("id")?,
        case: row.id("case_id")?,
        material: row.get("material")?,
        name: row.get("name")?,
        kind: row.word("kind", FileKind::from_code)?,
        size: row.get("size")?,
        added_at: row.get("added_at")?,
    })
}

/// Adds a file to a resident's own case while files are taken.
///
/// # Errors
/// [`StoreError::NotFound`] for somebody else's case; [`Problem::NotNow`] and [`Problem::TooManyFiles`] under `file`.
pub async fn add_file(db: &Db, act: &Act, new: NewFile<'_>) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    lock(&tx, new.case, new.resident).await?;
    let sql = "SELECT COUNT(*) AS n FROM case_file WHERE case_id = $1 AND removed_at IS NULL AND id <> $2";
    let row = tx
        .row(sql, args![new.case, new.id])
        .await?
        .ok_or(StoreError::NotFound)?;
    let max = setting::get(&tx, setting::CASE_FILES).await?.value.most_files;
    if row.get::<i64>("n")? >= i64::from(max) {
        return Err(StoreError::refused("file", Problem::TooManyFiles { max }));
    }
    let sql = "INSERT INTO case_file (id, case_id, material, name, kind, size, sealed, added_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
    let args = args![
        new.id,
        new.case,
        new.material,
        new.name,
        new.kind.code(),
        new.size,
        new.sealed,
        act.at,
    ];
    tx.run(sql, args).await?;
    tx.commit().await
}

/// Holds the case, if it is the resident's and files of it may be changed now.
async fn lock(tx: &Tx, case: CaseId, resident: ResidentId) -> Result<(), StoreError> {
    let sql = "UPDATE service_case SET tries = tries WHERE id = $1 AND resident_id = $2 RETURNING state";
    let row = tx.row(sql, args![case, resident]).await?.ok_or(StoreError::NotFound)?;
    let state = row.word("state", State::from_code)?;
    Rules::takes_files(state).map_err(|problem| StoreError::refused("file", problem))
}

/// The files of a case, in the order in which they came.
///
/// # Errors
/// The database does not answer.
pub async fn files(q: &impl Query, case: CaseId) -> Result<Vec<File>, StoreError> {
    let sql = "SELECT id, case_id, material, name, kind, size, added_at FROM case_file
               WHERE case_id = $1 AND removed_at IS NULL ORDER BY added_at, id";
    q.rows(sql, args![case]).await?.iter().map(file).collect()
}

/// A file with its sealed content; none where it was deleted.
///
/// # Errors
/// The database does not answer.
pub async fn file_content(q: &impl Query, id: FileId) -> Result<Option<(File, Vec<u8>)>, StoreError> {
    let sql = "SELECT id, case_id, material, name, kind, size, added_at, sealed FROM case_file
               WHERE id = $1 AND removed_at IS NULL";
    let row = q.row(sql, args![id]).await?;
    row.map(|row| Ok((file(&row)?, row.get("sealed")?))).transpose()
}

/// Notes in the log that a member of staff has opened a file.
///
/// # Errors
/// The database does not answer.
pub async fn file_opened(db: &Db, act: &Act, number: &str, id: FileId) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    audit::append(&tx, act, "case.file", number, &id.to_string()).await?;
    tx.commit().await
}

/// Takes a file back, as whose case it is.
///
/// # Errors
/// As [`add_file`].
pub async fn remove_file(db: &Db, act: &Act, case: CaseId, resident: ResidentId, id: FileId) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    lock(&tx, case, resident).await?;
    let sql = "UPDATE case_file SET sealed = NULL, name = '', removed_at = $3
               WHERE id = $1 AND case_id = $2 AND removed_at IS NULL";
    tx.run(sql, args![id, case, act.at]).await?;
    tx.commit().await
}

/// By the files that are kept, which are few: of cases there are as many as there ever were.
const FORGET: &str = "UPDATE case_file SET sealed = NULL, name = '', removed_at = $1
    WHERE removed_at IS NULL AND EXISTS (SELECT 1 FROM service_case c WHERE c.id = case_file.case_id
        AND (c.closed_at <= $2 OR (c.state = 'draft' AND c.updated_at <= $2)))";

/// Deletes the contents of cases that ended long ago, and of drafts that nobody has touched for as long. Returns how many.
///
/// # Errors
/// The database does not answer.
pub async fn forget_files(db: &Db, at: i64) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let days = setting::get(&tx, setting::CASE_FILES).await?.value.keep_days;
    let forgotten = tx.run(FORGET, args![at, at - i64::from(days) * 24 * 3600]).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// Deletes everything that a resident has handed in.
pub(super) async fn erase_files(tx: &Tx, at: i64, resident: ResidentId) -> Result<(), StoreError> {
    let sql = "UPDATE case_file SET sealed = NULL, name = '', removed_at = $2
               WHERE removed_at IS NULL AND case_id IN (SELECT id FROM service_case WHERE resident_id = $1)";
    tx.run(sql, args![resident, at]).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_forgotten_is_found_by_the_files_and_not_by_all_cases() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.db");
        let db = Db::connect(file.to_str().unwrap(), 2).await.unwrap();
        db.migrate().await.unwrap();
        // One text, in a test.
        let sql: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {FORGET}").into_boxed_str());
        let rows = db.rows(sql, args![0_i64, 0_i64]).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get("detail").unwrap()).collect();
        let scans = plan.iter().filter(|line| line.starts_with("SCAN"));
        assert!(
            scans.clone().all(|line| line.contains("case_file_kept_idx")),
            "{plan:#?}"
        );
        assert!(plan.iter().any(|line| line.starts_with("SEARCH c ")), "{plan:#?}");
    }
}
