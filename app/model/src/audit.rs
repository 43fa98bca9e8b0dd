//! The audit log 操作日志: who did what to what, when, and whether it was allowed. Append-only.

use crate::id::Id;
use serde::{Deserialize, Serialize};

/// Names an entry.
pub type AuditId = Id<AuditEntry>;

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The key.
    pub id: AuditId,
    /// Epoch seconds.
    pub at: i64,
    /// Display name at that time; `命令行` for the command line.
    pub who: String,
    /// `<capability>.<verb>`: `center.save`, `staff.sign_in`.
    pub action: String,
    /// What it was done to, for people: a center's name, a user name.
    pub subject: String,
    /// What changed, as `field: before → after` lines; never a password, never personal data of residents.
    pub detail: String,
    /// Whether it succeeded.
    pub ok: bool,
}

/// What to show of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// Part of a person's name.
    pub who: String,
    /// Beginning of an action: `center.`
    pub action: String,
    /// Part of a subject.
    pub subject: String,
    /// First date `YYYY-MM-DD`, in the deployment's zone, or empty.
    pub from: String,
    /// Last date, included, or empty.
    pub to: String,
    /// Only entries older than this one: the next page.
    pub before: Option<AuditId>,
}
