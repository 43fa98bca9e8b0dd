//! Working days: the year that comes along, and a year that two people enter at once.

use crate::harness::World;
use model::workday::{Table, TableInput};
use store::{StoreError, workday};

stories! {
    the_year_that_comes_along_is_the_one_that_was_announced,
    a_year_is_entered_and_of_two_who_change_it_the_second_is_told,
}

async fn the_year_that_comes_along_is_the_one_that_was_announced(w: World) {
    assert_eq!(workday::tables(w.db()).await.unwrap(), [Table::of_2026()]);
    let stored = workday::table(w.db(), 2026).await.unwrap();
    assert_eq!((stored.version, stored.value), (1, Table::of_2026()));
    assert_eq!(workday::table(w.db(), 2027).await.unwrap().version, 0);
}

async fn a_year_is_entered_and_of_two_who_change_it_the_second_is_told(w: World) {
    let input = TableInput {
        year: "2027".into(),
        table: "1-1~1-3,休,元旦\n2027-02-20,班,春节".into(),
    };
    let table = input.check().unwrap();
    assert_eq!(workday::save(w.db(), &w.act(), 0, &table).await.unwrap(), 1);
    assert!(workday::calendar(w.db()).await.unwrap().knows(2027));
    let again = workday::save(w.neighbour.db(), &w.act(), 0, &table).await;
    assert!(matches!(again, Err(StoreError::Conflict { version: 1, .. })));
    let fewer = Table {
        year: 2027,
        days: table.days[..1].to_vec(),
    };
    assert_eq!(workday::save(w.db(), &w.act(), 1, &fewer).await.unwrap(), 2);
    assert_eq!(workday::table(w.db(), 2027).await.unwrap().value, fewer);
    let log = w.log().await;
    assert!(log[0].action == "workday.save" && log[0].subject == "2027" && log[0].detail.contains("元旦"));
}
