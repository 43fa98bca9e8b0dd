//! Opening hours of centers: the week and its dated exceptions, for one center or for many at once.

use crate::{
    act::{Act, directory_changed},
    args, audit, booking, center,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    Problem,
    center::CenterId,
    hours::{Exception, Interval, MOST_DAYS, Shift, WeekHours, check_day, format_day, with_shift},
};
use std::collections::{BTreeMap, HashMap};

fn interval(row: &Row) -> Result<Interval, StoreError> {
    Ok(Interval {
        start: row.small("start_minute")?,
        end: row.small("end_minute")?,
        shift: row.word("shift", Shift::from_code)?,
    })
}

/// The day of the week in `WeekHours`: 0 is Monday.
fn weekday(row: &Row) -> Result<usize, StoreError> {
    Ok(row.small::<usize>("weekday")?.saturating_sub(1).min(6))
}

/// A center's week.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, center: CenterId) -> Result<WeekHours, StoreError> {
    let mut week = WeekHours::default();
    let sql = "SELECT weekday, start_minute, end_minute, shift FROM opening_interval WHERE center_id = $1
               ORDER BY weekday, start_minute";
    for row in q.rows(sql, args![center]).await? {
        week.0[weekday(&row)?].push(interval(&row)?);
    }
    Ok(week)
}

/// The weeks of all centers that have any hours.
pub(crate) async fn all(q: &impl Query) -> Result<HashMap<CenterId, WeekHours>, StoreError> {
    let sql = "SELECT center_id, weekday, start_minute, end_minute, shift FROM opening_interval
               ORDER BY center_id, weekday, start_minute";
    let mut weeks: HashMap<CenterId, WeekHours> = HashMap::new();
    for row in q.rows(sql, args![]).await? {
        let day = weekday(&row)?;
        weeks.entry(row.id("center_id")?).or_default().0[day].push(interval(&row)?);
    }
    Ok(weeks)
}

/// Replaces a center's week over the center's `version`; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`]; an overlap within a day.
pub async fn save(db: &Db, act: &Act, id: CenterId, version: i64, week: &WeekHours) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let version = save_in(&tx, act, id, version, week).await?;
    tx.commit().await?;
    Ok(version)
}

/// [`save`] within a transaction.
pub(crate) async fn save_in(
    tx: &Tx,
    act: &Act,
    id: CenterId,
    version: i64,
    week: &WeekHours,
) -> Result<i64, StoreError> {
    booking::touch_centers(tx, [id]).await?;
    center::touch(tx, act, id, version).await?;
    let name = center::get(tx, id).await?.ok_or(StoreError::NotFound)?.names.zh;
    let before = get(tx, id).await?;
    let mut sorted = week.clone();
    for (i, day) in sorted.0.iter_mut().enumerate() {
        *day = check_day(&format!("day{}", i + 1), std::mem::take(day)).map_err(StoreError::Refused)?;
    }
    replace(tx, act, id, &name, &before, &sorted).await?;
    directory_changed(tx).await?;
    Ok(version + 1)
}

/// A center with the version that an edit was looked over with; none where nobody has looked, as on the command line.
pub type Seen = (CenterId, Option<i64>);

/// Gives many centers the same hours of one shift on some weekdays (1 is Monday), or takes that shift from them (`None`):
/// "all village centers open noon 12:00–14:00". All or nothing; returns how many centers changed.
///
/// # Errors
/// [`Problem::Overlap`] naming the center whose other hours are in the way; [`StoreError::Conflict`] where one was saved since
/// it was looked over; a center that does not exist.
pub async fn set_shift(
    db: &Db,
    act: &Act,
    centers: &[Seen],
    weekdays: &[u8],
    shift: Shift,
    hours: Option<(u16, u16)>,
) -> Result<usize, StoreError> {
    let tx = db.begin().await?;
    let changed = set_shift_in(&tx, act, centers, weekdays, shift, hours).await?;
    tx.commit().await?;
    Ok(changed)
}

