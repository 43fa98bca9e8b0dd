//! What was promised about checking in when a booking was made, and when its person has missed it.

use super::{Booking, Rules, slot_start};
use serde::{Deserialize, Serialize};

/// What a booking asks for at the door. It is kept with the booking: rules that become harder bind who books from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// The person checks in, or the booking is released.
    pub check_in: bool,
    /// How long they may take to come before it is.
    pub grace_minutes: u16,
    /// They say so at the room's door only, by the code on its poster.
    pub at_door: bool,
}

impl Rules {
    /// What is promised to who books now.
    #[must_use]
    pub const fn terms(&self) -> Terms {
        Terms {
            check_in: self.check_in,
            grace_minutes: self.grace_minutes,
            at_door: self.at_door,
        }
    }
}

impl Booking {
    /// From when on it is missed where nobody has come (epoch seconds): once the grace has run, where one checks in, from its beginning,
    /// or from when it was made, confirmed or moved where that was later; at its end at the latest. Never where it came too late for the
    /// grace to run before its end: who had no time to come has missed nothing.
    #[must_use]
    pub fn missed_at(&self) -> Option<i64> {
        let (begins, ends) = (slot_start(self.first_slot), slot_start(self.end_slot));
        let grace = if self.terms.check_in {
            self.terms.grace_minutes
        } else {
            0
        };
        let over = begins.max(self.firm_at) + 60 * i64::from(grace);
        if self.firm_at <= begins {
            Some(over.min(ends))
        } else {
            (over <= ends).then_some(over)
        }
    }
}
