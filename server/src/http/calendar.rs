//! Bookings for calendar programs: one as a file, and feeds behind secret addresses that programs ask again and again.

mod entry;
pub(super) use entry::host;

use super::{Web, error, etag, page};
use crate::ical::{self, Calendar};
use app::{
    booking::reach::seen_by,
    lang::{Lang, t},
    server::{ResidentSession, Server, Session, token_hash},
};
use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use entry::Names;
use model::{
    AppError,
    booking::Number,
    date,
    permission::{Action, Target, may},
    staff::Viewer,
};
use sha2::{Digest as _, Sha256};
use store::{
    calendar::{self as links, Item, Owner},
    center, room, staff,
};

/// What the answer is.
const KIND: &str = "text/calendar; charset=utf-8";
/// Minutes after which a program should ask a feed again.
pub(super) const REFRESH_MINUTES: u16 = 15;
/// Days back that a feed goes.
const PAST_DAYS: i64 = 31;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/bookings/{file}", get(one))
        .route("/calendar/{file}", get(feed))
}

/// `GET /bookings/{number}.ics`, for its resident or staff who may book for others there; any other name is a page.
async fn one(State(web): State<Web>, Path(file): Path<String>, request: Request) -> Response {
    let Some(number) = file.strip_suffix(".ics") else {
        return page::page(State(web), request).await;
    };
    let (extensions, headers) = (request.extensions(), request.headers().clone());
    let lang = extensions.get::<Lang>().copied().unwrap_or_default();
    let who = Who {
        resident: extensions.get::<ResidentSession>().cloned(),
        staff: extensions.get::<Session>().cloned(),
    };
    match booked(&web, number, &who).await {
        Ok((item, names)) => {
            let calendar = Calendar {
                name: t::booking::mine(lang).to_owned(),
                zone: zone(&web.server),
                refresh_minutes: None,
                events: vec![names.own(&web.server, lang, &item)],
            };
            let mut response = file_of(&calendar);
            let headers = response.headers_mut();
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
            let name = format!("attachment; filename=\"{}.ics\"", item.booking.number);
            if let Ok(name) = HeaderValue::from_str(&name) {
                headers.insert(header::CONTENT_DISPOSITION, name);
            }
            response
        }
        Err(refusal) => error::plain(&headers, &refusal),
    }
}

/// Who asks: perhaps both, with one browser.
struct Who {
    resident: Option<ResidentSession>,
    staff: Option<Session>,
}

/// The booking of that number, for who may see it; its parties only where they may know them.
async fn booked(web: &Web, number: &str, who: &Who) -> Result<(Item, Names), AppError> {
    if who.resident.is_none() && who.staff.is_none() {
        return Err(AppError::SignIn);
    }
    let number: Number = number.parse().map_err(|_| AppError::NotFound)?;
    let db = web.server.store.db();
    let mut item = links::of_number(db, number).await?.ok_or(AppError::NotFound)?;
    let names = Names::of(db, std::slice::from_ref(&item)).await?;
    if who
        .resident
        .as_ref()
        .is_some_and(|s| s.resident.id == item.booking.resident)
    {
        return Ok((item, names));
    }
    let room = item.booking.room;
    let owner = room::get(db, room, item.booking.day)
        .await?
        .ok_or(AppError::NotFound)?
        .center;
    let owner = center::get(db, owner).await?.ok_or(AppError::NotFound)?;
    let viewer = &who.staff.as_ref().ok_or(AppError::NotFound)?.viewer;
    if !may(viewer, Action::BookForOthers, Target::Center(owner.id, &owner.division)) {
        return Err(AppError::Forbidden);
    }
    item.booking = seen_by(viewer, &owner, item.booking);
    Ok((item, names))
}

/// `GET /calendar/{token}.ics`: nobody needs to be signed in, because calendar programs cannot be.
async fn feed(State(web): State<Web>, Path(file): Path<String>, request: Request) -> Response {
    let lang = request.extensions().get::<Lang>().copied().unwrap_or_default();
    let token = file.strip_suffix(".ics").unwrap_or_default();
    match opened(&web, lang, token).await {
        Ok(Some(calendar)) => {
            let text = ical::write(&calendar);
            let tag = tag_of(&text);
            etag::tagged_for(request.headers(), &tag, "private, no-cache", || file_of(&calendar))
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(fault) => error::plain(request.headers(), &fault),
    }
}

/// What the token opens; nothing where the link was renewed or turned off, or its owner may no longer look.
async fn opened(web: &Web, lang: Lang, token: &str) -> Result<Option<Calendar>, AppError> {
    let db = web.server.store.db();
    let Some(link) = links::by_token(db, &token_hash(token)).await? else {
        return Ok(None);
    };
    let today = web.server.local_now().day;
    let from = date::before(today, PAST_DAYS).unwrap_or(today);
    match link.owner {
        Owner::Resident(resident) => {
            let items = links::of_resident(db, resident, from).await?;
            let names = Names::of(db, &items).await?;
            Ok(Some(Calendar {
                name: t::booking::mine(lang).to_owned(),
                zone: zone(&web.server),
                refresh_minutes: Some(REFRESH_MINUTES),
                events: items.iter().map(|item| names.own(&web.server, lang, item)).collect(),
            }))
        }
        Owner::Staff(id, center) => {
            let (Some(member), Some(owner)) = (staff::get(db, id).await?, center::get(db, center).await?) else {
                return Ok(None);
            };
            let viewer = Viewer {
                id,
                name: member.name,
                grants: member.grants,
                must_change_password: member.must_change_password,
            };
            let at = Target::Center(center, &owner.division);
            if member.retired || !may(&viewer, Action::BookForOthers, at) {
                return Ok(None);
            }
            let items = links::of_center(db, center, from).await?;
            let names = Names::of(db, &items).await?;
            Ok(Some(Calendar {
                name: format!("{} · {}", owner.names.get(lang.english()), t::booking::desk_title(lang)),
                zone: zone(&web.server),
                refresh_minutes: Some(REFRESH_MINUTES),
                events: items.iter().map(|item| names.desk(&web.server, lang, item)).collect(),
            }))
        }
    }
}

/// The zone of the deployment by its name, which calendar programs know.
pub(super) fn zone(server: &Server) -> Option<String> {
    server.zone.iana_name().map(str::to_owned)
}

/// The file, to be opened by a calendar program.
pub(super) fn file_of(calendar: &Calendar) -> Response {
    ([(header::CONTENT_TYPE, KIND)], ical::write(calendar)).into_response()
}

/// A tag that is the same for the same text.
pub(super) fn tag_of(text: &str) -> String {
    Sha256::digest(text)[..12].iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests;
