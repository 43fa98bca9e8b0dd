//! What happens to cases by itself: they are reminded of before they are due, and climb when they are overdue, each once.

use super::{Case, case, content, events, replay, select};
use crate::{
    act::Act,
    args,
    db::{Db, Query},
    error::StoreError,
    follow_up::local,
    workday,
};
use jiff::tz::TimeZone;
use model::case::{Alarm, Due};

/// Cases that are looked at in one round.
const AT_ONCE: i64 = 500;

/// Reminds of what is due soon, lets what is overdue climb, and counts anew what was counted with other tables of working days; returns
/// how many were reminded of or climbed. Several processes may call it at once.
///
/// # Errors
/// The database does not answer; what happened before that has.
pub async fn alarm(db: &Db, act: &Act, zone: &TimeZone) -> Result<usize, StoreError> {
    let (calendar, mark) = (workday::calendar(db).await?, workday::mark(db).await?);
    let now = local(zone, act.at);
    // Whatever is due until the end of the next working day may want to be reminded of.
    let horizon = calendar.add(now.day, 1).map_or(now.day, |due| due.day);
    let sql = select!(
        "WHERE c.closed_at IS NULL AND c.state <> 'draft' AND (c.due_mark <> $1 OR (c.climbed < 3 AND c.due_day <= $2
             AND (NOT c.reminded OR c.due_day <= $3)))
         ORDER BY c.due_day, c.id LIMIT $4"
    );
    let rows = db.rows(sql, args![mark, horizon, now.day, AT_ONCE]).await?;
    let mut happened = 0;
    for row in rows {
        let one = case(&row)?;
        let chain = replay(&one, &content(db, &one).await?, &events(db, one.id, zone).await?)?;
        let alarm = chain.alarm(&calendar, now);
        let due = chain.due(&calendar).and_then(Due::first);
        let due = due.map(|due| (due.day, due.minute));
        if happens(db, act, &one, alarm, (due, mark)).await? {
            happened += 1;
        }
    }
    Ok(happened)
}

async fn happens(
    db: &Db,
    act: &Act,
    one: &Case,
    alarm: Option<Alarm>,
    (due, mark): (Option<(jiff::civil::Date, u16)>, i64),
) -> Result<bool, StoreError> {
    let tx = db.begin().await?;
    // Locks the row if nobody has taken a step meanwhile; the version stays, because no form has to be filled in again for it.
    let sql = "UPDATE service_case SET due_day = $3, due_minute = $4, due_mark = $5
               WHERE id = $1 AND version = $2 AND closed_at IS NULL";
    let args = args![one.id, one.version, due.map(|d| d.0), due.map(|d| d.1), mark];
    if tx.run(sql, args).await? != 1 {
        return Ok(false);
    }
    let (step, level) = match alarm {
        Some(Alarm::Remind) => ("remind", 0),
        Some(Alarm::Climb(level)) => ("climb", i64::from(level)),
        None => {
            tx.commit().await?;
            return Ok(false);
        }
    };
    let key = format!("{}:{step}:{level}", one.version);
    let sql = "INSERT INTO case_event (case_id, seq, at, actor, who, step, words, items, level, alarm_key)
               SELECT $1, MAX(seq) + 1, $2, 'system', '', $3, '', '[]', $4, $5 FROM case_event WHERE case_id = $1
               ON CONFLICT (case_id, alarm_key) DO NOTHING";
    let once = tx.run(sql, args![one.id, act.at, step, level, key]).await? == 1;
    let sql =
        "UPDATE service_case SET reminded = (reminded OR $2), climbed = CASE WHEN $3 > climbed THEN $3 ELSE climbed END
               WHERE id = $1";
    tx.run(sql, args![one.id, step == "remind", level]).await?;
    tx.commit().await?;
    Ok(once)
}
