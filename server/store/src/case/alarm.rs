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
use jiff::{civil::Date, tz::TimeZone};
use model::{
    case::{Alarm, Due},
    hours::LocalMinute,
    workday::Calendar,
};

/// Cases that are looked at in one round.
const AT_ONCE: i64 = 500;

/// Reminds of what is due soon, lets what is overdue climb, and counts anew what was counted with other tables of working days; returns
/// how many were reminded of or climbed. Several processes may call it at once.
///
/// # Errors
/// The database does not answer; what happened before that has.
pub async fn alarm(db: &Db, act: &Act, zone: &TimeZone) -> Result<usize, StoreError> {
    // The mark first: tables that are saved between the two are then counted with again.
    let mark = workday::mark(db).await?;
    let calendar = workday::calendar(db).await?;
    let now = local(zone, act.at);
    // Whatever is due until the end of the next working day may want to be reminded of.
    let horizon = calendar.add(now.day, 1).map_or(now.day, |due| due.day);
    let sql = select!(
        "WHERE c.closed_at IS NULL AND c.state <> 'draft' AND c.id > $5 AND (c.due_mark <> $1 OR (c.climbed < 3 AND c.due_day <= $2
             AND (NOT c.reminded OR c.due_day <= $3)))
         ORDER BY c.id LIMIT $4"
    );
    let (mut happened, mut after) = (0, i64::MIN);
    loop {
        let rows = db.rows(sql, args![mark, horizon, now.day, AT_ONCE, after]).await?;
        for row in &rows {
            after = row.get("id")?;
            let done = match case(row) {
                Ok(one) => happens(db, act, &one, (&calendar, mark, now), zone).await,
                Err(fault) => Err(fault),
            };
            match done {
                Ok(done) => happened += usize::from(done),
                Err(StoreError::Unavailable(cause)) => return Err(StoreError::Unavailable(cause)),
                // The others are looked at all the same.
                Err(fault) => tracing::error!(case = after, %fault, "a case cannot be reminded of"),
            }
        }
        if (rows.len() as i64) < AT_ONCE {
            return Ok(happened);
        }
    }
}

/// What a case's events come to by now: what happens next, and when something is due.
async fn stands(
    q: &impl Query,
    one: &Case,
    (calendar, now): (&Calendar, LocalMinute),
    zone: &TimeZone,
) -> Result<(Option<Alarm>, Option<(Date, u16)>), StoreError> {
    let chain = replay(one, &content(q, one).await?, &events(q, one.id, zone).await?)?;
    let due = chain.due(calendar).and_then(Due::first);
    Ok((chain.alarm(calendar, now), due.map(|due| (due.day, due.minute))))
}

async fn happens(
    db: &Db,
    act: &Act,
    one: &Case,
    (calendar, mark, now): (&Calendar, i64, LocalMinute),
    zone: &TimeZone,
) -> Result<bool, StoreError> {
    // Most want nothing: no transaction is begun for them.
    let (alarm, due) = stands(db, one, (calendar, now), zone).await?;
    if alarm.is_none() && one.due == due && one.due_mark == mark {
        return Ok(false);
    }
    let tx = db.begin().await?;
    let sql = "UPDATE service_case SET version = version WHERE id = $1 AND version = $2 AND closed_at IS NULL";
    if tx.run(sql, args![one.id, one.version]).await? != 1 {
        return Ok(false);
    }
    // Decided anew under the lock: another process may have been faster.
    let (alarm, due) = stands(&tx, one, (calendar, now), zone).await?;
    // The version stays, because no form has to be filled in again for it.
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
