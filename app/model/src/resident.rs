//! Residents who sign in: a phone number and a one-time code, or a slip from the counter.

use crate::{
    AppError, FieldError, Problem,
    id::Id,
    text::{Problems, is_mobile, mask_phone, narrow, normal_phone},
};
use serde::{Deserialize, Serialize};

/// Names a resident.
pub type ResidentId = Id<Resident>;

/// Digits of a code.
pub const CODE_DIGITS: usize = 6;
/// Seconds that a code can be used.
pub const CODE_SECONDS: i64 = 300;
/// Tries that a code has.
pub const CODE_TRIES: i64 = 5;
/// Seconds between two codes for one phone.
pub const CODE_PAUSE_SECONDS: i64 = 60;
/// Codes for one phone within [`CODE_DAY_SECONDS`]: five tries a minute, day and night, would find one.
pub const CODES_A_DAY: i64 = 10;
/// Seconds in which [`CODES_A_DAY`] are counted.
pub const CODE_DAY_SECONDS: i64 = 24 * 3600;
/// Seconds that a slip from the counter can be used, once.
pub const SLIP_SECONDS: i64 = 15 * 60;
/// Seconds that somebody whom a slip has signed in stays so where staff only typed the phone, and nobody has shown that it is theirs.
pub const SLIP_SESSION_SECONDS: i64 = 24 * 3600;
/// Slips that one staff member makes within an hour at most.
pub const SLIPS_AN_HOUR: i64 = 30;
/// Seconds without a visit after which a resident's session ends.
pub const SESSION_SECONDS: i64 = 180 * 24 * 3600;

/// Somebody who books: the least that is needed for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resident {
    /// The key.
    pub id: ResidentId,
    /// As [`normal_phone`] writes it; empty once erased.
    pub phone: String,
    /// What they call themselves; may be empty.
    pub name: String,
}

/// The resident as their own pages show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The key: what is kept on a device for them is kept under it.
    pub id: ResidentId,
    /// What they call themselves; empty until they have said it.
    pub name: String,
    /// Their phone, masked: enough to know which of one's own it is.
    pub phone: String,
    /// They have shown that the phone is theirs, or staff have checked it.
    pub proven: bool,
}

impl SignedIn {
    /// What their own pages show of a resident.
    #[must_use]
    pub fn of(resident: &Resident, proven: bool) -> Self {
        Self {
            id: resident.id,
            name: resident.name.clone(),
            phone: mask_phone(&resident.phone),
            proven,
        }
    }
}

/// A code of six digits from any random number.
#[must_use]
pub fn code(random: u64) -> String {
    format!("{:06}", random % 1_000_000)
}

/// What the form for signing in sends: first the phone, then also the code.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInInput {
    /// A mobile phone's number.
    pub phone: String,
    /// The code that came; empty as long as none was asked for.
    pub code: String,
}

impl SignInInput {
    /// The phone, to which a code is to be sent.
    ///
    /// # Errors
    /// Not a mobile phone's number, under `phone`.
    pub fn check_phone(&self) -> Result<String, AppError> {
        let mut problems = Problems::new();
        let phone = problems.take(self.phone());
        problems.finish(phone)
    }

    /// The phone and the code.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<(String, String), AppError> {
        let mut problems = Problems::new();
        let phone = problems.take(self.phone());
        let code = problems.take(self.code());
        problems.finish((phone, code))
    }

    fn phone(&self) -> Result<String, FieldError> {
        if self.phone.trim().is_empty() {
            return Err(FieldError::new("phone", Problem::Required));
        }
        // No message reaches a landline.
        let phone = normal_phone("phone", &self.phone).ok();
        phone
            .filter(|phone| is_mobile(phone))
            .ok_or_else(|| FieldError::new("phone", Problem::Mobile))
    }

    fn code(&self) -> Result<String, FieldError> {
        let digits: String = self.code.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
        if digits.is_empty() {
            Err(FieldError::new("code", Problem::Required))
        } else if digits.len() != CODE_DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
            let count = CODE_DIGITS as u32;
            Err(FieldError::new("code", Problem::Digits { count }))
        } else {
            Ok(digits)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_and_a_code_are_read_however_they_are_typed() {
        let input = |phone: &str, code: &str| SignInInput {
            phone: phone.into(),
            code: code.into(),
        };
        assert_eq!(
            input(" 138 0000 1234 ", "０12 345").check(),
            Ok(("13800001234".into(), "012345".into()))
        );
        assert_eq!(input("13800001234", "").check_phone(), Ok("13800001234".into()));
        for (code, problem) in [
            ("", Problem::Required),
            ("12345", Problem::Digits { count: 6 }),
            ("1234567", Problem::Digits { count: 6 }),
            ("12345a", Problem::Digits { count: 6 }),
        ] {
            assert_eq!(
                input("13800001234", code).check(),
                Err(AppError::field("code", problem))
            );
        }
        // What is asked for is a mobile number, and a refusal asks for nothing else.
        for phone in ["0482-6122345", "1380000123", "call me"] {
            assert_eq!(
                input(phone, "").check_phone(),
                Err(AppError::field("phone", Problem::Mobile)),
                "{phone}"
            );
        }
    }

    #[test]
    fn a_code_has_six_digits_whatever_the_dice_say() {
        for random in [0, 7, 999_999, 1_000_000, u64::MAX] {
            assert_eq!(code(random).len(), CODE_DIGITS);
        }
    }
}
