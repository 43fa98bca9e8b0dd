//! The panel's first page: how things stand, and the way to what is to be mended.

use super::{parts::use_query, workdays::Missing};
use app::{
    boot::use_boot,
    call::resource,
    case::api::{Told, get_told},
    center::admin_api::{Overview, get_overview},
    duty::MyShifts,
    follow_up::api::{Tally, get_tally},
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle, words},
};
use leptos::prelude::*;
use model::{
    permission::{Action, Target},
    text::Names,
};

/// `/admin`
#[component]
pub(super) fn Start() -> impl IntoView {
    let lang = use_lang();
    let changed = use_query().with_untracked(|q| q.get("changed").is_some());
    let overview = resource(|| (), |()| get_overview());
    let tally = resource(|| (), |()| get_tally());
    let told = resource(|| (), |()| get_told());
    let (sample, edits) = use_boot().with_value(|b| (b.sample, b.may(Action::Import, Target::Anywhere)));
    let sample = sample.then(|| {
        let said = [
            Some(t::admin::sample_note(lang)),
            edits.then(|| t::admin::sample_make(lang)),
        ];
        let said: Vec<String> = said.into_iter().flatten().map(str::to_owned).collect();
        view! {
            <div class="notice">
                <Icon name="info" />
                <h2>{t::admin::sample_title(lang)}</h2>
                <p>{words::sentences(lang, &said)}</p>
            </div>
        }
    });
    view! {
        <PageTitle text=t::admin::start(lang) />
        {changed.then(|| view! { <p class="notice good" role="status"><Icon name="check" />{t::staff::changed(lang)}</p> })}
        {sample}
        <NoNumbers />
        <MyShifts />
        <Loaded resource=told view=|told: Told| view! { <Cases told /> } />
        <Loaded resource=tally view=|tally: Tally| view! { <FollowUps tally /> } />
        <Loaded resource=overview view=|overview: Overview| {
            view! { <NoMediator centers=overview.no_mediator.clone() /><Figures overview /> }
        } />
    }
}

/// No number stands on any page, said to whoever can set some.
#[component]
fn NoNumbers() -> impl IntoView {
    let lang = use_lang();
    let lacks =
        use_boot().with_value(|b| b.branding.numbers.is_empty() && b.may(Action::EditSettings, Target::Deployment));
    lacks.then(|| {
        view! {
            <div class="notice warn" role="status"><Icon name="phone" /><p>{t::admin::no_numbers(lang)}</p>
                <p class="acts"><a class="btn" href="/admin/settings">{t::admin::fig_mend(lang)}</a></p></div>
        }
    })
}

/// Nobody decides about requests for the private rooms of these centers, said to whoever can appoint somebody.
#[component]
fn NoMediator(centers: Vec<Names>) -> impl IntoView {
    /// Centers that are named; of more it is said how many.
    const NAMED: usize = 3;
    let lang = use_lang();
    let named: Vec<&str> = centers
        .iter()
        .take(NAMED)
        .map(|names| names.get(lang.english()))
        .collect();
    let named = named.join(if lang.english() { ", " } else { "、" });
    let named = match centers.len().saturating_sub(NAMED) {
        0 => named,
        more => t::admin::centers_and_more(lang, named, more),
    };
    (!centers.is_empty()).then(|| {
        view! {
            <div class="notice warn" role="status"><Icon name="users" /><p>{t::admin::no_mediator(lang, named)}</p>
                <p class="acts"><a class="btn" href="/admin/staff">{t::admin::fig_mend(lang)}</a></p></div>
        }
    })
}

/// Cases that were reminded of or have climbed to whoever looks.
#[component]
fn Cases(told: Told) -> impl IntoView {
    let lang = use_lang();
    (told.yours > 0).then(|| {
        view! {
            <div class="notice warn" role="status"><Icon name="clock" /><p>{t::case::yours_lead(lang, told.yours)}</p>
                <p class="acts"><a class="btn" href="/admin/cases?who=yours">{t::admin::fig_look(lang)}</a></p></div>
        }
    })
}

/// Bad ratings and complaints: red, and in a word, where something is too late. And what of the calendar is missing.
#[component]
fn FollowUps(tally: Tally) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let tiles = [
        ("warn", f::fig_overdue(lang), tally.overdue, tally.overdue > 0),
        ("clock", f::fig_today(lang), tally.today, false),
        ("list", f::fig_open(lang), tally.open, false),
    ];
    let tiles = tiles
        .map(|(icon, text, n, bad)| {
            let class = if bad { "tile warn" } else { "tile" };
            view! {
                <li><a class=class href="/admin/follow-ups"><Icon name=icon /><span>{text}</span><b>{n}</b>
                    <small>{t::admin::fig_look(lang)}</small></a></li>
            }
        })
        .collect_view();
    let board = tally.sees.then(|| {
        view! { <section class="stack close"><h2>{f::board(lang)}</h2><ul class="tiles">{tiles}</ul></section> }
    });
    let yours = (tally.yours > 0).then(|| {
        view! {
            <div class="notice bad" role="status"><Icon name="warn" /><p>{f::yours_lead(lang, tally.yours)}</p>
                <p class="acts"><a class="btn" href="/admin/follow-ups">{t::admin::fig_look(lang)}</a></p></div>
        }
    });
    let words = tally.words.filter(|n| *n > 0).map(|n| {
        view! {
            <div class="notice"><Icon name="one-words" /><p>{t::evaluate::words_wait(lang, n)}</p>
                <p class="acts"><a class="btn" href="/admin/evaluations?only=waiting">{t::admin::fig_look(lang)}</a></p></div>
        }
    });
    view! { {yours}<Missing years=tally.missing />{words}{board} }
}

#[component]
fn Figures(overview: Overview) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let edits = use_boot().with_value(|b| b.may_somewhere(Action::EditCenter));
    // Address, icon, words, figure, and whether anything above zero wants to be mended.
    let figures = [
        Some((
            "/admin/centers",
            "building",
            a::fig_centers(lang),
            overview.centers,
            false,
        )),
        Some((
            "/admin/centers?only=position",
            "pin",
            a::fig_position(lang),
            overview.no_position,
            true,
        )),
        Some((
            "/admin/centers?only=phone",
            "phone",
            a::fig_phone(lang),
            overview.no_phone,
            true,
        )),
        Some((
            "/admin/centers?only=closure",
            "door",
            a::fig_closed(lang),
            overview.closed_rooms,
            false,
        )),
        Some((
            "/admin/centers?only=zone",
            "list",
            a::fig_gaps(lang),
            overview.gaps,
            true,
        )),
        overview
            .locked
            .map(|n| ("/admin/staff", "lock", a::fig_locked(lang), n, true)),
    ];
    let tiles = figures
        .into_iter()
        .flatten()
        .map(|(href, icon, text, n, mend)| {
            let (class, help) = match (mend, n) {
                (true, 0) => ("tile", a::fig_fine(lang)),
                (true, _) => ("tile warn", a::fig_mend(lang)),
                (false, _) => ("tile", a::fig_look(lang)),
            };
            let inside = view! { <Icon name=icon /><span>{text}</span><b>{n}</b> };
            // Somebody who may only look gets the figures without the ways.
            if edits {
                view! { <li><a class=class href=href>{inside}<small>{help}</small></a></li> }.into_any()
            } else {
                view! { <li><div class=class>{inside}</div></li> }.into_any()
            }
        })
        .collect_view();
    view! {
        <section class="stack close">
            <h2>{a::figures(lang)}</h2>
            <ul class="tiles">{tiles}</ul>
        </section>
    }
}
