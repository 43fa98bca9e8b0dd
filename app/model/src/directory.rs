//! The directory: every center in service, in the shape in which lists, the map and open data ask for it.
//!
//! A snapshot of it lives in memory beside the server; all its answers are pure functions of the snapshot, the question
//! and the moment, so they cost no query and are tested without a database.

mod filter;
mod grid;
mod map;
mod search;

pub use search::matches;
#[cfg(feature = "server")]
pub use search::search_text;

use crate::{
    center::{CenterId, CenterKind, Position},
    division::DivisionCode,
    geo::LngLat,
    hours::{Exception, LocalMinute, OpenState, WeekHours, open_state},
    room::RoomKind,
    text::Names,
};
use grid::Grid;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::Arc};

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
    /// What a search looks in and lists are sorted by: pinyin, then the words in small letters; made by `search_text`.
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
    /// Code of a matter that is handled there, or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub matter: String,
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
    /// What the matter is called that they handle, where the filter names one. The directory knows no matters: whoever asks it says so.
    pub matter: Option<Names>,
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

/// The text is not `west,south,east,north` in degrees on earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a rectangle: west,south,east,north in degrees")]
pub struct NotABox;

impl std::str::FromStr for BBox {
    type Err = NotABox;

    fn from_str(text: &str) -> Result<Self, NotABox> {
        let numbers = text
            .split(',')
            .map(|n| n.trim().parse::<f64>().ok().filter(|n| n.is_finite()));
        match numbers.collect::<Option<Vec<_>>>().as_deref() {
            Some(&[west, south, east, north])
                if west.abs().max(east.abs()) <= 180.0 && south.abs().max(north.abs()) <= 90.0 && south <= north =>
            {
                Ok(Self {
                    west,
                    south,
                    east,
                    north,
                })
            }
            _ => Err(NotABox),
        }
    }
}

impl BBox {
    /// From `half` degrees west and south of `middle` to as far east and north.
    #[must_use]
    pub const fn around(middle: LngLat, half: f64) -> Self {
        Self {
            west: middle.lng - half,
            south: middle.lat - half,
            east: middle.lng + half,
            north: middle.lat + half,
        }
    }

    /// Whether `at` lies in it, edges included.
    #[must_use]
    pub fn contains(&self, at: LngLat) -> bool {
        let beside = if self.west <= self.east {
            self.west <= at.lng && at.lng <= self.east
        } else {
            self.west <= at.lng || at.lng <= self.east
        };
        beside && self.south <= at.lat && at.lat <= self.north
    }
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

/// The moment of a question, in the deployment's zone.
pub type Now = LocalMinute;

/// The snapshot.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// The town's first, then by pinyin of the name.
    entries: Vec<Entry>,
    by_id: HashMap<CenterId, u32>,
    /// Indices into `entries`, the town's first, then by English name.
    english_order: Vec<u32>,
    grid: Grid,
}

impl Directory {
    /// Sorts and indexes the centers in service. Costs a sort; everything else is asked of the result.
    #[must_use]
    pub fn new(mut entries: Vec<Entry>) -> Self {
        // The search text begins with the name's pinyin, so it sorts like a dictionary.
        entries.sort_by(|a, b| (a.kind, &a.search, &a.names.zh, a.id).cmp(&(b.kind, &b.search, &b.names.zh, b.id)));
        let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let mut english_order: Vec<u32> = (0..count).collect();
        english_order.sort_by_cached_key(|i| {
            let e = &entries[*i as usize];
            (e.kind, e.names.get(true).to_lowercase(), *i)
        });
        let by_id = (0..count).map(|i| (entries[i as usize].id, i)).collect();
        let grid = Grid::new(entries.iter().map(|e| e.position.map(|p| p.at)));
        Self {
            entries,
            by_id,
            english_order,
            grid,
        }
    }

    /// All centers, the town's first, then by name.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// One center, if it is in service.
    #[must_use]
    pub fn get(&self, id: CenterId) -> Option<&Entry> {
        self.by_id.get(&id).map(|i| &self.entries[*i as usize])
    }

    /// The smallest rectangle around all centers with a position; none if there is no such center.
    #[must_use]
    pub fn bounds(&self) -> Option<BBox> {
        self.grid.bounds()
    }

    /// One page of the centers that `filter` lets through, of those that handle its matter. With `near` the nearest first (those
    /// without a position last), else in the order of the reader's language.
    #[must_use]
    pub fn query(&self, filter: &Filter, now: Now, english: bool, handles: impl Fn(&Entry) -> bool) -> Page {
        let test = filter.test(now, &handles);
        let near = filter.near();
        let mut found: Vec<(f64, u32)> = Vec::new();
        let mut consider = |i: u32| {
            let entry = &self.entries[i as usize];
            if test.passes(entry) {
                found.push((near.map_or(0.0, |from| metres(from, entry)), i));
            }
        };
        if english {
            self.english_order.iter().copied().for_each(&mut consider);
        } else {
            (0..).take(self.entries.len()).for_each(&mut consider);
        }
        if near.is_some() {
            found.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        let pages = found.len().div_ceil(PAGE_SIZE).max(1);
        let page = filter.page().clamp(1, pages);
        let centers = found
            .iter()
            .skip((page - 1) * PAGE_SIZE)
            .take(PAGE_SIZE)
            .map(|(away, i)| Listed {
                metres: whole_metres(near.map(|_| *away)),
                ..self.listed(&self.entries[*i as usize], now)
            })
            .collect();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Page {
            centers,
            total: number(found.len()),
            page: number(page),
            pages: number(pages),
            matter: None,
        }
    }

    /// The `limit` centers nearest to `from` with their distances; those without a position are left out.
    #[must_use]
    pub fn nearest(&self, from: LngLat, limit: usize, now: Now) -> Vec<Listed> {
        let mut found: Vec<(f64, &Entry)> = self
            .entries
            .iter()
            .filter(|e| e.position.is_some())
            .map(|e| (metres(from, e), e))
            .collect();
        if limit < found.len() {
            found.select_nth_unstable_by(limit, |a, b| a.0.total_cmp(&b.0));
            found.truncate(limit);
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found
            .into_iter()
            .map(|(away, entry)| Listed {
                metres: whole_metres(Some(away)),
                ..self.listed(entry, now)
            })
            .collect()
    }

    /// What a list shows of `entry`.
    #[must_use]
    pub fn listed(&self, entry: &Entry, now: Now) -> Listed {
        Listed {
            id: entry.id,
            kind: entry.kind,
            names: entry.names.clone(),
            division_name: entry.division_name.clone(),
            address: entry.address.clone(),
            phone: entry.phone.clone(),
            position: entry.position,
            open: open_state(&entry.hours, &entry.exceptions, now),
            rooms: entry.rooms.clone(),
            amenities: entry.amenities.clone(),
            metres: None,
        }
    }
}

fn metres(from: LngLat, entry: &Entry) -> f64 {
    entry.position.map_or(f64::INFINITY, |p| from.metres_to(p.at))
}

fn whole_metres(away: Option<f64>) -> Option<u32> {
    // No two places are further apart than half the earth's girth, so this fits.
    away.filter(|m| m.is_finite()).map(|m| m.round() as u32)
}

#[cfg(test)]
mod tests;
