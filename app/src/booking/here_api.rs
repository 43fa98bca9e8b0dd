//! Checking in at the door of a room: its poster leads here, to whoever is signed in or knows the number of a booking.

use super::{api::Where, my_api::Done};
use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    booking::{Number, Refusal, State},
    room::RoomId,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What whoever stands at a door sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Here {
    /// The room behind it.
    pub place: Where,
    /// A resident is signed in.
    pub signed_in: bool,
    /// A number was asked for of which there is no booking of this room today.
    pub unknown: bool,
    /// Today's bookings: the resident's own, and the one of the number that was asked for.
    pub bookings: Vec<Arrival>,
}

/// A booking at the door. Who has booked is not said: a number may be known to others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// Its number.
    pub number: Number,
    /// Local minute it begins.
    pub start: u16,
    /// Local minute it ends.
    pub end: u16,
    /// Where it stands.
    pub state: State,
    /// Why one cannot check in now, if so.
    pub refusal: Option<Refusal>,
    /// It is the signed-in resident's.
    pub own: bool,
}

/// What there is today at the door that `token` names: the resident's own bookings, and the one of `number`.
///
/// # Errors
/// [`AppError::NotFound`] for a token that is not ours; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/here", input = Call, output = Call)]
pub async fn get_here(token: String, #[server(default)] number: String) -> Result<Here, AppError> {
    super::reach::door::here(&token, &number).await
}

/// Notes that the person of a booking of today has come to the door that `token` names; leads back there.
///
/// # Errors
/// [`AppError::NotFound`] for a token that is not ours, and for a booking of another room or day.
#[server(prefix = "/api", endpoint = "booking/come", input = Call, output = Call)]
pub async fn come(token: String, number: Number) -> Result<Done, AppError> {
    super::reach::door::come(&token, number).await
}

/// What is printed for the door of a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoorPoster {
    /// The room's name.
    pub names: Names,
    /// The center's name.
    pub center_names: Names,
    /// Where the code leads, without the origin.
    pub path: String,
}

/// The poster of a room's door, for those who may book there for others.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/door", input = Call, output = Call)]
pub async fn get_door(room: RoomId) -> Result<DoorPoster, AppError> {
    super::reach::door::poster(room).await
}
