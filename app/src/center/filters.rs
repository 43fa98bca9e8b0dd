//! The finder's form: text, room, amenity, division, open now, near me. A GET form that works without scripts; with them
//! every change applies at once.

use super::{
    address::Address,
    api::Choices,
    near::{NearMe, NearStatus},
};
use crate::{
    call::Resource,
    lang::{Lang, t, use_lang},
    ui::{Icon, words},
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use model::{
    AppError,
    directory::{Filter, Page},
    text::Names,
};

/// Sets one field of a filter.
type Set = fn(&mut Filter, String);

/// See the module.
#[component]
pub(super) fn FilterForm(
    /// What there is to choose from.
    choices: Choices,
    /// What is chosen.
    address: Memo<Address>,
    /// What fits; says what the matter is called that is chosen.
    page: Resource<Result<Page, AppError>>,
    /// Goes to another address of the finder.
    go: Callback<Address>,
) -> impl IntoView {
    let lang = use_lang();
    let filter = Memo::new(move |_| address.get().filter);
    let change = Callback::new(move |(set, value): (Set, String)| {
        go.run(address.get_untracked().filtered(|f| set(f, value)));
    });
    let problem = RwSignal::new(String::new());
    // Folded on a phone while they say nothing; whoever has opened them keeps them open.
    let used = filter.with_untracked(|f| {
        [&f.room, &f.amenity, &f.division]
            .into_iter()
            .any(|one| !one.is_empty())
    });
    let on_near = Callback::new(move |near| change.run((|f, near| f.near = near, near)));
    view! {
        <form class="stack close" role="search" action="/centers" on:submit=move |event: SubmitEvent| event.prevent_default()>
            <Search filter change />
            <Handles page address />
            <div class="filters">
                <details class="more" open=used>
                    <summary>{t::map::more_filters(lang)}</summary>
                    <div class="filters">
                        <Choice name="room" all=t::map::any_room(lang) options=room_options(lang, &choices) filter change
                            value=|f| f.room().map(|kind| kind.code().to_owned()) set=|f, v| f.room = v />
                        <Choice name="amenity" all=t::map::any_amenity(lang) options=amenity_options(lang, &choices) filter change
                            value=|f| f.amenity().map(str::to_owned) set=|f, v| f.amenity = v />
                        <Choice name="division" all=t::map::any_division(lang) options=division_options(lang, &choices) filter change
                            value=|f| f.division().map(|code| code.to_string()) set=|f, v| f.division = v />
                    </div>
                </details>
                <OpenNow filter change />
                <NearMe near=Signal::derive(move || filter.with(|f| f.near.clone())) on_change=on_near problem />
                <a class="btn small quiet" data-noscroll="true" hidden=move || !filter.with(Filter::narrows)
                    href=move || address.with(|a| a.cleared().href())>{t::map::clear(lang)}</a>
                <NearStatus problem />
            </div>
            <Kept name="matter" value=Signal::derive(move || filter.with(|f| f.matter.clone())) />
            <Kept name="near" value=Signal::derive(move || filter.with(|f| f.near.clone())) />
            <Kept name="view" value=Signal::derive(move || address.with(|a| a.view.clone())) />
        </form>
    }
    .into_any()
}

/// The box for words, with the form's button.
#[component]
fn Search(filter: Memo<Filter>, change: Callback<(Set, String)>) -> impl IntoView {
    let lang = use_lang();
    let input = NodeRef::<html::Input>::new();
    let first = filter.with_untracked(|f| f.q.clone());
    // The box follows the address (back, clear), but never while somebody is typing: it says what the address did not say before.
    Effect::new(move |before: Option<String>| {
        let q = filter.with(|f| f.q.clone());
        let focused = document().active_element().is_some_and(|e| e.id() == "q");
        if let Some(input) = input.get()
            && (!focused || before == Some(input.value()))
        {
            input.set_value(&q);
        }
        q
    });
    let apply = move |value: String| {
        if filter.with_untracked(|f| f.q != value) {
            change.run((|f, q| f.q = q, value));
        }
    };
    let search = move |_| {
        if let Some(input) = input.get_untracked() {
            apply(input.value());
        }
    };
    view! {
        <div class="find">
            <Icon name="search" />
            <label class="sr" for="q">{t::center::which(lang)}</label>
            <input id="q" name="q" type="search" autocomplete="off" enterkeyhint="search" placeholder=t::map::q_hint(lang)
                value=first node_ref=input on:change:target=move |e| apply(e.target().value()) />
            <button class="btn main" on:click=search>{t::ui::search(lang)}</button>
        </div>
    }
}

/// The matter that the centers handle, to be taken away. It is chosen on its guide.
#[component]
fn Handles(page: Resource<Result<Page, AppError>>, address: Memo<Address>) -> impl IntoView {
    let lang = use_lang();
    let chip = move |matter: Names| {
        view! {
            <p>
                <a class="chip on" data-noscroll="true"
                    href=move || address.with(|a| a.filtered(|f| f.matter = String::new()).href())>
                    {t::map::handles(lang, matter.get(lang.english()))}<Icon name="cross" /><span class="sr">{t::map::handles_not(lang)}</span>
                </a>
            </p>
        }
    };
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move { page.await.ok().and_then(|page| page.matter).map(chip) })}
        </Transition>
    }
    .into_any()
}

