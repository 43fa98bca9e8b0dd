//! Tables to take away: what is stored, and empty ones to fill in.

use super::{Web, import, page};
use crate::sheet::Format;
use app::{
    import::export::{export, template},
    lang::Lang,
};
use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use model::{
    AppError,
    import::{Kind, Table},
};
use store::audit;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/export/{file}", get(stored))
        .route("/admin/export/template/{file}", get(empty))
}

/// `GET /admin/export/<kind>.<csv|xlsx>`
async fn stored(State(web): State<Web>, Path(name): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some((kind, format)) = asked(&name).filter(|(kind, _)| kind.is_exported()) else {
        return page::page(State(web), Request::from_parts(parts, body)).await;
    };
    match table(&web, &parts, kind, format).await {
        Ok(table) => file(&web, parts, &name, format, &table).await,
        Err(error) => import::refuse(&web, parts, "", error).await,
    }
}

/// `GET /admin/export/template/<kind>.<csv|xlsx>`
async fn empty(State(web): State<Web>, Path(name): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some((kind, format)) = asked(&name) else {
        return page::page(State(web), Request::from_parts(parts, body)).await;
    };
    match blank(&web, &parts, kind).await {
        Ok(table) => file(&web, parts, &format!("template-{name}"), format, &table).await,
        Err(error) => import::refuse(&web, parts, "", error).await,
    }
}

/// The table to fill in.
async fn blank(web: &Web, parts: &Parts, kind: Kind) -> Result<Table, AppError> {
    import::allowed_kind(parts, kind)?;
    Ok(template(web.server.store.db(), kind, english(parts)).await?)
}

fn asked(name: &str) -> Option<(Kind, Format)> {
    let (kind, _) = name.rsplit_once('.')?;
    Some((Kind::from_code(kind)?, Format::of(name)?))
}

fn english(parts: &Parts) -> bool {
    parts.extensions.get::<Lang>().is_some_and(|lang| lang.english())
}

/// What the person may take away; the log says that they did.
async fn table(web: &Web, parts: &Parts, kind: Kind, format: Format) -> Result<Table, AppError> {
    let viewer = &import::allowed_kind(parts, kind)?.viewer;
    let db = web.server.store.db();
    let table = export(db, kind, Some(viewer), english(parts)).await?;
    let detail = format!("{format:?}: {}", table.rows.len());
    audit::record(db, &web.server.act(viewer), "import.export", kind.code(), &detail, true).await?;
    Ok(table)
}

async fn file(web: &Web, parts: Parts, name: &str, format: Format, table: &Table) -> Response {
    match format.write(table) {
        Ok(bytes) => {
            let mut response = Body::from(bytes).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
                headers.insert(header::CONTENT_DISPOSITION, value);
            }
            response
        }
        Err(error) => {
            tracing::error!(%error, "a table cannot be written");
            import::refuse(
                web,
                parts,
                "",
                AppError::Internal {
                    reference: "sheet".to_owned(),
                },
            )
            .await
        }
    }
}
