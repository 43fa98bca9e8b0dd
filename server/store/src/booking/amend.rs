//! Changing what a booking says beside its time: who comes, how many, what for. Where it takes more or fewer seats its slots follow,
//! or nothing changes.

use super::{
    By, Placed,
    ground::Ground,
    happened,
    put::{hold_of, seats},
    rule, slot, waitlist,
};
use crate::{act::Act, args, booking, db::Db, error::StoreError, notice};
use jiff::civil::Date;
use model::{
    booking::{Booking, BookingId, Refusal, Request, Rules, SLOT_MINUTES, State, Wish, fits, may_change},
    notice::NoticeKind,
};

/// Writes what of `asked` is not the time: that stays, and so do rules of the time which the booking no longer keeps. What a
/// resident changes in a room that needs approval waits for it anew, because it is something else than what was approved. `reason`
/// is what its resident is told where staff have changed it.
///
/// # Errors
/// [`StoreError::NotFound`] for a booking that does not exist, or that is somebody else's.
pub async fn amend(
    db: &Db,
    act: &Act,
    by: By,
    id: BookingId,
    asked: &Request,
    (today, reason): (Date, &str),
) -> Result<Placed, StoreError> {
    let tx = db.begin().await?;
    let known = booking::get(&tx, id).await?.filter(|b| by.owns(b));
    let known = known.ok_or(StoreError::NotFound)?;
    let rules = rule::queue(&tx, act, known.room).await?.rules;
    // Read again: it may have been moved or cancelled while this waited.
    let before = booking::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    if before.room != known.room {
        return Err(StoreError::NotFound);
    }
    if let Err(refusal) = may_change(&rules, &before, act.at, by.source()) {
        return Ok(Placed::Refused(vec![refusal]));
    }
    let request = Request {
        day: before.day,
        start: before.start,
        end: before.end,
        phone: before.phone.clone(),
        ..asked.clone()
    };
    if request == before.request() {
        return Ok(Placed::Placed(before));
    }
    let ground = Ground::of(&tx, before.room, today.min(before.day)).await?;
    let day = ground.day(before.day, before.first_slot - i64::from(before.start / SLOT_MINUTES));
    let kept = fits(&rules, &day, &before.request());
    let broken: Vec<Refusal> = fits(&rules, &day, &request)
        .into_iter()
        .filter(|refusal| !kept.contains(refusal))
        .collect();
    if !broken.is_empty() {
        return Ok(Placed::Refused(broken));
    }
    // What was booked as private stays so, wherever it was moved to.
    let private = before.private || rules.private;
    let with_whom = if private { request.with_whom.as_str() } else { "" };
    let hold = hold_of(&rules, before.room, &day, &request);
    slot::free(&tx, id).await?;
    let sql =
        "UPDATE booking SET held_first = $2, held_end = $3, units = $4, seats = $5, whole = $6, party = $7, name = $8,
                   purpose = $9, with_whom = $10, minors = $11, adult = $12, state = $13, updated_at = $14,
                   reason = CASE WHEN $15 = '' THEN reason ELSE $15 END, version = version + 1
               WHERE id = $1";
    let args = args![
        id,
        hold.first,
        hold.end,
        hold.need,
        seats(request.wish),
        request.wish == Wish::Whole,
        request.party,
        &request.name,
        &request.purpose,
        with_whom,
        request.minors,
        request.adult,
        after(&rules, by, &before).code(),
        act.at,
        reason,
    ];
    tx.run(sql, args).await?;
    if !slot::take(&tx, id, hold, &rules).await? {
        return Ok(Placed::Taken);
    }
    let booking = booking::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let detail = format!("{} → {}", count(&before), count(&booking));
    happened(&tx, act, by.into(), &booking, ("moved", "booking.amend"), &detail).await?;
    if matches!(by, By::Staff) {
        notice::tell_booking(&tx, act, NoticeKind::BookingChanged, &booking, reason).await?;
    }
    waitlist::pass_on(&tx, act, before.room, &rules).await?;
    tx.commit().await?;
    Ok(Placed::Placed(booking))
}

/// What it is then: staff have decided by changing it.
fn after(rules: &Rules, by: By, before: &Booking) -> State {
    match (by, before.state) {
        (By::Resident(_), State::Confirmed) if rules.approval => State::Pending,
        (_, state) => state,
    }
}

/// For events, which cannot be erased: how many come and what they take, not who and what for.
fn count(b: &Booking) -> String {
    match b.wish {
        Wish::Seats(n) => format!("{} ({n})", b.party),
        Wish::Whole => format!("{} (whole)", b.party),
    }
}
