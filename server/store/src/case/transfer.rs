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
    let mut all = center::list(q, false).await?;
    all.retain(|to| {
        let beside = to.kind == own.kind && to.division.shares_town(&own.division);
        to.id != own.id && beside && open::handled(&set, &matter, to)
    });
    Ok(all)
}

/// Whether a case may go where it is sent.
pub(super) async fn may_transfer(tx: &Tx, case: &Case, new: &NewStep) -> Result<(), StoreError> {
    let all = beside(tx, case).await?;
    if all.iter().any(|to| Some(to.id) == new.center) {
        Ok(())
    } else {
        Err(StoreError::refused("center", Problem::NotThere))
    }
}

/// The counter that has the case no more expects nobody for it.
pub(super) async fn forget_slot(tx: &Tx, id: CaseId) -> Result<(), StoreError> {
    let sql = "UPDATE service_case SET booking_id = NULL, visit_day = NULL, visit_from = 0, visit_to = 0 WHERE id = $1";
    tx.run(sql, args![id]).await.map(drop)
}
