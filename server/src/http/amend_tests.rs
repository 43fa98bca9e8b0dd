//! What of a booking can be changed, and who reads with whom somebody meets, as a browser without scripts shows it.

use super::{booking_tests::Visitor, testing::act};
use model::{
    booking::Mode,
    permission::{Role, Scope},
    room::RoomKind,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn with_whom_somebody_meets_is_read_by_the_mediator_alone() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let (mediator, counter) = (
        v.staff(Role::Mediator, Scope::Center(center)).await,
        v.staff(Role::CounterStaff, Scope::Center(center)).await,
    );
    let room = v.room(RoomKind::MediationRoom).await.to_string();
    let form = v
        .get(&format!("/book/{room}?day=2026-09-21&start=09:00&end=10:00"))
        .await
        .body;
    assert!(form.contains("只有调解员看得到") && form.contains("name=\"input[with_whom]\""));
    // Elsewhere it is not asked.
    let talk = v.room(RoomKind::TalkRoom).await;
    let other = v
        .get(&format!("/book/{talk}?day=2026-09-21&start=09:00&end=10:00"))
        .await
        .body;
    assert!(!other.contains("with_whom") && !other.contains("只有调解员看得到"));
    let fields = [
        ("room", room.as_str()),
        ("key", "k"),
        ("input[day]", "2026-09-21"),
        ("input[start]", "09:00"),
        ("input[end]", "10:00"),
        ("input[party]", "2"),
        ("input[name]", "王芳"),
        ("input[purpose]", "邻里的事"),
        ("input[with_whom]", "东院的老李"),
    ];
    let placed = v.post("/api/booking/place", &fields).await.header("location");
    assert!(v.get(&placed).await.body.contains("东院的老李"), "whose it is sees it");
    let desk = format!("/admin/bookings?center={center}&day=2026-09-21");
    let seen = v.get_as(&mediator, &desk).await.body;
    assert!(seen.contains("东院的老李") && !seen.contains("在等调解员决定"));
    let seen = v.get_as(&counter, &desk).await.body;
    assert!(seen.contains("有 1 个调解申请在等调解员决定"), "{seen}");
    let number = placed.trim_start_matches("/bookings/").trim_end_matches("?new=1");
    let own = v.get_as(&counter, &format!("/admin/bookings/{number}")).await.body;
    for page in [seen, own] {
        assert!(!page.contains("老李") && !page.contains("邻里的事"));
    }
    // Nor may the counter change what it does not know.
    let amend = [("number", number), ("input[name]", "x"), ("input[party]", "2")];
    assert_eq!(v.post_as(&counter, "/api/booking/amend", &amend).await.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn people_and_purpose_are_changed_and_what_refuses_is_said_beside_what_was_typed() {
    let v = Visitor::new().await;
    let number = v.ask(RoomKind::TalkRoom, "09:00", "10:00").await;
    let page = format!("/bookings/{number}/change");
    let shown = v.get(&page).await.body;
    assert!(shown.contains("改人数、做什么") && shown.contains("value=\"邻里的事\""));
    let amend = async |party: &str, purpose: &str| {
        let fields = [
            ("from", &*page),
            ("show", "1"),
            ("number", &number),
            ("input[party]", party),
            ("input[name]", "王芳"),
            ("input[purpose]", purpose),
            // Whatever a form says, the time and the room stay.
            ("input[day]", "2026-09-22"),
            ("input[seats]", "3"),
        ];
        v.post("/api/booking/amend", &fields).await
    };
    let crowd = amend("4000", "开大会").await;
    assert_eq!(crowd.status, 200);
    assert!(
        crowd.body.contains("人数要在 1 到")
            && crowd.body.contains("value=\"开大会\"")
            && crowd.body.contains("value=\"4000\"")
    );
    let nonsense = amend("many", "开大会").await;
    assert_eq!(nonsense.status, 422);
    assert!(nonsense.body.contains("href=\"#f-party-amend\"") && nonsense.body.contains("value=\"开大会\""));
    let done = amend("5", "开小会").await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, format!("/bookings/{number}?done=amended"))
    );
    let shown = v.get(&done.header("location")).await.body;
    assert!(
        shown.contains("已经改好")
            && shown.contains("开小会")
            && shown.contains("5 人")
            && shown.contains("9:00–10:00")
    );
    // A resident moves nothing to another room, whichever they name.
    let reading = v.room(RoomKind::ReadingSpace).await.to_string();
    let time = [
        ("number", &*number),
        ("room", &*reading),
        ("input[day]", "2026-09-21"),
        ("input[start]", "15:00"),
        ("input[end]", "16:00"),
    ];
    assert_eq!(v.post("/api/booking/move", &time).await.status, 404);
    assert!(!v.get(&page).await.body.contains("换到哪间房"));
}

