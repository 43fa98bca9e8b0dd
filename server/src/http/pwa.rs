//! What makes the application installable and readable without a network: the manifest, the service worker, the page it
//! shows when it has nothing better.

use super::{Web, page};
use app::{
    boot::Boot,
    lang::{Lang, t},
};
use axum::{
    Router,
    extract::{Query, Request, State},
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use leptos::config::Env;
use model::center::CenterId;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use shell::{counter_document, offline_document};
use std::{fs, path::Path};

/// The worker's code; the files and the version of this build come in front of it.
const WORKER: &str = include_str!("sw.js");
/// In its place while the sources are watched: it keeps nothing, and throws away what another one has kept.
const NO_WORKER: &str = "\
self.addEventListener(\"install\", () => self.skipWaiting());
const forget = async () => { for (const name of await caches.keys()) await caches.delete(name); };
self.addEventListener(\"activate\", (event) => event.waitUntil(forget()));
";
/// Pages that are kept before anybody has visited them.
const PAGES: [&str; 3] = ["/", "/centers", "/matters"];
/// `theme_color` and `background_color`: the paper of `style/tokens.css`.
const PAPER: &str = "#fbf6ee";

pub(super) fn routes(web: &Web) -> Router<Web> {
    let worker = match web.options.env {
        Env::PROD => worker(&web.config.site(), &web.front.fingerprint, &web.server.assets),
        Env::DEV => NO_WORKER.to_owned(),
    };
    Router::new()
        .route("/manifest.webmanifest", get(manifest))
        .route("/offline", get(offline))
        .route("/admin/counter/offline", get(counter))
        .route("/sw.js", get(|| async move { script(worker) }))
}

/// Whether everybody may keep the page at this address: what a resident reads, without what somebody searched for or where
/// they are.
pub(super) fn is_for_everybody(uri: &Uri) -> bool {
    let path = uri.path();
    // What is free on a day is old before it is read again.
    let public = path == "/"
        || path == "/centers"
        || (path.starts_with("/centers/") && !path.ends_with("/day"))
        || path == "/admin/counter/offline"
        || path == "/matters"
        // A case is begun by somebody.
        || (path.starts_with("/matters/") && !path.ends_with("/start"))
        || tells_devices_apart(path);
    let query = uri.query().unwrap_or_default();
    public
        && query
            .split('&')
            .all(|pair| matches!(pair.split('=').next(), Some("" | "page" | "view")))
}

/// Whether the page at this address says what this device has said before, as that of a counter's rating does. Whoever stands there
/// without a network rates on the kept copy, which is everybody's.
pub(super) fn tells_devices_apart(path: &str) -> bool {
    let center = path.strip_prefix("/rate/at/");
    center.is_some_and(|center| center.parse::<CenterId>().is_ok())
}

#[derive(Deserialize)]
struct Tag {
    /// The page's language: browsers ask for the manifest without cookies.
    lang: Option<String>,
}

/// `GET /manifest.webmanifest?lang=en`
async fn manifest(State(web): State<Web>, Query(tag): Query<Tag>) -> Response {
    let lang = tag.lang.as_deref().and_then(Lang::from_tag).unwrap_or_default();
    let brand = match web.server.store.branding().await {
        Ok(setting) => setting.value.clone(),
        Err(error) => {
            tracing::warn!(%error, "no branding for the manifest");
            Boot::default().branding
        }
    };
    let version = &web.server.assets;
    let icon = |size: u32, purpose: &str| {
        let name = if purpose == "maskable" { "icon-maskable" } else { "icon" };
        let src = format!("/{name}-{size}.png?v={version}");
        json!({ "src": src, "sizes": format!("{size}x{size}"), "type": "image/png", "purpose": purpose })
    };
    let manifest = json!({
        "id": "/",
        "name": format!("{} · {}", brand.name.get(lang.english()), brand.owner.get(lang.english())),
        "short_name": brand.name.get(lang.english()),
        "description": t::pwa::description(lang),
        "lang": lang.tag(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": [icon(192, "any"), icon(512, "any"), icon(192, "maskable"), icon(512, "maskable")],
        "shortcuts": [{ "name": t::pwa::find(lang), "url": "/centers", "icons": [icon(192, "any")] }],
    });
    let headers = [
        (header::CONTENT_TYPE, "application/manifest+json"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, manifest.to_string()).into_response()
}

/// `GET /offline`: what the worker shows when neither the network nor a kept page answers. The same for everybody.
async fn offline(State(web): State<Web>, mut request: Request) -> Response {
    request.extensions_mut().remove::<app::server::Session>();
    request.extensions_mut().remove::<app::server::ResidentSession>();
    page::render_document(&web, request, None, offline_document).await
}

/// `GET /admin/counter/offline`: the form of the counter for when there is no network. Nobody is in it, and it registers nothing by
/// itself.
async fn counter(State(web): State<Web>, request: Request) -> Response {
    page::render_document(&web, request, None, counter_document).await
}

fn script(worker: String) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/javascript; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        // The worker's own policy: it fetches from here and does nothing else.
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; connect-src 'self'"),
        ),
    ];
    (headers, worker).into_response()
}

/// The worker for this build: it differs, and so becomes an update, when any file does. What of `pkg` is needed it reads from
/// the pages that it keeps.
fn worker(site: &Path, front: &str, assets: &str) -> String {
    let hash = Sha256::new()
        .chain_update(front)
        .chain_update(assets)
        .chain_update(WORKER)
        .finalize();
    let version: String = hash[..6].iter().map(|b| format!("{b:02x}")).collect();
    let build = json!({ "version": version, "files": versioned(site, assets), "pages": PAGES });
    format!("const BUILD = {build};\n{WORKER}")
}

/// The files of `public` that pages need: icons, the offline page's script, those that keep and send what waits, the second stylesheet,
/// the map.
fn versioned(site: &Path, assets: &str) -> Vec<String> {
    let mut files: Vec<String> = [
        "/icons.svg",
        "/favicon.svg",
        "/offline.js",
        "/outbox.js",
        "/counter.js",
        "/typed.js",
    ]
    .map(|f| format!("{f}?v={assets}"))
    .into();
    for entry in fs::read_dir(site.join("generated")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        match name.rsplit_once('.') {
            // Its parts import each other by names that have a hash of their own.
            Some((stem, "js")) if stem != "center-map" => files.push(format!("/generated/{name}")),
            Some((_, "js" | "css")) => files.push(format!("/generated/{name}?v={assets}")),
            _ => {}
        }
    }
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_every_resident_may_read_is_kept() {
        for kept in [
            "/",
            "/centers",
            "/centers?page=2&view=list",
            "/centers/123",
            "/rate/at/0000000000001",
            "/admin/counter/offline",
        ] {
            assert!(is_for_everybody(&Uri::from_static(kept)), "{kept}");
        }
        for personal in [
            "/me",
            "/matters/C0101/start",
            "/admin",
            "/admin/centers",
            "/admin/counter",
            "/admin/counter/offline?center=1",
            "/sign-in",
            "/centers?q=dfc",
            "/centers?page=2&near=1,2",
            "/centersx",
            "/centers/123/day",
            "/rate/b00000000000010",
            "/rate/at/0000000000001?done=1",
            "/rate/at/0000000000001/qr.svg",
            "/rate/at/x",
        ] {
            assert!(!is_for_everybody(&Uri::from_static(personal)), "{personal}");
        }
    }
}
