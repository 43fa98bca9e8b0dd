//! The counter's side: what is booked in a center, and the decision about a request.

use super::{Place, counter, done, knows, seen_by};
use crate::{
    booking::desk_api::{Desk, Entry, OfCenter, RoomNow},
    server::{Server, allowed, server},
};
use jiff::civil::Date;
use model::{
    AppError, Problem,
    booking::{Booking, Number, Refusal, SeriesId, Source, Which, may_check_in, may_miss},
    center::{Center, CenterId},
    date,
    permission::{Action, Target, may},
    staff::Viewer,
    text::clean,
};
use std::collections::{HashMap, hash_map};
use store::booking::{Decision, Moved};

/// The most characters of a reason.
const REASON: u32 = 100;

/// The bookings of the center named, or of the only one in scope.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn desk(center: &str, day: &str) -> Result<Desk, AppError> {
    let viewer = allowed(Action::BookForOthers, Target::Anywhere)?;
    let server = server()?;
    let day = date::parse(day).unwrap_or(server.local_now().day);
    let mut centers = store::center::list(server.store.db(), false).await?;
    centers.retain(|c| may(&viewer, Action::BookForOthers, Target::Center(c.id, &c.division)));
    let chosen = match (center, centers.as_slice()) {
        ("", [only]) => Some(only.clone()),
        ("", _) => None,
        (named, _) => Some(in_scope(&server, named).await?),
    };
    let of = match chosen {
        Some(center) => Some(of_center(&server, &viewer, &center, day).await?),
        None => None,
    };
    let centers = centers.into_iter().map(|c| (c.id, c.names)).collect();
    Ok(Desk { centers, day, of })
}

