//! How long the steps of a follow-up may take. Places publish different deadlines, so they are set.

use crate::{AppError, Problem, text::Problems};
use serde::{Deserialize, Serialize};

/// What an administrator sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FollowUpSettings {
    /// For each of the inspector's steps: to call back, to order, to check again; 24 hours a working day.
    pub call_back_hours: u16,
    /// Working days to put it right.
    pub rectify_days: u16,
    /// Working days in all, where the inspector approves.
    pub extended_days: u16,
    /// Working days after which an overdue step climbs once more.
    pub climb_days: u16,
}

impl Default for FollowUpSettings {
    fn default() -> Self {
        Self {
            call_back_hours: 48,
            rectify_days: 5,
            extended_days: 15,
            climb_days: 1,
        }
    }
}

/// The settings as a form sends them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FollowUpSettingsInput {
    /// See [`FollowUpSettings`].
    pub call_back_hours: String,
    /// See [`FollowUpSettings`].
    pub rectify_days: String,
    /// See [`FollowUpSettings`].
    pub extended_days: String,
    /// See [`FollowUpSettings`].
    pub climb_days: String,
}

impl From<&FollowUpSettings> for FollowUpSettingsInput {
    fn from(settings: &FollowUpSettings) -> Self {
        Self {
            call_back_hours: settings.call_back_hours.to_string(),
            rectify_days: settings.rectify_days.to_string(),
            extended_days: settings.extended_days.to_string(),
            climb_days: settings.climb_days.to_string(),
        }
    }
}

impl FollowUpSettingsInput {
    /// Checks the form.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<FollowUpSettings, AppError> {
        let mut problems = Problems::new();
        let mut number = |field: &str, text: &str, max: u16| -> u16 {
            let text = text.trim();
            let range = || Problem::OutOfRange {
                min: "1".to_owned(),
                max: max.to_string(),
            };
            match text.parse::<u16>() {
                Ok(n) if (1..=max).contains(&n) => return n,
                Ok(_) => problems.add(field, range()),
                Err(_) if text.is_empty() => problems.add(field, Problem::Required),
                // A number that is too large for any field is one out of its range.
                Err(_) if text.bytes().all(|b| b.is_ascii_digit()) => problems.add(field, range()),
                Err(_) => problems.add(field, Problem::NotANumber),
            }
            0
        };
        let settings = FollowUpSettings {
            call_back_hours: number("call_back_hours", &self.call_back_hours, 240),
            rectify_days: number("rectify_days", &self.rectify_days, 60),
            extended_days: number("extended_days", &self.extended_days, 90),
            climb_days: number("climb_days", &self.climb_days, 10),
        };
        if settings.extended_days != 0 && settings.extended_days < settings.rectify_days {
            problems.add(
                "extended_days",
                Problem::OutOfRange {
                    min: settings.rectify_days.to_string(),
                    max: "90".to_owned(),
                },
            );
        }
        problems.finish(settings)
    }
}
