//! Rows of cases that a counter did on paper: one row a case, under the number that the paper gave it.
//!
//! A case is written down as it happened: when it was brought, and where it has come to since. Its steps carry those moments
//! ([`CaseRecord::events`]), so terms are counted from the day it was brought, and statistics count it in the month it happened. The
//! number is what tells a repeat: a table sent again adds nothing. A row whose number is [`EXAMPLE`] is the template's and is passed over.

mod paper;
#[cfg(test)]
mod tests;

pub use paper::{PaperState, paper_day};

use super::{
    CenterKey, Centers, Change, Parsed, Row, RowProblem, Table,
    table::{Column, Line, Sheet, fields},
};
use crate::{
    FieldError, Problem,
    case::{CaseId, Decision, Event, MOST_WORDS, NewCase, OpenInput, Start},
    center::CenterId,
    date,
    hours::{LocalMinute, fmt_minute, parse_minute},
    matter::Mode,
    permission::{Action, Target, may},
    staff::{Staff, StaffId, Viewer},
    text::{Problems, clean},
};
use jiff::civil::Date;
use std::collections::HashMap;

/// Rows of one table: they are written in one transaction, for which every other counter waits.
pub const MOST_CASES: u32 = 1000;
/// Years back from today that a case may have been brought in: older than that, the year was mistyped.
pub const MOST_YEARS: i16 = 5;
/// The number of the template's made-up row.
pub const EXAMPLE: &str = "示例";
/// Working days that the town gets where the paper does not say how many.
const HAND_UP_DAYS: u16 = 5;

pub(super) const COLUMNS: &[Column] = &[
    Column("number", &["登记编号", "编号", "纸质编号", "登记号"], true),
    Column(
        "division",
        &["区划代码", "所属区划", "所属区划代码", "division_code"],
        false,
    ),
    Column("center", &["中心", "中心名称", "所属中心"], true),
    Column("day", &["收件日期", "日期", "来办日期"], true),
    Column("time", &["收件时间", "时间", "来办时间"], false),
    Column("matter", &["事项", "事项编码", "事项名称", "基本编码"], true),
    Column("mode", &["办理方式", "方式"], true),
    Column("name", &["姓名", "申请人", "办事人"], true),
    Column("phone", &["手机号", "电话", "联系电话"], false),
    Column("agent", &["代办人", "代办人姓名"], false),
    Column("consent", &["本人同意代办", "本人同意"], false),
    Column("address", &["上门地址", "地址"], false),
    Column("state", &["状态", "办理状态"], true),
    Column("on", &["结果日期", "办结日期", "办结时间"], false),
    Column("reason", &["原因或说明", "原因", "理由"], false),
    Column("town", &["转报到"], false),
    Column("handler", &["经办人"], false),
    Column("note", &["事由", "备注"], false),
];

/// A matter, as far as rows of cases need to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperMatter {
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
    /// The modes that it allows.
    pub modes: Vec<Mode>,
    /// Nobody is offered it any more.
    pub retired: bool,
}

/// What is known where the rows are read.
#[derive(Debug, Clone, Copy)]
pub struct CaseWorld<'a> {
    /// Every center in service.
    pub centers: &'a [CenterKey],
    /// Those of them that are a town's.
    pub towns: &'a [CenterId],
    /// Every matter, retired ones too.
    pub matters: &'a [PaperMatter],
    /// Every account, also those that have left since.
    pub people: &'a [Staff],
    /// The moment.
    pub now: LocalMinute,
}

/// Everything that a row says of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRecord {
    /// The paper's own number, one case's within its center.
    pub number: String,
    /// Where it was brought.
    pub center: CenterId,
    /// On which day.
    pub day: Date,
    /// At what minute; none where nobody wrote it down.
    pub minute: Option<u16>,
    /// Code of the matter.
    pub matter: String,
    /// Whose it is, in which mode, and what it is about.
    pub new: NewCase,
    /// Where it has come to.
    pub state: PaperState,
    /// On which day it has.
    pub on: Date,
    /// What was said with that.
    pub reason: String,
    /// Which town's center it went up to.
    pub town: Option<CenterId>,
    /// Who did it; none for whoever enters it.
    pub handler: Option<StaffId>,
}

impl CaseRecord {
    /// The moment at which it was brought: noon where nobody wrote it down; never one that is still to come.
    #[must_use]
    pub fn brought(&self, now: LocalMinute) -> LocalMinute {
        moment(self.day, self.minute, now)
    }

    /// The moment of its last step: noon of its day, on the first day as it was brought.
    #[must_use]
    pub fn came_to(&self, now: LocalMinute) -> LocalMinute {
        if self.on == self.day {
            self.brought(now)
        } else {
            moment(self.on, None, now)
        }
    }

