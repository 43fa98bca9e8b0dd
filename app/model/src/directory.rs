//! The directory: every center in service, in the shape in which lists, the map and open data ask for it.
//!
//! A snapshot of it lives in memory beside the server; all its answers are pure functions of the snapshot, the question
//! and the moment, so they cost no query and are tested without a database.

use crate::{
    center::{CenterId, CenterKind, Position},
    division::DivisionCode,
    hours::{Exception, LocalMinute, OpenState, WeekHours},
    room::RoomKind,
    text::Names,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One center in the directory.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub id: CenterId,
    /// Town or village.
    pub kind: CenterKind,
    /// Its division.
    pub division: DivisionCode,
    /// The division's name.
    pub division_name: String,
    /// Its name.
    pub names: Names,
    /// Where to walk to.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Where it is.
    pub position: Option<Position>,
    /// Shared between centers that have the same week.
    pub hours: Arc<WeekHours>,
    /// Exceptions from yesterday on.
    pub exceptions: Vec<Exception>,
    /// Codes of its amenities.
    pub amenities: Vec<String>,
    /// Kinds of its rooms in service, without repeats, in order of [`RoomKind::ALL`].
    pub rooms: Vec<RoomKind>,
    /// What a search looks in: lower-case name, English name, division, address, full pinyin, initials; see [`search_text`].
    pub search: String,
}

/// What a list shows of a center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// The key.
    pub id: CenterId,
    /// Town or village.
    pub kind: CenterKind,
    /// Its name.
    pub names: Names,
    /// The division's name.
    pub division_name: String,
    /// Where to walk to.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Where it is.
    pub position: Option<Position>,
    /// Open now?
    pub open: OpenState,
    /// Kinds of its rooms.
    pub rooms: Vec<RoomKind>,
    /// Codes of its amenities.
    pub amenities: Vec<String>,
    /// Metres from where the person is, if that was said.
    pub metres: Option<u32>,
}

/// What somebody looks for. This is also the query of the page's address: every field is a parameter, empty ones are left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Name, pinyin or initials; words separated by blanks must all be found.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// A [`RoomKind::code`] or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub room: String,
    /// An amenity's code or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub amenity: String,
    /// A division code or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub division: String,
    /// `1` for those open now, else empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub open: String,
    /// `lng,lat` (WGS-84) of the person: sorts by distance. Never logged, never stored.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub near: String,
    /// Page number from 1; empty is 1.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
}

/// One page of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// At most [`PAGE_SIZE`] centers: the town's first, then by name; or the nearest first.
    pub centers: Vec<Listed>,
    /// How many there are on all pages.
    pub total: u32,
    /// This page's number, from 1.
    pub page: u32,
    /// Number of pages, at least 1.
    pub pages: u32,
}

/// Centers on one page of a list: a whole town fits on one.
pub const PAGE_SIZE: usize = 60;

/// A rectangle in degrees; west may be greater than east across the date line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BBox {
    /// West edge.
    pub west: f64,
    /// South edge.
    pub south: f64,
    /// East edge.
    pub east: f64,
    /// North edge.
    pub north: f64,
}

/// What the map draws: a center, or a cluster of several that would lie on each other at this zoom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum MapItem {
    /// One center.
    Center {
        /// The key.
        id: CenterId,
        /// Its name.
        names: Names,
        /// Town or village.
        kind: CenterKind,
        /// Where, and whether that is known.
        position: Position,
        /// Open now?
        open: bool,
    },
    /// Several.
    Cluster {
        /// Mean longitude of its centers.
        lng: f64,
        /// Mean latitude.
        lat: f64,
        /// How many.
        count: u32,
    },
}

/// The snapshot.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    entries: Vec<Entry>,
}

/// The moment of a question, in the deployment's zone.
pub type Now = LocalMinute;
