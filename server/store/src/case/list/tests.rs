//! Which index answers, asked of the engine itself: a screen that is open all day must not read every case there ever was.

use super::{filter::MOST_TEXT, *};
use crate::db::Db;
use jiff::civil::date;
use model::{hours::LocalMinute, staff::StaffId};

async fn plan(db: &Db, (sql, args): (&'static str, Vec<Arg>)) -> Vec<String> {
    // A few texts, in a test.
    let sql: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
    let rows = db.rows(sql, args).await.unwrap();
    rows.iter().map(|row| row.get("detail").unwrap()).collect()
}

#[tokio::test]
async fn no_list_of_what_is_open_and_no_search_reads_all_cases() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.db");
    let db = Db::connect(file.to_str().unwrap(), 2).await.unwrap();
    db.migrate().await.unwrap();
    let (day, id) = (date(2026, 9, 21), CenterId::from_i64);
    let now = LocalMinute { day, minute: 0 };
    let (one, two) = ([id(1)], [id(1), id(2)]);
    let yours = Yours {
        me: StaffId::from_i64(7),
        staff: one.to_vec(),
        leads: Vec::new(),
        town: Vec::new(),
    };
    for centers in [Some(&one[..]), Some(&two[..]), None] {
        for (text, state, away) in [
            ("", None, None),
            ("", None, Some(Away::Sent)),
            ("", None, Some(Away::Up)),
            ("", Some(State::Paused), None),
            ("李玉", None, None),
            ("李玉", None, Some(Away::Sent)),
            ("138 0000 1234", None, None),
            ("138 0000 1234", None, Some(Away::Up)),
        ] {
            let filter = Filter {
                centers,
                text,
                state,
                away,
                yours: Some(&yours),
                ..Filter::open(now)
            };
            let plan = plan(&db, asked(&filter)).await;
            let whole = |line: &&String| {
                line.starts_with("SCAN")
                    && (line.contains("SCAN c") || line.contains("service_case"))
                    && !line.contains("INDEX")
            };
            assert_eq!(plan.iter().find(whole), None, "{centers:?} {text:?}: {plan:#?}");
            // What was found is few: nobody reads what a center ever had for it.
            let of_center = |line: &String| line.contains("center_idx") || line.contains("handler_idx");
            assert!(text.is_empty() || !plan.iter().any(of_center), "{text:?}: {plan:#?}");
            let names = |index: &str| plan.iter().any(|line| line.contains(index));
            if text.is_empty() && away != Some(Away::Sent) && centers == Some(&one[..]) {
                assert!(
                    names("service_case_received_idx")
                        && names("service_case_open_idx")
                        && names("service_case_home_idx"),
                    "{plan:#?}"
                );
            }
            if !text.is_empty() {
                assert!(
                    names("service_case_name_begin_idx") && names("service_case_resident_idx"),
                    "{plan:#?}"
                );
            }
        }
        // What has ended comes in its order and is read no further than the page; of one center it is what that center ever had.
        for (state, away) in [
            (None, None),
            (Some(State::Decided), None),
            (Some(State::Void), None),
            (Some(State::Decided), Some(Away::Sent)),
            (None, Some(Away::Up)),
        ] {
            let filter = Filter {
                centers,
                state,
                away,
                ended: true,
                ..Filter::open(now)
            };
            let plan = plan(&db, asked_ended(&filter, PAGE_SIZE, 0)).await;
            let has = |what: &str| plan.iter().any(|line| line.contains(what));
            if centers == Some(&one[..]) {
                assert!(
                    (away == Some(Away::Sent) || has("service_case_handler_idx")) && has("service_case_center_idx"),
                    "{plan:#?}"
                );
            } else {
                assert!(
                    has("service_case_closed_idx") && !has("TEMP B-TREE"),
                    "{centers:?} {state:?}: {plan:#?}"
                );
            }
            let plan = self::plan(&db, asked_open(&filter)).await;
            assert!(
                plan.iter()
                    .all(|line| !line.starts_with("SCAN") || line.contains("INDEX")),
                "{plan:#?}"
            );
        }
    }
}

#[tokio::test]
async fn the_visits_of_a_day_read_no_other_case_however_many_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.db");
    let db = Db::connect(file.to_str().unwrap(), 2).await.unwrap();
    db.migrate().await.unwrap();
    for counted in [false, true] {
        if counted {
            // What the engine has counted may lead it elsewhere: to the few residents, and from each to all their cases.
            let tx = db.begin().await.unwrap();
            tx.run("ANALYZE", vec![]).await.unwrap();
            let sql = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('resident', NULL, '1'),
                 ('service_case', 'service_case_resident_idx', '200000 200000 1500'),
                 ('service_case', 'service_case_visit_idx', '20 2')";
            tx.run(sql, vec![]).await.unwrap();
            tx.commit().await.unwrap();
        }
        let db = Db::connect(file.to_str().unwrap(), 1).await.unwrap();
        let plan = plan(&db, (VISITS, args!["1", date(2026, 9, 21)])).await;
        assert!(
            plan.iter().any(|line| line.contains("service_case_visit_idx")),
            "{plan:#?}"
        );
    }
}

#[test]
fn what_is_looked_for_is_short_and_without_control_characters() {
    let day = date(2026, 9, 21);
    let long = format!("\0李\u{7}玉兰{}", "x".repeat(100));
    let filter = Filter {
        text: &long,
        ..Filter::open(LocalMinute { day, minute: 0 })
    };
    let wanted = filter.wanted();
    assert!(
        wanted.starts_with("李玉兰") && wanted.chars().count() == MOST_TEXT,
        "{wanted:?}"
    );
}
