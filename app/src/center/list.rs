//! The list of centers, filtered by the address's query.

use super::api::list_centers;
use crate::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::{Loaded, PageTitle, words},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};
use model::directory::{Filter, Page};

/// `/centers`
#[component]
pub fn ListPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        Filter {
            q: get("q"),
            room: get("room"),
            amenity: get("amenity"),
            division: get("division"),
            open: get("open"),
            near: get("near"),
            page: get("page"),
        }
    });
    let page = Resource::new(move || filter.get(), list_centers);
    view! {
        <PageTitle text=t::center::list_title(lang) />
        <Loaded resource=page view=|page: Page| view! { <Results page /> } />
    }
}

#[component]
fn Results(page: Page) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let cards = page
        .centers
        .into_iter()
        .map(|c| {
            let (class, _, text) = words::open_state(lang, now, &c.open);
            view! {
                <li class="center card">
                    <div class="center-body">
                        <h2><A href=format!("/centers/{}", c.id) attr:class="cover">{c.names.get(lang.english()).to_owned()}</A></h2>
                        <p class="row"><span class=class>{text}</span></p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="result" role="status"><b>{t::center::count(lang, page.total)}</b></p>
        <ul class="centers">{cards}</ul>
    }
}
