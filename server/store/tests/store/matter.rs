//! Matters: versions that stay, two who change the same one, and where each is handled.

use crate::harness::{World, one_has_won};
use model::{
    Problem,
    center::CenterKind,
    import::{Kind, MatterRecord, Table, matter_row, parse_matters},
    matter::{Content, Level, Mode},
    text::Names,
};
use std::sync::Arc;
use store::{StoreError, import::Done, matter};

stories! {
    a_matter_is_changed_and_what_it_said_before_stays,
    of_two_who_change_a_matter_the_second_is_told,
    a_code_is_given_once,
    of_many_who_save_at_once_one_wins,
    a_village_matter_is_handled_everywhere_and_a_town_matter_in_town_unless_somebody_says_otherwise,
    what_several_say_of_their_centers_is_added_up,
    what_cannot_be_a_code_is_nobodys,
    what_is_retired_is_offered_no_more_and_can_come_back,
    what_a_version_said_cannot_be_changed_or_deleted,
    a_catalog_of_629_comes_in_at_once_and_the_second_time_changes_nothing,
}

fn allowance() -> Content {
    let all = store::sample::matters::read().unwrap();
    all.into_iter().find(|m| m.code == "C0101").unwrap()
}

async fn a_matter_is_changed_and_what_it_said_before_stays(w: World) {
    let id = matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    assert_eq!(
        matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap(),
        id,
        "a repeat adds nothing"
    );
    let mut changed = allowance();
    changed.name = Names::new("高龄津贴", "");
    assert_eq!(matter::save(w.db(), &w.act(), id, 1, &changed, &[]).await.unwrap(), 2);
    assert_eq!(
        matter::save(w.db(), &w.act(), id, 2, &changed, &[]).await.unwrap(),
        2,
        "nothing new is no version"
    );
    let now = matter::by_code(w.db(), "C0101").await.unwrap().unwrap();
    assert_eq!((now.version, now.content.name.zh.as_str()), (2, "高龄津贴"));
    assert!(now.search.contains("gao ling"), "{}", now.search);
    assert_eq!(matter::content(w.db(), id, 1).await.unwrap(), allowance());
    let versions: Vec<_> = matter::versions(w.db(), id)
        .await
        .unwrap()
        .into_iter()
        .map(|v| v.0)
        .collect();
    assert_eq!(versions, [2, 1]);
    let log = w.log().await;
    assert!(
        log[0].action == "matter.save" && log[0].detail.contains("高龄津贴"),
        "{:?}",
        log[0]
    );
}

async fn of_two_who_change_a_matter_the_second_is_told(w: World) {
    let id = matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    let (mut mine, mut theirs) = (allowance(), allowance());
    mine.result = "一".into();
    theirs.result = "二".into();
    matter::save(w.db(), &w.act(), id, 1, &mine, &[]).await.unwrap();
    let told = matter::save(w.neighbour.db(), &w.act(), id, 1, &theirs, &[]).await;
    assert!(matches!(told, Err(StoreError::Conflict { version: 2, .. })), "{told:?}");
    assert_eq!(matter::get(w.db(), id).await.unwrap().unwrap().content.result, "一");
}

async fn a_code_is_given_once(w: World) {
    matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    let again = matter::create(w.db(), &w.act(), "k2", &allowance()).await.unwrap_err();
    let problem = again.field_error().unwrap();
    assert_eq!((problem.field.as_str(), problem.problem), ("code", Problem::Taken));
    let mut other = allowance();
    other.code = "C0199".into();
    let id = matter::by_code(w.db(), "C0101").await.unwrap().unwrap().id;
    assert!(
        matter::save(w.db(), &w.act(), id, 1, &other, &[]).await.is_err(),
        "a code stays what it is"
    );
}

async fn of_many_who_save_at_once_one_wins(w: World) {
    let id = matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    let saved = w.at_once(20, |i, db| {
        let act = w.act();
        async move {
            let mut content = allowance();
            content.result = i.to_string();
            matter::save(&db, &act, id, 1, &content, &[]).await
        }
    });
    one_has_won(saved.await);
    assert_eq!(matter::versions(w.db(), id).await.unwrap().len(), 2);
}

async fn a_village_matter_is_handled_everywhere_and_a_town_matter_in_town_unless_somebody_says_otherwise(w: World) {
    w.divisions().await;
    let (town, village) = (w.center("镇").await, w.center("村").await);
    let mut of_town = allowance();
    (of_town.code, of_town.level) = ("Z0001".into(), Level::Town);
    let a = matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    let b = matter::create(w.db(), &w.act(), "k2", &of_town).await.unwrap();
    let handled = async |w: &World| {
        let catalog = w.store.catalog().await.unwrap();
        let here = |code| {
            let matter = catalog.get(code).unwrap();
            (
                catalog.handles(matter, town, CenterKind::Town),
                catalog.handles(matter, village, CenterKind::Village),
            )
        };
        (here("C0101"), here("Z0001"))
    };
    assert_eq!(handled(&w).await, ((true, true), (true, false)));
    matter::set_places(w.db(), &w.act(), a, &[(village, false)])
        .await
        .unwrap();
    matter::set_places(w.db(), &w.act(), b, &[(village, true)])
        .await
        .unwrap();
    assert_eq!(handled(&w).await, ((true, false), (true, true)));
    matter::set_places(w.db(), &w.act(), a, &[(village, true)])
        .await
        .unwrap();
    assert_eq!(matter::places(w.db(), a).await.unwrap(), [], "as the rule says");
    assert_eq!(handled(&w).await, ((true, true), (true, true)));
}

