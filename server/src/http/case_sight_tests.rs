//! What of a case is read by whom, and how it is found.

use super::{
    case_tests::{WHO, World},
    testing::{Answer, act},
};
use model::{
    case::Number,
    matter::Mode,
    permission::{Role, Scope},
};

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
async fn the_route_says_whose_number_it_is_that_is_called() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let visit = [
        ("input[name]", "李奶奶"),
        ("input[phone]", "13800471234"),
        ("input[agent]", "王小明"),
        ("input[address]", "东风村 3 组"),
        ("input[day]", "2026-09-21"),
        ("input[from]", "09:00"),
        ("input[to]", "10:00"),
    ];
    let opened = w.register(&counter, "k", "C0101", Mode::HomeVisit, &visit).await;
    assert_eq!(opened.status, 303, "{}", opened.body);
    // At the counter it is their own, whoever acts for them.
    let page = w.get(&counter, "/admin/visits?day=2026-09-21").await.body;
    assert!(page.contains("王小明") && !page.contains("代办人电话"), "{page}");
    // Who has begun it from home has given theirs.
    let db = w.site.server.store.db();
    let tx = db.begin().await.unwrap();
    tx.run("UPDATE service_case SET channel = 'online'", vec![])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = w.get(&counter, "/admin/visits?day=2026-09-21").await.body;
    assert!(page.contains("王小明") && page.contains("代办人电话"), "{page}");
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
async fn a_number_finds_its_case_at_whichever_of_the_viewers_counters_it_is() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    w.register(&counter, "k", &w.matter, Mode::Assisted, &WHO).await;
    let number = w.only().await.number;
    let link = format!("href=\"/admin/cases/{number}\"");
    let admin = w.staff(Role::Administrator, Scope::Everywhere).await;
    let finds = async |who: &str, center: &str, q: &str| {
        let page = w.get(who, &format!("/admin/counter?center={center}&q={q}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        // What is found stands above the form; what is due there stands below.
        page.body
            .split("action=\"/api/case/open_for\"")
            .next()
            .unwrap()
            .contains(&link)
    };
    let (village, town) = (w.village.id.to_string(), w.town.id.to_string());
    assert!(finds(&admin, &village, &number.to_string()).await);
    assert!(finds(&admin, &town, &number.to_string()).await, "at another center");
    // By telephone one looks where one is.
    assert!(!finds(&admin, &town, "13800001234").await);
    // Who serves that other center alone is not told.
    let other = w.staff(Role::CounterStaff, Scope::Center(w.town.id)).await;
    assert!(!finds(&other, &town, &number.to_string()).await);
}
