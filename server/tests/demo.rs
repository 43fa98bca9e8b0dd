//! `server demo`, which `make run` calls every time: the sample goes into an empty database, and nothing of it into any other.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/command.rs"]
mod command;

use command::{rows, server};

#[tokio::test]
async fn the_sample_has_bookings_cases_and_ratings_and_a_second_time_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    server(folder.path(), &["demo"]);
    let first = rows(folder.path()).await;
    for table in ["center", "matter", "booking", "service_case", "evaluation"] {
        assert!(first[table] > 0, "{table} is empty");
    }
    server(folder.path(), &["demo"]);
    assert_eq!(rows(folder.path()).await, first);
}

#[tokio::test]
async fn a_town_of_its_own_gets_nothing_of_the_sample() {
    let (sample, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    server(sample.path(), &["demo"]);
    let table = own.path().join("divisions.csv");
    std::fs::write(&table, server(sample.path(), &["export", "divisions"])).unwrap();
    server(own.path(), &["import", "divisions", table.to_str().unwrap()]);
    server(own.path(), &["user", "add", "zhang"]);
    let before = rows(own.path()).await;
    assert_eq!((before["division"], before["staff"], before["center"]), (62, 1, 0));
    server(own.path(), &["demo"]);
    assert_eq!(rows(own.path()).await, before);
}
