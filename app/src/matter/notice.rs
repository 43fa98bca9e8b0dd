//! One-time notice 一次性告知书: everything that one person brings, on the phone and on paper.

use super::{
    api::{Guide, get_guide},
    apply::buttons,
    ask::{query_of, use_answers},
    guide::{Online, Retired},
    issue::{Issue, said},
    issued::TakeAlong,
    materials::Materials,
    words::{chinese, limit, text},
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t::matter as m, use_lang},
    ui::{Icon, Loaded, PageTitle, words::date},
};
use leptos::prelude::*;
use model::matter::{Answers, Material, Mode, Outcome};

/// `/matters/{code}/notice?q_…`
#[component]
pub(super) fn NoticePage(code: String) -> impl IntoView {
    let answers = use_answers();
    let guide = resource(move || code.clone(), get_guide);
    view! {
        <Loaded resource=guide view=move |guide: Guide| {
            // Who scans the code on their paper hears that it lists nothing any more.
            if guide.retired {
                return view! { <Retired content=guide.content /> }.into_any();
            }
            // Another page where something else is answered: nothing on it is kept.
            (move || view! { <Notice guide=guide.clone() answers=answers.get() /> }).into_any()
        } />
    }
}

#[component]
fn Notice(guide: Guide, answers: Answers) -> impl IntoView {
    let lang = use_lang();
    let content = &guide.content;
    let (name, _) = text(lang, &content.name);
    let query = query_of(content, &answers);
    let back = format!("/matters/{}{query}", content.code);
    let title = format!("{} · {name}", m::notice_title(lang));
    let narrowed = content.narrow(&answers);
    let Outcome::Bring(materials) = narrowed.outcome else {
        return view! {
            <PageTitle text=title />
            <div class="notice warn">
                <Icon name="warn" />
                <h2>{m::notice_not(lang)}</h2>
                <p>{m::answer_first(lang)}</p>
                <p class="acts"><a href=back class="btn main">{m::back(lang)}</a></p>
            </div>
        }
        .into_any();
    };
    let materials: Vec<Material> = materials.into_iter().cloned().collect();
    let said = said(lang, content, &answers);
    let (today, origin, numbers) = use_boot().with_value(|b| (b.now.day, b.origin.clone(), b.branding.numbers.clone()));
    let own = format!("/matters/{}/notice{query}", content.code);
    let picture = format!("/matters/{}/notice/qr.svg{query}", content.code);
    let called = numbers
        .into_iter()
        .map(|number| view! { <span>{number.label.get(lang.english()).to_owned()}" "<span class="nowrap">{number.phone}</span></span> })
        .collect_view();
    let facts = facts(lang, &guide);
    // What can be done by oneself online, on paper too.
    let online = content.online.clone();
    let online = (content.modes.contains(&Mode::SelfService) && !online.is_empty())
        .then(|| view! { <Online code=content.code.clone() address=online /> });
    let apply = buttons(content, &answers);
    let shared = title.clone();
    let issue = view! { <Issue content=content.clone() version=guide.version answers /> };
    view! {
        <PageTitle text=title hidden=true />
        <article class="paper stack">
            <header class="stack close">
                <p class="muted">{m::notice_title(lang)}</p>
                <h1 lang=text(lang, &content.name).1>{name}</h1>
                <p>{m::notice_lead(lang)}</p>
            </header>
            {said}
            <section class="stack close">
                <h2>{m::bring_n(lang, materials.len())}</h2>
                <Materials materials />
            </section>
            {facts}
            {online}
            <footer class="stack close">
                <p>{m::notice_after(lang)}</p>
                <p class="row">{called}</p>
                <p class="muted">{m::notice_made(lang, date(lang, today))}" · "{content.code.clone()}" · "{m::version(lang, guide.version)}</p>
                <div class="qr">
                    <img src=picture alt=m::qr_alt(lang) width="144" height="144" />
                    <p><b>{m::qr_title(lang)}</b><br /><a href=own.clone() rel="external">{format!("{origin}{own}")}</a></p>
                </div>
            </footer>
        </article>
        <p class="acts no-print">
            <TakeAlong title=shared url=format!("{origin}{own}") />
            <a href=back class="btn"><Icon name="edit" />{m::notice_change(lang)}</a>
        </p>
        {apply}
        {issue}
    }
    .into_any()
}

/// How long, how much, what comes of it.
fn facts(lang: crate::lang::Lang, guide: &Guide) -> impl IntoView + use<> {
    let content = &guide.content;
    let fee = if content.fee.is_free() {
        m::free(lang).to_owned()
    } else {
        content.fee.amount.clone()
    };
    let place = guide.places.first().filter(|_| guide.places_total == 1);
    let place = place.map(|place| {
        let name = place.names.get(lang.english()).to_owned();
        view! { <div><dt>{m::where_done(lang)}</dt><dd>{name}" "{place.address.clone()}" "{place.phone.clone()}</dd></div> }
    });
    view! {
        <dl class="facts">
            <div><dt>{m::how_long(lang)}</dt><dd>{limit(lang, content.promised)}</dd></div>
            <div><dt>{m::cost(lang)}</dt><dd>{fee}</dd></div>
            {(!content.result.is_empty()).then(|| view! {
                <div><dt>{m::result(lang)}</dt><dd lang=chinese(lang)>{content.result.clone()}</dd></div>
            })}
            {place}
        </dl>
    }
}
