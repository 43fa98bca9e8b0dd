//! Matters: the catalog of what centers do for people. A matter's content is a version, and every saving makes a new one; cases and
//! issued notices name the one they began with.

mod file;

pub use file::{FileOf, StoredFile, add_file, file_content, kept_files, remove_file, stored_file, withdraw_file};

use crate::{
    act::{Act, first_id, saved},
    args, audit, center,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use model::{
    Problem,
    center::{CenterId, CenterKind},
    directory::{self, search_text},
    matter::{
        Content, Level, MatterId, is_code,
        search::{Entry, Index, Listing},
    },
    text::Names,
};
use std::{collections::HashMap, sync::Arc};

/// A matter as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// The key.
    pub id: MatterId,
    /// The version of [`Self::content`]; the number that a saving has to name.
    pub version: i64,
    /// Nobody is offered it any more.
    pub retired: bool,
    /// When it was saved, epoch seconds.
    pub updated_at: i64,
    /// By whom.
    pub updated_by: String,
    /// What a search looks in (see [`search_text`]).
    pub search: String,
    /// What it says.
    pub content: Content,
}

/// All matters in service, in the order of their codes, and where each is handled against the rule.
#[derive(Debug, Default)]
pub struct Catalog {
    /// The matters.
    pub matters: Vec<Matter>,
    /// Searches them.
    pub index: Index,
    /// What the browser searches in.
    pub listing: Listing,
    codes: HashMap<String, usize>,
    places: HashMap<MatterId, Vec<(CenterId, bool)>>,
}

impl Catalog {
    /// The matter of that code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Matter> {
        self.codes.get(code).and_then(|at| self.matters.get(*at))
    }

    /// What a matter is called in both languages; of one that is not in the catalog any more what its row says.
    #[must_use]
    pub fn called(&self, id: MatterId, otherwise: &str) -> Names {
        let found = self.matters.iter().find(|matter| matter.id == id);
        found.map_or_else(|| Names::new(otherwise, ""), |matter| matter.content.name.clone())
    }

    /// Whether a center handles a matter: village matters every one, town matters the town's, if nothing else was set.
    #[must_use]
    pub fn handles(&self, matter: &Matter, center: CenterId, kind: CenterKind) -> bool {
        let set = self
            .places
            .get(&matter.id)
            .and_then(|all| all.iter().find(|(id, _)| *id == center));
        set.map_or_else(|| by_rule(matter.content.level, kind), |(_, handled)| *handled)
    }
}

/// Where the matter that a filter names is handled; everywhere where it names none, nowhere where nobody is offered it.
#[derive(Debug)]
pub struct Handled(pub(crate) Option<(Arc<Catalog>, String)>);

impl Handled {
    /// Whether that center handles it.
    #[must_use]
    pub fn at(&self, center: &directory::Entry) -> bool {
        let Some((catalog, code)) = &self.0 else { return true };
        let matter = catalog.get(code);
        matter.is_some_and(|matter| catalog.handles(matter, center.id, center.kind))
    }

    /// What it is called; its code where nobody is offered it.
    #[must_use]
    pub fn called(&self) -> Option<Names> {
        let (catalog, code) = self.0.as_ref()?;
        let matter = catalog.get(code);
        Some(matter.map_or_else(|| Names::new(code, ""), |matter| matter.content.name.clone()))
    }
}

/// Where a matter is handled if nothing else was set.
#[must_use]
pub fn by_rule(level: Level, kind: CenterKind) -> bool {
    level == Level::Village || kind == CenterKind::Town
}

/// A current version; the rest of the statement follows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.search, m.retired_at, m.version, m.updated_at, m.updated_by, v.content
             FROM matter m JOIN matter_version v ON v.matter_id = m.id AND v.version = m.version ",
            $rest
        )
    };
}

fn matter(row: &Row) -> Result<Matter, StoreError> {
    Ok(Matter {
        id: row.id("id")?,
        version: row.get("version")?,
        retired: row.get::<Option<i64>>("retired_at")?.is_some(),
        updated_at: row.get("updated_at")?,
        updated_by: row.get("updated_by")?,
        search: row.get("search")?,
        content: serde_json::from_str(&row.get::<String>("content")?)?,
    })
}

