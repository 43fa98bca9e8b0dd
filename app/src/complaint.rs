//! Complaints 投诉举报: told by anybody, followed by number and code. The inspector's side is in `panel`.

pub mod api;
mod follow;
#[cfg(feature = "ssr")]
pub mod reach;
mod send;

pub use follow::FollowPage;
pub use send::{Fields, Receipted, SendPage};
