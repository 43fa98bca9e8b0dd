//! A case begins: at the counter, on the telephone, or by the resident.

use super::{Case, Source, by_id, draft::book, enter, step, tell};
use crate::{
    act::{Act, answered_at, first_answer},
    args, audit,
    booking::{By, Wanted},
    center,
    db::{Db, Query, Tx},
    error::StoreError,
    follow_up::local,
    matter::{self, Matter},
    matter_notice, resident, statistics,
};
use jiff::tz::TimeZone;
use model::{
    Problem,
    booking::BookingId,
    case::{Actor, CaseId, Event, NewCase, Number, Start},
    center::{Center, CenterId},
    matter::{Answers, Mode, NoticeId},
    resident::ResidentId,
};

/// How a case came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Somebody stands at the counter or calls.
    Counter,
    /// The resident has begun it on their own device.
    Online,
}

impl Channel {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Counter, Self::Online];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Online => "online",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// A case to open.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// The client's key of the request.
    pub key: &'a str,
    /// Code of the matter.
    pub matter: &'a str,
    /// Where.
    pub center: CenterId,
    /// Whose it is, if they do it themself; else staff do it for whoever the form names.
    pub resident: Option<ResidentId>,
    /// What the form says.
    pub new: &'a NewCase,
    /// What was answered to the guide's questions; of a notice, what that was issued on.
    pub answers: &'a Answers,
    /// The one-time notice of the same matter that they came with.
    pub notice: Option<NoticeId>,
    /// Any random number: makes the case's number.
    pub noise: u64,
}

/// How many numbers are tried.
const NUMBERS: u64 = 8;

/// Opens a case in one of the modes that its matter allows; one that is done at once ends in the same step. A repeat with the same key
/// gets the first one's number.
///
/// # Errors
/// [`Problem::NoSuch`] and [`Problem::MatterRetired`] under `matter`, [`Problem::ModeClosed`] under `mode`, [`Problem::NotThere`] under
/// `center`, [`Problem::NoSuch`] under `booking` and `notice`, [`Problem::Taken`] under `booking`; [`Problem::AlreadySent`] under `key`.
pub async fn open(db: &Db, act: &Act, zone: &TimeZone, opening: &Opening<'_>) -> Result<Number, StoreError> {
    open_then(db, act, zone, opening, (None, None)).await
}

/// [`open`] at the counter by appointment: the slot is booked in the same transaction, by the same rules and keys as a resident's own, so
/// nobody else is told the same time.
///
/// # Errors
/// As [`open`]; [`Problem::SlotGone`] under `slot`. Nothing is written then.
pub async fn open_at(
    db: &Db,
    act: &Act,
    zone: &TimeZone,
    opening: &Opening<'_>,
    slot: Option<Wanted<'_>>,
) -> Result<Number, StoreError> {
    open_then(db, act, zone, opening, (None, slot)).await
}

/// [`open`], of one that was brought at a moment before this one and could not be entered then: it counts from then on, and it is
/// noted that it was entered later. A slot is booked now: what somebody else took meanwhile is gone.
///
/// # Errors
/// As [`open_at`].
pub async fn open_later(
    db: &Db,
    act: &Act,
    zone: &TimeZone,
    opening: &Opening<'_>,
    brought: i64,
    slot: Option<Wanted<'_>>,
) -> Result<Number, StoreError> {
    open_then(db, act, zone, opening, (Some(brought), slot)).await
}

/// When the first request with that key has opened a case; none where none has.
///
/// # Errors
/// The database does not answer.
pub async fn opened_at(q: &impl Query, key: &str) -> Result<Option<i64>, StoreError> {
    answered_at(q, "case", key).await
}

