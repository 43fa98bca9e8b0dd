//! Cases that are entered later than they were brought: from paper, each once, and from a counter that had no network.

use crate::{
    case::{DAY, Town, act_of, count, new, town},
    follow_up::zone,
    harness::{NOW, TODAY, World},
};
use jiff::civil::{Date, date};
use model::{
    Problem,
    case::{CaseId, NewCase, Number, State, Step},
    figures::Period,
    hours::LocalMinute,
    import::{CaseRecord, CaseWorld, CenterKey, Change, PaperMatter, Row, Table, parse_cases},
    matter::{Answers, Mode},
    notice::NoticeKind,
    statistics::{Counted, Log, added},
};
use std::collections::BTreeMap;
use store::{
    args,
    case::{self, Opening, Source, compare, entry, open_later},
    db::Query,
    import::{CaseImport, Done, Outcome, apply, center_keys, done},
    notice, resident,
    statistics::{Of, every, fold},
    workday,
};

stories! {
    papers_become_cases_once_through_the_events_of_every_other,
    of_many_who_send_the_same_papers_at_once_one_enters_each,
    one_bad_paper_keeps_all_others_out,
    who_left_a_phone_is_asked_while_a_link_would_live,
    a_paper_that_was_forgotten_is_not_entered_again,
    what_waited_for_the_network_counts_from_when_it_was_brought,
    that_a_case_was_entered_later_stays,
}

const NOW_LOCAL: LocalMinute = LocalMinute {
    day: TODAY,
    minute: 1200,
};
const HEAD: &str =
    "登记编号|中心|收件日期|收件时间|事项|办理方式|姓名|手机号|本人同意代办|上门地址|状态|结果日期|原因或说明|经办人";

/// Reads lines as the page does.
async fn rows(w: &World, lines: &[String]) -> Vec<Row<CaseRecord, CaseId>> {
    let split = |line: &str| line.split('|').map(str::to_owned).collect::<Vec<_>>();
    let table = Table {
        headings: split(HEAD),
        rows: lines.iter().map(|line| split(line)).collect(),
    };
    let centers: Vec<CenterKey> = center_keys(w.db()).await.unwrap();
    let towns: Vec<_> = centers
        .iter()
        .filter(|c| c.name.starts_with('镇'))
        .map(|c| c.id)
        .collect();
    let people = store::staff::list(w.db(), true).await.unwrap();
    let matters = [PaperMatter {
        code: "C0101".into(),
        name: "高龄津贴申请".into(),
        modes: Mode::ALL.to_vec(),
        retired: false,
    }];
    let world = CaseWorld {
        centers: &centers,
        towns: &towns,
        matters: &matters,
        people: &people,
        now: NOW_LOCAL,
    };
    let parsed = parse_cases(&table, &world);
    assert_eq!(parsed.problems, []);
    let (good, other) = compare(w.db(), parsed.rows).await.unwrap();
    assert!(other.is_empty(), "{other:?}");
    good
}

fn to_write(rows: &[Row<CaseRecord, CaseId>]) -> Vec<Row<CaseImport, CaseId>> {
    let one = |row: &Row<CaseRecord, CaseId>| Row {
        line: row.line,
        change: row.change,
        value: CaseImport {
            record: row.value.clone(),
            zone: zone(),
            noise: u64::from(row.line).wrapping_mul(0x9E37_79B9_7F4A_7C15),
        },
    };
    rows.iter().map(one).collect()
}

async fn enters(w: &World, t: &Town, key: Option<&str>, rows: &[Row<CaseRecord, CaseId>]) -> Outcome {
    apply(w.db(), &act_of(w, t, NOW), key, &to_write(rows), false)
        .await
        .unwrap()
}

/// A paper: number, day, mode, phone, state, day of that.
fn paper(number: &str, day: Date, mode: Mode, phone: &str, state: &str, on: Date) -> String {
    let (day, on) = (model::date::format(day), model::date::format(on));
    format!(
        "{number}|东风村党群服务中心|{day}|09:30|C0101|{}|李玉兰|{phone}|是|三组|{state}|{on}|缺少条件|",
        mode.code()
    )
}

