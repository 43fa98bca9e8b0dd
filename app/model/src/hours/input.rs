//! Hours as the panel's forms send them: a span a shift and day, exceptions, and edits of many centers at once.

use super::{Exception, Interval, Shift, WeekHours, check_day, fmt_minute, parse_day, parse_minute};
use crate::{
    AppError, FieldError, Problem,
    center::CenterId,
    room::RoomKind,
    text::{Problems, clean, one_of},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One line of a day in the form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SpanInput {
    /// A [`Shift::code`].
    pub shift: String,
    /// `HH:MM`, or empty with `end`: no such shift that day.
    pub start: String,
    /// `HH:MM` up to 24:00.
    pub end: String,
}

impl SpanInput {
    /// # Errors
    /// Under `field`: one of the two times missing, or not a time.
    fn check(&self, field: &str) -> Result<Option<Interval>, FieldError> {
        let shift = one_of(field, &self.shift, &Shift::ALL, Shift::code)?;
        let time = |text: &str| match text.trim() {
            "" => Err(FieldError::new(field, Problem::Required)),
            text => parse_minute(text).map_err(|p| FieldError::new(field, p)),
        };
        if self.start.trim().is_empty() && self.end.trim().is_empty() {
            return Ok(None);
        }
        let (start, end) = (time(&self.start)?, time(&self.end)?);
        if end <= start {
            return Err(FieldError::new(field, Problem::ClosesBeforeOpens));
        }
        Ok(Some(Interval { start, end, shift }))
    }
}

/// The lines of a day in the form: each shift has at least one, and a second interval of a shift one more.
#[must_use]
pub fn day_lines(day: &[Interval]) -> Vec<SpanInput> {
    let mut lines = Vec::new();
    for shift in Shift::ALL {
        let before = lines.len();
        lines.extend(day.iter().filter(|i| i.shift == shift).map(|i| SpanInput {
            shift: shift.code().to_owned(),
            start: fmt_minute(i.start),
            end: fmt_minute(i.end),
        }));
        if lines.len() == before {
            lines.push(SpanInput {
                shift: shift.code().to_owned(),
                ..SpanInput::default()
            });
        }
    }
    lines
}

/// Name of the field of a line, as problems name it: `week[0][2]` is Monday's third line.
#[must_use]
pub fn line_field(day: usize, line: usize) -> String {
    format!("week[{day}][{line}]")
}

/// The day and the line of a [`line_field`].
#[must_use]
pub fn read_line_field(field: &str) -> Option<(usize, usize)> {
    let (day, line) = field.strip_prefix("week[")?.strip_suffix(']')?.split_once("][")?;
    Some((day.parse().ok().filter(|d| *d < 7)?, line.parse().ok()?))
}

/// Reads a week, Monday first; days that were not sent are closed.
///
/// # Errors
/// Every problem, each under its [`line_field`]; an overlap under the day's first line.
pub fn check_week(lines: &[Vec<SpanInput>]) -> Result<WeekHours, AppError> {
    let mut problems = Problems::new();
    let mut week = WeekHours::default();
    for (d, day) in lines.iter().take(7).enumerate() {
        let mut intervals = Vec::new();
        for (i, line) in day.iter().enumerate() {
            intervals.extend(problems.take(line.check(&line_field(d, i))));
        }
        week.0[d] = problems.take(check_day(&line_field(d, 0), intervals));
    }
    problems.finish(week)
}

/// Other hours, or none, from one date to another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExceptionInput {
    /// First date.
    pub from: String,
    /// Last date; empty for `from` alone.
    pub to: String,
    /// As [`parse_day`] reads them; empty for closed.
    pub hours: String,
    /// Why, for residents.
    pub note: String,
}

/// What [`ExceptionInput::check`] lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionFields {
    /// First date.
    pub from: Date,
    /// Last date, not before `from`.
    pub to: Date,
    /// Empty for closed.
    pub intervals: Vec<Interval>,
    /// Why, for residents.
    pub note: String,
}

impl ExceptionInput {
    /// Checks everything; how many days are allowed at once is the store's business.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<ExceptionFields, AppError> {
        let mut problems = Problems::new();
        let dates = problems.note(check_dates(&self.from, &self.to));
        let intervals = problems.take(parse_day("hours", &self.hours));
        let note = problems.take(clean("note", &self.note, false, 60));
        let (from, to) = dates.unwrap_or_default();
        problems.finish(ExceptionFields {
            from,
            to,
            intervals,
            note,
        })
    }
}

