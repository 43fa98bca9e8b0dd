//! Nothing typed is lost, whatever happens between a form and its answer; and every failure is said in a form that who asked can
//! read, with the headers that every answer carries.

use super::{
    error,
    testing::{Answer, Site, pairs},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
    middleware::from_fn_with_state,
    routing::get,
};
use tower::ServiceExt as _;

/// What must never become markup.
const HOSTILE: &str = "</textarea><script>alert(1)</script>\"'&amp;\r\n第二行";

/// Values of the hidden fields of a page, by name, as a browser reads them.
fn hidden(page: &str) -> Vec<(String, String)> {
    let read = |text: &str| {
        let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        let plain = plain
            .replace("&#39;", "'")
            .replace("&#x27;", "'")
            .replace("&#13;", "\r");
        plain.replace("&amp;", "&")
    };
    let attribute = |tag: &str, name: &str| {
        let at = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        let end = tag[at..].find('"')?;
        Some(read(&tag[at..at + end]))
    };
    page.split("<input")
        .skip(1)
        .filter_map(|rest| {
            let tag = &rest[..rest.find('>')?];
            (attribute(tag, "type")? == "hidden").then_some(())?;
            Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))
        })
        .collect()
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
}

/// Everything of an answer that failed which is the same for all.
fn expect_careful(answer: &Answer, what: &str) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(answer.header("x-frame-options"), "SAMEORIGIN", "{what}");
    assert!(!answer.header("content-security-policy").is_empty(), "{what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_comes_back_whole_when_the_database_is_stopped() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    site.server.store.db().close().await;
    let fields = [
        ("from", "/admin/centers/0000000000001"),
        ("id", "0000000000001"),
        ("version", "3"),
        ("input[introduction]", HOSTILE),
        ("old_password", "Correct-Horse-9"),
    ];
    // With a session that nobody can look up, and with none at all.
    for cookie in [admin.as_str(), ""] {
        let answer = site.post("/api/center/save", cookie, &fields).await;
        assert_eq!((answer.status, answer.header("retry-after").as_str()), (503, "10"));
        expect_careful(&answer, cookie);
        let page = &answer.body;
        assert!(
            page.contains("lang=\"zh-Hans\"") && page.contains("action=\"/api/center/save\""),
            "{page}"
        );
        assert!(
            !page.contains("<script>") && !page.contains("Correct-Horse-9"),
            "{page}"
        );
        let kept = hidden(page);
        assert_eq!(value(&kept, "input[introduction]"), HOSTILE);
        assert_eq!((value(&kept, "version"), kept.len()), ("3", 4));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_short_page_has_the_numbers_to_call_also_when_the_database_is_stopped() {
    let site = Site::sample().await;
    // Read while the database still answered.
    assert_eq!(site.get("/").await.status, 200);
    let large = "a".repeat(super::BODY_LIMIT + 1);
    let refused = site.post("/api/center/save", "", &[("x", &large)]).await;
    site.server.store.db().close().await;
    let headers = [("accept", "text/html"), ("accept-language", "en")];
    let stopped = site.get_with("/centers", &headers).await;
    assert_eq!((refused.status, stopped.status), (413, 503));
    for (answer, label) in [(&refused, "监督电话（示例）"), (&stopped, "Supervision (sample)")] {
        let call = format!("<a href=\"tel:0482-0000099\">{label} 0482-0000099</a>");
        assert!(answer.body.contains(&call), "{}", answer.body);
    }
    // Another program has no use for them.
    let json = site.get_with("/centers", &[("accept", "application/json")]).await;
    assert!(json.status == 503 && !json.body.contains("0482"), "{}", json.body);
    assert_eq!(
        (
            json.header("cache-control").as_str(),
            json.header("retry-after").as_str()
        ),
        ("no-store", "10")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_words_beside_a_file_come_back_when_the_database_is_stopped() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    site.server.store.db().close().await;
    let fields = [("id", "1"), ("alt", HOSTILE)];
    let answer = site.post_file("/upload/photo", &admin, &fields, "no picture").await;
    assert_eq!(answer.status, 503);
    assert!(
        answer.body.contains("enctype=\"multipart/form-data\""),
        "{}",
        answer.body
    );
    assert_eq!(value(&hidden(&answer.body), "alt"), HOSTILE);
    // A script is told in its own language.
    let request = Request::post("/api/center/list")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .header(header::COOKIE, admin)
        .body(Body::from("{}"))
        .unwrap();
    let answer = site.send(request).await;
    assert_eq!((answer.status, answer.body.as_str()), (503, "\"unavailable\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_signing_in_again_one_is_back_at_the_form_with_everything_typed() {
    let site = Site::sample().await;
    site.administrator("boss").await;
    let id = site.first().await;
    let db = site.server.store.db();
    let center = store::center::get(db, id).await.unwrap().unwrap();
    let (here, id) = (format!("/admin/centers/{id}"), id.to_string());
    let version = center.version.to_string();
    let then = format!("{here}?saved=1");
    let fields = [
        ("from", here.as_str()),
        ("then", &then),
        ("id", &id),
        ("version", &version),
        ("input[name]", center.names.zh.as_str()),
        ("input[kind]", center.kind.code()),
        ("input[division]", center.division.as_str()),
        ("input[introduction]", HOSTILE),
        ("input[area_waiting]", "true"),
    ];
    let answer = site.post("/api/center/save", "session=gone", &fields).await;
    assert_eq!(answer.status, 401);
    assert!(answer.body.contains("action=\"/api/staff/sign_in\"") && !answer.body.contains("<script>alert"));
    let mut kept = hidden(&answer.body);
    assert_eq!(value(&kept, "kept-path"), "/api/center/save");
    assert_eq!(value(&kept, "kept:input[introduction]"), HOSTILE);
    kept.retain(|(name, _)| name == "from" || name.starts_with("kept"));

    // A wrong password loses nothing either.
    let mut wrong = pairs(&kept);
    wrong.extend([("username", "boss"), ("password", "Wrong-Horse-9")]);
    let answer = site.post("/api/staff/sign_in", "", &wrong).await;
    assert_eq!(answer.status, 401, "{}", answer.body);
    let again = hidden(&answer.body);
    assert_eq!(value(&again, "kept:input[introduction]"), HOSTILE);
    assert!(answer.body.contains("value=\"boss\"") && !answer.body.contains("Wrong-Horse-9"));

    let mut right = pairs(&kept);
    right.extend([("username", "boss"), ("password", "Correct-Horse-9")]);
    let answer = site.post("/api/staff/sign_in", "", &right).await;
    assert_eq!(answer.status, 422, "nothing is saved yet, and it says so");
    let page = &answer.body;
    assert!(
        page.contains("action=\"/api/center/save\"") && page.contains("还没有保存"),
        "{page}"
    );
    assert!(!page.contains("<script>alert") && page.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)"));
    assert_eq!(value(&hidden(page), "version"), version);
    let cookie = answer.header("set-cookie");
    let cookie = cookie.split(';').next().unwrap();
    // Sent again, it is saved.
    let saved = site.post("/api/center/save", cookie, &fields).await;
    assert_eq!((saved.status, saved.header("location")), (303, then.clone()));
    let stored = store::center::get(db, center.id).await.unwrap().unwrap();
    assert!(stored.introduction.zh.contains("<script>") && stored.areas.waiting);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sign_in_leads_nowhere_else_by_what_it_carries() {
    let site = Site::sample().await;
    site.administrator("boss").await;
    let fields = [
        ("username", "boss"),
        ("password", "Correct-Horse-9"),
        ("from", "/sign-in/staff"),
        ("then", "/admin"),
        ("kept-path", "//evil.example/x"),
        ("kept:from", "https://evil.example/y"),
    ];
    let answer = site.post("/api/staff/sign_in", "", &fields).await;
    assert_eq!((answer.status, answer.header("location").as_str()), (303, "/admin"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_refusal_is_a_page_in_ones_language_or_json_with_all_headers() {
    let site = Site::sample().await;
    let large = "a".repeat(super::BODY_LIMIT + 1);
    let page = site.post("/api/center/save", "", &[("x", &large)]).await;
    assert_eq!(page.status, 413);
    assert!(
        page.body.contains("lang=\"zh-Hans\"") && page.body.contains("超过 1 MB"),
        "{}",
        page.body
    );
    expect_careful(&page, "413");
    let request = Request::post("/api/center/save")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(large))
        .unwrap();
    let call = site.send(request).await;
    assert_eq!(
        (call.status, call.header("content-type").as_str()),
        (413, "application/json")
    );
    assert!(call.body.contains("file_too_large"), "{}", call.body);
    expect_careful(&call, "413 for a script");

    // A query that no handler can read; a method that a page has not; a form from another site.
    let twice = "/open/centers.geojson?bbox=1&bbox=2";
    for (language, words) in [("zh-CN", "还差一点"), ("en", "Not quite yet")] {
        let headers = [("accept", "text/html"), ("accept-language", language)];
        let answer = site.get_with(twice, &headers).await;
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains(words), "{}", answer.body);
        expect_careful(&answer, twice);
    }
    let json = site.get_with(twice, &[("accept", "application/json")]).await;
    let read: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    assert!(read["message"].as_str().is_some_and(|m| !m.is_empty()), "{read}");
    let request = Request::put("/centers")
        .header(header::ACCEPT, "text/html")
        .body(Body::empty());
    let answer = site.send(request.unwrap()).await;
    assert!(answer.status == 405 && answer.body.contains("<h1>"), "{}", answer.body);
    let request = Request::post("/api/staff/sign_in")
        .header("sec-fetch-site", "cross-site")
        .header(header::ACCEPT, "text/html")
        .header(header::ACCEPT_LANGUAGE, "en")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("username=admin"));
    let answer = site.send(request.unwrap()).await;
    assert!(
        answer.status == 403 && answer.body.contains("Not allowed here"),
        "{}",
        answer.body
    );
    expect_careful(&answer, "cross-site");
}

#[tokio::test]
async fn a_handler_that_panics_is_answered_in_ones_language_and_scripts_get_json() {
    async fn boom() -> &'static str {
        panic!("on purpose")
    }
    let site = Site::sample().await;
    let router: Router = Router::new()
        .route("/boom", get(boom))
        .route("/api/boom", get(boom))
        .layer(from_fn_with_state(site.server.store.clone(), error::dress));
    let ask = async |path: &str, language: &str| {
        let request = Request::get(path)
            .header(header::ACCEPT_LANGUAGE, language)
            .body(Body::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 100_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    for (language, words) in [("zh-CN", "出了点问题"), ("en", "Something went wrong")] {
        let (status, body) = ask("/boom", language).await;
        assert!(
            status == 500 && body.contains(words) && !body.contains("on purpose"),
            "{body}"
        );
    }
    let (status, body) = ask("/api/boom", "en").await;
    assert_eq!(
        (status, body.as_str()),
        (500, "{\"internal\":{\"reference\":\"panic\"}}")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_resident_typed_waits_until_they_have_signed_in_again() {
    let site = Site::sample().await;
    let room = "0000000000001";
    let (here, there) = (format!("/book/{room}?day=2026-09-21"), "/me".to_owned());
    let booking = [
        ("from", here.as_str()),
        ("room", room),
        ("key", "k"),
        ("input[purpose]", HOSTILE),
    ];
    let name = [("from", there.as_str()), ("name", HOSTILE)];
    for (path, fields, typed) in [
        ("/api/booking/place", &booking[..], "input[purpose]"),
        ("/api/resident/rename", &name[..], "name"),
    ] {
        let answer = site.post(path, "resident=gone", fields).await;
        assert_eq!(answer.status, 401, "{path}");
        let page = &answer.body;
        assert!(
            page.contains("href=\"/sign-in\"") && !page.contains("<script>alert"),
            "{page}"
        );
        assert!(page.contains(&format!("action=\"{path}\"")), "{page}");
        assert_eq!(value(&hidden(page), typed), HOSTILE);
    }
}
