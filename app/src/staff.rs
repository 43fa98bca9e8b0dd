//! Staff accounts: signing in, one's own password. Managing accounts is in `panel`.

pub mod admin_api;
pub mod api;
mod me;
#[cfg(feature = "ssr")]
pub(crate) mod reach;
mod sign_in;

pub use me::MePage;
pub use sign_in::SignInPage;

/// Where staff sign in.
pub const SIGN_IN: &str = "/sign-in/staff";
/// One's own account.
pub const OWN: &str = "/me/staff";
