//! What becomes of a booking: the states and the one table of transitions.

use serde::{Deserialize, Serialize};

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 给你留着: offered to the next in line of the waiting list, and holds its slots until they answer or the offer ends.
    Offered,
    /// 待确认: waits for approval, and holds its slots meanwhile.
    Pending,
    /// 已确认
    Confirmed,
    /// 已签到
    CheckedIn,
    /// 已完成
    Finished,
    /// 已取消
    Cancelled,
    /// 未通过
    Rejected,
    /// 未到
    NoShow,
    /// 没有接受: an offer that was declined or not answered in time. It was never the person's booking.
    Lapsed,
}

impl State {
    /// In the order of a booking's life.
    pub const ALL: [Self; 9] = [
        Self::Offered,
        Self::Pending,
        Self::Confirmed,
        Self::CheckedIn,
        Self::Finished,
        Self::Cancelled,
        Self::Rejected,
        Self::NoShow,
        Self::Lapsed,
    ];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked_in",
            Self::Finished => "finished",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
            Self::NoShow => "no_show",
            Self::Lapsed => "lapsed",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    /// Whether its slots are taken by it.
    #[must_use]
    pub const fn holds_slots(self) -> bool {
        matches!(self, Self::Offered | Self::Pending | Self::Confirmed | Self::CheckedIn)
    }

    /// Whether it counts against the person's quota: a place that was given back does not.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Cancelled | Self::Rejected | Self::Lapsed)
    }

    /// The table itself. Nothing leads back to a state that holds slots from one that does not: the slots may be somebody
    /// else's by then.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        use State as S;
        match self {
            S::Offered => matches!(next, S::Pending | S::Confirmed | S::Lapsed),
            S::Pending => matches!(next, S::Confirmed | S::Rejected | S::Cancelled),
            // Pending again: the resident moved it, and the room needs approval.
            S::Confirmed => matches!(next, S::Pending | S::CheckedIn | S::Finished | S::Cancelled | S::NoShow),
            S::CheckedIn => matches!(next, S::Finished),
            S::Finished | S::Cancelled | S::Rejected | S::NoShow | S::Lapsed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_one_that_was_agreed() {
        // Columns as in State::ALL.
        let agreed = [
            (State::Offered, ".xx.....x"),
            (State::Pending, "..x..xx.."),
            (State::Confirmed, ".x.xxx.x."),
            (State::CheckedIn, "....x...."),
            (State::Finished, "........."),
            (State::Cancelled, "........."),
            (State::Rejected, "........."),
            (State::NoShow, "........."),
            (State::Lapsed, "........."),
        ];
        assert_eq!(agreed.map(|(state, _)| state), State::ALL);
        for (state, row) in agreed {
            let actual: String = State::ALL
                .iter()
                .map(|next| if state.may_become(*next) { 'x' } else { '.' })
                .collect();
            assert_eq!(actual, row, "{state:?}");
        }
    }

    #[test]
    fn slots_once_given_back_are_never_held_again() {
        for from in State::ALL.into_iter().filter(|s| !s.holds_slots()) {
            for to in State::ALL.into_iter().filter(|s| s.holds_slots()) {
                assert!(!from.may_become(to), "{from:?} {to:?}");
            }
        }
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
            assert!(!state.may_become(state));
            // Whatever holds slots counts.
            assert!(state.counts() || !state.holds_slots());
        }
    }
}
