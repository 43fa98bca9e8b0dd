//! What the forms of duty shifts send, and what is wrong with it.

use super::{MOST_WEEKS, Person, fits, span};
use crate::{
    AppError, FieldError, Problem, date,
    hours::{Exception, Interval, Shift, WeekHours, fmt_minute, hours_on, parse_minute},
    staff::StaffId,
    text::{Problems, check_phone, clean},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How many days back a shift may still be put right: who really came is known afterwards.
pub const FIRST_DAY: i64 = 31;
/// How many days ahead shifts are planned at most.
pub const LAST_DAY: i64 = 366;
/// Minutes of the shortest shift.
pub const SHORTEST: u16 = 15;
/// Characters of a name.
const NAME: u32 = 30;
/// Characters of a note.
const NOTE: u32 = 200;

/// What shifts are judged by: the center's hours, and today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground<'a> {
    /// The day of the judgement.
    pub today: Date,
    /// The ordinary week.
    pub week: &'a WeekHours,
    /// Dates on which other hours apply.
    pub exceptions: &'a [Exception],
}

impl Ground<'_> {
    /// The hours of a day.
    #[must_use]
    pub fn on(&self, day: Date) -> &[Interval] {
        hours_on(self.week, self.exceptions, day)
    }

    /// The first and the last day that may be planned.
    #[must_use]
    pub fn days(&self) -> (Date, Date) {
        let first = date::before(self.today, FIRST_DAY).unwrap_or(self.today);
        (first, date::after(self.today, LAST_DAY).unwrap_or(self.today))
    }

    fn day(&self, text: &str) -> Result<Date, FieldError> {
        let day = date::parse(text.trim()).ok_or_else(|| {
            let empty = text.trim().is_empty();
            FieldError::new("day", if empty { Problem::Required } else { Problem::Date })
        })?;
        let (first, last) = self.days();
        if day < first || day > last {
            let (min, max) = (date::format(first), date::format(last));
            return Err(FieldError::new("day", Problem::OutOfRange { min, max }));
        }
        Ok(day)
    }
}

/// A shift as its form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DutyInput {
    /// `2026-09-21`
    pub day: String,
    /// A [`Shift::code`].
    pub shift: String,
    /// `12:00`; empty: as the center is open.
    pub from: String,
    /// `14:30`; empty: as the center is open.
    pub until: String,
    /// An account; empty for somebody without one.
    pub who: String,
    /// The name of somebody without an account.
    pub name: String,
    /// Shown to everybody; may be empty.
    pub phone: String,
    /// For the staff; may be empty.
    pub note: String,
    /// Meant to be outside of the opening hours.
    pub beyond: String,
}

/// A shift that is as it should be, but for whom else it meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyFields {
    /// See [`super::Duty::day`].
    pub day: Date,
    /// See [`super::Duty::shift`].
    pub shift: Shift,
    /// See [`super::Duty::start`].
    pub start: u16,
    /// See [`super::Duty::end`].
    pub end: u16,
    /// Who.
    pub person: Person,
    /// See [`super::Duty::phone`].
    pub phone: String,
    /// See [`super::Duty::note`].
    pub note: String,
    /// See [`super::Duty::beyond`].
    pub beyond: bool,
}

impl DutyInput {
    /// Judges the form.
    ///
    /// # Errors
    /// Problems of `day`, `shift`, `who`, `name`, `from`, `until`, `phone` and `note`.
    pub fn check(&self, ground: &Ground<'_>) -> Result<DutyFields, AppError> {
        let mut problems = Problems::new();
        let day = problems.note(ground.day(&self.day));
        let shift = problems.note(shift(&self.shift));
        let person = problems.note(person(&self.who, &self.name));
        let times = match (day, shift) {
            (Some(day), Some(shift)) => {
                let times = times(&self.from, &self.until, ground.on(day), shift, !self.beyond.is_empty());
                times
                    .map_err(|problem| problems.add(problem.field, problem.problem))
                    .ok()
            }
            _ => None,
        };
        let phone = problems.take(check_phone("phone", &self.phone));
        let note = problems.take(clean("note", &self.note, false, NOTE));
        match (day, shift, person, times) {
            (Some(day), Some(shift), Some(person), Some((start, end, beyond))) => problems.finish(DutyFields {
                day,
                shift,
                start,
                end,
                person,
                phone,
                note,
                beyond,
            }),
            _ => Err(AppError::Invalid {
                fields: problems.into_vec(),
            }),
        }
    }
}

fn shift(code: &str) -> Result<Shift, FieldError> {
    let allowed = || Shift::ALL.map(Shift::code).join(", ");
    Shift::from_code(code).ok_or_else(|| {
        let problem = match code {
            "" => Problem::Required,
            _ => Problem::Unknown { allowed: allowed() },
        };
        FieldError::new("shift", problem)
    })
}

