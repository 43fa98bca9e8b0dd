//! A case that was brought before it is entered: from a table of what was done on paper, or because the counter had no network.
//!
//! It comes in through the events of every other case, each at the moment at which it happened, so its log alone says what it is: terms
//! are counted from the day it was brought, and statistics count it in the month it happened. Beside it stands that, when and by whom it
//! was entered ([`entry`]).
//!
//! What its resident hears: of a case that goes on, once, where it stands. Of one that has ended nothing, for they know; they are
//! asked how it was where a link that was made at its end would still live ([`ASK_DAYS`]) and there is a telephone to send it to.
//! Of what ended longer ago, or without a telephone, nobody is asked, and it counts in no share of ratings: a paper that lay in a
//! drawer is no service that somebody could have rated and did not.

use super::{Opening, by_id, open, step, tell};
use crate::{
    act::{Act, content_hash},
    args, audit,
    db::{Query, Tx},
    error::StoreError,
    follow_up::{instant, local},
    resident, staff, statistics, workday,
};
use jiff::tz::TimeZone;
use model::{
    Problem,
    case::{CaseId, Event, NewStep, Step},
    center::CenterId,
    evaluation::ASK_DAYS,
    import::{CaseRecord, Change, Row},
    matter::Answers,
};

/// How a case came to be entered later than it was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// From a table of what was done on paper.
    Sheet,
    /// It waited in a browser for the network.
    Outbox,
}

impl Source {
    const ALL: [Self; 2] = [Self::Sheet, Self::Outbox];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::Outbox => "outbox",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// That a case was entered later than it was brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How that came.
    pub source: Source,
    /// The number that the paper gave it.
    pub paper: Option<String>,
    /// When it was entered, epoch seconds.
    pub at: i64,
    /// By whom.
    pub by: String,
}

/// That a case was entered later; none of one that was entered as it was brought.
///
/// # Errors
/// The database does not answer.
pub async fn entry(q: &impl Query, id: CaseId) -> Result<Option<Entry>, StoreError> {
    let sql = "SELECT source, paper, entered_at, entered_by FROM case_entry WHERE case_id = $1";
    let row = q.row(sql, args![id]).await?;
    row.map(|row| {
        Ok(Entry {
            source: row.word("source", Source::from_code)?,
            paper: row.get("paper")?,
            at: row.get("entered_at")?,
            by: row.get("entered_by")?,
        })
    })
    .transpose()
}

/// Notes that a case was entered later than it was brought.
pub(super) async fn note(
    tx: &Tx,
    act: &Act,
    (id, center): (CaseId, CenterId),
    source: Source,
    paper: Option<(&str, &str)>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO case_entry (case_id, center_id, source, paper, said_hash, entered_at, entered_by, staff_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (number, hash) = paper.unzip();
    let args = args![
        id,
        center,
        source.code(),
        number,
        hash.unwrap_or_default(),
        act.at,
        &act.who,
        act.staff,
    ];
    tx.run(sql, args).await.map(drop)
}

/// Only one table of cases is written at a time.
pub(crate) async fn queue(tx: &Tx) -> Result<(), StoreError> {
    let sql = "UPDATE revision SET value = value + 1 WHERE name = 'case_entry'";
    tx.run(sql, args![]).await.map(drop)
}

/// The case that was entered under a paper's number, and whether the paper said the same. After its resident was forgotten nobody knows
/// any more, and every paper of that number says the same.
async fn stored(q: &impl Query, record: &CaseRecord) -> Result<Option<(CaseId, bool)>, StoreError> {
    let sql = "SELECT case_id, said_hash FROM case_entry WHERE center_id = $1 AND paper = $2";
    let row = q.row(sql, args![record.center, &record.number]).await?;
    row.map(|row| {
        let hash: String = row.get("said_hash")?;
        Ok((
            row.id("case_id")?,
            hash.is_empty() || hash == content_hash(&record.said()),
        ))
    })
    .transpose()
}

/// Looks which rows say what is stored already. Those whose number stands for something else are given back with their line.
///
/// # Errors
/// The database does not answer.
pub async fn compare(
    q: &impl Query,
    rows: Vec<Row<CaseRecord, CaseId>>,
) -> Result<(Vec<Row<CaseRecord, CaseId>>, Vec<u32>), StoreError> {
    let (mut good, mut other) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        match stored(q, &row.value).await? {
            None => good.push(row),
            Some((id, true)) => good.push(Row {
                change: Change::Same(id),
                ..row
            }),
            Some((_, false)) => other.push(row.line),
        }
    }
    Ok((good, other))
}

