//! Positions: WGS-84 as stored, GCJ-02 for the map services of others, distances, links to their navigation.

mod datum;
mod links;

pub use datum::Datum;
pub use links::{Provider, navigation_links};

use crate::{FieldError, Problem, text::one_of};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Longitudes in which China lies, in whole degrees outwards: 73°40′ (帕米尔高原) to 135°02′ E (黑龙江与乌苏里江汇合处). These and the
/// latitudes are the extent of the territory as the central government gives it (中国政府网，“国情”).
pub const CHINA_LNG: RangeInclusive<f64> = 73.0..=136.0;
/// Latitudes in which China lies, in whole degrees outwards: 3°52′ (曾母暗沙) to 53°33′ N (漠河以北).
pub const CHINA_LAT: RangeInclusive<f64> = 3.0..=54.0;

/// Mean radius of the earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A point in degrees. WGS-84 (≈ CGCS2000) unless a name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LngLat {
    /// Longitude, east positive, −180 to 180.
    pub lng: f64,
    /// Latitude, north positive, −90 to 90.
    pub lat: f64,
}

impl LngLat {
    /// A point; for input that nobody checked use [`Self::parse`].
    #[must_use]
    pub const fn new(lng: f64, lat: f64) -> Self {
        Self { lng, lat }
    }

    /// Reads two typed numbers; both empty is no point.
    ///
    /// # Errors
    /// Under `lng` or `lat`: [`Problem::Incomplete`], [`Problem::NotANumber`], [`Problem::OutOfRange`], and
    /// [`Problem::Swapped`] if the pair would only be right the other way round (or would lie in China that way and in the
    /// Arctic Ocean this way).
    pub fn parse(lng: &str, lat: &str) -> Result<Option<Self>, FieldError> {
        Self::parse_within(lng, lat, &(-180.0..=180.0), &(-90.0..=90.0))
    }

    fn parse_within(
        lng: &str,
        lat: &str,
        east: &RangeInclusive<f64>,
        north: &RangeInclusive<f64>,
    ) -> Result<Option<Self>, FieldError> {
        let (lng, lat) = match (lng.trim(), lat.trim()) {
            ("", "") => return Ok(None),
            ("", _) => return Err(FieldError::new("lng", Problem::Incomplete)),
            (_, "") => return Err(FieldError::new("lat", Problem::Incomplete)),
            (lng, lat) => (number("lng", lng)?, number("lat", lat)?),
        };
        if (CHINA_LAT.contains(&lng) && CHINA_LNG.contains(&lat))
            || (lng.abs() <= 90.0 && lat.abs() > 90.0 && lat.abs() <= 180.0)
        {
            return Err(FieldError::new("lng", Problem::Swapped));
        }
        within("lng", lng, east)?;
        within("lat", lat, north)?;
        Ok(Some(Self { lng, lat }))
    }

    /// Reads `lng,lat`; none for anything else, also for a point that is not on earth.
    #[must_use]
    pub fn from_pair(text: &str) -> Option<Self> {
        let (lng, lat) = text.split_once(',')?;
        Self::parse(lng, lat).ok().flatten()
    }

    /// Metres to `other` along the surface (haversine; good to 0.5 %).
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
        let h = half(self.lat, other.lat)
            + self.lat.to_radians().cos() * other.lat.to_radians().cos() * half(self.lng, other.lng);
        2.0 * EARTH_RADIUS_M * h.min(1.0).sqrt().asin()
    }
}

/// Reads where a division or a center is, as a form or a table gives it, converted to WGS-84. A point far from China is a typing error that
/// would spoil the map for everybody: it is none.
///
/// # Errors
/// Those of [`LngLat::parse`] with [`CHINA_LNG`] and [`CHINA_LAT`] for ranges, and an unknown datum under `datum`.
pub(crate) fn typed_point(lng: &str, lat: &str, datum: &str) -> Result<Option<LngLat>, FieldError> {
    let datum = match datum.trim() {
        "" => Datum::Wgs84,
        code => one_of("datum", code, &Datum::ALL, Datum::code)?,
    };
    let point = LngLat::parse_within(lng, lat, &CHINA_LNG, &CHINA_LAT)?;
    Ok(point.map(|point| datum.to_wgs84(point)))
}

