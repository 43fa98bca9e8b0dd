//! What a resident brings from home: a draft that is kept until it is sent, and the counter slot that is booked with it. One
//! transaction each, so that nothing is half there.

use super::{Case, Opening, Taking, by_id, open, step};
use crate::{
    act::{Act, answered_at, first_answer, saved},
    args,
    booking::{self, By, Decides, Hand, New, Placed, Wanted},
    center,
    db::{Db, Query, Tx},
    error::StoreError,
    follow_up::local,
    matter::{self, Matter},
    resident,
};
use jiff::tz::TimeZone;
use model::{
    Problem,
    booking::{Booking, BookingId},
    case::{Actor, CaseId, Event, MOST_OPEN, NewStep, Number, Own, Step, Whom},
    center::CenterId,
    resident::ResidentId,
};

/// What a resident has written.
#[derive(Debug, Clone, Copy)]
pub struct Writing<'a> {
    /// The client's key of the request.
    pub key: &'a str,
    /// Whose it is.
    pub resident: ResidentId,
    /// The draft that is written anew, in the version that they have seen; none for a new one.
    pub of: Option<(CaseId, i64)>,
    /// Code of the matter of a new one.
    pub matter: &'a str,
    /// What the form says.
    pub own: &'a Own,
    /// It is sent, not only kept.
    pub send: bool,
    /// The counter slot to book with it.
    pub slot: Option<Wanted<'a>>,
    /// Any random number: makes the case's number.
    pub noise: u64,
}

/// Keeps a draft, or sends it. A repeat with the same key gets the first one's number.
///
/// # Errors
/// [`StoreError::NotFound`] for somebody else's; [`StoreError::Conflict`]; [`Problem::NotNow`] under `step` where it was sent before;
/// [`Problem::NoSuch`] and [`Problem::MatterRetired`] under `matter`, [`Problem::ModeClosed`] under `mode`, [`Problem::NotThere`] under
/// `center`, [`Problem::SlotGone`] under `slot`, [`Problem::TooManyOpen`] under `form`, [`Problem::AlreadySent`] under `key`. Nothing
/// is written then.
pub async fn write(db: &Db, act: &Act, zone: &TimeZone, writing: &Writing<'_>) -> Result<Number, StoreError> {
    let tx = db.begin().await?;
    // The person's row first, as everybody; then the room, then the case.
    resident::own(&tx, writing.resident, &writing.own.me).await?;
    let id: CaseId = writing.of.map_or_else(|| act.id(), |(id, _)| id);
    let key = whose(writing.resident, writing.key);
    let slot = writing.slot.map(|wanted| (wanted.room, wanted.request));
    let content = (writing.of, writing.matter, writing.own, writing.send, slot);
    if let Some(first) = first_answer(&tx, act, KEYS, &key, &content, &id.to_string()).await? {
        let id = first
            .parse()
            .map_err(|_| StoreError::Unreadable("request_key.answer"))?;
        return Ok(by_id(&tx, id).await?.number);
    }
    let booked = match writing.slot.filter(|_| writing.send) {
        Some(wanted) => {
            let (by, center) = (By::Resident(writing.resident), writing.own.center);
            let booked = book(&tx, act, by, center, (writing.key, writing.noise), wanted).await?;
            Some(booked.id)
        }
        None => None,
    };
    match writing.of {
        Some((_, version)) => again(&tx, act, writing, id, version).await?,
        None => begin(&tx, act, zone, writing, id).await?,
    }
    if writing.send {
        send(&tx, act, zone, id, booked).await?;
    }
    let number = by_id(&tx, id).await?.number;
    tx.commit().await?;
    Ok(number)
}

/// When a resident's first request with that key was written; none where none was.
///
/// # Errors
/// The database does not answer.
pub async fn written_at(q: &impl Query, resident: ResidentId, key: &str) -> Result<Option<i64>, StoreError> {
    answered_at(q, KEYS, &whose(resident, key)).await
}

/// What the keys of residents' requests begin with.
const KEYS: &str = "own_case";