/// Books so many seats of the reading space; the booking's number.
async fn seats(v: &Visitor, key: &str, seats: &str) -> String {
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let fields = [
        ("room", room.as_str()),
        ("key", key),
        ("input[day]", "2026-09-21"),
        ("input[start]", "09:00"),
        ("input[end]", "10:00"),
        ("input[seats]", seats),
        ("input[party]", seats),
        ("input[name]", "王芳"),
    ];
    let to = v.post("/api/booking/place", &fields).await.header("location");
    to.trim_start_matches("/bookings/")
        .trim_end_matches("?new=1")
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn seats_stay_as_they_are_where_the_form_does_not_ask_for_them() {
    let v = Visitor::new().await;
    let (mine, other) = (seats(&v, "a", "2").await, seats(&v, "b", "3").await);
    let page = format!("/bookings/{mine}/change");
    let send = async |seats: &str, purpose: &str| {
        let fields = [
            ("from", &*page),
            ("show", "1"),
            ("number", &mine),
            ("input[party]", "2"),
            ("input[name]", "王芳"),
            ("input[purpose]", purpose),
            ("input[seats]", seats),
        ];
        v.post("/api/booking/amend", &fields).await
    };
    // How many there are is said, all but the others'.
    let room = v.room(RoomKind::ReadingSpace).await;
    let db = v.site.server.store.db();
    let mut stored = store::booking::rules(db, room).await.unwrap();
    let all = stored.rules.units;
    let most = format!("座位要在 1 到 {} 个之间", all - 3);
    let refused = send(&all.to_string(), "看书").await;
    assert!(
        refused.status == 200 && refused.body.contains(&most),
        "{most}: {}",
        refused.body
    );
    // Where it is, how many it takes is not asked: it takes what it has.
    let shown = v.get(&page).await.body;
    assert!(shown.contains("name=\"input[seats]\"") && !shown.contains("id=\"k-seats\""));
    // The room is given away as a whole from now on; two bookings are in it.
    (stored.rules.mode, stored.rules.units, stored.rules.whole_too) = (Mode::Whole, 1, false);
    let act = act(&v.site.server);
    store::booking::save_rules(db, &act, room, stored.version, &stored.rules)
        .await
        .unwrap();
    assert!(!v.get(&page).await.body.contains("name=\"input[seats]\""));
    let done = send("", "看书").await;
    assert_eq!(done.status, 303, "{}", done.body);
    let shown = v.get(&done.header("location")).await.body;
    assert!(shown.contains("看书") && shown.contains("2 个座位"), "{shown}");
    let shown = v.get(&format!("/bookings/{other}")).await.body;
    assert!(shown.contains("3 个座位"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_staff_change_is_told_as_a_change_and_not_as_another_time() {
    let v = Visitor::new().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(v.site.first().await)).await;
    let number = v.ask(RoomKind::TalkRoom, "09:00", "10:00").await;
    let fields = [
        ("number", &*number),
        ("input[party]", "3"),
        ("input[name]", "王芳"),
        ("reason", "多来一位"),
    ];
    assert_eq!(v.post_as(&counter, "/api/booking/amend", &fields).await.status, 303);
    let told = v.get("/me/notices").await.body;
    assert!(
        told.contains("预约有改动") && told.contains("你的预约有改动：") && told.contains("多来一位"),
        "{told}"
    );
    assert!(!told.contains("改了时间") && !told.contains("改到了"));
    assert!(
        v.get(&format!("/bookings/{number}?done=moved"))
            .await
            .body
            .contains("预约已经改好")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn staff_move_a_booking_to_another_room_of_the_center() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let number = v.ask(RoomKind::TalkRoom, "09:00", "10:00").await;
    let reading = v.room(RoomKind::ReadingSpace).await;
    // Only staff is signed in on that device: the page is theirs.
    let page = v.get_as(&counter, &format!("/bookings/{number}/change")).await.body;
    assert!(page.contains("换到哪间房") && page.contains(&format!("<option value=\"{reading}\"")));
    // Choosing another room keeps the day and the length that are looked at.
    let looked = format!("/bookings/{number}/change?day=2026-09-22&minutes=90");
    let looked = v.get_as(&counter, &looked).await.body;
    for kept in ["name=\"day\" value=\"2026-09-22\"", "name=\"minutes\" value=\"90\""] {
        let form = &looked[..looked.find("看这间的空位").unwrap()];
        assert!(form.contains(kept), "{kept}");
    }
    let there = format!("/bookings/{number}/change?room={reading}&day=2026-09-21");
    let free = v.get_as(&counter, &there).await.body;
    let pick = format!("day=2026-09-21&amp;start=15:00&amp;end=16:00&amp;minutes=60&amp;seats=2&amp;room={reading}");
    assert!(free.contains(&pick), "as many seats as people: {free}");
    let sure = format!("{there}&start=15:00&end=16:00");
    assert!(v.get_as(&counter, &sure).await.body.contains("改到：阅享空间"));
    let send = async |reason: &str| {
        let reading = reading.to_string();
        let fields = [
            ("from", &*sure),
            ("show", "1"),
            ("number", &number),
            ("room", &reading),
            ("input[day]", "2026-09-21"),
            ("input[start]", "15:00"),
            ("input[end]", "16:00"),
            ("input[seats]", "2"),
            ("reason", reason),
        ];
        v.post_as(&counter, "/api/booking/move", &fields).await
    };
    assert_eq!(send("").await.status, 422, "staff say why");
    assert_eq!(send("说事室要修").await.status, 303);
    let own = v.get(&format!("/bookings/{number}")).await.body;
    for text in ["阅享空间", "15:00–16:00", "2 个座位", "说事室要修"] {
        assert!(own.contains(text), "{text}");
    }
    // Not to another center's.
    let elsewhere = store::room::list(
        v.site.server.store.db(),
        v.other().await,
        v.site.server.local_now().day,
        false,
    )
    .await;
    let elsewhere = elsewhere.unwrap()[0].id.to_string();
    let fields = [("number", &*number), ("room", &*elsewhere), ("reason", "x")];
    assert_eq!(v.post_as(&counter, "/api/booking/move", &fields).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_wrong_about_somebody_who_walks_in_is_said_at_their_field() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let room = v.room(RoomKind::TalkRoom).await.to_string();
    let here = format!("/admin/bookings?center={center}&day=2026-09-18");
    let fields = [
        ("from", &*here),
        ("id", &room),
        ("key", "m"),
        ("input[until]", "11:00"),
        ("input[phone]", "call me"),
        ("input[party]", "many"),
    ];
    let page = v.post_as(&counter, "/api/booking/walk_in", &fields).await;
    assert_eq!(page.status, 422);
    for (field, typed) in [("phone", "call me"), ("party", "many")] {
        let (link, described) = (
            format!("href=\"#f-{field}-{room}\""),
            format!("f-{field}-{room}-error\" aria-invalid=\"true\""),
        );
        assert!(page.body.contains(&link), "{link}");
        assert!(page.body.contains(&described) && page.body.contains(&format!("id=\"f-{field}-{room}-error\"")));
        assert!(page.body.contains(&format!("value=\"{typed}\"")));
    }
    assert!(
        page.body.contains("<details open"),
        "what has to be mended is not folded away"
    );
}
