//! What an administrator sets for the whole deployment: one JSON text a setting, typed by its key.

use crate::{
    act::{Act, saved},
    args, audit,
    db::{Db, Query, Tx},
    error::StoreError,
};
use model::{
    booking::{KindRules, NoShowLimit},
    case::FileSettings,
    follow_up::FollowUpSettings,
    settings::{Branding, MapSettings, MessageSettings},
    zone::ZoneTemplate,
};
use serde::{Serialize, de::DeserializeOwned};
use std::marker::PhantomData;

/// Names a setting and knows its type.
#[derive(Debug)]
pub struct Key<T>(&'static str, PhantomData<fn() -> T>);

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Key<T> {}

/// Name, colours and numbers.
pub const BRANDING: Key<Branding> = Key("branding", PhantomData);
/// The base map.
pub const MAP: Key<MapSettings> = Key("map", PhantomData);
/// Gateway, quiet hours and reminders.
pub const MESSAGES: Key<MessageSettings> = Key("messages", PhantomData);
/// 两站五室一广场.
pub const ZONE: Key<ZoneTemplate> = Key("zone", PhantomData);
/// What rooms of a kind start with.
pub const KIND_RULES: Key<KindRules> = Key("kind_rules", PhantomData);
/// The limit for people who book and do not come.
pub const NO_SHOW: Key<NoShowLimit> = Key("no_show", PhantomData);
/// How long the steps of a follow-up may take.
pub const FOLLOW_UP: Key<FollowUpSettings> = Key("follow_up", PhantomData);
/// Size, number and keeping of the files that residents add to their cases.
pub const CASE_FILES: Key<FileSettings> = Key("case_files", PhantomData);
/// Whether the data is the sample; every page says so then.
pub const SAMPLE: Key<bool> = Key("sample", PhantomData);

/// A setting and its history.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting<T> {
    /// What is set; the type's default where nothing was ever saved.
    pub value: T,
    /// Counts saves; 0 where nothing was ever saved.
    pub version: i64,
    /// When it was saved last, epoch seconds.
    pub updated_at: i64,
    /// Who saved it last, as a display name.
    pub updated_by: String,
}

/// Reads a setting.
///
/// # Errors
/// The database does not answer; [`StoreError::Json`] when a newer program wrote it.
pub async fn get<T: DeserializeOwned + Default>(q: &impl Query, key: Key<T>) -> Result<Setting<T>, StoreError> {
    let sql = "SELECT value, version, updated_at, updated_by FROM setting WHERE key = $1";
    let Some(row) = q.row(sql, args![key.0]).await? else {
        return Ok(Setting {
            value: T::default(),
            version: 0,
            updated_at: 0,
            updated_by: String::new(),
        });
    };
    Ok(Setting {
        value: serde_json::from_str(&row.get::<String>("value")?)?,
        version: row.get("version")?,
        updated_at: row.get("updated_at")?,
        updated_by: row.get("updated_by")?,
    })
}

/// How often a setting was saved: says whether what somebody holds of it is still what is stored.
///
/// # Errors
/// The database does not answer.
pub async fn version<T>(q: &impl Query, key: Key<T>) -> Result<i64, StoreError> {
    let row = q
        .row("SELECT version FROM setting WHERE key = $1", args![key.0])
        .await?;
    row.map_or(Ok(0), |row| row.get("version"))
}

/// Saves a setting over `version`; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`].
pub async fn save<T>(db: &Db, act: &Act, key: Key<T>, version: i64, value: &T) -> Result<i64, StoreError>
where
    T: Serialize + DeserializeOwned + Default + Sync + Send,
{
    let tx = db.begin().await?;
    put(&tx, act, key, version, value).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// The key that requests to the gateway are signed with. Apart from the other settings, because it never leaves the server.
const SECRET: &str = "gateway_secret";

/// The gateway's secret; empty where none is set.
///
/// # Errors
/// The database does not answer.
pub async fn gateway_secret(q: &impl Query) -> Result<String, StoreError> {
    let row = q.row("SELECT value FROM setting WHERE key = $1", args![SECRET]).await?;
    row.map_or_else(
        || Ok(String::new()),
        |row| Ok(serde_json::from_str(&row.get::<String>("value")?)?),
    )
}

/// Saves what is set about messages over `version`, and with it the gateway's secret where there is a new one; returns the new
/// version. The log says that there is a new secret, and not which.
///
/// # Errors
/// [`StoreError::Conflict`].
pub async fn save_messages(
    db: &Db,
    act: &Act,
    version: i64,
    value: &MessageSettings,
    secret: Option<&str>,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    put(&tx, act, MESSAGES, version, value).await?;
    if let Some(secret) = secret {
        let sql = "INSERT INTO setting (key, value, version, updated_at, updated_by) VALUES ($1, $2, 1, $3, $4)
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = setting.version + 1,
                       updated_at = excluded.updated_at, updated_by = excluded.updated_by";
        let text = serde_json::to_string(secret)?;
        tx.run(sql, args![SECRET, text, act.at, &act.who]).await?;
        audit::append(&tx, act, "setting.save", SECRET, "").await?;
    }
    tx.commit().await?;
    Ok(version + 1)
}

/// Writes the row over `version` and appends to the log.
pub(crate) async fn put<T>(tx: &Tx, act: &Act, key: Key<T>, version: i64, value: &T) -> Result<(), StoreError>
where
    T: Serialize + DeserializeOwned + Default + Sync + Send,
{
    let before = get(tx, key).await?;
    let text = serde_json::to_string(value)?;
    let touched = if version == 0 {
        tx.run(
            "INSERT INTO setting (key, value, version, updated_at, updated_by) VALUES ($1, $2, 1, $3, $4)
             ON CONFLICT (key) DO NOTHING",
            args![key.0, text, act.at, &act.who],
        )
        .await?
    } else {
        tx.run(
            "UPDATE setting SET value = $3, version = version + 1, updated_at = $4, updated_by = $5
             WHERE key = $1 AND version = $2",
            args![key.0, version, text, act.at, &act.who],
        )
        .await?
    };
    let current = "SELECT version, updated_at, updated_by FROM setting WHERE key = $1";
    saved(tx, touched, current, key.0.into()).await?;
    audit::append(tx, act, "setting.save", key.0, &audit::diff(&before.value, value)?).await
}