/// A key of somebody's: nobody meets another's.
fn whose(resident: ResidentId, key: &str) -> String {
    format!("{resident}:{key}")
}

/// The counter slot of a case in that center, by the same rules and keys as every other booking.
pub(super) async fn book(
    tx: &Tx,
    act: &Act,
    by: By,
    center: CenterId,
    (key, noise): (&str, u64),
    wanted: Wanted<'_>,
) -> Result<Booking, StoreError> {
    let gone = || StoreError::refused("slot", Problem::SlotGone);
    let sql = "SELECT id FROM room WHERE id = $1 AND center_id = $2 AND kind = $3 AND NOT retired";
    let kind = model::room::RoomKind::COUNTER.code();
    if tx.row(sql, args![wanted.room, center, kind]).await?.is_none() {
        return Err(gone());
    }
    let new = New {
        key: &format!("case:{key}"),
        wanted,
        noise: noise.rotate_left(17),
    };
    match booking::place_in(tx, act, by, &new, None, Decides::default()).await? {
        Placed::Placed(booking) => Ok(booking),
        Placed::Taken | Placed::Refused(_) => Err(gone()),
    }
}

/// A new draft, of a matter that is handled, in that mode, in that center.
async fn begin(tx: &Tx, act: &Act, zone: &TimeZone, writing: &Writing<'_>, id: CaseId) -> Result<(), StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM service_case
               WHERE resident_id = $1 AND channel = 'online' AND closed_at IS NULL";
    let row = tx
        .row(sql, args![writing.resident])
        .await?
        .ok_or(StoreError::NotFound)?;
    if row.get::<i64>("n")? >= i64::from(MOST_OPEN) {
        let max = MOST_OPEN;
        return Err(StoreError::refused("form", Problem::TooManyOpen { max }));
    }
    let own = writing.own;
    let opening = Opening {
        key: writing.key,
        matter: writing.matter,
        center: own.center,
        resident: Some(writing.resident),
        new: &own.new,
        answers: &own.answers,
        notice: None,
        noise: writing.noise,
    };
    let matter = open::allowed(tx, &opening, false).await?;
    open::put(tx, act, &opening, (id, &matter, writing.resident, None)).await?;
    for_whom(tx, act, id, own).await?;
    let first = Event {
        seq: 1,
        step: Step::Draft,
        at: local(zone, act.at),
        actor: Actor::Resident,
        who: String::new(),
        words: String::new(),
        wait: None,
        decision: None,
        items: Vec::new(),
        days: None,
        center: None,
        assignee: None,
        visit: None,
        level: 0,
        clock: None,
    };
    step::put(tx, act, id, &first).await
}

/// Writes a draft anew. What may be chosen is checked as at the beginning, but a matter that was retired meanwhile takes nothing away
/// from what was written: only sending is refused.
async fn again(tx: &Tx, act: &Act, writing: &Writing<'_>, id: CaseId, version: i64) -> Result<(), StoreError> {
    let sql = "UPDATE service_case SET version = version + 1, updated_at = $4, updated_by = ''
               WHERE id = $1 AND resident_id = $3 AND version = $2 AND state = 'draft'";
    let touched = tx.run(sql, args![id, version, writing.resident, act.at]).await?;
    let case = by_id(tx, id).await?;
    if case.resident != writing.resident {
        return Err(StoreError::NotFound);
    }
    if touched == 0 && case.state != model::case::State::Draft {
        return Err(StoreError::refused("step", Problem::NotNow));
    }
    let current = "SELECT version, updated_at, updated_by FROM service_case WHERE id = $1";
    saved(tx, touched, current, id.into()).await?;
    let own = writing.own;
    let matter = matter::get(tx, case.matter).await?.ok_or(StoreError::NotFound)?;
    if !matter.retired {
        fits(tx, &matter, own).await?;
    }
    let new = &own.new;
    let sql = "UPDATE service_case SET mode = $2, center_id = $3, handler_id = $3, name = $4, agent = $5, address = $6, visit_day = $7,
                   visit_from = $8, visit_to = $9, note = $10, answers = $11 WHERE id = $1";
    let args = args![
        id,
        new.mode.code(),
        own.center,
        &new.name,
        &new.agent,
        &new.visit.address,
        new.visit.day,
        new.visit.from,
        new.visit.to,
        &new.note,
        serde_json::to_string(&own.answers)?,
    ];
    tx.run(sql, args).await?;
    for_whom(tx, act, id, own).await
}

