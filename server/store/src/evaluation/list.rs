//! What was said about a center, for those who work on it: without whoever said it. And whether its words are published.

use super::level;
use crate::{
    act::Act,
    args, audit,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    center::CenterId,
    evaluation::{Answers, Content, Decision, EvaluationId, Level, Moderation, Outcome, Service},
    follow_up::State,
};

/// Evaluations on one page.
pub const PAGE_SIZE: i64 = 50;

/// Which ones.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only the bad ones.
    pub bad: bool,
    /// Only those whose words nobody has decided about.
    pub waiting: bool,
    /// Which page, from 0. Pages are numbered because the key of an evaluation tells when it was made.
    pub page: u16,
}

/// An evaluation, without whoever gave it; nor the room, because who was there on a day is known to those who work there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The key.
    pub id: EvaluationId,
    /// Which center.
    pub center: CenterId,
    /// What kind of service.
    pub service: Service,
    /// How that ended.
    pub outcome: Outcome,
    /// The local day of the service.
    pub day: Date,
    /// The how-manieth time one was asked.
    pub round: u8,
    /// How satisfied.
    pub level: Level,
    /// What was ticked and answered.
    pub answers: Answers,
    /// What was asked.
    pub content: Content,
    /// In their own words, unmasked: for nobody's eyes but through `mask_words`.
    pub words: String,
    /// People whom the words may not name: whoever said it, in whose name the booking or the case was, who acted for them, and with whom
    /// they met in a private room.
    pub named: Vec<String>,
    /// When it arrived, epoch seconds.
    pub made_at: i64,
    /// How the follow-up of a bad one stands.
    pub follow_up: Option<State>,
    /// Why it does not count, where it was set aside.
    pub set_aside: Option<String>,
    /// How it stands with the words.
    pub moderation: Moderation,
    /// The words as everybody reads them.
    pub published_words: String,
    /// What the center answers to everybody.
    pub published_answer: String,
    /// Rises with every change.
    pub version: i64,
}

/// Evaluations with what they are about; the rest of the statement follows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT e.id, e.level, e.answers, e.words, e.made_at, e.set_aside_at, e.set_aside_reason, e.moderation,
                 e.published_words, e.published_answer, e.version, a.center_id, a.service, a.outcome, a.day, a.round, v.content, f.state,
                 COALESCE(p.name, '') AS resident_name, COALESCE(b.name, '') AS booked_as,
                 COALESCE(b.with_whom, '') AS with_whom, COALESCE(s.name, '') AS case_of,
                 COALESCE(s.agent, '') AS case_agent
             FROM evaluation e JOIN evaluation_ask a ON a.id = e.ask_id
                 JOIN evaluation_form_version v ON v.form_id = e.form_id AND v.version = e.form_version
                 LEFT JOIN follow_up f ON f.evaluation_id = e.id
                 LEFT JOIN resident p ON p.id = a.resident_id LEFT JOIN booking b ON b.id = a.booking_id
                 LEFT JOIN service_case s ON s.id = CASE WHEN a.service = 'case' THEN CAST(SUBSTR(a.subject, 6) AS BIGINT) END ",
            $rest
        )
    };
}

/// See [`Listed::named`]. Several people are written one after the other.
fn named(row: &Row) -> Result<Vec<String>, StoreError> {
    let mut named: Vec<String> = Vec::new();
    for column in ["resident_name", "booked_as", "case_of", "case_agent"] {
        named.push(row.get(column)?);
    }
    let others: String = row.get("with_whom")?;
    let others = others.split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | '；' | ';'));
    for name in others.filter(|name| !name.is_empty()) {
        named.push(name.to_owned());
        // 王五和李四 are two, 李和平 is one: both are looked for.
        named.extend(name.split('和').map(str::to_owned));
    }
    Ok(named)
}

fn row(row: &Row) -> Result<Listed, StoreError> {
    let answers: String = row.get("answers")?;
    let set_aside = row.get::<Option<i64>>("set_aside_at")?;
    Ok(Listed {
        id: row.id("id")?,
        center: row.id("center_id")?,
        service: row.word("service", Service::from_code)?,
        outcome: row.word("outcome", Outcome::from_code)?,
        day: row.date("day")?,
        round: row.small("round")?,
        level: level(row)?,
        answers: if answers.is_empty() {
            Answers::default()
        } else {
            serde_json::from_str(&answers)?
        },
        content: serde_json::from_str(&row.get::<String>("content")?)?,
        words: row.get("words")?,
        named: named(row)?,
        made_at: row.get("made_at")?,
        follow_up: match row.get::<Option<String>>("state")? {
            Some(_) => Some(row.word("state", State::from_code)?),
            None => None,
        },
        set_aside: match set_aside {
            Some(_) => Some(row.get("set_aside_reason")?),
            None => None,
        },
        moderation: row.word("moderation", Moderation::from_code)?,
        published_words: row.get("published_words")?,
        published_answer: row.get("published_answer")?,
        version: row.get("version")?,
    })
}