/// The number that rises with every write to the catalog; good as an ETag.
///
/// # Errors
/// The database does not answer.
pub async fn revision(q: &impl Query) -> Result<i64, StoreError> {
    let row = q
        .row("SELECT value FROM revision WHERE name = 'matter'", args![])
        .await?;
    row.ok_or(StoreError::NotFound)?.get("value")
}

/// Reads the catalog; [`crate::Store::catalog`] keeps it.
///
/// # Errors
/// The database does not answer.
pub async fn catalog(q: &impl Query) -> Result<Catalog, StoreError> {
    let mut catalog = Catalog::default();
    for row in q
        .rows(select!("WHERE m.retired_at IS NULL ORDER BY m.code"), args![])
        .await?
    {
        let matter = matter(&row)?;
        catalog.codes.insert(matter.content.code.clone(), catalog.matters.len());
        catalog.matters.push(matter);
    }
    let sql = "SELECT matter_id, center_id, handled FROM matter_place";
    for row in q.rows(sql, args![]).await? {
        let places = catalog.places.entry(row.id("matter_id")?).or_default();
        places.push((row.id("center_id")?, row.get("handled")?));
    }
    catalog.listing = Listing::new(catalog.matters.iter().map(|m| Entry::from(&m.content)).collect());
    catalog.index = Index::new(catalog.listing.clone());
    Ok(catalog)
}

/// All matters, retired ones too, in the order of their codes.
///
/// # Errors
/// The database does not answer.
pub async fn all(q: &impl Query) -> Result<Vec<Matter>, StoreError> {
    q.rows(select!("ORDER BY m.code"), args![])
        .await?
        .iter()
        .map(matter)
        .collect()
}

/// Codes and Chinese names of all matters, retired ones too.
///
/// # Errors
/// The database does not answer.
pub async fn names(q: &impl Query) -> Result<HashMap<MatterId, (String, Names)>, StoreError> {
    let rows = q.rows("SELECT id, code, name FROM matter", args![]).await?;
    let name = |row: &Row| {
        let names = Names::new(row.get::<String>("name")?, "");
        Ok((row.id("id")?, (row.get("code")?, names)))
    };
    rows.iter().map(name).collect()
}

/// A matter by its code, also a retired one. What cannot be a code is nobody's, and is not asked for: `PostgreSQL` takes no text with
/// a NUL in it.
///
/// # Errors
/// The database does not answer.
pub async fn by_code(q: &impl Query, code: &str) -> Result<Option<Matter>, StoreError> {
    if !is_code(code) {
        return Ok(None);
    }
    let row = q.row(select!("WHERE m.code = $1"), args![code]).await?;
    row.as_ref().map(matter).transpose()
}

/// A matter by its key, also a retired one.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: MatterId) -> Result<Option<Matter>, StoreError> {
    let row = q.row(select!("WHERE m.id = $1"), args![id]).await?;
    row.as_ref().map(matter).transpose()
}

/// What only a document has that names a file.
const NAMES_FILES: &str = "%\"key\":\"%";

/// Matters that have files now, also retired ones, in the order of their keys.
async fn with_files(q: &impl Query) -> Result<Vec<Matter>, StoreError> {
    let sql = select!("WHERE v.content LIKE $1 ORDER BY m.id");
    let rows = q.rows(sql, args![NAMES_FILES]).await?;
    rows.iter().map(matter).collect()
}

/// What a matter said in one of its versions.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn content(q: &impl Query, id: MatterId, version: i64) -> Result<Content, StoreError> {
    let sql = "SELECT content FROM matter_version WHERE matter_id = $1 AND version = $2";
    let row = q.row(sql, args![id, version]).await?.ok_or(StoreError::NotFound)?;
    Ok(serde_json::from_str(&row.get::<String>("content")?)?)
}

