//! Follow-ups: what becomes of bad ratings and complaints. Their events are what is kept; a row beside them says what they come
//! to, and whoever takes a step holds it.

mod became;
mod climb;
mod ended;
mod rating;
mod take;

pub use became::became;
pub use climb::climb;
pub use ended::{Ended, Sees, ended};
pub use rating::{Rating, rating};
pub(crate) use take::released;
pub use take::take;

use crate::{
    act::Act,
    args, complaint,
    db::{Query, Row, Tx},
    error::StoreError,
    evaluation::worked_on,
    setting,
};
use jiff::{Timestamp, tz::TimeZone};
use model::{
    center::CenterId,
    evaluation::Level,
    follow_up::{Chain, Event, FollowUpId, Number, Origin, State, Step},
    hours::LocalMinute,
    id::Id,
    staff::StaffId,
    workday::Term,
};

/// A follow-up, without its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The key.
    pub id: FollowUpId,
    /// What people call it; of a complaint the number on its receipt.
    pub number: Number,
    /// What it follows.
    pub origin: Origin,
    /// How bad the rating was; none of a complaint.
    pub level: Option<Level>,
    /// Whose work was rated: everybody who worked on it; of a complaint not known.
    pub about: Vec<StaffId>,
    /// The center it is about; of a complaint perhaps not known yet.
    pub center: Option<CenterId>,
    /// Who has to put it right.
    pub responsible: Option<StaffId>,
    /// Where it stands.
    pub state: State,
    /// It was ordered to be put right.
    pub ordered: bool,
    /// Epoch seconds.
    pub opened_at: i64,
    /// Epoch seconds.
    pub closed_at: Option<i64>,
    /// Counts the steps that people have taken.
    pub version: i64,
}

impl FollowUp {
    /// Whether it is about that person's own work, or theirs to put right: others look into it, and read who said it.
    #[must_use]
    pub fn concerns(&self, who: StaffId) -> bool {
        self.about.contains(&who) || self.responsible == Some(who)
    }
}

/// A moment in a zone.
pub(crate) fn local(zone: &TimeZone, at: i64) -> LocalMinute {
    let zoned = Timestamp::from_second(at)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone());
    LocalMinute {
        day: zoned.date(),
        minute: u16::try_from(zoned.hour()).unwrap_or_default() * 60
            + u16::try_from(zoned.minute()).unwrap_or_default(),
    }
}

/// The second at which a minute begins in a zone; one that the clocks leave out is the next that there is.
pub(crate) fn instant(zone: &TimeZone, at: LocalMinute) -> i64 {
    let (hour, minute) = (at.minute.min(1439) / 60, at.minute.min(1439) % 60);
    let time = jiff::civil::time(
        i8::try_from(hour).unwrap_or_default(),
        i8::try_from(minute).unwrap_or_default(),
        0,
        0,
    );
    let zoned = at.day.to_datetime(time).to_zoned(zone.clone());
    zoned.map_or(i64::MAX, |zoned| zoned.timestamp().as_second())
}

fn origin(row: &Row) -> Result<Origin, StoreError> {
    if let Some(id) = row.get::<Option<i64>>("evaluation_id")? {
        return Ok(Origin::Evaluation(Id::from_i64(id)));
    }
    let id = row.get::<Option<i64>>("complaint_id")?;
    Ok(Origin::Complaint(Id::from_i64(
        id.ok_or(StoreError::Unreadable("complaint_id"))?,
    )))
}

fn about(row: &Row) -> Result<Vec<StaffId>, StoreError> {
    let ids = row.get::<Option<String>>("about")?.unwrap_or_default();
    let ids = ids.split(',').filter(|id| !id.is_empty());
    ids.map(|id| {
        id.parse::<i64>()
            .map(Id::from_i64)
            .map_err(|_| StoreError::Unreadable("about"))
    })
    .collect()
}

fn follow_up(row: &Row) -> Result<FollowUp, StoreError> {
    Ok(FollowUp {
        id: row.id("id")?,
        number: row.word("number", |text| text.parse().ok())?,
        origin: origin(row)?,
        level: row
            .get::<Option<i64>>("level")?
            .and_then(|code| u8::try_from(code).ok())
            .and_then(Level::from_code),
        about: about(row)?,
        center: row.get::<Option<i64>>("center_id")?.map(Id::from_i64),
        responsible: row.get::<Option<i64>>("responsible_id")?.map(Id::from_i64),
        state: row.word("state", State::from_code)?,
        ordered: row.get::<Option<i64>>("ordered_at")?.is_some(),
        opened_at: row.get("opened_at")?,
        closed_at: row.get("closed_at")?,
        version: row.get("version")?,
    })
}

