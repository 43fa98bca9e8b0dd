//! A change of rules, hours or service, made together with what becomes of the bookings that it would leave outside of what is
//! allowed.
//!
//! The change is made, and under the locks that it holds everything that was booked is judged again. Bookings that it brings into
//! the way have to be among those that the staff member has seen; else nothing is written and they get the list. So nobody who
//! books in between is overlooked. Offers of the waiting list are on it, too: they are taken back, and who had one waits on in
//! the same place of the line. A change of hours names the duty shifts, too, that it leaves outside of them: their people decide
//! what becomes of those, so they only have to have been seen.

use super::{
    Hand,
    change::become_state,
    in_the_way, rule,
    waitlist::{pass_on, take_back},
};
use crate::{
    act::Act,
    args, center,
    db::{Db, Query, Tx},
    duty,
    error::StoreError,
    hours::{self, Seen},
    room,
};
use jiff::civil::Date;
use model::{
    booking::{Booking, BookingId, Refusal, Rules, State, Way},
    center::CenterId,
    date,
    duty::{Duty, DutyId, Ground, LAST_DAY, fits},
    hours::{Interval, Shift, WeekHours},
    room::RoomId,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is changed.
#[derive(Debug, Clone, Copy)]
pub enum Edit<'a> {
    /// The rules of a room.
    Rules {
        /// Which room.
        room: RoomId,
        /// Over which version.
        version: i64,
        /// The new ones.
        rules: &'a Rules,
    },
    /// The rules of many rooms, whatever their versions.
    Copy(&'a BTreeMap<RoomId, Rules>),
    /// A center's week.
    Week {
        /// Whose.
        center: CenterId,
        /// Over which version of the center.
        version: i64,
        /// The new one.
        week: &'a WeekHours,
    },
    /// One shift on some weekdays of many centers.
    Shift {
        /// Whose.
        centers: &'a [Seen],
        /// 1 is Monday.
        weekdays: &'a [u8],
        /// Which shift.
        shift: Shift,
        /// Its times; none takes it away.
        hours: Option<(u16, u16)>,
    },
    /// Other hours, or none, on some dates of many centers.
    Dates {
        /// Whose.
        centers: &'a [Seen],
        /// First date.
        from: Date,
        /// Last date.
        to: Date,
        /// Empty for closed.
        intervals: &'a [Interval],
        /// Why, for residents.
        note: &'a str,
    },
    /// What was set for some dates of a center is taken back.
    Undated {
        /// Whose, and over which version.
        center: Seen,
        /// First date.
        from: Date,
        /// Last date.
        to: Date,
    },
    /// A room goes out of service.
    RetireRoom {
        /// Which room.
        room: RoomId,
        /// Over which version.
        version: i64,
    },
    /// A center goes out of service.
    RetireCenter {
        /// Which center.
        center: CenterId,
        /// Over which version.
        version: i64,
    },
    /// Rooms are closed on some dates.
    Close {
        /// The client's idempotency key.
        key: &'a str,
        /// Which rooms.
        rooms: &'a [RoomId],
        /// First date.
        from: Date,
        /// Last date.
        to: Date,
        /// Why, for residents.
        reason: &'a str,
    },
}

/// What the staff member has seen and decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers(pub Way);

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It is done.
    Done {
        /// A new version, or how many were changed.
        value: i64,
        /// The bookings that were cancelled.
        cancelled: Vec<Booking>,
    },
    /// Nothing was written: these are in the way, in order of time, each with the rules that would refuse it; and the duty shifts
    /// that would lie outside of the hours, by center and in order of time.
    Ask(Vec<(Booking, Vec<Refusal>)>, Vec<Duty>),
}

