//! `/admin/evaluations/{id}`: all of what was said, and whether everybody may read its words.

use super::{Photos, about, follow_up};
use crate::parts::{Crumbs, Saved};
use app::{
    call::resource,
    evaluation::{
        list_api::{AnswerWords, May, Moderate, Shown, get_evaluation},
        words,
    },
    lang::{Lang, t, use_lang},
    ui::{
        ConflictPanel, ConflictRow, FormAction, FormState, Icon, Loaded, PageTitle, PostForm, Submit, TextArea,
        VersionField, field_id,
    },
};
use leptos::prelude::*;
use model::{evaluation::Moderation, text::Names};

/// See the module.
#[component]
pub(crate) fn OnePage(evaluation: String) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let one = resource(|| (), move |()| get_evaluation(evaluation.clone()));
    view! {
        <Crumbs above=("/admin/evaluations", e::title(lang)) here=e::one(lang) />
        <Saved />
        <Loaded resource=one view=|(one, allowed): (Shown, May)| view! { <One one allowed /> } />
    }
}

fn joined(lang: Lang, names: &[Names]) -> String {
    let names: Vec<&str> = names.iter().map(|n| n.get(lang.english())).collect();
    names.join(t::admin::comma(lang))
}

#[component]
fn One(one: Shown, allowed: May) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let seven: Vec<&str> = one.seven.iter().map(|s| words::seven(lang, *s)).collect();
    let mut facts = vec![
        (e::level(lang).to_owned(), words::level(lang, one.level).to_owned()),
        (e::reasons(lang).to_owned(), joined(lang, &one.reasons)),
        (t::evaluation::seven(lang).to_owned(), seven.join(t::admin::comma(lang))),
    ];
    for (question, values) in &one.answers {
        facts.push((question.get(lang.english()).to_owned(), joined(lang, values)));
    }
    facts.push((e::words(lang).to_owned(), one.words.clone()));
    facts.push((e::published(lang).to_owned(), one.published_words.clone()));
    facts.push((e::answer(lang).to_owned(), one.published_answer.clone()));
    facts.push((e::set_aside(lang).to_owned(), one.set_aside.clone().unwrap_or_default()));
    let facts = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd class="prewrap">{value}</dd></div> })
        .collect_view();
    let pill = words::moderation(lang, one.moderation)
        .map(|(class, icon, text)| view! { <p><span class=class><Icon name=icon />{text}</span></p> });
    let state = one.follow_up.map(|state| view! { <p>{follow_up(lang, state)}</p> });
    let decides =
        (allowed.moderate && one.moderation != Moderation::None).then(|| view! { <Decide one=one.clone() /> });
    // Whoever decides writes both into one form.
    let open = matches!(one.moderation, Moderation::Waiting | Moderation::Published);
    let answers = (allowed.answer && !allowed.moderate && open).then(|| view! { <AnswerForm one=one.clone() /> });
    view! {
        <PageTitle text=about(lang, &one) />
        <p class="muted">{e::masked(lang)}</p>
        <section class="card"><dl class="facts">{facts}</dl><Photos photos=one.photos.clone() />{state}{pill}</section>
        {decides}
        {answers}
    }
}

/// Publish, as masked and as shortened here, or withhold.
#[component]
fn Decide(one: Shown) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let action = FormAction::<Moderate>::new();
    let words = if one.published_words.is_empty() {
        one.words
    } else {
        one.published_words
    };
    let publishes = one.moderation != Moderation::Withheld;
    view! {
        <section class="card stack">
            <h2>{e::decide(lang)}</h2>
            <p>{e::decide_lead(lang)}</p>
            <PostForm action prefix="input" then=format!("/admin/evaluations/{}?saved=1", one.id) reload=true>
                <input type="hidden" name="id" value=one.id.clone() />
                <VersionField version=one.version />
                <Compared words=words.clone() answer=one.published_answer.clone() />
                <fieldset class="group" id=field_id("decision")>
                    <legend>{e::decision(lang)}</legend>
                    <Choice code="published" text=e::publish(lang) chosen=publishes />
                    <Choice code="withheld" text=e::withhold(lang) chosen=!publishes />
                </fieldset>
                <TextArea field="words" label=e::published(lang) hint=e::published_hint(lang) value=words rows=4 />
                <TextArea field="answer" label=e::answer(lang) hint=e::answer_hint(lang) value=one.published_answer rows=3 />
                <div class="acts"><Submit label=t::ui::save(lang) /></div>
            </PostForm>
        </section>
    }
}

/// The center's answer, for everybody to read with the words.
#[component]
fn AnswerForm(one: Shown) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let action = FormAction::<AnswerWords>::new();
    view! {
        <section class="card stack">
            <h2>{e::answer(lang)}</h2>
            <p>{e::answer_lead(lang)}</p>
            <PostForm action then=format!("/admin/evaluations/{}?saved=1", one.id) reload=true>
                <input type="hidden" name="id" value=one.id.clone() />
                <VersionField version=one.version />
                <AnswerCompared answer=one.published_answer.clone() />
                <TextArea field="answer" label=e::answer(lang) hint=e::answer_hint(lang) value=one.published_answer rows=3 />
                <div class="acts"><Submit label=t::ui::save(lang) /></div>
            </PostForm>
        </section>
    }
}

#[component]
fn Choice(code: &'static str, text: &'static str, chosen: bool) -> impl IntoView {
    let form = FormState::current();
    form.chooses("decision");
    let checked = form.ticked("decision", code, chosen);
    view! { <label class="check"><input type="radio" name=form.name("decision") value=code checked=checked />{text}</label> }
}

#[component]
fn Compared(words: String, answer: String) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let rows = vec![
        ConflictRow::new(e::published(lang), "words", words),
        ConflictRow::new(e::answer(lang), "answer", answer),
    ];
    view! { <ConflictPanel rows /> }
}

#[component]
fn AnswerCompared(answer: String) -> impl IntoView {
    let rows = vec![ConflictRow::new(t::evaluate::answer(use_lang()), "answer", answer)];
    view! { <ConflictPanel rows /> }
}
