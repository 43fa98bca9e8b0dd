//! What a resident said, for themselves: told everything, and forgotten. The level stays, of nobody: it was counted.

use crate::{
    args,
    db::{Query, Tx},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    evaluation::{Answers, Level, Service},
    resident::ResidentId,
};
use serde::Serialize;
use std::collections::HashMap;

/// A service that a resident was asked about, and what they said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    /// What kind of service.
    pub service: Service,
    /// The local day.
    #[serde(with = "model::date")]
    pub day: Date,
    /// When they were asked, epoch seconds.
    pub asked_at: i64,
    /// How satisfied they said to be.
    pub level: Option<Level>,
    /// What they ticked and answered.
    pub answers: Answers,
    /// Their words.
    pub words: String,
    /// Their words as everybody reads them.
    pub published_words: String,
    /// When each photo came that answers a question and is still kept, epoch seconds.
    pub photos: Vec<i64>,
}

/// Everything that a resident was asked and said.
pub(crate) async fn of_resident(q: &impl Query, resident: ResidentId) -> Result<Vec<Given>, StoreError> {
    let sql = "SELECT e.id, p.made_at FROM evaluation_ask a JOIN evaluation e ON e.ask_id = a.id
                   JOIN evaluation_photo p ON p.evaluation_id = e.id WHERE a.resident_id = $1 ORDER BY e.id, p.made_at";
    let mut photos: HashMap<i64, Vec<i64>> = HashMap::new();
    for row in q.rows(sql, args![resident]).await? {
        photos.entry(row.get("id")?).or_default().push(row.get("made_at")?);
    }
    let sql = "SELECT a.service, a.day, a.asked_at, e.id, e.level, e.answers, e.words, e.published_words
               FROM evaluation_ask a LEFT JOIN evaluation e ON e.ask_id = a.id WHERE a.resident_id = $1 ORDER BY a.id";
    let rows = q.rows(sql, args![resident]).await?;
    rows.iter()
        .map(|row| {
            let text = |column| Ok::<_, StoreError>(row.get::<Option<String>>(column)?.unwrap_or_default());
            let answers = text("answers")?;
            Ok(Given {
                service: row.word("service", Service::from_code)?,
                day: row.date("day")?,
                asked_at: row.get("asked_at")?,
                level: match row.get::<Option<i64>>("level")? {
                    None => None,
                    Some(_) => Some(super::level(row)?),
                },
                answers: if answers.is_empty() {
                    Answers::default()
                } else {
                    serde_json::from_str(&answers)?
                },
                words: text("words")?,
                published_words: text("published_words")?,
                photos: row
                    .get::<Option<i64>>("id")?
                    .and_then(|id| photos.remove(&id))
                    .unwrap_or_default(),
            })
        })
        .collect()
}

/// Forgets what a resident wrote and whose it was.
pub(crate) async fn forget(tx: &Tx, resident: ResidentId) -> Result<(), StoreError> {
    let sql = "UPDATE evaluation SET answers = '{}', words = '', published_words = '', published_answer = '',
                   moderation = 'none', version = version + 1
               WHERE ask_id IN (SELECT id FROM evaluation_ask WHERE resident_id = $1)";
    tx.run(sql, args![resident]).await?;
    let sql = "DELETE FROM evaluation_photo WHERE evaluation_id IN (SELECT e.id FROM evaluation e
                   JOIN evaluation_ask a ON a.id = e.ask_id WHERE a.resident_id = $1)";
    tx.run(sql, args![resident]).await?;
    let sql = "UPDATE evaluation_ask SET resident_id = NULL WHERE resident_id = $1";
    tx.run(sql, args![resident]).await.map(drop)
}
