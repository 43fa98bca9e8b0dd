//! A booking by its number and the last four digits of its telephone. What is, or was, only an offer of the waiting list is none yet.
//!
//! Of a private room there is none: staff see that one is booked and under which number, and whoever of them suspects somebody would
//! learn from the digits of that person's telephone whether it is them. Its people sign in, and have the way to rate it by message.

use super::{Place, party::rate_path};
use crate::{booking::follow_api::Followed, guess, server::server};
use model::{
    AppError, Problem,
    booking::{Number, State},
    text::Problems,
};
use store::guess::Of;

/// See [`crate::booking::follow_api::follow_booking`].
pub async fn follow([number, tail]: [&str; 2]) -> Result<Followed, AppError> {
    let server = server()?;
    let db = server.store.db();
    let mut problems = Problems::new();
    for (field, text) in [("number", number), ("tail", tail)] {
        if text.trim().is_empty() {
            problems.add(field, Problem::Required);
        }
    }
    problems.finish(())?;
    let refused = || AppError::field("tail", Problem::BookingAndPhone);
    let number: Number = number.parse().map_err(|_| refused())?;
    let booking = store::booking::by_number(db, number).await?.ok_or_else(refused)?;
    let opened = !booking.private && !matches!(booking.state, State::Offered | State::Lapsed);
    let theirs = guess::ends_with(&server, &booking.phone, tail) && opened;
    guess::opens(&server, Of::Booking(booking.id), theirs, refused()).await?;
    let place = Place::any(booking.room).await?;
    let rate = if booking.state.holds_slots() {
        String::new()
    } else {
        rate_path(&server, &booking).await?
    };
    Ok(Followed {
        number,
        place: place.describe(),
        day: booking.day,
        start: booking.start,
        end: booking.end,
        wish: booking.wish,
        party: booking.party,
        state: booking.state,
        reason: booking.reason,
        bring: place.rules.bring,
        rate,
    })
}
