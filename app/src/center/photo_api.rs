//! What the admin panel asks and does about photos of a center and of its rooms. Uploading is a route of the server's own.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::{Center, CenterId, Photo, PhotoId},
    room::{Room, RoomId},
};
use serde::{Deserialize, Serialize};

/// Path of the upload: a multipart form with `id` (of the new photo), `center`, `room` (or empty), `alt` and the `file`.
pub const UPLOAD: &str = "/upload/photo";
/// The most characters that say what a photo shows.
pub const MAX_ALT: u32 = 120;

/// Everything that the page of photos needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Photos {
    /// The center.
    pub center: Center,
    /// Its rooms in service.
    pub rooms: Vec<Room>,
    /// The room whose photos they are; none for the center's own.
    pub room: Option<RoomId>,
    /// In order, each with the number of times its words were saved.
    pub photos: Vec<(Photo, i64)>,
    /// Identifier of the photo that is uploaded next, so that a repeat adds nothing.
    pub next: PhotoId,
}

/// The photos of a center, or of one of its rooms.
///
/// # Errors
/// Not allowed; [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "photo/list", input = Call, output = Call)]
pub async fn list_photos(center: CenterId, #[server(default)] room: Option<RoomId>) -> Result<Photos, AppError> {
    use store::photo::Owner;
    let (_, center) = super::managed::editor(center).await?;
    let server = crate::server::server()?;
    let db = server.store.db();
    let rooms = store::room::list(db, center.id, server.local_now().day, false).await?;
    let owner = match room {
        Some(id) if rooms.iter().any(|r| r.id == id) => Owner::Room(id),
        Some(_) => return Err(AppError::NotFound),
        None => Owner::Center(center.id),
    };
    let photos = store::photo::list_for_editing(db, owner).await?;
    let next = PhotoId::from_i64(server.ids.next());
    Ok(Photos {
        center,
        rooms,
        room,
        photos,
        next,
    })
}

/// Says anew what a photo shows, over `version`; returns the new version.
///
/// # Errors
/// Not allowed; nothing said, under `alt`; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "photo/describe", input = Call, output = Call)]
pub async fn describe_photo(id: PhotoId, version: i64, #[server(default)] alt: String) -> Result<i64, AppError> {
    let (server, viewer, _) = super::managed::photo_editor(id).await?;
    let alt = model::text::clean("alt", &alt, true, MAX_ALT).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    Ok(store::photo::describe(server.store.db(), &server.act(&viewer), id, version, &alt).await?)
}

/// Moves a photo one place towards the front, or with `back` towards the end.
///
/// # Errors
/// Not allowed; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "photo/move", input = Call, output = Call)]
pub async fn move_photo(id: PhotoId, #[server(default)] back: bool) -> Result<(), AppError> {
    let (server, viewer, owner) = super::managed::photo_editor(id).await?;
    let db = server.store.db();
    let mut order: Vec<PhotoId> = store::photo::list(db, owner).await?.into_iter().map(|p| p.id).collect();
    let place = order.iter().position(|p| *p == id).ok_or(AppError::NotFound)?;
    let other = if back { place + 1 } else { place.wrapping_sub(1) };
    if other < order.len() {
        order.swap(place, other);
        store::photo::reorder(db, &server.act(&viewer), owner, &order).await?;
    }
    Ok(())
}

/// Removes a photo and its files.
///
/// # Errors
/// Not allowed; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "photo/remove", input = Call, output = Call)]
pub async fn remove_photo(id: PhotoId) -> Result<(), AppError> {
    let (server, viewer, _) = super::managed::photo_editor(id).await?;
    let db = server.store.db();
    let photo = store::photo::remove(db, &server.act(&viewer), id).await?;
    if !store::photo::is_used(db, &photo.url).await? {
        for url in [&photo.url, &photo.thumbnail_url] {
            super::managed::remove_file(&server, url);
        }
    }
    Ok(())
}
