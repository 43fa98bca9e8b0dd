//! What forms of cases send, and what of it is stored.

use super::{Case, Decision, Item, PaperId, Slot, Start, Step, VisitTime, Wait, own::visit};
use crate::{
    AppError, FieldError, Problem,
    booking::Number,
    center::CenterId,
    date,
    hours::{LocalMinute, parse_minute},
    matter::{Content, Mode},
    staff::StaffId,
    text::{Problems, clean, normal_phone, one_of, whole_mobile, whole_number},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The most characters that are said with a step.
pub const MOST_WORDS: u32 = 1000;
/// The most things that are asked for at once.
pub const MOST_ITEMS: usize = 40;
/// The most working days that the town gets for its part.
pub const MOST_HAND_UP_DAYS: u16 = 60;
/// Those that it gets where nobody says how many.
const HAND_UP_DAYS: u16 = 5;

/// When and where somebody is visited, or comes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Visit {
    /// Where, for a visit at home; empty at the counter.
    pub address: String,
    /// On which day; none where that is still to be agreed.
    pub day: Option<Date>,
    /// Local minute from which somebody is there.
    pub from: u16,
    /// Local minute until which.
    pub to: u16,
}

/// A case as it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCase {
    /// In which mode.
    pub mode: Mode,
    /// How it begins.
    pub start: Start,
    /// How one that is done at once ended.
    pub decision: Option<Decision>,
    /// What is said with that.
    pub words: String,
    /// Whose it is.
    pub name: String,
    /// As [`normal_phone`] writes it; empty for somebody at the counter who gives none.
    pub phone: String,
    /// Who acts for them; empty where they do so themself.
    pub agent: String,
    /// When and where.
    pub visit: Visit,
    /// The booking of the counter slot.
    pub booking: Option<Number>,
    /// What it is about, in their words or the counter's.
    pub note: String,
}

/// A case as a form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenInput {
    /// [`Mode::code`].
    pub mode: String,
    /// How one that is done at once ended, [`Decision::code`]; empty is granted.
    pub decision: String,
    /// What is said with that; whoever is refused hears why.
    pub words: String,
    /// Whose it is.
    pub name: String,
    /// Where to call.
    pub phone: String,
    /// Who acts for them.
    pub agent: String,
    /// `1`: whose case it is has agreed that somebody acts for them: who is named, or in [`Mode::Assisted`] the staff.
    pub consent: String,
    /// Where to come to.
    pub address: String,
    /// `YYYY-MM-DD`
    pub day: String,
    /// `HH:MM`
    pub from: String,
    /// `HH:MM`
    pub to: String,
    /// Number of the booking of the counter slot.
    pub booking: String,
    /// The counter slot that is booked with it, as [`Slot::value`] writes it.
    pub slot: String,
    /// What it is about.
    pub note: String,
}

