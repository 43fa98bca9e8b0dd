//! What a search has found: rooms with their free times, or what would find something.

use super::address;
use crate::{
    booking::{
        api::Where,
        find_api::{Found, FoundRoom, Hint, Order},
        words,
    },
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{Icon, words as said},
};
use leptos::prelude::*;
use model::{
    booking::{Alternative, Help, Search, Wish},
    date,
    hours::fmt_minute,
};

/// How many rooms were found.
pub(super) fn count(lang: Lang, found: &Found) -> String {
    use t::find as f;
    match (found.rooms.len(), found.more) {
        (0, _) => f::none_title(lang).to_owned(),
        (n, true) => f::count_more(lang, n),
        (n, false) => f::count(lang, n),
    }
}

/// See the module.
#[component]
pub(super) fn Results(found: Found, search: Search) -> impl IntoView {
    use t::find as f;
    let lang = use_lang();
    let n = found.rooms.len();
    let count = count(lang, &found);
    let order = match &found.order {
        Order::Usual => f::no_order(lang).to_owned(),
        Order::You => f::near_you(lang).to_owned(),
        Order::Center(names) => f::near_center(lang, names.get(lang.english())),
        Order::Unknown => f::unknown_place(lang, &search.place),
    };
    let page = found.page;
    let link = |number: usize, text: &'static str| {
        let next = Search {
            page: number.to_string(),
            ..search.clone()
        };
        view! { <a href=address(&next)>{text}</a> }
    };
    let pages = (page > 1 || found.more).then(|| {
        view! {
            <nav class="pages" aria-label=t::map::pages(lang)>
                {(page > 1).then(|| link(page - 1, t::ui::previous(lang)))}
                {found.more.then(|| link(page + 1, t::ui::next(lang)))}
            </nav>
        }
    });
    let asked = search.party.clone();
    let week = found.week;
    let rooms = found
        .rooms
        .into_iter()
        .map(|room| view! { <Room room week party=asked.clone() /> })
        .collect_view();
    view! {
        <section class="stack" aria-labelledby="found">
            <h2 id="found" class="sr">{f::results(lang)}</h2>
            <p class="result" role="status"><b>{count}</b><span>{order}</span></p>
            {(n > 0).then(|| view! { <ul class="grid">{rooms}</ul> })}
            {(n == 0 && page == 1).then(|| view! { <Nothing hints=found.hints /> })}
            {pages}
        </section>
    }
}

fn named(lang: Lang, place: &Where) -> String {
    format!(
        "{} · {}",
        place.center_names.get(lang.english()),
        place.names.get(lang.english())
    )
}

/// The form of the booking, with everything that was asked already in it.
fn form(place: &Where, wish: Wish, party: &str, time: &Alternative) -> String {
    let wish = match wish {
        Wish::Seats(n) => format!("&seats={n}"),
        Wish::Whole => "&whole=1".to_owned(),
    };
    let party = match party.trim().parse::<u32>() {
        Ok(n) => format!("&party={n}"),
        Err(_) => String::new(),
    };
    format!(
        "/book/{}?day={}&start={}&end={}{wish}{party}",
        place.room,
        date::format(time.day),
        fmt_minute(time.start),
        fmt_minute(time.end)
    )
}

/// A room: where it is, what is in it, and when it can be had.
#[component]
fn Room(room: FoundRoom, week: bool, party: String) -> impl IntoView {
    use t::find as f;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let place = room.place;
    let (name, center) = (
        place.names.get(lang.english()).to_owned(),
        place.center_names.get(lang.english()).to_owned(),
    );
    let page = format!("/centers/{}/rooms/{}", place.center, place.room);
    let first = room.times.first().map_or(today, |t| t.day);
    let minutes = room.times.first().map_or(60, |t| t.end - t.start);
    let seats = match room.wish {
        Wish::Seats(n) => format!("&seats={n}"),
        Wish::Whole => "&whole=1".to_owned(),
    };
    let all = format!("{page}?day={}&minutes={minutes}{seats}#book", date::format(first));
    let kind = said::room_kind(lang, place.kind);
    let things: Vec<&str> = room
        .equipment
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let about = [
        (kind != name).then(|| kind.to_owned()),
        (room.capacity > 0).then(|| t::room::holds(lang, room.capacity)),
        Some(words::wish(lang, room.wish)),
        (!things.is_empty()).then(|| things.join(t::hours::comma(lang))),
    ];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let far = room
        .metres
        .map(|m| view! { <span class="far"><Icon name="pin" />{said::distance(lang, m)}</span> });
    let approval = room
        .approval
        .then(|| view! { <span class="pill warn"><Icon name="clock" />{f::approval(lang)}</span> });
    let days = week || room.times.iter().any(|t| t.day != first);
    let times = room
        .times
        .iter()
        .map(|time| {
            let href = form(&place, room.wish, &party, time);
            let day = words::day(lang, today, time.day);
            let day = if days {
                view! { <small>{day}</small> }.into_any()
            } else {
                view! { <span class="sr">{format!("{day} {name}")}</span> }.into_any()
            };
            let text = words::times(time.start, time.end);
            view! { <li><a href=href class="slot">{text}{day}</a></li> }
        })
        .collect_view();
    view! {
        <li class="card stack close">
            <h3><Icon name=said::room_icon(place.kind) />" "{name.clone()}</h3>
            <p class="facts-line">{far}<span>{center}</span><span>{place.address.clone()}</span></p>
            <p class="muted">{about}</p>
            {approval.map(|pill| view! { <p class="row">{pill}</p> })}
            <ul class="slots wide">{times}</ul>
            <p><a href=all class="btn small quiet">{f::to_room(lang)}<span class="sr">{name}</span></a></p>
        </li>
    }
}

/// Nothing is free like that: what would help.
#[component]
fn Nothing(hints: Vec<Hint>) -> impl IntoView {
    use t::find as f;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let help = if hints.is_empty() {
        f::none_at_all(lang)
    } else {
        f::none_help(lang)
    };
    let lines = hints
        .into_iter()
        .map(|hint| {
            let text = match hint.help {
                Help::Time => f::help_time(lang).to_owned(),
                Help::Day => f::help_day(lang).to_owned(),
                Help::Fewer { party } => f::help_fewer(lang, party),
                Help::Equipment => f::help_equipment(lang).to_owned(),
                Help::Kind => f::help_kind(lang).to_owned(),
            };
            let when = format!(
                "{} {}",
                words::day(lang, today, hint.time.day),
                words::times(hint.time.start, hint.time.end)
            );
            let first = f::help_first(lang, named(lang, &hint.place), when);
            view! {
                <li><span class="grow"><a href=address(&hint.search)><b>{text}</b></a><br/><span class="muted">{first}</span></span></li>
            }
        })
        .collect_view();
    view! {
        <div class="empty">
            <span class="doorway" aria-hidden="true"><Icon name="one-chair" /></span>
            <p>{help}</p>
        </div>
        <ul class="list">{lines}</ul>
    }
}
