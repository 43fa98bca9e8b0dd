//! Centers 党群服务中心: what they are, where they are, what they offer.

mod input;

pub use input::{CenterFields, CenterInput};

use crate::{
    amenity::Amenity,
    division::DivisionCode,
    geo::LngLat,
    hours::{Exception, WeekHours},
    id::Id,
    room::Room,
    text::Names,
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
