//! What the job does about lines: ends what nobody answered, and offers what became free by itself.

use super::{
    get,
    offer::{Line, lapse, pass_on},
};
use crate::{
    act::Act,
    args,
    booking::{self, Hand, passed_over, rule},
    db::{Db, Query},
    error::StoreError,
};
use model::{
    booking::{WaitId, WaitState, slot_at},
    room::RoomId,
};

/// Ends offers that nobody answered in time, each of which goes to the next in line; and entries whose time has begun. Returns
/// how many ended. What cannot be ended is logged and passed over. Several processes may call it at once: each ends once.
///
/// # Errors
/// The database does not answer; what ended before that stays so.
pub async fn expire(db: &Db, act: &Act) -> Result<usize, StoreError> {
    let sql = "SELECT id, room_id FROM booking_wait WHERE state = 'offered' AND until <= $1 ORDER BY until, id";
    let mut ended = 0;
    for row in db.rows(sql, args![act.at]).await? {
        let (id, room): (WaitId, RoomId) = (row.id("id")?, row.id("room_id")?);
        let done = expire_offer(db, act, id, room).await;
        ended += passed_over("booking_wait", id.as_i64(), done)?.unwrap_or(0);
    }
    let sql = "SELECT DISTINCT room_id FROM booking_wait WHERE state = 'waiting' AND first_slot <= $1 ORDER BY room_id";
    for row in db.rows(sql, args![slot_at(act.at)]).await? {
        let room: RoomId = row.id("room_id")?;
        let done = expire_line(db, act, room).await;
        ended += passed_over("room", room.as_i64(), done)?.unwrap_or(0);
    }
    Ok(ended)
}

/// Ends an offer that still waits for its answer. How many that were.
async fn expire_offer(db: &Db, act: &Act, id: WaitId, room: RoomId) -> Result<Option<usize>, StoreError> {
    let tx = db.begin().await?;
    let rules = rule::queue(&tx, act, room).await?.rules;
    let of = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    if of.state != WaitState::Offered {
        return Ok(None);
    }
    lapse(&tx, act, &of, WaitState::Lapsed, Hand::Job).await?;
    pass_on(&tx, act, room, &rules).await?;
    tx.commit().await?;
    Ok(Some(1))
}

/// Ends the entries of a room whose time has begun. How many that were.
async fn expire_line(db: &Db, act: &Act, room: RoomId) -> Result<Option<usize>, StoreError> {
    let tx = db.begin().await?;
    // Nobody is being offered what ends here.
    rule::queue(&tx, act, room).await?;
    let sql = "UPDATE booking_wait SET state = 'past', ended_at = $2
               WHERE room_id = $3 AND state = 'waiting' AND first_slot <= $1";
    let ended = tx.run(sql, args![slot_at(act.at), act.at, room]).await?;
    // A small table: only what is open has rows in it.
    let sql = "DELETE FROM booking_wait_slot WHERE wait_id IN (
                   SELECT s.wait_id FROM booking_wait_slot s JOIN booking_wait w ON w.id = s.wait_id
                   WHERE s.room_id = $1 AND w.state = 'past'
               )";
    tx.run(sql, args![room]).await?;
    tx.commit().await?;
    Ok(usize::try_from(ended).ok())
}

/// Offers what became free without anybody giving it back: hours, closures and quotas change, too. Looked at without a lock
/// first, because mostly there is nothing; a room whose line cannot be read is logged and passed over. Several processes may call it
/// at once.
///
/// # Errors
/// The database does not answer; what was offered before that stays so.
pub async fn look_again(db: &Db, act: &Act) -> Result<(), StoreError> {
    let sql = "SELECT DISTINCT room_id FROM booking_wait WHERE state = 'waiting' ORDER BY room_id";
    for row in db.rows(sql, args![]).await? {
        let room: RoomId = row.id("room_id")?;
        passed_over("room", room.as_i64(), look_at(db, act, room).await)?;
    }
    Ok(())
}

/// None where there was nothing to offer.
async fn look_at(db: &Db, act: &Act, room: RoomId) -> Result<Option<()>, StoreError> {
    let rules = booking::rules(db, room).await?.rules;
    let Some(line) = Line::of(db, act.at, room, &rules).await? else {
        return Ok(None);
    };
    for who in &line.waits {
        if line.fit(db, act.at, &rules, who).await?.is_some() {
            let tx = db.begin().await?;
            let rules = rule::queue(&tx, act, room).await?.rules;
            pass_on(&tx, act, room, &rules).await?;
            tx.commit().await?;
            return Ok(Some(()));
        }
    }
    Ok(None)
}
