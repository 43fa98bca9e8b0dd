//! A session of staff ends after half an hour in which nobody was there, whatever the page asks by itself meanwhile.

use super::{
    booking_tests::Visitor,
    testing::{Answer, act},
};
use app::server::token_hash;
use axum::{
    body::Body,
    http::{Request, header},
};
use model::{
    permission::{Role, Scope},
    room::RoomKind,
    staff::IDLE_SECONDS,
};
use serde_json::{Value, json};
use store::db::Query as _;

async fn call(v: &Visitor, cookie: &str, path: &str, body: &Value) -> Answer {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::COOKIE, cookie)
        .body(Body::from(body.to_string()))
        .unwrap();
    v.site.send(request).await
}

/// When the session's owner was last there.
async fn seen(v: &Visitor, cookie: &str) -> i64 {
    let hash = token_hash(cookie.trim_start_matches("session="));
    let sql = "SELECT seen_at FROM session WHERE token_hash = $1";
    let row = v
        .site
        .server
        .store
        .db()
        .row(sql, vec![hash.as_slice().into()])
        .await
        .unwrap();
    row.unwrap().get("seen_at").unwrap()
}

/// Nobody was there for so long.
async fn idle(v: &Visitor, cookie: &str, seconds: i64) -> i64 {
    let (db, at) = (v.site.server.store.db(), act(&v.site.server).at - seconds);
    let hash = token_hash(cookie.trim_start_matches("session="));
    let tx = db.begin().await.unwrap();
    let sql = "UPDATE session SET seen_at = $2 WHERE token_hash = $1";
    tx.run(sql, vec![hash.as_slice().into(), at.into()]).await.unwrap();
    tx.commit().await.unwrap();
    at
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_that_asks_for_news_by_itself_keeps_nobody_signed_in() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let cookie = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let left = idle(&v, &cookie, IDLE_SECONDS - 60).await;
    // Everything that an open page asks without anybody's doing: the stream's number, and the data anew.
    let changes = format!("/open/rooms/{room}/changes");
    assert_eq!(v.get_as(&cookie, &changes).await.status, 200);
    for (path, body) in [
        ("/api/booking/calendar", json!({ "room": room })),
        ("/api/booking/center_day", json!({ "center": center, "look": {} })),
    ] {
        let answer = call(&v, &cookie, path, &body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert_eq!(seen(&v, &cookie).await, left, "{path}");
    }
    // What somebody does counts.
    let desk = json!({ "center": center.to_string() });
    assert_eq!(call(&v, &cookie, "/api/booking/desk", &desk).await.status, 200);
    assert_eq!(seen(&v, &cookie).await, act(&v.site.server).at);
    // And once the half hour is over nobody is signed in any more, however often the page has asked.
    idle(&v, &cookie, IDLE_SECONDS).await;
    let calendar = json!({ "room": room });
    assert_eq!(call(&v, &cookie, "/api/booking/calendar", &calendar).await.status, 200);
    assert_eq!(call(&v, &cookie, "/api/booking/desk", &desk).await.status, 401);
}
