//! Blank forms and filled-in samples of materials. They are public and never changed: giving a material another file makes a new version
//! of the matter, and what an older version names stays for the cases and notices that began with it; unless it is withdrawn, for good.

use super::{NAMES_FILES, changed, content, get, next, with_files};
use crate::{
    act::Act,
    args, audit,
    db::{Db, Query, Tx},
    error::StoreError,
};
use model::{
    Problem,
    case::FileKind,
    matter::{Content, FileRole, KeptFile, MatterFile, MatterId},
};
use sha2::{Digest, Sha256};
use std::collections::HashSet;

/// Of what a file is, and what whoever gives it another one has seen.
#[derive(Debug, Clone, Copy)]
pub struct FileOf<'a> {
    /// The matter.
    pub matter: MatterId,
    /// Its version on the page.
    pub version: i64,
    /// Code of the material.
    pub material: &'a str,
    /// Which of its files.
    pub role: FileRole,
}

impl FileOf<'_> {
    fn find(self, content: &Content) -> Option<&MatterFile> {
        let material = content.materials.iter().find(|m| m.code == self.material)?;
        material.file(self.role)
    }
}

/// Names a file by everything that is sent with it, so that what is kept under an address never changes.
fn key(name: &str, kind: FileKind, bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    for part in [name.as_bytes(), b"\0", kind.code().as_bytes(), b"\0", bytes] {
        hash.update(part);
    }
    hash.finalize()[..16].iter().map(|b| format!("{b:02x}")).collect()
}

/// Whoever adds a file or withdraws one is alone with that: what is withdrawn is named by nothing that is read afterwards. A row of its
/// own, held before any matter's: who saves a matter holds that one first.
async fn queue(tx: &Tx) -> Result<(), StoreError> {
    let sql = "UPDATE revision SET value = value + 1 WHERE name = 'matter_file'";
    tx.run(sql, args![]).await.map(drop)
}

/// Gives a material a file, in place of the one that it has; returns the matter's version. The same file again makes no version.
///
/// # Errors
/// [`StoreError::Conflict`] where that file is another one than on the page by now; [`Problem::NoSuch`] under `material`;
/// [`Problem::FileWithdrawn`] under `file`, whatever it was called when it was withdrawn; [`StoreError::NotFound`].
pub async fn add_file(
    db: &Db,
    act: &Act,
    of: FileOf<'_>,
    name: &str,
    (kind, bytes): (FileKind, &[u8]),
) -> Result<i64, StoreError> {
    let file = MatterFile {
        key: key(name, kind, bytes),
        name: name.to_owned(),
        kind,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    };
    let tx = db.begin().await?;
    queue(&tx).await?;
    let sql = "SELECT id FROM matter_file WHERE content IS NULL AND (id = $1 OR withdrawn = $2) LIMIT 1";
    let hash = Sha256::digest(bytes);
    if tx.row(sql, args![&file.key, &hash[..]]).await?.is_some() {
        return Err(StoreError::refused("file", Problem::FileWithdrawn));
    }
    let sql = "INSERT INTO matter_file (id, name, kind, content, added_at, added_by) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (id) DO NOTHING";
    let args = args![&file.key, name, kind.code(), bytes, act.at, &act.who];
    tx.run(sql, args).await?;
    let version = put(&tx, act, of, Some(file)).await?;
    tx.commit().await?;
    Ok(version)
}

/// Takes a file from a material; returns the matter's version. What is gone already makes no version.
///
/// # Errors
/// As [`add_file`].
pub async fn remove_file(db: &Db, act: &Act, of: FileOf<'_>) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let version = put(&tx, act, of, None).await?;
    tx.commit().await?;
    Ok(version)
}

async fn put(tx: &Tx, act: &Act, of: FileOf<'_>, file: Option<MatterFile>) -> Result<i64, StoreError> {
    // The row is held, so that files which two add at once are both there.
    let hold = "UPDATE matter SET updated_at = updated_at WHERE id = $1";
    if tx.run(hold, args![of.matter]).await? == 0 {
        return Err(StoreError::NotFound);
    }
    let before = get(tx, of.matter).await?.ok_or(StoreError::NotFound)?;
    let seen = content(tx, of.matter, of.version).await?;
    let mut after = before.content.clone();
    let Some(material) = after.materials.iter_mut().find(|m| m.code == of.material) else {
        let what = of.material.chars().take(20).collect();
        return Err(StoreError::refused("material", Problem::NoSuch { what }));
    };
    let stored = of.find(&before.content);
    if stored == file.as_ref() {
        return Ok(before.version);
    }
    if stored != of.find(&seen) {
        return Err(StoreError::Conflict {
            by: before.updated_by,
            at: before.updated_at,
            version: before.version,
        });
    }
    let named = |file: Option<&MatterFile>| file.map_or_else(|| "–".to_owned(), MatterFile::file_name);
    let (material_name, role) = (&material.name.zh, of.role.code());
    let detail = format!("{material_name} {role}: {} → {}", named(stored), named(file.as_ref()));
    let action = if file.is_some() {
        "matter.file"
    } else {
        "matter.remove_file"
    };
    material.set_file(of.role, file);
    let version = next(tx, act, of.matter, before.version, &after, (action, &detail)).await?;
    changed(tx).await?;
    Ok(version)
}

