//! What residents call about themselves.

/// Name of the cookie that holds a resident's token.
pub const RESIDENT_COOKIE: &str = "resident";
