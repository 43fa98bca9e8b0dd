//! What residents said in words, as everybody reads it.

use super::level;
use crate::{
    args,
    db::{Query, Row},
    error::StoreError,
    figures::Of,
};
use model::{
    center::CenterId,
    evaluation::{Level, Service},
    figures::Period,
};

/// On one page.
pub const WORDS_PAGE: i64 = 20;

/// Words that were published, with what the center answers. Of the day only the month: who was there on a day is known to some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// About which center.
    pub center: CenterId,
    /// About which kind of service.
    pub service: Service,
    /// In which month.
    pub month: Period,
    /// How satisfied they were.
    pub level: Level,
    /// The words, masked.
    pub words: String,
    /// What the center answers; may be empty.
    pub answer: String,
}

fn row(row: &Row) -> Result<Published, StoreError> {
    Ok(Published {
        center: row.id("center_id")?,
        service: row.word("service", Service::from_code)?,
        month: row.word("month", |text| text.parse().ok())?,
        level: level(row)?,
        words: row.get("published_words")?,
        answer: row.get("published_answer")?,
    })
}

/// A page of published words, at most [`WORDS_PAGE`], the latest first; `page` counts from 0. Nothing that was set aside. Pages are numbered
/// because the key of an evaluation tells when it was made.
///
/// # Errors
/// The database does not answer.
pub async fn published(q: &impl Query, of: Of, page: u16) -> Result<Vec<Published>, StoreError> {
    let sql =
        "SELECT e.level, e.published_words, e.published_answer, a.center_id, a.service, SUBSTR(a.day, 1, 7) AS month
               FROM evaluation e JOIN evaluation_ask a ON a.id = e.ask_id
               WHERE e.moderation = 'published' AND e.published_words <> '' AND e.set_aside_at IS NULL
                   AND SUBSTR(a.day, 1, 7) >= $1 AND SUBSTR(a.day, 1, 7) <= $2
                   AND ($3 IS NULL OR a.service = $3) AND ($4 IS NULL OR a.center_id = $4)
               ORDER BY e.id DESC LIMIT $5 OFFSET $6";
    let args = args![
        of.first.to_string(),
        of.last.to_string(),
        of.service.map(Service::code),
        of.center,
        WORDS_PAGE,
        WORDS_PAGE * i64::from(page),
    ];
    q.rows(sql, args).await?.iter().map(row).collect()
}
