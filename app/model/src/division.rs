//! Administrative divisions 行政区划: a tree under official 12-digit codes.

use crate::{
    AppError, FieldError, Problem,
    geo::{degrees, typed_point},
    text::{Names, Problems, clean_names, one_of},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// An official statistical division code (统计用区划代码): 12 digits in groups of 2-2-2-3-3
/// (province, prefecture, county, town, village); a higher level ends in zeros.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DivisionCode(String);

/// Ends of the five groups of digits.
const GROUPS: [usize; 5] = [2, 4, 6, 9, 12];

impl DivisionCode {
    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits that all divisions at or below this one begin with; `152223100` for `152223100000`.
    #[must_use]
    pub fn prefix(&self) -> &str {
        let mut end = 12;
        for (i, group_end) in GROUPS.iter().enumerate().rev() {
            let start = if i == 0 { 0 } else { GROUPS[i - 1] };
            if self.0[start..*group_end].bytes().any(|b| b != b'0') {
                end = *group_end;
                break;
            }
        }
        &self.0[..end]
    }

    /// Whether `other` is this division or lies below it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(self.prefix())
    }

    /// Whether both lie in one town, or are it: the digits down to the town's are the same.
    #[must_use]
    pub fn shares_town(&self, other: &Self) -> bool {
        let [.., town, _] = GROUPS;
        self.0[..town] == other.0[..town]
    }

    /// The first and the last code at or below this one; both are twelve digits, so a range of text compares right.
    #[must_use]
    pub fn range(&self) -> (String, String) {
        Self::below(self.prefix())
    }

    /// The first and the last code of those that [`Self::shares_town`] is true of.
    #[must_use]
    pub fn town_range(&self) -> (String, String) {
        let [.., town, _] = GROUPS;
        Self::below(&self.0[..town])
    }

    fn below(digits: &str) -> (String, String) {
        (format!("{digits:0<12}"), format!("{digits:9<12}"))
    }
}

impl FromStr for DivisionCode {
    type Err = Problem;

    fn from_str(s: &str) -> Result<Self, Problem> {
        if s.len() == 12 && s.bytes().all(|b| b.is_ascii_digit()) && !s.starts_with("00") {
            Ok(Self(s.to_owned()))
        } else {
            Err(Problem::DivisionCode)
        }
    }
}
impl TryFrom<String> for DivisionCode {
    type Error = &'static str;

    fn try_from(s: String) -> Result<Self, &'static str> {
        s.parse().map_err(|_| "not a division code")
    }
}
impl From<DivisionCode> for String {
    fn from(code: DivisionCode) -> Self {
        code.0
    }
}
impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How high a division stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DivisionLevel {
    /// 省、自治区
    Province,
    /// 盟、市
    Prefecture,
    /// 旗、县
    Banner,
    /// 镇、乡、街道
    Town,
    /// 村、嘎查、社区、林场
    Village,
}

impl DivisionLevel {
    /// From the highest to the lowest.
    pub const ALL: [Self; 5] = [
        Self::Province,
        Self::Prefecture,
        Self::Banner,
        Self::Town,
        Self::Village,
    ];

    /// The word stored in the database and used in spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::Banner => "banner",
            Self::Town => "town",
            Self::Village => "village",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.code() == code)
    }
}

/// A division as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Division {
    /// Its official code: the key.
    pub code: DivisionCode,
    /// The division above; none at the root.
    pub parent: Option<DivisionCode>,
    /// 名称, English name.
    pub names: Names,
    /// How high it stands.
    pub level: DivisionLevel,
    /// Where its office is, WGS-84, if known.
    pub position: Option<crate::geo::LngLat>,
    /// Counts saves; a form carries it so that nobody overwrites unknowingly.
    pub version: i64,
}

