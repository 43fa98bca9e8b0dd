//! Rules that an administrator has set for all rooms of a kind: what a new room of the kind starts with, and what is copied to
//! rooms that exist.

use super::{Mode, Rules, RulesInput, rules::UNCOUNTED};
use crate::{AppError, room::RoomKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was set, by kind. A room of a kind that is not in it starts without rules, and so is not booked until somebody has
/// looked at them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KindRules(BTreeMap<RoomKind, Rules>);

impl KindRules {
    /// What was set for a kind. Seats, the most people and the door say nothing: they are each room's own.
    #[must_use]
    pub fn set(&self, kind: RoomKind) -> Option<&Rules> {
        self.0.get(&kind)
    }

    /// What holds for a new room of that kind that holds so many people (0 where nobody counted): as set, else what is sensible.
    #[must_use]
    pub fn of(&self, kind: RoomKind, capacity: u32) -> Rules {
        match self.set(kind) {
            Some(rules) => rules.fitted(capacity, false),
            None => Rules::of_kind(kind, capacity),
        }
    }

    /// The same with other rules for one kind.
    #[must_use]
    pub fn with(mut self, kind: RoomKind, rules: Rules) -> Self {
        self.0.insert(kind, rules);
        self
    }
}

impl Rules {
    /// The same rules for another room, one that holds so many people (0 where nobody counted): how many seats there are and
    /// how many people come follow the room. Where nobody counted, no seats can be given out, and it is booked whole. `at_door` is
    /// whether one checks in there at the door only, because these rules cannot know whether a poster hangs there.
    #[must_use]
    pub fn fitted(&self, capacity: u32, at_door: bool) -> Self {
        let people = if capacity == 0 { UNCOUNTED } else { capacity };
        let seats = self.mode == Mode::Seats && capacity > 0;
        Self {
            mode: match self.mode {
                Mode::Seats if !seats => Mode::Whole,
                mode => mode,
            },
            units: if seats { capacity } else { 1 },
            whole_too: self.whole_too && seats,
            party_min: self.party_min.min(people),
            party_max: people,
            at_door: self.check_in && at_door,
            ..self.clone()
        }
    }
}

impl RulesInput {
    /// Checks everything but the seats, the most people and the door, which are each room's own.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check_kind(&self) -> Result<Rules, AppError> {
        let all = Self {
            units: "1".to_owned(),
            party_max: UNCOUNTED.to_string(),
            at_door: String::new(),
            ..self.clone()
        };
        all.check(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_one_room_fit_every_other_and_pass_its_form() {
        for kind in RoomKind::ALL {
            for from in [0, 1, 24, 500] {
                let rules = Rules::of_kind(kind, from);
                assert_eq!(
                    rules.fitted(from, false),
                    rules,
                    "a room keeps its own: {kind:?} {from}"
                );
                for to in [0, 1, 2, 12, 99_999] {
                    let fitted = rules.fitted(to, false);
                    assert_eq!(RulesInput::from(&fitted).check(to), Ok(fitted.clone()), "{kind:?} {to}");
                    assert_eq!(fitted.fitted(to, false), fitted, "a second time changes nothing");
                }
            }
        }
    }

    #[test]
    fn a_room_without_a_poster_is_not_checked_in_to_at_its_door() {
        let reading = Rules::of_kind(RoomKind::ReadingSpace, 24);
        let with_poster = Rules {
            at_door: true,
            ..reading.clone()
        };
        assert!(!with_poster.fitted(12, false).at_door && reading.fitted(12, true).at_door);
        // It says nothing where nobody checks in, and the form of such a room says so, too.
        assert!(!Rules::of_kind(RoomKind::TalkRoom, 10).fitted(10, true).at_door);
        let input = RulesInput::from(&with_poster);
        assert!(input.check(24).unwrap().at_door && !input.check_kind().unwrap().at_door);
        // Also where one was stored for the kind.
        let set = KindRules::default().with(RoomKind::ReadingSpace, with_poster);
        assert!(!set.of(RoomKind::ReadingSpace, 24).at_door);
    }

    #[test]
    fn a_kind_starts_with_what_was_set_for_it_and_others_with_what_is_sensible() {
        let mut input = RulesInput::from(&Rules::of_kind(RoomKind::ReadingSpace, 1));
        (input.units, input.party_max) = (String::new(), String::new());
        input.longest_minutes = "120".into();
        let set = KindRules::default().with(RoomKind::ReadingSpace, input.check_kind().unwrap());
        let rules = set.of(RoomKind::ReadingSpace, 24);
        assert_eq!((rules.mode, rules.units, rules.party_max), (Mode::Seats, 24, 24));
        assert_eq!(rules.longest_minutes, 120);
        assert_eq!(set.of(RoomKind::TalkRoom, 12), Rules::of_kind(RoomKind::TalkRoom, 12));
        // It is kept as one JSON text.
        let text = serde_json::to_string(&set).unwrap();
        assert_eq!(serde_json::from_str::<KindRules>(&text).unwrap(), set);
    }
}
