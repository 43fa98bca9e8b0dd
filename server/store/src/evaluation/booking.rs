//! A booking has ended: its resident is asked how it was, also where nothing came of it. Whose booking was the counter slot of a case
//! is asked at the case's end, and only then: it was one service.

use super::{Asking, ask};
use crate::{
    act::Act,
    args, case,
    db::{Query, Tx},
    error::StoreError,
    notice::{self, NewNotice},
};
use model::{
    booking::{Booking, State},
    evaluation::{About, Link, Outcome, Service},
    notice::NoticeKind,
};

/// How long it is worth telling somebody that they can rate, seconds.
pub(super) const WORTH_TELLING: i64 = 7 * 86_400;
/// After a refusal or a cancellation one is told of that first and asked an hour later.
const A_WHILE: i64 = 3600;

/// What a state means for whoever had the booking; none where it goes on, or where there never was one.
const fn outcome(state: State) -> Option<Outcome> {
    match state {
        State::Finished => Some(Outcome::Done),
        State::Cancelled => Some(Outcome::Cancelled),
        State::Rejected => Some(Outcome::Refused),
        State::NoShow => Some(Outcome::Missed),
        State::Offered | State::Pending | State::Confirmed | State::CheckedIn | State::Lapsed => None,
    }
}

/// Asks the resident of a booking that has just got its state. Who ended it by themselves is not sent a message about it; the page
/// of the booking asks them.
pub(crate) async fn ended(tx: &Tx, act: &Act, own: bool, booking: &Booking) -> Result<(), StoreError> {
    let Some(outcome) = outcome(booking.state) else {
        return Ok(());
    };
    if case::has_booking(tx, booking.id).await? {
        return Ok(());
    }
    // Whoever had begun it may have asked to be forgotten since: what is asked of nobody would count as not answered.
    // Somebody without a telephone, of whom nothing was ever kept, is written as forgotten from the start, and counts.
    let sql = "SELECT r.id FROM resident r JOIN booking b ON b.id = $2
               WHERE r.id = $1 AND (r.erased_at IS NULL OR r.erased_at <= b.created_at)";
    if tx.row(sql, args![booking.resident, booking.id]).await?.is_none() {
        return Ok(());
    }
    let row = tx.row("SELECT center_id FROM room WHERE id = $1", args![booking.room]);
    let center = row.await?.ok_or(StoreError::NotFound)?.id("center_id")?;
    let about = About::Booking(booking.id);
    let asking = Asking {
        subject: &about.subject(),
        round: 0,
        service: Service::Booking,
        center,
        room: Some(booking.room),
        booking: Some(booking.id),
        resident: Some(booking.resident),
        staff: booking.made_by,
        outcome,
        day: booking.day,
    };
    if ask(tx, act, &asking).await?.is_none() || own {
        return Ok(());
    }
    let link = Link::first(about);
    let new = NewNotice {
        resident: booking.resident,
        kind: NoticeKind::EvaluationAsked,
        event: &link.to_string(),
        about: Some(notice::about(booking)),
        words: "",
        // Whoever shows or sends it puts the seal behind it: the store does not know the deployment's secret.
        path: &format!("/rate/{link}"),
        not_before: (outcome != Outcome::Done).then_some(act.at + A_WHILE),
        expires_at: act.at + WORTH_TELLING,
    };
    notice::tell(tx, act, new).await.map(drop)
}
