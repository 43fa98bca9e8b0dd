//! What is overdue climbs: to whoever has to act, to the center's lead, to the town's. By itself, and once.

use super::{FollowUp, local, read_open};
use crate::{act::Act, args, db::Db, error::StoreError, setting, workday};
use jiff::tz::TimeZone;

/// Lets everything that is overdue climb as high as it has to be by now; returns how many did. Several processes may call it at
/// once. One whose steps cannot be read is logged and passed over.
///
/// # Errors
/// The database does not answer; those that climbed before that have.
pub async fn climb(db: &Db, act: &Act, zone: &TimeZone) -> Result<usize, StoreError> {
    let open = read_open(db, zone).await?;
    if open.is_empty() {
        return Ok(0);
    }
    let calendar = workday::calendar(db).await?;
    let every = setting::get(db, setting::FOLLOW_UP).await?.value.climb_days;
    let now = local(zone, act.at);
    let mut climbed = 0;
    for (one, chain) in open {
        let chain = match chain {
            Ok(chain) => chain,
            Err(fault) => {
                tracing::error!(follow_up = %one.number, %fault, "the steps of a follow-up cannot be read");
                continue;
            }
        };
        let level = chain.level(&calendar, now, every);
        if level > chain.climbed && climbs(db, act, &one, level).await? {
            climbed += 1;
        }
    }
    Ok(climbed)
}

async fn climbs(db: &Db, act: &Act, one: &FollowUp, level: u8) -> Result<bool, StoreError> {
    let tx = db.begin().await?;
    // Locks the row if nobody has taken a step meanwhile; the version stays, because no form has to be filled in again for it.
    let sql = "UPDATE follow_up SET version = version WHERE id = $1 AND version = $2 AND closed_at IS NULL";
    if tx.run(sql, args![one.id, one.version]).await? != 1 {
        return Ok(false);
    }
    let sql = "INSERT INTO follow_up_event (follow_up_id, seq, at, who, step, words, level, climb_key)
               SELECT $1, MAX(seq) + 1, $2, '', 'climb', '', $3, $4 FROM follow_up_event WHERE follow_up_id = $1
               ON CONFLICT (follow_up_id, climb_key) DO NOTHING";
    let key = format!("{}:{level}", one.version);
    let args = args![one.id, act.at, i64::from(level), key];
    let once = tx.run(sql, args).await? == 1;
    tx.commit().await?;
    Ok(once)
}
