//! Constraints of the database itself, behind the checks of `model`: both engines report them under the same name.

use crate::harness::World;
use store::{StoreError, db::Query};

stories! {
    both_engines_name_the_constraint_that_broke,
    a_transaction_that_is_dropped_leaves_nothing_behind,
    a_process_goes_on_while_another_adds_a_column,
    a_closed_database_is_unavailable_and_says_nothing_else,
}

async fn both_engines_name_the_constraint_that_broke(w: World) {
    w.divisions().await;
    w.center("中心").await;
    for (sql, name) in [
        (
            "UPDATE center SET lat = 200, lng = 1, position_source = 'surveyed'",
            "center_lat_check",
        ),
        ("UPDATE center SET lng = 1", "center_position_check"),
        ("UPDATE center SET kind = 'city'", "center_kind_check"),
        ("UPDATE division SET level = 'moon'", "division_level_check"),
        ("UPDATE division SET code = '152223100202'", "division_pkey"),
    ] {
        let tx = w.db().begin().await.unwrap();
        let error = tx.run(sql, vec![]).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::Constraint(found) if found == name),
            "{name}: {error}"
        );
    }
}

async fn a_transaction_that_is_dropped_leaves_nothing_behind(w: World) {
    let tx = w.db().begin().await.unwrap();
    tx.run("UPDATE revision SET value = 99", vec![]).await.unwrap();
    let seen: i64 = tx
        .row("SELECT value FROM revision", vec![])
        .await
        .unwrap()
        .unwrap()
        .get("value")
        .unwrap();
    drop(tx);
    assert_eq!(seen, 99);
    assert_eq!(store::directory::revision(w.db()).await.unwrap(), 1);
}

async fn a_process_goes_on_while_another_adds_a_column(w: World) {
    let (old, sql) = (w.neighbour.db(), "SELECT * FROM revision");
    if old.is_sqlite() {
        return; // A file has one server, which is stopped to be upgraded.
    }
    let reads = async || old.row(sql, vec![]).await.map(|row| row.is_some());
    let writes = async || {
        let tx = old.begin().await?;
        let seen = tx.row(sql, vec![]).await?;
        tx.commit().await.map(|()| seen.is_some())
    };
    // All connections of the old process know the table as it was.
    for _ in 0..4 {
        assert!(reads().await.unwrap() && writes().await.unwrap());
    }
    let tx = w.db().begin().await.unwrap();
    let more = "ALTER TABLE revision ADD COLUMN more BIGINT NOT NULL DEFAULT 0";
    tx.run(more, vec![]).await.unwrap();
    tx.commit().await.unwrap();

    for _ in 0..4 {
        assert!(reads().await.unwrap(), "reading never notices");
    }
    let mut lost = 0;
    for _ in 0..6 {
        match writes().await {
            Ok(seen) => assert!(seen),
            Err(StoreError::Unavailable(_)) => lost += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(
        lost <= 2,
        "each of the two connections loses one transaction at most, not {lost}"
    );
}

async fn a_closed_database_is_unavailable_and_says_nothing_else(w: World) {
    assert!(w.db().ping().await.is_ok());
    w.db().close().await;
    assert_eq!(
        model::AppError::from(w.db().ping().await.unwrap_err()),
        model::AppError::Unavailable
    );
}
