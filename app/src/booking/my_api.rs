//! What is asked and done about one booking, by whose it is or by staff of its center; and a resident's list of theirs.

use super::api::{Answer, Calendar, Look, Where};
use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    booking::{Booking, BookingInput, Number, Refusal, Rules, Series},
    hours::LocalMinute,
};
use model::{room::RoomId, text::Names};
use serde::{Deserialize, Serialize};

/// A booking with what its page says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// The booking, as the one who asks may see it.
    pub booking: Booking,
    /// Which room.
    pub place: Where,
    /// How it is booked.
    pub rules: Rules,
    /// Until when it can be changed or cancelled.
    pub until: LocalMinute,
    /// Why it cannot be changed or cancelled now, if so.
    pub no_change: Option<Refusal>,
    /// Why one cannot check in now, if so.
    pub no_check_in: Option<Refusal>,
    /// A staff member asks, not whose it is.
    pub staff: bool,
    /// Where it is rated; empty for staff, and where nobody is asked.
    pub rate: String,
}

/// A booking in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mine {
    /// The booking.
    pub booking: Booking,
    /// Which room.
    pub place: Where,
    /// The series that it belongs to.
    pub series: Option<Series>,
}

/// Why something about a booking cannot be done, or that it is done.
pub type Done = Option<Refusal>;

/// A booking, for its resident or for staff.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`], also for somebody else's.
#[server(prefix = "/api", endpoint = "booking/get", input = Call, output = Call)]
pub async fn get_booking(number: Number) -> Result<Shown, AppError> {
    super::reach::party(number).await?.shown().await
}

/// What is free in the booking's room for as long and as many as it is now, in the week of the day that is looked at; for staff also
/// in another `room` of its center.
///
/// # Errors
/// As [`get_booking`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/move_calendar", input = Call, output = Call)]
pub async fn get_move_calendar(
    number: Number,
    #[server(default)] look: Look,
    #[server(default)] room: String,
) -> Result<Calendar, AppError> {
    let p = super::reach::party(number).await?;
    let place = p.other_place(&room).await?;
    p.calendar(look, place).await
}

/// The rooms of its center that staff may move a booking to; none for its resident.
///
/// # Errors
/// As [`get_booking`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/move_rooms", input = Call, output = Call)]
pub async fn get_move_rooms(number: Number) -> Result<Vec<(RoomId, Names)>, AppError> {
    super::reach::party(number).await?.other_rooms().await
}

/// Changes what a booking says beside its time: who comes, how many, what for; leads to its page. The answer names the rules that
/// refuse. `reason` is what its resident is told where staff do it.
///
/// # Errors
/// As [`get_booking`]; problems of [`BookingInput`].
#[server(prefix = "/api", endpoint = "booking/amend", input = Call, output = Call)]
pub async fn amend_booking(
    number: Number,
    #[server(default)] input: BookingInput,
    #[server(default)] reason: String,
) -> Result<Vec<Refusal>, AppError> {
    super::reach::party(number)
        .await?
        .that_knows()?
        .amend(input, &reason)
        .await
}

/// Cancels a booking and leads to its page, or to `back`, the counter's. Of a series also the bookings after it, where `which` is
/// `following`, or `all`: those that may still be cancelled. Staff have to say why.
///
/// # Errors
/// As [`get_booking`]; problems of `reason`.
#[server(prefix = "/api", endpoint = "booking/cancel", input = Call, output = Call)]
pub async fn cancel_booking(
    number: Number,
    #[server(default)] reason: String,
    #[server(default)] which: String,
    #[server(default)] back: String,
) -> Result<Done, AppError> {
    let p = super::reach::party(number).await?.that_knows()?;
    let reason = super::reach::reason(&p, &reason)?;
    let which = model::booking::Which::from_code(&which);
    if which != model::booking::Which::One && p.booking.series.is_some() {
        return p.cancel_series(which, &reason).await;
    }
    let db = p.place.server.store.db();
    let moved = store::booking::cancel(db, &p.act, p.by, p.booking.id, &reason).await?;
    Ok(super::reach::done(moved, number, &back))
}

/// Notes that the person has come; leads to the booking's page, or to `back`, the counter's.
///
/// # Errors
/// As [`get_booking`].
#[server(prefix = "/api", endpoint = "booking/check_in", input = Call, output = Call)]
pub async fn check_in(number: Number, #[server(default)] back: String) -> Result<Done, AppError> {
    let p = super::reach::party(number).await?;
    let db = p.place.server.store.db();
    let moved = store::booking::check_in(db, &p.act, p.by, p.booking.id).await?;
    Ok(super::reach::done(moved, number, &back))
}

/// Moves a booking to another time, for staff also to another `room` of its center, and leads to its page. Staff have to say why.
///
/// # Errors
/// As [`get_booking`]; not a time; problems of `reason`.
#[server(prefix = "/api", endpoint = "booking/move", input = Call, output = Call)]
pub async fn move_booking(
    number: Number,
    #[server(default)] input: BookingInput,
    #[server(default)] choose: String,
    #[server(default)] reason: String,
    #[server(default)] room: String,
) -> Result<Answer, AppError> {
    let p = super::reach::party(number).await?.that_knows()?;
    let place = p.other_place(&room).await?;
    let reason = super::reach::reason(&p, &reason)?;
    p.move_to(place, input, &choose, &reason).await
}

/// A resident's bookings, coming ones and those of the last year.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/mine", input = Call, output = Call)]
pub async fn my_bookings() -> Result<Vec<Mine>, AppError> {
    let resident = crate::server::resident()?;
    super::reach::mine(&crate::server::server()?, resident.id).await
}
