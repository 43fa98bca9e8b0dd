//! Branding, map and messages of the deployment: what the admin panel asks and does.

pub mod api;
pub mod message_api;
#[cfg(feature = "ssr")]
mod own;
