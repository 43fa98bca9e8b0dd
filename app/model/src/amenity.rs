//! Amenities 便民设施: newspapers, drinking water, umbrellas, Wi-Fi … a list that the administrator edits.

use crate::{
    AppError,
    id::Id,
    text::{Names, Problems, clean, clean_code, clean_names, whole_number},
};
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

/// What [`AmenityInput::check`] lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmenityFields {
    /// See [`Amenity`].
    pub code: String,
    /// See [`Amenity`].
    pub names: Names,
    /// See [`Amenity`].
    pub icon: String,
    /// See [`Amenity`].
    pub rank: i64,
}

impl AmenityInput {
    /// Checks everything that can be checked without the other amenities.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<AmenityFields, AppError> {
        let mut problems = Problems::new();
        let fields = AmenityFields {
            code: problems.take(clean_code("code", &self.code, 40)),
            names: clean_names(&mut problems, &self.name, &self.name_en),
            icon: problems.take(clean("icon", &self.icon, false, 40)),
            rank: problems.take(whole_number("rank", &self.rank, -9999, 9999)),
        };
        problems.finish(fields)
    }
}

impl From<&Amenity> for AmenityInput {
    fn from(a: &Amenity) -> Self {
        Self {
            code: a.code.clone(),
            name: a.names.zh.clone(),
            name_en: a.names.en.clone(),
            icon: a.icon.clone(),
            rank: a.rank.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amenity_needs_a_code_fit_for_addresses() {
        let input = |code: &str, rank: &str| AmenityInput {
            code: code.into(),
            name: "无线网络".into(),
            rank: rank.into(),
            ..Default::default()
        };
        assert_eq!(input("wifi", " 12 ").check().unwrap().rank, 12);
        for (code, rank) in [
            ("", "0"),
            ("Wi-Fi", "0"),
            ("wifi", "first"),
            ("wifi", "1.5"),
            ("wifi", "100000"),
        ] {
            assert!(input(code, rank).check().is_err(), "{code} {rank}");
        }
    }
}
