//! The rules of a room as the panel's form sends them.

use super::{Mode, Rules, SLOT_MINUTES};
use crate::{
    AppError, FieldError, Problem,
    hours::DAY,
    text::{Problems, clean, one_of, whole_number},
};
use serde::{Deserialize, Serialize};

/// Rules as a form sends them: nothing checked yet. A box that is ticked sends `1`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RulesInput {
    /// A [`Mode::code`].
    pub mode: String,
    /// Seats, for a room booked by the seat.
    pub units: String,
    /// See [`Rules`].
    pub whole_too: String,
    /// See [`Rules`].
    pub step_minutes: String,
    /// See [`Rules`].
    pub shortest_minutes: String,
    /// See [`Rules`].
    pub longest_minutes: String,
    /// See [`Rules`].
    pub lead_minutes: String,
    /// See [`Rules`].
    pub ahead_days: String,
    /// See [`Rules`].
    pub cutoff_minutes: String,
    /// See [`Rules`].
    pub quota_day: String,
    /// See [`Rules`].
    pub quota_week: String,
    /// See [`Rules`].
    pub buffer_before_minutes: String,
    /// See [`Rules`].
    pub buffer_after_minutes: String,
    /// See [`Rules`].
    pub approval: String,
    /// See [`Rules`].
    pub check_in: String,
    /// See [`Rules`].
    pub grace_minutes: String,
    /// See [`Rules`]; empty is 1.
    pub party_min: String,
    /// See [`Rules`].
    pub party_max: String,
    /// See [`Rules`].
    pub minors: String,
    /// See [`Rules`].
    pub bring: String,
    /// See [`Rules`].
    pub private: String,
    /// See [`Rules`]; says nothing where nobody checks in.
    pub at_door: String,
}

/// The most people or seats.
const MAX_PEOPLE: i64 = 99_999;
/// Lead and cut-off: two months.
const MAX_NOTICE: i64 = 60 * 24 * 60;
/// How far ahead: a year.
const MAX_AHEAD: i64 = 366;
/// The longest buffer: four hours.
const MAX_BUFFER: i64 = 240;

/// Whether a box is ticked.
fn ticked(text: &str) -> bool {
    !matches!(text.trim(), "" | "0" | "false" | "off")
}

/// A number of minutes that is a multiple of a slot.
fn slots(field: &str, text: &str, min: i64, max: i64) -> Result<i64, FieldError> {
    let minutes = whole_number(field, text, min, max)?;
    if minutes % i64::from(SLOT_MINUTES) == 0 {
        Ok(minutes)
    } else {
        let allowed = "15, 30, 45, 60, 90, 120 …".to_owned();
        Err(FieldError::new(field, Problem::Unknown { allowed }))
    }
}

fn range(field: &str, min: impl ToString, max: impl ToString) -> FieldError {
    let (min, max) = (min.to_string(), max.to_string());
    FieldError::new(field, Problem::OutOfRange { min, max })
}

impl RulesInput {
    /// Checks everything, for a room that holds `capacity` people (0 where nobody counted).
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self, capacity: u32) -> Result<Rules, AppError> {
        let mut problems = Problems::new();
        let p = &mut problems;
        let mode = p.note(one_of("mode", &self.mode, &Mode::ALL, Mode::code));
        let mode = mode.unwrap_or(Mode::Closed);
        let most = if capacity == 0 { MAX_PEOPLE } else { i64::from(capacity) };
        let units = if mode == Mode::Seats {
            p.take(whole_number("units", &self.units, 1, most))
        } else {
            1
        };
        let (slot, day) = (i64::from(SLOT_MINUTES), i64::from(DAY));
        let step = p.take(slots("step_minutes", &self.step_minutes, slot, day));
        let shortest = p.take(self.stay("shortest_minutes", &self.shortest_minutes, step));
        let longest = p.take(self.stay("longest_minutes", &self.longest_minutes, step));
        // Only where both could be read: a problem that follows from another one says nothing new.
        if shortest > 0 && longest > 0 && longest < shortest {
            p.add("longest_minutes", range("", shortest, day).problem);
        }
        let lead = p.take(whole_number("lead_minutes", &self.lead_minutes, 0, MAX_NOTICE));
        let ahead = p.take(whole_number("ahead_days", &self.ahead_days, 0, MAX_AHEAD));
        // Nothing could ever be booked if it had to be booked before it may be.
        if lead >= (ahead + 1) * day {
            p.add("lead_minutes", range("", 0, (ahead + 1) * day - 1).problem);
        }
        let cutoff = p.take(whole_number("cutoff_minutes", &self.cutoff_minutes, 0, MAX_NOTICE));
        let quota_day = p.take(whole_number("quota_day", &self.quota_day, 0, MAX_PEOPLE));
        let quota_week = p.take(whole_number("quota_week", &self.quota_week, 0, MAX_PEOPLE));
        if quota_day > 0 && quota_week > 0 && quota_week < quota_day {
            p.add("quota_week", range("", quota_day, MAX_PEOPLE).problem);
        }
        let before = p.take(slots(
            "buffer_before_minutes",
            &self.buffer_before_minutes,
            0,
            MAX_BUFFER,
        ));
        let after = p.take(slots("buffer_after_minutes", &self.buffer_after_minutes, 0, MAX_BUFFER));
        let check_in = ticked(&self.check_in);
        let grace = p.take(whole_number("grace_minutes", &self.grace_minutes, 0, day));
        // Released only after it has ended would be never.
        if check_in && shortest > 0 && grace > shortest {
            p.add("grace_minutes", range("", 0, shortest).problem);
        }
        let party_min = match self.party_min.trim() {
            "" => 1,
            text => p.take(whole_number("party_min", text, 1, MAX_PEOPLE)),
        };
        let party_max = p.take(whole_number("party_max", &self.party_max, 1, most));
        if party_max > 0 && party_min > party_max {
            p.add("party_min", range("", 1, party_max).problem);
        }
        let bring = p.take(clean("bring", &self.bring, false, 300));
        // Every number was held to a range that fits; what was refused is zero and never gets out.
        let n32 = |n: i64| u32::try_from(n).unwrap_or(0);
        let n16 = |n: i64| u16::try_from(n).unwrap_or(0);
        problems.finish(Rules {
            mode,
            units: n32(units),
            whole_too: mode == Mode::Seats && ticked(&self.whole_too),
            step_minutes: n16(step),
            shortest_minutes: n16(shortest),
            longest_minutes: n16(longest),
            lead_minutes: n32(lead),
            ahead_days: n16(ahead),
            cutoff_minutes: n32(cutoff),
            quota_day: n32(quota_day),
            quota_week: n32(quota_week),
            buffer_before_minutes: n16(before),
            buffer_after_minutes: n16(after),
            approval: ticked(&self.approval),
            check_in,
            grace_minutes: n16(grace),
            party_min: n32(party_min),
            party_max: n32(party_max),
            minors: ticked(&self.minors),
            bring,
            private: ticked(&self.private),
            at_door: check_in && ticked(&self.at_door),
        })
    }

    /// A stay: a multiple of the step, where the step could be read.
    fn stay(&self, field: &str, text: &str, step: i64) -> Result<i64, FieldError> {
        let minutes = slots(field, text, i64::from(SLOT_MINUTES), i64::from(DAY))?;
        if step == 0 || minutes % step == 0 {
            return Ok(minutes);
        }
        let allowed = format!("{step}, {}, {} …", 2 * step, 3 * step);
        Err(FieldError::new(field, Problem::Unknown { allowed }))
    }
}

