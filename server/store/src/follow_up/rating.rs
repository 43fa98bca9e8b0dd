//! The rating that is followed, with whoever said it: for the one who calls back.

use crate::{args, db::Query, error::StoreError};
use jiff::civil::Date;
use model::{
    case::Number,
    evaluation::{EvaluationId, Level, Outcome, Service},
    text::Names,
};

/// See the module. What of it reaches whom is for the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// How bad.
    pub level: Level,
    /// What kind of service.
    pub service: Service,
    /// How that ended.
    pub outcome: Outcome,
    /// The local day.
    pub day: Date,
    /// In which room.
    pub room: Option<Names>,
    /// Which case it was, and of which matter.
    pub case: Option<(Number, String)>,
    /// In their words; empty for none.
    pub words: String,
    /// Whom to ask for at that telephone: of a case begun online who acted for somebody, where somebody did; at the counter the telephone
    /// is the applicant's. Empty where that is not known, or erased.
    pub name: String,
    /// Their telephone; empty where that is not known, or erased.
    pub phone: String,
}

/// A rating.
///
/// # Errors
/// The database does not answer.
pub async fn rating(q: &impl Query, id: EvaluationId) -> Result<Option<Rating>, StoreError> {
    let sql = "SELECT e.level, e.words, a.service, a.outcome, a.day, r.name AS room_name, r.name_en AS room_name_en,
                   COALESCE(CASE WHEN s.channel = 'online' THEN NULLIF(s.agent, '') END, NULLIF(s.name, ''), NULLIF(p.name, ''), b.name, '') AS name, p.phone, p.erased_at, s.number AS case_number,
                   m.name AS matter_name
               FROM evaluation e JOIN evaluation_ask a ON a.id = e.ask_id
                   LEFT JOIN room r ON r.id = a.room_id LEFT JOIN booking b ON b.id = a.booking_id
                   LEFT JOIN resident p ON p.id = a.resident_id
                   LEFT JOIN service_case s ON s.id = CASE WHEN a.service = 'case' THEN CAST(SUBSTR(a.subject, 6) AS BIGINT) END
                   LEFT JOIN matter m ON m.id = s.matter_id
               WHERE e.id = $1";
    let Some(row) = q.row(sql, args![id]).await? else {
        return Ok(None);
    };
    let erased = row.get::<Option<i64>>("erased_at")?.is_some();
    let kept = |text: Option<String>| text.filter(|_| !erased).unwrap_or_default();
    let level: u8 = row.small("level")?;
    let room = row.get::<Option<String>>("room_name")?;
    let room_en = row.get::<Option<String>>("room_name_en")?.unwrap_or_default();
    let case = match row.get::<Option<String>>("case_number")? {
        Some(_) => {
            let number = row.word("case_number", |text| text.parse().ok())?;
            Some((number, row.get("matter_name")?))
        }
        None => None,
    };
    Ok(Some(Rating {
        level: Level::from_code(level).ok_or(StoreError::Unreadable("level"))?,
        service: row.word("service", Service::from_code)?,
        outcome: row.word("outcome", Outcome::from_code)?,
        day: row.date("day")?,
        case,
        room: room.map(|zh| Names::new(zh, room_en)),
        words: row.get("words")?,
        name: kept(row.get("name")?),
        phone: kept(row.get("phone")?),
    }))
}
