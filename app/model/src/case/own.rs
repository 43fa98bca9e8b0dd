//! What a resident's own form sends: a draft, which may lack something, or the whole of it.

use super::{MOST_WORDS, NewCase, Start, Visit};
use crate::{
    AppError, FieldError, Problem,
    booking::spans,
    center::CenterId,
    date,
    hours::{Interval, LocalMinute, fmt_minute, parse_minute},
    matter::{Answers, Mode, Question},
    room::RoomId,
    text::{Problems, clean, one_of},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How many days ahead a visit at home can be asked for.
pub const VISIT_DAYS: i64 = 60;
/// The most cases that one resident has begun online and that have not ended.
pub const MOST_OPEN: u32 = 50;

/// For whom a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// Whoever fills the form in.
    Myself,
    /// An elderly relative or somebody else, who has agreed.
    Other,
}

impl Whom {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Myself, Self::Other];

    /// The word in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Myself => "myself",
            Self::Other => "other",
        }
    }

    /// The guide's question who comes, and its answers that say for whom a case is; the catalog's form says so to whoever writes one.
    const QUESTION: &str = "who";

    const fn answer(self) -> &'static str {
        match self {
            Self::Myself => "self",
            Self::Other => "agent",
        }
    }

    /// What the guide was told of it; none where it was not asked, or was told something else, as by parents for their child.
    #[must_use]
    pub fn answered(answers: &Answers) -> Option<Self> {
        let given = answers.get(Self::QUESTION)?;
        Self::ALL.into_iter().find(|whom| whom.answer() == given)
    }

    /// The answers as they are for this one: whoever changes their mind in the form has changed that answer, too. Where the matter's
    /// question does not offer the other one, the answer stays as it was given.
    #[must_use]
    pub fn corrected(self, questions: &[Question], mut answers: Answers) -> Answers {
        let asked = questions.iter().find(|question| question.code == Self::QUESTION);
        let offered = asked.is_some_and(|asked| asked.choices.iter().any(|choice| choice.code == self.answer()));
        if offered && Self::answered(&answers).is_some() {
            answers.insert(Self::QUESTION.to_owned(), self.answer().to_owned());
        }
        answers
    }
}

/// A resident's own case as the form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnInput {
    /// [`Mode::code`].
    pub mode: String,
    /// Key of the center.
    pub center: String,
    /// [`Whom::code`]; empty is oneself.
    pub whom: String,
    /// What whoever fills it in is called.
    pub me: String,
    /// Whose case it is, where that is somebody else.
    pub name: String,
    /// `1`: they have agreed.
    pub consent: String,
    /// Where to come to, for a visit.
    pub address: String,
    /// `YYYY-MM-DD`, of a visit.
    pub day: String,
    /// `HH:MM`
    pub from: String,
    /// `HH:MM`
    pub to: String,
    /// The counter slot that was chosen, as [`Slot`] writes it.
    pub slot: String,
    /// What it is about.
    pub note: String,
    /// What was answered to the guide's questions.
    pub answers: Answers,
}

/// A time at a counter: `<room> 2026-09-22 09:00-09:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The counter.
    pub room: RoomId,
    /// On which day.
    #[serde(with = "date")]
    pub day: Date,
    /// Local minute from which.
    pub start: u16,
    /// Local minute until which.
    pub end: u16,
}

impl Slot {
    /// When somebody comes who has it.
    #[must_use]
    pub fn visit(&self) -> Visit {
        Visit {
            address: String::new(),
            day: Some(self.day),
            from: self.start,
            to: self.end,
        }
    }

    /// As forms send it.
    #[must_use]
    pub fn value(&self) -> String {
        let (day, start, end) = (date::format(self.day), fmt_minute(self.start), fmt_minute(self.end));
        format!("{} {day} {start}-{end}", self.room)
    }

