//! The panel's first page.

use crate::{
    lang::{t, use_lang},
    ui::PageTitle,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// `/admin`
#[derive(Debug)]
pub struct StartRoute;

#[lazy_route]
impl LazyRoute for StartRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        view! { <Start /> }.into_any()
    }
}

#[component]
fn Start() -> impl IntoView {
    let lang = use_lang();
    view! { <PageTitle text=t::admin::title(lang) /> }
}