/// An account or a name, and not both.
fn person(who: &str, name: &str) -> Result<Person, FieldError> {
    let (who, named) = (who.trim(), clean("name", name, false, NAME)?);
    match (who, named.as_str()) {
        ("", "") => Err(FieldError::new("who", Problem::Required)),
        ("", _) => Ok(Person::Named(named)),
        (id, "") => {
            let id: Result<StaffId, _> = id.parse();
            let what = who.chars().take(20).collect();
            id.map(Person::Staff)
                .map_err(|_| FieldError::new("who", Problem::NoSuch { what }))
        }
        _ => Err(FieldError::new("name", Problem::EitherOr)),
    }
}

/// From when to when, and whether that is outside of the hours.
fn times(
    from: &str,
    until: &str,
    day: &[Interval],
    shift: Shift,
    beyond: bool,
) -> Result<(u16, u16, bool), FieldError> {
    let own = span(day, shift);
    let given = |field: &str, text: &str, own: Option<u16>| match (text.trim(), own) {
        ("", Some(own)) => Ok(own),
        // The center is closed then: whoever comes nevertheless says when.
        ("", None) if beyond => Err(FieldError::new(field, Problem::Required)),
        ("", None) => Err(FieldError::new("from", closed(day))),
        (text, _) => parse_minute(text).map_err(|problem| FieldError::new(field, problem)),
    };
    let start = given("from", from, own.map(|(start, _)| start))?;
    let end = given("until", until, own.map(|(_, end)| end))?;
    if end <= start {
        return Err(FieldError::new("until", Problem::EndBeforeStart));
    }
    if end - start < SHORTEST {
        let (min, max) = (fmt_minute(start + SHORTEST), fmt_minute(crate::hours::DAY));
        return Err(FieldError::new("until", Problem::OutOfRange { min, max }));
    }
    let within = fits(day, shift, start, end);
    if !within && !beyond {
        return Err(FieldError::new("from", closed(day)));
    }
    Ok((start, end, !within))
}

fn closed(day: &[Interval]) -> Problem {
    let hours: Vec<String> = day
        .iter()
        .map(|i| format!("{}–{}", fmt_minute(i.start), fmt_minute(i.end)))
        .collect();
    Problem::BeyondHours {
        hours: hours.join(", "),
    }
}

/// A line of the weekly rota as its form sends it: one person on one or more weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RotaInput {
    /// From `1` for Monday to `7`.
    pub weekdays: Vec<String>,
    /// A [`Shift::code`].
    pub shift: String,
    /// An account; empty for somebody without one.
    pub who: String,
    /// The name of somebody without an account.
    pub name: String,
    /// Also on public holidays.
    pub holidays: String,
}

/// See [`RotaInput`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotaFields {
    /// From 0 for Monday, in order.
    pub weekdays: Vec<u8>,
    /// Which part of the day.
    pub shift: Shift,
    /// Who.
    pub person: Person,
    /// Also on public holidays.
    pub holidays: bool,
}

impl RotaInput {
    /// Judges the form. On every weekday that is named the center has to have hours of that shift.
    ///
    /// # Errors
    /// Problems of `weekdays`, `shift`, `who` and `name`.
    pub fn check(&self, week: &WeekHours) -> Result<RotaFields, AppError> {
        let mut problems = Problems::new();
        let mut weekdays = Vec::new();
        for text in &self.weekdays {
            match text.trim().parse::<u8>() {
                Ok(day @ 1..=7) => weekdays.push(day - 1),
                _ => problems.add(
                    "weekdays",
                    Problem::Unknown {
                        allowed: "1–7".into()
                    },
                ),
            }
        }
        weekdays.sort_unstable();
        weekdays.dedup();
        if self.weekdays.is_empty() {
            problems.add("weekdays", Problem::Required);
        }
        let shift = problems.note(shift(&self.shift));
        if let Some(shift) = shift {
            let shut = weekdays
                .iter()
                .map(|day| &week.0[usize::from(*day)])
                .find(|hours| span(hours, shift).is_none());
            if let Some(hours) = shut {
                problems.add("shift", closed(hours));
            }
        }
        let person = problems.note(person(&self.who, &self.name));
        match (shift, person) {
            (Some(shift), Some(person)) => problems.finish(RotaFields {
                weekdays,
                shift,
                person,
                holidays: !self.holidays.is_empty(),
            }),
            _ => Err(AppError::Invalid {
                fields: problems.into_vec(),
            }),
        }
    }
}

/// How many weeks are to be filled, under `weeks`.
///
/// # Errors
/// Not a number from 1 to [`MOST_WEEKS`].
pub fn check_weeks(text: &str) -> Result<u16, FieldError> {
    let weeks: u16 = text
        .trim()
        .parse()
        .map_err(|_| FieldError::new("weeks", Problem::NotANumber))?;
    if !(1..=MOST_WEEKS).contains(&weeks) {
        let (min, max) = ("1".to_owned(), MOST_WEEKS.to_string());
        return Err(FieldError::new("weeks", Problem::OutOfRange { min, max }));
    }
    Ok(weeks)
}
