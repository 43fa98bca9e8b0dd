//! The finder: filters, the centers that fit them as a list, and the same centers on a map beside it.

use super::{
    address::Address,
    api::{Choices, get_card, list_centers, list_choices},
    card::{Amenities, CenterCard},
    filters::FilterForm,
    map::{CenterMap, MapCard, MapFiles},
};
use crate::{
    call::{Resource, resource},
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use leptos::{ev::KeyboardEvent, html, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use model::{
    AppError,
    directory::{Listed, Page},
};

/// `id` of the heading of the chosen center's panel.
const CHOSEN: &str = "chosen";

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Finder {
    address: Memo<Address>,
    page: Resource<Result<Page, AppError>>,
    card: Resource<Result<Option<Listed>, AppError>>,
    go: Callback<Address>,
}

/// `/centers`
#[component]
pub fn ListPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_location().query;
    let address = Memo::new(move |_| query.with(Address::read));
    let filter = Memo::new(move |_| address.with(|a| a.filter.clone()));
    let chosen = Memo::new(move |_| address.with(|a| a.c.parse().ok()));
    let navigate = use_navigate();
    let finder = Finder {
        address,
        page: resource(move || filter.get(), list_centers),
        card: resource(
            move || chosen.get(),
            |id| async move {
                match id {
                    Some(id) => get_card(id).await,
                    None => Ok(None),
                }
            },
        ),
        go: Callback::new(move |next: Address| {
            // A second event of the same change (blur after Enter) must not make a second step in the history.
            if address.with_untracked(|now| *now != next) {
                let stay = NavigateOptions {
                    scroll: false,
                    ..Default::default()
                };
                navigate(&next.href(), stay);
            }
        }),
    };
    let choices = resource(|| (), |()| list_choices());
    view! {
        <PageTitle text=t::center::list_title(lang) />
        <MapFiles />
        <Loaded resource=choices view=move |choices| view! { <FinderView choices finder /> } />
    }
    .into_any()
}

#[component]
fn FinderView(choices: Choices, finder: Finder) -> impl IntoView {
    let Finder { address, page, go, .. } = finder;
    let base = choices.map.clone();
    let amenities: Amenities = choices.amenities.clone().into();
    view! {
        <div class="finder" data-view=move || address.with(Address::shown)>
            <div class="finder-head">
                <FilterForm choices address page go />
                <Views address />
            </div>
            <div class="finder-list">
                <Loaded resource=page view=move |page: Page| {
                    view! { <Results page address amenities=amenities.clone() /> }
                } />
            </div>
            <MapSide base finder />
        </div>
    }
    .into_any()
}

/// On a phone: both, the map alone, the list alone.
#[component]
fn Views(address: Memo<Address>) -> impl IntoView {
    let lang = use_lang();
    let link = move |view: &'static str, shown: &'static str, words: &'static str| {
        view! {
            <a data-noscroll="true" href=move || address.with(|a| a.with_view(view).href())
                aria-current=move || address.with(|a| a.shown() == shown).then_some("true")>{words}</a>
        }
    };
    view! {
        <nav class="seg phone-only" aria-label=t::map::show(lang)>
            {link("", "both", t::map::show_both(lang))} {link("map", "map", t::map::show_map(lang))}
            {link("list", "list", t::map::show_list(lang))}
        </nav>
    }
}

/// The map with the chosen center's card.
#[component]
fn MapSide(base: super::api::BaseMap, finder: Finder) -> impl IntoView {
    let lang = use_lang();
    let Finder { address, card, go, .. } = finder;
    let panel = NodeRef::<html::Article>::new();
    let chosen = Memo::new(move |_| address.with(|a| !a.c.is_empty()));
    let choose = move |id: String| go.run(address.get_untracked().with_center(id));
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && chosen.get_untracked() {
            focus_pin();
            choose(String::new());
        }
    };
    // Once the card of a newly chosen center is there, the focus goes to it; not on the first look at a shared address.
    Effect::new(move |before: Option<String>| {
        let now = address.with(|a| a.c.clone());
        let there = card.with(|c| matches!(c, Some(Ok(Some(center))) if center.id.to_string() == now));
        let Some(before) = before else { return now };
        if !there || before == now {
            return if now.is_empty() { now } else { before };
        }
        if let Some(panel) = panel.get_untracked() {
            _ = panel.focus();
        }
        now
    });
    view! {
        <div class="finder-map" on:keydown=on_key>
            <CenterMap base address on_select=Callback::new(choose) />
            <Show when=move || chosen.get()>
                <article class="mapcard card" tabindex="-1" aria-labelledby=CHOSEN node_ref=panel>
                    <a class="btn small quiet close" data-noscroll="true" on:click=move |_| focus_pin()
                        href=move || address.with(|a| a.with_center("").href())>
                        <Icon name="cross" /><span class="sr">{t::map::close(lang)}</span>
                    </a>
                    <Loaded resource=card view=|center| view! { <Chosen center /> } />
                </article>
            </Show>
        </div>
    }
    .into_any()
}

