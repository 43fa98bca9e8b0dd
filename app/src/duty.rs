//! Duty shifts 值班: who is at a center when, for everybody and for those who are. The pages that plan them are the panel's.

pub mod api;
mod mine;
#[cfg(feature = "ssr")]
pub mod reach;
mod today;
pub mod words;

pub use mine::MyShifts;
pub use today::{NowOrNext, Today};
