//! Which service a link is about: enough to find it, nothing about the person. The server puts a seal behind it, so that nobody
//! makes links up.

use crate::{booking::BookingId, case::CaseId, id::Id};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A service that somebody can be asked about by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A booking.
    Booking(BookingId),
    /// A case.
    Case(CaseId),
}

impl About {
    /// The word in the database: `booking:<key>`.
    #[must_use]
    pub fn subject(self) -> String {
        match self {
            Self::Booking(id) => format!("booking:{}", id.as_i64()),
            Self::Case(id) => format!("case:{}", id.as_i64()),
        }
    }

    /// Reads [`Self::subject`]; none for a visit, which has no link.
    #[must_use]
    pub fn from_subject(subject: &str) -> Option<Self> {
        let (kind, key) = subject.split_once(':')?;
        let key = key.parse().ok()?;
        match kind {
            "booking" => Some(Self::Booking(Id::from_i64(key))),
            "case" => Some(Self::Case(Id::from_i64(key))),
            _ => None,
        }
    }
}

/// A service and the how-manieth time one is asked: 0 at its end, 1 after what was bad was put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which service.
    pub about: About,
    /// Which round, 0 to 9.
    pub round: u8,
}

impl Link {
    /// The first time.
    #[must_use]
    pub const fn first(about: About) -> Self {
        Self { about, round: 0 }
    }
}

/// `b<key><round>`
impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.about {
            About::Booking(id) => write!(f, "b{id}{}", self.round),
            About::Case(id) => write!(f, "c{id}{}", self.round),
        }
    }
}

/// The text names no service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a link of an evaluation")]
pub struct NotALink;

impl FromStr for Link {
    type Err = NotALink;

    fn from_str(text: &str) -> Result<Self, NotALink> {
        if text.len() != 15 || !text.is_ascii() {
            return Err(NotALink);
        }
        let (kind, rest) = text.split_at(1);
        let (key, round) = rest.split_at(13);
        let round = round.parse().map_err(|_| NotALink)?;
        let about = match kind {
            "b" => About::Booking(key.parse().map_err(|_| NotALink)?),
            "c" => About::Case(key.parse().map_err(|_| NotALink)?),
            _ => return Err(NotALink),
        };
        Ok(Self { about, round })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_read_as_it_was_written() {
        for about in [About::Booking(Id::from_i64(7)), About::Case(Id::from_i64(i64::MAX))] {
            for round in [0, 9] {
                let link = Link { about, round };
                assert_eq!(link.to_string().parse(), Ok(link));
            }
            assert_eq!(About::from_subject(&about.subject()), Some(about));
        }
    }

    #[test]
    fn garbage_is_no_link() {
        for text in [
            "",
            "b",
            "b00000000000000x",
            "x00000000000000",
            "b0000000000000é",
            "b0000000000000+",
        ] {
            assert_eq!(text.parse::<Link>(), Err(NotALink), "{text}");
        }
        assert_eq!(About::from_subject("visit:1:2026-09-21:x"), None);
    }
}
