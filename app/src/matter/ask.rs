//! The plain questions that narrow a guide to one person. The answers stand in the address, so a narrowed guide can be shared,
//! printed and opened without scripts.

use crate::{
    lang::{t::matter as m, use_lang},
    matter::words::{chinese, text},
    ui::Icon,
};
use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlInputElement};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use model::matter::{Answers, Content, Question};

/// In front of a question's code in the address: nothing else there begins like this.
const PREFIX: &str = "q_";

/// What the address answers.
pub(super) fn use_answers() -> Memo<Answers> {
    let query = use_location().query;
    Memo::new(move |_| {
        let all = query.get().into_iter();
        all.filter_map(|(key, value)| key.strip_prefix(PREFIX).map(|code| (code.to_owned(), value)))
            .collect()
    })
}

/// Answers as they stand in an address (`q_a=x&q_b=y`); what else stands there is passed over.
#[cfg(feature = "ssr")]
pub(super) fn answers_of(query: &str) -> Answers {
    let pairs = query
        .split('&')
        .filter_map(|pair| pair.strip_prefix(PREFIX)?.split_once('='));
    pairs.map(|(code, value)| (code.to_owned(), value.to_owned())).collect()
}

/// Answers to the questions that were asked, as they stand in an address; empty where there are none.
pub(super) fn query_of(content: &Content, answers: &Answers) -> String {
    let narrowed = content.narrow(answers);
    let given = narrowed
        .asked
        .iter()
        .filter_map(|(question, choice)| Some((question, (*choice)?)));
    // Codes are `[a-z0-9_]`: nothing in them has to be escaped.
    let pairs: Vec<String> = given
        .map(|(question, choice)| format!("{PREFIX}{}={}", question.code, choice.code))
        .collect();
    if pairs.is_empty() {
        String::new()
    } else {
        format!("?{}", pairs.join("&"))
    }
}

/// The questions. Each stays in the page, hidden while it is not asked, so that the focus stays where it is.
#[component]
pub(super) fn Questions(
    /// Whose.
    content: StoredValue<Content>,
    /// What was answered.
    answers: Memo<Answers>,
    /// The guide's address.
    path: String,
) -> impl IntoView {
    let lang = use_lang();
    let navigate = use_navigate();
    let base = path.clone();
    #[cfg(feature = "hydrate")]
    take_kept_answers(navigate.clone(), base.clone());
    let change = move |event: ev::Event| {
        let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let name = input.name();
        let Some(code) = name.strip_prefix(PREFIX) else { return };
        let mut next = answers.get_untracked();
        next.insert(code.to_owned(), input.value());
        let query = content.with_value(|content| query_of(content, &next));
        let stay = NavigateOptions {
            scroll: false,
            replace: true,
            ..Default::default()
        };
        navigate(&format!("{base}{query}"), stay);
    };
    let questions = content.with_value(|content| content.questions.clone());
    let all = questions
        .into_iter()
        .map(|question| view! { <One question content answers /> })
        .collect_view();
    view! {
        <form class="card stack" method="get" action=path on:change=change>
            <h2>{m::your_case(lang)}</h2>
            <p class="muted">{m::your_case_text(lang)}</p>
            {all}
            <p class="acts no-print"><button class="btn"><Icon name="check" />{m::narrow(lang)}</button></p>
        </form>
    }
}

/// Without a network the service worker gives the guide without its answers, and puts them behind `#` (see `sw.js`): back to where
/// they belong.
#[cfg(feature = "hydrate")]
fn take_kept_answers(navigate: impl Fn(&str, NavigateOptions) + 'static, base: String) {
    Effect::new(move |_| {
        let behind = window().location().hash().unwrap_or_default();
        let answers = behind.trim_start_matches('#');
        if answers.starts_with(PREFIX) {
            let stay = NavigateOptions {
                scroll: false,
                replace: true,
                ..Default::default()
            };
            navigate(&format!("{base}?{answers}"), stay);
        }
    });
}

#[component]
fn One(question: Question, content: StoredValue<Content>, answers: Memo<Answers>) -> impl IntoView {
    let lang = use_lang();
    let name = format!("{PREFIX}{}", question.code);
    let code = StoredValue::new(question.code.clone());
    let idle = Memo::new(move |_| {
        answers.with(|answers| {
            content.with_value(|content| {
                let narrowed = content.narrow(answers);
                !code.with_value(|code| narrowed.asked.iter().any(|(question, _)| question.code == *code))
            })
        })
    });
    let (asked, tongue) = text(lang, &question.text);
    // What the address says. Who changes an earlier answer has not answered what hangs on it: it is chosen no more.
    let chosen = move |choice: &str| {
        answers.with(|answers| code.with_value(|code| answers.get(code).is_some_and(|answer| answer == choice)))
    };
    let choices = question
        .choices
        .into_iter()
        .map(|choice| {
            let (words, tongue) = text(lang, &choice.text);
            let this = choice.code.clone();
            let checked = untrack(|| chosen(&this));
            let hint = (!choice.hint.is_empty()).then(|| view! { <small lang=chinese(lang)>{choice.hint}</small> });
            view! {
                <label class="chip" lang=tongue>
                    <input type="radio" name=name.clone() value=choice.code checked=checked prop:checked=move || chosen(&this) />
                    <span>{words}{hint}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="ask" hidden=move || idle.get() disabled=move || idle.get()>
            <legend lang=tongue>{asked}</legend>
            {choices}
        </fieldset>
    }
}
