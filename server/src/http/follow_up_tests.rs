//! Complaints and follow-ups as browsers without scripts use them: who reads what, and every step in its order.

use super::{
    permission_tests::{self, OWN, PUBLIC, RESIDENT, rows},
    testing::{Answer, Site, act},
};
use app::server::token_hash;
use axum::{body::Body, http::Request};
use model::{
    follow_up::{Origin, State},
    permission::{Grant, Role, Scope},
    staff::StaffId,
};
use serde_json::json;
use std::sync::Arc;
use store::{
    db::Query as _,
    staff::{self, NewStaff},
};

pub(super) const WORDS: &str = "九月十七日上午窗口没有人，等了一个小时，值班表上写着李四";
pub(super) const NAME: &str = "赵六六";
pub(super) const PHONE: &str = "13912345678";

pub(super) struct World(pub(super) Arc<Site>);

impl World {
    pub(super) async fn new() -> Self {
        Self(Arc::new(Site::sample().await))
    }

    /// Signs in somebody of the staff: the account and the cookie.
    pub(super) async fn staff(&self, role: Role, scope: Scope) -> (StaffId, String) {
        let (db, act) = (self.0.server.store.db(), act(&self.0.server));
        let token = format!("{}-{}", role.code(), act.ids.next());
        let new = NewStaff {
            username: token.clone(),
            name: format!("{}-某", role.code()),
            phone: String::new(),
            grants: vec![Grant { role, scope }],
            password_hash: String::new(),
            must_change_password: false,
        };
        let id = staff::create(db, &act, &token, &new).await.unwrap();
        store::session::create(db, &act, &token_hash(&token), id).await.unwrap();
        (id, format!("session={token}"))
    }

    pub(super) async fn get(&self, cookie: &str, path: &str) -> Answer {
        self.0
            .get_with(path, &[("cookie", cookie), ("accept-language", "zh-CN")])
            .await
    }

    pub(super) async fn call(&self, cookie: &str, path: &str, arguments: serde_json::Value) -> Answer {
        let request = Request::post(path)
            .header("content-type", "application/json")
            .header("cookie", cookie)
            .body(Body::from(arguments.to_string()))
            .unwrap();
        self.0.send(request).await
    }

    /// Takes a step by a form.
    pub(super) async fn step(
        &self,
        cookie: &str,
        call: &str,
        number: &str,
        version: i64,
        fields: &[(&str, &str)],
    ) -> Answer {
        let (page, then, version) = (
            format!("/admin/follow-ups/{number}"),
            format!("/admin/follow-ups/{number}?saved=1"),
            version.to_string(),
        );
        let fixed = [
            ("from", page.as_str()),
            ("then", &then),
            ("number", number),
            ("version", &version),
        ];
        let fields = [&fixed[..], fields].concat();
        self.0.post(&format!("/api/follow_up/{call}"), cookie, &fields).await
    }

    /// Sends a complaint; its number and its code, as the page says them.
    pub(super) async fn complain(&self, key: &str) -> (String, String) {
        let fields = [
            ("from", "/complain"),
            ("show", "1"),
            ("key", key),
            ("input[words]", WORDS),
            ("input[name]", NAME),
            ("input[phone]", PHONE),
        ];
        let page = self.0.post("/api/complaint/send", "", &fields).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let mut told = page.body.split("bignumber\">").skip(1).map(|rest| rest[..9].to_owned());
        (told.next().unwrap(), told.next().unwrap())
    }

