//! A bad rating was followed to its end: whoever gave it is told what became of it, in the inspector's words, and asked once more.

use super::booking::WORTH_TELLING;
use crate::{
    act::Act,
    args, booking,
    db::{Query, Tx},
    error::StoreError,
    notice::{self, NewNotice},
};
use model::{
    evaluation::{ASK_DAYS, About, AskId, EvaluationId, Link},
    notice::NoticeKind,
    resident::ResidentId,
};

/// Asks about the same service one round further, and tells its resident what became of what they said. Nothing where nobody knows
/// whose it was.
pub(crate) async fn ask_again(
    tx: &Tx,
    act: &Act,
    id: EvaluationId,
    words: &str,
    unfounded: bool,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO evaluation_ask (id, service, subject, round, center_id, room_id, booking_id, resident_id, staff_id,
                   outcome, served_at, day, asked_at, expires_at, address_mark)
               SELECT $2, a.service, a.subject, a.round + 1, a.center_id, a.room_id, a.booking_id, a.resident_id, a.staff_id,
                   a.outcome, a.served_at, a.day, $3, $4, ''
               FROM evaluation e JOIN evaluation_ask a ON a.id = e.ask_id
               WHERE e.id = $1 AND a.resident_id IS NOT NULL AND a.round < 9
               ON CONFLICT (subject, round) DO NOTHING";
    let ask: AskId = act.id();
    let until = act.at + ASK_DAYS * 86_400;
    if tx.run(sql, args![id, ask, act.at, until]).await? != 1 {
        return Ok(());
    }
    let sql = "SELECT subject, round, resident_id FROM evaluation_ask WHERE id = $1";
    let row = tx.row(sql, args![ask]).await?.ok_or(StoreError::NotFound)?;
    let Some(about) = About::from_subject(&row.get::<String>("subject")?) else {
        return Ok(());
    };
    let resident: ResidentId = row.id("resident_id")?;
    let link = Link {
        about,
        round: row.small("round")?,
    };
    let booking = match about {
        About::Booking(id) => booking::get(tx, id).await?,
        About::Case(_) => None,
    };
    let new = NewNotice {
        resident,
        kind: if unfounded {
            NoticeKind::EvaluationUnfounded
        } else {
            NoticeKind::EvaluationAgain
        },
        event: &link.to_string(),
        about: booking.as_ref().map(notice::about),
        words,
        path: &format!("/rate/{link}"),
        not_before: None,
        expires_at: act.at + WORTH_TELLING,
    };
    notice::tell(tx, act, new).await.map(drop)
}
