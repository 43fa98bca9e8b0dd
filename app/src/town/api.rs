//! What the town's screen asks and is answered.

use crate::{call::Call, center::api::BaseMap};
use leptos::prelude::*;
use model::{
    AppError,
    case::{Due, Number, State},
    center::CenterId,
    directory::MapItem,
    hours::LocalMinute,
    text::Names,
    town::{Sort, Standing},
};
use serde::{Deserialize, Serialize};

/// A center's line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Which.
    pub id: CenterId,
    /// What it is called.
    pub names: Names,
    /// How its open cases stand.
    pub standing: Standing,
}

/// What somebody works on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Their display name.
    pub name: String,
    /// In which center.
    pub center: Names,
    /// How it stands.
    pub standing: Standing,
    /// How many are open in the whole center.
    pub of: u32,
}

/// How many cases were handed up from one center to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Between {
    /// Who received them.
    pub from: Names,
    /// Who has them.
    pub to: Names,
    /// How many.
    pub open: u32,
    /// Of these, too late.
    pub overdue: u32,
}

/// A case as the screen names it: not whose it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pressing {
    /// What people call it.
    pub number: Number,
    /// What the matter is called.
    pub matter: Names,
    /// Where it was received.
    pub center: Names,
    /// Who has it now.
    pub handler: Names,
    /// Where it stands.
    pub state: State,
    /// When something is due: the local day and minute.
    pub due: Option<(String, u16)>,
    /// It is too late.
    pub late: bool,
    /// How high it has climbed.
    pub climbed: u8,
    /// Who works on it.
    pub assignee: Option<String>,
    /// Both clocks, of one that was handed up.
    pub clocks: Option<Due>,
}

/// The town's screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Town {
    /// The centers that the viewer may see, in the order that was asked for.
    pub lines: Vec<Line>,
    /// All of them together.
    pub total: Standing,
    /// By what they are ordered.
    pub sort: Sort,
    /// The least first.
    pub up: bool,
    /// Who works on how many, the most first.
    pub people: Vec<Person>,
    /// There are more people.
    pub more_people: bool,
    /// What is too late, what was due first, first.
    pub overdue: Vec<Pressing>,
    /// There is more that is too late.
    pub more_overdue: bool,
    /// What was handed up, by where from and where to.
    pub between: Vec<Between>,
    /// What was handed up, what is due first, first.
    pub hand_ups: Vec<Pressing>,
    /// There is more that was handed up.
    pub more_hand_ups: bool,
    /// Those that have a position, as the map draws them.
    pub points: Vec<MapItem>,
    /// What lies under the map.
    pub base: BaseMap,
    /// Of when this is.
    pub now: LocalMinute,
}

/// How the open cases stand in all centers where the viewer may see them; `sort` is a [`Sort::code`], `dir` is `up` for the least first.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "town/show", input = Call, output = Call)]
pub async fn get_town(#[server(default)] sort: String, #[server(default)] dir: String) -> Result<Town, AppError> {
    super::reach::town(&sort, &dir).await
}
