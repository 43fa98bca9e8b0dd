//! Cases: what becomes of matters that people bring. Their events are what is kept; a row beside them says what they come to, and
//! whoever takes a step holds it.

mod alarm;
mod draft;
mod enter;
mod file;
mod list;
mod open;
mod own;
mod step;
mod tell;
mod transfer;

pub use alarm::alarm;
pub use draft::{Writing, has_booking, own, write, written_at};
pub use enter::{Entry, Source, compare, entry};
pub(crate) use enter::{enter, queue};
pub use file::{File, NewFile, add_file, file_content, file_opened, files, forget_files, remove_file};
pub use list::{Away, Counts, Filter, PAGE_SIZE, Urgency, Yours, counts, list, visits};
pub use open::{Channel, Opening, open, open_at, open_later, opened_at};
pub use own::{ToldStep, erase, of_resident, told_steps};
pub use step::{Taking, take};
pub use transfer::beside;

use crate::{
    args,
    db::{Query, Row},
    error::StoreError,
    follow_up::local,
    matter, matter_notice,
};
use jiff::{civil::Date, tz::TimeZone};
use model::{
    case::{Actor, CaseId, Decision, Event, Item, Number, PaperId, State, Step, Visit, VisitTime, Wait, Which, Whom},
    center::CenterId,
    id::Id,
    matter::{Answers, Content, MatterId, Mode, NoticeId, Outcome},
    resident::ResidentId,
    staff::StaffId,
};

/// A case as its row says it, without its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The key.
    pub id: CaseId,
    /// What people call it.
    pub number: Number,
    /// Which matter.
    pub matter: MatterId,
    /// The version of it that it began with.
    pub matter_version: i64,
    /// What that is called now.
    pub matter_name: String,
    /// Its code.
    pub matter_code: String,
    /// In which mode.
    pub mode: Mode,
    /// How it came.
    pub channel: Channel,
    /// Where it was received.
    pub center: CenterId,
    /// Who has it now.
    pub handler: CenterId,
    /// Who has it as long as the town has no part in it: where it was received, or the center that it was transferred to.
    pub home: CenterId,
    /// Whose it is.
    pub resident: ResidentId,
    /// What they call themselves in it; empty once erased.
    pub name: String,
    /// Where to call them; empty where there is nothing.
    pub phone: String,
    /// Who acts for them; empty where they do so themself.
    pub agent: String,
    /// For whom it is; a draft says so also while it names nobody who acts.
    pub whom: Whom,
    /// When they agreed that somebody does, epoch seconds: who is named, or the staff; none where nobody does.
    pub consent_at: Option<i64>,
    /// Who received it first and stays accountable.
    pub first_contact: Option<StaffId>,
    /// Who works on it.
    pub assignee: Option<StaffId>,
    /// When and where; of a counter slot what its booking says now, and no time once nobody has it any more.
    pub visit: Visit,
    /// Number of the booking of the counter slot.
    pub booking: Option<Number>,
    /// What it is about.
    pub note: String,
    /// What they had answered to the guide's questions.
    pub answers: Answers,
    /// The one-time notice that they came with.
    pub notice: Option<NoticeId>,
    /// What they said to the correction.
    pub answer: String,
    /// Where it stands.
    pub state: State,
    /// How it was decided.
    pub decision: Option<Decision>,
    /// How much was asked for that the first notice had not listed.
    pub missed: u32,
    /// Papers that the center holds.
    pub papers: u32,
    /// When something is due: day and minute; none where a clock stands.
    pub due: Option<(Date, u16)>,
    /// One of its clocks was reminded of.
    pub reminded: bool,
    /// How high it has climbed.
    pub climbed: u8,
    /// Epoch seconds.
    pub opened_at: i64,
    /// Epoch seconds.
    pub closed_at: Option<i64>,
    /// Counts the steps that people have taken.
    pub version: i64,
}

impl Case {
    /// The centers whose case it is: who has it now, who has it when the town has done its part, and who has received it.
    #[must_use]
    pub const fn places(&self) -> [CenterId; 3] {
        [self.handler, self.home, self.center]
    }

    /// Whether the telephone is that of who acts for them, who has begun the case from home; else it is their own.
    #[must_use]
    pub fn agents_phone(&self) -> bool {
        self.channel == Channel::Online && !self.agent.is_empty()
    }
}

/// Papers that were handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The key.
    pub id: PaperId,
    /// What.
    pub what: String,
    /// Epoch seconds.
    pub taken_at: i64,
    /// Who took them.
    pub taken_by: String,
    /// Epoch seconds and who gave them back.
    pub returned: Option<(i64, String)>,
}

