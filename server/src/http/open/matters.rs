//! Open data of matters: the index that the pages' own search uses, good for other software too.

use crate::http::{Web, error, etag::tagged};
use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

/// Rises when the file's shape changes, so that nobody keeps the old one.
const SHAPE: u32 = 1;

/// `GET /open/matters.json`: all matters in service, and how the characters in them are read.
pub(super) async fn json(State(web): State<Web>, headers: HeaderMap) -> Response {
    let store = &web.server.store;
    // The revision first: a write in between makes the tag old, never the data.
    let revision = match store::matter::revision(store.db()).await {
        Ok(revision) => revision,
        Err(trouble) => return error::plain(&headers, &trouble.into()),
    };
    match store.catalog().await {
        Ok(catalog) => tagged(&headers, &format!("{SHAPE}-{revision}"), || {
            Json(&catalog.listing).into_response()
        }),
        Err(trouble) => error::plain(&headers, &trouble.into()),
    }
}
