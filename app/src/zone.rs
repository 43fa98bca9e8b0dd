//! The zone template 两站五室一广场: what the admin panel asks and does.

pub mod api;
