//! `/centers/{id}/day?span=week`: all rooms of a center in seven days: how much of each day is free, and the way to the day. A table
//! on a desk, a list on a phone, from the same data.

use super::{
    anchor,
    head::{Head, Part, address},
};
use crate::{
    booking::{
        api::Look,
        calendar::{say_why, shut, walk},
        day_api::{CenterWeek, DayOfRoom, RoomWeek, get_center_week},
        live::{News, watch},
        words,
    },
    boot::use_boot,
    call::resource,
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, words as said},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::{center::CenterId, date, hours::fmt_minute};

/// How far apart the rows are for the arrow keys, which look for the next a quarter of an hour on.
const ROW: usize = 15;

/// See the module.
#[component]
pub(super) fn WeekPart(center: CenterId, look: Memo<Look>) -> impl IntoView {
    let week = resource(move || look.get(), move |look| get_center_week(center, look));
    let tell = |lang: Lang, before: &CenterWeek, now: &CenterWeek| {
        let other = before.days != now.days || before.rooms == now.rooms;
        if other {
            String::new()
        } else {
            t::calendar::changed(lang).to_owned()
        }
    };
    let news = watch(
        format!("/open/centers/{center}/changes"),
        week,
        |w: &CenterWeek| w.changes,
        tell,
    );
    view! {
        <div class="stack">
            <Loaded resource=week view=move |week: CenterWeek| view! { <Week week look=look.get_untracked() /> } />
            <News news />
        </div>
    }
}

#[component]
fn Week(week: CenterWeek, look: Look) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let first = week.days.first().copied().unwrap_or(today);
    let last = week.days.last().copied().unwrap_or(today);
    let part = Part {
        center: week.center,
        names: week.names.clone(),
        week: true,
        day: week.day,
        last: week.last,
        title: words::week(lang, first, last),
        before: date::before(first, 7).filter(|d| *d >= today),
        after: date::after(last, 1).filter(|d| *d <= week.last),
        seats: week.seats,
        look: look.clone(),
    };
    let body = if week.rooms.is_empty() {
        view! { <p>{t::calendar::no_rooms(lang)}</p> }.into_any()
    } else {
        let lists = week
            .rooms
            .iter()
            .map(|room| list(lang, &week, room, &look))
            .collect::<Vec<_>>();
        view! {
            <div class="phone-only stack">{lists}</div>
            <div class="desk-only">{table(lang, &week, &look)}</div>
        }
        .into_any()
    };
    view! { <Head part /> {body} }
}

/// What a day of a room says, and whether something is free on it.
fn text(lang: Lang, of: &DayOfRoom) -> (String, Option<String>) {
    match (&of.closed, of.first) {
        (Some(why), _) => (shut(lang, why).to_owned(), None),
        (None, None) => (say_why(lang, of.state).to_owned(), None),
        (None, Some(first)) => {
            let free = t::calendar::free_hours(lang, words::length(lang, of.free));
            (free, Some(t::calendar::earliest(lang, fmt_minute(first))))
        }
    }
}

/// Weekday and date, short.
fn head(lang: Lang, day: Date) -> String {
    format!(
        "{} {}",
        said::weekday(lang, usize::from(words::weekday_of(day))),
        day.day()
    )
}

/// A room's days, as buttons.
fn list(lang: Lang, week: &CenterWeek, room: &RoomWeek, look: &Look) -> AnyView {
    let name = room.names.get(lang.english()).to_owned();
    let days: Vec<_> = week
        .days
        .iter()
        .zip(&room.days)
        .map(|(day, of)| {
            let (state, earliest) = text(lang, of);
            let head = head(lang, *day);
            match earliest {
                Some(earliest) => {
                    let href = format!("{}#{}", address(week.center, *day, false, look), anchor(room.room));
                    let name = name.clone();
                    view! { <li><a href=href class="slot">{head}<small>{state}<br/>{earliest}</small><span class="sr">{name}</span></a></li> }.into_any()
                }
                None => view! { <li><span class="slot full">{head}<small>{state}</small></span></li> }.into_any(),
            }
        })
        .collect();
    view! {
        <section class="stack close">
            <h2><Icon name=said::room_icon(room.kind) />" "{name.clone()}</h2>
            <ul class="slots">{days}</ul>
        </section>
    }
    .into_any()
}

/// A row a room, a column a day.
fn table(lang: Lang, week: &CenterWeek, look: &Look) -> AnyView {
    use t::calendar as c;
    let heads = week
        .days
        .iter()
        .map(|day| {
            let (href, text) = (address(week.center, *day, false, look), head(lang, *day));
            view! { <th scope="col"><a href=href>{text}</a></th> }
        })
        .collect::<Vec<_>>();
    let rows = week
        .rooms
        .iter()
        .enumerate()
        .map(|(row, room)| {
            let first = week.days.first().copied().unwrap_or(week.day);
            let own = format!(
                "/centers/{}/rooms/{}?day={}",
                week.center,
                room.room,
                date::format(first)
            );
            let cells = room.days.iter().zip(&week.days).enumerate().map(|(column, (of, day))| {
                let (state, earliest) = text(lang, of);
                let Some(earliest) = earliest else {
                    return view! { <td>{state}</td> }.into_any();
                };
                let href = format!("{}#{}", address(week.center, *day, false, look), anchor(room.room));
                let id = format!("s-{column}-{}", row * ROW);
                view! { <td class="open"><a href=href id=id>{state}<small>{earliest}</small></a></td> }.into_any()
            });
            let name = room.names.get(lang.english()).to_owned();
            view! { <tr><th scope="row"><a href=own>{name}</a></th>{cells.collect::<Vec<_>>()}</tr> }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="scroll" role="region" aria-label=c::week_grid(lang) tabindex="0" on:keydown=walk>
            <table class="times">
                <caption class="sr">{c::week_help(lang)}</caption>
                <thead><tr><th scope="col">{c::c_room(lang)}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
