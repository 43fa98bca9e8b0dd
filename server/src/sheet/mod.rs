//! Spreadsheet files: bytes to a [`Table`] of text and back. What its rows mean is `model::import`'s business.

mod csv;
#[cfg(test)]
mod tests;
mod xlsx;

use crate::setup::Failure;
use model::{AppError, Problem, import::Table};

/// Bytes of the largest file that is read.
pub(crate) const MAX_BYTES: usize = MAX_MB as usize * 1024 * 1024;
/// The same in megabytes, for people.
const MAX_MB: u32 = 5;
/// Rows that are read, without the headings.
const MAX_ROWS: u32 = 50_000;
/// Columns that are read.
const MAX_COLUMNS: u32 = 60;

/// A kind of file that is written. Which kind is read is seen from its content, never from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// UTF-8 with a byte order mark, so that Excel reads it as such.
    Csv,
    /// An Excel workbook of one sheet.
    Xlsx,
}

impl Format {
    /// By the end of a file's name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The media type.
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The table as a file of this kind.
    pub(crate) fn write(self, table: &Table) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Csv => csv::write(table),
            Self::Xlsx => xlsx::write(table),
        }
    }
}

/// A cell of a file of comma-separated text that no spreadsheet program runs as a formula: the one place that says how.
pub(crate) fn no_formula(cell: &str) -> String {
    csv::escaped(cell)
}

/// Reads a file, whatever it is called. It may come from anybody: nothing in it makes this slow, large or fail otherwise
/// than by an [`AppError`] under the field `file`.
///
/// # Errors
/// [`Problem::FileTooLarge`], [`Problem::FileKind`], [`Problem::TableTooLarge`], [`Problem::Required`] when it is empty.
pub(crate) fn read(bytes: &[u8]) -> Result<Table, AppError> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large());
    }
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        xlsx::read(bytes)?
    } else {
        csv::read(bytes)?
    };
    let mut rows = rows.into_iter();
    let headings = rows.next().unwrap_or_default();
    let rows: Vec<_> = rows.collect();
    if headings.is_empty() && rows.is_empty() {
        return Err(AppError::field("file", Problem::Required));
    }
    Ok(Table { headings, rows })
}

/// [`read`] on the threads for slow work; should a file make a library panic, it is a file that cannot be read.
///
/// # Errors
/// As [`read`].
pub(crate) async fn read_apart(bytes: Vec<u8>) -> Result<Table, AppError> {
    tokio::task::spawn_blocking(move || read(&bytes))
        .await
        .unwrap_or_else(|_| Err(unreadable()))
}

/// The file as a whole is too large.
pub(crate) fn too_large() -> AppError {
    AppError::field("file", Problem::FileTooLarge { max_mb: MAX_MB })
}

fn unreadable() -> AppError {
    let allowed = "CSV, XLSX".to_owned();
    AppError::field("file", Problem::FileKind { allowed })
}

/// Rows as they are read: bounded, and without the blank ends that spreadsheets are full of.
#[derive(Default)]
struct Rows(Vec<Vec<String>>);

impl Rows {
    /// Puts a cell where it belongs; both count from 0.
    fn put(&mut self, row: usize, column: usize, text: String) -> Result<(), AppError> {
        if text.is_empty() {
            return Ok(());
        }
        if row > MAX_ROWS as usize || column >= MAX_COLUMNS as usize {
            let (rows, columns) = (MAX_ROWS, MAX_COLUMNS);
            return Err(AppError::field("file", Problem::TableTooLarge { rows, columns }));
        }
        if self.0.len() <= row {
            self.0.resize_with(row + 1, Vec::new);
        }
        if let Some(cells) = self.0.get_mut(row) {
            if cells.len() <= column {
                cells.resize_with(column + 1, String::new);
            }
            cells[column] = text;
        }
        Ok(())
    }
}
