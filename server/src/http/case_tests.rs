//! Cases as the counter handles them in browsers without scripts: registered, corrected once, handed up and returned, transferred.

use super::testing::{Answer, Site, act};
use app::server::token_hash;
use axum::{body::Body, http::Request};
use model::{
    case::{Number, State},
    center::{Center, CenterInput, CenterKind},
    division::DivisionInput,
    matter::Mode,
    permission::{Grant, Role, Scope},
};
use store::staff::{self, NewStaff};

pub(super) struct World {
    pub(super) site: Site,
    pub(super) village: Center,
    pub(super) town: Center,
    /// Code of a village matter that staff handle for somebody.
    pub(super) matter: String,
    /// Code of one that is done on the spot.
    spot: String,
}

impl World {
    pub(super) async fn new() -> Self {
        let site = Site::sample().await;
        let centers = store::center::list(site.server.store.db(), false).await.unwrap();
        let town = centers.iter().find(|c| c.kind == CenterKind::Town).unwrap().clone();
        let village = centers
            .iter()
            .find(|c| c.kind == CenterKind::Village && town.division.contains(&c.division))
            .unwrap()
            .clone();
        let mut world = Self {
            site,
            village,
            town,
            matter: String::new(),
            spot: String::new(),
        };
        world.matter = world.code(Mode::Assisted).await;
        world.spot = world.code(Mode::Immediate).await;
        world
    }

    /// Code of a matter of the village's in that mode.
    pub(super) async fn code(&self, mode: Mode) -> String {
        let catalog = self.site.server.store.catalog().await.unwrap();
        let handled = |m: &&store::matter::Matter| catalog.handles(m, self.village.id, self.village.kind);
        let mut all = catalog.matters.iter().filter(handled);
        let matter = all.find(|m| m.content.modes.contains(&mode) && m.content.materials.len() > 1);
        matter.unwrap().content.code.clone()
    }

