//! What residents ask before they book, and booking itself.

use super::find_api::Elsewhere;
use crate::call::Call;
use jiff::civil::Date;
use leptos::prelude::*;
use model::{
    AppError,
    booking::{
        Alternative, BookingInput, CellState, Number, Outcome, PlanDate, Refusal, Repeat, Rules, SeriesId, Why, Wish,
    },
    center::CenterId,
    hours::LocalMinute,
    room::{RoomId, RoomKind},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What the address of a page with a calendar says: nothing checked, everything may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// The day that is looked at.
    pub day: String,
    /// How long somebody wants to stay.
    pub minutes: String,
    /// How many seats.
    pub seats: String,
    /// `1` for the whole room.
    pub whole: String,
}

/// Which room it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Where {
    /// The room.
    pub room: RoomId,
    /// Its name.
    pub names: Names,
    /// What it is for.
    pub kind: RoomKind,
    /// Whose room it is.
    pub center: CenterId,
    /// The center's name.
    pub center_names: Names,
    /// Where to go.
    pub address: String,
    /// Where to call.
    pub phone: String,
}

/// Seven days of a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    /// Which room.
    pub place: Where,
    /// How it is booked.
    pub rules: Rules,
    /// The day that was asked for, brought into the days that can be booked.
    #[serde(with = "model::date")]
    pub chosen: Date,
    /// The last day that can be booked today.
    #[serde(with = "model::date")]
    pub last: Date,
    /// The length that was asked for, brought to one that a stay can have.
    pub minutes: u16,
    /// What was asked for.
    pub wish: Wish,
    /// Rises with every change to the room's bookings.
    pub changes: i64,
    /// The week from today, or a later one.
    pub days: Vec<ShownDay>,
}

/// A day of a [`Calendar`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShownDay {
    /// The date.
    #[serde(with = "model::date")]
    pub day: Date,
    /// Set where the room is closed all day.
    pub closed: Option<Why>,
    /// The steps of the day.
    pub cells: Vec<ShownCell>,
}

/// A step of a [`ShownDay`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownCell {
    /// Local minute it begins.
    pub start: u16,
    /// How many units are free, all the while that somebody would stay where it can begin here.
    pub free: u32,
    /// Whether it can be booked, and why not.
    pub state: CellState,
    /// Whether what was asked for can begin here.
    pub begins: bool,
    /// Whether it could if others had not booked: one can wait for it.
    pub waits: bool,
}

/// What the form of a booking needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Which room.
    pub place: Where,
    /// How it is booked.
    pub rules: Rules,
    /// Key of the creating call.
    pub key: String,
    /// What the resident calls themselves, to be changed if somebody else comes.
    pub name: String,
}

/// What is said to a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Everything that was typed, with another time where one was chosen.
    pub input: BookingInput,
    /// What becomes of it.
    pub verdict: Verdict,
    /// The room that it is about, which may be another than the page's own; none where nothing is asked any more.
    pub offer: Option<Offer>,
}

/// See [`Answer`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Back to the form.
    Edit,
    /// It can be had; nothing was written yet.
    Fine {
        /// It will have to be approved.
        pending: bool,
        /// Until when it can be changed or cancelled.
        until: LocalMinute,
    },
    /// It cannot be had.
    No {
        /// The rules that refuse; none if somebody else has it.
        refusals: Vec<Refusal>,
        /// What else would do.
        others: Vec<Alternative>,
        /// The nearest other center that has it, if somebody else was faster.
        elsewhere: Option<Box<Elsewhere>>,
    },
    /// It is booked.
    Placed(Number),
    /// It repeats: what of each day can be had. Nothing was written.
    Series(Plan),
    /// The days of the series that were free are booked.
    PlacedSeries(SeriesId),
    /// Somebody else has it, and one can wait for it; nothing was written yet.
    Wait {
        /// How many wait for that time already.
        ahead: u32,
    },
    /// The person waits for it.
    Waits,
    /// Another time is looked for; everything typed goes along.
    Times(Box<Calendar>),
}