/// Makes the change and does what was decided about the bookings in its way, or asks about them. All or nothing.
///
/// # Errors
/// Those of the change: a conflict, an overlap, something that does not exist.
pub async fn settle(db: &Db, act: &Act, today: Date, edit: Edit<'_>, answers: &Answers) -> Result<Settled, StoreError> {
    let tx = db.begin().await?;
    let before: HashSet<BookingId> = hits(&tx, edit, today).await?.iter().map(|(b, _)| b.id).collect();
    let strayed: HashSet<DutyId> = strays(&tx, edit, today).await?.iter().map(|duty| duty.id).collect();
    let value = change(&tx, act, edit).await?;
    let mut new = hits(&tx, edit, today).await?;
    new.retain(|(b, _)| !before.contains(&b.id));
    let mut stray = strays(&tx, edit, today).await?;
    stray.retain(|duty| !strayed.contains(&duty.id));
    let Way {
        seen,
        cancel,
        shifts,
        message,
    } = &answers.0;
    let unseen = new.iter().any(|(b, _)| !seen.contains(&b.number));
    if unseen || stray.iter().any(|duty| !shifts.contains(&duty.id)) {
        new.sort_by_key(|(b, _)| (b.first_slot, b.id));
        return Ok(Settled::Ask(new, stray));
    }
    let mut cancelled = Vec::new();
    let mut rooms = BTreeSet::new();
    for (booking, _) in &new {
        if booking.state == State::Offered {
            // Nobody can take what is no longer allowed: an offer is not left as it is.
            take_back(&tx, act, booking, message).await?;
            rooms.insert(booking.room);
        } else if cancel.contains(&booking.number) && booking.state.may_become(State::Cancelled) {
            rooms.insert(booking.room);
            cancelled.push(become_state(&tx, act, Hand::Staff, booking, State::Cancelled, message).await?);
        }
    }
    // What they gave back, and what longer hours have opened, goes to who waits for it, where it can still be had.
    let sql = "SELECT DISTINCT w.room_id FROM booking_wait w JOIN room r ON r.id = w.room_id
               WHERE r.center_id = $1 AND w.state = 'waiting'";
    for center in whose_hours(edit) {
        for row in tx.rows(sql, args![center]).await? {
            rooms.insert(row.id("room_id")?);
        }
    }
    for room in rooms {
        let rules = rule::queue(&tx, act, room).await?.rules;
        pass_on(&tx, act, room, &rules).await?;
    }
    tx.commit().await?;
    Ok(Settled::Done { value, cancelled })
}

/// The change itself. It leaves the rows of rules of all its rooms locked.
async fn change(tx: &Tx, act: &Act, edit: Edit<'_>) -> Result<i64, StoreError> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    match edit {
        Edit::Rules { room, version, rules } => rule::save_in(tx, act, room, version, rules).await,
        Edit::Copy(rules) => rule::copy_in(tx, act, rules).await,
        Edit::Week { center, version, week } => hours::save_in(tx, act, center, version, week).await,
        Edit::Shift {
            centers,
            weekdays,
            shift,
            hours: times,
        } => Ok(count(
            hours::set_shift_in(tx, act, centers, weekdays, shift, times).await?,
        )),
        Edit::Dates {
            centers,
            from,
            to,
            intervals,
            note,
        } => Ok(count(
            hours::add_exceptions_in(tx, act, centers, (from, to), intervals, note).await?,
        )),
        Edit::Undated { center, from, to } => {
            let days = hours::remove_exceptions_in(tx, act, &[center], from, to).await?;
            Ok(i64::try_from(days).unwrap_or(i64::MAX))
        }
        Edit::RetireRoom { room, version } => room::set_retired_in(tx, act, "room.retire", room, version, true).await,
        Edit::RetireCenter { center, version } => {
            center::set_retired_in(tx, act, "center.retire", center, version, true).await
        }
        Edit::Close {
            key,
            rooms,
            from,
            to,
            reason,
        } => {
            let rooms: BTreeSet<RoomId> = rooms.iter().copied().collect();
            // All of them before anything is written that others may wait for.
            for room in &rooms {
                rule::touch(tx, *room).await?;
            }
            for room in &rooms {
                room::close_in(tx, act, &format!("{key}:{room}"), *room, (from, to), reason).await?;
            }
            Ok(count(rooms.len()))
        }
    }
}

