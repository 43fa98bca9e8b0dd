//! Something free in all centers: one pass over the rooms in memory, one statement for what is taken in them.

use super::{DAY_SLOTS, MARGIN, Place, midnight};
use crate::{
    booking::{
        api::Where,
        find_api::{Elsewhere, Finding, Found, FoundRoom, Hint, Order},
    },
    server::{Server, server},
};
use jiff::civil::Date;
use model::{
    AppError,
    booking::{Alternative, Asked, Day, Help, Request, Search, Wish},
    center::CenterId,
    date,
    directory::{Directory, Entry, matches},
    hours::{DAY, LocalMinute},
    room::RoomKind,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use store::booking::Bookable;

/// Rooms on one page of the answer.
const PAGE: usize = 20;
/// Rooms whose slots are read with one statement: all those of a town. A country's are read from the nearest on, until a page
/// is full.
const AT_ONCE: usize = 512;
/// Days that are searched for another day.
const OTHER_DAYS: u8 = 14;
/// Things that rooms have, named in the form.
const EQUIPMENT: usize = 24;

/// All rooms that can be booked, and where they are.
struct Pool {
    server: Server,
    now: LocalMinute,
    directory: Arc<Directory>,
    rooms: Vec<Bookable>,
}

/// The centers in the order of an answer.
struct Ranks {
    /// Place in the order, and how far.
    of: HashMap<CenterId, (usize, Option<u32>)>,
    order: Order,
}

/// Rooms with their free times, by their index in the pool.
type Hits = Vec<(usize, Vec<Alternative>)>;

/// See [`crate::booking::find_api::find_rooms`].
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn find(search: Search) -> Result<Finding, AppError> {
    let server = server()?;
    let today = server.local_now().day;
    let (problems, asked) = match search.check(today) {
        Ok(asked) => (Vec::new(), Some(asked)),
        Err(AppError::Invalid { fields }) => (fields, None),
        Err(error) => return Err(error),
    };
    let from = asked.as_ref().map_or(today, |a| a.from);
    let last = date::after(from, i64::from(OTHER_DAYS)).unwrap_or(from);
    let pool = Pool::load(server, None, (from, last)).await?;
    let found = match asked {
        Some(asked) => Some(pool.answer(&search, &asked).await?),
        None => None,
    };
    Ok(Finding {
        kinds: pool.kinds(),
        equipment: pool.equipment(),
        search,
        problems,
        found,
    })
}

/// The same wish at the same time in the nearest other center that has it free.
///
/// # Errors
/// [`AppError::Unavailable`].
pub(super) async fn elsewhere(place: &Place, request: &Request) -> Result<Option<Elsewhere>, AppError> {
    let party = match request.wish {
        Wish::Seats(n) => request.party.max(n),
        Wish::Whole => request.party,
    };
    let asked = Asked {
        kind: Some(place.room.kind),
        whole: request.wish == Wish::Whole,
        party,
        equipment: Vec::new(),
        from: request.day,
        days: 1,
        start: request.start,
        end: request.end.min(DAY),
        minutes: request.end.saturating_sub(request.start),
        exact: true,
        near: place.center.position.map(|p| p.at),
        place: String::new(),
        page: 1,
    };
    let days = (request.day, request.day);
    let mut pool = Pool::load(place.server.clone(), asked.kind, days).await?;
    pool.rooms.retain(|r| r.center != place.center.id);
    let ranks = pool.ranks(&asked);
    let hit = pool.scan(&asked, &ranks, 0, 1).await?.pop();
    Ok(hit.and_then(|(i, times)| {
        let room = &pool.rooms[i];
        Some(Elsewhere {
            place: pool.describe(room)?,
            metres: ranks.of.get(&room.center).and_then(|(_, metres)| *metres),
            time: times.into_iter().next()?,
        })
    }))
}

impl Pool {
    async fn load(server: Server, kind: Option<RoomKind>, days: (Date, Date)) -> Result<Self, AppError> {
        let now = server.local_now();
        let directory = server.store.directory(now.day).await?;
        let mut rooms = store::booking::bookable(server.store.db(), kind, None, days).await?;
        rooms.retain(|r| directory.get(r.center).is_some());
        Ok(Self {
            server,
            now,
            directory,
            rooms,
        })
    }

    async fn answer(&self, search: &Search, asked: &Asked) -> Result<Found, AppError> {
        let ranks = self.ranks(asked);
        let mut hits = self.scan(asked, &ranks, (asked.page - 1) * PAGE, PAGE + 1).await?;
        let more = hits.len() > PAGE;
        hits.truncate(PAGE);
        let hints = if hits.is_empty() && asked.page == 1 {
            self.hints(search, asked, &ranks).await?
        } else {
            Vec::new()
        };
        let room = |(i, times): (usize, Vec<Alternative>)| {
            let room = &self.rooms[i];
            Some(FoundRoom {
                place: self.describe(room)?,
                capacity: room.capacity,
                equipment: room.equipment.clone(),
                wish: asked.wish(&room.rules)?,
                approval: room.rules.approval,
                metres: ranks.of.get(&room.center).and_then(|(_, metres)| *metres),
                times,
            })
        };
        Ok(Found {
            rooms: hits.into_iter().filter_map(room).collect(),
            week: asked.days > 1,
            page: asked.page,
            more,
            order: ranks.order,
            hints,
        })
    }

    /// Searches with one thing changed each that do find something; of fewer people the most that fit.
    async fn hints(&self, search: &Search, asked: &Asked, ranks: &Ranks) -> Result<Vec<Hint>, AppError> {
        let mut hints: Vec<Hint> = Vec::new();
        for (help, mut changed) in search.relaxed(asked) {
            let fewer = matches!(help, Help::Fewer { .. });
            if fewer && hints.iter().any(|h| matches!(h.help, Help::Fewer { .. })) {
                continue;
            }
            let Ok(mut other) = changed.check(self.now.day) else {
                continue;
            };
            if help == Help::Day {
                other.days = OTHER_DAYS;
            }
            let Some((i, times)) = self.scan(&other, ranks, 0, 1).await?.pop() else {
                continue;
            };
            let (Some(place), Some(time)) = (self.describe(&self.rooms[i]), times.first().copied()) else {
                continue;
            };
            if help == Help::Day {
                changed.span = String::new();
                changed.day = date::format(time.day);
            }
            hints.push(Hint {
                help,
                search: changed,
                place,
                time,
            });
        }
        Ok(hints)
    }

    /// Rooms that have what is asked, in the order of `ranks`, from the one after `skip` on, at most `most`.
    async fn scan(&self, asked: &Asked, ranks: &Ranks, skip: usize, most: usize) -> Result<Hits, AppError> {
        let mut candidates: Vec<usize> = (0..self.rooms.len())
            .filter(|i| {
                let room = &self.rooms[*i];
                asked.suits(room.kind, &room.equipment) && asked.wish(&room.rules).is_some()
            })
            .collect();
        candidates.sort_by_key(|i| {
            let room = &self.rooms[*i];
            (ranks.of.get(&room.center).map(|(rank, _)| *rank), room.kind, room.room)
        });
        let dates: Vec<(Date, i64)> = (0..i64::from(asked.days))
            .filter_map(|n| date::after(asked.from, n))
            .map(|day| (day, midnight(&self.server, day)))
            .collect();
        let (Some((_, first)), Some((_, last))) = (dates.first(), dates.last()) else {
            return Ok(Vec::new());
        };
        let (first, end) = (first - MARGIN, last + DAY_SLOTS + MARGIN);
        let nothing = model::booking::Taken::new();
        let (mut hits, mut skipped) = (Hits::new(), 0);
        for some in candidates.chunks(AT_ONCE) {
            let keys: Vec<_> = some.iter().map(|i| self.rooms[*i].room).collect();
            let taken = store::booking::taken(self.server.store.db(), &keys, first, end).await?;
            for i in some {
                let room = &self.rooms[*i];
                let Some(entry) = self.directory.get(room.center) else {
                    continue;
                };
                let days: Vec<Day> = dates
                    .iter()
                    .map(|(day, midnight)| Day::of(&entry.hours, &entry.exceptions, &room.closures, *day, *midnight))
                    .collect();
                let taken = taken.get(&room.room).unwrap_or(&nothing);
                let times = asked.times(&room.rules, &days, self.now, taken);
                if times.is_empty() {
                    continue;
                }
                if skipped < skip {
                    skipped += 1;
                    continue;
                }
                hits.push((*i, times));
                if hits.len() == most {
                    return Ok(hits);
                }
            }
        }
        Ok(hits)
    }

    /// Centers whose name or division was typed come first, then what is near them or near the person.
    fn ranks(&self, asked: &Asked) -> Ranks {
        let typed = asked.place.to_lowercase();
        let named = |e: &Entry| !typed.is_empty() && matches(&e.search, &typed);
        let center = self.directory.entries().iter().find(|e| named(e));
        let order = match (center, asked.near) {
            (Some(center), _) => Order::Center(center.names.clone()),
            (None, _) if !typed.is_empty() => Order::Unknown,
            (None, Some(_)) => Order::You,
            (None, None) => Order::Usual,
        };
        let origin = center.and_then(|c| c.position.map(|p| p.at)).or(asked.near);
        let mut all: Vec<(bool, f64, &Entry)> = self
            .directory
            .entries()
            .iter()
            .map(|e| {
                let away = origin.zip(e.position).map(|(from, to)| from.metres_to(to.at));
                (!named(e), away.unwrap_or(f64::INFINITY), e)
            })
            .collect();
        // Stable: what is equally far keeps the order of lists.
        all.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let of = all.into_iter().enumerate().map(|(rank, (_, away, e))| {
            let metres = away.is_finite().then_some(away.round() as u32);
            (e.id, (rank, metres))
        });
        Ranks {
            of: of.collect(),
            order,
        }
    }

    fn describe(&self, room: &Bookable) -> Option<Where> {
        let center = self.directory.get(room.center)?;
        Some(Where {
            room: room.room,
            names: room.names.clone(),
            kind: room.kind,
            center: center.id,
            center_names: center.names.clone(),
            address: center.address.clone(),
            phone: center.phone.clone(),
        })
    }

    fn kinds(&self) -> Vec<RoomKind> {
        let there: HashSet<RoomKind> = self.rooms.iter().map(|r| r.kind).collect();
        RoomKind::ALL.into_iter().filter(|kind| there.contains(kind)).collect()
    }

    /// What is in most rooms first.
    fn equipment(&self) -> Vec<String> {
        let mut count: HashMap<&str, usize> = HashMap::new();
        let lines = self.rooms.iter().flat_map(|r| r.equipment.lines());
        for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
            *count.entry(line).or_default() += 1;
        }
        let mut all: Vec<(&str, usize)> = count.into_iter().collect();
        all.sort_by_key(|(line, n)| (std::cmp::Reverse(*n), *line));
        all.into_iter()
            .take(EQUIPMENT)
            .map(|(line, _)| line.to_owned())
            .collect()
    }
}
