//! `server demo`, which `make run` calls every time: the sample goes into an empty database, and nothing of it into any other.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use sqlx::{Connection, SqliteConnection};
use std::{collections::BTreeMap, path::Path, process::Command};

/// What the command prints.
fn server(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let done = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(arguments)
        .env("DOORSTEP_DATA", folder)
        .env("DOORSTEP_LOG", "error")
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{arguments:?}: {said}");
    done.stdout
}

/// How many rows each table has.
async fn rows(folder: &Path) -> BTreeMap<String, i64> {
    let file = folder.join("doorstep.db");
    let mut db = SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'")
        .fetch_all(&mut db)
        .await
        .unwrap();
    let mut rows = BTreeMap::new();
    for table in tables {
        let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{table}\"")))
            .fetch_one(&mut db)
            .await
            .unwrap();
        rows.insert(table, count);
    }
    rows
}

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
