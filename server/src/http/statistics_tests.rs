//! The town's screen, statistics of cases and what matters have really needed, as browsers without scripts see them; and that a village
//! sees what is its own.

use super::testing::{Answer, Site, act};
use app::server::token_hash;
use model::{
    center::{Center, CenterKind},
    permission::{Grant, Role, Scope},
};
use store::staff::{self, NewStaff};

struct World {
    site: Site,
    town: Center,
    /// Two villages that have cases.
    villages: [Center; 2],
}

impl World {
    async fn new() -> Self {
        let site = Site::sample().await;
        let db = site.server.store.db();
        store::sample::cases::handle(db, &act(&site.server), &site.server.zone)
            .await
            .unwrap();
        let centers = store::center::list(db, false).await.unwrap();
        let town = centers.iter().find(|c| c.kind == CenterKind::Town).unwrap().clone();
        let mut villages = centers.into_iter().filter(|c| c.kind == CenterKind::Village);
        let villages = [villages.next().unwrap(), villages.next().unwrap()];
        Self { site, town, villages }
    }

    async fn staff(&self, role: Role, scope: Scope) -> String {
        let (db, act) = (self.site.server.store.db(), act(&self.site.server));
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
        format!("session={token}")
    }

    async fn get(&self, cookie: &str, path: &str) -> Answer {
        let headers = [("cookie", cookie), ("accept-language", "zh-CN")];
        self.site.get_with(path, &headers).await
    }
}

