//! What whoever holds a link, or stands at a counter, asks and says. Nobody signs in for it.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    evaluation::{Content, DetailsInput, FormId, Level, Outcome, Service},
    follow_up::Became,
    hours::LocalMinute,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What somebody is asked about, and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// What kind of service.
    pub service: Service,
    /// Where.
    pub center: Names,
    /// In which room, where it was one.
    pub room: Option<Names>,
    /// On which day.
    pub day: String,
    /// How it ended, if it has.
    pub outcome: Option<Outcome>,
    /// What became of a bad rating, and the inspector's answer: of this one, or of the one before it where one is asked again.
    pub became: Option<(Became, String)>,
    /// How it stands.
    pub state: State,
}

/// How it stands with an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// One is asked when the service is over; none for in a moment.
    Early(Option<LocalMinute>),
    /// It is being worked on, and nobody can say until when.
    UnderWay,
    /// One may answer.
    Open(Open),
    /// It was answered with that level, by whoever looks, as far as one can tell.
    Rated(Level, More),
    /// It was answered; how is only for whoever did.
    Given,
    /// It was not, and cannot be any more; until when it could, where that is known.
    Over(Option<LocalMinute>),
    /// Staff work on this device: evaluations are the residents'.
    Staff,
}

/// What an answer names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// The form.
    pub form: FormId,
    /// Its version.
    pub version: i64,
    /// Key of the creating call.
    pub key: String,
}

/// Whether more can be said beside the level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum More {
    /// This is asked.
    Asked(Content),
    /// It was said.
    Said,
    /// It is too late.
    Late,
}

/// What came of a tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    /// The level that counts.
    pub level: Level,
    /// It had been said before.
    pub before: bool,
}

/// Where the form of [`tell_more`] goes if it carries photos: multipart, with files named by [`model::evaluation::photo_field`].
pub const UPLOAD: &str = "/upload/evaluation";

/// What one is asked at `/rate/{at}`.
///
/// # Errors
/// [`AppError::NotFound`] for a link that nobody gave out; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "evaluation/ask", input = Call, output = Call)]
pub async fn get_ask(at: String) -> Result<Asked, AppError> {
    super::reach::At::of(&at).await?.asked().await
}

/// Keeps one tap. Leads to the page that says what is kept now. `age` is how many seconds ago it was tapped, where it had to wait
/// for the network (`offline`).
///
/// # Errors
/// As [`get_ask`]; a level that there is none of; too late; staff; too many from one address.
#[server(prefix = "/api", endpoint = "evaluation/rate", input = Call, output = Call)]
pub async fn rate_service(
    at: String,
    level: i64,
    key: String,
    #[server(default)] form: String,
    #[server(default)] version: i64,
    #[server(default)] offline: bool,
    #[server(default)] age: i64,
) -> Result<Rated, AppError> {
    let tap = super::reach::Tapped {
        level,
        key,
        form: form.parse().ok().map(|form| (form, version)),
        offline,
        age,
    };
    super::reach::At::of(&at).await?.rate(&tap).await
}

/// Adds what somebody says beside the level, once.
///
/// # Errors
/// As [`get_ask`]; problems of the form; said before; too late; staff.
#[server(prefix = "/api", endpoint = "evaluation/tell", input = Call, output = Call)]
pub async fn tell_more(at: String, #[server(default)] input: DetailsInput) -> Result<(), AppError> {
    super::reach::At::of(&at).await?.tell(&input).await
}
