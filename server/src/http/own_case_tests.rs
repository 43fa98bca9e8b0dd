//! Cases that residents bring from home, in browsers without scripts: begun from a guide, kept, sent, followed, supplemented.

use super::{
    booking_tests::Visitor,
    testing::{Answer, act, pairs, with, without},
};
use app::server::token_hash;
use model::{
    case::{Actor, NewStep, Number, State, Step, Whom},
    matter::{Content, Mode},
    permission::{Role, Scope},
};
use store::{
    case::{Case, Taking},
    resident::{session::NewSession, sign_in},
};

/// A matter of the sample that is had at home, by appointment and by helpers, and asks questions.
pub(super) async fn matter(v: &Visitor) -> Content {
    let catalog = v.site.server.store.catalog().await.unwrap();
    let wanted = [Mode::Assisted, Mode::Appointment, Mode::HomeVisit];
    let fits = |c: &&Content| wanted.iter().all(|mode| c.modes.contains(mode)) && c.materials.len() > 1;
    let mut all = catalog.matters.iter().map(|m| &m.content);
    all.find(fits).unwrap().clone()
}

async fn case(v: &Visitor, number: &str) -> Case {
    let number: Number = number.parse().unwrap();
    let found = store::case::get(v.site.server.store.db(), number).await.unwrap();
    found.unwrap()
}

