//! What the counter asks about cases, and the steps it takes.

use crate::call::Call;
use jiff::civil::Date;
use leptos::prelude::*;
use model::{
    AppError,
    case::{
        Actor, CaseId, Decision, Due, FileId, Item, LaterInput, Number, OpenInput, PaperId, Slot, State, Step,
        StepInput, VisitTime, Wait, Which,
    },
    center::CenterId,
    hours::LocalMinute,
    matter::{Limit, Mode},
    staff::StaffId,
    text::Names,
    workday::Reading,
};
use serde::{Deserialize, Serialize};

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What people call it.
    pub number: Number,
    /// What the matter is called.
    pub matter: Names,
    /// In which mode.
    pub mode: Mode,
    /// Who has it now.
    pub handler: Names,
    /// Whose it is.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// When something is due: the local day and minute; none where nothing runs.
    pub due: Option<(String, u16)>,
    /// The holidays of that year are not entered: it may be due later.
    pub unsure: bool,
    /// It is too late.
    pub overdue: bool,
    /// It is due today.
    pub today: bool,
    /// How high it has climbed.
    pub climbed: u8,
    /// A reminder of it or its climbing was told to the viewer.
    pub yours: bool,
    /// Who works on it.
    pub assignee: Option<String>,
}

/// A page of cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The cases.
    pub rows: Vec<Row>,
    /// There is a further page.
    pub more: bool,
    /// From 0.
    pub page: i64,
    /// The centers that can be chosen.
    pub centers: Vec<(CenterId, Names)>,
    /// The viewer handles cases somewhere, and finds them there by name and telephone; else by the number alone.
    pub named: bool,
}

/// A matter that a center handles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offered {
    /// Its code.
    pub code: String,
    /// Its name.
    pub names: Names,
    /// The modes that it allows.
    pub modes: Vec<Mode>,
}

/// How many open cases there are of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Not ended.
    pub open: u32,
    /// Too late.
    pub overdue: u32,
    /// Due today.
    pub today: u32,
    /// Nobody has said whether it is accepted.
    pub fresh: u32,
    /// Waiting for the resident or a special procedure.
    pub waiting: u32,
    /// With the town.
    pub handed_up: u32,
    /// Received there and transferred since.
    pub sent: u32,
    /// Reminded of or climbed, and told to the viewer.
    pub yours: u32,
}

/// The counter screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// The centers whose counter it can be.
    pub centers: Vec<(CenterId, Names)>,
    /// What there is in the chosen one; none while none is chosen.
    pub of: Option<OfCenter>,
    /// Whether the viewer leads it, and clears away what was left behind in this browser.
    pub clears: bool,
}

/// The counter of one center.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OfCenter {
    /// Which center.
    pub center: CenterId,
    /// Its name.
    pub names: Names,
    /// The matters that it handles.
    pub matters: Vec<Offered>,
    /// The codes of those that were found, where something was looked for, the best first.
    pub found: Vec<String>,
    /// The cases that were found, where something was looked for.
    pub cases: Vec<Row>,
    /// Whose telephone was looked for: name, empty where nobody is known by it in the viewer's centers, and number.
    pub known: Option<(String, String)>,
    /// The one-time notice that was found, or that the form begins with.
    pub notice: Option<Noticed>,
    /// How many there are.
    pub tally: Tally,
    /// What is due first.
    pub due: Vec<Row>,
    /// When its counter is free.
    pub slots: CounterSlots,
    /// Key of the creating call.
    pub key: String,
}

/// When the counter is free on a day, for whoever tells somebody when to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterSlots {
    /// The day that was asked for, else today.
    #[serde(with = "model::date")]
    pub wanted: Date,
    /// That day, or where nothing is free on it the next one on which something is.
    #[serde(with = "model::date")]
    pub day: Date,
    /// What is free.
    pub free: Vec<Slot>,
    /// Nobody can book a time at its counter.
    pub closed: bool,
}

/// A one-time notice that somebody comes with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noticed {
    /// What people call it.
    pub number: Number,
    /// Where it is shown.
    pub path: String,
    /// Code and name of its matter.
    pub matter: (String, Names),
    /// The center that issued it, and who signed.
    pub by: (Names, String),
    /// On which day.
    #[serde(with = "model::date")]
    pub day: Date,
    /// The matter says something else by now.
    pub newer: bool,
    /// Here the matter is not handled, or no more.
    pub elsewhere: bool,
}

/// A case that was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// What people call it.
    pub number: Number,
    /// It is closed already.
    pub at_once: bool,
}

/// A step in the chain, for whoever looks at it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// What.
    pub step: Step,
    /// When.
    pub at: LocalMinute,
    /// Who took it.
    pub actor: Actor,
    /// The staff member.
    pub who: String,
    /// What was said.
    pub words: String,
    /// What a pause waits for.
    pub wait: Option<Wait>,
    /// How it was decided.
    pub decision: Option<Decision>,
    /// What was asked for.
    pub items: Vec<Item>,
    /// Working days that the town got.
    pub days: Option<u16>,
    /// Which center it went to.
    pub center: Option<Names>,
    /// Who works on it from then on.
    pub assignee: Option<String>,
    /// When they are visited from then on.
    pub visit: Option<VisitTime>,
    /// How high it climbed.
    pub level: u8,
    /// Which clock, of what happened by itself.
    pub clock: Option<Which>,
}

