//! Identifiers: 64-bit, ordered by time, made by the application (never by a database sequence), so that a retry carries
//! the same identifier and several servers never hand out the same one.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, marker::PhantomData, str::FromStr};

/// Crockford's base 32: no letter that is read as a digit, so an identifier survives being said on the telephone.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 13 characters of 5 bits hold 64 bits.
const LEN: usize = 13;
/// Bits of randomness below the millisecond.
const RANDOM_BITS: u32 = 21;

/// An identifier of a `T`. The type parameter keeps a room's identifier from being passed where a center's is meant.
///
/// Shown (in addresses and JSON) as 13 characters of Crockford base 32; stored as a `BIGINT`.
pub struct Id<T>(i64, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// Makes an identifier from the time in milliseconds since 1970 and any random number.
    ///
    /// 42 bits of time (until the year 2109) above 21 bits of randomness; the sign bit stays clear.
    #[must_use]
    pub fn new(unix_millis: i64, random: u64) -> Self {
        let time = (unix_millis.max(0) as u64) & ((1 << 42) - 1);
        let noise = random & ((1 << RANDOM_BITS) - 1);
        Self::from_i64(((time << RANDOM_BITS) | noise) as i64)
    }

    /// The identifier a database row holds.
    #[must_use]
    pub const fn from_i64(raw: i64) -> Self {
        Self(raw, PhantomData)
    }

    /// What a database row holds.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw = self.0 as u64;
        for i in (0..LEN).rev() {
            let digit = (raw >> (5 * i)) & 31;
            write!(f, "{}", char::from(ALPHABET[digit as usize]))?;
        }
        Ok(())
    }
}

/// The text is not an identifier: not 13 characters of the alphabet, or out of range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

impl<T> FromStr for Id<T> {
    type Err = NotAnId;

    fn from_str(s: &str) -> Result<Self, NotAnId> {
        if s.len() != LEN {
            return Err(NotAnId);
        }
        let mut raw: u64 = 0;
        for (i, byte) in s.bytes().enumerate() {
            let lower = byte.to_ascii_lowercase();
            let digit = ALPHABET.iter().position(|a| *a == lower).ok_or(NotAnId)?;
            if i == 0 && digit > 7 {
                return Err(NotAnId);
            }
            raw = (raw << 5) | digit as u64;
        }
        Ok(Self::from_i64(raw as i64))
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_survives_being_written_and_read() {
        for raw in [0, 1, 31, 32, 1_700_000_000_000_i64 << 20, i64::MAX] {
            let id = Id::<()>::from_i64(raw);
            assert_eq!(id.to_string().parse::<Id<()>>(), Ok(id));
        }
    }

    #[test]
    fn a_later_identifier_sorts_after_an_earlier_one() {
        assert!(Id::<()>::new(1_000, u64::MAX) < Id::<()>::new(1_001, 0));
        assert!(Id::<()>::new(1_000, u64::MAX).to_string() < Id::<()>::new(1_001, 0).to_string());
    }

    #[test]
    fn garbage_is_not_an_identifier() {
        for text in [
            "",
            "1",
            "zzzzzzzzzzzzz",
            "0000000000il0",
            "<script>alert",
            "０００００００００００００",
        ] {
            assert_eq!(text.parse::<Id<()>>(), Err(NotAnId), "{text}");
        }
    }
}
