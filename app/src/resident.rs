//! Residents: signing in with a phone and a code, what is kept about them, their devices.

pub mod api;
