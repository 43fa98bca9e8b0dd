//! Open data about rooms: when they are busy, as JSON, as a calendar, and as a stream of changes. It names nobody.

use crate::{
    http::{
        Web,
        calendar::{self, REFRESH_MINUTES, host, tag_of},
        error, etag, live,
    },
    ical::{self, Calendar, Event, Status},
};
use app::{
    booking::reach::midnight,
    lang::{Lang, t},
    server::{Server, Visitor},
    ui::words::error_text,
};
use axum::{
    Extension, Json, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::civil::Date;
use model::{
    AppError, FieldError, Problem,
    booking::{Day, Mode, Taken, slot_start},
    center::{Center, CenterId},
    date,
    hours::fmt_minute,
    room::{Room, RoomId},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::ops::Range;
use store::booking::Stored;

/// Rises when the answers' shape changes, so that nobody keeps the old one.
const SHAPE: u32 = 1;
/// The most days of one answer.
const MOST_DAYS: i64 = 31;
/// The furthest day that can be asked about.
const AHEAD_DAYS: i64 = 366;
/// Days of an answer where nothing is said.
const USUAL_DAYS: i64 = 7;
/// Days of a room's calendar.
const CALENDAR_DAYS: i64 = 60;
/// Slots of a day; a zone that sets its clocks has one more hour on one of them.
const DAY_SLOTS: i64 = 100;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/open/rooms/{id}/availability", get(availability))
        .route("/open/rooms/{id}/calendar.ics", get(feed))
        .route("/open/rooms/{id}/changes", get(of_room))
        .route("/open/centers/{id}/changes", get(of_center))
}

/// A room in service with its center and rules.
struct Place {
    room: Room,
    center: Center,
    stored: Stored,
}

async fn place(server: &Server, id: &str) -> Result<Place, AppError> {
    let id: RoomId = id.parse().map_err(|_| AppError::NotFound)?;
    let db = server.store.db();
    // The counter first: a write in between makes the tag old, never the data.
    let stored = store::booking::rules(db, id).await?;
    let room = store::room::get(db, id, server.local_now().day)
        .await?
        .ok_or(AppError::NotFound)?;
    let center = store::center::get(db, room.center).await?.ok_or(AppError::NotFound)?;
    if room.retired || center.retired {
        return Err(AppError::NotFound);
    }
    Ok(Place { room, center, stored })
}

/// Slots `first..end` with the same number of units taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Busy {
    first: i64,
    end: i64,
    taken: u32,
}

