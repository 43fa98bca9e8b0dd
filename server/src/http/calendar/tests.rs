//! A booking in a calendar program, and the secret addresses that one subscribes to.

use crate::{
    http::{
        booking_tests::Visitor,
        testing::{Answer, Site, act},
    },
    ical::tests::read,
};
use app::server::token_hash;
use model::{
    center::CenterId,
    permission::{Grant, Role, Scope},
    room::RoomKind,
    staff::StaffId,
};

/// Books from nine to ten on the Monday after; the number.
async fn booked(v: &Visitor, kind: RoomKind) -> String {
    let room = v.room(kind).await.to_string();
    let key = format!("{kind:?}");
    let fields = [
        ("from", "/book/x"),
        ("show", "1"),
        ("room", room.as_str()),
        ("key", key.as_str()),
        ("input[day]", "2026-09-21"),
        ("input[start]", "09:00"),
        ("input[end]", "10:00"),
        ("input[party]", "2"),
        ("input[name]", "王芳"),
        ("input[purpose]", "看书; 写字, \\o/"),
    ];
    let to = v.post("/api/booking/place", &fields).await.header("location");
    to.trim_start_matches("/bookings/")
        .trim_end_matches("?new=1")
        .to_owned()
}

/// Somebody of the staff with that role at a center; their cookie and key.
async fn staff(site: &Site, role: Role, center: CenterId) -> (String, StaffId) {
    let (db, act) = (site.server.store.db(), act(&site.server));
    let token = format!("{}-{}", role.code(), act.ids.next());
    let new = store::staff::NewStaff {
        username: token.clone(),
        name: "李强".to_owned(),
        phone: String::new(),
        grants: vec![Grant {
            role,
            scope: Scope::Center(center),
        }],
        password_hash: String::new(),
        must_change_password: false,
    };
    let id = store::staff::create(db, &act, &token, &new).await.unwrap();
    store::session::create(db, &act, &token_hash(&token), id).await.unwrap();
    (format!("session={token}"), id)
}