async fn by_paper(w: &World, number: &str) -> case::Case {
    let sql = "SELECT case_id FROM case_entry WHERE paper = $1";
    let row = w.db().row(sql, args![number]).await.unwrap().unwrap();
    case::by_id(w.db(), row.id("case_id").unwrap()).await.unwrap()
}

const PHONE: &str = "13800001234";

async fn papers_become_cases_once_through_the_events_of_every_other(w: World) {
    let t = town(&w).await;
    let august = date(2026, 8, 20);
    let lines = [
        paper("1", august, Mode::Assisted, PHONE, "办结", date(2026, 9, 2)),
        paper("2", august, Mode::Immediate, "", "办结", august),
        paper("3", date(2026, 9, 7), Mode::Assisted, PHONE, "办理中", date(2026, 9, 8)),
        paper(
            "4",
            date(2026, 9, 7),
            Mode::SelfService,
            "",
            "不予受理",
            date(2026, 9, 9),
        ),
        paper("5", date(2026, 9, 14), Mode::Assisted, "", "已转报", date(2026, 9, 16)),
        paper(
            "6",
            date(2026, 9, 14),
            Mode::HomeVisit,
            PHONE,
            "不予批准",
            date(2026, 9, 30).min(TODAY),
        ),
        paper(
            "7",
            date(2026, 9, 18),
            Mode::Appointment,
            "",
            "已收件",
            date(2026, 9, 18),
        ),
        paper("8", date(2026, 7, 6), Mode::Assisted, "", "已取件", date(2026, 7, 10)),
    ];
    let first = enters(&w, &t, Some("a"), &rows(&w, &lines).await).await;
    assert_eq!((first.count(Done::Created), first.problems.len()), (8, 0), "{first:?}");

    let states = [
        ("1", State::Decided),
        ("2", State::Decided),
        ("3", State::InProgress),
        ("4", State::Refused),
        ("5", State::HandedUp),
        ("6", State::Decided),
        ("7", State::Submitted),
        ("8", State::Collected),
    ];
    let calendar = workday::calendar(w.db()).await.unwrap();
    let mut slow: BTreeMap<Period, Counted> = BTreeMap::new();
    for (number, state) in states {
        let one = by_paper(&w, number).await;
        assert_eq!(one.state, state, "{number}");
        let (content, log) = (
            case::content(w.db(), &one).await.unwrap(),
            case::events(w.db(), one.id, &zone()).await.unwrap(),
        );
        // The log alone says the same as the row, and begins when it was brought.
        let chain = case::replay(&one, &content, &log).unwrap();
        assert_eq!(
            (chain.state, chain.decision, chain.handler, chain.assignee, chain.missed),
            (one.state, one.decision, one.handler, one.assignee, one.missed),
            "{number}"
        );
        assert_eq!(
            chain
                .due(&calendar)
                .and_then(model::case::Due::first)
                .map(|d| (d.day, d.minute)),
            one.due
        );
        assert_eq!(log[0].at.minute, 9 * 60 + 30);
        assert_eq!(one.first_contact, Some(t.staff));
        let of = Log {
            center: one.center,
            mode: one.mode,
            limit: content.promised,
            events: &log,
        };
        for part in added(of, 0, &calendar).unwrap() {
            slow.entry(part.month).or_default().add(&part.counted);
        }
        let entry = entry(w.db(), one.id).await.unwrap().unwrap();
        assert_eq!(
            (entry.source, entry.paper.as_deref(), entry.at),
            (Source::Sheet, Some(number), NOW)
        );
    }
    // Five working days from the 7th on: it is too late by now, and says so.
    let late = by_paper(&w, "3").await;
    assert_eq!(late.due.unwrap().0, date(2026, 9, 14));
    assert_eq!(by_paper(&w, "5").await.handler, t.town);
    // The tally counts each in the month it happened, before it is folded and after.
    for _ in 0..2 {
        let of = Of {
            first: Period::Month(2026, 1),
            last: Period::Month(2026, 12),
            centers: None,
            mode: None,
            channel: None,
            matter: None,
        };
        let mut tally: BTreeMap<Period, Counted> = BTreeMap::new();
        for (key, figure) in every(w.db(), &of).await.unwrap() {
            tally.entry(key.month).or_default().add(&figure.counted);
        }
        assert_eq!(tally, slow);
        let month = |month| tally[&Period::Month(2026, month)];
        assert_eq!((month(7).opened, month(8).opened, month(9).opened), (1, 2, 5));
        assert_eq!(
            (
                month(8).granted,
                month(9).granted,
                month(9).not_granted,
                month(9).refused
            ),
            (1, 1, 1, 1)
        );
        fold(w.db(), &w.act()).await.unwrap();
    }
    // Again, as the same request and as another table of the same: nothing is made twice.
    let again = rows(&w, &lines).await;
    assert!(again.iter().all(|row| matches!(row.change, Change::Same(_))));
    assert!(enters(&w, &t, Some("a"), &again).await.repeated);
    assert_eq!(enters(&w, &t, Some("b"), &again).await.count(Done::Unchanged), 8);
    assert_eq!(done(w.db(), "b").await.unwrap(), None);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM service_case").await, 8);
    // What has gone on since is not taken back by an old table, and another paper under the number is refused.
    let mut other = again.clone();
    other[0].value.new.name = "张秀英".into();
    let (good, refused) = compare(w.db(), other.clone()).await.unwrap();
    assert_eq!((good.len(), refused), (7, vec![2]));
    let outcome = enters(&w, &t, None, &other).await;
    assert_eq!(
        (outcome.problems[0].line, &outcome.problems[0].problem),
        (2, &Problem::AlreadySent)
    );
    let whole = w.log().await.into_iter().filter(|e| e.action == "case.enter").count();
    assert_eq!(whole, 8);
}