/// What there is under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredFile {
    /// It is there for everybody.
    Kept(MatterFile),
    /// It was, and is not to be seen any more.
    Withdrawn,
}

/// What is known of a file without reading it; none where there was never one of that key.
///
/// # Errors
/// The database does not answer.
pub async fn stored_file(q: &impl Query, key: &str) -> Result<Option<StoredFile>, StoreError> {
    if !MatterFile::is_key(key) {
        return Ok(None);
    }
    let sql = "SELECT name, kind, CAST(LENGTH(content) AS BIGINT) AS size FROM matter_file WHERE id = $1";
    let Some(row) = q.row(sql, args![key]).await? else {
        return Ok(None);
    };
    let Some(size) = row.get::<Option<i64>>("size")? else {
        return Ok(Some(StoredFile::Withdrawn));
    };
    Ok(Some(StoredFile::Kept(MatterFile {
        key: key.to_owned(),
        name: row.get("name")?,
        kind: row.word("kind", FileKind::from_code)?,
        size,
    })))
}

/// The content of a file; none where it is not there or was withdrawn.
///
/// # Errors
/// The database does not answer.
pub async fn file_content(q: &impl Query, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    if !MatterFile::is_key(key) {
        return Ok(None);
    }
    let sql = "SELECT content FROM matter_file WHERE id = $1 AND content IS NOT NULL";
    let row = q.row(sql, args![key]).await?;
    row.map(|row| row.get("content")).transpose()
}

/// All files that everybody can read of a matter, in whatever version; those of the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn kept_files(q: &impl Query, matter: MatterId) -> Result<Vec<KeptFile>, StoreError> {
    let sql = "SELECT id FROM matter_file WHERE content IS NULL";
    let gone = q.rows(sql, args![]).await?;
    let gone = gone.iter().map(|row| row.get::<String>("id"));
    // What was named once is not named again.
    let mut known: HashSet<String> = gone.collect::<Result<_, StoreError>>()?;
    let mut kept = Vec::new();
    // Of most versions there is nothing to read: they have no files.
    let sql =
        "SELECT version, content FROM matter_version WHERE matter_id = $1 AND content LIKE $2 ORDER BY version DESC";
    for row in q.rows(sql, args![matter, NAMES_FILES]).await? {
        let version: i64 = row.get("version")?;
        let content: Content = serde_json::from_str(&row.get::<String>("content")?)?;
        for material in &content.materials {
            for (role, file) in material.files() {
                if known.insert(file.key.clone()) {
                    kept.push(KeptFile {
                        version,
                        material: material.name.clone(),
                        role,
                        file: file.clone(),
                    });
                }
            }
        }
    }
    Ok(kept)
}

/// Takes a file away for good, out of all versions and under whatever other names the same is kept: its content is emptied. Materials that
/// have it now lose it, which makes a new version of their matters; versions before go on naming it. What was withdrawn already stays so.
///
/// # Errors
/// [`StoreError::NotFound`]; [`StoreError::Conflict`] where one of its matters is saved at the same moment.
pub async fn withdraw_file(db: &Db, act: &Act, key: &str) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    queue(&tx).await?;
    let file_name = match stored_file(&tx, key).await?.ok_or(StoreError::NotFound)? {
        StoredFile::Kept(file) => file.file_name(),
        StoredFile::Withdrawn => return Ok(()),
    };
    let bytes = file_content(&tx, key).await?.ok_or(StoreError::NotFound)?;
    // The length, which is read without the content, rules out almost all.
    let empty = "UPDATE matter_file SET content = NULL, withdrawn = $2
                 WHERE LENGTH(content) = LENGTH($1) AND content = $1 RETURNING id";
    let emptied = tx.rows(empty, args![&bytes[..], &Sha256::digest(&bytes)[..]]).await?;
    let emptied = emptied.iter().map(|row| row.get::<String>("id"));
    let keys: Vec<String> = emptied.collect::<Result<_, StoreError>>()?;
    for matter in with_files(&tx).await? {
        let mut after = matter.content;
        let mut gone = Vec::new();
        for material in &mut after.materials {
            for role in FileRole::ALL {
                if let Some(one) = material.file(role).filter(|one| keys.contains(&one.key)) {
                    gone.push(one.file_name());
                    material.set_file(role, None);
                }
            }
        }
        if !gone.is_empty() {
            let what = gone.join(", ");
            let what = ("matter.remove_file", what.as_str());
            next(&tx, act, matter.id, matter.version, &after, what).await?;
        }
    }
    audit::append(&tx, act, "matter.withdraw_file", &file_name, &keys.join(" ")).await?;
    changed(&tx).await?;
    tx.commit().await
}
