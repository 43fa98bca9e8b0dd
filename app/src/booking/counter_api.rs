//! What the counter does for people who call or stand before it: book in their name, note, mark as missed, lift a limit.

use super::{
    api::Answer,
    my_api::{Done, Shown},
};
use crate::call::Call;
use jiff::civil::Date;
use leptos::prelude::*;
use model::{
    AppError,
    booking::{BookingInput, Limited, Mode, Number, Refusal, State},
    center::CenterId,
    hours::LocalMinute,
    room::RoomId,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What the form needs that books for somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counter {
    /// Which center.
    pub center: CenterId,
    /// Its name.
    pub names: Names,
    /// The day that was asked for, else today.
    #[serde(with = "model::date")]
    pub day: Date,
    /// Rooms that are booked, with what is free on the day.
    pub rooms: Vec<CounterRoom>,
    /// Key of the creating call.
    pub key: String,
}

/// A room that can be booked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CounterRoom {
    /// Which room.
    pub room: RoomId,
    /// Its name.
    pub names: Names,
    /// Whole or by the seat.
    pub mode: Mode,
    /// Also as a whole where it is booked by the seat.
    pub whole_too: bool,
    /// Its people are named to mediators only.
    #[serde(default)]
    pub private: bool,
    /// From when until when something is free on the day, in minutes.
    pub free: Vec<(u16, u16)>,
}

/// Somebody stands at the counter and stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WalkInInput {
    /// `HH:MM`: how long they stay.
    pub until: String,
    /// How many people; empty is as few as the room takes.
    pub party: String,
    /// Who; may be empty.
    pub name: String,
    /// Where to call; may be empty.
    pub phone: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WalkedIn {
    /// They are in.
    Placed(Number),
    /// It is kept for them until somebody else has decided: whoever approves there, and where it is private, the mediator.
    Waits {
        /// The booking's number.
        number: Number,
        /// Only the mediator decides.
        private: bool,
    },
    /// Somebody else has it.
    Gone,
    /// These rules refuse. Nothing was written.
    Refused(Vec<Refusal>),
}

impl WalkedIn {
    /// The word with which it leads back to the counter's page; none where the form itself has to be mended.
    #[must_use]
    pub const fn word(&self) -> Option<&'static str> {
        match self {
            Self::Placed(_) => Some("walked_in"),
            Self::Waits { private: false, .. } => Some("waits"),
            Self::Waits { private: true, .. } => Some("waits_mediator"),
            Self::Gone => Some("gone"),
            Self::Refused(_) => None,
        }
    }
}

/// One of the bookings of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfSeries {
    /// Its number.
    pub number: Number,
    /// Its day.
    #[serde(with = "model::date")]
    pub day: Date,
    /// What has become of it.
    pub state: State,
}

/// A booking as staff see it on its own page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StaffView {
    /// The booking with what its page says.
    pub shown: Shown,
    /// Its person is not named to who asks.
    pub hidden: bool,
    /// What staff wrote beside it.
    pub note: String,
    /// Why a rule was set aside.
    pub waiver: String,
    /// Its person books for the same day only, and until when.
    pub limited: Option<Limited>,
    /// The bookings of the series that it belongs to, if it does: number, day, and what became of each.
    #[serde(default)]
    pub series: Vec<OfSeries>,
    /// Nobody has come, and it can be said.
    pub may_miss: bool,
    /// What happened to it: when, who, what, and times.
    pub events: Vec<(LocalMinute, String, String, String)>,
}

/// What the form needs that books for somebody in a center.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/counter", input = Call, output = Call)]
pub async fn get_counter(center: CenterId, #[server(default)] day: String) -> Result<Counter, AppError> {
    super::reach::counter::form(center, &day).await
}

/// What the person of a phone called themselves when they last booked in the center, if they did.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/known_as", input = Call, output = Call)]
pub async fn known_as(center: CenterId, #[server(default)] phone: String) -> Result<Option<String>, AppError> {
    super::reach::behalf::known_as(center, &phone).await
}

