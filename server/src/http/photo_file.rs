//! Photos of centers and rooms. Their names come from their content, so they are kept for ever.

use super::{Web, etag::FOR_EVER};
use app::center::managed::PHOTO_FOLDER;
use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/photos/{file}", get(photo))
}

/// `GET /photos/{file}`
async fn photo(State(web): State<Web>, Path(file): Path<String>, request: Request) -> Response {
    if !is_name(&file) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let path = web.server.data.join(PHOTO_FOLDER).join(file);
    let mut response = match ServeFile::new(path).oneshot(request).await {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    };
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    }
    response
}

/// 16 hexadecimal digits of the content's SHA-256, `l` or `s` for large and small: nothing that could leave the folder.
fn is_name(file: &str) -> bool {
    let stem = file.strip_suffix("-l.jpg").or_else(|| file.strip_suffix("-s.jpg"));
    stem.is_some_and(|s| s.len() == 16 && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::Site;

    #[tokio::test]
    async fn a_photo_is_kept_for_ever_and_nothing_else_of_the_folder_is_reached() {
        let site = Site::sample().await;
        let folder = site.server.data.join(PHOTO_FOLDER);
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("0123456789abcdef-l.jpg"), "JPEG").unwrap();
        std::fs::write(folder.join("notes.jpg"), "secret").unwrap();
        let answer = site.get("/photos/0123456789abcdef-l.jpg").await;
        assert_eq!(
            (
                answer.status,
                answer.body.as_str(),
                answer.header("content-type").as_str()
            ),
            (200, "JPEG", "image/jpeg")
        );
        assert_eq!(
            (
                answer.header("cache-control").as_str(),
                answer.header("x-content-type-options").as_str()
            ),
            (FOR_EVER, "nosniff")
        );
        for other in [
            "0123456789abcdef-s.jpg",
            "notes.jpg",
            "..%2Ftest.db",
            "0123456789ABCDEF-l.jpg",
        ] {
            let answer = site.get(&format!("/photos/{other}")).await;
            assert!(
                answer.status == 404 && !answer.header("cache-control").contains("immutable"),
                "{other}"
            );
        }
    }
}
