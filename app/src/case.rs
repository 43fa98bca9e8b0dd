//! Cases 办件: what becomes of the matters that people bring. The counter's pages are the panel's, in [`crate::admin`];
//! residents follow theirs by number.

pub mod api;
mod files;
mod follow;
mod mine;
mod own;
pub mod own_api;
#[cfg(feature = "ssr")]
pub mod reach;
pub mod words;

pub(crate) use files::Handed;
pub(crate) use follow::FollowPage;
pub(crate) use mine::MinePage;
pub(crate) use own::OwnPage;
