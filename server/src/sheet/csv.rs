//! Comma-separated text, as Excel, WPS and others write it in China: any of three separators, any of four encodings.

use super::{Rows, unreadable};
use crate::setup::Failure;
use csv::{ReaderBuilder, Terminator, WriterBuilder};
use encoding_rs::{Encoding, GB18030, UTF_8};
use model::{AppError, import::Table};

/// Separators that are looked for; the first wins where none is more frequent.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// What makes a spreadsheet program take a cell for a formula, and the apostrophe that keeps it from it.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>, AppError> {
    let mut text = decode(bytes).ok_or_else(unreadable)?;
    // Lines are counted by their ends.
    text.push('\n');
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let (mut rows, mut row) = (Rows::default(), 0);
    let mut record = csv::StringRecord::new();
    loop {
        let before = reader.position().line();
        if !reader.read_record(&mut record).map_err(|_| unreadable())? {
            return Ok(rows.0);
        }
        // The reader passes over blank lines, but the person counts them: every line that was read and is not inside a
        // quoted cell is a row of the spreadsheet.
        let read = reader.position().line().saturating_sub(before) as usize;
        let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        row += read.saturating_sub(inside + 1);
        for (column, cell) in record.iter().enumerate() {
            rows.put(row, column, unescaped(cell).to_owned())?;
        }
        row += 1;
    }
}

/// The text without its byte order mark and with plain line ends; none if these bytes are no text, or a web page.
fn decode(bytes: &[u8]) -> Option<String> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        // Excel and WPS in Chinese save so.
        None => GB18030,
    };
    let (text, _, malformed) = encoding.decode(bytes);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let start: String = text
        .trim_start()
        .chars()
        .take(14)
        .collect::<String>()
        .to_ascii_lowercase();
    let markup = ["<!doctype", "<html", "<?xml", "<script", "%pdf-"]
        .iter()
        .any(|mark| start.starts_with(mark));
    let strange = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    (!malformed && !markup && !strange).then_some(text)
}

/// The separator that is most frequent in the headings, outside of quotes.
fn separator(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [0; SEPARATORS.len()];
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(i) = SEPARATORS.iter().position(|s| *s == byte) {
                    counts[i] += 1;
                }
            }
        }
    }
    let best = (0..SEPARATORS.len())
        .rev()
        .max_by_key(|i| counts[*i])
        .unwrap_or_default();
    SEPARATORS[best]
}

pub(super) fn write(table: &Table) -> Result<Vec<u8>, Failure> {
    let mut writer = WriterBuilder::new()
        .flexible(true)
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for row in std::iter::once(&table.headings).chain(&table.rows) {
        writer.write_record(row.iter().map(|cell| escaped(cell)))?;
    }
    Ok(writer.into_inner().map_err(|e| e.to_string())?)
}

/// A cell that no spreadsheet program runs as a formula. [`unescaped`] undoes it, for every text.
pub(super) fn escaped(cell: &str) -> String {
    if cell.starts_with(FORMULA_STARTS) && !is_number(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn unescaped(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA_STARTS) => rest,
        _ => cell,
    }
}

/// A plain number, or a telephone number with its country: `-12.5`, `+86 482 6120000`.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let dots = digits.matches('.').count();
    let plain = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ' '));
    plain && dots <= 1 && digits.starts_with(|c: char| c.is_ascii_digit())
}
