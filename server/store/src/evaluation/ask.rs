//! Asking: one row a service and round, in the transaction that ends the service.

use crate::{act::Act, args, db::Tx, error::StoreError};
use jiff::civil::Date;
use model::{
    booking::BookingId,
    center::CenterId,
    evaluation::{ASK_DAYS, AskId, Outcome, Service},
    resident::ResidentId,
    room::RoomId,
    staff::StaffId,
};

/// A service that has ended.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// [`About::subject`](model::evaluation::About::subject).
    pub subject: &'a str,
    /// 0 at its end, one more after what was bad was put right.
    pub round: u8,
    /// What kind of service.
    pub service: Service,
    /// Where.
    pub center: CenterId,
    /// In which room.
    pub room: Option<RoomId>,
    /// Which booking.
    pub booking: Option<BookingId>,
    /// Whose it was.
    pub resident: Option<ResidentId>,
    /// Who worked on it.
    pub staff: Option<StaffId>,
    /// How it ended.
    pub outcome: Outcome,
    /// The local day of the service.
    pub day: Date,
}

/// Asks about a service from now on. Nothing, and none, where the same was asked before. It tells nobody: that is for the caller,
/// who knows by which way.
///
/// # Errors
/// The database does not answer.
pub async fn ask(tx: &Tx, act: &Act, new: &Asking<'_>) -> Result<Option<AskId>, StoreError> {
    put(tx, act, new).await
}

pub(super) async fn put(tx: &Tx, act: &Act, new: &Asking<'_>) -> Result<Option<AskId>, StoreError> {
    let id: AskId = act.id();
    let sql = "INSERT INTO evaluation_ask (id, service, subject, round, center_id, room_id, booking_id, resident_id, staff_id,
                   outcome, served_at, day, asked_at, expires_at, address_mark)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11, $13, '')
               ON CONFLICT (subject, round) DO NOTHING";
    let args = args![
        id,
        new.service.code(),
        new.subject,
        i64::from(new.round),
        new.center,
        new.room,
        new.booking,
        new.resident,
        new.staff,
        new.outcome.code(),
        act.at,
        new.day,
        act.at + ASK_DAYS * 86_400,
    ];
    Ok((tx.run(sql, args).await? == 1).then_some(id))
}
