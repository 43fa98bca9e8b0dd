//! A center as it is typed, and the rules by which it becomes one.

use super::{Center, CenterKind, CounterAreas, Position, PositionSource};
use crate::{
    AppError, FieldError, Problem,
    division::{DivisionCode, parse_code},
    geo::{degrees, typed_point},
    text::{Names, Problems, check_place_phone, clean, clean_names, one_of},
};
use serde::{Deserialize, Serialize};

/// A center as a form or a spreadsheet row sends it: nothing checked yet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CenterInput {
    /// A [`CenterKind::code`].
    pub kind: String,
    /// 12 digits.
    pub division: String,
    /// Chinese name.
    pub name: String,
    /// English name or empty.
    pub name_en: String,
    /// Address in words.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Longitude in degrees as typed; empty for no position.
    pub lng: String,
    /// Latitude in degrees as typed; empty for no position.
    pub lat: String,
    /// `wgs84` or `gcj02`: what the two numbers are. Empty means `wgs84`.
    pub datum: String,
    /// A [`PositionSource::code`], or `none`.
    pub position_source: String,
    /// 咨询接待
    pub area_reception: bool,
    /// 业务办理
    pub area_counter: bool,
    /// 休闲等候
    pub area_waiting: bool,
    /// 便民服务
    pub area_convenience: bool,
    /// Introduction, Chinese.
    pub introduction: String,
    /// Introduction, English.
    pub introduction_en: String,
}

/// What [`CenterInput::check`] lets through: a center's own fields, without its key and its history.
#[derive(Debug, Clone, PartialEq)]
pub struct CenterFields {
    /// See [`Center`].
    pub kind: CenterKind,
    /// See [`Center`].
    pub division: DivisionCode,
    /// See [`Center`].
    pub names: Names,
    /// See [`Center`].
    pub address: String,
    /// See [`Center`].
    pub phone: String,
    /// See [`Center`].
    pub position: Option<Position>,
    /// See [`Center`].
    pub areas: CounterAreas,
    /// See [`Center`].
    pub introduction: Names,
}

impl CenterInput {
    /// Checks everything that can be checked without the database. A position typed in GCJ-02 comes out in WGS-84.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<CenterFields, AppError> {
        let mut problems = Problems::new();
        let kind = problems.note(one_of("kind", &self.kind, &CenterKind::ALL, CenterKind::code));
        let division = problems.note(parse_code("division", &self.division));
        let names = clean_names(&mut problems, &self.name, &self.name_en);
        let address = problems.take(clean("address", &self.address, false, 200));
        let phone = problems.take(check_place_phone("phone", &self.phone));
        let position = problems.take(self.position());
        let introduction = Names {
            zh: problems.take(clean("introduction", &self.introduction, false, 4000)),
            en: problems.take(clean("introduction_en", &self.introduction_en, false, 8000)),
        };
        let areas = CounterAreas {
            reception: self.area_reception,
            counter: self.area_counter,
            waiting: self.area_waiting,
            convenience: self.area_convenience,
        };
        match (kind, division) {
            (Some(kind), Some(division)) => problems.finish(CenterFields {
                kind,
                division,
                names,
                address,
                phone,
                position,
                areas,
                introduction,
            }),
            _ => Err(AppError::Invalid {
                fields: problems.into_vec(),
            }),
        }
    }

    /// A position needs both its numbers and its source; numbers with the source `none` are no position that anybody meant.
    fn position(&self) -> Result<Option<Position>, FieldError> {
        let source = self.position_source.trim();
        if source == "none" {
            return if self.lng.trim().is_empty() && self.lat.trim().is_empty() {
                Ok(None)
            } else {
                Err(FieldError::new("position_source", Problem::NoSource))
            };
        }
        match typed_point(&self.lng, &self.lat, &self.datum)? {
            None if source.is_empty() => Ok(None),
            None => Err(FieldError::new("lng", Problem::Required)),
            Some(at) => {
                let source = one_of("position_source", source, &PositionSource::ALL, PositionSource::code)?;
                Ok(Some(Position { at, source }))
            }
        }
    }
}

impl Center {
    /// Its own fields, as [`CenterInput::check`] gives them: for comparing what is with what would be.
    #[must_use]
    pub fn fields(&self) -> CenterFields {
        CenterFields {
            kind: self.kind,
            division: self.division.clone(),
            names: self.names.clone(),
            address: self.address.clone(),
            phone: self.phone.clone(),
            position: self.position,
            areas: self.areas,
            introduction: self.introduction.clone(),
        }
    }
}

impl From<&Center> for CenterInput {
    fn from(center: &Center) -> Self {
        Self::from(&center.fields())
    }
}

impl From<&CenterFields> for CenterInput {
    fn from(c: &CenterFields) -> Self {
        Self {
            kind: c.kind.code().to_owned(),
            division: c.division.to_string(),
            name: c.names.zh.clone(),
            name_en: c.names.en.clone(),
            address: c.address.clone(),
            phone: c.phone.clone(),
            lng: degrees(c.position.map(|p| p.at.lng)),
            lat: degrees(c.position.map(|p| p.at.lat)),
            datum: String::new(),
            position_source: c.position.map_or("none", |p| p.source.code()).to_owned(),
            area_reception: c.areas.reception,
            area_counter: c.areas.counter,
            area_waiting: c.areas.waiting,
            area_convenience: c.areas.convenience,
            introduction: c.introduction.zh.clone(),
            introduction_en: c.introduction.en.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> CenterInput {
        CenterInput {
            kind: "village".into(),
            division: "152223100202".into(),
            name: "东风村党群服务中心".into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_position_typed_in_gcj02_is_stored_in_wgs84() {
        let typed = CenterInput {
            lng: "116.41024449916938".into(),
            lat: "39.91640428150164".into(),
            datum: "gcj02".into(),
            position_source: "surveyed".into(),
            ..input()
        };
        let at = typed.check().unwrap().position.unwrap().at;
        assert!(
            (at.lng - 116.404).abs() < 1e-7 && (at.lat - 39.915).abs() < 1e-7,
            "{at:?}"
        );
    }

    #[test]
    fn a_position_says_where_it_comes_from() {
        let typed = CenterInput {
            lng: "122.9".into(),
            lat: "46.7".into(),
            ..input()
        };
        assert_eq!(
            typed.check(),
            Err(AppError::field("position_source", Problem::Required))
        );
        // Numbers are never thrown away in silence.
        let typed = CenterInput {
            position_source: "none".into(),
            ..typed
        };
        assert_eq!(
            typed.check(),
            Err(AppError::field("position_source", Problem::NoSource))
        );
        let typed = CenterInput {
            position_source: "surveyed".into(),
            ..input()
        };
        assert_eq!(typed.check(), Err(AppError::field("lng", Problem::Required)));
        assert_eq!(input().check().unwrap().position, None);
    }

    #[test]
    fn all_problems_are_reported_at_once() {
        let bad = CenterInput {
            lng: "46.7".into(),
            lat: "122.9".into(),
            phone: "call us".into(),
            ..Default::default()
        };
        let AppError::Invalid { fields } = bad.check().unwrap_err() else {
            panic!("not Invalid")
        };
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["kind", "division", "name", "phone", "lng"]);
    }
}
