//! Staff accounts: signing in, one's own password. Managing accounts is in [`crate::admin`].

pub mod admin_api;
pub mod api;
mod me;
#[cfg(feature = "ssr")]
mod reach;
mod sign_in;

crate::ui::lazy_page! {
    /// `/sign-in`
    SignInRoute => sign_in::SignInPage
}
crate::ui::lazy_page! {
    /// `/me`
    MeRoute => me::MePage
}
