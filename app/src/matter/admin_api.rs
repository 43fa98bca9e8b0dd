//! What the panel asks and does about the catalog of matters.

use crate::{call::Call, import::api::Difference};
use leptos::prelude::*;
use model::{
    AppError,
    center::CenterId,
    hours::LocalMinute,
    matter::{KeptFile, Level, Material, MatterId, MatterInput, Mode},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// Matters on one page of the list.
pub const PAGE: usize = 50;
/// Path of the upload: a multipart form with `id` of the matter, its `version` on the page, code of the `material`, `role` of the file
/// ([`model::matter::FileRole::code`]) and the `file`.
pub const UPLOAD: &str = "/upload/matter-file";

/// What to list. Also the query of the page's address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WantedMatters {
    /// Name, everyday word, code, pinyin or initials.
    pub q: String,
    /// A [`Level::code`]; empty for both.
    pub level: String,
    /// A [`Mode::code`]; empty for all.
    pub mode: String,
    /// `1`: those out of use instead.
    pub retired: String,
    /// From 1.
    pub page: String,
}

/// A matter in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterRow {
    /// Its basic code.
    pub code: String,
    /// What it is called.
    pub name: Names,
    /// Who handles it.
    pub level: Level,
    /// How it can be had.
    pub modes: Vec<Mode>,
    /// How many papers it needs at most.
    pub materials: usize,
    /// When it was saved.
    pub at: LocalMinute,
    /// By whom.
    pub by: String,
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterPage {
    /// The matters.
    pub rows: Vec<MatterRow>,
    /// How many fit in all.
    pub total: usize,
    /// Which page, from 1.
    pub page: usize,
    /// How many pages.
    pub pages: usize,
}

/// A version in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterVersion {
    /// Its number.
    pub version: i64,
    /// When it was made.
    pub at: LocalMinute,
    /// By whom.
    pub by: String,
}

/// A center, and whether it handles the matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterPlace {
    /// The center.
    pub center: CenterId,
    /// Its name.
    pub name: Names,
    /// It does.
    pub handles: bool,
    /// As the level says, if nobody says otherwise.
    pub by_rule: bool,
}

/// What is stored of a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMatter {
    /// The key.
    pub id: MatterId,
    /// The current version.
    pub version: i64,
    /// Out of use.
    pub retired: bool,
    /// Versions, the latest first.
    pub versions: Vec<MatterVersion>,
    /// The version that was asked for, and what differed from the one before it.
    pub shown: Option<(i64, Vec<Difference>)>,
    /// Centers that the viewer may speak for.
    pub places: Vec<MatterPlace>,
    /// What is brought, with its files.
    pub materials: Vec<Material>,
    /// Megabytes of a file at most.
    pub max_mb: u32,
    /// All files that everybody can read, also of earlier versions.
    pub kept: Vec<KeptFile>,
}

/// Everything that the form of a matter needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterForm {
    /// The fields.
    pub input: MatterInput,
    /// What is stored; none for a new matter.
    pub stored: Option<StoredMatter>,
    /// Key of a creating call.
    pub key: String,
}

/// The catalog for whoever keeps it, a page at a time.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "matter/managed", input = Call, output = Call)]
pub async fn list_matters(#[server(default)] wanted: WantedMatters) -> Result<MatterPage, AppError> {
    super::reach::list(&wanted).await
}

/// The form of a matter; of a new one where `code` is empty. `version` is the one whose changes are shown.
///
/// # Errors
/// As [`list_matters`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "matter/form", input = Call, output = Call)]
pub async fn get_matter(
    #[server(default)] code: String,
    #[server(default)] version: i64,
) -> Result<MatterForm, AppError> {
    super::reach::form(&code, version).await
}

/// Adds a matter; returns its code.
///
/// # Errors
/// As [`list_matters`]; every problem of the form; the code is taken.
#[server(prefix = "/api", endpoint = "matter/create", input = Call, output = Call)]
pub async fn create_matter(key: String, #[server(default)] input: MatterInput) -> Result<String, AppError> {
    super::reach::create(&key, &input).await
}

/// Saves what a matter says, as a new version over `version`.
///
/// # Errors
/// As [`create_matter`]; [`AppError::NotFound`]; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "matter/save", input = Call, output = Call)]
pub async fn save_matter(id: MatterId, version: i64, #[server(default)] input: MatterInput) -> Result<i64, AppError> {
    super::reach::save(id, version, &input).await
}

/// Takes a matter out of use, or back into it.
///
/// # Errors
/// As [`list_matters`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "matter/retire", input = Call, output = Call)]
pub async fn retire_matter(id: MatterId, #[server(default)] retired: bool) -> Result<(), AppError> {
    super::reach::retire(id, retired).await
}

/// Says which of the viewer's centers handle a matter: `handled` of those `shown`, of which `was` handled it when the form was opened.
/// What did not change in the form stays as it is by now.
///
/// # Errors
/// As [`retire_matter`].
#[server(prefix = "/api", endpoint = "matter/places", input = Call, output = Call)]
pub async fn save_places(
    id: MatterId,
    #[server(default)] shown: Vec<CenterId>,
    #[server(default)] was: Vec<CenterId>,
    #[server(default)] handled: Vec<CenterId>,
) -> Result<(), AppError> {
    super::reach::places(id, &shown, &was, &handled).await
}

/// Takes a file from a material, over `version`. Cases and notices that began with it keep it.
///
/// # Errors
/// As [`retire_matter`]; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "matter/remove_file", input = Call, output = Call)]
pub async fn remove_matter_file(id: MatterId, version: i64, material: String, role: String) -> Result<i64, AppError> {
    super::reach::remove_file(id, version, &material, &role).await
}

/// Takes a file out of all versions of all matters for good; `which` is its [`model::matter::MatterFile::key`].
///
/// # Errors
/// As [`retire_matter`]; [`AppError::Conflict`]; [`model::Problem::Required`] under `which`.
#[server(prefix = "/api", endpoint = "matter/withdraw_file", input = Call, output = Call)]
pub async fn withdraw_matter_file(#[server(default)] which: String) -> Result<(), AppError> {
    super::reach::withdraw_file(&which).await
}
