//! Matters 服务事项: what centers do for people. The staff's pages are in [`crate::admin`].

pub mod admin_api;
#[cfg(feature = "ssr")]
pub mod reach;
pub mod words;
