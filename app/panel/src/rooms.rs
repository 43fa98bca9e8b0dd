//! The rooms of a center: the list of them.

use super::center_parts::{CenterHead, Tab};
use app::{
    boot::use_boot,
    call::resource,
    lang::{Lang, t, use_lang},
    room::api::{Rooms, list_rooms},
    ui::{Icon, Loaded, words},
};
use leptos::prelude::*;
use model::{center::CenterId, date, hours::LocalMinute, room::Room};

/// `/admin/centers/{id}/rooms`
#[component]
pub(super) fn RoomsPage(id: CenterId) -> impl IntoView {
    let rooms = resource(|| (), move |()| list_rooms(id));
    view! {
        <Loaded resource=rooms view=|Rooms { center, rooms }: Rooms| {
            let lang = use_lang();
            let new = format!("/admin/centers/{}/rooms/new", center.id);
            view! {
                <CenterHead center tab=Tab::Rooms />
                <p><a class="btn main" href=new><Icon name="plus" />{t::admin::new_room(lang)}</a></p>
                <Table rooms />
            }
        } />
    }
}

#[component]
fn Table(rooms: Vec<Room>) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    if rooms.is_empty() {
        return view! {
            <div class="empty">
                <span class="doorway" aria-hidden="true"><Icon name="one-chair" /></span>
                <h2>{a::no_rooms(lang)}</h2>
                <p>{a::no_rooms_help(lang)}</p>
            </div>
        }
        .into_any();
    }
    let lines = rooms
        .into_iter()
        .map(|room| {
            let (class, icon, text) = state(lang, now, &room);
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader">
                        <a href=format!("/admin/centers/{}/rooms/{}", room.center, room.id)>{room.names.get(lang.english()).to_owned()}</a>
                    </th>
                    <td role="cell" data-label=a::room_kind(lang)>{words::room_kind(lang, room.kind)}</td>
                    <td class="num" role="cell" data-label=a::col_capacity(lang)>{room.capacity}</td>
                    <td role="cell" data-label=a::col_state(lang)><span class=class><Icon name=icon />{text}</span></td>
                    <td role="cell" data-label=t::rule::title(lang)><a class="btn small" href=format!("/admin/rooms/{}/rules", room.id)>{t::rule::title(lang)}<span class="sr">" "{room.names.get(lang.english()).to_owned()}</span></a></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll stacks" role="region" aria-label=a::tab_rooms(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{a::col_name(lang)}</th>
                        <th scope="col" role="columnheader">{a::room_kind(lang)}</th>
                        <th class="num" scope="col" role="columnheader">{a::col_capacity(lang)}</th>
                        <th scope="col" role="columnheader">{a::col_state(lang)}</th>
                        <th scope="col" role="columnheader">{t::rule::title(lang)}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Class, icon and words: in service, closed now or later, out of service.
fn state(lang: Lang, now: LocalMinute, room: &Room) -> (&'static str, &'static str, String) {
    use t::admin as a;
    if room.retired {
        return ("pill closed", "lock", a::retired(lang).to_owned());
    }
    match room.closures.iter().find(|c| c.to >= now.day) {
        Some(c) if c.from <= now.day => ("pill warn", "warn", a::closed_now(lang, date::format(c.to))),
        Some(c) => ("pill soon", "clock", a::closed_later(lang, date::format(c.from))),
        None => ("pill open", "check", a::in_service(lang).to_owned()),
    }
}
