//! Centers 党群服务中心: finding one, reading about one. Configuring them is in [`crate::admin`].

pub mod api;
mod home;
mod list;
mod one;

pub use home::HomePage;
pub use list::ListPage;
pub use one::CenterPage;