/// Degrees as a form shows them: as short as reads back to the same number.
pub(crate) fn degrees(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn number(field: &str, text: &str) -> Result<f64, FieldError> {
    text.parse::<f64>()
        .ok()
        .filter(|n| n.is_finite())
        .ok_or_else(|| FieldError::new(field, Problem::NotANumber))
}

fn within(field: &str, value: f64, range: &RangeInclusive<f64>) -> Result<(), FieldError> {
    if range.contains(&value) {
        Ok(())
    } else {
        let problem = Problem::OutOfRange {
            min: range.start().to_string(),
            max: range.end().to_string(),
        };
        Err(FieldError::new(field, problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(lng: &str, lat: &str) -> (String, Problem) {
        let e = LngLat::parse(lng, lat).unwrap_err();
        (e.field, e.problem)
    }

    #[test]
    fn a_point_is_read_and_its_faults_are_named() {
        assert_eq!(LngLat::parse(" 122.93 ", "46.73"), Ok(Some(LngLat::new(122.93, 46.73))));
        assert_eq!(LngLat::parse("", " "), Ok(None));
        assert_eq!(problem("122.93", ""), ("lat".into(), Problem::Incomplete));
        assert_eq!(problem("", "46"), ("lng".into(), Problem::Incomplete));
        for text in ["east", "NaN", "inf", "122°"] {
            assert_eq!(problem(text, "46"), ("lng".into(), Problem::NotANumber), "{text}");
        }
        assert!(matches!(problem("122", "200"), (field, Problem::OutOfRange { .. }) if field == "lat"));
        assert!(matches!(problem("181", "46"), (field, Problem::OutOfRange { .. }) if field == "lng"));
    }

    #[test]
    fn swapped_numbers_are_recognised() {
        assert_eq!(problem("46.73", "122.93").1, Problem::Swapped);
        assert_eq!(problem("39.5", "76.0").1, Problem::Swapped); // 喀什
        assert_eq!(problem("-33.9", "151.2").1, Problem::Swapped); // Sydney
        assert!(LngLat::parse("151.2", "-33.9").is_ok());
        assert!(LngLat::parse("25.0", "71.1").is_ok()); // North Cape
    }

    #[test]
    fn a_place_far_from_china_is_a_typing_error() {
        let problem = |lng, lat| {
            let e = typed_point(lng, lat, "").unwrap_err();
            (e.field, e.problem)
        };
        let range = |min: &str, max: &str| Problem::OutOfRange {
            min: min.into(),
            max: max.into(),
        };
        assert_eq!(problem("12", "46.7031"), ("lng".into(), range("73", "136")));
        assert_eq!(problem("-122.9", "46.7031"), ("lng".into(), range("73", "136")));
        assert_eq!(problem("122.9", "4670.31"), ("lat".into(), range("3", "54")));
        assert_eq!(problem("46.7031", "122.9"), ("lng".into(), Problem::Swapped));
        assert!(typed_point("122.9", "46.7031", "").is_ok_and(|point| point.is_some()));
        assert_eq!(typed_point("", "", ""), Ok(None));
        // Whoever looks at the map may be anywhere.
        assert!(LngLat::from_pair("12,46.7031").is_some());
    }

    #[test]
    fn distances_are_those_of_the_earth() {
        // A degree of latitude is about 111.2 km; Beijing to Shanghai about 1,067 km.
        let degree = LngLat::new(122.0, 46.0).metres_to(LngLat::new(122.0, 47.0));
        assert!((degree - 111_195.0).abs() < 10.0, "{degree}");
        let far = LngLat::new(116.4074, 39.9042).metres_to(LngLat::new(121.4737, 31.2304));
        assert!((far - 1_067_000.0).abs() < 3_000.0, "{far}");
        assert_eq!(LngLat::new(1.0, 2.0).metres_to(LngLat::new(1.0, 2.0)), 0.0);
    }
}