/// What is in the panel: the center, or that it is gone.
#[component]
fn Chosen(center: Option<Listed>) -> impl IntoView {
    let lang = use_lang();
    match center {
        Some(center) => view! { <MapCard center heading=CHOSEN /> }.into_any(),
        None => view! { <h2 id=CHOSEN>{t::map::gone(lang)}</h2> }.into_any(),
    }
}

/// Gives the focus back to the pin of the chosen center before its card goes away, or to the map where it has none.
fn focus_pin() {
    for place in ["center-map .cm-selected", "center-map .cm-canvas"] {
        let element = document().query_selector(place).ok().flatten();
        if let Some(element) = element.and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
            _ = element.focus();
            return;
        }
    }
}

/// How many there are, and one page of them.
#[component]
fn Results(page: Page, address: Memo<Address>, amenities: Amenities) -> impl IntoView {
    let lang = use_lang();
    let order = move || {
        if address.with(|a| a.filter.near().is_some()) {
            t::map::nearest_first(lang)
        } else {
            t::map::town_first(lang)
        }
    };
    let count = if page.total == 0 {
        t::map::none_found(lang).to_owned()
    } else {
        t::center::count(lang, page.total)
    };
    let empty = page.total == 0;
    let cards = page
        .centers
        .into_iter()
        .map(|center| {
            let id = center.id;
            let chosen = Signal::derive(move || address.with(|a| a.c == id.to_string()));
            let show = if center.position.is_some() {
                let href = move || address.with(|a| a.with_center(id).href());
                view! { <a class="over" data-noscroll="true" href=href>{t::map::on_map(lang)}</a> }.into_any()
            } else {
                view! { <span>{t::map::no_position(lang)}</span> }.into_any()
            };
            view! { <CenterCard center amenities=amenities.clone() line=true chosen>{show}</CenterCard> }
        })
        .collect_view();
    view! {
        <p class="result" role="status"><b>{count}</b><span hidden=empty>{order}</span></p>
        <ul class="centers lines" hidden=empty>{cards}</ul>
        <AmongMatters shown=empty address />
        <Nothing shown=empty address />
        <Pages page=page.page pages=page.pages address />
    }
    .into_any()
}

/// No center fits: says so, and what helps.
#[component]
fn Nothing(shown: bool, address: Memo<Address>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="empty" hidden=!shown>
            <span class="doorway" aria-hidden="true"><Icon name="one-chair" /></span>
            <h2>{t::map::none_title(lang)}</h2>
            <p>{t::map::none_help(lang)}</p>
            <div class="acts">
                <a class="btn main" data-noscroll="true" href=move || address.with(|a| a.cleared().href())>{t::map::show_all(lang)}</a>
            </div>
        </div>
    }
}

/// The way to the matters with the same words: the box on the start page is for both.
#[component]
fn AmongMatters(shown: bool, address: Memo<Address>) -> impl IntoView {
    let lang = use_lang();
    view! {
        <p class="acts" hidden=move || !shown || address.with(|a| a.filter.q.trim().is_empty())>
            <a class="btn" href=move || address.with(Address::among_matters)>
                <Icon name="papers" /><span>{move || address.with(|a| t::map::in_matters(lang, a.filter.q.trim()))}</span>
            </a>
        </p>
    }
}

/// The way to the pages before and after.
#[component]
fn Pages(page: u32, pages: u32, address: Memo<Address>) -> impl IntoView {
    let lang = use_lang();
    let link = move |number: u32, words: &'static str| {
        view! { <a href=move || address.with(|a| a.on_page(number).href())>{words}</a> }
    };
    (pages > 1).then(|| {
        view! {
            <nav class="pages" aria-label=t::map::pages(lang)>
                {(page > 1).then(|| link(page - 1, t::ui::previous(lang)))}
                <span>{t::ui::page_of(lang, page, pages)}</span>
                {(page < pages).then(|| link(page + 1, t::ui::next(lang)))}
            </nav>
        }
    })
}
