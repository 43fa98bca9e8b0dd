//! Whoever wants another time while a form is half filled in loses nothing, without scripts too.

use super::booking_tests::Visitor;
use model::{
    permission::{Role, Scope},
    room::RoomKind,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn another_time_is_chosen_within_the_form() {
    let v = Visitor::new().await;
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let from = format!("/book/{room}?day=2026-09-21&start=09:00&end=10:30&seats=2");
    let ask = async |more: &[(&str, &str)]| {
        let mut fields = vec![
            ("from", from.as_str()),
            ("show", "1"),
            ("room", room.as_str()),
            ("input[day]", "2026-09-21"),
            ("input[start]", "09:00"),
            ("input[end]", "10:30"),
            ("input[seats]", "2"),
            ("input[party]", "2"),
            // Not even a name yet: nothing is checked before a time is chosen.
            ("input[name]", ""),
            ("input[purpose]", "看书</p>"),
            ("input[every]", "week"),
            ("input[times]", "3"),
        ];
        fields.extend_from_slice(more);
        let answer = v.post("/api/booking/check", &fields).await;
        assert_eq!(answer.status, 200);
        answer.body
    };
    let typed = |body: &str| {
        for field in [
            "看书&lt;/p&gt;",
            "name=\"input[every]\" value=\"week\"",
            "name=\"input[times]\" value=\"3\"",
        ] {
            assert!(body.contains(field), "{field}: {body}");
        }
    };
    // As long and for as many as before.
    let times = ask(&[("choose", "times")]).await;
    typed(&times);
    assert!(times.contains("value=\"2026-09-21 15:00-16:30\""), "a time is a button");
    assert!(times.contains("name=\"look[seats]\"") && times.contains("name=\"input[seats]\" value=\"2\""));
    // Another day, by its button or by the field.
    let tuesday = ask(&[
        ("choose", "times 2026-09-22"),
        ("look[minutes]", "60"),
        ("look[seats]", "3"),
    ])
    .await;
    typed(&tuesday);
    assert!(
        tuesday.contains("value=\"2026-09-22 15:00-16:00\"") && tuesday.contains("name=\"input[seats]\" value=\"3\"")
    );
    let look = [
        ("choose", "times"),
        ("look[day]", "2026-09-23"),
        ("look[minutes]", "30"),
        ("look[whole]", "1"),
    ];
    let whole = ask(&look).await;
    assert!(whole.contains("value=\"2026-09-23 15:00-15:30\"") && whole.contains("name=\"input[whole]\" value=\"1\""));
    // Nonsense is no day and no length; back to the form, and all of it is in its fields.
    typed(&ask(&[("choose", "times never"), ("look[minutes]", "x"), ("look[seats]", "-1")]).await);
    let back = ask(&[("choose", "edit")]).await;
    assert!(back.contains("value=\"看书&lt;/p&gt;\"") && back.contains("谁来，做什么"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_time_is_chosen_before_anything_else_is_filled_in() {
    let v = Visitor::new().await;
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let talk = v.room(RoomKind::TalkRoom).await;
    let from = format!("/book/{room}?day=2026-09-21&start=09:00&end=10:30&seats=2");
    let press = async |choose: &str, name: &str, times: &str| {
        let fields = [
            ("from", from.as_str()),
            ("show", "1"),
            ("room", room.as_str()),
            ("input[day]", "2026-09-21"),
            ("input[start]", "09:00"),
            ("input[end]", "10:30"),
            ("input[seats]", "2"),
            ("input[party]", "2"),
            ("input[name]", name),
            ("input[purpose]", "看书"),
            ("input[every]", "week"),
            ("input[times]", times),
            ("choose", choose),
        ];
        v.post("/api/booking/check", &fields).await
    };
    // No name yet, or nothing that says when a series ends: the form goes on with the time that was pressed, with all that was typed,
    // and nothing is called wrong that nobody was asked for yet.
    let other_room = format!("{talk} 2026-09-22 15:00-16:00");
    for (choose, name, times, time) in [
        ("2026-09-22 15:00-16:30", "", "3", "15:00–16:30"),
        ("2026-09-22 15:00-16:30", "王芳", "", "15:00–16:30"),
        (&*other_room, "", "3", "15:00–16:00"),
    ] {
        let form = press(choose, name, times).await;
        assert_eq!(form.status, 200, "{choose} {name}: {}", form.body);
        for text in [
            time,
            "谁来，做什么",
            "value=\"看书\"",
            "name=\"input[day]\" value=\"2026-09-22\"",
        ] {
            assert!(form.body.contains(text), "{choose} {name}: {text}: {}", form.body);
        }
        assert!(!form.body.contains("href=\"#f-"), "{choose} {name}");
    }
    // Whoever goes on without a name is told, and so is whoever sends a time that is none.
    for choose in ["", "2026-09-22 15:00-14:00x"] {
        let refused = press(choose, "", "3").await;
        assert!(
            refused.status == 422 && refused.body.contains("href=\"#f-name\""),
            "{choose}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_form_keeps_the_time_and_the_room_that_were_chosen_last() {
    let v = Visitor::new().await;
    let (first, talk) = (v.room(RoomKind::ReadingSpace).await, v.room(RoomKind::TalkRoom).await);
    // The address says what was looked at first.
    let from = format!("/book/{first}?day=2026-09-21&start=09:00&end=10:30&seats=2");
    let room = talk.to_string();
    let fields = [
        ("from", from.as_str()),
        ("show", "1"),
        ("room", room.as_str()),
        ("input[day]", "2026-09-22"),
        ("input[start]", "15:00"),
        ("input[end]", "16:00"),
        ("input[whole]", "1"),
        ("input[party]", "2"),
        ("input[name]", ""),
        ("input[purpose]", "看书"),
    ];
    let refused = v.post("/api/booking/check", &fields).await;
    assert!(refused.status == 422 && refused.body.contains("href=\"#f-name\""));
    let kept = format!("name=\"room\" value=\"{room}\"");
    for text in [
        "15:00–16:00",
        "name=\"input[day]\" value=\"2026-09-22\"",
        "name=\"input[start]\" value=\"15:00\"",
        "value=\"看书\"",
        &kept,
    ] {
        assert!(refused.body.contains(text), "{text}: {}", refused.body);
    }
}

/// What Enter in a field of the form at `action` presses: the first button of the form, as `name=value`.
fn on_enter<'a>(body: &'a str, action: &str) -> &'a str {
    let form = &body[body.find(&format!("action=\"{action}\"")).unwrap()..];
    let button = &form[form.find("<button").unwrap()..];
    &button[..button.find('>').unwrap()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn enter_presses_what_is_meant_and_books_nothing_else() {
    let v = Visitor::new().await;
    let room = v.room(RoomKind::TalkRoom).await.to_string();
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    // Somebody else has the time.
    v.ask(RoomKind::TalkRoom, "09:00", "10:00").await;
    let from = format!("/book/{room}?day=2026-09-21&start=09:00&end=10:00");
    let time = [
        ("show", "1"),
        ("room", room.as_str()),
        ("input[day]", "2026-09-21"),
        ("input[start]", "09:00"),
        ("input[end]", "10:00"),
        ("input[party]", "2"),
        ("input[name]", "李大爷"),
    ];
    let mut own = vec![("from", from.as_str())];
    own.extend(time);
    let refused = v.post("/api/booking/check", &own).await.body;
    assert!(
        refused.contains("value=\"2026-09-21 "),
        "other times are offered: {refused}"
    );
    let says_nothing = |button: &str| {
        assert!(
            button.contains("tabindex=\"-1\"") && button.contains("aria-hidden=\"true\""),
            "{button}"
        );
        assert!(!button.contains("name="), "{button}");
    };
    says_nothing(on_enter(&refused, "/api/booking/check"));
    // Whoever waits for it goes on waiting.
    let line = v.get(&format!("{from}&wait=1")).await.body;
    assert!(on_enter(&line, "/api/booking/check").contains("name=\"choose\" value=\"wait\""));

    // At the counter the day beside the form belongs to it: without scripts Enter looks and books nothing, also after a refusal.
    let page = format!("/admin/bookings/new?center={center}&day=2026-09-21");
    let id = center.to_string();
    let mut called = vec![
        ("from", page.as_str()),
        ("center", &id),
        ("key", "a"),
        ("waiver", ""),
        ("input[phone]", "13900005678"),
    ];
    called.extend(time);
    let refused = v.post_as(&counter, "/api/booking/place_for", &called).await.body;
    let fresh = v.get_as(&counter, &page).await.body;
    assert!(
        refused.contains("value=\"2026-09-21 "),
        "other times are offered: {refused}"
    );
    for body in [&refused, &fresh] {
        assert!(on_enter(body, "/api/booking/place_for").contains("name=\"choose\" value=\"day\""));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_looks_at_another_day_and_takes_a_free_time_with_everything_typed() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let (id, room) = (center.to_string(), v.room(RoomKind::TalkRoom).await.to_string());
    let page = format!("/admin/bookings/new?center={center}&day=2026-09-21");
    let press = async |choose: &str, look: &str| {
        let fields = [
            ("from", &*page),
            ("show", "1"),
            ("center", &id),
            ("key", "a"),
            ("room", ""),
            ("waiver", "村里的大会"),
            ("input[phone]", "139 0000 5678"),
            ("input[name]", "李大爷</p>"),
            ("input[day]", "2026-09-21"),
            ("input[start]", "9:00"),
            ("input[end]", "10:30"),
            ("input[purpose]", "说件事"),
            ("look", look),
            ("choose", choose),
        ];
        let answer = v.post_as(&counter, "/api/booking/place_for", &fields).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        for typed in ["139 0000 5678", "李大爷&lt;/p&gt;", "说件事", "村里的大会"] {
            assert!(answer.body.contains(typed), "{typed}");
        }
        answer.body
    };
    let other = press("day", "2026-09-22").await;
    let free = format!("fill {room} 2026-09-22 08:30");
    assert!(
        other.contains(&free),
        "the free times of that day are buttons of the form"
    );
    assert!(other.contains("form=\"behalf\"") && other.contains("id=\"behalf\""));
    let filled = press(&free, "2026-09-22").await;
    assert!(filled.contains(&format!("<option value=\"{room}\" selected")));
    assert!(
        filled.contains("value=\"08:30\"") && filled.contains("value=\"10:00\""),
        "as long as it was"
    );
    // Nothing was booked by any of it, and nonsense is no time.
    press("fill nothing at all", "never").await;
    let day = v
        .get_as(&counter, &format!("/admin/bookings?center={center}&day=2026-09-22"))
        .await;
    assert!(!day.body.contains("李大爷"));
    // Who may not book there looks at nothing either.
    let elsewhere = v.staff(Role::CounterStaff, Scope::Center(v.other().await)).await;
    let fields = [("center", &*id), ("key", "a"), ("choose", "day")];
    assert_eq!(
        v.post_as(&elsewhere, "/api/booking/place_for", &fields).await.status,
        403
    );
}
