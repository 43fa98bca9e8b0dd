//! Changing a booking that exists: another time, another room of its center where staff do it, other people, another purpose.

use super::{Party, Place, chosen, counter, desk::deciding, reason, shown};
use crate::booking::api::{Answer, Calendar, Look, Verdict};
use model::{
    AppError,
    booking::{Booking, BookingInput, Mode, Refusal, Wish},
    permission::{Target, may},
    room::RoomId,
    text::Names,
};
use store::booking::{Moving, Placed, Wanted};

/// What the same people take: as it is now in their own room; in another as chosen, else a seat for each where it is booked so.
fn wish_in(place: &Place, booking: &Booking, seats: &str, whole: &str) -> Wish {
    if place.room.id == booking.room {
        return booking.wish;
    }
    let seats = if seats.trim().is_empty() {
        booking.party.to_string()
    } else {
        seats.to_owned()
    };
    let look = Look {
        seats,
        whole: whole.to_owned(),
        ..Look::default()
    };
    shown::wish(&place.rules, &look)
}

impl Party {
    /// The room that is named, if it is another of the same center and staff ask; the booking's own where none is named.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Unavailable`].
    pub(in crate::booking) async fn other_place(&self, room: &str) -> Result<Place, AppError> {
        if room.is_empty() || room == self.booking.room.to_string() {
            return Ok(self.place.clone());
        }
        let id: RoomId = room.parse().map_err(|_| AppError::NotFound)?;
        let place = Place::of(id).await?;
        if self.viewer.is_some() && place.center.id == self.place.center.id {
            Ok(place)
        } else {
            Err(AppError::NotFound)
        }
    }

    /// See [`crate::booking::my_api::get_move_rooms`].
    pub(in crate::booking) async fn other_rooms(&self) -> Result<Vec<(RoomId, Names)>, AppError> {
        if self.viewer.is_none() {
            return Ok(Vec::new());
        }
        let rooms = counter::rooms(&self.place.server, self.place.center.id).await?;
        Ok(rooms.into_iter().map(|p| (p.room.id, p.room.names)).collect())
    }

    /// The week of the day that is looked at, the booking's own at first, for who wants the same at another time, or in another room.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub(in crate::booking) async fn calendar(self, mut look: Look, place: Place) -> Result<Calendar, AppError> {
        let b = &self.booking;
        if look.day.is_empty() {
            look.day = b.day.to_string();
        }
        if look.minutes.is_empty() {
            look.minutes = (b.end - b.start).to_string();
        }
        match wish_in(&place, b, &look.seats, &look.whole) {
            Wish::Whole => "1".clone_into(&mut look.whole),
            Wish::Seats(n) => (look.whole, look.seats) = (String::new(), n.to_string()),
        }
        place.calendar(&look).await
    }

    /// Moves the booking to the time in `input`, or to the one that was chosen instead; what is not in it stays.
    pub(in crate::booking) async fn move_to(
        self,
        place: Place,
        input: BookingInput,
        choose: &str,
        reason: &str,
    ) -> Result<Answer, AppError> {
        let mut request = self.booking.request();
        let mut input = BookingInput {
            name: "-".to_owned(),
            phone: "10000000".to_owned(),
            ..input
        };
        if let Some((day, start, end)) = chosen(choose) {
            (input.day, input.start, input.end) = (day, start, end);
        }
        let asked = input.check()?;
        (request.day, request.start, request.end) = (asked.day, asked.start, asked.end);
        request.wish = wish_in(&place, &self.booking, &input.seats, &input.whole);
        let wanted = Wanted {
            room: place.room.id,
            request: &request,
            local: place.local(request.day),
        };
        let at = Target::Center(place.center.id, &place.center.division);
        let how = Moving {
            reason,
            decides: self
                .viewer
                .as_ref()
                .is_some_and(|viewer| may(viewer, deciding(place.rules.private), at)),
        };
        let moved = store::booking::reschedule_as(
            place.server.store.db(),
            &self.act,
            self.by,
            self.booking.id,
            &wanted,
            how,
        );
        let verdict = match moved.await? {
            Placed::Placed(booking) => {
                leptos_axum::redirect(&format!("/bookings/{}?done=moved", booking.number));
                Verdict::Placed(booking.number)
            }
            Placed::Taken => place.instead(Vec::new(), &request, self.source()).await?,
            Placed::Refused(refusals) => place.instead(refusals, &request, self.source()).await?,
        };
        let input = BookingInput {
            day: input.day,
            start: input.start,
            end: input.end,
            seats: input.seats,
            whole: input.whole,
            ..BookingInput::default()
        };
        Ok(Answer {
            input,
            verdict,
            offer: None,
        })
    }

    /// See [`crate::booking::my_api::amend_booking`].
    pub(in crate::booking) async fn amend(self, input: BookingInput, why: &str) -> Result<Vec<Refusal>, AppError> {
        let why = if why.trim().is_empty() {
            String::new()
        } else {
            reason(&self, why)?
        };
        let was = self.booking.request();
        // What the form does not ask stays as it is: the whole room, and the seats of a room that has none to choose any more.
        let (whole, seats) = match was.wish {
            Wish::Whole => ("1".to_owned(), String::new()),
            Wish::Seats(n) if self.place.rules.mode != Mode::Seats => (String::new(), n.to_string()),
            Wish::Seats(_) => (String::new(), input.seats.clone()),
        };
        let input = BookingInput {
            // The time stays as it is, whatever the form says; so does whose it is.
            day: model::date::format(was.day),
            start: model::hours::fmt_minute(was.start),
            end: model::hours::fmt_minute(was.end),
            whole,
            seats,
            phone: "10000000".to_owned(),
            ..input
        };
        let asked = input.check()?;
        let (db, today) = (self.place.server.store.db(), self.place.server.local_now().day);
        let placed = store::booking::amend(db, &self.act, self.by, self.booking.id, &asked, (today, &why)).await?;
        match placed {
            Placed::Placed(booking) => {
                leptos_axum::redirect(&format!("/bookings/{}?done=amended", booking.number));
                Ok(Vec::new())
            }
            Placed::Refused(refusals) => Ok(refusals),
            Placed::Taken => Ok(vec![Refusal::Seats {
                max: store::booking::most_seats(db, self.booking.id).await?,
            }]),
        }
    }
}
