//! What can go wrong in the store, and what of it a person may hear.
//!
//! Decided by codes and names of constraints, never by the wording of a message; with one exception that cannot be
//! avoided, see [`sqlite_constraint`].

use model::{AppError, FieldError, Problem};
use sqlx::error::{DatabaseError, ErrorKind};
use std::sync::atomic::{AtomicU64, Ordering};

/// Why a call of the store failed. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such row.
    #[error("not found")]
    NotFound,
    /// Somebody else saved the same thing since it was read.
    #[error("version conflict: {version} was saved by {by}")]
    Conflict {
        /// Who saved last, as a display name.
        by: String,
        /// When, epoch seconds.
        at: i64,
        /// The version that is stored now.
        version: i64,
    },
    /// A rule that the store checks itself refuses.
    #[error("refused: {0:?}")]
    Refused(FieldError),
    /// A constraint of the database refuses; the name is the one in the migrations.
    #[error("constraint {0}")]
    Constraint(String),
    /// No connection, no answer in time, or a lost race that a repeat wins.
    #[error("unavailable: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// A stored value that this program does not understand.
    #[error("unreadable: {0}")]
    Unreadable(&'static str),
    /// A migration failed.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A setting that is not the JSON it should be.
    #[error("json: {0}")]
    Json(#[from] serde_json::Error),
    /// Anything else: a fault of ours.
    #[error("database: {0}")]
    Other(#[source] sqlx::Error),
}

impl StoreError {
    /// One problem with one field.
    pub(crate) fn refused(field: &str, problem: Problem) -> Self {
        Self::Refused(FieldError::new(field, problem))
    }

    /// The field and the problem that go with it, if it is something that other input would mend.
    #[must_use]
    pub fn field_error(&self) -> Option<FieldError> {
        match self {
            Self::Refused(problem) => Some(problem.clone()),
            Self::Constraint(name) => problem_of(name),
            _ => None,
        }
    }
}

/// The form field that each constraint guards. Those that `model` checks before are left out: if one of them breaks, it is
/// a fault of ours and is logged as such.
fn problem_of(constraint: &str) -> Option<FieldError> {
    let no_such = || Problem::NoSuch { what: String::new() };
    let (field, problem) = match constraint {
        "division_pkey" | "amenity_code_key" | "matter_code_key" => ("code", Problem::Taken),
        "center_name_key" | "room_name_key" => ("name", Problem::Taken),
        "staff_username_key" => ("username", Problem::Taken),
        "resident_phone_key" => ("phone", Problem::Taken),
        "evaluation_form_service_key" => ("service", Problem::Taken),
        "duty_slot_pkey" => ("who", Problem::OnDuty { what: String::new() }),
        "booking_slot_pkey" => ("start", Problem::Taken),
        "service_case_booking_key" => ("booking", Problem::Taken),
        "case_entry_paper_key" => ("number", Problem::Taken),
        "division_parent_fkey" => ("parent_code", no_such()),
        "center_division_fkey" => ("division", no_such()),
        "room_center_fkey" | "opening_interval_center_fkey" | "center_exception_center_fkey" => ("center", no_such()),
        "room_closure_room_fkey" | "room_rule_room_fkey" | "booking_room_fkey" => ("room", no_such()),
        "center_amenity_amenity_fkey" => ("amenities", no_such()),
        _ => return None,
    };
    Some(FieldError::new(field, problem))
}

/// Columns of SQLite's unique keys, as it reports them, and their names in the migrations.
const SQLITE_UNIQUE: &[(&str, &str)] = &[
    ("division.code", "division_pkey"),
    ("center.division, center.name", "center_name_key"),
    ("room.center_id, room.name", "room_name_key"),
    ("amenity.code", "amenity_code_key"),
    ("staff.username", "staff_username_key"),
    ("resident.phone", "resident_phone_key"),
    ("booking.number", "booking_number_key"),
    ("service_case.booking_id", "service_case_booking_key"),
    ("case_entry.center_id, case_entry.paper", "case_entry_paper_key"),
    ("calendar_link.token_hash", "calendar_link_token_key"),
    ("calendar_link.resident_id", "calendar_link_resident_key"),
    (
        "calendar_link.staff_id, calendar_link.center_id",
        "calendar_link_staff_key",
    ),
    ("notice.resident_id, notice.kind, notice.event", "notice_event_key"),
    ("push_subscription.endpoint", "push_subscription_endpoint_key"),
    (
        "booking_slot.room_id, booking_slot.slot, booking_slot.unit",
        "booking_slot_pkey",
    ),
    (
        "booking_wait_slot.room_id, booking_wait_slot.resident_id, booking_wait_slot.slot",
        "booking_wait_slot_pkey",
    ),
    ("booking_wait.booking_id", "booking_wait_booking_key"),
    (
        "evaluation_form.service, evaluation_form.center_key",
        "evaluation_form_service_key",
    ),
    (
        "evaluation_ask.subject, evaluation_ask.round",
        "evaluation_ask_subject_key",
    ),
    ("evaluation.ask_id", "evaluation_ask_key"),
    ("matter.code", "matter_code_key"),
    ("duty_slot.person, duty_slot.day, duty_slot.slot", "duty_slot_pkey"),
    ("working_year.year", "working_year_pkey"),
    ("complaint.number", "complaint_number_key"),
    ("follow_up.number", "follow_up_number_key"),
    ("follow_up.evaluation_id", "follow_up_evaluation_key"),
    ("service_case.number", "service_case_number_key"),
    ("case_event.case_id, case_event.seq", "case_event_pkey"),
    ("case_event.case_id, case_event.alarm_key", "case_event_alarm_key"),
    ("follow_up.complaint_id", "follow_up_complaint_key"),
    (
        "follow_up_event.follow_up_id, follow_up_event.seq",
        "follow_up_event_pkey",
    ),
    (
        "follow_up_event.follow_up_id, follow_up_event.climb_key",
        "follow_up_event_climb_key",
    ),
];

/// The name of the constraint that SQLite reports.
///
/// SQLite has no field for it: its message is `<KIND> constraint failed: <what>`, where `what` is the name for a CHECK, the
/// columns for a UNIQUE, and absent for a FOREIGN KEY (so the repositories look for the other row first). The form of this
/// message is tested on the engine itself, in `tests/store/errors.rs`.
fn sqlite_constraint(message: &str) -> String {
    let what = message.split_once(": ").map_or("", |(_, what)| what);
    SQLITE_UNIQUE
        .iter()
        .find(|(columns, _)| *columns == what)
        .map_or(what, |(_, name)| name)
        .to_owned()
}

fn constraint_of(error: &dyn DatabaseError) -> Option<String> {
    match error.kind() {
        ErrorKind::Other => None,
        _ => Some(
            error
                .constraint()
                .map_or_else(|| sqlite_constraint(error.message()), str::to_owned),
        ),
    }
}

/// Whether the code says that trying again later may help.
fn is_transient(error: &dyn DatabaseError) -> bool {
    let Some(code) = error.code() else { return false };
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        // Primary codes: BUSY, LOCKED, IOERR, FULL, CANTOPEN; the rest of an extended code is in the higher byte.
        return code
            .parse::<i32>()
            .is_ok_and(|c| matches!(c & 0xff, 5 | 6 | 10 | 13 | 14));
    }
    // Connection, resources, shutdown; serialization failure, deadlock, lock and statement timeout.
    ["08", "53", "57P"].iter().any(|class| code.starts_with(class))
        || matches!(code.as_ref(), "40001" | "40P01" | "55P03" | "57014" | OUTDATED)
}

/// PostgreSQL's `feature_not_supported`, which it says of a prepared statement whose columns are others since (`cached plan must
/// not change result type`).
const OUTDATED: &str = "0A000";

/// Whether a statement was prepared for a table that has got another column since.
pub(crate) fn is_outdated(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(e) if e.code().as_deref() == Some(OUTDATED))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::RowNotFound => Self::NotFound,
            E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed | E::BeginFailed => {
                Self::Unavailable(error)
            }
            E::Database(e) if is_transient(e.as_ref()) => Self::Unavailable(error),
            E::Database(e) => constraint_of(e.as_ref()).map_or_else(|| Self::Other(error), Self::Constraint),
            _ => Self::Other(error),
        }
    }
}

