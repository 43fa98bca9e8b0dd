//! Taking the page of a center or a room along: its address to share, its page on paper, its QR code for the wall, its facts read aloud.

use crate::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::{Icon, ShareButton},
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
    let url = use_boot().with_value(|b| format!("{}{path}", b.origin));
    view! {
        <section class="card stack">
            <div class="qr">
                <img src=format!("{path}/qr.svg") alt=t::center::qr_alt(lang) width="144" height="144" />
                <div>
                    <h2>{t::center::qr_title(lang)}</h2>
                    <p class="muted no-print">{t::center::qr_text(lang)}</p>
                </div>
            </div>
            <p class="muted no-print">{t::center::page_address(lang)}" "<a href=path rel="external">{url.clone()}</a></p>
            <Show when=move || ready.get()>
                <div class="acts even">
                    <ShareButton title=title.clone() url=url.clone() />
                    <button type="button" class="btn" on:click=|_| print()><Icon name="print" />{t::ui::print(lang)}</button>
                </div>
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
    use wasm_bindgen::{JsCast, closure::Closure};

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
use browser::{hush, print, speak};

/// On the server nobody presses a button.
#[cfg(not(feature = "hydrate"))]
mod nobody {
    use leptos::prelude::WriteSignal;

    pub(super) const fn print() {}
    pub(super) const fn speak(_: &str, _: &str, _: WriteSignal<bool>) {}
    pub(super) const fn hush() {}
}

#[cfg(not(feature = "hydrate"))]
use nobody::{hush, print, speak};
