//! `GET /admin/duty.csv?center=…&month=2026-09`: the duty shifts of a month of a center, for whoever may see them. The export is in the
//! log.

use super::Web;
use crate::sheet::Format;
use app::{duty::reach::month_table, lang::Lang, server::Session};
use axum::{
    extract::{Query, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::AppError;
use serde::Deserialize;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    center: String,
    month: String,
}

pub(super) async fn csv(State(web): State<Web>, Query(wanted): Query<Wanted>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let lang = parts.extensions.get::<Lang>().copied().unwrap_or_default();
    let file = match parts.extensions.get::<Session>() {
        Some(session) => file(&web, &wanted, session, lang).await,
        None => Err(AppError::SignIn),
    };
    match file {
        Ok(bytes) => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(Format::Csv.media_type())),
                (
                    header::CONTENT_DISPOSITION,
                    HeaderValue::from_static("attachment; filename=\"duty.csv\""),
                ),
                (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
            ];
            (StatusCode::OK, headers, bytes).into_response()
        }
        Err(error) => super::error::plain(&parts.headers, &error),
    }
}

async fn file(web: &Web, wanted: &Wanted, session: &Session, lang: Lang) -> Result<Vec<u8>, AppError> {
    let (name, table) = month_table(&web.server, &session.viewer, &wanted.center, &wanted.month, lang).await?;
    let month: String = wanted
        .month
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '-')
        .take(7)
        .collect();
    let detail = format!("{month} · {}", table.rows.len());
    let act = web.server.act(&session.viewer);
    store::audit::record(web.server.store.db(), &act, "duty.export", &name, &detail, true).await?;
    Format::Csv.write(&table).map_err(|error| {
        tracing::error!(%error, "a table cannot be written");
        AppError::Unavailable
    })
}
