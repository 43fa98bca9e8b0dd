//! Forms that carry a file: plain HTML to a route of the server's, the same with scripts and without.

use super::{
    ErrorSummary, FormState,
    form::{here, look_after},
    unsaved,
};
use crate::lang::use_lang;
use leptos::{ev::SubmitEvent, html, prelude::*};
use model::AppError;

/// A form that uploads. The server answers with a redirect, or with this page and what is wrong with the file.
#[component]
pub fn UploadForm(
    /// The route, beginning with `/upload/`.
    #[prop(into)]
    action: String,
    /// Where to go when it succeeded.
    #[prop(into)]
    then: String,
    /// The server function that the form is handed on to with its files, where it is one: a refusal is that one's.
    #[prop(optional)]
    call: &'static str,
    /// Name of that function's argument which holds the fields.
    #[prop(optional, into)]
    prefix: String,
    /// What the page itself finds wrong with it before it is sent; said like a refusal.
    #[prop(optional)]
    found: Option<RwSignal<Option<AppError>>>,
    /// The file's field and the buttons.
    children: Children,
) -> impl IntoView {
    let state = FormState::of_upload(if call.is_empty() { &action } else { call }, prefix, found);
    provide_context(state);
    let (lang, kept) = (use_lang(), unsaved::keeps());
    let unsaved = (kept && state.error.with_untracked(Option::is_some)).then_some("");
    let form = NodeRef::<html::Form>::new();
    if kept {
        look_after(form);
    }
    // The browser sends it by itself and loads the page that follows.
    let on_submit = move |event: SubmitEvent| {
        if let Some(form) = form.get_untracked().filter(|_| kept) {
            if unsaved::files_may_go(&form, lang) {
                unsaved::carry_over(&form);
            } else {
                event.prevent_default();
            }
        }
    };
    view! {
        <form method="post" action=action class="form" enctype="multipart/form-data" node_ref=form on:submit=on_submit
            data-kept=kept.then_some("") data-unsaved=unsaved>
            <input type="hidden" name="from" value=here() />
            <input type="hidden" name="then" value=then />
            <ErrorSummary error=state.error />
            {children()}
        </form>
    }
}
