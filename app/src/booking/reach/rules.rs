//! The rules of rooms: who may change them, what the forms propose, and copying them to many rooms.

use super::{
    Place, sees_parties,
    way::{at, fields, settle},
};
use crate::{
    booking::{
        rules_api::{CopyInput, Copying, KindForm, Kinds, RulesForm, Target as Chosen},
        way_api::Outcome,
    },
    server::{allowed, server},
};
use model::{
    AppError, Problem,
    booking::{KindRules, Rules, RulesInput, WayInput},
    center::{Center, CenterId},
    permission::{Action, Target, may},
    room::{Room, RoomId, RoomKind},
    staff::Viewer,
};
use std::collections::{BTreeMap, HashMap};
use store::{
    booking::{Edit, Stored},
    setting::{self, KIND_RULES, NO_SHOW},
};

/// Who is asking, if they may change the rules of this room.
async fn editor(id: RoomId) -> Result<(Viewer, Place), AppError> {
    allowed(Action::EditBookingRules, Target::Anywhere)?;
    let place = Place::any(id).await?;
    let viewer = allowed(Action::EditBookingRules, at(&place.center))?;
    Ok((viewer, place))
}

/// What an administrator has set for kinds.
async fn kind_rules() -> Result<setting::Setting<KindRules>, AppError> {
    Ok(setting::get(server()?.store.db(), KIND_RULES).await?)
}

/// The form of a room's rules.
pub async fn form(id: RoomId) -> Result<RulesForm, AppError> {
    let (_, place) = editor(id).await?;
    let stored = store::booking::rules(place.server.store.db(), id).await?;
    let rules = match stored.version {
        0 => kind_rules().await?.value.of(place.room.kind, place.room.capacity),
        _ => stored.rules,
    };
    Ok(RulesForm {
        room: id,
        names: place.room.names,
        kind: place.room.kind,
        capacity: place.room.capacity,
        center: place.center.id,
        center_names: place.center.names,
        input: RulesInput::from(&rules),
        version: stored.version,
    })
}

/// Saves a room's rules, or asks about the bookings in the way.
pub async fn save(id: RoomId, version: i64, input: &RulesInput, way: &WayInput) -> Result<Outcome, AppError> {
    let (viewer, place) = editor(id).await?;
    let rules = input.check(place.room.capacity)?;
    // What was booked stays private; only who may know the parties decides that later ones are not.
    if place.rules.private && !rules.private && !sees_parties(&viewer, &place.center) {
        return Err(AppError::Forbidden);
    }
    let mut sent = vec![
        ("id".to_owned(), id.to_string()),
        ("version".to_owned(), version.to_string()),
    ];
    sent.extend(fields("input", input));
    let edit = Edit::Rules {
        room: id,
        version,
        rules: &rules,
    };
    let outcome = settle(&viewer, edit, way, sent).await?;
    if matches!(outcome, Outcome::Done(_)) {
        leptos_axum::redirect(&format!("/admin/rooms/{id}/rules?saved=1"));
    }
    Ok(outcome)
}

/// All kinds, and the limit for people who do not come.
pub async fn kinds() -> Result<Kinds, AppError> {
    allowed(Action::EditSettings, Target::Deployment)?;
    let set = kind_rules().await?.value;
    let no_show = setting::get(server()?.store.db(), NO_SHOW).await?;
    Ok(Kinds {
        kinds: RoomKind::ALL.map(|kind| (kind, set.set(kind).is_some())).to_vec(),
        no_show: (&no_show.value).into(),
        no_show_version: no_show.version,
    })
}

/// How many people the proposal for a kind is made for: any number of them that leaves nothing out.
const ANY_CAPACITY: u32 = 20;

/// The form of a kind's rules.
pub async fn kind_form(kind: RoomKind) -> Result<KindForm, AppError> {
    allowed(Action::EditSettings, Target::Deployment)?;
    let stored = kind_rules().await?;
    let set = stored.value.set(kind);
    let mut rules = set.cloned().unwrap_or_else(|| Rules::of_kind(kind, ANY_CAPACITY));
    rules.at_door = false;
    Ok(KindForm {
        kind,
        input: RulesInput::from(&rules),
        set: set.is_some(),
        version: stored.version,
    })
}

/// Saves what new rooms of a kind start with.
pub async fn save_kind(kind: RoomKind, version: i64, input: &RulesInput) -> Result<i64, AppError> {
    let viewer = allowed(Action::EditSettings, Target::Deployment)?;
    let rules = input.check_kind()?;
    let server = server()?;
    let all = kind_rules().await?.value.with(kind, rules);
    Ok(setting::save(server.store.db(), &server.act(&viewer), KIND_RULES, version, &all).await?)
}

/// Where rules are copied from.
enum From {
    Kind(Box<KindRules>, RoomKind),
    Room(Box<Place>),
}

