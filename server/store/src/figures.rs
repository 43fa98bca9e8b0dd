//! What is counted of evaluations, from the tally that triggers keep (`migrations/*/0012_figures.sql`) and the follow-ups of bad ones.

use crate::{
    args,
    db::{Query, Row},
    error::StoreError,
};
use model::{
    center::CenterId,
    evaluation::Service,
    figures::{Counted, Period},
};

/// Of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Of {
    /// The first month.
    pub first: Period,
    /// The last month, which belongs to it.
    pub last: Period,
    /// Only this kind of service.
    pub service: Option<Service>,
    /// Only this center.
    pub center: Option<CenterId>,
}

/// What was counted of one kind of service in one center and month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which month.
    pub month: Period,
    /// Which center.
    pub center: CenterId,
    /// Which kind of service.
    pub service: Service,
    /// What was counted.
    pub counted: Counted,
}

fn line(row: &Row) -> Result<Line, StoreError> {
    Ok(Line {
        month: row.word("month", |text| text.parse().ok())?,
        center: row.id("center_id")?,
        service: row.word("service", Service::from_code)?,
        counted: Counted {
            services: row.get("services")?,
            asked: row.get("asked")?,
            answered: row.get("answered")?,
            levels: [
                row.get("level_1")?,
                row.get("level_2")?,
                row.get("level_3")?,
                row.get("level_4")?,
                row.get("level_5")?,
            ],
            set_aside: row.get("set_aside")?,
            ..Counted::default()
        },
    })
}

/// What was counted, by month, center and kind of service, in that order. what was closed before `since` is left out, `days`
/// counts the working days between two instants.
///
/// # Errors
/// The database does not answer.
pub async fn count(
    q: &impl Query,
    of: Of,
    since: i64,
    days: impl Fn(i64, i64) -> i64 + Send,
) -> Result<Vec<Line>, StoreError> {
    let sql = "SELECT month, center_id, service, services, asked, answered, level_1, level_2, level_3, level_4, level_5, set_aside
               FROM evaluation_tally
               WHERE month >= $1 AND month <= $2 AND ($3 IS NULL OR service = $3) AND ($4 IS NULL OR center_id = $4)
               ORDER BY month, center_id, service";
    let (first, last) = (of.first.to_string(), of.last.to_string());
    let (service, center) = (of.service.map(Service::code), of.center);
    let rows = q
        .rows(sql, args![first.as_str(), last.as_str(), service, center])
        .await?;
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    // The index of what has ended leaves earlier years out.
    let sql = "SELECT SUBSTR(a.day, 1, 7) AS month, a.center_id, a.service, f.opened_at, f.rechecked_at,
                   (SELECT MAX(v.seq) FROM follow_up_event v WHERE v.follow_up_id = f.id AND v.step = 'order') AS ordered,
                   (SELECT MAX(v.seq) FROM follow_up_event v WHERE v.follow_up_id = f.id AND v.step IN ('unfounded', 'uphold'))
                       AS cleared
               FROM follow_up f JOIN evaluation e ON e.id = f.evaluation_id JOIN evaluation_ask a ON a.id = e.ask_id
               WHERE f.closed_at >= $5 AND f.state = 'closed' AND e.set_aside_at IS NULL AND a.round = 0
                   AND SUBSTR(a.day, 1, 7) >= $1 AND SUBSTR(a.day, 1, 7) <= $2 AND ($3 IS NULL OR a.service = $3)
                   AND ($4 IS NULL OR a.center_id = $4)";
    for row in q.rows(sql, args![first, last, service, center, since]).await? {
        let key = (
            row.word("month", |text| text.parse().ok())?,
            row.id("center_id")?,
            row.word("service", Service::from_code)?,
        );
        let Ok(at) = lines.binary_search_by_key(&key, |l| (l.month, l.center, l.service)) else {
            continue;
        };
        let counted = &mut lines[at].counted;
        // What was found last counts: an order, or that there was nothing to put right.
        if row.get::<Option<i64>>("ordered")? > row.get::<Option<i64>>("cleared")? {
            counted.rectified += 1;
            counted.days.push(days(row.get("opened_at")?, row.get("rechecked_at")?));
        } else {
            counted.unfounded += 1;
        }
    }
    Ok(lines)
}

/// The years for which there is anything, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn years(q: &impl Query) -> Result<Vec<i16>, StoreError> {
    let sql = "SELECT DISTINCT SUBSTR(month, 1, 4) AS year FROM evaluation_tally ORDER BY year DESC";
    let rows = q.rows(sql, args![]).await?;
    rows.iter()
        .map(|row| row.word("year", |text| text.parse().ok()))
        .collect()
}