/// Bookings from `today` on that what is stored now would refuse, in all rooms that the change is about.
async fn hits(tx: &Tx, edit: Edit<'_>, today: Date) -> Result<Vec<(Booking, Vec<Refusal>)>, StoreError> {
    let mut hits = Vec::new();
    for room in rooms(tx, edit, today).await? {
        hits.extend(in_the_way(tx, room, today, &super::Change::default()).await?);
    }
    Ok(hits)
}

/// The rooms that the change is about and in which anything is booked.
async fn rooms(tx: &Tx, edit: Edit<'_>, today: Date) -> Result<BTreeSet<RoomId>, StoreError> {
    let of_rooms = "SELECT DISTINCT room_id FROM booking
                    WHERE room_id = $1 AND day >= $2 AND state IN ('offered', 'pending', 'confirmed', 'checked_in')";
    let of_centers = "SELECT DISTINCT b.room_id FROM booking b JOIN room r ON r.id = b.room_id
                      WHERE r.center_id = $1 AND b.day >= $2
                          AND b.state IN ('offered', 'pending', 'confirmed', 'checked_in')";
    let (sql, keys): (&'static str, Vec<i64>) = match edit {
        Edit::Rules { room, .. } | Edit::RetireRoom { room, .. } => (of_rooms, vec![room.as_i64()]),
        Edit::Copy(rules) => (of_rooms, rules.keys().map(|id| id.as_i64()).collect()),
        Edit::Close { rooms, .. } => (of_rooms, rooms.iter().map(|id| id.as_i64()).collect()),
        Edit::Week { center, .. } | Edit::RetireCenter { center, .. } => (of_centers, vec![center.as_i64()]),
        Edit::Undated { center: (id, _), .. } => (of_centers, vec![id.as_i64()]),
        Edit::Shift { centers, .. } | Edit::Dates { centers, .. } => {
            (of_centers, centers.iter().map(|(id, _)| id.as_i64()).collect())
        }
    };
    let mut rooms = BTreeSet::new();
    for key in keys {
        for row in tx.rows(sql, args![key, today]).await? {
            rooms.insert(row.id("room_id")?);
        }
    }
    Ok(rooms)
}

/// Duty shifts from `today` on that lie outside of what is stored now as hours and are not meant to, at the centers whose hours the
/// change is about. Whose account has ended will not come anyway.
async fn strays(tx: &Tx, edit: Edit<'_>, today: Date) -> Result<Vec<Duty>, StoreError> {
    let last = date::after(today, LAST_DAY).unwrap_or(today);
    let mut strays = Vec::new();
    for center in whose_hours(edit) {
        let mut shifts = duty::of_center(tx, center, today, last).await?;
        shifts.retain(|duty| !duty.beyond && !duty.ended);
        if shifts.is_empty() {
            continue;
        }
        let (week, exceptions) = (
            hours::get(tx, center).await?,
            hours::exceptions(tx, center, today).await?,
        );
        let ground = Ground {
            today,
            week: &week,
            exceptions: &exceptions,
        };
        shifts.retain(|duty| !fits(ground.on(duty.day), duty.shift, duty.start, duty.end));
        strays.extend(shifts);
    }
    Ok(strays)
}

/// The centers whose hours the change is about.
fn whose_hours(edit: Edit<'_>) -> BTreeSet<CenterId> {
    match edit {
        Edit::Week { center, .. }
        | Edit::Undated {
            center: (center, _), ..
        } => BTreeSet::from([center]),
        Edit::Shift { centers, .. } | Edit::Dates { centers, .. } => centers.iter().map(|(id, _)| *id).collect(),
        Edit::Rules { .. }
        | Edit::Copy(_)
        | Edit::RetireRoom { .. }
        | Edit::RetireCenter { .. }
        | Edit::Close { .. } => BTreeSet::new(),
    }
}
