//! The town's screen: how the open cases of all centers stand. Its page is in the panel.

pub mod api;
#[cfg(feature = "ssr")]
mod reach;
