//! A case that is due in a year whose holidays nobody has entered: whoever promises the day says so.

use super::{case_tests::World, testing::act};
use model::{
    case::{Number, OpenInput},
    matter::{Answers, Mode},
    permission::{Role, Scope},
};
use store::{
    Act,
    case::{Opening, open},
};

/// Registers a case as the counter does, on a day of its own.
async fn register(w: &World, key: &str, day: jiff::civil::Date) -> Number {
    let server = &w.site.server;
    let at = day.at(10, 0, 0, 0).to_zoned(server.zone.clone()).unwrap();
    let act = Act {
        at: at.timestamp().as_second(),
        ..act(server)
    };
    let input = OpenInput {
        mode: Mode::Assisted.code().into(),
        name: "李玉兰".into(),
        phone: "13800001234".into(),
        consent: "1".into(),
        ..OpenInput::default()
    };
    let opening = Opening {
        key,
        matter: &w.matter,
        center: w.village.id,
        resident: None,
        new: &input.check(server.local(act.at)).unwrap(),
        answers: &Answers::default(),
        notice: None,
        noise: key.bytes().fold(7, |n, b| n * 31 + u64::from(b)),
    };
    open(server.store.db(), &act, &server.zone, &opening).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_day_in_a_year_without_a_table_is_said_to_be_unsure() {
    let w = World::new().await;
    let counter = w.staff(Role::CounterStaff, Scope::Center(w.village.id)).await;
    let sure = register(&w, "sure", jiff::civil::date(2026, 9, 17)).await;
    let unsure = register(&w, "unsure", jiff::civil::date(2026, 12, 31)).await;
    let note = "2027 年的放假安排还没有录入";
    for (number, said) in [(sure, false), (unsure, true)] {
        for page in ["", "/receipt"] {
            let page = w.get(&counter, &format!("/admin/cases/{number}{page}")).await;
            assert_eq!(page.body.contains(note), said, "{}", page.body);
        }
        // In the list, at the line of the case and at no other.
        let list = w.get(&counter, &format!("/admin/cases?q={number}")).await;
        assert!(list.body.contains(&number.spaced()), "{}", list.body);
        assert_eq!(list.body.contains(note), said, "{}", list.body);
    }
    // Who follows it reads the same.
    let number = unsure.to_string();
    let fields = [("from", "/cases"), ("show", "1"), ("number", &number), ("tail", "1234")];
    let followed = w.site.post("/api/case/follow", "", &fields).await;
    assert!(
        followed.status == 200 && followed.body.contains(note),
        "{}",
        followed.body
    );
    // Once the year is entered, nobody doubts any more.
    let admin = w.staff(Role::Administrator, Scope::Everywhere).await;
    let fields = [
        ("from", "/admin/workdays?year=2027"),
        ("then", "/admin/workdays?year=2027&saved=1"),
        ("version", "0"),
        ("input[year]", "2027"),
        ("input[table]", "2027-01-01,休,元旦"),
    ];
    let saved = w.site.post("/api/workday/save", &admin, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = w.get(&counter, &format!("/admin/cases/{unsure}")).await;
    assert!(!page.body.contains(note), "{}", page.body);
}
