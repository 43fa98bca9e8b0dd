//! The audit log 操作日志: written in the same transaction as what it tells of, never changed.

use crate::{
    act::Act,
    args,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use jiff::{civil::Date, tz::TimeZone};
use model::audit::{AuditEntry, AuditFilter};
use serde::Serialize;
use serde_json::{Map, Value};

/// Entries on one page.
pub const PAGE_SIZE: usize = 50;

/// Characters of a value that a line of detail keeps: enough to see what changed, whatever was pasted.
const VALUE_CHARS: usize = 120;

/// Appends an entry to `tx`.
pub(crate) async fn append(
    tx: &Tx,
    act: &Act,
    action: &'static str,
    subject: &str,
    detail: &str,
) -> Result<(), StoreError> {
    insert(tx, act, action, subject, detail, true).await
}

/// Appends an entry on its own: for what changes no row, like an export, or what was refused.
///
/// # Errors
/// The database does not answer.
pub async fn record(
    db: &Db,
    act: &Act,
    action: &'static str,
    subject: &str,
    detail: &str,
    ok: bool,
) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    insert(&tx, act, action, subject, detail, ok).await?;
    tx.commit().await
}

pub(crate) async fn insert(
    tx: &Tx,
    act: &Act,
    action: &'static str,
    subject: &str,
    detail: &str,
    ok: bool,
) -> Result<(), StoreError> {
    let id = act.id::<AuditEntry>();
    tx.run(
        "INSERT INTO audit (id, at, staff_id, who, action, subject, detail, ok) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![id, act.at, act.staff, &act.who, action, subject, detail, ok],
    )
    .await
    .map(drop)
}

/// One page of the log, the newest first: at most [`PAGE_SIZE`] entries older than `filter.before`. The dates of the filter
/// are days in `zone`; one that is no date is left out.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, filter: &AuditFilter, zone: &TimeZone) -> Result<Vec<AuditEntry>, StoreError> {
    let (from, to) = (day_start(&filter.from, zone, false), day_start(&filter.to, zone, true));
    let sql = if from.is_none() && to.is_none() {
        PAGE
    } else {
        PAGE_OF_DAYS
    };
    q.rows(
        sql,
        args![
            format!("%{}%", like(&filter.who)),
            format!("{}%", like(&filter.action)),
            format!("%{}%", like(&filter.subject)),
            from.unwrap_or(0),
            to.unwrap_or(i64::MAX),
            filter.before.map_or(i64::MAX, model::id::Id::as_i64),
        ],
    )
    .await?
    .iter()
    .map(entry)
    .collect()
}

macro_rules! page {
    ($at:literal) => {
        concat!(
            "SELECT id, at, who, action, subject, detail, ok FROM audit
             WHERE LOWER(who) LIKE $1 ESCAPE '!' AND LOWER(action) LIKE $2 ESCAPE '!' AND LOWER(subject) LIKE $3 ESCAPE '!'
               AND ",
            $at,
            " >= $4 AND ",
            $at,
            " < $5 AND id < $6
             ORDER BY id DESC LIMIT 50"
        )
    };
}

/// A page of some days, which the index of moments finds.
const PAGE_OF_DAYS: &str = page!("at");
/// A page of all days: the sign keeps the index of moments out of it, by which the whole log would be read and sorted.
const PAGE: &str = page!("+at");

/// Everything that fits the filter, the newest first, for a spreadsheet.
///
/// # Errors
/// The database does not answer.
pub async fn export(q: &impl Query, filter: &AuditFilter, zone: &TimeZone) -> Result<Vec<AuditEntry>, StoreError> {
    let mut all = Vec::new();
    let mut filter = filter.clone();
    loop {
        let page = list(q, &filter, zone).await?;
        filter.before = page.last().map(|e| e.id);
        let last = page.len() < PAGE_SIZE;
        all.extend(page);
        if last {
            return Ok(all);
        }
    }
}

fn entry(row: &Row) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: row.id("id")?,
        at: row.get("at")?,
        who: row.get("who")?,
        action: row.get("action")?,
        subject: row.get("subject")?,
        detail: row.get("detail")?,
        ok: row.get("ok")?,
    })
}

/// What was typed, as a literal part of a LIKE pattern.
fn like(text: &str) -> String {
    text.trim()
        .to_lowercase()
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}

/// When the day begins in `zone`, or (`after`) when it has ended.
fn day_start(day: &str, zone: &TimeZone, after: bool) -> Option<i64> {
    let day: Date = day.trim().parse().ok()?;
    let day = if after { day.tomorrow().ok()? } else { day };
    Some(day.to_zoned(zone.clone()).ok()?.timestamp().as_second())
}

/// A `field: before → after` line for every field of the two that differs, by their JSON names. Versions and the marks of
/// saving are left out, for the entry itself carries them.
pub(crate) fn diff<T: Serialize>(before: &T, after: &T) -> Result<String, StoreError> {
    let (before, after) = (flat(before)?, flat(after)?);
    let empty = Value::Null;
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let lines = names.into_iter().filter_map(|name| {
        let (b, a) = (before.get(name).unwrap_or(&empty), after.get(name).unwrap_or(&empty));
        (b != a).then(|| format!("{name}: {} → {}", shown(b), shown(a)))
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// A value's fields, one level of nesting flattened: `names.zh`.
fn flat<T: Serialize>(value: &T) -> Result<Map<String, Value>, StoreError> {
    let mut flat = Map::new();
    if let Value::Object(fields) = serde_json::to_value(value)? {
        for (name, value) in fields {
            match value {
                _ if matches!(name.as_str(), "version" | "updated_at" | "updated_by") => {}
                Value::Object(inner) => flat.extend(inner.into_iter().map(|(n, v)| (format!("{name}.{n}"), v))),
                value => {
                    flat.insert(name, value);
                }
            }
        }
    }
    Ok(flat)
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(s) => s.replace('\n', " ⏎ "),
        other => other.to_string(),
    };
    let mut short: String = text.chars().take(VALUE_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::text::Names;

    #[derive(Serialize)]
    struct Thing {
        names: Names,
        open: bool,
        version: i64,
    }

    #[test]
    fn a_change_reads_as_before_and_after_and_the_rest_is_left_out() {
        let before = Thing {
            names: Names::new("东风村", ""),
            open: true,
            version: 1,
        };
        let after = Thing {
            names: Names::new("东风", ""),
            open: true,
            version: 2,
        };
        assert_eq!(diff(&before, &after).unwrap(), "names.zh: 东风村 → 东风");
    }

    #[test]
    fn a_day_of_the_log_is_a_day_in_the_towns_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        assert_eq!(day_start("1970-01-02", &zone, false), Some(16 * 3600));
        assert_eq!(day_start("1970-01-02", &zone, true), Some(40 * 3600));
        assert_eq!(day_start("yesterday", &zone, true), None);
    }

    #[test]
    fn a_percent_sign_is_looked_for_as_itself() {
        assert_eq!(like(" 100%_! "), "100!%!_!!");
    }
}
