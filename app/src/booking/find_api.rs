//! What the search for something free in all centers asks and is answered.

use super::api::Where;
use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError, FieldError,
    booking::{Alternative, Help, Search, Wish},
    room::RoomKind,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What the page of a search shows: the form, and what was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// What was asked, as it was typed.
    pub search: Search,
    /// Kinds of rooms that can be booked somewhere.
    pub kinds: Vec<RoomKind>,
    /// What is in many rooms, to choose from.
    pub equipment: Vec<String>,
    /// What of the question cannot be understood.
    pub problems: Vec<FieldError>,
    /// What was found, where it can.
    pub found: Option<Found>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Rooms with a free time, the nearest first.
    pub rooms: Vec<FoundRoom>,
    /// Seven days were searched, not one.
    pub week: bool,
    /// This page's number, from 1.
    pub page: usize,
    /// Whether there is another page.
    pub more: bool,
    /// What the order goes by.
    pub order: Order,
    /// What would find something, where nothing was found.
    pub hints: Vec<Hint>,
}

/// What the order of a [`Found`] goes by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The town's center first.
    Usual,
    /// Far from or near to where the person is.
    You,
    /// Far from or near to the center that was typed.
    Center(Names),
    /// What was typed is no place that is known.
    Unknown,
}

/// A room with its free times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundRoom {
    /// Which room.
    pub place: Where,
    /// How many people it holds; 0 where nobody counted.
    pub capacity: u32,
    /// What is in it, one thing a line.
    pub equipment: String,
    /// What would be booked.
    pub wish: Wish,
    /// Somebody has to approve it.
    pub approval: bool,
    /// How far, where it is known.
    pub metres: Option<u32>,
    /// When, the earliest first.
    pub times: Vec<Alternative>,
}

/// A search that finds something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hint {
    /// What is different in it.
    pub help: Help,
    /// The search.
    pub search: Search,
    /// The first room that it finds.
    pub place: Where,
    /// The first time in it.
    pub time: Alternative,
}

/// The same thing at the same time in another center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// Which room.
    pub place: Where,
    /// How far from the room that was wanted.
    pub metres: Option<u32>,
    /// When: a little more than was asked, where that room has other steps.
    pub time: Alternative,
}

/// Rooms with a free time in all centers.
///
/// # Errors
/// [`AppError::Unavailable`]; what of the question is wrong is part of the answer.
#[server(prefix = "/api", endpoint = "booking/find", input = Call, output = Call)]
pub async fn find_rooms(#[server(default)] search: Search) -> Result<Finding, AppError> {
    super::reach::find(search).await
}
