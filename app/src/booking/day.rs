//! `/centers/{id}/day`: all rooms of a center on one day: a table on a desk, a list on a phone, from the same data. Every free
//! time is a link to its booking.

mod head;
mod week;

use super::{
    api::{Look, ShownCell},
    calendar::{free_text, walk, why_not, why_not_on},
    day_api::{CenterDay, RoomDay, get_center_day},
    live::{News, watch},
    room::use_look,
    words,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, words as said},
};
use head::{Head, Part};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{
    booking::{CellState, Wish},
    center::CenterId,
    date,
    hours::fmt_minute,
    room::RoomId,
};
use std::collections::BTreeSet;
use week::WeekPart;

/// Times that are named in news before it only says that something is different.
const NAMED: usize = 3;

/// See the module; with `span=week` the seven days of a week.
#[component]
pub(super) fn DayPage(center: CenterId) -> impl IntoView {
    let query = use_location().query;
    let look = use_look();
    // `date` is what the address calls it; `day` is what the rooms' own pages do.
    let look = Memo::new(move |_| {
        let date = query.with(|q| q.get("date")).unwrap_or_default();
        let look = look.get();
        if date.is_empty() {
            look
        } else {
            Look { day: date, ..look }
        }
    });
    let week = Memo::new(move |_| query.with(|q| q.get("span")).as_deref() == Some("week"));
    move || {
        if week.get() {
            view! { <WeekPart center look /> }.into_any()
        } else {
            view! { <DayPart center look /> }.into_any()
        }
    }
}

#[component]
fn DayPart(center: CenterId, look: Memo<Look>) -> impl IntoView {
    let day = resource(move || look.get(), move |look| get_center_day(center, look));
    let news = watch(
        format!("/open/centers/{center}/changes"),
        day,
        |d: &CenterDay| d.changes,
        differences,
    );
    view! {
        <div class="stack">
            <Loaded resource=day view=move |day: CenterDay| view! { <Day day look=look.get_untracked() /> } />
            <News news />
        </div>
    }
}

#[component]
fn Day(day: CenterDay, look: Look) -> impl IntoView {
    use t::calendar as c;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let date = day.day;
    let part = Part {
        center: day.center,
        names: day.names.clone(),
        week: false,
        day: date,
        last: day.last,
        title: words::day(lang, today, date),
        before: date.yesterday().ok().filter(|d| *d >= today),
        after: date.tomorrow().ok().filter(|d| *d <= day.last),
        seats: day.rooms.iter().any(|r| matches!(r.wish, Wish::Seats(_))),
        look,
    };
    let body = if day.rooms.is_empty() {
        view! { <p>{c::no_rooms(lang)}</p> }.into_any()
    } else {
        view! {
            <div class="phone-only stack">{day.rooms.iter().map(|room| list(lang, date, room)).collect::<Vec<_>>()}</div>
            <div class="desk-only">{table(lang, &day)}</div>
        }
        .into_any()
    };
    view! { <Head part /> {body} }
}

/// The form of a booking that begins in a cell.
fn pick(day: Date, room: &RoomDay, start: u16) -> String {
    let wish = match room.wish {
        Wish::Seats(n) => format!("&seats={n}"),
        Wish::Whole => "&whole=1".to_owned(),
    };
    let (from, to) = (fmt_minute(start), fmt_minute(start + room.minutes));
    format!(
        "/book/{}?day={}&start={from}&end={to}{wish}",
        room.room,
        date::format(day)
    )
}

/// Where a room's times begin, for links from the week.
fn anchor(room: RoomId) -> String {
    format!("room-{room}")
}

/// A room's times, as buttons.
fn list(lang: Lang, day: Date, room: &RoomDay) -> AnyView {
    let name = room.names.get(lang.english()).to_owned();
    let icon = said::room_icon(room.kind);
    let title = view! { <h2 id=anchor(room.room)><Icon name=icon />" "{name.clone()}</h2> };
    let coming: Vec<&ShownCell> = room.cells.iter().filter(|c| c.state != CellState::Past).collect();
    if let Some(why) = &room.closed {
        let text = t::booking::r_closed(lang, words::why(lang, why));
        return view! { <section class="stack close">{title}<p>{text}</p></section> }.into_any();
    }
    if coming.is_empty() {
        return view! { <section class="stack close">{title}<p>{t::booking::day_over(lang)}</p></section> }.into_any();
    }
    let slots: Vec<_> = coming
        .into_iter()
        .map(|cell| {
            let time = fmt_minute(cell.start);
            if cell.begins {
                let free = free_text(lang, room.wish, cell.free);
                let id = format!("p-{}-{}", room.room, cell.start);
                let name = name.clone();
                view! {
                    <li><a href=pick(day, room, cell.start) class="slot" id=id>{time}<small>{free}</small><span class="sr">{name}</span></a></li>
                }
                .into_any()
            } else {
                view! { <li><span class="slot full">{time}<small>{why_not(lang, cell)}</small></span></li> }.into_any()
            }
        })
        .collect();
    view! { <section class="stack close">{title}<ul class="slots">{slots}</ul></section> }.into_any()
}

