//! Series and the waiting list as a browser without scripts meets them.

use super::{
    booking_tests::Visitor,
    testing::{Answer, act},
};
use app::server::token_hash;
use model::{
    booking::{Number, State},
    permission::{Role, Scope},
    room::RoomKind,
};
use store::{
    booking::{self, By},
    resident::{session::NewSession, sign_in},
};

/// The number in an address like `/bookings/K7M392QX?new=1`.
fn number(address: &str) -> String {
    let rest = address.trim_start_matches("/bookings/");
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// Fields of a form for the talk room on Monday.
fn form<'a>(room: &'a str, from: &'a str, key: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("from", from),
        ("show", "1"),
        ("room", room),
        ("key", key),
        ("input[day]", "2026-09-21"),
        ("input[start]", "15:00"),
        ("input[end]", "16:00"),
        ("input[party]", "3"),
        ("input[name]", "王芳"),
        ("input[purpose]", "说件事"),
    ];
    fields.extend_from_slice(more);
    fields
}

/// Signs in somebody else; their cookie.
async fn somebody_else(v: &Visitor) -> String {
    let (db, act) = (v.site.server.store.db(), act(&v.site.server));
    sign_in::make_slip(db, &act, b"slip2", "13800005678", false)
        .await
        .unwrap();
    let hash = token_hash("other-token");
    let new = NewSession {
        token_hash: &hash,
        device: "test",
    };
    sign_in::use_slip(db, &act, b"slip2", new).await.unwrap();
    "resident=other-token".to_owned()
}

