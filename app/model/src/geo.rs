//! Positions: WGS-84 as stored, GCJ-02 and BD-09 for the map services of others, distances, links to their navigation.

use serde::{Deserialize, Serialize};

/// A point in degrees. WGS-84 (≈ CGCS2000) unless a name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LngLat {
    /// Longitude, east positive, −180 to 180.
    pub lng: f64,
    /// Latitude, north positive, −90 to 90.
    pub lat: f64,
}
