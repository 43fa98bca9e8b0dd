//! The whole router, without a network: what every answer carries, and what happens when the database is gone.

use super::testing::{Answer, Site};
use axum::{
    body::Body,
    http::{Method, Request, header},
};

const HTTP: &str = "http://door.example";

async fn get(site: &Site, path: &str, language: &str) -> Answer {
    site.get_with(path, &[("accept-language", language)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_answer_tells_the_browser_to_be_careful() {
    let site = Site::reached_at(HTTP).await;
    for path in [
        "/",
        "/centers",
        "/nowhere",
        "/healthz",
        "/sw.js",
        "/manifest.webmanifest",
        "/offline",
    ] {
        let response = get(&site, path, "en").await;
        assert_eq!(response.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(response.header("x-frame-options"), "SAMEORIGIN", "{path}");
        assert_eq!(response.header("referrer-policy"), "same-origin", "{path}");
        let policy = response.header("content-security-policy");
        assert!(
            policy.starts_with("default-src ") && !policy.contains(" 'unsafe-eval'"),
            "{path}: {policy}"
        );
        let scripts = policy
            .split(';')
            .find(|rule| rule.trim().starts_with("script-src"))
            .unwrap_or_default();
        assert!(
            !scripts.contains("unsafe-inline") && !scripts.contains('*'),
            "{path}: {policy}"
        );
        assert_eq!(response.header("strict-transport-security"), "", "{path}");
    }
    assert_eq!(get(&site, "/nowhere", "en").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_page_gets_a_nonce_of_its_own() {
    let site = Site::reached_at(HTTP).await;
    let policies = [get(&site, "/", "en").await, get(&site, "/", "en").await]
        .map(|response| response.header("content-security-policy"));
    assert!(policies[0].contains("script-src 'nonce-"));
    assert_ne!(policies[0], policies[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn behind_tls_browsers_are_told_to_stay_there() {
    let site = Site::reached_at("https://door.example").await;
    let response = get(&site, "/", "en").await;
    assert_eq!(response.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_its_database_it_says_so_in_the_visitors_language() {
    let site = Site::reached_at(HTTP).await;
    assert_eq!(get(&site, "/healthz", "en").await.status, 200);
    site.server.store.db().close().await;
    assert_eq!(get(&site, "/healthz", "en").await.status, 503);
    for (language, lang, words) in [
        ("en", "lang=\"en\"", "Out of reach"),
        ("zh-CN", "lang=\"zh-Hans\"", "暂时连不上"),
    ] {
        let response = get(&site, "/", language).await;
        assert_eq!(response.status, 503);
        assert!(response.headers.contains_key(header::RETRY_AFTER));
        let page = &response.body;
        assert!(page.contains(lang) && page.contains(words), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_from_another_site_is_refused() {
    let site = Site::reached_at(HTTP).await;
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/staff/sign_in")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("username=admin&password=x"))
        .unwrap();
    assert_eq!(site.send(request).await.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_call_that_is_too_large_is_refused_whether_it_says_so_or_not() {
    let site = Site::reached_at(HTTP).await;
    for kind in ["application/json", "application/x-www-form-urlencoded"] {
        let body = vec![b'a'; super::BODY_LIMIT + 1];
        let announced = Request::post("/api/center/list")
            .header(header::CONTENT_TYPE, kind)
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body.clone()))
            .unwrap();
        assert_eq!(site.send(announced).await.status, 413, "{kind}");
        let silent = Request::post("/api/center/list")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        assert!(site.send(silent).await.status == 413, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_pages_for_everybody_may_be_kept() {
    let site = Site::reached_at(HTTP).await;
    assert_eq!(
        get(&site, "/centers", "en").await.header("cache-control"),
        "private, no-cache"
    );
    for personal in ["/me", "/admin", "/sign-in", "/centers?q=dfc"] {
        assert_eq!(
            get(&site, personal, "en").await.header("cache-control"),
            "private, no-store",
            "{personal}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_manifest_speaks_the_pages_language() {
    let site = Site::reached_at(HTTP).await;
    for (query, lang, name) in [("?lang=en", "en", "Doorstep"), ("", "zh-Hans", "家门口")] {
        let response = get(&site, &format!("/manifest.webmanifest{query}"), "zh").await;
        assert_eq!(response.header("content-type"), "application/manifest+json");
        let manifest: serde_json::Value = serde_json::from_str(&response.body).unwrap();
        assert_eq!(
            (manifest["lang"].as_str(), manifest["short_name"].as_str()),
            (Some(lang), Some(name))
        );
        assert!(
            manifest["icons"]
                .as_array()
                .unwrap()
                .iter()
                .any(|icon| icon["purpose"] == "maskable")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_offline_page_is_whole_without_the_application() {
    let site = Site::reached_at(HTTP).await;
    let response = get(&site, "/offline", "en").await;
    assert_eq!(response.status, 200);
    let page = &response.body;
    assert!(
        page.contains("<title>You are offline") && page.contains("/offline.js?v="),
        "{page}"
    );
    assert!(!page.contains(".wasm") && !page.contains("hydrate"), "{page}");
}
