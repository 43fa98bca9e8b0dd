//! What went wrong, said so that the person can do something about it.
//!
//! These types cross from the server to the browser as JSON; the words for them are in `app/locales`. Nothing of the
//! database's or the system's own error text is ever in here.

#[cfg(feature = "calls")]
mod call;
mod wire;

use serde::{Deserialize, Serialize};

/// Why a call was refused. Every server function returns this one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// What was sent breaks a rule; each problem names its field. Status 422.
    #[error("invalid input")]
    Invalid {
        /// At least one problem, in the order of the form.
        fields: Vec<FieldError>,
    },
    /// Nobody is signed in. Status 401.
    #[error("sign-in needed")]
    SignIn,
    /// The person may not do this here. Status 403.
    #[error("forbidden")]
    Forbidden,
    /// There is no such thing, or the person may not know of it. Status 404.
    #[error("not found")]
    NotFound,
    /// Somebody else changed the same thing since the form was opened. Status 409.
    #[error("changed by somebody else")]
    Conflict {
        /// Who saved last, as a display name.
        by: String,
        /// When, in epoch seconds.
        at: i64,
        /// The version that is stored now; a form sent again with it overwrites knowingly.
        version: i64,
    },
    /// Too many tries; Status 429.
    #[error("too many tries")]
    TooMany {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The database or the network does not answer; trying again later helps. Status 503.
    #[error("unavailable")]
    Unavailable,
    /// A fault of ours; the reference is in the log. Status 500.
    #[error("internal error {reference}")]
    Internal {
        /// What the person can tell the administrator.
        reference: String,
    },
}

impl AppError {
    /// One problem with one field.
    #[must_use]
    pub fn field(field: impl Into<String>, problem: Problem) -> Self {
        Self::Invalid {
            fields: vec![FieldError::new(field, problem)],
        }
    }

    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Invalid { .. } => 422,
            Self::SignIn => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict { .. } => 409,
            Self::TooMany { .. } => 429,
            Self::Unavailable => 503,
            Self::Internal { .. } => 500,
        }
    }
}

/// What server functions return on failure travels as JSON. The library's own faults become ours here, without their text.
#[cfg(feature = "calls")]
impl server_fn::error::FromServerFnError for AppError {
    type Encoder = call::JsonText;

    fn from_server_fn_error(value: server_fn::error::ServerFnErrorErr) -> Self {
        use server_fn::error::ServerFnErrorErr as E;
        match value {
            // The browser could not reach the server: trying again later helps.
            E::Request(_) => Self::Unavailable,
            E::Args(_) | E::MissingArg(_) => Self::field("form", Problem::Unknown { allowed: String::new() }),
            // On the server this is about what was sent, in the browser about what was answered.
            E::Deserialization(_) if cfg!(feature = "server") => {
                Self::field("form", Problem::Unknown { allowed: String::new() })
            }
            _ => Self::Internal {
                reference: "call".to_owned(),
            },
        }
    }
}

/// A problem with one field of a form or one cell of a spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The `name` of the form's field, or the heading of the column.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl FieldError {
    /// Names the field and its problem.
    #[must_use]
    pub fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self {
            field: field.into(),
            problem,
        }
    }
}

