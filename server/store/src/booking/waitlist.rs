//! Waiting lists of rooms: who waits for a time that is taken, and in the module below the offers that come of it.
//!
//! An offer is a booking that is `offered`: it holds its slots by the same primary key as every other, so what is kept for
//! somebody cannot be given to anybody else. Whoever frees slots passes them on in the same transaction and under the same
//! lock: nobody outside of the line is faster. The job looks again for what became free by itself, as when hours change.

mod job;
mod offer;

pub use job::{expire, look_again};
pub use offer::{Answered, accept, decline};
pub(super) use offer::{pass_on, take_back};

use super::{By, Wanted, ground::Ground, place::resident, put::hold_of, put::seats, put::with_whom, rule, slot};
use crate::{
    act::{Act, first_id},
    args, booking,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    booking::{Booking, BookingId, Refusal, Source, Taken, Wait, WaitId, WaitState, Wish},
    center::CenterId,
    resident::ResidentId,
    room::RoomId,
};
use std::collections::BTreeMap;

/// In how many lines a person may stand at once.
const MOST_LINES: u32 = 10;

/// What came of joining a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// They wait.
    Waits(Wait),
    /// They waited already for a time of that room which overlaps. Nothing was written.
    Already(Wait),
    /// The time is free: it can be booked at once. Nothing was written.
    Free,
    /// These rules refuse. Nothing was written.
    Refused(Vec<Refusal>),
}

fn wait(row: &Row) -> Result<Wait, StoreError> {
    Ok(Wait {
        id: row.id("id")?,
        resident: row.id("resident_id")?,
        room: row.id("room_id")?,
        day: row.date("day")?,
        start: row.small("start_minute")?,
        end: row.small("end_minute")?,
        first_slot: row.get("first_slot")?,
        wish: if row.get("whole")? {
            Wish::Whole
        } else {
            Wish::Seats(row.small("seats")?)
        },
        party: row.small("party")?,
        name: row.get("name")?,
        purpose: row.get("purpose")?,
        with_whom: row.get("with_whom")?,
        minors: row.get("minors")?,
        adult: row.get("adult")?,
        state: row.word("state", WaitState::from_code)?,
        booking: row.get::<Option<i64>>("booking_id")?.map(BookingId::from_i64),
        until: row.get("until")?,
        created_at: row.get("created_at")?,
    })
}

/// One entry.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: WaitId) -> Result<Option<Wait>, StoreError> {
    let sql = "SELECT * FROM booking_wait WHERE id = $1";
    q.row(sql, args![id]).await?.as_ref().map(wait).transpose()
}

/// The entry for which a booking keeps the time, or kept it.
///
/// # Errors
/// The database does not answer.
pub async fn of_booking(q: &impl Query, id: BookingId) -> Result<Option<Wait>, StoreError> {
    let sql = "SELECT * FROM booking_wait WHERE booking_id = $1";
    q.row(sql, args![id]).await?.as_ref().map(wait).transpose()
}

/// All entries of a resident, in order of time.
///
/// # Errors
/// The database does not answer.
pub async fn of_resident(q: &impl Query, id: ResidentId, from: Date) -> Result<Vec<Wait>, StoreError> {
    let sql = "SELECT * FROM booking_wait WHERE resident_id = $1 AND day >= $2 ORDER BY first_slot, id";
    q.rows(sql, args![id, from]).await?.iter().map(wait).collect()
}

/// How many stand in the line for that room and time before somebody who would join now.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(q: &impl Query, room: RoomId, first: i64, end: i64) -> Result<u32, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM booking_wait
               WHERE room_id = $1 AND state = 'waiting' AND first_slot < $3 AND end_slot > $2";
    let row = q.row(sql, args![room, first, end]).await?;
    row.ok_or(StoreError::NotFound)?.small("n")
}

