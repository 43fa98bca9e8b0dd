//! What a calendar shows of a day, and all rooms of a center on one or in a week: one pass, however many rooms there are.

use super::{DAY_SLOTS, MARGIN, midnight};
use crate::{
    booking::{
        api::{Look, ShownCell, ShownDay},
        day_api::{CenterDay, CenterWeek, DayOfRoom, RoomDay, RoomWeek},
    },
    server::{Server, server},
};
use jiff::civil::Date;
use model::{
    AppError,
    booking::{CellState, Day, Mode, Rules, SLOT_MINUTES, Source, Taken, Wish, availability, free_starts},
    center::CenterId,
    date,
    directory::{Directory, Entry},
    hours::LocalMinute,
    room::RoomId,
};
use std::{collections::HashMap, sync::Arc};
use store::booking::Bookable;

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

/// A center with its rooms that can be booked.
struct Pool {
    server: Server,
    directory: Arc<Directory>,
    id: CenterId,
    /// By kind and name.
    rooms: Vec<Bookable>,
    now: LocalMinute,
    /// The last day on which any of them can be booked.
    last: Date,
}

impl Pool {
    async fn of(id: CenterId) -> Result<Self, AppError> {
        let server = server()?;
        let now = server.local_now();
        let directory = server.store.directory(now.day).await?;
        directory.get(id).ok_or(AppError::NotFound)?;
        let far = date::after(now.day, 366).unwrap_or(now.day);
        let mut rooms = store::booking::bookable(server.store.db(), None, Some(id), (now.day, far)).await?;
        rooms.sort_by(|a, b| (a.kind, &a.names.zh, a.room).cmp(&(b.kind, &b.names.zh, b.room)));
        let ahead = rooms.iter().map(|r| r.rules.ahead_days).max().unwrap_or(0);
        Ok(Self {
            last: date::after(now.day, i64::from(ahead)).unwrap_or(now.day),
            server,
            directory,
            id,
            rooms,
            now,
        })
    }

    fn center(&self) -> Result<&Entry, AppError> {
        self.directory.get(self.id).ok_or(AppError::NotFound)
    }

    /// The day that is looked at, brought into the days that can be booked.
    fn day(&self, look: &Look) -> Date {
        date::parse(&look.day)
            .unwrap_or(self.now.day)
            .clamp(self.now.day, self.last)
    }

    /// Rises with every change in any of the rooms.
    fn changes(&self) -> i64 {
        self.rooms.iter().map(|r| r.changes).sum()
    }

    /// What is taken in all of them on some days: one statement.
    async fn taken(&self, from: Date, count: i64) -> Result<HashMap<RoomId, Taken>, AppError> {
        let first = midnight(&self.server, from);
        let keys: Vec<_> = self.rooms.iter().map(|r| r.room).collect();
        let (from, until) = (first - MARGIN, first + count * DAY_SLOTS + MARGIN);
        Ok(store::booking::taken(self.server.store.db(), &keys, from, until).await?)
    }

    /// A room on a day.
    fn shown(&self, room: &Bookable, day: Date, taken: &Taken, wanted: (u16, Wish)) -> Result<ShownDay, AppError> {
        let center = self.center()?;
        let first = midnight(&self.server, day);
        let of = Day::of(&center.hours, &center.exceptions, &room.closures, day, first);
        let near = taken.range(first - MARGIN..first + DAY_SLOTS + MARGIN);
        let near = near.map(|(slot, n)| (*slot, *n)).collect();
        Ok(shown(&room.rules, of, self.now, &near, wanted))
    }
}

/// See [`crate::booking::day_api::get_center_day`].
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn center_day(id: CenterId, look: &Look) -> Result<CenterDay, AppError> {
    let pool = Pool::of(id).await?;
    let day = pool.day(look);
    let (taken, nothing) = (pool.taken(day, 1).await?, Taken::new());
    let rooms = pool.rooms.iter().map(|room| {
        let (minutes, wish) = (minutes(&room.rules, look), wish(&room.rules, look));
        let taken = taken.get(&room.room).unwrap_or(&nothing);
        let shown = pool.shown(room, day, taken, (minutes, wish))?;
        Ok(RoomDay {
            room: room.room,
            names: room.names.clone(),
            kind: room.kind,
            wish,
            minutes,
            step: room.rules.step_minutes.max(SLOT_MINUTES),
            closed: shown.closed,
            cells: shown.cells,
        })
    });
    Ok(CenterDay {
        center: id,
        names: pool.center()?.names.clone(),
        day,
        last: pool.last,
        changes: pool.changes(),
        rooms: rooms.collect::<Result<_, AppError>>()?,
    })
}

/// See [`crate::booking::day_api::get_center_week`].
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
pub async fn center_week(id: CenterId, look: &Look) -> Result<CenterWeek, AppError> {
    let pool = Pool::of(id).await?;
    let (today, day) = (pool.now.day, pool.day(look));
    let week = (date::number(day) - date::number(today)) / 7;
    let first = date::after(today, 7 * week).unwrap_or(today);
    let count = (date::number(pool.last) - date::number(first) + 1).clamp(1, 7);
    let days: Vec<Date> = (0..count).filter_map(|n| date::after(first, n)).collect();
    let (taken, nothing) = (pool.taken(first, count).await?, Taken::new());
    let rooms = pool.rooms.iter().map(|room| {
        let (minutes, wish) = (minutes(&room.rules, look), wish(&room.rules, look));
        let taken = taken.get(&room.room).unwrap_or(&nothing);
        let step = room.rules.step_minutes.max(SLOT_MINUTES);
        let days = days
            .iter()
            .map(|day| Ok(free_on(&pool.shown(room, *day, taken, (minutes, wish))?, minutes, step)));
        Ok(RoomWeek {
            room: room.room,
            names: room.names.clone(),
            kind: room.kind,
            minutes,
            days: days.collect::<Result<_, AppError>>()?,
        })
    });
    let rooms = rooms.collect::<Result<_, AppError>>()?;
    Ok(CenterWeek {
        center: id,
        names: pool.center()?.names.clone(),
        day,
        last: pool.last,
        changes: pool.changes(),
        seats: pool.rooms.iter().any(|r| r.rules.mode == Mode::Seats),
        days,
        rooms,
    })
}

/// How much of a day is free for somebody who stays for so many minutes.
fn free_on(day: &ShownDay, minutes: u16, step: u16) -> DayOfRoom {
    let begins: Vec<u16> = day.cells.iter().filter(|c| c.begins).map(|c| c.start).collect();
    let within = |cell: &&ShownCell| begins.iter().any(|s| (*s..s + minutes).contains(&cell.start));
    let steps = day.cells.iter().filter(within).count();
    // What says most about why there is nothing.
    let order = [
        CellState::Full,
        CellState::Open,
        CellState::Soon,
        CellState::Far,
        CellState::Past,
    ];
    let found = |state: &CellState| day.cells.iter().any(|c| c.state == *state);
    let state = order.into_iter().find(found).unwrap_or(CellState::Closed);
    DayOfRoom {
        closed: day.closed.clone(),
        free: u16::try_from(steps).unwrap_or(u16::MAX).saturating_mul(step),
        first: begins.first().copied(),
        state: if begins.is_empty() { state } else { CellState::Open },
    }
}
