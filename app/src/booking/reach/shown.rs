//! What a calendar shows of a day, and all rooms of a center on one: one pass, however many rooms there are.

use super::{DAY_SLOTS, MARGIN, midnight};
use crate::{
    booking::{
        api::{Look, ShownCell, ShownDay},
        day_api::{CenterDay, RoomDay},
    },
    server::server,
};
use model::{
    AppError,
    booking::{Day, Mode, Rules, SLOT_MINUTES, Source, Taken, Wish, availability, free_starts},
    center::CenterId,
    date,
    hours::LocalMinute,
};

/// A day as calendars show it, for whoever wants `wish` for so many minutes.
pub(super) fn shown(
    rules: &Rules,
    day: Day,
    now: LocalMinute,
    taken: &Taken,
    (minutes, wish): (u16, Wish),
) -> ShownDay {
    let starts = free_starts(rules, &day, now, taken, minutes, wish, Source::Resident);
    let nobody = Taken::new();
    let possible = free_starts(rules, &day, now, &nobody, minutes, wish, Source::Resident);
    let cells = availability(rules, &day, now, taken, Source::Resident)
        .into_iter()
        .map(|cell| {
            let begins = starts.binary_search(&cell.start).is_ok();
            let busiest = begins.then(|| (day.slot(cell.start)..day.slot(cell.start + minutes)).map(|s| taken.get(&s)));
            let busiest = busiest.and_then(|all| all.flatten().max()).copied();
            let free = if begins {
                rules.units - busiest.unwrap_or(0).min(rules.units)
            } else {
                cell.free
            };
            ShownCell {
                start: cell.start,
                free,
                state: cell.state,
                begins,
                waits: !begins && possible.binary_search(&cell.start).is_ok(),
            }
        })
        .collect();
    ShownDay {
        day: day.day,
        cells,
        closed: day.closed,
    }
}

/// What somebody wants in a room with such rules.
pub(super) fn wish(rules: &Rules, look: &Look) -> Wish {
    if rules.mode != Mode::Seats || (look.whole == "1" && rules.whole_too) {
        return Wish::Whole;
    }
    Wish::Seats(look.seats.parse().unwrap_or(1).clamp(1, rules.units.max(1)))
}

/// An hour where nothing was said, or what is nearest to it.
pub(super) fn minutes(rules: &Rules, look: &Look) -> u16 {
    let wanted = look.minutes.parse().unwrap_or(60_u16);
    let stay = wanted.clamp(rules.shortest_minutes, rules.longest_minutes);
    stay.next_multiple_of(rules.step_minutes.max(SLOT_MINUTES))
        .min(rules.longest_minutes)
}

/// See [`crate::booking::day_api::get_center_day`].
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn center_day(id: CenterId, look: &Look) -> Result<CenterDay, AppError> {
    let server = server()?;
    let (db, now) = (server.store.db(), server.local_now());
    let directory = server.store.directory(now.day).await?;
    let center = directory.get(id).ok_or(AppError::NotFound)?;
    let far = date::after(now.day, 366).unwrap_or(now.day);
    let mut rooms = store::booking::bookable(db, None, Some(id), (now.day, far)).await?;
    rooms.sort_by(|a, b| (a.kind, &a.names.zh, a.room).cmp(&(b.kind, &b.names.zh, b.room)));
    let ahead = rooms.iter().map(|r| r.rules.ahead_days).max().unwrap_or(0);
    let last = date::after(now.day, i64::from(ahead)).unwrap_or(now.day);
    let day = date::parse(&look.day).unwrap_or(now.day).clamp(now.day, last);
    let first = midnight(&server, day);
    let keys: Vec<_> = rooms.iter().map(|r| r.room).collect();
    let taken = store::booking::taken(db, &keys, first - MARGIN, first + DAY_SLOTS + MARGIN).await?;
    let nothing = Taken::new();
    let changes = rooms.iter().map(|r| r.changes).sum();
    let rooms = rooms.into_iter().map(|room| {
        let rules = &room.rules;
        let (minutes, wish) = (minutes(rules, look), wish(rules, look));
        let of = Day::of(&center.hours, &center.exceptions, &room.closures, day, first);
        let taken = taken.get(&room.room).unwrap_or(&nothing);
        let day = shown(rules, of, now, taken, (minutes, wish));
        RoomDay {
            room: room.room,
            names: room.names,
            kind: room.kind,
            wish,
            minutes,
            step: room.rules.step_minutes.max(SLOT_MINUTES),
            closed: day.closed,
            cells: day.cells,
        }
    });
    Ok(CenterDay {
        center: id,
        names: center.names.clone(),
        day,
        last,
        changes,
        rooms: rooms.collect(),
    })
}
