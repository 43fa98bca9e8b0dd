//! Open data of the catalog: every matter in service, a line each, under the names of GB/T 39046-2020, with what its cases have really
//! needed in the last year, where enough were decided to say so; the index that the pages' own search uses; and the addresses of blank
//! forms and filled-in samples.

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
    figures::Period,
    import::{Kind, MatterRecord, matter_row},
    matter::MatterId,
    statistics::Needed,
};
use serde::Serialize;
use serde_json::json;
use std::{collections::BTreeMap, convert::Infallible, sync::Arc};
use store::matter::Catalog;

/// Rises when the shape of the index changes, so that nobody keeps the old one.
const SHAPE: u32 = 1;
/// The same of the table.
const TABLE: u32 = 3;
/// The same of the files.
const FILES: u32 = 1;
/// What was really needed: the median in working days, and of how many cases.
const NEEDED: [&str; 2] = ["近一年实际用时中位数（工作日）", "近一年办结件数"];

/// `GET /open/matters.csv`
pub(super) async fn csv(State(web): State<Web>, headers: HeaderMap) -> Response {
    match with_needed(&web).await {
        Ok((tag, catalog, needed)) => tagged(&headers, &tag, || file(catalog, needed)),
        Err(trouble) => error::plain(&headers, &trouble),
    }
}

type AllNeeded = Arc<BTreeMap<MatterId, Needed>>;

/// Both with the tag of what they are made of, which is read first.
async fn with_needed(web: &Web) -> Result<(String, Arc<Catalog>, AllNeeded), AppError> {
    let store = &web.server.store;
    let today = web.server.local_now().day;
    let counted = store::statistics::revision(store.db()).await?;
    let (revision, catalog) = current(web).await?;
    // With every month another one falls out of the year.
    let tag = format!("m{TABLE}-{revision}-{counted}-{}", Period::month_of(today));
    Ok((tag, catalog, store.needed(today).await?))
}

/// A blank form or a filled-in sample.
#[derive(Serialize)]
struct File<'a> {
    /// Codes of the matter and of its material.
    matter: &'a str,
    material: &'a str,
    /// What the material is called.
    name: &'a str,
    /// `blank` or `sample`.
    role: &'static str,
    /// Its whole address, under which nothing else will ever be.
    url: String,
    #[serde(rename = "type")]
    mime: &'static str,
    /// Bytes.
    size: i64,
}

/// Of all matters in service.
fn all_files<'a>(catalog: &'a Catalog, origin: &str) -> Vec<File<'a>> {
    let mut files = Vec::new();
    for matter in &catalog.matters {
        for material in &matter.content.materials {
            files.extend(material.files().map(|(role, file)| File {
                matter: &matter.content.code,
                material: &material.code,
                name: &material.name.zh,
                role: role.code(),
                url: format!("{origin}{}", file.path()),
                mime: file.kind.mime(),
                size: file.size,
            }));
        }
    }
    files
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

/// `GET /open/matter-files.json`: blank forms and filled-in samples of all matters in service. No part of the index, which phones keep
/// for the search.
pub(super) async fn files(State(web): State<Web>, headers: HeaderMap) -> Response {
    match current(&web).await {
        Ok((revision, catalog)) => tagged(&headers, &format!("f{FILES}-{revision}"), || {
            Json(json!({"files": all_files(&catalog, &web.server.origin)})).into_response()
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

fn file(catalog: Arc<Catalog>, needed: AllNeeded) -> Response {
    // All of them are in service: the last column, that one is not, says nothing here.
    let line = |mut cells: Vec<String>, needed: [String; 2]| {
        cells.pop();
        cells.extend(needed);
        let cells: Vec<_> = cells.iter().map(|text| cell(text)).collect();
        cells.join(",") + "\r\n"
    };
    let head = format!(
        "{BOM}{}",
        line(Kind::Matters.headings(false), NEEDED.map(str::to_owned))
    );
    let chunks = catalog.matters.len().div_ceil(CHUNK);
    let body = (0..chunks).map(move |i| {
        let chunk = catalog.matters.iter().skip(i * CHUNK).take(CHUNK);
        let lines = chunk.map(|matter| {
            let record = MatterRecord {
                content: matter.content.clone(),
                retired: false,
            };
            // In the words of its headings.
            let row = Kind::Matters.in_words(matter_row(&record), false);
            line(row, needed_of(needed.get(&matter.id)))
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

fn needed_of(needed: Option<&Needed>) -> [String; 2] {
    needed.map_or_else(Default::default, |needed| {
        let half = if needed.twice_median % 2 == 0 { "" } else { ".5" };
        [format!("{}{half}", needed.twice_median / 2), needed.cases.to_string()]
    })
}
