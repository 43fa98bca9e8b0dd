//! The panel's first page.

use crate::{
    lang::{t, use_lang},
    ui::PageTitle,
};
use leptos::prelude::*;

super::page! {
    /// `/admin`
    StartRoute => Start
}

#[component]
fn Start() -> impl IntoView {
    let lang = use_lang();
    view! { <PageTitle text=t::admin::title(lang) /> }
}
