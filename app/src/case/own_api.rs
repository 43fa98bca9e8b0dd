//! What a resident asks and does about cases of their own: begun at home, followed, supplemented, withdrawn.

use super::api::{Followed, Row};
use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    booking::Number as BookingNumber,
    case::{FileId, Number, OwnInput, Slot, Step, SupplementInput},
    center::CenterId,
    hours::LocalMinute,
    matter::{Answers, Material, Mode},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What the form needs to begin a case, or to go on with a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Begin {
    /// Code of the matter.
    pub code: String,
    /// What it is called.
    pub matter: Names,
    /// Nobody is offered it any more.
    pub retired: bool,
    /// The modes that can be begun from home.
    pub modes: Vec<Mode>,
    /// The centers that handle it, the town's first.
    pub centers: Vec<(CenterId, Names)>,
    /// What is filled in: what was written, or what is known.
    pub input: OwnInput,
    /// The draft that it goes on with, and its version.
    pub draft: Option<(Number, i64)>,
    /// The draft was sent before: there is a case.
    pub sent: bool,
    /// Drafts of the same matter that lie about.
    pub others: Vec<Number>,
    /// What somebody brings who comes for themself; empty where not everything is answered.
    pub bring: Vec<Material>,
    /// The same of somebody who comes for another person.
    pub bring_other: Vec<Material>,
    /// Why this person cannot have it, as they have answered; empty where they can.
    pub stop: String,
    /// Questions of the guide are not answered yet.
    pub unanswered: bool,
    /// When the chosen center's counter is free.
    pub slots: Slots,
    /// Key of the call.
    pub key: String,
}

/// When the counter of one center is free.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Slots {
    /// Which center's; none where no center is chosen.
    pub center: Option<CenterId>,
    /// Nobody can book a time at its counter.
    pub closed: bool,
    /// The next days with something free, each with what is.
    pub days: Vec<Vec<Slot>>,
}

/// What becomes of what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The case.
    pub number: Number,
    /// Where one goes then.
    pub then: String,
}

/// What the form needs. `draft` is the number of a draft to go on with, and empty for a new case; `center` is the one whose counter is
/// looked at.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`], also for somebody else's draft.
#[server(prefix = "/api", endpoint = "case/begin", input = Call, output = Call)]
pub async fn begin_case(
    #[server(default)] code: String,
    #[server(default)] mode: String,
    #[server(default)] center: String,
    #[server(default)] draft: String,
    #[server(default)] answers: Answers,
) -> Result<Begin, AppError> {
    super::reach::begin([&code, &mode, &center, &draft], answers).await
}

/// Keeps a draft or, with `go` as `send`, sends it; leads to what follows. With `go` as `look` it is kept, and the chosen center's
/// free times are shown; with `check` it is kept, lacks nothing, and is shown to be looked over before it is sent. A repeat with the same key gets the first one's answer.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`], also for somebody else's draft; [`AppError::Conflict`]; every problem of the form.
#[server(prefix = "/api", endpoint = "case/write", input = Call, output = Call)]
pub async fn write_case(
    key: String,
    #[server(default)] code: String,
    #[server(default)] draft: String,
    #[server(default)] version: i64,
    #[server(default)] input: OwnInput,
    #[server(default)] go: String,
) -> Result<Written, AppError> {
    super::reach::write([&key, &code, &draft], version, &input, &go).await
}

/// A resident's case in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mine {
    /// As staff see it, without who works on it.
    pub row: Row,
    /// Code of the matter, where a draft goes on.
    pub code: String,
    /// When it was begun or sent.
    pub opened: LocalMinute,
    /// It has not ended.
    pub open: bool,
}

/// A resident's own cases, the latest first.
///
/// # Errors
/// [`AppError::SignIn`].
#[server(prefix = "/api", endpoint = "case/mine", input = Call, output = Call)]
pub async fn my_cases() -> Result<Vec<Mine>, AppError> {
    super::reach::mine().await
}

/// One case of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnDetail {
    /// As everybody sees it who follows it.
    pub followed: Followed,
    /// Counts the steps; forms carry it.
    pub version: i64,
    /// Code of the matter.
    pub code: String,
    /// The matter is no longer handled: a draft of it cannot be sent.
    pub retired: bool,
    /// In which mode.
    pub mode: Mode,
    /// Whose it is.
    pub name: String,
    /// Who acts for them; empty where they do so themself.
    pub agent: String,
    /// Where to come to.
    pub address: String,
    /// The booking of the counter slot.
    pub booking: Option<BookingNumber>,
    /// What it is about.
    pub note: String,
    /// What they said to the correction.
    pub answer: String,
    /// What they bring.
    pub bring: Vec<Material>,
    /// What they have handed in.
    pub files: Vec<Handed>,
    /// They may add files now; with the key of the next one.
    pub next_file: Option<FileId>,
    /// The steps that they may take now.
    pub may: Vec<Step>,
    /// Where it is rated when it is over, as long as it is not; empty for a draft.
    #[serde(default)]
    pub later: String,
}

/// A photo or file of a material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// The key.
    pub id: FileId,
    /// What the material is called; none for what was asked for beyond the list.
    pub material: Option<Names>,
    /// As its owner called it.
    pub name: String,
    /// It is a photo, else a document.
    pub photo: bool,
    /// Kilobytes.
    pub kilobytes: i64,
    /// When it was added.
    pub added: LocalMinute,
    /// Who of the staff has added it; empty where its resident did.
    #[serde(default)]
    pub by: String,
}

/// Takes a file back that was added.
///
/// # Errors
/// As [`supplement_case`]; [`model::Problem::NotNow`] under `file`.
#[server(prefix = "/api", endpoint = "case/remove_file", input = Call, output = Call)]
pub async fn remove_file(number: Number, id: FileId) -> Result<(), AppError> {
    super::reach::remove_file(number, id).await
}

/// A case of one's own.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`], also for somebody else's.
#[server(prefix = "/api", endpoint = "case/own", input = Call, output = Call)]
pub async fn own_case(number: Number) -> Result<OwnDetail, AppError> {
    super::reach::own(number).await
}

/// Says that what was asked for is there; returns the new version.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::NotFound`]; [`AppError::Conflict`]; the problem with `answer`; [`model::Problem::NotNow`] under `step`.
#[server(prefix = "/api", endpoint = "case/supplement", input = Call, output = Call)]
pub async fn supplement_case(
    number: Number,
    #[server(default)] version: i64,
    #[server(default)] input: SupplementInput,
) -> Result<i64, AppError> {
    super::reach::supplement(number, version, &input).await
}

/// Takes a case back that is not decided; returns the new version.
///
/// # Errors
/// As [`supplement_case`].
#[server(prefix = "/api", endpoint = "case/withdraw", input = Call, output = Call)]
pub async fn withdraw_case(number: Number, #[server(default)] version: i64) -> Result<i64, AppError> {
    super::reach::withdraw(number, version).await
}