async fn of_many_who_send_the_same_papers_at_once_one_enters_each(w: World) {
    let t = town(&w).await;
    let lines: Vec<String> = (0..20)
        .map(|n| {
            let phone = format!("138000012{:02}", n % 7);
            paper(
                &format!("D-{n}"),
                date(2026, 9, 10),
                Mode::Assisted,
                &phone,
                "办结",
                date(2026, 9, 11),
            )
        })
        .collect();
    let all = rows(&w, &lines).await;
    let mut tasks = Vec::new();
    for n in 0..8_usize {
        let store = if n % 2 == 0 {
            w.store.clone()
        } else {
            w.neighbour.clone()
        };
        let act = act_of(&w, &t, NOW);
        let mut own = all.clone();
        // Each in another order, so that they would hold people in another order.
        own.rotate_left((n * 3) % 20);
        if n % 3 == 0 {
            own.reverse();
        }
        let key = format!("upload {n}");
        tasks.push(tokio::spawn(async move {
            apply(store.db(), &act, Some(&key), &to_write(&own), false)
                .await
                .unwrap()
        }));
    }
    let mut created = 0;
    for task in tasks {
        let outcome = task.await.unwrap();
        assert_eq!(outcome.problems, []);
        created += outcome.count(Done::Created);
    }
    assert_eq!(created, 20);
    for (sql, n) in [
        ("SELECT COUNT(*) AS n FROM service_case", 20),
        ("SELECT COUNT(*) AS n FROM case_entry", 20),
        ("SELECT COUNT(*) AS n FROM resident", 7),
        ("SELECT CAST(SUM(granted) AS BIGINT) AS n FROM case_count", 20),
    ] {
        assert_eq!(count(&w, sql).await, n, "{sql}");
    }
}

