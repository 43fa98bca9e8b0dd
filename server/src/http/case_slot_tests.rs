//! Somebody comes by appointment, told by the counter: the time is theirs, also in browsers without scripts.

use super::case_tests::{WHO, World};
use model::{
    case::Slot,
    hours::fmt_minute,
    matter::Mode,
    permission::{Role, Scope},
};

/// The times that a page offers.
fn offered(body: &str) -> Vec<Slot> {
    let list = body.split("name=\"input[slot]\"").nth(1).unwrap_or_default();
    let list = list.split("</select>").next().unwrap_or_default();
    let values = list.split("value=\"").skip(1);
    values
        .filter_map(|rest| Slot::read(rest.split('"').next().unwrap_or_default()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_told_a_time_that_somebody_else_has() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let code = w.code(Mode::Appointment).await;
    let page = w.get(&counter, "/admin/counter").await;
    let free = offered(&page.body);
    assert!(!free.is_empty(), "{}", page.body);
    // A time is needed, and a day and an hour that nobody keeps are none.
    let told = [&WHO[..], &[("input[day]", "2026-09-22"), ("input[from]", "09:00")]].concat();
    let sent = w.register(&counter, "none", &code, Mode::Appointment, &told).await;
    assert!(
        sent.status == 422 && sent.body.contains("id=\"f-slot-error\""),
        "{}",
        sent.body
    );
    // Each window of the counter once.
    // Late enough to be given back: what has begun is not.
    let slot = free[free.len() - 1];
    let (value, mut registered) = (slot.value(), 0);
    let note = ("input[note]", "先打过电话");
    let refused = loop {
        let key = format!("k{registered}");
        let fields = [&WHO[..], &[("input[slot]", value.as_str()), note]].concat();
        let sent = w.register(&counter, &key, &code, Mode::Appointment, &fields).await;
        if sent.status != 303 {
            break sent;
        }
        registered += 1;
        assert!(registered < 20, "a counter has an end");
    };
    let rules = store::booking::rules(w.site.server.store.db(), slot.room)
        .await
        .unwrap();
    assert_eq!(registered, rules.rules.units);
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("约不上了"), "{}", refused.body);
    for kept in ["李玉兰", "138 0000 1234", "先打过电话"] {
        assert!(refused.body.contains(kept), "{kept}");
    }
    let others = offered(&refused.body);
    assert!(!others.is_empty() && !others.contains(&slot), "{others:?}");
    // The booking stands with the case, and in the day's list.
    let one = w.only().await;
    let booking = one.booking.expect("a booking");
    assert_eq!(
        (one.visit.day, one.visit.from, one.visit.to),
        (Some(slot.day), slot.start, slot.end)
    );
    let page = w.get(&counter, &format!("/admin/cases/{}", one.number)).await;
    assert!(page.body.contains(&booking.spaced()), "{}", page.body);
    // They take the time home on paper.
    let receipt = w.get(&counter, &format!("/admin/cases/{}/receipt", one.number)).await;
    let times = format!(
        "{} 月 {} 日 {}–{}",
        slot.day.month(),
        slot.day.day(),
        fmt_minute(slot.start),
        fmt_minute(slot.end)
    );
    assert!(receipt.body.contains(&times), "{times}: {}", receipt.body);
    // Who takes the mistake back gives the time back.
    let void = [("input[step]", "void"), ("input[words]", "登记错了")];
    assert_eq!(w.step(&counter, one.number, one.version, &void).await.status, 303);
    let day = model::date::format(slot.day);
    let again = [&WHO[..], &[("go", "look"), ("look", day.as_str())]].concat();
    let looked = w.register(&counter, "look", &code, Mode::Appointment, &again).await;
    assert_eq!(looked.status, 422);
    assert!(
        looked.body.contains("还没有登记") && looked.body.contains("李玉兰"),
        "{}",
        looked.body
    );
    assert!(offered(&looked.body).contains(&slot));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn another_day_is_looked_at_without_losing_what_is_typed() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let code = w.code(Mode::Appointment).await;
    let look = async |day: &str| {
        let fields = [&WHO[..], &[("go", "look"), ("look", day)]].concat();
        w.register(&counter, "look", &code, Mode::Appointment, &fields).await
    };
    let page = look("2026-09-22").await;
    assert!(
        page.body.contains("李玉兰") && page.body.contains("9 月 22 日"),
        "{}",
        page.body
    );
    let free = offered(&page.body);
    assert!(!free.is_empty() && free.iter().all(|slot| slot.day.to_string() == "2026-09-22"));
    // Nothing is registered, nonsense is today, and a day that is far away has nothing.
    assert!(!offered(&look("soon").await.body).is_empty());
    let far = look("2099-01-01").await;
    assert!(
        far.status == 422 && far.body.contains("三个星期窗口都没有空位"),
        "{}",
        far.body
    );
    let cases = store::case::Filter {
        ended: true,
        ..store::case::Filter::open(w.site.server.local_now())
    };
    let cases = store::case::list(w.site.server.store.db(), &cases).await.unwrap();
    assert!(cases.is_empty());
    // The counter of another center is theirs to look at.
    let other = w.staff(Role::CounterStaff, Scope::Center(w.town.id)).await;
    let center = w.village.id.to_string();
    let refused = w.site.post("/api/case/slots", &other, &[("center", &center)]).await;
    assert_eq!(refused.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_waited_for_the_network_is_mended_with_a_time_that_is_theirs() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let code = w.code(Mode::Appointment).await;
    let later = ("later[age]", "600");
    // The form for when there is no network knows no times.
    let bare = [&WHO[..], &[later]].concat();
    let sent = w.register(&counter, "k", &code, Mode::Appointment, &bare).await;
    assert!(
        sent.status == 422 && sent.body.contains("id=\"f-slot-error\""),
        "{}",
        sent.body
    );
    let free = offered(&w.get(&counter, "/admin/counter").await.body);
    let slot = free[free.len() - 1];
    let value = slot.value();
    let mended = [&WHO[..], &[later, ("input[slot]", value.as_str())]].concat();
    let sent = w.register(&counter, "k", &code, Mode::Appointment, &mended).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let db = w.site.server.store.db();
    let one = w.only().await;
    let booked = store::booking::by_number(db, one.booking.expect("a booking"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (booked.room, booked.day, booked.start),
        (slot.room, slot.day, slot.start)
    );
    assert!(store::case::entry(db, one.id).await.unwrap().is_some());
    // Sent once more it is the same one.
    let again = w.register(&counter, "k", &code, Mode::Appointment, &mended).await;
    assert_eq!(again.header("location"), sent.header("location"));
}
