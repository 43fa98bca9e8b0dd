//! Staff accounts: signing in, one's own password. Managing accounts is in [`crate::admin`].

pub mod api;
mod me;
mod sign_in;

pub use me::MePage;
pub use sign_in::SignInPage;
