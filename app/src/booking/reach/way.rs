//! Changes that may leave bookings outside of what is allowed, and what staff decide about those.

use super::seen_by;
use crate::{
    booking::way_api::{Ask, Hit, Outcome, Stray},
    server::{Server, server},
};
use model::{
    AppError, FieldError,
    booking::{Booking, Refusal, WayInput},
    duty::Duty,
    permission::Target,
    staff::Viewer,
};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use store::booking::{Answers, Edit, Settled};

/// Names and values of a form's argument, as the form sends them; empty ones are left out.
#[must_use]
pub fn fields(name: &str, value: &impl Serialize) -> Vec<(String, String)> {
    let mut all = Vec::new();
    flat(name, &serde_json::to_value(value).unwrap_or_default(), &mut all);
    all
}

fn flat(name: &str, value: &Value, all: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => all.push((name.to_owned(), text.clone())),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                flat(&format!("{name}[{i}]"), item, all);
            }
        }
        Value::Object(items) => {
            for (key, item) in items {
                flat(&format!("{name}[{key}]"), item, all);
            }
        }
        other => all.push((name.to_owned(), other.to_string())),
    }
}

/// Makes the change in the name of `viewer`, who was asked before whether they may; or asks about the bookings in its way and
/// the duty shifts that it leaves outside of the hours, with `fields` to be sent again.
///
/// # Errors
/// Those of the change.
pub async fn settle(
    viewer: &Viewer,
    edit: Edit<'_>,
    way: &WayInput,
    fields: Vec<(String, String)>,
) -> Result<Outcome, AppError> {
    let server = server()?;
    // A decision that cannot be read decides nothing: the list comes again, with what is wrong.
    let (answers, problems) = match way.check() {
        Ok(way) => (Answers(way), Vec::new()),
        Err(AppError::Invalid { fields }) => (Answers::default(), fields),
        Err(error) => return Err(error),
    };
    let (today, act) = (server.local_now().day, server.act(viewer));
    match store::booking::settle(server.store.db(), &act, today, edit, &answers).await? {
        Settled::Done { value, .. } => Ok(Outcome::Done(value)),
        Settled::Ask(hits, stray) => {
            let mut asked = ask(viewer, hits, way, fields, problems).await?;
            asked.strays = strays(&server, stray).await?;
            Ok(Outcome::Ask(asked))
        }
    }
}

async fn ask(
    viewer: &Viewer,
    hits: Vec<(Booking, Vec<Refusal>)>,
    way: &WayInput,
    fields: Vec<(String, String)>,
    problems: Vec<FieldError>,
) -> Result<Ask, AppError> {
    let mut places = HashMap::new();
    let mut shown = Vec::new();
    for (booking, refusals) in hits {
        if let std::collections::hash_map::Entry::Vacant(unknown) = places.entry(booking.room) {
            unknown.insert(super::Place::any(booking.room).await?);
        }
        let Some(place) = places.get(&booking.room) else {
            continue;
        };
        shown.push(Hit {
            hidden: !super::knows(viewer, &place.center, booking.private),
            booking: seen_by(viewer, &place.center, booking),
            room: place.room.names.clone(),
            center: place.center.names.clone(),
            refusals,
        });
    }
    Ok(Ask {
        fields,
        hits: shown,
        strays: Vec::new(),
        way: way.clone(),
        problems,
    })
}

/// The shifts, with the names of their centers. Whoever may change a center's hours may see who is on duty there.
async fn strays(server: &Server, shifts: Vec<Duty>) -> Result<Vec<Stray>, AppError> {
    let mut strays: Vec<Stray> = Vec::new();
    let mut last = None;
    for duty in shifts {
        let names = match last.take() {
            Some((id, names)) if id == duty.center => names,
            _ => {
                let center = store::center::get(server.store.db(), duty.center).await?;
                center.ok_or(AppError::NotFound)?.names
            }
        };
        strays.push(Stray {
            id: duty.id,
            center: names.clone(),
            day: duty.day,
            shift: duty.shift,
            start: duty.start,
            end: duty.end,
            name: duty.name,
        });
        last = Some((duty.center, names));
    }
    Ok(strays)
}

/// The target of an action about a center.
#[must_use]
pub const fn at(center: &model::center::Center) -> Target<'_> {
    Target::Center(center.id, &center.division)
}
