//! Files of the built front end, served precompressed. Those under the fingerprint of this build, and those asked for with their
//! own, are kept for ever by browsers; the rest is asked for again.

use super::Web;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, header},
    middleware::{Next, from_fn},
    response::Response,
};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use tower_http::services::{ServeDir, ServeFile};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "public, no-cache";
/// Folder of the files that cargo-leptos names by their hash.
const PKG: &str = "pkg";

/// One route a file, read once at the start: nothing else of the disk can be reached.
///
/// `build` is the fingerprint of this build: only under it may files of `pkg` be kept, see [`super::front`].
pub(super) fn routes(site: &Path, build: &str) -> Router<Web> {
    let mut router = Router::new();
    for file in files(site) {
        let path = format!("/{}", file.strip_prefix(site).unwrap_or(&file).display());
        router = router.route_service(&path, ServeFile::new(&file).precompressed_br().precompressed_gzip());
    }
    let pkg = ServeDir::new(site.join(PKG)).precompressed_br().precompressed_gzip();
    let fixed: Arc<str> = format!("/build/{build}/").into();
    router
        .nest_service("/build/{build}/pkg", pkg)
        .layer(from_fn(move |request, next| keep(fixed.clone(), request, next)))
}

/// Says how long an answer may be kept.
async fn keep(build: Arc<str>, request: Request, next: Next) -> Response {
    let fixed = request.uri().path().starts_with(&*build) || request.uri().query().is_some_and(|q| q.starts_with("v="));
    let mut response = next.run(request).await;
    let value = if fixed && response.status().is_success() {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

/// A fingerprint of all files outside `pkg`: changes when any of them does.
pub(crate) fn fingerprint(site: &Path) -> String {
    let mut hash = Sha256::new();
    for file in files(site) {
        hash.update(file.strip_prefix(site).unwrap_or(&file).as_os_str().as_encoded_bytes());
        hash.update(fs::read(&file).unwrap_or_default());
    }
    hash.finalize()[..5].iter().map(|b| format!("{b:02x}")).collect()
}

/// All files below `folder` but those in `pkg` and the compressed copies, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            let compressed = path.extension().is_some_and(|e| e == "br" || e == "gz");
            if path.is_dir() && path != folder.join(PKG) {
                folders.push(path);
            } else if path.is_file() && !compressed {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
