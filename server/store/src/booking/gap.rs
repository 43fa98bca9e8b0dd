//! Times in which the server did not run: nobody could check in then, so nobody has missed anything.

use crate::{
    args,
    db::{Db, Query},
    error::StoreError,
};
use model::booking::{Booking, CHECK_IN_EARLY_MINUTES, slot_start};

/// Seconds between two rounds of the jobs after which the server was away in between: they come once a minute, and one may take
/// its time.
const AWAY_SECONDS: i64 = 300;
/// Seconds for which a gap is remembered: until all bookings that it may have kept from somebody have ended.
const REMEMBERED_SECONDS: i64 = 7 * 24 * 3600;

/// Notes that a round begins, and where none had begun for a while, that nobody could check in meanwhile. Several processes may
/// do so: one that runs is enough.
///
/// # Errors
/// The database does not answer.
pub async fn begin_round(db: &Db, at: i64) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "SELECT began_at FROM job_round WHERE job = 'bookings'";
    let last = tx.row(sql, args![]).await?;
    let last = last.map_or(Ok(at), |row| row.get::<i64>("began_at"))?;
    let sql = "INSERT INTO job_round (job, began_at) VALUES ('bookings', $1)
               ON CONFLICT (job) DO UPDATE SET began_at = excluded.began_at WHERE job_round.began_at < excluded.began_at";
    tx.run(sql, args![at]).await?;
    if at - last > AWAY_SECONDS {
        let sql = "INSERT INTO job_gap (from_at, until_at) VALUES ($1, $2) ON CONFLICT (from_at) DO NOTHING";
        tx.run(sql, args![last, at]).await?;
    }
    let sql = "DELETE FROM job_gap WHERE until_at <= $1";
    tx.run(sql, args![at - REMEMBERED_SECONDS]).await?;
    tx.commit().await
}

/// The gaps that are remembered, each from and until.
pub(super) async fn gaps(q: &impl Query) -> Result<Vec<(i64, i64)>, StoreError> {
    let rows = q.rows("SELECT from_at, until_at FROM job_gap", args![]).await?;
    rows.iter()
        .map(|row| Ok((row.get("from_at")?, row.get("until_at")?)))
        .collect()
}

/// Whether a gap lies in the time in which the booking's person could have checked in.
pub(super) fn was_away(gaps: &[(i64, i64)], booking: &Booking) -> bool {
    let opens = slot_start(booking.first_slot) - 60 * CHECK_IN_EARLY_MINUTES;
    let from = opens.max(booking.firm_at);
    let until = booking.missed_at().unwrap_or_else(|| slot_start(booking.end_slot));
    gaps.iter().any(|gap| gap.0 < until && from < gap.1)
}
