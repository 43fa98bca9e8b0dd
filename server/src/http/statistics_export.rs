//! `GET /admin/statistics.csv` and `.xlsx`, with the filters of the page: a row for each month, center, matter, mode and channel, of the
//! centers whose cases the viewer may see. It names nobody. The export is in the log.

use super::Web;
use crate::sheet::Format;
use app::{
    lang::Lang,
    server::Session,
    statistics::{api::Wanted, reach::table},
};
use axum::{
    extract::{Query, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{
    AppError,
    permission::{Action, Target, may},
};

pub(super) async fn csv(State(web): State<Web>, Query(wanted): Query<Wanted>, request: Request) -> Response {
    export(&web, &wanted, request, Format::Csv).await
}

pub(super) async fn xlsx(State(web): State<Web>, Query(wanted): Query<Wanted>, request: Request) -> Response {
    export(&web, &wanted, request, Format::Xlsx).await
}

async fn export(web: &Web, wanted: &Wanted, request: Request, format: Format) -> Response {
    let (parts, _) = request.into_parts();
    let lang = parts.extensions.get::<Lang>().copied().unwrap_or_default();
    let file = match parts.extensions.get::<Session>() {
        Some(session) => file(web, wanted, session, lang, format).await,
        None => Err(AppError::SignIn),
    };
    match file {
        Ok(bytes) => {
            let name = match format {
                Format::Csv => "attachment; filename=\"statistics.csv\"",
                Format::Xlsx => "attachment; filename=\"statistics.xlsx\"",
            };
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(format.media_type())),
                (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
                (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
            ];
            (StatusCode::OK, headers, bytes).into_response()
        }
        Err(error) => super::error::plain(&parts.headers, &error),
    }
}

async fn file(web: &Web, wanted: &Wanted, session: &Session, lang: Lang, format: Format) -> Result<Vec<u8>, AppError> {
    if !may(&session.viewer, Action::SeeCases, Target::Anywhere) {
        return Err(AppError::Forbidden);
    }
    let table = table(&web.server, &session.viewer, wanted, lang).await?;
    let asked = [
        &wanted.period,
        &wanted.center,
        &wanted.mode,
        &wanted.channel,
        &wanted.matter,
    ]
    .map(String::as_str);
    let detail: String = format!("{} · {}", asked.join(" ").trim(), table.rows.len())
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    let kind = match format {
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
    };
    let act = web.server.act(&session.viewer);
    store::audit::record(web.server.store.db(), &act, "statistics.export", kind, &detail, true).await?;
    format.write(&table).map_err(|error| {
        tracing::error!(%error, "a table cannot be written");
        AppError::Unavailable
    })
}
