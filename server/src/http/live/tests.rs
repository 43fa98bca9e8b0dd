//! Streams of changes as a browser meets them, within one process.

use super::*;
use crate::http::{booking_tests::Visitor, testing::act};
use axum::{
    body::{Body, BodyDataStream},
    http::Request,
};
use futures_util::StreamExt as _;
use model::room::RoomKind;
use std::time::Duration;

/// What of a stream has arrived.
struct Heard {
    body: BodyDataStream,
    text: String,
}

impl Heard {
    async fn on(v: &Visitor, path: &str) -> Self {
        let request = Request::get(path)
            .header("accept", "text/event-stream")
            .header("accept-encoding", "gzip, br")
            .body(Body::empty())
            .unwrap();
        let response = v.site.answer(request).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert!(
            response.headers().get("content-encoding").is_none(),
            "nothing is held back"
        );
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
        Self {
            body: response.into_body().into_data_stream(),
            text: String::new(),
        }
    }

    /// The number of the next event; none where the stream has ended. Two seconds are what is promised.
    async fn next(&mut self) -> Option<i64> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let data = event.lines().find_map(|l| l.strip_prefix("data: ")).map(str::to_owned);
                self.text = rest.to_owned();
                if let Some(data) = data {
                    return Some(data.parse().unwrap());
                }
                continue;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(2), self.body.next())
                .await
                .expect("in time")?;
            self.text += std::str::from_utf8(&chunk.unwrap()).unwrap();
        }
    }
}

async fn change(v: &Visitor, room: RoomId) {
    let db = v.site.server.store.db();
    let stored = store::booking::rules(db, room).await.unwrap();
    store::booking::save_rules(db, &act(&v.site.server), room, stored.version, &stored.rules)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_is_heard_by_whoever_watches_the_room_or_its_center() {
    let v = Visitor::new().await;
    let (reading, talk) = (v.room(RoomKind::ReadingSpace).await, v.room(RoomKind::TalkRoom).await);
    let center = v.site.first().await;
    let path = format!("/open/rooms/{reading}/changes");
    let mut room = Heard::on(&v, &path).await;
    let mut whole = Heard::on(&v, &format!("/open/centers/{center}/changes")).await;
    let (first, all) = (room.next().await.unwrap(), whole.next().await.unwrap());
    change(&v, talk).await;
    let later = whole.next().await.unwrap();
    assert!(later > all);
    change(&v, reading).await;
    let now = room.next().await.unwrap();
    assert!(now > first && whole.next().await.unwrap() > later);
    // Who wants no stream gets the number; it is the one that the page's own data carries.
    let number = v.site.get(&path).await;
    assert_eq!(number.header("cache-control"), "no-store");
    assert_eq!(number.body, format!("{{\"changes\":{now}}}"));
    let page = v.get(&format!("/centers/{center}/rooms/{reading}")).await;
    let said = format!("\\\"changes\\\":{now}");
    assert!(page.body.contains(&said), "the page knows where it stands");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn streams_end_when_the_server_stops() {
    let v = Visitor::new().await;
    let room = v.room(RoomKind::ReadingSpace).await;
    let path = format!("/open/rooms/{room}/changes");
    let mut open = Heard::on(&v, &path).await;
    open.next().await.unwrap();
    v.site.live.stop();
    assert_eq!(open.next().await, None);
    let mut late = Heard::on(&v, &path).await;
    late.next().await.unwrap();
    assert_eq!(late.next().await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_has_so_many_streams_and_gets_its_place_back() {
    let live = Live::default();
    let seats: Vec<Seat> = (0..OF_ONE).map(|_| live.enter("192.0.2.1").unwrap()).collect();
    assert!(live.enter("192.0.2.1").is_none());
    assert!(live.enter("192.0.2.2").is_some());
    drop(seats);
    assert!(live.enter("192.0.2.1").is_some());
    assert!(live.open.lock().unwrap().is_empty(), "quiet addresses are forgotten");
}