/// How many rows the first table of a page has.
fn rows(page: &str) -> usize {
    let body = page.split("<tbody").nth(1).unwrap_or_default();
    body.split("</tbody>").next().unwrap_or_default().matches("<tr").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_town_sees_all_centers_and_a_village_its_own() {
    let w = World::new().await;
    let town = w.staff(Role::TownStaff, Scope::Division(w.town.division.clone())).await;
    let page = w.get(&town, "/admin/town").await;
    assert_eq!(page.status, 200);
    // 43 centers and the sum; what is overdue stands first.
    assert_eq!(rows(&page.body), 44);
    for text in [
        "在办一览",
        "超期的办件",
        "转报",
        "示例窗口人员",
        "aria-sort=\"descending\"",
        "center-map",
        "镇里时限",
    ] {
        assert!(page.body.contains(text), "{text}");
    }
    assert!(!page.body.contains("示例群众"), "whose a case is has no place here");
    let first = page.body.split("<tbody").nth(1).unwrap();
    assert!(first.split("<tr").nth(1).unwrap().contains("bad"));
    // Another order by the address, and nonsense is the usual one.
    let by_name = w.get(&town, "/admin/town?sort=name").await.body;
    let names = by_name.split("<tbody").nth(1).unwrap();
    assert!(names.split("</tr>").next().unwrap().contains(&w.town.names.zh));
    // As a dictionary has them, which is not the order of the characters' codes: as in every other list of centers.
    let listed = store::center::list(w.site.server.store.db(), false).await.unwrap();
    let places: Vec<_> = listed
        .iter()
        .map(|c| names.find(&format!(">{}<", c.names.zh)))
        .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    assert_eq!(w.get(&town, "/admin/town?sort=%00&dir=x").await.status, 200);

    let village = w.staff(Role::CounterStaff, Scope::Center(w.villages[0].id)).await;
    let page = w.get(&village, "/admin/town").await;
    assert_eq!((page.status, rows(&page.body)), (200, 2));
    assert!(!page.body.contains(&w.villages[1].names.zh));
    let grid = w.staff(Role::GridWorker, Scope::Everywhere).await;
    assert_eq!(w.get(&grid, "/admin/town").await.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_reads_english_reads_what_pressing_matters_are_called_in_english() {
    let w = World::new().await;
    let server = &w.site.server;
    let (db, act) = (server.store.db(), act(server));
    let late = store::town::overdue(db, None, server.local_now(), 1)
        .await
        .unwrap()
        .remove(0);
    let matter = store::matter::get(db, late.matter.0).await.unwrap().unwrap();
    let mut content = matter.content.clone();
    content.name.en = "Allowance for the old".into();
    store::matter::save(db, &act, matter.id, matter.version, &content, &[])
        .await
        .unwrap();
    let town = w.staff(Role::TownStaff, Scope::Division(w.town.division.clone())).await;
    let headers = [("cookie", town.as_str()), ("accept-language", "en")];
    let page = w.site.get_with("/admin/town", &headers).await.body;
    let row = page
        .split("<tr")
        .find(|row| row.contains(&late.number.spaced()))
        .unwrap();
    assert!(row.contains("Allowance for the old"), "{row}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn statistics_are_filtered_by_the_address_and_taken_away_as_tables() {
    let w = World::new().await;
    let town = w.staff(Role::TownStaff, Scope::Division(w.town.division.clone())).await;
    let page = w.get(&town, "/admin/statistics").await;
    assert_eq!(page.status, 200);
    for text in [
        "按时办结率",
        "一次性告知遗漏率",
        "平均跑动次数",
        "实际用时（中位数）",
        "按事项",
        "role=\"img\"",
    ] {
        assert!(page.body.contains(text), "{text}");
    }
    let (one, other) = (&w.villages[0], &w.villages[1]);
    let filtered = format!("/admin/statistics?period=2026&center={}&mode=assisted", one.id);
    let page = w.get(&town, &filtered).await.body;
    let heading = page
        .split("<h2 id=\"whole\">")
        .nth(1)
        .unwrap()
        .split("</h2>")
        .next()
        .unwrap();
    assert_eq!(
        heading.trim_end_matches("<!>"),
        format!("{} · 帮办代办 · 2026 年", one.names.zh)
    );
    // A part of this year stands beside the same part of the last one, and what is said of the numbers is what they are.
    for text in [
        "登记错了作废的也算在“收件”里",
        "“办结”含不予受理和撤回",
        "补正或者挂起等申请人时",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(page.contains("按月") && !page.contains("id=\"centers\"") && !page.contains("id=\"modes\""));
    let unknown = w.get(&town, "/admin/statistics?matter=C9999").await.body;
    assert!(unknown.contains("没有编码是“C9999”的事项"));
    // A center that is out of service by now is the one that is chosen where it is asked for.
    let db = w.site.server.store.db();
    let version = store::center::get(db, other.id).await.unwrap().unwrap().version;
    store::center::retire(db, &act(&w.site.server), other.id, version)
        .await
        .unwrap();
    let option = format!("<option value=\"{}\" selected", other.id);
    let page = w
        .get(&town, &format!("/admin/statistics?center={}", other.id))
        .await
        .body;
    assert!(page.contains(&option), "{option}");
    assert!(
        !w.get(&town, "/admin/statistics")
            .await
            .body
            .contains(&format!("<option value=\"{}\"", other.id))
    );

    let csv = w.get(&town, "/admin/statistics.csv?period=2026").await;
    assert_eq!(csv.status, 200);
    assert!(csv.header("content-disposition").contains("statistics.csv"));
    assert!(
        csv.body.starts_with("\u{feff}月份,") && csv.body.contains(&one.names.zh) && csv.body.contains(&other.names.zh)
    );
    assert!(!csv.body.contains("示例群众"));
    let asked = axum::http::Request::get("/admin/statistics.xlsx").header("cookie", &town);
    let xlsx = w.site.answer(asked.body(axum::body::Body::empty()).unwrap()).await;
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(xlsx.status(), 200);
    assert_eq!(xlsx.headers()["content-type"], sheet);
    let bytes = axum::body::to_bytes(xlsx.into_body(), usize::MAX).await.unwrap();
    assert!(bytes.starts_with(b"PK"));

    // A village takes away what is its own, and asks for nothing else by name.
    let village = w.staff(Role::CenterLead, Scope::Center(one.id)).await;
    let csv = w.get(&village, "/admin/statistics.csv?period=2026").await.body;
    assert!(csv.contains(&one.names.zh) && !csv.contains(&other.names.zh));
    let foreign = format!("/admin/statistics.csv?center={}", other.id);
    assert_eq!(w.get(&village, &foreign).await.status, 404);
    let page = w.get(&village, &format!("/admin/statistics?center={}", other.id)).await;
    assert_eq!(page.status, 404);
    assert_eq!(w.get("", "/admin/statistics.csv").await.status, 401);
    let grid = w.staff(Role::GridWorker, Scope::Everywhere).await;
    assert_eq!(w.get(&grid, "/admin/statistics.xlsx").await.status, 403);
    // Who took what away is in the log.
    let filter = model::audit::AuditFilter::default();
    let log = store::audit::export(w.site.server.store.db(), &filter, &w.site.server.zone)
        .await
        .unwrap();
    assert_eq!(log.iter().filter(|e| e.action == "statistics.export").count(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_year_that_is_not_over_stands_beside_the_same_months_of_the_last() {
    let w = World::new().await;
    let town = w.staff(Role::TownStaff, Scope::Division(w.town.division.clone())).await;
    let show = async |period: &str| -> serde_json::Value {
        let call = axum::http::Request::post("/api/statistics/show")
            .header("content-type", "application/json")
            .header("cookie", &town);
        let body = serde_json::json!({ "wanted": { "period": period } }).to_string();
        let answer = w.site.send(call.body(axum::body::Body::from(body)).unwrap()).await;
        serde_json::from_str(&answer.body).unwrap()
    };
    let opened = |figure: &serde_json::Value| figure["counted"]["opened"].as_i64().unwrap();
    // The sample's cases go a year back from September; what came in the autumn has no part in it yet.
    let (now, then) = (show("2026").await, show("2025").await);
    assert_eq!(
        (now["so_far"].as_bool(), then["so_far"].as_bool()),
        (Some(true), Some(false))
    );
    let months = then["months"].as_array().unwrap();
    let until_september: i64 = months[..9].iter().map(|month| opened(&month[1])).sum();
    assert_eq!(opened(&now["before"]), until_september);
    assert!(opened(&then["whole"]) > until_september);
    // A month cannot be divided, and one that is over is compared as a whole.
    for whole in ["2026-09", "2026-Q2", "2024"] {
        assert_eq!(show(whole).await["so_far"].as_bool(), Some(false), "{whole}");
    }
    assert!(
        w.get(&town, "/admin/statistics?period=2026")
            .await
            .body
            .contains("2025 年同期")
            == (until_september > 0)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_guide_and_the_open_catalog_say_what_was_really_needed() {
    let w = World::new().await;
    let server = &w.site.server;
    let needed = server.store.needed(server.local_now().day).await.unwrap();
    let catalog = server.store.catalog().await.unwrap();
    let (known, unknown): (Vec<_>, Vec<_>) = catalog.matters.iter().partition(|m| needed.contains_key(&m.id));
    assert!(!known.is_empty());
    let (cases, code) = (needed[&known[0].id].cases, &known[0].content.code);
    let page = w.site.get(&format!("/matters/{code}")).await.body;
    assert!(page.contains("近一年实际用时") && page.contains(&format!("按近一年办结的 {cases} 件统计")));
    let page = w.site.get(&format!("/matters/{}", unknown[0].content.code)).await.body;
    assert!(!page.contains("近一年实际用时"));
    let csv = w.site.get("/open/matters.csv").await.body;
    let head = csv.lines().next().unwrap();
    assert!(
        head.ends_with("近一年实际用时中位数（工作日）,近一年办结件数"),
        "{head}"
    );
    // A line of the table may have lines in its cells.
    let line_of = |code: &str| {
        let mut lines = csv.split("\r\n");
        lines.find(|line| line.starts_with(&format!("{code},"))).unwrap()
    };
    let line = line_of(code);
    assert!(line.ends_with(&format!(",{cases}")), "{line}");
    let line = line_of(&unknown[0].content.code);
    assert!(line.ends_with(",,"), "{line}");
}