/// Books for somebody who calls, and leads to the booking's page for staff. `waiver` says why a rule that holds residents is set
/// aside. `choose` is another time that was offered, `edit` to go back to the form, `day` to look at another day beside it, or `fill`
/// with a room, a day and a time to have those in it. Of what repeats the answer says what can
/// be had of each day, and nothing is written yet.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; problems of [`BookingInput`], of `room` and of `waiver`.
#[server(prefix = "/api", endpoint = "booking/place_for", input = Call, output = Call)]
pub async fn place_for(
    center: CenterId,
    key: String,
    #[server(default)] room: String,
    #[server(default)] input: BookingInput,
    #[server(default)] waiver: String,
    #[server(default)] choose: String,
) -> Result<Answer, AppError> {
    super::reach::behalf::place_for(center, &key, &room, input, &waiver, &choose).await
}

/// Books the days of a series for somebody that are named (`2026-09-22,2026-09-29`), all of them or none, and leads to the first
/// one's page for staff. Where one of them cannot be had any more, or a reason is missing, the answer says so.
///
/// # Errors
/// As [`place_for`].
#[server(prefix = "/api", endpoint = "booking/place_series_for", input = Call, output = Call)]
pub async fn place_series_for(
    center: CenterId,
    key: String,
    #[server(default)] room: String,
    #[server(default)] input: BookingInput,
    #[server(default)] waiver: String,
    #[server(default)] days: String,
) -> Result<Answer, AppError> {
    super::reach::behalf::place_series_for(center, &key, &room, input, &waiver, &days).await
}

/// Lets somebody in who stands there, from now on; leads back to `back`, the counter's page. Where a rule refuses the answer names it.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; problems of [`WalkInInput`].
#[server(prefix = "/api", endpoint = "booking/walk_in", input = Call, output = Call)]
pub async fn walk_in(
    id: RoomId,
    key: String,
    #[server(default)] input: WalkInInput,
    #[server(default)] back: String,
) -> Result<WalkedIn, AppError> {
    super::reach::counter::walk_in(id, &key, &input, &back).await
}

/// A booking as staff see it.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/staff_view", input = Call, output = Call)]
pub async fn view_for_staff(number: Number) -> Result<StaffView, AppError> {
    super::reach::counter::view(number).await
}

/// Writes the note beside a booking, for whoever is at the counter then.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; too long.
#[server(prefix = "/api", endpoint = "booking/note", input = Call, output = Call)]
pub async fn note_booking(number: Number, #[server(default)] note: String) -> Result<(), AppError> {
    super::reach::counter::note(number, &note).await
}

/// Notes that nobody has come; leads back to `back`, the counter's page.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/miss", input = Call, output = Call)]
pub async fn miss_booking(number: Number, #[server(default)] back: String) -> Result<Done, AppError> {
    let p = super::reach::counter::staff_party(number).await?.that_knows()?;
    let db = p.place.server.store.db();
    let moved = store::booking::miss(db, &p.act, p.booking.id).await?;
    Ok(super::reach::done(moved, number, &back))
}

/// Lifts the limit of the booking's person: what they missed so far no longer counts.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/forgive", input = Call, output = Call)]
pub async fn forgive(number: Number) -> Result<(), AppError> {
    let p = super::reach::counter::staff_party(number).await?.that_knows()?;
    let db = p.place.server.store.db();
    Ok(store::booking::forgive(db, &p.act, &p.booking).await?)
}

/// Whether the resident who asks is limited because they did not come.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/standing", input = Call, output = Call)]
pub async fn standing() -> Result<Option<Limited>, AppError> {
    let resident = crate::server::resident()?;
    let server = crate::server::server()?;
    Ok(store::booking::limited(server.store.db(), resident.id, server.local_now().day).await?)
}
