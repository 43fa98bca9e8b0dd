//! A booking that exists, and who asks about it.

use super::{Place, own_act};
use crate::{
    booking::{Mine, Shown, words},
    server::{Server, is_staff_device, resident, server, session},
};
use model::{
    AppError,
    booking::{Booking, Number, Refusal, Source, State, Which, may_change, may_check_in},
    center::Center,
    date,
    evaluation::{About, Link},
    permission::{Action, Target, may},
    resident::ResidentId,
    staff::Viewer,
    text::clean,
};
use std::collections::{HashMap, hash_map::Entry};
use store::{
    Act,
    booking::{By, Moved},
};

/// Days back that a resident's list goes.
const PAST_DAYS: i64 = 366;

/// A booking, who is asking about it, and in which name they act: its resident, or staff who may book for others there.
pub struct Party {
    /// The booking, with everything.
    pub booking: Booking,
    /// Its room.
    pub place: Place,
    /// Who.
    pub by: By,
    /// Their act.
    pub act: Act,
    /// The staff member, if it is one.
    pub viewer: Option<Viewer>,
}

/// See [`Party`].
///
/// # Errors
/// [`AppError::SignIn`] for nobody; [`AppError::Forbidden`] for staff who may not book for others; [`AppError::NotFound`], also
/// for somebody else's.
pub async fn party(number: Number) -> Result<Party, AppError> {
    let server = server()?;
    let own = resident().ok();
    let staff = session().map(|s| s.viewer);
    if own.is_none() {
        let viewer = staff.as_ref().ok_or(AppError::SignIn)?;
        if !may(viewer, Action::BookForOthers, Target::Anywhere) {
            return Err(AppError::Forbidden);
        }
    }
    let booking = store::booking::by_number(server.store.db(), number)
        .await?
        .ok_or(AppError::NotFound)?;
    let place = Place::any(booking.room).await?;
    if let Some(resident) = own.as_ref().filter(|r| r.id == booking.resident) {
        let by = By::Resident(resident.id);
        return Ok(Party {
            booking,
            place,
            by,
            act: own_act(&server),
            viewer: None,
        });
    }
    let at = Target::Center(place.center.id, &place.center.division);
    match staff {
        Some(viewer) if may(&viewer, Action::BookForOthers, at) => {
            let act = server.act(&viewer);
            Ok(Party {
                booking,
                place,
                by: By::Staff,
                act,
                viewer: Some(viewer),
            })
        }
        Some(_) if own.is_none() => Err(AppError::Forbidden),
        _ => Err(AppError::NotFound),
    }
}

/// Whether `viewer` may know who booked: everybody who works there, and where it was booked as private, only mediators. The
/// booking says whether it was, not the room, whose rules may have changed since.
#[must_use]
pub fn knows(viewer: &Viewer, center: &Center, private: bool) -> bool {
    !private || sees_parties(viewer, center)
}

/// Whether `viewer` may know who meets in the private rooms of a center.
#[must_use]
pub fn sees_parties(viewer: &Viewer, center: &Center) -> bool {
    may(viewer, Action::SeeParties, Target::Center(center.id, &center.division))
}

/// The booking as `viewer` may see it: the parties of a private one are named only to mediators.
#[must_use]
pub fn seen_by(viewer: &Viewer, center: &Center, booking: Booking) -> Booking {
    if knows(viewer, center, booking.private) {
        booking
    } else {
        booking.occupied()
    }
}

/// Where a booking is rated: from the start, because its code stands on the confirmation, and once it is over for as long as there is
/// something to say or to read. Empty where nobody is asked: of what was only an offer, and of a case's counter slot, which is rated as
/// the case; and on a device of the staff, also after they have signed out: nobody rates there.
pub(super) async fn rate_path(server: &Server, booking: &Booking) -> Result<String, AppError> {
    if is_staff_device() || store::case::has_booking(server.store.db(), booking.id).await? {
        return Ok(String::new());
    }
    let about = About::Booking(booking.id);
    let asks = if booking.state.holds_slots() {
        booking.state != State::Offered
    } else {
        let asked = store::evaluation::find(server.store.db(), &about.subject(), 0).await?;
        asked.is_some_and(|asked| asked.said.is_some() || server.now() <= asked.expires_at)
    };
    Ok(if asks {
        crate::evaluation::reach::path(server, Link::first(about))
    } else {
        String::new()
    })
}

/// Leads to the booking's page, or back to the counter's where staff came from; or says which rule refuses.
pub(in crate::booking) fn done(moved: Moved, number: Number, back: &str) -> Option<Refusal> {
    let (word, refusal) = match moved {
        Moved::Done(booking) => (booking.state.code(), None),
        Moved::Refused(refusal) => (words::not_done(&refusal), Some(refusal)),
    };
    if !go_back(back, word) && refusal.is_none() {
        leptos_axum::redirect(&format!("/bookings/{number}?done={word}"));
    }
    refusal
}

