//! Lists of cases for staff: filtered, in pages, and how many there are of what. Each kind of question is a statement of its own, in which
//! what an index answers is written out.

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
    staff::StaffId,
    text::normal_phone,
};

/// Cases on one page.
pub const PAGE_SIZE: i64 = 50;
/// The most characters that are looked for: nobody is called anything longer.
const MOST_TEXT: usize = 60;

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

/// To whom something was told by itself: a reminder and the first level to who works on a case, or where nobody does to the staff of the
/// center that has it; the second to that center's lead; the third to the town's staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Yours {
    /// Who looks.
    pub me: StaffId,
    /// The centers that they are staff of.
    pub staff: Vec<CenterId>,
    /// Those that they lead.
    pub leads: Vec<CenterId>,
    /// Those whose town they are staff of.
    pub town: Vec<CenterId>,
}

impl Yours {
    /// Whether something of a case was told to them. The statements below say the same.
    #[must_use]
    pub fn is(&self, one: &Case) -> bool {
        let works = one
            .assignee
            .map_or(self.staff.contains(&one.handler), |who| who == self.me);
        one.closed_at.is_none()
            && (((one.reminded || one.climbed > 0) && works)
                || (one.climbed > 1 && self.leads.contains(&one.handler))
                || (one.climbed > 2 && self.town.contains(&one.handler)))
    }
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
    /// Whose number or phone is this, or whose name begins with it; empty for all.
    pub text: &'a str,
    /// Those that somebody works on.
    pub assignee: Option<StaffId>,
    /// Who looks: what was told to them stands first.
    pub yours: Option<&'a Yours>,
    /// And nothing else.
    pub only_yours: bool,
    /// Now.
    pub now: LocalMinute,
    /// From 0.
    pub page: i64,
}

impl Filter<'_> {
    /// All that are open.
    #[must_use]
    pub const fn open(now: LocalMinute) -> Self {
        Self {
            centers: None,
            state: None,
            ended: false,
            mode: None,
            urgency: None,
            text: "",
            assignee: None,
            yours: None,
            only_yours: false,
            now,
            page: 0,
        }
    }

    /// What is looked for, without what is in no name.
    fn wanted(&self) -> String {
        let shown = self.text.trim().chars().filter(|c| !c.is_control());
        shown.take(MOST_TEXT).collect()
    }

    fn with_ended(&self) -> bool {
        self.ended || self.state.is_some_and(|state| !state.is_open())
    }
}

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

/// A place as a condition on `$1`: one center is an equality, which an index answers; some are a text.
macro_rules! place {
    (one) => {
        "(c.handler_id = $1 OR c.center_id = $1)"
    };
    (some) => {
        "($1 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%' OR $1 LIKE '%,' || CAST(c.center_id AS TEXT) || ',%')"
    };
    (all) => {
        "CAST($1 AS BIGINT) = 0"
    };
}

/// Which cases are looked at at all: the open ones, every one, or those that a phone, a number or the beginning of a name finds.
macro_rules! base {
    (open) => {
        "c.closed_at IS NULL AND CAST($14 AS TEXT) = CAST($15 AS TEXT) AND CAST($16 AS TEXT) = ''"
    };
    (every) => {
        "CAST($14 AS TEXT) = CAST($15 AS TEXT) AND CAST($16 AS TEXT) = ''"
    };
    (found) => {
        "c.id IN (SELECT id FROM service_case WHERE number = $15
             UNION SELECT s.id FROM resident r JOIN service_case s ON s.resident_id = r.id WHERE r.phone = $14
             UNION SELECT id FROM service_case WHERE name LIKE $16 ESCAPE '!')"
    };
}

macro_rules! listing {
    ($base:ident, $place:ident) => {
        select!(
            "WHERE ",
            base!($base),
            " AND ",
            place!($place),
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
            ")
             ORDER BY CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END, CASE WHEN ",
            is_yours!(),
            " THEN 0 ELSE 1 END,
             CASE WHEN c.closed_at IS NULL THEN COALESCE(c.due_day, '9999') ELSE '' END,
             CASE WHEN c.closed_at IS NULL THEN COALESCE(c.due_minute, 0) ELSE -c.closed_at END, c.id DESC
             LIMIT $17 OFFSET $18"
        )
    };
}

