//! Open data: the centers in service, for other software. Anybody may read it, from any site.
//!
//! The files are written while they are sent, a few hundred centers at a time, so their size costs no memory.

mod evaluations;
mod matters;
mod rooms;

use super::{Web, error, etag::tagged};
use crate::sheet;
use app::{lang::Lang, ui::words::error_text};
use axum::{
    Extension, Json, Router,
    body::Body,
    extract::{Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use model::{
    AppError, FieldError, Problem,
    directory::{BBox, Directory, Entry},
    hours::opening_hours,
};
use serde::Deserialize;
use serde_json::json;
use std::{convert::Infallible, sync::Arc};
use tower_http::set_header::SetResponseHeaderLayer;

/// Centers written at once.
const CHUNK: usize = 256;
/// Rises when the files' shape changes, so that nobody keeps the old one.
const SHAPE: u32 = 1;
/// Programs for spreadsheets take a file without it for the local encoding.
const BOM: &str = "\u{feff}";
const COLUMNS: [&str; 12] = [
    "id",
    "name",
    "name_en",
    "kind",
    "division",
    "division_name",
    "address",
    "phone",
    "opening_hours",
    "lng",
    "lat",
    "position_source",
];

pub(super) fn routes() -> Router<Web> {
    let allow = |name: HeaderName, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .route("/open/centers.geojson", get(geojson))
        .route("/open/centers.csv", get(csv))
        .route("/open/evaluations.csv", get(evaluations::csv))
        .route("/open/matters.json", get(matters::json))
        .route("/open/matters.csv", get(matters::csv))
        .route("/open/matter-files.json", get(matters::files))
        .merge(rooms::routes())
        .layer(allow(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .layer(allow(header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag"))
}

#[derive(Debug, Deserialize)]
struct Area {
    /// `west,south,east,north`; none for everything.
    bbox: Option<String>,
}

/// `GET /open/centers.geojson`, `?bbox=w,s,e,n`: centers without a position only where everything is asked for.
async fn geojson(
    State(web): State<Web>,
    Extension(lang): Extension<Lang>,
    Query(area): Query<Area>,
    headers: HeaderMap,
) -> Response {
    let Ok(bbox) = area.bbox.as_deref().map(str::parse::<BBox>).transpose() else {
        return bad_box(lang);
    };
    let (tag, directory) = match current(&web).await {
        Ok(current) => current,
        Err(trouble) => return error::plain(&headers, &trouble),
    };
    tagged(&headers, &tag, || {
        let inside = move |e: &Entry| bbox.is_none_or(|b| e.position.is_some_and(|p| b.contains(p.at)));
        let mut comma = "";
        let write = move |out: &mut Vec<u8>, e: &Entry| {
            if inside(e) {
                out.extend_from_slice(comma.as_bytes());
                out.extend_from_slice(feature(e).to_string().as_bytes());
                comma = ",\n";
            }
        };
        file(
            "application/geo+json",
            "{\"type\":\"FeatureCollection\",\"features\":[\n",
            directory,
            write,
            "\n]}\n",
        )
    })
}

/// `GET /open/centers.csv`
async fn csv(State(web): State<Web>, headers: HeaderMap) -> Response {
    let (tag, directory) = match current(&web).await {
        Ok(current) => current,
        Err(trouble) => return error::plain(&headers, &trouble),
    };
    tagged(&headers, &tag, || {
        let head = format!("{BOM}{}\r\n", COLUMNS.join(","));
        let write = |out: &mut Vec<u8>, e: &Entry| {
            out.extend_from_slice(line(e).as_bytes());
        };
        file("text/csv; charset=utf-8; header=present", &head, directory, write, "")
    })
}

/// All centers, and a tag for this state of them. The revision is read first: a write in between makes the tag old, never
/// the data.
async fn current(web: &Web) -> Result<(String, Arc<Directory>), AppError> {
    let store = &web.server.store;
    let revision = store::directory::revision(store.db()).await?;
    let directory = store.directory(web.server.local_now().day).await?;
    Ok((format!("{SHAPE}-{revision}"), directory))
}

/// A file that is written while it is sent.
fn file(
    kind: &'static str,
    head: &str,
    directory: Arc<Directory>,
    mut write: impl FnMut(&mut Vec<u8>, &Entry) + Send + 'static,
    tail: &'static str,
) -> Response {
    let chunks = directory.entries().len().div_ceil(CHUNK);
    let body = (0..chunks).map(move |i| {
        let mut out = Vec::new();
        for entry in directory.entries().iter().skip(i * CHUNK).take(CHUNK) {
            write(&mut out, entry);
        }
        Bytes::from(out)
    });
    let head = std::iter::once(Bytes::from(head.to_owned()));
    let tail = std::iter::once(Bytes::from_static(tail.as_bytes()));
    let parts = head
        .chain(body)
        .chain(tail)
        .filter(|bytes| !bytes.is_empty())
        .map(Ok::<_, Infallible>);
    (
        [(header::CONTENT_TYPE, kind)],
        Body::from_stream(futures_util::stream::iter(parts)),
    )
        .into_response()
}

fn feature(e: &Entry) -> serde_json::Value {
    json!({
        "type": "Feature",
        "id": e.id,
        "geometry": e.position.map(|p| json!({"type": "Point", "coordinates": [p.at.lng, p.at.lat]})),
        "properties": {
            "id": e.id,
            "name": e.names.zh,
            "name_en": e.names.en,
            "kind": e.kind.code(),
            "division": e.division,
            "division_name": e.division_name,
            "address": e.address,
            "phone": e.phone,
            "opening_hours": opening_hours(&e.hours),
            "position_source": e.position.map_or("none", |p| p.source.code()),
        },
    })
}

/// One line of the CSV, in the order of [`COLUMNS`].
fn line(e: &Entry) -> String {
    let degrees = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
    let cells = [
        e.id.to_string(),
        cell(&e.names.zh),
        cell(&e.names.en),
        e.kind.code().to_owned(),
        e.division.to_string(),
        cell(&e.division_name),
        cell(&e.address),
        cell(&e.phone),
        cell(&opening_hours(&e.hours)),
        degrees(e.position.map(|p| p.at.lng)),
        degrees(e.position.map(|p| p.at.lat)),
        e.position.map_or("none", |p| p.source.code()).to_owned(),
    ];
    cells.join(",") + "\r\n"
}

/// Text as RFC 4180 wants it, and no formula.
fn cell(text: &str) -> String {
    let text = sheet::no_formula(text);
    if text.contains([',', '"', '\n', '\r', '\'']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

pub(super) fn bad_box(lang: Lang) -> Response {
    let problem = Problem::Unknown {
        allowed: "west,south,east,north".to_owned(),
    };
    let error = AppError::Invalid {
        fields: vec![FieldError::new("bbox", problem)],
    };
    let message = format!("bbox: {}", error_text(lang, &error));
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        Json(json!({"error": error, "message": message})),
    )
        .into_response()
}

#[cfg(test)]
mod tests;
