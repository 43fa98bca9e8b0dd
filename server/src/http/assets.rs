//! Files of the built front end, served precompressed. Those under the fingerprint of this build, and those asked for with their
//! own, are kept for ever by browsers; the rest is asked for again.

use super::{Web, etag::FOR_EVER};
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

const ASK_AGAIN: &str = "public, no-cache";
/// Folder of the files that cargo-leptos names by their hash.
const PKG: &str = "pkg";

/// One route a file, read once at the start: nothing else of the disk can be reached.
///
/// `build` is the fingerprint of this build: only under it may files of `pkg` be kept, see [`super::front`]. While the sources are
/// `watched`, another build may lie there any moment: nothing is kept, and cargo-leptos exchanges the stylesheet under its plain name.
pub(super) fn routes(site: &Path, build: &str, watched: bool) -> Router<Web> {
    let mut router = Router::new();
    for file in files(site) {
        let path = format!("/{}", file.strip_prefix(site).unwrap_or(&file).display());
        let mut served = ServeFile::new(&file);
        if !watched {
            served = served.precompressed_br().precompressed_gzip();
        }
        router = router.route_service(&path, served);
    }
    let mut pkg = ServeDir::new(site.join(PKG));
    if watched {
        router = router.nest_service("/pkg", pkg.clone());
    } else {
        pkg = pkg.precompressed_br().precompressed_gzip();
    }
    let fixed: Option<Arc<str>> = (!watched).then(|| format!("/build/{build}/").into());
    router
        .nest_service("/build/{build}/pkg", pkg)
        .layer(from_fn(move |request, next| keep(fixed.clone(), request, next)))
}

/// Says how long an answer may be kept, and that it is another one for whoever understands another encoding: a cache on the way
/// must not hand Brotli to those who did not ask for it.
async fn keep(build: Option<Arc<str>>, request: Request, next: Next) -> Response {
    let uri = request.uri();
    let fixed =
        build.is_some_and(|build| uri.path().starts_with(&*build) || uri.query().is_some_and(|q| q.starts_with("v=")));
    let mut response = next.run(request).await;
    let value = if fixed && response.status().is_success() {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
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

#[cfg(test)]
mod tests {
    use super::{ASK_AGAIN, FOR_EVER};
    use crate::http::testing::{Answer, Site};

    /// A built front end: each file with what stands for its compressed neighbours.
    const BUILT: &[(&str, &str)] = &[
        ("pkg/doorstep.3f2a.js", "plain script"),
        ("pkg/doorstep.3f2a.js.br", "script by brotli"),
        ("pkg/doorstep.3f2a.js.gz", "script by gzip"),
        ("pkg/doorstep.77c1.wasm", "plain code"),
        ("pkg/doorstep.77c1.wasm.br", "code by brotli"),
        ("pkg/small.css", "plain style"),
        ("offline.js", "plain page"),
        ("offline.js.br", "page by brotli"),
    ];

    async fn site() -> Site {
        Site::built("https://door.example", BUILT).await
    }

    async fn ask(site: &Site, path: &str, accepts: &str) -> Answer {
        let answer = site.get_with(path, &[("accept-encoding", accepts)]).await;
        assert_eq!(answer.status, 200, "{path}");
        answer
    }

    /// Where the pages of this build find its files.
    async fn folder(site: &Site) -> String {
        let page = site.get("/centers").await.body;
        let (_, rest) = page.split_once("/build/").unwrap();
        let (build, _) = rest.split_once("/pkg").unwrap();
        format!("/build/{build}/pkg")
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn whoever_understands_brotli_gets_the_file_as_it_was_compressed_beforehand() {
        let site = site().await;
        let pkg = folder(&site).await;
        for (file, kind, content) in [
            ("doorstep.3f2a.js", "text/javascript", "script by brotli"),
            ("doorstep.77c1.wasm", "application/wasm", "code by brotli"),
        ] {
            let answer = ask(&site, &format!("{pkg}/{file}"), "gzip, deflate, br").await;
            assert_eq!(answer.body, content);
            assert_eq!(answer.header("content-encoding"), "br", "{file}");
            assert_eq!(answer.header("content-type"), kind);
            assert_eq!(answer.header("content-length"), content.len().to_string());
            assert_eq!(answer.header("cache-control"), FOR_EVER, "{file}");
            assert_eq!(answer.header("vary"), "accept-encoding", "{file}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{file}");
        }
        let answer = ask(&site, "/offline.js", "br").await;
        assert_eq!(
            (answer.body.as_str(), answer.header("content-encoding").as_str()),
            ("page by brotli", "br")
        );
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn whoever_does_not_gets_gzip_or_the_file_itself() {
        let site = site().await;
        let pkg = folder(&site).await;
        for (file, accepts, content, encoding) in [
            ("doorstep.3f2a.js", "gzip", "script by gzip", "gzip"),
            ("doorstep.3f2a.js", "br;q=0, gzip", "script by gzip", "gzip"),
            ("doorstep.3f2a.js", "identity", "plain script", ""),
            ("doorstep.77c1.wasm", "gzip", "plain code", ""),
            ("small.css", "br", "plain style", ""),
        ] {
            let answer = ask(&site, &format!("{pkg}/{file}"), accepts).await;
            assert_eq!(answer.body, content, "{file} for {accepts}");
            assert_eq!(answer.header("content-encoding"), encoding, "{file} for {accepts}");
            // The other answer would be wrong for somebody else.
            assert_eq!(answer.header("vary"), "accept-encoding", "{file} for {accepts}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn only_files_of_this_very_build_are_kept_for_ever() {
        let site = site().await;
        for (path, kept) in [
            ("/build/anything/pkg/doorstep.3f2a.js", ASK_AGAIN),
            ("/offline.js", ASK_AGAIN),
            ("/offline.js?v=test", FOR_EVER),
        ] {
            assert_eq!(ask(&site, path, "br").await.header("cache-control"), kept, "{path}");
        }
        let gone = format!("{}/doorstep.0000.js", folder(&site).await);
        let answer = site.get(&gone).await;
        assert_eq!(answer.status, 404);
        assert!(!answer.header("cache-control").contains("immutable"));
    }
}
