//! Passing an address on: by what the device has for that, else by copying it. The address stands beside the button as text, so that it can
//! be copied by hand where there are no scripts.

use crate::{
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;

/// The button, and word of what came of it.
#[component]
pub fn ShareButton(
    /// What it is about.
    title: String,
    /// The whole address.
    url: String,
) -> impl IntoView {
    let lang = use_lang();
    let copied = RwSignal::new(None);
    let told = StoredValue::new((title, url));
    let press = move |_| told.with_value(|(title, url)| share(title, url, copied));
    let said = move || match copied.get() {
        Some(true) => t::ui::copied(lang),
        Some(false) => t::ui::copy_by_hand(lang),
        None => "",
    };
    view! {
        <button type="button" class="btn scripts-only" on:click=press><Icon name="share" />{t::ui::share(lang)}</button>
        <span role="status">{said}</span>
    }
}

#[cfg(feature = "hydrate")]
fn share(title: &str, url: &str, copied: RwSignal<Option<bool>>) {
    use wasm_bindgen::JsValue;
    use wasm_bindgen_futures::{JsFuture, spawn_local};

    let navigator = window().navigator();
    if js_sys::Reflect::has(&navigator, &JsValue::from_str("share")) == Ok(true) {
        let data = web_sys::ShareData::new();
        data.set_title(title);
        data.set_url(url);
        // Refused when the person changes their mind: nothing to say.
        spawn_local(async move { _ = JsFuture::from(navigator.share_with_data(&data)).await });
    } else if js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|c| c.is_object()) {
        let copy = navigator.clipboard().write_text(url);
        spawn_local(async move { _ = copied.try_set(Some(JsFuture::from(copy).await.is_ok())) });
    } else {
        // Outside of https and localhost there is neither.
        copied.set(Some(false));
    }
}

/// On the server nobody presses a button.
#[cfg(not(feature = "hydrate"))]
const fn share(_: &str, _: &str, _: RwSignal<Option<bool>>) {}