impl From<&Rules> for RulesInput {
    fn from(r: &Rules) -> Self {
        let tick = |yes: bool| if yes { "1".to_owned() } else { String::new() };
        Self {
            mode: r.mode.code().to_owned(),
            units: r.units.to_string(),
            whole_too: tick(r.whole_too),
            step_minutes: r.step_minutes.to_string(),
            shortest_minutes: r.shortest_minutes.to_string(),
            longest_minutes: r.longest_minutes.to_string(),
            lead_minutes: r.lead_minutes.to_string(),
            ahead_days: r.ahead_days.to_string(),
            cutoff_minutes: r.cutoff_minutes.to_string(),
            quota_day: r.quota_day.to_string(),
            quota_week: r.quota_week.to_string(),
            buffer_before_minutes: r.buffer_before_minutes.to_string(),
            buffer_after_minutes: r.buffer_after_minutes.to_string(),
            approval: tick(r.approval),
            check_in: tick(r.check_in),
            grace_minutes: r.grace_minutes.to_string(),
            party_min: r.party_min.to_string(),
            party_max: r.party_max.to_string(),
            minors: tick(r.minors),
            bring: r.bring.clone(),
            private: tick(r.private),
            at_door: tick(r.at_door),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::RoomKind;

    fn refused(change: impl FnOnce(&mut RulesInput)) -> Vec<String> {
        let mut input = RulesInput::from(&Rules::of_kind(RoomKind::ReadingSpace, 24));
        change(&mut input);
        match input.check(24) {
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| f.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_empty_form_names_every_field_that_is_needed() {
        let AppError::Invalid { fields } = RulesInput::default().check(10).unwrap_err() else {
            panic!("not Invalid")
        };
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(
            names,
            [
                "mode",
                "step_minutes",
                "shortest_minutes",
                "longest_minutes",
                "party_max"
            ]
        );
    }

    #[test]
    fn what_cannot_go_together_is_refused_by_the_field_that_mends_it() {
        assert_eq!(refused(|i| i.longest_minutes = "0".into()), ["longest_minutes"]);
        assert_eq!(
            refused(|i| (i.shortest_minutes, i.longest_minutes) = ("120".into(), "60".into())),
            ["longest_minutes"]
        );
        assert_eq!(refused(|i| i.step_minutes = "20".into()), ["step_minutes"]);
        assert_eq!(refused(|i| i.shortest_minutes = "45".into()), ["shortest_minutes"]);
        assert_eq!(refused(|i| i.units = "25".into()), ["units"]);
        assert_eq!(refused(|i| i.units = "0".into()), ["units"]);
        assert_eq!(
            refused(|i| i.buffer_after_minutes = "10".into()),
            ["buffer_after_minutes"]
        );
        assert_eq!(refused(|i| i.party_min = "30".into()), ["party_min"]);
        assert_eq!(refused(|i| i.party_max = "25".into()), ["party_max"]);
        assert_eq!(refused(|i| i.grace_minutes = "31".into()), ["grace_minutes"]);
        assert_eq!(
            refused(|i| (i.quota_day, i.quota_week) = ("3".into(), "2".into())),
            ["quota_week"]
        );
        assert_eq!(
            refused(|i| (i.ahead_days, i.lead_minutes) = ("0".into(), "1440".into())),
            ["lead_minutes"]
        );
        assert_eq!(
            refused(|i| (i.mode, i.bring) = ("half".into(), "带".repeat(301))),
            ["mode", "bring"]
        );
    }
}