async fn state(v: &Visitor, number: &str) -> State {
    let number: Number = number.parse().unwrap();
    let found = booking::by_number(v.site.server.store.db(), number).await.unwrap();
    found.unwrap().state
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_series_is_seen_day_by_day_booked_and_cancelled_without_scripts() {
    let v = Visitor::new().await;
    let room = v.room(RoomKind::TalkRoom).await.to_string();
    let from = format!("/book/{room}?day=2026-09-21&start=15:00&end=16:00");
    assert!(v.get(&from).await.body.contains("可以一次约好多次"));
    // What is missing of the series is named, and everything typed is still there.
    let bad = v
        .post(
            "/api/booking/check",
            &form(&room, &from, "k", &[("input[every]", "week")]),
        )
        .await;
    assert_eq!(bad.status, 422);
    assert!(bad.body.contains("一共几次") && bad.body.contains("说件事"));
    // Somebody has the second Monday.
    let other = somebody_else(&v).await;
    let mut taken = form(&room, &from, "t", &[]);
    taken[4].1 = "2026-09-28";
    assert_eq!(v.post_as(&other, "/api/booking/place", &taken).await.status, 303);

    let weekly = [("input[every]", "week"), ("input[times]", "6")];
    let seen = v.post("/api/booking/check", &form(&room, &from, "k", &weekly)).await;
    assert_eq!(seen.status, 200);
    // The fifth Monday and those after it are more than thirty days ahead, and there is a holiday or none of our business between.
    assert!(
        seen.body.contains("一天一天看一看") && seen.body.contains("每周一"),
        "{}",
        seen.body
    );
    assert!(seen.body.contains("别人约了") && seen.body.contains("现在最远可以约到"));
    let days = between(&seen.body, "name=\"days\" value=\"", "\"");
    assert!(
        days.starts_with("2026-09-21,2026-10-") && !days.contains("2026-09-28"),
        "{days}"
    );

    // A day goes meanwhile: nothing is booked, and the page says how it is now.
    let gone = days.split(',').nth(1).unwrap().to_owned();
    let mut taken = form(&room, &from, "u", &[]);
    taken[4].1 = &gone;
    let rival = v.post_as(&other, "/api/booking/place", &taken).await.header("location");
    let mut confirm = form(&room, &from, "k", &weekly);
    confirm.push(("days", &days));
    let changed = v.post("/api/booking/place_series", &confirm).await;
    assert_eq!(changed.status, 200);
    assert!(changed.body.contains("刚才有一天被别人约走了") && changed.body.contains("说件事"));
    assert!(!v.get("/me/bookings").await.body.contains("每周一"));

    let left = between(&changed.body, "name=\"days\" value=\"", "\"");
    assert!(!left.contains(&gone), "{left}");
    let mut confirm = form(&room, &from, "k", &weekly);
    confirm.push(("days", &left));
    for _ in 0..2 {
        // Twice: the same answer.
        let placed = v.post("/api/booking/place_series", &confirm).await;
        assert_eq!(
            (placed.status, placed.header("location").as_str()),
            (303, "/me/bookings?done=series")
        );
    }
    let mine = v.get("/me/bookings?done=series").await.body;
    let n = left.split(',').count();
    assert!(
        mine.contains("每周一") && mine.contains(&format!("还有 {n} 次")),
        "{mine}"
    );

    let first = number(&between(&mine, "href=\"/bookings/", "/cancel"));
    let ask = v.get(&format!("/bookings/{first}/cancel?which=all")).await.body;
    assert!(ask.contains("整串里还能取消的"));
    let all = v
        .post("/api/booking/cancel", &[("number", &first), ("which", "all")])
        .await;
    assert_eq!(all.header("location"), "/me/bookings?done=cancelled");
    assert_eq!(state(&v, &first).await, State::Cancelled);
    assert_eq!(state(&v, &number(&rival)).await, State::Confirmed);
    assert!(!v.get("/me/bookings").await.body.contains("每周一 15:00"));
}

/// What stands between two texts.
fn between(body: &str, before: &str, after: &str) -> String {
    let (_, rest) = body
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {body}"));
    rest.split_once(after).unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_time_that_is_taken_is_waited_for_offered_and_taken_without_scripts() {
    let v = Visitor::new().await;
    let (center, room) = (v.site.first().await, v.room(RoomKind::TalkRoom).await.to_string());
    let other = somebody_else(&v).await;
    let from = format!("/book/{room}?day=2026-09-21&start=15:00&end=16:00");
    let theirs = v
        .post_as(&other, "/api/booking/place", &form(&room, &from, "t", &[]))
        .await
        .header("location");
    // The room's page leads into the line.
    let page = v
        .get(&format!("/centers/{center}/rooms/{room}?day=2026-09-21&minutes=60"))
        .await
        .body;
    assert!(
        page.contains("约满，可排队") && page.contains("&amp;wait=1"),
        "a time that is taken is a link"
    );
    let line = format!("{from}&wait=1");
    assert!(v.get(&line).await.body.contains("排队等这个时间"));
    // So does the answer that it is taken.
    let no = v.post("/api/booking/check", &form(&room, &from, "k", &[])).await.body;
    assert!(no.contains("刚刚被别人约走了") && no.contains("name=\"choose\" value=\"wait\""));
    let seen = v
        .post("/api/booking/check", &form(&room, &from, "k", &[("choose", "wait")]))
        .await
        .body;
    assert!(seen.contains("你会排在第一个") && seen.contains("说件事"), "{seen}");
    for _ in 0..2 {
        let joined = v.post("/api/booking/join_wait", &form(&room, &from, "k", &[])).await;
        assert_eq!(
            (joined.status, joined.header("location").as_str()),
            (303, "/me/bookings?done=waits")
        );
    }
    let mine = v.get("/me/bookings?done=waits").await.body;
    assert!(mine.contains("排上了") && mine.contains("下一个就是你"));
    // The counter sees that somebody waits.
    let desk =
        store::booking::waitlist::of_center_day(v.site.server.store.db(), center, jiff::civil::date(2026, 9, 21));
    assert_eq!(desk.await.unwrap().values().sum::<u32>(), 1);

    let number = number(&theirs);
    assert_eq!(
        v.post_as(&other, "/api/booking/cancel", &[("number", &number)])
            .await
            .status,
        303
    );
    let mine = v.get("/me/bookings").await.body;
    assert!(mine.contains("轮到你了") && mine.contains("给你留到"), "{mine}");
    let own = between(&mine, "href=\"/bookings/", "/offer");
    let offer = format!("/bookings/{own}/offer");
    let ask = v.get(&offer).await.body;
    assert!(
        ask.contains("要，给我约上") && ask.contains("还有大约 30 分钟"),
        "{ask}"
    );
    // Nobody is hurried who reads slowly.
    let slow = v.get_as("resident=resident-token; elder=1", &offer).await.body;
    assert!(slow.contains("不着急") && !slow.contains("还有大约"));
    // Nobody else can have it or answer.
    let answer = async |cookie: &str| {
        let fields = [("number", own.as_str()), ("show", "1")];
        v.post_as(cookie, "/api/booking/accept", &fields).await
    };
    assert_eq!(answer("resident=other-token").await.status, 404);
    assert_eq!(v.get_as(&other, &offer).await.status, 404);
    let taken = v
        .post_as(&other, "/api/booking/check", &form(&room, &from, "z", &[]))
        .await
        .body;
    assert!(taken.contains("刚刚被别人约走了"));
    for _ in 0..2 {
        let accepted: Answer = answer("resident=resident-token").await;
        assert_eq!(accepted.header("location"), format!("/bookings/{own}?new=1"));
    }
    assert!(v.get(&format!("/bookings/{own}?new=1")).await.body.contains("约好了"));
    assert!(v.get(&offer).await.body.contains("你已经约上了"));
    // Given back by whom it was offered to, it is free again.
    let db = v.site.server.store.db();
    let booked = booking::by_number(db, own.parse().unwrap()).await.unwrap().unwrap();
    let by = By::Resident(booked.resident);
    booking::cancel(db, &act(&v.site.server), by, booked.id, "")
        .await
        .unwrap();
    assert!(
        v.post_as(&other, "/api/booking/check", &form(&room, &from, "z", &[]))
            .await
            .body
            .contains("看一看对不对")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_offer_that_a_change_forbids_is_listed_taken_back_and_its_resident_told() {
    let v = Visitor::new().await;
    let (center, room) = (v.site.first().await, v.room(RoomKind::TalkRoom).await.to_string());
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let other = somebody_else(&v).await;
    let from = format!("/book/{room}?day=2026-09-21&start=15:00&end=16:00");
    let theirs = v
        .post_as(&other, "/api/booking/place", &form(&room, &from, "t", &[]))
        .await
        .header("location");
    v.post("/api/booking/join_wait", &form(&room, &from, "k", &[])).await;
    v.post_as(&other, "/api/booking/cancel", &[("number", &number(&theirs))])
        .await;
    let mine = v.get("/me/bookings").await.body;
    let own = between(&mine, "href=\"/bookings/", "/offer");

    let (id, here) = (center.to_string(), format!("/admin/centers/{center}/hours"));
    let stored = store::center::get(v.site.server.store.db(), center).await.unwrap();
    let version = stored.unwrap().version.to_string();
    let closed = [
        ("from", &*here),
        ("show", "1"),
        ("id", &id),
        ("version", &version),
        ("input[from]", "2026-09-21"),
        ("input[note]", "停电"),
    ];
    let asked = v.post_as(&lead, "/api/hours/except", &closed).await;
    assert_eq!(asked.status, 200);
    assert!(asked.body.contains(&own) && asked.body.contains("会收回，他还排在原来的位置"));
    assert_eq!(state(&v, &own).await, State::Offered);
    let seen = [
        closed.as_slice(),
        &[
            ("way[each][0][number]", &*own),
            ("way[each][0][what]", "leave"),
            ("way[message]", "那天停电"),
        ],
    ]
    .concat();
    let done = v.post_as(&lead, "/api/hours/except", &seen).await;
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(state(&v, &own).await, State::Lapsed);
    // Its resident is told, waits on, and the address of the offer says what happened.
    let told = v.get("/me/notices").await.body;
    assert!(
        told.contains("留给你的时间没有了") && told.contains("那天停电"),
        "{told}"
    );
    assert!(v.get("/me/bookings").await.body.contains("下一个就是你"));
    let offer = v.get(&format!("/bookings/{own}/offer")).await;
    assert_eq!(offer.status, 200);
    assert!(offer.body.contains("留给你的时间收回了"));
    let late = v.post("/api/booking/accept", &[("number", &own)]).await;
    assert_eq!(late.status, 303);
}
