//! What the map draws of a rectangle: centers, and clusters where they would lie on each other. The answer's size does not
//! depend on how many centers there are.

use super::{BBox, Directory, Entry, Filter, MapItem, Now, filter::Test, grid};
use crate::{center::CenterId, hours::open_shift};
use std::collections::BTreeMap;

/// The most items of one answer.
const MAX_ITEMS: usize = 300;
/// Tiles are 256 px wide and squares 64 px: two levels finer than the zoom.
const FINER: u32 = 2;
/// From this zoom on every center is drawn for itself, if they are not too many.
const STREET_ZOOM: u8 = 16;
/// No map service goes further.
const MAX_ZOOM: u8 = 22;

impl Directory {
    /// At most 300 centers and clusters in and around `bbox`. Squares are counted whole and lie fixed on the earth, so
    /// that clusters stay where they are when the map is dragged. The center `apart` is drawn for itself: it is the chosen one. Of a
    /// filter that names a matter `handles` says where it is handled.
    #[must_use]
    pub fn map(
        &self,
        bbox: &BBox,
        zoom: u8,
        filter: &Filter,
        now: Now,
        apart: Option<CenterId>,
        handles: impl Fn(&Entry) -> bool,
    ) -> Vec<MapItem> {
        let zoom = zoom.min(MAX_ZOOM);
        if ![bbox.west, bbox.south, bbox.east, bbox.north]
            .iter()
            .all(|edge| edge.is_finite())
        {
            return Vec::new();
        }
        let mut level = u32::from(zoom) + FINER;
        while level > 0 && squares(bbox, level) > MAX_ITEMS as u64 {
            level -= 1;
        }
        let groups = if filter.narrows() {
            self.scan(bbox, level, &filter.test(now, &handles))
        } else {
            self.count(bbox, level)
        };
        let all: usize = groups.iter().map(|g| g.members.len()).sum();
        let each = zoom >= STREET_ZOOM && all <= MAX_ITEMS;
        let apart = apart.and_then(|id| self.by_id.get(&id)).copied();
        groups
            .iter()
            .flat_map(|group| self.items(group, each, apart, now))
            .collect()
    }

    /// Every square from the index.
    fn count(&self, bbox: &BBox, level: u32) -> Vec<Group<'_>> {
        let mut groups = Vec::new();
        for ((left, top), (right, bottom)) in grid::cover(bbox, level) {
            let cells = (left..=right).flat_map(|x| (top..=bottom).map(move |y| (x, y)));
            groups.extend(
                cells
                    .filter_map(|cell| self.grid.content(cell, level))
                    .map(|content| Group {
                        members: content.entries.into(),
                        lng: content.mean.lng,
                        lat: content.mean.lat,
                    }),
            );
        }
        groups
    }

    /// Every square by looking at every center.
    fn scan(&self, bbox: &BBox, level: u32, test: &Test<'_>) -> Vec<Group<'_>> {
        let cover = grid::cover(bbox, level);
        let mut squares: BTreeMap<grid::Cell, (Vec<u32>, f64, f64)> = BTreeMap::new();
        for (i, entry) in (0..).zip(&self.entries) {
            let Some(position) = entry.position else { continue };
            let (x, y) = grid::cell(position.at, level);
            let inside = cover
                .iter()
                .any(|((left, top), (right, bottom))| (left..=right).contains(&&x) && (top..=bottom).contains(&&y));
            if inside && test.passes(entry) {
                let square = squares.entry((x, y)).or_default();
                square.0.push(i);
                square.1 += position.at.lng;
                square.2 += position.at.lat;
            }
        }
        squares
            .into_values()
            .map(|(members, lng, lat)| {
                let count = members.len() as f64;
                Group {
                    members: members.into(),
                    lng: lng / count,
                    lat: lat / count,
                }
            })
            .collect()
    }

    fn items(&self, group: &Group<'_>, each: bool, apart: Option<u32>, now: Now) -> Vec<MapItem> {
        if each || group.members.len() == 1 {
            return group.members.iter().filter_map(|i| self.item(*i, now)).collect();
        }
        if let Some(apart) = apart.filter(|apart| group.members.contains(apart)) {
            let rest: Vec<u32> = group.members.iter().copied().filter(|i| *i != apart).collect();
            let rest = self.group(rest);
            return self
                .item(apart, now)
                .into_iter()
                .chain(self.items(&rest, false, None, now))
                .collect();
        }
        let count = u32::try_from(group.members.len()).unwrap_or(u32::MAX);
        vec![MapItem::Cluster {
            lng: group.lng,
            lat: group.lat,
            count,
        }]
    }

    /// These centers around their middle.
    fn group(&self, members: Vec<u32>) -> Group<'static> {
        let places = members
            .iter()
            .filter_map(|i| self.entries[*i as usize].position)
            .map(|p| p.at);
        let (lng, lat) = places.fold((0.0, 0.0), |(lng, lat), at| (lng + at.lng, lat + at.lat));
        let count = members.len() as f64;
        Group {
            members: members.into(),
            lng: lng / count,
            lat: lat / count,
        }
    }

    /// Each of these centers that has a position, for a map that shows something of each.
    #[must_use]
    pub fn pins(&self, among: impl Fn(CenterId) -> bool, now: Now) -> Vec<MapItem> {
        let all = (0..).zip(&self.entries).filter(|(_, entry)| among(entry.id));
        all.filter_map(|(index, _)| self.item(index, now)).collect()
    }

    fn item(&self, index: u32, now: Now) -> Option<MapItem> {
        let entry = &self.entries[index as usize];
        Some(MapItem::Center {
            id: entry.id,
            names: entry.names.clone(),
            kind: entry.kind,
            position: entry.position?,
            open: open_shift(&entry.hours, &entry.exceptions, now).is_some(),
        })
    }
}

/// The centers of one square.
struct Group<'a> {
    members: std::borrow::Cow<'a, [u32]>,
    lng: f64,
    lat: f64,
}

/// How many squares a box touches.
fn squares(bbox: &BBox, level: u32) -> u64 {
    grid::cover(bbox, level)
        .iter()
        .map(|((left, top), (right, bottom))| u64::from(right - left + 1) * u64::from(bottom - top + 1))
        .sum()
}