/// What is wrong with a field. Each has a sentence in every language that says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "wire::Wire", from = "wire::Wire")]
pub enum Problem {
    /// Must not be empty.
    Required,
    /// Longer than `max` characters.
    TooLong {
        /// The most characters allowed.
        max: u32,
    },
    /// Shorter than `min` characters.
    TooShort {
        /// The fewest characters allowed.
        min: u32,
    },
    /// Not a number of exactly so many digits.
    Digits {
        /// How many it has.
        count: u32,
    },
    /// A number outside its range.
    OutOfRange {
        /// Smallest allowed, as text in the field's own unit.
        min: String,
        /// Largest allowed.
        max: String,
    },
    /// Not a number.
    NotANumber,
    /// Not one of the known values (a code, a kind, a yes/no).
    Unknown {
        /// The values that would be understood, for a person to read.
        allowed: String,
    },
    /// Several fit what was given.
    Several {
        /// How many.
        count: u32,
        /// The nearest of them, for a person to choose from.
        which: String,
    },
    /// Not a division code: 12 digits.
    DivisionCode,
    /// There is no such division, center, room or person.
    NoSuch {
        /// What was given.
        what: String,
    },
    /// Another row or record has it already.
    Taken,
    /// The parent lies below the thing itself, or has a code that does not contain it.
    Parent,
    /// Not a date `YYYY-MM-DD`.
    Date,
    /// Not a time of day `HH:MM` from 00:00 to 24:00.
    Time,
    /// The end is not after the start.
    EndBeforeStart,
    /// Opening hours that end before they start: over midnight they are entered as until 24:00 and, the next day, from 00:00.
    ClosesBeforeOpens,
    /// Two intervals of one day overlap.
    Overlap {
        /// The earlier interval.
        a: String,
        /// The one that starts before the earlier has ended.
        b: String,
    },
    /// Latitude and longitude look swapped.
    Swapped,
    /// Only one of a pair was given (latitude without longitude, …).
    Incomplete,
    /// Not a telephone number.
    Phone,
    /// Not a mobile number: no message would reach it.
    Mobile,
    /// Control characters or the like.
    Characters,
    /// The user name or the password is wrong (never which).
    Credentials,
    /// Not the code that was sent.
    WrongCode {
        /// Tries that are left.
        left: u32,
    },
    /// A code that has run out, was used, or was tried too often.
    CodeGone,
    /// The form was sent before, with other content, and that was taken: sending it again adds nothing.
    AlreadySent,
    /// Nothing is wrong with it: the session had ended, and it was not taken. It is to be sent again.
    SendAgain,
    /// A slip that has run out or was used.
    SlipGone,
    /// A slip where codes reach phones: those prove whose a phone is.
    SlipNeedless,
    /// Something that outlasts a session in which nobody has shown that the phone is theirs.
    NotProven,
    /// Opening hours that would leave so many bookings outside of them: a table cannot say what becomes of those.
    BookingsInWay {
        /// How many.
        count: u32,
    },
    /// A room for fewer than its rules give away at once.
    MoreSeats {
        /// Seats, or people in one party, by its rules.
        seats: u32,
    },
    /// Staff do not rate: evaluations are the residents'.
    StaffRates,
    /// Whose own work it is about does not judge it.
    OwnWork,
    /// Somebody was called a short while ago: another call counts later.
    CalledLately {
        /// From when on, to the minute.
        from: String,
    },
    /// More was said before, and that stays.
    SaidAlready,
    /// It could be said until a while ago.
    TooLate,
    /// It can be said in a while.
    TooEarly,
    /// A password that breaks the rule: 8 to 128 characters of three classes, without the user name.
    WeakPassword,
    /// The same as before, where something new is asked for.
    Same,
    /// Coordinates without saying where they come from.
    NoSource,
    /// The two entries differ.
    Differs,
    /// The file is larger than allowed.
    FileTooLarge {
        /// Megabytes allowed.
        max_mb: u32,
    },
    /// The file's content is not of a kind that can be read here.
    FileKind {
        /// The kinds that can be read.
        allowed: String,
    },
    /// A table lacks a column.
    ColumnMissing,
    /// Nobody would administer the whole deployment any more.
    LastAdministrator,
    /// A table with more rows or columns than are read at once.
    TableTooLarge {
        /// Rows allowed, without the headings.
        rows: u32,
        /// Columns allowed.
        columns: u32,
    },
    /// The row is about a place that the person does not administer.
    OutsideScope,
    /// The record cannot be retired or removed while something refers to it.
    InUse {
        /// What refers to it.
        by: String,
    },
    /// The number of a complaint and the code that follows it do not belong together (never which of them is wrong).
    NumberAndCode,
    /// A step that is not possible as things stand: somebody has gone on meanwhile.
    NotNow,
    /// The number of a case and the digits of the telephone do not belong together (never which of them is wrong).
    NumberAndPhone,
    /// The same of a booking; there is also none to be found so of a private room, or where no telephone was given.
    BookingAndPhone,
    /// What is missing was asked for before; that is done once, and names everything.
    AskedBefore,
    /// The resident was waited for so often that they are not waited for again.
    WaitedOften {
        /// How often they may be.
        max: u32,
    },
    /// A center has papers of the person, of the case with that number.
    PapersHeld {
        /// The number.
        what: String,
    },
    /// Papers of the case are held where it is: it goes nowhere without them.
    PapersHere,
    /// The matter is not handled in that mode.
    ModeClosed,
    /// The matter is no longer handled.
    MatterRetired,
    /// Nobody works there at that time.
    NotOpen {
        /// When somebody does on that day; empty where it is closed.
        hours: String,
    },
    /// A time that somebody else has taken meanwhile, or that the room's rules refuse.
    SlotGone,
    /// The free times that were asked for are there: one of them is still to be chosen.
    ChooseTime,
    /// The resident has so many cases that have not ended that no more are begun.
    TooManyOpen {
        /// How many there may be.
        max: u32,
    },
    /// So many files that no more are taken.
    TooManyFiles {
        /// How many there may be.
        max: u32,
    },
    /// This very file was taken out of all versions for good.
    FileWithdrawn,
    /// Nobody works there at that time; it may be meant so, which has to be said.
    BeyondHours {
        /// When somebody does on that day; empty where it is closed.
        hours: String,
    },
    /// Somebody is on duty at that time already.
    OnDuty {
        /// Where and when.
        what: String,
    },
    /// The account has ended: whose it was does not come any more.
    AccountEnded,
    /// Only one of the two may be filled in.
    EitherOr,
    /// The center does not handle it, or it is not the town's center of the own division.
    NotThere,
}
