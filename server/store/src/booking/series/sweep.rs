//! What is done to several bookings of a series at once: cancelled, approved, rejected.

use super::{bookings, tell};
use crate::{
    act::Act,
    booking::{self, By, Decision, change, rule, waitlist},
    db::{Db, Tx},
    error::StoreError,
};
use model::{
    booking::{Booking, BookingId, Refusal, Rules, State, Which, may_change, may_decide},
    room::RoomId,
};
use std::collections::BTreeMap;

/// What was done to the bookings of a series.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Swept {
    /// Those that it was done to.
    pub done: Vec<Booking>,
    /// Those that stay as they are, each with the rule that refuses.
    pub kept: Vec<(Booking, Refusal)>,
}

/// Cancels one booking of a series, that one and those after it, or all: whatever of them may still be cancelled.
///
/// # Errors
/// [`StoreError::NotFound`], also for somebody else's or one of no series.
pub async fn cancel(
    db: &Db,
    act: &Act,
    by: By,
    from: BookingId,
    which: Which,
    reason: &str,
) -> Result<Swept, StoreError> {
    let rule = |rules: &Rules, b: &Booking| may_change(rules, b, act.at, by.source());
    sweep(db, act, by, (from, which), (State::Cancelled, reason), rule).await
}

/// Approves or rejects all bookings of a series that still wait for it, from the one named on or all; approves none whose time is over.
///
/// # Errors
/// [`StoreError::NotFound`], also for a booking of no series.
pub async fn decide(
    db: &Db,
    act: &Act,
    from: BookingId,
    which: Which,
    decision: Decision,
    reason: &str,
) -> Result<Swept, StoreError> {
    let next = match decision {
        Decision::Approve => State::Confirmed,
        Decision::Reject => State::Rejected,
    };
    let waits = |_: &Rules, b: &Booking| may_decide(b, act.at, next);
    sweep(db, act, By::Staff, (from, which), (next, reason), waits).await
}

async fn sweep(
    db: &Db,
    act: &Act,
    by: By,
    (from, which): (BookingId, Which),
    (next, reason): (State, &str),
    rule: impl Fn(&Rules, &Booking) -> Result<(), Refusal> + Send,
) -> Result<Swept, StoreError> {
    loop {
        let tx = db.begin().await?;
        let known = booking::get(&tx, from).await?.filter(|b| by.owns(b));
        let known = known.ok_or(StoreError::NotFound)?;
        let rooms = lock(&tx, act, &known, which).await?;
        let of = chosen(&tx, &known, which).await?;
        if of.iter().any(|b| !rooms.contains_key(&b.room)) {
            // One was moved to another room while this waited: the locks are on the wrong rooms.
            continue;
        }
        let mut swept = Swept::default();
        for before in of {
            let Some(rules) = rooms.get(&before.room) else {
                continue;
            };
            if before.state == next {
                continue;
            }
            match rule(rules, &before) {
                Ok(()) if before.state.may_become(next) => {
                    let after = change::write_state(&tx, act, by.into(), &before, next, reason).await?;
                    swept.done.push(after);
                }
                Ok(()) => {
                    let state = before.state;
                    swept.kept.push((before, Refusal::State { state }));
                }
                Err(refusal) => swept.kept.push((before, refusal)),
            }
        }
        if let (Some(first), Some(kind)) = (swept.done.first(), change::told(by.into(), next)) {
            tell(&tx, act, kind, first, reason).await?;
        }
        if !next.holds_slots() {
            for (room, rules) in &rooms {
                waitlist::pass_on(&tx, act, *room, rules).await?;
            }
        }
        tx.commit().await?;
        return Ok(swept);
    }
}

/// The bookings that are meant, in order of time.
async fn chosen(tx: &Tx, known: &Booking, which: Which) -> Result<Vec<Booking>, StoreError> {
    let now = booking::get(tx, known.id).await?.ok_or(StoreError::NotFound)?;
    if which == Which::One {
        return Ok(vec![now]);
    }
    let series = known.series.ok_or(StoreError::NotFound)?;
    let mut of = bookings(tx, series).await?;
    if which == Which::Following {
        of.retain(|b| (b.first_slot, b.id) >= (now.first_slot, now.id));
    }
    Ok(of)
}

/// Queues up at the rooms of the bookings that are meant, in the order of their keys as everybody, and says their rules.
async fn lock(tx: &Tx, act: &Act, known: &Booking, which: Which) -> Result<BTreeMap<RoomId, Rules>, StoreError> {
    let mut rooms: Vec<RoomId> = chosen(tx, known, which).await?.iter().map(|b| b.room).collect();
    rooms.sort_unstable();
    rooms.dedup();
    let mut locked = BTreeMap::new();
    for room in rooms {
        locked.insert(room, rule::queue(tx, act, room).await?.rules);
    }
    Ok(locked)
}
