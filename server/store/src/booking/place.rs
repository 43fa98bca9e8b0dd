//! Making a booking: whose it becomes, what the rules say, and the slots that it takes.

use super::{By, happened, rule, slot};
use crate::{
    act::{Act, first_id},
    args, booking,
    db::{Db, Query, Tx},
    error::StoreError,
    hours, notice, room,
};
use jiff::civil::Date;
use model::{
    booking::{Booking, BookingId, Counted, Day, Number, Refusal, Request, Rules, State, Wish, judge},
    date,
    hours::{LocalMinute, fmt_minute},
    notice::NoticeKind,
    resident::ResidentId,
    room::{RoomId, RoomKind},
};

/// What the server knows of the zone, which the store does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local {
    /// The local moment of the act.
    pub now: LocalMinute,
    /// The slot with which the wanted day begins in local time.
    pub midnight: i64,
}

/// What is wanted: which room, when, for whom.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The room.
    pub room: RoomId,
    /// As checked by `model`.
    pub request: &'a Request,
    /// See [`Local`].
    pub local: Local,
}

/// A new booking.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// The client's idempotency key: one of a resident's own, so that nobody gets another's answer.
    pub key: &'a str,
    /// What is wanted.
    pub wanted: Wanted<'a>,
    /// Any random number: makes the booking's number.
    pub noise: u64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// The booking holds its slots.
    Placed(Booking),
    /// The rules allow it, but somebody else has the slots. Nothing was written: the same key may ask for another time.
    Taken,
    /// These rules refuse. Nothing was written.
    Refused(Vec<Refusal>),
}

/// How many numbers are tried: with ten million bookings the first is taken once in three thousand times.
const NUMBERS: u64 = 8;

/// Makes a booking: by a resident for themselves, or by staff for the person of that phone, who need not have an account. The
/// rules are judged here, under the lock, whatever the caller has judged before. A repeat with the same key gives the first
/// booking as it is now.
///
/// # Errors
/// [`StoreError::NotFound`] for a room or a resident that does not exist; [`model::Problem::AlreadySent`] where the key was used
/// for another wish.
pub async fn place(db: &Db, act: &Act, by: By, new: &New<'_>) -> Result<Placed, StoreError> {
    let tx = db.begin().await?;
    let resident = resident(&tx, act, by, new.wanted.request).await?;
    let id: BookingId = act.id();
    let asked = (new.wanted.room, new.wanted.request);
    if let Some(first) = first_id(&tx, act, "booking", &format!("{resident}:{}", new.key), &asked, id).await? {
        return Ok(Placed::Placed(
            booking::get(&tx, first).await?.ok_or(StoreError::NotFound)?,
        ));
    }
    let rules = rule::queue(&tx, act, new.wanted.room).await?.rules;
    let (day, state) = match judged(&tx, by, resident, None, &rules, &new.wanted).await? {
        Ok(verdict) => verdict,
        Err(refusals) => return Ok(Placed::Refused(refusals)),
    };
    let Wanted { room, request, .. } = new.wanted;
    let (first, end) = (day.slot(request.start), day.slot(request.end));
    let hold = slot::Hold {
        room,
        first: first - rules.slots_before(),
        end: end + rules.slots_after(),
        need: request.wish.units(rules.units),
    };
    let sql = "INSERT INTO booking (id, number, room_id, resident_id, day, start_minute, end_minute, first_slot, end_slot,
                   held_first, held_end, units, seats, whole, party, name, purpose, minors, adult, state, source, made_by,
                   reason, created_at, updated_at, version)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                   '', $23, $23, 1)
               ON CONFLICT (number) DO NOTHING";
    let made_by = matches!(by, By::Staff).then_some(act.staff).flatten();
    let mut inserted = 0;
    for attempt in 0..NUMBERS {
        let number = Number::new(new.noise ^ attempt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let args = args![
            id,
            number.to_string(),
            room,
            resident,
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
            &request.name,
            &request.purpose,
            request.minors,
            request.adult,
            state.code(),
            by.source().code(),
            made_by,
            act.at,
        ];
        inserted = tx.run(sql, args).await?;
        if inserted == 1 {
            break;
        }
    }
    if inserted == 0 {
        return Err(StoreError::Unreadable("booking.number"));
    }
    if !slot::take(&tx, id, hold, &rules).await? {
        return Ok(Placed::Taken);
    }
    let booking = booking::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    happened(
        &tx,
        act,
        by.into(),
        &booking,
        ("placed", "booking.place"),
        &times(&booking),
    )
    .await?;
    let kind = match state {
        State::Pending => NoticeKind::BookingPending,
        _ => NoticeKind::BookingConfirmed,
    };
    notice::tell_booking(&tx, act, kind, &booking, "").await?;
    tx.commit().await?;
    Ok(Placed::Placed(booking))
}