async fn one_bad_paper_keeps_all_others_out(w: World) {
    let t = town(&w).await;
    let lines = [
        paper("1", date(2026, 9, 10), Mode::Assisted, PHONE, "办结", date(2026, 9, 11)),
        paper("2", date(2026, 9, 10), Mode::Assisted, PHONE, "办结", date(2026, 9, 11)),
    ];
    let mut all = rows(&w, &lines).await;
    all[1].value.matter = "C9999".into();
    let outcome = enters(&w, &t, Some("k"), &all).await;
    assert_eq!(
        (outcome.problems[0].line, outcome.problems[0].column.as_str()),
        (3, "matter")
    );
    for table in [
        "SELECT COUNT(*) AS n FROM service_case",
        "SELECT COUNT(*) AS n FROM resident",
        "SELECT COUNT(*) AS n FROM case_count",
    ] {
        assert_eq!(count(&w, table).await, 0, "{table}");
    }
    // Mended it is written, under the same upload's key, too.
    all[1].value.matter = "C0101".into();
    assert_eq!(enters(&w, &t, Some("k"), &all).await.count(Done::Created), 2);
    // A matter that was retired since is no reason to forget what was done, but nobody begins it.
    let matter = store::matter::by_code(w.db(), "C0101").await.unwrap().unwrap();
    store::matter::retire(w.db(), &w.act(), matter.id, true).await.unwrap();
    let ended = [paper(
        "3",
        date(2026, 9, 10),
        Mode::Assisted,
        "",
        "办结",
        date(2026, 9, 11),
    )];
    assert_eq!(
        enters(&w, &t, None, &rows(&w, &ended).await).await.count(Done::Created),
        1
    );
    let open = [paper(
        "4",
        date(2026, 9, 10),
        Mode::Assisted,
        "",
        "办理中",
        date(2026, 9, 11),
    )];
    let outcome = enters(&w, &t, None, &rows(&w, &open).await).await;
    assert_eq!(outcome.problems[0].problem, Problem::MatterRetired);
}

async fn who_left_a_phone_is_asked_while_a_link_would_live(w: World) {
    let t = town(&w).await;
    let phone = |n: u8| format!("1380000120{n}");
    let lines = [
        paper(
            "lately",
            date(2026, 9, 1),
            Mode::Assisted,
            &phone(1),
            "办结",
            date(2026, 9, 14),
        ),
        paper(
            "long ago",
            date(2026, 7, 1),
            Mode::Assisted,
            &phone(2),
            "办结",
            date(2026, 7, 14),
        ),
        paper(
            "no phone",
            date(2026, 9, 1),
            Mode::Assisted,
            "",
            "办结",
            date(2026, 9, 14),
        ),
        paper(
            "goes on",
            date(2026, 9, 10),
            Mode::Assisted,
            &phone(3),
            "办理中",
            date(2026, 9, 10),
        ),
    ];
    enters(&w, &t, None, &rows(&w, &lines).await).await;
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM evaluation_ask").await, 1);
    let lately = by_paper(&w, "lately").await;
    let sql = "SELECT day, expires_at - served_at AS n FROM evaluation_ask WHERE resident_id = $1";
    let row = w.db().row(sql, args![lately.resident]).await.unwrap().unwrap();
    assert_eq!(row.get::<String>("day").unwrap(), "2026-09-14");
    assert_eq!(row.get::<i64>("n").unwrap(), 30 * DAY);
    let told = async |number: &str| -> Vec<NoticeKind> {
        let one = by_paper(&w, number).await;
        let told = notice::of_resident(w.db(), one.resident, None, i64::MAX).await.unwrap();
        told.into_iter().map(|notice| notice.kind).collect()
    };
    assert_eq!(told("lately").await, [NoticeKind::EvaluationAsked]);
    assert_eq!((told("long ago").await, told("no phone").await), (vec![], vec![]));
    // Once, where it stands: not of every step that was.
    assert_eq!(told("goes on").await, [NoticeKind::CaseGoesOn]);
}

