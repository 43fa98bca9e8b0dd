//! How messages leave for residents: the gateway for text messages, the hours of the night, reminders.

mod gateway;

pub use gateway::{is_gateway_url, is_near};

use crate::{
    AppError, FieldError, Problem,
    booking::{Booking, slot_start},
    hours::{DAY, fmt_minute, parse_minute},
    text::{Problems, clean, whole_number},
};
use serde::{Deserialize, Serialize};

/// What an administrator sets about messages. The gateway's secret is kept apart: it never leaves the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageSettings {
    /// Text messages go out.
    pub gateway: bool,
    /// Where they are posted to.
    pub url: String,
    /// Whom they come from, for gateways that sign them: `家门口`.
    pub sender: String,
    /// Local minute from which only codes go out.
    pub quiet_from: u16,
    /// Local minute from which everything goes out again; the same as `quiet_from` for no quiet hours.
    pub quiet_until: u16,
    /// Residents are reminded of their bookings.
    pub reminders: bool,
    /// How many hours before; 0 for the evening before.
    pub reminder_hours: u16,
    /// Codes to sign in that are sent within 24 hours, to all phones together.
    pub codes_a_day: u32,
}

/// The fewest [`MessageSettings::codes_a_day`]: who cannot sign in cannot book.
pub const LEAST_CODES_A_DAY: u32 = 10;
/// The most.
pub const MOST_CODES_A_DAY: u32 = 1_000_000;
/// Local minute of reminders on the evening before.
pub const REMINDER_EVENING: u16 = 18 * 60;
/// How long before it begins a resident is reminded of what was booked after the first moment for it, seconds.
pub const REMINDER_LATE_SECONDS: i64 = 2 * 3600;
/// The most hours before.
pub const MOST_REMINDER_HOURS: u16 = 72;

impl Default for MessageSettings {
    fn default() -> Self {
        Self {
            gateway: false,
            url: String::new(),
            sender: String::new(),
            quiet_from: 21 * 60,
            quiet_until: 8 * 60,
            reminders: true,
            reminder_hours: 0,
            codes_a_day: 2000,
        }
    }
}

impl MessageSettings {
    /// Whether nothing but codes goes out at a local minute.
    #[must_use]
    pub const fn is_quiet(&self, minute: u16) -> bool {
        if self.quiet_from <= self.quiet_until {
            self.quiet_from <= minute && minute < self.quiet_until
        } else {
            self.quiet_from <= minute || minute < self.quiet_until
        }
    }

    /// When a resident is reminded of a booking, epoch seconds; none where they are not. The evening before (or so many hours
    /// before, as set); what was booked, moved or approved (`since`) after that, two hours before; what was later still, not at
    /// all: who has just booked knows.
    #[must_use]
    pub fn reminder_at(&self, booking: &Booking, since: i64) -> Option<i64> {
        if !self.reminders {
            return None;
        }
        let begins = slot_start(booking.first_slot);
        let first = if self.reminder_hours == 0 {
            let midnight = begins - 60 * i64::from(booking.start);
            midnight - 60 * i64::from(DAY - REMINDER_EVENING)
        } else {
            begins - 3600 * i64::from(self.reminder_hours)
        };
        [first, begins - REMINDER_LATE_SECONDS]
            .into_iter()
            .find(|at| since < *at)
    }
}

/// The fewest characters of the gateway's secret.
pub const LEAST_SECRET: u32 = 16;
/// The most.
pub const MOST_SECRET: u32 = 200;

/// The settings as a form sends them. A box that is ticked sends `1`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageSettingsInput {
    /// Ticked for text messages to go out.
    pub gateway: String,
    /// Where they are posted to.
    pub url: String,
    /// A new secret; empty to keep the one that is set. Only ever sent to the server.
    pub secret: String,
    /// Whom they come from.
    pub sender: String,
    /// `21:00`
    pub quiet_from: String,
    /// `08:00`
    pub quiet_until: String,
    /// Ticked for reminders.
    pub reminders: String,
    /// Hours before; 0 for the evening before.
    pub reminder_hours: String,
    /// Codes within 24 hours.
    pub codes_a_day: String,
}

impl MessageSettingsInput {
    /// Checks the form: the settings, and the new secret if there is one. `has_secret`: one is set already. In a `sample` the
    /// gateway may be anywhere.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self, has_secret: bool, sample: bool) -> Result<(MessageSettings, Option<String>), AppError> {
        let mut problems = Problems::new();
        let gateway = ticked(&self.gateway);
        let secret = problems.take(secret(&self.secret));
        if gateway && secret.is_none() && !has_secret && self.secret.is_empty() {
            problems.add("secret", Problem::Required);
        }
        let settings = MessageSettings {
            gateway,
            url: problems.take(url(&self.url, gateway, sample)),
            sender: problems.take(clean("sender", &self.sender, false, 20)),
            quiet_from: problems.take(minute("quiet_from", &self.quiet_from)),
            quiet_until: problems.take(minute("quiet_until", &self.quiet_until)),
            reminders: ticked(&self.reminders),
            reminder_hours: problems
                .take(whole_number(
                    "reminder_hours",
                    &self.reminder_hours,
                    0,
                    i64::from(MOST_REMINDER_HOURS),
                ))
                .try_into()
                .unwrap_or_default(),
            codes_a_day: problems
                .take(whole_number(
                    "codes_a_day",
                    &self.codes_a_day,
                    LEAST_CODES_A_DAY.into(),
                    MOST_CODES_A_DAY.into(),
                ))
                .try_into()
                .unwrap_or_default(),
        };
        problems.finish((settings, secret))
    }
}