/// Version, when and by whom it was made; the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn versions(q: &impl Query, id: MatterId) -> Result<Vec<(i64, i64, String)>, StoreError> {
    let sql = "SELECT version, made_at, made_by FROM matter_version WHERE matter_id = $1 ORDER BY version DESC";
    let rows = q.rows(sql, args![id]).await?;
    rows.iter()
        .map(|row| Ok((row.get("version")?, row.get("made_at")?, row.get("made_by")?)))
        .collect()
}

/// Where a matter is handled against the rule.
///
/// # Errors
/// The database does not answer.
pub async fn places(q: &impl Query, id: MatterId) -> Result<Vec<(CenterId, bool)>, StoreError> {
    let sql = "SELECT center_id, handled FROM matter_place WHERE matter_id = $1 ORDER BY center_id";
    let rows = q.rows(sql, args![id]).await?;
    rows.iter()
        .map(|row| Ok((row.id("center_id")?, row.get("handled")?)))
        .collect()
}

/// Adds a matter, whose content was checked. A repeat with the same `key` adds nothing and returns the first answer.
///
/// # Errors
/// `code` taken.
pub async fn create(db: &Db, act: &Act, key: &str, content: &Content) -> Result<MatterId, StoreError> {
    let tx = db.begin().await?;
    let new: MatterId = act.id();
    if let Some(first) = first_id(&tx, act, "matter", key, content, new).await? {
        return Ok(first);
    }
    insert(&tx, act, new, content).await?;
    changed(&tx).await?;
    tx.commit().await?;
    Ok(new)
}

/// Adds a matter with its first version; the caller says that the catalog has changed.
pub(crate) async fn insert(tx: &Tx, act: &Act, id: MatterId, content: &Content) -> Result<(), StoreError> {
    let sql = "INSERT INTO matter (id, code, level, name, search, retired_at, version, updated_at, updated_by)
               VALUES ($1, $2, $3, $4, $5, NULL, 1, $6, $7)";
    let level = content.level.code();
    tx.run(
        sql,
        args![
            id,
            &content.code,
            level,
            &content.name.zh,
            searched(content),
            act.at,
            &act.who
        ],
    )
    .await?;
    version(tx, act, id, 1, content).await?;
    audit::append(tx, act, "matter.create", &subject(content), "").await
}

/// Saves what a matter says, as a new version over `over`; returns that. Its code stays what it is, and so do the files of its materials,
/// whose codes before are in `was` (see [`Content::keep_files`]). Saying what is said already makes no version.
///
/// # Errors
/// [`StoreError::Conflict`]; [`StoreError::NotFound`].
pub async fn save(
    db: &Db,
    act: &Act,
    id: MatterId,
    over: i64,
    content: &Content,
    was: &[String],
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let version = replace(&tx, act, id, over, content, was).await?;
    changed(&tx).await?;
    tx.commit().await?;
    Ok(version)
}

/// [`save`] within a transaction; the caller says that the catalog has changed.
pub(crate) async fn replace(
    tx: &Tx,
    act: &Act,
    id: MatterId,
    over: i64,
    content: &Content,
    was: &[String],
) -> Result<i64, StoreError> {
    let before = get(tx, id).await?.ok_or(StoreError::NotFound)?;
    if before.content.code != content.code {
        return Err(StoreError::refused(
            "code",
            Problem::Unknown {
                allowed: before.content.code,
            },
        ));
    }
    let mut content = content.clone();
    content.keep_files(&before.content, was);
    if before.version == over && before.content == content {
        return Ok(over);
    }
    let detail = audit::diff(&before.content, &content)?;
    next(tx, act, id, over, &content, ("matter.save", &detail)).await
}

