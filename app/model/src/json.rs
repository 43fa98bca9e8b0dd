//! Reads JSON in the browser: what our own server has written, for a fraction of the code that a reader for everybody's JSON takes.
//!
//! It knows one mistake, that a text is not what was expected, and neither place nor words for it: those are for who writes JSON by
//! hand, and would bring the printing of floating point numbers into the first download. The server reads what it is sent with
//! `serde_json`, which limits how deep it nests; do not use this there.

mod key;
mod reader;
mod value;

use reader::Reader;
pub use reader::Unreadable;
use serde::de::DeserializeOwned;

/// The value that `text` says.
///
/// # Errors
///
/// When `text` is not JSON, or not of a `T`.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let mut reader = Reader::new(text);
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

#[cfg(test)]
mod tests;