    /// Reads [`Self::value`].
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace();
        let (room, day, times) = (parts.next()?, parts.next()?, parts.next()?);
        let (start, end) = times.split_once('-')?;
        let slot = Self {
            room: room.parse().ok()?,
            day: date::parse(day)?,
            start: parse_minute(start).ok()?,
            end: parse_minute(end).ok()?,
        };
        (parts.next().is_none() && slot.start < slot.end).then_some(slot)
    }
}

/// What [`OwnInput::check`] lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Where.
    pub center: CenterId,
    /// The case; without a telephone, which is known by the signing in.
    pub new: NewCase,
    /// For whom it is: a draft says so also while nobody is named in it.
    pub whom: Whom,
    /// What whoever fills it in is called.
    pub me: String,
    /// Whether whose it is has agreed that somebody acts for them.
    pub consent: bool,
    /// The counter slot.
    pub slot: Option<Slot>,
    /// What was answered to the guide's questions.
    pub answers: Answers,
}

/// The most answers, and characters of one: more than any guide asks.
const MOST_ANSWERS: usize = 40;

impl OwnInput {
    /// Checks it. With `whole` nothing may be missing; without, it is a draft, of which only what cannot be kept is refused.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self, now: LocalMinute, whole: bool) -> Result<Own, AppError> {
        let mut problems = Problems::new();
        let modes: Vec<Mode> = Mode::ALL.into_iter().filter(|mode| mode.is_online()).collect();
        let mode = match Mode::from_code(self.mode.trim()) {
            // What is closed at once is done at the counter.
            Some(mode) if !mode.is_online() => {
                problems.add("mode", Problem::ModeClosed);
                None
            }
            _ => problems.note(one_of("mode", &self.mode, &modes, Mode::code)),
        };
        let center = self.center.trim().parse().map_err(|_| {
            let what = self.center.chars().take(20).collect();
            match self.center.trim() {
                "" => FieldError::new("center", Problem::Required),
                _ => FieldError::new("center", Problem::NoSuch { what }),
            }
        });
        let center = problems.note(center);
        let whom = match self.whom.trim() {
            "" => Some(Whom::Myself),
            text => problems.note(one_of("whom", text, &Whom::ALL, Whom::code)),
        };
        let other = whom == Some(Whom::Other);
        let me = problems.take(clean("me", &self.me, whole, 40));
        let mut name = me.clone();
        if other {
            name = problems.take(clean("name", &self.name, whole, 40));
            // Nobody acts for somebody who does not know of it.
            if whole && self.consent != "1" {
                problems.add("consent", Problem::Required);
            }
        }
        let home = mode == Some(Mode::HomeVisit);
        let mut visit = Visit::default();
        if home {
            let typed = [&*self.address, &self.day, &self.from, &self.to];
            visit = self::visit(&mut problems, now, whole, typed);
        }
        let slot = match self.slot.trim() {
            "" => None,
            _ if mode != Some(Mode::Appointment) => None,
            text => {
                let slot = Slot::read(text);
                if slot.is_none() {
                    problems.add("slot", Problem::SlotGone);
                }
                slot
            }
        };
        if whole && mode == Some(Mode::Appointment) && self.slot.trim().is_empty() {
            problems.add("slot", Problem::Required);
        }
        if let Some(slot) = slot {
            visit = slot.visit();
        }
        let note = problems.take(clean("note", &self.note, false, MOST_WORDS));
        let fits = |(code, answer): &(&String, &String)| code.len() <= 64 && answer.len() <= 64;
        let answers: Answers = self
            .answers
            .iter()
            .filter(fits)
            .take(MOST_ANSWERS)
            .map(|(code, answer)| (code.clone(), answer.clone()))
            .collect();
        let agent = if other { me.clone() } else { String::new() };
        let own = center.map(|center| Own {
            center,
            new: NewCase {
                mode: mode.unwrap_or(Mode::Assisted),
                start: Start::Draft,
                decision: None,
                words: String::new(),
                name,
                phone: String::new(),
                agent,
                visit,
                booking: None,
                note,
            },
            whom: whom.unwrap_or(Whom::Myself),
            me,
            consent: if other {
                self.consent == "1"
            } else {
                // Who asks for help themself has agreed to it.
                mode == Some(Mode::Assisted)
            },
            slot,
            answers,
        });
        problems.finish(())?;
        own.ok_or_else(|| AppError::field("center", Problem::Required))
    }

    /// Where and on which day a visit at home is asked for, as far as that is said.
    #[must_use]
    pub fn visited(&self) -> Option<(CenterId, Date)> {
        let home = Mode::from_code(self.mode.trim()) == Some(Mode::HomeVisit);
        let center = self.center.trim().parse().ok()?;
        date::parse(self.day.trim()).filter(|_| home).map(|day| (center, day))
    }

    /// Checks the whole of a visit at home, with the hours of [`Self::visited`]: one answer names everything.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check_visit(&self, now: LocalMinute, hours: &[Interval]) -> Result<Own, AppError> {
        let minute = |text: &str| parse_minute(text.trim()).ok();
        let times = minute(&self.from).zip(minute(&self.to)).filter(|(from, to)| from < to);
        match (self.check(now, true), visit_fits(hours, times)) {
            (checked, Ok(())) => checked,
            (Ok(_), Err(shut)) => Err(AppError::Invalid { fields: vec![shut] }),
            (Err(AppError::Invalid { mut fields }), Err(shut)) => {
                // Of a field one thing at a time: a day that is over is not asked to be one of work besides.
                if fields.iter().all(|one| one.field != shut.field) {
                    fields.push(shut);
                }
                Err(AppError::Invalid { fields })
            }
            (other, Err(_)) => other,
        }
    }
}

