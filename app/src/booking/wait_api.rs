//! What a resident waits for, what is kept for them, and their answer to it. Joining a line is in [`super::api`], beside booking.

use super::api::Where;
use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    booking::{Booking, Number, Refusal, Wait, WaitId},
    hours::LocalMinute,
};
use serde::{Deserialize, Serialize};

/// An entry of a waiting list, as its resident sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// The entry.
    pub wait: Wait,
    /// Which room.
    pub place: Where,
    /// How many stand before them.
    pub ahead: u32,
    /// The number of the booking that keeps the time, where it is offered.
    pub number: Option<Number>,
    /// Until when it is kept, or was.
    pub until: Option<LocalMinute>,
}

/// A time that is kept for somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// What keeps it.
    pub booking: Booking,
    /// Which room.
    pub place: Where,
    /// Until when.
    pub until: LocalMinute,
    /// Whole minutes that are left.
    pub minutes: u32,
    /// It will have to be approved.
    pub pending: bool,
    /// It waits for an answer.
    pub open: bool,
    /// It was taken.
    pub booked: bool,
    /// The room cannot be had then any more, and the resident waits on.
    #[serde(default)]
    pub taken_back: bool,
}

/// What came of an answer to an offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferAnswer {
    /// It is booked.
    Booked,
    /// The next one gets it.
    Declined,
    /// It was too late.
    Over,
    /// These rules refuse now.
    Refused(Vec<Refusal>),
}

impl OfferAnswer {
    /// The page that says what came of it.
    #[must_use]
    pub fn leads_to(&self, number: Number) -> String {
        match self {
            Self::Booked => format!("/bookings/{number}?new=1"),
            Self::Declined => "/me/bookings?done=declined".to_owned(),
            Self::Over | Self::Refused(_) => format!("/bookings/{number}/offer"),
        }
    }
}

/// What a resident waits for.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/waits", input = Call, output = Call)]
pub async fn my_waits() -> Result<Vec<Waiting>, AppError> {
    let resident = crate::server::resident()?;
    super::reach::waits(&crate::server::server()?, resident.id).await
}

/// What is kept for the resident who asks.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`], also for somebody else's.
#[server(prefix = "/api", endpoint = "booking/held", input = Call, output = Call)]
pub async fn get_held(number: Number) -> Result<Held, AppError> {
    super::reach::held(number).await
}

/// Takes what was offered, and leads to the booking's page.
///
/// # Errors
/// As [`get_held`].
#[server(prefix = "/api", endpoint = "booking/accept", input = Call, output = Call)]
pub async fn accept_offer(number: Number) -> Result<OfferAnswer, AppError> {
    super::reach::accept(number).await
}

/// Refuses what was offered, and leads to the resident's bookings.
///
/// # Errors
/// As [`get_held`].
#[server(prefix = "/api", endpoint = "booking/decline", input = Call, output = Call)]
pub async fn decline_offer(number: Number) -> Result<OfferAnswer, AppError> {
    super::reach::decline(number).await
}

/// Leaves a line, and leads to the resident's bookings.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`], also for somebody else's.
#[server(prefix = "/api", endpoint = "booking/leave_wait", input = Call, output = Call)]
pub async fn leave_wait(id: WaitId) -> Result<(), AppError> {
    super::reach::leave(id).await
}