    pub(super) async fn staff(&self, role: Role, scope: Scope) -> String {
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

    pub(super) async fn get(&self, cookie: &str, path: &str) -> Answer {
        let headers = [("cookie", cookie), ("accept-language", "zh-CN")];
        self.site.get_with(path, &headers).await
    }

    pub(super) async fn register(
        &self,
        cookie: &str,
        key: &str,
        matter: &str,
        mode: Mode,
        fields: &[(&str, &str)],
    ) -> Answer {
        let center = self.village.id.to_string();
        let from = format!("/admin/counter?center={center}");
        let fixed = [
            ("from", from.as_str()),
            ("center", &center),
            ("key", key),
            ("matter", matter),
            ("input[mode]", mode.code()),
            ("input[consent]", "1"),
        ];
        self.site
            .post("/api/case/open_for", cookie, &[&fixed[..], fields].concat())
            .await
    }

    pub(super) async fn only(&self) -> store::case::Case {
        let db = self.site.server.store.db();
        let filter = store::case::Filter {
            ended: true,
            ..store::case::Filter::open(self.site.server.local_now())
        };
        store::case::list(db, &filter).await.unwrap().remove(0)
    }

    pub(super) async fn step(&self, cookie: &str, number: Number, version: i64, fields: &[(&str, &str)]) -> Answer {
        let number = number.to_string();
        let (page, then, version) = (
            format!("/admin/cases/{number}"),
            format!("/admin/cases/{number}?saved=1"),
            version.to_string(),
        );
        let fixed = [
            ("from", page.as_str()),
            ("then", &then),
            ("number", &number),
            ("version", &version),
        ];
        self.site
            .post("/api/case/step", cookie, &[&fixed[..], fields].concat())
            .await
    }
}

pub(super) const WHO: [(&str, &str); 2] = [("input[name]", "李玉兰"), ("input[phone]", "138 0000 1234")];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_caller_is_registered_corrected_once_handed_up_and_returned_without_scripts() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let town = w.staff(Role::TownStaff, Scope::Center(w.town.id)).await;
    let page = w.get(&counter, "/admin/counter").await;
    assert!(page.status == 200 && page.body.contains("登记办件"), "{}", page.body);
    // Typed by its code; a repeat is the same case.
    for _ in 0..2 {
        let sent = w.register(&counter, "k1", &w.matter, Mode::Assisted, &WHO).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
    }
    let one = w.only().await;
    let page = w.get(&counter, &format!("/admin/cases/{}", one.number)).await;
    assert!(
        page.body.contains("李玉兰") && page.body.contains("13800001234"),
        "{}",
        page.body
    );
    // Somebody asks for what the notice had not listed: counted, and asked for once.
    let ask = [("input[step]", "ask_correction"), ("input[extra]", "近期照片\n房产证")];
    assert_eq!(w.step(&counter, one.number, 1, &ask).await.status, 303);
    assert_eq!((w.only().await.missed, w.only().await.state), (2, State::Correction));
    assert_eq!(
        w.step(&counter, one.number, 2, &[("input[step]", "supplement")])
            .await
            .status,
        303
    );
    let again = w.step(&counter, one.number, 3, &ask).await;
    assert!(
        again.status == 422 && again.body.contains("补正只告知一次"),
        "{}",
        again.body
    );
    assert!(again.body.contains("近期照片"), "nothing typed is lost");
    // An old page is told that somebody was faster.
    assert_eq!(
        w.step(&counter, one.number, 1, &[("input[step]", "accept")])
            .await
            .status,
        409
    );
    assert_eq!(
        w.step(&counter, one.number, 3, &[("input[step]", "accept")])
            .await
            .status,
        303
    );
    let to = w.town.id.to_string();
    let up = [
        ("input[step]", "hand_up"),
        ("input[words]", "请镇里审核"),
        ("input[center]", &to),
    ];
    assert_eq!(w.step(&counter, one.number, 4, &up).await.status, 303);
    // The village sees where it is, and takes no step of the town's.
    let page = w.get(&counter, &format!("/admin/cases/{}", one.number)).await;
    assert!(
        page.body.contains("已转报") && page.body.contains("镇里办理期限"),
        "{}",
        page.body
    );
    let back = [("input[step]", "return"), ("input[words]", "材料齐了再报")];
    assert_eq!(w.step(&counter, one.number, 5, &back).await.status, 403);
    let queue = w.get(&town, "/admin/counter").await;
    assert!(queue.body.contains(&one.number.spaced()), "{}", queue.body);
    assert_eq!(w.step(&town, one.number, 5, &back).await.status, 303);
    let decide = [("input[step]", "decide"), ("input[decision]", "not_granted")];
    let refused = w.step(&counter, one.number, 6, &decide).await;
    assert_eq!(refused.status, 422, "whoever is refused hears why");
    let decide = [decide[0], decide[1], ("input[words]", "年龄不够")];
    assert_eq!(w.step(&counter, one.number, 6, &decide).await.status, 303);
    assert_eq!(w.only().await.state, State::Decided);
    let receipt = w.get(&counter, &format!("/admin/cases/{}/receipt", one.number)).await;
    assert!(
        receipt.status == 200 && receipt.body.contains(&one.number.spaced()),
        "{}",
        receipt.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_case_is_followed_by_its_number_and_the_end_of_the_phone() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let note = [("input[step]", "ask_correction"), ("input[extra]", "近期照片")];
    w.step(&counter, one.number, 1, &note).await;
    let follow = async |number: &str, tail: &str| {
        let fields = [("from", "/cases"), ("show", "1"), ("number", number), ("tail", tail)];
        w.site.post("/api/case/follow", "", &fields).await
    };
    let page = follow(&one.number.spaced().to_lowercase(), "1234").await;
    assert!(page.status == 200 && page.body.contains("近期照片"), "{}", page.body);
    assert!(
        !page.body.contains("李玉兰") && !page.body.contains("13800001234"),
        "no name, no phone"
    );
    for (number, tail) in [
        (one.number.to_string().as_str(), "4321"),
        ("ZZZZZZZZ", "1234"),
        ("<b>", "1234"),
    ] {
        let page = follow(number, tail).await;
        assert!(
            page.status == 422 && page.body.contains("对不上"),
            "{number} {tail}: {}",
            page.body
        );
    }
    // Wrong digits are counted; whoever has the right ones waits as well.
    for _ in 0..4 {
        follow(&one.number.to_string(), "4321").await;
    }
    assert_eq!(follow(&one.number.to_string(), "1234").await.status, 429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_typed_wrongly_is_said_by_field_and_nothing_is_lost() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let wrong = [("input[name]", "李玉兰"), ("input[phone]", "1380000123")];
    let sent = w.register(&counter, "k", "没有这个事项", Mode::Assisted, &wrong).await;
    assert_eq!(sent.status, 422, "{}", sent.body);
    for kept in ["没有这个事项", "李玉兰", "1380000123"] {
        assert!(sent.body.contains(kept), "{kept}");
    }
    let hostile = [
        ("input[name]", "<script>alert(1)</script>"),
        ("input[note]", "</textarea><script>alert(2)</script>"),
    ];
    let sent = w.register(&counter, "h", &w.matter, Mode::Assisted, &hostile).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    // Where it is shown, it is shown as it was typed, and is no script.
    let number = w.only().await.number;
    for page in [
        "/admin/counter".to_owned(),
        format!("/admin/cases/{number}"),
        format!("/admin/cases/{number}/receipt"),
    ] {
        let page = w.get(&counter, &page).await;
        assert!(page.body.contains("&lt;script&gt;alert(1)"), "{}", page.body);
        assert!(!page.body.contains("<script>alert("), "escaped");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_done_on_the_spot_leads_back_to_the_counter_and_an_inspector_only_looks() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let sent = w.register(&counter, "k", &w.spot, Mode::Immediate, &WHO).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let one = w.only().await;
    assert_eq!((one.state, one.mode), (State::Decided, Mode::Immediate));
    let inspector = w.staff(Role::Inspector, Scope::Everywhere).await;
    let page = w.get(&inspector, &format!("/admin/cases/{}", one.number)).await;
    assert!(page.status == 200 && page.body.contains("138****1234"), "{}", page.body);
    assert!(!page.body.contains("13800001234"));
    // What has become of it, and not whose it is.
    assert!(
        page.body.contains("李*") && !page.body.contains("李玉兰"),
        "{}",
        page.body
    );
    let list = w.get(&inspector, "/admin/cases?state=all").await;
    assert!(
        list.body.contains("李*") && !list.body.contains("李玉兰"),
        "{}",
        list.body
    );
    assert_eq!(
        w.step(&inspector, one.number, 1, &[("input[step]", "collect")])
            .await
            .status,
        403
    );
    // Staff of another center know nothing of it.
    let other = w.staff(Role::CounterStaff, Scope::Center(w.town.id)).await;
    let call = Request::post("/api/case/get")
        .header("content-type", "application/json")
        .header("cookie", &other)
        .body(Body::from(serde_json::json!({ "number": one.number }).to_string()))
        .unwrap();
    assert_eq!(w.site.send(call).await.status, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_does_not_handle_a_case_reads_nothing_that_was_written_of_its_resident() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let said = [&WHO[..], &[("input[note]", "三组李家老二的母亲")]].concat();
    let sent = w.register(&counter, "k", &w.matter, Mode::Assisted, &said).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let number = w.only().await.number;
    let paper = [("input[step]", "paper_in"), ("input[words]", "李玉兰身份证原件")];
    assert_eq!(w.step(&counter, number, 1, &paper).await.status, 303);
    let ask = [
        ("input[step]", "ask_correction"),
        ("input[extra]", "李玉兰近期照片"),
        ("input[words]", "她女儿来过"),
    ];
    assert_eq!(w.step(&counter, number, 2, &ask).await.status, 303);
    let inspector = w.staff(Role::Inspector, Scope::Everywhere).await;
    let here = format!("/admin/cases/{number}");
    let (own, seen) = (w.get(&counter, &here).await, w.get(&inspector, &here).await);
    assert_eq!(seen.status, 200);
    for written in ["三组李家老二的母亲", "李玉兰身份证原件", "李玉兰近期照片", "她女儿来过"]
    {
        assert!(own.body.contains(written), "{written}");
        assert!(!seen.body.contains(written), "{written}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_is_not_told_whose_a_case_is_finds_it_by_its_number_alone() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let sent = w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let number = w.only().await.number;
    let inspector = w.staff(Role::Inspector, Scope::Everywhere).await;
    let row = format!("href=\"/admin/cases/{number}\"");
    let finds = async |cookie: &str, center: &str, q: &str| {
        let path = format!("/admin/cases?center={center}&q={}", q.replace(' ', "+"));
        let page = w.get(cookie, &path).await;
        assert_eq!(page.status, 200, "{path}");
        page.body.contains(&row)
    };
    let village = w.village.id.to_string();
    for center in ["", &village] {
        for q in [
            "13800001234",
            "138 0000 1234",
            "%E6%9D%8E",
            "%E6%9D%8E%E7%8E%89%E5%85%B0",
        ] {
            assert!(finds(&counter, center, q).await, "{q}");
            assert!(!finds(&inspector, center, q).await, "{q}: it would say whose it is");
        }
        for q in [number.to_string(), number.spaced(), String::new()] {
            assert!(finds(&inspector, center, &q).await, "{q}");
        }
    }
    let label = |page: &Answer| {
        let rest = page.body.split("for=\"cases-q\"").nth(1).unwrap();
        rest.split("</label>").next().unwrap().to_owned()
    };
    assert!(label(&w.get(&counter, "/admin/cases").await).contains("手机号"));
    assert!(!label(&w.get(&inspector, "/admin/cases").await).contains("手机号"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_hands_up_to_another_town_is_told_so_and_keeps_their_words() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let number = w.only().await.number;
    let accept = [("input[step]", "accept")];
    assert_eq!(w.step(&counter, number, 1, &accept).await.status, 303);
    // The next town, which is none of this village's.
    let (db, act) = (w.site.server.store.db(), act(&w.site.server));
    let division = DivisionInput {
        code: "152223101000".into(),
        name: "新林镇".into(),
        level: "town".into(),
        ..DivisionInput::default()
    };
    store::division::create(db, &act, "division", &division.check().unwrap())
        .await
        .unwrap();
    let center = CenterInput {
        kind: "town".into(),
        division: division.code.clone(),
        name: "新林镇党群服务中心".into(),
        ..CenterInput::default()
    };
    let next = store::center::create(db, &act, "center", &center.check().unwrap())
        .await
        .unwrap();
    let path = format!("/admin/cases/{number}");
    let page = w.get(&counter, &path).await;
    assert!(
        page.body.contains("转报镇里") && !page.body.contains("新林镇"),
        "it is not offered: {}",
        page.body
    );
    let villages = store::center::list(db, false).await.unwrap();
    let beside = villages
        .iter()
        .find(|c| c.kind == CenterKind::Village && c.id != w.village.id);
    for to in [next, beside.unwrap().id, w.village.id] {
        let to = to.to_string();
        let up = [
            ("input[step]", "hand_up"),
            ("input[words]", "请镇里审核"),
            ("input[center]", &to),
            ("input[days]", "4"),
        ];
        let refused = w.step(&counter, number, 2, &up).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        for kept in ["转报只能转给本辖区的镇级中心", "请镇里审核", "value=\"4\""] {
            assert!(refused.body.contains(kept), "{kept}: {}", refused.body);
        }
        assert_eq!(w.only().await.state, State::Accepted);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_more_was_handed_up_than_the_towns_screen_lists_it_leads_to_all() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let admin = w.site.administrator("boss").await;
    let to = w.town.id.to_string();
    let up = [
        ("input[step]", "hand_up"),
        ("input[words]", "请镇里审核"),
        ("input[center]", &to),
    ];
    let all = "/admin/cases?who=up";
    for n in 1..=21 {
        let sent = w
            .register(&counter, &format!("k{n}"), &w.matter, Mode::Assisted, &WHO)
            .await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let place = sent.header("location");
        let rest = place.trim_start_matches("/admin/cases/");
        let number: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let number: Number = number.parse().unwrap();
        let accept = [("input[step]", "accept")];
        assert_eq!(w.step(&counter, number, 1, &accept).await.status, 303);
        assert_eq!(w.step(&counter, number, 2, &up).await.status, 303);
        if n >= 20 {
            let page = w.get(&admin, "/admin/town").await.body;
            assert_eq!(page.contains(all), n > 20, "{n}");
        }
        if n == 1 {
            // It waits at the town: it is in the table, and where that leads.
            let pause = [
                ("input[step]", "pause"),
                ("input[wait]", "special"),
                ("input[words]", "等现场勘查"),
            ];
            assert_eq!(w.step(&admin, number, 3, &pause).await.status, 303);
            for page in ["/admin/town", all] {
                let link = format!("/admin/cases/{number}\"");
                assert!(w.get(&admin, page).await.body.contains(&link), "{page}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_case_begins_with_the_notice_that_somebody_brings() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let center = w.village.id.to_string();
    let from = "/matters/C0101/notice?q_who=agent&q_kind=new";
    let fields = [
        ("from", from),
        ("center", &center),
        ("key", "n"),
        ("code", "C0101"),
        ("version", "1"),
        ("answers", "q_who=agent&q_kind=new"),
    ];
    let issued = w.site.post("/api/matter_notice/issue", &counter, &fields).await;
    assert_eq!(issued.status, 303, "{}", issued.body);
    let address = format!("https://door.example{}", issued.header("location"));
    // A scanner types what the QR code says.
    let q = serde_urlencoded::to_string([("center", center.as_str()), ("q", &address)]).unwrap();
    let page = w.get(&counter, &format!("/admin/counter?{q}")).await;
    assert!(page.body.contains("按 9 月 18 日"), "{}", page.body);
    let at = page.body.find("name=\"notice\"").unwrap();
    let number = page.body[at..].split('"').nth(3).unwrap().to_owned();
    assert!(page.body.contains("value=\"C0101 "), "the matter is there already");
    let by_number = w
        .get(&counter, &format!("/admin/counter?center={center}&q={number}"))
        .await;
    assert!(by_number.body.contains(&format!("value=\"{number}\"")));
    let fields = [
        ("notice", number.as_str()),
        ("input[name]", "李玉兰"),
        ("input[phone]", "13800001234"),
    ];
    let opened = w.register(&counter, "k", "C0101", Mode::Assisted, &fields).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let one = w.only().await;
    assert_eq!(one.answers.get("who").map(String::as_str), Some("agent"));
    assert!(one.notice.is_some());
    let shown = w.get(&counter, &format!("/admin/cases/{}", one.number)).await;
    assert!(shown.body.contains("告知书编号"));
    // One that there is not, and one of another matter.
    for (notice, matter) in [("00000000", "C0101"), (number.as_str(), "C0102")] {
        let fields = [
            ("notice", notice),
            ("input[name]", "李玉兰"),
            ("input[phone]", "13800001234"),
        ];
        let refused = w.register(&counter, "k2", matter, Mode::Assisted, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("告知书编号"), "{}", refused.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_route_of_a_day_is_in_the_order_of_the_day() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    for (key, name, from, to, day) in [
        ("late", "晚来", "15:00", "16:00", "2026-09-21"),
        ("soon", "早来", "09:00", "10:00", "2026-09-21"),
        ("other", "改天", "09:00", "10:00", "2026-09-22"),
    ] {
        let fields = [
            ("input[name]", name),
            ("input[phone]", "13800001234"),
            ("input[address]", "东风村 3 组"),
            ("input[day]", day),
            ("input[from]", from),
            ("input[to]", to),
        ];
        let opened = w.register(&counter, key, "C0101", Mode::HomeVisit, &fields).await;
        assert_eq!(opened.status, 303, "{}", opened.body);
    }
    let page = w.get(&counter, "/admin/visits?day=2026-09-21").await;
    assert_eq!(page.status, 200);
    let (soon, late) = (
        page.body.find("09:00–10:00").unwrap(),
        page.body.find("15:00–16:00").unwrap(),
    );
    assert!(soon < late && page.body.contains("东风村 3 组") && page.body.contains("13800001234"));
    assert!(page.body.contains("早来") && !page.body.contains("改天"));
    // Whoever goes takes only their own along.
    let own = w.get(&counter, "/admin/visits?day=2026-09-21&who=mine").await.body;
    assert!(
        own.contains("早来") && own.contains("晚来") && !own.contains("改天"),
        "{own}"
    );
    let colleague = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let all = w.get(&colleague, "/admin/visits?day=2026-09-21").await.body;
    assert!(all.contains("早来") && all.contains("who=mine"), "{all}");
    let theirs = w.get(&colleague, "/admin/visits?day=2026-09-21&who=mine").await.body;
    assert!(
        theirs.contains("没有要上门的办件") && !theirs.contains("早来"),
        "{theirs}"
    );
    assert!(
        theirs.contains("name=\"who\" value=\"mine\""),
        "another day is theirs, too"
    );
    let empty = w.get(&counter, "/admin/visits?day=2026-09-23").await;
    assert!(empty.body.contains("没有要上门的办件"));
    let elsewhere = w.staff(Role::CounterStaff, Scope::Center(w.town.id)).await;
    let none = w.get(&elsewhere, "/admin/visits?day=2026-09-21").await;
    assert!(!none.body.contains("早来"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_has_a_case_sets_another_time_for_its_visit() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let fields = [
        &WHO[..],
        &[
            ("input[address]", "东风村 3 组"),
            ("input[day]", "2026-09-22"),
            ("input[from]", "09:00"),
            ("input[to]", "10:00"),
        ],
    ]
    .concat();
    let opened = w.register(&counter, "k", "C0101", Mode::HomeVisit, &fields).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    let number = w.only().await.number;
    let path = format!("/admin/cases/{number}");
    let page = w.get(&counter, &path).await.body;
    assert!(page.contains("f-step-visit") && page.contains("改约上门"), "{page}");
    let set = |from: &'static str, to: &'static str| {
        [
            ("input[step]", "visit"),
            ("input[day]", "2026-09-24"),
            ("input[from]", from),
            ("input[to]", to),
            ("input[words]", "小王去"),
        ]
    };
    // What was typed comes back with what is wrong with it.
    let wrong = w.step(&counter, number, 1, &set("15:30", "15:00")).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.body.contains("value=\"15:30\"") && wrong.body.contains("小王去"),
        "{}",
        wrong.body
    );
    // Nobody else sends people to their door.
    let elsewhere = w.staff(Role::CounterStaff, Scope::Center(w.town.id)).await;
    let inspector = w.staff(Role::Inspector, Scope::Everywhere).await;
    for other in [&elsewhere, &inspector] {
        assert_eq!(w.step(other, number, 1, &set("15:00", "16:00")).await.status, 403);
    }
    let done = w.step(&counter, number, 1, &set("15:00", "16:00")).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let page = w.get(&counter, &path).await.body;
    assert!(page.contains("9 月 24 日 15:00–16:00"), "{page}");
    let before = w.get(&counter, "/admin/visits?day=2026-09-22").await.body;
    assert!(before.contains("没有要上门的办件"));
    let route = w.get(&counter, "/admin/visits?day=2026-09-24").await.body;
    assert!(route.contains("15:00–16:00") && route.contains("东风村 3 组"));
    // Whoever was told, and has no account, looks it up by number and telephone.
    let typed = number.to_string();
    let asked = [
        ("from", "/cases"),
        ("show", "1"),
        ("number", typed.as_str()),
        ("tail", "1234"),
    ];
    let followed = w.site.post("/api/case/follow", "", &asked).await.body;
    assert!(
        followed.contains("9 月 24 日 15:00–16:00") && followed.contains("小王去"),
        "{followed}"
    );
    // Where nobody is visited there is no such step.
    let sent = w.register(&counter, "k2", &w.matter, Mode::Assisted, &WHO).await;
    let assisted = sent.header("location");
    let page = w.get(&counter, assisted.trim_end_matches("?new=1")).await.body;
    assert!(
        page.contains("f-step-accept") && !page.contains("f-step-visit"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_climbs_is_told_to_who_has_to_act_and_to_nobody_else() {
    let w = World::new().await;
    let village = Scope::Center(w.village.id);
    let registrar = w.staff(Role::CounterStaff, village.clone()).await;
    let colleague = w.staff(Role::CounterStaff, village.clone()).await;
    let lead = w.staff(Role::CenterLead, village).await;
    let town = w.staff(Role::TownStaff, Scope::Division(w.town.division.clone())).await;
    w.register(&registrar, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let (told, list) = (
        "件办件要你过问",
        format!("/admin/cases?center={}&who=yours", w.village.id),
    );
    let sees = async |cookie: &str| {
        let start = w.get(cookie, "/admin").await;
        let list = w.get(cookie, &list).await;
        assert!(start.status == 200 && list.status == 200, "{}", list.body);
        let (start, list) = (start.body.contains(told), list.body.contains(&one.number.spaced()));
        assert_eq!(start, list, "the first page and the list say the same");
        start
    };
    assert!(
        !sees(&registrar).await && !sees(&town).await,
        "nothing has happened yet"
    );
    // Its first level is for who works on it, its third for the town; nobody has to look for it.
    let mut late = act(&w.site.server);
    for (days, who) in [(10, [true, false, false, false]), (90, [true, false, true, true])] {
        late.at = w.site.server.now() + days * 24 * 3600;
        store::case::alarm(w.site.server.store.db(), &late, &w.site.server.zone)
            .await
            .unwrap();
        let see = [
            sees(&registrar).await,
            sees(&colleague).await,
            sees(&lead).await,
            sees(&town).await,
        ];
        assert_eq!(see, who, "after {days} days: {:?}", w.only().await.climbed);
    }
    let counter = w.get(&registrar, "/admin/counter").await;
    assert!(
        counter.body.contains("who=yours") && counter.body.contains("请你过问"),
        "{}",
        counter.body
    );
    let mine = w.get(&registrar, "/admin/cases?who=mine").await;
    assert!(
        mine.body.contains(&one.number.spaced()) && mine.body.contains("counter_staff-某"),
        "{}",
        mine.body
    );
    let none = w.get(&colleague, "/admin/cases?who=mine").await;
    assert!(!none.body.contains(&one.number.spaced()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_receipt_says_what_is_promised_and_until_then_when_one_hears() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let receipt = format!("/admin/cases/{}/receipt", one.number);
    let page = w.get(&counter, &receipt).await;
    for said in ["受理答复时间", "承诺时限"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(
        !page.body.contains("承诺期限"),
        "nothing is promised for a day before it is accepted"
    );
    w.step(&counter, one.number, 1, &[("input[step]", "accept")]).await;
    let page = w.get(&counter, &receipt).await;
    assert!(
        page.body.contains("承诺期限") && !page.body.contains("受理答复时间"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_no_keyboard_types_is_looked_for_without_a_fault() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let long = "x".repeat(5000);
    for page in ["/admin/counter", "/admin/cases"] {
        for q in ["%00", "%00%E6%9D%8E%E7%8E%89", "%25", "_", &long] {
            let found = w.get(&counter, &format!("{page}?q={q}")).await;
            assert_eq!(found.status, 200, "{page} {q}");
        }
        let found = w.get(&counter, &format!("{page}?q=%00%E6%9D%8E%E7%8E%89")).await;
        assert!(
            found.body.contains(&one.number.spaced()),
            "the rest of it is looked for"
        );
        let found = w.get(&counter, &format!("{page}?q=138+0000+1234")).await;
        assert!(found.body.contains(&one.number.spaced()), "as it is written on paper");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn staff_say_why_they_end_a_case_and_one_that_was_accepted_is_the_leads_to_void() {
    let w = World::new().await;
    let village = Scope::Center(w.village.id);
    let counter = w.staff(Role::CounterStaff, village.clone()).await;
    let lead = w.staff(Role::CenterLead, village).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let bare = w.step(&counter, one.number, 1, &[("input[step]", "withdraw")]).await;
    assert_eq!((bare.status, w.only().await.state), (422, State::Submitted));
    let void = [("input[step]", "void"), ("input[words]", "登记错了人")];
    w.step(&counter, one.number, 1, &[("input[step]", "accept")]).await;
    assert_eq!(w.step(&counter, one.number, 2, &void).await.status, 403);
    let page = |cookie: String| {
        let path = format!("/admin/cases/{}", one.number);
        let w = &w;
        async move { w.get(&cookie, &path).await.body }
    };
    assert!(
        !page(counter.clone()).await.contains("value=\"void\""),
        "what is not theirs is not offered"
    );
    assert!(page(lead.clone()).await.contains("value=\"void\""));
    assert_eq!(w.step(&lead, one.number, 2, &void).await.status, 303);
    assert_eq!(w.only().await.state, State::Void);
    // Whoever has just registered it takes their own mistake back, and nobody else's.
    w.register(&counter, "k2", &w.matter, Mode::Assisted, &WHO).await;
    let db = w.site.server.store.db();
    let open = store::case::Filter::open(w.site.server.local_now());
    let second = store::case::list(db, &open).await.unwrap().remove(0);
    let colleague = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    assert_eq!(w.step(&colleague, second.number, 1, &void).await.status, 403);
    assert_eq!(w.step(&counter, second.number, 1, &void).await.status, 303);
    // Later it is a case like every other, whose resident would be asked how it was: it takes the lead.
    w.register(&counter, "k3", &w.matter, Mode::Assisted, &WHO).await;
    let third = store::case::list(db, &open).await.unwrap().remove(0);
    w.site.pass(601);
    let path = format!("/admin/cases/{}", third.number);
    assert!(!w.get(&counter, &path).await.body.contains("value=\"void\""));
    assert_eq!(w.step(&counter, third.number, 1, &void).await.status, 403);
    assert_eq!(w.step(&lead, third.number, 1, &void).await.status, 303);
    // What waited for the network was entered just now, however long ago it was brought.
    let waited = [&WHO[..], &[("later[age]", "3600")]].concat();
    w.register(&counter, "k4", &w.matter, Mode::Assisted, &waited).await;
    let fourth = store::case::list(db, &open).await.unwrap().remove(0);
    assert_eq!(w.step(&counter, fourth.number, 1, &void).await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_only_resembles_a_matter_is_not_registered_but_answered_with_those_that_may_be_meant() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    for text in ["给老人办补贴", "高龄赵桂兰", "补贴"] {
        let refused = w.register(&counter, "k", text, Mode::Assisted, &WHO).await;
        assert_eq!(refused.status, 422, "{text}: {}", refused.header("location"));
        let listed = refused.body.contains("可以填：") && refused.body.contains(&format!("value=\"{text}\""));
        assert!(listed, "{text}: {}", refused.body);
    }
    let none = w.register(&counter, "k", "xyzzy", Mode::Assisted, &WHO).await;
    assert!(
        none.status == 422 && none.body.contains("没有找到“xyzzy”"),
        "{}",
        none.body
    );
    // By its name, by the pinyin that only its name has, by the line that the list proposes.
    for (key, text) in [
        ("k", "高龄津贴申请"),
        ("k1", "gaolingjintiesq"),
        ("k2", "C0101 高龄津贴申请"),
    ] {
        let named = w.register(&counter, key, text, Mode::Assisted, &WHO).await;
        assert_eq!(named.status, 303, "{text}: {}", named.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_acts_for_somebody_needs_their_consent_and_both_are_on_the_receipt() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let center = w.village.id.to_string();
    let bare = [
        ("from", "/admin/counter"),
        ("center", center.as_str()),
        ("key", "bare"),
        ("matter", w.matter.as_str()),
        ("input[mode]", "assisted"),
        WHO[0],
        WHO[1],
    ];
    let refused = w.site.post("/api/case/open_for", &counter, &bare).await;
    assert!(
        refused.status == 422 && refused.body.contains("代办同意"),
        "{}",
        refused.body
    );
    // Staff who help act for them as much as somebody who is named.
    for (key, agent, acts) in [("staff", "", "counter_staff-某"), ("named", "李强", "李强")] {
        let fields = [WHO[0], WHO[1], ("input[agent]", agent)];
        let opened = w.register(&counter, key, &w.matter, Mode::Assisted, &fields).await;
        assert_eq!(opened.status, 303, "{}", opened.body);
        let page = opened.header("location");
        for page in [page.clone(), page.replace("?new=1", "/receipt")] {
            let shown = w.get(&counter, &page).await.body;
            assert!(
                shown.contains("本人同意代办") && shown.contains(acts),
                "{page}: {shown}"
            );
        }
        // What was said at the counter is the number of whose case it is, and never that of who acts for them.
        let shown = w.get(&counter, &page).await.body;
        assert!(shown.contains("申请人电话") && !shown.contains("代办人电话"), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_gives_no_telephone_follows_and_rates_by_what_is_on_the_receipt() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.spot, Mode::Immediate, &WHO[..1]).await;
    let one = w.only().await;
    let receipt = w.get(&counter, &format!("/admin/cases/{}/receipt", one.number)).await;
    let qr = format!("/cases/{}/qr.svg", one.number);
    assert!(receipt.body.contains(&qr) && receipt.body.contains("办件号和姓名"));
    assert!(!receipt.body.contains("/rate/"), "the link is not for who prints this");
    let picture = w.site.get(&qr).await;
    assert_eq!(
        (picture.status, picture.header("cache-control").as_str()),
        (200, "no-store")
    );
    let follow = async |cookie: &str, tail: &str, name: &str| {
        let number = one.number.to_string();
        let fields = [
            ("from", "/cases"),
            ("show", "1"),
            ("number", &number),
            ("tail", tail),
            ("name", name),
        ];
        w.site.post("/api/case/follow", cookie, &fields).await
    };
    for (tail, name) in [("1234", ""), ("", "李玉"), ("1234", "王五")] {
        let page = follow("", tail, name).await;
        assert!(page.status == 422 && page.body.contains("对不上"), "{tail} {name}");
        // The field that they have filled in is the one that is named, and the words say both ways.
        let field = if tail.is_empty() { "f-name" } else { "f-tail" };
        assert!(
            page.body.contains(&format!("href=\"#{field}\"")),
            "{tail} {name}: {}",
            page.body
        );
        assert!(page.body.contains("没留手机号的，是登记时的姓名"));
    }
    let page = follow("", "", " 李 玉兰").await;
    assert!(
        page.status == 200 && page.body.contains("href=\"/rate/c"),
        "{}",
        page.body
    );
    // Neither while staff are signed in nor on the device on which they were.
    for cookie in [counter.as_str(), "desk=1"] {
        let at_the_counter = follow(cookie, "", "李玉兰").await;
        assert!(
            at_the_counter.status == 200 && !at_the_counter.body.contains("href=\"/rate/c"),
            "{cookie}"
        );
    }
    // Who has given one is found by that alone.
    w.register(&counter, "k2", &w.spot, Mode::Immediate, &WHO).await;
    let with_phone = w.only().await;
    let number = with_phone.number.to_string();
    let by_name = [
        ("from", "/cases"),
        ("show", "1"),
        ("number", &number),
        ("name", "李玉兰"),
    ];
    assert_eq!(w.site.post("/api/case/follow", "", &by_name).await.status, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_form_shows_what_is_wrong_in_its_folds_and_offers_what_the_matter_allows() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let page = w.get(&counter, &format!("/admin/counter?matter={}", w.matter)).await;
    let register = page.body.split("id=\"register\"").nth(1).unwrap();
    assert!(!register.contains("<details open"), "folds are closed: {register}");
    // Without scripts nothing hears which matter is typed: none can be closed before there are some.
    for mode in Mode::ALL {
        let option = register
            .split(&format!("<option value=\"{}\"", mode.code()))
            .nth(1)
            .unwrap();
        assert!(!option.split('>').next().unwrap().contains("disabled"), "{mode:?}");
    }
    let catalog = w.site.server.store.catalog().await.unwrap();
    let allowed = &catalog.get(&w.matter).unwrap().content.modes;
    if let Some(closed) = Mode::ALL.into_iter().find(|mode| !allowed.contains(mode)) {
        let refused = w.register(&counter, "closed", &w.matter, closed, &WHO).await;
        assert_eq!(refused.status, 422, "{closed:?}");
    }
    let fields = [WHO[0], WHO[1], ("input[booking]", "没有这个号")];
    let wrong = w.register(&counter, "k", &w.matter, Mode::Assisted, &fields).await;
    let form = wrong.body.split("id=\"register\"").nth(1).unwrap();
    assert_eq!(wrong.status, 422);
    assert_eq!(form.matches("<details open").count(), 1, "{form}");
    // What only was typed in one is shown as well.
    let fields = [("input[name]", ""), ("input[agent]", "李强")];
    let wrong = w.register(&counter, "k", &w.matter, Mode::Assisted, &fields).await;
    let form = wrong.body.split("id=\"register\"").nth(1).unwrap();
    assert_eq!(form.matches("<details open").count(), 1, "{form}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_is_refused_on_the_spot_is_told_why_and_reads_it() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let fold = |page: &Answer| {
        let form = page.body.split("id=\"register\"").nth(1).unwrap();
        form.matches("<details open").count()
    };
    let refused = [&WHO[..], &[("input[decision]", "not_granted")]].concat();
    let silent = w.register(&counter, "k", &w.spot, Mode::Immediate, &refused).await;
    assert_eq!((silent.status, fold(&silent)), (422, 1), "{}", silent.body);
    assert!(
        silent.body.contains("href=\"#f-words\"") && silent.body.contains("李玉兰"),
        "{}",
        silent.body
    );
    // Whatever the fold of a visit says, nobody is visited.
    let said = [
        &refused[..],
        &[
            ("input[words]", "年龄不够"),
            ("input[day]", "2026-09-22"),
            ("input[from]", "09:00"),
        ],
    ]
    .concat();
    let told = w.register(&counter, "k", &w.spot, Mode::Immediate, &said).await;
    assert_eq!(told.status, 303, "{}", told.body);
    let one = w.only().await;
    assert_eq!((one.visit.day, one.visit.from), (None, 0));
    let number = one.number.to_string();
    let fields = [
        ("from", "/cases"),
        ("show", "1"),
        ("number", &*number),
        ("tail", "1234"),
    ];
    let followed = w.site.post("/api/case/follow", "", &fields).await;
    assert!(followed.body.contains("年龄不够"), "{}", followed.body);
    let receipt = w.get(&counter, &format!("/admin/cases/{number}/receipt")).await;
    assert!(
        receipt.status == 200 && !receipt.body.contains("9 月 22 日"),
        "{}",
        receipt.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_agrees_on_no_visit_that_is_over_or_far_away() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let today = model::date::format(w.site.server.local_now().day);
    for (day, from, field) in [(today.as_str(), "00:30", "f-from"), ("2027-09-22", "09:00", "f-day")] {
        let visit = [
            ("input[address]", "东风村 3 组"),
            ("input[day]", day),
            ("input[from]", from),
            ("input[to]", "23:00"),
        ];
        let fields = [&WHO[..], &visit].concat();
        let refused = w.register(&counter, "k", "C0101", Mode::HomeVisit, &fields).await;
        assert_eq!(refused.status, 422, "{day}");
        for kept in [format!("href=\"#{field}\""), format!("value=\"{from}\"")] {
            assert!(refused.body.contains(&kept), "{kept}: {}", refused.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_registration_that_is_sent_again_is_the_first_one_also_when_its_time_has_come() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    // The clock stands at ten.
    let visit = [
        ("input[address]", "东风村 3 组"),
        ("input[day]", "2026-09-18"),
        ("input[from]", "10:01"),
        ("input[to]", "11:00"),
    ];
    let fields = [&WHO[..], &visit].concat();
    let sends = async |key: &str| w.register(&counter, key, "C0101", Mode::HomeVisit, &fields).await;
    let first = sends("k").await;
    assert_eq!(first.status, 303, "{}", first.body);
    let number = w.only().await.number;
    w.site.pass(120);
    let again = sends("k").await;
    assert_eq!(
        (again.status, again.header("location")),
        (303, first.header("location")),
        "{}",
        again.body
    );
    assert_eq!(w.only().await.number, number);
    // What was not there before is too late.
    let late = sends("l").await;
    assert!(
        late.status == 422 && late.body.contains("href=\"#f-from\""),
        "{}",
        late.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_search_fills_in_nothing_and_tells_no_name_of_somebody_who_never_came() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let db = w.site.server.store.db();
    let tx = db.begin().await.unwrap();
    let sql = "INSERT INTO resident (id, phone, name, created_at, version) VALUES (7, '13900005678', '孙桂兰', 0, 1)";
    tx.run(sql, vec![]).await.unwrap();
    tx.commit().await.unwrap();
    let register = |page: &Answer| {
        let form = page.body.split("action=\"/api/case/open_for\"").nth(1).unwrap();
        form.split("</form>").next().unwrap().to_owned()
    };
    let filled = |page: &Answer| {
        let form = register(page);
        [
            form.contains("value=\"李玉兰\""),
            form.contains("value=\"13800001234\""),
        ]
    };
    // Somebody who has signed in and never was at a center of the viewer's.
    let page = w.get(&counter, "/admin/counter?q=139+0000+5678").await;
    assert!(page.status == 200 && !page.body.contains("孙桂兰"), "{}", page.body);
    assert!(page.body.contains("没有找到") && !register(&page).contains("13900005678"));
    // Whoever has the number of the caller alone fills in that.
    let page = w.get(&counter, "/admin/counter?q=13900005678&fill=1").await;
    assert!(register(&page).contains("value=\"13900005678\""));

    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let page = w.get(&counter, "/admin/counter?q=13800001234").await;
    assert!(page.body.contains("这个号码登记过：李玉兰") && page.body.contains("填到登记表"));
    assert_eq!(filled(&page), [false, false], "it may be somebody else's form");
    let page = w.get(&counter, "/admin/counter?q=13800001234&fill=1").await;
    assert_eq!(filled(&page), [true, true]);
    // Who is somewhere else knows nothing of them.
    let centers = store::center::list(db, false).await.unwrap();
    let second = centers
        .iter()
        .find(|c| c.kind == CenterKind::Village && c.id != w.village.id)
        .unwrap();
    let neighbour = w.staff(Role::CounterStaff, Scope::Center(second.id)).await;
    let page = w.get(&neighbour, "/admin/counter?q=13800001234&fill=1").await;
    assert!(!page.body.contains("李玉兰"), "{}", page.body);
    // What was told stands in the log, and not of whom.
    let log = store::audit::export(db, &model::audit::AuditFilter::default(), &w.site.server.zone)
        .await
        .unwrap();
    let looked: Vec<_> = log.iter().filter(|e| e.action == "resident.look").collect();
    assert_eq!(looked.len(), 2);
    assert!(
        looked
            .iter()
            .all(|e| e.subject == "138****1234" && !e.detail.contains("李玉兰"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_who_was_forgotten_no_page_says_what_their_papers_were() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let page = format!("/admin/cases/{}", one.number);
    let taken = [("input[step]", "paper_in"), ("input[words]", "李玉兰身份证原件")];
    assert_eq!(w.step(&counter, one.number, 1, &taken).await.status, 303);
    let (db, server) = (w.site.server.store.db(), &w.site.server);
    let paper = store::case::papers(db, one.id).await.unwrap()[0].id.to_string();
    let back = [("input[step]", "paper_out"), ("input[paper]", &*paper)];
    assert_eq!(w.step(&counter, one.number, 2, &back).await.status, 303);
    assert!(w.get(&counter, &page).await.body.contains("李玉兰身份证原件"));
    store::resident::erase(db, &act(server), &server.zone, one.resident)
        .await
        .unwrap();
    for path in [page.clone(), format!("{page}/receipt")] {
        let shown = w.get(&counter, &path).await;
        assert!(
            shown.status == 200 && !shown.body.contains("身份证原件"),
            "{path}: {}",
            shown.body
        );
    }
    assert!(w.get(&counter, &page).await.body.contains("（已按本人要求删除）"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_case_goes_to_another_center_and_whose_it_is_reads_where_it_is_without_scripts() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let path = format!("/admin/cases/{}", one.number);
    let db = w.site.server.store.db();
    let beside = store::case::beside(db, &one).await.unwrap();
    assert!(
        beside.len() > 1
            && beside
                .iter()
                .all(|c| c.kind == CenterKind::Village && c.id != w.village.id)
    );
    let other = &beside[0];
    let theirs = w.staff(Role::CounterStaff, Scope::Center(other.id)).await;
    assert_eq!(w.get(&theirs, &path).await.status, 403);
    // The form offers those and no others, and asks for a reason.
    let page = w.get(&counter, &path).await;
    assert!(
        page.body.contains("移交其他中心") && page.body.contains(&other.names.zh),
        "{}",
        page.body
    );
    let to = other.id.to_string();
    let send = [
        ("input[step]", "transfer"),
        ("input[center]", &to),
        ("input[words]", ""),
    ];
    let refused = w.step(&counter, one.number, 1, &send).await;
    assert_eq!(refused.status, 422);
    let send = [send[0], send[1], ("input[words]", "搬到那个村了")];
    // Nobody takes away what another center has.
    assert_eq!(w.step(&theirs, one.number, 1, &send).await.status, 403);
    assert_eq!(w.step(&counter, one.number, 1, &send).await.status, 303);
    // A colleague who was slower is told, and what they wrote is not lost.
    let late = w.step(&counter, one.number, 1, &send).await;
    assert!(
        late.status == 409 && late.body.contains("搬到那个村了"),
        "{}",
        late.body
    );
    let page = w.get(&theirs, &path).await;
    assert!(
        page.body.contains("搬到那个村了") && page.body.contains("李玉兰"),
        "{}",
        page.body
    );
    let queue = w.get(&theirs, "/admin/counter").await;
    assert!(queue.body.contains(&one.number.spaced()), "{}", queue.body);
    // Who received it still sees what becomes of it, and takes no step that is the other's.
    let page = w.get(&counter, &path).await;
    assert!(page.body.contains(&other.names.zh), "{}", page.body);
    let accept = [("input[step]", "accept")];
    assert_eq!(w.step(&counter, one.number, 2, &accept).await.status, 403);
    assert_eq!(w.step(&theirs, one.number, 2, &accept).await.status, 303);
    // Whose it is follows it there, and hears nothing of what staff said to each other.
    let number = one.number.to_string();
    let asked = [
        ("from", "/cases"),
        ("show", "1"),
        ("number", number.as_str()),
        ("tail", "1234"),
    ];
    let followed = w.site.post("/api/case/follow", "", &asked).await;
    assert!(followed.body.contains(&other.names.zh), "{}", followed.body);
    assert!(!followed.body.contains("搬到那个村了"), "{}", followed.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_papers_are_held_the_page_says_why_the_case_cannot_go_elsewhere() {
    const WHY: &str = "收下的材料还没有退还，不能移交";
    const CHOICE: &str = "name=\"input[center]\"";
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let path = format!("/admin/cases/{}", one.number);
    let page = w.get(&counter, &path).await;
    assert!(page.body.contains(CHOICE) && !page.body.contains(WHY), "{}", page.body);
    let taken = [("input[step]", "paper_in"), ("input[words]", "户口簿原件")];
    assert_eq!(w.step(&counter, one.number, 1, &taken).await.status, 303);
    let page = w.get(&counter, &path).await;
    assert!(page.body.contains(WHY) && !page.body.contains(CHOICE), "{}", page.body);
    // Whoever had the form open before hears it, and what they wrote is not lost.
    let db = w.site.server.store.db();
    let to = store::case::beside(db, &one).await.unwrap()[0].id.to_string();
    let send = [
        ("input[step]", "transfer"),
        ("input[center]", &*to),
        ("input[words]", "搬到那个村了"),
    ];
    let refused = w.step(&counter, one.number, 2, &send).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains(WHY) && refused.body.contains("搬到那个村了"),
        "{}",
        refused.body
    );
    assert_eq!(w.only().await.handler, w.village.id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_reads_english_reads_what_a_matter_is_called_in_english() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let (db, act) = (w.site.server.store.db(), act(&w.site.server));
    let matter = store::matter::by_code(db, &w.matter).await.unwrap().unwrap();
    let mut content = matter.content.clone();
    content.name.en = "Allowance for the old".into();
    store::matter::save(db, &act, matter.id, matter.version, &content, &[])
        .await
        .unwrap();
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    let headers = [("cookie", counter.as_str()), ("accept-language", "en")];
    let number = one.number;
    for page in [
        "/admin/counter".to_owned(),
        "/admin/cases".to_owned(),
        format!("/admin/cases/{number}"),
        format!("/admin/cases/{number}/receipt"),
    ] {
        let shown = w.site.get_with(&page, &headers).await;
        assert!(shown.body.contains("Allowance for the old"), "{page}: {}", shown.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_written_with_a_step_is_not_lost_though_the_case_has_left() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let town = w.staff(Role::TownStaff, Scope::Center(w.town.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let one = w.only().await;
    w.step(&counter, one.number, 1, &[("input[step]", "accept")]).await;
    let to = w.town.id.to_string();
    let up = [
        ("input[step]", "hand_up"),
        ("input[words]", "请镇里审核"),
        ("input[center]", &to),
    ];
    assert_eq!(w.step(&counter, one.number, 2, &up).await.status, 303);
    // A version that there is not is nobody's, whatever is possible by then.
    assert_eq!(
        w.step(
            &town,
            one.number,
            4,
            &[("input[step]", "decide"), ("input[decision]", "granted")]
        )
        .await
        .status,
        409
    );
    let back = [("input[step]", "return"), ("input[words]", "材料齐了再报")];
    assert_eq!(w.step(&town, one.number, 3, &back).await.status, 303);
    let late = [
        ("input[step]", "pause"),
        ("input[words]", "等县里的回函，大约一周"),
        ("input[items][]", "unknown"),
        ("input[extra]", "近期照片"),
    ];
    let lost = w.step(&town, one.number, 3, &late).await;
    assert_eq!(lost.status, 403);
    for kept in ["等县里的回函，大约一周", "近期照片"] {
        assert!(lost.body.contains(kept), "{kept}: {}", lost.body);
    }
}
