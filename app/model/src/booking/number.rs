//! The number of a booking: short enough to be said on the telephone, and a misheard character is noticed.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// Crockford's base 32 in capitals: no letter that is read as a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Seven characters say which booking, the eighth checks them.
const LEN: usize = 8;

/// Names a booking towards people: 35 bits and a check character, shown as eight characters of Crockford's base 32.
///
/// The check character is a sum over the field of 32 elements in which every place has a weight of its own, so that one wrong
/// character and two that changed places are always noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number([u8; LEN]);

/// Multiplies by the generator of the field of 32 elements (x⁵ + x² + 1).
const fn times(digit: u8) -> u8 {
    let twice = digit << 1;
    if twice & 32 == 0 { twice } else { twice ^ 0b10_0101 }
}

/// The weighted sum of digits, the last with weight one.
fn sum(digits: &[u8]) -> u8 {
    digits.iter().fold(0, |sum, digit| times(sum) ^ digit)
}

impl Number {
    /// Makes a number from any random bits; 35 of them count.
    #[must_use]
    pub fn new(random: u64) -> Self {
        let mut digits = [0; LEN];
        for (i, digit) in digits.iter_mut().take(LEN - 1).enumerate() {
            *digit = ((random >> (5 * i)) & 31) as u8;
        }
        // The last place has weight one, and adding is its own opposite: what was missing there makes the sum zero.
        digits[LEN - 1] = sum(&digits);
        Self(digits)
    }

    /// In two groups, as it is read out: `K7M3 92QX`.
    #[must_use]
    pub fn spaced(&self) -> String {
        let text = self.to_string();
        let (a, b) = text.split_at(LEN / 2);
        format!("{a} {b}")
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|digit| write!(f, "{}", char::from(ALPHABET[usize::from(*digit)])))
    }
}

/// The text is not a booking's number: not eight characters of the alphabet, or misheard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a booking's number")]
pub struct NotANumber;

/// Reads what people type: small letters, blanks and hyphens are fine, as are the letters O, I and L for the digits that
/// they look like.
impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let mut digits = [0; LEN];
        let mut count = 0;
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let digit = ALPHABET.iter().position(|a| char::from(*a) == c).ok_or(NotANumber)?;
            *digits.get_mut(count).ok_or(NotANumber)? = digit as u8;
            count += 1;
        }
        if count == LEN && sum(&digits) == 0 {
            Ok(Self(digits))
        } else {
            Err(NotANumber)
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_however_it_was_written_down() {
        let number = Number::new(0x0003_1415_9265);
        let text = number.to_string();
        assert_eq!(text.len(), 8);
        for written in [
            text.clone(),
            text.to_lowercase(),
            number.spaced(),
            format!(" {}-{} ", &text[..4], &text[4..]),
            text.replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(written.parse(), Ok(number), "{written}");
        }
        for wrong in ["", "1234567", "123456789", "UUUUUUUU", "预约预约预约预约"] {
            assert_eq!(wrong.parse::<Number>(), Err(NotANumber), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_number_survives_being_written_and_read(random: u64) {
            let number = Number::new(random);
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn one_wrong_character_is_always_noticed(random: u64, place in 0..LEN, other in 0..32_usize) {
            let mut text = Number::new(random).to_string().into_bytes();
            prop_assume!(text[place] != ALPHABET[other]);
            text[place] = ALPHABET[other];
            prop_assert_eq!(String::from_utf8(text).unwrap().parse::<Number>(), Err(NotANumber));
        }

        #[test]
        fn two_characters_that_changed_places_are_always_noticed(random: u64, a in 0..LEN, b in 0..LEN) {
            let mut text = Number::new(random).to_string().into_bytes();
            prop_assume!(text[a] != text[b]);
            text.swap(a, b);
            prop_assert_eq!(String::from_utf8(text).unwrap().parse::<Number>(), Err(NotANumber));
        }
    }
}