    /// Its steps, in their order, taken by whoever is named.
    #[must_use]
    pub fn events(&self, who: &str, staff: Option<StaffId>, now: LocalMinute) -> Vec<Event> {
        let (first, last) = (self.brought(now), self.came_to(now));
        let at_once = self.new.start == Start::AtOnce;
        let steps = self.state.steps(at_once);
        let all = steps.iter().enumerate().map(|(n, step)| {
            let ends = n + 1 == steps.len();
            // Whoever fetches the result says nothing; what was said belongs to the decision.
            let says = self.state.said_with(at_once) == *step;
            Event {
                seq: n as i64 + 1,
                step: *step,
                at: if ends || self.state.is_late(*step) { last } else { first },
                actor: crate::case::Actor::Staff,
                who: who.to_owned(),
                words: if says { self.reason.clone() } else { String::new() },
                wait: None,
                decision: self.state.decision().filter(|_| PaperState::decides(*step)),
                items: Vec::new(),
                days: PaperState::hands_up(*step).then_some(HAND_UP_DAYS),
                center: self.town.filter(|_| PaperState::hands_up(*step)),
                assignee: staff.filter(|_| n == 0),
                visit: None,
                level: 0,
                clock: None,
            }
        });
        all.collect()
    }

    /// The whole of what the row says, as one text: the same row says the same, in whatever version of this program it was read.
    #[must_use]
    pub fn said(&self) -> String {
        let id = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
        let new = &self.new;
        [
            self.number.as_str(),
            &self.center.to_string(),
            &date::format(self.day),
            &self.minute.map(fmt_minute).unwrap_or_default(),
            &self.matter,
            new.mode.code(),
            &new.name,
            &new.phone,
            &new.agent,
            &new.visit.address,
            &new.note,
            self.state.code(),
            &date::format(self.on),
            &self.reason,
            &id(self.town.map(CenterId::as_i64)),
            &id(self.handler.map(StaffId::as_i64)),
        ]
        .join("\u{1f}")
    }
}

fn moment(day: Date, minute: Option<u16>, now: LocalMinute) -> LocalMinute {
    let noon = 12 * 60;
    let minute = minute.unwrap_or(noon);
    now.min(LocalMinute { day, minute })
}

/// Headings of the template.
#[must_use]
pub fn case_headings() -> Vec<&'static str> {
    COLUMNS.iter().map(|c| c.0).collect()
}

/// Reads cases. Which of them are stored already is for whoever can look: every row is new here.
#[must_use]
pub fn parse_cases(table: &Table, world: &CaseWorld<'_>) -> Parsed<CaseRecord, CaseId> {
    let (sheet, mut problems, ignored) = Sheet::new(table, COLUMNS);
    let mut rows = Vec::new();
    let lines: Vec<Line<'_>> = sheet.lines().filter(|line| line.text("number") != EXAMPLE).collect();
    if problems.is_empty() && lines.len() > MOST_CASES as usize {
        problems.push(RowProblem {
            line: 1,
            column: "number".to_owned(),
            problem: Problem::TableTooLarge {
                rows: MOST_CASES,
                columns: u32::try_from(COLUMNS.len()).unwrap_or_default(),
            },
        });
    }
    if problems.is_empty() {
        let reader = Reader::new(world);
        let mut seen: HashMap<(CenterId, String), u32> = HashMap::new();
        for line in lines {
            match reader.read(&line) {
                Ok(record) => {
                    let key = (record.center, record.number.clone());
                    if seen.insert(key, line.number).is_some() {
                        let twice = FieldError::new("number", Problem::Taken);
                        problems.extend(line.problems(vec![twice]));
                    } else {
                        rows.push(Row {
                            line: line.number,
                            change: Change::New,
                            value: record,
                        });
                    }
                }
                Err(wrong) => problems.extend(line.problems(wrong)),
            }
        }
    }
    Parsed {
        rows,
        problems,
        ignored,
    }
}

struct Reader<'a> {
    world: &'a CaseWorld<'a>,
    centers: Centers<'a>,
    matters: HashMap<String, Vec<&'a PaperMatter>>,
}

impl<'a> Reader<'a> {
    fn new(world: &'a CaseWorld<'a>) -> Self {
        let mut matters = HashMap::<_, Vec<_>>::new();
        for matter in world.matters {
            let (code, name) = (matter.code.to_lowercase(), matter.name.to_lowercase());
            matters.entry(code.clone()).or_default().push(matter);
            if name != code {
                matters.entry(name).or_default().push(matter);
            }
        }
        Self {
            world,
            centers: Centers::new(world.centers),
            matters,
        }
    }

