//! Public figures 评价数据: what residents say of the services, for everybody to read.

pub mod api;
mod chart;
mod page;
#[cfg(feature = "ssr")]
pub mod reach;
mod spoken;
mod table;

pub use page::FiguresPage;
pub use table::period_text;
