//! The datums of Chinese maps: WGS-84 ↔ GCJ-02 (AMap, Tencent; Baidu takes it, too).
//!
//! The formulas of GCJ-02 were never published; these are the ones that every open implementation agrees on, checked below
//! against published points. Outside China both are the same.

use super::LngLat;
use std::f64::consts::PI;

/// Which datum two typed numbers are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datum {
    /// WGS-84: receivers, OpenStreetMap, 天地图 (as CGCS2000).
    Wgs84,
    /// GCJ-02: AMap, Tencent.
    Gcj02,
}

impl Datum {
    /// Both, in the order of a form.
    pub const ALL: [Self; 2] = [Self::Wgs84, Self::Gcj02];

    /// The word used in forms and spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.code() == code)
    }

    /// `point`, given in this datum, in WGS-84.
    #[must_use]
    pub fn to_wgs84(self, point: LngLat) -> LngLat {
        match self {
            Self::Wgs84 => point,
            Self::Gcj02 => point.gcj02_to_wgs84(),
        }
    }
}

/// Semi-major axis of the Krasovsky ellipsoid in metres, which GCJ-02 uses.
const KRASOVSKY_A: f64 = 6_378_245.0;
/// Its squared eccentricity.
const KRASOVSKY_EE: f64 = 0.006_693_421_622_965_943;
/// The inverse is iterated until it is this close, in degrees (a tenth of a millimetre).
const CLOSE_ENOUGH: f64 = 1e-9;

impl LngLat {
    /// Whether the shift of GCJ-02 does not apply here: outside of the rectangle around China that the map services use.
    #[must_use]
    pub fn is_outside_china(self) -> bool {
        !((72.004..=137.8347).contains(&self.lng) && (0.8293..=55.8271).contains(&self.lat))
    }

    /// This WGS-84 point in GCJ-02.
    #[must_use]
    pub fn wgs84_to_gcj02(self) -> Self {
        if self.is_outside_china() {
            return self;
        }
        let (lng, lat) = shift(self);
        Self {
            lng: self.lng + lng,
            lat: self.lat + lat,
        }
    }

    /// This GCJ-02 point in WGS-84, by iteration.
    #[must_use]
    pub fn gcj02_to_wgs84(self) -> Self {
        if self.is_outside_china() {
            return self;
        }
        let mut guess = self;
        for _ in 0..10 {
            let (lng, lat) = shift(guess);
            let next = Self {
                lng: self.lng - lng,
                lat: self.lat - lat,
            };
            let moved = (next.lng - guess.lng).abs().max((next.lat - guess.lat).abs());
            guess = next;
            if moved < CLOSE_ENOUGH {
                break;
            }
        }
        guess
    }
}

/// How far GCJ-02 lies from WGS-84 at this WGS-84 point, in degrees.
fn shift(point: LngLat) -> (f64, f64) {
    let (x, y) = (point.lng - 105.0, point.lat - 35.0);
    let ripple = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let root = 0.1 * x.abs().sqrt();
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 2.0 * root
        + ripple
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + root
        + ripple
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let latitude = point.lat.to_radians();
    let magic = 1.0 - KRASOVSKY_EE * latitude.sin().powi(2);
    let meridian = KRASOVSKY_A * (1.0 - KRASOVSKY_EE) / (magic * magic.sqrt());
    let parallel = KRASOVSKY_A / magic.sqrt() * latitude.cos();
    ((east / parallel).to_degrees(), (north / meridian).to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn assert_near(a: LngLat, b: LngLat, degrees: f64) {
        assert!(
            (a.lng - b.lng).abs() < degrees && (a.lat - b.lat).abs() < degrees,
            "{a:?} is not {b:?}"
        );
    }

    #[test]
    fn published_points_agree() {
        // The example of the widely used `coordtransform` library.
        let wgs = LngLat::new(116.404, 39.915);
        let gcj = LngLat::new(116.410_244_499_169_38, 39.916_404_281_501_64);
        assert_near(wgs.wgs84_to_gcj02(), gcj, 1e-9);
        assert_near(gcj.gcj02_to_wgs84(), wgs, 1e-7);
    }

    #[test]
    fn the_shift_in_the_town_is_six_thousandths_of_a_degree() {
        let wgs = LngLat::new(122.93, 46.73);
        let gcj = wgs.wgs84_to_gcj02();
        assert!((gcj.lng - wgs.lng - 0.006).abs() < 0.001, "{gcj:?}");
    }

    #[test]
    fn nothing_is_shifted_outside_china() {
        let sydney = LngLat::new(151.2, -33.9);
        assert_eq!(sydney.wgs84_to_gcj02(), sydney);
        assert_eq!(sydney.gcj02_to_wgs84(), sydney);
    }

    proptest! {
        #[test]
        fn there_and_back_again(lng in 73.5..135.0_f64, lat in 18.0..53.5_f64) {
            let wgs = LngLat::new(lng, lat);
            let gcj = wgs.wgs84_to_gcj02();
            prop_assert!(gcj.gcj02_to_wgs84().metres_to(wgs) < 0.01);
            prop_assert!(wgs.metres_to(gcj) < 1_500.0);
        }
    }
}
