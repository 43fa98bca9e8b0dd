//! The table of a year as people write it: lines of a date or a span of dates, off or working, and a name, as they are pasted from
//! a spreadsheet or typed after the announcement.

use super::Special;
use crate::{
    AppError, FieldError, Problem, date,
    text::{Problems, clean},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most lines that are read.
pub const MOST_LINES: usize = 400;
/// The most days of one span: nobody has a holiday of two months, somebody mistyped.
const MOST_DAYS: i64 = 60;
/// Years that are taken; what lies outside was mistyped.
const YEARS: (i16, i16) = (2000, 2100);

/// What is special in one year.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Which year.
    pub year: i16,
    /// In order, each day once.
    pub days: Vec<Special>,
}

impl Table {
    /// 2026 as the State Council announced it; it comes with the program.
    ///
    /// # Panics
    /// Never: a test reads it.
    #[must_use]
    pub fn of_2026() -> Self {
        const TEXT: &str =
            "2026-01-01~2026-01-03,休,元旦\n2026-01-04,班,元旦\n2026-02-14,班,春节\n2026-02-15~2026-02-23,休,春节
            2026-02-28,班,春节\n2026-04-04~2026-04-06,休,清明节\n2026-05-01~2026-05-05,休,劳动节\n2026-05-09,班,劳动节
            2026-06-19~2026-06-21,休,端午节\n2026-09-20,班,国庆节\n2026-09-25~2026-09-27,休,中秋节
            2026-10-01~2026-10-07,休,国庆节\n2026-10-10,班,国庆节";
        let input = TableInput {
            year: "2026".to_owned(),
            table: TEXT.to_owned(),
        };
        input.check().unwrap_or_default()
    }

    /// As [`TableInput`] reads it: one line for days that follow each other and are of one kind and name.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines: Vec<(Date, Date, &Special)> = Vec::new();
        for special in &self.days {
            match lines.last_mut() {
                Some((_, last, of))
                    if last.tomorrow().ok() == Some(special.day)
                        && of.working == special.working
                        && of.name == special.name =>
                {
                    *last = special.day;
                }
                _ => lines.push((special.day, special.day, special)),
            }
        }
        let line = |(first, last, special): (Date, Date, &Special)| {
            let days = if first == last {
                date::format(first)
            } else {
                format!("{}~{}", date::format(first), date::format(last))
            };
            let kind = if special.working { "班" } else { "休" };
            format!("{days},{kind},{}", special.name)
        };
        lines.into_iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// A table as a form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TableInput {
    /// `2027`
    pub year: String,
    /// Lines of date or span, `休`/`off` or `班`/`working`, and a name.
    pub table: String,
}

impl TableInput {
    /// Reads the table. Problems with a line are under `line-<n>`, counted from 1.
    ///
    /// # Errors
    /// Every problem, by field or line.
    pub fn check(&self) -> Result<Table, AppError> {
        let mut problems = Problems::new();
        let year = problems.take(year(&self.year));
        let mut days: Vec<Special> = Vec::new();
        let lines: Vec<&str> = self.table.lines().collect();
        if self.table.trim().is_empty() {
            problems.add("table", Problem::Required);
        } else if lines.len() > MOST_LINES {
            problems.add(
                "table",
                Problem::TableTooLarge {
                    rows: MOST_LINES as u32,
                    columns: 3,
                },
            );
            return problems.finish(Table::default());
        }
        for (n, line) in lines.iter().enumerate() {
            if line.trim().is_empty() || (n == 0 && is_heading(line)) {
                continue;
            }
            match read_line(line, year) {
                Ok(read) => {
                    let mut twice = false;
                    for special in read {
                        twice |= days.iter().any(|d| d.day == special.day);
                        days.push(special);
                    }
                    if twice {
                        problems.add(format!("line-{}", n + 1), Problem::Taken);
                    }
                }
                Err(problem) => problems.add(format!("line-{}", n + 1), problem),
            }
        }
        days.sort_by_key(|special| special.day);
        problems.finish(Table { year, days })
    }
}

fn year(text: &str) -> Result<i16, FieldError> {
    let refused = |problem| Err(FieldError::new("year", problem));
    match text.trim().parse::<i16>() {
        Ok(year) if (YEARS.0..=YEARS.1).contains(&year) => Ok(year),
        Ok(_) => refused(Problem::OutOfRange {
            min: YEARS.0.to_string(),
            max: YEARS.1.to_string(),
        }),
        Err(_) if text.trim().is_empty() => refused(Problem::Required),
        Err(_) => refused(Problem::NotANumber),
    }
}

/// The first line of a spreadsheet says what its columns are: no digit is in it.
fn is_heading(line: &str) -> bool {
    !line.chars().any(|c| c.is_ascii_digit())
}

/// The days of one line.
fn read_line(line: &str, year: i16) -> Result<Vec<Special>, Problem> {
    let mut cells = line
        .split([',', '，', '\t', ';', '；'])
        .map(|cell| cell.trim().trim_matches('"'));
    let span = cells.next().unwrap_or_default();
    let kind = cells.next().unwrap_or_default().to_lowercase();
    let name = cells.next().unwrap_or_default();
    let working = match kind.as_str() {
        "休" | "放假" | "休息" | "off" | "holiday" => false,
        "班" | "上班" | "补班" | "working" | "work" => true,
        "" => return Err(Problem::Incomplete),
        _ => {
            return Err(Problem::Unknown {
                allowed: "休, 班, off, working".to_owned(),
            });
        }
    };
    let name = clean("name", name, false, 20).map_err(|e| e.problem)?;
    let (first, last) = match span.split_once(['~', '～', '至', '—', '–']) {
        Some((first, last)) => (read_day(first, year)?, read_day(last, year)?),
        None => {
            let day = read_day(span, year)?;
            (day, day)
        }
    };
    if year != 0 && (first.year() != year || last.year() != year) {
        return Err(Problem::OutOfRange {
            min: format!("{year}-01-01"),
            max: format!("{year}-12-31"),
        });
    }
    if last < first {
        return Err(Problem::EndBeforeStart);
    }
    if date::number(last) - date::number(first) >= MOST_DAYS {
        return Err(Problem::OutOfRange {
            min: "1".to_owned(),
            max: MOST_DAYS.to_string(),
        });
    }
    let mut days = Vec::new();
    let mut day = first;
    while day <= last {
        days.push(Special {
            day,
            working,
            name: name.clone(),
        });
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(days)
}

/// `2027-10-01`, `2027/10/1`, `2027.10.1`, `2027年10月1日`, and without the year where the form says which.
fn read_day(text: &str, year: i16) -> Result<Date, Problem> {
    let numbers: Option<Vec<i16>> = text
        .trim()
        .trim_end_matches(['日', '号'])
        .split(['-', '/', '.', '年', '月'])
        .map(|part| part.trim().parse().ok())
        .collect();
    let (year, month, day) = match numbers.as_deref() {
        Some([year, month, day]) => (*year, *month, *day),
        Some([month, day]) if year != 0 => (year, *month, *day),
        _ => return Err(Problem::Date),
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(Problem::Date);
    };
    Date::new(year, month, day).map_err(|_| Problem::Date)
}
