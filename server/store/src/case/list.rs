//! Lists of cases for staff: filtered, in pages, and how many there are of what. Each kind of question is a statement of its own, in which
//! what an index answers is written out. What is open and what has ended are two of them: open cases are few and sorted by what is due,
//! those that have ended are as many as there ever were and come by an index in their order.

mod filter;
#[cfg(test)]
mod tests;

pub use filter::{Away, Filter, Urgency, Yours};

use super::{Case, case, select};
use crate::{
    args,
    db::{Arg, Query},
    error::StoreError,
};
use model::{
    case::{Number, State},
    center::CenterId,
    hours::LocalMinute,
    matter::Mode,
    text::normal_phone,
};

/// Cases on one page.
pub const PAGE_SIZE: i64 = 50;

/// Centers as one text between commas, which both engines can look into.
fn joined(centers: &[CenterId]) -> String {
    let ids: Vec<String> = centers.iter().map(|id| id.as_i64().to_string()).collect();
    format!(",{},", ids.join(","))
}

/// [`Yours::is`] as a condition; `$2` to `$5` are the viewer, their centers, those that they lead, those of their town.
macro_rules! is_yours {
    () => {
        "(c.closed_at IS NULL AND (
             ((c.reminded OR c.climbed > 0)
                 AND (c.assignee_id = $2 OR (c.assignee_id IS NULL AND $3 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%')))
             OR (c.climbed > 1 AND $4 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%')
             OR (c.climbed > 2 AND $5 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%')))"
    };
}

/// What a place has to do with a case, as a condition on `$1`: it `has` it, or gets it back from the town; it has `sent` it on after it
/// received it; it `had` a part in it; it had one, and the case went `up` to the town. One center is an equality, which an index answers;
/// some are a text.
macro_rules! place {
    (has, one) => {
        "(c.handler_id = $1 OR c.home_id = $1 OR (c.center_id = $1 AND c.home_id IS NULL))"
    };
    (has, some) => {
        "($1 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%'
             OR $1 LIKE '%,' || CAST(COALESCE(c.home_id, c.center_id) AS TEXT) || ',%')"
    };
    (sent, one) => {
        "(c.center_id = $1 AND c.home_id IS NOT NULL)"
    };
    (sent, some) => {
        "($1 LIKE '%,' || CAST(c.center_id AS TEXT) || ',%' AND c.home_id IS NOT NULL)"
    };
    (sent, all) => {
        "(CAST($1 AS BIGINT) = 0 AND c.home_id IS NOT NULL)"
    };
    (had, one) => {
        "(c.handler_id = $1 OR c.center_id = $1 OR c.home_id = $1)"
    };
    (had, some) => {
        "($1 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%' OR $1 LIKE '%,' || CAST(c.center_id AS TEXT) || ',%'
             OR $1 LIKE '%,' || CAST(c.home_id AS TEXT) || ',%')"
    };
    (up, $place:ident) => {
        concat!(
            "(",
            place!(had, $place),
            " AND COALESCE(c.home_id, c.center_id) <> c.handler_id)"
        )
    };
    ($part:ident, all) => {
        "CAST($1 AS BIGINT) = 0"
    };
}

/// Which cases are looked at at all: the open ones, or those that a phone, a number or the beginning of a name finds.
macro_rules! base {
    (open) => {
        "c.closed_at IS NULL AND CAST($14 AS TEXT) = CAST($15 AS TEXT) AND CAST($16 AS TEXT) = ''"
    };
    (found) => {
        "c.id IN (SELECT id FROM service_case WHERE number = $15
             UNION SELECT s.id FROM resident r JOIN service_case s ON s.resident_id = r.id WHERE r.phone = $14
             UNION SELECT id FROM service_case WHERE CAST($16 AS TEXT) IS NOT NULL AND name LIKE $16 ESCAPE '!')"
    };
}

/// What fits a filter; the order is the statement's.
macro_rules! fits {
    ($base:ident, $part:ident, $place:ident) => {
        concat!(
            "WHERE ",
            base!($base),
            " AND ",
            place!($part, $place),
            " AND c.state <> 'draft'
             AND (CAST($6 AS TEXT) IS NULL OR c.state = $6)
             AND ($7 OR c.closed_at IS NULL)
             AND (CAST($8 AS TEXT) IS NULL OR c.mode = $8)
             AND ($9 = '' OR ($9 = 'overdue' AND (c.due_day < $10 OR (c.due_day = $10 AND c.due_minute <= $11)))
                 OR ($9 = 'today' AND c.due_day = $10 AND c.due_minute > $11)
                 OR ($9 = 'waiting' AND c.state IN ('correction', 'paused')))
             AND (CAST($12 AS BIGINT) IS NULL OR c.assignee_id = $12)
             AND (NOT $13 OR ",
            is_yours!(),
            ")"
        )
    };
}

macro_rules! listing {
    ($base:ident, $part:ident, $place:ident) => {
        select!(
            fits!($base, $part, $place),
            " ORDER BY CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END, CASE WHEN ",
            is_yours!(),
            " THEN 0 ELSE 1 END,
             CASE WHEN c.closed_at IS NULL THEN COALESCE(c.due_day, '9999') ELSE '' END,
             CASE WHEN c.closed_at IS NULL THEN COALESCE(c.due_minute, 0) ELSE -c.closed_at END, c.id DESC
             LIMIT $17 OFFSET $18"
        )
    };
}

/// How many fit that are open; `$17` and `$18` are bound as everywhere.
macro_rules! open_ones {
    ($part:ident, $place:ident) => {
        concat!(
            "SELECT COUNT(*) AS open FROM service_case c ",
            fits!(open, $part, $place),
            " AND CAST($17 AS BIGINT) >= CAST($18 AS BIGINT)"
        )
    };
}

/// Those that have ended, the latest first.
macro_rules! ended {
    ($part:ident, $place:ident) => {
        select!(
            "WHERE c.closed_at IS NOT NULL AND ",
            place!($part, $place),
            " AND (CAST($2 AS TEXT) IS NULL OR c.state = $2)
             AND (CAST($3 AS TEXT) IS NULL OR c.mode = $3)
             AND (CAST($4 AS BIGINT) IS NULL OR c.assignee_id = $4)
             ORDER BY c.closed_at DESC, c.id DESC LIMIT $5 OFFSET $6"
        )
    };
}

/// A statement for one center, for some or for all of them.
macro_rules! by_place {
    ($filter:expr, $statement:ident, $($what:ident),+) => {
        match $filter.centers {
            Some([_]) => $statement!($($what),+, one),
            Some(_) => $statement!($($what),+, some),
            None => $statement!($($what),+, all),
        }
    };
}

/// A place as a statement binds it.
fn place(centers: Option<&[CenterId]>) -> Arg {
    match centers {
        Some([only]) => (*only).into(),
        Some(ids) => joined(ids).into(),
        None => 0_i64.into(),
    }
}

/// The statement of what has ended, and what it binds: so many, without the first ones.
fn asked_ended(filter: &Filter<'_>, most: i64, first: i64) -> (&'static str, Vec<Arg>) {
    let sql = match filter.away {
        None => by_place!(filter, ended, had),
        Some(Away::Sent) => by_place!(filter, ended, sent),
        Some(Away::Up) => by_place!(filter, ended, up),
    };
    let mut args = vec![place(filter.centers)];
    args.extend(args![
        filter.state.map(State::code),
        filter.mode.map(Mode::code),
        filter.assignee,
        most,
        first,
    ]);
    (sql, args)
}

/// A statement for what a text has found: few cases, so that their places are looked at and not all cases of a place.
macro_rules! by_found {
    ($filter:expr, $($what:ident),+) => {
        match $filter.centers {
            Some(_) => listing!(found, $($what),+, some),
            None => listing!(found, $($what),+, all),
        }
    };
}

/// The statement of what is found by its text, of what is open where there is none, and what it binds.
fn asked(filter: &Filter<'_>) -> (&'static str, Vec<Arg>) {
    let text = filter.wanted();
    let sql = match (text.is_empty(), filter.away) {
        (true, None) => by_place!(filter, listing, open, has),
        (true, Some(Away::Sent)) => by_place!(filter, listing, open, sent),
        (true, Some(Away::Up)) => by_place!(filter, listing, open, up),
        (false, None) => by_found!(filter, had),
        (false, Some(Away::Sent)) => by_found!(filter, sent),
        (false, Some(Away::Up)) => by_found!(filter, up),
    };
    (sql, bound(filter, &text))
}

/// How many are open that fit, and what that binds.
fn asked_open(filter: &Filter<'_>) -> (&'static str, Vec<Arg>) {
    let sql = match filter.away {
        None => by_place!(filter, open_ones, has),
        Some(Away::Sent) => by_place!(filter, open_ones, sent),
        Some(Away::Up) => by_place!(filter, open_ones, up),
    };
    // Never fewer than the first of them: the condition on both is only there to name them.
    let first = Filter { page: 0, ..*filter };
    (sql, bound(&first, ""))
}

fn bound(filter: &Filter<'_>, text: &str) -> Vec<Arg> {
    let urgency = match filter.urgency {
        None => "",
        Some(Urgency::Overdue) => "overdue",
        Some(Urgency::Today) => "today",
        Some(Urgency::Waiting) => "waiting",
    };
    let number = text.parse::<Number>().map(|number| number.to_string());
    let named = !filter.number_only && !text.is_empty();
    let phone = normal_phone("q", text).ok().filter(|_| named);
    // Nothing begins with what is not bound.
    let begins = if named {
        let literal = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        Some(format!("{literal}%"))
    } else {
        text.is_empty().then(String::new)
    };
    let of_found = filter.centers.filter(|_| !text.is_empty());
    let mut args = vec![of_found.map_or_else(|| place(filter.centers), |ids| joined(ids).into())];
    args.extend(told(filter.yours));
    args.extend(args![
        filter.state.map(State::code),
        filter.with_ended(),
        filter.mode.map(Mode::code),
        urgency,
        filter.now.day,
        filter.now.minute,
        filter.assignee,
        filter.only_yours,
        phone.unwrap_or_default(),
        number.unwrap_or_default(),
        begins,
        PAGE_SIZE + 1,
        filter.first(),
    ]);
    args
}

/// What [`is_yours`] binds; nothing is anybody's where nobody looks.
fn told(yours: Option<&Yours>) -> Vec<Arg> {
    let text = |of: fn(&Yours) -> &Vec<CenterId>| yours.map(|yours| joined(of(yours))).unwrap_or_default();
    args![
        yours.map_or(0, |yours| yours.me.as_i64()),
        text(|yours| &yours.staff),
        text(|yours| &yours.leads),
        text(|yours| &yours.town),
    ]
}

/// A page of the cases that a filter lets through: what was told to whoever looks first, then what is due first; those that have ended
/// after all that are open, the latest first. One more than [`PAGE_SIZE`] where there is a further page.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, filter: &Filter<'_>) -> Result<Vec<Case>, StoreError> {
    let (mut cases, mut before) = (Vec::new(), 0);
    let ended = filter.with_ended() && filter.wanted().is_empty();
    if !ended || filter.state.is_none_or(State::is_open) {
        let (sql, args) = asked(filter);
        let rows = q.rows(sql, args).await?;
        cases = rows.iter().map(case).collect::<Result<Vec<_>, _>>()?;
    }
    let room = PAGE_SIZE + 1 - i64::try_from(cases.len()).unwrap_or(i64::MAX);
    if !ended || filter.without_ended() || room <= 0 {
        return Ok(cases);
    }
    // On a later page where the open ones end before it.
    if filter.state.is_none() && cases.is_empty() && filter.page > 0 {
        let (sql, args) = asked_open(filter);
        before = q.row(sql, args).await?.ok_or(StoreError::NotFound)?.get("open")?;
    }
    let first = if cases.is_empty() {
        (filter.first() - before).max(0)
    } else {
        0
    };
    let (sql, args) = asked_ended(filter, room, first);
    for row in q.rows(sql, args).await? {
        cases.push(case(&row)?);
    }
    Ok(cases)
}

/// The visits at home of a day that centers have to make, in the order of the day.
///
/// # Errors
/// The database does not answer.
pub async fn visits(q: &impl Query, centers: &[CenterId], day: jiff::civil::Date) -> Result<Vec<Case>, StoreError> {
    let args = args![joined(centers), day];
    q.rows(VISITS, args).await?.iter().map(case).collect()
}

const VISITS: &str = select!(
    "WHERE $1 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%' AND c.mode = 'home_visit' AND c.visit_day = $2
         AND c.closed_at IS NULL AND c.state <> 'draft'
     ORDER BY c.visit_from, c.visit_to, c.id"
);

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
    /// Received there and transferred since; in none of the others.
    pub sent: u32,
    /// Told to whoever looks.
    pub yours: u32,
}

macro_rules! counting {
    ($place:ident) => {
        concat!(
            "SELECT COUNT(*) AS open,
                 COUNT(CASE WHEN c.due_day < $6 OR (c.due_day = $6 AND c.due_minute <= $7) THEN 1 END) AS overdue,
                 COUNT(CASE WHEN c.due_day = $6 AND c.due_minute > $7 THEN 1 END) AS today,
                 COUNT(CASE WHEN c.state = 'submitted' THEN 1 END) AS fresh,
                 COUNT(CASE WHEN c.state IN ('correction', 'paused') THEN 1 END) AS waiting,
                 COUNT(CASE WHEN c.state = 'handed_up' THEN 1 END) AS handed_up,
                 COUNT(CASE WHEN ",
            is_yours!(),
            " THEN 1 END) AS yours,
                 (SELECT COUNT(*) FROM service_case c WHERE c.closed_at IS NULL AND ",
            place!(sent, $place),
            ") AS sent
             FROM service_case c WHERE c.closed_at IS NULL AND c.state <> 'draft' AND ",
            place!(has, $place)
        )
    };
}

/// Counts the open cases that some centers have, all where there are none given, and what of them was told to whoever looks; those that
/// they have received and sent on are a number of their own.
///
/// # Errors
/// The database does not answer.
pub async fn counts(
    q: &impl Query,
    centers: Option<&[CenterId]>,
    yours: Option<&Yours>,
    now: LocalMinute,
) -> Result<Counts, StoreError> {
    let sql = match centers {
        Some([_]) => counting!(one),
        Some(_) => counting!(some),
        None => counting!(all),
    };
    let mut args = vec![place(centers)];
    args.extend(told(yours));
    args.extend(args![now.day, now.minute]);
    let row = q.row(sql, args).await?.ok_or(StoreError::NotFound)?;
    Ok(Counts {
        open: row.small("open")?,
        overdue: row.small("overdue")?,
        today: row.small("today")?,
        fresh: row.small("fresh")?,
        waiting: row.small("waiting")?,
        handed_up: row.small("handed_up")?,
        sent: row.small("sent")?,
        yours: row.small("yours")?,
    })
}
