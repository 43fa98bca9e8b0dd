//! Moving a booking: what it held is free and what it asks for is taken, or nothing changes.

use super::{
    By, Placed, Wanted, happened,
    place::judged,
    put::{hold_of, seats, times},
    rule, slot, waitlist,
};
use crate::{act::Act, args, booking, db::Db, error::StoreError, notice};
use model::{
    booking::{Booking, BookingId, State, Wish, may_change},
    notice::NoticeKind,
};
use std::collections::BTreeSet;

/// Moves a booking to other times, seats or another room: what it held is free and what it asks for is taken, or nothing
/// changes. A resident's move into a room that needs approval waits for it anew; staff who may decide have decided by moving it.
///
/// # Errors
/// [`StoreError::NotFound`] for a booking or a room that does not exist, or that is somebody else's.
pub async fn reschedule(db: &Db, act: &Act, by: By, id: BookingId, wanted: &Wanted<'_>) -> Result<Placed, StoreError> {
    let how = Moving {
        reason: "",
        decides: true,
    };
    reschedule_as(db, act, by, id, wanted, how).await
}

/// How staff move a booking.
#[derive(Debug, Clone, Copy)]
pub struct Moving<'a> {
    /// Why: its resident is told.
    pub reason: &'a str,
    /// Whether they may decide about requests of the room: another room's that needs approval waits for it where they may not.
    pub decides: bool,
}

/// [`reschedule`] by staff of whom more is known.
///
/// # Errors
/// As [`reschedule`].
pub async fn reschedule_as(
    db: &Db,
    act: &Act,
    by: By,
    id: BookingId,
    wanted: &Wanted<'_>,
    how: Moving<'_>,
) -> Result<Placed, StoreError> {
    loop {
        if let Some(answer) = try_reschedule(db, act, by, id, wanted, how).await? {
            return Ok(answer);
        }
    }
}

/// None if the booking was moved to another room while this waited: the locks are then on the wrong rooms.
async fn try_reschedule(
    db: &Db,
    act: &Act,
    by: By,
    id: BookingId,
    wanted: &Wanted<'_>,
    Moving { reason, decides }: Moving<'_>,
) -> Result<Option<Placed>, StoreError> {
    let tx = db.begin().await?;
    let known = booking::get(&tx, id).await?.filter(|b| by.owns(b));
    let known = known.ok_or(StoreError::NotFound)?;
    let sql = "UPDATE resident SET version = version + 1 WHERE id = $1";
    tx.run(sql, args![known.resident]).await?;
    let mut old_rules = None;
    let mut new_rules = None;
    for room in BTreeSet::from([known.room, wanted.room]) {
        let rules = rule::queue(&tx, act, room).await?.rules;
        if room == known.room {
            old_rules = Some(rules.clone());
        }
        if room == wanted.room {
            new_rules = Some(rules);
        }
    }
    let (Some(old_rules), Some(rules)) = (old_rules, new_rules) else {
        return Err(StoreError::NotFound);
    };
    // Read again: it may have been moved or cancelled while this waited.
    let before = booking::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    if before.room != known.room {
        return Ok(None);
    }
    if let Err(refusal) = may_change(&old_rules, &before, act.at, by.source()) {
        return Ok(Some(Placed::Refused(vec![refusal])));
    }
    let request = wanted.request;
    if same(&before, wanted) {
        return Ok(Some(Placed::Placed(before)));
    }
    let (day, judged) = match judged(&tx, by, before.resident, Some(id), &rules, wanted).await? {
        Ok(verdict) => verdict,
        Err(refusals) => return Ok(Some(Placed::Refused(refusals))),
    };
    let state = match by {
        By::Staff if wanted.room == before.room => before.state,
        By::Staff if decides => State::Confirmed,
        _ => judged,
    };
    // Who moves it themself reads how it is now. What staff move within its room keeps what was promised.
    let terms = match by {
        By::Staff if wanted.room == before.room => before.terms,
        _ => rules.terms(),
    };
    let (first, end) = (day.slot(request.start), day.slot(request.end));
    let hold = hold_of(&rules, wanted.room, &day, request);
    slot::free(&tx, id).await?;
    let sql =
        "UPDATE booking SET room_id = $2, day = $3, start_minute = $4, end_minute = $5, first_slot = $6, end_slot = $7,
                   held_first = $8, held_end = $9, units = $10, seats = $11, whole = $12, party = $13, minors = $14,
                   adult = $15, state = $16, updated_at = $17, firm_at = $17,
                   reason = CASE WHEN $18 = '' THEN reason ELSE $18 END, check_in = $19, grace_minutes = $20, at_door = $21,
                   version = version + 1
               WHERE id = $1";
    let args = args![
        id,
        wanted.room,
        request.day,
        request.start,
        request.end,
        first,
        end,
        hold.first,
        hold.end,
        hold.need,
        seats(request.wish),
        request.wish == Wish::Whole,
        request.party,
        request.minors,
        request.adult,
        state.code(),
        act.at,
        reason,
        terms.check_in,
        terms.grace_minutes,
        terms.at_door,
    ];
    tx.run(sql, args).await?;
    if !slot::take(&tx, id, hold, &rules).await? {
        return Ok(Some(Placed::Taken));
    }
    let booking = booking::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let detail = format!("{} → {}", times(&before), times(&booking));
    happened(&tx, act, by.into(), &booking, ("moved", "booking.reschedule"), &detail).await?;
    if matches!(by, By::Staff) {
        notice::tell_booking(&tx, act, NoticeKind::BookingChanged, &booking, reason).await?;
    }
    // Before anything is passed on: they are not offered what they have taken.
    waitlist::satisfied(&tx, act, &booking).await?;
    waitlist::pass_on(&tx, act, known.room, &old_rules).await?;
    tx.commit().await?;
    Ok(Some(Placed::Placed(booking)))
}

fn same(booking: &Booking, wanted: &Wanted<'_>) -> bool {
    let r = wanted.request;
    booking.room == wanted.room
        && (booking.day, booking.start, booking.end) == (r.day, r.start, r.end)
        && (booking.wish, booking.party) == (r.wish, r.party)
        && (booking.minors, booking.adult) == (r.minors, r.adult)
}
