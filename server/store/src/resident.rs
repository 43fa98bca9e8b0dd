//! Residents who book: found again, told everything that is kept about them, and forgotten.

pub mod session;
pub mod sign_in;

use crate::{
    act::Act,
    args, audit, booking,
    calendar::{self, Owner},
    case, center,
    db::{Db, Query, Row, Tx},
    error::StoreError,
    evaluation, message, notice, push,
};
use jiff::{civil::Date, tz::TimeZone};
use model::{
    booking::{Booking, Series, Wait},
    case::VisitTime,
    center::CenterId,
    matter::Answers,
    notice::Notice,
    resident::{Resident, ResidentId},
    text::mask_phone,
};
use serde::Serialize;

/// The resident in a row that has their key, phone, name and `erased_at`.
fn resident(row: &Row) -> Result<Resident, StoreError> {
    let erased = row.get::<Option<i64>>("erased_at")?.is_some();
    Ok(Resident {
        id: row.id("id")?,
        phone: if erased { String::new() } else { row.get("phone")? },
        name: row.get("name")?,
    })
}

/// One resident; an erased one has neither phone nor name.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: ResidentId) -> Result<Option<Resident>, StoreError> {
    let sql = "SELECT id, phone, name, erased_at FROM resident WHERE id = $1";
    q.row(sql, args![id]).await?.as_ref().map(resident).transpose()
}

/// The resident of that phone, as [`model::text::normal_phone`] writes it.
///
/// # Errors
/// The database does not answer.
pub async fn by_phone(q: &impl Query, phone: &str) -> Result<Option<Resident>, StoreError> {
    let sql = "SELECT id, phone, name, erased_at FROM resident WHERE phone = $1 AND erased_at IS NULL";
    q.row(sql, args![phone]).await?.as_ref().map(resident).transpose()
}

/// The resident of that phone as staff of some centers may know of them, of all where none are given: who never had a case or a booking
/// that is not private in one of them is nobody there. Whose name is told stands in the log.
///
/// # Errors
/// The database does not answer.
pub async fn look(
    db: &Db,
    act: &Act,
    phone: &str,
    centers: Option<&[CenterId]>,
) -> Result<Option<Resident>, StoreError> {
    let sql = "SELECT r.id, r.phone, r.name, r.erased_at FROM resident r WHERE r.phone = $1 AND r.erased_at IS NULL AND r.name <> ''
                   AND (EXISTS (SELECT 1 FROM service_case c WHERE c.resident_id = r.id AND c.state <> 'draft'
                           AND (CAST($2 AS TEXT) IS NULL OR $2 LIKE '%,' || CAST(c.handler_id AS TEXT) || ',%'
                               OR $2 LIKE '%,' || CAST(c.home_id AS TEXT) || ',%'
                               OR $2 LIKE '%,' || CAST(c.center_id AS TEXT) || ',%'))
                       OR EXISTS (SELECT 1 FROM booking b JOIN room o ON o.id = b.room_id WHERE b.resident_id = r.id AND NOT b.private
                           AND (CAST($2 AS TEXT) IS NULL OR $2 LIKE '%,' || CAST(o.center_id AS TEXT) || ',%')))";
    let centers = centers.map(|ids| {
        let ids: Vec<String> = ids.iter().map(|id| id.as_i64().to_string()).collect();
        format!(",{},", ids.join(","))
    });
    let row = db.row(sql, args![phone, centers]).await?;
    let Some(found) = row.as_ref().map(resident).transpose()? else {
        return Ok(None);
    };
    let tx = db.begin().await?;
    audit::append(&tx, act, "resident.look", &mask_phone(phone), "").await?;
    tx.commit().await?;
    Ok(Some(found))
}

/// Changes what a resident calls themselves.
///
/// # Errors
/// [`StoreError::NotFound`], also for an erased one.
pub async fn rename(db: &Db, id: ResidentId, name: &str) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE resident SET name = $2, version = version + 1 WHERE id = $1 AND erased_at IS NULL";
    if tx.run(sql, args![id, name]).await? != 1 {
        return Err(StoreError::NotFound);
    }
    tx.commit().await
}

/// Everything that is kept about a resident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Export {
    /// The person.
    pub resident: Resident,
    /// When a code proved that the phone is theirs, epoch seconds.
    pub verified_at: Option<i64>,
    /// Since when they are known, epoch seconds.
    pub created_at: i64,
    /// Their bookings, in order of time, with what happened to each and what staff wrote beside it.
    pub bookings: Vec<(Booking, Vec<booking::Event>, booking::Remark)>,
    /// What they were told, the latest first.
    pub notices: Vec<Notice>,
    /// The bookings that repeat.
    pub series: Vec<Series>,
    /// The lines that they stood in for a time that was taken.
    pub waits: Vec<Wait>,
    /// What they were asked about services, and what they said.
    pub evaluations: Vec<evaluation::Given>,
    /// Their cases: number, matter, state, when they were opened, what they wrote, what has happened, and where they wanted to be visited.
    pub cases: Vec<OwnCase>,
    /// Where they are signed in: device, since when, last seen.
    pub sessions: Vec<(String, i64, i64)>,
    /// The devices that are sent notifications.
    pub devices: Vec<push::Device>,
}

