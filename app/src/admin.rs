//! The admin panel: its pages are loaded only when somebody opens them.
//!
//! Each route is a [`leptos_router::LazyRoute`], so the code of the panel is a WASM file of its own.

mod start;

pub use start::StartRoute;
