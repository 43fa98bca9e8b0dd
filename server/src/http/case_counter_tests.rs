//! How a case begins at the counter, in browsers without scripts: what the form offers, refuses and keeps, and what is printed of it.

use super::{
    case_tests::{WHO, World},
    testing::Answer,
};
use axum::{body::Body, http::Request};
use model::{
    case::State,
    center::CenterKind,
    matter::Mode,
    permission::{Role, Scope},
};

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
    let ask = [("input[step]", "ask_correction"), ("input[extra]", "近期照片\n房产证")];
    assert_eq!(w.step(&counter, one.number, 1, &ask).await.status, 303);
    // Who has no telephone takes along on paper what is missing, as long as it is.
    let page = w.get(&counter, &receipt).await;
    for said in ["一次性告知补正", "<p>2026-09-18 ", "近期照片", "房产证"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    w.step(&counter, one.number, 2, &[("input[step]", "supplement")]).await;
    let page = w.get(&counter, &receipt).await;
    assert!(!page.body.contains("一次性告知补正"), "{}", page.body);
    w.step(&counter, one.number, 3, &[("input[step]", "accept")]).await;
    let page = w.get(&counter, &receipt).await;
    assert!(
        page.body.contains("承诺期限") && !page.body.contains("受理答复时间"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_only_resembles_a_matter_is_not_registered_but_answered_with_those_that_may_be_meant() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    for (text, asks) in [
        ("给老人办补贴", "个，请选一个："),
        ("高龄赵桂兰", "可以填：C0101 高龄津贴申请"),
        ("补贴", "个，请选一个："),
    ] {
        let refused = w.register(&counter, "k", text, Mode::Assisted, &WHO).await;
        assert_eq!(refused.status, 422, "{text}: {}", refused.header("location"));
        let listed = refused.body.contains(asks) && refused.body.contains(&format!("value=\"{text}\""));
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
async fn the_counter_finds_a_matter_by_the_words_by_which_residents_find_it() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let center = w.village.id.to_string();
    for text in ["老人补贴", "老人补助", "给老人办补贴", "高龄津贴", "gljt"] {
        let q = serde_urlencoded::to_string([("center", center.as_str()), ("q", text)]).unwrap();
        let page = w.get(&counter, &format!("/admin/counter?{q}")).await;
        // What is found stands above the form, whose list has every matter.
        let above = page.body.split("action=\"/api/case/open_for\"").next().unwrap();
        assert!(above.contains("value=\"C0101\""), "{text}: {above}");
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
