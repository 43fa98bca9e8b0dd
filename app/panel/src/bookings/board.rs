//! Now: each room of the center, free or not, and a way in for whoever stands at the counter.

use super::go_to;
use app::{
    booking::{
        counter_api::{WalkIn, WalkedIn},
        desk_api::RoomNow,
    },
    lang::{t, use_lang},
    ui::{Field, Fold, FormAction, FormState, Icon, KeyField, PostForm, TextField},
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
    use t::desk as d;
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
            view! { <option value=fmt_minute(*end) selected={i == usual}>{text}</option> }.into_any()
        })
        .collect::<Vec<_>>();
    view! {
        <PostForm action prefix="input" of=("id", id.clone()) ids=id.clone()>
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="back" value=back />
            <KeyField value=room.key />
            <Until label=d::until_when(lang, room.names.get(lang.english())) options />
            <Who />
        </PostForm>
    }
}

/// Until when, with the button beside it.
#[component]
fn Until(label: String, options: Vec<AnyView>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let (id, name) = (form.id("until"), form.name("until"));
    let described = format!("{id}-error");
    let invalid = move || (!form.of("until").is_empty()).then_some("true");
    view! {
        <Field field="until" label>
            <div class="row">
                <select class="in short" id=id name=name aria-describedby=described aria-invalid=invalid>{options}</select>
                <button class="btn"><Icon name="door" />{t::desk::walk_in(lang)}</button>
            </div>
        </Field>
    }
}

/// Name, phone and people: folded away, and open where something of it has to be mended.
#[component]
fn Who() -> impl IntoView {
    use t::{booking as b, desk as d};
    let lang = use_lang();
    view! {
        <Fold fields=&["name", "phone", "party"] label=d::who(lang)>
            <TextField field="name" label=b::f_name(lang) autocomplete="off" />
            <TextField field="phone" label=d::phone_optional(lang) autocomplete="off" inputmode="tel" />
            <TextField field="party" label=b::f_party(lang) autocomplete="off" inputmode="numeric" />
        </Fold>
    }
}
