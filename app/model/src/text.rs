//! Text that people type: trimmed, bounded, free of control characters. Escaping is the job of whoever shows it.

use crate::{FieldError, Problem};
use serde::{Deserialize, Serialize};

/// A name in Chinese and, where there is one, in English.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    /// 中文名, always there.
    pub zh: String,
    /// English name; empty where there is none.
    #[serde(default)]
    pub en: String,
}

impl Names {
    /// Both names.
    #[must_use]
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The name for a reader of English (`true`) or Chinese; Chinese where there is no English.
    #[must_use]
    pub fn get(&self, english: bool) -> &str {
        if english && !self.en.is_empty() { &self.en } else { &self.zh }
    }
}

/// Trims `text` and checks it against a length of `max` characters; `required` refuses emptiness.
/// Line breaks and tabs pass, other control characters do not.
///
/// # Errors
/// The first problem found, under `field`.
pub fn clean(field: &str, text: &str, required: bool, max: u32) -> Result<String, FieldError> {
    let text = text.trim();
    let problem = if required && text.is_empty() {
        Problem::Required
    } else if text.chars().count() > max as usize {
        Problem::TooLong { max }
    } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        Problem::Characters
    } else {
        return Ok(text.to_owned());
    };
    Err(FieldError::new(field, problem))
}

/// Collects problems while values are read, so that a form reports all of them at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldError>);

impl Problems {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes one problem.
    pub fn add(&mut self, field: impl Into<String>, problem: Problem) {
        self.0.push(FieldError::new(field, problem));
    }

    /// The value, or its default after noting the problem.
    pub fn take<T: Default>(&mut self, result: Result<T, FieldError>) -> T {
        result.unwrap_or_else(|e| {
            self.0.push(e);
            T::default()
        })
    }

    /// `value` if nothing was noted.
    ///
    /// # Errors
    /// Everything that was noted.
    pub fn finish<T>(self, value: T) -> Result<T, crate::AppError> {
        if self.0.is_empty() { Ok(value) } else { Err(crate::AppError::Invalid { fields: self.0 }) }
    }

    /// Everything noted so far.
    #[must_use]
    pub fn into_vec(self) -> Vec<FieldError> {
        self.0
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_and_bounded_by_characters_not_bytes() {
        assert_eq!(clean("name", "  东风村 ", true, 3), Ok("东风村".to_owned()));
        assert_eq!(clean("name", "东风村村", true, 3), Err(FieldError::new("name", Problem::TooLong { max: 3 })));
        assert_eq!(clean("name", " \n ", true, 3), Err(FieldError::new("name", Problem::Required)));
    }

    #[test]
    fn control_characters_are_refused_but_markup_is_only_text() {
        assert_eq!(clean("name", "a\u{0}b", true, 9), Err(FieldError::new("name", Problem::Characters)));
        assert_eq!(clean("name", "</textarea><script>", true, 99), Ok("</textarea><script>".to_owned()));
    }
}
