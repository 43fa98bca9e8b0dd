//! What a change says that would leave bookings outside of what is allowed: it is done, or these have to be decided about first.

use model::{
    FieldError,
    booking::{Booking, Refusal, WayInput},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is done; a new version, or how many were changed.
    Done(i64),
    /// Nothing was written yet.
    Ask(Ask),
}

/// The bookings in the way, and everything that is to be sent again with the decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Names and values of the form that was sent.
    pub fields: Vec<(String, String)>,
    /// In order of time.
    pub hits: Vec<Hit>,
    /// What was decided so far.
    pub way: WayInput,
    /// What is wrong with it.
    pub problems: Vec<FieldError>,
}

/// A booking in the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The booking, as who asks may see it.
    pub booking: Booking,
    /// Name of its room.
    pub room: Names,
    /// Name of its center.
    pub center: Names,
    /// The rules that would refuse it.
    pub refusals: Vec<Refusal>,
    /// The person is not named to who asks.
    pub hidden: bool,
}
