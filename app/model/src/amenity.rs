//! Amenities 便民设施: newspapers, drinking water, umbrellas, Wi-Fi … a list that the administrator edits.

use crate::{id::Id, text::Names};
use serde::{Deserialize, Serialize};

/// Names an amenity.
pub type AmenityId = Id<Amenity>;

/// Something a center offers to whoever comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amenity {
    /// The key.
    pub id: AmenityId,
    /// A short word for addresses and spreadsheets, `[a-z0-9_]`, unique: `wifi`, `step_free`.
    pub code: String,
    /// Its name.
    pub names: Names,
    /// Name of a picture in the icon set (`app::ui::Icon`); empty for the plain tick.
    pub icon: String,
    /// Place in lists, small first.
    pub rank: i64,
    /// No longer offered in forms; centers that have it keep it.
    pub retired: bool,
}

/// An amenity as a form sends it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AmenityInput {
    /// `[a-z0-9_]`, 1 to 40 characters.
    pub code: String,
    /// Chinese name.
    pub name: String,
    /// English name or empty.
    pub name_en: String,
    /// Name in the icon set or empty.
    pub icon: String,
    /// A whole number as typed.
    pub rank: String,
}