/// A row a time, a column a room. A cell is as high as the room's step is long.
fn table(lang: Lang, day: &CenterDay) -> AnyView {
    use t::calendar as c;
    let times: BTreeSet<u16> = day.rooms.iter().flat_map(|r| r.cells.iter().map(|c| c.start)).collect();
    let heads = day
        .rooms
        .iter()
        .map(|room| {
            let href = format!(
                "/centers/{}/rooms/{}?day={}",
                day.center,
                room.room,
                date::format(day.day)
            );
            let name = room.names.get(lang.english()).to_owned();
            view! { <th scope="col"><a href=href>{name}</a></th> }
        })
        .collect::<Vec<_>>();
    let rows = times
        .iter()
        .map(|time| {
            let cells = day
                .rooms
                .iter()
                .enumerate()
                .filter_map(|(i, room)| cell(lang, day, (i, room), *time, &times));
            view! { <tr><th scope="row">{fmt_minute(*time)}</th>{cells.collect::<Vec<_>>()}</tr> }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="scroll" role="region" aria-label=c::day_grid(lang) tabindex="0" on:keydown=walk>
            <table class="times">
                <caption class="sr">{c::day_help(lang)}</caption>
                <thead><tr><th scope="col">{c::c_time(lang)}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What stands in a room's column at a time; nothing where a cell from above reaches down to it.
fn cell(
    lang: Lang,
    day: &CenterDay,
    (i, room): (usize, &RoomDay),
    time: u16,
    times: &BTreeSet<u16>,
) -> Option<AnyView> {
    let covers = |c: &&ShownCell| c.start <= time && time < c.start + room.step;
    let Some(cell) = room.cells.iter().find(covers) else {
        return Some(view! { <td>{t::hours::day_closed(lang)}</td> }.into_any());
    };
    if cell.start != time {
        return None;
    }
    let rows = times.range(time..time + room.step).count().to_string();
    Some(if cell.begins {
        let text = free_text(lang, room.wish, cell.free);
        let id = format!("s-{i}-{time}");
        view! { <td class="open" rowspan=rows><a href=pick(day.day, room, time) id=id>{text}</a></td> }.into_any()
    } else {
        view! { <td rowspan=rows>{why_not_on(lang, room.closed.as_ref(), cell)}</td> }.into_any()
    })
}

/// What is different since before, as one says it.
fn differences(lang: Lang, before: &CenterDay, now: &CenterDay) -> String {
    if before.day != now.day {
        return String::new();
    }
    let (mut gone, mut back) = (Vec::new(), Vec::new());
    for room in &now.rooms {
        let Some(old) = before.rooms.iter().find(|r| r.room == room.room) else {
            continue;
        };
        let name = room.names.get(lang.english());
        let (full, open) = changed(&old.cells, &room.cells);
        gone.extend(full.into_iter().map(|start| format!("{name} {}", fmt_minute(start))));
        back.extend(open.into_iter().map(|start| format!("{name} {}", fmt_minute(start))));
    }
    say(lang, &gone, &back, before.rooms != now.rooms)
}

/// Where the cells have become full, and where something is free again.
pub(super) fn changed(before: &[ShownCell], now: &[ShownCell]) -> (Vec<u16>, Vec<u16>) {
    let was = |from: CellState, to: CellState| {
        let then = |start: u16| before.iter().find(|c| c.start == start).map(|c| c.state);
        let cells = now.iter().filter(|c| c.state == to && then(c.start) == Some(from));
        cells.map(|c| c.start).collect::<Vec<u16>>()
    };
    (
        was(CellState::Open, CellState::Full),
        was(CellState::Full, CellState::Open),
    )
}

/// One sentence: what was taken, what is free again, or that something is different.
pub(super) fn say(lang: Lang, gone: &[String], back: &[String], different: bool) -> String {
    use t::calendar as c;
    let comma = t::hours::comma(lang);
    match (gone.len(), back.len()) {
        (1..=NAMED, 0) => c::gone(lang, gone.join(comma)),
        (0, 1..=NAMED) => c::back(lang, back.join(comma)),
        (0, 0) if !different => String::new(),
        _ => c::changed(lang).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(states: &[CellState]) -> Vec<ShownCell> {
        (0..)
            .zip(states)
            .map(|(i, state)| ShownCell {
                start: 540 + 30 * i,
                free: 1,
                state: *state,
                begins: *state == CellState::Open,
                waits: *state == CellState::Full,
            })
            .collect()
    }

    #[test]
    fn what_others_took_or_gave_back_is_said_and_what_time_does_is_not() {
        use CellState::{Full, Open, Past};
        let before = cells(&[Open, Open, Full, Open]);
        assert_eq!(
            changed(&before, &cells(&[Past, Full, Open, Open])),
            (vec![570], vec![600])
        );
        let zh = Lang::ZhHans;
        let one = ["14:00".to_owned()];
        assert_eq!(say(zh, &one, &[], true), "14:00 刚刚被约走了。");
        assert_eq!(say(zh, &[], &one, true), "14:00 又空出来了。");
        assert_eq!(say(zh, &one, &one, true), "空位有变化，已经更新。");
        assert_eq!(
            (say(zh, &[], &[], false), say(zh, &[], &[], true).is_empty()),
            (String::new(), false)
        );
    }
}
