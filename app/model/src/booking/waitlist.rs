//! The waiting list 候补 of a room: who waits for a time that somebody else has, and how long an offer of it is kept.

use super::{BookingId, Request, Rules, SLOT_MINUTES, Wish, slot_start};
use crate::{
    date,
    hours::{DAY, LocalMinute},
    id::Id,
    resident::ResidentId,
    room::RoomId,
    settings::MessageSettings,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Names an entry of a waiting list.
pub type WaitId = Id<Wait>;

/// How long somebody has to answer, minutes.
const ANSWER_MINUTES: u16 = 30;
/// Less than this is no offer, seconds: nobody could answer.
const LEAST_SECONDS: i64 = 5 * 60;
/// Seconds of a day.
const DAY_SECONDS: i64 = 86_400;

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitState {
    /// In the line.
    Waiting,
    /// The time is kept for them until they answer.
    Offered,
    /// They have it.
    Booked,
    /// They did not want it any more when it was offered.
    Declined,
    /// They did not answer in time.
    Lapsed,
    /// They left the line.
    Left,
    /// The time is over.
    Past,
}

impl WaitState {
    /// In the order of an entry's life.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Offered,
        Self::Booked,
        Self::Declined,
        Self::Lapsed,
        Self::Left,
        Self::Past,
    ];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Booked => "booked",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
            Self::Left => "left",
            Self::Past => "past",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether the person still hopes for the time.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered)
    }
}

/// An entry of a room's waiting list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// The key; the later of two that joined in the same second.
    pub id: WaitId,
    /// Who.
    pub resident: ResidentId,
    /// Where.
    pub room: RoomId,
    /// The local day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// Local minute it begins.
    pub start: u16,
    /// Local minute it ends.
    pub end: u16,
    /// Its first slot.
    pub first_slot: i64,
    /// Seats, or the whole room.
    pub wish: Wish,
    /// How many people come.
    pub party: u32,
    /// Who comes; empty where the person had their data erased.
    pub name: String,
    /// What for.
    pub purpose: String,
    /// With whom, where the room is private.
    pub with_whom: String,
    /// Whether minors come.
    pub minors: bool,
    /// Whether an adult comes with them.
    pub adult: bool,
    /// Where it stands.
    pub state: WaitState,
    /// What keeps the time for them, once it was offered.
    pub booking: Option<BookingId>,
    /// Until when it is kept, epoch seconds.
    pub until: Option<i64>,
    /// Since when they wait, epoch seconds.
    pub created_at: i64,
}

impl Wait {
    /// The number of the slot that its day begins with.
    #[must_use]
    pub const fn midnight(&self) -> i64 {
        self.first_slot - (self.start / SLOT_MINUTES) as i64
    }

    /// The slot after its last.
    #[must_use]
    pub const fn end_slot(&self) -> i64 {
        self.midnight() + (self.end / SLOT_MINUTES) as i64
    }

    /// What they would book.
    #[must_use]
    pub fn request(&self) -> Request {
        Request {
            day: self.day,
            start: self.start,
            end: self.end,
            wish: self.wish,
            party: self.party,
            name: self.name.clone(),
            phone: String::new(),
            purpose: self.purpose.clone(),
            with_whom: self.with_whom.clone(),
            minors: self.minors,
            adult: self.adult,
        }
    }

    /// A moment (epoch seconds) in local time, as the entry's own day knows it: see [`local_at`].
    #[must_use]
    pub fn local(&self, at: i64) -> LocalMinute {
        local_at(self.day, self.midnight(), at)
    }

    /// Until when the time would be kept if it were offered now (epoch seconds); none if nobody could answer so soon.
    #[must_use]
    pub fn offer_until(&self, rules: &Rules, settings: &MessageSettings, at: i64) -> Option<i64> {
        offer_until(rules, settings, slot_start(self.first_slot), self.local(at).minute, at)
    }
}

/// A moment (epoch seconds) in local time, in a zone in which `day` begins with the slot `midnight`. Where a zone sets its clocks
/// between the two it is off by that much; nothing but the moment of an offer is counted so.
#[must_use]
pub fn local_at(day: Date, midnight: i64, at: i64) -> LocalMinute {
    let since = at - slot_start(midnight);
    let (days, seconds) = (since.div_euclid(DAY_SECONDS), since.rem_euclid(DAY_SECONDS));
    let day = if days < 0 {
        date::before(day, -days)
    } else {
        date::after(day, days)
    };
    LocalMinute {
        day: day.unwrap_or_default(),
        minute: u16::try_from(seconds / 60).unwrap_or(0),
    }
}

