//! A table of text and the reading of its rows by the meaning of their headings.

use super::{
    RowProblem,
    words::{Words, YES_NO, code_of},
};
use crate::{AppError, FieldError, Problem};

/// What was read from a CSV or XLSX file: text only. Blank rows are kept, so that line numbers are right.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Table {
    /// The first line.
    pub headings: Vec<String>,
    /// The others; a row may be shorter than the headings.
    pub rows: Vec<Vec<String>>,
}

/// A column: its proper name, what else it may be called, and whether a table is useless without it.
pub(super) struct Column(
    pub(super) &'static str,
    pub(super) &'static [&'static str],
    pub(super) bool,
);

/// A table whose headings are understood.
pub(super) struct Sheet<'a> {
    table: &'a Table,
    columns: &'static [Column],
    /// For each column its place in the table.
    places: Vec<Option<usize>>,
}

/// One row that is not blank.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    sheet: &'a Sheet<'a>,
    pub(super) number: u32,
    cells: &'a [String],
}

impl<'a> Sheet<'a> {
    /// Reads the headings. Also gives what is wrong with them and which mean nothing.
    pub(super) fn new(table: &'a Table, columns: &'static [Column]) -> (Self, Vec<RowProblem>, Vec<String>) {
        let mut places: Vec<Option<usize>> = vec![None; columns.len()];
        let (mut problems, mut ignored) = (Vec::new(), Vec::new());
        for (place, heading) in table.headings.iter().enumerate() {
            let plain = plain(heading);
            match columns
                .iter()
                .position(|Column(name, aliases, _)| *name == plain || aliases.contains(&plain.as_str()))
            {
                Some(column) if places[column].is_none() => places[column] = Some(place),
                Some(_) => problems.push(RowProblem {
                    line: 1,
                    column: heading.clone(),
                    problem: Problem::Taken,
                }),
                None if plain.is_empty() => {}
                None => ignored.push(heading.clone()),
            }
        }
        for (Column(name, _, required), place) in columns.iter().zip(&places) {
            if *required && place.is_none() {
                problems.push(RowProblem {
                    line: 1,
                    column: (*name).to_owned(),
                    problem: Problem::ColumnMissing,
                });
            }
        }
        (Self { table, columns, places }, problems, ignored)
    }

    /// How many of the columns the table has.
    pub(super) fn read(&self) -> usize {
        self.places.iter().flatten().count()
    }

    pub(super) fn lines(&'a self) -> impl Iterator<Item = Line<'a>> {
        (2..)
            .zip(&self.table.rows)
            .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
            .map(|(number, cells)| Line {
                sheet: self,
                number,
                cells,
            })
    }

    fn place(&self, column: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|c| c.0 == column)
            .and_then(|i| self.places[i])
    }
}

impl<'a> Line<'a> {
    /// The cell, trimmed; none if the table lacks the column.
    pub(super) fn get(&self, column: &str) -> Option<&'a str> {
        let place = self.sheet.place(column)?;
        Some(self.cells.get(place).map_or("", |cell| cell.trim()))
    }

    /// The cell; empty if the table lacks the column.
    pub(super) fn text(&self, column: &str) -> &'a str {
        self.get(column).unwrap_or_default()
    }

    /// Puts the cell into `target` if the table has the column.
    pub(super) fn set(&self, column: &str, target: &mut String) {
        if let Some(cell) = self.get(column) {
            cell.clone_into(target);
        }
    }

    /// Puts the code of the cell's word, or the code that it is, into `target` if the table has the column.
    pub(super) fn set_word(&self, column: &str, words: Words, target: &mut String) {
        if let Some(cell) = self.get(column) {
            code_of(cell, words).clone_into(target);
        }
    }

    /// Puts a yes or no into `target` if the table has the column; empty means no.
    pub(super) fn set_flag(&self, column: &str, target: &mut bool) -> Result<(), FieldError> {
        let Some(cell) = self.get(column) else { return Ok(()) };
        *target = match code_of(&cell.to_lowercase(), YES_NO) {
            "yes" => true,
            "" | "no" => false,
            _ => {
                return Err(FieldError::new(
                    column,
                    Problem::Unknown {
                        allowed: "yes, no, 是, 否".to_owned(),
                    },
                ));
            }
        };
        Ok(())
    }

    /// Puts a position into `lng`, `lat` and `datum` from whichever pair of columns the table has and the row fills.
    pub(super) fn set_position(&self, lng: &mut String, lat: &mut String, datum: &mut String) {
        let gcj = (self.get("lng_gcj02"), self.get("lat_gcj02"));
        let wgs = (self.get("lng"), self.get("lat"));
        let filled = |(a, b): (Option<&str>, Option<&str>)| [a, b].into_iter().flatten().any(|cell| !cell.is_empty());
        let present = |(a, b): (Option<&str>, Option<&str>)| a.is_some() || b.is_some();
        let (pair, name) = if filled(wgs) || (!present(gcj) && present(wgs)) {
            (wgs, "wgs84")
        } else if present(gcj) {
            (gcj, "gcj02")
        } else {
            return;
        };
        pair.0.unwrap_or_default().clone_into(lng);
        pair.1.unwrap_or_default().clone_into(lat);
        name.clone_into(datum);
    }

    /// Names the columns of a record's problems.
    pub(super) fn problems(&self, fields: Vec<FieldError>) -> impl Iterator<Item = RowProblem> {
        fields.into_iter().map(|FieldError { field, problem }| {
            let gcj = format!("{field}_gcj02");
            let by_gcj = self.get(&field).is_none_or(str::is_empty) && self.sheet.place(&gcj).is_some();
            let column = if by_gcj { gcj } else { field };
            let heading = self
                .sheet
                .place(&column)
                .and_then(|place| self.sheet.table.headings.get(place));
            RowProblem {
                line: self.number,
                column: heading.cloned().unwrap_or(column),
                problem,
            }
        })
    }
}

/// The fields of an error that a check gave.
pub(super) fn fields(error: AppError) -> Vec<FieldError> {
    match error {
        AppError::Invalid { fields } => fields,
        _ => Vec::new(),
    }
}

/// A heading as it is compared: without byte order mark, blanks at the ends, stars for "required", capitals.
fn plain(heading: &str) -> String {
    heading
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '*' | '＊'))
        .to_lowercase()
        .replace([' ', '-'], "_")
}
