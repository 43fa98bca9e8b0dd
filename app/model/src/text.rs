//! Text that people type: trimmed, bounded, free of control characters. Escaping is the job of whoever shows it.

mod mask;
mod person;

pub use mask::{mask_identity, mask_words};
pub(crate) use person::{check_own_phone, check_place_phone, narrow, whole_mobile};
pub use person::{is_mobile, last_four, mask_name, mask_phone, normal_phone, own_digits};

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
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The name for a reader of English (`true`) or Chinese; Chinese where there is no English.
    #[must_use]
    pub fn get(&self, english: bool) -> &str {
        if english && !self.en.is_empty() {
            &self.en
        } else {
            &self.zh
        }
    }
}

/// Trims `text` and checks it against a length of `max` characters; `required` refuses emptiness.
/// Line breaks and tabs pass, other control characters do not. A line break is one character, as it is where it is typed: on the way
/// a browser may make two of it.
///
/// # Errors
/// The first problem found, under `field`.
pub fn clean(field: &str, text: &str, required: bool, max: u32) -> Result<String, FieldError> {
    let text = text.trim();
    let problem = if required && text.is_empty() {
        Problem::Required
    } else if text.chars().count() - text.matches("\r\n").count() > max as usize {
        Problem::TooLong { max }
    } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        Problem::Characters
    } else {
        return Ok(text.to_owned());
    };
    Err(FieldError::new(field, problem))
}

/// Checks a Chinese and an English name, the one required.
pub(crate) fn clean_names(problems: &mut Problems, zh: &str, en: &str) -> Names {
    Names {
        zh: problems.take(clean("name", zh, true, 60)),
        en: problems.take(clean("name_en", en, false, 120)),
    }
}

/// Checks a telephone number: 3 to 20 digits among blanks, `+ - ( )` (also full-width) and an extension marked `转` or
/// `ext`. Empty passes: not every center has one.
///
/// # Errors
/// [`Problem::Phone`] under `field`.
pub fn check_phone(field: &str, text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let bare = text.replace("ext.", "").replace("ext", "");
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')' | '（' | '）' | '转');
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    if text.is_empty() || (bare.chars().all(allowed) && (3..=20).contains(&digits) && bare.chars().count() <= 40) {
        Ok(text.to_owned())
    } else {
        Err(FieldError::new(field, Problem::Phone))
    }
}

/// What a `tel:` link dials: the digits, a leading `+`, and an extension after a pause (`,`).
#[must_use]
pub fn dial(phone: &str) -> String {
    let digits = |text: &str| -> String { text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect() };
    match phone.split_once('转').or_else(|| phone.split_once("ext")) {
        Some((number, extension)) => format!("{},{}", digits(number), digits(extension)),
        None => digits(phone),
    }
}

/// Checks a short code, `[a-z0-9_]`, 1 to `max` characters.
pub(crate) fn clean_code(field: &str, text: &str, max: u32) -> Result<String, FieldError> {
    let code = clean(field, text, true, max)?;
    if code
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    {
        Ok(code)
    } else {
        Err(FieldError::new(
            field,
            Problem::Unknown {
                allowed: "a-z 0-9 _".to_owned(),
            },
        ))
    }
}

/// Reads a whole number from `min` to `max`; empty is 0.
pub(crate) fn whole_number(field: &str, text: &str, min: i64, max: i64) -> Result<i64, FieldError> {
    let text = text.trim();
    let number = if text.is_empty() { Ok(0) } else { text.parse::<i64>() };
    match number {
        Ok(n) if (min..=max).contains(&n) => Ok(n),
        Ok(_) => Err(FieldError::new(
            field,
            Problem::OutOfRange {
                min: min.to_string(),
                max: max.to_string(),
            },
        )),
        // A spreadsheet gives 12 as 12.0 now and then; anything else is not a whole number.
        Err(_) => match text.strip_suffix(".0") {
            Some(whole) => whole_number(field, whole, min, max),
            None => Err(FieldError::new(field, Problem::NotANumber)),
        },
    }
}

/// Reads one of a list of codes; the refusal names them all.
pub(crate) fn one_of<T: Copy>(
    field: &str,
    text: &str,
    all: &[T],
    code: impl Fn(T) -> &'static str,
) -> Result<T, FieldError> {
    let text = text.trim();
    all.iter().copied().find(|value| code(*value) == text).ok_or_else(|| {
        let allowed = all.iter().map(|value| code(*value)).collect::<Vec<_>>().join(", ");
        FieldError::new(
            field,
            if text.is_empty() {
                Problem::Required
            } else {
                Problem::Unknown { allowed }
            },
        )
    })
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

    /// The value, or none after noting the problem; for types that have no default.
    pub fn note<T>(&mut self, result: Result<T, FieldError>) -> Option<T> {
        result.map_err(|e| self.0.push(e)).ok()
    }

    /// `value` if nothing was noted.
    ///
    /// # Errors
    /// Everything that was noted.
    pub fn finish<T>(self, value: T) -> Result<T, crate::AppError> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(crate::AppError::Invalid { fields: self.0 })
        }
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
        assert_eq!(
            clean("name", "东风村村", true, 3),
            Err(FieldError::new("name", Problem::TooLong { max: 3 }))
        );
        assert_eq!(
            clean("name", " \n ", true, 3),
            Err(FieldError::new("name", Problem::Required))
        );
    }

    #[test]
    fn control_characters_are_refused_but_markup_is_only_text() {
        assert_eq!(
            clean("name", "a\u{0}b", true, 9),
            Err(FieldError::new("name", Problem::Characters))
        );
        assert_eq!(
            clean("name", "</textarea><script>", true, 99),
            Ok("</textarea><script>".to_owned())
        );
    }

    #[test]
    fn a_telephone_dials_digits_and_waits_before_an_extension() {
        assert_eq!(dial("（0482）612-2345转802"), "04826122345,802");
        assert_eq!(dial("6122345 ext. 12"), "6122345,12");
        assert_eq!(dial("+86 138 0000 1234"), "+8613800001234");
    }

    #[test]
    fn telephone_numbers_of_all_sorts_pass_and_words_do_not() {
        for phone in [
            "",
            "110",
            "0482-6122345",
            "+86 138 0000 1234",
            "（0482）6122345转802",
            "6122345 ext. 12",
        ] {
            assert!(check_phone("phone", phone).is_ok(), "{phone}");
        }
        for phone in ["12", "call me", "1".repeat(21).as_str(), "0482<script>", "１２３４５６"] {
            assert_eq!(
                check_phone("phone", phone),
                Err(FieldError::new("phone", Problem::Phone)),
                "{phone}"
            );
        }
    }
}
