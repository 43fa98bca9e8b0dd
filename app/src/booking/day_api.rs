//! What is asked about all rooms of a center on one day, and in the seven days of a week.

use super::api::{Look, ShownCell};
use crate::call::Call;
use jiff::civil::Date;
use leptos::prelude::*;
use model::{
    AppError,
    booking::{CellState, Why, Wish},
    center::CenterId,
    room::{RoomId, RoomKind},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// A day of a center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CenterDay {
    /// Which center.
    pub center: CenterId,
    /// Its name.
    pub names: Names,
    /// The day that was asked for, brought into the days that can be booked.
    #[serde(with = "model::date")]
    pub day: Date,
    /// The last day on which any of its rooms can be booked today.
    #[serde(with = "model::date")]
    pub last: Date,
    /// Rises with every change in any of the rooms.
    pub changes: i64,
    /// The rooms that can be booked, by kind and name.
    pub rooms: Vec<RoomDay>,
}

/// A room in a [`CenterDay`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoomDay {
    /// Which room.
    pub room: RoomId,
    /// Its name.
    pub names: Names,
    /// What it is for.
    pub kind: RoomKind,
    /// What would be booked: a seat, or the whole room.
    pub wish: Wish,
    /// How long a stay is that begins in one of the cells.
    pub minutes: u16,
    /// Minutes of a step.
    pub step: u16,
    /// Set where the room is closed all day.
    pub closed: Option<Why>,
    /// The steps of the day.
    pub cells: Vec<ShownCell>,
}

/// Seven days of a center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CenterWeek {
    /// Which center.
    pub center: CenterId,
    /// Its name.
    pub names: Names,
    /// The day that was asked for, brought into the days that can be booked.
    #[serde(with = "model::date")]
    pub day: Date,
    /// The last day on which any of its rooms can be booked today.
    #[serde(with = "model::date")]
    pub last: Date,
    /// Rises with every change in any of the rooms.
    pub changes: i64,
    /// Some of the rooms are booked by the seat.
    pub seats: bool,
    /// The week from today, or a later one.
    #[serde(with = "model::date::many")]
    pub days: Vec<Date>,
    /// The rooms that can be booked, by kind and name.
    pub rooms: Vec<RoomWeek>,
}

/// A room in a [`CenterWeek`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoomWeek {
    /// Which room.
    pub room: RoomId,
    /// Its name.
    pub names: Names,
    /// What it is for.
    pub kind: RoomKind,
    /// How long the stay is that is looked for.
    pub minutes: u16,
    /// One for each day of the week.
    pub days: Vec<DayOfRoom>,
}

/// How much of a room is free on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DayOfRoom {
    /// Set where the room is closed all day.
    pub closed: Option<Why>,
    /// Minutes that a stay of the wanted length could be in.
    pub free: u16,
    /// When the first one could begin.
    pub first: Option<u16>,
    /// Why none can, where none can.
    pub state: CellState,
}

/// What is free in all rooms of a center on a day.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/center_day", input = Call, output = Call)]
pub async fn get_center_day(center: CenterId, #[server(default)] look: Look) -> Result<CenterDay, AppError> {
    super::reach::center_day(center, &look).await
}

/// How much is free in all rooms of a center, in the week of the day that is looked at.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/center_week", input = Call, output = Call)]
pub async fn get_center_week(center: CenterId, #[server(default)] look: Look) -> Result<CenterWeek, AppError> {
    super::reach::center_week(center, &look).await
}