/// The number in an address like `/me/cases/K7M392QX?new=1`.
pub(super) fn number(address: &str) -> String {
    let rest = address.trim_start_matches("/me/cases/");
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

pub(super) async fn write(v: &Visitor, code: &str, key: &str, more: &[(&str, &str)]) -> Answer {
    let center = v.site.first().await.to_string();
    let draft = more.iter().find(|(name, _)| *name == "draft").map(|(_, number)| number);
    let from = match draft {
        Some(number) => format!("/matters/{code}/start?draft={number}"),
        None => format!("/matters/{code}/start?mode=home_visit"),
    };
    let whom = if more.contains(&MYSELF) { "myself" } else { "other" };
    let more = without(more, &["input[whom]"]);
    let fixed = [
        ("from", from.as_str()),
        ("code", code),
        ("key", key),
        ("input[center]", &center),
        ("input[whom]", whom),
        ("input[me]", "李强"),
    ];
    v.post("/api/case/write", &[&fixed[..], &more[..]].concat()).await
}

const MYSELF: (&str, &str) = ("input[whom]", "myself");

pub(super) const VISIT: [(&str, &str); 8] = [
    ("input[mode]", "home_visit"),
    ("input[name]", "李玉兰"),
    ("input[consent]", "1"),
    ("input[address]", "东风村 3 组"),
    ("input[day]", "2026-09-22"),
    ("input[from]", "09:00"),
    ("input[to]", "11:00"),
    ("input[answers][who]", "child"),
];

async fn staff_take(v: &Visitor, number: &str, step: &NewStep) {
    let server = &v.site.server;
    let one = case(v, number).await;
    let taking = Taking {
        version: one.version,
        actor: Actor::Staff,
        step,
        answer: "",
    };
    store::case::take(server.store.db(), &act(server), &server.zone, one.id, &taking)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_visit_that_is_sent_again_is_the_first_one_also_when_its_time_has_come() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    // The clock stands at ten.
    let soon = [("input[day]", "2026-09-18"), ("input[from]", "10:01"), ("go", "send")];
    let fields = [&without(&VISIT, &["input[day]", "input[from]"])[..], &soon].concat();
    let first = write(&v, &code, "k", &fields).await;
    assert_eq!(first.status, 303, "{}", first.body);
    v.site.pass(120);
    let again = write(&v, &code, "k", &fields).await;
    assert_eq!(
        (again.status, again.header("location")),
        (303, first.header("location")),
        "{}",
        again.body
    );
    // What was not there before is too late.
    let late = write(&v, &code, "l", &fields).await;
    assert!(
        late.status == 422 && late.body.contains("href=\"#f-from\""),
        "{}",
        late.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_visit_is_asked_for_kept_sent_supplemented_and_rated_without_scripts() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let guide = v.get(&format!("/matters/{code}")).await;
    let start = format!("/matters/{code}/start?mode=home_visit");
    assert!(guide.body.contains(&start), "the guide leads to it");
    let door = v.site.get_with(&start, &[("accept", "text/html")]).await;
    assert!(
        (300..400).contains(&door.status) && door.header("location").starts_with("/sign-in?then="),
        "{}",
        door.status
    );
    let page = v.get(&start).await;
    assert!(page.status == 200 && page.body.contains("上门地址"), "{}", page.body);
    // With scripts what is typed is kept on the device: for this resident, this matter, no draft yet. The page itself is kept by nobody.
    let typed = format!(":{code}:\"");
    assert!(
        page.body.contains("data-typed=\"") && page.body.contains(&typed),
        "{}",
        page.body
    );
    let plain = v.get(&format!("/matters/{code}/start")).await;
    for page in [&page, &plain] {
        assert_eq!(page.header("cache-control"), "private, no-store");
        assert_eq!(page.header("keep-as"), "");
    }
    assert!(v.site.get("/sw.js").await.body.contains("/typed.js?v="));
    assert!(
        v.get("/me")
            .await
            .body
            .contains("data-leave=\"这台设备上还有没交的申请")
    );
    // Half of it is kept.
    let half = [
        ("input[mode]", "home_visit"),
        ("input[note]", "腿脚不便"),
        ("go", "keep"),
    ];
    let kept = write(&v, &code, "k1", &half).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    let draft = number(&kept.header("location"));
    let page = v.get(&kept.header("location")).await;
    assert!(
        page.body.contains("还没有提交") && page.body.contains(&format!("start?draft={draft}")),
        "{}",
        page.body
    );
    let on = v.get(&format!("/matters/{code}/start?draft={draft}")).await;
    assert!(on.body.contains("腿脚不便"), "{}", on.body);
    // What is missing is said by name, and nothing typed is lost.
    let go_on = [("draft", draft.as_str()), ("version", "1"), ("go", "send")];
    let late = with(&with(&VISIT, ("input[from]", "19:00")), ("input[to]", "21:00"));
    let refused = write(&v, &code, "k2", &[&late[..], &go_on].concat()).await;
    assert!(
        refused.status == 422 && refused.body.contains("上班时间是") && refused.body.contains("李玉兰"),
        "{}",
        refused.body
    );
    let bare = [("input[mode]", "home_visit")];
    let refused = write(&v, &code, "k2", &[&bare[..], &go_on].concat()).await;
    assert!(
        refused.status == 422 && refused.body.contains("请填写"),
        "{}",
        refused.body
    );
    let sent = write(&v, &code, "k2", &[&VISIT[..], &go_on].concat()).await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (303, format!("/me/cases/{draft}?new=1")),
        "{}",
        sent.body
    );
    let one = case(&v, &draft).await;
    assert_eq!(
        (one.state, one.name.as_str(), one.agent.as_str()),
        (State::Submitted, "李玉兰", "李强")
    );
    assert_eq!(one.answers.get("who").map(String::as_str), Some("child"));
    let page = v.get(&sent.header("location")).await;
    for said in ["交上去了", "受理答复时间", "上门前会打电话", "要准备的材料"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let list = v.get("/me/cases").await;
    assert!(
        list.body.contains(&one.number.spaced()) && list.body.contains("已提交"),
        "{}",
        list.body
    );
    assert!(v.get("/me").await.body.contains("/me/cases"));
    // Everything that is missing is named at once; the resident says that it is there.
    let ask = NewStep {
        extra: vec!["近期照片".into(), "银行卡复印件".into()],
        ..NewStep::bare(Step::AskCorrection)
    };
    staff_take(&v, &draft, &ask).await;
    let here = format!("/me/cases/{draft}");
    let page = v.get(&here).await;
    assert!(
        page.body.contains("近期照片") && page.body.contains("银行卡复印件"),
        "{}",
        page.body
    );
    let version = case(&v, &draft).await.version.to_string();
    let fields = [
        ("from", here.as_str()),
        ("then", "/me/cases"),
        ("number", &draft),
        ("version", &version),
    ];
    let empty = v.post("/api/case/supplement", &fields).await;
    assert_eq!(empty.status, 422, "{}", empty.body);
    let said = [&fields[..], &[("input[answer]", "已送到窗口")]].concat();
    assert_eq!(v.post("/api/case/supplement", &said).await.status, 303);
    let again = v.post("/api/case/supplement", &said).await;
    assert!(matches!(again.status, 409 | 422), "{}", again.status);
    assert_eq!(case(&v, &draft).await.state, State::Submitted);
    // Accepted: until when it is promised.
    let promised = "承诺办结时间";
    assert!(!v.get(&here).await.body.contains(promised));
    staff_take(&v, &draft, &NewStep::bare(Step::Accept)).await;
    let (due, _) = case(&v, &draft).await.due.expect("a day that is promised");
    let page = v.get(&here).await.body;
    let term = page.split(promised).nth(1).and_then(|rest| rest.split("</dd>").next());
    let day = format!("{} 月 {} 日", due.month(), due.day());
    assert!(term.is_some_and(|term| term.contains(&day)), "{day}: {page}");
    // Decided: no way back, and the way to rate it.
    let decide = NewStep {
        decision: Some(model::case::Decision::Granted),
        ..NewStep::bare(Step::Decide)
    };
    staff_take(&v, &draft, &decide).await;
    let page = v.get(&here).await;
    assert!(
        page.body.contains("/rate/") && page.body.contains("准予"),
        "{}",
        page.body
    );
    let version = case(&v, &draft).await.version.to_string();
    let back = [("from", here.as_str()), ("number", &draft), ("version", &version)];
    assert_eq!(v.post("/api/case/withdraw", &back).await.status, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_draft_that_was_taken_with_other_words_or_has_moved_on_is_shown_beside_what_was_typed_and_can_be_kept() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let says = |note| [("input[mode]", "home_visit"), ("input[note]", note), ("go", "keep")];
    let first = write(&v, &code, "k1", &says("第一句")).await;
    assert_eq!(first.status, 303, "{}", first.body);
    // The answer was lost, and another word was said: a way to what there is, and a key with which it can be sent.
    let again = write(&v, &code, "k1", &says("第二句")).await;
    assert_eq!(again.status, 422, "{}", again.body);
    for said in ["id=\"f-key\"", "第二句", "data-refused"] {
        assert!(again.body.contains(said), "{said}: {}", again.body);
    }
    assert!(!again.body.contains("value=\"k1\""), "{}", again.body);
    // Over the version before: both are shown, and the next time it is meant.
    let draft = number(&first.header("location"));
    let over = |version| [("draft", draft.as_str()), ("version", version)];
    let on = write(&v, &code, "k2", &[&says("周三写的")[..], &over("1")].concat()).await;
    assert_eq!(on.status, 303, "{}", on.body);
    let late = write(&v, &code, "k3", &[&says("周一写的")[..], &over("1")].concat()).await;
    assert_eq!(late.status, 409, "{}", late.body);
    for said in ["两边不一样", "周三写的", "周一写的", "name=\"version\" value=\"2\""] {
        assert!(late.body.contains(said), "{said}: {}", late.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_draft_for_somebody_else_stays_theirs_while_ones_own_name_is_missing() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let center = v.site.first().await.to_string();
    let from = format!("/matters/{code}/start?mode=home_visit");
    let fields = [
        ("from", from.as_str()),
        ("code", &code),
        ("key", "k"),
        ("input[center]", &center),
        ("input[mode]", "home_visit"),
        ("input[whom]", "other"),
        ("input[me]", ""),
        ("input[name]", "李玉兰"),
        ("input[consent]", "1"),
        ("go", "keep"),
    ];
    let kept = v.post("/api/case/write", &fields).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    let draft = number(&kept.header("location"));
    let one = case(&v, &draft).await;
    assert_eq!(
        (one.whom, one.name.as_str(), one.agent.as_str()),
        (Whom::Other, "李玉兰", "")
    );
    let page = v.get(&format!("/matters/{code}/start?draft={draft}")).await;
    let rest = page.body.split("value=\"other\"").nth(1).unwrap_or_default();
    let radio = rest.split('>').next().unwrap_or_default();
    assert!(radio.contains("checked"), "{}", page.body);
    let me = page.body.split("name=\"input[me]\"").nth(1).unwrap_or_default();
    let me = me.split('>').next().unwrap_or_default();
    assert!(!me.contains("李玉兰") && page.body.contains("李玉兰"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_time_at_the_counter_is_chosen_in_the_form_and_given_back() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let center = v.site.first().await;
    let page = v
        .get(&format!("/matters/{code}/start?mode=appointment&center={center}"))
        .await;
    let value = page
        .body
        .split("name=\"input[slot]\" value=\"")
        .nth(1)
        .expect("a free time");
    let slot = value.split('"').next().unwrap().to_owned();
    let mine = [("input[mode]", "appointment"), MYSELF, ("go", "send")];
    let none = write(&v, &code, "k", &mine).await;
    assert_eq!(none.status, 422, "{}", none.body);
    // Another center: kept, and its free times are shown.
    let look = write(&v, &code, "look", &[("input[mode]", "appointment"), ("go", "look")]).await;
    assert!(look.header("location").contains("/start?draft="), "{}", look.body);
    let sent = write(&v, &code, "k", &[&mine[..], &[("input[slot]", &slot)]].concat()).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let one = case(&v, &number(&sent.header("location"))).await;
    let page = v.get(&sent.header("location")).await;
    let booking = one.booking.unwrap();
    assert!(page.body.contains(&format!("/bookings/{booking}")), "{}", page.body);
    let time = v.get(&format!("/bookings/{booking}")).await.body;
    assert!(!time.contains("/rate/b"), "the case is rated: {time}");
    let taken = write(
        &v,
        &code,
        "k3",
        &[&mine[..], &[("input[slot]", "1 2026-09-22 09:00-09:30")]].concat(),
    )
    .await;
    assert!(taken.status == 422 && taken.body.contains("约不上了"), "{}", taken.body);
    let (number, version) = (one.number.to_string(), one.version.to_string());
    let back = [("from", "/me/cases"), ("number", &number), ("version", &version)];
    assert_eq!(v.post("/api/case/withdraw", &back).await.status, 303);
    let gone = v.get(&format!("/bookings/{booking}")).await.body;
    assert!(gone.contains("已取消") && !gone.contains("href=\"/rate/"), "{gone}");
    // It was one service: it is rated as the case, on its own page and by its number.
    let own = v.get(&format!("/me/cases/{number}")).await.body;
    assert!(own.contains("href=\"/rate/c"), "{own}");
    let address = format!("/me/cases/{number}");
    let beside = v.get_as("resident=resident-token; desk=1", &address).await;
    assert!(
        beside.status == 200 && !beside.body.contains("/rate/c"),
        "a staff device"
    );
    let fields = [
        ("from", "/cases"),
        ("show", "1"),
        ("number", number.as_str()),
        ("tail", "1234"),
    ];
    let followed = v.post_as("", "/api/case/follow", &fields).await;
    assert!(followed.body.contains("href=\"/rate/c"), "{}", followed.body);
    let rated = own
        .split("href=\"/rate/c")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let page = v.get_as("", &format!("/rate/c{}", rated.unwrap())).await;
    assert!(page.body.contains("name=\"level\""), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_time_that_was_cancelled_both_pages_say_so() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let center = v.site.first().await;
    let page = v
        .get(&format!("/matters/{code}/start?mode=appointment&center={center}"))
        .await;
    let value = page.body.split("name=\"input[slot]\" value=\"").nth(1);
    let slot = value.expect("a free time").split('"').next().unwrap().to_owned();
    let mine = [
        ("input[mode]", "appointment"),
        MYSELF,
        ("go", "send"),
        ("input[slot]", slot.as_str()),
    ];
    let sent = write(&v, &code, "k", &mine).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let own = sent.header("location");
    let one = case(&v, &number(&own)).await;
    let panel = format!("/admin/cases/{}", one.number);
    let admin = v.site.administrator("boss").await;
    let staff = [("cookie", admin.as_str()), ("accept-language", "zh-CN")];
    let gone = "约好的时间已经不算数了";
    assert!(v.get(&own).await.body.contains("到约好的时间"));
    assert!(!v.site.get_with(&panel, &staff).await.body.contains(gone));
    let (db, act) = (v.site.server.store.db(), act(&v.site.server));
    let booked = store::booking::by_number(db, one.booking.unwrap())
        .await
        .unwrap()
        .unwrap();
    store::booking::cancel(db, &act, store::booking::By::Staff, booked.id, "窗口有事")
        .await
        .unwrap();
    let page = v.get(&own).await.body;
    assert!(page.contains(gone) && !page.contains("到约好的时间"), "{page}");
    let page = v.site.get_with(&panel, &staff).await.body;
    assert!(page.contains(gone), "{page}");
    // Nor is it forgotten once the case goes on; at its end nobody comes for it.
    let (number, mut version) = (one.number.to_string(), one.version);
    for (step, says) in [("accept", true), ("begin", true), ("decide", false)] {
        let seen = version.to_string();
        let fields = [
            ("from", panel.as_str()),
            ("number", &number),
            ("version", &seen),
            ("input[step]", step),
            ("input[decision]", "granted"),
        ];
        assert_eq!(v.site.post("/api/case/step", &admin, &fields).await.status, 303);
        version += 1;
        let pages = [v.get(&own).await.body, v.site.get_with(&panel, &staff).await.body];
        assert_eq!(pages.map(|page| page.contains(gone)), [says, says], "{step}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_case_is_its_residents_and_what_cannot_be_had_is_said() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let sent = write(&v, &code, "k", &[&VISIT[..], &[("go", "send")]].concat()).await;
    let number = number(&sent.header("location"));
    // Staff read whose number it is: of who has begun it for somebody else.
    let counter = v.staff(Role::CounterStaff, Scope::Center(v.site.first().await)).await;
    let theirs = v.get_as(&counter, &format!("/admin/cases/{number}")).await.body;
    assert!(
        theirs.contains("代办人电话") && !theirs.contains("申请人电话"),
        "{theirs}"
    );
    let (db, act) = (v.site.server.store.db(), act(&v.site.server));
    sign_in::make_slip(db, &act, b"slip2", "13800005678", false)
        .await
        .unwrap();
    let hash = token_hash("stranger");
    let new = NewSession {
        token_hash: &hash,
        device: "test",
    };
    sign_in::use_slip(db, &act, b"slip2", new).await.unwrap();
    let stranger = "resident=stranger";
    for path in [
        format!("/me/cases/{number}"),
        format!("/matters/{code}/start?draft={number}"),
        "/me/cases/ZZZZZZZZ".to_owned(),
        "/me/cases/nothing/at/all".to_owned(),
    ] {
        assert_eq!(v.get_as(stranger, &path).await.status, 404, "{path}");
    }
    for path in ["/api/case/withdraw", "/api/case/supplement"] {
        let fields = [("number", number.as_str()), ("version", "1"), ("input[answer]", "x")];
        assert_eq!(v.post_as(stranger, path, &fields).await.status, 404, "{path}");
    }
    assert_eq!(v.site.get("/me/cases").await.status, 401);
    // A way that the matter does not know, one that is done at the counter, nonsense.
    for (mode, says) in [
        ("immediate", "换一种方式"),
        ("self_service", "换一种方式"),
        ("x", "可以填"),
    ] {
        let refused = write(&v, &code, mode, &[("input[mode]", mode), ("go", "keep")]).await;
        let allowed = mode == "self_service" && matter(&v).await.modes.contains(&Mode::SelfService);
        assert!(
            allowed || (refused.status == 422 && refused.body.contains(says)),
            "{mode}: {}",
            refused.body
        );
    }
    // Retired while a draft lies: told so, and what was written is there.
    let kept = write(
        &v,
        &code,
        "d",
        &[("input[mode]", "assisted"), ("input[note]", "想问问"), ("go", "keep")],
    )
    .await;
    let draft = self::number(&kept.header("location"));
    let id = case(&v, &draft).await.matter;
    store::matter::retire(db, &act, id, true).await.unwrap();
    let page = v.get(&format!("/matters/{code}/start?draft={draft}")).await;
    assert!(
        page.body.contains("停办了") && page.body.contains("想问问"),
        "{}",
        page.body
    );
    let more = [
        ("input[mode]", "assisted"),
        ("input[name]", "李玉兰"),
        ("input[consent]", "1"),
        ("input[note]", "想问问"),
    ];
    let go = [("draft", draft.as_str()), ("version", "1"), ("go", "send")];
    let refused = write(&v, &code, "d2", &[&more[..], &go].concat()).await;
    assert!(
        refused.status == 422 && refused.body.contains("已经停办") && refused.body.contains("想问问"),
        "{}",
        refused.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_cannot_manage_alone_asks_for_help_and_it_is_a_case() {
    let v = Visitor::new().await;
    let catalog = v.site.server.store.catalog().await.unwrap();
    // Staff go the way for them where the matter allows that; else they do it themselves, with somebody beside.
    for mode in [Mode::Assisted, Mode::SelfService] {
        let alone = |c: &&Content| {
            c.modes.contains(&Mode::SelfService) && c.modes.contains(&Mode::Assisted) == (mode == Mode::Assisted)
        };
        let code = &catalog.matters.iter().map(|m| &m.content).find(alone).unwrap().code;
        let start = format!("/matters/{code}/start?mode={}", mode.code());
        let guide = v.get(&format!("/matters/{code}")).await.body;
        let before = &guide[..guide.find("我需要帮助").expect("the button")];
        let link = &before[before.rfind("<a ").unwrap()..];
        assert!(link.contains(&format!("\"{start}\"")), "{link}");
        let page = v.get(&start).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let (_, radio) = page.body.split_once(&format!("value=\"{}\"", mode.code())).unwrap();
        assert!(
            radio.split('>').next().unwrap().contains("checked"),
            "{code}: as the button says"
        );
        let fields = [
            MYSELF,
            ("input[mode]", mode.code()),
            ("input[note]", "不会用手机"),
            ("go", "send"),
        ];
        let sent = write(&v, code, mode.code(), &fields).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let of = number(&sent.header("location"));
        let one = case(&v, &of).await;
        assert_eq!(
            (one.state, one.mode, one.name.as_str(), one.note.as_str()),
            (State::Submitted, mode, "李强", "不会用手机")
        );
        let mine = v.get(&format!("/me/cases/{of}")).await.body;
        let called = if mode == Mode::Assisted {
            "帮办代办"
        } else {
            "自助办理"
        };
        assert!(mine.contains(called) && mine.contains("中心先看材料齐不齐"), "{mine}");
        // And is handled like every other.
        staff_take(&v, &of, &NewStep::bare(Step::Accept)).await;
        let decide = NewStep {
            decision: Some(model::case::Decision::Granted),
            ..NewStep::bare(Step::Decide)
        };
        staff_take(&v, &of, &decide).await;
        assert_eq!(case(&v, &of).await.state, State::Decided);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_what_its_content_says_and_is_opened_by_who_may_see_the_case() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let sent = write(&v, &code, "k", &[&VISIT[..], &[("go", "send")]].concat()).await;
    let number = number(&sent.header("location"));
    let here = format!("/me/cases/{number}");
    let own = "resident=resident-token";
    assert!(v.get(&here).await.body.contains("/upload/case-file"));
    let add = async |id: &str, cookie: &str, file: &str| {
        let id = model::case::FileId::from_i64(id.parse().unwrap()).to_string();
        let fields = [
            ("from", here.as_str()),
            ("then", here.as_str()),
            ("number", &number),
            ("id", &id),
            ("material", ""),
        ];
        v.site.post_file("/upload/case-file", cookie, &fields, file).await
    };
    for lie in ["<!DOCTYPE html><script>alert(1)</script>", "%PDF-1.7 cut off", "GIF89a"] {
        let refused = add("7001", own, lie).await;
        assert!(
            refused.status == 422 && refused.body.contains("读不了这种文件"),
            "{lie}: {}",
            refused.status
        );
    }
    assert_eq!(add("7001", own, "").await.status, 422);
    let pdf = "%PDF-1.7\n1 0 obj\n%%EOF\n";
    assert_eq!(add("7001", "", pdf).await.status, 401);
    assert_eq!(add("7001", own, pdf).await.status, 303);
    let page = v.get(&here).await;
    let file = format!("/case-files/{}", model::case::FileId::from_i64(7001));
    assert!(
        page.body.contains(&file) && page.body.contains("PDF 文件"),
        "{}",
        page.body
    );
    let opened = v.get(&file).await;
    assert_eq!((opened.status, opened.body.as_str()), (200, pdf));
    assert!(opened.header("content-disposition").starts_with("attachment"));
    assert_eq!(opened.header("cache-control"), "private, no-store");
    assert_eq!(opened.header("x-content-type-options"), "nosniff");
    // What lies in the database says nothing.
    let db = v.site.server.store.db();
    let (_, sealed) = store::case::file_content(db, model::case::FileId::from_i64(7001))
        .await
        .unwrap()
        .unwrap();
    assert!(!sealed.windows(4).any(|w| w == b"%PDF"));
    assert_eq!(v.site.get(&file).await.status, 404);
    let staff = v.site.administrator("boss").await;
    let may = model::permission::allows(
        model::permission::Role::Administrator,
        model::permission::Action::HandleCases,
    );
    assert_eq!(v.get_as(&staff, &file).await.status, if may { 200 } else { 404 });
    let id = model::case::FileId::from_i64(7001).to_string();
    let remove = [("from", here.as_str()), ("number", &number), ("id", &id)];
    assert_eq!(v.post("/api/case/remove_file", &remove).await.status, 303);
    assert_eq!(v.get(&file).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_sent_was_read_again_and_what_is_missing_is_said_before() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let short = without(&VISIT, &["input[address]"]);
    let refused = write(&v, &code, "k", &[&short[..], &[("go", "check")]].concat()).await;
    assert!(
        refused.status == 422 && refused.body.contains("上门地址"),
        "{}",
        refused.body
    );
    let kept = write(&v, &code, "k", &[&VISIT[..], &[("go", "check")]].concat()).await;
    assert_eq!(kept.status, 303, "{}", kept.body);
    let address = kept.header("location");
    assert!(address.contains("check=1"), "{address}");
    let page = v.get(&address).await;
    for shown in ["请核对一遍", "李玉兰", "东风村 3 组", "09:00–11:00"] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let draft = address
        .split("draft=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(case(&v, &draft).await.state, State::Draft);
    // What the page holds is sent as it stands there.
    let form = page.body.split("action=\"/api/case/write\"").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let hidden: Vec<(String, String)> = form
        .split("<input type=\"hidden\"")
        .skip(1)
        .map(|input| {
            let of = |name: &str| {
                let value = input.split(&format!(" {name}=\"")).nth(1).unwrap_or_default();
                value.split('"').next().unwrap_or_default().to_owned()
            };
            (of("name"), of("value"))
        })
        .collect();
    let mut fields = pairs(&hidden);
    fields.push(("go", "send"));
    let sent = v.post("/api/case/write", &fields).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let sent = case(&v, &draft).await;
    assert_eq!(
        (sent.state, sent.visit.address.as_str()),
        (State::Submitted, "东风村 3 组")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_refusal_names_the_missing_consent_and_the_wrong_hours_as_each_is_mended() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let late = with(&with(&VISIT, ("input[from]", "19:00")), ("input[to]", "21:00"));
    let silent = without(&late, &["input[consent]"]);
    let refused = write(&v, &code, "k", &[&silent[..], &[("go", "check")]].concat()).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    for named in ["请勾选。", "上班时间是"] {
        assert!(refused.body.contains(named), "{named}: {}", refused.body);
    }
    assert!(!refused.body.contains("请填写。"), "{}", refused.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_guide_promises_one_term_of_acceptance() {
    let v = Visitor::new().await;
    let guide = v.get("/matters/C0101").await.body;
    let promised = format!("交上去后 {} 个工作日内", model::case::ACCEPT_DAYS);
    assert!(guide.contains(&promised), "{guide}");
    let step = guide.split("<b>受理<").nth(1).unwrap();
    let step = step.split("</li>").next().unwrap();
    assert!(!step.contains("个工作日"), "no other term beside it: {step}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_the_guide_was_told_is_not_asked_again() {
    let v = Visitor::new().await;
    let start = "/matters/C0101/start?mode=home_visit&q_kind=new";
    let other = v.get(&format!("{start}&q_who=agent")).await.body;
    assert!(other.contains("value=\"other\" checked"), "{other}");
    assert!(!other.contains("value=\"myself\" checked"), "{other}");
    // Both lists are there, each for its choice: whoever changes it reads the other one.
    for list in ["for-myself", "for-other", "授权委托书"] {
        assert!(other.contains(list), "{list}: {other}");
    }
    let myself = v.get(&format!("{start}&q_who=self")).await.body;
    assert!(myself.contains("value=\"myself\" checked"), "{myself}");
    let unsaid = v.get(start).await.body;
    assert!(unsaid.contains("value=\"myself\" checked"), "{unsaid}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_time_that_is_gone_by_the_time_it_is_sent_leads_to_another_one() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    // A time at a counter that there is no more.
    let slot = format!("{} 2026-09-22 09:00-09:30", model::room::RoomId::from_i64(987_654_321));
    let slot = slot.as_str();
    let by_appointment = [("input[mode]", "appointment"), MYSELF, ("input[slot]", slot)];
    let kept = write(&v, &code, "k", &[&by_appointment[..], &[("go", "check")]].concat()).await;
    let address = kept.header("location");
    assert!(kept.status == 303 && address.contains("check=1"), "{}", kept.body);
    let draft = address
        .split("draft=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap()
        .to_owned();
    let version = case(&v, &draft).await.version.to_string();
    let center = v.site.first().await.to_string();
    let fields = [
        ("from", &*address),
        ("code", &code),
        ("key", "k2"),
        ("draft", &draft),
        ("version", &version),
        ("input[center]", &center),
        ("input[whom]", "myself"),
        ("input[me]", "李强"),
        ("input[mode]", "appointment"),
        ("input[slot]", slot),
        ("go", "send"),
    ];
    let refused = v.post("/api/case/write", &fields).await;
    assert!(
        refused.status == 422 && refused.body.contains("约不上了"),
        "{}",
        refused.body
    );
    let page = &refused.body;
    assert!(page.contains("请核对一遍"), "the page that it was sent from: {page}");
    // What the summary links to is there, and is no hidden field.
    assert!(
        page.contains("href=\"#f-slot\"") && page.contains("<span id=\"f-slot\""),
        "{page}"
    );
    let other = format!("href=\"/matters/{code}/start?draft={draft}#when\"");
    assert!(page.contains(&other), "{other}: {page}");
    assert_eq!(case(&v, &draft).await.state, State::Draft);
    // And for whom somebody is to come, the visit.
    let visit = [&VISIT[..], &[("go", "check")]].concat();
    let kept = write(&v, &code, "v", &visit).await;
    let page = v.get(&kept.header("location")).await.body;
    for field in ["f-address", "f-day", "f-from", "f-to", "f-me", "f-note", "f-name"] {
        let there = page.contains(&format!("<span id=\"{field}\""));
        assert!(there || field == "f-note", "{field}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_photo_alone_says_that_what_was_asked_for_is_there() {
    let v = Visitor::new().await;
    let code = matter(&v).await.code;
    let sent = write(&v, &code, "k", &[&VISIT[..], &[("go", "send")]].concat()).await;
    let of = number(&sent.header("location"));
    let one = case(&v, &of).await;
    let ask = NewStep {
        extra: vec!["近期照片".into()],
        ..NewStep::bare(Step::AskCorrection)
    };
    staff_take(&v, &of, &ask).await;
    let page = format!("/me/cases/{of}");
    let version = case(&v, &of).await.version.to_string();
    let fields = [("from", page.as_str()), ("number", &of), ("version", &version)];
    let bare = v.post("/api/case/supplement", &fields).await;
    assert_eq!((bare.status, case(&v, &of).await.state), (422, State::Correction));
    let file = store::case::NewFile {
        id: model::id::Id::from_i64(77),
        case: one.id,
        resident: Some(one.resident),
        material: "",
        name: "照片.jpg",
        kind: model::case::FileKind::Jpeg,
        sealed: b"sealed",
        size: 6,
    };
    let server = &v.site.server;
    store::case::add_file(server.store.db(), &act(server), file)
        .await
        .unwrap();
    let done = v.post("/api/case/supplement", &fields).await;
    assert_eq!(
        (done.status, case(&v, &of).await.state),
        (303, State::Submitted),
        "{}",
        done.body
    );
}
