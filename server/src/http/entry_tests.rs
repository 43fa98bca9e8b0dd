//! Cases that are entered later than they were brought: a table of papers from the counter, and what has waited for the network.

use super::testing::{Answer, Site, act};
use app::server::token_hash;
use axum::{body::Body, http::Request};
use model::{
    case::Number,
    center::{Center, CenterKind},
    permission::{Grant, Role, Scope},
    staff::StaffId,
};
use serde_json::Value;
use store::{
    case::{self, Source},
    staff::{self, NewStaff},
};

struct World {
    site: Site,
    own: Center,
    other: Center,
    clerk: StaffId,
    /// Somebody at the counter of the own center.
    cookie: String,
}

impl World {
    async fn new() -> Self {
        let site = Site::sample().await;
        let centers = store::center::list(site.server.store.db(), false).await.unwrap();
        let mut villages = centers.into_iter().filter(|c| c.kind == CenterKind::Village);
        let (own, other) = (villages.next().unwrap(), villages.next().unwrap());
        let (clerk, cookie) = staff_of(&site, Role::CounterStaff, Scope::Center(own.id)).await;
        Self {
            site,
            own,
            other,
            clerk,
            cookie,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        let headers = [("cookie", self.cookie.as_str()), ("accept-language", "zh-CN")];
        self.site.get_with(path, &headers).await
    }

    /// Uploads a table of cases and follows to what it would do.
    async fn upload(&self, lines: &[String]) -> (String, Answer) {
        let head = "登记编号,中心,收件日期,事项,办理方式,姓名,手机号,本人同意代办,状态,结果日期,原因或说明";
        let table = format!("\u{feff}{head}\r\n{}\r\n", lines.join("\r\n"));
        let sent = self
            .site
            .post_file("/admin/import", &self.cookie, &[("kind", "cases")], &table)
            .await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let place = sent.header("location");
        let answer = self.get(&place).await;
        (place, answer)
    }

    fn line(&self, number: &str, center: &str, rest: &str) -> String {
        format!("{number},{center},2026-09-14,C0101,assisted,李玉兰,{rest}")
    }

    async fn confirm(&self, place: &str, page: &str) -> Answer {
        let at = page.find("name=\"seen\" value=\"").unwrap() + 19;
        let seen = &page[at..at + page[at..].find('"').unwrap()];
        self.site.post(place, &self.cookie, &[("seen", seen)]).await
    }

    async fn cases(&self) -> i64 {
        use store::db::Query as _;
        let sql = "SELECT COUNT(*) AS n FROM case_entry";
        let row = self.site.server.store.db().row(sql, vec![]).await.unwrap();
        row.unwrap().get("n").unwrap()
    }

    /// Sends what has waited, as the script does.
    async fn sends(&self, cookie: &str, key: &str, later: [&str; 2], day: &str) -> (u16, Value) {
        let center = self.own.id.to_string();
        let fields = [
            ("center", center.as_str()),
            ("key", key),
            ("matter", "C0101"),
            ("later[age]", later[0]),
            ("later[account]", later[1]),
            ("input[mode]", "home_visit"),
            ("input[name]", "李玉兰"),
            ("input[phone]", "13800001234"),
            ("input[address]", "三组 5 号"),
            ("input[day]", day),
            ("input[from]", "09:00"),
            ("input[to]", "10:00"),
        ];
        let request = Request::post("/api/case/open_for")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .header("cookie", cookie)
            .body(Body::from(serde_urlencoded::to_string(fields).unwrap()))
            .unwrap();
        let answer = self.site.send(request).await;
        let said = serde_json::from_str(&answer.body).unwrap_or_default();
        (answer.status, said)
    }
}

async fn staff_of(site: &Site, role: Role, scope: Scope) -> (StaffId, String) {
    let (db, act) = (site.server.store.db(), act(&site.server));
    let token = format!("{}-{}", role.code(), act.ids.next());
    let new = NewStaff {
        username: token.replace('_', "."),
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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_enters_its_own_papers_once_and_sees_what_is_wrong_with_them() {
    let w = World::new().await;
    let page = w.get("/admin/import").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("value=\"cases\"") && page.body.contains("template/cases.xlsx"));
    for kind in ["centers", "staff", "matters"] {
        assert!(!page.body.contains(&format!("value=\"{kind}\"")), "{kind}");
        let sent = w
            .site
            .post_file("/admin/import", &w.cookie, &[("kind", kind)], "a\n1\n")
            .await;
        assert_eq!(sent.status, 403, "{kind}");
    }
    let empty = w.get("/admin/export/template/cases.csv").await;
    assert!(
        empty.status == 200 && empty.body.contains("登记编号") && empty.body.contains("示例"),
        "{}",
        empty.body
    );
    // Whose cases there are leaves in no table.
    assert_eq!(w.get("/admin/export/cases.csv").await.status, 404);
    assert_eq!(w.get("/admin/export/template/rooms.csv").await.status, 403);

    let (own, other) = (w.own.names.zh.as_str(), w.other.names.zh.as_str());
    let (place, bad) = w
        .upload(&[
            w.line("1", own, "13800001234,是,办结,2026-09-13,"),
            w.line("2", own, "1380000123,是,办理中,,"),
            w.line("3", other, "13800001234,是,办理中,,"),
            w.line("4", own, "13800001234,,不予受理,2026-09-15,"),
            w.line("5", own, "13800001234,是,办结,2026-09-16,"),
            w.line("5", own, "13800001234,是,办结,2026-09-16,"),
        ])
        .await;
    for text in [
        "有 5 行不对",
        "结果日期",
        "要在 2026-09-14 到 2026-09-18 之间",
        "手机号",
        "这一行不在你的管理范围里",
        "本人同意代办",
        "原因或说明",
        "已经有了",
    ] {
        assert!(bad.body.contains(text), "{text} in {}", bad.body);
    }
    assert!(!bad.body.contains("name=\"seen\""));
    assert_eq!(w.site.post(&place, &w.cookie, &[("seen", "")]).await.status, 200);
    assert_eq!(w.cases().await, 0);

    let good = [
        w.line("1", own, "13800001234,是,办结,2026-09-15,"),
        w.line("2", own, "13800001234,是,办理中,,"),
    ];
    let (place, page) = w.upload(&good).await;
    assert!(
        page.body.contains("李玉兰") && page.body.contains("新增"),
        "{}",
        page.body
    );
    let written = w.confirm(&place, &page.body).await;
    assert!(written.body.contains("新增 2，修改 0，不变 0。"), "{}", written.body);
    // A double click, and the same table once more.
    assert!(
        w.confirm(&place, &page.body)
            .await
            .body
            .contains("新增 2，修改 0，不变 0。")
    );
    // Uploads of tests have one name, by which a repeat is known: it is forgotten as after a month.
    let later = w.site.server.now() + 31 * 24 * 3600;
    store::act::forget_keys(w.site.server.store.db(), later).await.unwrap();
    let (_, again) = w.upload(&good).await;
    assert!(again.body.contains("表里写的和现在存的一样"), "{}", again.body);
    assert_eq!(w.cases().await, 2);
    // Another paper under the same number is not taken for it.
    let (_, differs) = w.upload(&[w.line("1", own, "13900001234,是,办结,2026-09-15,")]).await;
    assert!(differs.body.contains("有 1 行不对") && differs.body.contains("提交成功过一次"));

    let list = w.get("/admin/cases?state=all").await.body;
    assert!(list.contains("李玉兰") && list.contains("办理中") && list.contains("办结"));
    let at = list.find("/admin/cases/").unwrap() + 13;
    let number = list[at..]
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>();
    let one = w.get(&format!("/admin/cases/{number}")).await.body;
    assert!(one.contains("按纸质台账补录") && one.contains("2026-09-14"), "{one}");
    // The others' journal says nothing of it, and nobody else confirms the upload.
    let (_, stranger) = staff_of(&w.site, Role::CounterStaff, Scope::Center(w.other.id)).await;
    let headers = [("cookie", stranger.as_str()), ("accept-language", "zh-CN")];
    assert!(
        !w.site
            .get_with("/admin/cases?state=all", &headers)
            .await
            .body
            .contains("李玉兰")
    );
    assert!(w.site.get_with(&place, &headers).await.body.contains("已经过期"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_has_waited_is_registered_once_by_who_typed_it_as_of_when_it_was_typed() {
    let w = World::new().await;
    let me = w.clerk.to_string();
    let two_days = "172800";
    // The visit was agreed for a day that is over by now.
    let (status, said) = w.sends(&w.cookie, "k", [two_days, &me], "2026-09-17").await;
    assert_eq!(status, 200, "{said}");
    let number = said["number"].as_str().unwrap().to_owned();
    // Once more, later, as where the answer was lost.
    w.site.pass(60);
    let (status, again) = w.sends(&w.cookie, "k", ["172860", &me], "2026-09-17").await;
    assert_eq!((status, again["number"].as_str().unwrap()), (200, number.as_str()));
    assert_eq!(w.cases().await, 1);
    let db = w.site.server.store.db();
    let one = case::get(db, number.parse::<Number>().unwrap()).await.unwrap().unwrap();
    assert_eq!(w.site.server.local(one.opened_at).day.to_string(), "2026-09-16");
    let entry = case::entry(db, one.id).await.unwrap().unwrap();
    assert_eq!((entry.source, entry.by.as_str()), (Source::Outbox, "counter_staff-某"));
    let page = w.get(&format!("/admin/cases/{number}")).await.body;
    assert!(page.contains("没有网络时登记"), "{page}");

    // Somebody else is signed in by now: it waits for who typed it.
    let (_, other) = staff_of(&w.site, Role::CounterStaff, Scope::Center(w.own.id)).await;
    assert_eq!(w.sends(&other, "l", [two_days, &me], "2026-09-17").await.0, 401);
    assert_eq!(w.sends("", "l", [two_days, &me], "2026-09-17").await.0, 401);
    // Too long ago, still to come, or nonsense; what was agreed for a day before it was typed.
    for (age, day, field) in [
        ("700000", "2026-09-20", "age"),
        ("-5", "2026-09-20", "age"),
        ("soon", "2026-09-20", "age"),
        (two_days, "2026-09-15", "day"),
        ("", "2026-09-17", "day"),
    ] {
        let (status, said) = w.sends(&w.cookie, "m", [age, &me], day).await;
        assert_eq!(status, 422, "{age} {day}");
        assert_eq!(said["invalid"]["fields"][0]["field"], field, "{age} {day}: {said}");
    }
    assert_eq!(w.cases().await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counters_form_for_when_there_is_no_network_names_nobody() {
    let w = World::new().await;
    let anonymous = w
        .site
        .get_with("/admin/counter/offline", &[("accept-language", "zh-CN")])
        .await;
    assert_eq!(anonymous.status, 200);
    assert_eq!(anonymous.header("cache-control"), "private, no-cache");
    assert!(anonymous.body.contains("data-shell") && anonymous.body.contains("/counter.js?v="));
    assert!(
        anonymous.body.contains("href=\"tel:0482-0000099\""),
        "the numbers to call"
    );
    for field in [
        "matter",
        "input[name]",
        "input[phone]",
        "input[mode]",
        "input[consent]",
        "key",
        "center",
    ] {
        assert!(anonymous.body.contains(&format!("name=\"{field}\"")), "{field}");
    }
    // To whoever is signed in the worker is told to fetch it as nobody in particular.
    let own = w.get("/admin/counter/offline").await;
    assert_eq!(own.header("cache-control"), "private, no-store");
    assert!(own.header("keep-as").contains("lang="));
    assert!(!own.body.contains("counter_staff-某") && !own.body.contains(&w.own.names.zh));
    // The counter itself is kept by nobody, and says whose it is.
    let counter = w.get("/admin/counter").await;
    assert_eq!(counter.header("cache-control"), "private, no-store");
    assert!(counter.body.contains(&format!("data-staff=\"{}\"", w.clerk)) && counter.body.contains("id=\"unsent\""));
    let worker = w.site.get("/sw.js").await.body;
    assert!(worker.contains("/counter.js?v="));
    // What accounts that are gone have left in its browser is for who leads the center to clear away.
    let (_, lead) = staff_of(&w.site, Role::CenterLead, Scope::Center(w.own.id)).await;
    let led = w.site.get_with("/admin/counter", &[("cookie", lead.as_str())]).await;
    assert!(led.status == 200 && led.body.contains("data-clear="), "{}", led.body);
    for other in [&counter, &own, &anonymous] {
        assert!(!other.body.contains("data-clear="), "{}", other.body);
    }
}
