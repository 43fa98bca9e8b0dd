//! The counter's own deeds: its form, letting in who stands there, and what staff see of one booking.

use super::{
    Party, Place,
    behalf::{decides, noise},
    knows, party, sees_parties,
    way::at,
};
use crate::{
    booking::counter_api::{Counter, CounterRoom, OfSeries, StaffView, WalkInInput, WalkedIn},
    server::{Server, allowed, server},
};
use jiff::civil::Date;
use model::{
    AppError, FieldError, Problem,
    booking::{CellState, Day, Mode, Number, Request, Source, State, Taken, Wish, availability, free_starts, may_miss},
    center::{Center, CenterId},
    date,
    hours::parse_minute,
    permission::{Action, Target},
    room::RoomId,
    staff::Viewer,
    text::{Problems, clean, normal_phone},
};
use store::booking::{New, Placed, Sight, Wanted};

/// The most characters of a note.
const NOTE: u32 = 200;

/// Who is asking, if they may book for others in this center.
pub(super) async fn counter(id: CenterId) -> Result<(Viewer, Center), AppError> {
    allowed(Action::BookForOthers, Target::Anywhere)?;
    let center = store::center::get(server()?.store.db(), id).await?;
    let center = center.ok_or(AppError::NotFound)?;
    let viewer = allowed(Action::BookForOthers, at(&center))?;
    Ok((viewer, center))
}

/// A booking in the hands of staff of its center, also where its resident is signed in on the same device.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
pub async fn staff_party(number: Number) -> Result<Party, AppError> {
    allowed(Action::BookForOthers, Target::Anywhere)?;
    let mut p = party(number).await?;
    let viewer = allowed(Action::BookForOthers, at(&p.place.center))?;
    p.act = p.place.server.act(&viewer);
    p.by = store::booking::By::Staff;
    p.viewer = Some(viewer);
    Ok(p)
}

/// The rooms of a center that can be booked, in the order of its list.
pub(super) async fn rooms(server: &Server, center: CenterId) -> Result<Vec<Place>, AppError> {
    let all = store::room::list(server.store.db(), center, server.local_now().day, false).await?;
    let mut places = Vec::new();
    for room in all {
        let place = Place::any(room.id).await?;
        if place.rules.mode != Mode::Closed && !place.center.retired {
            places.push(place);
        }
    }
    Ok(places)
}

/// The form that books for somebody.
pub async fn form(center: CenterId, day: &str) -> Result<Counter, AppError> {
    let (_, center) = counter(center).await?;
    let server = server()?;
    let today = server.local_now().day;
    let day = date::parse(day).unwrap_or(today).max(today);
    let mut shown = Vec::new();
    for place in rooms(&server, center.id).await? {
        let days = place.days(day, 1).await?;
        shown.push(CounterRoom {
            room: place.room.id,
            names: place.room.names.clone(),
            mode: place.rules.mode,
            whole_too: place.rules.whole_too,
            private: place.rules.private,
            free: days
                .first()
                .map(|(day, taken)| free(&place, day, taken))
                .unwrap_or_default(),
        });
    }
    Ok(Counter {
        center: center.id,
        names: center.names,
        day,
        rooms: shown,
        key: server.key(),
    })
}

/// The steps of the day in which something is free, those that touch as one.
fn free(place: &Place, day: &Day, taken: &Taken) -> Vec<(u16, u16)> {
    let now = place.server.local_now();
    let mut free: Vec<(u16, u16)> = Vec::new();
    for cell in availability(&place.rules, day, now, taken, Source::Staff) {
        if cell.state != CellState::Open {
            continue;
        }
        match free.last_mut() {
            Some(last) if last.1 == cell.start => last.1 = cell.end,
            _ => free.push((cell.start, cell.end)),
        }
    }
    free
}

/// When somebody who comes in now could leave again: the step that has begun, and its possible ends.
pub(super) fn now_until(place: &Place, day: &Day, taken: &Taken) -> Option<(u16, Vec<u16>)> {
    let (now, rules) = (place.server.local_now(), &place.rules);
    let wish = least(place);
    let step = rules.step_minutes.max(model::booking::SLOT_MINUTES);
    let lengths = (1..).map(|n| n * step).skip_while(|n| *n < rules.shortest_minutes);
    let mut start = None;
    let mut ends = Vec::new();
    for length in lengths.take_while(|n| *n <= rules.longest_minutes) {
        let starts = free_starts(rules, day, now, taken, length, wish, Source::Staff);
        let current = starts.into_iter().find(|s| *s <= now.minute && now.minute < s + step);
        let Some(current) = current else { break };
        start = Some(current);
        ends.push(current + length);
    }
    start.map(|start| (start, ends))
}

/// As few people as the room takes.
fn fewest(place: &Place) -> u32 {
    place.rules.party_min.max(1)
}

/// A seat for each of so few, or the whole room.
fn least(place: &Place) -> Wish {
    match place.rules.mode {
        Mode::Seats => Wish::Seats(fewest(place)),
        _ => Wish::Whole,
    }
}

