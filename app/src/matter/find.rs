//! `/matters`: one box that forgives, occasions and people below it. Every choice stands in the address; with scripts the list
//! follows the typing, without a network too.

use super::{
    api::{Found, PAGE, Wanted, find_matters},
    kept::use_index,
    words::{self, text},
};
use crate::{
    call::resource,
    lang::{Lang, t, t::matter as m, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_location;
use model::matter::{
    Level, Mode, Person, Topic,
    search::{Entry, Narrow},
};

/// What narrows a search beside its words; what is not known narrows nothing.
pub(super) fn narrow(wanted: &Wanted) -> Narrow {
    Narrow {
        topic: Topic::from_code(&wanted.topic),
        person: Person::from_code(&wanted.person),
        level: Level::from_code(&wanted.level),
    }
}

/// How many matters are shown.
#[cfg(feature = "ssr")]
pub(super) fn shown(wanted: &Wanted) -> usize {
    PAGE * wanted.pages.parse::<usize>().map_or(1, |pages| pages.clamp(1, 200))
}

impl Wanted {
    /// The address that says this.
    fn href(&self) -> String {
        match serde_urlencoded::to_string(
            [
                ("q", &self.q),
                ("topic", &self.topic),
                ("person", &self.person),
                ("level", &self.level),
                ("center", &self.center),
                ("pages", &self.pages),
            ]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect::<Vec<_>>(),
        ) {
            Ok(query) if !query.is_empty() => format!("/matters?{query}"),
            _ => "/matters".to_owned(),
        }
    }

    /// From the first page, with one thing changed.
    fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut next = self.clone();
        next.pages.clear();
        change(&mut next);
        next.href()
    }
}

/// `/matters`
#[component]
pub(super) fn FindPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_location().query;
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let get = |name: &str| query.get(name).unwrap_or_default();
            Wanted {
                q: get("q"),
                topic: get("topic"),
                person: get("person"),
                level: get("level"),
                center: get("center"),
                pages: get("pages"),
            }
        })
    });
    let found = resource(move || wanted.get(), find_matters);
    let index = use_index();
    // What is in the box while it is not what the address says.
    let typed = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        wanted.track();
        typed.set(None);
    });
    let instant = Memo::new(move |_| {
        let words = typed.get()?;
        let index = index.get()?;
        let wanted = wanted.get();
        // Which center handles what only the server knows.
        if !wanted.center.is_empty() {
            return None;
        }
        let all = index.find(&words, &narrow(&wanted));
        Some(Found {
            total: all.len(),
            matters: all.into_iter().take(PAGE).cloned().collect(),
            center: None,
        })
    });
    let alone = Signal::derive(move || index.with(Option::is_some) && wanted.with(|wanted| wanted.center.is_empty()));
    view! {
        <PageTitle text=m::title(lang) />
        <p class="lead">{m::lead(lang)}</p>
        <FindForm wanted typed alone />
        {move || wanted.with(|wanted| view! { <Ways wanted=wanted.clone() typed /> })}
        <section class="stack" aria-label=t::ui::search(lang)>
            {move || match instant.get() {
                Some(found) => view! { <Results found wanted typed=true /> }.into_any(),
                None => view! { <Loaded resource=found view=move |found: Found| view! { <Results found wanted typed=false /> } /> }.into_any(),
            }}
        </section>
    }
}

/// Whether the browser has no network; the server never asks.
fn is_offline() -> bool {
    #[cfg(feature = "hydrate")]
    return !window().navigator().on_line();
    #[cfg(not(feature = "hydrate"))]
    false
}