/// A division as a form or a spreadsheet row sends it: nothing checked yet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DivisionInput {
    /// 12 digits.
    pub code: String,
    /// 12 digits or empty.
    pub parent_code: String,
    /// Chinese name.
    pub name: String,
    /// English name or empty.
    pub name_en: String,
    /// A [`DivisionLevel::code`].
    pub level: String,
    /// Longitude of its office in degrees as typed; empty for no position.
    pub lng: String,
    /// Latitude of its office in degrees as typed; empty for no position.
    pub lat: String,
    /// A [`Datum::code`](crate::geo::Datum::code); empty means `wgs84`.
    pub datum: String,
    /// The version the form was opened with; 0 for a new division.
    pub version: i64,
}

impl DivisionInput {
    /// Checks everything that can be checked without the other divisions: the codes, that the parent's code contains this
    /// one (nothing can be moved under its own child), the name, the level.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<Division, AppError> {
        let mut problems = Problems::new();
        let code = self
            .code
            .trim()
            .parse::<DivisionCode>()
            .map_err(|p| problems.add("code", p))
            .ok();
        let parent = match self.parent_code.trim() {
            "" => None,
            text => text
                .parse::<DivisionCode>()
                .map_err(|p| problems.add("parent_code", p))
                .ok(),
        };
        if let (Some(code), Some(parent)) = (&code, &parent)
            && (code == parent || !parent.contains(code))
        {
            problems.add("parent_code", Problem::Parent);
        }
        let names = clean_names(&mut problems, &self.name, &self.name_en);
        let level = problems.note(one_of("level", &self.level, &DivisionLevel::ALL, DivisionLevel::code));
        let position = problems.take(typed_point(&self.lng, &self.lat, &self.datum));
        match (code, level) {
            (Some(code), Some(level)) => problems.finish(Division {
                code,
                parent,
                names,
                level,
                position,
                version: self.version,
            }),
            _ => Err(AppError::Invalid {
                fields: problems.into_vec(),
            }),
        }
    }
}

impl From<&Division> for DivisionInput {
    fn from(d: &Division) -> Self {
        Self {
            code: d.code.to_string(),
            parent_code: d.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            name: d.names.zh.clone(),
            name_en: d.names.en.clone(),
            level: d.level.code().to_owned(),
            lng: degrees(d.position.map(|p| p.lng)),
            lat: degrees(d.position.map(|p| p.lat)),
            datum: String::new(),
            version: d.version,
        }
    }
}

/// One problem under `code`, for places that take a lone code.
///
/// # Errors
/// [`Problem::DivisionCode`] under the field's name.
pub fn parse_code(field: &str, text: &str) -> Result<DivisionCode, FieldError> {
    text.trim().parse().map_err(|p| FieldError::new(field, p))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(s: &str) -> DivisionCode {
        s.parse().unwrap()
    }

    #[test]
    fn a_town_contains_its_villages_and_no_others() {
        let town = code("152223100000");
        assert_eq!(town.prefix(), "152223100");
        assert!(town.contains(&code("152223100202")));
        assert!(!town.contains(&code("152223101202")));
        assert!(code("150000000000").contains(&town));
        assert!(!code("152223100202").contains(&town));
        let village = code("152223100202");
        assert!(village.shares_town(&code("152223100203")) && village.shares_town(&town));
        assert!(!village.shares_town(&code("152223101202")));
        assert_eq!(village.town_range(), town.range());
    }

    #[test]
    fn a_group_that_ends_in_zero_is_still_a_group() {
        // 兴安盟 is 1522, 呼和浩特 1501; a prefecture numbered 10 must not be read as the province.
        assert_eq!(code("151000000000").prefix(), "1510");
        assert_eq!(code("152223100200").prefix(), "152223100200");
    }

    #[test]
    fn a_division_cannot_be_put_under_its_own_child() {
        let input = DivisionInput {
            code: "152223100000".into(),
            parent_code: "152223100202".into(),
            name: "音德尔镇".into(),
            level: "town".into(),
            ..Default::default()
        };
        assert_eq!(input.check(), Err(AppError::field("parent_code", Problem::Parent)));
    }
}
