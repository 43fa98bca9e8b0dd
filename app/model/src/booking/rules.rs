//! The rules of a room: how it is booked, by whom, how long, how far ahead.

use super::SLOT_MINUTES;
use crate::{
    hours::{DAY, LocalMinute},
    room::RoomKind,
};
use serde::{Deserialize, Serialize};

/// How a room is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 不开放预约: one simply comes.
    Closed,
    /// 整间
    Whole,
    /// 按座位
    Seats,
}

impl Mode {
    /// In the order of forms.
    pub const ALL: [Self; 3] = [Self::Closed, Self::Whole, Self::Seats];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Whole => "whole",
            Self::Seats => "seats",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.code() == code)
    }
}

/// The rules of one room. Minutes of steps and buffers are multiples of [`SLOT_MINUTES`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Not at all, whole, or by the seat.
    pub mode: Mode,
    /// Seats; 1 unless booked by the seat.
    pub units: u32,
    /// Booked by the seat, and also as a whole.
    pub whole_too: bool,
    /// Bookings begin and last in steps of so many minutes, counted from the opening.
    pub step_minutes: u16,
    /// The shortest stay.
    pub shortest_minutes: u16,
    /// The longest stay.
    pub longest_minutes: u16,
    /// How long before it begins it has to be booked.
    pub lead_minutes: u32,
    /// How many days ahead it may be booked; 0 is today only.
    pub ahead_days: u16,
    /// How long before it begins it may still be changed or cancelled.
    pub cutoff_minutes: u32,
    /// Bookings a person and day in rooms of this kind; 0 is no limit.
    pub quota_day: u32,
    /// Bookings a person and week (from Monday) in rooms of this kind; 0 is no limit.
    pub quota_week: u32,
    /// Kept free before it begins.
    pub buffer_before_minutes: u16,
    /// Kept free after it has ended.
    pub buffer_after_minutes: u16,
    /// Somebody has to approve it.
    pub approval: bool,
    /// The person checks in, or the booking is released.
    pub check_in: bool,
    /// How long after the beginning it is released.
    pub grace_minutes: u16,
    /// The fewest people.
    pub party_min: u32,
    /// The most people.
    pub party_max: u32,
    /// Minors may come without an adult.
    pub minors: bool,
    /// What to bring, for the resident.
    pub bring: String,
    /// The parties are named only to the mediator; others see that the room is occupied.
    pub private: bool,
    /// Residents say that they are there at the door only, by the code on its poster.
    #[serde(default)]
    pub at_door: bool,
}

/// People that a place may be said to hold where nobody counted (a square).
pub(super) const UNCOUNTED: u32 = 500;

/// Up to here every stay is listed: whoever comes for the whole day does not ask for a quarter of an hour.
const FINE: u16 = 240;
/// Minutes between two stays that are longer.
const HOUR: u16 = 60;

impl Rules {
    /// Sensible rules for a room of that kind that holds so many people (0 where nobody counted).
    #[must_use]
    pub fn of_kind(kind: RoomKind, capacity: u32) -> Self {
        use RoomKind as K;
        let people = if capacity == 0 { UNCOUNTED } else { capacity };
        let whole = Self {
            mode: Mode::Whole,
            units: 1,
            whole_too: false,
            step_minutes: 30,
            shortest_minutes: 30,
            longest_minutes: 240,
            lead_minutes: 60,
            ahead_days: 30,
            cutoff_minutes: 60,
            quota_day: 2,
            quota_week: 6,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            approval: false,
            check_in: false,
            grace_minutes: 15,
            party_min: 1,
            party_max: people,
            minors: false,
            bring: String::new(),
            private: false,
            at_door: false,
        };
        match kind {
            K::ReadingSpace => Self {
                mode: if capacity == 0 { Mode::Whole } else { Mode::Seats },
                units: capacity.max(1),
                lead_minutes: 0,
                ahead_days: 14,
                cutoff_minutes: 0,
                check_in: true,
                minors: true,
                ..whole
            },
            K::MediationRoom => Self {
                lead_minutes: 120,
                buffer_after_minutes: 15,
                approval: true,
                party_min: 2.min(people),
                private: true,
                ..whole
            },
            K::LectureHall => Self {
                lead_minutes: 24 * 60,
                cutoff_minutes: 4 * 60,
                buffer_before_minutes: 15,
                buffer_after_minutes: 15,
                approval: true,
                check_in: true,
                grace_minutes: 30,
                ..whole
            },
            K::CultureSquare => Self {
                lead_minutes: 24 * 60,
                cutoff_minutes: 4 * 60,
                approval: true,
                minors: true,
                ..whole
            },
            K::TalkRoom | K::PartyStudio | K::WomensHome | K::PracticeStation => whole,
            K::ConvenienceStation | K::WarmCorner | K::Other => Self {
                mode: Mode::Closed,
                ..whole
            },
        }
    }

    /// Whether somebody may book the whole room.
    #[must_use]
    pub const fn allows_whole(&self) -> bool {
        matches!(self.mode, Mode::Whole) || (matches!(self.mode, Mode::Seats) && self.whole_too)
    }

