//! What the server functions about bookings share: what can be had in a room, and booking it. Only on the server.

pub mod behalf;
mod change;
pub mod counter;
mod desk;
pub mod door;
mod feed;
mod find;
mod follow;
mod party;
mod place;
pub mod rules;
mod series;
mod shown;
mod waitlist;
pub mod way;

pub use desk::{decide, desk};
pub use feed::Feed;
pub use find::find;
pub use follow::follow;
pub use party::{Party, knows, mine, party, seen_by, sees_parties};
pub(super) use party::{done, reason};
pub use place::{Place, midnight};
pub use shown::{center_day, center_week};
pub use waitlist::{accept, decline, held, leave, waits};

use super::api::{Answer, Look, Verdict};
use crate::server::{Server, anonymous};
use jiff::civil::Date;
use model::{
    AppError,
    booking::{
        Alternative, BookingInput, Day, Mode, Refusal, Request, Source, Taken, Wish, alternatives, free_starts, judge,
    },
    date,
    hours::{fmt_minute, parse_minute},
    resident::Resident,
    room::RoomId,
};
use store::{
    Act,
    booking::{By, Local, New, Placed, Wanted},
};

/// Slots before and after a day in which buffers may lie.
const MARGIN: i64 = 16;
/// Slots of a day; a zone that sets its clocks has one more hour on one of them.
const DAY_SLOTS: i64 = 100;
/// Days in which other times are looked for, after the wanted one.
const OTHER_DAYS: i64 = 6;
/// How many other times are offered.
const OTHERS: usize = 6;

impl Place {
    /// Whether a resident can have it.
    ///
    /// # Errors
    /// Problems of [`BookingInput`]; [`AppError::Unavailable`].
    pub async fn check(self, who: &Resident, mut input: BookingInput, choose: &str) -> Result<Answer, AppError> {
        let moved = chosen(choose);
        let chose = moved.is_some();
        if let Some((day, start, end)) = moved {
            (input.day, input.start, input.end) = (day, start, end);
        }
        let read = self.request(who, &input).and_then(|request| {
            let repeat = if choose == "wait" { None } else { input.repeat()? };
            Ok((request, repeat))
        });
        // A time may be chosen before everything is filled in: the form goes on with it and asks for the rest.
        let unfinished = chose && matches!(read, Err(AppError::Invalid { .. }));
        if unfinished || choose == "edit" {
            return Ok(Answer {
                input,
                verdict: Verdict::Edit,
                offer: Some(self.offer(who.name.clone())),
            });
        }
        let (request, repeat) = read?;
        if let Some(repeat) = repeat {
            let plan = self.plan(Some(who.id), &request, repeat, Source::Resident).await?;
            return Ok(Answer {
                input,
                verdict: Verdict::Series(plan),
                offer: Some(self.offer(who.name.clone())),
            });
        }
        let days = self.days(request.day, OTHER_DAYS + 1).await?;
        let Some((day, taken)) = days.first() else {
            return Err(AppError::NotFound);
        };
        let (db, kind) = (self.server.store.db(), self.room.kind);
        let mut counted = store::booking::counted(db, who.id, None, kind, request.day).await?;
        counted.limited = store::booking::limited(db, who.id, self.server.local_now().day).await?;
        let (now, source) = (self.server.local_now(), Source::Resident);
        let verdict = match judge(&self.rules, day, now, &request, counted, source) {
            Ok(state) if self.free(day, taken, &request) => Verdict::Fine {
                pending: state == model::booking::State::Pending,
                until: self.rules.change_until(model::hours::LocalMinute {
                    day: request.day,
                    minute: request.start,
                }),
            },
            Ok(_) if choose == "wait" => Verdict::Wait {
                ahead: self.waiting(day, &request).await?,
            },
            Ok(_) => self.taken(&days, &request, source).await?,
            Err(refusals) => self.no(refusals, &days, &request, source),
        };
        Ok(Answer {
            input,
            verdict,
            offer: Some(self.offer(who.name.clone())),
        })
    }

