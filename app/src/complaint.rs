//! Complaints 投诉举报: told by anybody, followed by number and code. The inspector's side is in [`crate::admin`].

pub mod api;
mod follow;
#[cfg(feature = "ssr")]
pub mod reach;
mod send;

pub(crate) use follow::FollowPage;
pub(crate) use send::{Fields, Receipted, SendPage};