/// That a case was entered later than it was brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entered {
    /// When.
    pub at: LocalMinute,
    /// By whom.
    pub by: String,
    /// The number that the paper gave it; none where it has waited for the network.
    pub paper: Option<String>,
}

/// Papers that were handed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// The key.
    pub id: PaperId,
    /// What.
    pub what: String,
    /// When they were taken, and by whom.
    pub taken: (LocalMinute, String),
    /// When they were given back, and by whom.
    pub returned: Option<(LocalMinute, String)>,
}

/// One case with everything that the viewer may know and do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// The key.
    pub id: CaseId,
    /// As in the list.
    pub row: Row,
    /// Counts the steps; a form carries it.
    pub version: i64,
    /// Where it was received.
    pub center: Names,
    /// Telephone of who has it.
    pub center_phone: String,
    /// Who received it first and stays accountable.
    pub first_contact: Option<String>,
    /// Where to call; masked for who does not handle it.
    pub phone: String,
    /// It is the number of who acts for them, who has begun the case from home; else their own.
    pub agents_phone: bool,
    /// Who acts for them: who is named, or whoever of the staff helps.
    pub agent: String,
    /// When they agreed to that.
    pub consented: Option<LocalMinute>,
    /// Where to come to.
    pub address: String,
    /// On which day, and from when until when.
    pub visit: Option<(String, u16, u16)>,
    /// The booking of the counter slot.
    pub booking: Option<Number>,
    /// Number and address of the one-time notice that they came with.
    pub notice: Option<(Number, String)>,
    /// What it is about.
    pub note: String,
    /// What they said to the correction.
    pub answer: String,
    /// When it was opened.
    pub opened: LocalMinute,
    /// Where it was entered later than it was brought: when and by whom.
    pub entered: Option<Entered>,
    /// How it was decided.
    pub decision: Option<Decision>,
    /// How much was asked for that the first notice had not listed.
    pub missed: u32,
    /// What the clocks say.
    pub due: Option<Due>,
    /// What its matter promises, from its acceptance on.
    pub limit: Limit,
    /// The whole chain.
    pub steps: Vec<Taken>,
    /// Papers that were handed over.
    pub papers: Vec<Paper>,
    /// What was handed in; only for who handles it.
    pub files: Vec<super::own_api::Handed>,
    /// They may add photos of papers now; with the key of the next one.
    pub next_file: Option<FileId>,
    /// The steps that the viewer may take now.
    pub next: Vec<Step>,
    /// Code and name of the materials that can be asked for, and whether the first notice listed them.
    pub materials: Vec<(String, Names, bool)>,
    /// Who could work on it.
    pub people: Vec<(StaffId, String)>,
    /// The town's centers that it can go up to.
    pub towns: Vec<(CenterId, Names)>,
    /// The centers of the same town that it can be transferred to.
    pub beside: Vec<(CenterId, Names)>,
}

/// The counter screen of a center; of the only one where there is one. `q` looks for a person, a case, a matter or a one-time notice,
/// also by the address in its QR code; `notice` is the number of one that the form begins with; `day` is the one whose free times are
/// looked at.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "case/desk", input = Call, output = Call)]
pub async fn get_desk(
    #[server(default)] center: String,
    #[server(default)] q: String,
    #[server(default)] notice: String,
    #[server(default)] day: String,
) -> Result<Desk, AppError> {
    super::reach::desk(&center, &q, &notice, &day).await
}

/// When the counter of a center is free on a day, today where it is none.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "case/slots", input = Call, output = Call)]
pub async fn get_slots(center: CenterId, #[server(default)] day: String) -> Result<CounterSlots, AppError> {
    super::reach::slots(center, &day).await
}

/// Registers a case for somebody who stands there or calls; `matter` is its code, its name, or what finds one alone; `notice` is the
/// number of the one-time notice that they came with. `later` says of one that has waited for the network how long ago it was brought, and
/// who typed it. With `go` as `look` nothing is registered: the form comes back, with the free times of the day that was chosen. A repeat with
/// the same key gets the first one's answer. Leads to the case's page, or back to the counter where it is closed at once.
///
/// # Errors
/// [`AppError::SignIn`], also where somebody else than who typed it is signed in; [`AppError::Forbidden`]; every problem of the form.
#[server(prefix = "/api", endpoint = "case/open_for", input = Call, output = Call)]
pub async fn open_case(
    center: CenterId,
    key: String,
    #[server(default)] matter: String,
    #[server(default)] notice: String,
    #[server(default)] later: LaterInput,
    #[server(default)] input: OpenInput,
    #[server(default)] go: String,
) -> Result<Opened, AppError> {
    super::reach::open(center, &key, [&matter, &notice], &later, &input, &go).await
}

