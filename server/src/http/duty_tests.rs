//! Duty shifts as browsers without scripts meet them: planned by who leads a center, read by its staff, and by everybody.

use super::{
    booking_tests::Visitor,
    testing::{Answer, act},
};
use jiff::civil::date;
use model::{
    center::CenterId,
    duty::{DutyFields, Person},
    hours::Shift,
    permission::{Role, Scope},
    staff::StaffId,
};

/// The first village's center.
async fn village(v: &Visitor) -> CenterId {
    let all = store::center::list(v.site.server.store.db(), false).await.unwrap();
    all[1].id
}

/// The account behind a cookie of [`Visitor::staff`].
async fn account(v: &Visitor, cookie: &str) -> StaffId {
    let username = cookie.trim_start_matches("session=");
    let found = store::staff::find(v.site.server.store.db(), username).await.unwrap();
    found.unwrap().id
}

/// What stands between two texts.
fn between(body: &str, before: &str, after: &str) -> String {
    let (_, rest) = body
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {body}"));
    rest.split_once(after).unwrap().0.to_owned()
}

fn form<'a>(center: &'a str, key: &'a str, day: &'a str, who: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("from", "/admin/duty/new"),
        ("center", center),
        ("key", key),
        ("input[day]", day),
        ("input[shift]", "noon_duty"),
        ("input[who]", who),
        ("input[name]", name),
        ("input[note]", "钥匙在门卫"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lead_plans_a_week_and_everybody_reads_who_is_on_duty() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let (id, me) = (center.to_string(), account(&v, &counter).await.to_string());
    let here = format!("/admin/duty?center={id}&week=2026-09-18");
    let empty = v.get_as(&lead, &here).await.body;
    // Friday noon has nobody yet, and neither have the noons before it: but those are over.
    assert!(
        empty.contains("这一周还有 1 处没有人值班") && empty.contains("缺人"),
        "{empty}"
    );
    assert!(empty.contains(&format!(
        "/admin/duty/new?center={id}&amp;day=2026-09-18&amp;shift=noon_duty"
    )));
    let new = format!("/admin/duty/new?center={id}&day=2026-09-18&shift=noon_duty");
    let page = v.get_as(&lead, &new).await.body;
    assert!(page.contains(&format!("<option value=\"{me}\"")) && page.contains("午间值班 12:00–14:30"));

    let added = v
        .post_as(&lead, "/api/duty/add", &form(&id, "k", "2026-09-18", &me, ""))
        .await;
    let to = format!("/admin/duty?center={id}&week=2026-09-14&saved=1");
    assert_eq!(
        (added.status, added.header("location")),
        (303, to.clone()),
        "{}",
        added.body
    );
    // The same submission again adds nothing.
    let again = v
        .post_as(&lead, "/api/duty/add", &form(&id, "k", "2026-09-18", &me, ""))
        .await;
    assert_eq!(again.header("location"), to);
    let shown = v.get_as(&lead, &to).await.body;
    assert!(shown.contains("值班已保存") && shown.contains("counter_staff") && !shown.contains("缺人"));
    // Somebody without an account on Monday, who then swaps with the counter's.
    let named = v
        .post_as(&lead, "/api/duty/add", &form(&id, "l", "2026-09-21", "", "李大爷"))
        .await;
    assert_eq!(named.status, 303, "{}", named.body);
    let db = v.site.server.store.db();
    let both = store::duty::of_center(db, center, date(2026, 9, 18), date(2026, 9, 21));
    let both = both.await.unwrap();
    let (duty, with) = (both[0].id.to_string(), format!("{}:1", both[1].id));
    let page = v.get_as(&lead, &format!("/admin/duty/{duty}")).await.body;
    assert!(page.contains("和别人换班") && page.contains("李大爷") && page.contains("钥匙在门卫"));
    assert!(page.contains(&format!("<option value=\"{with}\"")));
    let swap = [
        ("from", "/admin/duty"),
        ("id", &*duty),
        ("version", "1"),
        ("with", &*with),
    ];
    let swapped = v.post_as(&lead, "/api/duty/swap", &swap).await;
    assert!(swapped.header("location").ends_with("&swapped=1"), "{}", swapped.body);

    // The account's: the panel's first page and its own.
    for place in ["/admin", "/me/staff"] {
        let own = v.get_as(&counter, place).await.body;
        assert!(own.contains("我的值班") && own.contains("9 月 21 日"), "{place}");
    }
    // Everybody: on the center's page; at noon it is marked.
    let page = v.get(&format!("/centers/{id}")).await.body;
    assert!(page.contains("今天值班") && page.contains("李大爷") && page.contains("12:00–14:30"));
    assert!(!page.contains("钥匙在门卫"), "a note is the staff's");
    v.site.pass(2 * 3600 + 600);
    let page = v.get(&format!("/centers/{id}")).await.body;
    assert!(between(&page, "李大爷", "</li>").contains("现在"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_month_goes_out_as_a_table_and_on_paper_and_the_day_before_is_reminded_of() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let stranger = v.staff(Role::CenterLead, Scope::Center(village(&v).await)).await;
    let (id, me) = (center.to_string(), account(&v, &counter).await.to_string());
    let mut tomorrow = form(&id, "k", "2026-09-19", &me, "");
    tomorrow[4].1 = "morning";
    assert_eq!(v.post_as(&lead, "/api/duty/add", &tomorrow).await.status, 303);
    let start = v.get_as(&counter, "/admin").await.body;
    assert!(
        start.contains("提醒：明天 09:00–11:30，您在音德尔镇党群服务中心值班"),
        "{start}"
    );
    let place = format!("/admin/duty.csv?center={id}&month=2026-09");
    let csv = v.get_as(&counter, &place).await;
    assert_eq!(
        (csv.status, csv.header("content-type").starts_with("text/csv")),
        (200, true)
    );
    assert!(
        csv.body.contains("2026-09-19,周六,上午,09:00,11:30,counter_staff"),
        "{}",
        csv.body
    );
    assert_eq!(v.get_as(&stranger, &place).await.status, 403);
    assert_eq!(v.get(&place).await.status, 401);
    let paper = v
        .get_as(&counter, &format!("/admin/duty/print?center={id}&month=2026-09"))
        .await
        .body;
    assert!(paper.contains("2026-09 值班表") && paper.contains("counter_staff"));
    // Whoever names no center is shown the one that the field names: their own, or the first of many.
    let town = v.staff(Role::TownStaff, Scope::Everywhere).await;
    for cookie in [&counter, &town] {
        for path in ["/admin/duty", "/admin/duty/print"] {
            let page = v.get_as(cookie, path).await.body;
            // Its heading says whose it is; the choice above it names every center.
            let heading = between(&page, "<h1", "</h1>");
            assert!(
                heading.contains("音德尔镇党群服务中心") && page.contains("<table"),
                "{path}: {page}"
            );
        }
    }
    // Addresses say anything.
    for odd in [
        "/admin/duty?center=x".to_owned(),
        format!("/admin/duty?center={id}&week=tomorrow"),
        format!("/admin/duty?center={id}&week=9999-12-31"),
        format!("/admin/duty/print?center={id}&month=0000-99"),
        "/admin/duty/nothing".to_owned(),
        "/admin/duty/0000000000000".to_owned(),
        format!("/admin/duty/new?center={id}&day=9999-99-99&shift=midnight"),
        "/admin/duty/new".to_owned(),
        "/admin/duty/rota/0000000000000".to_owned(),
        format!("/admin/duty.csv?center={id}&month=%00"),
        "/admin/duty.csv".to_owned(),
    ] {
        let status = v.get_as(&lead, &odd).await.status;
        assert!(matches!(status, 200 | 404), "{odd}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_wrong_with_a_shift_is_said_and_nothing_typed_is_lost() {
    let v = Visitor::new().await;
    let (center, other) = (v.site.first().await, village(&v).await);
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let stranger = v.staff(Role::CenterLead, Scope::Center(other)).await;
    let both = v.staff(Role::TownStaff, Scope::Everywhere).await;
    let (id, there, town) = (
        center.to_string(),
        other.to_string(),
        account(&v, &both).await.to_string(),
    );
    let new = format!("/admin/duty/new?center={id}&day=2026-09-22");
    let send = async |cookie: &str, change: &[(usize, &str)]| -> Answer {
        let mut fields = form(&id, "bad", "2026-09-22", "", "李大爷");
        fields[0].1 = &new;
        for (n, value) in change {
            fields[*n].1 = value;
        }
        v.post_as(cookie, "/api/duty/add", &fields).await
    };
    let ended = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let ended = account(&v, &ended).await;
    let db = v.site.server.store.db();
    store::staff::retire(db, &act(&v.site.server), ended, 1).await.unwrap();
    let (ended, strange) = (ended.to_string(), account(&v, &stranger).await.to_string());
    for (change, said) in [
        (vec![(3, "2028-01-01")], "#f-day"),
        (vec![(3, "soon")], "#f-day"),
        (vec![(4, "midnight")], "#f-shift"),
        (vec![(4, "evening_duty"), (3, "2026-09-21")], "开放时间以外"),
        (vec![(5, &*ended), (6, "")], "这个账号已经停用"),
        (vec![(5, &*strange), (6, "")], "#f-who"),
        (vec![(5, "nobody"), (6, "")], "#f-who"),
        (vec![(6, "")], "#f-who"),
        (vec![(5, &*town)], "两个只填一个"),
    ] {
        let answer = send(&lead, &change).await;
        assert_eq!(answer.status, 422, "{change:?}");
        assert!(answer.body.contains(said), "{said} {change:?}");
        assert!(answer.body.contains("钥匙在门卫"), "what was typed is gone: {change:?}");
    }
    // Somebody who leads another center, or nobody.
    assert_eq!(send(&stranger, &[]).await.status, 403);
    assert_eq!(send(&both, &[]).await.status, 403);

    // The town's own person is at the village then.
    let elsewhere = DutyFields {
        day: date(2026, 9, 22),
        shift: Shift::NoonDuty,
        start: 720,
        end: 840,
        person: Person::Staff(town.parse().unwrap()),
        phone: String::new(),
        note: String::new(),
        beyond: false,
    };
    store::duty::add(db, &act(&v.site.server), "there", other, &elsewhere)
        .await
        .unwrap();
    let busy = send(&lead, &[(5, &*town), (6, "")]).await;
    assert_eq!(busy.status, 422);
    assert!(busy.body.contains("这个人那时已经有班了") && busy.body.contains("12:00–14:00"));
    let page = v.get_as(&lead, &format!("/admin/duty?center={there}")).await;
    assert_eq!(page.status, 403);

    // Two editors: the second sees what the first has saved, and what they typed.
    assert_eq!(send(&lead, &[]).await.status, 303);
    let shifts = store::duty::of_center(db, center, date(2026, 9, 22), date(2026, 9, 22));
    let duty = shifts.await.unwrap()[0].id.to_string();
    let own = format!("/admin/duty/{duty}");
    let save = async |name: &str| {
        let mut fields = form(&id, "-", "2026-09-22", "", name);
        fields[0].1 = &own;
        fields[1] = ("id", &duty);
        fields[2] = ("version", "1");
        v.post_as(&lead, "/api/duty/save", &fields).await
    };
    assert_eq!(save("赵大娘").await.status, 303);
    let late = save("周师傅").await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("赵大娘") && late.body.contains("周师傅"));
    let gone = [("from", &*own), ("id", &duty), ("version", "2")];
    let removed = v.post_as(&lead, "/api/duty/remove", &gone).await;
    assert!(removed.header("location").ends_with("&removed=1"));
    assert_eq!(v.post_as(&lead, "/api/duty/remove", &gone).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_rota_fills_weeks_a_week_is_copied_and_names_may_be_kept_back() {
    let v = Visitor::new().await;
    let center = v.site.first().await;
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let counter = v.staff(Role::CounterStaff, Scope::Center(center)).await;
    let id = center.to_string();
    let rota = format!("/admin/duty/rota/{id}");
    let line = async |cookie: &str, days: &[&'static str], shift: &str| {
        let mut fields = vec![
            ("from", &*rota),
            ("then", "/admin/duty/rota/x?saved=1"),
            ("center", &id),
            ("input[shift]", shift),
            ("input[name]", "李大爷"),
        ];
        let names = ["0", "1", "2", "3", "4", "5", "6"].map(|n| format!("input[weekdays][{n}]"));
        for (n, day) in days.iter().enumerate() {
            fields.push((&names[n * 2], day));
        }
        v.post_as(cookie, "/api/duty/add_line", &fields).await
    };
    assert_eq!(line(&counter, &["1"], "noon_duty").await.status, 403);
    let none = line(&lead, &[], "noon_duty").await;
    assert_eq!(none.status, 422);
    assert!(none.body.contains("#f-weekdays") && none.body.contains("李大爷"));
    // Sunday noon it is closed.
    let closed = line(&lead, &["7"], "noon_duty").await;
    assert!(
        closed.status == 422 && closed.body.contains("09:00–11:30"),
        "{}",
        closed.body
    );
    assert_eq!(line(&lead, &["1", "3", "5"], "noon_duty").await.status, 303);
    let page = v.get_as(&lead, &rota).await.body;
    assert!(page.contains("周一 午间值班 李大爷") && page.contains("周五 午间值班 李大爷"));

    let week = format!("/admin/duty?center={id}&week=2026-09-21");
    let fill = async |weeks: &str| {
        let fields = [
            ("from", &*week),
            ("center", &id),
            ("week", "2026-09-21"),
            ("weeks", weeks),
        ];
        v.post_as(&lead, "/api/duty/fill", &fields).await
    };
    for bad in ["0", "many", "27"] {
        let answer = fill(bad).await;
        assert!(answer.status == 422 && answer.body.contains("#f-weeks"), "{bad}");
    }
    // The second Friday is in the holidays, as is the first.
    let filled = fill("2").await;
    let said = filled.header("location");
    assert!(
        said.ends_with("added=4&kept=0&holidays=2&left=0&busy=0"),
        "{said} {}",
        filled.body
    );
    let shown = v.get_as(&lead, &said).await.body;
    assert!(shown.contains("排好了 4 个班") && shown.contains("2 个班遇到法定假日"));
    let copy = [("from", &*week), ("center", &id), ("week", "2026-09-28")];
    let copied = v.post_as(&lead, "/api/duty/copy", &copy).await;
    // Monday and Wednesday after are still the holidays.
    assert!(
        copied
            .header("location")
            .contains("week=2026-10-05&added=0&kept=0&holidays=2"),
        "{}",
        copied.header("location")
    );
    let past = [("from", &*week), ("center", &id), ("week", "2026-01-05")];
    assert_eq!(v.post_as(&lead, "/api/duty/copy", &past).await.status, 422);
    assert_eq!(v.post_as(&counter, "/api/duty/copy", &copy).await.status, 403);

    // Names are public, until the center says otherwise.
    v.site.pass(3 * 86_400);
    let body = v.get(&format!("/centers/{id}")).await.body;
    assert!(body.contains("李大爷"), "{body}");
    let act = act(&v.site.server);
    store::duty::show_names(v.site.server.store.db(), &act, center, 0, false)
        .await
        .unwrap();
    let body = v.get(&format!("/centers/{id}")).await.body;
    assert!(!body.contains("李大爷") && body.contains("值班人员"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_guide_says_who_is_on_duty_where_the_matter_is_handled() {
    let v = Visitor::new().await;
    let db = v.site.server.store.db();
    let catalog = v.site.server.store.catalog().await.unwrap();
    let center = store::center::get(db, v.site.first().await).await.unwrap().unwrap();
    let matter = catalog
        .matters
        .iter()
        .find(|m| catalog.handles(m, center.id, center.kind))
        .unwrap();
    let guide = format!("/matters/{}", matter.content.code);
    assert!(!v.get(&guide).await.body.contains("值班：") && !v.get(&guide).await.body.contains("下一班"));
    let fields = DutyFields {
        day: date(2026, 9, 18),
        shift: Shift::NoonDuty,
        start: 720,
        end: 870,
        person: Person::Named("李大爷".into()),
        phone: String::new(),
        note: String::new(),
        beyond: false,
    };
    store::duty::add(db, &act(&v.site.server), "k", center.id, &fields)
        .await
        .unwrap();
    assert!(v.get(&guide).await.body.contains("下一班：12:00 李大爷"));
    v.site.pass(2 * 3600);
    assert!(v.get(&guide).await.body.contains("现在值班：李大爷，到 14:30"));
    v.site.pass(3 * 3600);
    assert!(!v.get(&guide).await.body.contains("李大爷"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_changes_many_hours_reads_old_and_new_ones_new_pauses_and_the_shifts_left_outside() {
    let v = Visitor::new().await;
    let (site, center) = (&v.site, v.site.first().await);
    let lead = v.staff(Role::CenterLead, Scope::Center(center)).await;
    let fields = DutyFields {
        day: date(2026, 9, 18),
        shift: Shift::NoonDuty,
        start: 720,
        end: 870,
        person: Person::Named("李大爷".into()),
        phone: String::new(),
        note: "钥匙在门卫".into(),
        beyond: false,
    };
    let db = site.server.store.db();
    store::duty::add(db, &act(&site.server), "k", center, &fields)
        .await
        .unwrap();
    let public = format!("/centers/{center}");
    assert!(between(&v.get(&public).await.body, "id=\"duty\"", "</section>").contains("12:00–14:30"));

    let choice = format!(
        "/admin/hours?who=some&center={center}&what=shift&weekday=1&weekday=5&shift=noon_duty&start=12:00&end=13:30"
    );
    let check = format!("{choice}&check=1");
    let page = v.get_as(&lead, &check).await.body;
    let changes = between(&page, "再看一遍", "要么全部改好");
    assert!(
        changes.contains("1 个中心：音德尔镇党群服务中心")
            && changes.contains("周一、周五：")
            && changes.contains(" → "),
        "{changes}"
    );
    assert!(
        changes.contains("12:00–14:30") && changes.contains("12:00–13:30"),
        "{changes}"
    );
    assert!(changes.contains("注意：13:30–14:30 会变成空档"), "{changes}");
    // What meets the afternoon is said before anything is looked over.
    let late = check.replace("end=13:30", "end=15:00");
    assert!(v.get_as(&lead, &late).await.body.contains("href=\"#f-span\""));

    let (id, version) = (
        center.to_string(),
        between(&page, "name=\"versions[0]\" value=\"", "\""),
    );
    let apply = [
        ("from", &*check),
        ("show", "1"),
        ("key", "k"),
        ("input[centers][0]", &id),
        ("versions[0]", &version),
        ("input[what]", "shift"),
        ("input[weekdays][0]", "1"),
        ("input[weekdays][1]", "5"),
        ("input[span][shift]", "noon_duty"),
        ("input[span][start]", "12:00"),
        ("input[span][end]", "13:30"),
    ];
    let asked = v.post_as(&lead, "/api/hours/apply", &apply).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    for text in [
        "有 1 个值班时段会落在开放时间以外",
        "音德尔镇党群服务中心",
        "李大爷，午间值班 12:00–14:30",
        "9 月 18 日",
    ] {
        assert!(asked.body.contains(text), "{text}: {}", asked.body);
    }
    assert!(!asked.body.contains("钥匙在门卫") && !asked.body.contains("way[all]"));
    assert!(
        v.get(&public).await.body.contains("12:00–14:30"),
        "nothing is saved yet"
    );
    let seen = between(&asked.body, "name=\"way[shifts]\" value=\"", "\"");
    let again = [apply.as_slice(), &[("way[shifts]", &*seen)]].concat();
    let done = v.post_as(&lead, "/api/hours/apply", &again).await;
    assert_eq!(
        (done.status, done.header("location")),
        (303, "/admin/hours?done=1".to_owned()),
        "{}",
        done.body
    );
    // Everybody reads only what lies within the hours; the staff find it marked.
    let duty = between(&v.get(&public).await.body, "id=\"duty\"", "</section>");
    assert!(
        duty.contains("李大爷") && duty.contains("12:00–13:30") && !duty.contains("14:30"),
        "{duty}"
    );
    let week = format!("/admin/duty?center={center}&week=2026-09-18");
    assert!(v.get_as(&lead, &week).await.body.contains("开放时间已改，不在时间内"));
    // Looked over again there is nothing to change.
    let same = v.get_as(&lead, &check).await.body;
    assert!(
        same.contains("1 个中心本来就是这样") && !same.contains("确认，全部改"),
        "{same}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_fields_of_an_edit_of_many_say_which_kind_they_belong_to() {
    let v = Visitor::new().await;
    let admin = v.staff(Role::Administrator, Scope::Everywhere).await;
    let page = v.get_as(&admin, "/admin/hours").await.body;
    for text in [
        "只用于：每周的一段时间",
        "只用于：个别日子（放假、停电）或者关闭房间（维修、停电）",
        "只用于：关闭房间（维修、停电）",
    ] {
        assert!(page.contains(text), "{text}");
    }
}