/// The center named, if one may book for others there; also one out of service, whose bookings still stand.
async fn in_scope(server: &Server, named: &str) -> Result<Center, AppError> {
    let id: CenterId = named.parse().map_err(|_| AppError::NotFound)?;
    let center = store::center::get(server.store.db(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    allowed(Action::BookForOthers, Target::Center(id, &center.division))?;
    Ok(center)
}

async fn of_center(server: &Server, viewer: &Viewer, center: &Center, day: Date) -> Result<OfCenter, AppError> {
    let (db, today) = (server.store.db(), server.local_now().day);
    let at = Target::Center(center.id, &center.division);
    let decides = may(viewer, Action::DecideBookings, at) || may(viewer, Action::SeeParties, at);
    // Before the data itself: what changes meanwhile is asked for again.
    let rooms = store::booking::bookable(db, None, Some(center.id), (today, today)).await?;
    let changes = rooms.iter().map(|r| r.changes).sum();
    let bookings = store::booking::of_center_day(db, center.id, day).await?;
    let waiting = store::booking::waitlist::of_center_day(db, center.id, day).await?;
    let mut requests = store::booking::pending(db, center.id, today).await?;
    let theirs = |b: &&Booking| b.private && !may(viewer, deciding(true), at);
    let for_mediator = requests.iter().filter(theirs).count();
    if !decides {
        requests.clear();
    }
    let names = store::room::list(db, center.id, today, true)
        .await?
        .into_iter()
        .map(|r| (r.id, r.names));
    let names: HashMap<_, _> = names.collect();
    let remarks = store::booking::remarks(db, center.id, day).await?;
    let now = if day == today {
        now(server, center, &bookings).await?
    } else {
        Vec::new()
    };
    requests.retain(|b| may(viewer, deciding(b.private), at));
    let waiting = waiting
        .into_iter()
        .filter_map(|(room, n)| Some((names.get(&room)?.clone(), n)));
    let mut series: HashMap<SeriesId, _> = HashMap::new();
    for id in bookings.iter().chain(&requests).filter_map(|b| b.series) {
        if let hash_map::Entry::Vacant(unknown) = series.entry(id) {
            unknown.insert(store::booking::series::get(db, id).await?);
        }
    }
    let entry = |booking: Booking| {
        let room = names.get(&booking.room)?.clone();
        let comes = may_check_in(&booking, server.now(), Source::Staff).is_ok();
        let booking_id = booking.id;
        let of = booking.series.and_then(|id| series.get(&id).cloned().flatten());
        let hidden = !knows(viewer, center, booking.private);
        // Nobody decides about people who are hidden from them.
        let misses = !hidden && may_miss(&booking, server.now()).is_ok();
        Some(Entry {
            booking: seen_by(viewer, center, booking),
            room,
            note: remarks
                .get(&booking_id)
                .filter(|_| !hidden)
                .map(|r| r.note.clone())
                .unwrap_or_default(),
            hidden,
            comes,
            series: of.filter(|_| !hidden),
            misses,
        })
    };
    Ok(OfCenter {
        center: center.id,
        names: center.names.clone(),
        for_mediator,
        changes,
        requests: decides.then(|| requests.into_iter().filter_map(entry).collect()),
        bookings: bookings.into_iter().filter_map(entry).collect(),
        waiting: waiting.collect(),
        now,
        feed: super::Feed::of(Some(center.id)).await?.link().await?,
    })
}

/// Each room that is booked, as it is at this moment.
async fn now(server: &Server, center: &Center, bookings: &[Booking]) -> Result<Vec<RoomNow>, AppError> {
    let now = server.local_now();
    let mut rooms = Vec::new();
    for place in counter::rooms(server, center.id).await? {
        let days = place.days(now.day, 1).await?;
        let Some((day, taken)) = days.first() else { continue };
        let used = taken.get(&day.slot(now.minute)).copied().unwrap_or(0);
        let (start, ends) = counter::now_until(&place, day, taken).unwrap_or_default();
        let next = bookings
            .iter()
            .filter(|b| b.room == place.room.id && b.state.holds_slots());
        rooms.push(RoomNow {
            open: day.span_of(now.minute, now.minute).is_some(),
            units: place.rules.units,
            free: place.rules.units.saturating_sub(used),
            start,
            ends,
            next: next.map(|b| b.start).filter(|start| *start > now.minute).min(),
            party: (place.rules.party_min, place.rules.party_max),
            key: server.key(),
            room: place.room.id,
            names: place.room.names,
            mode: place.rules.mode,
        });
    }
    Ok(rooms)
}

/// What somebody must be allowed to do to decide about a request.
pub(super) const fn deciding(private: bool) -> Action {
    if private {
        Action::SeeParties
    } else {
        Action::DecideBookings
    }
}

/// Approves or rejects a request of a room in one's scope.
///
/// # Errors
/// As [`crate::booking::desk_api::decide_booking`].
pub async fn decide(
    number: Number,
    (decision, which): (&str, Which),
    reason: &str,
    back: &str,
) -> Result<Option<Refusal>, AppError> {
    allowed(Action::SeeParties, Target::Anywhere).or_else(|_| allowed(Action::DecideBookings, Target::Anywhere))?;
    let server = server()?;
    let db = server.store.db();
    let booking = store::booking::by_number(db, number).await?.ok_or(AppError::NotFound)?;
    let place = Place::any(booking.room).await?;
    let at = Target::Center(place.center.id, &place.center.division);
    let viewer = allowed(deciding(booking.private), at)?;
    let decision = match decision {
        "approve" => Decision::Approve,
        "reject" => Decision::Reject,
        _ => {
            return Err(AppError::field(
                "decision",
                Problem::Unknown {
                    allowed: "approve, reject".to_owned(),
                },
            ));
        }
    };
    let reason = match decision {
        Decision::Approve => String::new(),
        Decision::Reject => {
            let all = if which == Which::One { "" } else { "-all" };
            let field = format!("reason-{number}{all}");
            clean(&field, reason, true, REASON).map_err(|e| AppError::Invalid { fields: vec![e] })?
        }
    };
    let act = server.act(&viewer);
    let moved = if which == Which::One || booking.series.is_none() {
        store::booking::decide(db, &act, booking.id, decision, &reason).await?
    } else {
        let swept = store::booking::series::decide(db, &act, booking.id, which, decision, &reason).await?;
        let (done, kept) = (swept.done.into_iter().next(), swept.kept.into_iter().next());
        match (done, kept) {
            (Some(booking), _) => Moved::Done(booking),
            (None, Some((_, refusal))) => Moved::Refused(refusal),
            // All of them had been decided so before.
            (None, None) => Moved::Done(booking),
        }
    };
    Ok(done(moved, number, back))
}