/// A step of a case as its resident keeps it: when, which, the words, what was asked for, and the visit that it set.
pub type KeptStep = (i64, String, String, Vec<String>, Option<VisitTime>);

/// A case in [`Export`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnCase {
    /// What people call it.
    pub number: String,
    /// Which matter.
    pub matter: String,
    /// In which mode.
    pub mode: String,
    /// Who received it, and who has it now.
    pub centers: (String, String),
    /// Number of the booking of the counter slot.
    pub booking: Option<String>,
    /// Where it stands.
    pub state: String,
    /// How it was decided.
    pub decision: Option<String>,
    /// Epoch seconds.
    pub opened_at: i64,
    /// Epoch seconds.
    pub closed_at: Option<i64>,
    /// Whose it is and who acts for them.
    pub people: (String, String),
    /// When they agreed that somebody does, epoch seconds.
    pub consent_at: Option<i64>,
    /// Where they wanted to be visited.
    pub address: String,
    /// What they wrote.
    pub words: (String, String),
    /// What they had answered to the guide's questions.
    pub answers: Answers,
    /// Day, and local minutes from when until when, of a visit or an appointment.
    pub visit: Option<(String, u16, u16)>,
    /// What happened, as they were told: epoch seconds, step, words, what they were asked for, when they are visited from then on.
    pub steps: Vec<KeptStep>,
    /// Papers that they handed over: what, and in epoch seconds when those were taken and given back.
    pub papers: Vec<(String, i64, Option<i64>)>,
    /// What they handed in and what is kept of it.
    pub files: Vec<OwnFile>,
    /// Where it was entered later than it was brought: when, epoch seconds, and under which number of the paper.
    pub entered: Option<(i64, Option<String>)>,
}

/// A file in [`OwnCase`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnFile {
    /// For which material; empty for what was asked for beyond the list.
    pub material: String,
    /// As they called it.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// Bytes.
    pub size: i64,
    /// Epoch seconds.
    pub added_at: i64,
}

async fn own_case(q: &impl Query, one: case::Case) -> Result<OwnCase, StoreError> {
    let steps = case::told_steps(q, one.id).await?.into_iter();
    let papers = case::papers(q, one.id).await?.into_iter();
    let entered = case::entry(q, one.id).await?;
    let files = case::files(q, one.id).await?.into_iter();
    let content = case::content(q, &one).await?;
    let material = |code: &str| {
        let of_it = content.materials.iter().find(|material| material.code == code);
        of_it.map_or_else(|| code.to_owned(), |material| material.name.zh.clone())
    };
    let mut centers = [String::new(), String::new()];
    for (name, id) in centers.iter_mut().zip([one.center, one.handler]) {
        *name = center::get(q, id)
            .await?
            .map(|center| center.names.zh)
            .unwrap_or_default();
    }
    let visit = one.visit;
    Ok(OwnCase {
        entered: entered.map(|entry| (entry.at, entry.paper)),
        mode: one.mode.code().to_owned(),
        centers: centers.into(),
        booking: one.booking.map(|number| number.to_string()),
        decision: one.decision.map(|decision| decision.code().to_owned()),
        consent_at: one.consent_at,
        files: files
            .map(|file| OwnFile {
                material: material(&file.material),
                name: file.name,
                kind: file.kind.code().to_owned(),
                size: file.size,
                added_at: file.added_at,
            })
            .collect(),
        steps: steps
            .map(|told| (told.at, told.step.code().to_owned(), told.words, told.items, told.visit))
            .collect(),
        papers: papers
            .map(|paper| (paper.what, paper.taken_at, paper.returned.map(|(at, _)| at)))
            .collect(),
        answers: one.answers,
        visit: visit.day.map(|day| (model::date::format(day), visit.from, visit.to)),
        number: one.number.to_string(),
        matter: one.matter_name,
        state: one.state.code().to_owned(),
        opened_at: one.opened_at,
        closed_at: one.closed_at,
        people: (one.name, one.agent),
        address: visit.address,
        words: (one.note, one.answer),
    })
}

/// The resident of that phone, found or made, for whom staff do something. Nobody who is known where there is no phone: somebody who
/// stands at the counter and gives none is the same as one who had their data erased, so that there is nothing to find them by and
/// nobody to send messages to. Their row is locked.
pub(crate) async fn called(tx: &Tx, act: &Act, phone: &str, name: &str) -> Result<ResidentId, StoreError> {
    let id: ResidentId = act.id();
    if phone.is_empty() {
        let sql =
            "INSERT INTO resident (id, phone, name, erased_at, created_at, version) VALUES ($1, $2, '', $3, $3, 1)";
        tx.run(sql, args![id, format!("erased:{id}"), act.at]).await?;
        return Ok(id);
    }
    let sql = "INSERT INTO resident (id, phone, name, created_at, version) VALUES ($1, $2, $3, $4, 1)
               ON CONFLICT (phone) DO UPDATE SET
                   name = CASE WHEN resident.name = '' THEN excluded.name ELSE resident.name END
               RETURNING id";
    let row = tx.row(sql, args![id, phone, name, act.at]).await?;
    row.ok_or(StoreError::NotFound)?.id("id")
}

