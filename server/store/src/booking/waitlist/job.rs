//! What the job does about lines: ends what nobody answered, and offers what became free by itself.

use super::{
    get,
    offer::{Line, lapse, pass_on},
};
use crate::{
    act::Act,
    args,
    booking::{self, Hand, rule},
    db::{Db, Query},
    error::StoreError,
};
use model::{
    booking::{WaitId, WaitState, slot_at},
    room::RoomId,
};

/// Ends offers that nobody answered in time, each of which goes to the next in line; and entries whose time has begun. Returns
/// how many ended. Several processes may call it at once: each ends once.
///
/// # Errors
/// The database does not answer; what ended before that stays so.
pub async fn expire(db: &Db, act: &Act) -> Result<usize, StoreError> {
    let sql = "SELECT id, room_id FROM booking_wait WHERE state = 'offered' AND until <= $1 ORDER BY until, id";
    let mut ended = 0;
    for row in db.rows(sql, args![act.at]).await? {
        let (id, room): (WaitId, RoomId) = (row.id("id")?, row.id("room_id")?);
        let tx = db.begin().await?;
        let rules = rule::queue(&tx, act, room).await?.rules;
        let of = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
        if of.state == WaitState::Offered {
            lapse(&tx, act, &of, WaitState::Lapsed, Hand::Job).await?;
            pass_on(&tx, act, room, &rules).await?;
            tx.commit().await?;
            ended += 1;
        }
    }
    let sql = "SELECT DISTINCT room_id FROM booking_wait WHERE state = 'waiting' AND first_slot <= $1 ORDER BY room_id";
    let now = slot_at(act.at);
    for row in db.rows(sql, args![now]).await? {
        let room: RoomId = row.id("room_id")?;
        let tx = db.begin().await?;
        // Nobody is being offered what ends here.
        rule::queue(&tx, act, room).await?;
        let sql = "UPDATE booking_wait SET state = 'past', ended_at = $2
                   WHERE room_id = $3 AND state = 'waiting' AND first_slot <= $1";
        ended += usize::try_from(tx.run(sql, args![now, act.at, room]).await?).unwrap_or(0);
        // A small table: only what is open has rows in it.
        let sql = "DELETE FROM booking_wait_slot WHERE wait_id IN (
                       SELECT s.wait_id FROM booking_wait_slot s JOIN booking_wait w ON w.id = s.wait_id
                       WHERE s.room_id = $1 AND w.state = 'past'
                   )";
        tx.run(sql, args![room]).await?;
        tx.commit().await?;
    }
    Ok(ended)
}

/// Offers what became free without anybody giving it back: hours, closures and quotas change, too. Looked at without a lock
/// first, because mostly there is nothing; several processes may call it at once.
///
/// # Errors
/// The database does not answer; what was offered before that stays so.
pub async fn look_again(db: &Db, act: &Act) -> Result<(), StoreError> {
    let sql = "SELECT DISTINCT room_id FROM booking_wait WHERE state = 'waiting' ORDER BY room_id";
    for row in db.rows(sql, args![]).await? {
        let room: RoomId = row.id("room_id")?;
        let rules = booking::rules(db, room).await?.rules;
        let Some(line) = Line::of(db, act.at, room, &rules).await? else {
            continue;
        };
        for who in &line.waits {
            if line.fit(db, act.at, &rules, who).await?.is_some() {
                let tx = db.begin().await?;
                let rules = rule::queue(&tx, act, room).await?.rules;
                pass_on(&tx, act, room, &rules).await?;
                tx.commit().await?;
                break;
            }
        }
    }
    Ok(())
}
