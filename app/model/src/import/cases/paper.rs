//! What papers say: where a case has come to, and the days that people write.

use crate::{
    FieldError, Problem,
    case::{Decision, Step},
};
use jiff::civil::Date;

/// Where a case that was done on paper has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperState {
    /// 已收件: nobody has said whether it is accepted.
    Submitted,
    /// 办理中: accepted, and worked on.
    InProgress,
    /// 已转报: the town has it.
    HandedUp,
    /// 办结: granted.
    Granted,
    /// 不予批准, with the reason.
    NotGranted,
    /// 不予受理, with the reason.
    Refused,
    /// 已取件: granted, and the result was taken home.
    Collected,
}

impl PaperState {
    /// All of them, in the order of the chain.
    pub const ALL: [Self; 7] = [
        Self::Submitted,
        Self::InProgress,
        Self::HandedUp,
        Self::Granted,
        Self::NotGranted,
        Self::Refused,
        Self::Collected,
    ];

    /// The word in spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::InProgress => "in_progress",
            Self::HandedUp => "handed_up",
            Self::Granted => "granted",
            Self::NotGranted => "not_granted",
            Self::Refused => "refused",
            Self::Collected => "collected",
        }
    }

    /// What people write for it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Submitted => "已收件",
            Self::InProgress => "办理中",
            Self::HandedUp => "已转报",
            Self::Granted => "办结",
            Self::NotGranted => "不予批准",
            Self::Refused => "不予受理",
            Self::Collected => "已取件",
        }
    }

    /// Reads a code, a word, or what else is often written.
    ///
    /// # Errors
    /// The problem, under `state`.
    pub(super) fn read(text: &str) -> Result<Self, FieldError> {
        if text.is_empty() {
            return Err(FieldError::new("state", Problem::Required));
        }
        let other = match text {
            "待受理" | "已登记" => Some(Self::Submitted),
            "已受理" | "受理" | "在办" => Some(Self::InProgress),
            "转报" | "已转报镇里" => Some(Self::HandedUp),
            "已办结" | "准予" | "当场办结" => Some(Self::Granted),
            "不予" | "未批准" => Some(Self::NotGranted),
            "取件" => Some(Self::Collected),
            _ => None,
        };
        let found = other.or_else(|| Self::ALL.into_iter().find(|s| s.code() == text || s.zh() == text));
        found.ok_or_else(|| {
            let allowed = Self::ALL.map(Self::zh).join("、");
            FieldError::new("state", Problem::Unknown { allowed })
        })
    }

    /// How it was decided.
    #[must_use]
    pub const fn decision(self) -> Option<Decision> {
        match self {
            Self::Granted | Self::Collected => Some(Decision::Granted),
            Self::NotGranted => Some(Decision::NotGranted),
            _ => None,
        }
    }

    /// Whether nothing is to be decided any more.
    #[must_use]
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Granted | Self::NotGranted | Self::Refused | Self::Collected)
    }

    /// Whether it came to this on a day of its own, which has to be said.
    pub(super) const fn has_day(self) -> bool {
        self.is_ended() || matches!(self, Self::HandedUp)
    }

    /// Whether somebody has to be told why.
    pub(super) const fn needs_words(self) -> bool {
        matches!(self, Self::HandedUp | Self::NotGranted | Self::Refused)
    }

    /// The steps that have led there.
    pub(super) const fn steps(self, at_once: bool) -> &'static [Step] {
        use Step as S;
        match (self, at_once) {
            (Self::Collected, true) => &[S::AtOnce, S::Collect],
            (_, true) => &[S::AtOnce],
            (Self::Submitted, _) => &[S::Register],
            (Self::InProgress, _) => &[S::Register, S::Accept, S::Begin],
            (Self::HandedUp, _) => &[S::Register, S::Accept, S::HandUp],
            (Self::Granted | Self::NotGranted, _) => &[S::Register, S::Accept, S::Decide],
            (Self::Refused, _) => &[S::Register, S::Refuse],
            (Self::Collected, _) => &[S::Register, S::Accept, S::Decide, S::Collect],
        }
    }

    /// With which of its steps what the paper says was said.
    pub(super) const fn said_with(self, at_once: bool) -> Step {
        match (self, at_once) {
            (_, true) => Step::AtOnce,
            (Self::Submitted, _) => Step::Register,
            (Self::InProgress, _) => Step::Begin,
            (Self::HandedUp, _) => Step::HandUp,
            (Self::Refused, _) => Step::Refuse,
            _ => Step::Decide,
        }
    }

    /// Whether a step that is not the last was taken on the last one's day: the paper knows two days and no third.
    pub(super) const fn is_late(self, step: Step) -> bool {
        matches!((self, step), (Self::Collected, Step::Decide))
    }

    /// Whether a step says how it was decided.
    pub(super) const fn decides(step: Step) -> bool {
        matches!(step, Step::Decide | Step::AtOnce)
    }

    /// Whether a step says where it goes.
    pub(super) const fn hands_up(step: Step) -> bool {
        matches!(step, Step::HandUp)
    }
}

/// A day as people write it on paper and in spreadsheets: `2026-09-14`, `2026/9/14`, `2026.9.14`, `2026年9月14日`.
#[must_use]
pub fn paper_day(text: &str) -> Option<Date> {
    let plain: String = text
        .trim()
        .trim_end_matches('日')
        .chars()
        .map(|c| match c {
            '/' | '.' | '年' | '月' | '－' | '／' | '．' => '-',
            '０'..='９' => char::from_u32(u32::from('0') + (u32::from(c) - u32::from('０'))).unwrap_or(c),
            c => c,
        })
        .collect();
    let mut parts = plain.split('-').map(str::trim);
    let mut next = |lengths: std::ops::RangeInclusive<usize>| {
        let part = parts.next()?;
        let fits = lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        fits.then_some(part)
    };
    let (year, month, day) = (next(4..=4)?, next(1..=2)?, next(1..=2)?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
