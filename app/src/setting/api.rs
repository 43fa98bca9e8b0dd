//! Branding and map, for those who set them. Logo and outlines are files and have routes of their own in the server.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    case::FileSettingsInput,
    settings::{BrandingInput, MapSettingsInput},
};
use serde::{Deserialize, Serialize};

/// The branding's form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BrandingForm {
    /// What is stored.
    pub input: BrandingInput,
    /// Address of the logo; empty for the doorway arch.
    pub logo_url: String,
    /// Version of the setting.
    pub version: i64,
}

/// The map's form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapForm {
    /// What is stored, without the outlines.
    pub input: MapSettingsInput,
    /// Size of the outlines in bytes; 0 for none.
    pub outlines_bytes: u32,
    /// Version of the setting.
    pub version: i64,
}

/// The branding as stored.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "setting/branding", input = Call, output = Call)]
pub async fn get_branding() -> Result<BrandingForm, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let stored = store::setting::get(crate::server::server()?.store.db(), store::setting::BRANDING).await?;
    Ok(BrandingForm {
        input: (&stored.value).into(),
        logo_url: stored.value.logo_url,
        version: stored.version,
    })
}

/// Saves the branding over `version`; the logo stays.
///
/// # Errors
/// Every problem of the form; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "setting/save_branding", input = Call, output = Call)]
pub async fn save_branding(version: i64, input: BrandingInput) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    use store::setting::{self, BRANDING};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let db = server.store.db();
    let branding = input.check(&setting::get(db, BRANDING).await?.value.logo_url)?;
    Ok(setting::save(db, &server.act(&viewer), BRANDING, version, &branding).await?)
}

/// The map's settings as stored.
///
/// # Errors
/// As [`get_branding`].
#[server(prefix = "/api", endpoint = "setting/map", input = Call, output = Call)]
pub async fn get_map() -> Result<MapForm, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let stored = store::setting::get(crate::server::server()?.store.db(), store::setting::MAP).await?;
    let mut input = MapSettingsInput::from(&stored.value);
    let outlines = std::mem::take(&mut input.outlines);
    Ok(MapForm {
        input,
        outlines_bytes: u32::try_from(outlines.len()).unwrap_or(u32::MAX),
        version: stored.version,
    })
}

/// Saves the map's settings over `version`; the outlines stay.
///
/// # Errors
/// Every problem of the form; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "setting/save_map", input = Call, output = Call)]
pub async fn save_map(version: i64, input: MapSettingsInput) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    use store::setting::{self, MAP};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let db = server.store.db();
    let mut settings = input.check()?;
    settings.outlines = setting::get(db, MAP).await?.value.outlines;
    Ok(setting::save(db, &server.act(&viewer), MAP, version, &settings).await?)
}

/// The form of what residents may hand in with their cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseFilesForm {
    /// What is stored.
    pub input: FileSettingsInput,
    /// Version of the setting.
    pub version: i64,
}

/// How much residents may hand in with a case, and for how long it is kept, as stored.
///
/// # Errors
/// As [`get_branding`].
#[server(prefix = "/api", endpoint = "setting/case_files", input = Call, output = Call)]
pub async fn get_case_files() -> Result<CaseFilesForm, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let stored = store::setting::get(crate::server::server()?.store.db(), store::setting::CASE_FILES).await?;
    Ok(CaseFilesForm {
        input: (&stored.value).into(),
        version: stored.version,
    })
}

/// Saves that over `version`.
///
/// # Errors
/// Every problem of the form; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "setting/save_case_files", input = Call, output = Call)]
pub async fn save_case_files(version: i64, #[server(default)] input: FileSettingsInput) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    use store::setting::{self, CASE_FILES};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let settings = input.check()?;
    Ok(setting::save(server.store.db(), &server.act(&viewer), CASE_FILES, version, &settings).await?)
}