/// When and where somebody is visited at home, by the address, day and times that a form says; with `whole` nothing may be missing, and
/// it is still to come.
pub(super) fn visit(
    problems: &mut Problems,
    now: LocalMinute,
    whole: bool,
    [address, day, from, to]: [&str; 4],
) -> Visit {
    let address = problems.take(clean("address", address, whole, 200));
    let day = match day.trim() {
        "" if whole => {
            problems.add("day", Problem::Required);
            None
        }
        "" => None,
        text => problems.note(date::parse(text).ok_or_else(|| FieldError::new("day", Problem::Date))),
    };
    let mut minute = |field: &str, text: &str| match text.trim() {
        "" if whole => {
            problems.add(field, Problem::Required);
            None
        }
        "" => None,
        text => problems.note(parse_minute(text).map_err(|problem| FieldError::new(field, problem))),
    };
    let (from, to) = (minute("from", from), minute("to", to));
    if let (Some(from), Some(to)) = (from, to)
        && to <= from
    {
        problems.add("to", Problem::EndBeforeStart);
    }
    if let Some((field, problem)) = day.filter(|_| whole).and_then(|day| out_of_reach(now, day, from)) {
        problems.add(field, problem);
    }
    Visit {
        address,
        day,
        from: from.unwrap_or_default(),
        to: to.unwrap_or_default(),
    }
}

/// What speaks against a visit on a day, from a minute on where that is known: it is over by now, or too far ahead.
pub(super) fn out_of_reach(now: LocalMinute, day: Date, from: Option<u16>) -> Option<(&'static str, Problem)> {
    let last = date::after(now.day, VISIT_DAYS).unwrap_or(now.day);
    if day < now.day || day > last {
        let (min, max) = (date::format(now.day), date::format(last));
        return Some(("day", Problem::OutOfRange { min, max }));
    }
    if day == now.day && from.is_some_and(|from| from <= now.minute) {
        let (min, max) = (fmt_minute(now.minute), "24:00".to_owned());
        return Some(("from", Problem::OutOfRange { min, max }));
    }
    None
}

