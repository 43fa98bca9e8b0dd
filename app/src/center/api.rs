//! What pages ask about centers.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    amenity::Amenity,
    center::{CenterDetail, CenterId},
    directory::{BBox, Filter, Listed, Page},
    division::{DivisionCode, DivisionLevel},
    room::RoomKind,
    settings::TileLayer,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What the finder offers to choose from, and what its map stands on. It changes when an administrator changes something,
/// not with the filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choices {
    /// All amenities, also those no longer offered: a center may still have them.
    pub amenities: Vec<Amenity>,
    /// Kinds of rooms that some center has, in the order of lists.
    pub rooms: Vec<RoomKind>,
    /// Divisions with centers in them; those that hold every center are left out, because they narrow nothing.
    pub divisions: Vec<DivisionChoice>,
    /// The base map.
    pub map: BaseMap,
}

/// A division to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DivisionChoice {
    /// Its code.
    pub code: DivisionCode,
    /// Its name.
    pub names: Names,
    /// How high it stands.
    pub level: DivisionLevel,
}

/// What lies under the markers, and where the map looks first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BaseMap {
    /// Layers of tiles, the lowest first; none where no tiles are configured.
    pub tiles: Vec<TileLayer>,
    /// 审图号, where the tiles do not carry it.
    pub approval: String,
    /// Whether there are outlines at `/open/outlines.geojson`.
    pub outlines: bool,
    /// Where to look: around the configured middle, else at all centers.
    pub bounds: Option<BBox>,
}

/// What the start page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The nearest centers where a position is known; else the town's, then those open now.
    pub centers: Vec<Listed>,
    /// Their amenities' names come from here.
    pub amenities: Vec<Amenity>,
    /// Kinds of rooms that some center has, in the order of lists.
    pub rooms: Vec<RoomKind>,
}

/// The centers that fit `filter`, one page of them.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer.
#[server(prefix = "/api", endpoint = "center/list", input = Call, output = Call)]
pub async fn list_centers(#[server(default)] filter: Filter) -> Result<Page, AppError> {
    let server = crate::server::server()?;
    let now = server.local_now();
    let directory = server.store.directory(now.day).await?;
    let handled = server.store.handled(&filter).await?;
    let page = directory.query(&filter, now, crate::server::lang().english(), |entry| handled.at(entry));
    Ok(Page {
        matter: handled.called(),
        ..page
    })
}

/// What the finder offers to choose from.
///
/// # Errors
/// [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "center/choices", input = Call, output = Call)]
pub async fn list_choices() -> Result<Choices, AppError> {
    let server = crate::server::server()?;
    let db = server.store.db();
    let directory = server.store.directory(server.local_now().day).await?;
    Ok(Choices {
        amenities: store::amenity::list(db, true).await?,
        rooms: super::choices::rooms(directory.entries()),
        divisions: super::choices::divisions(directory.entries(), store::division::list(db).await?),
        map: super::choices::base_map(&server).await?,
    })
}

/// What lies under a map.
///
/// # Errors
/// [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "center/base_map", input = Call, output = Call)]
pub async fn get_base_map() -> Result<BaseMap, AppError> {
    super::choices::base_map(&crate::server::server()?).await
}

/// One center as lists show it; none if it is not in service.
///
/// # Errors
/// [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "center/card", input = Call, output = Call)]
pub async fn get_card(id: CenterId) -> Result<Option<Listed>, AppError> {
    let server = crate::server::server()?;
    let now = server.local_now();
    let directory = server.store.directory(now.day).await?;
    Ok(directory.get(id).map(|entry| directory.listed(entry, now)))
}

/// What the start page shows to somebody at `near` (`lng,lat`, or empty).
///
/// # Errors
/// [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "center/start", input = Call, output = Call)]
pub async fn get_start(#[server(default)] near: String) -> Result<Start, AppError> {
    let server = crate::server::server()?;
    let now = server.local_now();
    let directory = server.store.directory(now.day).await?;
    let near = model::geo::LngLat::from_pair(&near);
    Ok(Start {
        centers: super::choices::first_centers(&directory, near, now, crate::server::lang().english()),
        amenities: store::amenity::list(server.store.db(), true).await?,
        rooms: super::choices::rooms(directory.entries()),
    })
}

/// Everything about one center.
///
/// # Errors
/// [`AppError::NotFound`] if there is none; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "center/get", input = Call, output = Call)]
pub async fn get_center(id: CenterId) -> Result<CenterDetail, AppError> {
    let server = crate::server::server()?;
    let detail = store::center::detail(server.store.db(), id, server.local_now().day).await?;
    detail.ok_or(AppError::NotFound)
}
