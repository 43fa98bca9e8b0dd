//! Headers that tell browsers to be careful, and what of a request is logged.

use super::Web;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::config::{Env, LeptosOptions};
use tracing::Span;

/// A year, in seconds: how long browsers come back by TLS only, once they have.
const STRICT_TRANSPORT: &str = "max-age=31536000";

/// The headers that every answer carries.
pub(super) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (
            header::HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            header::HeaderName::from_static("permissions-policy"),
            "geolocation=(self), camera=(), microphone=(), payment=(), usb=()",
        ),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if web.server.origin.starts_with("https:") {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(STRICT_TRANSPORT),
        );
    }
    // Whatever is not a page may run nothing at all.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
        ));
    response
}

/// The page's policy: only scripts that carry this answer's nonce and what they load; pictures from here and from the tile
/// server that the administrator set.
pub(super) async fn content_policy(headers: &mut HeaderMap, nonce: Option<&str>, web: &Web) {
    let map = web.server.store.map().await;
    let tiles = map.map(|m| model::settings::tile_origins(&m.value).join(" "));
    let policy = policy(nonce.unwrap_or_default(), &tiles.unwrap_or_default(), &web.options);
    if let Ok(value) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
}

fn policy(nonce: &str, tiles: &str, options: &LeptosOptions) -> String {
    // While the sources are watched, pages hear from cargo-leptos that they are to load again.
    let reload = match options.env {
        Env::DEV => format!(" ws://*:{}", options.reload_port),
        Env::PROD => String::new(),
    };
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data: blob: {tiles}; connect-src 'self'{reload}; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'self'; worker-src 'self'; manifest-src 'self'"
    )
}

/// Method and path only: queries may hold what somebody searched or where they are.
pub(super) fn span(request: &Request) -> Span {
    let path = logged(request.uri().path());
    tracing::info_span!("request", method = %request.method(), path)
}

/// What of a path may be in a log: a slip's address signs somebody in, a calendar's opens it, a rating's rates, a notice's says what
/// somebody brings, a door's checks in whoever stands there.
pub(super) fn logged(path: &str) -> &str {
    match path {
        p if p.starts_with("/slip/") => "/slip",
        p if p.starts_with("/calendar/") => "/calendar",
        p if p.starts_with("/rate/") => "/rate",
        p if p.starts_with("/notices/") => "/notices",
        p if p.starts_with("/bookings/here/") => "/bookings/here",
        path => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::testing::Log;
    use axum::body::Body;

    /// What is written while such a request is answered.
    fn written(uri: &str) -> String {
        let (log, _writes) = Log::begin();
        let request = Request::get(uri).body(Body::empty()).unwrap();
        span(&request).in_scope(|| tracing::info!("answered"));
        log.text()
    }

    #[test]
    fn pages_connect_to_nothing_else_unless_the_sources_are_watched() {
        let connects = |env: Env| {
            let options = LeptosOptions::builder().output_name("doorstep").env(env).build();
            let policy = policy("n", "https://tiles.example", &options);
            policy
                .split("; ")
                .find(|rule| rule.starts_with("connect-src"))
                .map(str::to_owned)
        };
        assert_eq!(connects(Env::PROD).as_deref(), Some("connect-src 'self'"));
        assert_eq!(connects(Env::DEV).as_deref(), Some("connect-src 'self' ws://*:3001"));
    }

    #[test]
    fn no_log_holds_what_opens_signs_in_or_tells_about_somebody() {
        for (path, told) in [
            ("/slip/5FQ2kkQ1", "/slip"),
            ("/slip/5FQ2kkQ1/qr.svg", "/slip"),
            ("/calendar/x7Zq.ics", "/calendar"),
            ("/rate/9hT0", "/rate"),
            ("/rate/at/0000000000001", "/rate"),
            ("/notices/K3M9P2", "/notices"),
            ("/bookings/here/w8Yt", "/bookings/here"),
        ] {
            assert_eq!(logged(path), told);
        }
    }

    #[test]
    fn what_is_no_secret_stands_in_the_log_as_it_was_asked_for() {
        for path in [
            "/",
            "/centers/0000000000001",
            "/bookings/7KQ4M2XN",
            "/bookings/herein",
            "/slips",
            "/notices",
            "/admin/slips",
            "/calendars/1",
            "/me/notices",
            "/api/booking/place",
        ] {
            assert_eq!(logged(path), path);
        }
    }

    #[test]
    fn the_log_of_a_request_has_its_path_but_neither_its_query_nor_a_token() {
        let log = written("/centers?near=122.9,46.7&q=wang");
        assert!(log.contains("/centers") && log.contains("answered"), "{log}");
        assert!(!log.contains("122.9") && !log.contains("wang"), "{log}");
        let log = written("/slip/5FQ2kkQ1/qr.svg?x=1");
        assert!(log.contains("/slip") && !log.contains("5FQ2kkQ1"), "{log}");
    }
}