/// The address that a page shows, without its origin.
fn secret(page: &Answer) -> String {
    let from = page.body.find("https://door.example/calendar/").expect("an address");
    let rest = &page.body[from + "https://door.example".len()..];
    rest[..rest.find(".ics").unwrap() + 4].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_booking_is_a_file_for_whose_it_is_and_says_when_it_is_cancelled() {
    let v = Visitor::new().await;
    let number = booked(&v, RoomKind::ReadingSpace).await;
    let path = format!("/bookings/{number}.ics");
    let file = v.get(&path).await;
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(
        file.header("content-disposition"),
        format!("attachment; filename=\"{number}.ics\"")
    );
    assert_eq!(file.header("cache-control"), "private, no-store");
    assert!(
        file.body.contains("\r\nX-WR-TIMEZONE:Asia/Shanghai\r\n"),
        "{}",
        file.body
    );
    let [event] = &read(&file.body)[..] else {
        panic!("{}", file.body)
    };
    assert_eq!(
        (event["DTSTART"].as_str(), event["DTEND"].as_str()),
        ("20260921T010000Z", "20260921T020000Z")
    );
    assert_eq!(
        (event["STATUS"].as_str(), event["SEQUENCE"].as_str()),
        ("CONFIRMED", "0")
    );
    assert!(event["SUMMARY"].starts_with("阅享空间 · ") && event["DESCRIPTION"].contains("看书; 写字, \\o/"));
    assert_eq!(event["URL"], format!("https://door.example/bookings/{number}"));
    let uid = event["UID"].clone();
    assert!(uid.ends_with("@door.example") && !uid.contains(&number));

    v.post("/api/booking/cancel", &[("number", number.as_str())]).await;
    let gone = &read(&v.get(&path).await.body)[0];
    assert_eq!(
        (gone["STATUS"].as_str(), gone["TRANSP"].as_str()),
        ("CANCELLED", "TRANSPARENT")
    );
    assert_eq!((&gone["UID"], gone["SEQUENCE"].as_str()), (&uid, "1"));

    // Nobody else gets it, and the page under the same name is still a page.
    assert_eq!(v.site.get(&path).await.status, 401);
    assert_eq!(v.get("/bookings/00000000.ics").await.status, 404);
    assert!(v.get(&format!("/bookings/{number}")).await.body.contains("已取消"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_residents_address_opens_their_bookings_until_it_is_renewed_or_turned_off() {
    let v = Visitor::new().await;
    booked(&v, RoomKind::ReadingSpace).await;
    assert!(!v.get("/me/bookings").await.body.contains("/calendar/"));
    let made = v.post("/api/booking/renew_feed", &[("then", "/me/bookings")]).await;
    assert_eq!(made.status, 303);
    let first = secret(&v.get("/me/bookings").await);
    // A calendar program has no cookie.
    let feed = v.site.get(&first).await;
    assert_eq!(
        (feed.status, feed.header("content-type").as_str()),
        (200, "text/calendar; charset=utf-8")
    );
    assert_eq!(read(&feed.body).len(), 1);
    assert!(feed.body.contains("REFRESH-INTERVAL;VALUE=DURATION:PT15M"));
    let tag = feed.header("etag");
    assert_eq!(v.site.get_with(&first, &[("if-none-match", &tag)]).await.status, 304);
    assert_eq!(feed.header("cache-control"), "private, no-cache");

    v.post("/api/booking/renew_feed", &[("then", "/me/bookings")]).await;
    let second = secret(&v.get("/me/bookings").await);
    assert_ne!(first, second);
    assert_eq!(
        (v.site.get(&first).await.status, v.site.get(&second).await.status),
        (404, 200)
    );
    v.post("/api/booking/end_feed", &[("then", "/me/bookings")]).await;
    assert_eq!(v.site.get(&second).await.status, 404);
    for strange in ["/calendar/x.ics", "/calendar/.ics", "/calendar/x"] {
        assert_eq!(v.site.get(strange).await.status, 404, "{strange}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn staff_subscribe_to_their_center_and_hear_nothing_of_who_mediates() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let seat = booked(&v, RoomKind::ReadingSpace).await;
    booked(&v, RoomKind::MediationRoom).await;
    let (cookie, id) = staff(&v.site, Role::CounterStaff, center).await;
    let key = center.to_string();
    let made = v
        .post_as(
            &cookie,
            "/api/booking/renew_feed",
            &[("center", key.as_str()), ("then", "/admin/bookings")],
        )
        .await;
    assert_eq!(made.status, 303);
    let page = v.get_as(&cookie, &format!("/admin/bookings?center={center}")).await;
    let address = secret(&page);
    let feed = v.site.get(&address).await;
    let events = read(&feed.body);
    assert_eq!(events.len(), 2);
    let private = events.iter().find(|e| e["SUMMARY"].starts_with("矛盾调解室")).unwrap();
    assert_eq!(
        (private["SUMMARY"].as_str(), private["STATUS"].as_str()),
        ("矛盾调解室 · 已占用", "TENTATIVE")
    );
    assert!(!private.contains_key("DESCRIPTION") && !private.contains_key("URL"));
    let open = events.iter().find(|e| e["SUMMARY"].starts_with("阅享空间")).unwrap();
    assert!(open["SUMMARY"].ends_with("王芳") && open["URL"].ends_with(&seat));
    assert!(!feed.body.contains("13800001234"), "no telephone numbers");

    // Staff of another center cannot have one.
    let other = store::center::list(v.site.server.store.db(), false).await.unwrap()[2].id;
    let (stranger, _) = staff(&v.site, Role::CounterStaff, other).await;
    let refused = v
        .post_as(&stranger, "/api/booking/renew_feed", &[("center", key.as_str())])
        .await;
    assert_eq!(refused.status, 403);
    // Whoever leaves reads nothing more.
    let db = v.site.server.store.db();
    let member = store::staff::get(db, id).await.unwrap().unwrap();
    store::staff::retire(db, &act(&v.site.server), id, member.version)
        .await
        .unwrap();
    assert_eq!(v.site.get(&address).await.status, 404);
}
