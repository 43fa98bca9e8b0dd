//! Cases as the counter handles them in browsers without scripts: registered, corrected once, handed up and returned, transferred.

use super::testing::{Answer, Site, act};
use app::server::token_hash;
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
    pub(super) spot: String,
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
    let agreed = followed
        .split("<dt>时间")
        .nth(1)
        .and_then(|rest| rest.split("</dd>").next());
    assert!(
        agreed.is_some_and(|said| said.contains("9 月 24 日 15:00–16:00")),
        "{followed}"
    );
    assert!(
        !followed.contains("东风村 3 组"),
        "where they live is not said: {followed}"
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
    assert!(page.body.contains("id=\"add-paper\""), "{}", page.body);
    let queue = w.get(&theirs, "/admin/counter").await;
    assert!(queue.body.contains(&one.number.spaced()), "{}", queue.body);
    // Who received it still sees what becomes of it, is asked for no papers, and takes no step that is the other's.
    let page = w.get(&counter, &path).await;
    assert!(
        page.body.contains(&other.names.zh) && !page.body.contains("id=\"add-paper\""),
        "{}",
        page.body
    );
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
