//! Bookings 预约 of rooms: the rules of a room, what a person asks for, and what becomes of it.
//!
//! Time is cut into slots of [`SLOT_MINUTES`]; a slot's number counts them since 1970 in UTC, so the table of slots has no
//! time zone in it. Rules are judged in local time. Whoever calls gives both: the local moment, and the number of the slot
//! that the local day begins with ([`Day::midnight`]). Within a day slots follow local time; on the two days a year on
//! which some zones set their clocks, hours after the change are off by that much. China's zone has no such days.

mod alternatives;
mod availability;
mod change;
mod day;
mod judge;
mod kind_rules;
mod no_show;
mod number;
mod refusal;
mod request;
mod rules;
mod rules_input;
mod search;
mod series;
mod state;
mod terms;
#[cfg(test)]
mod tests;
mod waitlist;
mod way;

pub use alternatives::{Alternative, alternatives};
pub use availability::{Cell, CellState, Taken, availability, free_starts};
pub use change::{CHECK_IN_EARLY_MINUTES, may_change, may_check_in, may_decide, may_miss};
pub use day::{Day, Span, Why, spans};
pub use judge::{Counted, fits, judge, quotas, waived};
pub use kind_rules::KindRules;
pub use no_show::{Limited, NoShowInput, NoShowLimit};
pub use number::{NotANumber, Number};
pub use refusal::{Edge, Refusal};
pub use request::{BookingInput, Request, Wish};
pub use rules::{Mode, Rules};
pub use rules_input::RulesInput;
pub use search::{Asked, Help, SEARCH_WEEK, Search};
pub use series::{Every, MOST_DATES, Outcome, PlanDate, Repeat, RepeatDates, Series, SeriesId, Which};
pub use state::State;
pub use terms::Terms;
pub use waitlist::{Wait, WaitId, WaitState, local_at, offer_until};
pub use way::{EachInput, Way, WayInput};

use crate::{hours::LocalMinute, id::Id, resident::ResidentId, room::RoomId, staff::StaffId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Names a booking.
pub type BookingId = Id<Booking>;

/// Seconds of a slot.
pub const SLOT_SECONDS: i64 = 900;
/// Minutes of a slot: every step and buffer is a multiple.
pub const SLOT_MINUTES: u16 = 15;

/// The number of the slot that holds an instant (epoch seconds).
#[must_use]
pub const fn slot_at(epoch: i64) -> i64 {
    epoch.div_euclid(SLOT_SECONDS)
}

/// When a slot begins, epoch seconds.
#[must_use]
pub const fn slot_start(slot: i64) -> i64 {
    slot * SLOT_SECONDS
}

/// Where a booking comes from, and so which rules it is held to: staff book for a caller or somebody who stands before them,
/// so they may book late and far ahead, and no quota stops them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The resident.
    #[serde(rename = "self")]
    Resident,
    /// A staff member for a resident.
    Staff,
}

impl Source {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Resident, Self::Staff];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resident => "self",
            Self::Staff => "staff",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }
}

/// A booking as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The key.
    pub id: BookingId,
    /// What the person says on the telephone.
    pub number: Number,
    /// Which room.
    pub room: RoomId,
    /// Whose booking it is.
    pub resident: ResidentId,
    /// The local day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// Local minute it begins.
    pub start: u16,
    /// Local minute it ends.
    pub end: u16,
    /// Its first slot, without the buffer.
    pub first_slot: i64,
    /// The slot after its last, without the buffer.
    pub end_slot: i64,
    /// Seats, or the whole room.
    pub wish: Wish,
    /// How many people come.
    pub party: u32,
    /// Who comes; empty where the person had their data erased.
    pub name: String,
    /// Where to call; empty where the person had their data erased.
    pub phone: String,
    /// What for.
    pub purpose: String,
    /// With whom, where the room is private; empty elsewhere.
    #[serde(default)]
    pub with_whom: String,
    /// Whether minors come.
    pub minors: bool,
    /// Whether an adult comes with them.
    pub adult: bool,
    /// What has become of it.
    pub state: State,
    /// The resident, or staff for them.
    pub source: Source,
    /// The staff member who made it.
    pub made_by: Option<StaffId>,
    /// When it was made, epoch seconds.
    pub created_at: i64,
    /// Why it was rejected or cancelled, for the resident.
    pub reason: String,
    /// Counts changes; the sequence of its calendar entry.
    pub version: i64,
    /// The series that it was booked with.
    #[serde(default)]
    pub series: Option<SeriesId>,
    /// It was booked in a private room: its people are named to mediators only, whatever becomes of the room's rules.
    #[serde(default)]
    pub private: bool,
    /// What was promised about checking in.
    #[serde(default)]
    pub terms: Terms,
    /// When it was made, confirmed or moved, the latest of these, epoch seconds.
    #[serde(default)]
    pub firm_at: i64,
}

impl Booking {
    /// The local moment it begins.
    #[must_use]
    pub const fn begins(&self) -> LocalMinute {
        LocalMinute {
            day: self.day,
            minute: self.start,
        }
    }

    /// The same as somebody sees it who may know that the room is occupied and not by whom: the parties of a mediation are
    /// named only to the mediator.
    #[must_use]
    pub fn occupied(mut self) -> Self {
        self.name.clear();
        self.phone.clear();
        self.purpose.clear();
        self.with_whom.clear();
        self.reason.clear();
        // Nor is it said by a key that other bookings of theirs carry as well.
        self.resident = ResidentId::from_i64(0);
        self.series = None;
        (self.minors, self.adult) = (false, false);
        self
    }

    /// What was asked for, to be judged again.
    #[must_use]
    pub fn request(&self) -> Request {
        Request {
            day: self.day,
            start: self.start,
            end: self.end,
            wish: self.wish,
            party: self.party,
            name: self.name.clone(),
            phone: self.phone.clone(),
            purpose: self.purpose.clone(),
            with_whom: self.with_whom.clone(),
            minors: self.minors,
            adult: self.adult,
        }
    }
}