/// A page of the cases that the viewer may see; `who` is `mine` for those that they work on, `yours` for what was told to them, `sent` for
/// those that the centers have received and transferred since, `up` for those that were handed up and have not come back.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "case/list", input = Call, output = Call)]
pub async fn get_cases(
    #[server(default)] center: String,
    #[server(default)] state: String,
    #[server(default)] mode: String,
    #[server(default)] due: String,
    #[server(default)] who: String,
    #[server(default)] q: String,
    #[server(default)] page: String,
) -> Result<Page, AppError> {
    super::reach::list([&center, &state, &mode, &due, &who, &q, &page]).await
}

/// What was told to the viewer by itself, for the panel's first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Told {
    /// So many cases were reminded of, or have climbed to them.
    pub yours: u32,
}

/// How many cases were reminded of, or have climbed to the viewer; none for who sees no cases.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "case/told", input = Call, output = Call)]
pub async fn get_told() -> Result<Told, AppError> {
    super::reach::told().await
}

/// A visit at home.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// As in the list.
    pub row: Row,
    /// From when until when.
    pub times: (u16, u16),
    /// Where.
    pub address: String,
    /// Where to call.
    pub phone: String,
    /// It is the number of who acts for them; else their own.
    pub agents_phone: bool,
    /// Who is named as acting for them.
    pub agent: String,
}

/// The visits of a day, as whoever makes them takes them along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// The centers that can be chosen.
    pub centers: Vec<(CenterId, Names)>,
    /// The one that is; none for all of them.
    pub center: Option<CenterId>,
    /// Which day.
    #[serde(with = "model::date")]
    pub day: Date,
    /// Only those of cases that the viewer works on.
    pub mine: bool,
    /// In the order of the day.
    pub stops: Vec<Stop>,
}

/// The visits at home of a day (today where it is none), of one center or of all where the viewer handles cases; `who` is `mine` for
/// those of cases that they work on.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "case/visits", input = Call, output = Call)]
pub async fn get_visits(
    #[server(default)] center: String,
    #[server(default)] day: String,
    #[server(default)] who: String,
) -> Result<Route, AppError> {
    super::reach::visits([&center, &day, &who]).await
}

/// One case.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "case/get", input = Call, output = Call)]
pub async fn get_case(number: Number) -> Result<Detail, AppError> {
    super::reach::detail(number).await
}

/// Takes a step of a case; returns the new version.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Conflict`]; problems of the form,
/// [`model::Problem::NotNow`] under `step`.
#[server(prefix = "/api", endpoint = "case/step", input = Call, output = Call)]
pub async fn step_case(number: Number, version: i64, #[server(default)] input: StepInput) -> Result<i64, AppError> {
    super::reach::take(number, version, &input).await
}

/// Takes a file back that was added at the counter; what residents hand in is theirs to take back.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; [`model::Problem::NotNow`] under `file`.
#[server(prefix = "/api", endpoint = "case/remove_paper", input = Call, output = Call)]
pub async fn remove_paper(number: Number, id: FileId) -> Result<(), AppError> {
    super::reach::remove_paper(number, id).await
}

/// A step, as much of it as whose case it is hears.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// When.
    pub at: LocalMinute,
    /// What.
    pub step: Step,
    /// Which center it went to.
    pub center: Option<Names>,
    /// When they are visited from then on.
    pub visit: Option<VisitTime>,
    /// What was said about it.
    pub words: String,
}

/// A case for who follows it by its number: no name, and nothing that is between members of staff.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// What people call it.
    pub number: Number,
    /// What the matter is called.
    pub matter: Names,
    /// Who has it now, and their telephone.
    pub handler: (Names, String),
    /// Where it stands.
    pub state: State,
    /// How it was decided.
    pub decision: Option<Decision>,
    /// What the clock says; none at the end.
    pub due: Option<Reading>,
    /// When they come or are visited: on which day, and from when until when.
    pub visit: Option<(String, u16, u16)>,
    /// What is to be brought, while something is.
    pub wanted: Vec<String>,
    /// What has happened.
    pub steps: Vec<Heard>,
    /// Where it is rated; empty while there is nothing to rate.
    pub rate: String,
}

/// How the case of that number stands, for who knows the last four digits of its telephone, or, of one that was registered without a
/// telephone, the whole name that it was registered under.
///
/// # Errors
/// [`model::Problem::NumberAndPhone`] under `tail`, or under `name` where that was given; [`AppError::TooMany`] after some wrong ones.
#[server(prefix = "/api", endpoint = "case/follow", input = Call, output = Call)]
pub async fn follow_case(
    #[server(default)] number: String,
    #[server(default)] tail: String,
    #[server(default)] name: String,
) -> Result<Followed, AppError> {
    super::reach::follow([&number, &tail, &name]).await
}

/// A day as it travels.
pub fn day(text: &str) -> Option<Date> {
    model::date::parse(text)
}
