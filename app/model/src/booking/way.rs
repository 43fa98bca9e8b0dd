//! What staff decide about bookings that a change would leave outside of what is allowed: leave them, or cancel them with a
//! message. Nothing vanishes silently: a booking that was not on the list they saw is asked about first, and so is a duty shift that
//! would lie outside of the hours.

use super::Number;
use crate::{
    AppError, FieldError, Problem,
    duty::DutyId,
    text::{Problems, clean},
};
use serde::{Deserialize, Serialize};

/// The most characters of the message to those whose bookings are cancelled.
const MESSAGE: u32 = 200;

/// The decision as the form sends it: nothing checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WayInput {
    /// For all: `leave` or `cancel`; empty: `leave`.
    pub all: String,
    /// The bookings that were on the list.
    pub each: Vec<EachInput>,
    /// The duty shifts that were on the list: keys with blanks between them.
    pub shifts: String,
    /// What those are told whose bookings are cancelled.
    pub message: String,
}

/// One booking on the list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EachInput {
    /// Its number.
    pub number: String,
    /// `leave`, `cancel`, or empty: as for all.
    pub what: String,
}

/// What [`WayInput::check`] lets through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    /// Bookings that were on the list.
    pub seen: Vec<Number>,
    /// Those of them that are to be cancelled.
    pub cancel: Vec<Number>,
    /// Duty shifts that were on the list.
    pub shifts: Vec<DutyId>,
    /// What their people are told.
    pub message: String,
}

impl WayInput {
    /// Checks everything. Nothing decided at all is fine: nobody has seen a list yet.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<Way, AppError> {
        let mut problems = Problems::new();
        let mut way = Way::default();
        let unknown = || Problem::Unknown {
            allowed: "leave, cancel".to_owned(),
        };
        if !matches!(self.all.trim(), "" | "leave" | "cancel") {
            problems.add("all", unknown());
        }
        for each in &self.each {
            let number = each.number.parse::<Number>();
            let number = number.map_err(|_| {
                FieldError::new(
                    "each",
                    Problem::NoSuch {
                        what: each.number.clone(),
                    },
                )
            });
            let Some(number) = problems.note(number) else { continue };
            way.seen.push(number);
            let what = match each.what.trim() {
                "" => self.all.trim(),
                what => what,
            };
            match what {
                "cancel" => way.cancel.push(number),
                "" | "leave" => {}
                _ => problems.add("each", unknown()),
            }
        }
        // What is no key was not on any list: then they are asked about again.
        way.shifts = self
            .shifts
            .split_whitespace()
            .filter_map(|id| id.parse().ok())
            .collect();
        way.message = problems.take(clean("message", &self.message, !way.cancel.is_empty(), MESSAGE));
        problems.finish(way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn each(n: u64, what: &str) -> EachInput {
        EachInput {
            number: Number::new(n).to_string(),
            what: what.to_owned(),
        }
    }

    fn refused(input: &WayInput) -> Vec<String> {
        match input.check() {
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| f.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_said_for_all_holds_where_nothing_else_is_said() {
        let mut input = WayInput {
            all: "cancel".into(),
            each: vec![each(1, ""), each(2, "leave"), each(3, "cancel")],
            message: "那天停电".into(),
            ..WayInput::default()
        };
        let way = input.check().unwrap();
        assert_eq!(way.seen, [1, 2, 3].map(Number::new));
        assert_eq!(way.cancel, [1, 3].map(Number::new));
        input.all = "leave".into();
        assert_eq!(input.check().unwrap().cancel, [Number::new(3)]);
        assert_eq!(WayInput::default().check(), Ok(Way::default()));
        input.all = String::new();
        assert_eq!(
            input.check().unwrap().cancel,
            [Number::new(3)],
            "what nobody cancels stays as it is"
        );
    }

    #[test]
    fn the_shifts_that_were_seen_are_read_and_what_is_no_key_was_not_seen() {
        let seen = [7, 12].map(DutyId::from_i64);
        let input = WayInput {
            shifts: format!("{} x {}", seen[0], seen[1]),
            ..WayInput::default()
        };
        assert_eq!(input.check().unwrap().shifts, seen);
    }

    #[test]
    fn who_is_cancelled_is_told_why_and_a_decision_that_cannot_be_read_is_none() {
        let mut input = WayInput {
            all: "cancel".into(),
            each: vec![each(1, "")],
            message: " ".into(),
            ..WayInput::default()
        };
        assert_eq!(refused(&input), ["message"]);
        input.all = "burn".into();
        assert_eq!(refused(&input), ["all", "each"]);
        input.all = String::new();
        input.each[0].what = "burn".into();
        assert_eq!(refused(&input), ["each"]);
        input.each[0].number = "x".into();
        input.message = "很".repeat(201);
        assert_eq!(refused(&input), ["each", "message"]);
    }
}
