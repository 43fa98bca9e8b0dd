//! What the map asks: centers and clusters of a rectangle, and the outlines under them.

use super::{Web, error, etag::tagged, open::bad_box};
use app::lang::Lang;
use axum::{
    Extension, Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use model::{
    AppError,
    directory::{BBox, Filter, MapItem},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who is open changes by the minute, so an answer is fresh for half of one.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=30");

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/open/map", get(map))
        .route("/open/outlines.geojson", get(outlines))
}

/// Query of `/open/map`: the rectangle, the zoom, and the list's own filter beside them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct View {
    /// `west,south,east,north` in degrees; missing means the world.
    bbox: Option<String>,
    /// Of web maps: 0 is the world on one tile. Fractions count down, nonsense as 0.
    zoom: String,
    /// Identifier of the chosen center: it is never part of a cluster.
    selected: String,
    #[serde(flatten)]
    filter: Filter,
}

#[derive(Serialize)]
struct Items {
    items: Vec<MapItem>,
}

/// `GET /open/map?bbox=w,s,e,n&zoom=z&selected=id&…filter`
async fn map(
    State(web): State<Web>,
    Extension(lang): Extension<Lang>,
    Query(view): Query<View>,
    headers: HeaderMap,
) -> Response {
    let Ok(bbox) = view.bbox.as_deref().map_or(Ok(WORLD), str::parse::<BBox>) else {
        return bad_box(lang);
    };
    match items(&web, &bbox, &view).await {
        Ok(body) => {
            let tag = fingerprint(&body);
            let mut response = tagged(&headers, &tag, || {
                ([(header::CONTENT_TYPE, "application/json")], body).into_response()
            });
            response.headers_mut().insert(header::CACHE_CONTROL, FRESH);
            response
        }
        Err(trouble) => error::plain(&headers, &trouble),
    }
}

async fn items(web: &Web, bbox: &BBox, view: &View) -> Result<Vec<u8>, AppError> {
    let now = web.server.local_now();
    let directory = web.server.store.directory(now.day).await?;
    let handled = web.server.store.handled(&view.filter).await?;
    let items = directory.map(
        bbox,
        parse_zoom(&view.zoom),
        &view.filter,
        now,
        view.selected.parse().ok(),
        |entry| handled.at(entry),
    );
    serde_json::to_vec(&Items { items }).map_err(|_| AppError::Internal {
        reference: "map".to_owned(),
    })
}

/// `GET /open/outlines.geojson`: what the administrator uploaded; 404 if nothing.
async fn outlines(State(web): State<Web>, headers: HeaderMap) -> Response {
    match web.server.store.map().await {
        Ok(map) if map.value.outlines.is_empty() => StatusCode::NOT_FOUND.into_response(),
        Ok(map) => tagged(&headers, &map.version.to_string(), || {
            let outlines = map.value.outlines.clone();
            ([(header::CONTENT_TYPE, "application/geo+json")], outlines).into_response()
        }),
        Err(trouble) => error::plain(&headers, &trouble.into()),
    }
}

const WORLD: BBox = BBox {
    west: -180.0,
    south: -90.0,
    east: 180.0,
    north: 90.0,
};

/// Says whether two answers are the same.
fn fingerprint(body: &[u8]) -> String {
    Sha256::digest(body)[..8].iter().map(|b| format!("{b:02x}")).collect()
}

fn parse_zoom(text: &str) -> u8 {
    // A cast saturates: what is below 0 or no number is 0, and the directory bounds the rest.
    text.trim().parse::<f64>().unwrap_or(0.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zoom_is_never_an_error() {
        for (text, zoom) in [
            ("12", 12),
            ("12.5", 12),
            ("", 0),
            ("-3", 0),
            ("far", 0),
            ("NaN", 0),
            ("1e9", 255),
        ] {
            assert_eq!(parse_zoom(text), zoom, "{text}");
        }
    }

    #[test]
    fn a_query_of_the_map_is_the_lists_with_a_rectangle() {
        let view: View = serde_urlencoded::from_str("q=dfc&open=1&bbox=1%2C2%2C3%2C4&zoom=9&c=x").unwrap_or_default();
        assert_eq!((view.filter.q.as_str(), view.filter.open_only()), ("dfc", true));
        assert_eq!((view.bbox.as_deref(), parse_zoom(&view.zoom)), (Some("1,2,3,4"), 9));
    }
}
