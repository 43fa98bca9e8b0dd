//! What becomes of a booking: cancelled, approved or rejected, checked in, released, finished.

use super::{By, Hand, gap, happened, passed_over, rule, slot, waitlist};
use crate::{
    act::Act,
    args, booking,
    db::{Db, Query, Row, Tx},
    error::StoreError,
    evaluation, notice,
};
use model::{
    booking::{Booking, BookingId, Refusal, Rules, State, may_change, may_check_in, may_decide, may_miss, slot_at},
    notice::NoticeKind,
};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// The booking as it is now; also where it had been so before: a repeat gets the same answer.
    Done(Booking),
    /// This rule refuses. Nothing was written.
    Refused(Refusal),
}

/// What staff say to a booking that waits for approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It is confirmed; it has held its slots all the while.
    Approve,
    /// It is rejected and gives its slots back.
    Reject,
}

/// Cancels a booking and gives its slots back: a resident until the cut-off, staff until somebody has come.
///
/// # Errors
/// [`StoreError::NotFound`], also for somebody else's.
pub async fn cancel(db: &Db, act: &Act, by: By, id: BookingId, reason: &str) -> Result<Moved, StoreError> {
    let rule = |rules: &Rules, b: &Booking| may_change(rules, b, act.at, by.source());
    change(db, act, by, id, State::Cancelled, reason, rule).await
}

/// Approves or rejects a booking that waits for it; approves none whose time is over.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn decide(db: &Db, act: &Act, id: BookingId, decision: Decision, reason: &str) -> Result<Moved, StoreError> {
    let next = match decision {
        Decision::Approve => State::Confirmed,
        Decision::Reject => State::Rejected,
    };
    let rule = |_: &Rules, b: &Booking| may_decide(b, act.at, next);
    change(db, act, By::Staff, id, next, reason, rule).await
}

/// Notes that the person has come, from wherever they say so: residents not where they were asked to say it at the room's door.
///
/// # Errors
/// [`StoreError::NotFound`], also for somebody else's.
pub async fn check_in(db: &Db, act: &Act, by: By, id: BookingId) -> Result<Moved, StoreError> {
    let rule = |_: &Rules, b: &Booking| {
        may_check_in(b, act.at, by.source())?;
        match by {
            By::Resident(_) if b.terms.at_door => Err(Refusal::AtDoor),
            _ => Ok(()),
        }
    };
    change(db, act, by, id, State::CheckedIn, "", rule).await
}

/// [`check_in`] of whoever stands at the room's door.
///
/// # Errors
/// As [`check_in`].
pub async fn check_in_at_door(db: &Db, act: &Act, by: By, id: BookingId) -> Result<Moved, StoreError> {
    let rule = |_: &Rules, b: &Booking| may_check_in(b, act.at, by.source());
    change(db, act, by, id, State::CheckedIn, "", rule).await
}

/// Notes that whoever has just got a booking stands there. One that waits for a decision, or is over, stays as it is.
pub(super) async fn let_in(tx: &Tx, act: &Act, known: Booking) -> Result<Booking, StoreError> {
    let Some((_, before)) = locked(tx, act, &known).await? else {
        // A repeat, and it is in another room by now.
        return Ok(known);
    };
    if may_check_in(&before, act.at, By::Staff.source()).is_err() {
        return Ok(before);
    }
    become_state(tx, act, Hand::Staff, &before, State::CheckedIn, "").await
}

/// Notes that nobody has come, and gives the slots back.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn miss(db: &Db, act: &Act, id: BookingId) -> Result<Moved, StoreError> {
    let rule = |_: &Rules, b: &Booking| may_miss(b, act.at);
    change(db, act, By::Staff, id, State::NoShow, "", rule).await
}

