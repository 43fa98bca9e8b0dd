//! Notices 消息: what residents are told about their bookings. Kept in the application, and delivered by text message and
//! browser where there is a way.

use crate::{
    booking::{BookingId, Number},
    id::Id,
    room::RoomId,
    text::Names,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Before the day and the minutes of a counter time that a step of a case gave back, in a line of its own.
pub const SLOT: &str = "slot";

/// Names a notice.
pub type NoticeId = Id<Notice>;

/// What a notice tells. A new kind is a variant with its code here, its words in `app/locales/*/notice.json`, and nothing in
/// the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A booking is made, or was approved.
    BookingConfirmed,
    /// A booking waits for approval.
    BookingPending,
    /// Staff moved a booking.
    BookingChanged,
    /// Staff cancelled a booking.
    BookingCancelled,
    /// A request was not approved, or not in time.
    BookingRejected,
    /// A booking was released because nobody came.
    BookingReleased,
    /// A booking is soon.
    BookingReminder,
    /// A slot that the resident waits for is free, until the notice runs out.
    WaitlistOffer,
    /// An offer was not taken in time and went to the next one.
    WaitlistLapsed,
    /// An offer was taken back, because the room cannot be had then any more; the resident waits on.
    WaitlistTakenBack,
    /// Whatever staff wrote.
    StaffWords,
    /// A service has ended: how was it?
    EvaluationAsked,
    /// What was bad was put right: how is it now?
    EvaluationAgain,
    /// What was bad was looked into and not found to be so: the answer, and how is it now?
    EvaluationUnfounded,
    /// A slip of a counter has signed somebody in with the resident's phone.
    SlipSignedIn,
    /// A case was registered.
    CaseReceived,
    /// Something is missing for a case: all of it.
    CaseCorrection,
    /// A case is accepted, with a promise.
    CaseAccepted,
    /// A case is not accepted, with the reason.
    CaseRefused,
    /// A case is worked on, or goes on.
    CaseGoesOn,
    /// A case waits.
    CasePaused,
    /// The town has a case.
    CaseHandedUp,
    /// Another center has a case. A second line names it in Chinese and in English; where a visit at home was agreed, which stands, a third
    /// its day and from which minute until which.
    CaseTransferred,
    /// A visit at home gets another time. A second line has its day and from which minute until which.
    CaseVisit,
    /// A case is decided.
    CaseDecided,
    /// A case was withdrawn or ended otherwise.
    CaseEnded,
    /// What was missing for a case is there.
    CaseSupplemented,
    /// The result of a case was fetched.
    CaseCollected,
    /// The center took papers for a case.
    CasePaperIn,
    /// It gave papers back.
    CasePaperOut,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [Self; 30] = [
        Self::BookingConfirmed,
        Self::BookingPending,
        Self::BookingChanged,
        Self::BookingCancelled,
        Self::BookingRejected,
        Self::BookingReleased,
        Self::BookingReminder,
        Self::WaitlistOffer,
        Self::WaitlistLapsed,
        Self::WaitlistTakenBack,
        Self::StaffWords,
        Self::EvaluationAsked,
        Self::EvaluationAgain,
        Self::EvaluationUnfounded,
        Self::SlipSignedIn,
        Self::CaseReceived,
        Self::CaseCorrection,
        Self::CaseAccepted,
        Self::CaseRefused,
        Self::CaseGoesOn,
        Self::CasePaused,
        Self::CaseHandedUp,
        Self::CaseTransferred,
        Self::CaseVisit,
        Self::CaseDecided,
        Self::CaseEnded,
        Self::CaseSupplemented,
        Self::CaseCollected,
        Self::CasePaperIn,
        Self::CasePaperOut,
    ];

    /// Whether it tells of a booking that stands, and is not worth sending any more once that is given back or moved.
    #[must_use]
    pub const fn is_of_a_standing_booking(self) -> bool {
        matches!(
            self,
            Self::BookingConfirmed | Self::BookingPending | Self::BookingChanged | Self::BookingReminder
        )
    }

    /// Whether it tells of a case. Its first line names the matter in Chinese, in English, and the number; a counter time that was given
    /// back follows behind [`SLOT`], then what was asked for on one line, and what was said on others. Between the parts of a line stands
    /// a tab: what is put there instead is the reader's language's.
    #[must_use]
    pub const fn is_of_case(self) -> bool {
        matches!(
            self,
            Self::CaseReceived
                | Self::CaseCorrection
                | Self::CaseAccepted
                | Self::CaseRefused
                | Self::CaseGoesOn
                | Self::CasePaused
                | Self::CaseHandedUp
                | Self::CaseTransferred
                | Self::CaseVisit
                | Self::CaseDecided
                | Self::CaseEnded
                | Self::CaseSupplemented
                | Self::CaseCollected
                | Self::CasePaperIn
                | Self::CasePaperOut
        )
    }

    /// The word stored in the database and sent to the gateway.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BookingConfirmed => "booking_confirmed",
            Self::BookingPending => "booking_pending",
            Self::BookingChanged => "booking_changed",
            Self::BookingCancelled => "booking_cancelled_by_staff",
            Self::BookingRejected => "booking_rejected",
            Self::BookingReleased => "booking_released",
            Self::BookingReminder => "booking_reminder",
            Self::WaitlistOffer => "waitlist_offer",
            Self::WaitlistLapsed => "waitlist_lapsed",
            Self::WaitlistTakenBack => "waitlist_taken_back",
            Self::StaffWords => "staff_words",
            Self::EvaluationAsked => "evaluation_asked",
            Self::EvaluationAgain => "evaluation_again",
            Self::EvaluationUnfounded => "evaluation_unfounded",
            Self::SlipSignedIn => "slip_signed_in",
            Self::CaseReceived => "case_received",
            Self::CaseCorrection => "case_correction",
            Self::CaseAccepted => "case_accepted",
            Self::CaseRefused => "case_refused",
            Self::CaseGoesOn => "case_goes_on",
            Self::CasePaused => "case_paused",
            Self::CaseHandedUp => "case_handed_up",
            Self::CaseTransferred => "case_transferred",
            Self::CaseVisit => "case_visit",
            Self::CaseDecided => "case_decided",
            Self::CaseEnded => "case_ended",
            Self::CaseSupplemented => "case_supplemented",
            Self::CaseCollected => "case_collected",
            Self::CasePaperIn => "case_paper_in",
            Self::CasePaperOut => "case_paper_out",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What a notice is about, as it was when it was told: a later change has its own notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// The booking, where there is one.
    pub booking: Option<BookingId>,
    /// Which room.
    pub room: RoomId,
    /// The local day.
    pub day: Date,
    /// Local minute it begins.
    pub start: u16,
    /// Local minute it ends.
    pub end: u16,
}

