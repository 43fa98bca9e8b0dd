//! The five modes in which a matter is handled.

use serde::{Deserialize, Serialize};

/// How a case comes about and is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 即时办理: at the counter, closed at once.
    Immediate,
    /// 帮办代办: a member of staff goes the way for somebody.
    Assisted,
    /// 预约办理: at the counter, at a time that was booked.
    Appointment,
    /// 上门办理: at home.
    HomeVisit,
    /// 自助办理: on an outside platform or machine.
    SelfService,
}

impl Mode {
    /// In the order of forms.
    pub const ALL: [Self; 5] = [
        Self::Immediate,
        Self::Assisted,
        Self::Appointment,
        Self::HomeVisit,
        Self::SelfService,
    ];

    /// The word in the database, in forms and in spreadsheets.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::Assisted => "assisted",
            Self::Appointment => "appointment",
            Self::HomeVisit => "home_visit",
            Self::SelfService => "self_service",
        }
    }

    /// Whether a resident can begin it from home: what is closed at once is done at the counter.
    #[must_use]
    pub const fn is_online(self) -> bool {
        !matches!(self, Self::Immediate)
    }

    /// Reads [`Self::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.code() == code)
    }
}
