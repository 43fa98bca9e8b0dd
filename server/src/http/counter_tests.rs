//! What the counter does for people, and who may know whom, as a browser without scripts shows it.

use super::booking_tests::Visitor;
use model::{
    booking::{NoShowLimit, State},
    permission::{Role, Scope},
    room::RoomKind,
};
use store::setting::{self, NO_SHOW};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_books_for_a_caller_who_gets_a_number_and_a_slip() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let (id, room) = (center.to_string(), v.room(RoomKind::TalkRoom).await.to_string());
    let page = format!("/admin/bookings/new?center={center}&day=2026-09-21");
    let shown = v.get_as(&counter, &page).await;
    assert_eq!(shown.status, 200);
    for text in ["替人预约", "还空着的", "8:30–17:30", &room] {
        assert!(shown.body.contains(text), "{text}");
    }
    let send = async |key: &str, name: &str, start: &str, end: &str, waiver: &str| {
        let fields = [
            ("from", &*page),
            ("show", "1"),
            ("center", &id),
            ("key", key),
            ("room", &room),
            ("waiver", waiver),
            ("input[phone]", "139 0000 5678"),
            ("input[name]", name),
            ("input[day]", "2026-09-21"),
            ("input[start]", start),
            ("input[end]", end),
            ("input[party]", "3"),
        ];
        v.post_as(&counter, "/api/booking/place_for", &fields).await
    };
    // Nobody knows the phone yet, so a name is needed.
    let nameless = send("a", "", "9:00", "10:00", "").await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.body.contains("href=\"#f-name\"") && nameless.body.contains("139 0000 5678"));
    let placed = send("a", "李大爷", "9:00", "10:00", "").await;
    assert_eq!(placed.status, 303);
    let slip = placed.header("location");
    assert!(
        slip.starts_with("/admin/bookings/") && slip.ends_with("?new=1"),
        "{slip}"
    );
    let slip = v.get_as(&counter, &slip).await.body;
    for text in ["李大爷", "13900005678", "9:00–10:00", "qr.svg", "约好了。"] {
        assert!(slip.contains(text), "{text}");
    }
    // Who was here before need not be asked again; the third of a day is against the quota, and staff say why.
    assert_eq!(send("b", "", "10:00", "11:00", "").await.status, 303);
    let against = send("c", "", "11:00", "12:00", "").await;
    assert_eq!(against.status, 200);
    assert!(against.body.contains("一天最多约 2 次") && against.body.contains("破例的原因"));
    let granted = send("c", "", "11:00", "12:00", "村里的大会").await;
    assert_eq!(granted.status, 303);
    let granted = v.get_as(&counter, &granted.header("location")).await.body;
    assert!(granted.contains("村里的大会") && granted.contains("quota_day"));
    // Never an overlap, whatever the reason; other times are offered and everything typed is there.
    let taken = send("d", "李大爷", "9:30", "10:30", "很急").await;
    assert_eq!(taken.status, 200);
    assert!(taken.body.contains("刚刚被别人约走了") && taken.body.contains("李大爷"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_panels_first_page_offers_nobody_what_they_may_not_do() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let boss = v.staff(Role::Administrator, Scope::Everywhere).await;
    assert!(v.get_as(&boss, "/admin").await.body.contains("用表格导入"));
    for role in [Role::CounterStaff, Role::Inspector] {
        let scope = match role {
            Role::Inspector => Scope::Everywhere,
            _ => Scope::Center(center),
        };
        let person = v.staff(role, scope).await;
        let page = v.get_as(&person, "/admin").await;
        assert_eq!(page.status, 200, "{role:?}");
        assert!(
            page.body.contains("演示数据") && !page.body.contains("用表格导入"),
            "{role:?}"
        );
        // Whatever it leads to in the panel opens.
        let mut places: Vec<&str> = page
            .body
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter(|place| place.starts_with("/admin"))
            .collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            assert_eq!(v.get_as(&person, place).await.status, 200, "{role:?} at {place}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn somebody_who_walks_in_is_in_with_one_press_and_notes_stay_at_the_counter() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let room = v.room(RoomKind::TalkRoom).await.to_string();
    let here = format!("/admin/bookings?center={center}&day=2026-09-18");
    let page = v.get_as(&counter, &here).await.body;
    assert!(
        page.contains("现在就用") && page.contains("<option value=\"11:00\" selected"),
        "an hour from 10:00"
    );
    let walk_in = [
        ("from", &*here),
        ("back", &here),
        ("id", &room),
        ("key", "k"),
        ("input[until]", "11:00"),
    ];
    let came = v.post_as(&counter, "/api/booking/walk_in", &walk_in).await;
    assert_eq!(
        (came.status, came.header("location")),
        (303, format!("{here}&done=walked_in"))
    );
    let page = v.get_as(&counter, &came.header("location")).await.body;
    assert!(page.contains("已经登记") && page.contains("已签到") && page.contains("有人用"));
    let twice = v.post_as(&counter, "/api/booking/walk_in", &walk_in).await;
    assert_eq!(twice.header("location"), came.header("location"));
    let again = [
        ("from", &*here),
        ("back", &here),
        ("id", &room),
        ("key", "l"),
        ("input[until]", "11:00"),
    ];
    let gone = v.post_as(&counter, "/api/booking/walk_in", &again).await;
    assert_eq!(gone.header("location"), format!("{here}&done=gone"));
    let nonsense = [
        ("from", &*here),
        ("id", &room),
        ("key", "m"),
        ("input[until]", "soon"),
        ("input[phone]", "call me"),
    ];
    assert_eq!(v.post_as(&counter, "/api/booking/walk_in", &nonsense).await.status, 422);

    let number = v.ask(RoomKind::TalkRoom, "09:00", "10:00").await;
    let own = format!("/admin/bookings/{number}");
    let note = [
        ("from", &*own),
        ("then", &*own),
        ("number", &number),
        ("note", "坐轮椅"),
    ];
    assert_eq!(v.post_as(&counter, "/api/booking/note", &note).await.status, 303);
    let monday = format!("/admin/bookings?center={center}&day=2026-09-21");
    assert!(v.get_as(&counter, &monday).await.body.contains("坐轮椅"));
    assert!(
        !v.get(&format!("/bookings/{number}")).await.body.contains("坐轮椅"),
        "the resident does not read it"
    );
    // On paper: a sheet with the last four digits of the phone.
    let paper = v
        .get_as(&counter, &monday.replace("bookings?", "bookings/print?"))
        .await;
    assert_eq!(paper.status, 200);
    assert!(paper.body.contains("…1234") && paper.body.contains("坐轮椅"));
    // It says the date, whichever day it is read on.
    let paper = v
        .get_as(
            &counter,
            &format!("/admin/bookings/print?center={center}&day=2026-09-18"),
        )
        .await
        .body;
    assert!(
        paper.contains("9 月 18 日 周五") && !paper.contains("今天 9 月"),
        "{paper}"
    );
    // Staff cancel with a reason, and the resident reads it.
    let cancel = |reason| {
        [
            ("from", &*own),
            ("number", &*number),
            ("back", &*own),
            ("reason", reason),
        ]
    };
    assert_eq!(
        v.post_as(&counter, "/api/booking/cancel", &cancel(" ")).await.status,
        422
    );
    assert_eq!(
        v.post_as(&counter, "/api/booking/cancel", &cancel("那天停水"))
            .await
            .status,
        303
    );
    let shown = v.get(&format!("/bookings/{number}")).await.body;
    assert!(shown.contains("已取消") && shown.contains("那天停水"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_appoints_people_is_told_where_a_private_room_has_no_mediator() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let admin = v.site.administrator("boss").await;
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    // Whether the notice is there, and whether it names the town's center.
    let told = async |cookie: &str| {
        let page = v.get_as(cookie, "/admin").await.body;
        let notice = page.split("<p>").find(|text| text.contains("还没有调解员"));
        notice.map(|text| text.starts_with("音德尔镇党群服务中心"))
    };
    assert_eq!((told(&admin).await, told(&lead).await), (Some(true), None));
    v.staff(Role::Mediator, Scope::Center(center)).await;
    assert_ne!(told(&admin).await, Some(true), "it has one now");
    v.staff(Role::Mediator, Scope::Everywhere).await;
    assert_eq!(told(&admin).await, None, "and all others have");
}

/// What somebody who walks in sends.
fn walks_in<'a>(here: &'a str, room: &'a str, key: &'a str, party: &'a str) -> [(&'a str, &'a str); 8] {
    [
        ("from", here),
        ("back", here),
        ("show", "1"),
        ("id", room),
        ("key", key),
        ("input[until]", "10:30"),
        ("input[name]", "李大爷"),
        ("input[party]", party),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_walked_in_has_come_in_also_where_that_is_said_again_after_they_left() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let here = format!("/admin/bookings?center={center}&day=2026-09-18");
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let room = v.room(RoomKind::TalkRoom).await.to_string();
    let fields = walks_in(&here, &room, "k", "");
    let came = v.post_as(&counter, "/api/booking/walk_in", &fields).await;
    assert_eq!(came.header("location"), format!("{here}&done=walked_in"));
    v.site.pass(3900);
    let db = v.site.server.store.db();
    store::booking::finish_past(db, &super::testing::act(&v.site.server))
        .await
        .unwrap();
    let day = v.site.server.local_now().day;
    let booked = store::booking::of_center_day(db, center, day).await.unwrap();
    assert_eq!(booked[0].state, model::booking::State::Finished);
    // Nobody has worked at the counter for an hour: they sign in anew.
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let again = v.post_as(&counter, "/api/booking/walk_in", &fields).await;
    assert_eq!(again.header("location"), came.header("location"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_walks_in_is_sent_in_only_where_nobody_has_to_decide_first() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let here = format!("/admin/bookings?center={center}&day=2026-09-18");
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let db = v.site.server.store.db();
    for (kind, word, says) in [
        (RoomKind::LectureHall, "waits", "这间房要等负责人决定"),
        (RoomKind::MediationRoom, "waits_mediator", "这间房要等调解员决定"),
    ] {
        let room = v.room(kind).await.to_string();
        let fields = walks_in(&here, &room, word, "");
        let asked = v.post_as(&counter, "/api/booking/walk_in", &fields).await;
        let waits = format!("{here}&done={word}");
        assert_eq!((asked.status, asked.header("location")), (303, waits.clone()));
        let page = v.get_as(&counter, &waits).await.body;
        assert!(page.contains(says) && page.contains("待确认"), "{page}");
        assert!(!page.contains("请进") && !page.contains("已签到"), "{page}");
    }
    let day = store::booking::of_center_day(db, center, v.site.server.local_now().day);
    assert!(day.await.unwrap().iter().all(|b| b.state == State::Pending));
    let english = v
        .get_as(&format!("{counter}; lang=en"), &format!("{here}&done=waits"))
        .await;
    assert!(english.body.contains("waits for a lead to decide"), "{}", english.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_decides_about_a_room_lets_somebody_in_at_once() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let here = format!("/admin/bookings?center={center}&day=2026-09-18");
    for (role, kind) in [
        (Role::CenterLead, RoomKind::LectureHall),
        (Role::Mediator, RoomKind::MediationRoom),
    ] {
        let cookie = v.staff(role, Scope::Center(center)).await;
        let room = v.room(kind).await.to_string();
        let fields = walks_in(&here, &room, role.code(), "");
        let came = v.post_as(&cookie, "/api/booking/walk_in", &fields).await;
        assert_eq!(came.header("location"), format!("{here}&done=walked_in"), "{role:?}");
        let page = v.get_as(&cookie, &came.header("location")).await.body;
        assert!(page.contains("请进") && page.contains("已签到"), "{role:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_walks_in_counts_as_many_as_the_room_wants_at_least_and_hears_which_rule_refuses() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let here = format!("/admin/bookings?center={center}&day=2026-09-18");
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let (db, act) = (v.site.server.store.db(), super::testing::act(&v.site.server));
    let id = v.room(RoomKind::TalkRoom).await;
    let mut stored = store::booking::rules(db, id).await.unwrap();
    (stored.rules.party_min, stored.rules.party_max) = (2, 12);
    store::booking::save_rules(db, &act, id, stored.version, &stored.rules)
        .await
        .unwrap();
    let room = id.to_string();
    let page = v.get_as(&counter, &here).await.body;
    let field = page.split(&format!("id=\"f-party-{room}\"")).nth(1).unwrap();
    let field = field.split('>').next().unwrap();
    assert!(field.contains("value=\"2\""), "{field}");
    // One is too few: the form says which rule it is and keeps what was typed; no other form says so.
    let fields = walks_in(&here, &room, "k", "1");
    let refused = v.post_as(&counter, "/api/booking/walk_in", &fields).await;
    assert_eq!(refused.status, 200);
    assert_eq!(refused.body.matches("这样约不了").count(), 1, "{}", refused.body);
    assert!(refused.body.contains("<details open") && refused.body.contains("value=\"李大爷\""));
    assert!(refused.body.contains("人数要在 2 到 12 之间"));
    assert!(
        refused.body.contains("<option value=\"10:30\" selected"),
        "others stay at an hour"
    );
    let booked = async || {
        let day = v.site.server.local_now().day;
        store::booking::of_center_day(db, center, day).await.unwrap()
    };
    assert!(booked().await.is_empty(), "nothing was written");
    let fields = walks_in(&here, &room, "k", "");
    let came = v.post_as(&counter, "/api/booking/walk_in", &fields).await;
    assert_eq!(came.header("location"), format!("{here}&done=walked_in"));
    let parties: Vec<u32> = booked().await.iter().map(|b| b.party).collect();
    assert_eq!(parties, [2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_parties_of_a_mediation_are_named_to_mediators_and_to_nobody_else() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let number = v.ask(RoomKind::MediationRoom, "09:00", "10:00").await;
    let day = format!("center={center}&day=2026-09-21");
    let pages = [
        format!("/admin/bookings?{day}"),
        format!("/admin/bookings/print?{day}"),
        format!("/admin/bookings/{number}"),
        format!("/bookings/{number}"),
        format!("/bookings/{number}/change"),
        format!("/bookings/{number}/cancel"),
    ];
    let named = |body: &str| {
        ["王芳", "13800001234", "邻里的事"]
            .iter()
            .any(|text| body.contains(text))
    };
    let scope = || Scope::Center(center);
    for (role, knows) in [
        (Role::Administrator, false),
        (Role::TownStaff, false),
        (Role::CounterStaff, false),
        (Role::CenterLead, false),
        (Role::Mediator, true),
    ] {
        let cookie = v.staff(role, scope()).await;
        for page in &pages {
            let answer = v.get_as(&cookie, page).await;
            assert_eq!(answer.status, 200, "{role:?} {page}");
            if knows && page.starts_with("/admin") {
                assert!(named(&answer.body), "{role:?} {page}");
            }
            if !knows {
                assert!(!named(&answer.body), "{role:?} {page}");
            }
        }
        let decide = [
            ("number", &*number),
            ("decision", "approve"),
            ("from", "/admin/bookings"),
        ];
        if !knows {
            assert_eq!(
                v.post_as(&cookie, "/api/booking/decide", &decide).await.status,
                403,
                "{role:?}"
            );
            let note = [("number", &*number), ("note", "x"), ("from", "/admin/bookings")];
            assert_eq!(
                v.post_as(&cookie, "/api/booking/note", &note).await.status,
                403,
                "{role:?}"
            );
        }
    }
    // A change that meets it lists that the room is taken, and not by whom.
    let room = v.room(RoomKind::MediationRoom).await.to_string();
    let admin = v.staff(Role::Administrator, Scope::Everywhere).await;
    let form = format!("/admin/centers/{center}/rooms/{room}");
    let close = [
        ("from", &*form),
        ("show", "1"),
        ("id", &*room),
        ("key", "k"),
        ("input[from]", "2026-09-21"),
        ("input[reason]", "粉刷"),
    ];
    let answer = v.post_as(&admin, "/api/room/close", &close).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains(&number) && !named(&answer.body));
    let mediator = v.staff(Role::Mediator, scope()).await;
    let decide = [
        ("number", &*number),
        ("decision", "approve"),
        ("from", "/admin/bookings"),
    ];
    assert_eq!(v.post_as(&mediator, "/api/booking/decide", &decide).await.status, 303);
    for page in ["/admin/audit", "/admin/audit.csv"] {
        assert!(!named(&v.get_as(&admin, page).await.body), "{page}");
    }
    // Whoever knows whom the phone belongs to does not learn it from the mediation.
    let counter = v.staff(Role::CounterStaff, scope()).await;
    let ask = [("center", &*center.to_string()), ("phone", "13800001234")];
    let known = v.post_as(&counter, "/api/booking/known_as", &ask).await;
    assert!(!named(&known.body));
    let page = v
        .get_as(&counter, &format!("/admin/counter?center={center}&q=13800001234"))
        .await;
    assert!(
        page.status == 200 && page.body.contains("13800001234"),
        "what was looked for"
    );
    assert!(!page.body.contains("这个号码登记过") && !page.body.contains("王芳"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_did_not_come_is_told_what_works_and_the_counter_can_lift_it() {
    let v = Visitor::new().await;
    let (db, center) = (v.site.server.store.db(), v.site.first().await);
    let limit = NoShowLimit {
        on: true,
        times: 1,
        within_days: 30,
        days: 14,
    };
    let act = super::testing::act(&v.site.server);
    setting::save(db, &act, NO_SHOW, 0, &limit).await.unwrap();
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let (id, room) = (center.to_string(), v.room(RoomKind::TalkRoom).await.to_string());
    let fields = [
        ("center", &*id),
        ("key", "k"),
        ("room", &room),
        ("waiver", "马上到"),
        ("input[phone]", "13800001234"),
        ("input[name]", "王芳"),
        ("input[day]", "2026-09-18"),
        ("input[start]", "10:00"),
        ("input[end]", "11:00"),
    ];
    let placed = v
        .post_as(&counter, "/api/booking/place_for", &fields)
        .await
        .header("location");
    let number = placed
        .trim_start_matches("/admin/bookings/")
        .trim_end_matches("?new=1")
        .to_owned();
    assert!(!v.get("/me").await.body.contains("只能约当天"));
    let back = format!("/admin/bookings?center={center}&day=2026-09-18");
    let missed = v
        .post_as(&counter, "/api/booking/miss", &[("number", &*number), ("back", &back)])
        .await;
    assert_eq!(missed.header("location"), format!("{back}&done=no_show"));
    for page in ["/me", "/me/bookings"] {
        assert!(v.get(page).await.body.contains("只能约当天的"), "{page}");
    }
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let ask = async |day: &str| {
        let fields = [
            ("from", "/book"),
            ("show", "1"),
            ("room", &*room),
            ("input[day]", day),
            ("input[start]", "15:00"),
            ("input[end]", "16:00"),
            ("input[seats]", "1"),
            ("input[party]", "1"),
            ("input[name]", "王芳"),
        ];
        let from = format!("/book/{room}");
        let mut fields = fields.to_vec();
        fields[0].1 = &from;
        v.post("/api/booking/check", &fields).await.body
    };
    assert!(ask("2026-09-21").await.contains("只能约当天的"));
    assert!(ask("2026-09-18").await.contains("确认预约"));
    let own = format!("/admin/bookings/{number}");
    assert!(v.get_as(&counter, &own).await.body.contains("解除限制"));
    let lift = [("number", &*number), ("then", &*own), ("from", &*own)];
    assert_eq!(v.post_as(&counter, "/api/booking/forgive", &lift).await.status, 303);
    assert!(ask("2026-09-21").await.contains("确认预约"));
    assert!(!v.get("/me").await.body.contains("只能约当天"));
}
