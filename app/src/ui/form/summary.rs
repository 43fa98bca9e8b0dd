//! What stands at the top of a form that was refused.

use super::{Called, FormState, field_id};
use crate::{
    boot::problems,
    lang::{t, use_lang},
    ui::words::problem_text,
};
use leptos::{html, prelude::*};
use model::AppError;

/// All problems at the top of a form; takes the focus and links to each field.
#[component]
pub fn ErrorSummary(
    /// What was refused.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// What it calls a field.
    #[prop(optional)]
    called: Option<Called>,
) -> impl IntoView {
    let lang = use_lang();
    let form = use_context::<FormState>();
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if error.with(Option::is_some)
            && let Some(div) = summary.get()
        {
            _ = div.focus();
        }
    });
    move || {
        error.get().map(|error| {
            let items = problems(&error)
                .iter()
                .map(|p| {
                    let text = form.map_or_else(|| problem_text(lang, p), |form| form.told(lang, p));
                    let name = called.and_then(|called| called(lang, &p.field));
                    let text = match name.or_else(|| form.and_then(|f| f.label(&p.field))) {
                        Some(name) => t::ui::problem_of(lang, name, text),
                        None => text,
                    };
                    let id = form.map_or_else(|| field_id(&p.field), |f| f.id(&p.field));
                    view! { <li><a rel="external" href=format!("#{id}")>{text}</a></li> }
                })
                .collect_view();
            view! {
                <div class="errors" role="alert" tabindex="-1" node_ref=summary>
                    <h2>{t::ui::not_yet(lang)}</h2>
                    {(problems(&error).is_empty()).then(|| view! { <p>{crate::ui::words::error_text(lang, &error)}</p> })}
                    {matches!(error, AppError::SignIn).then(|| view! { <SignInAside /> })}
                    <ul>{items}</ul>
                </div>
            }
        })
    }
}

/// Signing in without leaving the page: what was typed stays where it is.
#[component]
pub fn SignInAside() -> impl IntoView {
    let lang = use_lang();
    view! {
        <p>{t::ui::sign_in_aside(lang)}</p>
        <p><a class="btn small" href=crate::ui::page::sign_in_address() target="_blank" rel="external">{t::ui::sign_in_new_window(lang)}</a></p>
    }
}
