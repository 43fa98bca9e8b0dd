//! The tables of working days, one a year.

use crate::{
    act::{Act, saved},
    args, audit,
    db::{Db, Query, Row},
    error::StoreError,
    setting::Setting,
};
use model::workday::{Calendar, Special, Table};

/// A day in a row of `working_day`.
fn special(row: &Row) -> Result<Special, StoreError> {
    Ok(Special {
        day: row.date("day")?,
        working: row.get("working")?,
        name: row.get("name")?,
    })
}

/// All tables, the earliest year first.
///
/// # Errors
/// The database does not answer.
pub async fn tables(q: &impl Query) -> Result<Vec<Table>, StoreError> {
    let mut tables: Vec<Table> = Vec::new();
    for row in q.rows("SELECT year FROM working_year ORDER BY year", args![]).await? {
        let year = row.small("year")?;
        tables.push(Table { year, days: Vec::new() });
    }
    let sql = "SELECT day, year, working, name FROM working_day ORDER BY day";
    for row in q.rows(sql, args![]).await? {
        let year: i16 = row.small("year")?;
        if let Some(table) = tables.iter_mut().find(|table| table.year == year) {
            table.days.push(special(&row)?);
        }
    }
    Ok(tables)
}

/// What deadlines are counted with.
///
/// # Errors
/// The database does not answer.
pub async fn calendar(q: &impl Query) -> Result<Calendar, StoreError> {
    Ok(Calendar::new(&tables(q).await?))
}

/// Rises with every change of the tables: what was counted under another one is counted anew.
///
/// # Errors
/// The database does not answer.
pub async fn mark(q: &impl Query) -> Result<i64, StoreError> {
    let sql = "SELECT COALESCE(CAST(SUM(version) AS BIGINT), 0) AS mark FROM working_year";
    q.row(sql, args![]).await?.ok_or(StoreError::NotFound)?.get("mark")
}

/// What deadlines are counted with, and its mark. The mark is read first: a table that changes in between is counted with under the
/// older mark, and so once more.
///
/// # Errors
/// The database does not answer.
pub async fn counted(q: &impl Query) -> Result<(Calendar, i64), StoreError> {
    let mark = mark(q).await?;
    Ok((calendar(q).await?, mark))
}

/// A year's table and its history; empty, at version 0, where there is none.
///
/// # Errors
/// The database does not answer.
pub async fn table(q: &impl Query, year: i16) -> Result<Setting<Table>, StoreError> {
    let sql = "SELECT version, updated_at, updated_by FROM working_year WHERE year = $1";
    let Some(row) = q.row(sql, args![i64::from(year)]).await? else {
        return Ok(Setting {
            value: Table { year, days: Vec::new() },
            version: 0,
            updated_at: 0,
            updated_by: String::new(),
        });
    };
    let sql = "SELECT day, working, name FROM working_day WHERE year = $1 ORDER BY day";
    let days = q.rows(sql, args![i64::from(year)]).await?;
    Ok(Setting {
        value: Table {
            year,
            days: days.iter().map(special).collect::<Result<_, _>>()?,
        },
        version: row.get("version")?,
        updated_at: row.get("updated_at")?,
        updated_by: row.get("updated_by")?,
    })
}

/// Saves a year's table over `version` (0 for one that is not there yet); returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`].
pub async fn save(db: &Db, act: &Act, version: i64, table: &Table) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let year = i64::from(table.year);
    let before = self::table(&tx, table.year).await?;
    let touched = if version == 0 {
        let sql = "INSERT INTO working_year (year, version, updated_at, updated_by) VALUES ($1, 1, $2, $3)
                   ON CONFLICT (year) DO NOTHING";
        tx.run(sql, args![year, act.at, &act.who]).await?
    } else {
        let sql = "UPDATE working_year SET version = version + 1, updated_at = $3, updated_by = $4
                   WHERE year = $1 AND version = $2";
        tx.run(sql, args![year, version, act.at, &act.who]).await?
    };
    let current = "SELECT version, updated_at, updated_by FROM working_year WHERE year = $1";
    saved(&tx, touched, current, year.into()).await?;
    tx.run("DELETE FROM working_day WHERE year = $1", args![year]).await?;
    for special in &table.days {
        let sql = "INSERT INTO working_day (day, year, working, name) VALUES ($1, $2, $3, $4)";
        tx.run(sql, args![special.day, year, special.working, &special.name])
            .await?;
    }
    let detail = format!("{}\n→\n{}", before.value.text(), table.text());
    audit::append(&tx, act, "workday.save", &year.to_string(), &detail).await?;
    tx.commit().await?;
    Ok(version + 1)
}
