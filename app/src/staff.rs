//! Staff accounts: signing in, one's own password. Managing accounts is in [`crate::admin`].

pub mod admin_api;
pub mod api;
mod me;
#[cfg(feature = "ssr")]
pub(crate) mod reach;
mod sign_in;

pub(crate) use me::MePage;
pub(crate) use sign_in::SignInPage;

/// Where staff sign in.
pub const SIGN_IN: &str = "/sign-in/staff";
/// One's own account.
pub const OWN: &str = "/me/staff";