fn ticked(text: &str) -> bool {
    !matches!(text.trim(), "" | "0" | "false" | "off")
}

fn secret(text: &str) -> Result<Option<String>, FieldError> {
    if text.is_empty() {
        return Ok(None);
    }
    let secret = clean("secret", text, true, MOST_SECRET)?;
    if secret.chars().count() < LEAST_SECRET as usize {
        return Err(FieldError::new("secret", Problem::TooShort { min: LEAST_SECRET }));
    }
    Ok(Some(secret))
}

fn url(text: &str, required: bool, sample: bool) -> Result<String, FieldError> {
    let url = clean("url", text, required, 500)?;
    if url.is_empty() || is_gateway_url(&url, sample) {
        return Ok(url);
    }
    let allowed = "https://…, http://10.…, http://192.168.…, http://127.0.0.1…".to_owned();
    Err(FieldError::new("url", Problem::Unknown { allowed }))
}

/// A time of day; midnight is 00:00 here.
fn minute(field: &str, text: &str) -> Result<u16, FieldError> {
    match parse_minute(text) {
        Ok(minute) => Ok(minute % DAY),
        Err(problem) => Err(FieldError::new(field, problem)),
    }
}

impl From<&MessageSettings> for MessageSettingsInput {
    fn from(m: &MessageSettings) -> Self {
        let tick = |yes: bool| if yes { "1".to_owned() } else { String::new() };
        Self {
            gateway: tick(m.gateway),
            url: m.url.clone(),
            secret: String::new(),
            sender: m.sender.clone(),
            quiet_from: fmt_minute(m.quiet_from),
            quiet_until: fmt_minute(m.quiet_until),
            reminders: tick(m.reminders),
            reminder_hours: m.reminder_hours.to_string(),
            codes_a_day: m.codes_a_day.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_night_goes_over_midnight_or_not_or_is_none() {
        let hours = |quiet_from, quiet_until| MessageSettings {
            quiet_from,
            quiet_until,
            ..Default::default()
        };
        let night = MessageSettings::default();
        for (minute, quiet) in [
            (21 * 60 - 1, false),
            (21 * 60, true),
            (0, true),
            (8 * 60 - 1, true),
            (8 * 60, false),
        ] {
            assert_eq!(night.is_quiet(minute), quiet, "{minute}");
        }
        let noon = hours(12 * 60, 14 * 60);
        assert!(noon.is_quiet(12 * 60) && !noon.is_quiet(14 * 60) && !noon.is_quiet(0));
        assert!((0..DAY).all(|minute| !hours(480, 480).is_quiet(minute)));
    }

    #[test]
    fn settings_survive_their_form_and_a_gateway_needs_its_address_and_a_secret() {
        let settings = MessageSettings {
            gateway: true,
            url: "https://sms.example/send?app=1".into(),
            sender: "家门口".into(),
            quiet_from: 0,
            ..Default::default()
        };
        let input = MessageSettingsInput::from(&settings);
        assert_eq!(input.check(true, false), Ok((settings, None)));
        let fields = |input: MessageSettingsInput, has_secret| match input.check(has_secret, false) {
            Err(AppError::Invalid { fields }) => fields.into_iter().map(|f| f.field).collect(),
            _ => vec![],
        };
        assert_eq!(fields(input.clone(), false), ["secret"]);
        let none = MessageSettingsInput {
            gateway: "1".into(),
            secret: "too short".into(),
            quiet_from: "25:00".into(),
            reminder_hours: "73".into(),
            codes_a_day: "9".into(),
            ..Default::default()
        };
        assert_eq!(
            fields(none, false),
            [
                "secret",
                "url",
                "quiet_from",
                "quiet_until",
                "reminder_hours",
                "codes_a_day"
            ]
        );
        let near = |url: &str, sample| {
            let input = MessageSettingsInput {
                url: url.into(),
                ..input.clone()
            };
            input.check(true, sample).is_ok()
        };
        assert!(!near("http://sms.example/", false) && near("http://sms.example/", true));
        let new = MessageSettingsInput {
            secret: " 0123456789abcdef ".into(),
            ..input
        };
        assert_eq!(new.check(false, false).unwrap().1.as_deref(), Some("0123456789abcdef"));
    }
}
