//! Lists of cases for staff: filtered, in pages, and how many there are of what.

use super::{Case, case, select};
use crate::{args, db::Query, error::StoreError};
use model::{booking::BookingId, case::State, center::CenterId, hours::LocalMinute, matter::Mode};

/// Cases on one page.
pub const PAGE_SIZE: i64 = 50;

/// What is due when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Too late.
    Overdue,
    /// Today, and not too late.
    Today,
    /// Nothing runs because the resident is waited for, or a special procedure.
    Waiting,
}

/// Which cases.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// Those of these centers, which have them or have received them; none for all.
    pub centers: Option<&'a [CenterId]>,
    /// In this state; none for all that are open.
    pub state: Option<State>,
    /// Those that have ended, too.
    pub ended: bool,
    /// In this mode.
    pub mode: Option<Mode>,
    /// Due like this.
    pub urgency: Option<Urgency>,
    /// Whose number, phone or name is this, or of those that are open, whose name begins with it; empty for all.
    pub text: &'a str,
    /// Now.
    pub now: LocalMinute,
    /// From 0.
    pub page: i64,
}

/// The centers as one text between commas, which both engines can look into.
fn joined(centers: Option<&[CenterId]>) -> Option<String> {
    centers.map(|ids| {
        let ids: Vec<String> = ids.iter().map(|id| id.as_i64().to_string()).collect();
        format!(",{},", ids.join(","))
    })
}

/// The cases of some centers that a filter lets through, and of these those for which the given holds, in their order.
macro_rules! listed {
    ($which:literal) => {
        select!(
            "WHERE ",
            $which,
            " AND (CAST($1 AS TEXT) IS NULL OR $1 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%'
                 OR $1 LIKE '%,' || CAST(c.center_id AS TEXT) || ',%')
             AND c.state <> 'draft'
             AND (CAST($4 AS TEXT) IS NULL OR c.mode = $4)
             AND ($5 = '' OR ($5 = 'overdue' AND (c.due_day < $6 OR (c.due_day = $6 AND c.due_minute <= $7)))
                 OR ($5 = 'today' AND c.due_day = $6 AND c.due_minute > $7)
                 OR ($5 = 'waiting' AND c.state IN ('correction', 'paused')))
             AND ($8 = $8 AND $9 = $9)
         ORDER BY CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END,
             CASE WHEN c.closed_at IS NULL THEN COALESCE(c.due_day, '9999') ELSE '' END,
             CASE WHEN c.closed_at IS NULL THEN COALESCE(c.due_minute, 0) ELSE -c.closed_at END, c.id DESC
         LIMIT $10 OFFSET $11"
        )
    };
}

/// A page of the cases that a filter lets through: what is due first, first; those that have ended the latest first. One more than
/// [`PAGE_SIZE`] where there is a further page.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, filter: &Filter<'_>) -> Result<Vec<Case>, StoreError> {
    let urgency = match filter.urgency {
        None => "",
        Some(Urgency::Overdue) => "overdue",
        Some(Urgency::Today) => "today",
        Some(Urgency::Waiting) => "waiting",
    };
    // Nobody is called anything longer, and control characters are in no name.
    let text: String = filter
        .text
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(60)
        .collect();
    let number = text.parse::<model::case::Number>().map(|n| n.to_string());
    let text = model::text::normal_phone("q", &text).unwrap_or(text);
    let args = args![
        joined(filter.centers),
        filter.state.map(State::code),
        filter.ended,
        filter.mode.map(Mode::code),
        urgency,
        filter.now.day,
        filter.now.minute,
        text.as_str(),
        number.unwrap_or_default(),
        PAGE_SIZE + 1,
        filter.page.max(0) * PAGE_SIZE,
    ];
    // Which index is used is settled by what is written out: few of all cases are open, and few are found by a number, phone or name.
    let open = filter.state.map_or(!filter.ended, State::is_open);
    let sql = match (text.is_empty(), open) {
        (true, true) => listed!("c.closed_at IS NULL AND (CAST($2 AS TEXT) IS NULL OR c.state = $2) AND $3 = $3"),
        (true, false) => listed!("((CAST($2 AS TEXT) IS NULL AND $3) OR c.state = $2)"),
        (false, _) => listed!(
            "((CAST($2 AS TEXT) IS NULL AND (c.closed_at IS NULL OR $3)) OR c.state = $2)
             AND c.id IN (SELECT id FROM service_case WHERE number = $9
                 UNION SELECT s.id FROM resident r JOIN service_case s ON s.resident_id = r.id WHERE r.phone = $8
                 UNION SELECT id FROM service_case WHERE name = $8
                 UNION SELECT id FROM service_case WHERE closed_at IS NULL AND SUBSTR(name, 1, LENGTH($8)) = $8)"
        ),
    };
    q.rows(sql, args).await?.iter().map(case).collect()
}

