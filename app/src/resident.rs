//! Residents: signing in with a phone and a code, what is kept about them, their devices.

pub mod api;
mod me;
#[cfg(feature = "ssr")]
mod own;
mod sign_in;
mod slip;

pub use me::{DeletePage, MePage, NamePage};
pub use sign_in::{MessagesPage, SignInPage};
pub use slip::{SlipPage, SlipsPage};