/// The resident who does something themself, and their name where they had none. Their row is locked.
pub(crate) async fn own(tx: &Tx, id: ResidentId, name: &str) -> Result<ResidentId, StoreError> {
    let sql = "UPDATE resident SET name = CASE WHEN name = '' THEN $2 ELSE name END
               WHERE id = $1 AND erased_at IS NULL RETURNING id";
    let row = tx.row(sql, args![id, name]).await?;
    row.ok_or(StoreError::NotFound)?.id("id")
}

/// Everything that is kept about a resident.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn export(q: &impl Query, id: ResidentId) -> Result<Export, StoreError> {
    let sql = "SELECT id, phone, name, erased_at, verified_at, created_at FROM resident WHERE id = $1";
    let row = q.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?;
    let mut bookings = Vec::new();
    for booking in booking::of_resident(q, id, Date::MIN).await? {
        let events = booking::events(q, booking.id).await?;
        let remark = booking::remark(q, booking.id).await?;
        bookings.push((booking, events, remark));
    }
    let mut cases = Vec::new();
    for one in case::of_resident(q, id).await? {
        cases.push(own_case(q, one).await?);
    }
    let sessions = session::list(q, id, i64::MIN).await?;
    Ok(Export {
        resident: resident(&row)?,
        verified_at: row.get("verified_at")?,
        created_at: row.get("created_at")?,
        bookings,
        notices: notice::of_resident(q, id, None, i64::MAX).await?,
        series: booking::series::of_resident(q, id).await?,
        waits: booking::waitlist::of_resident(q, id, Date::MIN).await?,
        evaluations: evaluation::of_resident(q, id).await?,
        cases,
        sessions: sessions
            .into_iter()
            .map(|s| (s.device, s.created_at, s.seen_at))
            .collect(),
        devices: push::of_resident(q, id).await?,
    })
}

/// Forgets a resident, as they ask: phone, name and everything they wrote go, sessions, codes and slips end, bookings that have
/// not begun are cancelled, open cases withdrawn, notices go, and they leave every line they stand in. Bookings that were stay, of nobody. Erasing twice
/// is fine.
///
/// # Errors
/// [`StoreError::NotFound`]; [`model::Problem::PapersHeld`] under `form`.
pub async fn erase(db: &Db, act: &Act, zone: &TimeZone, id: ResidentId) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    // Locks the row first, as booking does: nothing is booked for them meanwhile.
    let sql = "UPDATE resident SET version = version + 1 WHERE id = $1 RETURNING phone";
    let row = tx.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?;
    let phone: String = row.get("phone")?;
    // Then all rooms in the order of their keys, as everybody: what is given back goes to the next in line.
    let rooms = booking::lock_rooms_of(&tx, act, id).await?;
    booking::waitlist::forget(&tx, act, id).await?;
    let sql =
        booking::select!("WHERE b.resident_id = $1 AND b.state IN ('pending', 'confirmed') ORDER BY b.room_id, b.id");
    for row in tx.rows(sql, args![id]).await? {
        booking::withdraw(&tx, act, booking::Hand::Leaves, &booking::booking(&row)?).await?;
    }
    booking::pass_on(&tx, act, &rooms).await?;
    let sql = "UPDATE booking SET name = '', purpose = '', with_whom = '', reason = '', note = '', waiver = '' WHERE resident_id = $1";
    tx.run(sql, args![id]).await?;
    case::erase(&tx, act, zone, id).await?;
    evaluation::forget(&tx, id).await?;
    tx.run("DELETE FROM resident_session WHERE resident_id = $1", args![id])
        .await?;
    calendar::forget(&tx, Owner::Resident(id)).await?;
    forget_phone(&tx, &phone).await?;
    message::forget(&tx, act.at, &phone).await?;
    let sql = "UPDATE resident SET phone = $2, name = '', verified_at = NULL, erased_at = COALESCE(erased_at, $3)
               WHERE id = $1";
    tx.run(sql, args![id, format!("erased:{id}"), act.at]).await?;
    // Last: who tells them something at this moment has finished before the phone could be changed, or finds them erased.
    notice::forget(&tx, act.at, id).await?;
    tx.commit().await
}

async fn forget_phone(tx: &Tx, phone: &str) -> Result<(), StoreError> {
    tx.run("DELETE FROM resident_code WHERE phone = $1", args![phone])
        .await?;
    tx.run("DELETE FROM resident_slip WHERE phone = $1", args![phone])
        .await
        .map(drop)
}
