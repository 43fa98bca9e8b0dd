//! Opening hours: what the admin panel asks and does about them, for one center or for many.

pub mod api;