/// Reads two dates, both included; without the second it is one day.
///
/// # Errors
/// Under `from` or `to`.
pub fn check_dates(from: &str, to: &str) -> Result<(Date, Date), FieldError> {
    let date = |field: &str, text: &str| match text.trim() {
        "" => Err(FieldError::new(field, Problem::Required)),
        text => crate::date::parse(text).ok_or_else(|| FieldError::new(field, Problem::Date)),
    };
    let first: Date = date("from", from)?;
    let last = if to.trim().is_empty() { first } else { date("to", to)? };
    if last < first {
        return Err(FieldError::new("to", Problem::EndBeforeStart));
    }
    Ok((first, last))
}

/// Exceptions that follow each other and say the same, as one: first date, last date, and one of them.
#[must_use]
pub fn ranges(exceptions: &[Exception]) -> Vec<(Date, Date, &Exception)> {
    let mut ranges: Vec<(Date, Date, &Exception)> = Vec::new();
    for e in exceptions {
        match ranges.last_mut() {
            Some((_, last, same))
                if last.tomorrow().ok() == Some(e.day) && same.intervals == e.intervals && same.note == e.note =>
            {
                *last = e.day;
            }
            _ => ranges.push((e.day, e.day, e)),
        }
    }
    ranges
}

/// An edit of the hours of many centers. Also the query of its page's address, so it can be looked over before it is done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BulkInput {
    /// `all`, `town`, `village`, `division` or `some`.
    pub who: String,
    /// A division code, for `division`.
    pub division: String,
    /// Identifiers of centers, for `some`.
    pub centers: Vec<String>,
    /// `shift`, `dates` or `rooms`.
    pub what: String,
    /// 1 to 7, Monday first, for `shift`.
    pub weekdays: Vec<String>,
    /// The shift and its times, both empty to take it away; for `shift`.
    pub span: SpanInput,
    /// The dates and their hours, for `dates`; the dates and the reason, for `rooms`.
    pub exception: ExceptionInput,
    /// A code of [`RoomKind`], or empty for all rooms; for `rooms`.
    pub kind: String,
}

/// What is done to each center by [`BulkInput`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkEdit {
    /// One shift on some weekdays (1 is Monday).
    Shift {
        /// 1 to 7.
        weekdays: Vec<u8>,
        /// Which.
        shift: Shift,
        /// From and until in minutes; none takes the shift away.
        hours: Option<(u16, u16)>,
    },
    /// Other hours on some dates.
    Dates(ExceptionFields),
    /// Rooms are closed on some dates.
    Rooms {
        /// Only those of a kind.
        kind: Option<RoomKind>,
        /// First date.
        from: Date,
        /// Last date.
        to: Date,
        /// Why, for residents.
        reason: String,
    },
}

impl BulkInput {
    /// What is to be done.
    ///
    /// # Errors
    /// Every problem, by field; those of the span under `span`.
    pub fn edit(&self) -> Result<BulkEdit, AppError> {
        if self.what == "dates" {
            return self.exception.check().map(BulkEdit::Dates);
        }
        if self.what == "rooms" {
            return self.rooms();
        }
        let mut problems = Problems::new();
        let weekdays: Vec<u8> = self
            .weekdays
            .iter()
            .filter_map(|d| d.parse().ok())
            .filter(|d| (1..=7).contains(d))
            .collect();
        if weekdays.is_empty() {
            problems.add("weekdays", Problem::Required);
        }
        let span = problems.take(self.span.check("span"));
        let shift = Shift::from_code(&self.span.shift).unwrap_or(Shift::Morning);
        let hours = span.map(|i| (i.start, i.end));
        problems.finish(BulkEdit::Shift { weekdays, shift, hours })
    }

    fn rooms(&self) -> Result<BulkEdit, AppError> {
        let mut problems = Problems::new();
        let e = &self.exception;
        let (from, to) = problems.note(check_dates(&e.from, &e.to)).unwrap_or_default();
        let reason = problems.take(clean("note", &e.note, true, 60));
        let kind = match self.kind.trim() {
            "" => None,
            code => problems.note(one_of("kind", code, &RoomKind::ALL, RoomKind::code)),
        };
        problems.finish(BulkEdit::Rooms { kind, from, to, reason })
    }