/// What a notice is about, for its reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The booking's number, where there is one.
    pub number: Option<Number>,
    /// The room's name.
    pub room: Names,
    /// The center's name.
    pub center: Names,
    /// The local day.
    #[serde(with = "crate::date")]
    pub day: Date,
    /// Local minute it begins.
    pub start: u16,
    /// Local minute it ends.
    pub end: u16,
}

/// A notice as its resident reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The key; later ones are larger.
    pub id: NoticeId,
    /// What it tells.
    pub kind: NoticeKind,
    /// What it is about.
    pub subject: Option<Subject>,
    /// What staff wrote; may be empty.
    pub words: String,
    /// A page of ours where one can do something about it; empty for the booking's own.
    pub path: String,
    /// Since when it is told, epoch seconds.
    pub at: i64,
    /// Until when it is worth telling, epoch seconds.
    pub expires_at: i64,
    /// Whether it was read.
    pub read: bool,
}

impl Notice {
    /// Where it leads; none where there is nothing to see.
    #[must_use]
    pub fn leads_to(&self) -> Option<String> {
        if !self.path.is_empty() {
            return Some(self.path.clone());
        }
        let number = self.subject.as_ref()?.number?;
        Some(format!("/bookings/{number}"))
    }
}

/// What has become of the messages of the last seven days, for the administrator: numbers and reasons, no person and no text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Deliveries {
    /// By channel.
    pub tallies: Vec<Tally>,
    /// The latest that failed, once or for good.
    pub failures: Vec<Failure>,
}

/// How many messages of one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// `sms` or `push`.
    pub channel: String,
    /// Not sent yet.
    pub waiting: i64,
    /// Taken by the gateway or the browser's maker.
    pub sent: i64,
    /// Given up.
    pub failed: i64,
}

/// A message that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// `code`, `test`, or a [`NoticeKind::code`].
    pub kind: String,
    /// `sms` or `push`.
    pub channel: String,
    /// When it was written, epoch seconds.
    pub at: i64,
    /// How often it was tried.
    pub tries: i64,
    /// It is not tried again.
    pub given_up: bool,
    /// Why: `status 503`, `timeout`.
    pub error: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(NoticeKind::from_code("from_the_future"), None);
    }
}
