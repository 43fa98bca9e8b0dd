//! A booking that is opened by its number and the end of its phone, by browsers without scripts and without an account.

use super::{
    booking_tests::Visitor,
    evaluation_tests::{booked, over, tap},
    testing::Answer,
};
use model::{
    permission::{Role, Scope},
    room::RoomKind,
};

async fn follow(v: &Visitor, cookie: &str, number: &str, tail: &str) -> Answer {
    let fields = [("from", "/bookings"), ("show", "1"), ("number", number), ("tail", tail)];
    v.post_as(cookie, "/api/booking/follow", &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_booking_is_opened_by_its_number_and_the_end_of_its_phone_and_by_no_guessing() {
    let v = Visitor::new().await;
    let (booking, _) = booked(&v).await;
    let number = booking.number.to_string();
    let english = [("accept-language", "en")];
    let page = v.site.get_with(&format!("/bookings?number={number}"), &english).await;
    assert!(
        page.status == 200 && page.body.contains("See a booking") && page.body.contains(&number),
        "{}",
        page.body
    );
    let page = follow(&v, "", &booking.number.spaced().to_lowercase(), "1234").await;
    assert!(
        page.status == 200 && page.body.contains("9:00–10:00") && page.body.contains("阅享空间"),
        "{}",
        page.body
    );
    for secret in ["王小明", "13800001234", "/rate/b"] {
        assert!(!page.body.contains(secret), "{secret}");
    }
    for (number, tail) in [(number.as_str(), "4321"), ("ZZZZZZZZ", "1234"), ("<b>", "1234")] {
        let page = follow(&v, "", number, tail).await;
        assert!(
            page.status == 422 && page.body.contains("对不上") && !page.body.contains("9:00–10:00"),
            "{number} {tail}: {}",
            page.body
        );
    }
    let empty = follow(&v, "", "", "").await;
    assert!(
        empty.status == 422 && empty.body.contains("href=\"#f-number\"") && empty.body.contains("href=\"#f-tail\"")
    );
    // Wrong digits are counted; whoever has the right ones waits as well.
    for _ in 0..4 {
        follow(&v, "", &number, "4321").await;
    }
    assert_eq!(follow(&v, "", &number, "1234").await.status, 429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_that_has_ended_is_rated_from_there_once_and_never_by_staff() {
    let v = Visitor::new().await;
    let (booking, path) = over(&v).await;
    let number = booking.number.to_string();
    let leads = format!("href=\"{path}\"");
    let counter = v.staff(Role::CounterStaff, Scope::Center(v.site.first().await)).await;
    let at_the_counter = follow(&v, &counter, &number, "1234").await;
    assert!(at_the_counter.status == 200 && !at_the_counter.body.contains("/rate/b"));
    assert!(follow(&v, "", &number, "1234").await.body.contains(&leads));
    for (level, key) in [("4", "a"), ("1", "b")] {
        assert_eq!(tap(&v, "", &path, level, key).await.status, 303);
    }
    assert!(v.get_as("", &path).await.body.contains("您评的是：不满意"), "the first");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_of_the_staff_signs_out_does_not_rate_for_the_resident_on_the_same_device() {
    let v = Visitor::new().await;
    let (booking, path) = over(&v).await;
    let number = booking.number.to_string();
    v.site.administrator("boss").await;
    let fields = [
        ("from", "/sign-in/staff"),
        ("then", "/admin"),
        ("username", "boss"),
        ("password", "Correct-Horse-9"),
    ];
    let signed_in = v.post_as("", "/api/staff/sign_in", &fields).await;
    let (session, desk) = (marks(&signed_in, "session"), marks(&signed_in, "desk"));
    // Signing out begins the days anew, and takes the session only.
    let out = v.post_as(&format!("{session}; {desk}"), "/sign-out", &[]).await;
    assert_eq!(
        (marks(&out, "session").as_str(), marks(&out, "desk")),
        ("session=", desk.clone())
    );

    let opened = follow(&v, &desk, &number, "1234").await;
    assert!(opened.status == 200 && opened.body.contains("9:00–10:00") && !opened.body.contains("/rate/b"));
    let page = v.get_as(&desk, &path).await;
    assert!(page.status == 403 && page.body.contains("最近 7 天") && !page.body.contains("name=\"level\""));
    assert!(matches!(tap(&v, &desk, &path, "1", "a").await.status, 403 | 422));
    let counter = format!("/rate/at/{}", v.site.first().await);
    assert_eq!(v.get_as(&desk, &counter).await.status, 403);
    assert!(matches!(tap(&v, &desk, &counter, "1", "b").await.status, 403 | 422));
    // Nothing of that was kept: whose it was says it, on a phone of their own.
    assert_eq!(tap(&v, "", &path, "4", "c").await.status, 303);
    assert!(v.get_as("", &path).await.body.contains("您评的是：不满意"));
}

/// The cookie of that name in an answer, as the device sends it back; the mark of the staff's devices stays a week.
fn marks(answer: &Answer, name: &str) -> String {
    let lines = answer.headers.get_all("set-cookie").iter();
    let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap()).collect();
    let line = lines.iter().find(|line| line.starts_with(&format!("{name}="))).unwrap();
    assert!(
        line.contains("HttpOnly") && (name != "desk" || line.contains("Max-Age=604800")),
        "{line}"
    );
    line.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_nobody_is_asked_any_more_no_way_to_rate_leads_nowhere() {
    let v = Visitor::new().await;
    let (booking, _) = over(&v).await;
    let number = booking.number.to_string();
    let own = format!("/bookings/{number}");
    for (asked_since, offered) in [(0, true), (90, false)] {
        let tx = v.site.server.store.db().begin().await.unwrap();
        let sql = "UPDATE evaluation_ask SET asked_at = asked_at - $1, served_at = served_at - $1, expires_at = expires_at - $1";
        tx.run(sql, store::args![asked_since * 86_400_i64]).await.unwrap();
        tx.commit().await.unwrap();
        let opened = follow(&v, "", &number, "1234").await;
        assert!(
            opened.status == 200 && opened.body.contains("9:00–10:00"),
            "{}",
            opened.body
        );
        for page in [opened, v.get(&own).await] {
            assert_eq!(
                page.body.contains("/rate/b"),
                offered,
                "after {asked_since} days: {}",
                page.body
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_only_offered_is_opened_by_nobody_and_trying_is_counted() {
    let v = Visitor::new().await;
    let (booking, _) = booked(&v).await;
    let number = booking.number.to_string();
    for state in ["offered", "lapsed"] {
        let tx = v.site.server.store.db().begin().await.unwrap();
        tx.run("UPDATE booking SET state = $1", store::args![state])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let right = follow(&v, "", &number, "1234").await;
        assert!(
            right.status == 422 && right.body.contains("对不上") && !right.body.contains("9:00–10:00"),
            "{state}: {}",
            right.body
        );
    }
    for _ in 0..3 {
        follow(&v, "", &number, "1234").await;
    }
    assert_eq!(follow(&v, "", &number, "1234").await.status, 429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_slip_leads_there_where_it_can_be_opened_and_else_to_the_counters_own_code() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let mediator = v.staff(Role::Mediator, Scope::Center(center)).await;
    let standing = format!("/rate/at/{center}/qr.svg");
    let slip = async |cookie: &str, number: &str| v.get_as(cookie, &format!("/admin/bookings/{number}")).await.body;

    let (booking, _) = booked(&v).await;
    let number = booking.number.to_string();
    let code = format!("/bookings/{number}/follow/qr.svg");
    let page = slip(&counter, &number).await;
    assert!(page.contains(&code) && !page.contains(&standing), "{page}");
    let picture = v.site.get(&code).await;
    assert_eq!(
        (picture.status, picture.header("cache-control").as_str()),
        (200, "no-store")
    );
    assert_eq!(v.site.get("/bookings/nothing/follow/qr.svg").await.status, 404);

    // Whom a mediation is about is confirmed to nobody who tries the digits of somebody's phone.
    let private = v.ask(RoomKind::MediationRoom, "09:00", "10:00").await;
    let right = follow(&v, "", &private, "1234").await;
    assert!(right.status == 422 && right.body.contains("对不上"), "{}", right.body);
    for cookie in [&counter, &mediator] {
        let page = slip(cookie, &private).await;
        assert!(page.contains(&standing) && !page.contains("/follow/qr.svg"), "{page}");
    }

    // Who has left no phone has nothing to open it with.
    let room = v.room(RoomKind::TalkRoom).await.to_string();
    let here = format!("/admin/bookings?center={center}&day=2026-09-18");
    let walk_in = [
        ("from", &*here),
        ("back", &here),
        ("id", &room),
        ("key", "k"),
        ("input[until]", "11:00"),
    ];
    assert_eq!(v.post_as(&counter, "/api/booking/walk_in", &walk_in).await.status, 303);
    let (db, today) = (v.site.server.store.db(), v.site.server.local_now().day);
    let day = store::booking::of_center_day(db, center, today).await.unwrap();
    let here_now = day.iter().find(|b| b.phone.is_empty()).unwrap().number.to_string();
    assert!(slip(&counter, &here_now).await.contains(&standing));
    assert_eq!(follow(&v, "", &here_now, "").await.status, 422);
    assert_eq!(follow(&v, "", &here_now, "0000").await.status, 422);
}