    /// The only follow-up that there is.
    pub(super) async fn number(&self) -> String {
        let open = store::follow_up::open_ones(self.0.server.store.db(), &self.0.server.zone)
            .await
            .unwrap();
        open.last().unwrap().0.number.to_string()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_complaint_goes_from_its_page_to_its_answer_without_scripts() {
    let w = World::new().await;
    let center = w.0.first().await;
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let (lead_id, lead) = w.staff(Role::CenterLead, Scope::Center(center)).await;
    let page = w.get("", "/complain").await;
    assert!(page.status == 200 && page.body.contains("12388"), "{}", page.body);
    let (told, code) = w.complain("k1").await;
    // The same form again is the same complaint.
    assert_eq!(w.complain("k1").await, (told.clone(), code.clone()));
    let number = w.number().await;

    // Followed by number and code, with blanks and small letters; neither alone opens it, and nothing says which is wrong.
    let follow = async |number: &str, code: &str| {
        let fields = [
            ("from", "/complaints"),
            ("show", "1"),
            ("number", number),
            ("code", code),
        ];
        w.0.post("/api/complaint/follow", "", &fields).await
    };
    let page = follow(&told.to_lowercase(), &code.to_lowercase()).await;
    assert!(page.status == 200 && page.body.contains("已收到"), "{}", page.body);
    for (a, b) in [
        (told.as_str(), told.as_str()),
        (&code, &code),
        (&told, "1"),
        ("<script>", "x"),
    ] {
        let page = follow(a, b).await;
        assert_eq!(page.status, 422, "{a} {b}");
        assert!(page.body.contains("编号和查询码对不上"));
    }
    // Wrong codes are counted; whoever has the right one waits as well.
    for _ in 0..4 {
        follow(&told, &told).await;
    }
    assert_eq!(follow(&told, &code).await.status, 429);

    // The inspector reads it, says what the center may read, verifies, orders.
    let page = w.get(&inspector, &format!("/admin/follow-ups/{number}")).await;
    for text in [WORDS, NAME, PHONE, "待回访"] {
        assert!(page.body.contains(text), "{text}");
    }
    let verify = [("input[step]", "verify"), ("input[words]", "电话里说得一致")];
    let order_to = lead_id.to_string();
    let order = [
        ("input[step]", "order"),
        ("input[responsible]", order_to.as_str()),
        ("input[words]", "请安排好窗口值班"),
    ];
    // Out of order, without its words, over an older version: said, and nothing typed is lost.
    let early = w.step(&inspector, "inspect", &number, 1, &order).await;
    assert_eq!(early.status, 422);
    assert!(early.body.contains("这一步现在不能办") && early.body.contains("请安排好窗口值班"));
    assert_eq!(
        w.step(&inspector, "inspect", &number, 1, &[("input[step]", "verify")])
            .await
            .status,
        422
    );
    assert_eq!(w.step(&inspector, "inspect", &number, 1, &verify).await.status, 303);
    let late = w
        .step(
            &inspector,
            "inspect",
            &number,
            1,
            &[("input[step]", "unfounded"), ("input[words]", "查无此事")],
        )
        .await;
    assert_eq!(late.status, 409);
    assert!(
        late.body.contains("查无此事"),
        "what was written with a step that is gone is shown"
    );
    // No center yet: the order is refused by name.
    let early = w.step(&inspector, "inspect", &number, 2, &order).await;
    assert_eq!(early.status, 422);
    let id = center.to_string();
    let release = [
        ("number", number.as_str()),
        ("version", "1"),
        ("center", &id),
        ("released", "反映窗口无人值守"),
    ];
    assert_eq!(
        w.0.post("/api/complaint/release", &inspector, &release).await.status,
        303
    );
    assert_eq!(w.step(&inspector, "inspect", &number, 2, &order).await.status, 303);

    // The lead puts it right, the inspector looks again, and the answer is read.
    let page = w.get(&lead, &format!("/admin/follow-ups/{number}")).await;
    assert!(page.body.contains("反映窗口无人值守") && page.body.contains("请安排好窗口值班"));
    let done = [("input[step]", "done"), ("input[words]", "已排两人轮值")];
    // The inspector's step is not the center's, and the other way round.
    let foreign = w
        .step(
            &lead,
            "rectify",
            &number,
            3,
            &[("input[step]", "pass"), ("input[words]", "x")],
        )
        .await;
    assert_eq!(foreign.status, 422);
    assert_eq!(w.step(&inspector, "rectify", &number, 3, &done).await.status, 403);
    assert_eq!(w.step(&lead, "rectify", &number, 3, &done).await.status, 303);
    let pass = [("input[step]", "pass"), ("input[words]", "已现场复核，向您致歉")];
    assert_eq!(w.step(&inspector, "inspect", &number, 4, &pass).await.status, 303);
    let db = w.0.server.store.db();
    let one = store::follow_up::get(db, number.parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(one.state, State::Closed);
    let Origin::Complaint(id) = one.origin else { panic!() };
    store::complaint::forget_tries(db, id).await.unwrap();
    let page = follow(&told, &code).await;
    assert!(
        page.body.contains("已办结") && page.body.contains("已现场复核，向您致歉"),
        "{}",
        page.body
    );
    // In the database there is neither name nor words in the clear.
    let stored = store::complaint::get(db, id).await.unwrap().unwrap();
    for text in [NAME, PHONE, "窗口没有人"] {
        assert!(
            !stored.sealed.windows(text.len()).any(|w| w == text.as_bytes()),
            "{text}"
        );
    }
    // Nor in any step of its chain.
    let rows = db
        .rows("SELECT words, sealed FROM follow_up_event", vec![])
        .await
        .unwrap();
    assert!(rows.iter().all(|row| row.get::<String>("words").unwrap().is_empty()));
    let sealed = rows
        .iter()
        .filter_map(|row| row.get::<Option<Vec<u8>>>("sealed").unwrap());
    let sealed: Vec<Vec<u8>> = sealed.collect();
    assert_eq!(sealed.len(), 5, "released, verified, ordered, done, passed");
    for text in ["电话里说得一致", "反映窗口无人值守", "请安排好窗口值班", "已现场复核"] {
        assert!(
            !sealed
                .iter()
                .any(|s| s.windows(text.len()).any(|w| w == text.as_bytes())),
            "{text}"
        );
    }
    // Once it is closed nothing is released any more.
    let place = center.to_string();
    let late = [
        ("number", number.as_str()),
        ("version", "2"),
        ("center", place.as_str()),
        ("released", "再补一句"),
    ];
    assert_eq!(w.0.post("/api/complaint/release", &inspector, &late).await.status, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_complaint_has_one_number_which_a_caller_says_and_the_inspector_finds() {
    let w = World::new().await;
    let center = w.0.first().await;
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let (lead_id, lead) = w.staff(Role::CenterLead, Scope::Center(center)).await;
    let (told, code) = w.complain("k1").await;
    let number = told.replace(' ', "");
    let page = w.get(&inspector, &format!("/admin/follow-ups/{number}")).await;
    assert!(page.status == 200 && page.body.contains(&told) && page.body.contains(WORDS));
    for list in ["/admin/follow-ups", "/admin/complaints"] {
        let page = w.get(&inspector, list).await.body;
        assert!(page.contains(&told) && page.contains("name=\"number\""), "{list}");
    }
    // As the caller reads it out: in two parts, in whatever letters.
    let typed = told.to_lowercase().replace(' ', "+");
    let found = w.get(&inspector, &format!("/admin/follow-ups?number={typed}")).await;
    let to = format!("/admin/follow-ups/{number}");
    assert_eq!(found.header("location"), to);
    let none = w.get(&inspector, "/admin/follow-ups?number=12").await;
    assert!(none.status == 200 && none.body.contains("这个不是") && none.body.contains("value=\"12\""));
    // Whom it does not reach it does not reach by its number either.
    assert!(matches!(w.get(&lead, &to).await.status, 403 | 404));

    let reads = async |text: &str| {
        let fields = [
            ("from", "/complaints"),
            ("show", "1"),
            ("number", told.as_str()),
            ("code", &code),
        ];
        let page = w.0.post("/api/complaint/follow", "", &fields).await;
        assert!(page.status == 200 && page.body.contains(text), "{text}: {}", page.body);
    };
    reads("已收到").await;
    let verify = [("input[step]", "verify"), ("input[words]", "电话里说得一致")];
    assert_eq!(w.step(&inspector, "inspect", &number, 1, &verify).await.status, 303);
    reads("已核实属实，马上整改").await;
    let id = center.to_string();
    let release = [
        ("number", number.as_str()),
        ("version", "1"),
        ("center", &id),
        ("released", "反映窗口无人值守"),
    ];
    let released = w.0.post("/api/complaint/release", &inspector, &release).await;
    assert_eq!(released.status, 303);
    let to = lead_id.to_string();
    let order = [
        ("input[step]", "order"),
        ("input[responsible]", to.as_str()),
        ("input[words]", "请安排好窗口值班"),
    ];
    assert_eq!(w.step(&inspector, "inspect", &number, 2, &order).await.status, 303);
    reads("已核实，正在整改").await;
    let done = [("input[step]", "done"), ("input[words]", "已排两人轮值")];
    assert_eq!(w.step(&lead, "rectify", &number, 3, &done).await.status, 303);
    reads("整改完成，正在复核").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_complained_reaches_no_role_but_the_inspector() {
    let w = World::new().await;
    let center = w.0.first().await;
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let (counter_id, counter) = w.staff(Role::CounterStaff, Scope::Center(center)).await;
    w.complain("k1").await;
    let number = w.number().await;
    let (id, to) = (center.to_string(), counter_id.to_string());
    // Before anything is ordered nobody else sees it; after, the center sees what is released.
    for ordered in [false, true] {
        if ordered {
            let release = [
                ("number", number.as_str()),
                ("version", "1"),
                ("center", &id),
                ("released", "反映窗口无人值守"),
            ];
            w.0.post("/api/complaint/release", &inspector, &release).await;
            let verify = [("input[step]", "verify"), ("input[words]", "赵六六说见过李四")];
            w.step(&inspector, "inspect", &number, 1, &verify).await;
            let order = [
                ("input[step]", "order"),
                ("input[responsible]", to.as_str()),
                ("input[words]", "请安排好窗口值班"),
            ];
            assert_eq!(w.step(&inspector, "inspect", &number, 2, &order).await.status, 303);
        }
        for role in Role::ALL {
            if role == Role::Inspector {
                continue;
            }
            let local = matches!(
                role,
                Role::CenterLead | Role::CounterStaff | Role::Mediator | Role::GridWorker
            );
            let scope = if local {
                Scope::Center(center)
            } else {
                Scope::Everywhere
            };
            let (_, other) = w.staff(role, scope).await;
            let cookies = if role == Role::CounterStaff {
                vec![other, counter.clone()]
            } else {
                vec![other]
            };
            for cookie in cookies {
                let mine = cookie == counter;
                let sees = ordered && (matches!(role, Role::TownStaff | Role::CenterLead) || mine);
                for (path, arguments) in [
                    ("/api/follow_up/get", serde_json::json!({ "number": number })),
                    ("/api/follow_up/queue", serde_json::json!({})),
                    ("/api/follow_up/tally", serde_json::json!({})),
                    ("/api/audit/list", serde_json::json!({ "filter": {} })),
                    ("/api/complaint/desk", serde_json::json!({})),
                ] {
                    let answer = w.call(&cookie, path, arguments).await;
                    assert!(answer.status < 500, "{role:?} {path}: {}", answer.body);
                    for secret in [WORDS, NAME, PHONE, "李四", "1391234", "139****5678"] {
                        assert!(!answer.body.contains(secret), "{role:?} {path} {secret}");
                    }
                    if path == "/api/follow_up/get" {
                        assert_eq!(answer.status == 200, sees, "{role:?} {ordered} {}", answer.body);
                    }
                }
                for path in [
                    format!("/admin/follow-ups/{number}"),
                    "/admin/follow-ups".to_owned(),
                    "/admin/follow-ups?ended=1".to_owned(),
                    "/admin/complaints".to_owned(),
                    "/admin".to_owned(),
                    "/admin/audit".to_owned(),
                ] {
                    let page = w.get(&cookie, &path).await;
                    assert!(page.status < 500, "{role:?} {path}");
                    for secret in [WORDS, NAME, PHONE, "李四"] {
                        assert!(!page.body.contains(secret), "{role:?} {path} {secret}");
                    }
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_call_and_no_table_tells_any_role_who_complained() {
    let w = World::new().await;
    let walk = permission_tests::World::of(w.0.clone());
    let center = w.0.first().await;
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let (counter_id, counter) = w.staff(Role::CounterStaff, Scope::Center(center)).await;
    w.complain("k1").await;
    let number = w.number().await;
    let mut people = vec![(Role::CounterStaff, counter)];
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Inspector) {
        let scope = match role {
            Role::CenterLead | Role::CounterStaff | Role::Mediator | Role::GridWorker => Scope::Center(center),
            _ => Scope::Everywhere,
        };
        people.push((role, w.staff(role, scope).await.1));
    }
    let tells_nothing = |role: Role, path: &str, answer: &Answer| {
        assert!(answer.status < 500, "{role:?} {path}: {}", answer.body);
        let words = WORDS.split('，');
        for secret in words.chain([NAME, PHONE, "139****5678"]) {
            assert!(!answer.body.contains(secret), "{role:?} {path} {secret}");
        }
    };
    // What the inspector notes names somebody, too.
    let (id, to) = (center.to_string(), counter_id.to_string());
    let release = [
        ("number", number.as_str()),
        ("version", "1"),
        ("center", &id),
        ("released", "反映窗口无人值守"),
    ];
    let verify = [("input[step]", "verify"), ("input[words]", "赵六六说见过李四")];
    let order = [
        ("input[step]", "order"),
        ("input[responsible]", to.as_str()),
        ("input[words]", "请安排好窗口值班"),
    ];
    for ordered in [false, true] {
        if ordered {
            w.0.post("/api/complaint/release", &inspector, &release).await;
            w.step(&inspector, "inspect", &number, 1, &verify).await;
            assert_eq!(w.step(&inspector, "inspect", &number, 2, &order).await.status, 303);
        }
        for (role, cookie) in &people {
            let mut place = walk.place(center).await;
            place.follow_up.clone_from(&number);
            for (path, arguments, _) in rows(&place) {
                tells_nothing(*role, path, &walk.ask(path, &arguments, cookie).await);
            }
            let arguments = json!({"number": number, "id": id, "center": id, "code": "C0101", "key": "k"});
            for path in PUBLIC.into_iter().chain(OWN).chain(RESIDENT) {
                tells_nothing(*role, path, &walk.ask(path, &arguments, cookie).await);
            }
            for path in [
                "/admin/audit.csv",
                "/admin/evaluations.csv?period=2026",
                "/admin/statistics.csv",
                "/admin/export/centers.csv",
                "/open/evaluations.csv",
                "/admin/complaints",
                "/admin/evaluations",
                "/admin/follow-ups?ended=1",
                "/admin/statistics",
                "/figures",
            ] {
                tells_nothing(*role, path, &w.get(cookie, path).await);
            }
        }
    }
    // It is there to be told, and the center has read what was released.
    let own = format!("/admin/follow-ups/{number}");
    let page = w.get(&inspector, &own).await.body;
    assert!(page.contains(WORDS) && page.contains(NAME) && page.contains(PHONE));
    assert!(w.get(&people[0].1, &own).await.body.contains("反映窗口无人值守"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_year_is_pasted_and_what_cannot_be_read_is_named_by_its_line() {
    let w = World::new().await;
    let admin = w.0.administrator("chief").await;
    let save = async |version: &str, table: &str| {
        let fields = [
            ("from", "/admin/workdays?year=2027"),
            ("then", "/admin/workdays?year=2027&saved=1"),
            ("version", version),
            ("input[year]", "2027"),
            ("input[table]", table),
        ];
        w.0.post("/api/workday/save", &admin, &fields).await
    };
    let page = w.get(&admin, "/admin/workdays?year=2027").await;
    assert!(page.status == 200 && page.body.contains("还没录入"), "{}", page.body);
    let wrong = save("0", "2027-01-01,休,元旦\n2027-02-30,休").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("第 2 行") && wrong.body.contains("2027-02-30,休"));
    assert_eq!(save("0", "1月1日\t休\t元旦").await.status, 303);
    assert_eq!(save("0", "1月2日\t休\t元旦").await.status, 409);
    assert!(
        w.get(&admin, "/admin/workdays?year=2027")
            .await
            .body
            .contains("2027-01-01,休,元旦")
    );
    for year in ["1999", "abc", "99999999"] {
        assert_eq!(
            w.get(&admin, &format!("/admin/workdays?year={year}")).await.status,
            404,
            "{year}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bad_rating_at_the_counter_opens_a_chain_that_the_inspector_can_set_aside() {
    use model::evaluation::Level;
    use store::evaluation::{self, Channel, Tap, Visit};
    let w = World::new().await;
    let (db, center) = (w.0.server.store.db(), w.0.first().await);
    let (_, inspector) = w.staff(Role::Inspector, Scope::Everywhere).await;
    let (_, lead) = w.staff(Role::CenterLead, Scope::Center(center)).await;
    let (_, town) = w.staff(Role::TownStaff, Scope::Everywhere).await;
    let admin = w.0.administrator("chief").await;
    let visit = Visit {
        subject: &format!("visit:{}:2026-09-18:1", center.as_i64()),
        center,
        day: jiff::civil::date(2026, 9, 18),
        today: jiff::civil::date(2026, 9, 18),
        address_mark: "x",
    };
    let tap = Tap {
        key: "k",
        level: Level::VeryDissatisfied,
        form: None,
        channel: Channel::Counter,
        age: 0,
    };
    evaluation::visit(db, &act(&w.0.server), &visit, &tap).await.unwrap();
    let number = w.number().await;
    let at = format!("/admin/follow-ups/{number}");
    for (who, cookie) in [("inspector", &inspector), ("lead", &lead), ("town", &town)] {
        let list = w.get(cookie, "/admin/follow-ups").await;
        assert!(
            list.status == 200 && list.body.contains(&at) && list.body.contains("非常不满意"),
            "{who}"
        );
        let page = w.get(cookie, &at).await;
        assert!(
            page.status == 200 && page.body.contains("联系不上"),
            "{who}: {}",
            page.body
        );
    }
    assert_eq!(w.get(&admin, &at).await.status, 403);
    assert!(!w.get(&admin, "/admin/follow-ups").await.body.contains(&number));
    assert_eq!(w.get(&inspector, "/admin/follow-ups/AAAAAAAA").await.status, 404);
    assert_eq!(w.get(&inspector, "/admin").await.status, 200);
    // A reason is needed, only the inspector does it, and it stays to be seen with the reason.
    let set_aside = [
        ("input[step]", "set_aside"),
        ("input[words]", "同一人连点，已电话确认是误评"),
    ];
    assert_eq!(w.step(&lead, "inspect", &number, 1, &set_aside).await.status, 403);
    assert_eq!(
        w.step(&inspector, "inspect", &number, 1, &set_aside[..1]).await.status,
        422
    );
    assert_eq!(w.step(&inspector, "inspect", &number, 1, &set_aside).await.status, 303);
    let page = w.get(&lead, &at).await;
    assert!(
        page.body.contains("不计入") && page.body.contains("已电话确认是误评"),
        "{}",
        page.body
    );
    assert!(w.get(&lead, "/admin/follow-ups?ended=1").await.body.contains(&at));
    // What has ended takes no step any more, and what was written with it is shown.
    let late = [("input[step]", "verify"), ("input[words]", "现场看过")];
    let late = w.step(&inspector, "inspect", &number, 2, &late).await;
    assert!(late.status == 422 && late.body.contains("现场看过"), "{}", late.status);
}