/// [`set_shift`] within a transaction.
pub(crate) async fn set_shift_in(
    tx: &Tx,
    act: &Act,
    centers: &[Seen],
    weekdays: &[u8],
    shift: Shift,
    hours: Option<(u16, u16)>,
) -> Result<usize, StoreError> {
    let mut changed = 0;
    for (id, seen) in in_order(tx, centers).await? {
        center::is_at(tx, id, seen).await?;
        let before = get(tx, id).await?;
        let mut after = before.clone();
        for day in weekdays.iter().filter(|d| (1..=7).contains(*d)) {
            let intervals = &mut after.0[usize::from(*day) - 1];
            match with_shift(intervals, shift, hours) {
                Ok(sorted) => *intervals = sorted,
                Err(mut error) => {
                    if let Problem::Overlap { a, .. } = &mut error.problem {
                        let center = center::get(tx, id).await?.ok_or(StoreError::NotFound)?;
                        *a = format!("{} {a}", center.names.zh);
                    }
                    return Err(StoreError::Refused(error));
                }
            }
        }
        if before != after {
            let name = center::touch_any(tx, act, id).await?;
            replace(tx, act, id, &name, &before, &after).await?;
            changed += 1;
        }
    }
    directory_changed(tx).await?;
    Ok(changed)
}

/// Centers in one order for everybody, each once: two edits of many centers then never wait for each other in a ring. Whoever
/// books one of their rooms meanwhile waits.
async fn in_order(tx: &Tx, centers: &[Seen]) -> Result<BTreeMap<CenterId, Option<i64>>, StoreError> {
    booking::touch_centers(tx, centers.iter().map(|(id, _)| *id)).await?;
    Ok(centers.iter().copied().collect())
}

/// Writes the week anew and appends what changed to the log. The caller has queued up at the center's rooms.
pub(crate) async fn replace(
    tx: &Tx,
    act: &Act,
    id: CenterId,
    name: &str,
    before: &WeekHours,
    after: &WeekHours,
) -> Result<(), StoreError> {
    tx.run("DELETE FROM opening_interval WHERE center_id = $1", args![id])
        .await?;
    for (day, intervals) in (1_i64..).zip(&after.0) {
        for i in intervals {
            tx.run(
                "INSERT INTO opening_interval (center_id, weekday, start_minute, end_minute, shift)
                 VALUES ($1, $2, $3, $4, $5)",
                args![id, day, i.start, i.end, i.shift.code()],
            )
            .await?;
        }
    }
    let lines = (1..).zip(before.0.iter().zip(&after.0)).filter(|(_, (b, a))| b != a);
    let detail: Vec<_> = lines
        .map(|(day, (b, a))| format!("day{day}: {} → {}", format_day(b), format_day(a)))
        .collect();
    audit::append(tx, act, "hours.save", name, &detail.join("\n")).await
}

/// A center's exceptions from the day before `today` on: after midnight, yesterday still matters.
///
/// # Errors
/// The database does not answer.
pub async fn exceptions(q: &impl Query, center: CenterId, today: Date) -> Result<Vec<Exception>, StoreError> {
    let rows = q
        .rows(
            "SELECT e.day, e.note, i.start_minute, i.end_minute, i.shift
             FROM center_exception e
             LEFT JOIN exception_interval i ON i.center_id = e.center_id AND i.day = e.day
             WHERE e.center_id = $1 AND e.day >= $2 ORDER BY e.day, i.start_minute",
            args![center, today.yesterday().unwrap_or(today)],
        )
        .await?;
    let mut exceptions: Vec<Exception> = Vec::new();
    for row in &rows {
        add_row(&mut exceptions, row)?;
    }
    Ok(exceptions)
}

/// Adds a row of exceptions joined with their intervals, ordered by day, to the exceptions so far.
pub(crate) fn add_row(exceptions: &mut Vec<Exception>, row: &Row) -> Result<(), StoreError> {
    let day = row.date("day")?;
    if exceptions.last().is_none_or(|e| e.day != day) {
        exceptions.push(Exception {
            day,
            intervals: Vec::new(),
            note: row.get("note")?,
        });
    }
    if let (Some(last), Some(_)) = (exceptions.last_mut(), row.get::<Option<i64>>("start_minute")?) {
        last.intervals.push(interval(row)?);
    }
    Ok(())
}

