//! Rooms 功能室 of a center.

use crate::{
    AppError,
    center::{CenterId, Photo},
    hours::check_dates,
    id::Id,
    text::{Names, Problems, clean, clean_names, one_of, whole_number},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Names a room.
pub type RoomId = Id<Room>;
/// Names a closure of a room.
pub type ClosureId = Id<Closure>;

/// What a room is for. Which kinds a center should have is the zone template's business, not this list's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// 便民服务站
    ConvenienceStation,
    /// 新时代文明实践站
    PracticeStation,
    /// 智慧党建综合活动室
    PartyStudio,
    /// 阅享空间（亦作悦享空间）
    ReadingSpace,
    /// 群众说事室
    TalkRoom,
    /// 矛盾调解室
    MediationRoom,
    /// 乡村振兴大讲堂
    LectureHall,
    /// 妇女之家
    WomensHome,
    /// 暖心服务角
    WarmCorner,
    /// 文化广场
    CultureSquare,
    /// 其他
    Other,
}

impl RoomKind {
    /// Where matters are handled: its times are the slots of appointments.
    pub const COUNTER: Self = Self::ConvenienceStation;
    /// In the order of lists and filters.
    pub const ALL: [Self; 11] = [
        Self::ConvenienceStation,
        Self::PracticeStation,
        Self::PartyStudio,
        Self::ReadingSpace,
        Self::TalkRoom,
        Self::MediationRoom,
        Self::LectureHall,
        Self::WomensHome,
        Self::WarmCorner,
        Self::CultureSquare,
        Self::Other,
    ];

    /// The word stored in the database and used in spreadsheets and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ConvenienceStation => "convenience_station",
            Self::PracticeStation => "practice_station",
            Self::PartyStudio => "party_studio",
            Self::ReadingSpace => "reading_space",
            Self::TalkRoom => "talk_room",
            Self::MediationRoom => "mediation_room",
            Self::LectureHall => "lecture_hall",
            Self::WomensHome => "womens_home",
            Self::WarmCorner => "warm_corner",
            Self::CultureSquare => "culture_square",
            Self::Other => "other",
        }
    }

    /// What it is called today, in Chinese: in spreadsheets and where a name for a room has to be proposed.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::ConvenienceStation => "便民服务站",
            Self::PracticeStation => "新时代文明实践站",
            Self::PartyStudio => "智慧党建综合活动室",
            Self::ReadingSpace => "阅享空间",
            Self::TalkRoom => "群众说事室",
            Self::MediationRoom => "矛盾调解室",
            Self::LectureHall => "乡村振兴大讲堂",
            Self::WomensHome => "妇女之家",
            Self::WarmCorner => "暖心服务角",
            Self::CultureSquare => "文化广场",
            Self::Other => "其他",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The bit that stands for this kind in a set of kinds.
    #[must_use]
    pub const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A room as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Room {
    /// The key.
    pub id: RoomId,
    /// Whose room it is.
    pub center: CenterId,
    /// What it is for.
    pub kind: RoomKind,
    /// Its name on the door.
    pub names: Names,
    /// People it holds; 0 where nobody counted (a square).
    pub capacity: u32,
    /// Tables, projector, printer …, one a line.
    pub equipment: String,
    /// Step-free, hearing loop, wide door …, in words.
    pub accessibility: String,
    /// Closed dates from yesterday on.
    pub closures: Vec<Closure>,
    /// Its photos, in order.
    pub photos: Vec<Photo>,
    /// Out of service.
    pub retired: bool,
    /// Counts saves.
    pub version: i64,
}

/// A room is closed from one date to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// The key.
    pub id: ClosureId,
    /// First closed date.
    #[serde(with = "crate::date")]
    pub from: Date,
    /// Last closed date.
    #[serde(with = "crate::date")]
    pub to: Date,
    /// Why, for residents.
    pub reason: String,
}

/// A closure as a form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClosureInput {
    /// First closed date.
    pub from: String,
    /// Last closed date; empty for `from` alone.
    pub to: String,
    /// Why, for residents.
    pub reason: String,
}

impl ClosureInput {
    /// The first and the last date, and the reason.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<(Date, Date, String), AppError> {
        let mut problems = Problems::new();
        let (from, to) = problems.note(check_dates(&self.from, &self.to)).unwrap_or_default();
        let reason = problems.take(clean("reason", &self.reason, true, 100));
        problems.finish((from, to, reason))
    }
}

/// A room as a form or a spreadsheet row sends it: nothing checked yet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomInput {
    /// A [`RoomKind::code`].
    pub kind: String,
    /// Chinese name.
    pub name: String,
    /// English name or empty.
    pub name_en: String,
    /// A number as typed; empty means 0.
    pub capacity: String,
    /// One a line.
    pub equipment: String,
    /// In words.
    pub accessibility: String,
}

/// What [`RoomInput::check`] lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomFields {
    /// See [`Room`].
    pub kind: RoomKind,
    /// See [`Room`].
    pub names: Names,
    /// See [`Room`].
    pub capacity: u32,
    /// See [`Room`].
    pub equipment: String,
    /// See [`Room`].
    pub accessibility: String,
}

/// The most people a room may be said to hold.
const MAX_CAPACITY: i64 = 99_999;

impl RoomInput {
    /// Checks everything that can be checked without the database.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<RoomFields, AppError> {
        let mut problems = Problems::new();
        let kind = problems
            .note(one_of("kind", &self.kind, &RoomKind::ALL, RoomKind::code))
            .unwrap_or(RoomKind::Other);
        let names = clean_names(&mut problems, &self.name, &self.name_en);
        let capacity = problems.take(whole_number("capacity", &self.capacity, 0, MAX_CAPACITY));
        let fields = RoomFields {
            kind,
            names,
            capacity: u32::try_from(capacity).unwrap_or(0),
            equipment: problems.take(clean("equipment", &self.equipment, false, 1000)),
            accessibility: problems.take(clean("accessibility", &self.accessibility, false, 500)),
        };
        problems.finish(fields)
    }
}

impl Room {
    /// Its own fields, as [`RoomInput::check`] gives them.
    #[must_use]
    pub fn fields(&self) -> RoomFields {
        RoomFields {
            kind: self.kind,
            names: self.names.clone(),
            capacity: self.capacity,
            equipment: self.equipment.clone(),
            accessibility: self.accessibility.clone(),
        }
    }
}

impl From<&Room> for RoomInput {
    fn from(room: &Room) -> Self {
        Self::from(&room.fields())
    }
}

impl From<&RoomFields> for RoomInput {
    fn from(r: &RoomFields) -> Self {
        Self {
            kind: r.kind.code().to_owned(),
            name: r.names.zh.clone(),
            name_en: r.names.en.clone(),
            capacity: r.capacity.to_string(),
            equipment: r.equipment.clone(),
            accessibility: r.accessibility.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_needs_a_kind_and_a_name_and_a_sensible_capacity() {
        let good = RoomInput {
            kind: "talk_room".into(),
            name: "说事室".into(),
            capacity: "12.0".into(),
            ..Default::default()
        };
        assert_eq!(good.check().unwrap().capacity, 12);
        let bad = RoomInput {
            kind: "cellar".into(),
            capacity: "-1".into(),
            ..Default::default()
        };
        let AppError::Invalid { fields } = bad.check().unwrap_err() else {
            panic!("not Invalid")
        };
        assert_eq!(
            fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(),
            ["kind", "name", "capacity"]
        );
    }
}
