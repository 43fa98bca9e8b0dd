//! When the counter of a center is free, and the booking that a case takes there: the same for whoever writes at home and for whoever is
//! registered at the counter.

use crate::{
    booking::reach::{Place, midnight},
    case::{api::CounterSlots, own_api::Slots},
    server::{Server, allowed, server},
};
use jiff::civil::Date;
use model::{
    AppError, Problem,
    booking::{Day, Mode, Request, Rules, Source, Taken, Wish, free_starts},
    case::Slot,
    center::CenterId,
    date,
    permission::{Action, Target},
    room::{RoomId, RoomKind},
};
use std::collections::BTreeMap;
use store::booking::Local;

/// Days with something free that a resident is shown.
const DAYS_SHOWN: usize = 5;
/// Days in which something free is looked for.
const DAYS_LOOKED: i64 = 21;

/// When the counter of a center is free for a resident.
pub(super) async fn of_resident(server: &Server, center: CenterId) -> Result<Slots, AppError> {
    let today = server.local_now().day;
    free(server, center, (today, DAYS_SHOWN), Source::Resident).await
}

/// See [`crate::case::api::get_slots`].
pub async fn slots(center: CenterId, day: &str) -> Result<CounterSlots, AppError> {
    allowed(Action::HandleCases, Target::Anywhere)?;
    let server = server()?;
    let center = store::center::get(server.store.db(), center)
        .await?
        .ok_or(AppError::NotFound)?;
    allowed(Action::HandleCases, Target::Center(center.id, &center.division))?;
    of_counter(&server, center.id, day).await
}

/// When it is free on a day, for staff; where it is not, the next day on which it is. No day is today.
pub(super) async fn of_counter(server: &Server, center: CenterId, day: &str) -> Result<CounterSlots, AppError> {
    let today = server.local_now().day;
    let wanted = date::parse(day.trim()).unwrap_or(today);
    let wanted = day_of(server, wanted).max(today);
    let mut found = free(server, center, (wanted, 1), Source::Staff).await?;
    let free = if found.days.is_empty() {
        Vec::new()
    } else {
        found.days.swap_remove(0)
    };
    Ok(CounterSlots {
        wanted,
        day: free.first().map_or(wanted, |slot: &Slot| slot.day),
        free,
        closed: found.closed,
    })
}

/// The next days with something free from one on: the shortest stays that the rules of the counters allow.
async fn free(
    server: &Server,
    center: CenterId,
    (first, shown): (Date, usize),
    source: Source,
) -> Result<Slots, AppError> {
    let (db, now) = (server.store.db(), server.local_now());
    let far = date::after(first, DAYS_LOOKED).unwrap_or(first);
    let rooms = store::booking::bookable(db, Some(RoomKind::COUNTER), Some(center), (first, far)).await?;
    let directory = server.store.directory(now.day).await?;
    let Some(entry) = directory.get(center).filter(|_| !rooms.is_empty()) else {
        return Ok(Slots {
            center: Some(center),
            closed: true,
            days: Vec::new(),
        });
    };
    let keys: Vec<_> = rooms.iter().map(|room| room.room).collect();
    let (begin, end) = (midnight(server, first), midnight(server, far));
    let taken = store::booking::taken(db, &keys, begin, end + 100).await?;
    let nothing = Taken::new();
    let mut days = Vec::new();
    for day in (0..DAYS_LOOKED).filter_map(|ahead| date::after(first, ahead)) {
        let ahead = date::number(day) - date::number(now.day);
        // Several counters at the same time are one slot: whichever is free.
        let mut free: BTreeMap<(u16, u16), Slot> = BTreeMap::new();
        let reached = |rules: &Rules| source == Source::Staff || ahead <= i64::from(rules.ahead_days);
        for room in rooms.iter().filter(|room| reached(&room.rules)) {
            let of = Day::of(
                &entry.hours,
                &entry.exceptions,
                &room.closures,
                day,
                midnight(server, day),
            );
            let taken = taken.get(&room.room).unwrap_or(&nothing);
            let (stay, wish) = (room.rules.shortest_minutes, wish(&room.rules));
            for start in free_starts(&room.rules, &of, now, taken, stay, wish, source) {
                let end = start + stay;
                free.entry((start, end)).or_insert(Slot {
                    room: room.room,
                    day,
                    start,
                    end,
                });
            }
        }
        if !free.is_empty() {
            days.push(free.into_values().collect());
        }
        if days.len() == shown {
            break;
        }
    }
    Ok(Slots {
        center: Some(center),
        closed: false,
        days,
    })
}

/// One window, or the counter where there is only one.
const fn wish(rules: &Rules) -> Wish {
    match rules.mode {
        Mode::Seats => Wish::Seats(1),
        _ => Wish::Whole,
    }
}

/// The booking of a slot: which room, what is asked of it, and what the server knows of the zone.
pub(super) type Booked = (RoomId, Request, Local);

/// One person, at one window, about this matter.
pub(super) async fn request(slot: Slot, name: &str, phone: &str, matter: &str) -> Result<Booked, AppError> {
    let gone = |trouble| match trouble {
        AppError::NotFound => AppError::field("slot", Problem::SlotGone),
        other => other,
    };
    let place = Place::of(slot.room).await.map_err(gone)?;
    let request = Request {
        day: slot.day,
        start: slot.start,
        end: slot.end,
        wish: wish(&place.rules),
        party: place.rules.party_min.max(1),
        name: name.to_owned(),
        phone: phone.to_owned(),
        purpose: matter.chars().take(200).collect(),
        with_whom: String::new(),
        minors: false,
        adult: false,
    };
    let local = place.local(day_of(&place.server, slot.day));
    Ok((slot.room, request, local))
}

/// A day far outside of what can be booked is judged as the rules say, not counted in slots that there are not.
fn day_of(server: &Server, day: Date) -> Date {
    let now = server.local_now().day;
    day.clamp(
        date::after(now, -366).unwrap_or(now),
        date::after(now, 3660).unwrap_or(now),
    )
}
