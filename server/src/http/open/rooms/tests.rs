//! What other software learns of a room: when it is busy, and never by whom.

use crate::{
    http::{booking_tests::Visitor, testing::act},
    ical::tests::read,
};
use model::room::{RoomId, RoomKind};
use serde_json::Value;

/// A booking of two seats from nine to ten on the Monday after; its number.
async fn booked(v: &Visitor, room: RoomId) -> String {
    let room = room.to_string();
    let fields = [
        ("from", "/book/x"),
        ("show", "1"),
        ("room", room.as_str()),
        // One a room: a repeat of the same submission is the same booking.
        ("key", room.as_str()),
        ("input[day]", "2026-09-21"),
        ("input[start]", "09:00"),
        ("input[end]", "10:00"),
        ("input[seats]", "2"),
        ("input[party]", "2"),
        ("input[name]", "王芳"),
        ("input[purpose]", "看书"),
    ];
    let placed = v.post("/api/booking/place", &fields).await;
    assert_eq!(placed.status, 303, "{}", placed.body);
    let to = placed.header("location");
    to.trim_start_matches("/bookings/")
        .trim_end_matches("?new=1")
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_room_says_when_it_is_busy_and_nothing_of_who() {
    let v = Visitor::new().await;
    let room = v.room(RoomKind::ReadingSpace).await;
    let path = format!("/open/rooms/{room}/availability?from=2026-09-21&to=2026-09-22");
    let before = v.site.get(&path).await;
    assert_eq!(before.header("access-control-allow-origin"), "*");
    let body: Value = serde_json::from_str(&before.body).unwrap();
    assert_eq!(
        (body["mode"].as_str(), body["units"].as_u64()),
        (Some("seats"), Some(32))
    );
    assert_eq!(body["time_zone"], "Asia/Shanghai");
    let days = body["days"].as_array().unwrap();
    assert_eq!((days.len(), days[0]["date"].as_str()), (2, Some("2026-09-21")));
    assert!(!days[0]["open"].as_array().unwrap().is_empty());
    assert!(days.iter().all(|d| d["busy"].as_array().unwrap().is_empty()));
    let tag = before.header("etag");
    assert_eq!(v.site.get_with(&path, &[("if-none-match", &tag)]).await.status, 304);

    let number = booked(&v, room).await;
    let after = v.site.get_with(&path, &[("if-none-match", &tag)]).await;
    assert_eq!(after.status, 200);
    let body: Value = serde_json::from_str(&after.body).unwrap();
    let busy = &body["days"][0]["busy"];
    assert_eq!(
        *busy,
        serde_json::json!([{"start": "09:00", "end": "10:00", "taken": 2, "free": 30}])
    );
    for secret in ["王芳", "13800001234", "看书", number.as_str()] {
        assert!(!after.body.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_window_that_cannot_be_answered_is_refused_by_its_field() {
    let v = Visitor::new().await;
    let room = v.room(RoomKind::ReadingSpace).await;
    for (query, field) in [
        ("from=yesterday", "from"),
        ("from=2026-09-17", "from"),
        ("from=2028-01-01", "from"),
        ("from=2026-09-21&to=2026-09-20", "to"),
        ("from=2026-09-21&to=2026-10-22", "to"),
    ] {
        let answer = v.site.get(&format!("/open/rooms/{room}/availability?{query}")).await;
        assert_eq!(answer.status, 422, "{query}");
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        let named = body["message"]
            .as_str()
            .is_some_and(|m| m.starts_with(&format!("{field}: ")));
        assert!(named, "{query}: {body}");
    }
    let most = format!("/open/rooms/{room}/availability?from=2026-09-21&to=2026-10-21");
    let body: Value = serde_json::from_str(&v.site.get(&most).await.body).unwrap();
    assert_eq!(body["days"].as_array().unwrap().len(), 31);
    let week: Value =
        serde_json::from_str(&v.site.get(&format!("/open/rooms/{room}/availability")).await.body).unwrap();
    assert_eq!(week["days"].as_array().unwrap().len(), 7);
    for nowhere in ["east", "0000000000001"] {
        for what in ["availability", "calendar.ics", "changes"] {
            assert_eq!(
                v.site.get(&format!("/open/rooms/{nowhere}/{what}")).await.status,
                404,
                "{what}"
            );
        }
    }
    // A room of a center that is out of service.
    v.site.retire_first().await;
    assert_eq!(v.site.get(&most).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_calendar_of_a_room_says_busy_and_how_full() {
    let v = Visitor::new().await;
    let (reading, mediation) = (
        v.room(RoomKind::ReadingSpace).await,
        v.room(RoomKind::MediationRoom).await,
    );
    booked(&v, reading).await;
    booked(&v, mediation).await;
    let feed = v.site.get(&format!("/open/rooms/{reading}/calendar.ics")).await;
    assert_eq!(feed.header("content-type"), "text/calendar; charset=utf-8");
    assert!(
        feed.body.contains("\r\nX-WR-TIMEZONE:Asia/Shanghai\r\n"),
        "{}",
        feed.body
    );
    let [seats] = &read(&feed.body)[..] else {
        panic!("{}", feed.body)
    };
    assert_eq!(seats["SUMMARY"], "已约 2 座，共 32 座");
    assert_eq!(
        (seats["DTSTART"].as_str(), seats["TRANSP"].as_str()),
        ("20260921T010000Z", "TRANSPARENT")
    );
    let tag = feed.header("etag");
    let again = v
        .site
        .get_with(
            &format!("/open/rooms/{reading}/calendar.ics"),
            &[("if-none-match", &tag)],
        )
        .await;
    assert_eq!(again.status, 304);

    let feed = v.site.get(&format!("/open/rooms/{mediation}/calendar.ics")).await;
    let [whole] = &read(&feed.body)[..] else {
        panic!("{}", feed.body)
    };
    assert_eq!(
        (whole["SUMMARY"].as_str(), whole["TRANSP"].as_str()),
        ("已占用", "OPAQUE")
    );
    // The quarter of an hour after it is kept free.
    assert_eq!(whole["DTEND"], "20260921T021500Z");
    assert!(!feed.body.contains("王芳") && !feed.body.contains("看书"));
    let (uid, sequence) = (whole["UID"].clone(), whole["SEQUENCE"].parse::<i64>().unwrap());
    // Something else happens in the room: the same entry, and a higher sequence.
    let db = v.site.server.store.db();
    let stored = store::booking::rules(db, mediation).await.unwrap();
    store::booking::save_rules(db, &act(&v.site.server), mediation, stored.version, &stored.rules)
        .await
        .unwrap();
    let feed = v.site.get(&format!("/open/rooms/{mediation}/calendar.ics")).await;
    let again = &read(&feed.body)[0];
    assert_eq!(again["UID"], uid);
    assert!(again["SEQUENCE"].parse::<i64>().unwrap() > sequence);
}
