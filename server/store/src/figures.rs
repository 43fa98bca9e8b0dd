//! What is counted of evaluations, from the tally (`migrations/*/0012_figures.sql`), what triggers have written since it was folded
//! (`0016_closed_loop.sql`), and the follow-ups of bad ones.

use crate::{
    act::Act,
    args,
    db::{Db, Query, Row},
    error::StoreError,
};
use model::{
    center::CenterId,
    evaluation::Service,
    figures::{Counted, Period},
};

pub use model::figures::Line;

macro_rules! counts {
    () => {
        "services, asked, answered, level_1, level_2, level_3, level_4, level_5, set_aside"
    };
}

macro_rules! sums {
    () => {
        "CAST(SUM(services) AS BIGINT) AS services, CAST(SUM(asked) AS BIGINT) AS asked, CAST(SUM(answered) AS BIGINT) AS answered,
         CAST(SUM(level_1) AS BIGINT) AS level_1, CAST(SUM(level_2) AS BIGINT) AS level_2, CAST(SUM(level_3) AS BIGINT) AS level_3,
         CAST(SUM(level_4) AS BIGINT) AS level_4, CAST(SUM(level_5) AS BIGINT) AS level_5, CAST(SUM(set_aside) AS BIGINT) AS set_aside"
    };
}

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
    let sql = concat!(
        "SELECT month, center_id, service, ",
        sums!(),
        " FROM (SELECT month, center_id, service, ",
        counts!(),
        " FROM evaluation_tally UNION ALL SELECT month, center_id, service, ",
        counts!(),
        " FROM evaluation_count) c
          WHERE month >= $1 AND month <= $2 AND ($3 IS NULL OR service = $3) AND ($4 IS NULL OR center_id = $4)
          GROUP BY month, center_id, service ORDER BY month, center_id, service"
    );
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
    let sql = "SELECT DISTINCT SUBSTR(month, 1, 4) AS year FROM (SELECT month FROM evaluation_tally UNION ALL SELECT month FROM evaluation_count) c
               ORDER BY year DESC";
    let rows = q.rows(sql, args![]).await?;
    rows.iter()
        .map(|row| row.word("year", |text| text.parse().ok()))
        .collect()
}

/// Folds what triggers have written since the last time into the tally; returns how many rows. Several processes may do so at once.
///
/// # Errors
/// The database does not answer.
pub async fn fold(db: &Db, act: &Act) -> Result<u64, StoreError> {
    if db
        .row("SELECT month FROM evaluation_count LIMIT 1", args![])
        .await?
        .is_none()
    {
        return Ok(0);
    }
    let tx = db.begin().await?;
    let mine = act.ids.next();
    // Marked first: what others write from here on is for the next time.
    let marked = tx
        .run("UPDATE evaluation_count SET fold = $1 WHERE fold IS NULL", args![mine])
        .await?;
    // The rows are made, or held in one order, before anything is added: what is added may be less than nothing, as where something is
    // set aside, and a row that is only proposed has to keep the table's promises, too.
    let sql = concat!(
        "INSERT INTO evaluation_tally AS t (month, center_id, service, ",
        counts!(),
        ") SELECT month, center_id, service, 0, 0, 0, 0, 0, 0, 0, 0, 0
           FROM evaluation_count WHERE fold = $1 GROUP BY month, center_id, service ORDER BY month, center_id, service
           ON CONFLICT (month, center_id, service) DO UPDATE SET services = t.services"
    );
    tx.run(sql, args![mine]).await?;
    let sql = concat!(
        "UPDATE evaluation_tally AS t SET services = t.services + c.services, asked = t.asked + c.asked,
             answered = t.answered + c.answered, level_1 = t.level_1 + c.level_1, level_2 = t.level_2 + c.level_2,
             level_3 = t.level_3 + c.level_3, level_4 = t.level_4 + c.level_4, level_5 = t.level_5 + c.level_5,
             set_aside = t.set_aside + c.set_aside
         FROM (SELECT month, center_id, service, ",
        sums!(),
        " FROM evaluation_count WHERE fold = $1 GROUP BY month, center_id, service) c
          WHERE t.month = c.month AND t.center_id = c.center_id AND t.service = c.service"
    );
    tx.run(sql, args![mine]).await?;
    tx.run("DELETE FROM evaluation_count WHERE fold = $1", args![mine])
        .await?;
    tx.commit().await?;
    Ok(marked)
}
