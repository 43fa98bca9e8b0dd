//! What the admin panel asks and does about centers.

use super::api::BaseMap;
use crate::{booking::way_api::Outcome, call::Call};
use leptos::prelude::*;
use model::{
    AppError,
    amenity::{Amenity, AmenityId},
    booking::WayInput,
    center::{Center, CenterId, CenterInput, CenterKind, PositionSource},
    hours::OpenState,
    text::Names,
    zone::ZoneCheck,
};
use serde::{Deserialize, Serialize};

/// The figures of the panel's first page, over the centers in the viewer's scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Centers in service.
    pub centers: u32,
    /// Centers without a position, or with one that nobody measured.
    pub no_position: u32,
    /// Centers without a telephone.
    pub no_phone: u32,
    /// Rooms that are closed today.
    pub closed_rooms: u32,
    /// Centers that lack something of the zone template.
    pub gaps: u32,
    /// Locked accounts; none if the viewer may not manage accounts.
    pub locked: Option<u32>,
    /// Centers where a private room can be booked and no mediator decides about it, for whoever appoints one.
    pub no_mediator: Vec<Names>,
}

/// What to list. Also the query of the page's address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Name, pinyin or initials, as in the directory.
    pub q: String,
    /// `position`, `phone`, `zone` or `closure`: only centers that lack it, or have a room closed today; empty for all.
    pub only: String,
    /// `1`: also those out of service.
    pub retired: String,
}

/// A center in the panel's list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Managed {
    /// The key.
    pub id: CenterId,
    /// Its name.
    pub names: Names,
    /// Town or village.
    pub kind: CenterKind,
    /// Name of its division.
    pub division: String,
    /// Where its position comes from, if it has one.
    pub source: Option<PositionSource>,
    /// Whether a telephone is stored.
    pub phone: bool,
    /// Open now? None for one out of service.
    pub open: Option<OpenState>,
    /// Rooms in service.
    pub rooms: u32,
    /// Rooms that are closed today.
    pub closed_rooms: u32,
    /// What it lacks of the zone template, by the template's names.
    pub lacks: Vec<String>,
    /// Out of service.
    pub retired: bool,
}

/// Everything that the form of a center needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CenterForm {
    /// What is stored; none for a new center.
    pub center: Option<Center>,
    /// Divisions that may be chosen: code and name, those below a chosen one indented.
    pub divisions: Vec<(String, String)>,
    /// Amenities that may be ticked, and whether they are.
    pub amenities: Vec<(Amenity, bool)>,
    /// Name of the zone template, and the center against it.
    pub zone: (String, Vec<ZoneCheck>),
    /// Key of a creating call.
    pub key: String,
    /// The viewer may take it out of service.
    pub may_retire: bool,
    /// What the map stands on that the position is chosen on.
    pub map: BaseMap,
}

/// The first page's figures.
///
/// # Errors
/// Not allowed; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "center/overview", input = Call, output = Call)]
pub async fn get_overview() -> Result<Overview, AppError> {
    use model::permission::{Action, Target, may};
    let viewer = crate::server::allowed(Action::OpenPanel, Target::Anywhere)?;
    let server = crate::server::server()?;
    let rows = super::managed::rows(&server, &viewer, Action::OpenPanel, false).await?;
    let count = |fits: fn(&Managed) -> bool| rows.iter().filter(|r| fits(r)).count() as u32;
    let locked = if may(&viewer, Action::EditStaff, Target::Anywhere) {
        let db = server.store.db();
        // Of those that the viewer may unlock, as the list behind the number shows them.
        let reach = crate::staff::reach::Reach::of_viewer(db).await?;
        let staff = store::staff::list(db, false).await?;
        let now = server.now();
        let locked = staff
            .iter()
            .filter(|s| reach.covers_all(&s.grants) && s.locked_until.is_some_and(|until| until > now));
        Some(locked.count() as u32)
    } else {
        None
    };
    let no_mediator = super::managed::without_mediator(&server, &viewer).await?;
    Ok(Overview {
        centers: rows.len() as u32,
        no_position: count(|r| r.source != Some(PositionSource::Surveyed)),
        no_phone: count(|r| !r.phone),
        closed_rooms: rows.iter().map(|r| r.closed_rooms).sum(),
        gaps: count(|r| !r.lacks.is_empty()),
        locked,
        no_mediator,
    })
}