async fn change(
    db: &Db,
    act: &Act,
    by: By,
    id: BookingId,
    next: State,
    reason: &str,
    rule: impl Fn(&Rules, &Booking) -> Result<(), Refusal> + Send,
) -> Result<Moved, StoreError> {
    let (tx, rules, before) = loop {
        let tx = db.begin().await?;
        let known = booking::get(&tx, id).await?.filter(|b| by.owns(b));
        if let Some((rules, before)) = locked(&tx, act, &known.ok_or(StoreError::NotFound)?).await? {
            break (tx, rules, before);
        }
    };
    if before.state == next {
        return Ok(Moved::Done(before));
    }
    if let Err(refusal) = rule(&rules, &before) {
        return Ok(Moved::Refused(refusal));
    }
    if !before.state.may_become(next) {
        return Ok(Moved::Refused(Refusal::State { state: before.state }));
    }
    let after = become_state(&tx, act, by.into(), &before, next, reason).await?;
    if !next.holds_slots() {
        waitlist::pass_on(&tx, act, before.room, &rules).await?;
    }
    tx.commit().await?;
    Ok(Moved::Done(after))
}

/// The booking as it is once nobody else writes to its room. None if it was moved to another room meanwhile: the lock is then on
/// the wrong one, and the caller begins anew.
async fn locked(tx: &Tx, act: &Act, known: &Booking) -> Result<Option<(Rules, Booking)>, StoreError> {
    let rules = rule::queue(tx, act, known.room).await?.rules;
    let booking = booking::get(tx, known.id).await?.ok_or(StoreError::NotFound)?;
    Ok((booking.room == known.room).then_some((rules, booking)))
}

/// Writes the state and, where it no longer holds slots, gives them back; tells the resident what they should hear of.
pub(super) async fn become_state(
    tx: &Tx,
    act: &Act,
    hand: Hand,
    before: &Booking,
    next: State,
    reason: &str,
) -> Result<Booking, StoreError> {
    let after = write_state(tx, act, hand, before, next, reason).await?;
    if let Some(kind) = told(hand, next) {
        notice::tell_booking(tx, act, kind, &after, reason).await?;
    }
    Ok(after)
}

/// [`become_state`] without telling anybody.
pub(super) async fn write_state(
    tx: &Tx,
    act: &Act,
    hand: Hand,
    before: &Booking,
    next: State,
    reason: &str,
) -> Result<Booking, StoreError> {
    let sql = "UPDATE booking SET state = $2, reason = CASE WHEN $3 = '' THEN reason ELSE $3 END, updated_at = $4,
                   firm_at = CASE WHEN $6 THEN $4 ELSE firm_at END, version = version + 1
               WHERE id = $1 AND state = $5";
    let confirmed = next == State::Confirmed;
    let args = args![before.id, next.code(), reason, act.at, before.state.code(), confirmed];
    if tx.run(sql, args).await? != 1 {
        return Err(StoreError::NotFound);
    }
    if !next.holds_slots() {
        slot::free(tx, before.id).await?;
    }
    let action = match next {
        State::Offered => "booking.offer",
        State::Pending => "booking.place",
        State::Confirmed => "booking.approve",
        State::CheckedIn => "booking.check_in",
        State::Finished => "booking.finish",
        State::Cancelled => "booking.cancel",
        State::Rejected => "booking.reject",
        State::NoShow => "booking.no_show",
        State::Lapsed => "booking.lapse",
    };
    // The reason stays in the booking, where it can be erased.
    happened(tx, act, hand, before, (next.code(), action), "").await?;
    let after = booking::get(tx, before.id).await?.ok_or(StoreError::NotFound)?;
    if !matches!(hand, Hand::Leaves) {
        evaluation::booking_ended(tx, act, matches!(hand, Hand::Own), &after).await?;
    }
    Ok(after)
}

/// What the resident is told of it; nothing of what they did themselves or hear elsewhere, nor of what they see as they stand there.
pub(super) const fn told(hand: Hand, next: State) -> Option<NoticeKind> {
    match (hand, next) {
        (Hand::Own | Hand::Leaves | Hand::OfCase, _)
        | (_, State::Offered | State::Pending | State::CheckedIn | State::Finished) => None,
        (_, State::Confirmed) => Some(NoticeKind::BookingConfirmed),
        (_, State::Cancelled) => Some(NoticeKind::BookingCancelled),
        (_, State::Rejected) => Some(NoticeKind::BookingRejected),
        (_, State::NoShow) => Some(NoticeKind::BookingReleased),
        (_, State::Lapsed) => Some(NoticeKind::WaitlistLapsed),
    }
}

