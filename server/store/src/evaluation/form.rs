//! Forms of evaluations. A form's content is a version, and every saving makes a new one: what was answered names the version that
//! it was answered in. There is always the form for everything, which the schema came with.

use crate::{
    act::{Act, first_id, saved},
    args, audit,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use model::{
    Problem,
    center::CenterId,
    evaluation::{Content, FormId, Service, form_code, form_service},
    text::Names,
};

/// The form for every kind of service in every center that have none of their own.
pub const FOR_EVERYTHING: FormId = FormId::from_i64(0);

/// A form, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The key.
    pub id: FormId,
    /// For which kind of service; none for those that have no form of their own.
    pub service: Option<Service>,
    /// In which center; none for all that have none of their own.
    pub center: Option<CenterId>,
    /// The center's name.
    pub center_names: Names,
    /// Nobody is shown it any more.
    pub retired: bool,
    /// The latest version.
    pub version: i64,
    /// When that was saved, epoch seconds.
    pub updated_at: i64,
    /// By whom.
    pub updated_by: String,
}

/// Forms with the names of their centers; the rest of the statement follows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.service, f.center_id, f.retired_at, f.version, f.updated_at, f.updated_by,
                 COALESCE(c.name, '') AS name, COALESCE(c.name_en, '') AS name_en
             FROM evaluation_form f LEFT JOIN center c ON c.id = f.center_id ",
            $rest
        )
    };
}

fn form(row: &Row) -> Result<Form, StoreError> {
    Ok(Form {
        id: row.id("id")?,
        service: row.word("service", form_service)?,
        center: row.get::<Option<i64>>("center_id")?.map(CenterId::from_i64),
        center_names: Names::new(row.get::<String>("name")?, row.get::<String>("name_en")?),
        retired: row.get::<Option<i64>>("retired_at")?.is_some(),
        version: row.get("version")?,
        updated_at: row.get("updated_at")?,
        updated_by: row.get("updated_by")?,
    })
}

/// All forms: those for all centers first, then by center.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query) -> Result<Vec<Form>, StoreError> {
    let sql = select!("ORDER BY CASE WHEN f.center_id IS NULL THEN 0 ELSE 1 END, c.name, f.service, f.id");
    q.rows(sql, args![]).await?.iter().map(form).collect()
}

/// One form.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: FormId) -> Result<Option<Form>, StoreError> {
    let row = q.row(select!("WHERE f.id = $1"), args![id]).await?;
    row.as_ref().map(form).transpose()
}

/// What a version of a form asks.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn content(q: &impl Query, id: FormId, version: i64) -> Result<Content, StoreError> {
    let sql = "SELECT content FROM evaluation_form_version WHERE form_id = $1 AND version = $2";
    let row = q.row(sql, args![id, version]).await?.ok_or(StoreError::NotFound)?;
    Ok(serde_json::from_str(&row.get::<String>("content")?)?)
}

/// Version, when and by whom it was made; the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn versions(q: &impl Query, id: FormId) -> Result<Vec<(i64, i64, String)>, StoreError> {
    let sql = "SELECT version, made_at, made_by FROM evaluation_form_version WHERE form_id = $1 ORDER BY version DESC";
    let rows = q.rows(sql, args![id]).await?;
    rows.iter()
        .map(|row| Ok((row.get("version")?, row.get("made_at")?, row.get("made_by")?)))
        .collect()
}

/// The form for a kind of service in a center, and its latest version: the center's own before the one for all, the kind's before
/// the one for every kind.
///
/// # Errors
/// The database does not answer.
pub async fn fitting(q: &impl Query, service: Service, center: CenterId) -> Result<(FormId, i64), StoreError> {
    let sql = "SELECT id, version FROM evaluation_form
               WHERE service IN ($1, 'any') AND center_key IN (0, $2) AND retired_at IS NULL
               ORDER BY CASE WHEN center_key = 0 THEN 1 ELSE 0 END, CASE WHEN service = 'any' THEN 1 ELSE 0 END";
    let row = q.row(sql, args![service.code(), center]).await?;
    let row = row.ok_or(StoreError::NotFound)?;
    Ok((row.id("id")?, row.get("version")?))
}

/// The form and version that somebody says they were shown, also one that was changed or retired since; else the one that fits.
pub(super) async fn shown(
    q: &impl Query,
    service: Service,
    center: CenterId,
    said: Option<(FormId, i64)>,
) -> Result<(FormId, i64), StoreError> {
    if let Some((id, version)) = said {
        let sql = "SELECT f.id FROM evaluation_form f JOIN evaluation_form_version v ON v.form_id = f.id
                   WHERE f.id = $1 AND v.version = $2 AND f.service IN ($3, 'any') AND f.center_key IN (0, $4)";
        let row = q.row(sql, args![id, version, service.code(), center]).await?;
        if row.is_some() {
            return Ok((id, version));
        }
    }
    fitting(q, service, center).await
}

