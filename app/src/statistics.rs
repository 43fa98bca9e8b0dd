//! Statistics of cases 办件统计: how many came and how they went, for whoever sees the cases of a place. The page is in the panel.

pub mod api;
#[cfg(feature = "ssr")]
pub mod reach;
