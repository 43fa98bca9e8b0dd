//! Icons from one sprite, `public/icons.svg`: loaded once, kept by the browser, no bytes in the WASM.

use crate::boot::asset;
use leptos::prelude::*;

/// A decorative icon; the words beside it say what it means.
#[component]
pub fn Icon(
    /// The `id` of a symbol in `public/icons.svg`.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! { <svg class="icon" aria-hidden="true"><use href=format!("{}#{name}", asset("/icons.svg"))></use></svg> }
}
