//! Outlines that an administrator uploads: GeoJSON, which is read before it is kept.

use crate::{FieldError, Problem};

/// The largest outlines that are kept.
pub const MAX_OUTLINES_BYTES: usize = 2 * 1024 * 1024;

pub(super) fn check_size(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    if text.len() > MAX_OUTLINES_BYTES {
        return Err(FieldError::new("outlines", Problem::FileTooLarge { max_mb: 2 }));
    }
    Ok(text.to_owned())
}

/// Checks that `text` is a FeatureCollection of polygons and lines in degrees; empty passes.
///
/// # Errors
/// Under `outlines`: too large, another kind of file or geometry, a point that is not on earth.
#[cfg(feature = "server")]
pub fn check_outlines(text: &str) -> Result<(), FieldError> {
    use geojson::{FeatureCollection, GeoJson, GeometryValue as G, Position};

    let text = check_size(text)?;
    if text.is_empty() {
        return Ok(());
    }
    let wrong_kind = || {
        let allowed = "GeoJSON FeatureCollection: Polygon, MultiPolygon, LineString, MultiLineString".to_owned();
        FieldError::new("outlines", Problem::FileKind { allowed })
    };
    let check_point = |point: &Position| {
        let on_earth = matches!(point.as_slice(), [lng, lat, ..] if lng.abs() <= 180.0 && lat.abs() <= 90.0);
        let problem = || Problem::OutOfRange {
            min: "-180, -90".to_owned(),
            max: "180, 90".to_owned(),
        };
        if on_earth {
            Ok(())
        } else {
            Err(FieldError::new("outlines", problem()))
        }
    };
    let Ok(GeoJson::FeatureCollection(FeatureCollection { features, .. })) = text.parse::<GeoJson>() else {
        return Err(wrong_kind());
    };
    for feature in features {
        match feature.geometry.ok_or_else(wrong_kind)?.value {
            G::LineString { coordinates } => coordinates.iter().try_for_each(check_point)?,
            G::Polygon { coordinates } | G::MultiLineString { coordinates } => {
                coordinates.iter().flatten().try_for_each(check_point)?;
            }
            G::MultiPolygon { coordinates } => coordinates.iter().flatten().flatten().try_for_each(check_point)?,
            _ => return Err(wrong_kind()),
        }
    }
    Ok(())
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;

    fn collection(geometry: &str) -> String {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{geometry}}}]}}"#
        )
    }

    #[test]
    fn outlines_are_polygons_and_lines_on_earth() {
        let polygon = |lat: f64| {
            collection(&format!(
                r#"{{"type":"Polygon","coordinates":[[[122,46],[123,46],[123,{lat}],[122,46]]]}}"#
            ))
        };
        assert_eq!(check_outlines(""), Ok(()));
        assert_eq!(check_outlines(&polygon(47.0)), Ok(()));
        assert_eq!(
            check_outlines(&collection(
                r#"{"type":"LineString","coordinates":[[122,46],[123,46]]}"#
            )),
            Ok(())
        );
        assert!(matches!(
            check_outlines(&polygon(200.0)).unwrap_err().problem,
            Problem::OutOfRange { .. }
        ));
    }

    #[test]
    fn other_files_are_refused() {
        let point = collection(r#"{"type":"Point","coordinates":[122,46]}"#);
        for text in [
            "<html>",
            "{}",
            "[1,2]",
            r#"{"type":"Polygon","coordinates":[]}"#,
            &point,
            &collection("null"),
        ] {
            assert!(
                matches!(check_outlines(text).unwrap_err().problem, Problem::FileKind { .. }),
                "{text}"
            );
        }
        let large = " ".repeat(10) + &"x".repeat(MAX_OUTLINES_BYTES + 1);
        assert_eq!(
            check_outlines(&large).unwrap_err().problem,
            Problem::FileTooLarge { max_mb: 2 }
        );
    }
}
