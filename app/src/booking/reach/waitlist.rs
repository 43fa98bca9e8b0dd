//! Waiting for a time that somebody else has, and answering the offer of it.

use super::{Place, own_act};
use crate::{
    booking::{
        api::{Answer, Verdict},
        wait_api::{Held, OfferAnswer, Waiting},
    },
    server::{Server, resident, server},
};
use model::{
    AppError,
    booking::{Booking, BookingInput, Day, Number, Request, Source, State, WaitId, WaitState},
    resident::{Resident, ResidentId},
};
use store::booking::{
    Wanted,
    waitlist::{self, Answered, Joined},
};

impl Place {
    /// How many wait for the time of a request already.
    pub(super) async fn waiting(&self, day: &Day, request: &Request) -> Result<u32, AppError> {
        let (first, end) = (day.slot(request.start), day.slot(request.end));
        Ok(waitlist::waiting(self.server.store.db(), self.room.id, first, end).await?)
    }

    /// Puts a resident into the line.
    ///
    /// # Errors
    /// Problems of [`BookingInput`]; [`AppError::Unavailable`].
    pub(in crate::booking) async fn join(
        self,
        who: &Resident,
        key: &str,
        input: BookingInput,
    ) -> Result<Answer, AppError> {
        let request = self.request(who, &input)?;
        let wanted = Wanted {
            room: self.room.id,
            request: &request,
            local: self.local(request.day),
        };
        let db = self.server.store.db();
        let verdict = match waitlist::join(db, &own_act(&self.server), who.id, key, &wanted).await? {
            Joined::Waits(_) => {
                leptos_axum::redirect("/me/bookings?done=waits");
                Verdict::Waits
            }
            Joined::Already(_) => {
                leptos_axum::redirect("/me/bookings?done=waited");
                Verdict::Waits
            }
            // Given back meanwhile: it is booked like any other.
            Joined::Free => return self.check(who, input, "").await,
            Joined::Refused(refusals) => self.instead(refusals, &request, Source::Resident).await?,
        };
        let asking = !matches!(verdict, Verdict::Waits);
        let offer = asking.then(|| self.offer(who.name.clone()));
        Ok(Answer { input, verdict, offer })
    }
}

/// What a resident waits for from today on, and what became of it.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn waits(server: &Server, who: ResidentId) -> Result<Vec<Waiting>, AppError> {
    let (db, now) = (server.store.db(), server.local_now());
    let mut waits = Vec::new();
    for wait in waitlist::of_resident(db, who, now.day).await? {
        let over = (wait.day, wait.end) <= (now.day, now.minute);
        if matches!(wait.state, WaitState::Booked | WaitState::Left | WaitState::Declined) || over {
            continue;
        }
        let number = match (wait.state, wait.booking) {
            (WaitState::Offered, Some(id)) => store::booking::get(db, id).await?.map(|b| b.number),
            _ => None,
        };
        waits.push(Waiting {
            ahead: waitlist::ahead(db, &wait).await?,
            place: Place::any(wait.room).await?.describe(),
            until: wait.until.map(|until| server.local(until)),
            number,
            wait,
        });
    }
    // What wants an answer comes first.
    waits.sort_by_key(|w| w.number.is_none());
    Ok(waits)
}

/// The booking of that number, if it is the resident's who asks.
async fn own(number: Number) -> Result<(Server, Resident, Booking), AppError> {
    let (server, who) = (server()?, resident()?);
    let booking = store::booking::by_number(server.store.db(), number).await?;
    let booking = booking.filter(|b| b.resident == who.id).ok_or(AppError::NotFound)?;
    Ok((server, who, booking))
}

/// What is kept for the resident who asks.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`], also for somebody else's and for what was never an offer.
pub async fn held(number: Number) -> Result<Held, AppError> {
    let (server, _, booking) = own(number).await?;
    let wait = waitlist::of_booking(server.store.db(), booking.id).await?;
    let place = Place::any(booking.room).await?;
    let Some(wait) = wait else {
        // An offer that nobody's entry names any more was taken back.
        if booking.state != State::Lapsed {
            return Err(AppError::NotFound);
        }
        return Ok(Held {
            open: false,
            booked: false,
            taken_back: true,
            until: booking.begins(),
            minutes: 0,
            pending: place.rules.approval,
            place: place.describe(),
            booking,
        });
    };
    let until = wait.until.ok_or(AppError::NotFound)?;
    let left = u32::try_from((until - server.now()).div_euclid(60)).unwrap_or(0);
    Ok(Held {
        taken_back: false,
        open: wait.state == WaitState::Offered && until > server.now(),
        booked: wait.state == WaitState::Booked,
        until: server.local(until),
        minutes: left,
        pending: place.rules.approval,
        place: place.describe(),
        booking,
    })
}

/// Takes what was offered, and leads to the booking's page.
///
/// # Errors
/// As [`held`].
pub async fn accept(number: Number) -> Result<OfferAnswer, AppError> {
    let (server, who, booking) = own(number).await?;
    let (db, act) = (server.store.db(), own_act(&server));
    Ok(lead_on(number, waitlist::accept(db, &act, who.id, booking.id).await?))
}

/// Refuses what was offered, and leads to the resident's bookings.
///
/// # Errors
/// As [`held`].
pub async fn decline(number: Number) -> Result<OfferAnswer, AppError> {
    let (server, who, booking) = own(number).await?;
    let (db, act) = (server.store.db(), own_act(&server));
    Ok(lead_on(number, waitlist::decline(db, &act, who.id, booking.id).await?))
}

fn lead_on(number: Number, answered: Answered) -> OfferAnswer {
    let answer = match answered {
        Answered::Booked(_) => OfferAnswer::Booked,
        Answered::Declined => OfferAnswer::Declined,
        Answered::Over => OfferAnswer::Over,
        Answered::Refused(refusals) => return OfferAnswer::Refused(refusals),
    };
    leptos_axum::redirect(&answer.leads_to(number));
    answer
}

/// Takes the resident who asks out of a line, and leads to their bookings.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`], also for somebody else's.
pub async fn leave(id: WaitId) -> Result<(), AppError> {
    let (server, who) = (server()?, resident()?);
    waitlist::leave(server.store.db(), &own_act(&server), who.id, id).await?;
    leptos_axum::redirect("/me/bookings?done=left");
    Ok(())
}
