//! Administrative divisions 行政区划: what the admin panel asks and does.

pub mod api;
