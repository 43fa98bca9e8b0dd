//! The rules that refuse, each with what would satisfy it: the words for them are in `app/locales`.

use super::{Limited, Span, State, Why};
use crate::{date, hours::LocalMinute};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The beginning or the end of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// Where it begins.
    Start,
    /// Where it ends.
    End,
}

/// A rule that refuses, and what would satisfy it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The room is not booked; one simply comes.
    NotBookable,
    /// Booked as a whole only.
    WholeOnly,
    /// Booked by the seat only.
    SeatsOnly,
    /// More seats than it has, or none.
    Seats {
        /// The most that can be asked for.
        max: u32,
    },
    /// Shorter than the shortest stay.
    TooShort {
        /// The shortest, in minutes.
        min: u16,
    },
    /// Longer than the longest stay.
    TooLong {
        /// The longest, in minutes.
        max: u16,
    },
    /// Between two steps.
    NotOnStep {
        /// Which end of the request.
        edge: Edge,
        /// Minutes of a step.
        step: u16,
        /// The nearest possible minute before.
        before: Option<u16>,
        /// The nearest possible minute after.
        after: Option<u16>,
    },
    /// Not wholly within the hours of that day.
    OutsideHours {
        /// The hours that can be booked.
        open: Vec<Span>,
    },
    /// Closed all day.
    Closed {
        /// Why.
        why: Why,
        /// The next open day, if one is near.
        #[serde(with = "date::or_none")]
        reopens: Option<Date>,
    },
    /// It begins in the past.
    Past {
        /// The earliest moment that could be booked now.
        earliest: LocalMinute,
    },
    /// It begins too soon.
    LeadTime {
        /// The earliest moment that could be booked now.
        earliest: LocalMinute,
    },
    /// It is too far ahead.
    TooFar {
        /// The last day that can be booked today.
        #[serde(with = "date::or_none")]
        last_day: Option<Date>,
        /// The first day on which the wanted day can be booked.
        #[serde(with = "date::or_none")]
        bookable_from: Option<Date>,
    },
    /// The person has as many bookings on that day as allowed.
    QuotaDay {
        /// How many.
        limit: u32,
    },
    /// The person has as many bookings in that week as allowed.
    QuotaWeek {
        /// How many.
        limit: u32,
        /// The Monday on which the next week begins.
        #[serde(with = "date::or_none")]
        next_week: Option<Date>,
    },
    /// The person did not come too often, and books for the same day only.
    NoShows {
        /// How often, and until when.
        limited: Limited,
    },
    /// Too few or too many people.
    Party {
        /// The fewest.
        min: u32,
        /// The most: what the room holds, or one a seat.
        max: u32,
    },
    /// Minors come only with an adult.
    Adult,
    /// Too late to change or cancel it.
    CutOff {
        /// Until when it was possible.
        until: LocalMinute,
    },
    /// Too early to check in.
    CheckInFrom {
        /// From when it is possible.
        from: LocalMinute,
    },
    /// Too late to check in.
    CheckInOver,
    /// Too late to approve it: its time is over.
    Over,
    /// One checks in by the code at the door.
    AtDoor,
    /// The person waits for as many times as one may.
    Lines {
        /// How many.
        limit: u32,
    },
    /// The booking stands where this cannot be done.
    State {
        /// Where it stands.
        state: State,
    },
}

impl Refusal {
    /// The word for what staff have waived, as it is kept in the log.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Past { .. } => "past",
            Self::LeadTime { .. } => "lead",
            Self::TooFar { .. } => "ahead",
            Self::QuotaDay { .. } => "quota_day",
            Self::QuotaWeek { .. } => "quota_week",
            Self::NoShows { .. } => "no_shows",
            _ => "other",
        }
    }

    /// The field of the form that would mend it.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::WholeOnly | Self::SeatsOnly => "whole",
            Self::Seats { .. } => "seats",
            Self::TooShort { .. } | Self::TooLong { .. } | Self::NotOnStep { edge: Edge::End, .. } => "end",
            Self::NotOnStep { edge: Edge::Start, .. }
            | Self::OutsideHours { .. }
            | Self::Past { .. }
            | Self::LeadTime { .. } => "start",
            Self::Closed { .. }
            | Self::TooFar { .. }
            | Self::QuotaDay { .. }
            | Self::QuotaWeek { .. }
            | Self::NoShows { .. } => "day",
            Self::Party { .. } => "party",
            Self::Adult => "adult",
            Self::NotBookable
            | Self::CutOff { .. }
            | Self::CheckInFrom { .. }
            | Self::CheckInOver
            | Self::Over
            | Self::AtDoor
            | Self::Lines { .. }
            | Self::State { .. } => "form",
        }
    }
}
