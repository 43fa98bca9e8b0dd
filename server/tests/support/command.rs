//! The binary's commands as a person types them, and what they leave in the database.

use sqlx::{Connection, SqliteConnection};
use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Output},
};

/// What came of a command on the data of that folder, whether or not it succeeded.
pub(crate) fn typed(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_server"))
        .args(arguments)
        .env("DOORSTEP_DATA", folder)
        .env("DOORSTEP_LOG", "error")
        .env_remove("DATABASE_URL")
        .output()
        .unwrap()
}

/// What a command prints that has to succeed.
pub(crate) fn server(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let done = typed(folder, arguments);
    let (told, said) = (
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr),
    );
    assert!(done.status.success(), "{arguments:?}: {told}{said}");
    done.stdout
}

/// How many rows each table has.
pub(crate) async fn rows(folder: &Path) -> BTreeMap<String, i64> {
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
