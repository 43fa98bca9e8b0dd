//! A case goes to another center of the same town: its resident has moved, or came to the wrong one.

use super::{Case, open};
use crate::{
    args, center,
    db::{Query, Tx},
    error::StoreError,
    matter,
};
use model::{
    Problem,
    case::{CaseId, NewStep},
    center::Center,
};

/// The centers that a case may be transferred to: of the town and the kind of the one that has it, in service, and where its matter is
/// handled. Up to the town and back are other steps.
///
/// # Errors
/// [`StoreError::NotFound`]; the database does not answer.
pub async fn beside(q: &impl Query, case: &Case) -> Result<Vec<Center>, StoreError> {
    let own = center::get(q, case.handler).await?.ok_or(StoreError::NotFound)?;
    let matter = matter::get(q, case.matter).await?.ok_or(StoreError::NotFound)?;
    let set = matter::places(q, case.matter).await?;
    let mut all = center::of_town(q, &own.division, own.kind).await?;
    all.retain(|to| is_beside(&own, to) && open::handled(&set, &matter, to));
    Ok(all)
}

fn is_beside(own: &Center, to: &Center) -> bool {
    to.id != own.id && !to.retired && to.kind == own.kind && to.division.shares_town(&own.division)
}

/// Whether a case may go where it is sent: to one of those [`beside`]. Asked of that one alone, because nobody else writes meanwhile.
pub(super) async fn may_transfer(tx: &Tx, case: &Case, new: &NewStep) -> Result<(), StoreError> {
    let not_there = || StoreError::refused("center", Problem::NotThere);
    let to = new.center.ok_or_else(not_there)?;
    let to = center::get(tx, to).await?.ok_or_else(not_there)?;
    let own = center::get(tx, case.handler).await?.ok_or(StoreError::NotFound)?;
    let matter = matter::get(tx, case.matter).await?.ok_or(StoreError::NotFound)?;
    if is_beside(&own, &to) && open::handles(tx, &matter, &to).await? {
        Ok(())
    } else {
        Err(not_there())
    }
}

/// The counter that has the case no more expects nobody for it.
pub(super) async fn forget_slot(tx: &Tx, id: CaseId) -> Result<(), StoreError> {
    let sql = "UPDATE service_case SET booking_id = NULL, visit_day = NULL, visit_from = 0, visit_to = 0 WHERE id = $1";
    tx.run(sql, args![id]).await.map(drop)
}

/// Takes a case that was registered by mistake off a booking which was there before it: that stays whose it is. Whether it was so.
pub(super) async fn leave_slot(tx: &Tx, id: CaseId) -> Result<bool, StoreError> {
    let sql = "UPDATE service_case SET booking_id = NULL, visit_day = NULL, visit_from = 0, visit_to = 0
               WHERE id = $1 AND EXISTS (SELECT 1 FROM booking b WHERE b.id = service_case.booking_id
                   AND b.created_at < service_case.opened_at)";
    Ok(tx.run(sql, args![id]).await? == 1)
}