    /// Everything that is wrong is named at once.
    fn read(&self, line: &Line<'_>) -> Result<CaseRecord, Vec<FieldError>> {
        let mut problems = Problems::new();
        let number = problems.take(clean("number", line.text("number"), true, 40));
        let center = problems.note(self.centers.find(line.text("center"), line.text("division")));
        let day = self.day(&mut problems, "day", line.text("day"), earliest(self.world.now.day));
        let minute = self.minute(&mut problems, line.text("time"), day);
        let state = problems.note(PaperState::read(line.text("state")));
        let matter = problems.note(self.matter(line.text("matter"), state));
        let mode = problems.note(mode_of(line.text("mode")));
        if let (Some(matter), Some(mode)) = (matter, mode)
            && !matter.modes.contains(&mode)
        {
            problems.add("mode", Problem::ModeClosed);
        }
        let immediate = mode == Some(Mode::Immediate);
        if immediate && state.is_some_and(|state| state.decision().is_none()) {
            let allowed = PaperState::ALL.into_iter().filter(|state| state.decision().is_some());
            let allowed = allowed.map(PaperState::zh).collect::<Vec<_>>().join("、");
            problems.add("state", Problem::Unknown { allowed });
        }
        let on = self.on(&mut problems, line.text("on"), day, (state, immediate));
        let needed = state.is_some_and(PaperState::needs_words);
        let reason = problems.take(clean("reason", line.text("reason"), needed, MOST_WORDS));
        let town = match (state, center) {
            (Some(PaperState::HandedUp), Some(center)) => problems.note(self.town(line.text("town"), center)),
            _ => None,
        };
        let handler = match (line.text("handler"), center) {
            ("", _) | (_, None) => None,
            (who, Some(center)) => problems.note(self.handler(who, center)),
        };
        let mut wrong = problems.into_vec();
        let new = match form(line, mode, day, state) {
            Ok(new) => Some(new),
            Err(more) => {
                // A mode that cannot be read was named before, and so was a reason that is missing.
                let before = |problem: &FieldError| matches!(problem.field.as_str(), "mode" | "words");
                wrong.extend(more.into_iter().filter(|problem| !before(problem)));
                None
            }
        };
        match (center, day, matter, state, new) {
            (Some(center), Some(day), Some(matter), Some(state), Some(new)) if wrong.is_empty() => Ok(CaseRecord {
                number,
                center: center.id,
                day,
                minute,
                matter: matter.code.clone(),
                new,
                state,
                on: on.unwrap_or(day),
                reason,
                town,
                handler,
            }),
            _ => Err(wrong),
        }
    }

    /// A day that was, and not so long ago that it must be a mistake.
    fn day(&self, problems: &mut Problems, field: &str, text: &str, first: Date) -> Option<Date> {
        if text.is_empty() {
            problems.add(field, Problem::Required);
            return None;
        }
        let Some(day) = paper_day(text) else {
            problems.add(field, Problem::Date);
            return None;
        };
        if day < first || day > self.world.now.day {
            let (min, max) = (date::format(first), date::format(self.world.now.day));
            problems.add(field, Problem::OutOfRange { min, max });
            return None;
        }
        Some(day)
    }

    fn minute(&self, problems: &mut Problems, text: &str, day: Option<Date>) -> Option<u16> {
        if text.is_empty() {
            return None;
        }
        let minute = match parse_minute(text) {
            Ok(minute) if minute < 24 * 60 => minute,
            _ => {
                problems.add("time", Problem::Time);
                return None;
            }
        };
        let now = self.world.now;
        if day == Some(now.day) && minute > now.minute {
            let (min, max) = (fmt_minute(0), fmt_minute(now.minute));
            problems.add("time", Problem::OutOfRange { min, max });
            return None;
        }
        Some(minute)
    }

    /// The day on which it came to where it is: needed where that is not the day it was brought by itself.
    fn on(
        &self,
        problems: &mut Problems,
        text: &str,
        day: Option<Date>,
        (state, immediate): (Option<PaperState>, bool),
    ) -> Option<Date> {
        let required = state.is_some_and(PaperState::has_day) && !immediate;
        if text.is_empty() && !required {
            return None;
        }
        let first = day.unwrap_or_else(|| earliest(self.world.now.day));
        let on = self.day(problems, "on", text, first)?;
        // What was only received has no further day; what is done at once ends on its own, unless somebody came once more for the result.
        let same = state == Some(PaperState::Submitted) || (immediate && state != Some(PaperState::Collected));
        if same && day.is_some_and(|day| day != on) {
            let (min, max) = (date::format(first), date::format(first));
            problems.add("on", Problem::OutOfRange { min, max });
            return None;
        }
        Some(on)
    }

