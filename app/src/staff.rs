//! Staff accounts: signing in, one's own password. Managing accounts is in [`crate::admin`].

pub mod admin_api;
pub mod api;
mod me;
#[cfg(feature = "ssr")]
mod reach;
mod sign_in;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Where staff sign in.
pub const SIGN_IN: &str = "/sign-in";

crate::ui::lazy_page! {
    /// [`SIGN_IN`] and `/me`: what is needed around an account.
    AccountRoute => || {
        if use_location().pathname.with_untracked(|path| path == SIGN_IN) {
            view! { <sign_in::SignInPage /> }.into_any()
        } else {
            view! { <me::MePage /> }.into_any()
        }
    }
}
