//! Spreadsheets: the rules by which their rows become divisions, amenities, centers, rooms, staff, matters and cases, and back. No I/O.
//!
//! A row stands for the record with the same key (a division's or an amenity's code, a center's name within its division, a room's name
//! within its center, a user name, a matter's basic code). Columns that a table lacks leave what is stored as it is; a cell that is there and
//! empty empties it. So importing the same table twice changes nothing, and neither does importing an export. Cases are only added
//! (see `cases`): what becomes of one is a chain of steps, and nothing that a row could overwrite.

mod amenities;
mod cases;
mod centers;
mod divisions;
mod kind;
mod matters;
mod rooms;
mod staff;
mod table;
mod words;

pub use amenities::{AmenityRecord, amenity_headings, amenity_row, parse_amenities};
pub use cases::{
    CaseRecord, CaseWorld, EXAMPLE, MOST_CASES, PaperMatter, PaperState, case_headings, paper_day, parse_cases,
};
pub use centers::{CenterRecord, center_headings, center_row, name_amenities, parse_centers};
pub use divisions::{division_headings, division_row, parse_divisions};
pub use kind::Kind;
pub use matters::{MatterRecord, matter_headings, matter_row, parse_matters};
pub use rooms::{RoomRecord, parse_rooms, room_headings, room_row};
pub use staff::{StaffRecord, parse_staff, staff_headings, staff_rows};
pub use table::Table;

use crate::{FieldError, Problem, center::CenterId, division::DivisionCode};

/// What a table would do. Nothing may be written while there are problems.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed<T, K> {
    /// The rows without problems.
    pub rows: Vec<Row<T, K>>,
    /// Everything that is wrong, by line.
    pub problems: Vec<RowProblem>,
    /// Headings that mean nothing here; their columns are not read.
    pub ignored: Vec<String>,
}

impl<T, K> Parsed<T, K> {
    /// How many records would be new, changed and unchanged.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        self.rows
            .iter()
            .fold((0, 0, 0), |(new, changed, same), row| match row.change {
                Change::New => (new + 1, changed, same),
                Change::Changed(_) => (new, changed + 1, same),
                Change::Same(_) => (new, changed, same + 1),
            })
    }
}

/// One good row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<T, K> {
    /// Its line in the file; the headings are line 1.
    pub line: u32,
    /// What it does to what is stored.
    pub change: Change<K>,
    /// The record as it will be.
    pub value: T,
}

/// What a row does to what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<K> {
    /// Adds a record.
    New,
    /// Changes the record with this key.
    Changed(K),
    /// Says what is stored already.
    Same(K),
}

impl<K> Change<K> {
    fn of<T: PartialEq>(stored: Option<(K, &T)>, value: &T) -> Self {
        match stored {
            None => Self::New,
            Some((key, old)) if old == value => Self::Same(key),
            Some((key, _)) => Self::Changed(key),
        }
    }
}

/// Something wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RowProblem {
    /// Its line in the file; the headings are line 1.
    pub line: u32,
    /// The column's heading as it is in the file, or its proper name if the file lacks it.
    pub column: String,
    /// What is wrong; codes that would be right are named as they are stored.
    pub problem: Problem,
}

impl RowProblem {
    /// What is wrong, for a reader of English (`true`) or of Chinese, who is told the words for codes, too.
    #[must_use]
    pub fn told(&self, english: bool) -> FieldError {
        let problem = self.problem.clone();
        let problem = if english { problem } else { words::named(problem) };
        FieldError::new(self.column.clone(), problem)
    }
}

/// By what rows of rooms and staff name a center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CenterKey {
    /// The key.
    pub id: CenterId,
    /// Its division.
    pub division: DivisionCode,
    /// Its Chinese name.
    pub name: String,
}

/// Centers by their names.
struct Centers<'a>(std::collections::HashMap<&'a str, Vec<&'a CenterKey>>);

impl<'a> Centers<'a> {
    fn new(keys: &'a [CenterKey]) -> Self {
        let mut by_name = std::collections::HashMap::<_, Vec<_>>::new();
        for key in keys {
            by_name.entry(key.name.as_str()).or_default().push(key);
        }
        Self(by_name)
    }

    /// The one center of that name; the division may be left out where the name alone is enough.
    fn find(&self, name: &str, division: &str) -> Result<&'a CenterKey, FieldError> {
        let (name, division) = (name.trim(), division.trim());
        if name.is_empty() {
            return Err(FieldError::new("center", Problem::Required));
        }
        let same_name = self.0.get(name).map_or(&[][..], Vec::as_slice);
        let mut fitting = same_name
            .iter()
            .filter(|key| division.is_empty() || key.division.as_str() == division);
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => Ok(key),
            (Some(_), Some(_)) => Err(FieldError::new("division", Problem::Required)),
            (None, _) => Err(FieldError::new("center", Problem::NoSuch { what: name.to_owned() })),
        }
    }
}

#[cfg(test)]
mod tests;
