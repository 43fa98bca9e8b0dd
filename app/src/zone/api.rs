//! The zone template, and which center lacks what against it.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::CenterId,
    text::Names,
    zone::{ZoneCheck, ZoneTemplateInput},
};
use serde::{Deserialize, Serialize};

/// The template's form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ZoneForm {
    /// What is stored.
    pub input: ZoneTemplateInput,
    /// Version of the setting.
    pub version: i64,
}

/// How all centers stand against the template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// The template's name.
    pub name: String,
    /// Names of its lines, in order.
    pub lines: Vec<String>,
    /// One row a center: for each line how it stands, none where the line is not meant for it.
    pub rows: Vec<(CenterId, Names, Vec<Option<ZoneCheck>>)>,
}

/// The template as stored.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "zone/form", input = Call, output = Call)]
pub async fn get_zone() -> Result<ZoneForm, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let stored = store::setting::get(crate::server::server()?.store.db(), store::setting::ZONE).await?;
    Ok(ZoneForm {
        input: (&stored.value).into(),
        version: stored.version,
    })
}

/// Saves the template over `version`.
///
/// # Errors
/// Every problem of the form; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "zone/save", input = Call, output = Call)]
pub async fn save_zone(version: i64, #[server(default)] input: ZoneTemplateInput) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    use store::setting::{self, ZONE};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    Ok(setting::save(server.store.db(), &server.act(&viewer), ZONE, version, &input.check()?).await?)
}

/// Which centers have and lack what.
///
/// # Errors
/// As [`get_zone`].
#[server(prefix = "/api", endpoint = "zone/coverage", input = Call, output = Call)]
pub async fn get_coverage() -> Result<Coverage, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let db = server.store.db();
    let template = store::setting::get(db, store::setting::ZONE).await?.value;
    let mut rooms = store::room::kinds(db).await?;
    let rows = store::center::list(db, false).await?.into_iter().map(|c| {
        let mut checks = template
            .check(c.kind, &rooms.remove(&c.id.as_i64()).unwrap_or_default())
            .into_iter();
        let named = template.requirements.iter().filter(|r| !r.is_sample());
        let cells = named.map(|r| r.asks(c.kind).then(|| checks.next()).flatten());
        (c.id, c.names, cells.collect())
    });
    let rows = rows.collect();
    let lines = template.requirements.into_iter().filter(|r| !r.is_sample());
    let lines = lines.map(|r| r.name).collect();
    Ok(Coverage {
        name: template.name,
        lines,
        rows,
    })
}