    /// What is free at other times, for somebody who has typed a form already.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn another(
        self,
        who: &Resident,
        mut input: BookingInput,
        mut look: Look,
        day: &str,
    ) -> Result<Answer, AppError> {
        if look == Look::default() {
            // As it was chosen so far.
            look.day.clone_from(&input.day);
            look.whole.clone_from(&input.whole);
            look.seats.clone_from(if input.seats.is_empty() {
                &input.party
            } else {
                &input.seats
            });
            if let (Ok(start), Ok(end)) = (parse_minute(&input.start), parse_minute(&input.end))
                && start < end
            {
                look.minutes = (end - start).to_string();
            }
        }
        if !day.is_empty() {
            day.clone_into(&mut look.day);
        }
        let calendar = self.calendar(&look).await?;
        match calendar.wish {
            Wish::Whole => "1".clone_into(&mut input.whole),
            Wish::Seats(n) => (input.whole, input.seats) = (String::new(), n.to_string()),
        }
        Ok(Answer {
            input,
            verdict: Verdict::Times(Box::new(calendar)),
            offer: Some(self.offer(who.name.clone())),
        })
    }

    fn free(&self, day: &Day, taken: &Taken, request: &Request) -> bool {
        let (now, length) = (self.server.local_now(), request.end - request.start);
        let starts = free_starts(&self.rules, day, now, taken, length, request.wish, Source::Resident);
        starts.binary_search(&request.start).is_ok()
    }

    fn no(&self, refusals: Vec<Refusal>, days: &[(Day, Taken)], request: &Request, source: Source) -> Verdict {
        let others = self.others(days, request, source);
        Verdict::No {
            refusals,
            others,
            elsewhere: None,
        }
    }

    /// Somebody else has it: other times here, and the nearest other center that has it free.
    async fn taken(&self, days: &[(Day, Taken)], request: &Request, source: Source) -> Result<Verdict, AppError> {
        Ok(Verdict::No {
            refusals: Vec::new(),
            others: self.others(days, request, source),
            elsewhere: find::elsewhere(self, request).await?.map(Box::new),
        })
    }

    fn others(&self, days: &[(Day, Taken)], request: &Request, source: Source) -> Vec<Alternative> {
        alternatives(&self.rules, days, self.server.local_now(), request, source, OTHERS)
    }

    /// What else would do than `request`.
    ///
    /// # Errors
    /// [`AppError::Unavailable`].
    pub async fn instead(
        &self,
        refusals: Vec<Refusal>,
        request: &Request,
        source: Source,
    ) -> Result<Verdict, AppError> {
        let days = self.days(request.day, OTHER_DAYS + 1).await?;
        Ok(self.no(refusals, &days, request, source))
    }

    /// What is asked for; a resident's phone is their own, whatever the form says.
    fn request(&self, who: &Resident, input: &BookingInput) -> Result<Request, AppError> {
        let mut input = input.clone();
        input.phone.clone_from(&who.phone);
        if self.rules.mode != Mode::Seats {
            input.whole = "1".to_owned();
        }
        input.check()
    }

    /// Books for a resident.
    ///
    /// # Errors
    /// Problems of [`BookingInput`]; [`AppError::Unavailable`].
    pub async fn place(self, who: &Resident, key: &str, input: BookingInput) -> Result<Answer, AppError> {
        let request = self.request(who, &input)?;
        let noise = self.noise();
        let wanted = Wanted {
            room: self.room.id,
            request: &request,
            local: self.local(request.day),
        };
        let new = New { key, wanted, noise };
        let (act, source) = (own_act(&self.server), Source::Resident);
        let verdict = match store::booking::place(self.server.store.db(), &act, By::Resident(who.id), &new).await? {
            Placed::Placed(booking) => {
                leptos_axum::redirect(&format!("/bookings/{}?new=1", booking.number));
                Verdict::Placed(booking.number)
            }
            Placed::Taken => {
                let days = self.days(request.day, OTHER_DAYS + 1).await?;
                self.taken(&days, &request, source).await?
            }
            Placed::Refused(refusals) => self.instead(refusals, &request, source).await?,
        };
        let asking = !matches!(verdict, Verdict::Placed(_));
        let offer = asking.then(|| self.offer(who.name.clone()));
        Ok(Answer { input, verdict, offer })
    }

    /// A random number that makes the number of a booking.
    fn noise(&self) -> u64 {
        let secret = (self.server.secret)();
        let bytes = secret.iter().take(8);
        bytes.fold(0, |noise, byte| (noise << 8) | u64::from(*byte))
    }

    /// What the store has to know of the zone.
    #[must_use]
    pub fn local(&self, day: Date) -> Local {
        Local {
            now: self.server.local_now(),
            midnight: midnight(&self.server, day),
        }
    }
}

/// An act of a resident; their name goes into nothing that cannot be erased.
#[must_use]
pub fn own_act(server: &Server) -> Act {
    anonymous(server, "self")
}

/// The other room in what a button sends, if there is one.
pub(super) fn chosen_room(text: &str) -> Option<RoomId> {
    text.split_once(' ')?.0.parse().ok()
}

/// `2026-09-22 09:00-10:00`, also after a room.
pub(super) fn chosen(text: &str) -> Option<(String, String, String)> {
    let text = match chosen_room(text) {
        Some(_) => text.split_once(' ')?.1,
        None => text,
    };
    let (day, times) = text.split_once(' ')?;
    let (start, end) = times.split_once('-')?;
    let day = date::parse(day)?;
    let (start, end) = (parse_minute(start).ok()?, parse_minute(end).ok()?);
    Some((date::format(day), fmt_minute(start), fmt_minute(end)))
}
