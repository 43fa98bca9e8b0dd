//! Hours as people type them in forms and spreadsheets: `08:00-12:00 morning; 12:00-14:00 noon_duty`.

use super::{DAY, Interval, Shift};
use crate::{FieldError, Problem};

/// Short English names of the weekdays, Monday first: the ends of spreadsheet headings (`hours_mon`).
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// `HH:MM`; 1440 is 24:00.
#[must_use]
pub fn fmt_minute(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Reads `8:00`, `08:00`, `24:00`, also with a full-width colon or digits, and `800` or `0800` as one types them in a hurry.
///
/// # Errors
/// [`Problem::Time`] if it is not a time of day.
pub fn parse_minute(text: &str) -> Result<u16, Problem> {
    let text = narrow(text);
    let text = text.trim();
    let whole = (3..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let (hours, minutes) = if whole {
        text.split_at(text.len() - 2)
    } else {
        text.split_once(':').ok_or(Problem::Time)?
    };
    let number = |s: &str, lengths: std::ops::RangeInclusive<usize>| {
        (lengths.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit()))
            .then(|| s.parse::<u16>().ok())
            .flatten()
    };
    match (number(hours, 1..=2), number(minutes, 2..=2)) {
        (Some(h), Some(m)) if m < 60 && h * 60 + m <= DAY => Ok(h * 60 + m),
        _ => Err(Problem::Time),
    }
}

/// Sorts the intervals of one day and refuses those that end before they start or overlap. Intervals that only touch
/// are fine.
///
/// # Errors
/// The first problem, under `field`.
pub fn check_day(field: &str, mut intervals: Vec<Interval>) -> Result<Vec<Interval>, FieldError> {
    intervals.sort_unstable();
    for interval in &intervals {
        if interval.start > DAY || interval.end > DAY {
            return Err(FieldError::new(field, Problem::Time));
        }
        if interval.end <= interval.start {
            return Err(FieldError::new(field, Problem::ClosesBeforeOpens));
        }
    }
    for pair in intervals.windows(2) {
        if let [a, b] = pair
            && b.start < a.end
        {
            return Err(FieldError::new(
                field,
                Problem::Overlap {
                    a: span(*a),
                    b: span(*b),
                },
            ));
        }
    }
    Ok(intervals)
}

/// Reads the hours of one day. Intervals are separated by semicolons, commas or line breaks; the shift may be left out
/// and is then [inferred](Shift::inferred); empty, `closed` and 休息 mean closed. What a Chinese keyboard types
/// (：－—～；，、至) is understood too.
///
/// # Errors
/// The first problem, under `field`.
pub fn parse_day(field: &str, text: &str) -> Result<Vec<Interval>, FieldError> {
    let text = narrow(text);
    if matches!(text.trim(), "" | "-" | "closed" | "休息" | "休" | "关闭" | "不开放") {
        return Ok(Vec::new());
    }
    let intervals = text
        .split([';', ',', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(parse_interval)
        .collect::<Result<_, _>>()
        .map_err(|problem| FieldError::new(field, problem))?;
    check_day(field, intervals)
}

/// Writes what [`parse_day`] reads; closed is the empty text.
#[must_use]
pub fn format_day(intervals: &[Interval]) -> String {
    let parts: Vec<String> = intervals
        .iter()
        .map(|i| format!("{} {}", span(*i), i.shift.code()))
        .collect();
    parts.join("; ")
}

/// What [`format_day`] has written, with the Chinese words for the shifts. What is something else stays as it is.
#[must_use]
pub fn day_in_words(text: &str) -> String {
    let part = |part: &str| match part.rsplit_once(' ') {
        Some((times, code)) => format!("{times} {}", Shift::from_code(code).map_or(code, |shift| shift.zh())),
        None => part.to_owned(),
    };
    text.split("; ").map(part).collect::<Vec<_>>().join("; ")
}

fn span(interval: Interval) -> String {
    format!("{}-{}", fmt_minute(interval.start), fmt_minute(interval.end))
}

fn parse_interval(text: &str) -> Result<Interval, Problem> {
    // The times end where the last digit stands; what follows is the shift.
    let times_end = text.rfind(|c: char| c.is_ascii_digit()).map_or(0, |i| i + 1);
    let (times, shift) = text.split_at(times_end);
    let (start, end) = times.split_once('-').ok_or(Problem::Time)?;
    let (start, end) = (parse_minute(start)?, parse_minute(end)?);
    let shift = match shift.trim() {
        "" => Shift::inferred(start, end),
        word => parse_shift(word).ok_or_else(|| Problem::Unknown {
            allowed: Shift::ALL.map(Shift::code).join(", "),
        })?,
    };
    Ok(Interval { start, end, shift })
}

fn parse_shift(word: &str) -> Option<Shift> {
    match word {
        "午间" | "中午" => Some(Shift::NoonDuty),
        "晚间" | "晚上" => Some(Shift::EveningDuty),
        word => Shift::ALL
            .into_iter()
            .find(|shift| shift.zh() == word)
            .or_else(|| Shift::from_code(word)),
    }
}

/// Replaces what a Chinese keyboard types by its plain counterpart.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '：' | '︰' => ':',
            '－' | '—' | '–' | '‐' | '‑' | '−' | '～' | '〜' | '~' | '至' | '到' => '-',
            '；' => ';',
            '，' | '、' => ',',
            '\u{3000}' => ' ',
            other => other,
        })
        .collect::<String>()
        // 8:00——12:00: a Chinese dash is two characters long.
        .replace("--", "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_in_words_is_read_as_the_same_day() {
        let day = parse_day("d", "8:00-12:00; 12:00-14:00 noon_duty; 14:00-17:00; 18:00-20:00").unwrap();
        let words = day_in_words(&format_day(&day));
        assert_eq!(
            words,
            "08:00-12:00 上午; 12:00-14:00 午间值班; 14:00-17:00 下午; 18:00-20:00 晚间值班"
        );
        assert_eq!(parse_day("d", &words), Ok(day));
        for other in ["", "休息", "08:00-12:00, 14:30-17:30", "8:00-12:00 early"] {
            assert_eq!(day_in_words(other), other);
        }
    }

    fn interval(start: u16, end: u16, shift: Shift) -> Interval {
        Interval { start, end, shift }
    }

    #[test]
    fn times_are_read_strictly_up_to_midnight() {
        for (text, minute) in [("00:00", 0), ("8:05", 485), ("２３：５９", 1439), ("24:00", 1440)] {
            assert_eq!(parse_minute(text), Ok(minute), "{text}");
        }
        for text in ["", "8", "8:5", "24:01", "12:60", "-1:00", "+8:00", "108:00", "a:00"] {
            assert_eq!(parse_minute(text), Err(Problem::Time), "{text}");
        }
    }

    #[test]
    fn a_day_typed_on_a_chinese_keyboard_is_understood() {
        let expected = vec![
            interval(480, 720, Shift::Morning),
            interval(720, 840, Shift::NoonDuty),
            interval(840, 1020, Shift::Afternoon),
        ];
        for text in [
            "08:00-12:00; 12:00-14:00; 14:00-17:00",
            "８：００—１２：００；12:00～14:00 午间值班，14：00－17：00　下午",
            "14:00-17:00 afternoon\n8:00——12:00\n12:00至14:00 noon_duty",
        ] {
            assert_eq!(
                parse_day("hours_mon", text).as_deref(),
                Ok(expected.as_slice()),
                "{text}"
            );
        }
        assert_eq!(parse_day("hours_mon", " 休息 "), Ok(vec![]));
    }

    #[test]
    fn the_night_is_entered_as_two_days_and_overlaps_are_named() {
        let err = |text: &str| parse_day("hours_fri", text).unwrap_err();
        assert_eq!(
            err("22:00-06:00"),
            FieldError::new("hours_fri", Problem::ClosesBeforeOpens)
        );
        assert_eq!(err("08:00-08:00").problem, Problem::ClosesBeforeOpens);
        assert_eq!(
            err("09:00-11:00; 08:00-10:00").problem,
            Problem::Overlap {
                a: "08:00-10:00".into(),
                b: "09:00-11:00".into()
            }
        );
        assert!(matches!(err("08:00-10:00 sometime").problem, Problem::Unknown { .. }));
        assert_eq!(err("08:00").problem, Problem::Time);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(points in proptest::collection::btree_set(0..=DAY, 0..8), shift in 0..4_usize) {
            let points: Vec<u16> = points.into_iter().collect();
            let day: Vec<Interval> = points
                .chunks_exact(2)
                .map(|p| interval(p[0], p[1], Shift::ALL[(shift + usize::from(p[0])) % 4]))
                .collect();
            prop_assert_eq!(parse_day("h", &format_day(&day)), Ok(day));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = parse_day("h", &text);
        }
    }
}
