//! At the door of a room: the poster that leads there, and saying that one has come.

use super::{Place, own_act};
use crate::{
    booking::here_api::{Arrival, DoorPoster, Here},
    evaluation::reach::{door_of, sealed_door},
    server::{allowed, resident, server},
};
use model::{
    AppError,
    booking::{Booking, Number, Refusal, Source, State, may_check_in},
    permission::{Action, Target},
    room::RoomId,
};
use store::booking::{By, Moved};

/// The room whose door is in an address.
async fn room_of(token: &str) -> Result<Place, AppError> {
    Place::of(door_of(&server()?, token).ok_or(AppError::NotFound)?).await
}

/// Whether somebody may come for it today, may have come, or just missed it.
const fn is_expected(state: State) -> bool {
    matches!(
        state,
        State::Pending | State::Confirmed | State::CheckedIn | State::NoShow
    )
}

/// See [`crate::booking::here_api::get_here`].
pub(in crate::booking) async fn here(token: &str, number: &str) -> Result<Here, AppError> {
    let place = room_of(token).await?;
    let (db, today) = (place.server.store.db(), place.server.local_now().day);
    let me = resident().ok();
    let mut bookings: Vec<Booking> = match &me {
        Some(me) => store::booking::of_resident(db, me.id, today).await?,
        None => Vec::new(),
    };
    let at_this_door = |b: &Booking| b.room == place.room.id && b.day == today && is_expected(b.state);
    bookings.retain(at_this_door);
    let mut unknown = false;
    if !number.trim().is_empty() {
        let asked = match number.parse::<Number>() {
            Ok(number) => store::booking::by_number(db, number).await?.filter(at_this_door),
            Err(_) => None,
        };
        unknown = asked.is_none();
        let listed = |asked: &Booking| bookings.iter().any(|b| b.id == asked.id);
        if let Some(asked) = asked.filter(|asked| !listed(asked)) {
            bookings.push(asked);
        }
    }
    bookings.sort_by_key(|b| (b.start, b.id));
    let at = place.server.now();
    let arrivals = bookings.into_iter().map(|b| Arrival {
        number: b.number,
        start: b.start,
        end: b.end,
        state: b.state,
        refusal: may_check_in(&b, at, Source::Resident).err(),
        own: me.as_ref().is_some_and(|me| me.id == b.resident),
    });
    Ok(Here {
        bookings: arrivals.collect(),
        signed_in: me.is_some(),
        unknown,
        place: place.describe(),
    })
}

/// See [`crate::booking::here_api::come`].
pub(in crate::booking) async fn come(token: &str, number: Number) -> Result<Option<Refusal>, AppError> {
    let place = room_of(token).await?;
    let (db, today) = (place.server.store.db(), place.server.local_now().day);
    let booking = store::booking::by_number(db, number).await?;
    let booking = booking.filter(|b| b.room == place.room.id && b.day == today);
    let booking = booking.ok_or(AppError::NotFound)?;
    // Whoever stands at the door and knows the number is who was booked for, also without an account.
    let by = By::Resident(booking.resident);
    let moved = store::booking::check_in_at_door(db, &own_act(&place.server), by, booking.id).await?;
    leptos_axum::redirect(&format!("/bookings/here/{token}?number={number}"));
    Ok(match moved {
        Moved::Done(_) => None,
        Moved::Refused(refusal) => Some(refusal),
    })
}

/// See [`crate::booking::here_api::get_door`].
pub(in crate::booking) async fn poster(room: RoomId) -> Result<DoorPoster, AppError> {
    allowed(Action::BookForOthers, Target::Anywhere)?;
    let place = Place::of(room).await?;
    allowed(
        Action::BookForOthers,
        Target::Center(place.center.id, &place.center.division),
    )?;
    Ok(DoorPoster {
        path: format!("/bookings/here/{}", sealed_door(&place.server, place.room.id)),
        names: place.room.names,
        center_names: place.center.names,
    })
}
