//! Types and rules shared by the browser and the server.
//!
//! Nothing in here does I/O, reads a clock or rolls dice: what a rule needs to know of the world is a parameter. So the
//! browser can show the same answer the server will give, and every rule can be tested as a plain function.
//!
//! One module a noun of the field (see `docs/ARCHITECTURE.md` for the words).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod amenity;
pub mod audit;
pub mod booking;
pub mod case;
pub mod center;
pub mod complaint;
pub mod date;
pub mod directory;
pub mod division;
pub mod duty;
pub mod error;
pub mod evaluation;
pub mod figures;
pub mod follow_up;
pub mod geo;
pub mod hours;
pub mod id;
pub mod import;
pub mod json;
pub mod matter;
pub mod notice;
pub mod permission;
pub mod push;
pub mod resident;
pub mod room;
pub mod settings;
pub mod staff;
pub mod statistics;
pub mod text;
pub mod town;
pub mod workday;
pub mod zone;

pub use error::{AppError, FieldError, Problem};
