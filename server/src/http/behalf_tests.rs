//! What the counter books in somebody's name again and again, and who was booked as private, without scripts.

use super::{
    booking_tests::Visitor,
    testing::{act, without},
};
use model::{
    booking::{Number, State},
    permission::{Role, Scope},
    room::{RoomId, RoomKind},
};
use store::booking;

/// A Monday; the site's clock stands at the Friday before.
const MONDAY: &str = "2026-09-21";

struct Form<'a> {
    center: &'a str,
    room: &'a str,
    start: &'a str,
    end: &'a str,
    times: &'a str,
    waiver: &'a str,
}

impl Form<'_> {
    fn fields<'b>(&'b self, from: &'b str, more: &[(&'b str, &'b str)]) -> Vec<(&'b str, &'b str)> {
        let mut fields = vec![
            ("from", from),
            ("show", "1"),
            ("center", self.center),
            ("key", "k"),
            ("room", self.room),
            ("waiver", self.waiver),
            ("input[phone]", "13900005678"),
            ("input[name]", "李大爷"),
            ("input[day]", MONDAY),
            ("input[start]", self.start),
            ("input[end]", self.end),
            ("input[party]", "3"),
            ("input[every]", "week"),
            ("input[times]", self.times),
        ];
        fields.extend_from_slice(more);
        fields
    }
}

/// The booking to which an answer leads.
async fn led_to(v: &Visitor, location: &str) -> model::booking::Booking {
    let number: Number = location
        .trim_start_matches("/admin/bookings/")
        .split('?')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let db = v.site.server.store.db();
    booking::by_number(db, number).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_books_the_free_days_of_a_series_or_none() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let (id, room) = (center.to_string(), v.room(RoomKind::TalkRoom).await.to_string());
    let from = format!("/admin/bookings/new?center={center}&day={MONDAY}");
    let form = Form {
        center: &id,
        room: &room,
        start: "9:00",
        end: "10:00",
        times: "8",
        waiver: "",
    };
    // Somebody has the second day.
    let once = ["input[every]", "input[times]", "input[day]", "key", "waiver"];
    let mut other = without(&form.fields(&from, &[]), &once);
    other.extend([("input[day]", "2026-09-28"), ("key", "other"), ("waiver", "开会")]);
    assert_eq!(v.post_as(&counter, "/api/booking/place_for", &other).await.status, 303);

    let plan = v
        .post_as(&counter, "/api/booking/place_for", &form.fields(&from, &[]))
        .await;
    assert_eq!(plan.status, 200, "{}", plan.body);
    for text in [
        "一天一天看一看",
        "别人约了",
        "只约可约的 7 天",
        "李大爷",
        "要破例，请写上原因",
        "都不约",
    ] {
        assert!(plan.body.contains(text), "{text}");
    }
    // Back to the form, with everything that was typed.
    let back = v
        .post_as(
            &counter,
            "/api/booking/place_for",
            &form.fields(&from, &[("choose", "edit")]),
        )
        .await;
    assert_eq!(back.status, 200);
    assert!(!back.body.contains("一天一天看一看"));
    for text in [
        "value=\"13900005678\"",
        "value=\"李大爷\"",
        "value=\"8\"",
        "value=\"9:00\"",
    ] {
        assert!(back.body.contains(text), "{text}");
    }
    // The free ones of those that were seen; the taken one among them books none of them.
    let days: Vec<String> = [0, 2, 3, 4, 5, 6, 7]
        .iter()
        .map(|n| {
            let monday: jiff::civil::Date = MONDAY.parse().unwrap();
            monday.checked_add(jiff::Span::new().days(7 * n)).unwrap().to_string()
        })
        .collect();
    let days = days.join(",");
    let book = "/api/booking/place_series_for";
    let reasonless = v.post_as(&counter, book, &form.fields(&from, &[("days", &days)])).await;
    assert_eq!(reasonless.status, 200);
    assert!(reasonless.body.contains("要破例，请写上原因") && reasonless.body.contains("李大爷"));
    let form = Form {
        waiver: "每周排练",
        ..form
    };
    let all = format!("{days},2026-09-28");
    let changed = v.post_as(&counter, book, &form.fields(&from, &[("days", &all)])).await;
    assert_eq!(changed.status, 200);
    assert!(changed.body.contains("刚才有一天被别人约走了") && changed.body.contains("每周排练"));
    let placed = v.post_as(&counter, book, &form.fields(&from, &[("days", &days)])).await;
    assert_eq!(placed.status, 303, "{}", placed.body);
    let to = placed.header("location");
    assert!(to.ends_with("?new=series"), "{to}");
    let page = v.get_as(&counter, &to).await.body;
    assert!(page.contains("一串都约好了") && page.contains("这一串预约"));
    let first = led_to(&v, &to).await;
    let db = v.site.server.store.db();
    let of = booking::series::bookings(db, first.series.unwrap()).await.unwrap();
    assert_eq!((of.len(), of[0].state), (7, State::Confirmed));
    // The same call again is the same series.
    let again = v.post_as(&counter, book, &form.fields(&from, &[("days", &days)])).await;
    assert_eq!(again.header("location"), to);
    // Whose fields are wrong is told which, also of the part that repeats.
    let form = Form { times: "x", ..form };
    let wrong = v
        .post_as(&counter, "/api/booking/place_for", &form.fields(&from, &[]))
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("href=\"#f-times\"") && wrong.body.contains("value=\"李大爷\""));
}

/// Changes whether the bookings of a room are private from now on.
async fn set_private(v: &Visitor, room: RoomId, private: bool) {
    let (db, act) = (v.site.server.store.db(), act(&v.site.server));
    let stored = booking::rules(db, room).await.unwrap();
    let mut rules = stored.rules;
    rules.private = private;
    booking::save_rules(db, &act, room, stored.version, &rules)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_was_booked_as_private_stays_hidden_when_the_room_no_longer_is() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let mediator = v.staff(Role::Mediator, Scope::Center(center)).await;
    let number = v.ask(RoomKind::MediationRoom, "09:00", "10:00").await;
    set_private(&v, v.room(RoomKind::MediationRoom).await, false).await;
    let (desk, print) = (
        format!("/admin/bookings?center={center}&day={MONDAY}"),
        format!("/admin/bookings/print?center={center}&day={MONDAY}"),
    );
    let (detail, file) = (format!("/admin/bookings/{number}"), format!("/bookings/{number}.ics"));
    let town = v.staff(Role::TownStaff, Scope::Everywhere).await;
    for cookie in [&counter, &town] {
        for path in [&desk, &print, &detail, &file] {
            let page = v.get_as(cookie, path).await;
            assert_eq!(page.status, 200, "{path}");
            for secret in ["王芳", "13800001234", "…1234", "邻里的事"] {
                assert!(!page.body.contains(secret), "{path}: {secret}");
            }
        }
    }
    // Nor do staff decide about them who decide about everything that is not private.
    let fields = [
        ("from", "/admin/bookings"),
        ("number", &*number),
        ("decision", "approve"),
    ];
    assert_eq!(v.post_as(&town, "/api/booking/decide", &fields).await.status, 403);
    assert!(v.get_as(&mediator, &desk).await.body.contains("王芳"));
}
