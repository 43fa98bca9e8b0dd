//! Now: each room of the center, free or not, and a way in for whoever stands at the counter.

use super::go_to;
use app::{
    booking::{
        Why,
        counter_api::{WalkIn, WalkedIn},
        desk_api::RoomNow,
    },
    lang::{t, use_lang},
    ui::{Field, Fold, FormAction, FormState, Icon, KeyField, PostForm, TextField, answered, form::sent},
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
    let action =
        FormAction::<WalkIn>::new().storing(|answer| matches!(answer, WalkedIn::Placed(_) | WalkedIn::Waits { .. }));
    go_to(action, back.clone(), WalkedIn::word);
    let id = room.room.to_string();
    // Without scripts the page is drawn anew with the answer to one of its many forms: what was typed there stays.
    let asked = sent::<WalkIn>("id").is_some_and(|sent| sent == id);
    let typed = |field: &str| asked.then(|| sent::<WalkIn>(&format!("input[{field}]"))).flatten();
    let answer = answered(action);
    let refusals = Signal::derive(move || match answer.get() {
        Some(WalkedIn::Refused(refusals)) if asked || action.value().with(Option::is_some) => refusals,
        _ => Vec::new(),
    });
    let (name, phone) = (typed("name").unwrap_or_default(), typed("phone").unwrap_or_default());
    let party = typed("party").unwrap_or_else(|| room.party.0.to_string());
    let hint = t::booking::party_hint(lang, room.party.0, room.party.1);
    let until = typed("until");
    view! {
        <PostForm action prefix="input" of=("id", id.clone()) ids=id.clone()>
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="back" value=back />
            <input type="hidden" name="show" value="1" />
            <KeyField value=room.key />
            <Why refusals />
            <Until label=d::until_when(lang, room.names.get(lang.english())) start=room.start ends=room.ends until />
            <Who name phone party hint refused=Signal::derive(move || !refusals.get().is_empty()) />
        </PostForm>
    }
}

/// Until when, with the button beside it: as chosen before, else an hour where that is possible.
#[component]
fn Until(label: String, start: u16, ends: Vec<u16>, until: Option<String>) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let (id, name) = (form.id("until"), form.name("until"));
    let described = format!("{id}-error");
    let invalid = move || (!form.of("until").is_empty()).then_some("true");
    let before = form.value("until", &until.unwrap_or_default());
    let chosen = ends.iter().position(|end| fmt_minute(*end) == before);
    let usual = || ends.iter().position(|end| *end >= start + 60);
    let chosen = chosen.or_else(usual).unwrap_or(ends.len().saturating_sub(1));
    let options = ends
        .iter()
        .enumerate()
        .map(|(i, end)| {
            let text = t::desk::until(lang, fmt_minute(*end));
            view! { <option value=fmt_minute(*end) selected={i == chosen}>{text}</option> }
        })
        .collect_view();
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
fn Who(
    name: String,
    phone: String,
    party: String,
    /// How many the room takes.
    hint: String,
    /// A rule refuses.
    refused: Signal<bool>,
) -> impl IntoView {
    use t::{booking as b, desk as d};
    let lang = use_lang();
    view! {
        <Fold fields=&["name", "phone", "party"] label=d::who(lang) wanted=refused>
            <TextField field="name" label=b::f_name(lang) value=name autocomplete="off" />
            <TextField field="phone" label=d::phone_optional(lang) value=phone autocomplete="off" inputmode="tel" />
            <TextField field="party" label=b::f_party(lang) hint value=party autocomplete="off" inputmode="numeric" />
        </Fold>
    }
}