/// Cases; the rest of the statement follows.
macro_rules! select {
    ($($rest:expr),+ $(,)?) => {
        concat!(
            "SELECT c.id, c.number, c.matter_id, c.matter_version, m.name AS matter_name, m.code AS matter_code, c.mode, c.channel, c.center_id,
                 c.handler_id, COALESCE(c.home_id, c.center_id) AS home_id, c.resident_id, c.name, CASE WHEN p.erased_at IS NULL THEN p.phone ELSE '' END AS phone, c.agent, c.for_other, c.consent_at,
                 c.first_contact_id, c.assignee_id, c.address,
                 CASE WHEN b.id IS NULL THEN c.visit_day WHEN b.state IN ('cancelled', 'rejected', 'no_show', 'lapsed') THEN NULL ELSE b.day END AS visit_day,
                 CASE WHEN b.id IS NULL THEN c.visit_from WHEN b.state IN ('cancelled', 'rejected', 'no_show', 'lapsed') THEN 0 ELSE b.start_minute END AS visit_from,
                 CASE WHEN b.id IS NULL THEN c.visit_to WHEN b.state IN ('cancelled', 'rejected', 'no_show', 'lapsed') THEN 0 ELSE b.end_minute END AS visit_to,
                 b.number AS booking, c.note,
                 c.answers, c.notice_id, c.answer, c.state, c.decision, c.missed, c.papers, c.due_day, c.due_minute, c.reminded, c.climbed, c.opened_at,
                 c.closed_at, c.version
             FROM service_case c JOIN matter m ON m.id = c.matter_id JOIN resident p ON p.id = c.resident_id
                 LEFT JOIN booking b ON b.id = c.booking_id ",
            $($rest),+
        )
    };
}
use select;

fn case(row: &Row) -> Result<Case, StoreError> {
    let day = |column: &'static str| -> Result<Option<Date>, StoreError> {
        let text = row.get::<Option<String>>(column)?;
        text.map(|text| text.parse().map_err(|_| StoreError::Unreadable(column)))
            .transpose()
    };
    let booking = row.get::<Option<String>>("booking")?;
    let agent: String = row.get("agent")?;
    let decision = row.get::<Option<String>>("decision")?;
    let due_minute = row.get::<Option<i64>>("due_minute")?;
    Ok(Case {
        id: row.id("id")?,
        number: row.word("number", |text| text.parse().ok())?,
        matter: row.id("matter_id")?,
        matter_version: row.get("matter_version")?,
        matter_name: row.get("matter_name")?,
        matter_code: row.get("matter_code")?,
        mode: row.word("mode", Mode::from_code)?,
        channel: row.word("channel", Channel::from_code)?,
        center: row.id("center_id")?,
        handler: row.id("handler_id")?,
        home: row.id("home_id")?,
        resident: row.id("resident_id")?,
        name: row.get("name")?,
        phone: row.get("phone")?,
        whom: if row.get::<bool>("for_other")? || !agent.is_empty() {
            Whom::Other
        } else {
            Whom::Myself
        },
        agent,
        consent_at: row.get("consent_at")?,
        first_contact: row.get::<Option<i64>>("first_contact_id")?.map(Id::from_i64),
        assignee: row.get::<Option<i64>>("assignee_id")?.map(Id::from_i64),
        visit: Visit {
            address: row.get("address")?,
            day: day("visit_day")?,
            from: row.small("visit_from")?,
            to: row.small("visit_to")?,
        },
        booking: booking.and_then(|number| number.parse().ok()),
        note: row.get("note")?,
        answers: serde_json::from_str(&row.get::<String>("answers")?)?,
        notice: row.get::<Option<i64>>("notice_id")?.map(Id::from_i64),
        answer: row.get("answer")?,
        state: row.word("state", State::from_code)?,
        decision: decision.as_deref().and_then(Decision::from_code),
        missed: row.small("missed")?,
        papers: row.small("papers")?,
        reminded: row.get("reminded")?,
        due: day("due_day")?.zip(due_minute.and_then(|minute| u16::try_from(minute).ok())),
        climbed: row.small("climbed")?,
        opened_at: row.get("opened_at")?,
        closed_at: row.get("closed_at")?,
        version: row.get("version")?,
    })
}

/// When somebody is visited from a step on.
fn visit(row: &Row) -> Result<Option<VisitTime>, StoreError> {
    let day: Option<String> = row.get("visit_day")?;
    let visit = |day: String| -> Result<VisitTime, StoreError> {
        Ok(VisitTime {
            day: day.parse().map_err(|_| StoreError::Unreadable("visit_day"))?,
            from: row.small("visit_from")?,
            to: row.small("visit_to")?,
        })
    };
    day.map(visit).transpose()
}

