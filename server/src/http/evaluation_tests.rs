//! Rating as a browser without scripts does it, and everything that is no rating: too early, too often, made up, by staff.

use super::{
    booking_tests::Visitor,
    testing::{Answer, act},
};
use app::evaluation::reach::{panel_name, path};
use model::{
    booking::{Booking, slot_start},
    center::CenterId,
    evaluation::{ASK_DAYS, About, Level, Link},
    permission::{Grant, Role, Scope},
    room::RoomKind,
};
use store::{Act, booking, evaluation};

/// Long after the booking of [`booked`].
const LATER: i64 = 7 * 86_400;

/// A seat in the reading space, and where it is rated.
pub(super) async fn booked(v: &Visitor) -> (Booking, String) {
    let room = v.room(RoomKind::ReadingSpace).await.to_string();
    let fields = [
        ("show", "1"),
        ("room", room.as_str()),
        ("key", "k1"),
        ("input[day]", "2026-09-21"),
        ("input[start]", "09:00"),
        ("input[end]", "10:00"),
        ("input[seats]", "1"),
        ("input[party]", "1"),
        ("input[name]", "王小明"),
    ];
    let placed = v.post("/api/booking/place", &fields).await;
    let number = placed.header("location");
    let number = number.trim_start_matches("/bookings/").trim_end_matches("?new=1");
    let db = v.site.server.store.db();
    let booking = booking::by_number(db, number.parse().unwrap()).await.unwrap().unwrap();
    let path = path(&v.site.server, Link::first(About::Booking(booking.id)));
    (booking, path)
}

/// The same, when it is over.
pub(super) async fn over(v: &Visitor) -> (Booking, String) {
    let (booking, path) = booked(v).await;
    let later = Act {
        at: v.site.server.now() + LATER,
        ..act(&v.site.server)
    };
    booking::finish_past(v.site.server.store.db(), &later).await.unwrap();
    (booking, path)
}

