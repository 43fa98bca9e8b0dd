//! Staff accounts: one account a person, roles with a scope, passwords, lock-out.

use crate::{id::Id, permission::Grant};
use serde::{Deserialize, Serialize};

/// Names a staff member.
pub type StaffId = Id<Staff>;

/// Failed sign-ins after which an account is locked (等保 2.0 level 2 in practice).
pub const FAILURES_TO_LOCK: i64 = 5;
/// Seconds an account stays locked.
pub const LOCK_SECONDS: i64 = 30 * 60;
/// Seconds without a request after which a staff session ends.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// Seconds after which a staff session ends however busy it was.
pub const SESSION_SECONDS: i64 = 12 * 3600;

/// A staff account as administrators see it; never carries the password's hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The key.
    pub id: StaffId,
    /// What the person types to sign in: `[a-z0-9._-]`, 3 to 40 characters, unique.
    pub username: String,
    /// What others see.
    pub name: String,
    /// Telephone, may be empty.
    pub phone: String,
    /// What the person may do, and where.
    pub grants: Vec<Grant>,
    /// Must set a new password before anything else.
    pub must_change_password: bool,
    /// Locked until, epoch seconds; none if not locked.
    pub locked_until: Option<i64>,
    /// Cannot sign in any more.
    pub retired: bool,
    /// Last sign-in, epoch seconds.
    pub last_sign_in: Option<i64>,
    /// Counts saves.
    pub version: i64,
}

/// A staff account as a form or a spreadsheet row sends it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffInput {
    /// See [`Staff::username`].
    pub username: String,
    /// Display name.
    pub name: String,
    /// Telephone or empty.
    pub phone: String,
    /// A [`crate::permission::Role::code`].
    pub role: String,
    /// A division code, or empty where `center` is given; both empty for the whole deployment.
    pub division: String,
    /// A center's identifier or, in spreadsheets, its name; empty where `division` is given.
    pub center: String,
}

/// Who is signed in, as every page knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The account.
    pub id: StaffId,
    /// Display name.
    pub name: String,
    /// What the person may do, and where.
    pub grants: Vec<Grant>,
    /// Must set a new password before anything else.
    pub must_change_password: bool,
}