/// What was said about a center, the latest first: at most [`PAGE_SIZE`].
///
/// # Errors
/// The database does not answer.
pub async fn listed(q: &impl Query, center: CenterId, filter: Filter) -> Result<Vec<Listed>, StoreError> {
    let sql = select!(
        "WHERE a.center_id = $1 AND (NOT $2 OR e.level >= 4) AND (NOT $3 OR e.moderation = 'waiting')
         ORDER BY e.id DESC LIMIT $4 OFFSET $5"
    );
    let from = PAGE_SIZE * i64::from(filter.page);
    let rows = q
        .rows(sql, args![center, filter.bad, filter.waiting, PAGE_SIZE, from])
        .await?;
    rows.iter().map(row).collect()
}

/// What waits for a decision about its words in these centers, the latest first: at most [`PAGE_SIZE`]; `page` counts from 0.
///
/// # Errors
/// The database does not answer.
pub async fn waiting(q: &impl Query, centers: &[CenterId], page: u16) -> Result<Vec<Listed>, StoreError> {
    // The state is written out so that the index of what waits is used.
    let sql = select!(
        "WHERE e.moderation = 'waiting' AND $1 LIKE '%,' || a.center_id || ',%' ORDER BY e.id DESC LIMIT $2 OFFSET $3"
    );
    let from = PAGE_SIZE * i64::from(page);
    let rows = q.rows(sql, args![list(centers), PAGE_SIZE, from]).await?;
    rows.iter().map(row).collect()
}

/// How many wait for a decision about their words in these centers.
///
/// # Errors
/// The database does not answer.
pub async fn count_waiting(q: &impl Query, centers: &[CenterId]) -> Result<u32, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM evaluation e JOIN evaluation_ask a ON a.id = e.ask_id
               WHERE e.moderation = 'waiting' AND $1 LIKE '%,' || a.center_id || ',%'";
    let row = q.row(sql, args![list(centers)]).await?.ok_or(StoreError::NotFound)?;
    row.small("n")
}

fn list(centers: &[CenterId]) -> String {
    centers
        .iter()
        .fold(String::from(","), |list, id| format!("{list}{},", id.as_i64()))
}

/// One evaluation.
///
/// # Errors
/// The database does not answer.
pub async fn one(q: &impl Query, id: EvaluationId) -> Result<Option<Listed>, StoreError> {
    let found = q.row(select!("WHERE e.id = $1"), args![id]).await?;
    found.as_ref().map(row).transpose()
}

/// Publishes words, or withholds them, over `version`; returns the new version. The log calls it by `name`: its key tells when it was made.
///
/// # Errors
/// [`StoreError::Conflict`]; [`StoreError::NotFound`], also for one without words.
pub async fn moderate(
    db: &Db,
    act: &Act,
    (id, name): (EvaluationId, &str),
    version: i64,
    decision: &Decision,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = one(&tx, id).await?.ok_or(StoreError::NotFound)?;
    if before.words.is_empty() {
        return Err(StoreError::NotFound);
    }
    let sql =
        "UPDATE evaluation SET moderation = $3, published_words = $4, published_answer = $5, version = version + 1
               WHERE id = $1 AND version = $2";
    let args = args![
        id,
        version,
        decision.moderation.code(),
        &decision.words,
        &decision.answer
    ];
    if tx.run(sql, args).await? != 1 {
        return Err(conflict(&tx, name, &before).await?);
    }
    let action = match decision.moderation {
        Moderation::Published => "evaluation.publish",
        _ => "evaluation.withhold",
    };
    audit::append(&tx, act, action, name, "").await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// What the center answers to words that are not withheld, over `version`; returns the new version. Everybody reads it with the words.
/// The log calls it by `name`, as in [`moderate`].
///
/// # Errors
/// [`StoreError::Conflict`]; [`StoreError::NotFound`], also for one whose words are withheld or that has none.
pub async fn answer(
    db: &Db,
    act: &Act,
    (id, name): (EvaluationId, &str),
    version: i64,
    answer: &str,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = one(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let sql = "UPDATE evaluation SET published_answer = $3, version = version + 1
               WHERE id = $1 AND version = $2 AND moderation IN ('waiting', 'published')";
    if tx.run(sql, args![id, version, answer]).await? != 1 {
        if !matches!(before.moderation, Moderation::Waiting | Moderation::Published) {
            return Err(StoreError::NotFound);
        }
        return Err(conflict(&tx, name, &before).await?);
    }
    // Not the words: they may name somebody, and go when that person is forgotten.
    audit::append(&tx, act, "evaluation.answer", name, "").await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Who was faster: the row itself names nobody, the log does.
async fn conflict(tx: &Tx, name: &str, now: &Listed) -> Result<StoreError, StoreError> {
    let sql = "SELECT who, at FROM audit WHERE subject = $1 AND action IN ('evaluation.publish', 'evaluation.withhold', 'evaluation.answer')
               ORDER BY id DESC LIMIT 1";
    let last = tx.row(sql, args![name]).await?;
    let (by, at) = match last {
        Some(row) => (row.get("who")?, row.get("at")?),
        // Set aside, or forgotten as its resident asked.
        None => (String::new(), now.made_at),
    };
    Ok(StoreError::Conflict {
        by,
        at,
        version: now.version,
    })
}
