//! Every evaluation for the higher-level platform 上级好差评系统: what was said of which service, and what became of a bad one. Nobody who
//! said it, no room, and of time only days.

use super::level;
use crate::{
    args,
    db::{Query, Row},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    center::CenterId,
    evaluation::{EvaluationId, Level, Outcome, Service},
    follow_up::State,
};

/// One evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The key.
    pub id: EvaluationId,
    /// Where.
    pub center: CenterId,
    /// What kind of service.
    pub service: Service,
    /// Code of the matter, where it was a case.
    pub matter: Option<String>,
    /// How that ended.
    pub outcome: Outcome,
    /// The local day of the service.
    pub day: Date,
    /// The how-manieth time one was asked.
    pub round: u8,
    /// How satisfied.
    pub level: Level,
    /// When it was said, epoch seconds.
    pub said_at: i64,
    /// The word of the channel by which it came.
    pub channel: String,
    /// It does not count.
    pub set_aside: bool,
    /// How the follow-up of a bad one stands.
    pub state: Option<State>,
    /// Found last: it was ordered to be put right, and not that there was nothing to put right.
    pub founded: bool,
    /// When the follow-up ended, epoch seconds.
    pub closed_at: Option<i64>,
}

fn exported(row: &Row) -> Result<Exported, StoreError> {
    Ok(Exported {
        id: row.id("id")?,
        center: row.id("center_id")?,
        service: row.word("service", Service::from_code)?,
        matter: row.get("matter")?,
        outcome: row.word("outcome", Outcome::from_code)?,
        day: row.date("day")?,
        round: row.small("round")?,
        level: level(row)?,
        said_at: row.get("said_at")?,
        channel: row.get("channel")?,
        set_aside: row.get::<Option<i64>>("set_aside_at")?.is_some(),
        state: match row.get::<Option<String>>("state")? {
            Some(_) => Some(row.word("state", State::from_code)?),
            None => None,
        },
        founded: row.get::<Option<i64>>("ordered")? > row.get::<Option<i64>>("cleared")?,
        closed_at: row.get("closed_at")?,
    })
}

/// Evaluations of services from one day on and before another, the oldest first.
///
/// # Errors
/// The database does not answer.
pub async fn export(q: &impl Query, from: Date, before: Date) -> Result<Vec<Exported>, StoreError> {
    let sql = "SELECT e.id, a.center_id, a.service, a.outcome, a.day, a.round, e.level, e.said_at, e.channel, e.set_aside_at, f.state,
                   f.closed_at, m.code AS matter,
                   (SELECT MAX(v.seq) FROM follow_up_event v WHERE v.follow_up_id = f.id AND v.step = 'order') AS ordered,
                   (SELECT MAX(v.seq) FROM follow_up_event v WHERE v.follow_up_id = f.id AND v.step IN ('unfounded', 'uphold'))
                       AS cleared
               FROM evaluation e JOIN evaluation_ask a ON a.id = e.ask_id LEFT JOIN follow_up f ON f.evaluation_id = e.id
                   LEFT JOIN service_case s ON s.id = CASE WHEN a.service = 'case' THEN CAST(SUBSTR(a.subject, 6) AS BIGINT) END
                   LEFT JOIN matter m ON m.id = s.matter_id
               WHERE a.day >= $1 AND a.day < $2 ORDER BY a.day, e.id";
    q.rows(sql, args![from, before]).await?.iter().map(exported).collect()
}
