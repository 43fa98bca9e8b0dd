//! What of a follow-up reaches whom, in pages and in JSON, and what stays red there.

use super::{
    booking_tests::Visitor,
    evaluation_photo_tests::jpeg,
    evaluation_tests::{over, tap},
    follow_up_tests::{NAME, PHONE, WORDS, World},
    permission_tests::{self, rows},
    testing::{Answer, Log, act},
};
use app::{
    evaluation::{api::UPLOAD, reach::panel_name},
    server::token_hash,
};
use model::{
    center::CenterId,
    evaluation::{About, EvaluationId, Level, Outcome, Service},
    follow_up::Origin,
    permission::{Action, Grant, Role, Scope, allows},
    resident::ResidentId,
    staff::StaffId,
};
use serde_json::{Value, json};
use std::sync::Arc;
use store::{
    args,
    evaluation::{self, Asking, Channel, Tap, Visit},
    follow_up,
    staff::{self, NewStaff},
};

const fn bad(key: &str) -> Tap<'_> {
    Tap {
        key,
        level: Level::VeryDissatisfied,
        form: None,
        channel: Channel::Link,
        age: 0,
    }
}

/// A bad rating at the counter on that day; the number of its follow-up.
async fn rated(w: &World, center: CenterId, device: &str) -> String {
    let today = w.0.server.local_now().day;
    let visit = Visit {
        subject: &format!("visit:{}:{today}:{device}", center.as_i64()),
        center,
        day: today,
        today,
        address_mark: device,
    };
    let db = w.0.server.store.db();
    evaluation::visit(db, &act(&w.0.server), &visit, &bad(device))
        .await
        .unwrap();
    w.number().await
}

/// A bad rating of a case by that resident, on which `staff` worked.
async fn of_case(
    w: &World,
    center: CenterId,
    (subject, staff): (&str, Option<StaffId>),
    by: ResidentId,
) -> EvaluationId {
    let (db, act) = (w.0.server.store.db(), act(&w.0.server));
    let asking = Asking {
        subject,
        round: 0,
        service: Service::Case,
        center,
        room: None,
        booking: None,
        resident: Some(by),
        staff,
        outcome: Outcome::Done,
        day: jiff::civil::date(2026, 9, 17),
    };
    let tx = db.begin().await.unwrap();
    evaluation::ask(&tx, &act, &asking).await.unwrap();
    tx.commit().await.unwrap();
    match evaluation::rate(db, &act, subject, 0, &bad(subject)).await.unwrap() {
        evaluation::Rated::Now(said) => said.id,
        other => panic!("{other:?}"),
    }
}

async fn number_of(w: &World, id: EvaluationId) -> String {
    let one = follow_up::of_origin(w.0.server.store.db(), Origin::Evaluation(id))
        .await
        .unwrap();
    one.unwrap().number.to_string()
}

/// Verifies it and orders it to be put right; it is at version 3 then.
async fn order(w: &World, inspector: &str, number: &str, to: StaffId) {
    let to = to.to_string();
    let verify = [("input[step]", "verify"), ("input[words]", "电话里王小明说等了一小时")];
    assert_eq!(w.step(inspector, "inspect", number, 1, &verify).await.status, 303);
    let order = [
        ("input[step]", "order"),
        ("input[responsible]", to.as_str()),
        ("input[words]", "请安排好窗口值班"),
    ];
    assert_eq!(w.step(inspector, "inspect", number, 2, &order).await.status, 303);
}

