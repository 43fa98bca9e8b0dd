//! What became of a bad rating, for whoever gave it: the inspector's answer and nothing else of the chain.

use crate::{args, db::Query, error::StoreError};
use model::{
    evaluation::EvaluationId,
    follow_up::{Became, State},
};

/// What became of a rating, and the inspector's answer; none of a good one.
///
/// # Errors
/// The database does not answer.
pub async fn became(q: &impl Query, id: EvaluationId) -> Result<Option<(Became, String)>, StoreError> {
    let sql = "SELECT f.state,
                   (SELECT MAX(v.seq) FROM follow_up_event v WHERE v.follow_up_id = f.id AND v.step = 'order') AS ordered,
                   (SELECT MAX(v.seq) FROM follow_up_event v WHERE v.follow_up_id = f.id AND v.step IN ('unfounded', 'uphold'))
                       AS cleared,
                   (SELECT v.words FROM follow_up_event v WHERE v.follow_up_id = f.id AND v.step = 'pass'
                       ORDER BY v.seq DESC LIMIT 1) AS answer
               FROM follow_up f WHERE f.evaluation_id = $1";
    let Some(row) = q.row(sql, args![id]).await? else {
        return Ok(None);
    };
    let became = match row.word("state", State::from_code)? {
        State::SetAside => Became::SetAside,
        // What was found last counts: an order, or that there was nothing to put right.
        State::Closed if row.get::<Option<i64>>("ordered")? > row.get::<Option<i64>>("cleared")? => Became::PutRight,
        State::Closed => Became::Unfounded,
        _ => Became::Open,
    };
    Ok(Some((became, row.get::<Option<String>>("answer")?.unwrap_or_default())))
}
