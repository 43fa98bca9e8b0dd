//! Making a booking: whose it becomes, what the rules say, and the slots that it takes.

use super::{
    By,
    aside::{Aside, waived_rules},
    change,
    ground::Ground,
    put::{Fresh, put},
    rule, waitlist,
};
use crate::{
    act::{Act, first_id, known_answer, read_id},
    args, booking,
    db::{Db, Query, Tx},
    error::StoreError,
    notice, resident,
};
use model::{
    booking::{Booking, BookingId, Day, Refusal, Request, Rules, State},
    hours::LocalMinute,
    notice::NoticeKind,
    resident::ResidentId,
    room::RoomId,
};
use std::fmt::Debug;

/// Whose keys are those of everybody who gives no phone: somebody new each time, also when the same call comes again.
const NOBODY: &str = "nobody";

/// What the server knows of the zone, which the store does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Local {
    /// The local moment of the act.
    pub now: LocalMinute,
    /// The slot with which the wanted day begins in local time.
    pub midnight: i64,
}

/// What is wanted: which room, when, for whom.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The room.
    pub room: RoomId,
    /// As checked by `model`.
    pub request: &'a Request,
    /// See [`Local`].
    pub local: Local,
}

/// A new booking.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// The client's idempotency key: one of a resident's own, so that nobody gets another's answer.
    pub key: &'a str,
    /// What is wanted.
    pub wanted: Wanted<'a>,
    /// Any random number: makes the booking's number.
    pub noise: u64,
}

/// About which requests a staff member decides. Who does has decided by booking; of others it waits as anybody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decides {
    /// About those of rooms whose bookings all of the staff may know.
    pub open: bool,
    /// About those of private rooms.
    pub private: bool,
}

impl Decides {
    /// Whether they decide about a request of a room that is private or not.
    #[must_use]
    pub const fn of(self, private: bool) -> bool {
        if private { self.private } else { self.open }
    }