fn event(row: &Row, zone: &TimeZone) -> Result<Event, StoreError> {
    let small = |value: i64| u16::try_from(value).map_err(|_| StoreError::Unreadable("term"));
    let term = match (
        row.get::<Option<i64>>("term_hours")?,
        row.get::<Option<i64>>("term_days")?,
    ) {
        (Some(hours), _) => Some(Term::Hours(small(hours)?)),
        (_, Some(days)) => Some(Term::Days(small(days)?)),
        _ => None,
    };
    Ok(Event {
        seq: row.get("seq")?,
        step: row.word("step", Step::from_code)?,
        at: local(zone, row.get("at")?),
        who: row.get("who")?,
        words: row.get("words")?,
        sealed: row.get("sealed")?,
        term,
        responsible: row.get::<Option<i64>>("responsible_id")?.map(Id::from_i64),
        level: row.small("level")?,
    })
}

/// Follow-ups; the rest of the statement follows. A complaint has one number for everybody, also where an older version has given
/// its follow-up another one.
macro_rules! select {
    ($($rest:tt)+) => {
        concat!(
            "SELECT f.id, COALESCE(k.number, f.number) AS number, f.evaluation_id, f.complaint_id, f.center_id, f.responsible_id, f.state, f.ordered_at,
                 f.opened_at, f.closed_at, f.version, e.level,
                 (SELECT STRING_AGG(CAST(o.staff_id AS TEXT), ',') FROM (",
            worked_on!(),
            "        UNION SELECT v.responsible_id FROM follow_up_event v WHERE v.follow_up_id = f.id AND v.seq = 1) o) AS about
             FROM follow_up f LEFT JOIN evaluation e ON e.id = f.evaluation_id LEFT JOIN evaluation_ask a ON a.id = e.ask_id
                 LEFT JOIN complaint k ON k.id = f.complaint_id ",
            $($rest)+
        )
    };
}
use select;

/// Begins to follow a bad rating or a complaint, in the transaction that stores it. Again for the same one: the key of the first.
///
/// Whoever said it is called back, unless they left no way: a visit at the counter, a complaint without a telephone number.
///
/// # Errors
/// The database does not answer.
pub async fn open(
    tx: &Tx,
    act: &Act,
    origin: Origin,
    center: impl Into<Option<CenterId>> + Send,
    responsible: Option<StaffId>,
) -> Result<FollowUpId, StoreError> {
    if let Some(known) = of_origin(tx, origin).await? {
        return Ok(known.id);
    }
    let (evaluation, complaint) = match origin {
        Origin::Evaluation(id) => (Some(id), None),
        Origin::Complaint(id) => (None, Some(id)),
    };
    let id: FollowUpId = act.id();
    let number = match origin {
        Origin::Evaluation(_) => fresh_number(tx, act).await?,
        Origin::Complaint(id) => complaint::get(tx, id).await?.ok_or(StoreError::NotFound)?.number,
    };
    let reachable = callable(tx, origin).await?;
    let state = if reachable { State::CallBack } else { State::Unreachable };
    let sql =
        "INSERT INTO follow_up (id, number, evaluation_id, complaint_id, center_id, responsible_id, state, opened_at,
                   version, updated_at, updated_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $8, $9)";
    let args = args![
        id,
        number.to_string(),
        evaluation,
        complaint,
        center.into(),
        responsible,
        state.code(),
        act.at,
        &act.who,
    ];
    tx.run(sql, args).await?;
    let terms = setting::get(tx, setting::FOLLOW_UP).await?.value;
    let step = if reachable { Step::Opened } else { Step::OpenedSilent };
    // By itself, whoever has written: a resident's name has no place in what cannot be changed.
    let sql = "INSERT INTO follow_up_event (follow_up_id, seq, at, who, step, words, term_hours, responsible_id, level)
               VALUES ($1, 1, $2, '', $3, '', $4, $5, 0)";
    let args = args![id, act.at, step.code(), terms.call_back_hours, responsible];
    tx.run(sql, args).await?;
    Ok(id)
}

/// A number that no follow-up and no complaint has: other bits than a key's, which says when, because a number is said aloud.
async fn fresh_number(tx: &Tx, act: &Act) -> Result<Number, StoreError> {
    loop {
        let number = Number::new(act.ids.next().unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20);
        if get(tx, number).await?.is_none() {
            return Ok(number);
        }
    }
}

/// Whether there is somebody to call.
async fn callable(q: &impl Query, origin: Origin) -> Result<bool, StoreError> {
    let (sql, id) = match origin {
        Origin::Evaluation(id) => (
            "SELECT p.phone <> '' AS callable FROM evaluation e JOIN evaluation_ask a ON a.id = e.ask_id
                 JOIN resident p ON p.id = a.resident_id
             WHERE e.id = $1 AND p.erased_at IS NULL",
            id.as_i64(),
        ),
        Origin::Complaint(id) => ("SELECT callable FROM complaint WHERE id = $1", id.as_i64()),
    };
    q.row(sql, args![id])
        .await?
        .map_or(Ok(false), |row| row.get("callable"))
}

/// One follow-up; that of a complaint also by the number that an older version has given it.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, number: Number) -> Result<Option<FollowUp>, StoreError> {
    let sql = select!("WHERE f.number = $1 OR f.complaint_id = (SELECT id FROM complaint WHERE number = $1)");
    let row = q.row(sql, args![number.to_string()]).await?;
    row.as_ref().map(follow_up).transpose()
}