/// The statement of a filter, and what it binds.
fn asked(filter: &Filter<'_>) -> (&'static str, Vec<Arg>) {
    let (text, ended) = (filter.wanted(), filter.with_ended());
    let (sql, place): (_, Arg) = match (filter.centers, !text.is_empty(), ended) {
        (Some([only]), true, _) => (listing!(found, one), (*only).into()),
        (Some([only]), false, false) => (listing!(open, one), (*only).into()),
        (Some([only]), false, true) => (listing!(every, one), (*only).into()),
        (Some(ids), true, _) => (listing!(found, some), joined(ids).into()),
        (Some(ids), false, false) => (listing!(open, some), joined(ids).into()),
        (Some(ids), false, true) => (listing!(every, some), joined(ids).into()),
        (None, true, _) => (listing!(found, all), 0_i64.into()),
        (None, false, false) => (listing!(open, all), 0_i64.into()),
        (None, false, true) => (listing!(every, all), 0_i64.into()),
    };
    let urgency = match filter.urgency {
        None => "",
        Some(Urgency::Overdue) => "overdue",
        Some(Urgency::Today) => "today",
        Some(Urgency::Waiting) => "waiting",
    };
    let number = text.parse::<Number>().map(|number| number.to_string());
    let phone = normal_phone("q", &text).ok().filter(|_| !text.is_empty());
    let begins = if text.is_empty() {
        String::new()
    } else {
        let literal = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        format!("{literal}%")
    };
    let mut args = vec![place];
    args.extend(told(filter.yours));
    args.extend(args![
        filter.state.map(State::code),
        ended,
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
        filter.page.max(0) * PAGE_SIZE,
    ]);
    (sql, args)
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
    let (sql, args) = asked(filter);
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
    let args = args![joined(centers), day];
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
            " THEN 1 END) AS yours
             FROM service_case c WHERE c.closed_at IS NULL AND c.state <> 'draft' AND ",
            place!($place)
        )
    };
}

/// Counts the open cases of some centers, of all where there are none given, and what of them was told to whoever looks.
///
/// # Errors
/// The database does not answer.
pub async fn counts(
    q: &impl Query,
    centers: Option<&[CenterId]>,
    yours: Option<&Yours>,
    now: LocalMinute,
) -> Result<Counts, StoreError> {
    let (sql, place): (_, Arg) = match centers {
        Some([only]) => (counting!(one), (*only).into()),
        Some(ids) => (counting!(some), joined(ids).into()),
        None => (counting!(all), 0_i64.into()),
    };
    let mut args = vec![place];
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
        yours: row.small("yours")?,
    })
}

#[cfg(test)]
mod tests {
    //! Which index answers, asked of the engine itself: a screen that is open all day must not read every case there ever was.

    use super::*;
    use crate::db::Db;
    use jiff::civil::date;

    async fn plan(db: &Db, filter: &Filter<'_>) -> Vec<String> {
        let (sql, args) = asked(filter);
        // A few texts, in a test.
        let sql: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
        let rows = db.rows(sql, args).await.unwrap();
        rows.iter().map(|row| row.get("detail").unwrap()).collect()
    }

    #[tokio::test]
    async fn no_list_of_what_is_open_and_no_search_reads_all_cases() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plan.db");
        let db = Db::connect(file.to_str().unwrap(), 2).await.unwrap();
        db.migrate().await.unwrap();
        let (day, id) = (date(2026, 9, 21), CenterId::from_i64);
        let now = LocalMinute { day, minute: 0 };
        let (one, two) = ([id(1)], [id(1), id(2)]);
        let yours = Yours {
            me: StaffId::from_i64(7),
            staff: one.to_vec(),
            leads: Vec::new(),
            town: Vec::new(),
        };
        for centers in [Some(&one[..]), Some(&two[..]), None] {
            for (text, state) in [
                ("", None),
                ("", Some(State::Paused)),
                ("李玉", None),
                ("138 0000 1234", None),
            ] {
                let filter = Filter {
                    centers,
                    text,
                    state,
                    yours: Some(&yours),
                    ..Filter::open(now)
                };
                let plan = plan(&db, &filter).await;
                let whole = |line: &&String| line.starts_with("SCAN") && line.contains(" c") && !line.contains("INDEX");
                assert_eq!(plan.iter().find(whole), None, "{centers:?} {text:?}: {plan:#?}");
                let names = |index: &str| plan.iter().any(|line| line.contains(index));
                if text.is_empty() && centers == Some(&one[..]) {
                    assert!(
                        names("service_case_received_idx") && names("service_case_open_idx"),
                        "{plan:#?}"
                    );
                }
                if !text.is_empty() {
                    assert!(
                        names("service_case_name_begin_idx") && names("service_case_resident_idx"),
                        "{plan:#?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_looked_for_is_short_and_without_control_characters() {
        let day = date(2026, 9, 21);
        let long = format!("\0李\u{7}玉兰{}", "x".repeat(100));
        let filter = Filter {
            text: &long,
            ..Filter::open(LocalMinute { day, minute: 0 })
        };
        let wanted = filter.wanted();
        assert!(
            wanted.starts_with("李玉兰") && wanted.chars().count() == MOST_TEXT,
            "{wanted:?}"
        );
    }
}