    /// Slots kept free before a booking.
    #[must_use]
    pub const fn slots_before(&self) -> i64 {
        (self.buffer_before_minutes / SLOT_MINUTES) as i64
    }

    /// Slots kept free after a booking.
    #[must_use]
    pub const fn slots_after(&self) -> i64 {
        (self.buffer_after_minutes / SLOT_MINUTES) as i64
    }

    /// The stays to choose from: every step up to [`FINE`], from hour to hour above, always the longest, and `also`, which is
    /// chosen already.
    #[must_use]
    pub fn lengths(&self, also: u16) -> Vec<u16> {
        let (step, longest) = (self.step_minutes.max(SLOT_MINUTES), self.longest_minutes);
        let mut lengths: Vec<u16> = Vec::new();
        for minutes in (self.shortest_minutes..=longest).step_by(usize::from(step)) {
            let far = lengths.last().is_none_or(|last| minutes >= last.saturating_add(HOUR));
            if minutes <= FINE || far || minutes == also {
                lengths.push(minutes);
            }
        }
        if lengths.last() != Some(&longest) {
            lengths.push(longest);
        }
        lengths
    }

    /// The last moment at which a booking that begins then may be changed or cancelled.
    #[must_use]
    pub fn change_until(&self, begins: LocalMinute) -> LocalMinute {
        earlier(begins, self.cutoff_minutes)
    }
}

/// The moment so many minutes before.
fn earlier(moment: LocalMinute, minutes: u32) -> LocalMinute {
    let LocalMinute { mut day, minute } = moment;
    let mut left = i64::from(minute) - i64::from(minutes);
    while left < 0 {
        let Ok(before) = day.yesterday() else { break };
        day = before;
        left += i64::from(DAY);
    }
    LocalMinute {
        day,
        minute: u16::try_from(left).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::RulesInput;
    use jiff::civil::date;

    #[test]
    fn the_rules_of_every_kind_pass_their_own_form() {
        for kind in RoomKind::ALL {
            for capacity in [0, 1, 2, 12, 24, 99_999] {
                let rules = Rules::of_kind(kind, capacity);
                assert_eq!(
                    RulesInput::from(&rules).check(capacity),
                    Ok(rules.clone()),
                    "{kind:?} {capacity}"
                );
            }
        }
    }

    #[test]
    fn kinds_are_booked_as_was_agreed() {
        let of = |kind| Rules::of_kind(kind, 24);
        let reading = of(RoomKind::ReadingSpace);
        assert_eq!(
            (reading.mode, reading.units, reading.step_minutes),
            (Mode::Seats, 24, 30)
        );
        assert_eq!((reading.shortest_minutes, reading.longest_minutes), (30, 240));
        assert_eq!(reading.ahead_days, 14);
        let mediation = of(RoomKind::MediationRoom);
        assert!(mediation.approval && mediation.private && mediation.mode == Mode::Whole);
        let hall = of(RoomKind::LectureHall);
        assert!(hall.approval && hall.check_in && hall.grace_minutes == 30);
        for kind in [RoomKind::ConvenienceStation, RoomKind::WarmCorner, RoomKind::Other] {
            assert_eq!(of(kind).mode, Mode::Closed);
        }
        // Nobody counted the seats, so they cannot be given out.
        assert_eq!(Rules::of_kind(RoomKind::ReadingSpace, 0).mode, Mode::Whole);
    }

    #[test]
    fn every_stay_can_be_chosen_up_to_the_longest() {
        let mut rules = Rules::of_kind(RoomKind::ReadingSpace, 24);
        (rules.step_minutes, rules.shortest_minutes, rules.longest_minutes) = (15, 30, 525);
        let lengths = rules.lengths(60);
        assert_eq!(lengths[..4], [30, 45, 60, 75]);
        assert!(lengths.contains(&240) && !lengths.contains(&255));
        assert_eq!(lengths[lengths.len() - 5..], [300, 360, 420, 480, 525]);
        // What the address has chosen is among them, whatever it is.
        assert!(rules.lengths(375).contains(&375));
        (rules.shortest_minutes, rules.longest_minutes) = (60, 60);
        assert_eq!(rules.lengths(60), [60]);
        (rules.step_minutes, rules.shortest_minutes, rules.longest_minutes) = (1440, 1440, 1440);
        assert_eq!(rules.lengths(1440), [1440]);
    }

    #[test]
    fn a_cut_off_counts_back_over_midnight() {
        let mut rules = Rules::of_kind(RoomKind::LectureHall, 60);
        let at = |d, minute| LocalMinute {
            day: date(2026, 10, d),
            minute,
        };
        rules.cutoff_minutes = 24 * 60 + 30;
        assert_eq!(rules.change_until(at(3, 15)), at(1, 24 * 60 - 15));
        rules.cutoff_minutes = 0;
        assert_eq!(rules.change_until(at(3, 15)), at(3, 15));
    }
}