fn event(row: &Row, zone: &TimeZone) -> Result<Event, StoreError> {
    let word = |column: &str| row.get::<Option<String>>(column);
    let days = row.get::<Option<i64>>("days")?;
    Ok(Event {
        seq: row.get("seq")?,
        step: row.word("step", Step::from_code)?,
        at: local(zone, row.get("at")?),
        actor: row.word("actor", Actor::from_code)?,
        who: row.get("who")?,
        words: row.get("words")?,
        wait: word("wait")?.as_deref().and_then(Wait::from_code),
        decision: word("decision")?.as_deref().and_then(Decision::from_code),
        items: serde_json::from_str::<Vec<Item>>(&row.get::<String>("items")?)?,
        days: days.and_then(|days| u16::try_from(days).ok()),
        center: row.get::<Option<i64>>("center_id")?.map(Id::from_i64),
        assignee: row.get::<Option<i64>>("assignee_id")?.map(Id::from_i64),
        visit: visit(row)?,
        level: row.small("level")?,
        clock: word("alarm_key")?.and_then(|key| key.split(':').next().and_then(Which::from_code)),
    })
}

/// One case by its number.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, number: Number) -> Result<Option<Case>, StoreError> {
    let row = q.row(select!("WHERE c.number = $1"), args![number.to_string()]).await?;
    row.as_ref().map(case).transpose()
}

/// One case by its key.
///
/// # Errors
/// [`StoreError::NotFound`]; the database does not answer.
pub async fn by_id(q: &impl Query, id: CaseId) -> Result<Case, StoreError> {
    let row = q.row(select!("WHERE c.id = $1"), args![id]).await?;
    case(&row.ok_or(StoreError::NotFound)?)
}

/// The steps of a case, in their order.
///
/// # Errors
/// The database does not answer.
pub async fn events(q: &impl Query, id: CaseId, zone: &TimeZone) -> Result<Vec<Event>, StoreError> {
    let sql = "SELECT seq, at, actor, who, step, words, wait, decision, items, days, center_id, assignee_id, level,
                   alarm_key, visit_day, visit_from, visit_to
               FROM case_event WHERE case_id = $1 ORDER BY seq";
    let rows = q.rows(sql, args![id]).await?;
    rows.iter().map(|row| event(row, zone)).collect()
}

/// The papers that were handed over for a case.
///
/// # Errors
/// The database does not answer.
pub async fn papers(q: &impl Query, id: CaseId) -> Result<Vec<Paper>, StoreError> {
    let sql =
        "SELECT id, what, taken_at, taken_by, returned_at, returned_by FROM case_paper WHERE case_id = $1 ORDER BY id";
    let rows = q.rows(sql, args![id]).await?;
    let paper = |row: &Row| -> Result<Paper, StoreError> {
        let by: String = row.get("returned_by")?;
        Ok(Paper {
            id: row.id("id")?,
            what: row.get("what")?,
            taken_at: row.get("taken_at")?,
            taken_by: row.get("taken_by")?,
            returned: row.get::<Option<i64>>("returned_at")?.map(|at| (at, by)),
        })
    };
    rows.iter().map(paper).collect()
}

/// What the matter said in the version that a case began with.
///
/// # Errors
/// The database does not answer.
pub async fn content(q: &impl Query, of: &Case) -> Result<Content, StoreError> {
    matter::content(q, of.matter, of.matter_version).await
}

/// The materials that the first notice listed: those of the notice that the resident came with, else those of the guide's answers; where
/// some were not answered, all that the matter knows.
///
/// # Errors
/// The database does not answer.
pub async fn listed(q: &impl Query, of: &Case, content: &Content) -> Result<Vec<String>, StoreError> {
    let Some(id) = of.notice else {
        return Ok(narrowed(content, &of.answers));
    };
    let notice = matter_notice::get(q, id).await?.ok_or(StoreError::NotFound)?;
    if (notice.matter, notice.version) == (of.matter, of.matter_version) {
        return Ok(narrowed(content, &notice.answers));
    }
    let then = matter::content(q, notice.matter, notice.version).await?;
    Ok(narrowed(&then, &notice.answers))
}

fn narrowed(content: &Content, answers: &Answers) -> Vec<String> {
    match content.narrow(answers).outcome {
        Outcome::Bring(materials) => materials.iter().map(|m| m.code.clone()).collect(),
        Outcome::Ask(_) | Outcome::Stop(_) => content.materials.iter().map(|m| m.code.clone()).collect(),
    }
}

/// What events come to.
///
/// # Errors
/// [`StoreError::Unreadable`] where they are not the events of one case.
pub fn replay(of: &Case, content: &Content, events: &[Event]) -> Result<model::case::Case, StoreError> {
    model::case::Case::replay(of.center, of.mode, content.promised, events)
        .map_err(|_| StoreError::Unreadable("case_event"))
}