/// The visits at home of a day that centers have to make, in the order of the day.
///
/// # Errors
/// The database does not answer.
pub async fn visits(q: &impl Query, centers: &[CenterId], day: jiff::civil::Date) -> Result<Vec<Case>, StoreError> {
    let sql = select!(
        "WHERE $1 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%' AND c.mode = 'home_visit' AND c.visit_day = $2
             AND c.closed_at IS NULL AND c.state <> 'draft'
         ORDER BY c.visit_from, c.visit_to, c.id"
    );
    let args = args![joined(Some(centers)), day];
    q.rows(sql, args).await?.iter().map(case).collect()
}

/// How many cases there are of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Not ended.
    pub open: u32,
    /// Too late.
    pub overdue: u32,
    /// Due today, not too late.
    pub today: u32,
    /// Submitted, and nobody has said whether it is accepted.
    pub fresh: u32,
    /// Waiting for the resident or a special procedure.
    pub waiting: u32,
    /// With the town.
    pub handed_up: u32,
}

/// Counts the open cases of some centers; of all where there are none given.
///
/// # Errors
/// The database does not answer.
pub async fn counts(q: &impl Query, centers: Option<&[CenterId]>, now: LocalMinute) -> Result<Counts, StoreError> {
    let sql = "SELECT COUNT(*) AS open,
                   COUNT(CASE WHEN due_day < $2 OR (due_day = $2 AND due_minute <= $3) THEN 1 END) AS overdue,
                   COUNT(CASE WHEN due_day = $2 AND due_minute > $3 THEN 1 END) AS today,
                   COUNT(CASE WHEN state = 'submitted' THEN 1 END) AS fresh,
                   COUNT(CASE WHEN state IN ('correction', 'paused') THEN 1 END) AS waiting,
                   COUNT(CASE WHEN state = 'handed_up' THEN 1 END) AS handed_up
               FROM service_case
               WHERE closed_at IS NULL AND state <> 'draft'
                   AND (CAST($1 AS TEXT) IS NULL OR $1 LIKE '%,' || CAST(handler_id AS TEXT) || ',%'
                       OR $1 LIKE '%,' || CAST(center_id AS TEXT) || ',%')";
    let row = q.row(sql, args![joined(centers), now.day, now.minute]).await?;
    let row = row.ok_or(StoreError::NotFound)?;
    Ok(Counts {
        open: row.small("open")?,
        overdue: row.small("overdue")?,
        today: row.small("today")?,
        fresh: row.small("fresh")?,
        waiting: row.small("waiting")?,
        handed_up: row.small("handed_up")?,
    })
}

/// The cases that a booking of a counter slot is for.
///
/// # Errors
/// The database does not answer.
pub async fn of_booking(q: &impl Query, booking: BookingId) -> Result<Vec<Case>, StoreError> {
    let rows = q.rows(select!("WHERE c.booking_id = $1 ORDER BY c.id"), args![booking]);
    rows.await?.iter().map(case).collect()
}