async fn open_then(
    db: &Db,
    act: &Act,
    zone: &TimeZone,
    opening: &Opening<'_>,
    (brought, slot): (Option<i64>, Option<Wanted<'_>>),
) -> Result<Number, StoreError> {
    // What it is counted from, and what is written of it, is the moment at which it was brought.
    let then = &Act {
        at: brought.unwrap_or(act.at),
        ..act.clone()
    };
    let tx = db.begin().await?;
    let id: CaseId = act.id();
    let content = (
        opening.matter,
        opening.center,
        opening.resident,
        opening.new,
        opening.answers,
        opening.notice,
        slot.map(|wanted| (wanted.room, wanted.request)),
    );
    if let Some(first) = first_answer(&tx, act, "case", opening.key, &content, &id.to_string()).await? {
        let id = first
            .parse()
            .map_err(|_| StoreError::Unreadable("request_key.answer"))?;
        return Ok(by_id(&tx, id).await?.number);
    }
    let matter = allowed(&tx, opening, false).await?;
    let mut booking = booking(&tx, opening).await?;
    if let Some(id) = opening.notice {
        of_matter(&tx, id, &matter).await?;
    }
    let new = opening.new;
    let whose = match (opening.resident, slot) {
        (Some(id), _) => resident::own(&tx, id, &new.name).await?,
        (None, None) => resident::called(&tx, act, &new.phone, &new.name).await?,
        // Whoever gives no telephone is somebody new each time: the case is whose the booking is.
        (None, Some(wanted)) => {
            let booked = book(
                &tx,
                act,
                By::Staff,
                opening.center,
                (opening.key, opening.noise),
                wanted,
            )
            .await?;
            booking = Some(booked.id);
            booked.resident
        }
    };
    put(&tx, then, opening, (id, &matter, whose, booking)).await?;
    if brought.is_some() {
        enter::note(&tx, act, (id, opening.center), Source::Outbox, None).await?;
    }
    let first = Event {
        seq: 1,
        step: model::case::Case::first(new.start),
        at: local(zone, then.at),
        actor: if opening.resident.is_some() {
            Actor::Resident
        } else {
            Actor::Staff
        },
        who: if opening.resident.is_some() {
            String::new()
        } else {
            act.who.clone()
        },
        words: new.words.clone(),
        wait: None,
        decision: new.decision,
        items: Vec::new(),
        days: None,
        center: None,
        assignee: act.staff.filter(|_| opening.resident.is_none()),
        visit: None,
        level: 0,
        clock: None,
    };
    let chain = model::case::Case::replay(
        opening.center,
        new.mode,
        matter.content.promised,
        std::slice::from_ref(&first),
    )
    .map_err(|problem| StoreError::refused("step", problem))?;
    step::put(&tx, then, id, &first).await?;
    let (calendar, mark) = crate::workday::counted(&tx).await?;
    step::keep(&tx, then, zone, id, &chain, (&calendar, mark)).await?;
    let case = by_id(&tx, id).await?;
    let log = std::slice::from_ref(&first);
    statistics::count(&tx, &case, matter.content.promised, log, &calendar).await?;
    if opening.resident.is_none() {
        audit::append(&tx, act, "case.open", &case.number.to_string(), &matter.content.code).await?;
    }
    tell::told(&tx, act, &case, &first, None).await?;
    step::ended(&tx, act, then, zone, &case, &first).await?;
    tx.commit().await?;
    Ok(case.number)
}

/// The matter, if it is handled, in that mode, in that center; what was `done` already may be of one that nobody is offered any more.
pub(super) async fn allowed(tx: &Tx, opening: &Opening<'_>, done: bool) -> Result<Matter, StoreError> {
    let matter = matter::by_code(tx, opening.matter).await?;
    let what = opening.matter.chars().take(20).collect();
    let matter = matter.ok_or(StoreError::refused("matter", Problem::NoSuch { what }))?;
    if matter.retired && !done {
        return Err(StoreError::refused("matter", Problem::MatterRetired));
    }
    if !matter.content.modes.contains(&opening.new.mode) {
        return Err(StoreError::refused("mode", Problem::ModeClosed));
    }
    let center = center::get(tx, opening.center).await?.filter(|center| !center.retired);
    let not_there = || StoreError::refused("center", Problem::NotThere);
    let center = center.ok_or_else(not_there)?;
    if !handles(tx, &matter, &center).await? {
        return Err(not_there());
    }
    Ok(matter)
}

/// A notice of another matter lists nothing of this one.
async fn of_matter(tx: &Tx, id: NoticeId, matter: &Matter) -> Result<(), StoreError> {
    let notice = matter_notice::get(tx, id)
        .await?
        .filter(|notice| notice.matter == matter.id);
    let what = String::new();
    notice
        .map(drop)
        .ok_or(StoreError::refused("notice", Problem::NoSuch { what }))
}

/// Whether a center handles a matter.
pub(super) async fn handles(q: &impl Query, matter: &Matter, center: &Center) -> Result<bool, StoreError> {
    Ok(handled(&matter::places(q, matter.id).await?, matter, center))
}

/// The same, where it is known what was set for the matter.
pub(super) fn handled(set: &[(CenterId, bool)], matter: &Matter, center: &Center) -> bool {
    let set = set.iter().find(|(id, _)| *id == center.id);
    set.map_or_else(
        || matter::by_rule(matter.content.level, center.kind),
        |(_, handled)| *handled,
    )
}

/// The booking of the counter slot: one that stands, in a room of the same center, of the same person; whoever gives no phone is who
/// they have booked as. That it is for one case at a time is a key.
async fn booking(tx: &Tx, opening: &Opening<'_>) -> Result<Option<BookingId>, StoreError> {
    let Some(number) = opening.new.booking.filter(|_| opening.new.mode == Mode::Appointment) else {
        return Ok(None);
    };
    let sql = "SELECT b.id FROM booking b JOIN room r ON r.id = b.room_id JOIN resident p ON p.id = b.resident_id
               WHERE b.number = $1 AND r.center_id = $2 AND b.state IN ('pending', 'confirmed', 'checked_in') AND NOT b.private
                   AND (b.resident_id = $3 OR ($3 = 0 AND (($4 <> '' AND p.phone = $4) OR ($4 = '' AND b.name = $5))))";
    let own = opening.resident.map_or(0, ResidentId::as_i64);
    let args = args![
        number.to_string(),
        opening.center,
        own,
        &opening.new.phone,
        &opening.new.name
    ];
    let row = tx.row(sql, args).await?;
    let what = number.to_string();
    let row = row.ok_or(StoreError::refused("booking", Problem::NoSuch { what }))?;
    row.id("id").map(Some)
}

pub(super) async fn put(
    tx: &Tx,
    act: &Act,
    opening: &Opening<'_>,
    (id, matter, whose, booking): (CaseId, &Matter, ResidentId, Option<BookingId>),
) -> Result<(), StoreError> {
    let (new, online) = (opening.new, opening.resident.is_some());
    let channel = if online { Channel::Online } else { Channel::Counter };
    // A resident's name has no place in what every list shows.
    let by = if online { "" } else { act.who.as_str() };
    let sql = "INSERT INTO service_case (id, number, matter_id, matter_version, mode, channel, center_id, handler_id, resident_id,
                   name, agent, consent_at, first_contact_id, assignee_id, address, visit_day, visit_from, visit_to, booking_id,
                   note, answers, answer, state, decision, corrected, missed, papers, due_mark, reminded, climbed, opened_at,
                   closed_at, version, updated_at, updated_by, notice_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11, $12, $12, $13, $14, $15, $16, $17, $18, $19, '', $20, $21,
                   FALSE, 0, 0, 0, FALSE, 0, $22, $23, 1, $22, $24, $25)
               ON CONFLICT (number) DO NOTHING";
    let state = match new.start {
        Start::Draft => "draft",
        Start::Submitted => "submitted",
        Start::AtOnce => "decided",
    };
    // The form is taken only where they have agreed.
    let acts = new.start != Start::Draft && (new.mode == Mode::Assisted || !new.agent.is_empty());
    for attempt in 0..NUMBERS {
        let number = Number::new(
            opening
                .noise
                .rotate_left(u32::try_from(attempt * 7).unwrap_or_default())
                ^ attempt,
        );
        let args = args![
            id,
            number.to_string(),
            matter.id,
            matter.version,
            new.mode.code(),
            channel.code(),
            opening.center,
            whose,
            &new.name,
            &new.agent,
            acts.then_some(act.at),
            act.staff.filter(|_| !online),
            &new.visit.address,
            new.visit.day,
            new.visit.from,
            new.visit.to,
            booking,
            &new.note,
            serde_json::to_string(opening.answers)?,
            state,
            new.decision.map(model::case::Decision::code),
            act.at,
            (new.start == Start::AtOnce).then_some(act.at),
            by,
            opening.notice,
        ];
        if tx.run(sql, args).await? == 1 {
            return Ok(());
        }
    }
    Err(StoreError::Constraint("service_case_number_key".into()))
}

/// Whether a matter may still be begun: a draft is not sent for one that was retired meanwhile.
pub(super) async fn still_offered(q: &impl Query, case: &Case) -> Result<(), StoreError> {
    let matter = matter::get(q, case.matter).await?.ok_or(StoreError::NotFound)?;
    if matter.retired {
        return Err(StoreError::refused("matter", Problem::MatterRetired));
    }
    if !matter.content.modes.contains(&case.mode) {
        return Err(StoreError::refused("mode", Problem::ModeClosed));
    }
    let center = center::get(q, case.center).await?.ok_or(StoreError::NotFound)?;
    if center.retired || !handles(q, &matter, &center).await? {
        return Err(StoreError::refused("center", Problem::NotThere));
    }
    Ok(())
}