async fn a_paper_that_was_forgotten_is_not_entered_again(w: World) {
    let t = town(&w).await;
    let line = [paper(
        "1",
        date(2026, 9, 10),
        Mode::Assisted,
        PHONE,
        "办结",
        date(2026, 9, 11),
    )];
    enters(&w, &t, None, &rows(&w, &line).await).await;
    let one = by_paper(&w, "1").await;
    resident::erase(w.db(), &w.act(), &zone(), one.resident).await.unwrap();
    assert_eq!(
        count(&w, "SELECT COUNT(*) AS n FROM case_entry WHERE said_hash <> ''").await,
        0
    );
    let again = rows(&w, &line).await;
    assert!(matches!(
        again[..],
        [Row {
            change: Change::Same(_),
            ..
        }]
    ));
    assert_eq!(enters(&w, &t, None, &again).await.count(Done::Unchanged), 1);
    assert_eq!(by_paper(&w, "1").await.name, "");
}

async fn what_waited_for_the_network_counts_from_when_it_was_brought(w: World) {
    let t = town(&w).await;
    let brought = NOW - 3 * DAY;
    let mut tasks = Vec::new();
    for n in 0..20_i64 {
        let store = if n % 2 == 0 {
            w.store.clone()
        } else {
            w.neighbour.clone()
        };
        // A repeat says another age at another moment.
        let (act, village) = (act_of(&w, &t, NOW + n), t.village);
        let one: NewCase = new(Mode::Assisted);
        tasks.push(tokio::spawn(async move {
            let opening = Opening {
                key: "offline",
                matter: "C0101",
                center: village,
                resident: None,
                new: &one,
                answers: &Answers::default(),
                notice: None,
                noise: n.cast_unsigned(),
            };
            open_later(store.db(), &act, &zone(), &opening, brought, None)
                .await
                .unwrap()
        }));
    }
    let mut numbers = std::collections::HashSet::<Number>::new();
    for task in tasks {
        numbers.insert(task.await.unwrap());
    }
    assert_eq!(numbers.len(), 1);
    assert_eq!(count(&w, "SELECT COUNT(*) AS n FROM service_case").await, 1);
    let one = case::get(w.db(), *numbers.iter().next().unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((one.opened_at, one.state), (brought, State::Submitted));
    let log = case::events(w.db(), one.id, &zone()).await.unwrap();
    assert_eq!(
        (log.len(), log[0].step, log[0].at.day),
        (1, Step::Register, date(2026, 9, 18))
    );
    // Five working days to accept it, from the day it was brought: the Sunday after it is worked.
    assert_eq!(one.due.unwrap().0, date(2026, 9, 24));
    let entry = entry(w.db(), one.id).await.unwrap().unwrap();
    assert_eq!((entry.source, entry.paper), (Source::Outbox, None));
    assert!(entry.at >= NOW);
    let told = notice::of_resident(w.db(), one.resident, None, i64::MAX).await.unwrap();
    assert_eq!(
        told.iter().map(|notice| notice.kind).collect::<Vec<_>>(),
        [NoticeKind::CaseReceived]
    );
}

async fn that_a_case_was_entered_later_stays(w: World) {
    let t = town(&w).await;
    let line = [paper(
        "1",
        date(2026, 9, 10),
        Mode::Assisted,
        PHONE,
        "办结",
        date(2026, 9, 11),
    )];
    enters(&w, &t, None, &rows(&w, &line).await).await;
    for sql in [
        "DELETE FROM case_entry",
        "UPDATE case_entry SET paper = '2'",
        "UPDATE case_entry SET entered_by = 'x'",
        "UPDATE case_entry SET source = 'outbox', paper = NULL",
    ] {
        let tx = w.db().begin().await.unwrap();
        assert!(tx.run(sql, args![]).await.is_err(), "{sql}");
        tx.rollback().await.unwrap();
    }
    assert_eq!(by_paper(&w, "1").await.state, State::Decided);
}
