//! Evaluations 好差评: what residents are asked after a service, by a link or at a counter. The staff's side is in
//! `panel`.

pub mod api;
mod ask;
mod card;
#[cfg(any(test, feature = "hydrate"))]
mod check;
mod faces;
pub mod form_api;
pub mod list_api;
mod more;
mod outbox;
#[cfg(feature = "ssr")]
pub mod reach;
pub mod words;

pub use card::RateCard;
pub use faces::Faces;
pub use more::MoreFields;

use crate::{figures::FiguresPage, ui::NotFound};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

crate::ui::lazy_page! {
    /// `/rate` and everything below it, the public figures, complaints, following a case, and one's own cases.
    EvaluationRoute => || {
        let path = use_location().pathname;
        move || path.with(|path| page(path))
    }
}

/// The page at `path`.
fn page(path: &str) -> AnyView {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts[..] {
        ["figures"] => view! { <FiguresPage /> }.into_any(),
        ["rate", token] => view! { <ask::RatePage at=token.to_owned() /> }.into_any(),
        ["rate", "at", center] => view! { <ask::RatePage at=format!("at/{center}") /> }.into_any(),
        ["complain"] => view! { <crate::complaint::SendPage /> }.into_any(),
        ["me", "cases"] => view! { <crate::case::MinePage /> }.into_any(),
        ["me", "cases", number] => number.parse().map_or_else(
            |_| view! { <NotFound /> }.into_any(),
            |number| view! { <crate::case::OwnPage number /> }.into_any(),
        ),
        ["cases"] => view! { <crate::case::FollowPage /> }.into_any(),
        ["complaints"] => view! { <crate::complaint::FollowPage /> }.into_any(),
        _ => view! { <NotFound /> }.into_any(),
    }
}
