//! A case that was brought while the counter had no network, and is sent once there is one.

use super::State;
use crate::{FieldError, Problem};
use serde::{Deserialize, Serialize};

/// Days for which a case may wait in a browser and still count from when it was typed. Of what is older whoever typed it decides, and
/// it counts from when it is sent.
pub const LATER_DAYS: i64 = 7;

/// What a browser says of a case that has waited in it. Both empty: it is sent as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LaterInput {
    /// How many seconds ago it was typed, by the clock of the browser: a clock that is wrong, but goes, says the right age.
    pub age: String,
    /// The account that typed it: nobody else sends it.
    pub account: String,
}

impl LaterInput {
    /// How many seconds ago it was brought; none of what is sent as it is typed.
    ///
    /// # Errors
    /// A problem with `age` where that is still to come, or too long ago; `moment` writes how a moment so many seconds ago is said.
    pub fn check(&self, moment: impl Fn(i64) -> String) -> Result<Option<i64>, FieldError> {
        const MOST: i64 = LATER_DAYS * 24 * 3600;
        let text = self.age.trim();
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse() {
            Ok(age @ 0..=MOST) => Ok(Some(age)),
            _ => {
                let (min, max) = (moment(MOST), moment(0));
                Err(FieldError::new("age", Problem::OutOfRange { min, max }))
            }
        }
    }
}

/// Seconds for which whoever has registered a case may take that back as their own mistake.
const MISTAKE_SECONDS: i64 = 600;

/// Whether a case may be a mistake that was made a moment ago: nothing has been decided about it, and it was entered just now, also where
/// it was brought before and counts from then on. All moments are epoch seconds.
#[must_use]
pub fn may_be_mistake(state: State, brought: i64, entered: Option<i64>, now: i64) -> bool {
    let untouched = matches!(state, State::Submitted | State::Correction);
    untouched && now <= entered.unwrap_or(brought) + MISTAKE_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_taken_back_within_ten_minutes_from_when_it_was_entered() {
        let may = |entered, now| may_be_mistake(State::Submitted, 1000, entered, now);
        assert!(may(None, 1000) && may(None, 1600) && !may(None, 1601));
        // Brought an hour before there was a network.
        assert!(may(Some(4600), 4600) && may(Some(4600), 5200) && !may(Some(4600), 5201));
        assert!(may_be_mistake(State::Correction, 1000, None, 1600));
        assert!(!may_be_mistake(State::Accepted, 1000, None, 1000));
    }

    #[test]
    fn what_waited_was_brought_within_a_week_and_not_tomorrow() {
        let read = |age: &str| {
            let input = LaterInput {
                age: age.into(),
                account: String::new(),
            };
            input.check(|ago| format!("-{ago}"))
        };
        assert_eq!(
            (read(""), read("0"), read(" 90 ")),
            (Ok(None), Ok(Some(0)), Ok(Some(90)))
        );
        assert_eq!(read("604800"), Ok(Some(604_800)));
        let (min, max) = ("-604800".to_owned(), "-0".to_owned());
        for age in ["604801", "-1", "soon", "1e3", "99999999999999999999"] {
            let problem = Problem::OutOfRange {
                min: min.clone(),
                max: max.clone(),
            };
            assert_eq!(read(age), Err(FieldError::new("age", problem)), "{age}");
        }
    }
}
