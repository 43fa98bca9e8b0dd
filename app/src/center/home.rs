//! The start page: one question, and the nearest center.

use crate::{
    lang::{t, use_lang},
    ui::{Icon, PageTitle},
};
use leptos::prelude::*;

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    let lang = use_lang();
    view! {
        <PageTitle text=t::ui::home(lang) hidden=true />
        <section class="hero">
            <h1>{t::ui::home_hello(lang)}</h1>
            <form class="find" role="search" action="/centers">
                <Icon name="search" />
                <label class="sr" for="q">{t::center::which(lang)}</label>
                <input id="q" name="q" type="search" placeholder=t::center::which(lang) />
                <button class="btn main">{t::ui::search(lang)}</button>
            </form>
        </section>
    }
}
