//! Bookings of rooms: found again, counted by slot, and (in the modules below) made, moved and ended.
//!
//! Whoever writes queues up at the room's row of rules ([`room_rule`](rule)), after the resident's row and before the
//! booking's, rooms in the order of their keys: with one order for everybody nobody waits in a ring. An edit of many centers
//! queues up at all of their rooms first, in that same order, and then writes the centers. What is decided under that lock is
//! decided on what is committed. Even without it no unit could be given away twice: that is the primary key of
//! `booking_slot`.
//!
//! Seats are not numbered: in each slot a booking takes the lowest free units, so a stay fits wherever each of its slots has
//! enough left, and the counts of [`taken`] say exactly what can be booked.

mod amend;
mod aside;
mod change;
mod count;
mod desk;
mod find;
mod gap;
mod ground;
mod in_the_way;
mod place;
mod put;
mod reschedule;
mod rule;
pub mod series;
mod settle;
mod slot;
pub mod waitlist;

pub use amend::amend;
pub use aside::{Aside, Sight, counted, limited, limited_in};
pub use change::{Decision, Moved, cancel, check_in, check_in_at_door, decide, finish_past, miss, release_no_shows};
pub use count::{changes, changes_of, most_seats, taken};
pub use desk::{Remark, forgive, known_as, note, remark, remarks};
pub use find::{Bookable, bookable};
pub use gap::begin_round;
pub(crate) use in_the_way::in_the_way_of_center;
pub use in_the_way::{Change, in_the_way};
pub use place::{Decides, Local, New, Placed, Wanted, place, place_for, walk_in, walked_in};
pub use reschedule::{Moving, reschedule, reschedule_as};
pub use rule::{Stored, all_rules, rules, save_rules};
pub use settle::{Answers, Edit, Settled, settle};

pub(crate) use change::withdraw;
pub(crate) use place::place_in;
pub(crate) use rule::queue;
pub(crate) use rule::{put as put_rules, touch, touch_centers};

use crate::{
    act::Act,
    args, audit,
    db::{Query, Row, Tx},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    booking::{Booking, BookingId, Number, Rules, SeriesId, Source, State, Terms, Wish},
    center::CenterId,
    resident::ResidentId,
    room::RoomId,
    staff::StaffId,
};

/// Who does something to a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The resident whose booking it is; anybody else's is not found.
    Resident(ResidentId),
    /// The staff member of the [`Act`], who was asked before whether they may.
    Staff,
}

impl By {
    /// Which rules it is held to.
    const fn source(self) -> Source {
        match self {
            Self::Resident(_) => Source::Resident,
            Self::Staff => Source::Staff,
        }
    }

    /// Whether it may know of the booking.
    fn owns(self, booking: &Booking) -> bool {
        match self {
            Self::Resident(id) => booking.resident == id,
            Self::Staff => true,
        }
    }
}

/// Something that happened to a booking.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Event {
    /// When, epoch seconds.
    pub at: i64,
    /// `self` for the resident, `job` for the program, else a staff member's display name.
    pub who: String,
    /// `placed`, `moved`, or the [`State::code`] that it got.
    pub kind: String,
    /// Times, or a reason.
    pub detail: String,
}

/// Bookings with the phone of their resident; the rest of the statement follows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT b.*, CASE WHEN p.erased_at IS NULL THEN p.phone ELSE '' END AS phone
             FROM booking b JOIN resident p ON p.id = b.resident_id ",
            $rest
        )
    };
}
pub(crate) use select;

/// The booking in a row of [`select!`].
pub(crate) fn booking(row: &Row) -> Result<Booking, StoreError> {
    Ok(Booking {
        id: row.id("id")?,
        number: row.word("number", |text| text.parse().ok())?,
        room: row.id("room_id")?,
        resident: row.id("resident_id")?,
        day: row.date("day")?,
        start: row.small("start_minute")?,
        end: row.small("end_minute")?,
        first_slot: row.get("first_slot")?,
        end_slot: row.get("end_slot")?,
        wish: if row.get("whole")? {
            Wish::Whole
        } else {
            Wish::Seats(row.small("seats")?)
        },
        party: row.small("party")?,
        name: row.get("name")?,
        phone: row.get("phone")?,
        purpose: row.get("purpose")?,
        with_whom: row.get("with_whom")?,
        minors: row.get("minors")?,
        adult: row.get("adult")?,
        state: row.word("state", State::from_code)?,
        source: row.word("source", Source::from_code)?,
        made_by: row.get::<Option<i64>>("made_by")?.map(StaffId::from_i64),
        created_at: row.get("created_at")?,
        reason: row.get("reason")?,
        version: row.get("version")?,
        series: row.get::<Option<i64>>("series_id")?.map(SeriesId::from_i64),
        private: row.get("private")?,
        terms: Terms {
            check_in: row.get("check_in")?,
            grace_minutes: row.small("grace_minutes")?,
            at_door: row.get("at_door")?,
        },
        firm_at: row.get("firm_at")?,
    })
}

fn bookings(rows: &[Row]) -> Result<Vec<Booking>, StoreError> {
    rows.iter().map(booking).collect()
}

/// One booking.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: BookingId) -> Result<Option<Booking>, StoreError> {
    let row = q.row(select!("WHERE b.id = $1"), args![id]).await?;
    row.as_ref().map(booking).transpose()
}

/// The booking of that number.
///
/// # Errors
/// The database does not answer.
pub async fn by_number(q: &impl Query, number: Number) -> Result<Option<Booking>, StoreError> {
    let row = q.row(select!("WHERE b.number = $1"), args![number.to_string()]).await?;
    row.as_ref().map(booking).transpose()
}

