//! What residents see, and the server functions that every page calls; the panel's pages are in `panel`, the frame around all
//! of them in `shell`.
//!
//! One folder a capability ([`center`], [`staff`], …) with its server functions in `api.rs` beside the pages that call
//! them; what all of them use is in [`ui`], [`boot`], [`lang`] and [`call`]. `docs/ARCHITECTURE.md` walks through a request.

#![recursion_limit = "512"]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod account;
pub mod amenity;
pub mod audit;
pub mod booking;
pub mod boot;
pub mod call;
pub mod case;
pub mod center;
pub mod complaint;
pub mod division;
pub mod duty;
pub mod evaluation;
pub mod figures;
pub mod follow_up;
#[cfg(feature = "ssr")]
mod guess;
pub mod hours;
pub mod import;
pub mod lang;
pub mod matter;
pub mod notice;
pub mod push;
pub mod resident;
pub mod room;
#[cfg(feature = "ssr")]
pub mod server;
pub mod setting;
pub mod staff;
pub mod statistics;
pub mod town;
pub mod ui;
pub mod workday;
pub mod zone;
