//! Centers 党群服务中心: what they are, where they are, what they offer.

use crate::{
    AppError, FieldError, Problem,
    amenity::Amenity,
    division::{DivisionCode, parse_code},
    geo::{LngLat, degrees, typed_point},
    hours::{Exception, WeekHours},
    id::Id,
    room::Room,
    text::{Names, Problems, check_phone, clean, clean_names, one_of},
};
use serde::{Deserialize, Serialize};

/// Names a center.
pub type CenterId = Id<Center>;
/// Names a photo.
pub type PhotoId = Id<Photo>;

/// Whether a center serves the whole town or one village or community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CenterKind {
    /// 镇党群服务中心
    Town,
    /// 村（嘎查、社区）党群服务中心
    Village,
}

impl CenterKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Town, Self::Village];

    /// The word stored in the database and used in spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::Village => "village",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// Where a position comes from. One that nobody measured is drawn hollow and labelled 示意位置.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionSource {
    /// Measured on the ground or taken from a published point.
    Surveyed,
    /// A place on the sketch map so that the center can be found there; not where it is.
    Schematic,
}

impl PositionSource {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Surveyed, Self::Schematic];

    /// The word stored in the database and used in spreadsheets (`none` stands for no position at all).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Surveyed => "surveyed",
            Self::Schematic => "schematic",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// A point and where it comes from. A center without one is in the list and not on the map.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// WGS-84.
    pub at: LngLat,
    /// Whether somebody measured it.
    pub source: PositionSource,
}

/// The four areas of a counter hall: which of them this center has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CounterAreas {
    /// 咨询接待
    pub reception: bool,
    /// 业务办理
    pub counter: bool,
    /// 休闲等候
    pub waiting: bool,
    /// 便民服务
    pub convenience: bool,
}

/// A center as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Center {
    /// The key.
    pub id: CenterId,
    /// Town or village.
    pub kind: CenterKind,
    /// The division it belongs to.
    pub division: DivisionCode,
    /// Its name.
    pub names: Names,
    /// Where to walk to, in words.
    pub address: String,
    /// The telephone on the counter; empty where there is none.
    pub phone: String,
    /// Where it is, if anybody knows.
    pub position: Option<Position>,
    /// The four areas.
    pub areas: CounterAreas,
    /// A few paragraphs for residents; Chinese and, where there is one, English.
    pub introduction: Names,
    /// Out of service: in no list, its address still answers.
    pub retired: bool,
    /// Counts saves; a form carries it so that nobody overwrites unknowingly.
    pub version: i64,
    /// When it was saved last, epoch seconds.
    pub updated_at: i64,
    /// Who saved it last, as a display name.
    pub updated_by: String,
}

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
        let phone = problems.take(check_phone("phone", &self.phone));
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

    /// A position needs both its numbers and its source; the source `none` sets it aside whatever the numbers say.
    fn position(&self) -> Result<Option<Position>, FieldError> {
        let source = self.position_source.trim();
        if source == "none" {
            return Ok(None);
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

/// A photo of a center or a room. The file was decoded and written anew, so it carries no EXIF and no surprise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Photo {
    /// The key.
    pub id: PhotoId,
    /// Address of the picture, at most 1600 px wide.
    pub url: String,
    /// Address of the small one, at most 480 px wide.
    pub thumbnail_url: String,
    /// Pixels of the large one.
    pub width: u32,
    /// Pixels of the large one.
    pub height: u32,
    /// What it shows, for those who do not see it.
    pub alt: String,
}

/// Everything a resident asks about one center before going.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CenterDetail {
    /// The center itself.
    pub center: Center,
    /// Names of the division and of those above it, the highest first.
    pub division_path: Vec<String>,
    /// Its weekly opening hours.
    pub hours: WeekHours,
    /// Dated exceptions from yesterday on.
    pub exceptions: Vec<Exception>,
    /// What it offers, in the administrator's order.
    pub amenities: Vec<Amenity>,
    /// Its rooms that are in service.
    pub rooms: Vec<Room>,
    /// Its own photos, in order.
    pub photos: Vec<Photo>,
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
