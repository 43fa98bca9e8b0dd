//! Guesses at what somebody knows besides a number: the end of a telephone, a name. They are counted in the row that the number names.

use crate::{
    args,
    db::{Db, Query},
    error::StoreError,
    follow_up::local,
};
use jiff::tz::TimeZone;
use model::{booking::BookingId, case::CaseId, workday::END_OF_DAY};

/// Wrong guesses that are taken for one thing within [`TRIES_SECONDS`].
pub const TRIES: i64 = 5;
/// After so many seconds one may try again.
pub const TRIES_SECONDS: i64 = 15 * 60;
/// Wrong guesses that are taken for one thing in a day, whatever is right between them.
pub const DAY_TRIES: i64 = 20;

/// What is opened by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A case.
    Case(CaseId),
    /// A booking.
    Booking(BookingId),
}

struct Statements {
    count: &'static str,
    look: &'static str,
    forget: &'static str,
}

macro_rules! statements {
    ($table:literal) => {
        Statements {
            count: concat!(
                "UPDATE ",
                $table,
                " SET tries = CASE WHEN tried_at <= $2 THEN 1 ELSE tries + 1 END,
                     tried_at = CASE WHEN tried_at <= $2 THEN $3 ELSE tried_at END,
                     day_tries = CASE WHEN tried_on = $5 THEN day_tries + 1 ELSE 1 END, tried_on = $5
                 WHERE id = $1 AND (tried_at <= $2 OR tries < $4) AND (tried_on <> $5 OR day_tries < $6)"
            ),
            look: concat!("SELECT tried_at, day_tries, tried_on FROM ", $table, " WHERE id = $1"),
            forget: concat!(
                "UPDATE ",
                $table,
                " SET tries = 0, tried_at = 0, day_tries = CASE WHEN day_tries > 0 THEN day_tries - 1 ELSE 0 END
                 WHERE id = $1"
            ),
        }
    };
}

impl Of {
    const fn parts(self) -> (i64, Statements) {
        match self {
            Self::Case(id) => (id.as_i64(), statements!("service_case")),
            Self::Booking(id) => (id.as_i64(), statements!("booking")),
        }
    }
}

/// Counts a guess. Too many: the seconds to wait.
///
/// # Errors
/// The database does not answer.
pub async fn count(db: &Db, of: Of, at: i64, zone: &TimeZone) -> Result<Result<(), i64>, StoreError> {
    let (id, statements) = of.parts();
    let now = local(zone, at);
    let tx = db.begin().await?;
    let args = args![id, at - TRIES_SECONDS, at, TRIES, now.day, DAY_TRIES];
    let counted = tx.run(statements.count, args).await? == 1;
    tx.commit().await?;
    if counted {
        return Ok(Ok(()));
    }
    let row = db.row(statements.look, args![id]).await?.ok_or(StoreError::NotFound)?;
    let today = row.get::<String>("tried_on")? == now.day.to_string();
    if today && row.get::<i64>("day_tries")? >= DAY_TRIES {
        return Ok(Err(i64::from(END_OF_DAY - now.minute) * 60));
    }
    let since: i64 = row.get("tried_at")?;
    Ok(Err((since + TRIES_SECONDS - at).max(1)))
}

/// Takes the last guess back: it was right. What was wrong today stays counted.
///
/// # Errors
/// The database does not answer.
pub async fn forget(db: &Db, of: Of) -> Result<(), StoreError> {
    let (id, statements) = of.parts();
    let tx = db.begin().await?;
    tx.run(statements.forget, args![id]).await?;
    tx.commit().await
}
