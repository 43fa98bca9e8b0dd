//! Divisions of the sample and where its centers stand on the map.

use crate::error::StoreError;
use model::{
    center::{Position, PositionSource},
    division::{Division, DivisionLevel},
    geo::LngLat,
    text::Names,
};

const DIVISIONS: &str = include_str!("divisions.csv");

/// The town itself and the one community in the sample; the villages are those whose codes end in 200 to 499.
const TOWN: &str = "152223100000";
const COMMUNITY: &str = "152223100026";
const VILLAGES: std::ops::RangeInclusive<&str> = "152223100200"..="152223100499";

/// Of the centers without a published point, these (counted among all) are on no map at all.
const WITHOUT_POSITION: [usize; 3] = [12, 25, 38];

/// A center's division and position.
pub(super) struct Place {
    pub(super) division: Division,
    pub(super) position: Option<Position>,
}

/// All divisions, each after the one above it.
pub(super) fn read() -> Result<Vec<Division>, StoreError> {
    DIVISIONS
        .lines()
        .skip(1)
        .map(|line| division(line).ok_or(StoreError::Unreadable("sample/divisions.csv")))
        .collect()
}

fn division(line: &str) -> Option<Division> {
    let cells: Vec<&str> = line.split(',').collect();
    let [code, parent, name, level, lng, lat] = cells[..] else {
        return None;
    };
    let published = match (lng, lat) {
        ("", "") => None,
        _ => Some(LngLat {
            lng: lng.parse().ok()?,
            lat: lat.parse().ok()?,
        }),
    };
    Some(Division {
        code: code.parse().ok()?,
        parent: if parent.is_empty() {
            None
        } else {
            Some(parent.parse().ok()?)
        },
        names: Names::new(name, ""),
        level: DivisionLevel::from_code(level)?,
        position: published.map(LngLat::gcj02_to_wgs84),
        version: 0,
    })
}

/// The 43 places, the town's first.
pub(super) fn centers(divisions: &[Division]) -> Vec<Place> {
    let town = divisions.iter().filter(|d| d.code.as_str() == TOWN);
    let others = divisions
        .iter()
        .filter(|d| d.code.as_str() == COMMUNITY || VILLAGES.contains(&d.code.as_str()));
    let middle = town.clone().find_map(|d| d.position);
    let at = |i: usize, d: &Division| match (d.position, middle) {
        (Some(at), _) => Some(Position {
            at,
            source: PositionSource::Surveyed,
        }),
        (None, Some(middle)) if !WITHOUT_POSITION.contains(&i) => Some(Position {
            at: around(middle, i),
            source: PositionSource::Schematic,
        }),
        _ => None,
    };
    town.chain(others)
        .enumerate()
        .map(|(i, d)| Place {
            position: at(i, d),
            division: d.clone(),
        })
        .collect()
}

/// A place of its own for the `i`th center, on a spiral like the seeds of a sunflower: evenly spread, none on another.
fn around(middle: LngLat, i: usize) -> LngLat {
    let n = i as f64 + 3.0;
    let (sin, cos) = (n * 137.507_764_f64.to_radians()).sin_cos();
    let radius = 0.024 * n.sqrt();
    // A degree of longitude is shorter than one of latitude by the cosine of the latitude. Four decimals are ten metres.
    let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
    LngLat {
        lng: round(middle.lng + radius * sin / middle.lat.to_radians().cos()),
        lat: round(middle.lat + radius * cos),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_43_centers_and_only_published_points_are_called_surveyed() {
        let divisions = read().unwrap();
        assert_eq!(divisions.len(), 62);
        let places = centers(&divisions);
        assert_eq!(places.len(), 43);
        let count = |source| places.iter().filter(|p| p.position.map(|p| p.source) == source).count();
        assert_eq!(count(Some(PositionSource::Surveyed)), 4);
        assert_eq!(count(Some(PositionSource::Schematic)), 36);
        assert_eq!(count(None), 3);
    }

    #[test]
    fn no_two_centers_lie_on_each_other() {
        let places = centers(&read().unwrap());
        let points: Vec<_> = places.iter().filter_map(|p| p.position).collect();
        for (i, a) in points.iter().enumerate() {
            for b in &points[i + 1..] {
                assert!(a.at.metres_to(b.at) > 500.0, "{a:?} {b:?}");
            }
        }
    }
}