    /// What becomes of a request at once.
    pub(super) fn state(self, judged: State, rules: &Rules) -> State {
        match judged {
            State::Pending if self.of(rules.private) => State::Confirmed,
            state => state,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// The booking holds its slots.
    Placed(Booking),
    /// The rules allow it, but somebody else has the slots. Nothing was written: the same key may ask for another time.
    Taken,
    /// These rules refuse. Nothing was written.
    Refused(Vec<Refusal>),
}

/// Makes a booking: by a resident for themselves, or by staff for the person of that phone, who need not have an account. The
/// rules are judged here, under the lock, whatever the caller has judged before. A repeat with the same key gives the first
/// booking as it is now.
///
/// # Errors
/// [`StoreError::NotFound`] for a room or a resident that does not exist; [`model::Problem::AlreadySent`] where the key was used
/// for another wish.
pub async fn place(db: &Db, act: &Act, by: By, new: &New<'_>) -> Result<Placed, StoreError> {
    place_with(db, act, by, new, None, Decides::default()).await
}

/// Makes a booking as staff, for the person of that phone. Where it breaks a rule that holds residents (notice, days ahead, quota, the
/// limit after no-shows), staff have to say why, which stays with the booking; without a reason those rules refuse. A request
/// without a phone becomes a booking of nobody in particular.
///
/// # Errors
/// As [`place`].
pub async fn place_for(
    db: &Db,
    act: &Act,
    new: &New<'_>,
    aside: Aside<'_>,
    decides: Decides,
) -> Result<Placed, StoreError> {
    place_with(db, act, By::Staff, new, Some(aside), decides).await
}

/// Makes a booking as staff, for somebody who stands there, and notes that they have come: both or neither. Where it waits for
/// somebody else's decision they have not come yet. A repeat is known by what was typed, whenever it comes.
///
/// # Errors
/// As [`place`].
pub async fn walk_in(db: &Db, act: &Act, new: &New<'_>, decides: Decides) -> Result<Placed, StoreError> {
    let tx = db.begin().await?;
    let asked = typed(new.wanted.room, new.wanted.request);
    let booking = match place_asked(&tx, act, By::Staff, new, &asked, None, decides).await? {
        Placed::Placed(booking) => change::let_in(&tx, act, booking).await?,
        refused => return Ok(refused),
    };
    tx.commit().await?;
    Ok(Placed::Placed(booking))
}

/// What staff have typed of somebody who stands there: when it begins is the step that runs, and is another one soon.
fn typed(room: RoomId, request: &Request) -> (RoomId, u16, u32, &str, &str) {
    (room, request.end, request.party, &request.name, &request.phone)
}

/// The booking that a [`walk_in`] with that key has made, as it is now: asked before its beginning is looked for, which may be over or
/// taken by then, also by that booking itself.
///
/// # Errors
/// [`model::Problem::AlreadySent`] where the key was used for somebody else.
pub async fn walked_in(
    q: &impl Query,
    key: &str,
    room: RoomId,
    request: &Request,
) -> Result<Option<Booking>, StoreError> {
    let owner = match request.phone.as_str() {
        "" => NOBODY.to_owned(),
        phone => match resident::by_phone(q, phone).await? {
            Some(known) => known.id.to_string(),
            None => return Ok(None),
        },
    };
    let asked = typed(room, request);
    let Some(answer) = known_answer(q, "booking", &format!("{owner}:{key}"), &asked).await? else {
        return Ok(None);
    };
    booking::get(q, read_id(&answer)?).await
}

async fn place_with(
    db: &Db,
    act: &Act,
    by: By,
    new: &New<'_>,
    aside: Option<Aside<'_>>,
    decides: Decides,
) -> Result<Placed, StoreError> {
    let tx = db.begin().await?;
    let placed = place_in(&tx, act, by, new, aside, decides).await?;
    // What was refused is dropped with everything that it has touched.
    if matches!(placed, Placed::Placed(_)) {
        tx.commit().await?;
    }
    Ok(placed)
}

/// [`place`] in a transaction that does more. Where nothing was placed it has to be dropped.
pub(crate) async fn place_in(
    tx: &Tx,
    act: &Act,
    by: By,
    new: &New<'_>,
    aside: Option<Aside<'_>>,
    decides: Decides,
) -> Result<Placed, StoreError> {
    let asked = (new.wanted.room, new.wanted.request);
    place_asked(tx, act, by, new, &asked, aside, decides).await
}

/// [`place_in`], where a repeat is known by what was `asked`.
async fn place_asked(
    tx: &Tx,
    act: &Act,
    by: By,
    new: &New<'_>,
    asked: &(impl Debug + Sync),
    aside: Option<Aside<'_>>,
    decides: Decides,
) -> Result<Placed, StoreError> {
    let id: BookingId = act.id();
    let known = match (by, new.wanted.request.phone.as_str()) {
        // Nobody is written before the key has said that they are new.
        (By::Staff, "") => None,
        _ => Some(resident(tx, act, by, new.wanted.request).await?),
    };
    let owner = known.map_or_else(|| NOBODY.to_owned(), |id| id.to_string());
    if let Some(first) = first_id(tx, act, "booking", &format!("{owner}:{}", new.key), asked, id).await? {
        return Ok(Placed::Placed(
            booking::get(tx, first).await?.ok_or(StoreError::NotFound)?,
        ));
    }
    let resident = match known {
        Some(known) => known,
        None => resident(tx, act, by, new.wanted.request).await?,
    };
    let rules = rule::queue(tx, act, new.wanted.room).await?.rules;
    let (day, state) = match judged(tx, by, resident, None, &rules, &new.wanted).await? {
        Ok((day, state)) => (day, decides.state(state, &rules)),
        Err(refusals) => return Ok(Placed::Refused(refusals)),
    };
    let waived = match aside {
        Some(aside) => waived_rules(tx, resident, &rules, &day, &new.wanted, aside.sight).await?,
        None => Vec::new(),
    };
    if !waived.is_empty() && aside.is_some_and(|a| a.reason.is_empty()) {
        return Ok(Placed::Refused(waived));
    }
    let fresh = Fresh {
        id,
        resident,
        room: new.wanted.room,
        request: new.wanted.request,
        day: &day,
        state,
        source: by.source(),
        made_by: matches!(by, By::Staff).then_some(act.staff).flatten(),
        series: None,
        noise: new.noise,
        waived: &waived,
    };
    let Some(booking) = put(tx, act, by.into(), &rules, &fresh).await? else {
        return Ok(Placed::Taken);
    };
    waitlist::satisfied(tx, act, &booking).await?;
    if let Some(aside) = aside.filter(|_| !waived.is_empty()) {
        excuse(tx, id, aside.reason).await?;
    }
    let kind = match state {
        State::Pending => NoticeKind::BookingPending,
        _ => NoticeKind::BookingConfirmed,
    };
    notice::tell_booking(tx, act, kind, &booking, "").await?;
    Ok(Placed::Placed(booking))
}

/// Writes why rules were set aside: into the booking, where it can be erased.
pub(super) async fn excuse(tx: &Tx, id: BookingId, reason: &str) -> Result<(), StoreError> {
    let sql = "UPDATE booking SET waiver = $2 WHERE id = $1";
    tx.run(sql, args![id, reason]).await.map(drop)
}

/// Whose booking it becomes. Their row is locked, so that two of their requests are counted one after the other.
pub(super) async fn resident(tx: &Tx, act: &Act, by: By, request: &Request) -> Result<ResidentId, StoreError> {
    match by {
        By::Resident(id) => resident::own(tx, id, &request.name).await,
        By::Staff => resident::called(tx, act, &request.phone, &request.name).await,
    }
}

/// The verdict of the rules on what is committed now, and the day that it is about. `but` is a booking that is being moved and
/// does not count against the quota.
pub(super) async fn judged(
    tx: &Tx,
    by: By,
    resident: ResidentId,
    but: Option<BookingId>,
    rules: &Rules,
    wanted: &Wanted<'_>,
) -> Result<Result<(Day, State), Vec<Refusal>>, StoreError> {
    let ground = Ground::of(tx, wanted.room, wanted.request.day).await?;
    let whose = (resident, but);
    ground
        .verdict(tx, by.source(), whose, rules, wanted.request, wanted.local)
        .await
}
