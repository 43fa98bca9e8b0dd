//! Notifications of the browser: allowed by a resident on one device, with a button that is there only where the browser can.

pub mod api;
#[cfg(feature = "hydrate")]
mod browser;
mod switch;

pub use switch::PushSwitch;
