//! What a change says that would leave bookings outside of what is allowed, or duty shifts outside of the hours: it is done, or these
//! have to be seen and decided about first.

use jiff::civil::Date;
use model::{
    FieldError,
    booking::{Booking, Refusal, WayInput},
    duty::DutyId,
    hours::Shift,
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

/// What is in the way, and everything that is to be sent again with the decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Names and values of the form that was sent.
    pub fields: Vec<(String, String)>,
    /// In order of time.
    pub hits: Vec<Hit>,
    /// Duty shifts that would lie outside of the hours, by center and in order of time.
    pub strays: Vec<Stray>,
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

/// A duty shift that would lie outside of the hours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stray {
    /// The shift.
    pub id: DutyId,
    /// Name of its center.
    pub center: Names,
    /// Which day.
    #[serde(with = "model::date")]
    pub day: Date,
    /// Which part of the day.
    pub shift: Shift,
    /// From which minute of the day.
    pub start: u16,
    /// Up to which.
    pub end: u16,
    /// Who.
    pub name: String,
}
