//! Matters as residents and whoever keeps the catalog see them without scripts: guides, and exceptions that several make.

use super::testing::{Site, act, pairs};
use model::{
    center::CenterId,
    import::{Kind, MatterRecord, matter_row},
    matter::{Content, MatterInput, Mode},
};

const MANY: &str =
    "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_cannot_be_found_is_told_so_whatever_it_is_called() {
    let site = Site::sample().await;
    for name in ["C0101%00", "%00", MANY, "%E4%BD%8E%E4%BF%9D", "C9999"] {
        for path in [
            format!("/matters/{name}"),
            format!("/matters/{name}/notice"),
            format!("/matters/{name}/qr.svg"),
            format!("/notices/{name}"),
            format!("/notices/{name}/qr.svg"),
            format!("/centers/{name}"),
        ] {
            // A code of what only might be there leads to the page that says that it is not.
            let might_be = name == "C9999" && path.starts_with("/matters/") && path.ends_with("qr.svg");
            if !might_be {
                assert_eq!(site.get(&path).await.status, 404, "{path}");
            }
        }
    }
    let admin = site.administrator("boss").await;
    for path in [
        "/admin/matters/C0101%00",
        "/admin/cases/C0101%00",
        "/admin/bookings/%00",
    ] {
        let answer = site.get_with(path, &[("cookie", &admin)]).await;
        assert_eq!(answer.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_matter_that_was_saved_after_the_snapshot_is_in_service() {
    let site = Site::sample().await;
    let db = site.server.store.db();
    let id = store::matter::by_code(db, "C0101").await.unwrap().unwrap().id;
    store::matter::retire(db, &act(&site.server), id, true).await.unwrap();
    assert_eq!(site.get("/matters/C0101").await.status, 410);
    // The row is ahead of the snapshot, as it is for a moment after every writing.
    let tx = db.begin().await.unwrap();
    tx.run("UPDATE matter SET retired_at = NULL WHERE code = 'C0101'", vec![])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = site.get_with("/matters/C0101", &[("accept-language", "zh-CN")]).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("/centers/"), "where to go");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_guide_offers_no_appointment_where_no_counter_can_be_booked() {
    let site = Site::sample().await;
    let (db, chinese) = (site.server.store.db(), [("accept-language", "zh-CN")]);
    let catalog = site.server.store.catalog().await.unwrap();
    let booked = |m: &&store::matter::Matter| m.content.modes.contains(&Mode::Appointment);
    let code = catalog.matters.iter().find(booked).unwrap().content.code.clone();
    // Beside each open state stands how the matter is handled there.
    let offers = async || {
        let page = site.get_with(&format!("/matters/{code}"), &chinese).await;
        let ways = page.body.split("<p class=\"muted\">").skip(1);
        ways.filter(|rest| {
            rest.split('<')
                .next()
                .is_some_and(|ways| ways.split('、').any(|way| way == "预约办"))
        })
        .count()
    };
    let all = offers().await;
    assert!(all > 1);
    // One has no rules for its counter any more, which is closed for booking then; the others take theirs out of service.
    for (sql, left) in [
        (
            "DELETE FROM room_rule WHERE room_id IN (SELECT id FROM room WHERE kind = 'convenience_station'
                 AND center_id = (SELECT MIN(center_id) FROM room WHERE kind = 'convenience_station'))",
            all - 1,
        ),
        ("UPDATE room SET retired = TRUE WHERE kind = 'convenience_station'", 0),
    ] {
        let tx = db.begin().await.unwrap();
        tx.run(sql, vec![]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(offers().await, left, "{sql}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_scans_the_notice_of_a_matter_that_is_retired_is_told_so() {
    let site = Site::sample().await;
    let db = site.server.store.db();
    let chinese = [("accept-language", "zh-CN")];
    let paper = "/matters/C0101/notice?q_who=agent&q_kind=new";
    let page = site.get_with(paper, &chinese).await;
    let picture = "/matters/C0101/notice/qr.svg";
    assert!(page.status == 200 && page.body.contains(picture), "{}", page.body);
    let id = store::matter::by_code(db, "C0101").await.unwrap().unwrap().id;
    store::matter::retire(db, &act(&site.server), id, true).await.unwrap();
    let page = site.get_with(paper, &chinese).await;
    assert_eq!(page.status, 410);
    assert!(
        page.body.contains("不再办理了") && !page.body.contains(picture),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_guide_says_where_it_is_handled_and_what_a_fee_rests_on() {
    let site = Site::sample().await;
    let db = site.server.store.db();
    let matter = store::matter::by_code(db, "C0101").await.unwrap().unwrap();
    let mut content = matter.content.clone();
    content.fee.amount = "工本费每证 5 元".to_owned();
    content.fee.basis = "镇发〔2026〕5 号".to_owned();
    content.body_code = "11152223K01234567X".to_owned();
    content.place = "二楼 3 号窗口".to_owned();
    store::matter::save(db, &act(&site.server), matter.id, matter.version, &content, &[])
        .await
        .unwrap();
    let page = site
        .get_with("/matters/C0101", &[("accept-language", "zh-CN")])
        .await
        .body;
    let way = format!("/centers/{}#way", site.first().await);
    for said in [
        &way,
        &content.fee.amount,
        &content.fee.basis,
        &content.body_code,
        &content.place,
    ] {
        assert!(page.contains(said.as_str()), "{said}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_finder_shows_where_a_matter_is_handled_in_its_list_and_on_its_map() {
    let site = Site::sample().await;
    let db = site.server.store.db();
    let matter = store::matter::by_code(db, "C0101").await.unwrap().unwrap();
    let directory = site.server.store.directory(site.server.local_now().day).await.unwrap();
    let all = directory.entries().len();
    let not = directory
        .entries()
        .iter()
        .rfind(|entry| entry.position.is_some())
        .unwrap();
    store::matter::set_places(db, &act(&site.server), matter.id, &[(not.id, false)])
        .await
        .unwrap();
    let chinese = [("accept-language", "zh-CN")];
    let guide = site.get_with("/matters/C0101", &chinese).await.body;
    assert!(guide.contains("/centers?matter=C0101"), "{guide}");
    let page = site.get_with("/centers?matter=C0101", &chinese).await.body;
    for said in [
        format!("{} 个中心", all - 1),
        format!("能办「{}」", matter.content.name.zh),
    ] {
        assert!(page.contains(&said), "{said}: {page}");
    }
    let query = serde_urlencoded::to_string([("matter", "C0101"), ("q", not.names.zh.as_str())]).unwrap();
    let page = site.get_with(&format!("/centers?{query}"), &chinese).await.body;
    assert!(page.contains("没有符合的中心"), "{page}");
    let drawn = async |query: &str| -> u64 {
        let answer = site.get(&format!("/open/map?{query}")).await;
        let answer: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let items = answer["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["count"].as_u64().unwrap_or(1)).sum()
    };
    assert_eq!(drawn("").await, drawn("matter=C0101").await + 1);
    assert_eq!(
        drawn("matter=C9999").await,
        0,
        "what nobody is offered is handled nowhere"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_guide_asks_is_in_english_where_it_can_be_and_else_marked_as_chinese() {
    let site = Site::sample().await;
    let english = [("accept-language", "en")];
    let page = site.get_with("/matters/C0101?q_who=self", &english).await.body;
    // A mark of the framework may stand between a text and the tag that ends it.
    for text in [
        "<legend>Are you applying for yourself?<",
        "<legend lang=\"zh-Hans\">您办哪一种？<",
        "<span lang=\"zh-Hans\">您办哪一种？<",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_changes_where_a_matter_is_handled_changes_nothing_that_the_form_did_not() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let db = site.server.store.db();
    let matter = store::matter::by_code(db, "C0101").await.unwrap().unwrap();
    let all: Vec<CenterId> = store::center::list(db, false)
        .await
        .unwrap()
        .iter()
        .map(|c| c.id)
        .collect();
    let (mine, theirs, added) = (all[0], all[1], all[2]);
    // As the form was opened: everywhere, by the rule; `added` was not there yet. Meanwhile somebody takes `theirs` out.
    let shown: Vec<String> = all.iter().filter(|id| **id != added).map(ToString::to_string).collect();
    store::matter::set_places(db, &act(&site.server), matter.id, &[(theirs, false)])
        .await
        .unwrap();
    let id = matter.id.to_string();
    let mine_text = mine.to_string();
    let mut fields = vec![
        ("from", "/admin/matters/C0101"),
        ("then", "/admin/matters/C0101?saved=1"),
        ("id", &id),
    ];
    for center in &shown {
        fields.extend([("shown[]", center.as_str()), ("was[]", center)]);
        if *center != mine_text {
            fields.push(("handled[]", center));
        }
    }
    let saved = site.post("/api/matter/places", &admin, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let mut places = store::matter::places(db, matter.id).await.unwrap();
    places.sort();
    let mut wanted = [(mine, false), (theirs, false)];
    wanted.sort();
    assert_eq!(places, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_change_a_matter_the_second_sees_every_field_that_differs() {
    let site = Site::sample().await;
    let admin = site.administrator("boss").await;
    let db = site.server.store.db();
    let matter = store::matter::by_code(db, "C0101").await.unwrap().unwrap();
    let mut theirs = matter.content.clone();
    (theirs.online_payment, theirs.delivery) = (!theirs.online_payment, !theirs.delivery);
    theirs.statutory = Some(model::matter::Limit {
        count: 30,
        unit: model::matter::LimitUnit::Day,
    });
    store::matter::save(db, &act(&site.server), matter.id, matter.version, &theirs, &[])
        .await
        .unwrap();
    let input = MatterInput {
        statutory: "30".into(),
        statutory_unit: "working_day".into(),
        ..MatterInput::from(&matter.content)
    };
    let (id, version) = (matter.id.to_string(), matter.version.to_string());
    let mut fields: Vec<(String, String)> = vec![
        ("from".into(), "/admin/matters/C0101".into()),
        ("then".into(), "/admin/matters/C0101?saved=1".into()),
        ("id".into(), id),
        ("version".into(), version),
    ];
    fields.extend(as_fields(&input));
    let told = site.post("/api/matter/save", &admin, &pairs(&fields)).await;
    assert_eq!(told.status, 409, "{}", told.body);
    let at = told.body.find("<tr class=\"differs\">").unwrap();
    let rows = &told.body[at..];
    let rows = &rows[..rows.find("</table>").unwrap()];
    assert_eq!(rows.matches("<tr class=\"differs\">").count(), 3, "{rows}");
}

/// A table of matters as a spreadsheet program saves it.
fn table(rows: &[Vec<String>]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |cells: &Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(",");
    let head = Kind::Matters.headings(false);
    let lines = std::iter::once(&head).chain(rows).map(line);
    format!("\u{feff}{}\r\n", lines.collect::<Vec<_>>().join("\r\n"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_list_of_matters_with_mistakes_writes_nothing_and_mended_it_is_written_once() {
    let site = Site::sample().await;
    let (db, admin) = (site.server.store.db(), site.administrator("boss").await);
    let upload = async |rows: &[Vec<String>]| {
        let sent = site
            .post_file("/admin/import", &admin, &[("kind", "matters")], &table(rows))
            .await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let here = sent.header("location");
        let headers = [("cookie", admin.as_str()), ("accept-language", "zh-CN")];
        let page = site.get_with(&here, &headers).await;
        (here, page)
    };
    let all = store::sample::matters::read().unwrap();
    let of = |code: &str| all.iter().find(|c| c.code == code).unwrap().clone();
    let row = |content: Content| {
        matter_row(&MatterRecord {
            content,
            retired: false,
        })
    };
    // One that is changed, one that is new, one that says what is stored.
    let (mut changed, mut new) = (of("C0101"), of("C0102"));
    changed.result = "高龄津贴发到社会保障卡".into();
    new.code = "C0199".into();
    let good = [row(changed.clone()), row(new.clone()), row(of("C0103"))];
    let at = |column: &str| Kind::Matters.columns().iter().position(|c| *c == column).unwrap();
    let mut wrong = good.clone();
    wrong[1][at("modes")] = "飞着办".into();
    wrong[2][at("promised")] = "十天".into();

    let stored = async |code: &str| {
        let found = store::matter::by_code(db, code).await.unwrap();
        found.map(|matter| (matter.version, matter.content.result))
    };
    let before = stored("C0101").await;
    let (here, bad) = upload(&wrong).await;
    for told in ["有 2 行不对", "办理方式", "承诺办结时限"] {
        assert!(bad.body.contains(told), "{told}: {}", bad.body);
    }
    // There is no button; whoever sends what it would send writes nothing either, the rows that are right included.
    assert!(!bad.body.contains("name=\"seen\""), "{}", bad.body);
    let forced = site.post(&here, &admin, &[("seen", "")]).await;
    assert!(forced.body.contains("有 2 行不对"), "{}", forced.body);
    assert_eq!(stored("C0101").await, before);
    assert_eq!(stored("C0199").await, None);

    let (here, page) = upload(&good).await;
    assert!(
        page.body.contains("C0199") && page.body.contains("新增"),
        "{}",
        page.body
    );
    let (_, seen) = page.body.split_once("name=\"seen\" value=\"").unwrap();
    let seen = seen.split('"').next().unwrap();
    // A double click is told what the first has done.
    for _ in 0..2 {
        let written = site.post(&here, &admin, &[("seen", seen)]).await;
        assert!(written.body.contains("新增 1，修改 1，不变 1。"), "{}", written.body);
    }
    let after = Some((before.unwrap().0 + 1, changed.result.clone()));
    assert_eq!(stored("C0101").await, after);
    assert_eq!(stored("C0199").await, Some((1, new.result.clone())));
    let guide = site.get_with("/matters/C0101", &[("accept-language", "zh-CN")]).await;
    assert!(guide.body.contains("高龄津贴发到社会保障卡"), "residents read it");

    // Uploads of tests have one name, by which a repeat is known: it is forgotten as after a month.
    let later = site.server.now() + 31 * 24 * 3600;
    store::act::forget_keys(db, later).await.unwrap();
    let (_, again) = upload(&good).await;
    assert!(again.body.contains("表里写的和现在存的一样"), "{}", again.body);
    assert_eq!(stored("C0101").await, after);
}

/// What a browser sends of a form that is filled in like this.
fn as_fields(input: &MatterInput) -> Vec<(String, String)> {
    fn walk(name: &str, value: &serde_json::Value, all: &mut Vec<(String, String)>) {
        match value {
            serde_json::Value::Object(map) => map
                .iter()
                .for_each(|(key, value)| walk(&format!("{name}[{key}]"), value, all)),
            serde_json::Value::Array(list) => {
                for (at, one) in list.iter().enumerate() {
                    let name = match one {
                        serde_json::Value::Object(_) => format!("{name}[{at}]"),
                        _ => format!("{name}[]"),
                    };
                    walk(&name, one, all);
                }
            }
            serde_json::Value::String(text) => all.push((name.to_owned(), text.clone())),
            serde_json::Value::Bool(true) => all.push((name.to_owned(), "true".to_owned())),
            _ => {}
        }
    }
    let mut all = Vec::new();
    walk("input", &serde_json::to_value(input).unwrap(), &mut all);
    all
}