/// How long a time that `begins` then (epoch seconds) is kept for somebody to whom it is offered `at`, at that local `minute`:
/// half an hour; where that is not wholly outside of the quiet hours, until half an hour after them; and never longer than it can
/// be booked or given back. None if that is too short to answer.
#[must_use]
pub fn offer_until(rules: &Rules, settings: &MessageSettings, begins: i64, minute: u16, at: i64) -> Option<i64> {
    let last_minute = (minute + ANSWER_MINUTES - 1) % DAY;
    let kept = if settings.is_quiet(minute) || settings.is_quiet(last_minute) {
        let morning = i64::from(settings.quiet_until + ANSWER_MINUTES) - i64::from(minute);
        at - at.rem_euclid(60) + 60 * morning.rem_euclid(i64::from(DAY))
    } else {
        at + 60 * i64::from(ANSWER_MINUTES)
    };
    let bookable = begins - 60 * i64::from(rules.lead_minutes);
    let cut_off = begins - 60 * i64::from(rules.cutoff_minutes);
    let last = if cut_off > at { bookable.min(cut_off) } else { bookable };
    let until = kept.min(last);
    (until - at >= LEAST_SECONDS).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::RoomKind;
    use jiff::civil::date;
    use proptest::prelude::*;

    const HOUR: i64 = 3600;
    const ANSWER_SECONDS: i64 = 30 * 60;
    const MORNING: i64 = 8 * 60 + 30;

    /// Midnight of 22 September 2026 in Shanghai.
    const MIDNIGHT: i64 = (20_718 * DAY_SECONDS - 8 * HOUR) / 900;

    fn rules(lead_minutes: u32, cutoff_minutes: u32) -> Rules {
        Rules {
            lead_minutes,
            cutoff_minutes,
            ..Rules::of_kind(RoomKind::ReadingSpace, 24)
        }
    }

    #[test]
    fn every_state_is_read_as_it_was_written() {
        for state in WaitState::ALL {
            assert_eq!(WaitState::from_code(state.code()), Some(state));
        }
        assert_eq!(WaitState::from_code("lost"), None);
    }

    #[test]
    fn local_time_is_told_from_the_day_that_is_waited_for() {
        let day = date(2026, 9, 22);
        let start = slot_start(MIDNIGHT);
        let at = |at| local_at(day, MIDNIGHT, at);
        let of = |day, minute| LocalMinute { day, minute };
        assert_eq!(at(start), of(day, 0));
        assert_eq!(at(start + 10 * HOUR + 59), of(day, 600));
        assert_eq!(at(start - 60), of(date(2026, 9, 21), 1439));
        assert_eq!(at(start - 30 * DAY_SECONDS), of(date(2026, 8, 23), 0));
        assert_eq!(at(start + 2 * DAY_SECONDS), of(date(2026, 9, 24), 0));
    }

    #[test]
    fn an_offer_is_kept_half_an_hour_and_at_night_until_half_past_eight() {
        let begins = slot_start(MIDNIGHT) + 3 * DAY_SECONDS;
        let of = |minute: i64| {
            let at = slot_start(MIDNIGHT) + 60 * minute + 7;
            let minute = u16::try_from(minute).unwrap();
            offer_until(&rules(0, 0), &MessageSettings::default(), begins, minute, at)
                .map(|until| until - slot_start(MIDNIGHT))
        };
        let morning = |days: i64| Some(days * DAY_SECONDS + MORNING * 60);
        assert_eq!(of(10 * 60), Some(10 * HOUR + ANSWER_SECONDS + 7));
        assert_eq!(of(20 * 60 + 30), Some(21 * HOUR + 7));
        assert_eq!(of(20 * 60 + 31), morning(1));
        assert_eq!(of(23 * 60 + 59), morning(1));
        assert_eq!(of(0), morning(0));
        assert_eq!(of(7 * 60 + 59), morning(0));
        assert_eq!(of(8 * 60), Some(8 * HOUR + ANSWER_SECONDS + 7));
        // Where there are no quiet hours the night is like the day.
        let always = MessageSettings {
            quiet_from: 0,
            quiet_until: 0,
            ..MessageSettings::default()
        };
        let at = slot_start(MIDNIGHT) + 23 * HOUR + 3000;
        let until = offer_until(&rules(0, 0), &always, begins, 23 * 60 + 50, at);
        assert_eq!(until, Some(at + ANSWER_SECONDS));
    }

    #[test]
    fn an_offer_ends_before_it_is_too_late_to_book_or_to_give_it_back() {
        let begins = slot_start(MIDNIGHT) + 12 * HOUR;
        let of = |lead, cutoff, before: i64| {
            let at = begins - 60 * before;
            let minute = u16::try_from(12 * 60 - before).unwrap();
            let settings = MessageSettings::default();
            offer_until(&rules(lead, cutoff), &settings, begins, minute, at).map(|until| (begins - until) / 60)
        };
        assert_eq!(of(0, 60, 80), Some(60));
        assert_eq!(of(0, 60, 200), Some(170));
        assert_eq!(of(90, 60, 110), Some(90));
        // The cut-off is over, and still it may be booked.
        assert_eq!(of(0, 60, 50), Some(20));
        assert_eq!(of(0, 0, 20), Some(0));
        // Too short to answer.
        assert_eq!(of(0, 0, 4), None);
        assert_eq!(of(60, 0, 50), None);
    }

    proptest! {
        #[test]
        fn an_offer_is_never_too_short_never_too_late_and_never_ends_at_night(
            lead in 0..600_u32,
            cutoff in 0..600_u32,
            ahead in 0..(3 * DAY_SECONDS),
            second in 0..DAY_SECONDS,
        ) {
            let at = slot_start(MIDNIGHT) + second;
            let begins = at + ahead;
            let (settings, now) = (MessageSettings::default(), u16::try_from(second / 60).unwrap());
            if let Some(until) = offer_until(&rules(lead, cutoff), &settings, begins, now, at) {
                prop_assert!(until - at >= LEAST_SECONDS);
                prop_assert!(until <= begins - 60 * i64::from(lead));
                prop_assert!(until - at <= 12 * HOUR);
                let minute = (until - slot_start(MIDNIGHT)).rem_euclid(DAY_SECONDS) / 60;
                let cut = until == begins - 60 * i64::from(lead) || until == begins - 60 * i64::from(cutoff);
                prop_assert!(cut || (480..=1260).contains(&minute), "{}", minute);
            }
        }
    }
}
