//! Open data of the catalog: every matter in service, a line each, under the names of GB/T 39046-2020; and the index that the pages'
//! own search uses.

use super::{BOM, CHUNK, cell};
use crate::http::{Web, error, etag::tagged};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use model::{
    AppError,
    import::{Kind, MatterRecord, matter_row},
};
use std::{convert::Infallible, sync::Arc};
use store::matter::Catalog;

/// Rises when the file's shape changes, so that nobody keeps the old one.
const SHAPE: u32 = 1;

/// `GET /open/matters.csv`
pub(super) async fn csv(State(web): State<Web>, headers: HeaderMap) -> Response {
    match current(&web).await {
        Ok((revision, catalog)) => tagged(&headers, &format!("m{SHAPE}-{revision}"), || file(catalog)),
        Err(trouble) => error::plain(&headers, &trouble),
    }
}

/// `GET /open/matters.json`: all matters in service, and how the characters in them are read.
pub(super) async fn json(State(web): State<Web>, headers: HeaderMap) -> Response {
    match current(&web).await {
        Ok((revision, catalog)) => tagged(&headers, &format!("{SHAPE}-{revision}"), || {
            Json(&catalog.listing).into_response()
        }),
        Err(trouble) => error::plain(&headers, &trouble),
    }
}

/// The revision is read first: a write in between makes the tag old, never the data.
async fn current(web: &Web) -> Result<(i64, Arc<Catalog>), AppError> {
    let store = &web.server.store;
    let revision = store::matter::revision(store.db()).await?;
    Ok((revision, store.catalog().await?))
}

fn file(catalog: Arc<Catalog>) -> Response {
    // All of them are in service: the last column, that one is not, says nothing here.
    let line = |mut cells: Vec<String>| {
        cells.pop();
        let cells: Vec<_> = cells.iter().map(|text| cell(text)).collect();
        cells.join(",") + "\r\n"
    };
    let head = format!("{BOM}{}", line(Kind::Matters.headings(false)));
    let chunks = catalog.matters.len().div_ceil(CHUNK);
    let body = (0..chunks).map(move |i| {
        let chunk = catalog.matters.iter().skip(i * CHUNK).take(CHUNK);
        let lines = chunk.map(|matter| {
            line(matter_row(&MatterRecord {
                content: matter.content.clone(),
                retired: false,
            }))
        });
        Bytes::from(lines.collect::<String>())
    });
    let parts = std::iter::once(Bytes::from(head)).chain(body).map(Ok::<_, Infallible>);
    (
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present")],
        Body::from_stream(futures_util::stream::iter(parts)),
    )
        .into_response()
}