/// A resident's bookings from a day on, in order of time; not what is only offered to them, which is among what they
/// [wait](waitlist::of_resident) for.
///
/// # Errors
/// The database does not answer.
pub async fn of_resident(q: &impl Query, resident: ResidentId, from: Date) -> Result<Vec<Booking>, StoreError> {
    let sql = select!(
        "WHERE b.resident_id = $1 AND b.day >= $2 AND b.state NOT IN ('offered', 'lapsed') ORDER BY b.first_slot, b.id"
    );
    bookings(&q.rows(sql, args![resident, from]).await?)
}

/// All bookings of a center's rooms on a day, also those that were cancelled, in order of time; not what is only offered.
///
/// # Errors
/// The database does not answer.
pub async fn of_center_day(q: &impl Query, center: CenterId, day: Date) -> Result<Vec<Booking>, StoreError> {
    let sql = select!(
        "WHERE b.room_id IN (SELECT id FROM room WHERE center_id = $1) AND b.day = $2
             AND b.state NOT IN ('offered', 'lapsed')
         ORDER BY b.first_slot, b.id"
    );
    bookings(&q.rows(sql, args![center, day]).await?)
}

/// Bookings of a center's rooms from a day on that wait for a decision, in order of time.
///
/// # Errors
/// The database does not answer.
pub async fn pending(q: &impl Query, center: CenterId, from: Date) -> Result<Vec<Booking>, StoreError> {
    let sql = select!(
        "WHERE b.room_id IN (SELECT id FROM room WHERE center_id = $1) AND b.day >= $2 AND b.state = 'pending'
         ORDER BY b.first_slot, b.id"
    );
    bookings(&q.rows(sql, args![center, from]).await?)
}

/// What happened to a booking, the first thing first.
///
/// # Errors
/// The database does not answer.
pub async fn events(q: &impl Query, id: BookingId) -> Result<Vec<Event>, StoreError> {
    let sql = "SELECT at, who, kind, detail FROM booking_event WHERE booking_id = $1 ORDER BY id";
    let rows = q.rows(sql, args![id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Event {
                at: row.get("at")?,
                who: row.get("who")?,
                kind: row.get("kind")?,
                detail: row.get("detail")?,
            })
        })
        .collect()
}

/// Queues up at every room in which a resident waits or has a booking that has not begun, in the order of their keys.
pub(crate) async fn lock_rooms_of(tx: &Tx, act: &Act, id: ResidentId) -> Result<Vec<(RoomId, Rules)>, StoreError> {
    let sql = "SELECT room_id FROM booking_wait WHERE resident_id = $1 AND state IN ('waiting', 'offered')
               UNION SELECT room_id FROM booking WHERE resident_id = $1 AND state IN ('pending', 'confirmed')
               ORDER BY room_id";
    let mut locked = Vec::new();
    for row in tx.rows(sql, args![id]).await? {
        let room = row.id("room_id")?;
        locked.push((room, rule::queue(tx, act, room).await?.rules));
    }
    Ok(locked)
}

/// Gives what is free in these rooms to those who wait for it; see [`waitlist`].
pub(crate) async fn pass_on(tx: &Tx, act: &Act, rooms: &[(RoomId, Rules)]) -> Result<(), StoreError> {
    for (room, rules) in rooms {
        waitlist::pass_on(tx, act, *room, rules).await?;
    }
    Ok(())
}

/// What the job has done about one row. A row that fails is logged and keeps it from no other.
///
/// # Errors
/// [`StoreError::Unavailable`]: nobody can be served now.
fn passed_over<T>(what: &'static str, id: i64, done: Result<Option<T>, StoreError>) -> Result<Option<T>, StoreError> {
    match done {
        Ok(done) => Ok(done),
        Err(fault @ StoreError::Unavailable(_)) => Err(fault),
        Err(fault) => {
            tracing::error!(what, id, %fault, "a row that the job cannot do anything about");
            Ok(None)
        }
    }
}

/// Who is written into events and, if it is staff, into the audit log.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hand {
    /// The resident.
    Own,
    /// The staff member of the act.
    Staff,
    /// The resident, who asks to be forgotten: nobody is left who could be asked how it was.
    Leaves,
    /// The staff member of the act, by a step of the case that had the booking: the case tells of it, so no message of its own is sent.
    OfCase,
    /// The program by itself.
    Job,
}

impl From<By> for Hand {
    fn from(by: By) -> Self {
        match by {
            By::Resident(_) => Self::Own,
            By::Staff => Self::Staff,
        }
    }
}

/// Appends to the booking's events and, for staff, to the audit log. Neither names the resident: neither can be erased.
pub(crate) async fn happened(
    tx: &Tx,
    act: &Act,
    hand: Hand,
    booking: &Booking,
    (kind, action): (&'static str, &'static str),
    detail: &str,
) -> Result<(), StoreError> {
    let (who, staff) = match hand {
        Hand::Own | Hand::Leaves => ("self", None),
        Hand::Staff | Hand::OfCase => (act.who.as_str(), act.staff),
        Hand::Job => ("job", None),
    };
    let sql = "INSERT INTO booking_event (id, booking_id, at, who, staff_id, kind, detail)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let id = act.id::<Event>();
    tx.run(sql, args![id, booking.id, act.at, who, staff, kind, detail])
        .await?;
    if matches!(hand, Hand::Staff | Hand::OfCase) {
        audit::append(tx, act, action, &booking.number.to_string(), detail).await?;
    }
    Ok(())
}
