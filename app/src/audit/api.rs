//! The audit log, page by page.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    audit::{AuditEntry, AuditFilter, AuditId},
    hours::LocalMinute,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// One page of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditPage {
    /// Entries, the newest first, each with its moment in the deployment's zone.
    pub entries: Vec<(LocalMinute, AuditEntry)>,
    /// What the divisions, centers and amenities are called that the entries name by their codes.
    #[serde(default)]
    pub places: Vec<(String, Names)>,
    /// Where the next page begins; none on the last.
    pub next: Option<AuditId>,
}

/// The entries that fit `filter`, one page of them.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "audit/list", input = Call, output = Call)]
pub async fn list_audit(#[server(default)] filter: AuditFilter) -> Result<AuditPage, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::ReadAudit, Target::Deployment)?;
    let server = crate::server::server()?;
    let db = server.store.db();
    let entries = store::audit::list(db, &filter, &server.zone).await?;
    let mut places = Vec::new();
    if entries.iter().any(|e| {
        ["staff.", "center.", "division.", "amenity.set"]
            .iter()
            .any(|of| e.action.starts_with(of))
    }) {
        let divisions = store::division::list(db).await?.into_iter();
        places.extend(divisions.map(|d| (d.code.to_string(), d.names)));
        let centers = store::center::list(db, true).await?.into_iter();
        places.extend(centers.map(|c| (c.id.to_string(), c.names)));
        let amenities = store::amenity::list(db, true).await?.into_iter();
        places.extend(amenities.map(|a| (a.code, a.names)));
        places.retain(|(code, _)| entries.iter().any(|e| e.detail.contains(code)));
    }
    let full = entries.len() == store::audit::PAGE_SIZE;
    let next = entries.last().filter(|_| full).map(|e| e.id);
    let entries = entries.into_iter().map(|e| (server.local(e.at), e)).collect();
    Ok(AuditPage { entries, places, next })
}