/// Sets other hours, or none, for every day from `from` to `to` (included) at many centers, in place of what was set for
/// those days before. All or nothing; returns how many centers it was.
///
/// # Errors
/// An end before the start or a range longer than [`MOST_DAYS`] under `to`; overlapping intervals;
/// [`StoreError::Conflict`] where a center was saved since it was looked over.
pub async fn add_exceptions(
    db: &Db,
    act: &Act,
    centers: &[Seen],
    from: Date,
    to: Date,
    intervals: &[Interval],
    note: &str,
) -> Result<usize, StoreError> {
    let tx = db.begin().await?;
    let count = add_exceptions_in(&tx, act, centers, (from, to), intervals, note).await?;
    tx.commit().await?;
    Ok(count)
}

/// [`add_exceptions`] within a transaction.
pub(crate) async fn add_exceptions_in(
    tx: &Tx,
    act: &Act,
    centers: &[Seen],
    (from, to): (Date, Date),
    intervals: &[Interval],
    note: &str,
) -> Result<usize, StoreError> {
    let days = days(from, to)?;
    let intervals = check_day("intervals", intervals.to_vec()).map_err(StoreError::Refused)?;
    let centers = in_order(tx, centers).await?;
    for (id, seen) in &centers {
        center::is_at(tx, *id, *seen).await?;
        let name = center::touch_any(tx, act, *id).await?;
        remove_rows(tx, *id, from, to).await?;
        for day in &days {
            let sql = "INSERT INTO center_exception (center_id, day, note) VALUES ($1, $2, $3)";
            tx.run(sql, args![*id, *day, note]).await?;
            for i in &intervals {
                tx.run(
                    "INSERT INTO exception_interval (center_id, day, start_minute, end_minute, shift)
                     VALUES ($1, $2, $3, $4, $5)",
                    args![*id, *day, i.start, i.end, i.shift.code()],
                )
                .await?;
            }
        }
        let detail = format!("{from}–{to}: → {} {note}", format_day(&intervals));
        audit::append(tx, act, "hours.add_exceptions", &name, &detail).await?;
    }
    directory_changed(tx).await?;
    Ok(centers.len())
}

/// Removes the exceptions from `from` to `to` (included) of many centers; returns how many days were removed in all.
///
/// # Errors
/// A center that does not exist; [`StoreError::Conflict`] where one was saved since it was looked over.
pub async fn remove_exceptions(db: &Db, act: &Act, centers: &[Seen], from: Date, to: Date) -> Result<u64, StoreError> {
    let tx = db.begin().await?;
    let removed = remove_exceptions_in(&tx, act, centers, from, to).await?;
    tx.commit().await?;
    Ok(removed)
}

/// [`remove_exceptions`] within a transaction.
pub(crate) async fn remove_exceptions_in(
    tx: &Tx,
    act: &Act,
    centers: &[Seen],
    from: Date,
    to: Date,
) -> Result<u64, StoreError> {
    let mut removed = 0;
    for (id, seen) in in_order(tx, centers).await? {
        center::is_at(tx, id, seen).await?;
        let name = center::touch_any(tx, act, id).await?;
        let days = remove_rows(tx, id, from, to).await?;
        removed += days;
        audit::append(
            tx,
            act,
            "hours.remove_exceptions",
            &name,
            &format!("{from}–{to}: {days} →"),
        )
        .await?;
    }
    directory_changed(tx).await?;
    Ok(removed)
}

/// Removes exceptions. The caller has queued up at the center's rooms.
async fn remove_rows(tx: &Tx, id: CenterId, from: Date, to: Date) -> Result<u64, StoreError> {
    let sql = "DELETE FROM center_exception WHERE center_id = $1 AND day BETWEEN $2 AND $3";
    tx.run(sql, args![id, from, to]).await
}

fn days(from: Date, to: Date) -> Result<Vec<Date>, StoreError> {
    if to < from {
        return Err(StoreError::refused("to", Problem::EndBeforeStart));
    }
    let days: Vec<Date> = from
        .series(jiff::Span::new().days(1))
        .take_while(|d| *d <= to)
        .take(MOST_DAYS + 1)
        .collect();
    if days.len() > MOST_DAYS {
        let max = from.saturating_add(jiff::Span::new().days(MOST_DAYS as i64 - 1));
        return Err(StoreError::refused(
            "to",
            Problem::OutOfRange {
                min: from.to_string(),
                max: max.to_string(),
            },
        ));
    }
    Ok(days)
}
