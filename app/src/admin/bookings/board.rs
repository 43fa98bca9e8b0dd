//! Now: each room of the center, free or not, and a way in for whoever stands at the counter.

use super::go_to;
use crate::{
    booking::{
        counter_api::{WalkIn, WalkedIn},
        desk_api::RoomNow,
    },
    lang::{t, use_lang},
    ui::{FormAction, FormState, Icon, KeyField, PostForm, field_id, words::problem_text},
};
use leptos::prelude::*;
use model::{booking::Mode, hours::fmt_minute};

/// All rooms that are booked.
#[component]
pub(super) fn Board(
    rooms: Vec<RoomNow>,
    /// The counter's page, to come back to.
    back: String,
) -> impl IntoView {
    use t::desk as d;
    let lang = use_lang();
    if rooms.is_empty() {
        return ().into_any();
    }
    let cards = rooms
        .into_iter()
        .map(|room| view! { <Now room back=back.clone() /> })
        .collect_view();
    view! { <section class="stack close"><h2>{d::now(lang)}</h2><div class="grid">{cards}</div></section> }.into_any()
}

#[component]
fn Now(room: RoomNow, back: String) -> impl IntoView {
    use t::desk as d;
    let lang = use_lang();
    let name = room.names.get(lang.english()).to_owned();
    let free = !room.ends.is_empty();
    let (class, icon, text) = match (room.open, free, room.mode) {
        (false, ..) => ("pill closed", "door", d::closed_now(lang).to_owned()),
        (_, true, Mode::Seats) => ("pill open", "check", d::seats_free(lang, room.free, room.units)),
        (_, true, _) => ("pill open", "check", d::free_now(lang).to_owned()),
        (_, false, _) => ("pill warn", "users", d::busy_now(lang).to_owned()),
    };
    let next = room
        .next
        .map(|start| view! { <p class="muted">{d::next_at(lang, fmt_minute(start))}</p> });
    let walk = free.then(|| view! { <Walk room=room.clone() back /> });
    view! {
        <article class="card close">
            <div class="row between"><h3>{name}</h3><span class=class><Icon name=icon />{text}</span></div>
            {next}
            {walk}
        </article>
    }
}

/// "Now until …": name and phone are not needed.
#[component]
fn Walk(room: RoomNow, back: String) -> impl IntoView {
    use t::{booking as b, desk as d};
    let lang = use_lang();
    let action = FormAction::<WalkIn>::new();
    go_to(action, back.clone(), |answer: &WalkedIn| match answer {
        WalkedIn::Placed(_) => "walked_in",
        WalkedIn::No => "gone",
    });
    let id = room.room.to_string();
    // An hour where that is possible.
    let usual = room.ends.iter().position(|end| *end >= room.start + 60);
    let usual = usual.unwrap_or(room.ends.len().saturating_sub(1));
    let options = room
        .ends
        .iter()
        .enumerate()
        .map(|(i, end)| {
            let text = d::until(lang, fmt_minute(*end));
            view! { <option value=fmt_minute(*end) selected={i == usual}>{text}</option> }
        })
        .collect_view();
    let until = format!("until-{id}");
    view! {
        <PostForm action prefix="input" of=("id", id.clone())>
            <input type="hidden" name="id" value=id.clone() />
            <input type="hidden" name="back" value=back />
            <KeyField value=room.key />
            <div class="row">
                <label class="sr" for=until.clone()>{d::until_when(lang, room.names.get(lang.english()))}</label>
                <select class="in short" id=until name="input[until]">{options}</select>
                <button class="btn"><Icon name="door" />{d::walk_in(lang)}</button>
            </div>
            <details>
                <summary>{d::who(lang)}</summary>
                <Text room=id.clone() field="name" label=b::f_name(lang) />
                <Text room=id.clone() field="phone" label=d::phone_optional(lang) />
                <Text room=id field="party" label=b::f_party(lang) />
            </details>
        </PostForm>
    }
}

/// A field of which there is one a room: sent as `field`, and called by the room's key on the page.
#[component]
fn Text(room: String, field: &'static str, #[prop(into)] label: String) -> impl IntoView {
    let form = FormState::current();
    let id = format!("{}-{room}", field_id(field));
    let name = form.name(field);
    let typed = form.typed(&name).unwrap_or_default();
    let lang = use_lang();
    let error = move || {
        let texts: Vec<_> = form.of(field).iter().map(|p| problem_text(lang, p)).collect();
        (!texts.is_empty()).then(|| view! { <p class="err"><Icon name="warn" />{texts.join(" ")}</p> })
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {error}
            <input class="in" id=id name=name value=typed autocomplete="off" />
        </div>
    }
}
