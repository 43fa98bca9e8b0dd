//! Forms that carry a file: plain HTML to a route of the server's, the same with scripts and without.

use super::{
    ErrorSummary,
    form::{here, look_after},
    unsaved,
};
use crate::{boot::use_boot, lang::use_lang};
use leptos::{ev::SubmitEvent, html, prelude::*};

/// A form that uploads. The server answers with a redirect, or with this page and what is wrong with the file.
#[component]
pub fn UploadForm(
    /// The route, beginning with `/upload/`.
    #[prop(into)]
    action: String,
    /// Where to go when it succeeded.
    #[prop(into)]
    then: String,
    /// The file's field and the buttons.
    children: Children,
) -> impl IntoView {
    let before = use_boot().with_value(|b| b.rejected.read().filter(|r| r.path == action).map(|r| r.error));
    let (lang, kept) = (use_lang(), unsaved::keeps());
    let unsaved = (kept && before.is_some()).then_some("");
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
            <ErrorSummary error=Signal::stored(before) />
            {children()}
        </form>
    }
}
