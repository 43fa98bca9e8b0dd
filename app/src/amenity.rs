//! Amenities 便民设施: what the admin panel asks and does.

pub mod api;
