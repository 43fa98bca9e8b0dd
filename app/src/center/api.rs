//! What pages ask about centers.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::{CenterDetail, CenterId},
    directory::{Filter, Page},
};

/// The centers that fit `filter`, one page of them.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(prefix = "/api", endpoint = "center/list", input = Call, output = Call)]
pub async fn list_centers(#[server(default)] filter: Filter) -> Result<Page, AppError> {
    let server = crate::server::server()?;
    let now = server.local_now();
    Ok(server
        .store
        .directory(now.day)
        .await?
        .query(&filter, now, crate::server::lang().english()))
}

/// Everything about one center.
///
/// # Errors
/// [`AppError::NotFound`] if there is none; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "center/get", input = Call, output = Call)]
pub async fn get_center(id: CenterId) -> Result<CenterDetail, AppError> {
    let server = crate::server::server()?;
    let detail = store::center::detail(server.store.db(), id, server.local_now().day).await?;
    detail.ok_or(AppError::NotFound)
}