impl OpenInput {
    /// Checks the form of the counter. Whether the matter allows the mode is for the store, which knows the version.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self, now: LocalMinute) -> Result<NewCase, AppError> {
        self.checked(|problems, mode| {
            if mode == Some(Mode::HomeVisit) {
                let typed = [&*self.address, &self.day, &self.from, &self.to];
                visit(problems, now, true, typed)
            } else {
                // Nobody is visited, and whoever comes is told their time by a slot or a booking.
                Visit::default()
            }
        })
    }

    /// The same of a paper, which says when it was brought and no other time.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check_paper(&self, brought: Date) -> Result<NewCase, AppError> {
        self.checked(|problems, mode| {
            let home = mode == Some(Mode::HomeVisit);
            let address = problems.take(clean("address", &self.address, home, 200));
            Visit {
                address: if home { address } else { String::new() },
                day: (home || mode == Some(Mode::Appointment)).then_some(brought),
                ..Visit::default()
            }
        })
    }

    fn checked(&self, visit: impl FnOnce(&mut Problems, Option<Mode>) -> Visit) -> Result<NewCase, AppError> {
        let mut problems = Problems::new();
        let mode = problems.note(one_of("mode", &self.mode, &Mode::ALL, Mode::code));
        let home = mode == Some(Mode::HomeVisit);
        let name = problems.take(clean("name", &self.name, true, 40));
        let phone = if self.phone.trim().is_empty() && !home {
            String::new()
        } else {
            problems.take(normal_phone("phone", &self.phone).and_then(|phone| whole_mobile("phone", phone)))
        };
        let agent = problems.take(clean("agent", &self.agent, false, 40));
        // Nobody acts for somebody who does not know of it, staff neither.
        if (!agent.is_empty() || mode == Some(Mode::Assisted)) && self.consent != "1" {
            problems.add("consent", Problem::Required);
        }
        let booking = match self.booking.trim() {
            "" => None,
            text => problems.note(text.parse().map_err(|_| {
                let what = text.chars().take(20).collect();
                FieldError::new("booking", Problem::NoSuch { what })
            })),
        };
        let visit = visit(&mut problems, mode);
        let note = problems.take(clean("note", &self.note, false, MOST_WORDS));
        let at_once = mode == Some(Mode::Immediate);
        let decision = match (at_once, self.decision.trim()) {
            (false, _) => None,
            (true, "") => Some(Decision::Granted),
            (true, code) => problems.note(one_of("decision", code, &Decision::ALL, Decision::code)),
        };
        // Whoever is refused hears why.
        let refused = decision == Some(Decision::NotGranted);
        let words = if at_once {
            problems.take(clean("words", &self.words, refused, MOST_WORDS))
        } else {
            String::new()
        };
        let start = if at_once { Start::AtOnce } else { Start::Submitted };
        problems.finish(NewCase {
            mode: mode.unwrap_or(Mode::Immediate),
            start,
            decision,
            words,
            name,
            phone,
            agent,
            visit,
            booking,
            note,
        })
    }

    /// The counter slot that somebody gets who comes by appointment: whoever was told a time is alone at the counter then. None in the
    /// other modes, and where the time was booked before.
    ///
    /// # Errors
    /// [`Problem::Required`] or [`Problem::SlotGone`] under `slot`.
    pub fn slot(&self) -> Result<Option<Slot>, FieldError> {
        if self.mode.trim() != Mode::Appointment.code() || !self.booking.trim().is_empty() {
            return Ok(None);
        }
        let wrong = |problem| FieldError::new("slot", problem);
        match self.slot.trim() {
            "" => Err(wrong(Problem::Required)),
            text => Slot::read(text).map(Some).ok_or_else(|| wrong(Problem::SlotGone)),
        }
    }
}

/// What a resident says to the one correction; nothing where photos say it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SupplementInput {
    /// In their words.
    pub answer: String,
}

impl SupplementInput {
    /// Checks it.
    ///
    /// # Errors
    /// The problem with `answer`.
    pub fn check(&self) -> Result<String, AppError> {
        let mut problems = Problems::new();
        let answer = problems.take(clean("answer", &self.answer, false, MOST_WORDS));
        problems.finish(answer)
    }
}

/// A step as it is taken: what the staff member says with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// Which.
    pub step: Step,
    /// What is said.
    pub words: String,
    /// What a pause waits for.
    pub wait: Option<Wait>,
    /// How it is decided.
    pub decision: Option<Decision>,
    /// Codes of materials that are asked for.
    pub materials: Vec<String>,
    /// What else is asked for, which the matter does not know.
    pub extra: Vec<String>,
    /// Working days that the town gets.
    pub days: Option<u16>,
    /// Which center gets it: the town's of a hand-up, one beside of a transfer.
    pub center: Option<CenterId>,
    /// Who works on it from then on.
    pub assignee: Option<StaffId>,
    /// When they are visited from then on.
    pub visit: Option<VisitTime>,
    /// Which papers are given back.
    pub paper: Option<PaperId>,
}

impl NewStep {
    /// A step with which nothing is said.
    #[must_use]
    pub const fn bare(step: Step) -> Self {
        Self {
            step,
            words: String::new(),
            wait: None,
            decision: None,
            materials: Vec::new(),
            extra: Vec::new(),
            days: None,
            center: None,
            assignee: None,
            visit: None,
            paper: None,
        }
    }
}

/// A step as a form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StepInput {
    /// [`Step::code`].
    pub step: String,
    /// What is said.
    pub words: String,
    /// [`Wait::code`], for a pause.
    pub wait: String,
    /// [`Decision::code`], for a decision.
    pub decision: String,
    /// Codes of the matter's materials that are missing.
    pub items: Vec<String>,
    /// What else is missing, one a line.
    pub extra: String,
    /// Working days for the town, for a hand-up.
    pub days: String,
    /// Key of the center, for a hand-up or a transfer.
    pub center: String,
    /// Key of a staff member.
    pub assignee: String,
    /// `YYYY-MM-DD`, of another time for a visit.
    pub day: String,
    /// `HH:MM`
    pub from: String,
    /// `HH:MM`
    pub to: String,
    /// Key of the papers that are given back.
    pub paper: String,
}

