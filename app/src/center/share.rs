//! Taking the page of a center or a room along: its address to share, its page on paper, its QR code for the wall, its facts read aloud.

use crate::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;

/// True once scripts run here: what needs them is offered only then.
fn use_scripts() -> ReadSignal<bool> {
    let (ready, set_ready) = signal(false);
    Effect::new(move |_| set_ready.set(true));
    ready
}

/// QR code, address, and the buttons to share and print.
#[component]
pub fn Share(
    /// The page's address without the origin.
    path: String,
    /// What it is about.
    title: String,
) -> impl IntoView {
    let lang = use_lang();
    let ready = use_scripts();
    let (copied, set_copied) = signal(false);
    let url = use_boot().with_value(|b| format!("{}{path}", b.origin));
    let told = StoredValue::new((title, url.clone()));
    let share = move |_| told.with_value(|(title, url)| share(title, url, set_copied));
    view! {
        <section class="card stack">
            <div class="qr">
                <img src=format!("{path}/qr.svg") alt=t::center::qr_alt(lang) width="144" height="144" />
                <div>
                    <h2>{t::center::qr_title(lang)}</h2>
                    <p class="muted no-print">{t::center::qr_text(lang)}</p>
                </div>
            </div>
            <p class="muted no-print">{t::center::page_address(lang)}" "<a href=path rel="external">{url}</a></p>
            <Show when=move || ready.get()>
                <div class="acts even">
                    <button type="button" class="btn" on:click=share><Icon name="share" />{t::ui::share(lang)}</button>
                    <button type="button" class="btn" on:click=|_| print()><Icon name="print" />{t::ui::print(lang)}</button>
                </div>
                <p role="status">{move || copied.get().then(|| t::center::copied(lang))}</p>
            </Show>
        </section>
    }
}

/// In elder mode, a button that reads `text` aloud and stops again.
#[component]
pub fn ReadAloud(text: String) -> impl IntoView {
    let lang = use_lang();
    let ready = use_scripts();
    let (speaking, set_speaking) = signal(false);
    on_cleanup(hush);
    let text = StoredValue::new(text);
    let toggle = move |_| {
        if speaking.get_untracked() {
            hush();
            set_speaking.set(false);
        } else {
            text.with_value(|text| speak(text, lang.tag(), set_speaking));
        }
    };
    let elder = use_boot().with_value(|b| b.elder);
    elder.then(|| {
        view! {
            <Show when=move || ready.get()>
                <button type="button" class="btn" on:click=toggle >
                    <Icon name="mic" />
                    {move || if speaking.get() { t::center::stop_reading(lang) } else { t::center::read_aloud(lang) }}
                </button>
            </Show>
        }
    })
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use wasm_bindgen_futures::{JsFuture, spawn_local};

    /// Opens the device's own sharing where it has one, else copies the address.
    pub(super) fn share(title: &str, url: &str, copied: WriteSignal<bool>) {
        let navigator = window().navigator();
        if js_sys::Reflect::has(&navigator, &JsValue::from_str("share")) == Ok(true) {
            let data = web_sys::ShareData::new();
            data.set_title(title);
            data.set_url(url);
            // Refused when the person changes their mind: nothing to say.
            spawn_local(async move { _ = JsFuture::from(navigator.share_with_data(&data)).await });
        } else if js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|c| c.is_object()) {
            // Absent outside https and localhost; the address stands beside the button.
            let copy = navigator.clipboard().write_text(url);
            spawn_local(async move { copied.set(JsFuture::from(copy).await.is_ok()) });
        }
    }

    pub(super) fn print() {
        _ = window().print();
    }

    pub(super) fn speak(text: &str, lang: &str, speaking: WriteSignal<bool>) {
        let Ok(voice) = window().speech_synthesis() else { return };
        let Ok(words) = web_sys::SpeechSynthesisUtterance::new_with_text(text) else {
            return;
        };
        // Frees itself when it is called: `end` comes once for each reading, also when it is stopped.
        let done = Closure::once_into_js(move || speaking.try_set(false));
        words.set_lang(if lang == "en" { "en" } else { "zh-CN" });
        words.set_onend(Some(done.unchecked_ref()));
        voice.cancel();
        voice.speak(&words);
        speaking.set(true);
    }

    pub(super) fn hush() {
        if let Ok(voice) = window().speech_synthesis() {
            voice.cancel();
        }
    }
}

#[cfg(feature = "hydrate")]
use browser::{hush, print, share, speak};

/// On the server nobody presses a button.
#[cfg(not(feature = "hydrate"))]
mod nobody {
    use leptos::prelude::WriteSignal;

    pub(super) const fn share(_: &str, _: &str, _: WriteSignal<bool>) {}
    pub(super) const fn print() {}
    pub(super) const fn speak(_: &str, _: &str, _: WriteSignal<bool>) {}
    pub(super) const fn hush() {}
}

#[cfg(not(feature = "hydrate"))]
use nobody::{hush, print, share, speak};
