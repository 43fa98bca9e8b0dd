//! What the admin panel asks and does about rooms and the dates on which they are closed.

use crate::{booking::way_api::Outcome, call::Call};
use leptos::prelude::*;
use model::{
    AppError,
    booking::WayInput,
    center::{Center, CenterId},
    room::{ClosureId, ClosureInput, Room, RoomId, RoomInput},
};
use serde::{Deserialize, Serialize};

/// A center and its rooms, those out of service too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rooms {
    /// Whose rooms they are.
    pub center: Center,
    /// By kind and name.
    pub rooms: Vec<Room>,
}

/// Everything that the page of one room needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoomForm {
    /// Whose room it is.
    pub center: Center,
    /// What is stored; none for a new room.
    pub room: Option<Room>,
    /// Key of a creating call: of the room, or of a closure of it.
    pub key: String,
}

/// The rooms of a center.
///
/// # Errors
/// Not allowed; [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "room/list", input = Call, output = Call)]
pub async fn list_rooms(center: CenterId) -> Result<Rooms, AppError> {
    let (_, center) = crate::center::managed::editor(center).await?;
    let server = crate::server::server()?;
    let rooms = store::room::list(server.store.db(), center.id, server.local_now().day, true).await?;
    Ok(Rooms { center, rooms })
}

/// The form of a room, or of a new one in `center`.
///
/// # Errors
/// Not allowed; [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "room/form", input = Call, output = Call)]
pub async fn edit_room(center: CenterId, #[server(default)] room: Option<RoomId>) -> Result<RoomForm, AppError> {
    let (_, center) = crate::center::managed::editor(center).await?;
    let server = crate::server::server()?;
    let room = match room {
        Some(id) => {
            let room = store::room::get(server.store.db(), id, server.local_now().day).await?;
            Some(room.filter(|r| r.center == center.id).ok_or(AppError::NotFound)?)
        }
        None => None,
    };
    Ok(RoomForm {
        center,
        room,
        key: server.key(),
    })
}

/// Adds a room and leads to its page.
///
/// # Errors
/// Not allowed; problems of [`RoomInput`]; `name` taken.
#[server(prefix = "/api", endpoint = "room/create", input = Call, output = Call)]
pub async fn create_room(
    center: CenterId,
    key: String,
    #[server(default)] input: RoomInput,
) -> Result<RoomId, AppError> {
    let (viewer, _) = crate::center::managed::editor(center).await?;
    let fields = input.check()?;
    let server = crate::server::server()?;
    let id = store::room::create(server.store.db(), &server.act(&viewer), &key, center, &fields).await?;
    leptos_axum::redirect(&format!("/admin/centers/{center}/rooms/{id}?saved=1"));
    Ok(id)
}

/// Saves a room over `version`; returns the new version.
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; problems of [`RoomInput`]; `name` taken.
#[server(prefix = "/api", endpoint = "room/save", input = Call, output = Call)]
pub async fn save_room(id: RoomId, version: i64, #[server(default)] input: RoomInput) -> Result<i64, AppError> {
    let (server, viewer) = editor(id).await?;
    let fields = input.check()?;
    Ok(store::room::save(server.store.db(), &server.act(&viewer), id, version, &fields).await?)
}

/// Takes a room out of service, or puts it back. Does with the bookings in the way what `way` says, or asks about them. Leads to
/// the room's page.
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; `name` taken meanwhile.
#[server(prefix = "/api", endpoint = "room/retire", input = Call, output = Call)]
pub async fn retire_room(
    id: RoomId,
    version: i64,
    #[server(default)] retired: bool,
    #[server(default)] way: WayInput,
) -> Result<Outcome, AppError> {
    let (server, viewer) = editor(id).await?;
    if !retired {
        let version = store::room::restore(server.store.db(), &server.act(&viewer), id, version).await?;
        return lead(id, Outcome::Done(version)).await;
    }
    let sent = vec![
        ("id".to_owned(), id.to_string()),
        ("version".to_owned(), version.to_string()),
        ("retired".to_owned(), "true".to_owned()),
    ];
    let edit = store::booking::Edit::RetireRoom { room: id, version };
    lead(id, crate::booking::reach::way::settle(&viewer, edit, &way, sent).await?).await
}

/// Closes a room from one date to another; with the bookings in the way as [`retire_room`].
///
/// # Errors
/// Not allowed; not dates; no reason, which residents are told.
#[server(prefix = "/api", endpoint = "room/close", input = Call, output = Call)]
pub async fn close_room(
    id: RoomId,
    key: String,
    #[server(default)] input: ClosureInput,
    #[server(default)] way: WayInput,
) -> Result<Outcome, AppError> {
    use crate::booking::reach::way::{fields, settle};
    let (_, viewer) = editor(id).await?;
    let (from, to, reason) = input.check()?;
    let mut sent = fields("input", &input);
    sent.extend([("id".to_owned(), id.to_string()), ("key".to_owned(), key.clone())]);
    let edit = store::booking::Edit::Close {
        key: &key,
        rooms: &[id],
        from,
        to,
        reason: &reason,
    };
    lead(id, settle(&viewer, edit, &way, sent).await?).await
}

/// The way to the room's page, once it is done.
#[cfg(feature = "ssr")]
async fn lead(id: RoomId, outcome: Outcome) -> Result<Outcome, AppError> {
    if matches!(outcome, Outcome::Done(_)) {
        let server = crate::server::server()?;
        let room = store::room::get(server.store.db(), id, server.local_now().day).await?;
        let center = room.ok_or(AppError::NotFound)?.center;
        leptos_axum::redirect(&format!("/admin/centers/{center}/rooms/{id}?saved=1"));
    }
    Ok(outcome)
}

/// Removes a closure.
///
/// # Errors
/// Not allowed; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "room/reopen", input = Call, output = Call)]
pub async fn reopen_room(id: ClosureId) -> Result<(), AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditCenter, Target::Anywhere)?;
    let server = crate::server::server()?;
    let room = store::room::of_closure(server.store.db(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let (server, viewer) = editor(room.id).await?;
    store::room::reopen(server.store.db(), &server.act(&viewer), id).await?;
    Ok(())
}

/// Who is asking, if they may change this room.
#[cfg(feature = "ssr")]
async fn editor(id: RoomId) -> Result<(crate::server::Server, model::staff::Viewer), AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditCenter, Target::Anywhere)?;
    let server = crate::server::server()?;
    let room = store::room::get(server.store.db(), id, server.local_now().day)
        .await?
        .ok_or(AppError::NotFound)?;
    let (viewer, _) = crate::center::managed::editor(room.center).await?;
    Ok((server, viewer))
}