impl StepInput {
    /// Checks what was typed. Whether the step is possible now is for [`Case::may`].
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<NewStep, AppError> {
        let steps: Vec<Step> = Step::ALL.into_iter().filter(|step| step.is_of_staff()).collect();
        let step = one_of("step", &self.step, &steps, Step::code);
        let step = step.map_err(|error| AppError::Invalid { fields: vec![error] })?;
        let mut problems = Problems::new();
        let mut new = NewStep::bare(step);
        new.words = problems.take(clean("words", &self.words, step.needs_words(), MOST_WORDS));
        match step {
            Step::Pause => new.wait = problems.note(one_of("wait", &self.wait, &Wait::ALL, Wait::code)),
            Step::Decide => {
                new.decision = problems.note(one_of("decision", &self.decision, &Decision::ALL, Decision::code));
                // Whoever is refused hears why.
                if new.decision == Some(Decision::NotGranted) && new.words.is_empty() {
                    problems.add("words", Problem::Required);
                }
            }
            Step::HandUp => {
                new.days = Some(HAND_UP_DAYS);
                if !self.days.trim().is_empty() {
                    let days = problems.take(whole_number("days", &self.days, 1, i64::from(MOST_HAND_UP_DAYS)));
                    new.days = u16::try_from(days).ok();
                }
                new.center = problems.note(key("center", &self.center));
            }
            Step::Transfer => new.center = problems.note(key("center", &self.center)),
            Step::Visit => new.visit = self.visit(&mut problems),
            Step::PaperOut => new.paper = problems.note(key("paper", &self.paper)),
            Step::Assign => new.assignee = problems.note(key("assignee", &self.assignee)),
            _ => {}
        }
        if matches!(step, Step::AskCorrection | Step::Pause) {
            self.asked_for(&mut problems, &mut new);
        }
        problems.finish(new)
    }

    /// Whether that is still to come is for [`Case::refuses`], which knows when the step is taken.
    fn visit(&self, problems: &mut Problems) -> Option<VisitTime> {
        let day = match self.day.trim() {
            "" => Err(Problem::Required),
            text => date::parse(text).ok_or(Problem::Date),
        };
        let day = problems.note(day.map_err(|problem| FieldError::new("day", problem)));
        let mut minute = |field: &str, text: &str| {
            let minute = match text.trim() {
                "" => Err(Problem::Required),
                text => parse_minute(text),
            };
            problems.note(minute.map_err(|problem| FieldError::new(field, problem)))
        };
        let (from, to) = (minute("from", &self.from), minute("to", &self.to));
        let (from, to) = (from?, to?);
        if to <= from {
            problems.add("to", Problem::EndBeforeStart);
        }
        day.map(|day| VisitTime { day, from, to })
    }

    fn asked_for(&self, problems: &mut Problems, new: &mut NewStep) {
        let lines = self.extra.lines().map(str::trim).filter(|line| !line.is_empty());
        for line in lines {
            new.extra.push(problems.take(clean("extra", line, true, 100)));
        }
        new.materials.clone_from(&self.items);
        let asked = new.materials.len() + new.extra.len();
        if asked > MOST_ITEMS {
            let (min, max) = ("1".to_owned(), MOST_ITEMS.to_string());
            problems.add("items", Problem::OutOfRange { min, max });
        }
        if new.step == Step::AskCorrection && asked == 0 {
            problems.add("items", Problem::Required);
        }
    }
}

fn key<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldError::new(field, Problem::Required));
    }
    let what = String::new();
    text.parse()
        .map_err(|_| FieldError::new(field, Problem::NoSuch { what }))
}

impl Case {
    /// What a step asks for, by name: `listed` are the codes that the first notice named; what the matter does not know, or the
    /// notice left out, was missed. A code that the matter does not know is passed over.
    #[must_use]
    pub fn items(content: &Content, listed: &[String], step: &NewStep) -> Vec<Item> {
        let known = content.materials.iter().filter(|m| step.materials.contains(&m.code));
        let known = known.map(|material| Item {
            name: material.name.zh.clone(),
            listed: listed.contains(&material.code),
        });
        let extra = step.extra.iter().map(|name| Item {
            name: name.clone(),
            listed: false,
        });
        known.chain(extra).collect()
    }
}
