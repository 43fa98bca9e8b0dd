//! The list of amenities, for those who keep it.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    amenity::{Amenity, AmenityId, AmenityInput},
};
use serde::{Deserialize, Serialize};

/// What the form of an amenity needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AmenityForm {
    /// What is stored; empty for a new one.
    pub input: AmenityInput,
    /// No longer offered.
    pub retired: bool,
    /// Counts its saves; 0 for a new one.
    pub version: i64,
    /// Idempotency key, for a new one.
    pub key: String,
}

/// All amenities, also those no longer offered, in the administrator's order.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "amenity/list", input = Call, output = Call)]
pub async fn list_amenities() -> Result<Vec<Amenity>, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    Ok(store::amenity::list(crate::server::server()?.store.db(), true).await?)
}

/// The form of one amenity, or of a new one where `id` is empty.
///
/// # Errors
/// [`AppError::NotFound`]; as [`list_amenities`].
#[server(prefix = "/api", endpoint = "amenity/form", input = Call, output = Call)]
pub async fn get_amenity(#[server(default)] id: Option<AmenityId>) -> Result<AmenityForm, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let all = store::amenity::list(server.store.db(), true).await?;
    let key = server.key();
    let Some(id) = id else {
        // Behind the last one, with room between for what comes later.
        let rank = all.iter().map(|a| a.rank).max().unwrap_or_default() + 10;
        let input = AmenityInput {
            rank: rank.to_string(),
            ..Default::default()
        };
        return Ok(AmenityForm {
            input,
            retired: false,
            version: 0,
            key,
        });
    };
    let amenity = all.iter().find(|a| a.id == id).ok_or(AppError::NotFound)?;
    Ok(AmenityForm {
        input: amenity.into(),
        retired: amenity.retired,
        version: store::amenity::version(server.store.db(), id).await?,
        key,
    })
}

/// Adds an amenity.
///
/// # Errors
/// Every problem of the form; `code` taken.
#[server(prefix = "/api", endpoint = "amenity/create", input = Call, output = Call)]
pub async fn create_amenity(key: String, input: AmenityInput) -> Result<AmenityId, AppError> {
    use model::permission::{Action, Target};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    Ok(store::amenity::create(server.store.db(), &server.act(&viewer), &key, &input.check()?).await?)
}

/// Saves an amenity over `version`; `retired` ones are no longer offered in forms. Returns the new version.
///
/// # Errors
/// As [`create_amenity`]; [`AppError::NotFound`]; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "amenity/save", input = Call, output = Call)]
pub async fn save_amenity(
    id: AmenityId,
    version: i64,
    #[server(default)] retired: bool,
    input: AmenityInput,
) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let act = server.act(&viewer);
    Ok(store::amenity::save(server.store.db(), &act, id, version, &input.check()?, retired).await?)
}