/// What is taken within some slots, as few pieces as say it.
fn pieces(taken: &Taken, within: Range<i64>) -> Vec<Busy> {
    let mut pieces: Vec<Busy> = Vec::new();
    for (slot, taken) in taken.range(within) {
        match pieces.last_mut() {
            Some(last) if last.end == *slot && last.taken == *taken => last.end += 1,
            _ => pieces.push(Busy {
                first: *slot,
                end: slot + 1,
                taken: *taken,
            }),
        }
    }
    pieces
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Window {
    /// The first day; today where it is not said.
    from: String,
    /// The last day; a week from the first where it is not said.
    to: String,
}

impl Window {
    fn check(&self, today: Date) -> Result<(Date, Date), AppError> {
        let day = |field: &str, text: &str, usual: Date, first: Date, most: i64| {
            if text.is_empty() {
                return Ok(usual);
            }
            let day = date::parse(text).ok_or_else(|| FieldError::new(field, Problem::Date))?;
            if (0..=most).contains(&(date::number(day) - date::number(first))) {
                return Ok(day);
            }
            let problem = Problem::OutOfRange {
                min: date::format(first),
                max: date::format(date::after(first, most).unwrap_or(first)),
            };
            Err(FieldError::new(field, problem))
        };
        let invalid = |problem| AppError::Invalid { fields: vec![problem] };
        let from = day("from", &self.from, today, today, AHEAD_DAYS).map_err(invalid)?;
        let usual = date::after(from, USUAL_DAYS - 1).unwrap_or(from);
        let to = day("to", &self.to, usual, from, MOST_DAYS - 1).map_err(invalid)?;
        Ok((from, to))
    }
}

/// `GET /open/rooms/{id}/availability?from=2026-09-21&to=2026-09-27`: when the room is open and when it is busy.
async fn availability(
    State(web): State<Web>,
    Extension(lang): Extension<Lang>,
    Path(id): Path<String>,
    Query(window): Query<Window>,
    headers: HeaderMap,
) -> Response {
    let today = web.server.local_now().day;
    let (from, to) = match window.check(today) {
        Ok(days) => days,
        Err(refusal) => return refused(lang, &refusal),
    };
    let place = match place(&web.server, &id).await {
        Ok(place) => place,
        Err(refusal @ AppError::NotFound) => return refused(lang, &refusal),
        Err(fault) => return error::plain(&headers, &fault),
    };
    let (changes, version) = (place.stored.changes, place.room.version);
    let tag = format!("{SHAPE}-{changes}-{version}-{from}-{to}");
    let days = match days(&web.server, &place, from, to).await {
        Ok(days) => days,
        Err(fault) => return error::plain(&headers, &fault),
    };
    etag::tagged(&headers, &tag, || {
        Json(document(&web.server, &place, days)).into_response()
    })
}

fn document(server: &Server, place: &Place, days: Vec<Value>) -> Value {
    let rules = &place.stored.rules;
    json!({
        "room": place.room.id,
        "center": place.center.id,
        "name": place.room.names.zh,
        "name_en": place.room.names.en,
        "kind": place.room.kind.code(),
        "mode": rules.mode.code(),
        "units": rules.units,
        "step_minutes": rules.step_minutes,
        "time_zone": server.zone.iana_name(),
        "days": days,
    })
}

async fn days(server: &Server, place: &Place, from: Date, to: Date) -> Result<Vec<Value>, AppError> {
    let rules = &place.stored.rules;
    if rules.mode == Mode::Closed {
        return Ok(Vec::new());
    }
    let db = server.store.db();
    let week = store::hours::get(db, place.center.id).await?;
    let exceptions = store::hours::exceptions(db, place.center.id, from).await?;
    let taken = taken(server, place.room.id, from, to).await?;
    let count = date::number(to) - date::number(from) + 1;
    let clock = |minute: i64| fmt_minute(u16::try_from(minute).unwrap_or(0));
    let days = (0..count).filter_map(|n| date::after(from, n)).map(|date| {
        let day = Day::of(&week, &exceptions, &place.room.closures, date, midnight(server, date));
        let open: Vec<Value> = day
            .bookable()
            .iter()
            .map(|s| json!({"start": fmt_minute(s.start), "end": fmt_minute(s.end)}))
            .collect();
        let local = |slot: i64| clock((slot - day.midnight) * 15);
        let busy: Vec<Value> = pieces(&taken, day.midnight..day.midnight + 96)
            .into_iter()
            .map(|b| {
                let free = rules.units.saturating_sub(b.taken);
                json!({"start": local(b.first), "end": local(b.end), "taken": b.taken.min(rules.units), "free": free})
            })
            .collect();
        json!({"date": date::format(date), "open": open, "busy": busy})
    });
    Ok(days.collect())
}

async fn taken(server: &Server, room: RoomId, from: Date, to: Date) -> Result<Taken, AppError> {
    let (first, end) = (midnight(server, from), midnight(server, to) + DAY_SLOTS);
    let mut taken = store::booking::taken(server.store.db(), &[room], first, end).await?;
    Ok(taken.remove(&room).unwrap_or_default())
}

/// `GET /open/rooms/{id}/calendar.ics`: the coming two months of a room, busy or not and nothing else.
async fn feed(
    State(web): State<Web>,
    Extension(lang): Extension<Lang>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    match calendar(&web.server, lang, &id).await {
        Ok(calendar) => {
            let tag = tag_of(&ical::write(&calendar));
            etag::tagged(&headers, &tag, || calendar::file_of(&calendar))
        }
        Err(AppError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => error::plain(&headers, &fault),
    }
}

async fn calendar(server: &Server, lang: Lang, id: &str) -> Result<Calendar, AppError> {
    use t::calendar as c;
    let place = place(server, id).await?;
    let Place { room, center, stored } = &place;
    let today = server.local_now().day;
    let last = date::after(today, CALENDAR_DAYS).unwrap_or(today);
    let taken = taken(server, room.id, today, last).await?;
    let name = format!(
        "{} · {}",
        center.names.get(lang.english()),
        room.names.get(lang.english())
    );
    let units = stored.rules.units;
    let event = |b: Busy| {
        let full = b.taken >= units;
        Event {
            // A piece is known by where it begins; what it says is newer with every change to the room.
            uid: format!("{}-{}@{}", room.id, b.first, host(server)),
            sequence: stored.changes,
            changed: slot_start(midnight(server, today)),
            start: slot_start(b.first),
            end: slot_start(b.end),
            status: Status::Confirmed,
            busy: full,
            summary: if full {
                c::busy(lang).to_owned()
            } else {
                c::partly(lang, b.taken, units)
            },
            location: String::new(),
            description: String::new(),
            url: String::new(),
        }
    };
    Ok(Calendar {
        events: pieces(&taken, i64::MIN..i64::MAX).into_iter().map(event).collect(),
        name,
        zone: calendar::zone(server),
        refresh_minutes: Some(REFRESH_MINUTES),
    })
}

/// `GET /open/rooms/{id}/changes`
async fn of_room(
    State(web): State<Web>,
    Path(id): Path<String>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Response {
    match place(&web.server, &id).await {
        Ok(place) => live::answer(&web, &visitor, &headers, &[place.room.id]).await,
        Err(AppError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => error::plain(&headers, &fault),
    }
}

/// `GET /open/centers/{id}/changes`
async fn of_center(
    State(web): State<Web>,
    Path(id): Path<String>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Response {
    match rooms_of(&web.server, &id).await {
        Ok(rooms) => live::answer(&web, &visitor, &headers, &rooms).await,
        Err(AppError::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => error::plain(&headers, &fault),
    }
}

/// The center's rooms that can be booked.
async fn rooms_of(server: &Server, id: &str) -> Result<Vec<RoomId>, AppError> {
    let id: CenterId = id.parse().map_err(|_| AppError::NotFound)?;
    let today = server.local_now().day;
    server.store.directory(today).await?.get(id).ok_or(AppError::NotFound)?;
    let rooms = store::booking::bookable(server.store.db(), None, Some(id), (today, today)).await?;
    Ok(rooms.into_iter().map(|r| r.room).collect())
}

/// What of the question is wrong, in the visitor's language.
fn refused(lang: Lang, refusal: &AppError) -> Response {
    let message = match refusal {
        AppError::Invalid { fields } => fields
            .first()
            .map(|f| format!("{}: {}", f.field, error_text(lang, refusal)))
            .unwrap_or_default(),
        other => error_text(lang, other),
    };
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    (status, Json(json!({"error": refusal, "message": message}))).into_response()
}

#[cfg(test)]
mod tests;