/// The follow-up of a rating or a complaint; none of a good rating.
///
/// # Errors
/// The database does not answer.
pub async fn of_origin(q: &impl Query, origin: Origin) -> Result<Option<FollowUp>, StoreError> {
    let row = match origin {
        Origin::Evaluation(id) => q.row(select!("WHERE f.evaluation_id = $1"), args![id]).await?,
        Origin::Complaint(id) => q.row(select!("WHERE f.complaint_id = $1"), args![id]).await?,
    };
    row.as_ref().map(follow_up).transpose()
}

/// The steps of a follow-up, in their order.
///
/// # Errors
/// The database does not answer.
pub async fn events(q: &impl Query, id: FollowUpId, zone: &TimeZone) -> Result<Vec<Event>, StoreError> {
    let sql =
        "SELECT seq, at, who, step, words, sealed, term_hours, term_days, responsible_id, level FROM follow_up_event
               WHERE follow_up_id = $1 ORDER BY seq";
    q.rows(sql, args![id])
        .await?
        .iter()
        .map(|row| event(row, zone))
        .collect()
}

/// One follow-up by its key.
pub(crate) async fn by_id(q: &impl Query, id: FollowUpId) -> Result<FollowUp, StoreError> {
    let row = q.row(select!("WHERE f.id = $1"), args![id]).await?;
    follow_up(&row.ok_or(StoreError::NotFound)?)
}

/// What events come to.
///
/// # Errors
/// [`StoreError::Unreadable`] where they are not the events of one follow-up.
pub fn chain(of: &FollowUp, events: &[Event]) -> Result<Chain, StoreError> {
    Chain::of(of.origin.is_evaluation(), events).map_err(|_| StoreError::Unreadable("follow_up_event"))
}

/// All that have not ended, the oldest first, with what their steps come to. One whose steps cannot be read is passed over; [`climb()`]
/// says so in the log.
///
/// # Errors
/// The database does not answer.
pub async fn open_ones(q: &impl Query, zone: &TimeZone) -> Result<Vec<(FollowUp, Chain)>, StoreError> {
    let read = read_open(q, zone).await?.into_iter();
    Ok(read.filter_map(|(one, chain)| Some((one, chain.ok()?))).collect())
}

/// What the steps of one come to, if they can be read.
type Read = Result<Chain, StoreError>;

/// The same with those that cannot be read: two statements, however many there are.
async fn read_open(q: &impl Query, zone: &TimeZone) -> Result<Vec<(FollowUp, Read)>, StoreError> {
    let rows = q
        .rows(select!("WHERE f.closed_at IS NULL ORDER BY f.opened_at, f.id"), args![])
        .await?;
    let sql = "SELECT e.follow_up_id, e.seq, e.at, e.who, e.step, e.words, e.sealed, e.term_hours, e.term_days, e.responsible_id, e.level
               FROM follow_up_event e JOIN follow_up f ON f.id = e.follow_up_id
               WHERE f.closed_at IS NULL ORDER BY f.opened_at, e.follow_up_id, e.seq";
    let mut steps: std::collections::HashMap<FollowUpId, Vec<Event>> = std::collections::HashMap::new();
    for row in q.rows(sql, args![]).await? {
        steps
            .entry(row.id("follow_up_id")?)
            .or_default()
            .push(event(&row, zone)?);
    }
    let mut open = Vec::new();
    for row in rows {
        let one = follow_up(&row)?;
        // It may have ended between the two statements.
        let Some(events) = steps.remove(&one.id) else { continue };
        let chain = chain(&one, &events);
        open.push((one, chain));
    }
    Ok(open)
}
