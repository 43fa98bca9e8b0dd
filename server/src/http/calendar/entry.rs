//! A booking as an entry of a calendar, with the names of its room and center.

use crate::ical::{Event, Status};
use app::{
    booking::words,
    lang::{Lang, t},
    server::Server,
};
use model::{
    AppError,
    booking::{Booking, State, slot_start},
    room::RoomId,
    text::Names as Both,
};
use std::collections::{HashMap, hash_map};
use store::{Db, booking, calendar::Item, center, room};

/// What is known of a room.
struct Room {
    names: Both,
    center: Both,
    address: String,
    bring: String,
}

/// The rooms of some bookings.
pub(super) struct Names(HashMap<RoomId, Room>);

impl Names {
    /// Reads each room once.
    pub(super) async fn of(db: &Db, items: &[Item]) -> Result<Self, AppError> {
        let mut rooms = HashMap::new();
        let mut centers = HashMap::new();
        for item in items {
            let id = item.booking.room;
            if rooms.contains_key(&id) {
                continue;
            }
            let room = room::get(db, id, item.booking.day).await?.ok_or(AppError::NotFound)?;
            if let hash_map::Entry::Vacant(unknown) = centers.entry(room.center) {
                unknown.insert(center::get(db, room.center).await?.ok_or(AppError::NotFound)?);
            }
            let rules = booking::rules(db, id).await?.rules;
            if let Some(center) = centers.get(&room.center) {
                let known = Room {
                    names: room.names,
                    center: center.names.clone(),
                    address: center.address.clone(),
                    bring: rules.bring,
                };
                rooms.insert(id, known);
            }
        }
        Ok(Self(rooms))
    }

    /// For whose booking it is.
    pub(super) fn own(&self, server: &Server, lang: Lang, item: &Item) -> Event {
        let b = &item.booking;
        let room = self.0.get(&b.room);
        let name = |both: &Both| both.get(lang.english()).to_owned();
        let mut about = vec![format!("{} {}", t::booking::number(lang), b.number.spaced())];
        about.push(words::wish(lang, b.wish));
        if !b.purpose.is_empty() {
            about.push(b.purpose.clone());
        }
        if let Some(room) = room.filter(|r| !r.bring.is_empty()) {
            about.push(format!("{}{}", t::booking::bring(lang), room.bring));
        }
        Event {
            summary: room
                .map(|r| format!("{} · {}", name(&r.names), name(&r.center)))
                .unwrap_or_default(),
            location: room
                .map(|r| format!("{} {}", name(&r.center), r.address).trim().to_owned())
                .unwrap_or_default(),
            description: about.join("\n"),
            ..entry(server, item)
        }
    }

    /// For the counter of the center: who comes; of what was booked as private only that the room is occupied.
    pub(super) fn desk(&self, server: &Server, lang: Lang, item: &Item) -> Event {
        let b = &item.booking;
        let room = self.0.get(&b.room);
        let name = room.map(|r| r.names.get(lang.english()).to_owned()).unwrap_or_default();
        let event = entry(server, item);
        // Where nothing is known of the room, nothing is told of who is in it.
        if room.is_none() || b.private {
            return Event {
                summary: format!("{name} · {}", t::calendar::busy(lang)),
                url: String::new(),
                ..event
            };
        }
        let (_, _, state) = words::state(lang, b.state);
        let about = [
            format!("{} {}", t::booking::number(lang), b.number.spaced()),
            format!("{} · {}", t::booking::people(lang, b.party), words::wish(lang, b.wish)),
            state.to_owned(),
            b.purpose.clone(),
        ];
        let about: Vec<String> = about.into_iter().filter(|line| !line.is_empty()).collect();
        Event {
            summary: format!("{name} · {}", b.name),
            location: name,
            description: about.join("\n"),
            ..event
        }
    }
}

/// What is the same for everybody. The key names it, not the number, which may be said to somebody.
fn entry(server: &Server, item: &Item) -> Event {
    let b = &item.booking;
    Event {
        uid: uid(server, b),
        sequence: b.version - 1,
        changed: item.updated_at,
        start: slot_start(b.first_slot),
        end: slot_start(b.end_slot),
        status: match b.state {
            State::Offered | State::Pending => Status::Tentative,
            State::Confirmed | State::CheckedIn | State::Finished => Status::Confirmed,
            State::Cancelled | State::Rejected | State::NoShow | State::Lapsed => Status::Cancelled,
        },
        busy: true,
        summary: String::new(),
        location: String::new(),
        description: String::new(),
        url: format!("{}/bookings/{}", server.origin, b.number),
    }
}

fn uid(server: &Server, b: &Booking) -> String {
    format!("{}@{}", b.id, host(server))
}

/// The deployment's name on the net, for what has to be unique on earth.
pub(in crate::http) fn host(server: &Server) -> &str {
    server.origin.split("//").last().unwrap_or_default()
}
