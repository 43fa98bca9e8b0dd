//! What the counter asks about a center's bookings: the requests that wait, a day, and the decision about a request.

use super::{feed_api::FeedLink, my_api::Done};
use crate::call::Call;
use jiff::civil::Date;
use leptos::prelude::*;
use model::{
    AppError,
    booking::{Booking, Mode, Number, Series},
    center::CenterId,
    room::RoomId,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// The counter's view: which center, and what is known of it on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// The centers to choose from, the town's first.
    pub centers: Vec<(CenterId, Names)>,
    /// The day that was asked for, else today.
    #[serde(with = "model::date")]
    pub day: Date,
    /// What there is in the chosen center; none while none is chosen.
    pub of: Option<OfCenter>,
}

/// What there is to do and to see in a center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfCenter {
    /// Which center.
    pub center: CenterId,
    /// Its name.
    pub names: Names,
    /// Requests from now on that wait for a decision; none for who may not decide.
    pub requests: Option<Vec<Entry>>,
    /// Requests for private rooms that wait for somebody else: only the mediator decides about them.
    #[serde(default)]
    pub for_mediator: usize,
    /// The bookings of the day, by time.
    pub bookings: Vec<Entry>,
    /// How many wait for times of the day that are taken, by room.
    pub waiting: Vec<(Names, u32)>,
    /// Rises with every change in any of its rooms.
    #[serde(default)]
    pub changes: i64,
    /// Each room that is booked, as it is now; none on another day.
    pub now: Vec<RoomNow>,
    /// The secret address of the center's calendar that the staff member has, if any.
    pub feed: Option<FeedLink>,
}

/// A room at this moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoomNow {
    /// Which room.
    pub room: RoomId,
    /// Its name.
    pub names: Names,
    /// Whole or by the seat.
    pub mode: Mode,
    /// The center is open, and the room too.
    pub open: bool,
    /// How many seats there are.
    pub units: u32,
    /// How many are free.
    pub free: u32,
    /// When somebody who comes in now begins, in minutes.
    pub start: u16,
    /// When they could leave again; none where nobody can come in.
    pub ends: Vec<u16>,
    /// When the next booking begins.
    pub next: Option<u16>,
    /// The fewest and the most people.
    pub party: (u32, u32),
    /// Key of the call that lets somebody in.
    pub key: String,
}

/// A booking as the counter sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The booking, without its person where they are not to be known.
    pub booking: Booking,
    /// Name of the room.
    pub room: Names,
    /// The person is named only to who decides about the room.
    pub hidden: bool,
    /// The person may be checked in now.
    pub comes: bool,
    /// The series that it belongs to.
    pub series: Option<Series>,
    /// It can be said that nobody came.
    pub misses: bool,
    /// What staff wrote beside it.
    pub note: String,
}

/// The bookings of a center on a day: of the only one in one's scope where none is named.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`] for a center that is none.
#[server(prefix = "/api", endpoint = "booking/desk", input = Call, output = Call)]
pub async fn get_desk(#[server(default)] center: String, #[server(default)] day: String) -> Result<Desk, AppError> {
    super::reach::desk(&center, &day).await
}

/// Decides about a request, as `approve` or `reject`; the reason of a rejection is shown to the resident. Where `which` is `all`
/// or `following`, about all of its series that wait, or those from it on. Leads back to `back`, the counter's page.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; problems with `decision` or with
/// `reason-{number}`: a page has one such field a request.
#[server(prefix = "/api", endpoint = "booking/decide", input = Call, output = Call)]
pub async fn decide_booking(
    number: Number,
    #[server(default)] decision: String,
    #[server(default)] reason: String,
    #[server(default)] back: String,
    #[server(default)] which: String,
) -> Result<Done, AppError> {
    super::reach::decide(
        number,
        (&decision, model::booking::Which::from_code(&which)),
        &reason,
        &back,
    )
    .await
}
