//! What inspectors and centers ask about follow-ups, and the steps they take.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::CenterId,
    complaint::Channel,
    evaluation::{Level, Outcome, Service},
    follow_up::{FollowUpSettingsInput, Number, State, Step, StepInput},
    hours::LocalMinute,
    staff::StaffId,
    text::Names,
    workday::{Reading, Term},
};
use serde::{Deserialize, Serialize};

/// A follow-up in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What people call it.
    pub number: Number,
    /// How bad the rating was; none of a complaint.
    pub level: Option<Level>,
    /// The center it is about, as far as that is known.
    pub center: Option<(CenterId, Names)>,
    /// Where it stands.
    pub state: State,
    /// When it began; for inspectors only where somebody rated, because with what the center did just then that is a person.
    pub opened: Option<LocalMinute>,
    /// When the present step is due; none at the end.
    pub due: Option<Reading>,
    /// It is too late.
    pub overdue: bool,
    /// It is due today.
    pub today: bool,
    /// How high it has climbed.
    pub climbed: u8,
    /// It has climbed to the viewer.
    pub yours: bool,
    /// Who has to put it right.
    pub responsible: Option<String>,
    /// It is the viewer's turn.
    pub mine: bool,
}

/// The follow-ups that somebody may see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Those that are open, or those that have ended.
    pub rows: Vec<Row>,
    /// They have ended.
    pub ended: bool,
    /// For the next page of those that have ended, if there is one: after which it begins.
    pub before: Option<String>,
    /// The viewer takes the inspector's steps.
    pub inspector: bool,
}

/// How many, for the panel's first page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Not ended.
    pub open: u32,
    /// Too late.
    pub overdue: u32,
    /// Due today.
    pub today: u32,
    /// Overdue, and climbed to the viewer.
    pub yours: u32,
    /// Words that wait for the viewer to publish or withhold them; none where that is not theirs.
    pub words: Option<u32>,
    /// The viewer sees follow-ups at all.
    pub sees: bool,
    /// Years whose working days are missing; only for who can enter them.
    pub missing: Vec<i16>,
}

/// A step in the chain, for whoever looks at it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// What.
    pub step: Step,
    /// When.
    pub at: LocalMinute,
    /// Who; empty where it happened by itself.
    pub who: String,
    /// What was said; empty also where the viewer may not read it.
    pub words: String,
    /// Something was said that is for inspectors only.
    pub hidden: bool,
    /// The term that began.
    pub term: Option<Term>,
    /// Who was made responsible.
    pub responsible: Option<String>,
    /// How high it climbed.
    pub level: u8,
}

/// The rating that is followed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rated {
    /// How bad.
    pub level: Level,
    /// What kind of service.
    pub service: Service,
    /// On which day and how it ended; for inspectors only, because with the desk's own list that is a person.
    pub when: Option<(String, Outcome)>,
    /// In which room; for inspectors only as well.
    pub room: Option<Names>,
    /// Reasons that they ticked.
    pub reasons: Vec<Names>,
    /// Which case it was, and of which matter; for inspectors only.
    pub case: Option<(Number, String)>,
    /// Questions and answers.
    pub answers: Vec<(Names, Vec<Names>)>,
    /// Questions and the addresses of photos that answer them; for inspectors only.
    pub photos: Vec<(Names, Vec<String>)>,
    /// In their words; for everybody but inspectors what names somebody in them is masked.
    pub words: String,
    /// Name and telephone of who rated: for the inspector, while it is open.
    pub contact: Option<(String, String)>,
}

/// The complaint that is followed, for inspectors; others read what was released.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// How it came.
    pub channel: Channel,
    /// What was told, who, and their telephone; none for everybody but inspectors.
    pub report: Option<model::complaint::Report>,
    /// What the center may read.
    pub released: String,
    /// Version of the complaint.
    pub version: i64,
}

/// One follow-up with everything that the viewer may know and do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// As in the list.
    pub row: Row,
    /// Counts the steps; a form carries it.
    pub version: i64,
    /// The viewer takes the inspector's steps.
    pub inspector: bool,
    /// How often somebody was called who did not answer.
    pub tries: u8,
    /// From when on another call counts, where it does not yet.
    pub next_try: Option<LocalMinute>,
    /// The rating, if it is one.
    pub rated: Option<Rated>,
    /// The complaint, if it is one.
    pub told: Option<Told>,
    /// The whole chain.
    pub steps: Vec<Taken>,
    /// The steps that the viewer may take now.
    pub next: Vec<Step>,
    /// Who could put it right; only where an order can be given.
    pub people: Vec<(StaffId, String)>,
    /// The most days of an order.
    pub most_days: u16,
    /// Centers that a complaint can be about; only for inspectors.
    pub centers: Vec<(CenterId, Names)>,
}

/// The settings of terms, as a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermsForm {
    /// What is stored.
    pub input: FollowUpSettingsInput,
    /// Version of the setting.
    pub version: i64,
}

/// The follow-ups that the viewer may see: those that are open, or where `ended` is not empty those that have ended (after
/// `before`, where the page before it ended).
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "follow_up/queue", input = Call, output = Call)]
pub async fn get_queue(#[server(default)] ended: String, #[server(default)] before: String) -> Result<Queue, AppError> {
    super::reach::queue(!ended.is_empty(), &before).await
}

/// How many there are.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "follow_up/tally", input = Call, output = Call)]
pub async fn get_tally() -> Result<Tally, AppError> {
    super::reach::tally().await
}

/// One follow-up.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "follow_up/get", input = Call, output = Call)]
pub async fn get_follow_up(number: Number) -> Result<Detail, AppError> {
    super::reach::detail(number).await
}

/// Takes one of the inspector's steps; returns the new version.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Conflict`]; problems of the form,
/// [`model::Problem::NotNow`] under `step`.
#[server(prefix = "/api", endpoint = "follow_up/inspect", input = Call, output = Call)]
pub async fn inspect(number: Number, version: i64, #[server(default)] input: StepInput) -> Result<i64, AppError> {
    super::reach::take(number, version, &input, model::follow_up::By::Inspector).await
}

/// Takes one of the center's steps; returns the new version.
///
/// # Errors
/// As [`inspect`].
#[server(prefix = "/api", endpoint = "follow_up/rectify", input = Call, output = Call)]
pub async fn rectify(number: Number, version: i64, #[server(default)] input: StepInput) -> Result<i64, AppError> {
    super::reach::take(number, version, &input, model::follow_up::By::Center).await
}

/// The terms as set.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "follow_up/terms", input = Call, output = Call)]
pub async fn get_terms() -> Result<TermsForm, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let stored = store::setting::get(crate::server::server()?.store.db(), store::setting::FOLLOW_UP).await?;
    Ok(TermsForm {
        input: (&stored.value).into(),
        version: stored.version,
    })
}

/// Saves the terms over `version`.
///
/// # Errors
/// Every problem of the form; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "follow_up/save_terms", input = Call, output = Call)]
pub async fn save_terms(version: i64, #[server(default)] input: FollowUpSettingsInput) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    use store::setting::{self, FOLLOW_UP};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let terms = input.check()?;
    Ok(setting::save(server.store.db(), &server.act(&viewer), FOLLOW_UP, version, &terms).await?)
}
