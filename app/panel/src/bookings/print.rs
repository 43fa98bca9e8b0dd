//! `/admin/bookings/print?center=…&day=…`: the day on paper, a table a room on a sheet of its own. Of phones only the last four
//! digits: paper lies about.

use crate::parts::use_query;
use app::{
    booking::{
        desk_api::{Desk, Entry, OfCenter, get_desk},
        words,
    },
    call::resource,
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::text::{Names, last_four, own_digits};

/// See the module.
#[component]
pub(crate) fn PrintPage() -> impl IntoView {
    let query = use_query();
    let asked = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        (get("center"), get("day"))
    });
    let desk = resource(move || asked.get(), |(center, day)| get_desk(center, day));
    view! {
        <Loaded resource=desk view=|desk: Desk| {
            let day = desk.day;
            match desk.of.clone() {
                Some(of) => view! { <Sheets of day /> }.into_any(),
                None => view! { <Pick desk /> }.into_any(),
            }
        } />
    }
}

/// Of which center, where there are several.
#[component]
fn Pick(desk: Desk) -> impl IntoView {
    let lang = use_lang();
    view! {
        <PageTitle text=t::desk::print_title(lang) />
        <p class="lead">{t::booking::desk_pick(lang)}</p>
        <super::Choose desk to="/admin/bookings/print" />
    }
}

#[component]
fn Sheets(of: OfCenter, day: Date) -> impl IntoView {
    use t::{booking as b, desk as d};
    let lang = use_lang();
    // Paper is read on other days, too: never "tomorrow".
    let title = format!("{} · {}", of.names.get(lang.english()), words::dated(lang, day));
    let none = of.bookings.is_empty().then(|| view! { <p>{b::no_bookings(lang)}</p> });
    let mut rooms: Vec<(Names, Vec<Entry>)> = Vec::new();
    for entry in of.bookings.into_iter().filter(|e| e.booking.state.holds_slots()) {
        match rooms
            .iter_mut()
            .find(|(_, all)| all.first().is_some_and(|e| e.booking.room == entry.booking.room))
        {
            Some((_, all)) => all.push(entry),
            None => rooms.push((entry.room.clone(), vec![entry])),
        }
    }
    let sheets = rooms
        .into_iter()
        .map(|(names, entries)| view! { <Sheet name=names.get(lang.english()).to_owned() day=title.clone() entries /> })
        .collect_view();
    view! {
        <PageTitle text=d::print_title(lang) />
        <p class="no-print lead"><Icon name="print" />{d::print_lead(lang)}</p>
        {none}
        {sheets}
    }
}

#[component]
fn Sheet(name: String, day: String, entries: Vec<Entry>) -> impl IntoView {
    use t::{booking as b, desk as d};
    let lang = use_lang();
    let heads = [
        b::c_time(lang),
        b::f_name(lang),
        d::last_four(lang),
        b::c_party(lang),
        d::note(lang),
        d::came(lang),
    ]
    .map(|head| view! { <th scope="col">{head}</th> })
    .collect_view();
    let rows = entries.into_iter().map(|entry| row(lang, entry)).collect_view();
    view! {
        <section class="sheet stack close">
            <h2>{name.clone()}</h2>
            <p>{day}</p>
            <table class="data"><caption class="sr">{name}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </section>
    }
}

fn row(lang: Lang, entry: Entry) -> impl IntoView {
    let booking = entry.booking;
    let who = if entry.hidden {
        t::desk::occupied(lang).to_owned()
    } else {
        booking.name.clone()
    };
    let digits = own_digits(&booking.phone);
    let phone = match last_four(&digits) {
        "" => String::new(),
        end => format!("…{end}"),
    };
    let came = if booking.state == model::booking::State::CheckedIn {
        "✓"
    } else {
        ""
    };
    view! {
        <tr>
            <th scope="row" class="num nowrap">{words::times(booking.start, booking.end)}</th>
            <td>{who}</td>
            <td class="num">{phone}</td>
            <td>{super::party(lang, &booking)}</td>
            <td>{entry.note}</td>
            <td>{came}</td>
        </tr>
    }
}
