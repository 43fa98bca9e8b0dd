//! Working days 工作日: the tables of the years. The page is the panel's, in `panel`.

pub mod api;
