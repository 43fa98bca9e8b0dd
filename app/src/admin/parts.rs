//! What several pages of the panel share: the way back, and word that something was saved.

use crate::{
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};

/// The way from the panel to this page.
#[component]
pub(crate) fn Crumbs(
    /// Address and name of the page above.
    above: (&'static str, &'static str),
    /// This page.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <nav aria-label=t::admin::title(lang)>
            <ol class="crumbs">
                <li><A href="/admin">{t::admin::title(lang)}</A></li>
                <li><A href=above.0>{above.1}</A></li>
                <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
}

/// "Saved", where the address says so.
#[component]
pub(crate) fn Saved() -> impl IntoView {
    let lang = use_lang();
    let saved = use_query_map().with_untracked(|q| q.get("saved").is_some());
    saved.then(|| view! { <p class="notice good" role="status"><Icon name="check" />{t::ui::saved(lang)}</p> })
}

/// The parameter of a route that names one of many: `new` is none, what is no name is nothing.
pub(crate) enum Which<T> {
    /// A new one.
    New,
    /// This one.
    One(T),
    /// The address is mistyped.
    Nothing,
}

impl<T: std::str::FromStr> Which<T> {
    /// Reads the parameter.
    pub(crate) fn read(text: &str) -> Self {
        match text {
            "new" => Self::New,
            text => text.parse().map_or(Self::Nothing, Self::One),
        }
    }
}
