//! How the open cases of all centers stand. One pass over those that are open, grouped; what has ended costs nothing.

use crate::{
    args,
    db::{Query, Row},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    case::{Number, State},
    center::CenterId,
    hours::LocalMinute,
    id::Id,
    matter::MatterId,
    staff::StaffId,
    town::Standing,
};

/// What somebody of a center works on; without a name what nobody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// The center that has the cases.
    pub center: CenterId,
    /// Who works on them.
    pub assignee: Option<(StaffId, String)>,
    /// How many there are.
    pub standing: Standing,
}

/// What each center has, and in it each of those who work on it. `people` is 1 for somebody and 0 for nobody.
///
/// # Errors
/// The database does not answer.
pub async fn loads(q: &impl Query, now: LocalMinute) -> Result<Vec<Load>, StoreError> {
    let sql =
        "SELECT c.handler_id, c.assignee_id, s.name, c.open, c.fresh, c.today, c.overdue, c.waiting, c.climbed, c.taken
               FROM (SELECT handler_id, assignee_id, COUNT(*) AS open,
                       COUNT(CASE WHEN state = 'submitted' THEN 1 END) AS fresh,
                       COUNT(CASE WHEN due_day = $1 AND due_minute > $2 THEN 1 END) AS today,
                       COUNT(CASE WHEN due_day < $1 OR (due_day = $1 AND due_minute <= $2) THEN 1 END) AS overdue,
                       COUNT(CASE WHEN state IN ('correction', 'paused') THEN 1 END) AS waiting,
                       COUNT(CASE WHEN climbed > 0 THEN 1 END) AS climbed,
                       COUNT(CASE WHEN COALESCE(home_id, center_id) <> handler_id THEN 1 END) AS taken
                   FROM service_case WHERE closed_at IS NULL AND state <> 'draft' GROUP BY handler_id, assignee_id) c
                   LEFT JOIN staff s ON s.id = c.assignee_id
               ORDER BY c.handler_id, c.open DESC, c.assignee_id";
    let rows = q.rows(sql, args![now.day, now.minute]).await?;
    let load = |row: &Row| {
        let open = row.small("open")?;
        let who = row.get::<Option<i64>>("assignee_id")?.map(Id::from_i64);
        let name = row.get::<Option<String>>("name")?.unwrap_or_default();
        Ok(Load {
            center: row.id("handler_id")?,
            standing: Standing {
                open,
                fresh: row.small("fresh")?,
                today: row.small("today")?,
                overdue: row.small("overdue")?,
                waiting: row.small("waiting")?,
                climbed: row.small("climbed")?,
                handed_up: 0,
                taken: row.small("taken")?,
                nobody: if who.is_none() { open } else { 0 },
                people: u32::from(who.is_some()),
            },
            assignee: who.map(|who| (who, name)),
        })
    };
    rows.iter().map(load).collect()
}

/// What was handed up from where to where, and has not come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandUps {
    /// Who has handed it up.
    pub from: CenterId,
    /// Who has it.
    pub to: CenterId,
    /// How many.
    pub open: u32,
    /// Of these, too late.
    pub overdue: u32,
}

/// What was handed up between any two centers.
///
/// # Errors
/// The database does not answer.
pub async fn hand_ups(q: &impl Query, now: LocalMinute) -> Result<Vec<HandUps>, StoreError> {
    let sql = "SELECT COALESCE(home_id, center_id) AS from_id, handler_id, COUNT(*) AS open,
                   COUNT(CASE WHEN due_day < $1 OR (due_day = $1 AND due_minute <= $2) THEN 1 END) AS overdue
               FROM service_case WHERE closed_at IS NULL AND state <> 'draft' AND COALESCE(home_id, center_id) <> handler_id
               GROUP BY COALESCE(home_id, center_id), handler_id ORDER BY handler_id, from_id";
    let rows = q.rows(sql, args![now.day, now.minute]).await?;
    let pair = |row: &Row| {
        Ok(HandUps {
            from: row.id("from_id")?,
            to: row.id("handler_id")?,
            open: row.small("open")?,
            overdue: row.small("overdue")?,
        })
    };
    rows.iter().map(pair).collect()
}