pub(super) async fn tap(v: &Visitor, cookie: &str, path: &str, level: &str, key: &str) -> Answer {
    let at = path.trim_start_matches("/rate/");
    let then = format!("{path}?done=1");
    let fields = [
        ("from", path),
        ("then", &then),
        ("at", at),
        ("key", key),
        ("level", level),
    ];
    v.post_as(cookie, "/api/evaluation/rate", &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_tap_is_kept_and_more_may_be_said_once() {
    let v = Visitor::new().await;
    let (booking, path) = over(&v).await;
    let page = v.get_as("", &path).await;
    assert_eq!(
        (page.status, page.header("cache-control").as_str()),
        (200, "private, no-store")
    );
    assert_eq!(page.body.matches("name=\"level\"").count(), 5);
    for word in ["非常满意", "基本满意", "非常不满意", "阅享空间"] {
        assert!(page.body.contains(word), "{word}");
    }
    let tapped = tap(&v, "", &path, "4", "a").await;
    assert_eq!(
        (tapped.status, tapped.header("location")),
        (303, format!("{path}?done=1"))
    );
    // Twice is once; another one hears what was said.
    assert_eq!(tap(&v, "", &path, "4", "a").await.status, 303);
    assert_eq!(tap(&v, "", &path, "1", "b").await.status, 303);
    let thanks = v.get_as("", &path).await.body;
    assert!(thanks.contains("您评的是：不满意") && thanks.contains("哪里不好？"));

    let at = path.trim_start_matches("/rate/");
    let more = |words: &'static str, reason: &'static str| {
        [
            ("from", path.as_str()),
            ("at", at),
            ("input[reasons][]", reason),
            ("input[seven][]", "tea"),
            ("input[answers][0][code]", "q2"),
            ("input[answers][0][values][0]", "一盏灯"),
            ("input[words]", words),
        ]
    };
    let wrong = v
        .post_as("", "/api/evaluation/tell", &more("等了</textarea><script>", "r99"))
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("等了&lt;/textarea&gt;&lt;script&gt;") && wrong.body.contains("一盏灯"));
    let told = v
        .post_as("", "/api/evaluation/tell", &more("王小明等了很久", "r5"))
        .await;
    assert_eq!(told.status, 303, "{}", told.body);
    // A second time adds nothing, and what was typed is shown once more.
    let again = v.post_as("", "/api/evaluation/tell", &more("还有一句", "r5")).await;
    assert!(again.status == 422 && again.body.contains("还有一句") && again.body.contains("先说的保留着"));

    let db = v.site.server.store.db();
    let listed = evaluation::listed(db, v.site.first().await, evaluation::Filter::default())
        .await
        .unwrap();
    assert_eq!((listed.len(), listed[0].words.as_str()), (1, "王小明等了很久"));
    assert_eq!(listed[0].answers.reasons, ["r5"]);
    // Those who work there read neither who it was nor in which booking.
    let admin = v.site.administrator("admin").await;
    for page in ["/admin/evaluations?center=", "/admin/evaluations/"] {
        let id = if page.ends_with('=') {
            v.site.first().await.to_string()
        } else {
            panel_name(&v.site.server, listed[0].id)
        };
        let body = v.get_as(&admin, &format!("{page}{id}")).await.body;
        assert!(body.contains("王*等了很久"), "{page}");
        for secret in [
            "王小明",
            "13800001234",
            &booking.number.to_string(),
            &booking.id.to_string(),
            &listed[0].id.to_string(),
        ] {
            assert!(!body.contains(secret), "{page} {secret}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_no_rating_gets_a_clear_answer() {
    let v = Visitor::new().await;
    let (_, path) = booked(&v).await;
    assert!(v.get_as("", &path).await.body.contains("还没到评价的时候"));
    let early = tap(&v, "", &path, "1", "a").await;
    assert_eq!(early.status, 422);
    let later = Act {
        at: v.site.server.now() + LATER,
        ..act(&v.site.server)
    };
    booking::finish_past(v.site.server.store.db(), &later).await.unwrap();

    for level in ["0", "6", "-1", "99999"] {
        let refused = tap(&v, "", &path, level, "a").await;
        assert!(
            refused.status == 422 && refused.body.contains("1, 2, 3, 4, 5"),
            "{level}: {}",
            refused.status
        );
    }
    // One character of the seal.
    let last = if path.ends_with('0') { '1' } else { '0' };
    let guessed = format!("{}{last}", &path[..path.len() - 1]);
    for made_up in [guessed.as_str(), "/rate/b", "/rate/at/x", "/rate/é"] {
        let made_up = made_up.replace('é', "%C3%A9");
        assert_eq!(v.get_as("", &made_up).await.status, 404, "{made_up}");
    }
    assert_eq!(tap(&v, "", &guessed, "1", "a").await.status, 404);
    assert_eq!(v.get_as("", &format!("{guessed}/qr.svg")).await.status, 404);
    assert_eq!(
        v.get_as("", &format!("{path}/qr.svg")).await.header("content-type"),
        "image/svg+xml"
    );

    let admin = v.site.administrator("admin").await;
    let page = v.get_as(&admin, &path).await;
    assert!(page.status == 403 && page.body.contains("好差评由群众来评") && !page.body.contains("name=\"level\""));
    let refused = tap(&v, &admin, &path, "1", "a").await;
    assert!(matches!(refused.status, 403 | 422) && refused.body.contains("好差评由群众来评"));
    // Nothing of all that was kept.
    assert!(v.get_as("", &path).await.body.contains("name=\"level\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_expired_link_says_until_when_it_was_and_takes_no_tap() {
    let v = Visitor::new().await;
    let (_, path) = over(&v).await;
    v.site.pass(LATER + ASK_DAYS * 86_400);
    let last = v.site.server.local_now().day;
    let open = v.get_as("", &path).await;
    assert!(open.body.contains("name=\"level\""), "{}", open.body);
    v.site.pass(1);
    let says = [
        "评价已经截止".to_owned(),
        format!("这次服务评到 {} 月 {} 日为止", last.month(), last.day()),
    ];
    let page = v.get_as("", &path).await;
    // Whoever had the page open before hears the same.
    let late = tap(&v, "", &path, "5", "a").await;
    assert_eq!((page.status, late.status), (200, 422));
    for body in [&page.body, &late.body] {
        for said in &says {
            assert!(body.contains(said), "{said}: {body}");
        }
        assert!(!body.contains("name=\"level\""), "{body}");
    }
    let at = path.trim_start_matches("/rate/");
    let call = axum::http::Request::post("/api/evaluation/rate")
        .header("content-type", "application/json")
        .body(axum::body::Body::from(format!(
            "{{\"at\":\"{at}\",\"level\":5,\"key\":\"b\"}}"
        )))
        .unwrap();
    let refused = v.site.send(call).await;
    assert!(
        refused.status == 422 && refused.body.contains("\"level\"") && refused.body.contains("too_late"),
        "{} {}",
        refused.status,
        refused.body
    );
    assert_eq!(counted(&v, v.site.first().await).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_worked_on_a_service_does_not_rate_it_from_their_own_phone() {
    let v = Visitor::new().await;
    let (booking, path) = booked(&v).await;
    let (db, act) = (v.site.server.store.db(), act(&v.site.server));
    let new = store::staff::NewStaff {
        username: "clerk".into(),
        name: "王小明".into(),
        // The resident's, typed as people type it.
        phone: "+86 138-0000-1234".into(),
        grants: vec![Grant {
            role: Role::CounterStaff,
            scope: Scope::Everywhere,
        }],
        password_hash: String::new(),
        must_change_password: false,
    };
    let clerk = store::staff::create(db, &act, "clerk", &new).await.unwrap();
    let came = Act {
        at: slot_start(booking.first_slot),
        staff: Some(clerk),
        ..act.clone()
    };
    booking::check_in(db, &came, booking::By::Staff, booking.id)
        .await
        .unwrap();
    let later = Act {
        at: v.site.server.now() + LATER,
        ..act
    };
    booking::finish_past(db, &later).await.unwrap();
    assert!(v.get_as("", &path).await.body.contains("name=\"level\""));
    let refused = tap(&v, "", &path, "1", "a").await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("不能评自己办的事") && refused.body.contains("href=\"#f-level\""),
        "{}",
        refused.body
    );
    assert_eq!(counted(&v, v.site.first().await).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_booking_and_the_notice_lead_to_the_link() {
    let v = Visitor::new().await;
    let (booking, path) = over(&v).await;
    let page = v.get(&format!("/bookings/{}", booking.number)).await.body;
    assert!(page.contains(&format!("href=\"{path}\"")) && page.contains(&format!("{path}/qr.svg")));
    let db = v.site.server.store.db();
    let mut told = store::notice::of_resident(db, booking.resident, None, i64::MAX)
        .await
        .unwrap();
    let asked = told.iter_mut().find(|n| n.path.starts_with("/rate/")).unwrap();
    assert_ne!(asked.path, path, "the store knows no secret");
    app::evaluation::reach::seal_notice(&v.site.server, asked);
    assert_eq!(asked.path, path);
}

fn cookie(answer: &Answer) -> String {
    let line = answer.header("set-cookie");
    assert!(line.contains("HttpOnly") && line.contains("SameSite=Lax"), "{line}");
    line.split(';').next().unwrap().to_owned()
}

async fn counted(v: &Visitor, center: CenterId) -> usize {
    let db = v.site.server.store.db();
    evaluation::listed(db, center, evaluation::Filter::default())
        .await
        .unwrap()
        .len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_device_rates_a_counter_once_a_day() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let path = format!("/rate/at/{center}");
    let page = v.get_as("", &path).await;
    assert!(page.status == 200 && page.body.contains("窗口"));
    let (mine, yours) = (cookie(&page), cookie(&v.get_as("", &path).await));
    assert_ne!(mine, yours);
    assert_eq!(
        v.get_as(&mine, &path).await.header("set-cookie"),
        "",
        "a device keeps its cookie"
    );
    assert_eq!(tap(&v, &mine, &path, "2", "a").await.status, 303);
    assert_eq!(tap(&v, &mine, &path, "5", "b").await.status, 303);
    assert!(v.get_as(&mine, &path).await.body.contains("您评的是：满意"));
    assert_eq!(tap(&v, &yours, &path, "5", "c").await.status, 303);
    assert_eq!(counted(&v, center).await, 2);
    // Without a cookie, the address is the device.
    assert_eq!(tap(&v, "", &path, "1", "d").await.status, 303);
    assert_eq!(tap(&v, "", &path, "1", "e").await.status, 303);
    assert_eq!(counted(&v, center).await, 3);
    assert_eq!(
        v.get_as("", &format!("{path}/qr.svg")).await.header("content-type"),
        "image/svg+xml"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_counters_page_is_kept_as_nobody_in_particular_sees_it_and_rated_on_day_after_day() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let path = format!("/rate/at/{center}");
    let page = v.get_as("", &path).await;
    let device = cookie(&page);
    assert_eq!(page.header("cache-control"), "private, no-store");
    let keep_as = page.header("keep-as");
    assert!(keep_as.contains("elder=0"), "{keep_as}");
    assert_eq!(tap(&v, &device, &path, "2", "kept").await.status, 303);
    // What the worker fetches says nothing of that, and may be kept; what this device sees is not.
    let kept = v.site.get_with(&path, &[("keep-as", keep_as.as_str())]).await;
    assert_eq!(
        (kept.header("cache-control").as_str(), kept.header("keep-as").as_str()),
        ("private, no-cache", "")
    );
    assert!(kept.body.contains("name=\"level\"") && !kept.body.contains("您评的是"));
    let mine = v.get_as(&device, &path).await;
    assert!(mine.body.contains("您评的是：满意") && mine.header("cache-control").contains("no-store"));
    // The copy's one key is no hindrance: a second tap of the day hears the first, and the next day's is a visit of its own.
    assert_eq!(tap(&v, &device, &path, "5", "kept").await.status, 303);
    assert_eq!(counted(&v, center).await, 1);
    v.site.pass(86_400);
    assert_eq!(tap(&v, &device, &path, "5", "kept").await.status, 303);
    assert_eq!(counted(&v, center).await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_device_without_a_cookie_counts_once_however_many_it_sends_at_once() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let path = format!("/rate/at/{center}");
    let tapped = async |key: &'static str| tap(&v, "", &path, "5", key).await.status;
    let all = tokio::join!(
        tapped("a"),
        tapped("b"),
        tapped("c"),
        tapped("d"),
        tapped("e"),
        tapped("f")
    );
    assert_eq!(all, (303, 303, 303, 303, 303, 303));
    assert_eq!(counted(&v, center).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_visit_that_is_sent_later_counts_for_its_day_and_not_without_end() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let path = format!("/rate/at/{center}");
    let device = cookie(&v.get_as("", &path).await);
    let late = async |key: &str, age: &str| {
        let at = path.trim_start_matches("/rate/");
        let fields = [
            ("from", path.as_str()),
            ("at", at),
            ("key", key),
            ("level", "1"),
            ("offline", "true"),
            ("age", age),
        ];
        v.post_as(&device, "/api/evaluation/rate", &fields).await.status
    };
    // Yesterday's and today's are two visits; yesterday's again is the same one; one of last month is too late.
    for (key, age) in [("a", "86400"), ("b", "86400"), ("c", "0"), ("d", "-5")] {
        assert_eq!(late(key, age).await, 303, "{key}");
    }
    assert_eq!(late("e", "2592000").await, 422);
    assert_eq!(counted(&v, center).await, 2);
    let db = v.site.server.store.db();
    let listed = evaluation::listed(db, center, evaluation::Filter::default())
        .await
        .unwrap();
    let today = v.site.server.local_now().day;
    let mut days: Vec<_> = listed.iter().map(|one| one.day).collect();
    days.sort();
    assert_eq!(days, [today.yesterday().unwrap(), today]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_said_before_midnight_is_told_more_of_after_it_and_the_new_day_is_a_new_visit() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let path = format!("/rate/at/{center}");
    let device = cookie(&v.get_as("", &path).await);
    // 23:59 in the deployment's zone.
    v.site.pass(14 * 3600 - 60);
    assert_eq!(tap(&v, &device, &path, "5", "a").await.status, 303);
    v.site.pass(120);
    assert!(v.get_as(&device, &path).await.body.contains("您评的是：非常不满意"));
    let fields = [
        ("from", path.as_str()),
        ("at", path.trim_start_matches("/rate/")),
        ("input[words]", "椅子腿断了"),
    ];
    let told = v.post_as(&device, "/api/evaluation/tell", &fields).await;
    assert_eq!(told.status, 303, "{}", told.body);
    let db = v.site.server.store.db();
    let listed = async || {
        evaluation::listed(db, center, evaluation::Filter::default())
            .await
            .unwrap()
    };
    let one = listed().await;
    assert_eq!((one.len(), one[0].words.as_str()), (1, "椅子腿断了"));
    // In the morning it is another visit.
    v.site.pass(9 * 3600);
    assert!(!v.get_as(&device, &path).await.body.contains("您评的是"));
    assert_eq!(tap(&v, &device, &path, "1", "b").await.status, 303);
    assert_eq!(listed().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_center_answers_words_for_everybody_and_only_its_own() {
    let v = Visitor::new().await;
    let (_, path) = over(&v).await;
    let db = v.site.server.store.db();
    let center = v.site.first().await;
    let centers = store::center::list(db, false).await.unwrap();
    let other = centers.iter().find(|c| c.id != center).unwrap().id;
    tap(&v, "", &path, "4", "a").await;
    let fields = [
        ("from", path.as_str()),
        ("at", path.trim_start_matches("/rate/")),
        ("input[words]", "椅子腿断了"),
    ];
    assert_eq!(v.post_as("", "/api/evaluation/tell", &fields).await.status, 303);
    let one = async || {
        evaluation::listed(db, center, evaluation::Filter::default())
            .await
            .unwrap()
            .remove(0)
    };
    let key = one().await.id;
    let (id, version) = (panel_name(&v.site.server, key), one().await.version.to_string());
    let page = format!("/admin/evaluations/{id}");
    let answer = async |cookie: &str, version: &str, words: &str| {
        let fields = [
            ("from", page.as_str()),
            ("id", &id),
            ("version", version),
            ("answer", words),
        ];
        v.post_as(cookie, "/api/evaluation/answer", &fields).await
    };
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    assert!(v.get_as(&lead, &page).await.body.contains("evaluation/answer"));
    for (role, scope) in [
        (Role::Mediator, Scope::Center(other)),
        (Role::CounterStaff, Scope::Center(center)),
        (Role::Inspector, Scope::Everywhere),
    ] {
        let cookie = v.staff(role, scope).await;
        assert_eq!(answer(&cookie, &version, "换好了").await.status, 403, "{role:?}");
    }
    // Whom it may not name is masked; whoever was slower sees both.
    assert_eq!(answer(&lead, &version, "王小明，椅子换好了").await.status, 303);
    assert_eq!(one().await.published_answer, "王*，椅子换好了");
    // The log names it as the panel does: the key says when somebody rated.
    let admin = v.site.administrator("admin").await;
    let log = v.get_as(&admin, "/admin/audit").await;
    assert!(log.status == 200 && !log.body.contains(&key.to_string()));
    let slower = answer(&lead, &version, "还没换").await;
    assert!(slower.status == 409 && slower.body.contains("还没换") && slower.body.contains("椅子换好了"));
    let long = "长".repeat(5000);
    let version = one().await.version.to_string();
    let refused = answer(&lead, &version, &long).await;
    assert!(refused.status == 422 && refused.body.contains(&long));
    // Nobody reads an answer to words that are withheld.
    let town = v.staff(Role::TownStaff, Scope::Everywhere).await;
    let fields = [
        ("from", page.as_str()),
        ("id", &id),
        ("version", &version),
        ("input[decision]", "withheld"),
    ];
    assert_eq!(v.post_as(&town, "/api/evaluation/moderate", &fields).await.status, 303);
    let version = one().await.version.to_string();
    assert_eq!(answer(&lead, &version, "换好了").await.status, 404);
}

/// A key says to the millisecond when it was made; beside what the desk did just then that would be a person.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_center_reads_says_of_no_evaluation_when_it_was_made() {
    let v = Visitor::new().await;
    let (db, center) = (v.site.server.store.db(), v.site.first().await);
    let day = jiff::civil::date(2026, 9, 18);
    let mut keys = Vec::new();
    for n in 0..=evaluation::PAGE_SIZE {
        let (subject, key) = (format!("visit:{}:2026-09-18:{n}", center.as_i64()), format!("k{n}"));
        let visit = evaluation::Visit {
            subject: &subject,
            center,
            day,
            today: day,
            address_mark: &key,
        };
        let tap = evaluation::Tap {
            key: &key,
            level: Level::Dissatisfied,
            form: None,
            channel: evaluation::Channel::Counter,
            age: 0,
        };
        match evaluation::visit(db, &act(&v.site.server), &visit, &tap).await.unwrap() {
            evaluation::Rated::Now(said) => keys.push(said.id),
            other => panic!("{other:?}"),
        }
    }
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let name = |id| panel_name(&v.site.server, id);
    let call = async |path: &str, arguments: serde_json::Value| {
        let request = axum::http::Request::post(path)
            .header("content-type", "application/json")
            .header("cookie", &lead)
            .body(axum::body::Body::from(arguments.to_string()))
            .unwrap();
        v.site.send(request).await
    };
    let list = format!("/admin/evaluations?center={center}&only=bad");
    let first = v.get_as(&lead, &list).await;
    assert!(first.body.contains("&amp;page=1") && !first.body.contains("before="));
    let second = v.get_as(&lead, &format!("{list}&page=1")).await;
    let json = call(
        "/api/evaluation/list",
        serde_json::json!({"center": center, "only": "bad"}),
    )
    .await;
    let one = call("/api/evaluation/one", serde_json::json!({"id": name(keys[0])})).await;
    let page = v.get_as(&lead, &format!("/admin/evaluations/{}", name(keys[0]))).await;
    // The latest first, each on one page, all of them found by their names.
    for key in &keys {
        let (oldest, link) = (*key == keys[0], format!("/admin/evaluations/{}\"", name(*key)));
        assert_eq!(first.body.contains(&link), !oldest);
        assert_eq!(second.body.contains(&link), oldest);
        for answer in [&first, &second, &json, &one, &page] {
            assert_eq!(answer.status, 200, "{}", answer.body);
            assert!(!answer.body.contains(&key.to_string()), "{key}");
        }
    }
    // Nor is one found by its key, or by a name that was made up.
    for made_up in [
        keys[0].to_string(),
        "0123456789abcdef".to_owned(),
        "+123456789abcdef".to_owned(),
        "é".to_owned(),
    ] {
        let answer = call("/api/evaluation/one", serde_json::json!({"id": made_up})).await;
        assert_eq!(answer.status, 404, "{made_up}");
    }
}

/// The way to rate a booking is its resident's alone: not in the page, nor in the JSON, nor in the code on the slip.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn staff_are_never_sent_the_link() {
    let v = Visitor::new().await;
    let (booking, path) = over(&v).await;
    let admin = v.site.administrator("admin").await;
    let page = v.get_as(&admin, &format!("/admin/bookings/{}", booking.number)).await;
    assert_eq!(page.status, 200);
    let mut bodies = vec![page.body];
    for call in ["booking/staff_view", "booking/get"] {
        let request = axum::http::Request::post(format!("/api/{call}"))
            .header("content-type", "application/json")
            .header("cookie", &admin)
            .body(axum::body::Body::from(format!("{{\"number\":\"{}\"}}", booking.number)))
            .unwrap();
        bodies.push(v.site.send(request).await.body);
    }
    assert!(
        bodies
            .iter()
            .any(|body| body.starts_with('{') && body.contains("\"rate\":\"\""))
    );
    for body in bodies {
        assert!(!body.contains(path.trim_start_matches("/rate/")), "{body}");
        assert!(!body.contains("/rate/b"), "{body}");
    }
    // Nor is whoever looks at their own booking where staff were signed in a while ago.
    let own = format!("/bookings/{}", booking.number);
    assert!(v.get(&own).await.body.contains("/rate/b"));
    let beside = v.get_as("resident=resident-token; desk=1", &own).await;
    assert!(
        beside.status == 200 && !beside.body.contains("/rate/b"),
        "{}",
        beside.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_export_names_nobody_and_is_for_administrators_and_inspectors_alone() {
    let v = Visitor::new().await;
    let (booking, path) = over(&v).await;
    tap(&v, "", &path, "4", "a").await;
    let admin = v.site.administrator("admin").await;
    let file = v.get_as(&admin, "/admin/evaluations.csv?period=2026-Q3").await;
    assert_eq!(file.status, 200);
    let lines: Vec<&str> = file.body.trim_end().lines().collect();
    assert_eq!(lines.len(), 2, "{}", file.body);
    assert!(lines[0].contains("满意度代码") && lines[0].contains("事项编码") && lines[0].contains("整改结果"));
    // Level, channel, first time, counts, being followed up.
    assert!(lines[1].ends_with(",4,link,1,1,1,"), "{}", lines[1]);
    for secret in ["王小明", "13800001234", &booking.number.to_string(), "阅享空间"] {
        assert!(!file.body.contains(secret), "{secret}");
    }
    assert_eq!(v.get_as(&admin, "/admin/evaluations.csv?period=x").await.status, 422);
    assert_eq!(v.get("/admin/evaluations.csv").await.status, 401);
    // Its days say of whom a rating is to those who have the desk's list.
    for (role, exports) in [
        (Role::Administrator, true),
        (Role::Inspector, true),
        (Role::TownStaff, false),
        (Role::CenterLead, false),
        (Role::CounterStaff, false),
    ] {
        let cookie = v.staff(role, Scope::Everywhere).await;
        let status = v.get_as(&cookie, "/admin/evaluations.csv?period=2026-Q3").await.status;
        assert_eq!(status == 200, exports, "{role:?} {status}");
        let page = v.get_as(&cookie, "/admin/evaluations").await.body;
        assert_eq!(page.contains("/admin/evaluations.csv"), exports, "{role:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_is_built_without_scripts_and_a_second_builder_sees_both_versions() {
    let v = Visitor::new().await;
    let admin = v.site.administrator("admin").await;
    let center = v.site.first().await.to_string();
    let fields = [("key", "k"), ("center", center.as_str())];
    let made = v.post_as(&admin, "/api/evaluation/create_form", &fields).await;
    let form = made.header("location");
    assert!(form.starts_with("/admin/evaluations/forms/"), "{form}");
    let id = form.trim_start_matches("/admin/evaluations/forms/").to_owned();
    let then = format!("{form}?saved=1");
    let fields = |version: &'static str, name: &'static str| {
        [
            ("from", form.as_str()),
            ("then", then.as_str()),
            ("id", id.as_str()),
            ("version", version),
            ("input[seven]", "true"),
            ("input[reasons][0][was]", ""),
            ("input[reasons][0][name]", name),
            ("input[reasons][0][levels][]", "5"),
        ]
    };
    let saved = v
        .post_as(&admin, "/api/evaluation/save_form", &fields("1", "椅子坏了"))
        .await;
    assert_eq!((saved.status, saved.header("location")), (303, then.clone()));
    assert!(v.get_as(&admin, &form).await.body.contains("椅子坏了"));
    assert!(
        v.get_as(&admin, &format!("{form}?version=1"))
            .await
            .body
            .contains("只能看")
    );
    let conflict = v
        .post_as(&admin, "/api/evaluation/save_form", &fields("1", "灯坏了"))
        .await;
    assert!(conflict.status == 409 && conflict.body.contains("椅子坏了") && conflict.body.contains("灯坏了"));
    // The counter asks it from now on, after the tap.
    let counter = format!("/rate/at/{}", v.site.first().await);
    let device = cookie(&v.get_as("", &counter).await);
    tap(&v, &device, &counter, "5", "a").await;
    // The town has a form for counters of its own, and a center's own comes first.
    assert!(v.get_as(&device, &counter).await.body.contains("椅子坏了"));
}
