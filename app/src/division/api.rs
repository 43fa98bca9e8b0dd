//! The division tree, for those who keep it.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    division::{Division, DivisionCode, DivisionInput},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// A division in the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// The division.
    pub division: Division,
    /// How many divisions of the list are above it.
    pub depth: u32,
    /// Centers that belong to it itself, retired ones included.
    pub centers: u32,
}

/// What the form of a division needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DivisionForm {
    /// What is stored; empty for a new one.
    pub input: DivisionInput,
    /// Idempotency key, for a new one.
    pub key: String,
    /// Divisions that it may be put under, by code.
    pub parents: Vec<(DivisionCode, Names)>,
}

/// The divisions that the viewer may change, each after the one above it.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "division/list", input = Call, output = Call)]
pub async fn list_divisions() -> Result<Vec<Branch>, AppError> {
    use model::permission::{Action, Target, may};
    use std::collections::HashMap;
    let viewer = crate::server::allowed(Action::EditDivision, Target::Anywhere)?;
    let server = crate::server::server()?;
    let mut centers: HashMap<DivisionCode, u32> = HashMap::new();
    for center in store::center::list(server.store.db(), true).await? {
        *centers.entry(center.division).or_default() += 1;
    }
    let mut depths: HashMap<DivisionCode, u32> = HashMap::new();
    let mut tree = Vec::new();
    for division in store::division::list(server.store.db()).await? {
        if !may(&viewer, Action::EditDivision, Target::Division(&division.code)) {
            continue;
        }
        let above = division.parent.as_ref().and_then(|p| depths.get(p));
        let depth = above.map_or(0, |d| d + 1);
        depths.insert(division.code.clone(), depth);
        let centers = centers.get(&division.code).copied().unwrap_or_default();
        tree.push(Branch {
            division,
            depth,
            centers,
        });
    }
    Ok(tree)
}

/// The form of one division, or of a new one where `code` is empty.
///
/// # Errors
/// [`AppError::NotFound`]; as [`list_divisions`].
#[server(prefix = "/api", endpoint = "division/form", input = Call, output = Call)]
pub async fn get_division(#[server(default)] code: Option<DivisionCode>) -> Result<DivisionForm, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(
        Action::EditDivision,
        code.as_ref().map_or(Target::Anywhere, Target::Division),
    )?;
    let server = crate::server::server()?;
    let all = store::division::list(server.store.db()).await?;
    let input = match &code {
        Some(code) => all.iter().find(|d| d.code == *code).ok_or(AppError::NotFound)?.into(),
        None => DivisionInput::default(),
    };
    let above = |d: &Division| {
        code.as_ref()
            .is_none_or(|code| d.code != *code && d.code.contains(code))
    };
    let parents = all.into_iter().filter(above).map(|d| (d.code, d.names)).collect();
    Ok(DivisionForm {
        input,
        key: server.key(),
        parents,
    })
}

/// Adds a division.
///
/// # Errors
/// Every problem of the form; `code` taken; `parent_code` unknown; [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "division/create", input = Call, output = Call)]
pub async fn create_division(key: String, input: DivisionInput) -> Result<DivisionCode, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditDivision, Target::Anywhere)?;
    let division = input.check()?;
    let viewer = crate::server::allowed(Action::EditDivision, Target::Division(&division.code))?;
    let server = crate::server::server()?;
    Ok(store::division::create(server.store.db(), &server.act(&viewer), &key, &division).await?)
}

/// Saves a division over `version`; its code is its name and stays.
///
/// # Errors
/// As [`create_division`]; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "division/save", input = Call, output = Call)]
pub async fn save_division(version: i64, input: DivisionInput) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditDivision, Target::Anywhere)?;
    let division = Division {
        version,
        ..input.check()?
    };
    let viewer = crate::server::allowed(Action::EditDivision, Target::Division(&division.code))?;
    let server = crate::server::server()?;
    Ok(store::division::save(server.store.db(), &server.act(&viewer), &division).await?)
}

/// Removes a division that nothing refers to.
///
/// # Errors
/// [`model::Problem::InUse`]; [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "division/delete", input = Call, output = Call)]
pub async fn delete_division(code: DivisionCode) -> Result<(), AppError> {
    use model::permission::{Action, Target};
    let viewer = crate::server::allowed(Action::EditDivision, Target::Division(&code))?;
    let server = crate::server::server()?;
    Ok(store::division::delete(server.store.db(), &server.act(&viewer), &code).await?)
}
