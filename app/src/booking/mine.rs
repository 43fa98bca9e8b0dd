//! `/me/bookings`: what is coming, and what was.

use super::{FeedPart, Mine, my_api::my_bookings, words};
use crate::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use leptos::prelude::*;
use leptos_router::components::A;

/// See the module.
#[component]
pub(super) fn MinePage() -> impl IntoView {
    let list = Resource::new(|| (), |()| my_bookings());
    // Nobody's bookings have no calendar: who is not signed in is told so once.
    let known = use_boot().with_value(|b| b.resident.is_some());
    view! {
        <div class="narrow stack">
            <Loaded resource=list view={|list: Vec<Mine>| view! { <Lists list /> }} />
            {known.then(|| view! { <FeedPart back="/me/bookings" /> })}
        </div>
    }
}

#[component]
fn Lists(list: Vec<Mine>) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let over = |m: &Mine| (m.booking.day, m.booking.end) <= (now.day, now.minute) || !m.booking.state.holds_slots();
    let (mut past, coming): (Vec<Mine>, Vec<Mine>) = list.into_iter().partition(over);
    past.reverse();
    let none = coming.is_empty().then(|| {
        view! {
            <div class="empty">
                <span class="doorway" aria-hidden="true"><Icon name="one-chair" /></span>
                <h2>{b::none_coming(lang)}</h2>
                <div class="acts"><A href="/book" attr:class="btn main">{b::find_room(lang)}</A></div>
            </div>
        }
    });
    view! {
        <PageTitle text=b::mine(lang) />
        {none}
        {(!coming.is_empty()).then(|| view! { <ul class="list">{lines(coming)}</ul> })}
        {(!past.is_empty()).then(|| view! { <section class="stack close"><h2>{b::past_ones(lang)}</h2><ul class="list">{lines(past)}</ul></section> })}
    }
}

fn lines(list: Vec<Mine>) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    list.into_iter()
        .map(|Mine { booking, place }| {
            let (class, icon, state) = words::state(lang, booking.state);
            let when = format!("{} {}", words::day(lang, today, booking.day), words::times(booking.start, booking.end));
            let room = format!("{} · {}", place.center_names.get(lang.english()), place.names.get(lang.english()));
            view! {
                <li>
                    <span class="grow"><A href=format!("/bookings/{}", booking.number) attr:class="cover"><b>{when}</b></A><br/>{room}</span>
                    <span class=class><Icon name=icon />{state}</span>
                </li>
            }
        })
        .collect_view()
}
