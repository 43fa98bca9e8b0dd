//! The form under a one-time notice by which staff issue it, and how answers and paper of both kinds of notices are shown.

use super::{
    ask::query_of,
    issued_api::{Desk, IssueNotice, get_issue_desk},
    words::text,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{Lang, t::matter as m, use_lang},
    ui::{FormAction, Icon, KeyField, Loaded, PostForm, SelectField, Submit},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{
    matter::{Answers, Content},
    permission::Action,
};

/// The form, for those who issue notices somewhere; nothing for everybody else.
#[component]
pub(super) fn Issue(
    /// Of which matter.
    content: Content,
    /// In which version.
    version: i64,
    /// What was answered.
    answers: Answers,
) -> impl IntoView {
    if !use_boot().with_value(|b| b.may_somewhere(Action::IssueNotice)) {
        return ().into_any();
    }
    let code = content.code.clone();
    let query = query_of(&content, &answers).trim_start_matches('?').to_owned();
    let desk = resource(
        {
            let code = code.clone();
            move || code.clone()
        },
        get_issue_desk,
    );
    view! {
        <Loaded resource=desk view=move |desk: Desk| view! { <Form desk code=code.clone() version query=query.clone() /> } />
    }
    .into_any()
}

#[component]
fn Form(desk: Desk, code: String, version: i64, query: String) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<IssueNotice>::new();
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(path)) = action.value().get() {
            navigate(&path, NavigateOptions::default());
        }
    });
    let inside = if desk.centers.is_empty() {
        view! { <p>{m::issue_nowhere(lang)}</p> }.into_any()
    } else {
        let options = desk.centers.into_iter();
        let options: Vec<_> = options
            .map(|(id, names)| (id.to_string(), names.get(lang.english()).to_owned()))
            .collect();
        let value = options.first().map(|(id, _)| id.clone()).unwrap_or_default();
        view! {
            <PostForm action called>
                <p>{m::issue_text(lang)}</p>
                <KeyField value=desk.key />
                <input type="hidden" name="code" value=code />
                <input type="hidden" name="version" value=version.to_string() />
                <input type="hidden" name="answers" value=query />
                <SelectField field="center" label=m::issue_center(lang) options value />
                <div class="acts"><Submit label=m::issue(lang) /></div>
            </PostForm>
        }
        .into_any()
    };
    view! {
        <section class="card stack no-print">
            <h2><Icon name="edit" />{m::issue_title(lang)}</h2>
            {inside}
        </section>
    }
}

/// What a refusal calls what is no field of its own.
fn called(lang: Lang, field: &str) -> Option<String> {
    match field {
        "version" => Some(m::issue_version(lang).to_owned()),
        "answers" => Some(m::notice_answers(lang).to_owned()),
        _ => None,
    }
}

/// What was answered, in words; nothing where nothing was asked.
pub(super) fn said(lang: Lang, content: &Content, answers: &Answers) -> impl IntoView + use<> {
    let narrowed = content.narrow(answers);
    let all: Vec<_> = narrowed
        .asked
        .iter()
        .filter_map(|(question, choice)| Some((text(lang, &question.text), text(lang, &(*choice)?.text))))
        .map(|((question, q), (choice, c))| view! { <div><dt lang=q>{question}</dt><dd lang=c>{choice}</dd></div> })
        .collect();
    (!all.is_empty()).then(|| {
        view! {
            <section class="stack close">
                <h2>{m::notice_answers(lang)}</h2>
                <dl class="facts">{all}</dl>
            </section>
        }
    })
}
