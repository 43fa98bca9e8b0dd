//! Complaints 投诉举报: told by anybody, also without a name, also on the telephone. What is told and who tells it is for
//! inspectors; the center hears what they release.

use crate::{
    AppError, Problem,
    center::CenterId,
    follow_up::State,
    id::Id,
    text::{Problems, clean, normal_phone},
};
use serde::{Deserialize, Serialize};

/// Names a complaint.
pub type ComplaintId = Id<Complaint>;
/// A complaint towards people; made and read like a booking's.
pub use crate::booking::Number;

/// Tag of [`ComplaintId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Complaint;

/// The fewest characters of what is told: with less nobody can look into it.
pub const LEAST_WORDS: u32 = 10;
/// The most.
pub const MOST_WORDS: u32 = 2000;
/// The most characters of a name.
pub const MOST_NAME: u32 = 40;

/// How it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By the page.
    Page,
    /// On the telephone; the inspector's office wrote it down.
    Telephone,
}

impl Channel {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Page, Self::Telephone];

    /// The word stored in the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Telephone => "telephone",
        }
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

/// What nobody but inspectors may read; stored as one sealed text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// What is told.
    pub words: String,
    /// Who tells it; may be empty.
    #[serde(default)]
    pub name: String,
    /// Where they can be called; may be empty.
    #[serde(default)]
    pub phone: String,
}

/// A complaint as a form sends it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ComplaintInput {
    /// Key of the center it is about; may be empty.
    pub center: String,
    /// What is told.
    pub words: String,
    /// May be empty.
    pub name: String,
    /// May be empty: then nobody is called back.
    pub phone: String,
}

impl ComplaintInput {
    /// Checks the form.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<(Option<CenterId>, Report), AppError> {
        let mut problems = Problems::new();
        let center = match self.center.trim() {
            "" => None,
            id => id
                .parse()
                .map_err(|_| problems.add("center", Problem::NoSuch { what: String::new() }))
                .ok(),
        };
        let words = problems.take(clean("words", &self.words, true, MOST_WORDS));
        let short = words.chars().count() < LEAST_WORDS as usize;
        if short && !words.is_empty() {
            problems.add("words", Problem::TooShort { min: LEAST_WORDS });
        }
        let name = problems.take(clean("name", &self.name, false, MOST_NAME));
        let phone = match self.phone.trim() {
            "" => String::new(),
            phone => problems.take(normal_phone("phone", phone)),
        };
        problems.finish((center, Report { words, name, phone }))
    }
}

/// How a complaint stands, for whoever follows it: nothing of it says who is dealing with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Taken, not looked at yet.
    Received,
    /// Being looked into.
    Checking,
    /// Looked into, and looked at once more before there is an answer.
    Reviewing,
    /// It is so, and is about to be put right.
    Verified,
    /// It is so, and the center puts it right.
    Rectifying,
    /// Put right, and checked again.
    Rechecking,
    /// Looked into, put right where there was something, and answered.
    Answered,
}

impl Progress {
    /// What a follow-up comes to for who complained; `untouched` while nobody has taken a step.
    #[must_use]
    pub const fn of(state: State, untouched: bool) -> Self {
        match state {
            State::CallBack | State::Unreachable if untouched => Self::Received,
            State::CallBack | State::Unreachable => Self::Checking,
            State::Unfounded | State::Appealed => Self::Reviewing,
            State::Verified => Self::Verified,
            State::Rectifying => Self::Rectifying,
            State::Done => Self::Rechecking,
            State::Closed | State::SetAside => Self::Answered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_needs_words_and_nothing_else() {
        let mut input = ComplaintInput {
            words: "窗口上班时间没有人，等了一个小时".into(),
            ..Default::default()
        };
        let (center, report) = input.check().unwrap();
        assert_eq!((center, report.phone.as_str()), (None, ""));
        input.phone = "+86 138-0000-1234".into();
        assert_eq!(input.check().unwrap().1.phone, "13800001234");
        let wrong = ComplaintInput {
            center: "<script>".into(),
            words: "差".into(),
            name: "名".repeat(41),
            phone: "打我".into(),
        };
        let Err(AppError::Invalid { fields }) = wrong.check() else {
            panic!()
        };
        let fields: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["center", "words", "name", "phone"]);
    }

    #[test]
    fn who_complained_reads_what_has_come_of_it_step_by_step() {
        use Progress as P;
        assert_eq!(Progress::of(State::CallBack, true), P::Received);
        assert_eq!(Progress::of(State::Unreachable, true), P::Received);
        let after = State::ALL.map(|state| Progress::of(state, false));
        let expected = [
            P::Checking,
            P::Checking,
            P::Verified,
            P::Reviewing,
            P::Rectifying,
            P::Rechecking,
            P::Reviewing,
            P::Answered,
            P::Answered,
        ];
        assert_eq!(after, expected);
    }

    #[test]
    fn every_channel_has_a_word_of_its_own() {
        for channel in Channel::ALL {
            assert_eq!(Channel::from_code(channel.code()), Some(channel));
        }
    }
}