/// Numbers the faults that were logged, so that what a person reads on the page is found in the log.
static FAULTS: AtomicU64 = AtomicU64::new(1);

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        if let Some(problem) = error.field_error() {
            return Self::Invalid { fields: vec![problem] };
        }
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict { by, at, version } => Self::Conflict { by, at, version },
            StoreError::Unavailable(cause) => {
                tracing::warn!(%cause, "the database does not answer");
                Self::Unavailable
            }
            fault => {
                let reference = format!("D{}", FAULTS.fetch_add(1, Ordering::Relaxed));
                tracing::error!(reference, %fault, "a fault in the store");
                Self::Internal { reference }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_says_columns_and_we_say_the_key() {
        assert_eq!(
            sqlite_constraint("UNIQUE constraint failed: center.division, center.name"),
            "center_name_key"
        );
        assert_eq!(
            sqlite_constraint("CHECK constraint failed: center_lat_check"),
            "center_lat_check"
        );
        assert_eq!(sqlite_constraint("FOREIGN KEY constraint failed"), "");
    }

    #[test]
    fn a_fault_reaches_nobody_in_the_words_of_the_database() {
        let told = AppError::from(StoreError::Constraint("session_pkey".into()));
        assert!(matches!(told, AppError::Internal { reference } if reference.starts_with('D')));
    }
}
