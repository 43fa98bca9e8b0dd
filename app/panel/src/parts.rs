//! What several pages of the panel share: the way back, and word that something was saved.

use app::{
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_location, params::ParamsMap};

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
        <nav aria-label=t::admin::crumbs(lang)>
            <ol class="crumbs">
                <li><a href="/admin">{t::admin::title(lang)}</a></li>
                <li><a href=above.0>{above.1}</a></li>
                <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
}

/// "Saved", where the address says so.
#[component]
pub(crate) fn Saved() -> impl IntoView {
    let lang = use_lang();
    let saved = use_query().with_untracked(|q| q.get("saved").is_some());
    saved.then(|| view! { <p class="notice good" role="status"><Icon name="check" />{t::ui::saved(lang)}</p> })
}

/// The query of the address. Not the router's own: that one does not follow from one page of a route to the next.
pub(crate) fn use_query() -> Memo<ParamsMap> {
    use_location().query
}
