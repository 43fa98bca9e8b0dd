//! Secret addresses of calendars, and the bookings that are in one.

use crate::{
    act::Act,
    args, audit, booking, center,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use jiff::civil::Date;
use model::{booking::Booking, center::CenterId, id::Id, resident::ResidentId, staff::StaffId};

/// Names a [`Link`].
pub type LinkId = Id<Link>;

/// Whose calendar a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A resident's own bookings.
    Resident(ResidentId),
    /// The bookings of a center, for a member of staff.
    Staff(StaffId, CenterId),
}

/// A secret address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The key: a new one with every new address, and what its token is made from.
    pub id: LinkId,
    /// Whose calendar it opens.
    pub owner: Owner,
    /// When it was made, epoch seconds.
    pub made_at: i64,
}

/// A booking in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The booking.
    pub booking: Booking,
    /// When it was last changed, epoch seconds.
    pub updated_at: i64,
}

fn link(row: &Row) -> Result<Link, StoreError> {
    let center = row.get::<Option<i64>>("center_id")?.map(CenterId::from_i64);
    let staff = row.get::<Option<i64>>("staff_id")?.map(StaffId::from_i64);
    let resident = row.get::<Option<i64>>("resident_id")?.map(ResidentId::from_i64);
    let owner = match (resident, staff, center) {
        (Some(resident), None, None) => Owner::Resident(resident),
        (None, Some(staff), Some(center)) => Owner::Staff(staff, center),
        _ => return Err(StoreError::Unreadable("calendar_link.owner")),
    };
    Ok(Link {
        id: row.id("id")?,
        owner,
        made_at: row.get("made_at")?,
    })
}

/// The columns that say whose it is: `-1` stands for none.
const fn columns(owner: Owner) -> (i64, i64, i64) {
    match owner {
        Owner::Resident(resident) => (resident.as_i64(), -1, -1),
        Owner::Staff(staff, center) => (-1, staff.as_i64(), center.as_i64()),
    }
}

/// The link of an owner, if they have one.
///
/// # Errors
/// The database does not answer.
pub async fn of(q: &impl Query, owner: Owner) -> Result<Option<Link>, StoreError> {
    let sql = "SELECT * FROM calendar_link WHERE resident_id = $1 OR (staff_id = $2 AND center_id = $3)";
    let (resident, staff, center) = columns(owner);
    let row = q.row(sql, args![resident, staff, center]).await?;
    row.as_ref().map(link).transpose()
}

/// The link whose token has that hash.
///
/// # Errors
/// The database does not answer.
pub async fn by_token(q: &impl Query, token_hash: &[u8]) -> Result<Option<Link>, StoreError> {
    let sql = "SELECT * FROM calendar_link WHERE token_hash = $1";
    q.row(sql, args![token_hash]).await?.as_ref().map(link).transpose()
}

/// Makes a link; the one that the owner had before opens nothing any more.
///
/// # Errors
/// The database does not answer.
pub async fn renew(db: &Db, act: &Act, owner: Owner, id: LinkId, token_hash: &[u8]) -> Result<Link, StoreError> {
    let tx = db.begin().await?;
    match owner {
        Owner::Resident(resident) => {
            let sql = "INSERT INTO calendar_link (id, token_hash, resident_id, made_at) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (resident_id) DO UPDATE SET
                           id = excluded.id, token_hash = excluded.token_hash, made_at = excluded.made_at";
            tx.run(sql, args![id, token_hash, resident, act.at]).await?;
        }
        Owner::Staff(staff, center) => {
            let sql =
                "INSERT INTO calendar_link (id, token_hash, staff_id, center_id, made_at) VALUES ($1, $2, $3, $4, $5)
                       ON CONFLICT (staff_id, center_id) DO UPDATE SET
                           id = excluded.id, token_hash = excluded.token_hash, made_at = excluded.made_at";
            tx.run(sql, args![id, token_hash, staff, center, act.at]).await?;
        }
    }
    log(&tx, act, owner, "calendar.create").await?;
    tx.commit().await?;
    Ok(Link {
        id,
        owner,
        made_at: act.at,
    })
}

/// Takes a link away: it opens nothing any more.
///
/// # Errors
/// The database does not answer.
pub async fn end(db: &Db, act: &Act, owner: Owner) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    if forget(&tx, owner).await? > 0 {
        log(&tx, act, owner, "calendar.remove").await?;
    }
    tx.commit().await
}

/// Takes a link away within a transaction.
pub(crate) async fn forget(tx: &Tx, owner: Owner) -> Result<u64, StoreError> {
    let sql = "DELETE FROM calendar_link WHERE resident_id = $1 OR (staff_id = $2 AND center_id = $3)";
    let (resident, staff, center) = columns(owner);
    tx.run(sql, args![resident, staff, center]).await
}

/// What staff do is in the log; residents' own affairs are not.
async fn log(tx: &Tx, act: &Act, owner: Owner, action: &'static str) -> Result<(), StoreError> {
    if let Owner::Staff(_, center) = owner {
        let name = center::get(tx, center).await?.ok_or(StoreError::NotFound)?.names.zh;
        audit::append(tx, act, action, &name, "").await?;
    }
    Ok(())
}

/// A resident's bookings from a day on, also those that were cancelled, in order of time.
///
/// # Errors
/// The database does not answer.
pub async fn of_resident(q: &impl Query, resident: ResidentId, from: Date) -> Result<Vec<Item>, StoreError> {
    let sql = booking::select!("WHERE b.resident_id = $1 AND b.day >= $2 ORDER BY b.first_slot, b.id");
    items(&q.rows(sql, args![resident, from]).await?)
}

/// The bookings of a center's rooms from a day on, also those that were cancelled, in order of time.
///
/// # Errors
/// The database does not answer.
pub async fn of_center(q: &impl Query, center: CenterId, from: Date) -> Result<Vec<Item>, StoreError> {
    let sql = booking::select!(
        "WHERE b.room_id IN (SELECT id FROM room WHERE center_id = $1) AND b.day >= $2 ORDER BY b.first_slot, b.id"
    );
    items(&q.rows(sql, args![center, from]).await?)
}

/// One booking.
///
/// # Errors
/// The database does not answer.
pub async fn of_number(q: &impl Query, number: model::booking::Number) -> Result<Option<Item>, StoreError> {
    let sql = booking::select!("WHERE b.number = $1");
    Ok(items(&q.rows(sql, args![number.to_string()]).await?)?.pop())
}

fn items(rows: &[Row]) -> Result<Vec<Item>, StoreError> {
    let item = |row: &Row| {
        Ok(Item {
            booking: booking::booking(row)?,
            updated_at: row.get("updated_at")?,
        })
    };
    rows.iter().map(item).collect()
}
