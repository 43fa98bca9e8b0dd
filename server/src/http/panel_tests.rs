//! The admin panel as a browser without scripts uses it: two editors, and requests that are sent twice.

use super::testing::{Site, act, with};
use model::{
    permission::{Grant, Role, Scope},
    staff::Staff,
};

/// The part of a page between two texts.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let at = page.find(from).unwrap_or_else(|| panic!("no {from} in {page}")) + from.len();
    let rest = &page[at..];
    &rest[..rest.find(to).unwrap_or(rest.len())]
}

/// The tag of the box with this name and value.
fn box_tag(page: &str, name: &str, value: &str) -> String {
    let tags = page
        .split("<input")
        .skip(1)
        .map(|rest| &rest[..rest.find('>').unwrap_or(rest.len())]);
    let (name, value) = (format!("name=\"{name}\""), format!("value=\"{value}\""));
    let mut boxes = tags.filter(|tag| tag.contains("checkbox") && tag.contains(&name) && tag.contains(&value));
    boxes.next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn grants_are_told_apart_by_what_they_are_and_not_by_their_place() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let (db, writer) = (site.server.store.db(), act(&site.server));
    let grant = |role, scope: Scope| Grant { role, scope };
    let (inspector, lead) = (
        grant(Role::Inspector, Scope::Everywhere),
        grant(Role::CenterLead, Scope::Center(site.first().await)),
    );
    let counter = grant(Role::CounterStaff, Scope::Everywhere);
    let new = store::staff::NewStaff {
        username: "somebody".into(),
        name: "某人".into(),
        phone: String::new(),
        grants: vec![lead.clone(), inspector.clone()],
        password_hash: String::new(),
        must_change_password: true,
    };
    let id = store::staff::create(db, &writer, "k", &new).await.unwrap();
    let read = async || -> Staff { store::staff::get(db, id).await.unwrap().unwrap() };
    let before = read().await;
    // Somebody else takes the first one away and gives another.
    let given = [counter.clone(), inspector.clone()];
    store::staff::save(db, &writer, id, before.version, "某人", "", &given)
        .await
        .unwrap();
    // Meanwhile the inspector's grant was ticked to go, and a further one chosen.
    let (id_text, version) = (id.to_string(), before.version.to_string());
    let here = format!("/admin/staff/{id}");
    let (lead_code, inspector_code) = (lead.code(), inspector.code());
    let fields = [
        ("from", here.as_str()),
        ("then", &here),
        ("id", &id_text),
        ("version", &version),
        ("input[name]", "某人"),
        ("input[phone]", ""),
        ("input[held][]", &lead_code),
        ("input[held][]", &inspector_code),
        ("input[drop][]", &inspector_code),
        ("input[added][role]", "mediator"),
        ("input[added][division]", "*"),
        ("input[added][center]", ""),
    ];
    let answer = site.post("/api/staff/save", &admin, &fields).await;
    assert_eq!(answer.status, 409);
    let page = &answer.body;
    let ticked = |grant: &Grant| {
        let tag = box_tag(page, "input[drop][]", &grant.code());
        assert!(!tag.is_empty(), "{grant:?} in {page}");
        tag.contains("checked")
    };
    assert!(ticked(&inspector), "what was ticked is ticked");
    assert!(!ticked(&counter), "what somebody else gave stays");
    assert!(ticked(&lead), "what somebody else took stays away");
    assert!(page.contains("<option value=\"mediator\" selected"), "{page}");
    // Sent again as it is shown.
    let now = read().await.version.to_string();
    let counter_code = counter.code();
    let fields = [
        ("from", here.as_str()),
        ("then", &here),
        ("id", &id_text),
        ("version", &now),
        ("input[name]", "某人"),
        ("input[phone]", ""),
        ("input[held][]", &counter_code),
        ("input[held][]", &inspector_code),
        ("input[held][]", &lead_code),
        ("input[gone][]", &lead_code),
        ("input[drop][]", &inspector_code),
        ("input[drop][]", &lead_code),
        ("input[added][role]", "mediator"),
        ("input[added][division]", "*"),
        ("input[added][center]", ""),
    ];
    assert_eq!(site.post("/api/staff/save", &admin, &fields).await.status, 303);
    let mut grants = read().await.grants;
    grants.sort();
    assert_eq!(grants, [counter, grant(Role::Mediator, Scope::Everywhere)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lines_of_the_zone_template_are_told_apart_by_their_names() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let (db, writer) = (site.server.store.db(), act(&site.server));
    let before = store::setting::get(db, store::setting::ZONE).await.unwrap();
    let mut other = before.value.clone();
    let gone = other.requirements.remove(0).name;
    let kept = other.requirements[0].name.clone();
    store::setting::save(db, &writer, store::setting::ZONE, before.version, &other)
        .await
        .unwrap();
    let version = before.version.to_string();
    // The form was opened with both lines; the second got another count.
    let fields = [
        ("from", "/admin/zones"),
        ("version", version.as_str()),
        ("input[name]", before.value.name.as_str()),
        ("input[requirements][0][was]", &gone),
        ("input[requirements][0][name]", &gone),
        ("input[requirements][0][kinds][]", "other"),
        ("input[requirements][0][min_count]", "1"),
        ("input[requirements][0][for_kind]", ""),
        ("input[requirements][1][was]", &kept),
        ("input[requirements][1][name]", &kept),
        ("input[requirements][1][kinds][]", "talk_room"),
        ("input[requirements][1][min_count]", "7"),
        ("input[requirements][1][for_kind]", "town"),
    ];
    let answer = site.post("/api/zone/save", &admin, &fields).await;
    assert_eq!(answer.status, 409, "{}", answer.body);
    let page = &answer.body;
    let row = between(page, &format!("<th scope=\"row\">{kept}<"), "</tr>");
    assert!(row.contains(&format!("{kept} · ")) && row.contains(" · 7 · "), "{row}");
    let row = between(page, &format!("<th scope=\"row\">{gone}<"), "</tr>");
    assert!(row.contains("<del> <"), "what somebody took away is not there: {row}");
    // Each line that is stored is in the form once.
    for line in &other.requirements {
        let was = page.matches(&format!("[was]\" value=\"{}\"", line.name)).count();
        assert_eq!(was, 1, "{}", line.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn exceptions_of_two_editors_are_both_shown_before_one_is_overwritten() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let (db, writer) = (site.server.store.db(), act(&site.server));
    let id = site.first().await;
    let version = store::center::get(db, id).await.unwrap().unwrap().version;
    let day = jiff::civil::date(2026, 10, 1);
    store::hours::add_exceptions(db, &writer, &[(id, Some(version))], day, day, &[], "国庆放假")
        .await
        .unwrap();
    let (here, id_text) = (format!("/admin/centers/{id}/hours"), id.to_string());
    let send = async |version: i64| {
        let version = version.to_string();
        let fields = [
            ("from", here.as_str()),
            ("then", &here),
            ("id", &id_text),
            ("version", &version),
            ("input[from]", "2026-10-01"),
            ("input[to]", ""),
            ("input[hours]", "09:00-11:00"),
            ("input[note]", "节日值班"),
        ];
        site.post("/api/hours/except", &admin, &fields).await
    };
    let answer = send(version).await;
    assert_eq!(answer.status, 409);
    let row = between(&answer.body, "<table class=\"compare\">", "</table>");
    assert!(row.contains("国庆放假") && row.contains("节日值班"), "{row}");
    assert!(
        answer.body.contains("value=\"09:00-11:00\""),
        "what was typed is still there"
    );
    let today = site.server.local_now().day;
    let stored = store::hours::exceptions(db, id, today).await.unwrap();
    assert_eq!(stored[0].note, "国庆放假");
    assert_eq!(send(version + 1).await.status, 303);
    assert_eq!(
        store::hours::exceptions(db, id, today).await.unwrap()[0].note,
        "节日值班"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_edit_of_many_centers_is_refused_where_one_was_saved_since_it_was_looked_over() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let id = site.first().await;
    let db = site.server.store.db();
    let version = store::center::get(db, id).await.unwrap().unwrap().version;
    site.rename_first("换了名的中心").await;
    let (id_text, old, new) = (id.to_string(), version.to_string(), (version + 1).to_string());
    let here = "/admin/hours?check=1&who=town&what=dates&first=2026-10-01&last=&hours=&note=x";
    let send = async |version: &str| {
        let fields = [
            ("from", here),
            ("input[centers][0]", id_text.as_str()),
            ("versions[0]", version),
            ("input[what]", "dates"),
            ("input[exception][from]", "2026-10-01"),
            ("input[exception][note]", "国庆节"),
        ];
        site.post("/api/hours/apply", &admin, &fields).await
    };
    let answer = send(&old).await;
    assert_eq!(answer.status, 409);
    let row = between(&answer.body, "<table class=\"compare\">", "</table>");
    assert!(row.contains("换了名的中心"), "{row}");
    assert!(
        answer.body.contains(&format!("name=\"versions[0]\" value=\"{new}\"")),
        "looked over again"
    );
    assert_eq!(send(&new).await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_that_is_confirmed_twice_is_written_once_and_loses_no_password() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let table = "用户名,姓名,角色,区划代码,中心\r\nfirst.one,甲,inspector,*,\r\nsecond.one,乙,inspector,*,";
    let answer = site
        .post_file("/admin/import", &admin, &[("kind", "staff")], table)
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let here = answer.header("location");
    let page = site.get_with(&here, &[("cookie", &admin)]).await.body;
    // What somebody new may do, and where, is seen before it is confirmed.
    assert_eq!(page.matches("角色: 镇纪检 全部").count(), 2, "{page}");
    let seen = between(&page, "name=\"seen\" value=\"", "\"").to_owned();
    let first = site.post(&here, &admin, &[("seen", &seen)]).await;
    assert_eq!(first.body.matches("<code>").count(), 2, "{}", first.body);

    // The answer was lost, so it is sent again; or the page is opened again.
    let repeat = site.post(&here, &admin, &[("seen", &seen)]).await;
    let opened = site.get_with(&here, &[("cookie", &admin)]).await;
    for answer in [repeat, opened] {
        let page = &answer.body;
        assert_eq!((answer.status, page.matches("<code>").count()), (200, 0));
        assert!(
            page.contains("已写入") && page.contains("first.one") && page.contains("second.one"),
            "{page}"
        );
        assert!(page.contains("name=\"renew\""), "{page}");
    }
    // Whoever has signed in keeps their password; the other gets a new one, which opens the account.
    let (db, writer) = (site.server.store.db(), act(&site.server));
    let all = store::staff::list(db, false).await.unwrap();
    let used = all.iter().find(|s| s.username == "first.one").unwrap().id;
    let hash = store::staff::password::hash("My-own-word-1", &[3; 16]).unwrap();
    store::staff::change_password(db, &writer, used, &hash, None)
        .await
        .unwrap();
    let renewed = site.post(&here, &admin, &[("renew", "1")]).await.body;
    assert_eq!(renewed.matches("<code>").count(), 1, "{renewed}");
    let password = between(&renewed, "<code>", "<").to_owned();
    assert_eq!(store::staff::password_hash(db, used).await.unwrap(), hash);
    let sign_in = [
        ("username", "second.one"),
        ("password", &*password),
        ("then", "/me/staff"),
    ];
    assert_eq!(site.post("/api/staff/sign_in", "", &sign_in).await.status, 303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_works_everywhere_because_no_place_was_chosen() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let form = site
        .get_with("/admin/staff/new", &[("cookie", admin.as_str())])
        .await
        .body;
    let place = between(&form, "name=\"input[division]\"", "</select>");
    let first = between(place, "<option", "</option>");
    assert!(first.contains("请选择") && !first.contains("全部"), "{place}");
    let fields = [
        ("from", "/admin/staff/new"),
        ("show", "1"),
        ("key", "placeless"),
        ("input[name]", "王芳"),
        ("input[username]", "wang.fang"),
        ("input[role]", "inspector"),
        ("input[division]", ""),
        ("input[center]", ""),
    ];
    let refused = site.post("/api/staff/create", &admin, &fields).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("href=\"#f-division\"") && refused.body.contains("value=\"wang.fang\""),
        "{}",
        refused.body
    );
    let db = site.server.store.db();
    assert!(store::staff::find(db, "wang.fang").await.unwrap().is_none());
    let everywhere = with(&fields, ("input[division]", "*"));
    assert_eq!(site.post("/api/staff/create", &admin, &everywhere).await.status, 200);
    let made = store::staff::find(db, "wang.fang").await.unwrap().unwrap();
    assert_eq!(made.grants[0].scope, Scope::Everywhere);
    // The log says so in words, not in codes, and can be asked for what happens at counters.
    let log = site.get_with("/admin/audit", &[("cookie", &admin)]).await.body;
    assert!(log.contains("<pre>镇纪检 · 全部"), "{log}");
    let choices = between(&log, "id=\"action\"", "</select>");
    for code in ["case.", "matter_notice.", "duty."] {
        assert!(choices.contains(&format!("value=\"{code}\"")), "{code}: {choices}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_form_that_was_sent_before_with_other_content_is_no_success() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let send = async |name: &str| {
        let fields = [
            ("from", "/admin/amenities/new"),
            ("then", "/admin/amenities"),
            ("key", "one-form"),
            ("input[name]", name),
            ("input[code]", "piano"),
            ("input[rank]", "1"),
        ];
        site.post("/api/amenity/create", &admin, &fields).await
    };
    assert_eq!(send("钢琴").await.status, 303);
    assert_eq!(send("钢琴").await.status, 303);
    let other = send("风琴").await;
    assert_eq!(other.status, 422);
    assert!(
        other.body.contains("已经提交成功过一次") && other.body.contains("value=\"风琴\""),
        "{}",
        other.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_can_set_the_numbers_to_call_is_told_where_there_are_none() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let (db, writer) = (site.server.store.db(), act(&site.server));
    let new = store::staff::NewStaff {
        username: "lead".into(),
        name: "某人".into(),
        phone: String::new(),
        grants: vec![Grant {
            role: Role::CenterLead,
            scope: Scope::Center(site.first().await),
        }],
        password_hash: String::new(),
        must_change_password: false,
    };
    let id = store::staff::create(db, &writer, "lead", &new).await.unwrap();
    store::session::create(db, &writer, &app::server::token_hash("lead"), id)
        .await
        .unwrap();
    let told = async |cookie: &str| {
        let headers = [("cookie", cookie), ("accept-language", "zh-CN")];
        let page = site.get_with("/admin", &headers).await;
        assert_eq!(page.status, 200);
        page.body.contains("还没有填页脚电话")
    };
    assert!(!told(&admin).await, "the sample has some");
    let before = store::setting::get(db, store::setting::BRANDING).await.unwrap();
    let none = model::settings::Branding {
        numbers: Vec::new(),
        ..before.value
    };
    store::setting::save(db, &writer, store::setting::BRANDING, before.version, &none)
        .await
        .unwrap();
    assert!(told(&admin).await && !told("session=lead").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_table_of_rooms_that_is_loaded_as_centers_is_checked_as_rooms_with_one_press() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let rooms = site.get_with("/admin/export/rooms.csv", &[("cookie", &admin)]).await;
    assert_eq!(rooms.status, 200);
    let answer = site
        .post_file("/admin/import", &admin, &[("kind", "centers")], &rooms.body)
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let here = answer.header("location");
    let page = site.get_with(&here, &[("cookie", &admin)]).await.body;
    assert!(
        page.contains("这像是“功能室”的表") && page.contains("name=\"kind\" value=\"rooms\""),
        "{page}"
    );

    let answer = site.post(&here, &admin, &[("kind", "rooms")]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = site
        .get_with(&answer.header("location"), &[("cookie", &admin)])
        .await
        .body;
    assert!(
        page.contains("表里写的和现在存的一样") && !page.contains("这像是"),
        "{page}"
    );
    // What is no kind is refused, and so is a table that is not there any more.
    assert_eq!(site.post(&here, &admin, &[("kind", "sofas")]).await.status, 422);
    let gone = format!("/admin/import/{}", "0".repeat(32));
    assert!(
        site.post(&gone, &admin, &[("kind", "rooms")])
            .await
            .body
            .contains("已经过期")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_table_that_is_taken_away_in_chinese_has_chinese_words_and_is_read_as_what_is_stored() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let centers = site.get_with("/admin/export/centers.csv", &[("cookie", &admin)]).await;
    assert!(centers.body.contains("午间值班"), "{}", centers.body);
    for code in ["noon_duty", "morning", "step_free", "charging", "schematic"] {
        assert!(!centers.body.contains(code), "{code}: {}", centers.body);
    }
    let empty = site
        .get_with("/admin/export/template/centers.csv", &[("cookie", &admin)])
        .await;
    assert!(empty.body.contains("无线网络、饮水"), "{}", empty.body);
    let answer = site
        .post_file("/admin/import", &admin, &[("kind", "centers")], &centers.body)
        .await;
    let page = site
        .get_with(&answer.header("location"), &[("cookie", &admin)])
        .await
        .body;
    assert!(page.contains("表里写的和现在存的一样"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_table_changes_about_amenities_is_said_with_their_names() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let centers = site.get_with("/admin/export/centers.csv", &[("cookie", &admin)]).await;
    let fewer = centers.body.replacen("、老花镜", "", 1);
    assert_ne!(fewer, centers.body);
    let answer = site
        .post_file("/admin/import", &admin, &[("kind", "centers")], &fewer)
        .await;
    let here = answer.header("location");
    for (language, glasses, water) in [
        ("zh-Hans", "老花镜", "饮水"),
        ("en", "Reading glasses", "Drinking water"),
    ] {
        let cookie = format!("{admin}; lang={language}");
        let page = site.get_with(&here, &[("cookie", &cookie)]).await.body;
        let said = |tag: &str| {
            let text = page.split(&format!("<{tag}>")).nth(1);
            let text = text.and_then(|text| text.split(&format!("</{tag}>")).next());
            text.unwrap_or_else(|| panic!("{tag}: {page}")).to_owned()
        };
        let (before, after) = (said("del"), said("ins"));
        assert!(before.contains(glasses) && before.contains(water), "{before}");
        assert!(!after.contains(glasses) && after.contains(water), "{after}");
        assert!(
            !before.contains("glasses;") && !before.contains("first_aid"),
            "{before}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_wrong_with_monday_is_said_once_where_other_days_follow_it() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let (db, id) = (site.server.store.db(), site.first().await);
    let version = store::center::get(db, id).await.unwrap().unwrap().version.to_string();
    let (id_text, from) = (id.to_string(), format!("/admin/centers/{id}/hours"));
    let sends = async |end: &str| {
        let fields = [
            ("from", from.as_str()),
            ("then", &from),
            ("show", "1"),
            ("id", &id_text),
            ("version", &version),
            ("week[0][0][shift]", "morning"),
            ("week[0][0][start]", "09:00"),
            ("week[0][0][end]", end),
            ("week[1][0][shift]", "morning"),
            ("week[1][0][start]", "25:00"),
            ("week[1][0][end]", ""),
            ("copy", "1"),
        ];
        site.post("/api/hours/save", &admin, &fields).await
    };
    let wrong = sends("08:00").await;
    assert_eq!(wrong.status, 422);
    assert_eq!(
        wrong.body.matches("<li><a rel=\"external\" href=\"#").count(),
        1,
        "{}",
        wrong.body
    );
    // What stood on the other days is replaced, whatever it was.
    let saved = sends("12:00").await;
    assert!(matches!(saved.status, 200 | 303), "{}", saved.body);
}
