//! Booking as a browser without scripts does it: from the room's page to the booking's, and back.

use super::testing::{Answer, Site, act};
use app::{booking::reach::midnight, server::token_hash};
use axum::{
    body::Body,
    http::{Request, header},
};
use model::{
    booking::slot_start,
    room::{RoomId, RoomKind},
};
use store::resident::{session::NewSession, sign_in};

/// Somebody who is signed in as a resident.
pub(super) struct Visitor {
    pub(super) site: Site,
    token: String,
}

impl Visitor {
    pub(super) async fn new() -> Self {
        Self::of(Site::sample().await).await
    }

    async fn of(site: Site) -> Self {
        let token = "resident-token".to_owned();
        let (db, act) = (site.server.store.db(), act(&site.server));
        sign_in::make_slip(db, &act, b"slip", "13800001234", true)
            .await
            .unwrap();
        let hash = token_hash(&token);
        let new = NewSession {
            token_hash: &hash,
            device: "test",
        };
        sign_in::use_slip(db, &act, b"slip", new).await.unwrap();
        Self { site, token }
    }

    /// The room of that kind in the first center.
    pub(super) async fn room(&self, kind: RoomKind) -> RoomId {
        let db = self.site.server.store.db();
        let today = self.site.server.local_now().day;
        let rooms = store::room::list(db, self.site.first().await, today, false)
            .await
            .unwrap();
        rooms.into_iter().find(|r| r.kind == kind).unwrap().id
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.get_as(&format!("resident={}", self.token), path).await
    }

    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_as(&format!("resident={}", self.token), path, fields).await
    }

    /// With another cookie than the visitor's own.
    pub(super) async fn get_as(&self, cookie: &str, path: &str) -> Answer {
        self.site.get_with(path, &[("cookie", cookie)]).await
    }

    /// With another cookie than the visitor's own.
    pub(super) async fn post_as(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, cookie)
            .body(Body::from(serde_urlencoded::to_string(fields).unwrap()))
            .unwrap();
        self.site.send(request).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_seat_is_booked_found_again_and_cancelled_without_scripts() {
    let v = Visitor::new().await;
    let (center, room) = (v.site.first().await, v.room(RoomKind::ReadingSpace).await);
    let page = v.get(&format!("/centers/{center}/rooms/{room}?day=2026-09-21")).await;
    let form = format!("/book/{room}?day=2026-09-21&amp;start=09:00&amp;end=10:00&amp;minutes=60&amp;seats=1");
    assert!(page.body.contains(&form), "a free time is a link");

    let here = format!("/book/{room}?day=2026-09-21&start=09:00&end=10:00&seats=1");
    assert_eq!(v.get(&here).await.status, 200);
    let room = room.to_string();
    let typed = |name: &'static str| {
        [
            ("from", here.as_str()),
            ("show", "1"),
            ("room", room.as_str()),
            ("key", "k1"),
            ("input[day]", "2026-09-21"),
            ("input[start]", "09:00"),
            ("input[end]", "10:00"),
            ("input[seats]", "1"),
            ("input[party]", "1"),
            ("input[name]", name),
            ("input[purpose]", "看书</p>"),
        ]
    };
    let checked = v.post("/api/booking/check", &typed("王芳")).await;
    assert_eq!(checked.status, 200);
    assert!(checked.body.contains("看一看对不对") && checked.body.contains("看书&lt;/p&gt;"));

    // What is missing is named, and what was typed is still there.
    let nameless = v.post("/api/booking/check", &typed("")).await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.body.contains("看书&lt;/p&gt;"));

    let placed = v.post("/api/booking/place", &typed("王芳")).await;
    assert_eq!(placed.status, 303);
    let to = placed.header("location");
    assert!(to.starts_with("/bookings/"), "{to}");
    // The same submission again: the same booking.
    assert_eq!(
        v.post("/api/booking/place", &typed("王芳")).await.header("location"),
        to
    );
    let shown = v.get(&to).await;
    assert!(shown.status == 200 && shown.body.contains("约好了"));
    assert_eq!(shown.header("cache-control"), "private, no-store");
    // One code is to be seen, the booking's; the one to rate with is for paper only.
    assert!(shown.body.contains("class=\"qr\"") && shown.body.contains("class=\"card print-only\""));
    assert!(shown.body.contains("加到手机日历") && !shown.body.contains("再约一次"));
    assert!(v.get("/me/bookings").await.body.contains("已约好"));

    let own = to.trim_end_matches("?new=1").to_owned();
    assert_eq!(
        v.get(&format!("{own}/qr.svg")).await.header("content-type"),
        "image/svg+xml"
    );
    assert!(v.get(&format!("{own}/cancel")).await.body.contains("确定取消"));
    assert_eq!(v.get(&format!("{own}/change")).await.status, 200);
    let number = own.trim_start_matches("/bookings/").to_owned();
    let cancelled = v
        .post("/api/booking/cancel", &[("number", &number), ("then", &own)])
        .await;
    assert_eq!(cancelled.status, 303);
    let gone = v.get(&own).await.body;
    assert!(gone.contains("已取消") && gone.contains("再约一次"), "{gone}");
    assert!(
        gone.contains("从手机日历里去掉") && !gone.contains("加到手机日历"),
        "{gone}"
    );
    let room_page = format!("/rooms/{room}?day=");
    assert!(gone.contains(&room_page), "{gone}");
    // Nobody else learns of it.
    assert_eq!(v.site.get(&own).await.status, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refusal_is_said_in_words_with_other_times_and_a_visitor_is_led_to_the_door() {
    let v = Visitor::new().await;
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let fields = [
        ("from", "/book/x"),
        ("room", room.as_str()),
        ("input[day]", "2026-09-18"),
        ("input[start]", "08:30"),
        ("input[end]", "09:30"),
        ("input[name]", "王芳"),
    ];
    let from = format!("/book/{room}");
    let mut fields: Vec<(&str, &str)> = fields.to_vec();
    fields[0].1 = &from;
    fields.push(("show", "1"));
    let late = v.post("/api/booking/check", &fields).await;
    assert!(late.body.contains("这个时间已经过了"));
    assert!(
        late.body.contains("name=\"choose\" value=\"2026-09-18 10:00-11:00\""),
        "another time is a button"
    );
    fields.push(("choose", "2026-09-18 10:00-11:00"));
    assert!(
        v.post("/api/booking/check", &fields)
            .await
            .body
            .contains("看一看对不对")
    );

    let wanted = format!("/book/{room}?day=2026-09-21&start=09:00&end=10:00");
    let stranger = v.site.get_with(&wanted, &[("accept", "text/html")]).await;
    assert!((300..400).contains(&stranger.status), "{}", stranger.status);
    let to = stranger.header("location");
    assert!(
        to.starts_with("/sign-in?then=%2Fbook%2F") && to.contains("start%3D09"),
        "{to}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn in_a_zone_half_an_hour_off_slots_and_midnight_are_those_of_the_clock_on_the_wall() {
    let v = Visitor::of(Site::in_zone("Asia/Kolkata").await).await;
    let (server, room) = (&v.site.server, v.room(RoomKind::ReadingSpace).await);
    let at = |utc: &str| utc.parse::<jiff::Timestamp>().unwrap().as_second();
    let monday = jiff::civil::date(2026, 9, 21);
    assert_eq!(slot_start(midnight(server, monday)), at("2026-09-20T18:30:00Z"));

    let (id, from) = (room.to_string(), format!("/book/{room}"));
    let fields = [
        ("from", &*from),
        ("room", &id),
        ("key", "k"),
        ("input[day]", "2026-09-21"),
        ("input[start]", "09:00"),
        ("input[end]", "10:00"),
        ("input[seats]", "1"),
        ("input[party]", "1"),
        ("input[name]", "王芳"),
        ("input[purpose]", "看书"),
    ];
    let placed = v.post("/api/booking/place", &fields).await;
    assert_eq!(placed.status, 303, "{}", placed.body);
    let own = placed.header("location").trim_end_matches("?new=1").to_owned();
    let number = own.trim_start_matches("/bookings/").parse().unwrap();
    let booking = store::booking::by_number(server.store.db(), number).await.unwrap();
    let booking = booking.unwrap();
    assert_eq!(
        (slot_start(booking.first_slot), slot_start(booking.end_slot)),
        (at("2026-09-21T03:30:00Z"), at("2026-09-21T04:30:00Z"))
    );
    let shown = v.get(&own).await.body;
    assert!(shown.contains("9 月 21 日") && shown.contains("9:00–10:00"), "{shown}");
    let file = v.get(&format!("{own}.ics")).await.body;
    for line in ["DTSTART:20260921T033000Z", "X-WR-TIMEZONE:Asia/Kolkata"] {
        assert!(file.contains(line), "{file}");
    }

    // What is open asks from today on, so its first day is today.
    let days = async || {
        let answer = v.site.get(&format!("/open/rooms/{room}/availability")).await;
        serde_json::from_str::<serde_json::Value>(&answer.body).unwrap()["days"].take()
    };
    let before = days().await;
    assert_eq!(before[3]["date"], "2026-09-21");
    assert_eq!(before[3]["busy"][0]["start"], "09:00");
    assert_eq!(before[3]["busy"][0]["end"], "10:00");
    // It is 7:30 there. The day lasts up to its own midnight, which is half past of an hour elsewhere.
    v.site.pass(60 * (16 * 60 + 29));
    assert_eq!(days().await[0]["date"], "2026-09-18");
    v.site.pass(60);
    assert_eq!(days().await[0]["date"], "2026-09-19");
}
