//! Excel workbooks. Read cell by cell, because a sheet of two cells can claim to be sixteen billion large.

use super::{Rows, unreadable};
use crate::setup::Failure;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx};
use model::{AppError, import::Table};
use rust_xlsxwriter::{Format, Workbook};
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// Bytes that all parts of a workbook may unpack to: a file of five megabytes can hold five thousand.
const MAX_UNPACKED: u64 = 200 * 1024 * 1024;
/// Parts of a workbook.
const MAX_PARTS: usize = 1000;
/// Widest column that is written, in characters.
const MAX_WIDTH: usize = 48;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, AppError> {
    if !unpacks_small(bytes) {
        return Err(unreadable());
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let sheets = book.sheets_metadata();
    let is_table = |s: &&calamine::Sheet| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible;
    let name = sheets
        .iter()
        .find(is_table)
        .map(|s| s.name.clone())
        .ok_or_else(unreadable)?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| unreadable())?;
    let mut rows = Rows::default();
    while let Some(cell) = cells.next_cell().map_err(|_| unreadable())? {
        let (row, column) = cell.get_position();
        rows.put(row as usize, column as usize, text(cell.get_value()))?;
    }
    Ok(rows.0)
}

/// Unpacks everything once to see how large it becomes; the sizes that the file itself states may lie.
fn unpacks_small(bytes: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return false;
    };
    if archive.len() > MAX_PARTS {
        return false;
    }
    let mut left = MAX_UNPACKED;
    (0..archive.len()).all(|part| {
        let unpacked = archive.by_index(part).map_err(io::Error::other);
        let size = unpacked.and_then(|file| io::copy(&mut file.take(left + 1), &mut io::sink()));
        size.is_ok_and(|size| {
            let fits = size <= left;
            left = left.saturating_sub(size);
            fits
        })
    })
}

/// A cell as somebody would have typed it: codes of twelve digits stay twelve digits.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => plain(text),
        DataRef::SharedString(text) => plain(text),
        DataRef::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(moment) => date(*moment),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// `2026-10-01`, `08:30`, `2026-10-01 08:30`.
fn date(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
    let days = moment.as_f64();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if days < 1.0 {
        format!("{hour:02}:{minute:02}")
    } else if days.fract() == 0.0 {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}")
    }
}

pub(super) fn write(table: &Table) -> Result<Vec<u8>, Failure> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    // Text throughout: Excel would round codes of twelve digits, and run what looks like a formula.
    let as_text = Format::new().set_num_format("@");
    let heading = as_text.clone().set_bold();
    for (row, cells) in (0..).zip(std::iter::once(&table.headings).chain(&table.rows)) {
        let format = if row == 0 { &heading } else { &as_text };
        for (column, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string_with_format(row, column, cell, format)?;
            }
        }
    }
    for column in 0..table.headings.len() {
        let cells = std::iter::once(&table.headings).chain(&table.rows);
        let widest = cells.filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
        let column = u16::try_from(column)?;
        sheet.set_column_width(column, widest.unwrap_or_default().clamp(6, MAX_WIDTH) as f64 + 2.0)?;
        sheet.set_column_format(column, &as_text)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(book.save_to_buffer()?)
}

/// Columns that a text takes on the screen: a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
