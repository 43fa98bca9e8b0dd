//! Stories of the store, each told on SQLite and on PostgreSQL: one binary, because linking is the slow part.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that panics has failed, as it should

mod harness;
mod postgres;

/// Makes of each story a test on either engine: `stories! { a_center_is_found_again }`.
macro_rules! stories {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $( #[test] fn $name() { $crate::harness::on_sqlite(super::$name); } )* }
        mod postgres { $( #[test] fn $name() { $crate::harness::on_postgres(super::$name); } )* }
    };
}

mod agreement;
mod audit;
mod booking;
mod calendar;
mod case;
mod case_alarm;
mod case_entry;
mod case_file;
mod case_own;
mod case_slot;
mod case_transfer;
mod center;
mod complaint;
mod directory;
mod division;
mod duty;
mod errors;
mod evaluation;
mod figures;
mod follow_up;
mod hours;
mod import;
mod live;
mod matter;
mod matter_file;
mod matter_notice;
mod message;
mod notice;
mod push;
mod reminder;
mod resident;
mod room;
mod sample;
mod setting;
mod staff;
mod statistics;
mod town;
mod workday;
