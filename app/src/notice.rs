//! Notices 消息: what a resident was told, in their own pages; and the words for it, which messages carry as well.

pub mod api;
mod mine;
mod words;

pub use mine::{NoticesPage, Unread};
pub use words::{sentence, text_message, title};