async fn json_of(w: &World, cookie: &str, number: &str) -> Value {
    let answer = w.call(cookie, "/api/follow_up/get", json!({ "number": number })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_rated_reaches_no_role_but_the_inspector() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let (booking, path) = over(&v).await;
    assert_eq!(tap(&v, "", &path, "5", "a").await.status, 303);
    let (then, photo) = (format!("{path}?done=2"), jpeg());
    let fields = [
        ("from", path.as_str()),
        ("then", then.as_str()),
        ("at", path.trim_start_matches("/rate/")),
        ("input[words]", "王小明等了很久"),
    ];
    let told = v
        .site
        .post_files(UPLOAD, "", &fields, &[("photos[q3]", photo.as_slice())])
        .await;
    assert_eq!(told.status, 303, "{}", told.body);
    let w = World(Arc::new(v.site));
    let walk = permission_tests::World::of(w.0.clone());
    let mut place = walk.place(center).await;
    let db = w.0.server.store.db();
    let case = store::case::get(db, place.case.parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    let about_case = About::Case(case.id).subject();
    let of_booking = evaluation::find(db, &About::Booking(booking.id).subject(), 0)
        .await
        .unwrap();
    let of_booking = of_booking.unwrap().said.unwrap().id;
    let rated = [
        of_booking,
        of_case(&w, center, (about_case.as_str(), None), booking.resident).await,
    ];
    let numbers = [number_of(&w, rated[0]).await, number_of(&w, rated[1]).await];
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let (lead_id, lead) = w.staff(Role::CenterLead, Scope::Center(center)).await;

    let secrets = [
        "王小明".to_owned(),
        "13800001234".to_owned(),
        "138****1234".to_owned(),
        "李玉兰".to_owned(),
        "阅享空间".to_owned(),
        "2026-09-21".to_owned(),
        "9 月 21 日".to_owned(),
        "2026-09-17".to_owned(),
        "9 月 17 日".to_owned(),
        booking.number.to_string(),
        place.case.clone(),
        rated[0].to_string(),
        rated[1].to_string(),
    ];
    let tells_nothing = |role: Role, path: &str, answer: &Answer| {
        assert!(answer.status < 500, "{role:?} {path}: {}", answer.body);
        for secret in &secrets {
            assert!(
                !answer.body.contains(secret),
                "{role:?} {path} {secret}: {}",
                answer.body
            );
        }
        // Photos are for those, too, who decide what is published; nothing of a follow-up shows them.
        if path.contains("follow") || !allows(role, Action::ModerateEvaluations) {
            assert!(!answer.body.contains("/photos/"), "{role:?} {path}");
        }
    };
    let mut people = vec![(Role::CenterLead, lead.clone())];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Inspector) {
        let scope = match role {
            Role::CenterLead | Role::CounterStaff | Role::Mediator | Role::GridWorker => Scope::Center(center),
            _ => Scope::Everywhere,
        };
        people.push((role, w.staff(role, scope).await.1));
    }
    for ordered in [false, true] {
        for (number, id) in numbers.iter().zip(rated) {
            if ordered {
                order(&w, &inspector, number, lead_id).await;
            }
            place.follow_up.clone_from(number);
            place.evaluation = panel_name(&w.0.server, id);
            let pages = [
                format!("/admin/evaluations/{}", place.evaluation),
                format!("/admin/evaluations?center={center}"),
                format!("/admin/evaluations?center={center}&only=bad"),
                "/admin/evaluations?only=waiting".to_owned(),
                format!("/admin/follow-ups/{number}"),
                "/admin/follow-ups".to_owned(),
                "/admin/follow-ups?ended=1".to_owned(),
            ];
            for (role, cookie) in &people {
                let ours = |path: &&str| path.starts_with("evaluation/") || path.starts_with("follow_up/");
                for (path, arguments, _) in rows(&place).into_iter().filter(|(path, _, _)| ours(path)) {
                    tells_nothing(*role, path, &walk.ask(path, &arguments, cookie).await);
                }
                for path in &pages {
                    tells_nothing(*role, path, &w.get(cookie, path).await);
                }
            }
        }
    }
    // It is there to be told, and the center reads what was said.
    let page = w
        .get(&inspector, &format!("/admin/follow-ups/{}", numbers[0]))
        .await
        .body;
    for text in ["王小明等了很久", "13800001234", "阅享空间", "/photos/"] {
        assert!(page.contains(text), "{text}");
    }
    let page = w
        .get(&inspector, &format!("/admin/follow-ups/{}", numbers[1]))
        .await
        .body;
    assert!(page.contains("李玉兰") && page.contains(&place.case));
    let page = w.get(&lead, &format!("/admin/follow-ups/{}", numbers[0])).await.body;
    assert!(
        page.contains("王*等了很久") && page.contains("请安排好窗口值班"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_inspector_of_a_place_sees_no_complaint_about_another() {
    let w = World::new().await;
    let centers = store::center::list(w.0.server.store.db(), false).await.unwrap();
    let first = w.0.first().await;
    let own = centers.iter().find(|c| c.id == first).unwrap();
    let other = centers.iter().find(|c| c.division != own.division).unwrap();
    w.complain("k1").await;
    let number = w.number().await;
    let (_, chief) = w.staff(Role::Inspector, Scope::Everywhere).await;
    // Whether they see it while it is about no center yet, and once it is about the own one.
    let scopes = [
        (Scope::Everywhere, [true, true]),
        (Scope::Division(own.division.clone()), [true, true]),
        (Scope::Division(other.division.clone()), [true, false]),
        (Scope::Center(own.id), [false, true]),
        (Scope::Center(other.id), [false, false]),
    ];
    let mut people = Vec::new();
    for (scope, sees) in scopes {
        let cookie = w.staff(Role::Inspector, scope.clone()).await.1;
        people.push((scope, cookie, sees));
    }
    for released in [false, true] {
        if released {
            let id = own.id.to_string();
            let release = [
                ("number", number.as_str()),
                ("version", "1"),
                ("center", &id),
                ("released", "反映窗口无人值守"),
            ];
            // Nor does whoever does not see it say what may be read of it.
            for (scope, cookie, sees) in &people {
                if !sees[0] {
                    let refused = w.0.post("/api/complaint/release", cookie, &release).await;
                    assert!(matches!(refused.status, 403 | 404), "{scope:?} {}", refused.status);
                }
            }
            assert_eq!(w.0.post("/api/complaint/release", &chief, &release).await.status, 303);
        }
        for (scope, cookie, sees) in &people {
            let sees = sees[usize::from(released)];
            let page = w.get(cookie, &format!("/admin/follow-ups/{number}")).await;
            let one = w.call(cookie, "/api/follow_up/get", json!({ "number": number })).await;
            let list = w.get(cookie, "/admin/follow-ups").await;
            let tally = w.call(cookie, "/api/follow_up/tally", json!({})).await;
            for answer in [&page, &one] {
                assert_eq!(answer.status == 200, sees, "{scope:?} {released} {}", answer.status);
                assert!(
                    sees || matches!(answer.status, 403 | 404),
                    "{scope:?} {}",
                    answer.status
                );
                for secret in [WORDS, NAME, PHONE] {
                    assert_eq!(answer.body.contains(secret), sees, "{scope:?} {released} {secret}");
                }
            }
            assert_eq!(list.body.contains(&number), sees, "{scope:?} {released}");
            assert_eq!(
                tally.body.contains("\"open\":1"),
                sees,
                "{scope:?} {released} {}",
                tally.body
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_it_is_about_reads_no_name_and_sets_nothing_aside_also_where_they_inspect() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let (booking, _) = over(&v).await;
    let w = World(Arc::new(v.site));
    let (db, act) = (w.0.server.store.db(), act(&w.0.server));
    let grants = |role: Role| Grant {
        role,
        scope: Scope::Center(center),
    };
    let new = NewStaff {
        username: "both".into(),
        name: "王芳".into(),
        phone: String::new(),
        grants: vec![grants(Role::CounterStaff), grants(Role::Inspector)],
        password_hash: String::new(),
        must_change_password: false,
    };
    let id = staff::create(db, &act, "both", &new).await.unwrap();
    store::session::create(db, &act, &token_hash("both"), id).await.unwrap();
    let both = "session=both";
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let rating = of_case(&w, center, ("case:77", Some(id)), booking.resident).await;
    let number = number_of(&w, rating).await;
    let page = format!("/admin/follow-ups/{number}");
    assert!(w.get(&inspector, &page).await.body.contains("13800001234"));
    let own = w.get(both, &page).await;
    assert!(own.status == 200 && !own.body.contains("13800001234"), "{}", own.status);
    assert_eq!(json_of(&w, both, &number).await["inspector"], false);
    let set_aside = [("input[step]", "set_aside"), ("input[words]", "误评")];
    assert_eq!(w.step(both, "inspect", &number, 1, &set_aside).await.status, 404);
    // What is about somebody else's work is theirs to look into.
    let theirs = of_case(&w, center, ("case:78", None), booking.resident).await;
    let theirs = number_of(&w, theirs).await;
    assert_eq!(json_of(&w, both, &theirs).await["inspector"], true);

    // Somebody has to put right what was complained of, and is made an inspector later.
    w.complain("k1").await;
    let open = follow_up::open_ones(db, &w.0.server.zone).await.unwrap();
    let told = open.iter().find(|(one, _)| !one.origin.is_evaluation()).unwrap();
    let told = told.0.number.to_string();
    let (counter, _) = w.staff(Role::CounterStaff, Scope::Center(center)).await;
    let place = center.to_string();
    let release = [
        ("number", told.as_str()),
        ("version", "1"),
        ("center", &place),
        ("released", "反映窗口无人值守"),
    ];
    assert_eq!(
        w.0.post("/api/complaint/release", &inspector, &release).await.status,
        303
    );
    order(&w, &inspector, &told, counter).await;
    let before = staff::get(db, counter).await.unwrap().unwrap();
    let now = [grants(Role::CounterStaff), grants(Role::Inspector)];
    staff::save(db, &act, counter, before.version, &before.name, "", &now)
        .await
        .unwrap();
    store::session::create(db, &act, &token_hash("later"), counter)
        .await
        .unwrap();
    for answer in [
        w.get("session=later", &format!("/admin/follow-ups/{told}")).await,
        w.call("session=later", "/api/follow_up/get", json!({ "number": told }))
            .await,
    ] {
        assert!(
            answer.status == 200 && answer.body.contains("反映窗口无人值守"),
            "{}",
            answer.status
        );
        for secret in [WORDS, NAME, PHONE, "王小明"] {
            assert!(!answer.body.contains(secret), "{secret}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_late_stays_red_while_it_is_paused_and_what_is_not_stands() {
    let w = World::new().await;
    let (db, center) = (w.0.server.store.db(), w.0.first().await);
    let (lead_id, _) = w.staff(Role::CenterLead, Scope::Center(center)).await;
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let late = rated(&w, center, "1").await;
    order(&w, &inspector, &late, lead_id).await;
    w.0.pass(20 * 86_400);
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let (_, lead) = w.staff(Role::CenterLead, Scope::Center(center)).await;
    let timely = rated(&w, center, "2").await;
    order(&w, &inspector, &timely, lead_id).await;
    let pause = [("input[step]", "pause"), ("input[words]", "等群众回来")];
    let resume = [("input[step]", "resume")];
    for number in [&late, &timely] {
        assert_eq!(w.step(&inspector, "inspect", number, 3, &pause).await.status, 303);
    }
    let red = async |number: &str| {
        let page = w.get(&inspector, &format!("/admin/follow-ups/{number}")).await.body;
        page.contains("已逾期，应在")
    };
    assert!(red(&late).await && !red(&timely).await);
    assert_eq!(json_of(&w, &lead, &timely).await["row"]["due"], "stands");
    // It climbs to the lead, who finds it first.
    assert_eq!(
        follow_up::climb(db, &act(&w.0.server), &w.0.server.zone).await.unwrap(),
        1
    );
    let told = json_of(&w, &lead, &late).await;
    assert_eq!(told["row"]["overdue"], true);
    assert_eq!(told["row"]["yours"], true);
    let list = w.get(&lead, "/admin/follow-ups").await.body;
    assert!(list.contains("已报到你这里"), "{list}");
    for number in [&late, &timely] {
        assert_eq!(w.step(&inspector, "inspect", number, 4, &resume).await.status, 303);
    }
    assert!(red(&late).await && !red(&timely).await);
    assert!(json_of(&w, &lead, &timely).await["row"]["due"]["due"].is_object());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_deadline_in_a_year_whose_holidays_are_missing_says_so() {
    let w = World::new().await;
    let center = w.0.first().await;
    let (_, early) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let known = rated(&w, center, "1").await;
    let page = w.get(&early, &format!("/admin/follow-ups/{known}")).await;
    assert!(page.status == 200 && !page.body.contains("节假日表还没录入"));
    // The last day of 2026: 48 hours lead into 2027, of which nothing is known.
    w.0.pass(104 * 86_400);
    assert_eq!(w.0.server.local_now().day, jiff::civil::date(2026, 12, 31));
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let number = rated(&w, center, "2").await;
    let page = w.get(&inspector, &format!("/admin/follow-ups/{number}")).await;
    assert!(
        page.status == 200 && page.body.contains("节假日表还没录入"),
        "{}",
        page.body
    );
    assert!(page.body.contains("2027"));
}

/// On one thread, whose log it reads.
#[tokio::test]
async fn a_chain_that_cannot_be_read_is_logged_and_the_others_are_shown() {
    let w = World::new().await;
    let (db, center) = (w.0.server.store.db(), w.0.first().await);
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let broken = rated(&w, center, "1").await;
    let one = follow_up::get(db, broken.parse().unwrap()).await.unwrap().unwrap();
    // A second beginning: no chain has two.
    let tx = db.begin().await.unwrap();
    let sql = "INSERT INTO follow_up_event (follow_up_id, seq, at, who, step, words, level) VALUES ($1, 2, 0, '', 'opened', '', 0)";
    tx.run(sql, args![one.id]).await.unwrap();
    tx.commit().await.unwrap();
    let fine = rated(&w, center, "2").await;
    let (log, _writes) = Log::begin();
    let list = w.get(&inspector, "/admin/follow-ups").await;
    assert!(list.status == 200 && list.body.contains(&fine) && !list.body.contains(&broken));
    assert!(!log.text().contains(&broken), "not with every look at the list");
    follow_up::climb(db, &act(&w.0.server), &w.0.server.zone).await.unwrap();
    assert!(log.text().contains(&broken), "{}", log.text());
}