impl From {
    /// What `input` names, if the viewer may look at it.
    async fn read(input: &CopyInput) -> Result<Self, AppError> {
        if let Some(kind) = RoomKind::from_code(&input.from) {
            return Ok(Self::Kind(Box::new(kind_rules().await?.value), kind));
        }
        let id = input.from.parse::<RoomId>();
        let id = id.map_err(|_| AppError::field("from", Problem::Required))?;
        Ok(Self::Room(Box::new(editor(id).await?.1)))
    }

    /// The rules for a room that has others now.
    fn of(&self, room: &Room, now: &Rules) -> Rules {
        let rules = match self {
            Self::Kind(all, kind) => all.of(*kind, room.capacity),
            Self::Room(place) => place.rules.clone(),
        };
        rules.fitted(room.capacity, now.at_door)
    }
}

/// The centers whose rules somebody may change, and all of their rooms.
async fn reachable(viewer: &Viewer) -> Result<(Vec<Center>, Vec<(Room, Stored)>), AppError> {
    let server = server()?;
    let db = server.store.db();
    let mut centers = store::center::list(db, false).await?;
    centers.retain(|c| may(viewer, Action::EditBookingRules, at(c)));
    let mut rooms = store::booking::all_rules(db).await?;
    rooms.retain(|(room, _)| centers.iter().any(|c| c.id == room.center));
    Ok((centers, rooms))
}

/// What rules can be copied to, and what was chosen.
pub async fn choose(input: &CopyInput, check: bool) -> Result<Copying, AppError> {
    let viewer = allowed(Action::EditBookingRules, Target::Anywhere)?;
    let (centers, rooms) = reachable(&viewer).await?;
    let mut divisions = store::division::list(server()?.store.db()).await?;
    divisions.retain(|d| centers.iter().any(|c| d.code.contains(&c.division)));
    let from = From::read(input).await;
    let room = match &from {
        Ok(From::Room(place)) => Some((place.room.id, place.room.names.clone())),
        _ => None,
    };
    let found = check.then(|| from.and_then(|from| targets(input, &from, &centers, &rooms)));
    Ok(Copying {
        room,
        divisions: divisions.into_iter().map(|d| (d.code, d.names)).collect(),
        centers: centers.iter().map(|c| (c.id, c.names.clone())).collect(),
        found,
    })
}

/// The rooms that `input` chooses by kind, division and center; not the one that is copied from.
fn targets(
    input: &CopyInput,
    from: &From,
    centers: &[Center],
    rooms: &[(Room, Stored)],
) -> Result<Vec<Chosen>, AppError> {
    let kind = match input.kind.as_str() {
        "" => None,
        code => Some(RoomKind::from_code(code).ok_or_else(|| AppError::field("kind", Problem::Required))?),
    };
    let division = match input.division.as_str() {
        "" => None,
        code => Some(model::division::parse_code("division", code).map_err(|e| AppError::Invalid { fields: vec![e] })?),
    };
    let center = match input.center.as_str() {
        "" => None,
        id => Some(
            id.parse::<CenterId>()
                .map_err(|_| AppError::field("center", Problem::Required))?,
        ),
    };
    let own = match from {
        From::Room(place) => Some(place.room.id),
        From::Kind(..) => None,
    };
    let owners: HashMap<CenterId, &Center> = centers.iter().map(|c| (c.id, c)).collect();
    let found: Vec<Chosen> = rooms
        .iter()
        .filter(|(room, _)| kind.is_none_or(|k| room.kind == k) && center.is_none_or(|c| room.center == c))
        .filter(|(room, _)| Some(room.id) != own)
        .filter_map(|(room, stored)| {
            let owner = owners.get(&room.center)?;
            let inside = division.as_ref().is_none_or(|d| d.contains(&owner.division));
            inside.then(|| Chosen {
                room: room.id,
                names: room.names.clone(),
                center: owner.names.clone(),
                changes: stored.version == 0 || stored.rules != from.of(room, &stored.rules),
            })
        })
        .collect();
    if found.is_empty() {
        return Err(AppError::field(
            "kind",
            Problem::NoSuch {
                what: input.kind.clone(),
            },
        ));
    }
    Ok(found)
}

/// Copies rules to the rooms named, all or none; or asks about the bookings in the way.
pub async fn copy(input: &CopyInput, way: &WayInput) -> Result<Outcome, AppError> {
    let viewer = allowed(Action::EditBookingRules, Target::Anywhere)?;
    let from = From::read(input).await?;
    let mut wanted = BTreeMap::new();
    for id in &input.rooms {
        let id = id
            .parse::<RoomId>()
            .map_err(|_| AppError::field("rooms", Problem::NoSuch { what: id.clone() }))?;
        let (_, place) = editor(id).await?;
        let mut rules = from.of(&place.room, &place.rules);
        // A copy never makes known who is in a private room.
        rules.private |= place.rules.private;
        wanted.insert(id, rules);
    }
    if wanted.is_empty() {
        return Err(AppError::field("rooms", Problem::Required));
    }
    let outcome = settle(&viewer, Edit::Copy(&wanted), way, fields("input", input)).await?;
    if let Outcome::Done(count) = outcome {
        leptos_axum::redirect(&format!("/admin/rules/copy?from={}&done={count}", input.from));
    }
    Ok(outcome)
}
