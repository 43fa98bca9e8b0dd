//! Cases 办件: what becomes of the matters that people bring. The counter's pages are the panel's, in `panel`;
//! residents follow theirs by number.

pub mod api;
mod files;
mod follow;
mod mine;
mod own;
pub mod own_api;
#[cfg(feature = "ssr")]
pub mod reach;
pub mod unsent;
pub mod words;

pub use files::{AddPaper, Handed, UPLOAD, UPLOAD_PAPER};
pub use follow::FollowPage;
pub use mine::MinePage;
pub use own::OwnPage;
