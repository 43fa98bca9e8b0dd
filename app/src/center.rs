//! Centers 党群服务中心: finding one, reading about one. Configuring them is in [`crate::admin`].

pub mod api;
mod home;
mod list;
mod one;

pub use home::HomePage;

crate::ui::lazy_page! {
    /// `/centers`
    ListRoute => list::ListPage
}
crate::ui::lazy_page! {
    /// `/centers/{id}`
    CenterRoute => one::CenterPage
}
