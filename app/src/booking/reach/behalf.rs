//! Booking in somebody's name: once or again and again, with a reason where a rule of residents is set aside.

use super::{Place, chosen, counter::counter, desk::deciding, sees_parties, way::at};
use crate::{
    booking::{
        api::{Answer, Plan, Verdict},
        words,
    },
    server::{Server, server},
};
use jiff::civil::Date;
use model::{
    AppError, FieldError, Problem,
    booking::{BookingInput, Mode, Refusal, Repeat, Request, Source},
    center::CenterId,
    date,
    hours::{fmt_minute, parse_minute},
    permission::may,
    room::RoomId,
    staff::Viewer,
    text::{clean, normal_phone},
};
use store::booking::{
    Aside, Decides, New, Placed, Sight, Wanted,
    series::{self, NewSeries, PlacedSeries},
};

/// The most characters of a reason.
const REASON: u32 = 200;

/// See [`crate::booking::counter_api::known_as`].
pub async fn known_as(center: CenterId, phone: &str) -> Result<Option<String>, AppError> {
    counter(center).await?;
    let Ok(phone) = normal_phone("phone", phone) else {
        return Ok(None);
    };
    Ok(store::booking::known_as(server()?.store.db(), center, &phone).await?)
}

/// A random number that makes the number of a booking.
pub(super) fn noise(server: &Server) -> u64 {
    let secret = (server.secret)();
    let bytes = secret.iter().rev().take(8);
    bytes.fold(0, |noise, byte| (noise << 8) | u64::from(*byte))
}

/// What a form of the counter asks for, once everything in it can be read.
struct Asked {
    viewer: Viewer,
    place: Place,
    /// As typed, with what is known of the person and of the room.
    input: BookingInput,
    request: Request,
    repeat: Option<Repeat>,
    /// Why rules of residents are set aside.
    waiver: String,
}

