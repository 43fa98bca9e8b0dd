//! Saying at the door of a room that one is there, as a browser without scripts does it.

use super::{booking_tests::Visitor, testing::act};
use app::evaluation::reach::sealed_door;
use model::{booking::Rules, room::RoomKind};
use store::booking;

/// Books a seat today; its number.
async fn booked(v: &Visitor, room: &str, key: &str, start: &str, end: &str) -> String {
    let fields = [
        ("from", "/book"),
        ("room", room),
        ("key", key),
        ("input[day]", "2026-09-18"),
        ("input[start]", start),
        ("input[end]", end),
        ("input[seats]", "1"),
        ("input[party]", "1"),
        ("input[name]", "王芳"),
    ];
    let placed = v.post("/api/booking/place", &fields).await;
    assert_eq!(placed.status, 303, "{}", placed.body);
    let to = placed.header("location");
    to["/bookings/".len()..].split('?').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_has_booked_says_at_the_door_that_they_are_there() {
    let v = Visitor::new().await;
    let id = v.room(RoomKind::ReadingSpace).await;
    let (room, db) = (id.to_string(), v.site.server.store.db());
    let token = sealed_door(&v.site.server, id);
    let door = format!("/bookings/here/{token}");
    let nothing = v.get(&door).await;
    assert!(
        nothing.status == 200 && nothing.body.contains("没有你的预约"),
        "{}",
        nothing.body
    );
    let soon = booked(&v, &room, "a", "10:30", "11:30").await;
    let later = booked(&v, &room, "b", "15:00", "16:00").await;

    // The button of the one, the time from which there is one for the other.
    let page = v.get(&door).await;
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert_eq!(page.body.matches("name=\"token\"").count(), 1);
    assert!(page.body.contains("14:30 起可以签到"), "{}", page.body);

    // Nobody in particular signs in and comes back, or says the number, and learns no name.
    let stranger = v.site.get(&door).await;
    assert!(stranger.body.contains("/sign-in?then=%2Fbookings%2Fhere%2F") && !stranger.body.contains("name=\"token\""));
    let by_number = v.site.get(&format!("{door}?number={soon}")).await;
    assert!(by_number.body.contains("name=\"token\"") && !by_number.body.contains("王芳"));
    let unknown = v.site.get(&format!("{door}?number=00000000")).await;
    assert!(
        unknown.status == 200 && unknown.body.contains("没有这个号"),
        "{}",
        unknown.body
    );

    // A door that nobody has sealed; a booking of another room.
    let forged = format!("{}0", &token[..token.len() - 1]);
    let forged = if forged == token {
        format!("{}1", &token[..token.len() - 1])
    } else {
        forged
    };
    assert_eq!(v.get(&format!("/bookings/here/{forged}")).await.status, 404);
    assert_eq!(v.site.get(&format!("{door}/qr.svg")).await.status, 200);
    assert_eq!(v.site.get(&format!("/bookings/here/{forged}/qr.svg")).await.status, 404);
    let elsewhere = sealed_door(&v.site.server, v.room(RoomKind::MediationRoom).await);
    let come = |token: &str, number: &str| {
        let fields = [
            ("from", door.clone()),
            ("token", token.to_owned()),
            ("number", number.to_owned()),
        ];
        let v = &v;
        async move {
            let fields: Vec<_> = fields.iter().map(|(n, value)| (*n, value.as_str())).collect();
            v.site.post("/api/booking/come", "", &fields).await
        }
    };
    assert_eq!(come(&elsewhere, &soon).await.status, 404);
    assert_eq!(come(&forged, &soon).await.status, 404);

    // Too early: nothing happens. In time, and without an account: there.
    assert_eq!(come(&token, &later).await.status, 303);
    let came = come(&token, &soon).await;
    assert_eq!(
        (came.status, came.header("location")),
        (303, format!("{door}?number={soon}"))
    );
    let state = async |number: &str| {
        let found = booking::by_number(db, number.parse().unwrap()).await.unwrap();
        found.unwrap().state.code()
    };
    assert_eq!((state(&soon).await, state(&later).await), ("checked_in", "confirmed"));
    assert!(
        v.site
            .get(&format!("{door}?number={soon}"))
            .await
            .body
            .contains("签到好了")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_the_room_wants_it_nobody_checks_in_from_home() {
    let v = Visitor::new().await;
    let id = v.room(RoomKind::ReadingSpace).await;
    let (room, db) = (id.to_string(), v.site.server.store.db());
    let stored = booking::rules(db, id).await.unwrap();
    let rules = Rules {
        at_door: true,
        ..stored.rules
    };
    booking::save_rules(db, &act(&v.site.server), id, stored.version, &rules)
        .await
        .unwrap();
    assert_eq!(booking::rules(db, id).await.unwrap().rules, rules);
    let number = booked(&v, &room, "a", "10:30", "11:30").await;
    let own = format!("/bookings/{number}");
    let page = v.get(&own).await;
    assert!(
        page.body.contains("请扫房间门口的二维码签到") && !page.body.contains("我到了，签到"),
        "{}",
        page.body
    );
    let check_in = [("from", own.as_str()), ("number", number.as_str())];
    v.post("/api/booking/check_in", &check_in).await;
    let state = async || {
        booking::by_number(db, number.parse().unwrap())
            .await
            .unwrap()
            .unwrap()
            .state
            .code()
    };
    assert_eq!(state().await, "confirmed");
    let staff = v.site.administrator("root2").await;
    let let_in = v.post_as(&staff, "/api/booking/check_in", &check_in).await;
    assert_eq!((let_in.status, state().await), (303, "checked_in"));
}
