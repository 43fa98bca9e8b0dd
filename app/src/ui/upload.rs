//! Forms that carry a file: plain HTML to a route of the server's, the same with scripts and without.

use super::{ErrorSummary, form::here};
use crate::boot::use_boot;
use leptos::prelude::*;

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
    let before = use_boot().with_value(|b| {
        b.rejected
            .as_ref()
            .filter(|r| r.path == action)
            .map(|r| r.error.clone())
    });
    view! {
        <form method="post" action=action class="form" enctype="multipart/form-data">
            <input type="hidden" name="from" value=here() />
            <input type="hidden" name="then" value=then />
            <ErrorSummary error=Signal::stored(before) />
            {children()}
        </form>
    }
}