/// One select of the form.
#[component]
fn Choice(
    name: &'static str,
    /// The words for no choice; also the field's name.
    all: &'static str,
    /// Values and words.
    options: Vec<(String, String)>,
    filter: Memo<Filter>,
    change: Callback<(Set, String)>,
    /// What is chosen, if it means anything.
    value: fn(&Filter) -> Option<String>,
    set: Set,
) -> impl IntoView {
    let chosen = Memo::new(move |_| filter.with(value).unwrap_or_default());
    let first = chosen.get_untracked();
    let options = options
        .into_iter()
        .map(|(code, words)| {
            let selected = code == first;
            view! { <option value=code selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <select class="in" name=name aria-label=all prop:value=move || chosen.get()
            on:change:target=move |e| change.run((set, e.target().value()))>
            <option value="">{all}</option>
            {options}
        </select>
    }
}

/// The switch for centers open now.
#[component]
fn OpenNow(filter: Memo<Filter>, change: Callback<(Set, String)>) -> impl IntoView {
    let lang = use_lang();
    let on = Memo::new(move |_| filter.with(Filter::open_only));
    let value = |checked: bool| if checked { "1" } else { "" }.to_owned();
    view! {
        <label class="chip" class:on=move || on.get()>
            <input type="checkbox" name="open" value="1" checked=on.get_untracked() prop:checked=move || on.get()
                on:change:target=move |e| change.run((|f, open| f.open = open, value(e.target().checked()))) />
            {t::map::open_now(lang)}
        </label>
    }
}

/// A parameter that the form hands on unchanged; left out where it is empty.
#[component]
fn Kept(name: &'static str, value: Signal<String>) -> impl IntoView {
    view! {
        <input type="hidden" name=name value=move || value.get() disabled=move || value.with(String::is_empty) />
    }
}

fn room_options(lang: Lang, choices: &Choices) -> Vec<(String, String)> {
    let option = |kind: &model::room::RoomKind| (kind.code().to_owned(), words::room_kind(lang, *kind).to_owned());
    choices.rooms.iter().map(option).collect()
}

fn amenity_options(lang: Lang, choices: &Choices) -> Vec<(String, String)> {
    let offered = choices.amenities.iter().filter(|a| !a.retired);
    offered
        .map(|a| (a.code.clone(), a.names.get(lang.english()).to_owned()))
        .collect()
}

fn division_options(lang: Lang, choices: &Choices) -> Vec<(String, String)> {
    let option = |d: &super::api::DivisionChoice| (d.code.to_string(), d.names.get(lang.english()).to_owned());
    choices.divisions.iter().map(option).collect()
}
