//! Changing what a booking says beside its time: who comes, how many, what for. Where it takes more or fewer seats its slots follow,
//! or nothing changes. What it has stays its own, whatever the rules have become since.

use super::{By, Placed, ground::Ground, happened, put::seats, rule, slot, waitlist};
use crate::{
    act::Act,
    args, booking,
    db::{Db, Query as _, Tx},
    error::StoreError,
    notice,
};
use jiff::civil::Date;
use model::{
    booking::{Booking, BookingId, Refusal, Request, Rules, SLOT_MINUTES, State, Wish, fits, may_change},
    notice::NoticeKind,
};

/// Writes what of `asked` is not the time: that stays, and so do rules of the time which the booking no longer keeps. What a
/// resident changes in a room that needs approval waits for it anew, because it is something else than what was approved. `said` is
/// today, and why where staff have changed it: its resident is told.
///
/// # Errors
/// [`StoreError::NotFound`] for a booking that does not exist, or that is somebody else's.
pub async fn amend(
    db: &Db,
    act: &Act,
    by: By,
    id: BookingId,
    asked: &Request,
    said: (Date, &str),
) -> Result<Placed, StoreError> {
    loop {
        if let Some(answer) = try_amend(db, act, by, id, asked, said).await? {
            return Ok(answer);
        }
    }
}

/// None if the booking was moved to another room while this waited: the lock is then on the wrong one.
async fn try_amend(
    db: &Db,
    act: &Act,
    by: By,
    id: BookingId,
    asked: &Request,
    (today, reason): (Date, &str),
) -> Result<Option<Placed>, StoreError> {
    let tx = db.begin().await?;
    let known = booking::get(&tx, id).await?.filter(|b| by.owns(b));
    let known = known.ok_or(StoreError::NotFound)?;
    let rules = rule::queue(&tx, act, known.room).await?.rules;
    // Read again: it may have been moved or cancelled while this waited.
    let before = booking::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    if before.room != known.room {
        return Ok(None);
    }
    if let Err(refusal) = may_change(&rules, &before, act.at, by.source()) {
        return Ok(Some(Placed::Refused(vec![refusal])));
    }
    let request = Request {
        day: before.day,
        start: before.start,
        end: before.end,
        phone: before.phone.clone(),
        ..asked.clone()
    };
    if request == before.request() {
        return Ok(Some(Placed::Placed(before)));
    }
    let ground = Ground::of(&tx, before.room, today.min(before.day)).await?;
    let day = ground.day(before.day, before.first_slot - i64::from(before.start / SLOT_MINUTES));
    let kept = fits(&rules, &day, &before.request());
    let broken: Vec<Refusal> = fits(&rules, &day, &request)
        .into_iter()
        .filter(|refusal| !kept.contains(refusal))
        .collect();
    if !broken.is_empty() {
        return Ok(Some(Placed::Refused(broken)));
    }
    // What was booked as private stays so, wherever it was moved to.
    let private = before.private || rules.private;
    let with_whom = if private { request.with_whom.as_str() } else { "" };
    let sql =
        "UPDATE booking SET party = $2, name = $3, purpose = $4, with_whom = $5, minors = $6, adult = $7, state = $8,
                   updated_at = $9, reason = CASE WHEN $10 = '' THEN reason ELSE $10 END, version = version + 1
               WHERE id = $1";
    let args = args![
        id,
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
    if !resize(&tx, &before, request.wish, &rules).await? {
        return Ok(Some(Placed::Taken));
    }
    let booking = booking::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let detail = format!("{} → {}", count(&before), count(&booking));
    happened(&tx, act, by.into(), &booking, ("moved", "booking.amend"), &detail).await?;
    if matches!(by, By::Staff) {
        notice::tell_booking(&tx, act, NoticeKind::BookingChanged, &booking, reason).await?;
    }
    waitlist::pass_on(&tx, act, before.room, &rules).await?;
    tx.commit().await?;
    Ok(Some(Placed::Placed(booking)))
}

/// Makes what it holds follow what is wanted. The same leaves it alone and fewer seats only give some up, so that neither can fail for
/// rules that have changed since: fewer seats in the room, or longer buffers. More are looked for in the slots that it has, with
/// the buffers that it was made with. False where they are not free.
async fn resize(tx: &Tx, before: &Booking, wish: Wish, rules: &Rules) -> Result<bool, StoreError> {
    let id = before.id;
    let units = match (before.wish, wish) {
        (was, now) if was == now => return Ok(true),
        (Wish::Seats(was), Wish::Seats(now)) if now < was => {
            slot::keep(tx, id, now).await?;
            now
        }
        _ => {
            let sql = "SELECT held_first, held_end FROM booking WHERE id = $1";
            let held = tx.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?;
            let hold = slot::Hold {
                room: before.room,
                first: held.get("held_first")?,
                end: held.get("held_end")?,
                need: wish.units(rules.units),
            };
            slot::free(tx, id).await?;
            if !slot::take(tx, id, hold, rules).await? {
                return Ok(false);
            }
            hold.need
        }
    };
    let sql = "UPDATE booking SET units = $2, seats = $3, whole = $4 WHERE id = $1";
    tx.run(sql, args![id, units, seats(wish), wish == Wish::Whole]).await?;
    Ok(true)
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
