//! Something free in all centers, as a browser without scripts finds it; and a center's day.

use super::booking_tests::Visitor;
use app::{
    booking::find_api::{Finding, Order},
    server::token_hash,
};
use axum::{body::Body, http::Request};
use model::room::RoomKind;
use serde_json::{Value, json};
use store::resident::{session::NewSession, sign_in};

/// What the call answers.
async fn found(v: &Visitor, search: Value) -> Finding {
    let request = Request::post("/api/booking/find")
        .header("content-type", "application/json")
        .body(Body::from(json!({"search": search}).to_string()))
        .unwrap();
    let answer = v.site.send(request).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_seat_at_an_exact_time_is_a_link_to_its_booking() {
    let v = Visitor::new().await;
    let page = v
        .get("/book?kind=reading_space&day=2026-09-21&start=14:30&end=16:30&party=2")
        .await;
    assert_eq!(page.status, 200);
    let room = v.room(RoomKind::ReadingSpace).await;
    let form = format!("/book/{room}?day=2026-09-21&amp;start=14:30&amp;end=16:30&amp;seats=2&amp;party=2");
    assert!(page.body.contains(&form), "the time is chosen already");
    assert!(page.body.contains("value=\"14:30\""), "the form keeps what was asked");
    // The form that it leads to has everything in it.
    let next = v.get(&form.replace("&amp;", "&")).await;
    assert!(next.status == 200 && next.body.contains("14:30–16:30"));

    // Somebody takes all seats of the town's room: the others are still offered, this one is not.
    let room = room.to_string();
    let fields = [
        ("from", "/book/x"),
        ("room", room.as_str()),
        ("key", "k"),
        ("input[day]", "2026-09-21"),
        ("input[start]", "15:00"),
        ("input[end]", "15:30"),
        ("input[whole]", "1"),
        ("input[name]", "王芳"),
    ];
    assert_eq!(v.post("/api/booking/place", &fields).await.status, 303);
    let page = v
        .get("/book?kind=reading_space&day=2026-09-21&start=14:30&end=16:30")
        .await;
    assert!(!page.body.contains(&format!("/book/{room}?")) && page.body.contains("14:30–16:30"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_nearest_comes_first_and_a_place_can_be_typed_in_any_way() {
    let v = Visitor::new().await;
    let plain = found(&v, json!({"day": "2026-09-21"})).await;
    let plain = plain.found.unwrap();
    assert_eq!((plain.order, plain.rooms.len(), plain.more), (Order::Usual, 20, true));
    assert_eq!(plain.rooms[0].place.center, v.site.first().await);
    let second = found(&v, json!({"day": "2026-09-21", "page": "2"}))
        .await
        .found
        .unwrap();
    assert!(!second.rooms.is_empty() && second.rooms.iter().all(|r| !plain.rooms.contains(r)));

    let today = v.site.server.local_now().day;
    let directory = v.site.server.store.directory(today).await.unwrap();
    let center = directory.entries().iter().rev().find(|e| e.position.is_some()).unwrap();
    let at = center.position.unwrap().at;
    let here = json!({"day": "2026-09-21", "near": format!("{},{}", at.lng, at.lat)});
    let near = found(&v, here).await.found.unwrap();
    assert_eq!((near.order, near.rooms[0].place.center), (Order::You, center.id));
    let far: Vec<u32> = near.rooms.iter().filter_map(|r| r.metres).collect();
    assert!(far.is_sorted() && far[0] < 50, "{far:?}");

    let named = found(&v, json!({"day": "2026-09-21", "place": center.names.zh}))
        .await
        .found
        .unwrap();
    assert_eq!(named.order, Order::Center(center.names.clone()));
    assert_eq!(named.rooms[0].place.center, center.id);
    let nowhere = found(&v, json!({"day": "2026-09-21", "place": "亚特兰蒂斯"}))
        .await
        .found
        .unwrap();
    assert_eq!(nowhere.order, Order::Unknown);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost() {
    let v = Visitor::new().await;
    let page = v
        .get("/book?party=zwei&day=2026-02-30&equipment=%3C%2Fscript%3E&start=16:00&end=14:00")
        .await;
    assert_eq!(page.status, 422);
    for part in [
        "href=\"#f-party\"",
        "href=\"#f-day\"",
        "href=\"#f-end\"",
        "value=\"zwei\"",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(!page.body.contains("value=\"</script>\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_nothing_is_free_it_says_what_would_help() {
    let v = Visitor::new().await;
    // Nobody mediates with so many, and not at night.
    let none = found(
        &v,
        json!({"kind": "mediation_room", "party": "40", "day": "2026-09-21", "start": "09:00", "end": "10:00"}),
    )
    .await
    .found
    .unwrap();
    assert!(none.rooms.is_empty());
    let helps: Vec<Value> = none
        .hints
        .iter()
        .map(|h| serde_json::to_value(h.help).unwrap())
        .collect();
    assert_eq!(helps, [json!({"fewer": {"party": 10}}), json!("kind")]);
    for hint in none.hints {
        let search = serde_json::to_value(&hint.search).unwrap();
        let there = found(&v, search).await.found.unwrap();
        assert_eq!(
            (there.rooms[0].place.room, there.rooms[0].times[0]),
            (hint.place.room, hint.time)
        );
    }
    let night = found(
        &v,
        json!({"kind": "talk_room", "day": "2026-09-21", "start": "02:00", "end": "03:00"}),
    )
    .await;
    let night = night.found.unwrap();
    assert!(night.rooms.is_empty());
    assert_eq!(serde_json::to_value(night.hints[0].help).unwrap(), json!("time"));
    let page = v.get("/book?kind=mediation_room&party=40&day=2026-09-21").await;
    assert!(page.body.contains("这样没有空位") && page.body.contains("少来几个人：10 人"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_was_too_slow_is_offered_the_nearest_other_center_and_keeps_everything() {
    let v = Visitor::new().await;
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let here = format!("/book/{room}");
    let fields = |name: &'static str, key: &'static str| {
        vec![
            ("from", here.clone()),
            ("show", "1".to_owned()),
            ("room", room.clone()),
            ("key", key.to_owned()),
            ("input[day]", "2026-09-21".to_owned()),
            ("input[start]", "09:00".to_owned()),
            ("input[end]", "10:00".to_owned()),
            ("input[whole]", "1".to_owned()),
            ("input[party]", "5".to_owned()),
            ("input[name]", name.to_owned()),
            ("input[purpose]", "读书会".to_owned()),
        ]
    };
    let post = async |cookie: &str, path: &str, fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        v.post_as(cookie, path, &fields).await
    };
    let other = {
        let (db, act) = (v.site.server.store.db(), super::testing::act(&v.site.server));
        sign_in::make_slip(db, &act, b"slip2", "13800005678", false)
            .await
            .unwrap();
        let hash = token_hash("other");
        let new = NewSession {
            token_hash: &hash,
            device: "test",
        };
        sign_in::use_slip(db, &act, b"slip2", new).await.unwrap();
        "resident=other"
    };
    let first = post("resident=resident-token", "/api/booking/place", &fields("甲", "k1")).await;
    assert_eq!(first.status, 303);
    let late = post(other, "/api/booking/place", &fields("乙", "k2")).await;
    assert!(late.body.contains("刚刚被别人约走了") && late.body.contains("别的中心这个时间有空"));
    assert!(late.body.contains("读书会") && late.body.contains("value=\"乙\""));
    let buttons: Vec<&str> = late.body.split("name=\"choose\" value=\"").skip(1).collect();
    let elsewhere = buttons
        .iter()
        .filter_map(|b| b.split('"').next())
        .find(|v| v.split(' ').count() == 3);
    let elsewhere = elsewhere.expect("another room").to_owned();
    let mut again = fields("乙", "k2");
    again.push(("choose", elsewhere.clone()));
    let checked = post(other, "/api/booking/check", &again).await;
    assert!(checked.body.contains("看一看对不对") && checked.body.contains("读书会"));
    let next = elsewhere.split(' ').next().unwrap();
    assert!(
        checked.body.contains(&format!("name=\"room\" value=\"{next}\"")),
        "it is about the other room now"
    );
    let mut there = fields("乙", "k3");
    there[2].1 = next.to_owned();
    assert_eq!(post(other, "/api/booking/place", &there).await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_centers_day_has_all_its_rooms_as_table_and_as_list() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let room = v.room(RoomKind::TalkRoom).await;
    let page = v.site.get(&format!("/centers/{center}/day?date=2026-09-21")).await;
    assert_eq!(
        (page.status, page.header("cache-control").as_str()),
        (200, "private, no-store")
    );
    let form = format!("/book/{room}?day=2026-09-21&amp;start=09:00&amp;end=10:00&amp;whole=1");
    assert_eq!(
        page.body.matches(&form).count(),
        2,
        "once in the table, once in the list"
    );
    assert!(page.body.contains("scope=\"col\"") && page.body.contains("scope=\"row\""));
    // The way there from the center's own page.
    let own = v.site.get(&format!("/centers/{center}")).await;
    assert!(own.body.contains(&format!("/centers/{center}/day")));
    assert_eq!(v.site.get("/centers/east/day").await.status, 404);
    // The week: how much of each day is free leads to the day, for as long and as many as were wanted.
    let week = format!("/centers/{center}/day?span=week&date=2026-09-21&minutes=90&seats=3");
    let page = v.site.get(&week).await;
    assert_eq!(page.status, 200);
    let day = format!("/centers/{center}/day?date=2026-09-21&amp;minutes=90&amp;seats=3#room-{room}");
    assert_eq!(
        page.body.matches(&day).count(),
        2,
        "once in the table, once in the list: {}",
        page.body
    );
    assert!(
        page.body.contains("空 9 小时") && page.body.contains("最早 08:30"),
        "{}",
        page.body
    );
    assert!(page.body.contains("scope=\"col\"") && page.body.contains("scope=\"row\""));
    for nonsense in ["date=x", "minutes=-1&seats=no", "date=1999-01-01", "date=9999-12-31"] {
        let page = v.site.get(&format!("/centers/{center}/day?span=week&{nonsense}")).await;
        assert_eq!(page.status, 200, "{nonsense}");
    }
    assert_eq!(v.site.get("/centers/east/day?span=week").await.status, 404);
    assert_eq!(
        v.site.get(&format!("/centers/{center}/day?date=nonsense")).await.status,
        200
    );
}