/// Adds a form for a kind of service in a center or in all; it begins as a copy of what was asked there before. One that was
/// retired comes back. A repeat with the same `key` adds nothing and returns the first answer.
///
/// # Errors
/// `service` taken.
pub async fn create(
    db: &Db,
    act: &Act,
    key: &str,
    service: Option<Service>,
    center: Option<CenterId>,
) -> Result<FormId, StoreError> {
    let tx = db.begin().await?;
    let new: FormId = act.id();
    if let Some(first) = first_id(&tx, act, "evaluation_form", key, &(service, center), new).await? {
        return Ok(first);
    }
    let center_key = center.map_or(0, CenterId::as_i64);
    let sql = select!("WHERE f.service = $1 AND f.center_key = $2");
    if let Some(row) = tx.row(sql, args![form_code(service), center_key]).await? {
        let there = form(&row)?;
        if !there.retired {
            return Err(StoreError::refused("service", Problem::Taken));
        }
        // Under its old key, which is in the row of the request: nobody has seen the new one.
        let content = content(&tx, there.id, there.version).await?;
        write(&tx, act, &there, there.version, &content, "evaluation.restore_form").await?;
        tx.run(
            "UPDATE request_key SET answer = $2 WHERE key = $1",
            args![format!("evaluation_form:{key}"), there.id.to_string()],
        )
        .await?;
        tx.commit().await?;
        return Ok(there.id);
    }
    let content = match (service, center) {
        (Some(service), Some(center)) => {
            let (id, version) = fitting(&tx, service, center).await?;
            content(&tx, id, version).await?
        }
        _ => {
            let form = get(&tx, FOR_EVERYTHING).await?.ok_or(StoreError::NotFound)?;
            self::content(&tx, form.id, form.version).await?
        }
    };
    put(&tx, act, new, service, center, &content).await?;
    tx.commit().await?;
    Ok(new)
}

/// Adds a form with its first version.
pub(crate) async fn put(
    tx: &Tx,
    act: &Act,
    id: FormId,
    service: Option<Service>,
    center: Option<CenterId>,
    content: &Content,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO evaluation_form (id, service, center_id, center_key, retired_at, version, updated_at, updated_by)
               VALUES ($1, $2, $3, $4, NULL, 1, $5, $6)";
    let center_key = center.map_or(0, CenterId::as_i64);
    tx.run(sql, args![id, form_code(service), center, center_key, act.at, &act.who])
        .await?;
    version(tx, act, id, 1, content).await?;
    let subject = get(tx, id).await?.ok_or(StoreError::NotFound)?.subject();
    audit::append(tx, act, "evaluation.create_form", &subject, "").await
}

impl Form {
    /// What the log calls it.
    fn subject(&self) -> String {
        format!("{} {}", form_code(self.service), self.center_names.zh)
            .trim_end()
            .to_owned()
    }
}

async fn version(tx: &Tx, act: &Act, id: FormId, version: i64, content: &Content) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO evaluation_form_version (form_id, version, content, made_at, made_by) VALUES ($1, $2, $3, $4, $5)";
    let content = serde_json::to_string(content)?;
    tx.run(sql, args![id, version, content, act.at, &act.who])
        .await
        .map(drop)
}

/// Makes a new version over `version`, and the form one that is shown.
async fn write(
    tx: &Tx,
    act: &Act,
    form: &Form,
    over: i64,
    content: &Content,
    action: &'static str,
) -> Result<(), StoreError> {
    let sql = "UPDATE evaluation_form SET version = version + 1, retired_at = NULL, updated_at = $3, updated_by = $4
               WHERE id = $1 AND version = $2";
    let touched = tx.run(sql, args![form.id, over, act.at, &act.who]).await?;
    let current = "SELECT version, updated_at, updated_by FROM evaluation_form WHERE id = $1";
    saved(tx, touched, current, form.id.into()).await?;
    version(tx, act, form.id, over + 1, content).await?;
    let detail = format!("version {}", over + 1);
    audit::append(tx, act, action, &form.subject(), &detail).await
}

/// Saves what a form asks, as a new version over `over`; returns that.
///
/// # Errors
/// [`StoreError::Conflict`]; [`StoreError::NotFound`], also for one that is retired.
pub async fn save(db: &Db, act: &Act, id: FormId, over: i64, content: &Content) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let form = get(&tx, id).await?.filter(|f| !f.retired).ok_or(StoreError::NotFound)?;
    write(&tx, act, &form, over, content, "evaluation.save_form").await?;
    tx.commit().await?;
    Ok(over + 1)
}

/// Takes a form out of use: what it asked is asked by the next that fits. Its answers keep their meaning.
///
/// # Errors
/// [`StoreError::Conflict`]; [`Problem::InUse`] for the one for everything.
pub async fn retire(db: &Db, act: &Act, id: FormId, over: i64) -> Result<(), StoreError> {
    if id == FOR_EVERYTHING {
        return Err(StoreError::refused("form", Problem::InUse { by: String::new() }));
    }
    let tx = db.begin().await?;
    let form = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    if form.retired {
        return Ok(());
    }
    let sql =
        "UPDATE evaluation_form SET retired_at = $3, updated_at = $3, updated_by = $4 WHERE id = $1 AND version = $2";
    let touched = tx.run(sql, args![id, over, act.at, &act.who]).await?;
    let current = "SELECT version, updated_at, updated_by FROM evaluation_form WHERE id = $1";
    saved(&tx, touched, current, id.into()).await?;
    audit::append(&tx, act, "evaluation.retire_form", &form.subject(), "").await?;
    tx.commit().await
}