/// Cancels a booking of somebody whose data is being erased or whose case has no use for it any more, if nobody has come and it has not
/// begun. Whether it was; it is not moved meanwhile, because the resident's row or the room is held.
pub(crate) async fn withdraw(tx: &Tx, act: &Act, hand: Hand, known: &Booking) -> Result<bool, StoreError> {
    let (_, before) = locked(tx, act, known).await?.ok_or(StoreError::NotFound)?;
    let still = before.state.may_become(State::Cancelled) && before.first_slot > slot_at(act.at);
    if still {
        become_state(tx, act, hand, &before, State::Cancelled, "").await?;
    }
    Ok(still)
}

/// Releases bookings whose person was to check in and has [missed](Booking::missed_at) it; returns them. Where the server was away
/// while they could have checked in, the booking stands until its end, and is not held against anybody. One that cannot be released is
/// logged and passed over. Several processes may call it at once: each booking is released once.
///
/// # Errors
/// The database does not answer; those released before that stay so.
pub async fn release_no_shows(db: &Db, act: &Act) -> Result<Vec<Booking>, StoreError> {
    let sql = booking::select!(
        "WHERE b.state IN ('pending', 'confirmed', 'checked_in') AND b.first_slot <= $2
             AND b.state = 'confirmed' AND b.check_in AND b.first_slot * 900 + b.grace_minutes * 60 <= $1
             AND b.firm_at + b.grace_minutes * 60 <= $1
         ORDER BY b.first_slot, b.id"
    );
    let due = db.rows(sql, args![act.at, slot_at(act.at)]).await?;
    let gaps = gap::gaps(db).await?;
    let late = |b: &Booking| {
        let over = b.missed_at().is_some_and(|missed| missed <= act.at);
        let released = b.state == State::Confirmed && b.terms.check_in && over && !gap::was_away(&gaps, b);
        released.then_some(State::NoShow)
    };
    sweep(db, act, &due, late).await
}

/// Ends bookings whose time is over; returns them. Whoever was there, was not asked to check in, or had no time left to come, has
/// finished; what nobody decided upon in time is rejected. One that cannot be ended is logged and passed over.
///
/// # Errors
/// The database does not answer; those ended before that stay so.
pub async fn finish_past(db: &Db, act: &Act) -> Result<Vec<Booking>, StoreError> {
    let sql = booking::select!(
        "WHERE b.state IN ('pending', 'confirmed', 'checked_in') AND b.first_slot < $1 AND b.end_slot <= $1
         ORDER BY b.first_slot, b.id"
    );
    let now = slot_at(act.at);
    let due = db.rows(sql, args![now]).await?;
    let gaps = gap::gaps(db).await?;
    let over = |b: &Booking| {
        if b.end_slot > now {
            return None;
        }
        match b.state {
            State::Pending => Some(State::Rejected),
            State::Confirmed if b.terms.check_in && b.missed_at().is_some() && !gap::was_away(&gaps, b) => {
                Some(State::NoShow)
            }
            State::Confirmed | State::CheckedIn => Some(State::Finished),
            _ => None,
        }
    };
    sweep(db, act, &due, over).await
}

/// One transaction a booking: a long queue of them keeps nobody from booking meanwhile.
async fn sweep(
    db: &Db,
    act: &Act,
    due: &[Row],
    next: impl Fn(&Booking) -> Option<State> + Send + Sync,
) -> Result<Vec<Booking>, StoreError> {
    let mut swept = Vec::new();
    for row in due {
        let done = sweep_one(db, act, row, &next).await;
        swept.extend(passed_over("booking", row.get("id")?, done)?);
    }
    Ok(swept)
}

/// None where there is nothing to do any more.
async fn sweep_one(
    db: &Db,
    act: &Act,
    row: &Row,
    next: &(impl Fn(&Booking) -> Option<State> + Send + Sync),
) -> Result<Option<Booking>, StoreError> {
    let known = booking::booking(row)?;
    let tx = db.begin().await?;
    let Some((rules, before)) = locked(&tx, act, &known).await? else {
        // It is in another room now; the next sweep looks there.
        return Ok(None);
    };
    let Some(state) = next(&before) else {
        return Ok(None);
    };
    let after = become_state(&tx, act, Hand::Job, &before, state, "").await?;
    if !state.holds_slots() {
        waitlist::pass_on(&tx, act, before.room, &rules).await?;
    }
    tx.commit().await?;
    Ok(Some(after))
}
