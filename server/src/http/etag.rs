//! Answers that are asked for again and again: a tag for each version, and 304 for whoever has it.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// What a browser keeps and asks about each time.
const ASK_AGAIN: &str = "public, no-cache";

/// What is kept and never asked about again: its address says what it is.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The answer that `make` gives, under `tag` (without quotes); not made at all where the client has just that.
pub(super) fn tagged(headers: &HeaderMap, tag: &str, make: impl FnOnce() -> Response) -> Response {
    tagged_for(headers, tag, ASK_AGAIN, make)
}

/// [`tagged`], kept by whom `keep` says (`Cache-Control`).
pub(super) fn tagged_for(
    headers: &HeaderMap,
    tag: &str,
    keep: &'static str,
    make: impl FnOnce() -> Response,
) -> Response {
    let tag = format!("\"{tag}\"");
    let mut response = if knows(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        make()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// Whether the client has `tag` (with quotes). `If-None-Match` compares weakly: a proxy that compressed the answer may have made the tag weak.
pub(super) fn knows(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_tag_is_found_in_any_list_and_nothing_else_is() {
        let knows = |line: &'static str| {
            knows(
                &HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(line))]),
                "\"7\"",
            )
        };
        assert!(knows("\"7\"") && knows("W/\"7\"") && knows("\"1\", \"7\"") && knows("*"));
        assert!(!knows("7") && !knows("\"77\"") && !knows(""));
    }
}
