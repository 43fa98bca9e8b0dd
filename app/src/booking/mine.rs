//! `/me/bookings`: what wants an answer, what is coming, what one waits for, and what was.

use super::{
    Mine,
    counter_api::standing,
    feed::OwnFeed,
    my_api::my_bookings,
    wait_api::{Waiting, my_waits},
    waitlist::Waits,
    words,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::booking::{Limited, Refusal, Series, SeriesId};
use std::collections::BTreeSet;

/// See the module.
#[component]
pub(super) fn MinePage() -> impl IntoView {
    let lang = use_lang();
    let list = resource(|| (), |()| my_bookings());
    let waits = resource(|| (), |()| my_waits());
    // Nobody's bookings have no calendar: who is not signed in is told so once.
    let known = use_boot().with_value(|b| b.resident.is_some());
    view! {
        <div class="narrow stack">
            <PageTitle text=t::booking::mine(lang) />
            <Standing />
            <News />
            <Loaded resource=waits view={|waits: Vec<Waiting>| view! { <Waits waits /> }} />
            <Loaded resource=list view={|list: Vec<Mine>| view! { <Lists list /> }} />
            {known.then(|| view! { <OwnFeed back="/me/bookings" /> })}
        </div>
    }
}

/// What has become of the form that led here.
#[component]
fn News() -> impl IntoView {
    let lang = use_lang();
    let done = use_location()
        .query
        .with_untracked(|q| q.get("done").unwrap_or_default());
    let text = match done.as_str() {
        "series" => t::series::news_placed(lang),
        "cancelled" => t::series::news_cancelled(lang),
        "waits" => t::waitlist::news_waits(lang),
        "waited" => t::waitlist::news_waited(lang),
        "left" => t::waitlist::news_left(lang),
        "declined" => t::waitlist::news_declined(lang),
        _ => return None,
    };
    Some(view! { <p class="notice good" role="status"><Icon name="check" />{text}</p> })
}

/// That one books for the same day only, because one did not come.
#[component]
pub fn Standing() -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let limited = resource(|| (), |()| standing());
    view! {
        <Loaded resource=limited view={move |limited: Option<Limited>| {
            limited.map(|limited| view! {
                <p class="notice warn" role="status"><Icon name="warn" />{words::refusal(lang, now, &Refusal::NoShows { limited })}</p>
            })
        }} />
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
                <div class="acts"><a href="/book" class="btn main">{b::find_room(lang)}</a></div>
            </div>
        }
    });
    view! {
        {none}
        {(!coming.is_empty()).then(|| view! { <ul class="list">{grouped(coming)}</ul> })}
        {(!past.is_empty()).then(|| view! { <section class="stack close"><h2>{b::past_ones(lang)}</h2><ul class="list">{lines(past)}</ul></section> })}
    }
}

/// Those of a series together, where the next of them is.
fn grouped(list: Vec<Mine>) -> impl IntoView {
    let mut shown: BTreeSet<SeriesId> = BTreeSet::new();
    let mut views = Vec::new();
    for one in &list {
        let Some(series) = &one.series else {
            views.push(lines(vec![one.clone()]).into_any());
            continue;
        };
        if !shown.insert(series.id) {
            continue;
        }
        let same = |m: &&Mine| m.booking.series == Some(series.id);
        let of: Vec<Mine> = list.iter().filter(same).cloned().collect();
        views.push(if of.len() == 1 {
            lines(of).into_any()
        } else {
            group(series, of).into_any()
        });
    }
    views
}

fn group(series: &Series, of: Vec<Mine>) -> impl IntoView + use<> {
    use t::series as s;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let what = words::repeat(lang, series.repeat.every, series.first);
    let head = of.first().map(|m| {
        let room = format!(
            "{} · {}",
            m.place.center_names.get(lang.english()),
            m.place.names.get(lang.english())
        );
        let title = s::group(lang, what, words::times(m.booking.start, m.booking.end));
        let left = s::left(lang, of.len(), words::day(lang, today, m.booking.day));
        let cancel = format!("/bookings/{}/cancel?which=all", m.booking.number);
        view! {
            <b>{title}</b><br/>{room}<br/><span class="muted">{left}</span>
            <p class="acts"><a href=cancel class="btn small danger">{s::cancel_all(lang)}</a></p>
        }
    });
    view! {
        <li><div class="grow">{head}<details><summary>{s::show_all(lang)}</summary><ul class="list">{lines(of)}</ul></details></div></li>
    }
}

fn lines(list: Vec<Mine>) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    list.into_iter()
        .map(|Mine { booking, place, .. }| {
            let (class, icon, state) = words::state(lang, booking.state);
            let when = format!("{} {}", words::day(lang, today, booking.day), words::times(booking.start, booking.end));
            let room = format!("{} · {}", place.center_names.get(lang.english()), place.names.get(lang.english()));
            view! {
                <li>
                    <span class="grow"><a href=format!("/bookings/{}", booking.number) class="cover"><b>{when}</b></a><br/>{room}</span>
                    <span class=class><Icon name=icon />{state}</span>
                </li>
            }
        })
        .collect_view()
}