/// See [`crate::booking::counter_api::walk_in`].
pub async fn walk_in(id: RoomId, key: &str, input: &WalkInInput, back: &str) -> Result<WalkedIn, AppError> {
    allowed(Action::BookForOthers, Target::Anywhere)?;
    let place = Place::of(id).await?;
    let viewer = allowed(Action::BookForOthers, at(&place.center))?;
    let today = place.server.local_now().day;
    let request = typed(&place, today, input)?;
    let (db, act) = (place.server.store.db(), place.server.act(&viewer));
    // The call that comes a second time: the step may be over by now, or taken by the first one.
    let placed = match store::booking::walked_in(db, key, id, &request).await? {
        Some(first) => Placed::Placed(first),
        None => {
            let request = from_now(&place, request).await?;
            let wanted = Wanted {
                room: id,
                request: &request,
                local: place.local(today),
            };
            let new = New {
                key,
                wanted,
                noise: noise(&place.server),
            };
            store::booking::walk_in(db, &act, &new, decides(&place, &viewer)).await?
        }
    };
    let answer = match placed {
        Placed::Placed(booking) if booking.state == State::Pending => WalkedIn::Waits {
            number: booking.number,
            private: booking.private,
        },
        // What a repeat finds may be over by now: they came.
        Placed::Placed(booking) if booking.state.holds_slots() || booking.state == State::Finished => {
            WalkedIn::Placed(booking.number)
        }
        // Or it has been given back since.
        Placed::Placed(_) | Placed::Taken => WalkedIn::Gone,
        Placed::Refused(refusals) => WalkedIn::Refused(refusals),
    };
    if let Some(word) = answer.word() {
        super::party::go_back(back, word);
    }
    Ok(answer)
}

/// The request of somebody who stands there, as it was typed: without its beginning.
fn typed(place: &Place, today: Date, input: &WalkInInput) -> Result<Request, AppError> {
    let mut problems = Problems::new();
    let until = parse_minute(&input.until).map_err(|p| FieldError::new("until", p));
    let until = problems.take(until);
    let party: Option<u32> = match input.party.trim() {
        "" => Some(fewest(place)),
        text => text.parse().ok().filter(|n| (1..=99_999).contains(n)),
    };
    if party.is_none() {
        problems.add("party", Problem::NotANumber);
    }
    let name = problems.take(clean("name", &input.name, false, 40));
    let phone = match input.phone.trim() {
        "" => String::new(),
        text => problems.take(normal_phone("phone", text)),
    };
    let party = party.unwrap_or(1);
    let wish = match place.rules.mode {
        Mode::Seats => Wish::Seats(party),
        _ => Wish::Whole,
    };
    let request = Request {
        day: today,
        start: 0,
        end: until,
        wish,
        party,
        name,
        phone,
        purpose: String::new(),
        with_whom: String::new(),
        minors: false,
        adult: false,
    };
    problems.finish(request)
}

/// The same from the step that has begun.
async fn from_now(place: &Place, mut request: Request) -> Result<Request, AppError> {
    let days = place.days(request.day, 1).await?;
    let start = days.first().and_then(|(day, taken)| now_until(place, day, taken));
    // Where nothing is free any more the database says so, about the step that has begun.
    let step = place.rules.step_minutes.max(model::booking::SLOT_MINUTES);
    let minute = place.server.local_now().minute;
    request.start = start.map_or(minute - minute % step, |(start, _)| start);
    if request.end <= request.start {
        return Err(AppError::field("until", Problem::EndBeforeStart));
    }
    Ok(request)
}

/// See [`crate::booking::counter_api::staff_view`].
pub async fn view(number: Number) -> Result<StaffView, AppError> {
    let p = staff_party(number).await?;
    let viewer = p.viewer.clone().ok_or(AppError::SignIn)?;
    let server = p.place.server.clone();
    let db = server.store.db();
    let hidden = !knows(&viewer, &p.place.center, p.booking.private);
    let remark = if hidden {
        store::booking::Remark::default()
    } else {
        store::booking::remark(db, p.booking.id).await?
    };
    let limited = match hidden {
        true => None,
        false => {
            let center = &p.place.center;
            let sight = Sight::Staff(sees_parties(&viewer, center).then_some(center.id));
            store::booking::limited_in(db, p.booking.resident, server.local_now().day, sight).await?
        }
    };
    let series = match p.booking.series.filter(|_| !hidden) {
        Some(id) => store::booking::series::bookings(db, id).await?,
        None => Vec::new(),
    };
    let events = store::booking::events(db, p.booking.id).await?;
    Ok(StaffView {
        may_miss: !hidden && may_miss(&p.booking, server.now()).is_ok(),
        hidden,
        note: remark.note,
        waiver: remark.waiver,
        limited,
        series: series
            .into_iter()
            .map(|b| OfSeries {
                number: b.number,
                day: b.day,
                state: b.state,
            })
            .collect(),
        events: events
            .into_iter()
            .map(|e| (server.local(e.at), e.who, e.kind, e.detail))
            .collect(),
        shown: p.shown().await?,
    })
}

/// See [`crate::booking::counter_api::note_booking`].
pub async fn note(number: Number, text: &str) -> Result<(), AppError> {
    // Who may not know the person might write over what was said about them.
    let p = staff_party(number).await?.that_knows()?;
    let text = clean("note", text, false, NOTE).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let db = p.place.server.store.db();
    Ok(store::booking::note(db, &p.act, p.booking.id, &text).await?)
}