/// The centers that the viewer may change.
///
/// # Errors
/// Not allowed; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "center/managed", input = Call, output = Call)]
pub async fn list_managed(#[server(default)] wanted: Wanted) -> Result<Vec<Managed>, AppError> {
    use model::permission::{Action, Target};
    let viewer = crate::server::allowed(Action::EditCenter, Target::Anywhere)?;
    let server = crate::server::server()?;
    let mut rows = super::managed::rows(&server, &viewer, Action::EditCenter, wanted.retired == "1").await?;
    rows.retain(|row| wanted.fits(row));
    Ok(rows)
}

impl Wanted {
    #[cfg(feature = "ssr")]
    fn fits(&self, row: &Managed) -> bool {
        let text = model::directory::search_text(&row.names, &row.division, "");
        model::directory::matches(&text, &self.q.to_lowercase())
            && match self.only.as_str() {
                "position" => row.source != Some(PositionSource::Surveyed),
                "phone" => !row.phone,
                "zone" => !row.lacks.is_empty(),
                "closure" => row.closed_rooms > 0,
                _ => true,
            }
    }
}

/// The form of a center, or of a new one.
///
/// # Errors
/// Not allowed; [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "center/form", input = Call, output = Call)]
pub async fn edit_center(#[server(default)] id: Option<CenterId>) -> Result<CenterForm, AppError> {
    super::managed::form(id).await
}

/// Adds a center and leads to its page.
///
/// # Errors
/// Not allowed there; problems of [`CenterInput`]; `name` taken, `division` unknown.
#[server(prefix = "/api", endpoint = "center/create", input = Call, output = Call)]
pub async fn create_center(key: String, #[server(default)] input: CenterInput) -> Result<CenterId, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::CreateCenter, Target::Anywhere)?;
    let fields = input.check()?;
    let viewer = crate::server::allowed(Action::CreateCenter, Target::Division(&fields.division))?;
    let server = crate::server::server()?;
    let id = store::center::create(server.store.db(), &server.act(&viewer), &key, &fields).await?;
    leptos_axum::redirect(&format!("/admin/centers/{id}?saved=1"));
    Ok(id)
}

/// Saves a center and what it offers over `version`; returns the new version.
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; problems of [`CenterInput`]; `name` taken, `division` unknown.
#[server(prefix = "/api", endpoint = "center/save", input = Call, output = Call)]
pub async fn save_center(
    id: CenterId,
    version: i64,
    #[server(default)] input: CenterInput,
    #[server(default)] amenities: Vec<AmenityId>,
) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    let (viewer, before) = super::managed::editor(id).await?;
    let fields = input.check()?;
    if fields.division != before.division {
        crate::server::allowed(Action::EditCenter, Target::Division(&fields.division))?;
    }
    let server = crate::server::server()?;
    let act = server.act(&viewer);
    Ok(store::amenity::save_with_center(server.store.db(), &act, id, version, &fields, &amenities).await?)
}

/// Takes a center out of service, or puts it back. Does with the bookings in the way what `way` says, or asks about them. Leads
/// to the center's page.
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; `name` taken meanwhile.
#[server(prefix = "/api", endpoint = "center/retire", input = Call, output = Call)]
pub async fn retire_center(
    id: CenterId,
    version: i64,
    #[server(default)] retired: bool,
    #[server(default)] way: WayInput,
) -> Result<Outcome, AppError> {
    use model::permission::{Action, Target};
    let (_, center) = super::managed::editor(id).await?;
    let viewer = crate::server::allowed(Action::CreateCenter, Target::Center(id, &center.division))?;
    let outcome = if retired {
        let sent = vec![
            ("id".to_owned(), id.to_string()),
            ("version".to_owned(), version.to_string()),
            ("retired".to_owned(), "true".to_owned()),
        ];
        let edit = store::booking::Edit::RetireCenter { center: id, version };
        crate::booking::reach::way::settle(&viewer, edit, &way, sent).await?
    } else {
        let server = crate::server::server()?;
        Outcome::Done(store::center::restore(server.store.db(), &server.act(&viewer), id, version).await?)
    };
    if matches!(outcome, Outcome::Done(_)) {
        leptos_axum::redirect(&format!("/admin/centers/{id}?saved=1"));
    }
    Ok(outcome)
}