/// A case as the town's screen names it: what it is and who has it, and not whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressing {
    /// What people call it.
    pub number: Number,
    /// Which matter, and what it is called.
    pub matter: (MatterId, String),
    /// Where it was received.
    pub center: CenterId,
    /// Who has it now.
    pub handler: CenterId,
    /// Where it stands.
    pub state: State,
    /// When something is due.
    pub due: Option<(Date, u16)>,
    /// How high it has climbed.
    pub climbed: u8,
    /// Who works on it.
    pub assignee: Option<String>,
}

fn pressing(row: &Row) -> Result<Pressing, StoreError> {
    let day = row.get::<Option<String>>("due_day")?;
    let day = day.map(|day| day.parse::<Date>().map_err(|_| StoreError::Unreadable("due_day")));
    let minute = row.get::<Option<i64>>("due_minute")?;
    Ok(Pressing {
        number: row.word("number", |text| text.parse().ok())?,
        matter: (row.id("matter_id")?, row.get("matter")?),
        center: row.id("center_id")?,
        handler: row.id("handler_id")?,
        state: row.word("state", State::from_code)?,
        due: day
            .transpose()?
            .zip(minute.and_then(|minute| u16::try_from(minute).ok())),
        climbed: row.small("climbed")?,
        assignee: row.get("assignee")?,
    })
}

macro_rules! pressing {
    ($which:literal) => {
        concat!(
            "SELECT c.number, c.matter_id, m.name AS matter, c.center_id, c.handler_id, c.state, c.due_day, c.due_minute, c.climbed, s.name AS assignee
             FROM service_case c JOIN matter m ON m.id = c.matter_id LEFT JOIN staff s ON s.id = c.assignee_id
             WHERE c.closed_at IS NULL AND c.state <> 'draft' AND ",
            $which,
            " AND (CAST($1 AS TEXT) IS NULL OR c.handler_id IN (SELECT id FROM center WHERE $1 LIKE '%,' || CAST(id AS TEXT) || ',%')
                 OR c.center_id IN (SELECT id FROM center WHERE $1 LIKE '%,' || CAST(id AS TEXT) || ',%')
                 OR c.home_id IN (SELECT id FROM center WHERE $1 LIKE '%,' || CAST(id AS TEXT) || ',%'))
             ORDER BY COALESCE(c.due_day, '9999'), c.due_minute, c.id LIMIT $2"
        )
    };
}

/// Centers as one text between commas, which both engines can look into.
fn joined(centers: Option<&[CenterId]>) -> Option<String> {
    centers.map(|ids| {
        let ids: Vec<String> = ids.iter().map(|id| id.as_i64().to_string()).collect();
        format!(",{},", ids.join(","))
    })
}

/// What is too late in some centers, in all where none are given: what was due first, first.
///
/// # Errors
/// The database does not answer.
pub async fn overdue(
    q: &impl Query,
    centers: Option<&[CenterId]>,
    now: LocalMinute,
    most: usize,
) -> Result<Vec<Pressing>, StoreError> {
    let sql = pressing!("(c.due_day < $3 OR (c.due_day = $3 AND c.due_minute <= $4))");
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = q.rows(sql, args![joined(centers), most, now.day, now.minute]).await?;
    rows.iter().map(pressing).collect()
}

/// What was handed up from or to some centers, and has not come back: what is due first, first.
///
/// # Errors
/// The database does not answer.
pub async fn handed_up(q: &impl Query, centers: Option<&[CenterId]>, most: usize) -> Result<Vec<Pressing>, StoreError> {
    let sql = pressing!("COALESCE(c.home_id, c.center_id) <> c.handler_id");
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = q.rows(sql, args![joined(centers), most]).await?;
    rows.iter().map(pressing).collect()
}