/// Makes what a matter says its next version, and writes into the log what was done; returns that version.
async fn next(
    tx: &Tx,
    act: &Act,
    id: MatterId,
    over: i64,
    content: &Content,
    (action, detail): (&'static str, &str),
) -> Result<i64, StoreError> {
    let sql =
        "UPDATE matter SET level = $3, name = $4, search = $5, version = version + 1, updated_at = $6, updated_by = $7
               WHERE id = $1 AND version = $2";
    let level = content.level.code();
    let touched = tx
        .run(
            sql,
            args![id, over, level, &content.name.zh, searched(content), act.at, &act.who],
        )
        .await?;
    let current = "SELECT version, updated_at, updated_by FROM matter WHERE id = $1";
    saved(tx, touched, current, id.into()).await?;
    version(tx, act, id, over + 1, content).await?;
    audit::append(tx, act, action, &subject(content), detail).await?;
    Ok(over + 1)
}

/// Takes a matter out of use, or (`retired` false) back into it. Cases and notices that name it keep it.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn retire(db: &Db, act: &Act, id: MatterId, retired: bool) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    if set_retired(&tx, act, id, retired).await? {
        changed(&tx).await?;
    }
    tx.commit().await
}

/// [`retire`] within a transaction; whether anything was to be done. The caller says that the catalog has changed.
pub(crate) async fn set_retired(tx: &Tx, act: &Act, id: MatterId, retired: bool) -> Result<bool, StoreError> {
    let before = get(tx, id).await?.ok_or(StoreError::NotFound)?;
    if before.retired == retired {
        return Ok(false);
    }
    let sql = "UPDATE matter SET retired_at = $2, updated_at = $3, updated_by = $4 WHERE id = $1";
    tx.run(sql, args![id, retired.then_some(act.at), act.at, &act.who])
        .await?;
    let action = if retired { "matter.retire" } else { "matter.restore" };
    audit::append(tx, act, action, &subject(&before.content), "").await?;
    Ok(true)
}

/// Says of some centers whether they handle a matter, and leaves the others as they are: only what differs from the rule is kept.
///
/// # Errors
/// [`StoreError::NotFound`] for a matter or center that is not there.
pub async fn set_places(db: &Db, act: &Act, id: MatterId, said: &[(CenterId, bool)]) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    // The row is held, so that what two say at once is added up.
    let held = tx
        .run("UPDATE matter SET updated_at = updated_at WHERE id = $1", args![id])
        .await?;
    if held == 0 {
        return Err(StoreError::NotFound);
    }
    let matter = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let before = places(&tx, id).await?;
    let mut names = Vec::new();
    for (center, handled) in said {
        let center = center::get(&tx, *center).await?.ok_or(StoreError::NotFound)?;
        let rule = by_rule(matter.content.level, center.kind);
        let known = before
            .iter()
            .find(|(at, _)| *at == center.id)
            .map(|(_, handled)| *handled);
        let sql = "DELETE FROM matter_place WHERE matter_id = $1 AND center_id = $2";
        tx.run(sql, args![id, center.id]).await?;
        if *handled != rule {
            let sql = "INSERT INTO matter_place (matter_id, center_id, handled) VALUES ($1, $2, $3)";
            tx.run(sql, args![id, center.id, *handled]).await?;
        }
        if known.unwrap_or(rule) != *handled {
            names.push(format!("{}{}", if *handled { "+" } else { "-" }, center.names.zh));
        }
    }
    if !names.is_empty() {
        audit::append(&tx, act, "matter.places", &subject(&matter.content), &names.join("\n")).await?;
    }
    if places(&tx, id).await? != before {
        changed(&tx).await?;
    }
    tx.commit().await
}

/// What the log calls it.
fn subject(content: &Content) -> String {
    format!("{} {}", content.code, content.name.zh)
}

/// What a search looks in: names, everyday words and code.
fn searched(content: &Content) -> String {
    search_text(&content.name, &content.keywords.join(" "), &content.code)
}

async fn version(tx: &Tx, act: &Act, id: MatterId, version: i64, content: &Content) -> Result<(), StoreError> {
    let sql = "INSERT INTO matter_version (matter_id, version, content, made_at, made_by) VALUES ($1, $2, $3, $4, $5)";
    let content = serde_json::to_string(content)?;
    tx.run(sql, args![id, version, content, act.at, &act.who])
        .await
        .map(drop)
}

/// Tells every process that its catalog is old.
pub(crate) async fn changed(tx: &Tx) -> Result<(), StoreError> {
    let sql = "UPDATE revision SET value = value + 1 WHERE name = 'matter'";
    tx.run(sql, args![]).await.map(drop)
}
