//! What the admin panel asks and does about the rules of rooms: of one, of a kind, of many at once; and the limit for people who
//! do not come.

use super::way_api::Outcome;
use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    booking::{NoShowInput, RulesInput, WayInput},
    center::CenterId,
    division::DivisionCode,
    room::{RoomId, RoomKind},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// The form of a room's rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RulesForm {
    /// Which room.
    pub room: RoomId,
    /// Its name.
    pub names: Names,
    /// What it is for.
    pub kind: RoomKind,
    /// How many people it holds; 0 where nobody counted.
    pub capacity: u32,
    /// Whose room it is.
    pub center: CenterId,
    /// The center's name.
    pub center_names: Names,
    /// What is stored, or what is proposed where nothing is.
    pub input: RulesInput,
    /// 0 where nobody has set any rules: the room is not booked then.
    pub version: i64,
}

/// The page of all kinds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kinds {
    /// Each kind, and whether rules were set for it.
    pub kinds: Vec<(RoomKind, bool)>,
    /// The limit for people who do not come.
    pub no_show: NoShowInput,
    /// Its version.
    pub no_show_version: i64,
}

/// The form of a kind's rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindForm {
    /// Which kind.
    pub kind: RoomKind,
    /// What is set, or what is proposed where nothing is.
    pub input: RulesInput,
    /// Whether anything is set.
    pub set: bool,
    /// Version of all kinds' rules.
    pub version: i64,
}

/// Which rules are copied to which rooms. Also the query of its page's address, so that it can be looked over before.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CopyInput {
    /// The code of a kind, or the key of a room.
    pub from: String,
    /// The code of a kind, or empty for all.
    pub kind: String,
    /// A division code, or empty for all.
    pub division: String,
    /// The key of a center, or empty for all.
    pub center: String,
    /// Keys of the rooms that are to be changed.
    pub rooms: Vec<String>,
}

/// What the page of a copy needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Copying {
    /// The room whose rules are copied, if it is one.
    pub room: Option<(RoomId, Names)>,
    /// Divisions that hold centers whose rules the viewer may change.
    pub divisions: Vec<(DivisionCode, Names)>,
    /// Those centers.
    pub centers: Vec<(CenterId, Names)>,
    /// Where it was asked: the rooms that were chosen, or what is wrong with the choice.
    pub found: Option<Result<Vec<Target>, AppError>>,
}

/// A room that rules would be copied to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// Which room.
    pub room: RoomId,
    /// Its name.
    pub names: Names,
    /// Name of its center.
    pub center: Names,
    /// Something would be different.
    pub changes: bool,
}

/// The rules of a room, for their form.
///
/// # Errors
/// Not allowed; [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/rules_form", input = Call, output = Call)]
pub async fn edit_rules(id: RoomId) -> Result<RulesForm, AppError> {
    super::reach::rules::form(id).await
}

/// Saves a room's rules over `version` and does with the bookings in the way what `way` says, or asks about them. Leads to the
/// form.
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; problems of [`RulesInput`].
#[server(prefix = "/api", endpoint = "booking/save_rules", input = Call, output = Call)]
pub async fn save_rules(
    id: RoomId,
    version: i64,
    #[server(default)] input: RulesInput,
    #[server(default)] way: WayInput,
) -> Result<Outcome, AppError> {
    super::reach::rules::save(id, version, &input, &way).await
}

/// All kinds of rooms, and the limit for people who do not come.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/kinds", input = Call, output = Call)]
pub async fn get_kinds() -> Result<Kinds, AppError> {
    super::reach::rules::kinds().await
}

/// The rules of a kind, for their form.
///
/// # Errors
/// As [`get_kinds`].
#[server(prefix = "/api", endpoint = "booking/kind_form", input = Call, output = Call)]
pub async fn edit_kind(kind: RoomKind) -> Result<KindForm, AppError> {
    super::reach::rules::kind_form(kind).await
}

/// Saves what new rooms of a kind start with, over `version`; returns the new version.
///
/// # Errors
/// As [`get_kinds`]; [`AppError::Conflict`]; problems of [`RulesInput`].
#[server(prefix = "/api", endpoint = "booking/save_kind", input = Call, output = Call)]
pub async fn save_kind(kind: RoomKind, version: i64, #[server(default)] input: RulesInput) -> Result<i64, AppError> {
    super::reach::rules::save_kind(kind, version, &input).await
}

/// Saves the limit for people who do not come, over `version`; returns the new version.
///
/// # Errors
/// As [`get_kinds`]; [`AppError::Conflict`]; problems of [`NoShowInput`].
#[server(prefix = "/api", endpoint = "booking/save_no_show", input = Call, output = Call)]
pub async fn save_no_show(version: i64, #[server(default)] input: NoShowInput) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let limit = input.check()?;
    let server = crate::server::server()?;
    let (db, act) = (server.store.db(), server.act(&viewer));
    Ok(store::setting::save(db, &act, store::setting::NO_SHOW, version, &limit).await?)
}

/// What rules can be copied to; with `check`, the rooms that `input` chooses, or what is wrong with it. Nothing is written.
///
/// # Errors
/// Not allowed; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "booking/choose_copy", input = Call, output = Call)]
pub async fn choose_copy(
    #[server(default)] input: CopyInput,
    #[server(default)] check: bool,
) -> Result<Copying, AppError> {
    super::reach::rules::choose(&input, check).await
}

/// Copies rules to the rooms named, all or none, and leads to the page that says how many; or asks about the bookings in the way.
///
/// # Errors
/// Not allowed at one of them; nothing to copy, or no room named.
#[server(prefix = "/api", endpoint = "booking/copy_rules", input = Call, output = Call)]
pub async fn copy_rules(
    #[server(default)] input: CopyInput,
    #[server(default)] way: WayInput,
) -> Result<Outcome, AppError> {
    super::reach::rules::copy(&input, &way).await
}