#[component]
fn FindForm(
    wanted: Memo<Wanted>,
    typed: RwSignal<Option<String>>,
    /// The browser finds without the server.
    alone: Signal<bool>,
) -> impl IntoView {
    let lang = use_lang();
    // Without a network what was found while typing is all there is: leaving the page would lose it.
    let on_submit = move |event: SubmitEvent| {
        if is_offline() && alone.get_untracked() {
            event.prevent_default();
        }
    };
    let hidden = move || {
        let wanted = wanted.get();
        [
            ("topic", wanted.topic),
            ("person", wanted.person),
            ("level", wanted.level),
            ("center", wanted.center),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
    };
    view! {
        <div class="stack close">
            <form class="find" role="search" action="/matters" on:submit=on_submit>
                <Icon name="search" />
                <label class="sr" for="q">{m::which(lang)}</label>
                <input id="q" name="q" type="search" autocomplete="off" enterkeyhint="search" maxlength="60" placeholder=m::which(lang)
                    aria-describedby="q-hint"
                    prop:value=move || wanted.with(|wanted| wanted.q.clone())
                    value=wanted.with_untracked(|wanted| wanted.q.clone())
                    on:input=move |event| typed.set(Some(event_target_value(&event))) />
                {hidden}
                <button class="btn main">{t::ui::search(lang)}</button>
            </form>
            <p class="muted" id="q-hint">{m::example(lang)}</p>
        </div>
    }
}

/// Occasions, people and levels: links, so that each is an address.
#[component]
fn Ways(wanted: Wanted, typed: RwSignal<Option<String>>) -> impl IntoView {
    let lang = use_lang();
    let chip = |on: bool, href: String, icon: Option<&'static str>, words: &'static str| {
        let icon = icon.map(|icon| view! { <Icon name=icon /> });
        let on = on.then_some("true");
        view! { <a class="chip" data-noscroll="true" aria-current=on href=href>{icon}{words}</a> }
    };
    let topics = Topic::ALL.map(|topic| {
        let on = wanted.topic == topic.code();
        let code = if on { "" } else { topic.code() };
        let href = wanted.with(|next| next.topic = code.to_owned());
        chip(on, href, Some(words::topic_icon(topic)), words::topic(lang, topic))
    });
    let people = Person::ALL.map(|person| {
        let on = wanted.person == person.code();
        let code = if on { "" } else { person.code() };
        let href = wanted.with(|next| next.person = code.to_owned());
        chip(on, href, None, words::person(lang, person))
    });
    let levels = [Level::Village, Level::Town].map(|level| {
        let on = wanted.level == level.code();
        let code = if on { "" } else { level.code() };
        let href = wanted.with(|next| next.level = code.to_owned());
        chip(on, href, None, words::level(lang, level))
    });
    // Whoever has said what they look for sees what was found first, while they still type, too.
    let asked = wanted.q.clone();
    let open = move || typed.with(|typed| typed.as_ref().unwrap_or(&asked).trim().is_empty());
    view! {
        <details class="ways" open=open>
            <summary>{m::by_topic(lang)}" · "{m::by_person(lang)}</summary>
            <div class="stack close">
                <nav class="filters" aria-label=m::by_topic(lang)>{topics}</nav>
                <nav class="filters" aria-label=m::by_person(lang)>{people}</nav>
                <nav class="filters" aria-label=m::level(lang)>{levels}</nav>
            </div>
        </details>
    }
}

#[component]
fn Results(found: Found, wanted: Memo<Wanted>, typed: bool) -> impl IntoView {
    let lang = use_lang();
    let now = wanted.get_untracked();
    let order = if typed || !now.q.is_empty() {
        m::best_first(lang)
    } else {
        m::by_code(lang)
    };
    let center = found.center.as_ref().map(|names| {
        let clear = now.with(|next| next.center.clear());
        view! { <p class="row"><b>{m::at(lang, names.get(lang.english()))}</b><a href=clear>{m::clear(lang)}</a></p> }
    });
    let more = (!typed && found.total > found.matters.len()).then(|| {
        let pages = found.matters.len() / PAGE + 1;
        let mut next = now.clone();
        next.pages = pages.to_string();
        view! { <p class="acts"><a class="btn" data-noscroll="true" href=next.href()>{m::more(lang)}</a></p> }
    });
    let nothing = found.matters.is_empty().then(|| {
        view! {
            <div class="notice"><Icon name="info" /><h3>{m::none(lang)}</h3><p>{m::none_text(lang)}</p></div>
        }
    });
    let items = found.matters.into_iter().map(|entry| item(lang, entry)).collect_view();
    view! {
        {center}
        <h2 class="sr">{m::results(lang)}</h2>
        <p class="result" role="status"><b>{m::found(lang, found.total)}</b><span>{order}</span></p>
        {nothing}
        <ul class="grid matters">{items}</ul>
        {more}
    }
}

fn item(lang: Lang, entry: Entry) -> impl IntoView {
    let (name, tongue) = text(lang, &entry.name);
    let (summary, summary_tongue) = text(lang, &entry.summary);
    let home = entry
        .modes
        .contains(&Mode::HomeVisit)
        .then(|| words::mode(lang, Mode::HomeVisit));
    let alone = entry
        .modes
        .contains(&Mode::SelfService)
        .then(|| words::mode(lang, Mode::SelfService));
    let pills = [Some(words::level(lang, entry.level)), home, alone]
        .into_iter()
        .flatten()
        .map(|words| view! { <span class="pill">{words}</span> })
        .collect_view();
    view! {
        <li class="card">
            <h3 lang=tongue><a href=format!("/matters/{}", entry.code) class="cover">{name}</a></h3>
            <p class="muted" lang=summary_tongue>{summary}</p>
            <p class="row">{pills}</p>
        </li>
    }
}
