//! Reading a [`Filter`]: lenient, because it comes from an address that anybody may have typed or kept for years. A value
//! that means nothing filters nothing.

use super::{Entry, Filter, Now, matches};
use crate::{division::DivisionCode, geo::LngLat, hours::open_shift, room::RoomKind};

impl Filter {
    /// The kind of room that is wanted.
    #[must_use]
    pub fn room(&self) -> Option<RoomKind> {
        RoomKind::from_code(self.room.trim())
    }

    /// The division that is wanted, with everything below it.
    #[must_use]
    pub fn division(&self) -> Option<DivisionCode> {
        self.division.trim().parse().ok()
    }

    /// The code of the amenity that is wanted.
    #[must_use]
    pub fn amenity(&self) -> Option<&str> {
        Some(self.amenity.trim()).filter(|code| !code.is_empty())
    }

    /// The code of the matter that is to be handled there.
    #[must_use]
    pub fn matter(&self) -> Option<&str> {
        Some(self.matter.trim()).filter(|code| !code.is_empty())
    }

    /// Whether only centers open now are wanted.
    #[must_use]
    pub fn open_only(&self) -> bool {
        self.open.trim() == "1"
    }

    /// Where the person is.
    #[must_use]
    pub fn near(&self) -> Option<LngLat> {
        LngLat::from_pair(&self.near)
    }

    /// The page's number, at least 1.
    #[must_use]
    pub fn page(&self) -> usize {
        self.page.trim().parse().unwrap_or(1).max(1)
    }

    /// Whether anything is left out; the order and the page leave nothing out.
    #[must_use]
    pub fn narrows(&self) -> bool {
        !self.q.trim().is_empty()
            || self.room().is_some()
            || self.amenity().is_some()
            || self.division().is_some()
            || self.matter().is_some()
            || self.open_only()
    }

    /// The filter, read once, to be asked of many centers; `handles` says whether its matter is handled there.
    pub(super) fn test<'a>(&self, now: Now, handles: &'a dyn Fn(&Entry) -> bool) -> Test<'a> {
        Test {
            query: self.q.to_lowercase(),
            room: self.room(),
            amenity: self.amenity().map(str::to_owned),
            division: self.division(),
            handles: self.matter().map(|_| handles),
            open_at: self.open_only().then_some(now),
        }
    }
}

/// A [`Filter`] that has been read.
pub(super) struct Test<'a> {
    query: String,
    room: Option<RoomKind>,
    amenity: Option<String>,
    division: Option<DivisionCode>,
    handles: Option<&'a dyn Fn(&Entry) -> bool>,
    open_at: Option<Now>,
}

impl Test<'_> {
    /// Whether `entry` is wanted. The cheap questions come first.
    pub(super) fn passes(&self, entry: &Entry) -> bool {
        self.room.is_none_or(|kind| entry.rooms.contains(&kind))
            && self
                .division
                .as_ref()
                .is_none_or(|division| division.contains(&entry.division))
            && self.amenity.as_ref().is_none_or(|code| entry.amenities.contains(code))
            && matches(&entry.search, &self.query)
            && self.handles.is_none_or(|handles| handles(entry))
            && self
                .open_at
                .is_none_or(|now| open_shift(&entry.hours, &entry.exceptions, now).is_some())
    }
}
