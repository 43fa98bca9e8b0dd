//! The start page: one question, the nearest center, and the doors to everything else.

use super::{
    api::{Start, get_start},
    card::{Amenities, CenterCard},
    near::{NearMe, NearStatus},
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, PageTitle, words},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use model::{directory::Listed, room::RoomKind, text::dial};

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    let lang = use_lang();
    let query = use_location().query;
    // Whether it is a place on earth is for the server to say: reading numbers would weigh on everybody's first visit.
    let near = Memo::new(move |_| query.with(|q| q.get("near").unwrap_or_default()));
    let start = resource(move || near.get(), get_start);
    let elder = use_boot().with_value(|b| b.elder);
    view! {
        <PageTitle text=t::ui::home(lang) hidden=true />
        <section class="hero">
            <h1>{t::ui::home_hello(lang)}</h1>
            <form class="find" role="search" action="/centers">
                <Icon name="search" />
                <label class="sr" for="q">{t::center::which(lang)}</label>
                <input id="q" name="q" type="search" autocomplete="off" enterkeyhint="search" placeholder=t::center::which(lang) />
                <button class="btn main">{t::ui::search(lang)}</button>
            </form>
        </section>
        {elder.then(|| view! { <ElderDoors /> })}
        <section class="stack" aria-labelledby="first">
            <NearHead near />
            // Once for both parts: what waits for data weighs more than what it shows.
            <Loaded resource=start view=move |start: Start| {
                let rooms = start.rooms.clone();
                view! { <First start />{(!elder).then(|| view! { <Doors rooms /> })} }
            } />
        </section>
    }
    .into_any()
}

/// The heading of the first centers, with the button that makes them the nearest.
#[component]
fn NearHead(near: Memo<String>) -> impl IntoView {
    let lang = use_lang();
    let problem = RwSignal::new(String::new());
    let navigate = use_navigate();
    let on_change = Callback::new(move |near: String| {
        let stay = NavigateOptions {
            scroll: false,
            ..Default::default()
        };
        let to = if near.is_empty() {
            "/".to_owned()
        } else {
            format!("/?near={near}")
        };
        navigate(&to, stay);
    });
    let title = move || {
        if near.with(String::is_empty) {
            t::home::open_title(lang)
        } else {
            t::home::near_title(lang)
        }
    };
    view! {
        <div class="row between">
            <h2 id="first">{title}</h2>
            <NearStatus problem />
            <NearMe near on_change problem />
        </div>
    }
}

/// The first centers.
#[component]
fn First(start: Start) -> impl IntoView {
    let amenities: Amenities = start.amenities.into();
    let cards = start
        .centers
        .into_iter()
        .map(|center| {
            let call = view! { <Call center=center.clone() /> };
            view! { <CenterCard center amenities=amenities.clone()>{call}</CenterCard> }
        })
        .collect_view();
    view! { <ul class="centers">{cards}</ul> }.into_any()
}

/// Calls the center.
#[component]
fn Call(center: Listed) -> impl IntoView {
    let lang = use_lang();
    (!center.phone.is_empty()).then(|| {
        let href = format!("tel:{}", dial(&center.phone));
        view! {
            <a class="btn small over" href=href><Icon name="phone" />{t::center::call(lang)}" "<span>{center.phone.clone()}</span></a>
        }
    })
}

/// The big doors: everything that leads somewhere.
#[component]
fn Doors(rooms: Vec<RoomKind>) -> impl IntoView {
    let lang = use_lang();
    let kinds = rooms
        .into_iter()
        .filter(|kind| *kind != RoomKind::Other)
        .map(|kind| {
            let href = format!("/centers?room={}", kind.code());
            view! { <a class="chip" href=href><Icon name=words::room_icon(kind) />{words::room_kind(lang, kind)}</a> }
        })
        .collect_view();
    view! {
        <nav class="entries" aria-label=t::home::doors(lang)>
            <Door href="/matters" icon="papers" words=t::ui::matters(lang) note=t::home::matters_note(lang) />
            <Door href="/book" icon="calendar" words=t::home::book(lang) note=t::home::book_note(lang) />
            <Door href="/centers" icon="map" words=t::home::find(lang) note=t::home::find_note(lang) />
            <Door href="/centers?open=1" icon="clock" words=t::home::open(lang) note=t::home::open_note(lang) />
            <form method="post" action="/preference">
                <input type="hidden" name="name" value="elder" />
                <input type="hidden" name="value" value="1" />
                <button class="entry"><Icon name="elder" /><span>{t::ui::elder(lang)}</span><small>{t::home::elder_note(lang)}</small></button>
            </form>
        </nav>
        <section class="stack">
            <h2 id="by-room">{t::home::by_room(lang)}</h2>
            <nav class="filters" aria-labelledby="by-room">{kinds}</nav>
        </section>
    }
    .into_any()
}

/// 长辈版: a few large entries and nothing else to choose.
#[component]
fn ElderDoors() -> impl IntoView {
    let lang = use_lang();
    view! {
        <nav class="entries" aria-label=t::home::doors(lang)>
            <Door href="/matters" icon="papers" words=t::ui::matters(lang) note=t::home::matters_note(lang) />
            <Door href="/book" icon="calendar" words=t::home::book(lang) note=t::home::book_note(lang) />
            <Door href="/centers?view=list" icon="building" words=t::home::find(lang) note=t::home::list_note(lang) />
            <Door href="/centers?open=1&view=list" icon="clock" words=t::home::open(lang) note=t::home::open_note(lang) />
            {first_number(lang).map(|(label, phone)| {
                let href = format!("tel:{}", dial(&phone));
                view! {
                    <a class="entry" href=href><Icon name="phone" /><span class="called">{label}</span><small>{phone}</small></a>
                }
            })}
        </nav>
    }
}

/// The first number of the deployment.
fn first_number(lang: Lang) -> Option<(String, String)> {
    use_boot().with_value(|b| {
        let number = b.branding.numbers.first()?;
        Some((number.label.get(lang.english()).to_owned(), number.phone.clone()))
    })
}

/// One big door.
#[component]
fn Door(href: &'static str, icon: &'static str, words: &'static str, note: &'static str) -> impl IntoView {
    view! { <a class="entry" href=href><Icon name=icon /><span>{words}</span><small>{note}</small></a> }
}
