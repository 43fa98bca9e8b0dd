//! What the panel's server functions about centers, hours, rooms and photos share. Only on the server.

use super::admin_api::{CenterForm, Managed};
use crate::server::{Server, allowed, server};
use model::{
    AppError,
    center::{Center, CenterId, PhotoId},
    division::Division,
    hours::open_state,
    permission::{Action, Role, Target, may},
    staff::Viewer,
    text::Names,
};
use std::collections::HashMap;
use store::{photo::Owner, setting};

/// Who is asking, and the center that they may change.
///
/// # Errors
/// Not signed in; not allowed; [`AppError::NotFound`], only to somebody who may change some center.
pub async fn editor(id: CenterId) -> Result<(Viewer, Center), AppError> {
    allowed(Action::EditCenter, Target::Anywhere)?;
    let center = store::center::get(server()?.store.db(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let viewer = allowed(Action::EditCenter, Target::Center(id, &center.division))?;
    Ok((viewer, center))
}

/// The centers to which `viewer` may do `action`, the town's first, then by name.
pub(super) async fn rows(
    server: &Server,
    viewer: &Viewer,
    action: Action,
    retired: bool,
) -> Result<Vec<Managed>, AppError> {
    let db = server.store.db();
    let now = server.local_now();
    let template = setting::get(db, setting::ZONE).await?.value;
    let directory = server.store.directory(now.day).await?;
    let mut kinds = store::room::kinds(db).await?;
    let closed = store::room::closed_on(db, now.day).await?;
    let divisions: HashMap<_, _> = store::division::list(db)
        .await?
        .into_iter()
        .map(|d| (d.code, d.names.zh))
        .collect();
    let centers = store::center::list(db, retired).await?;
    let mine = centers
        .into_iter()
        .filter(|c| may(viewer, action, Target::Center(c.id, &c.division)));
    Ok(mine
        .map(|c| {
            let rooms = kinds.remove(&c.id.as_i64()).unwrap_or_default();
            let checks = template.check(c.kind, &rooms);
            Managed {
                id: c.id,
                kind: c.kind,
                division: divisions.get(&c.division).cloned().unwrap_or_default(),
                source: c.position.map(|p| p.source),
                phone: !c.phone.is_empty(),
                open: directory.get(c.id).map(|e| open_state(&e.hours, &e.exceptions, now)),
                rooms: rooms.len() as u32,
                closed_rooms: closed.get(&c.id).copied().unwrap_or(0),
                lacks: checks.into_iter().filter(|k| k.lacks() > 0).map(|k| k.name).collect(),
                retired: c.retired,
                names: c.names,
            }
        })
        .collect())
}

/// The centers for which `viewer` appoints people where a private room can be booked and nobody decides about its requests.
pub(super) async fn without_mediator(server: &Server, viewer: &Viewer) -> Result<Vec<Names>, AppError> {
    if !may(viewer, Action::EditStaff, Target::Anywhere) {
        return Ok(Vec::new());
    }
    let db = server.store.db();
    let private = store::room::private_centers(db).await?;
    if private.is_empty() {
        return Ok(Vec::new());
    }
    let scopes = store::staff::scopes(db, Role::Mediator).await?;
    let lacks = |center: &Center| {
        let at = Target::Center(center.id, &center.division);
        private.contains(&center.id)
            && may(viewer, Action::EditStaff, at)
            && !scopes.iter().any(|scope| scope.covers(at))
    };
    let centers = store::center::list(db, false).await?;
    Ok(centers.into_iter().filter(lacks).map(|c| c.names).collect())
}

/// The form of a center, or of a new one.
pub(super) async fn form(id: Option<CenterId>) -> Result<CenterForm, AppError> {
    let server = server()?;
    let db = server.store.db();
    let (viewer, center, action) = match id {
        Some(id) => {
            let (viewer, center) = editor(id).await?;
            (viewer, Some(center), Action::EditCenter)
        }
        None => (
            allowed(Action::CreateCenter, Target::Anywhere)?,
            None,
            Action::CreateCenter,
        ),
    };
    let now = server.local_now();
    let divisions = store::division::list(db).await?;
    let offered = divisions.iter().filter(|d| {
        may(&viewer, action, Target::Division(&d.code)) || center.as_ref().is_some_and(|c| c.division == d.code)
    });
    let mut form = CenterForm {
        divisions: offered
            .map(|d| (d.code.to_string(), format!("{}{}", indent(d), d.names.zh)))
            .collect(),
        amenities: Vec::new(),
        zone: Default::default(),
        key: server.key(),
        may_retire: false,
        map: super::choices::base_map(&server).await?,
        center: None,
    };
    if let Some(center) = center {
        let has = store::amenity::of_center(db, center.id).await?;
        // One that is no longer offered stays where it is, until it is unticked.
        form.amenities = store::amenity::list(db, true)
            .await?
            .into_iter()
            .map(|a| (has.iter().any(|h| h.id == a.id), a))
            .filter(|(ticked, a)| *ticked || !a.retired)
            .map(|(ticked, a)| (a, ticked))
            .collect();
        let rooms = store::room::list(db, center.id, now.day, false).await?;
        let kinds: Vec<_> = rooms.iter().map(|r| r.kind).collect();
        let template = setting::get(db, setting::ZONE).await?.value;
        form.zone = (template.name.clone(), template.check(center.kind, &kinds));
        form.may_retire = may(
            &viewer,
            Action::CreateCenter,
            Target::Center(center.id, &center.division),
        );
        form.center = Some(center);
    }
    Ok(form)
}

/// Every level below the town stands a little further in; a `<select>` shows nothing but text.
fn indent(division: &Division) -> &'static str {
    use model::division::DivisionLevel as L;
    match division.level {
        L::Province | L::Prefecture | L::Banner => "",
        L::Town => "　",
        L::Village => "　　",
    }
}

/// Who is asking, if they may change this photo, and whose photo it is.
pub(super) async fn photo_editor(id: PhotoId) -> Result<(Server, Viewer, Owner), AppError> {
    allowed(Action::EditCenter, Target::Anywhere)?;
    let server = server()?;
    let db = server.store.db();
    let (owner, _) = store::photo::get(db, id).await?.ok_or(AppError::NotFound)?;
    let center = match owner {
        Owner::Center(id) => id,
        Owner::Room(id) => {
            store::room::get(db, id, server.local_now().day)
                .await?
                .ok_or(AppError::NotFound)?
                .center
        }
    };
    let (viewer, _) = editor(center).await?;
    Ok((server, viewer, owner))
}

/// Folder of the photos' files within the data folder.
pub const PHOTO_FOLDER: &str = "photos";

/// Removes the file behind a photo's address. If that fails the file lies there unused, which harms nobody.
pub(super) fn remove_file(server: &Server, url: &str) {
    let Some(name) = url.rsplit('/').next().filter(|n| !n.is_empty()) else {
        return;
    };
    if let Err(error) = std::fs::remove_file(server.data.join(PHOTO_FOLDER).join(name)) {
        tracing::warn!(%error, name, "a photo's file could not be removed");
    }
}
