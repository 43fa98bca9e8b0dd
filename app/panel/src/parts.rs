//! What several pages of the panel share: the way back, word that something was saved, and finding something by its number.

use app::{
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_location, params::ParamsMap};
use model::booking::Number;

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

/// Something of which somebody says the number: a form whose answer is its page.
#[component]
pub(crate) fn ByNumber(
    /// What the address says.
    typed: String,
    /// What the number is called.
    label: &'static str,
    /// The page with this form; the one that is found lies under it.
    page: &'static str,
) -> impl IntoView {
    let lang = use_lang();
    let found = typed.parse::<Number>().ok();
    let wrong = (found.is_none() && !typed.trim().is_empty())
        .then(|| view! { <p class="notice warn" role="alert" id="number-wrong"><Icon name="warn" />{t::desk::number_wrong(lang)}</p> });
    let described = wrong.is_some().then_some("number-wrong");
    view! {
        {found.map(|number| view! { <Redirect path=format!("{page}/{number}") /> })}
        <form class="find no-print" role="search" action=page>
            <Icon name="search" />
            <label class="sr" for="number">{label}</label>
            <input id="number" name="number" type="search" autocomplete="off" maxlength="20" placeholder=label value=typed
                aria-describedby=described />
            <button class="btn">{t::ui::search(lang)}</button>
        </form>
        {wrong}
    }
}

/// The query of the address. Not the router's own: that one does not follow from one page of a route to the next.
pub(crate) fn use_query() -> Memo<ParamsMap> {
    use_location().query
}

/// Puts the keyboard where the work goes on, by the element's `id`, unless somebody has gone somewhere already, while the page was on
/// its way: they are nowhere yet, or on the link that led here.
pub(crate) fn hands_on(id: String) {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let id = id.clone();
        // Once the page before is gone and this one is there.
        request_animation_frame(move || {
            use wasm_bindgen::JsCast;
            let at = document().active_element();
            let here = window().location().pathname().unwrap_or_default();
            let led_here = |e: &web_sys::Element| {
                e.get_attribute("href")
                    .is_some_and(|to| to.split(['?', '#']).next() == Some(&*here))
            };
            let busy = at.is_some_and(|e| e.tag_name() != "BODY" && !led_here(&e));
            let there = document().get_element_by_id(&id);
            if let Some(there) = there.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
                && !busy
            {
                _ = there.focus();
            }
        });
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}