async fn fits(tx: &Tx, matter: &Matter, own: &Own) -> Result<(), StoreError> {
    if !matter.content.modes.contains(&own.new.mode) {
        return Err(StoreError::refused("mode", Problem::ModeClosed));
    }
    let not_there = || StoreError::refused("center", Problem::NotThere);
    let center = center::get(tx, own.center).await?.filter(|center| !center.retired);
    let center = center.ok_or_else(not_there)?;
    if open::handles(tx, matter, &center).await? {
        Ok(())
    } else {
        Err(not_there())
    }
}

/// For whom it is, that somebody has agreed, and since when; what was agreed to before stays.
async fn for_whom(tx: &Tx, act: &Act, id: CaseId, own: &Own) -> Result<(), StoreError> {
    let sql = "UPDATE service_case SET for_other = $4, consent_at = CASE WHEN $2 THEN COALESCE(consent_at, $3) END WHERE id = $1";
    let other = own.whom == Whom::Other;
    tx.run(sql, args![id, own.consent, act.at, other]).await.map(drop)
}

async fn send(tx: &Tx, act: &Act, zone: &TimeZone, id: CaseId, booked: Option<BookingId>) -> Result<(), StoreError> {
    // It counts from now, however long it has lain.
    let sql = "UPDATE service_case SET opened_at = $2, booking_id = $3 WHERE id = $1 RETURNING version";
    let row = tx
        .row(sql, args![id, act.at, booked])
        .await?
        .ok_or(StoreError::NotFound)?;
    let submit = NewStep::bare(Step::Submit);
    let taking = Taking {
        version: row.get("version")?,
        actor: Actor::Resident,
        step: &submit,
        answer: "",
    };
    step::take_in(tx, act, zone, id, &taking, None).await.map(drop)
}

/// Whether a booking is the counter slot of a case: what there is to say of it is said of the case. One that was registered by mistake
/// was no case.
///
/// # Errors
/// The database does not answer.
pub async fn has_booking(q: &impl Query, id: BookingId) -> Result<bool, StoreError> {
    let sql = "SELECT id FROM service_case WHERE booking_id = $1 AND state <> 'void' LIMIT 1";
    Ok(q.row(sql, args![id]).await?.is_some())
}

/// The booking of a case's counter slot and its room, for whoever ends or transfers the case: the room is locked before the case.
pub(super) async fn slot_of(q: &impl Query, id: CaseId) -> Result<Option<BookingId>, StoreError> {
    let sql = "SELECT booking_id FROM service_case WHERE id = $1 AND booking_id IS NOT NULL";
    let row = q.row(sql, args![id]).await?;
    row.map(|row| row.id("booking_id")).transpose()
}

/// Gives the slot back that was booked for a case which has ended before its time, or has gone elsewhere; what has begun stays as it
/// was. The booking, if it was given back.
pub(super) async fn give_back(tx: &Tx, act: &Act, hand: Hand, id: BookingId) -> Result<Option<Booking>, StoreError> {
    let Some(booking) = booking::get(tx, id).await? else {
        return Ok(None);
    };
    let rules = booking::queue(tx, act, booking.room).await?.rules;
    let given = booking::withdraw(tx, act, hand, &booking).await?;
    booking::pass_on(tx, act, &[(booking.room, rules)]).await?;
    if given { booking::get(tx, id).await } else { Ok(None) }
}

/// A resident's own case by its number.
///
/// # Errors
/// [`StoreError::NotFound`], also for somebody else's.
pub async fn own(q: &impl Query, resident: ResidentId, number: Number) -> Result<Case, StoreError> {
    let case = super::get(q, number).await?.filter(|case| case.resident == resident);
    case.ok_or(StoreError::NotFound)
}
