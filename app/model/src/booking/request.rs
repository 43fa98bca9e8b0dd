//! What a person asks for: the form, and what it says once checked.

use crate::{
    AppError, FieldError, Problem, date,
    hours::parse_minute,
    text::{Problems, clean, normal_phone, whole_number},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Seats, or the whole room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// So many seats.
    Seats(u32),
    /// The whole room.
    Whole,
}

impl Wish {
    /// How many of the room's `units` it takes.
    #[must_use]
    pub const fn units(self, units: u32) -> u32 {
        match self {
            Self::Seats(n) => n,
            Self::Whole => units,
        }
    }
}

/// A wish as a form sends it: nothing checked yet. A box that is ticked sends `1`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BookingInput {
    /// `YYYY-MM-DD`
    pub day: String,
    /// `HH:MM`
    pub start: String,
    /// `HH:MM`, at most 24:00.
    pub end: String,
    /// Ticked for the whole room.
    pub whole: String,
    /// How many seats; empty is as many as people come.
    pub seats: String,
    /// How many people come; empty is one.
    pub party: String,
    /// Who comes.
    pub name: String,
    /// Where to call.
    pub phone: String,
    /// What for.
    pub purpose: String,
    /// With whom; asked in private rooms only.
    pub with_whom: String,
    /// Ticked if minors come.
    pub minors: String,
    /// Ticked if an adult comes with them.
    pub adult: String,
    /// How often it repeats, an [`Every`](super::Every) as a word; empty is once.
    pub every: String,
    /// The last day of a series, `YYYY-MM-DD`; may be empty.
    pub until: String,
    /// How many times a series takes place at most; may be empty where `until` is not.
    pub times: String,
}

/// What [`BookingInput::check`] lets through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The local day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// Local minute it begins.
    pub start: u16,
    /// Local minute it ends, after `start`.
    pub end: u16,
    /// Seats, or the whole room.
    pub wish: Wish,
    /// How many people come.
    pub party: u32,
    /// Who comes.
    pub name: String,
    /// Where to call, as [`normal_phone`] writes it.
    pub phone: String,
    /// What for.
    pub purpose: String,
    /// With whom; kept in private rooms only.
    #[serde(default)]
    pub with_whom: String,
    /// Whether minors come.
    pub minors: bool,
    /// Whether an adult comes with them.
    pub adult: bool,
}

/// The most people or seats that a form may name; the room's rules say what it holds.
const MAX_PEOPLE: i64 = 99_999;

pub(super) fn ticked(text: &str) -> bool {
    !matches!(text.trim(), "" | "0" | "false" | "off")
}

/// A count of people; empty is `other`.
pub(super) fn people(field: &str, text: &str, other: u32) -> Result<u32, FieldError> {
    if text.trim().is_empty() {
        return Ok(other);
    }
    let n = whole_number(field, text, 1, MAX_PEOPLE)?;
    Ok(u32::try_from(n).unwrap_or(other))
}

pub(super) fn time(field: &str, text: &str) -> Result<u16, FieldError> {
    match text.trim() {
        "" => Err(FieldError::new(field, Problem::Required)),
        text => parse_minute(text).map_err(|p| FieldError::new(field, p)),
    }
}

impl BookingInput {
    /// Checks everything that can be checked without the room's rules: those [`judge`](super::judge).
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<Request, AppError> {
        let mut problems = Problems::new();
        let day = match self.day.trim() {
            "" => Err(FieldError::new("day", Problem::Required)),
            text => date::parse(text).ok_or_else(|| FieldError::new("day", Problem::Date)),
        };
        let day = problems.take(day);
        let start = problems.note(time("start", &self.start));
        let end = problems.note(time("end", &self.end));
        if let (Some(start), Some(end)) = (start, end)
            && end <= start
        {
            problems.add("end", Problem::EndBeforeStart);
        }
        let party = problems.take(people("party", &self.party, 1));
        let wish = if ticked(&self.whole) {
            Wish::Whole
        } else {
            Wish::Seats(problems.take(people("seats", &self.seats, party)))
        };
        let name = problems.take(clean("name", &self.name, true, 40));
        let phone = match self.phone.trim() {
            "" => Err(FieldError::new("phone", Problem::Required)),
            text => normal_phone("phone", text),
        };
        let phone = problems.take(phone);
        let purpose = problems.take(clean("purpose", &self.purpose, false, 200));
        let with_whom = problems.take(clean("with_whom", &self.with_whom, false, 100));
        problems.finish(Request {
            day,
            start: start.unwrap_or_default(),
            end: end.unwrap_or_default(),
            wish,
            party,
            name,
            phone,
            purpose,
            with_whom,
            minors: ticked(&self.minors),
            adult: ticked(&self.adult),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn good() -> BookingInput {
        BookingInput {
            day: "2026-09-22".into(),
            start: "9:00".into(),
            end: "１０：３０".into(),
            party: "2".into(),
            name: " 王芳 ".into(),
            phone: "+86 138-0000-1234".into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_form_becomes_a_request() {
        let request = good().check().unwrap();
        assert_eq!((request.day, request.start, request.end), (date(2026, 9, 22), 540, 630));
        assert_eq!((request.wish, request.party), (Wish::Seats(2), 2));
        assert_eq!((request.name.as_str(), request.phone.as_str()), ("王芳", "13800001234"));
        let whole = BookingInput {
            whole: "1".into(),
            ..good()
        };
        assert_eq!(whole.check().unwrap().wish, Wish::Whole);
    }

    #[test]
    fn every_problem_is_named_at_once_and_midnight_is_not_crossed() {
        let AppError::Invalid { fields } = BookingInput::default().check().unwrap_err() else {
            panic!("not Invalid")
        };
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["day", "start", "end", "name", "phone"]);
        let night = BookingInput {
            start: "22:00".into(),
            end: "02:00".into(),
            ..good()
        };
        assert_eq!(night.check(), Err(AppError::field("end", Problem::EndBeforeStart)));
        let crowd = BookingInput {
            party: "-1".into(),
            name: "王".repeat(400),
            phone: "call me".into(),
            ..good()
        };
        let AppError::Invalid { fields } = crowd.check().unwrap_err() else {
            panic!("not Invalid")
        };
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["party", "name", "phone"]);
        // An emoji is only a character.
        let smile = BookingInput {
            name: "小明😀".into(),
            ..good()
        };
        assert_eq!(smile.check().unwrap().name, "小明😀");
    }
}
