//! The head of every page: mark and name, the way to every part, language, elder mode.

use app::{
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{Icon, MenuLink},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Where the menu leads: address, icon, words. Only what exists is offered.
fn places(lang: Lang) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut places = vec![
        ("/", "home", t::ui::home(lang)),
        ("/centers", "map", t::ui::map(lang)),
        ("/book", "calendar", t::ui::book(lang)),
        ("/matters", "papers", t::ui::matters(lang)),
    ];
    let boot = use_boot();
    if boot.with_value(|b| b.panel) {
        places.push(("/admin", "settings", t::ui::admin(lang)));
    }
    places.push(if boot.with_value(|b| b.viewer.is_some() || b.resident.is_some()) {
        ("/me", "person", t::ui::me(lang))
    } else {
        ("/sign-in", "person", t::ui::sign_in(lang))
    });
    places
}

/// Mark, name, menu (at the bottom of a phone's screen), language and elder mode.
#[component]
pub fn Header() -> impl IntoView {
    let lang = use_lang();
    let (name, owner, logo, elder) = use_boot().with_value(|b| {
        let (english, brand) = (lang.english(), &b.branding);
        (
            brand.name.get(english).to_owned(),
            brand.owner.get(english).to_owned(),
            brand.logo_url.clone(),
            b.elder,
        )
    });
    let mark = if logo.is_empty() {
        let mark = format!("{}#mark", app::boot::asset("/icons.svg"));
        view! { <svg class="mark" viewBox="0 0 34 40" aria-hidden="true"><use href=mark></use></svg> }.into_any()
    } else {
        view! { <img class="mark" src=logo alt="" /> }.into_any()
    };
    let links = places(lang)
        .into_iter()
        // `exact` for the start only: a center's page still belongs to the map.
        .map(|(href, icon, text)| view! { <MenuLink href exact={href == "/"}><Icon name=icon /><span>{text}</span></MenuLink> })
        .collect_view();
    let (elder_value, elder_text) = if elder {
        ("0", t::ui::elder_off(lang))
    } else {
        ("1", t::ui::elder(lang))
    };
    let other = if lang == Lang::En { Lang::ZhHans } else { Lang::En };
    view! {
        <header class="top">
            <a href="/" class="brand">{mark}<span class="brand-name">{name}<small>{owner}</small></span></a>
            <nav class="places" aria-label=t::ui::menu(lang)>{links}</nav>
            <div class="tools">
                <Preference name="lang" value=other.tag()><span lang=other.tag()>{other.own_name()}</span></Preference>
                <Preference name="elder" value=elder_value ring=true><Icon name="elder" />{elder_text}</Preference>
            </div>
        </header>
    }
}

/// A switch that is remembered in a cookie: an ordinary form, so it works without scripts, and the page is loaded anew.
#[component]
fn Preference(
    /// The cookie.
    name: &'static str,
    /// What it becomes.
    value: &'static str,
    /// Drawn with a ring around.
    #[prop(optional)]
    ring: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    let location = use_location();
    let here = move || {
        let search = location.search.get();
        let mark = if search.is_empty() { "" } else { "?" };
        format!("{}{mark}{search}", location.pathname.get())
    };
    view! {
        <form method="post" action="/preference">
            <input type="hidden" name="name" value=name />
            <input type="hidden" name="value" value=value />
            <input type="hidden" name="then" value=here />
            <button type="submit" class="tool" class:ring=ring>{children()}</button>
        </form>
    }
}

/// Says on every page that the data is a sample.
#[component]
pub fn SampleBanner() -> impl IntoView {
    let lang = use_lang();
    use_boot()
        .with_value(|b| b.sample)
        .then(|| view! { <aside class="sample">{t::ui::sample(lang)}</aside> })
}
