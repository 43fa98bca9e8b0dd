//! Positions in the order of a space-filling curve, so that the centers of any square of the map are neighbours in an array.
//!
//! Web-mercator coordinates as 32-bit fractions of the world, their bits interleaved (a Morton code): each square that a
//! map of some zoom is cut into is one range of codes. With sums kept alongside, the number and the mean position of the
//! centers in a square cost two binary searches, however many there are.

use super::BBox;
use crate::geo::LngLat;

/// Web-mercator ends here, so that the world is a square.
const MAX_LAT: f64 = 85.051_128_779_806_6;
/// 2³²: the world's width in the coordinates used here.
const WORLD: f64 = 4_294_967_296.0;

/// Column and row of a square at some level (the world is cut into 2^level columns and rows).
pub(super) type Cell = (u32, u32);

/// What there is in a square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Content<'a> {
    /// Indices of the entries.
    pub(super) entries: &'a [u32],
    /// Their mean position.
    pub(super) mean: LngLat,
}

/// The index. Entries without a position are not in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    /// Ascending.
    codes: Vec<u64>,
    /// The entry that goes with each code.
    entries: Vec<u32>,
    /// Sums of longitude and latitude of all entries before each place; one longer than `codes`.
    sums: Vec<(f64, f64)>,
    bounds: Option<BBox>,
}

impl Grid {
    /// Indexes positions, given in the order of the entries.
    pub(super) fn new(positions: impl Iterator<Item = Option<LngLat>>) -> Self {
        let mut points: Vec<(u64, u32, LngLat)> = (0..)
            .zip(positions)
            .filter_map(|(i, at)| at.map(|at| (interleave(project(at)), i, at)))
            .collect();
        points.sort_unstable_by_key(|(code, i, _)| (*code, *i));
        let mut sums = vec![(0.0, 0.0)];
        let (mut lng, mut lat) = (0.0, 0.0);
        for (_, _, at) in &points {
            lng += at.lng;
            lat += at.lat;
            sums.push((lng, lat));
        }
        let bounds = points.iter().fold(None, |bounds: Option<BBox>, (_, _, at)| {
            let b = bounds.unwrap_or(BBox {
                west: at.lng,
                south: at.lat,
                east: at.lng,
                north: at.lat,
            });
            Some(BBox {
                west: b.west.min(at.lng),
                south: b.south.min(at.lat),
                east: b.east.max(at.lng),
                north: b.north.max(at.lat),
            })
        });
        Self {
            codes: points.iter().map(|p| p.0).collect(),
            entries: points.iter().map(|p| p.1).collect(),
            sums,
            bounds,
        }
    }

    pub(super) fn bounds(&self) -> Option<BBox> {
        self.bounds
    }

    /// What there is in one square; none if it is empty.
    pub(super) fn content(&self, cell: Cell, level: u32) -> Option<Content<'_>> {
        let unused = 2 * (32 - level);
        let first = interleave(cell).checked_shl(unused).unwrap_or(0);
        let last = first | 1_u64.checked_shl(unused).map_or(u64::MAX, |size| size - 1);
        let from = self.codes.partition_point(|code| *code < first);
        let to = self.codes.partition_point(|code| *code <= last);
        let count = (to > from).then_some((to - from) as f64)?;
        let mean = LngLat {
            lng: (self.sums[to].0 - self.sums[from].0) / count,
            lat: (self.sums[to].1 - self.sums[from].1) / count,
        };
        Some(Content {
            entries: &self.entries[from..to],
            mean,
        })
    }
}

/// Columns and rows of the squares that a box touches, all ends included; two of them for a box across the date line.
pub(super) fn cover(bbox: &BBox, level: u32) -> Vec<(Cell, Cell)> {
    let (west, east) = (wrapped(bbox.west), wrapped(bbox.east));
    let halves = if bbox.east - bbox.west >= 360.0 {
        vec![(-180.0, 180.0)]
    } else if west <= east {
        vec![(west, east)]
    } else {
        vec![(west, 180.0), (-180.0, east)]
    };
    let (south, north) = (bbox.south.min(bbox.north), bbox.south.max(bbox.north));
    halves
        .into_iter()
        .map(|(west, east)| {
            let top_left = cell(LngLat { lng: west, lat: north }, level);
            let bottom_right = cell(LngLat { lng: east, lat: south }, level);
            (top_left, bottom_right)
        })
        .collect()
}

/// The square in which a point lies.
pub(super) fn cell(at: LngLat, level: u32) -> Cell {
    let (x, y) = project(at);
    let shift = 32 - level;
    (x.checked_shr(shift).unwrap_or(0), y.checked_shr(shift).unwrap_or(0))
}

/// A map that was dragged around the world gives longitudes beyond ±180.
fn wrapped(lng: f64) -> f64 {
    if (-180.0..=180.0).contains(&lng) {
        lng
    } else {
        (lng + 180.0).rem_euclid(360.0) - 180.0
    }
}

fn project(at: LngLat) -> (u32, u32) {
    let lat = at.lat.clamp(-MAX_LAT, MAX_LAT).to_radians();
    let x = (at.lng + 180.0) / 360.0;
    let y = (1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0;
    // A cast saturates, so the very edge of the world stays on it.
    ((x * WORLD) as u32, (y * WORLD) as u32)
}

/// Bits of x and y in turn.
fn interleave((x, y): (u32, u32)) -> u64 {
    spread(x) | spread(y) << 1
}

/// Puts a zero before every bit.
fn spread(bits: u32) -> u64 {
    let mut v = u64::from(bits);
    v = (v | v << 16) & 0x0000_FFFF_0000_FFFF;
    v = (v | v << 8) & 0x00FF_00FF_00FF_00FF;
    v = (v | v << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    v = (v | v << 2) & 0x3333_3333_3333_3333;
    (v | v << 1) & 0x5555_5555_5555_5555
}