/// How many stand before an entry.
///
/// # Errors
/// The database does not answer.
pub async fn ahead(q: &impl Query, of: &Wait) -> Result<u32, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM booking_wait w JOIN booking_wait me ON me.id = $1
               WHERE w.room_id = me.room_id AND w.state = 'waiting'
                   AND w.first_slot < me.end_slot AND w.end_slot > me.first_slot
                   AND (w.created_at < me.created_at OR (w.created_at = me.created_at AND w.id < me.id))";
    let row = q.row(sql, args![of.id]).await?;
    row.ok_or(StoreError::NotFound)?.small("n")
}

/// How many wait for times of each room of a center on a day.
///
/// # Errors
/// The database does not answer.
pub async fn of_center_day(q: &impl Query, center: CenterId, day: Date) -> Result<BTreeMap<RoomId, u32>, StoreError> {
    let sql = "SELECT room_id, COUNT(*) AS n FROM booking_wait
               WHERE room_id IN (SELECT id FROM room WHERE center_id = $1) AND state = 'waiting' AND day = $2
               GROUP BY room_id";
    let rows = q.rows(sql, args![center, day]).await?;
    rows.iter()
        .map(|row| Ok((row.id("room_id")?, row.small("n")?)))
        .collect()
}

/// Puts a resident into the line for a time that somebody else has. The same key again gives the first entry as it is now.
///
/// # Errors
/// [`StoreError::NotFound`] for a room or a resident that does not exist; [`model::Problem::AlreadySent`] where the key was used
/// for another wish.
pub async fn join(db: &Db, act: &Act, who: ResidentId, key: &str, wanted: &Wanted<'_>) -> Result<Joined, StoreError> {
    let tx = db.begin().await?;
    let resident = resident(&tx, act, By::Resident(who), wanted.request).await?;
    let request = wanted.request;
    let rules = rule::queue(&tx, act, wanted.room).await?.rules;
    // Made under the lock: whoever was there first has the lower key.
    let id: WaitId = act.id();
    let key = format!("{resident}:{key}");
    let asked = (wanted.room, request);
    if let Some(first) = first_id(&tx, act, "booking_wait", &key, &asked, id).await? {
        let first = get(&tx, first).await?.ok_or(StoreError::NotFound)?;
        return Ok(Joined::Waits(first));
    }
    let ground = Ground::of(&tx, wanted.room, request.day).await?;
    let whose = (resident, None);
    let verdict = ground.verdict(&tx, Source::Resident, whose, &rules, request, wanted.local);
    let day = match verdict.await? {
        Ok((day, _)) => day,
        Err(refusals) => return Ok(Joined::Refused(refusals)),
    };
    let hold = hold_of(&rules, wanted.room, &day, request);
    if is_free(&taken(&tx, wanted.room, hold.first, hold.end).await?, hold, rules.units) {
        return Ok(Joined::Free);
    }
    let (first, end) = (day.slot(request.start), day.slot(request.end));
    let sql = "SELECT w.* FROM booking_wait w
               WHERE w.resident_id = $1 AND w.room_id = $2 AND w.state IN ('waiting', 'offered')
                   AND w.first_slot < $4 AND w.end_slot > $3";
    if let Some(row) = tx.row(sql, args![resident, wanted.room, first, end]).await? {
        return Ok(Joined::Already(wait(&row)?));
    }
    let sql = "SELECT COUNT(*) AS n FROM booking_wait WHERE resident_id = $1 AND state IN ('waiting', 'offered')";
    let lines = tx.row(sql, args![resident]).await?.ok_or(StoreError::NotFound)?;
    if lines.small::<u32>("n")? >= MOST_LINES {
        return Ok(Joined::Refused(vec![Refusal::Lines { limit: MOST_LINES }]));
    }
    let sql = "INSERT INTO booking_wait (id, resident_id, room_id, day, start_minute, end_minute, first_slot, end_slot, seats,
                   whole, party, name, purpose, minors, adult, state, created_at, with_whom)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'waiting', $16, $17)";
    let args = args![
        id,
        resident,
        wanted.room,
        request.day,
        request.start,
        request.end,
        first,
        end,
        seats(request.wish),
        request.wish == Wish::Whole,
        request.party,
        &request.name,
        &request.purpose,
        request.minors,
        request.adult,
        act.at,
        with_whom(&rules, request),
    ];
    tx.run(sql, args).await?;
    let sql = "WITH RECURSIVE slots(slot) AS (
                   SELECT CAST($3 AS BIGINT) UNION ALL SELECT slot + 1 FROM slots WHERE slot + 1 < $4
               )
               INSERT INTO booking_wait_slot (room_id, resident_id, slot, wait_id) SELECT $1, $2, slot, $5 FROM slots";
    tx.run(sql, args![wanted.room, resident, first, end, id]).await?;
    let joined = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    tx.commit().await?;
    Ok(Joined::Waits(joined))
}

