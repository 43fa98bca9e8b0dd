//! Follow-ups 差评回访整改: what becomes of bad ratings and complaints. The pages are the panel's, in `panel`.

pub mod api;
#[cfg(feature = "ssr")]
pub mod reach;
pub mod words;
