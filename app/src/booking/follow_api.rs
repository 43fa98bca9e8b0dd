//! A booking by its number and the last four digits of its telephone: for who has no account, or has a slip from the counter.

use super::api::Where;
use crate::call::Call;
use jiff::civil::Date;
use leptos::prelude::*;
use model::{
    AppError,
    booking::{Number, State, Wish},
};
use serde::{Deserialize, Serialize};

/// A booking for who opens it by its number: no name, no telephone, and not what for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// What people call it.
    pub number: Number,
    /// Which room.
    pub place: Where,
    /// The local day.
    #[serde(with = "model::date")]
    pub day: Date,
    /// Local minute it begins.
    pub start: u16,
    /// Local minute it ends.
    pub end: u16,
    /// Seats, or the whole room.
    pub wish: Wish,
    /// How many people come.
    pub party: u32,
    /// Where it stands.
    pub state: State,
    /// Why it was rejected or cancelled.
    pub reason: String,
    /// What to bring, as the room's rules say.
    pub bring: String,
    /// Where it is rated; empty while there is nothing to rate.
    pub rate: String,
}

/// The booking of that number, for who knows the last four digits of its telephone. Those of private rooms are opened by nobody so.
///
/// # Errors
/// [`model::Problem::BookingAndPhone`] under `tail`; [`AppError::TooMany`] after some wrong ones.
#[server(prefix = "/api", endpoint = "booking/follow", input = Call, output = Call)]
pub async fn follow_booking(
    #[server(default)] number: String,
    #[server(default)] tail: String,
) -> Result<Followed, AppError> {
    super::reach::follow([&number, &tail]).await
}
