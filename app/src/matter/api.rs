//! What pages ask about matters.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::{CenterId, CenterKind},
    duty::OnDuty,
    hours::OpenState,
    matter::{Content, Mode, search::Entry},
    statistics::Needed,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// Centers that a guide names one by one; the finder, which it leads to, has all of them.
#[cfg(feature = "ssr")]
const MOST_PLACES: usize = 60;
/// Matters on one page of the list.
pub const PAGE: usize = 50;

/// What is looked for; all as it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Words, pinyin or a code.
    pub q: String,
    /// A [`model::matter::Topic::code`].
    pub topic: String,
    /// A [`model::matter::Person::code`].
    pub person: String,
    /// A [`model::matter::Level::code`].
    pub level: String,
    /// A center that has to handle it.
    pub center: String,
    /// How many pages of [`PAGE`] are shown.
    pub pages: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Found {
    /// The best first; as many as are shown.
    pub matters: Vec<Entry>,
    /// How many there are.
    pub total: usize,
    /// The center that was named, if there is one.
    pub center: Option<Names>,
}

/// A guide 办事指南.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guide {
    /// What the matter says.
    pub content: Content,
    /// In which version.
    pub version: i64,
    /// When that was made, epoch seconds.
    pub updated_at: i64,
    /// Nobody is offered it any more.
    pub retired: bool,
    /// Centers that handle it, those open now first; at most as many as a page bears.
    pub places: Vec<Place>,
    /// How many there are.
    pub places_total: usize,
    /// What its cases have really needed in the last year; none where too few were decided to say so.
    pub needed: Option<Needed>,
}

/// A center that handles a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The key.
    pub id: CenterId,
    /// Town or village.
    pub kind: CenterKind,
    /// Its name.
    pub names: Names,
    /// Where to walk to.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// In which of its modes: by appointment only where there is a counter that can be booked.
    pub modes: Vec<Mode>,
    /// Open now?
    pub open: OpenState,
    /// Who is on duty there now, or next today or tomorrow.
    pub duty: Vec<OnDuty>,
}

/// Matters in service that fit.
///
/// # Errors
/// [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "matter/find", input = Call, output = Call)]
pub async fn find_matters(#[server(default)] wanted: Wanted) -> Result<Found, AppError> {
    let server = crate::server::server()?;
    let catalog = server.store.catalog().await?;
    let directory = server.store.directory(server.local_now().day).await?;
    let center = wanted.center.parse::<CenterId>().ok().and_then(|id| directory.get(id));
    let mut matters = catalog.index.find(&wanted.q, &super::find::narrow(&wanted));
    if let Some(center) = center {
        matters.retain(|entry| {
            catalog
                .get(&entry.code)
                .is_some_and(|matter| catalog.handles(matter, center.id, center.kind))
        });
    }
    Ok(Found {
        total: matters.len(),
        matters: matters.into_iter().take(super::find::shown(&wanted)).cloned().collect(),
        center: center.map(|entry| entry.names.clone()),
    })
}

/// The guide of a matter, also of one that is retired.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "matter/guide", input = Call, output = Call)]
pub async fn get_guide(code: String) -> Result<Guide, AppError> {
    let server = crate::server::server()?;
    let now = server.local_now();
    let catalog = server.store.catalog().await?;
    // One that was saved after the snapshot is told from its row, as is one that is retired.
    let row;
    let matter = match catalog.get(&code) {
        Some(matter) => matter,
        None => {
            row = store::matter::by_code(server.store.db(), &code).await?;
            row.as_ref().ok_or(AppError::NotFound)?
        }
    };
    let directory = server.store.directory(now.day).await?;
    let counters = store::room::counter_centers(server.store.db()).await?;
    let mut places: Vec<Place> = directory
        .entries()
        .iter()
        .filter(|entry| !matter.retired && catalog.handles(matter, entry.id, entry.kind))
        .map(|entry| {
            let listed = directory.listed(entry, now);
            let booked = counters.contains(&entry.id);
            let modes = matter.content.modes.iter().copied();
            Place {
                modes: modes.filter(|mode| booked || *mode != Mode::Appointment).collect(),
                id: entry.id,
                kind: entry.kind,
                names: listed.names,
                address: listed.address,
                phone: listed.phone,
                open: listed.open,
                duty: Vec::new(),
            }
        })
        .collect();
    // Those open now first, of them the town's: it handles everything. The others in the directory's order, which is by their names.
    let shut = |place: &Place| !matches!(place.open, OpenState::Open { .. });
    places.sort_by_key(|place| (shut(place), place.kind != CenterKind::Town));
    let places_total = places.len();
    places.truncate(MOST_PLACES);
    let ids: Vec<CenterId> = places.iter().map(|place| place.id).collect();
    let on_duty = crate::duty::reach::now_at(&server, &ids).await?;
    for place in &mut places {
        let there = on_duty.get(&place.id).map(Vec::as_slice).unwrap_or_default();
        place.duty = model::duty::now_or_next(there, now).into_iter().cloned().collect();
    }
    let needed = server.store.needed(now.day).await?.get(&matter.id).copied();
    Ok(Guide {
        content: matter.content.clone(),
        version: matter.version,
        updated_at: matter.updated_at,
        retired: matter.retired,
        places,
        places_total,
        needed,
    })
}