pub(super) const fn seats(wish: Wish) -> u32 {
    match wish {
        Wish::Seats(n) => n,
        Wish::Whole => 0,
    }
}

/// For events: `2026-09-22 09:00-10:00 2`.
pub(super) fn times(b: &Booking) -> String {
    let wish = match b.wish {
        Wish::Seats(n) => n.to_string(),
        Wish::Whole => "whole".to_owned(),
    };
    format!("{} {}-{} {wish}", b.day, fmt_minute(b.start), fmt_minute(b.end))
}

/// Whose booking it becomes. Their row is locked, so that two of their requests are counted one after the other.
async fn resident(tx: &Tx, act: &Act, by: By, request: &Request) -> Result<ResidentId, StoreError> {
    let row = match by {
        By::Resident(id) => {
            let sql = "UPDATE resident SET name = CASE WHEN name = '' THEN $2 ELSE name END
                       WHERE id = $1 AND erased_at IS NULL RETURNING id";
            tx.row(sql, args![id, &request.name]).await?
        }
        By::Staff => {
            let sql = "INSERT INTO resident (id, phone, name, created_at, version) VALUES ($1, $2, $3, $4, 1)
                       ON CONFLICT (phone) DO UPDATE SET
                           name = CASE WHEN resident.name = '' THEN excluded.name ELSE resident.name END
                       RETURNING id";
            let args = args![act.id::<()>(), &request.phone, &request.name, act.at];
            tx.row(sql, args).await?
        }
    };
    row.ok_or(StoreError::NotFound)?.id("id")
}

/// The verdict of the rules on what is committed now, and the day that it is about. `but` is a booking that is being moved and
/// does not count against the quota.
pub(super) async fn judged(
    tx: &Tx,
    by: By,
    resident: ResidentId,
    but: Option<BookingId>,
    rules: &Rules,
    wanted: &Wanted<'_>,
) -> Result<Result<(Day, State), Vec<Refusal>>, StoreError> {
    let request = wanted.request;
    let room = room::row(tx, wanted.room).await?.ok_or(StoreError::NotFound)?;
    let sql = "SELECT retired FROM center WHERE id = $1";
    let center = tx.row(sql, args![room.center]).await?.ok_or(StoreError::NotFound)?;
    if room.retired || center.get("retired")? {
        return Ok(Err(vec![Refusal::NotBookable]));
    }
    let week = hours::get(tx, room.center).await?;
    let exceptions = hours::exceptions(tx, room.center, request.day).await?;
    let closures = room::closures(tx, wanted.room, request.day).await?;
    let day = Day::of(&week, &exceptions, &closures, request.day, wanted.local.midnight);
    let counted = match by {
        By::Resident(_) if rules.quota_day > 0 || rules.quota_week > 0 => {
            counted(tx, resident, but, room.kind, request.day).await?
        }
        _ => Counted::default(),
    };
    Ok(judge(rules, &day, wanted.local.now, request, counted, by.source()).map(|state| (day, state)))
}

/// The person's bookings of rooms of that kind, in all centers, on a day and in its week; `but` is one that does not count.
///
/// # Errors
/// The database does not answer.
pub async fn counted(
    q: &impl Query,
    resident: ResidentId,
    but: Option<BookingId>,
    kind: RoomKind,
    day: Date,
) -> Result<Counted, StoreError> {
    let sql =
        "SELECT COUNT(*) AS in_week, CAST(COALESCE(SUM(CASE WHEN b.day = $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS on_day
               FROM booking b JOIN room r ON r.id = b.room_id
               WHERE b.resident_id = $1 AND r.kind = $2 AND b.day BETWEEN $4 AND $5 AND b.id <> $6
                   AND b.state NOT IN ('cancelled', 'rejected')";
    let (monday, sunday) = date::week(day);
    let but = but.map_or(-1, BookingId::as_i64);
    let args = args![resident, kind.code(), day, monday, sunday, but];
    let row = q.row(sql, args).await?.ok_or(StoreError::NotFound)?;
    Ok(Counted {
        day: row.small("on_day")?,
        week: row.small("in_week")?,
    })
}