/// Enters what a row says, unless it was entered before; whether it was not. Whoever calls holds [`queue`].
///
/// # Errors
/// [`Problem::AlreadySent`] under `number` where the paper of that number said something else; what [`super::open()`] refuses.
pub(crate) async fn enter(
    tx: &Tx,
    act: &Act,
    zone: &TimeZone,
    (record, noise): (&CaseRecord, u64),
) -> Result<bool, StoreError> {
    match stored(tx, record).await? {
        Some((_, true)) => return Ok(false),
        Some((_, false)) => return Err(StoreError::refused("number", Problem::AlreadySent)),
        None => {}
    }
    let now = local(zone, act.at);
    let opening = Opening {
        key: "",
        matter: &record.matter,
        center: record.center,
        resident: None,
        new: &record.new,
        answers: &Answers::default(),
        notice: None,
        noise,
    };
    let matter = open::allowed(tx, &opening, record.state.is_ended()).await?;
    let by = match record.handler {
        Some(id) => {
            let who = staff::get(tx, id).await?.ok_or(StoreError::NotFound)?;
            (who.name, Some(id))
        }
        None => (act.who.clone(), act.staff),
    };
    // The moments are whole minutes, of which this one may have begun a while ago.
    let then = |at| Act {
        at: instant(zone, at).min(act.at),
        who: by.0.clone(),
        staff: by.1,
        ids: act.ids.clone(),
    };
    let whose = resident::called(tx, act, &record.new.phone, &record.new.name).await?;
    let id: CaseId = act.id();
    open::put(tx, &then(record.brought(now)), &opening, (id, &matter, whose, None)).await?;
    note(
        tx,
        act,
        (id, record.center),
        Source::Sheet,
        Some((&record.number, &content_hash(&record.said()))),
    )
    .await?;
    let (calendar, mark) = workday::counted(tx).await?;
    let log = record.events(&by.0, by.1, now);
    for (n, event) in log.iter().enumerate() {
        if event.step == Step::HandUp {
            let up = NewStep {
                center: event.center,
                ..NewStep::bare(Step::HandUp)
            };
            step::may_hand_up(tx, &by_id(tx, id).await?, &up)
                .await
                .map_err(at_town)?;
        }
        let chain = model::case::Case::replay(record.center, record.new.mode, matter.content.promised, &log[..=n])
            .map_err(|problem| StoreError::refused("state", problem))?;
        step::put(tx, &then(event.at), id, event).await?;
        step::keep(tx, &then(event.at), zone, id, &chain, (&calendar, mark)).await?;
    }
    let case = by_id(tx, id).await?;
    statistics::count(tx, &case, matter.content.promised, &log, &calendar).await?;
    audit::append(tx, act, "case.enter", &case.number.to_string(), &matter.content.code).await?;
    hears(tx, act, zone, &case, &log).await?;
    Ok(true)
}

/// In a table it is the column of the town that says where it goes.
fn at_town(error: StoreError) -> StoreError {
    match error.field_error() {
        Some(problem) if problem.field == "center" => StoreError::refused("town", problem.problem),
        _ => error,
    }
}

/// See the module.
async fn hears(tx: &Tx, act: &Act, zone: &TimeZone, case: &super::Case, log: &[Event]) -> Result<(), StoreError> {
    if case.state.is_open() {
        return match log.last() {
            Some(last) => tell::told(tx, act, case, last, None).await,
            None => Ok(()),
        };
    }
    let ends = |event: &&Event| matches!(event.step, Step::AtOnce | Step::Decide | Step::Refuse);
    let Some(end) = log.iter().find(ends).filter(|_| !case.phone.is_empty()) else {
        return Ok(());
    };
    let then = Act {
        at: instant(zone, end.at).min(act.at),
        ..act.clone()
    };
    if then.at + ASK_DAYS * 86_400 > act.at {
        step::ended(tx, act, &then, zone, case, end).await?;
    }
    Ok(())
}

/// Forgets what papers said of a resident's cases; their numbers stay, so that the paper is not entered again.
pub(super) async fn forget(tx: &Tx, resident: model::resident::ResidentId) -> Result<(), StoreError> {
    let sql =
        "UPDATE case_entry SET said_hash = '' WHERE case_id IN (SELECT id FROM service_case WHERE resident_id = $1)";
    tx.run(sql, args![resident]).await.map(drop)
}
