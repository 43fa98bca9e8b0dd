//! Staff accounts: signing in, one's own password. Managing accounts is in [`crate::admin`].

pub mod api;
mod me;
mod sign_in;

crate::ui::lazy_page! {
    /// `/sign-in`
    SignInRoute => sign_in::SignInPage
}
crate::ui::lazy_page! {
    /// `/me`
    MeRoute => me::MePage
}
