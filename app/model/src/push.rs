//! Notifications of the browser: what it hands out when a resident allows them.

use crate::{AppError, FieldError, Problem, id::Id, text::Problems};
use serde::{Deserialize, Serialize};

/// Names a subscription.
pub type SubscriptionId = Id<Subscription>;

/// The longest endpoint; those of today's browsers have a few hundred characters.
const MAX_ENDPOINT: usize = 1000;
/// Characters of an uncompressed point of P-256 (65 bytes) in base64url.
const KEY_CHARS: usize = 87;
/// Characters of 16 bytes in base64url.
const AUTH_CHARS: usize = 22;

/// A browser that may be sent notifications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Where they are posted to: an address of the browser's maker.
    pub endpoint: String,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// A secret shared with the browser, base64url.
    pub auth: String,
}

/// What the browser's script sends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SubscriptionInput {
    /// Where notifications are posted to.
    pub endpoint: String,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// A secret shared with the browser, base64url.
    pub auth: String,
}

impl SubscriptionInput {
    /// Checks what is to be sent to: an address by name under https, nothing of this network's own.
    ///
    /// # Errors
    /// Every problem, by field.
    pub fn check(&self) -> Result<Subscription, AppError> {
        let mut problems = Problems::new();
        let subscription = Subscription {
            endpoint: problems.take(endpoint(&self.endpoint)),
            p256dh: problems.take(base64url("p256dh", &self.p256dh, KEY_CHARS)),
            auth: problems.take(base64url("auth", &self.auth, AUTH_CHARS)),
        };
        problems.finish(subscription)
    }
}

fn endpoint(text: &str) -> Result<String, FieldError> {
    let wrong = || {
        let allowed = "https://…".to_owned();
        FieldError::new("endpoint", Problem::Unknown { allowed })
    };
    if text.len() > MAX_ENDPOINT {
        let max = MAX_ENDPOINT as u32;
        return Err(FieldError::new("endpoint", Problem::TooLong { max }));
    }
    let rest = text.strip_prefix("https://").ok_or_else(wrong)?;
    let (host, path) = rest.split_once('/').ok_or_else(wrong)?;
    // A name with a dot and a letter at its end: no address in digits, no port, no user, nothing local.
    let labels = host.split('.').count() > 1;
    let name = host
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    let top = host.rsplit('.').next().unwrap_or_default();
    let local = ["localhost", "local", "internal", "lan", "home", "arpa"].contains(&top);
    let printable = path.bytes().all(|b| b.is_ascii_graphic());
    if labels && name && printable && !local && top.bytes().any(|b| b.is_ascii_alphabetic()) {
        Ok(text.to_owned())
    } else {
        Err(wrong())
    }
}

fn base64url(field: &str, text: &str, chars: usize) -> Result<String, FieldError> {
    let text = text.trim_end_matches('=');
    let known = text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if known && text.len() == chars {
        Ok(text.to_owned())
    } else {
        Err(FieldError::new(field, Problem::Unknown { allowed: String::new() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(endpoint: &str) -> SubscriptionInput {
        SubscriptionInput {
            endpoint: endpoint.into(),
            p256dh: "B".repeat(KEY_CHARS),
            auth: format!("{}==", "a".repeat(AUTH_CHARS)),
        }
    }

    #[test]
    fn only_addresses_of_the_open_network_are_sent_to() {
        let good = input("https://fcm.googleapis.com/fcm/send/abc:def-_1");
        assert_eq!(good.check().unwrap().auth.len(), AUTH_CHARS);
        for bad in [
            "http://fcm.googleapis.com/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://[::1]/x",
            "https://localhost/x",
            "https://printer.local/x",
            "https://push.example:8443/x",
            "https://me@push.example/x",
            "https://push.example",
            "https://push.example/a b",
            "",
        ] {
            assert!(input(bad).check().is_err(), "{bad}");
        }
        assert!(
            input(&format!("https://push.example/{}", "x".repeat(1000)))
                .check()
                .is_err()
        );
        for (p256dh, auth) in [
            ("", "aaaaaaaaaaaaaaaaaaaaaa"),
            ("BBBB", "aaaaaaaaaaaaaaaaaaaaaa"),
            (&"B".repeat(87), "a+"),
        ] {
            let wrong = SubscriptionInput {
                p256dh: p256dh.into(),
                auth: auth.into(),
                ..good.clone()
            };
            assert!(wrong.check().is_err());
        }
    }
}