/// Takes a resident out of a line; where the time was offered to them it goes to the next. Leaving twice is fine.
///
/// # Errors
/// [`StoreError::NotFound`], also for somebody else's.
pub async fn leave(db: &Db, act: &Act, who: ResidentId, id: WaitId) -> Result<Wait, StoreError> {
    let tx = db.begin().await?;
    let known = get(&tx, id).await?.filter(|w| w.resident == who);
    let known = known.ok_or(StoreError::NotFound)?;
    let rules = rule::queue(&tx, act, known.room).await?.rules;
    let before = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    if before.state.is_open() {
        offer::give_up(&tx, act, &before, super::Hand::Own).await?;
        pass_on(&tx, act, before.room, &rules).await?;
    }
    let after = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    tx.commit().await?;
    Ok(after)
}

/// Ends everything that a resident waits for whose data is being erased, and forgets what they wrote. The caller has queued up
/// at the rooms, and passes on what becomes free.
pub(crate) async fn forget(tx: &Tx, act: &Act, who: ResidentId) -> Result<(), StoreError> {
    let sql =
        "SELECT * FROM booking_wait WHERE resident_id = $1 AND state IN ('waiting', 'offered') ORDER BY room_id, id";
    for row in tx.rows(sql, args![who]).await? {
        offer::give_up(tx, act, &wait(&row)?, super::Hand::Own).await?;
    }
    let sql = "UPDATE booking_wait SET name = '', purpose = '', with_whom = '' WHERE resident_id = $1";
    tx.run(sql, args![who]).await.map(drop)
}

/// The person has booked a time by themselves that they waited for.
pub(super) async fn satisfied(tx: &Tx, act: &Act, booking: &Booking) -> Result<(), StoreError> {
    let sql = "SELECT * FROM booking_wait
               WHERE resident_id = $1 AND room_id = $2 AND state = 'waiting' AND first_slot < $4 AND end_slot > $3";
    let args = args![booking.resident, booking.room, booking.first_slot, booking.end_slot];
    for row in tx.rows(sql, args).await? {
        end(tx, act, &wait(&row)?, WaitState::Booked).await?;
    }
    Ok(())
}

/// Writes how an entry ended, and lets the person wait for the time anew.
async fn end(tx: &Tx, act: &Act, of: &Wait, state: WaitState) -> Result<(), StoreError> {
    let sql = "UPDATE booking_wait SET state = $2, ended_at = $3 WHERE id = $1 AND state = $4";
    let args = args![of.id, state.code(), act.at, of.state.code()];
    if tx.run(sql, args).await? != 1 {
        return Err(StoreError::NotFound);
    }
    tx.run("DELETE FROM booking_wait_slot WHERE wait_id = $1", args![of.id])
        .await
        .map(drop)
}

async fn taken(q: &impl Query, room: RoomId, first: i64, end: i64) -> Result<Taken, StoreError> {
    let mut taken = booking::taken(q, &[room], first, end).await?;
    Ok(taken.remove(&room).unwrap_or_default())
}

fn is_free(taken: &Taken, hold: slot::Hold, units: u32) -> bool {
    let count = |slot| taken.get(&slot).copied().unwrap_or(0);
    (hold.first..hold.end).all(|slot| hold.need.saturating_add(count(slot)) <= units)
}
