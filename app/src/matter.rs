//! Matters 服务事项: what centers do for people; finding one, its guide, and what one person has to bring. The staff's side is in
//! `panel`.

pub mod admin_api;
pub mod api;
mod apply;
mod ask;
mod check;
mod find;
mod guide;
mod issue;
mod issued;
pub mod issued_api;
mod kept;
pub(crate) mod materials;
mod notice;
pub mod official;
#[cfg(feature = "ssr")]
pub mod reach;
#[cfg(feature = "ssr")]
mod schema;
mod start;
mod typed;
pub mod words;

use crate::ui::NotFound;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

crate::ui::lazy_page! {
    /// `/matters` and everything below it.
    MatterRoute => || {
        let path = use_location().pathname;
        // The code as it was typed: addresses on paper are typed in small letters.
        // On the way out of here, to sign in for one, the page stays until the other is there.
        let page = Memo::new(move |before: Option<&Page>| {
            let here = path.with(|path| Page::of(path));
            here.or_else(|| before.cloned()).unwrap_or(Page::Nothing)
        });
        move || page.get().view()
    }
}

/// The page of an address; the same page for other answers of the same guide is not made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Page {
    Find,
    Guide(String),
    Notice(String),
    Start(String),
    Issued(String),
    Nothing,
}

impl Page {
    /// None for addresses of other parts of the application.
    fn of(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        Some(match parts[..] {
            ["matters"] => Self::Find,
            ["matters", code] => Self::Guide(code.to_ascii_uppercase()),
            ["matters", code, "notice"] => Self::Notice(code.to_ascii_uppercase()),
            ["matters", code, "start"] => Self::Start(code.to_ascii_uppercase()),
            ["notices", token] => Self::Issued(token.to_owned()),
            ["matters" | "notices", ..] => Self::Nothing,
            _ => return None,
        })
    }

    fn view(self) -> AnyView {
        match self {
            Self::Find => view! { <find::FindPage /> }.into_any(),
            Self::Guide(code) => view! { <guide::GuidePage code /> }.into_any(),
            Self::Notice(code) => view! { <notice::NoticePage code /> }.into_any(),
            Self::Start(code) => view! { <start::StartPage code /> }.into_any(),
            Self::Issued(token) => view! { <issued::IssuedPage token /> }.into_any(),
            Self::Nothing => view! { <NotFound /> }.into_any(),
        }
    }
}