/// Whether somebody of the center can come then: within the hours of that day; at some time of it where none is said.
///
/// # Errors
/// [`Problem::NotOpen`] under `day` where it is closed all day, under `from` where it is at other times.
fn visit_fits(hours: &[Interval], times: Option<(u16, u16)>) -> Result<(), FieldError> {
    let open = spans(hours);
    let fits = |(from, to): (u16, u16)| open.iter().any(|span| span.start <= from && to <= span.end);
    if times.map_or(!open.is_empty(), fits) {
        return Ok(());
    }
    let times: Vec<String> = open
        .iter()
        .map(|span| format!("{}–{}", fmt_minute(span.start), fmt_minute(span.end)))
        .collect();
    let field = if times.is_empty() { "day" } else { "from" };
    let hours = times.join("、");
    Err(FieldError::new(field, Problem::NotOpen { hours }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hours::parse_day, matter::Choice, text::Names};
    use jiff::civil::date;

    const NOW: LocalMinute = LocalMinute {
        day: date(2026, 9, 21),
        minute: 600,
    };

    fn visit() -> OwnInput {
        OwnInput {
            mode: "home_visit".into(),
            center: CenterId::from_i64(7).to_string(),
            whom: "other".into(),
            me: "李强".into(),
            name: "李玉兰".into(),
            consent: "1".into(),
            address: "东风村 3 组".into(),
            day: "2026-09-22".into(),
            from: "9:00".into(),
            to: "11:00".into(),
            ..OwnInput::default()
        }
    }

    fn fields(result: Result<Own, AppError>) -> Vec<String> {
        match result {
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| f.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn somebody_acts_for_a_relative_who_has_agreed() {
        let own = visit().check(NOW, true).unwrap();
        let new = own.new;
        assert_eq!((new.name.as_str(), new.agent.as_str()), ("李玉兰", "李强"));
        assert_eq!((new.visit.from, new.visit.to, own.consent), (540, 660, true));
        let myself = OwnInput {
            whom: "myself".into(),
            ..visit()
        };
        let own = myself.check(NOW, true).unwrap();
        assert_eq!((own.new.name.as_str(), own.new.agent.as_str()), ("李强", ""));
        let silent = OwnInput {
            consent: String::new(),
            ..visit()
        };
        assert_eq!(fields(silent.check(NOW, true)), ["consent"]);
    }

    #[test]
    fn what_is_sent_is_whole_and_a_draft_need_not_be() {
        let bare = OwnInput {
            mode: "home_visit".into(),
            center: CenterId::from_i64(7).to_string(),
            whom: "other".into(),
            ..OwnInput::default()
        };
        let missing = ["me", "name", "consent", "address", "day", "from", "to"];
        assert_eq!(fields(bare.check(NOW, true)), missing);
        assert!(bare.check(NOW, false).is_ok());
        let appointment = OwnInput {
            mode: "appointment".into(),
            ..visit()
        };
        assert_eq!(fields(appointment.check(NOW, true)), ["slot"]);
        // A day long past may stand in a draft, and is not sent.
        let past = OwnInput {
            day: "2026-09-01".into(),
            ..visit()
        };
        assert!(past.check(NOW, false).is_ok());
        assert_eq!(fields(past.check(NOW, true)), ["day"]);
        let nonsense = OwnInput {
            day: "tomorrow".into(),
            ..visit()
        };
        assert_eq!(fields(nonsense.check(NOW, false)), ["day"]);
    }

    #[test]
    fn a_draft_says_for_whom_it_is_before_anybody_is_named() {
        let nameless = OwnInput {
            me: String::new(),
            ..visit()
        };
        let own = nameless.check(NOW, false).unwrap();
        assert_eq!(
            (own.whom, own.me.as_str(), own.new.name.as_str(), own.consent),
            (Whom::Other, "", "李玉兰", true)
        );
        assert_eq!(fields(nameless.check(NOW, true)), ["me"]);
    }

    #[test]
    fn what_is_done_on_the_spot_is_done_at_the_counter() {
        let spot = OwnInput {
            mode: "immediate".into(),
            ..visit()
        };
        assert_eq!(fields(spot.check(NOW, false)), ["mode"]);
    }

    #[test]
    fn a_slot_is_read_as_it_was_written() {
        let slot = Slot {
            room: RoomId::from_i64(9),
            day: date(2026, 9, 22),
            start: 540,
            end: 570,
        };
        assert_eq!(Slot::read(&slot.value()), Some(slot));
        for bad in ["", "x", "2026-09-22 09:00-09:30", "9 2026-09-22 10:00-09:30"] {
            assert_eq!(Slot::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn somebody_comes_while_the_center_is_open() {
        let day = parse_day("day", "08:30-12:00; 12:00-14:30 noon_duty; 14:30-17:30").unwrap();
        assert_eq!(visit_fits(&day, Some((540, 660))), Ok(()));
        assert_eq!(visit_fits(&day, Some((690, 900))), Ok(()), "hours that touch are one");
        assert_eq!(visit_fits(&day, None), Ok(()));
        let late = visit_fits(&day, Some((1020, 1080))).unwrap_err();
        let hours = "08:30–17:30".to_owned();
        assert_eq!(late, FieldError::new("from", Problem::NotOpen { hours }));
        for times in [Some((540, 660)), None] {
            assert_eq!(visit_fits(&[], times).unwrap_err().field, "day");
        }
    }

    #[test]
    fn one_answer_names_what_is_missing_and_that_nobody_works_that_day() {
        let open = parse_day("day", "08:30-17:30").unwrap();
        assert!(visit().check_visit(NOW, &open).is_ok());
        assert_eq!(visit().visited(), Some((CenterId::from_i64(7), date(2026, 9, 22))));
        let silent = OwnInput {
            consent: String::new(),
            ..visit()
        };
        assert_eq!(fields(silent.check_visit(NOW, &[])), ["consent", "day"]);
        let timeless = OwnInput {
            from: String::new(),
            to: String::new(),
            ..visit()
        };
        assert_eq!(fields(timeless.check_visit(NOW, &[])), ["from", "to", "day"]);
        let late = OwnInput {
            me: String::new(),
            from: "19:00".into(),
            to: "20:00".into(),
            ..visit()
        };
        assert_eq!(fields(late.check_visit(NOW, &open)), ["me", "from"]);
        let past = OwnInput {
            day: "2026-09-01".into(),
            ..visit()
        };
        assert_eq!(fields(past.check_visit(NOW, &[])), ["day"], "said once");
        let counter = OwnInput {
            mode: "appointment".into(),
            ..visit()
        };
        assert_eq!(counter.visited(), None, "no visit, no hours");
    }

    #[test]
    fn the_guides_answer_and_the_form_say_the_same() {
        let told = |answer: &str| Answers::from([("who".to_owned(), answer.to_owned())]);
        assert_eq!(Whom::answered(&told("agent")), Some(Whom::Other));
        assert_eq!(Whom::answered(&told("self")), Some(Whom::Myself));
        assert_eq!(Whom::answered(&told("parent")), None);
        assert_eq!(Whom::answered(&Answers::new()), None);
        // Who changes their mind in the form brings what the other one brings.
        let choice = |code: &str| Choice {
            code: code.to_owned(),
            text: Names::default(),
            stop: String::new(),
            hint: String::new(),
        };
        let asks = |choices: &[&str]| {
            vec![Question {
                code: "who".to_owned(),
                text: Names::default(),
                choices: choices.iter().map(|code| choice(code)).collect(),
                only_if: Vec::new(),
            }]
        };
        let both = asks(&["self", "agent", "parent"]);
        assert_eq!(Whom::Myself.corrected(&both, told("agent")), told("self"));
        assert_eq!(Whom::Other.corrected(&both, told("self")), told("agent"));
        assert_eq!(Whom::Other.corrected(&both, told("parent")), told("parent"));
        assert_eq!(Whom::Other.corrected(&both, Answers::new()), Answers::new());
        // What the matter does not offer is no answer to it.
        let agents = asks(&["agent", "parent"]);
        assert_eq!(Whom::Myself.corrected(&agents, told("agent")), told("agent"));
        assert_eq!(Whom::Myself.corrected(&[], told("agent")), told("agent"));
    }
}
