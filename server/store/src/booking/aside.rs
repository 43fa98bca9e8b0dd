//! Rules of residents that staff set aside with a booking: which those are, as far as the staff member may know of the person.

use super::place::Wanted;
use crate::{args, db::Query, error::StoreError, room, setting};
use jiff::civil::Date;
use model::{
    booking::{BookingId, Counted, Day, Limited, Refusal, Rules, waived},
    center::CenterId,
    date,
    resident::ResidentId,
    room::RoomKind,
};

/// Which bookings of a person are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All: the person asks, or the rules hold them.
    All,
    /// What a staff member may know of: nothing that was booked as private, unless they know the parties of this center. A
    /// refusal would else tell that somebody has a mediation.
    Staff(Option<CenterId>),
}

impl Sight {
    /// For statements: of which center private bookings count; -1 for all, 0 for none.
    const fn center(self) -> i64 {
        match self {
            Self::All => -1,
            Self::Staff(None) => 0,
            Self::Staff(Some(id)) => id.as_i64(),
        }
    }
}

/// Why staff set rules of residents aside, and what they may know of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aside<'a> {
    /// The reason; empty where none is given, and those rules then refuse.
    pub reason: &'a str,
    /// Which bookings of the person the rules count.
    pub sight: Sight,
}

/// The rules that hold residents and that staff set aside with this booking.
pub(super) async fn waived_rules(
    q: &impl Query,
    resident: ResidentId,
    rules: &Rules,
    day: &Day,
    wanted: &Wanted<'_>,
    sight: Sight,
) -> Result<Vec<Refusal>, StoreError> {
    let room = room::row(q, wanted.room).await?.ok_or(StoreError::NotFound)?;
    let mut known = counted_in(q, resident, None, room.kind, day.day, sight).await?;
    known.limited = limited_in(q, resident, wanted.local.now.day, sight).await?;
    Ok(waived(rules, day, wanted.local.now, wanted.request, known))
}

/// The person's bookings of rooms of that kind, in all centers, on a day and in its week; `but` is one that does not count. Where that is
/// an offer, no other offer does either: of two that came at once one could else take neither.
///
/// # Errors
/// The database does not answer.
pub async fn counted(
    q: &impl Query,
    resident: ResidentId,
    but: Option<BookingId>,
    kind: RoomKind,
    day: Date,
) -> Result<Counted, StoreError> {
    counted_in(q, resident, but, kind, day, Sight::All).await
}

async fn counted_in(
    q: &impl Query,
    resident: ResidentId,
    but: Option<BookingId>,
    kind: RoomKind,
    day: Date,
    sight: Sight,
) -> Result<Counted, StoreError> {
    let sql =
        "SELECT COUNT(*) AS in_week, CAST(COALESCE(SUM(CASE WHEN b.day = $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS on_day
               FROM booking b JOIN room r ON r.id = b.room_id
               WHERE b.resident_id = $1 AND r.kind = $2 AND b.day BETWEEN $4 AND $5 AND b.id <> $6
                   AND b.state NOT IN ('cancelled', 'rejected', 'lapsed')
                   AND (b.state <> 'offered' OR NOT EXISTS (SELECT 1 FROM booking o WHERE o.id = $6 AND o.state = 'offered'))
                   AND (NOT b.private OR CAST($7 AS BIGINT) = -1 OR r.center_id = CAST($7 AS BIGINT))";
    let (monday, sunday) = date::week(day);
    let but = but.map_or(-1, BookingId::as_i64);
    let args = args![resident, kind.code(), day, monday, sunday, but, sight.center()];
    let row = q.row(sql, args).await?.ok_or(StoreError::NotFound)?;
    Ok(Counted {
        day: row.small("on_day")?,
        week: row.small("in_week")?,
        limited: None,
    })
}

/// Whether a resident is limited on a day because they did not come, as the administrator has set it.
///
/// # Errors
/// The database does not answer.
pub async fn limited(q: &impl Query, resident: ResidentId, today: Date) -> Result<Option<Limited>, StoreError> {
    limited_in(q, resident, today, Sight::All).await
}

/// [`limited`], by what may be known of the resident.
///
/// # Errors
/// The database does not answer.
pub async fn limited_in(
    q: &impl Query,
    resident: ResidentId,
    today: Date,
    sight: Sight,
) -> Result<Option<Limited>, StoreError> {
    let limit = setting::get(q, setting::NO_SHOW).await?.value;
    if !limit.on {
        return Ok(None);
    }
    let since = date::before(today, limit.memory_days()).unwrap_or(today);
    let sql = "SELECT b.day FROM booking b JOIN resident p ON p.id = b.resident_id JOIN room r ON r.id = b.room_id
               WHERE b.resident_id = $1 AND b.day >= $2 AND b.state = 'no_show'
                   AND (p.forgiven_at IS NULL OR b.first_slot * 900 > p.forgiven_at)
                   AND (NOT b.private OR CAST($3 AS BIGINT) = -1 OR r.center_id = CAST($3 AS BIGINT))";
    let rows = q.rows(sql, args![resident, since, sight.center()]).await?;
    let days: Vec<Date> = rows.iter().map(|row| row.date("day")).collect::<Result<_, _>>()?;
    Ok(limit.limited(&days, today))
}
