//! What residents said in words, with what the center answers.

use super::{
    api::{Figures, Words},
    table::period_text,
};
use crate::{
    evaluation::words::{face, level, service},
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;

/// The published words, the latest first; nothing where there are none.
#[component]
pub(super) fn Spoken(figures: Figures) -> impl IntoView {
    use t::figures as f;
    let lang = use_lang();
    if figures.words.is_empty() {
        return ().into_any();
    }
    let older = figures.older.map(|page| {
        let service = figures.service.map_or("", model::evaluation::Service::code);
        let center = figures.center.as_ref().map(|c| c.id.to_string()).unwrap_or_default();
        let href = format!(
            "/figures?period={}&service={service}&center={center}&words={page}#spoken",
            figures.period
        );
        view! { <nav class="pages" aria-label=f::spoken(lang)><a href=href>{f::older(lang)}</a></nav> }
    });
    let all = figures
        .words
        .into_iter()
        .map(|words| view! { <One words /> })
        .collect_view();
    view! {
        <section class="stack close" aria-labelledby="spoken">
            <h2 id="spoken">{f::spoken(lang)}</h2>
            <p class="muted">{f::spoken_lead(lang)}</p>
            <ul class="stack close">{all}</ul>
            {older}
        </section>
    }
    .into_any()
}

#[component]
fn One(words: Words) -> impl IntoView {
    use t::figures as f;
    let lang = use_lang();
    let about = f::about(lang, service(lang, words.service), period_text(lang, words.month));
    let center = words.center.map(|center| {
        let name = center.names.get(lang.english()).to_owned();
        view! { <a href=format!("/centers/{}", center.id)>{name}</a>" · " }
    });
    let answer = (!words.answer.is_empty()).then(|| {
        view! { <p class="prewrap"><b>{f::answers(lang)}</b>" "{words.answer.clone()}</p> }
    });
    view! {
        <li class="card stack close">
            {words.level.map(|said| view! { <p class="row"><Icon name=face(said) /><b>{level(lang, said)}</b></p> })}
            <blockquote class="prewrap">{words.words}</blockquote>
            {answer}
            <p class="muted">{center}{about}</p>
        </li>
    }
}
