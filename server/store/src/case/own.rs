//! A resident's own cases: what they may see, and what becomes of them when they ask to be forgotten.

use super::{Case, Taking, by_id, case, enter, file, select, step, visit};
use crate::{
    act::Act,
    args,
    db::{Query, Tx},
    error::StoreError,
};
use jiff::tz::TimeZone;
use model::{
    Problem,
    case::{Actor, CaseId, Item, NewStep, Step, VisitTime},
    resident::ResidentId,
};

/// All cases of a resident, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn of_resident(q: &impl Query, resident: ResidentId) -> Result<Vec<Case>, StoreError> {
    let sql = select!("WHERE c.resident_id = $1 ORDER BY c.opened_at DESC, c.id DESC");
    q.rows(sql, args![resident]).await?.iter().map(case).collect()
}

/// Forgets whose the cases of a resident are: those that are open are withdrawn, names, addresses and their words go. What was done
/// stays, of nobody.
///
/// # Errors
/// [`Problem::PapersHeld`] under `form` while a center has papers of theirs: nobody would know whose they are.
pub async fn erase(tx: &Tx, act: &Act, zone: &TimeZone, resident: ResidentId) -> Result<(), StoreError> {
    // Held before they are read, in the order of their keys, as everybody who touches several: whoever of the staff takes a step has
    // taken it by then, or finds the case withdrawn.
    let sql = "SELECT id FROM service_case WHERE resident_id = $1 AND (closed_at IS NULL OR papers > 0) ORDER BY id";
    let mut open = Vec::new();
    for row in tx.rows(sql, args![resident]).await? {
        let id: CaseId = row.id("id")?;
        let hold = "UPDATE service_case SET version = version WHERE id = $1";
        tx.run(hold, args![id]).await?;
        let one = by_id(tx, id).await?;
        if one.papers > 0 {
            let what = one.number.spaced();
            return Err(StoreError::refused("form", Problem::PapersHeld { what }));
        }
        if one.closed_at.is_none() {
            open.push(one);
        }
    }
    for one in open {
        let withdraw = NewStep::bare(Step::Withdraw);
        let taking = Taking {
            version: one.version,
            actor: Actor::Resident,
            step: &withdraw,
            answer: "",
        };
        // Nobody is left who could be asked how it was.
        step::take_unasked(tx, act, zone, one.id, &taking, None).await?;
    }
    file::erase_files(tx, act.at, resident).await?;
    enter::forget(tx, resident).await?;
    let sql = "UPDATE service_case SET name = '', agent = '', address = '', note = '', answer = '', answers = '{}'
               WHERE resident_id = $1";
    tx.run(sql, args![resident]).await?;
    // What papers were stands twice: on the receipt and in the steps.
    for sql in [
        "UPDATE case_paper SET what = '' WHERE case_id IN (SELECT id FROM service_case WHERE resident_id = $1)",
        "UPDATE case_event SET words = '' WHERE step IN ('paper_in', 'paper_out')
             AND case_id IN (SELECT id FROM service_case WHERE resident_id = $1)",
    ] {
        tx.run(sql, args![resident]).await?;
    }
    Ok(())
}

/// A step of a case, as whose case it is was told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldStep {
    /// Epoch seconds.
    pub at: i64,
    /// Which.
    pub step: Step,
    /// What was said to them.
    pub words: String,
    /// What they were asked for.
    pub items: Vec<String>,
    /// When they are visited from then on.
    pub visit: Option<VisitTime>,
}

/// What somebody is told of the steps that were taken.
///
/// # Errors
/// The database does not answer.
pub async fn told_steps(q: &impl Query, id: CaseId) -> Result<Vec<ToldStep>, StoreError> {
    let sql = "SELECT at, step, words, items, visit_day, visit_from, visit_to FROM case_event
               WHERE case_id = $1 ORDER BY seq";
    let mut steps = Vec::new();
    for row in q.rows(sql, args![id]).await? {
        let step = row.word("step", Step::from_code)?;
        if step.is_open_to_resident() {
            let words: String = row.get("words")?;
            let items: Vec<Item> = serde_json::from_str(&row.get::<String>("items")?)?;
            steps.push(ToldStep {
                at: row.get("at")?,
                step,
                words: if step.is_for_resident() { words } else { String::new() },
                items: items.into_iter().map(|item| item.name).collect(),
                visit: visit(&row)?,
            });
        }
    }
    Ok(steps)
}