/// What is wrong with the fields, or what they say.
fn noted<T>(problems: &mut Vec<FieldError>, answer: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(AppError::Invalid { fields }) => {
            problems.extend(fields);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

impl Asked {
    async fn of(center: CenterId, room: &str, mut input: BookingInput, waiver: &str) -> Result<Self, AppError> {
        let (viewer, center) = counter(center).await?;
        // Somebody who has been here before need not be asked for their name.
        if input.name.trim().is_empty() {
            input.name = known_as(center.id, &input.phone).await?.unwrap_or_default();
        }
        let mut problems = Vec::new();
        let place = match room.parse::<RoomId>() {
            Ok(id) => Some(Place::of(id).await?).filter(|p| p.center.id == center.id),
            Err(_) => None,
        };
        if place.is_none() {
            problems.push(FieldError::new("room", Problem::Required));
        }
        if place.as_ref().is_some_and(|p| p.rules.mode != Mode::Seats) {
            input.whole = "1".to_owned();
        }
        let request = noted(&mut problems, input.check())?;
        let repeat = noted(&mut problems, input.repeat())?;
        let reason = clean("waiver", waiver, false, REASON).map_err(|e| AppError::Invalid { fields: vec![e] });
        let waiver = noted(&mut problems, reason)?;
        match (place, request, repeat, waiver) {
            (Some(place), Some(request), Some(repeat), Some(waiver)) if problems.is_empty() => Ok(Self {
                viewer,
                place,
                input,
                request,
                repeat,
                waiver,
            }),
            _ => Err(AppError::Invalid { fields: problems }),
        }
    }

    /// Why rules are set aside, and what the staff member may know of the person: who does not know the parties is not told
    /// by a refusal that somebody has a mediation.
    fn aside(&self) -> Aside<'_> {
        let center = &self.place.center;
        Aside {
            reason: &self.waiver,
            sight: Sight::Staff(sees_parties(&self.viewer, center).then_some(center.id)),
        }
    }

    /// What of each day of a series can be had. Nothing was written.
    async fn planned(self, repeat: Repeat, changed: bool, waived: Vec<Refusal>) -> Result<Answer, AppError> {
        let plan = self.place.plan(None, &self.request, repeat, Source::Staff).await?;
        let plan = Plan {
            changed,
            waived: if waived.is_empty() { plan.waived } else { waived },
            reason: self.waiver,
            // Whoever decides about requests decides by booking.
            pending: plan.pending && !decides(&self.place, &self.viewer).of(self.place.rules.private),
            ..plan
        };
        Ok(Answer {
            input: self.input,
            verdict: Verdict::Series(plan),
            offer: Some(self.place.offer(self.request.name)),
        })
    }
}

/// `{room} 2026-09-22 09:00`: a free time that was pressed beside the form.
fn free_time(text: &str) -> Option<(RoomId, Date, u16)> {
    let mut parts = text.split(' ');
    let room = parts.next()?.parse().ok()?;
    let day = date::parse(parts.next()?)?;
    let start = parse_minute(parts.next()?).ok()?;
    Some((room, day, start))
}

/// See [`crate::booking::counter_api::place_for`].
pub async fn place_for(
    center: CenterId,
    key: &str,
    room: &str,
    mut input: BookingInput,
    waiver: &str,
    choose: &str,
) -> Result<Answer, AppError> {
    let fill = choose.strip_prefix("fill ");
    let filled = fill.and_then(free_time);
    if fill.is_some() || matches!(choose, "edit" | "day") {
        counter(center).await?;
        let mut offer = None;
        if let Some((room, day, start)) = filled {
            input.end = words::moved_end(&input.start, &input.end, start).unwrap_or_default();
            (input.day, input.start) = (date::format(day), fmt_minute(start));
            let place = Place::of(room).await?;
            offer = Some(place.offer(input.name.clone())).filter(|o| o.place.center == center);
        }
        return Ok(Answer {
            input,
            verdict: Verdict::Edit,
            offer,
        });
    }
    if let Some((day, start, end)) = chosen(choose) {
        (input.day, input.start, input.end) = (day, start, end);
    }
    let asked = Asked::of(center, room, input, waiver).await?;
    if let Some(repeat) = asked.repeat {
        return asked.planned(repeat, false, Vec::new()).await;
    }
    let (place, request) = (&asked.place, &asked.request);
    let wanted = Wanted {
        room: place.room.id,
        request,
        local: place.local(request.day),
    };
    let new = New {
        key,
        wanted,
        noise: noise(&place.server),
    };
    let (db, act) = (place.server.store.db(), place.server.act(&asked.viewer));
    let decides = decides(place, &asked.viewer);
    let verdict = match store::booking::place_for(db, &act, &new, asked.aside(), decides).await? {
        Placed::Placed(booking) => {
            leptos_axum::redirect(&format!("/admin/bookings/{}?new=1", booking.number));
            Verdict::Placed(booking.number)
        }
        Placed::Taken => place.instead(Vec::new(), request, Source::Staff).await?,
        Placed::Refused(refusals) => place.instead(refusals, request, Source::Staff).await?,
    };
    Ok(Answer {
        input: asked.input,
        verdict,
        offer: None,
    })
}

/// See [`crate::booking::counter_api::place_series_for`].
pub async fn place_series_for(
    center: CenterId,
    key: &str,
    room: &str,
    input: BookingInput,
    waiver: &str,
    days: &str,
) -> Result<Answer, AppError> {
    let asked = Asked::of(center, room, input, waiver).await?;
    let Some(repeat) = asked.repeat else {
        return Err(AppError::field("every", Problem::Required));
    };
    let (place, request) = (&asked.place, &asked.request);
    let days = place.days_of(&repeat, request, days);
    let new = NewSeries {
        key,
        room: place.room.id,
        request,
        repeat,
        days: &days,
        now: place.server.local_now(),
        noise: noise(&place.server),
    };
    let (db, act) = (place.server.store.db(), place.server.act(&asked.viewer));
    let decides = decides(place, &asked.viewer);
    match series::place_for(db, &act, &new, asked.aside(), decides).await? {
        PlacedSeries::Placed(_, bookings) => {
            let first = bookings.first().ok_or(AppError::NotFound)?;
            leptos_axum::redirect(&format!("/admin/bookings/{}?new=series", first.number));
            Ok(Answer {
                verdict: Verdict::Placed(first.number),
                input: asked.input,
                offer: None,
            })
        }
        PlacedSeries::Changed => asked.planned(repeat, true, Vec::new()).await,
        PlacedSeries::Reason(waived) => asked.planned(repeat, false, waived).await,
    }
}

/// About which requests there `viewer` decides.
pub(super) fn decides(place: &Place, viewer: &Viewer) -> Decides {
    let may = |private| may(viewer, deciding(private), at(&place.center));
    Decides {
        open: may(false),
        private: may(true),
    }
}