    /// By code or by its whole name. One that nobody is offered any more may have been done while it was.
    fn matter(&self, text: &str, state: Option<PaperState>) -> Result<&'a PaperMatter, FieldError> {
        if text.is_empty() {
            return Err(FieldError::new("matter", Problem::Required));
        }
        let lower = text.to_lowercase();
        let code = lower.split_whitespace().next().unwrap_or_default();
        let found = self.matters.get(&lower).or_else(|| self.matters.get(code));
        match found.map(Vec::as_slice) {
            Some([matter]) if matter.retired && state.is_some_and(|state| !state.is_ended()) => {
                Err(FieldError::new("matter", Problem::MatterRetired))
            }
            Some([matter]) => Ok(matter),
            _ => {
                let what = text.chars().take(20).collect();
                Err(FieldError::new("matter", Problem::NoSuch { what }))
            }
        }
    }

    /// A town's center of the own division; the only one need not be named.
    fn town(&self, text: &str, own: &CenterKey) -> Result<CenterId, FieldError> {
        let above = |key: &CenterKey| {
            self.world.towns.contains(&key.id) && key.id != own.id && key.division.contains(&own.division)
        };
        let not_there = || FieldError::new("town", Problem::NotThere);
        if !text.is_empty() {
            let mut named = self.world.centers.iter().filter(|key| key.name == text && above(key));
            return named.next().map(|key| key.id).ok_or_else(not_there);
        }
        let mut all = self.world.centers.iter().filter(|key| above(key));
        match (all.next(), all.next()) {
            (Some(only), None) => Ok(only.id),
            (Some(_), Some(_)) => Err(FieldError::new("town", Problem::Required)),
            (None, _) => Err(not_there()),
        }
    }

    /// By user name, or by a name that only one of those has who handle cases there.
    fn handler(&self, who: &str, center: &CenterKey) -> Result<StaffId, FieldError> {
        let able = |one: &&Staff| {
            let viewer = Viewer {
                id: one.id,
                name: String::new(),
                grants: one.grants.clone(),
                must_change_password: false,
            };
            may(
                &viewer,
                Action::HandleCases,
                Target::Center(center.id, &center.division),
            )
        };
        let mut people = self.world.people.iter();
        let lower = who.to_ascii_lowercase();
        if let Some(named) = people.clone().find(|one| one.username == lower).filter(able) {
            return Ok(named.id);
        }
        let mut called = people.by_ref().filter(|one| one.name == who).filter(able);
        match (called.next(), called.next()) {
            (Some(only), None) => Ok(only.id),
            _ => {
                let what = who.chars().take(20).collect();
                Err(FieldError::new("handler", Problem::NoSuch { what }))
            }
        }
    }
}

fn earliest(today: Date) -> Date {
    Date::new(today.year() - MOST_YEARS, 1, 1).unwrap_or(today)
}

fn mode_of(text: &str) -> Result<Mode, FieldError> {
    if text.is_empty() {
        return Err(FieldError::new("mode", Problem::Required));
    }
    let found = Mode::from_code(text).or_else(|| Mode::ALL.into_iter().find(|mode| mode.zh() == text));
    found.ok_or_else(|| {
        let allowed = Mode::ALL.map(Mode::zh).join("、");
        FieldError::new("mode", Problem::Unknown { allowed })
    })
}

/// What the form of the counter would have taken, under the same rules, on the day it was brought.
fn form(
    line: &Line<'_>,
    mode: Option<Mode>,
    day: Option<Date>,
    state: Option<PaperState>,
) -> Result<NewCase, Vec<FieldError>> {
    let mut consent = false;
    let unclear = line.set_flag("consent", &mut consent).err();
    let day = day.unwrap_or(Date::new(2000, 1, 1).unwrap_or_default());
    let decision = state.and_then(PaperState::decision).unwrap_or(Decision::Granted);
    let input = OpenInput {
        mode: mode.map(Mode::code).unwrap_or_default().to_owned(),
        decision: decision.code().to_owned(),
        words: line.text("reason").to_owned(),
        name: line.text("name").to_owned(),
        phone: line.text("phone").to_owned(),
        agent: line.text("agent").to_owned(),
        consent: if consent { "1" } else { "" }.to_owned(),
        address: line.text("address").to_owned(),
        note: line.text("note").to_owned(),
        ..OpenInput::default()
    };
    match (input.check_paper(day), unclear) {
        (Ok(new), None) => Ok(new),
        (Ok(_), Some(unclear)) => Err(vec![unclear]),
        (Err(error), unclear) => {
            let mut wrong = fields(error);
            if let Some(unclear) = unclear {
                wrong.retain(|problem| problem.field != "consent");
                wrong.push(unclear);
            }
            Err(wrong)
        }
    }
}