async fn what_several_say_of_their_centers_is_added_up(w: World) {
    w.divisions().await;
    let (one, other) = (w.center("东风村").await, w.center("红旗村").await);
    let id = matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    let w = Arc::new(w);
    let say = |center| {
        let w = w.clone();
        tokio::spawn(async move {
            matter::set_places(w.db(), &w.act(), id, &[(center, false)])
                .await
                .unwrap()
        })
    };
    let both = [say(one), say(other)];
    for said in both {
        said.await.unwrap();
    }
    let mut places = matter::places(w.db(), id).await.unwrap();
    places.sort();
    let mut wanted = [(one, false), (other, false)];
    wanted.sort();
    assert_eq!(places, wanted);
    let before = matter::revision(w.db()).await.unwrap();
    matter::set_places(w.db(), &w.act(), id, &[(one, false)]).await.unwrap();
    assert_eq!(matter::revision(w.db()).await.unwrap(), before, "nothing new");
    assert_eq!(w.log().await.iter().filter(|e| e.action == "matter.places").count(), 2);
}

async fn what_cannot_be_a_code_is_nobodys(w: World) {
    matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    for code in ["C0101\0", "\0", "", &"C".repeat(100_000), "C0101' OR '1'='1", "低保"] {
        assert_eq!(matter::by_code(w.db(), code).await.unwrap(), None);
    }
}

async fn what_is_retired_is_offered_no_more_and_can_come_back(w: World) {
    let id = matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    assert!(w.store.catalog().await.unwrap().get("C0101").is_some());
    matter::retire(w.db(), &w.act(), id, true).await.unwrap();
    assert!(w.store.catalog().await.unwrap().get("C0101").is_none());
    assert!(w.neighbour.catalog().await.unwrap().get("C0101").is_none());
    assert!(matter::by_code(w.db(), "C0101").await.unwrap().unwrap().retired);
    matter::retire(w.db(), &w.act(), id, false).await.unwrap();
    assert!(
        w.store
            .catalog()
            .await
            .unwrap()
            .get("C0101")
            .unwrap()
            .content
            .modes
            .contains(&Mode::HomeVisit)
    );
}

async fn what_a_version_said_cannot_be_changed_or_deleted(w: World) {
    matter::create(w.db(), &w.act(), "k1", &allowance()).await.unwrap();
    for sql in ["UPDATE matter_version SET content = ''", "DELETE FROM matter_version"] {
        let tx = w.db().begin().await.unwrap();
        assert!(tx.run(sql, vec![]).await.is_err(), "{sql}");
    }
}

/// As many as the article names: 80 of the villages, 549 of the town.
fn list_of_a_town() -> Table {
    let sample = store::sample::matters::read().unwrap();
    let rows = sample.iter().cycle().take(629).enumerate().map(|(i, content)| {
        let mut content = content.clone();
        (content.code, content.level) = if i < 80 {
            (format!("V{i:04}"), Level::Village)
        } else {
            (format!("T{i:04}"), Level::Town)
        };
        matter_row(&MatterRecord {
            content,
            retired: i == 628,
        })
    });
    Table {
        headings: Kind::Matters.headings(false),
        rows: rows.collect(),
    }
}

async fn a_catalog_of_629_comes_in_at_once_and_the_second_time_changes_nothing(w: World) {
    let table = list_of_a_town();
    let parsed = parse_matters(&table, &store::import::matters(w.db()).await.unwrap());
    assert_eq!(parsed.problems, []);
    let done = store::import::apply(w.db(), &w.act(), Some("k"), &parsed.rows, false)
        .await
        .unwrap();
    assert_eq!((done.count(Done::Created), done.problems.len()), (629, 0));
    assert_eq!(w.store.catalog().await.unwrap().matters.len(), 628, "one is out of use");
    // Once more, and as an export.
    let stored = store::import::matters(w.db()).await.unwrap();
    let export = Table {
        headings: Kind::Matters.headings(true),
        rows: stored.iter().map(|(_, matter)| matter_row(matter)).collect(),
    };
    for table in [&table, &export] {
        let parsed = parse_matters(table, &stored);
        assert_eq!((parsed.counts(), parsed.problems.len()), ((0, 0, 629), 0));
    }
    // A code twice, a mode that is none, a question that hangs on a later one, a number that is none: nothing comes in.
    let mut bad = list_of_a_town();
    let at = |column: &str| Kind::Matters.columns().iter().position(|c| *c == column).unwrap();
    bad.rows[1][at("code")] = "V0000".into();
    bad.rows[2][at("modes")] = "飞着办".into();
    bad.rows[3][at("questions")] = "? a | 甲 | | b=x\nx | 一\ny | 二\n? b | 乙 | | a=x\nx | 一\ny | 二".into();
    bad.rows[3][at("materials")] = String::new();
    bad.rows[4][at("promised")] = "十天".into();
    let parsed = parse_matters(&bad, &stored);
    let told: Vec<_> = parsed.problems.iter().map(|p| (p.line, p.column.as_str())).collect();
    assert_eq!(
        told,
        [(3, "基本编码"), (4, "办理方式"), (5, "情形问题"), (6, "承诺办结时限")]
    );
}
