//! Signing in and one's own account, of residents and of staff: one lazy file, because they are used together.

use crate::{boot::use_boot, resident, staff, ui::NotFound};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

crate::ui::lazy_page! {
    /// `/sign-in`, `/me`, `/slip`, `/dev` and what is below them.
    AccountRoute => || {
        let path = use_location().pathname;
        move || path.with(|path| page(path))
    }
}

fn page(path: &str) -> AnyView {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts[..] {
        ["sign-in"] => view! { <resident::SignInPage /> }.into_any(),
        ["sign-in", "staff"] => view! { <staff::SignInPage /> }.into_any(),
        // Staff who are no resident here find their own account.
        ["me"] if use_boot().with_value(|b| b.resident.is_none() && b.viewer.is_some()) => {
            view! { <staff::MePage /> }.into_any()
        }
        ["me"] => view! { <resident::MePage /> }.into_any(),
        ["me", "staff"] => view! { <staff::MePage /> }.into_any(),
        ["me", "notices"] => view! { <crate::notice::NoticesPage /> }.into_any(),
        ["me", "name"] => view! { <resident::NamePage /> }.into_any(),
        ["me", "delete"] => view! { <resident::DeletePage /> }.into_any(),
        ["slip", token] => view! { <resident::SlipPage token=token.to_owned() /> }.into_any(),
        ["dev", "messages"] => view! { <resident::MessagesPage /> }.into_any(),
        _ => view! { <NotFound /> }.into_any(),
    }
}

/// Where the address's `then` leads back to; only pages of this site.
pub fn then_or(other: &str) -> String {
    let then = use_location().query.with_untracked(|q| q.get("then"));
    then.filter(|t| t.starts_with('/') && !t.starts_with("//") && !t.contains('\\'))
        .unwrap_or_else(|| other.to_owned())
}
