//! Evaluations 好差评: who is asked about which service, what they say, and the forms they say it in.
//!
//! A service that ends, in whatever way, becomes a row of `evaluation_ask` in the transaction that ends it ([`ask`]). What is said
//! is a row of `evaluation`, whose key is the ask: the database itself lets nobody rate one service twice. Neither table is ever
//! told who a device or an address is, and nothing that was counted can be changed.

mod again;
mod ask;
mod booking;
mod export;
pub mod form;
mod list;
mod own;
mod photo;
mod published;
mod rate;

pub use ask::{Asking, ask};
pub use export::{Exported, export};
pub use list::{Filter, Listed, PAGE_SIZE, answer, count_waiting, listed, moderate, one, waiting};
pub use own::Given;
pub use photo::{SealedPhoto, forget_photos, photo, photos};
pub use published::{Published, WORDS_PAGE, published};
pub use rate::{Channel, Rated, Tap, Visit, forget_visits, rate, tell, took_part, visit};

pub(crate) use again::ask_again;
pub(crate) use booking::ended as booking_ended;
pub(crate) use own::{forget, of_resident};

use crate::{
    args,
    db::{Query, Row},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    center::CenterId,
    evaluation::{AskId, EvaluationId, FormId, Level, Outcome, Service},
    resident::ResidentId,
    room::RoomId,
    staff::StaffId,
};

/// A service that somebody is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The key.
    pub id: AskId,
    /// What kind of service.
    pub service: Service,
    /// Where it was.
    pub center: CenterId,
    /// In which room, where it was one.
    pub room: Option<RoomId>,
    /// Whose it was, where that is known.
    pub resident: Option<ResidentId>,
    /// Who worked on it, where that is known.
    pub staff: Option<StaffId>,
    /// How it ended.
    pub outcome: Outcome,
    /// The local day.
    pub day: Date,
    /// Since when one is asked, epoch seconds.
    pub asked_at: i64,
    /// Until when one may answer, epoch seconds.
    pub expires_at: i64,
    /// What was said, if anything was.
    pub said: Option<Said>,
}

/// What somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The key.
    pub id: EvaluationId,
    /// How satisfied they are.
    pub level: Level,
    /// The form they were shown.
    pub form: FormId,
    /// And which version of it.
    pub version: i64,
    /// When it arrived, epoch seconds.
    pub made_at: i64,
    /// More than the level was said.
    pub more: bool,
}

/// Asks with what was said; the rest of the statement follows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.service, a.center_id, a.room_id, a.resident_id, a.staff_id, a.outcome, a.day, a.asked_at,
                 a.expires_at, e.id AS said_id, e.level, e.form_id, e.form_version, e.made_at, e.answers
             FROM evaluation_ask a LEFT JOIN evaluation e ON e.ask_id = a.id ",
            $rest
        )
    };
}

/// Who worked on the service that is asked about in the row `a` of `evaluation_ask`: whoever has made its booking or has taken it on, and
/// whoever has taken a step of it. Nobody rates, reads or judges what was said of that.
macro_rules! worked_on {
    () => {
        "SELECT a.staff_id
         UNION SELECT w.staff_id FROM booking_event w
             WHERE w.booking_id = CASE WHEN a.service = 'booking' THEN CAST(SUBSTR(a.subject, 9) AS BIGINT) END
         UNION SELECT w.staff_id FROM case_event w
             WHERE w.case_id = CASE WHEN a.service = 'case' THEN CAST(SUBSTR(a.subject, 6) AS BIGINT) END"
    };
}
pub(crate) use worked_on;

fn asked(row: &Row) -> Result<Asked, StoreError> {
    let said = match row.get::<Option<i64>>("said_id")? {
        None => None,
        Some(id) => Some(Said {
            id: EvaluationId::from_i64(id),
            level: level(row)?,
            form: row.id("form_id")?,
            version: row.get("form_version")?,
            made_at: row.get("made_at")?,
            more: !row.get::<String>("answers")?.is_empty(),
        }),
    };
    Ok(Asked {
        id: row.id("id")?,
        service: row.word("service", Service::from_code)?,
        center: row.id("center_id")?,
        room: row.get::<Option<i64>>("room_id")?.map(RoomId::from_i64),
        resident: row.get::<Option<i64>>("resident_id")?.map(ResidentId::from_i64),
        staff: row.get::<Option<i64>>("staff_id")?.map(StaffId::from_i64),
        outcome: row.word("outcome", Outcome::from_code)?,
        day: row.date("day")?,
        asked_at: row.get("asked_at")?,
        expires_at: row.get("expires_at")?,
        said,
    })
}

fn level(row: &Row) -> Result<Level, StoreError> {
    Level::from_code(row.small("level")?).ok_or(StoreError::Unreadable("level"))
}

/// What one is asked about under that subject in that round.
///
/// # Errors
/// The database does not answer.
pub async fn find(q: &impl Query, subject: &str, round: u8) -> Result<Option<Asked>, StoreError> {
    let sql = select!("WHERE a.subject = $1 AND a.round = $2");
    let row = q.row(sql, args![subject, i64::from(round)]).await?;
    row.as_ref().map(asked).transpose()
}
