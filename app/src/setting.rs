//! Branding and map of the deployment: what the admin panel asks and does.

pub mod api;
