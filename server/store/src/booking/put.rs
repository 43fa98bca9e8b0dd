//! Writing a booking and taking its slots: one way for all who make them, whoever has judged before.

use super::{Hand, happened, slot};
use crate::{act::Act, args, booking, db::Tx, error::StoreError};
use model::{
    booking::{Booking, BookingId, Day, Number, Refusal, Request, Rules, SeriesId, Source, State, Wish},
    hours::fmt_minute,
    resident::ResidentId,
    room::RoomId,
    staff::StaffId,
};

/// How many numbers are tried: with ten million bookings the first is taken once in three thousand times.
const NUMBERS: u64 = 8;

/// A booking that is about to be written.
pub(super) struct Fresh<'a> {
    pub(super) id: BookingId,
    pub(super) resident: ResidentId,
    pub(super) room: RoomId,
    pub(super) request: &'a Request,
    pub(super) day: &'a Day,
    pub(super) state: State,
    pub(super) source: Source,
    pub(super) made_by: Option<StaffId>,
    pub(super) series: Option<SeriesId>,
    /// Any random number: makes the booking's number.
    pub(super) noise: u64,
    /// Rules that staff have set aside. The event says which, not why: it cannot be erased.
    pub(super) waived: &'a [Refusal],
}

/// What a request holds, with its buffers.
pub(super) fn hold_of(rules: &Rules, room: RoomId, day: &Day, request: &Request) -> slot::Hold {
    slot::Hold {
        room,
        first: day.slot(request.start) - rules.slots_before(),
        end: day.slot(request.end) + rules.slots_after(),
        need: request.wish.units(rules.units),
    }
}

/// With whom somebody comes: kept where only mediators read it, and nowhere else.
pub(super) fn with_whom<'a>(rules: &Rules, request: &'a Request) -> &'a str {
    if rules.private { &request.with_whom } else { "" }
}

/// Writes it. None where somebody else has slots of it: the transaction then has to be dropped.
pub(super) async fn put(
    tx: &Tx,
    act: &Act,
    hand: Hand,
    rules: &Rules,
    fresh: &Fresh<'_>,
) -> Result<Option<Booking>, StoreError> {
    let request = fresh.request;
    let hold = hold_of(rules, fresh.room, fresh.day, request);
    let terms = rules.terms();
    let sql = "INSERT INTO booking (id, number, room_id, resident_id, day, start_minute, end_minute, first_slot, end_slot,
                   held_first, held_end, units, seats, whole, party, name, purpose, minors, adult, state, source, made_by,
                   series_id, reason, created_at, updated_at, version, with_whom, firm_at, check_in, grace_minutes, at_door)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                   $23, '', $24, $24, 1, $25, $24, $26, $27, $28)
               ON CONFLICT (number) DO NOTHING";
    let mut inserted = 0;
    for attempt in 0..NUMBERS {
        let number = Number::new(fresh.noise ^ attempt.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let args = args![
            fresh.id,
            number.to_string(),
            fresh.room,
            fresh.resident,
            request.day,
            request.start,
            request.end,
            fresh.day.slot(request.start),
            fresh.day.slot(request.end),
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
            fresh.state.code(),
            fresh.source.code(),
            fresh.made_by,
            fresh.series,
            act.at,
            with_whom(rules, request),
            terms.check_in,
            terms.grace_minutes,
            terms.at_door,
        ];
        inserted = tx.run(sql, args).await?;
        if inserted == 1 {
            break;
        }
    }
    if inserted == 0 {
        return Err(StoreError::Unreadable("booking.number"));
    }
    if !slot::take(tx, fresh.id, hold, rules).await? {
        return Ok(None);
    }
    let booking = booking::get(tx, fresh.id).await?.ok_or(StoreError::NotFound)?;
    let what = ("placed", "booking.place");
    let mut detail = times(&booking);
    detail.extend(fresh.waived.iter().flat_map(|rule| [" ", rule.code()]));
    happened(tx, act, hand, &booking, what, &detail).await?;
    Ok(Some(booking))
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

/// Random numbers for one booking after the other, from one.
pub(super) fn stir(noise: u64, n: u64) -> u64 {
    let mixed = noise.wrapping_add(n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
