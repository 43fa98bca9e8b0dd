//! Weekly hours in the notation of OpenStreetMap's key `opening_hours`, which other software reads.

use super::{Interval, WeekHours, fmt_minute};
use std::fmt::Write as _;

/// Names of the weekdays in that notation, Monday first.
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// `Mo-Fr 08:30-12:00,14:00-17:30; Sa,Su off`; days with the same hours stand together. Empty if no hours are known at all.
#[must_use]
pub fn opening_hours(week: &WeekHours) -> String {
    if week.0.iter().all(Vec::is_empty) {
        return String::new();
    }
    let mut groups: Vec<(&[Interval], Vec<usize>)> = Vec::new();
    for (day, intervals) in week.0.iter().enumerate() {
        match groups.iter_mut().find(|(same, _)| *same == intervals.as_slice()) {
            Some((_, days)) => days.push(day),
            None => groups.push((intervals, vec![day])),
        }
    }
    let rules = groups
        .iter()
        .map(|(intervals, days)| format!("{} {}", day_list(days), times(intervals)));
    rules.collect::<Vec<_>>().join("; ")
}

/// `Mo-We,Fr`: three and more in a row become a range.
fn day_list(days: &[usize]) -> String {
    let mut out = String::new();
    for run in days.chunk_by(|a, b| a + 1 == *b) {
        let comma = if out.is_empty() { "" } else { "," };
        // Writing to a String cannot fail.
        let _ = match run {
            [first, .., last] if run.len() > 2 => write!(out, "{comma}{}-{}", DAYS[*first], DAYS[*last]),
            [first, last] => write!(out, "{comma}{},{}", DAYS[*first], DAYS[*last]),
            _ => write!(out, "{comma}{}", DAYS[run[0]]),
        };
    }
    out
}

/// Intervals that touch are one here: the notation knows no duty shifts.
fn times(intervals: &[Interval]) -> String {
    if intervals.is_empty() {
        return "off".to_owned();
    }
    let runs = intervals.chunk_by(|a, b| a.end == b.start);
    let spans = runs.map(|run| format!("{}-{}", fmt_minute(run[0].start), fmt_minute(run[run.len() - 1].end)));
    spans.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::parse_day;

    fn week(days: [&str; 7]) -> WeekHours {
        WeekHours(days.map(|text| parse_day("day", text).unwrap()))
    }

    #[test]
    fn equal_days_stand_together_and_touching_hours_are_one() {
        let work = "08:30-12:00; 12:00-14:00 noon_duty; 14:30-17:30";
        assert_eq!(
            opening_hours(&week([work, work, work, work, "08:30-12:00", "", ""])),
            "Mo-Th 08:30-14:00,14:30-17:30; Fr 08:30-12:00; Sa,Su off"
        );
        assert_eq!(
            opening_hours(&week([
                "08:00-09:00",
                "",
                "08:00-09:00",
                "08:00-09:00",
                "08:00-09:00",
                "",
                "0:00-24:00"
            ])),
            "Mo,We-Fr 08:00-09:00; Tu,Sa off; Su 00:00-24:00"
        );
        assert_eq!(opening_hours(&WeekHours::default()), "");
    }
}
