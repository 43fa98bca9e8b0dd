//! Who comes to the counter today, and whom somebody of the center visits at home.

use app::{
    booking::desk_api::Desk as Bookings,
    call::Resource,
    case::api::{Route, Stop},
    lang::{Lang, t, use_lang},
    ui::Loaded,
};
use leptos::prelude::*;
use model::{AppError, center::CenterId, hours::fmt_minute};

/// What the day holds, as it is waited for.
#[derive(Clone, Copy)]
pub(super) struct Waited {
    /// The bookings.
    pub bookings: Resource<Result<Bookings, AppError>>,
    /// The visits at home.
    pub visits: Resource<Result<Route, AppError>>,
}

/// See the module.
#[component]
pub(super) fn Today(center: CenterId, waited: Waited) -> impl IntoView {
    let Waited { bookings, visits } = waited;
    view! {
        <Loaded resource=bookings view=|desk: Bookings| view! { <Appointments desk /> } />
        <Loaded resource=visits view=move |route: Route| view! { <Visits center route /> } />
    }
}

fn times(from: u16, to: u16) -> String {
    format!("{}–{}", fmt_minute(from), fmt_minute(to))
}

#[component]
fn Appointments(desk: Bookings) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let entries = desk.of.map(|of| of.bookings).unwrap_or_default();
    let rows = entries
        .into_iter()
        .filter(|entry| entry.booking.state.holds_slots())
        .map(|entry| {
            let booking = entry.booking;
            let times = times(booking.start, booking.end);
            let who = if entry.hidden {
                c::hidden(lang).to_owned()
            } else {
                booking.name.clone()
            };
            let room = entry.room.get(lang.english()).to_owned();
            view! { <li><a href=format!("/admin/bookings/{}", booking.number)>{times}</a>" "{who}" · "{room}</li> }
        })
        .collect::<Vec<_>>();
    let none = rows
        .is_empty()
        .then(|| view! { <p class="muted">{c::no_bookings(lang)}</p> });
    view! { <section class="card"><h2>{c::bookings(lang)}</h2>{none}<ul class="plain">{rows}</ul></section> }
}

#[component]
fn Visits(center: CenterId, route: Route) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let none = route
        .stops
        .is_empty()
        .then(|| view! { <p class="muted">{c::no_visits(lang)}</p> });
    let rows = route.stops.into_iter().map(|stop| visit(lang, stop)).collect_view();
    view! {
        <section class="card">
            <h2>{c::visits_today(lang)}</h2>
            {none}
            <ul class="plain">{rows}</ul>
            <p><a href=format!("/admin/visits?center={center}")>{c::visits_route(lang)}</a></p>
        </section>
    }
}

fn visit(lang: Lang, stop: Stop) -> impl IntoView {
    let times = times(stop.times.0, stop.times.1);
    let matter = stop.row.matter.get(lang.english()).to_owned();
    let href = format!("/admin/cases/{}", stop.row.number);
    view! { <li><a href=href>{times}</a>" "{stop.row.name}" · "{stop.address}" · "{matter}</li> }
}
