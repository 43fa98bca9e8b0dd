//! Names and telephone numbers of persons: one form to store them in, and a mask for those who need not know them.

use super::check_phone;
use crate::{FieldError, Problem};

/// A telephone number as it is stored for a person, so that one phone is one text however it was typed: a mainland mobile
/// number as 11 digits, a landline as its digits with `转` before an extension.
///
/// # Errors
/// [`Problem::Phone`] under `field`; also for an empty text.
pub fn normal_phone(field: &str, text: &str) -> Result<String, FieldError> {
    let refused = || FieldError::new(field, Problem::Phone);
    let text: String = text.chars().map(narrow).collect();
    let text = check_phone(field, &text.replace('　', " ").replace('－', "-").replace('＋', "+"))?;
    let text = text.replace("ext.", "转").replace("ext", "转");
    let (number, extension) = text.split_once('转').unwrap_or((&text, ""));
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (mut number, international) = (digits(number), number.trim().starts_with('+'));
    let extension = digits(extension);
    for prefix in ["0086", "86"] {
        let bare = number.strip_prefix(prefix).unwrap_or_default();
        if is_mobile(bare) || (bare.len() >= 9 && (international || prefix == "0086")) {
            // A landline's area loses its zero abroad.
            number = if is_mobile(bare) {
                bare.to_owned()
            } else {
                format!("0{bare}")
            };
            break;
        }
    }
    if number.len() < 7 {
        Err(refused())
    } else if extension.is_empty() {
        Ok(number)
    } else {
        Ok(format!("{number}转{extension}"))
    }
}

/// Checks the telephone number of somebody who may have none: as [`normal_phone`] does, and a mobile number has all its digits. It stays
/// written as it was typed.
///
/// # Errors
/// [`Problem::Phone`] under `field`, [`Problem::Mobile`] where a mobile number lacks a digit or has one too many.
pub(crate) fn check_own_phone(field: &str, text: &str) -> Result<String, FieldError> {
    let text = check_phone(field, text)?;
    if !text.is_empty() {
        whole_mobile(field, normal_phone(field, &text)?)?;
    }
    Ok(text)
}

/// Checks the telephone number of a place: empty where it has none, a mobile number, a landline with its area or without, or one of the
/// short numbers of services: three or five digits from 1 on (110, 12345), five or six from 9 on (95598, 962121).
///
/// # Errors
/// Those of [`check_own_phone`].
pub(crate) fn check_place_phone(field: &str, text: &str) -> Result<String, FieldError> {
    let text = check_phone(field, text)?;
    match (
        own_digits(&text).as_bytes(),
        text.contains('转') || text.contains("ext"),
    ) {
        ([b'1', _, _] | [b'1' | b'9', _, _, _, _] | [b'9', _, _, _, _, _], false) => Ok(text),
        _ => check_own_phone(field, &text),
    }
}

/// A mobile number that lacks a digit, or has one too many, calls somebody else.
pub(crate) fn whole_mobile(field: &str, phone: String) -> Result<String, FieldError> {
    if phone.starts_with('1') && !is_mobile(&phone) {
        return Err(FieldError::new(field, Problem::Mobile));
    }
    Ok(phone)
}

/// Whether it is a mainland mobile number: 11 digits from 13 to 19.
#[must_use]
pub fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    matches!(bytes, [b'1', b'3'..=b'9', ..]) && bytes.len() == 11 && bytes.iter().all(u8::is_ascii_digit)
}

/// A telephone number for those who need not know it: `138****5678`; of a short one, only its last two digits.
#[must_use]
pub fn mask_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.chars().collect();
    let text = |range: &[char]| range.iter().collect::<String>();
    match chars.len() {
        0 => String::new(),
        n if n >= 11 => format!("{}****{}", text(&chars[..3]), text(&chars[n - 4..])),
        n => format!("****{}", text(&chars[n.saturating_sub(2)..])),
    }
}

/// A name for those who need not know it: `王*`.
#[must_use]
pub fn mask_name(name: &str) -> String {
    name.chars().next().map(|first| format!("{first}*")).unwrap_or_default()
}

/// A full-width digit as a plain one.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        other => other,
    }
}

/// The digits of a telephone number, as a person types them or it is stored, without those of an extension: people know the end of the
/// number that is printed, not of what is dialled behind it.
#[must_use]
pub fn own_digits(text: &str) -> String {
    let text: String = text.chars().map(narrow).collect();
    let number = text.split('转').next().unwrap_or_default();
    number.chars().filter(char::is_ascii_digit).collect()
}

/// The last four of some digits; all where there are fewer.
#[must_use]
pub fn last_four(digits: &str) -> &str {
    digits.get(digits.len().saturating_sub(4)..).unwrap_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_number_is_what_is_printed_of_it() {
        for (phone, end) in [
            ("13800001234", "1234"),
            ("１３８ ００００ １２３４", "1234"),
            ("04821234567转801", "4567"),
            ("801", "801"),
            ("", ""),
        ] {
            assert_eq!(last_four(&own_digits(phone)), end, "{phone}");
        }
    }

    #[test]
    fn one_phone_is_one_text_however_it_was_typed() {
        for typed in [
            "13800001234",
            "138 0000 1234",
            "+86 138-0000-1234",
            "008613800001234",
            "１３８００００１２３４",
        ] {
            assert_eq!(normal_phone("phone", typed).as_deref(), Ok("13800001234"), "{typed}");
        }
        for typed in ["0482-6122345", "（0482）6122345", "+86 482 6122345"] {
            assert_eq!(normal_phone("phone", typed).as_deref(), Ok("04826122345"), "{typed}");
        }
        assert_eq!(normal_phone("phone", "6122345 ext. 12").as_deref(), Ok("6122345转12"));
        for wrong in ["", "110", "call me", "转12"] {
            assert_eq!(
                normal_phone("phone", wrong),
                Err(FieldError::new("phone", Problem::Phone)),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_person_has_a_whole_number_or_none() {
        for typed in ["", "13800001234", "+86 138 0000 1234", "0482-6122345", "6122345转12"] {
            assert_eq!(check_own_phone("phone", typed).as_deref(), Ok(typed), "{typed}");
        }
        for wrong in ["13800", "110", "12345", "call me"] {
            let refused = FieldError::new("phone", Problem::Phone);
            assert_eq!(check_own_phone("phone", wrong), Err(refused), "{wrong}");
        }
        for wrong in ["1380000123", "138000012345"] {
            let refused = FieldError::new("phone", Problem::Mobile);
            assert_eq!(check_own_phone("phone", wrong), Err(refused), "{wrong}");
        }
    }

    #[test]
    fn a_place_may_have_the_short_number_of_a_service() {
        for typed in [
            "",
            "110",
            "12345",
            "95598",
            "962121",
            "0482-6122345",
            "6122345",
            "400-810-1234",
            "13800001234",
        ] {
            assert_eq!(check_place_phone("phone", typed).as_deref(), Ok(typed), "{typed}");
        }
        for wrong in ["999", "1234", "1380", "99999转1", "612234"] {
            let refused = FieldError::new("phone", Problem::Phone);
            assert_eq!(check_place_phone("phone", wrong), Err(refused), "{wrong}");
        }
    }

    #[test]
    fn a_mask_tells_the_owner_and_nobody_else() {
        assert_eq!(mask_phone("13812345678"), "138****5678");
        assert_eq!(mask_phone("6122345"), "****45");
        assert_eq!((mask_phone(""), mask_name("")), (String::new(), String::new()));
        assert_eq!((mask_name("王芳"), mask_name("欧阳小明")), ("王*".into(), "欧*".into()));
    }
}