/// A series before it is booked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// How it repeats.
    pub repeat: Repeat,
    /// Its days, in order.
    pub dates: Vec<PlanDate>,
    /// The first of each month that has no such day.
    #[serde(with = "model::date::many")]
    pub skipped: Vec<Date>,
    /// There are more days than a series may have.
    pub cut: bool,
    /// The bookings will have to be approved.
    pub pending: bool,
    /// A day that was free before is not any more, so nothing was booked.
    pub changed: bool,
    /// Rules of residents that staff would set aside; they have to say why.
    #[serde(default)]
    pub waived: Vec<Refusal>,
    /// Why, as far as they have said.
    #[serde(default)]
    pub reason: String,
}

impl Plan {
    /// The days that can be booked.
    pub fn free(&self) -> impl Iterator<Item = Date> {
        let free = self.dates.iter().filter(|d| d.outcome == Outcome::Free);
        free.map(|d| d.day)
    }
}

/// What is free in a room, in the week of the day that is looked at.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/calendar", input = Call, output = Call)]
pub async fn get_calendar(room: RoomId, #[server(default)] look: Look) -> Result<Calendar, AppError> {
    super::reach::Place::of(room).await?.calendar(&look).await
}

/// What the form needs, for the resident who is signed in.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/offer", input = Call, output = Call)]
pub async fn get_offer(room: RoomId) -> Result<Offer, AppError> {
    let resident = crate::server::resident()?;
    Ok(super::reach::Place::of(room).await?.offer(resident.name))
}

/// Whether it can be had as it is in the form; nothing is written. `choose` is another time that was offered, as
/// [`words::time_value`](super::words::time_value) writes it, with another room before it where one was offered, `edit` to go back to
/// the form, `wait` to wait for a time that is taken, or `times`, with a day after it or the one in `look`, to look for another one.
///
/// # Errors
/// [`AppError::SignIn`]; problems of [`BookingInput`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/check", input = Call, output = Call)]
pub async fn check_booking(
    room: RoomId,
    #[server(default)] input: BookingInput,
    #[server(default)] choose: String,
    #[server(default)] look: Look,
) -> Result<Answer, AppError> {
    let resident = crate::server::resident()?;
    let room = super::reach::chosen_room(&choose).unwrap_or(room);
    let place = super::reach::Place::of(room).await?;
    match choose.strip_prefix("times") {
        Some(day) => place.another(&resident, input, look, day.trim()).await,
        None => place.check(&resident, input, &choose).await,
    }
}

/// Books, and leads to the booking's page.
///
/// # Errors
/// [`AppError::SignIn`]; problems of [`BookingInput`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/place", input = Call, output = Call)]
pub async fn place_booking(
    room: RoomId,
    key: String,
    #[server(default)] input: BookingInput,
) -> Result<Answer, AppError> {
    let resident = crate::server::resident()?;
    super::reach::Place::of(room).await?.place(&resident, &key, input).await
}

/// Books the days of a series that are named (`2026-09-22,2026-09-29`), all of them or none, and leads to the resident's
/// bookings. Where one of them cannot be had any more the answer says what can be had now.
///
/// # Errors
/// [`AppError::SignIn`]; problems of [`BookingInput`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/place_series", input = Call, output = Call)]
pub async fn place_series(
    room: RoomId,
    key: String,
    #[server(default)] input: BookingInput,
    #[server(default)] days: String,
) -> Result<Answer, AppError> {
    let resident = crate::server::resident()?;
    let place = super::reach::Place::of(room).await?;
    place.place_series(&resident, &key, input, &days).await
}

/// Joins the line for a time that is taken, and leads to the resident's bookings.
///
/// # Errors
/// [`AppError::SignIn`]; problems of [`BookingInput`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "booking/join_wait", input = Call, output = Call)]
pub async fn join_wait(room: RoomId, key: String, #[server(default)] input: BookingInput) -> Result<Answer, AppError> {
    let resident = crate::server::resident()?;
    super::reach::Place::of(room).await?.join(&resident, &key, input).await
}
