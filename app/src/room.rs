//! Rooms 功能室 of centers: what the admin panel asks and does about them.

pub mod api;
