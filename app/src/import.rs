//! Import and export of spreadsheets: what a table would do, doing it, and the tables of what is stored. The rules of the
//! rows are in `model::import`, the pages in `panel`, files in the binary.

pub mod api;
#[cfg(feature = "ssr")]
pub mod apply;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod plan;
#[cfg(feature = "ssr")]
mod scope;
#[cfg(feature = "ssr")]
pub mod upload;