/// Leads back to one of the counter's pages, as they send their address themselves: nothing that could not stand in a header.
/// False where `back` is none of them.
pub(super) fn go_back(back: &str, word: &str) -> bool {
    let known = back.starts_with("/admin/bookings?") || back.starts_with("/admin/bookings/");
    let ours = known && back.bytes().all(|b| b.is_ascii_graphic());
    if ours {
        let mark = if back.contains('?') { '&' } else { '?' };
        leptos_axum::redirect(&format!("{back}{mark}done={word}"));
    }
    ours
}

/// Why somebody cancels or moves a booking: residents may say so, staff have to, because the resident reads it.
pub(in crate::booking) fn reason(p: &Party, text: &str) -> Result<String, AppError> {
    clean("reason", text, p.viewer.is_some(), 100).map_err(|e| AppError::Invalid { fields: vec![e] })
}

impl Party {
    /// The same where who asks may know who booked: nobody decides about people who are hidden from them. Letting in whoever
    /// comes with a number is another matter.
    ///
    /// # Errors
    /// [`AppError::Forbidden`].
    pub fn that_knows(self) -> Result<Self, AppError> {
        match &self.viewer {
            Some(viewer) if !knows(viewer, &self.place.center, self.booking.private) => Err(AppError::Forbidden),
            _ => Ok(self),
        }
    }

    pub(super) fn source(&self) -> Source {
        if self.viewer.is_some() {
            Source::Staff
        } else {
            Source::Resident
        }
    }

    /// The rule that refuses to check in from anywhere: residents do so at the door where they were asked to, staff as they like.
    fn not_at_door(&self) -> Option<Refusal> {
        (self.viewer.is_none() && self.booking.terms.at_door).then_some(Refusal::AtDoor)
    }

    /// The booking with what its page says. Who may rate it is the resident: staff never get the way to do so.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn shown(self) -> Result<Shown, AppError> {
        let rate = match &self.viewer {
            Some(_) => String::new(),
            None => rate_path(&self.place.server, &self.booking).await?,
        };
        let (rules, at, source) = (&self.place.rules, self.place.server.now(), self.source());
        Ok(Shown {
            until: rules.change_until(self.booking.begins()),
            no_change: may_change(rules, &self.booking, at, source).err(),
            no_check_in: may_check_in(&self.booking, at, source)
                .err()
                .or_else(|| self.not_at_door()),
            staff: self.viewer.is_some(),
            rate,
            place: self.place.describe(),
            booking: match &self.viewer {
                Some(viewer) => seen_by(viewer, &self.place.center, self.booking),
                None => self.booking,
            },
            rules: self.place.rules,
        })
    }

    /// Cancels what may still be cancelled of the series: from this booking on, or all. Leads to the resident's bookings, or to
    /// this one's page for staff.
    pub(in crate::booking) async fn cancel_series(
        self,
        which: Which,
        reason: &str,
    ) -> Result<Option<Refusal>, AppError> {
        let db = self.place.server.store.db();
        let swept = store::booking::series::cancel(db, &self.act, self.by, self.booking.id, which, reason).await?;
        // Where none could be cancelled the first of them says why.
        let refusal = swept.kept.into_iter().next().filter(|_| swept.done.is_empty());
        if refusal.is_none() {
            if self.viewer.is_some() {
                leptos_axum::redirect(&format!("/bookings/{}?done=cancelled", self.booking.number));
            } else {
                leptos_axum::redirect("/me/bookings?done=cancelled");
            }
        }
        Ok(refusal.map(|(_, refusal)| refusal))
    }
}

/// A resident's bookings, in order of time.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn mine(server: &Server, resident: ResidentId) -> Result<Vec<Mine>, AppError> {
    let today = server.local_now().day;
    let from = date::before(today, PAST_DAYS).unwrap_or(today);
    let mut places = HashMap::new();
    let mut mine = Vec::new();
    let db = server.store.db();
    let all = store::booking::series::of_resident(db, resident).await?;
    let all: HashMap<_, _> = all.into_iter().map(|s| (s.id, s)).collect();
    for booking in store::booking::of_resident(db, resident, from).await? {
        if let Entry::Vacant(unknown) = places.entry(booking.room) {
            unknown.insert(Place::any(booking.room).await?.describe());
        }
        if let Some(place) = places.get(&booking.room) {
            mine.push(Mine {
                series: booking.series.and_then(|id| all.get(&id).cloned()),
                booking,
                place: place.clone(),
            });
        }
    }
    Ok(mine)
}