    /// The centers that are named, for `some`.
    ///
    /// # Errors
    /// None is named, under `centers`.
    pub fn named(&self) -> Result<Vec<CenterId>, AppError> {
        let ids: Vec<CenterId> = self.centers.iter().filter_map(|id| id.parse().ok()).collect();
        if ids.is_empty() {
            return Err(AppError::field("centers", Problem::Required));
        }
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn line(shift: Shift, start: &str, end: &str) -> SpanInput {
        SpanInput {
            shift: shift.code().into(),
            start: start.into(),
            end: end.into(),
        }
    }

    #[test]
    fn a_week_comes_back_from_its_form_as_it_was() {
        let day = parse_day(
            "d",
            "08:00-09:00 morning; 10:00-11:00 morning; 18:00-24:00 evening_duty",
        )
        .unwrap();
        let lines = day_lines(&day);
        // Two of the morning, one empty each of noon and afternoon, one of the evening.
        assert_eq!(lines.len(), 5);
        let mut week = vec![lines];
        week.resize(7, day_lines(&[]));
        let read = check_week(&week).unwrap();
        assert_eq!(read.0[0], day);
        assert!(read.0[1..].iter().all(Vec::is_empty));
    }

    #[test]
    fn problems_name_the_day_and_the_line() {
        let week = vec![
            vec![
                line(Shift::Morning, "8:00", ""),
                line(Shift::Afternoon, "25:00", "26:00"),
            ],
            vec![
                line(Shift::Morning, "08:00", "12:00"),
                line(Shift::NoonDuty, "11:30", "14:00"),
            ],
        ];
        let AppError::Invalid { fields } = check_week(&week).unwrap_err() else {
            panic!("not Invalid")
        };
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["week[0][0]", "week[0][1]", "week[1][0]"]);
        assert_eq!(fields[0].problem, Problem::Required);
        assert_eq!(read_line_field(&fields[1].field), Some((0, 1)));
        assert_eq!(read_line_field("week[7][0]"), None);
    }

    #[test]
    fn days_that_follow_each_other_and_say_the_same_are_one_range() {
        let closed = |day, note: &str| Exception {
            day,
            intervals: Vec::new(),
            note: note.into(),
        };
        let list = [
            closed(date(2026, 9, 30), "国庆"),
            closed(date(2026, 10, 1), "国庆"),
            closed(date(2026, 10, 2), "停电"),
            closed(date(2026, 10, 4), "停电"),
        ];
        let found: Vec<_> = ranges(&list).into_iter().map(|(a, b, _)| (a, b)).collect();
        assert_eq!(
            found,
            [
                (date(2026, 9, 30), date(2026, 10, 1)),
                (date(2026, 10, 2), date(2026, 10, 2)),
                (date(2026, 10, 4), date(2026, 10, 4)),
            ]
        );
    }

    #[test]
    fn rooms_are_closed_on_dates_and_with_a_reason() {
        let mut input = BulkInput {
            what: "rooms".into(),
            kind: "cellar".into(),
            ..Default::default()
        };
        let AppError::Invalid { fields } = input.edit().unwrap_err() else {
            panic!("not Invalid")
        };
        let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(names, ["from", "note", "kind"]);
        (input.kind, input.exception.from, input.exception.note) =
            ("talk_room".into(), "2026-10-01".into(), "粉刷".into());
        let day = date(2026, 10, 1);
        assert_eq!(
            input.edit(),
            Ok(BulkEdit::Rooms {
                kind: Some(RoomKind::TalkRoom),
                from: day,
                to: day,
                reason: "粉刷".into()
            })
        );
    }

    #[test]
    fn an_edit_of_many_says_what_is_missing() {
        let edit = BulkInput {
            what: "shift".into(),
            ..Default::default()
        }
        .edit()
        .unwrap_err();
        let AppError::Invalid { fields } = edit else {
            panic!("not Invalid")
        };
        assert_eq!(
            fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(),
            ["weekdays", "span"]
        );
        let noon = BulkInput {
            what: "shift".into(),
            weekdays: vec!["1".into(), "9".into()],
            span: line(Shift::NoonDuty, "12:00", "14:00"),
            ..Default::default()
        };
        let hours = Some((12 * 60, 14 * 60));
        assert_eq!(
            noon.edit(),
            Ok(BulkEdit::Shift {
                weekdays: vec![1],
                shift: Shift::NoonDuty,
                hours
            })
        );
    }
}
