//! "Near me": asks the browser where the person is. The position goes into the page's address and nowhere else.

use crate::{
    lang::{Lang, t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;

/// Why there is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser is asked"))]
enum Refusal {
    /// The person or their settings said no.
    Denied,
    /// The device does not know, or cannot tell over an insecure connection.
    Unavailable,
    /// It took too long.
    Timeout,
}

impl Refusal {
    const fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Denied => t::map::near_denied(lang),
            Self::Unavailable => t::map::near_unavailable(lang),
            Self::Timeout => t::map::near_timeout(lang),
        }
    }
}

/// The button. It needs scripts, so it is hidden until they are there. Pressed again it forgets the position.
#[component]
pub fn NearMe(
    /// `lng,lat` as the address has it, or empty.
    #[prop(into)]
    near: Signal<String>,
    /// Told the new `lng,lat`, or empty to forget it.
    on_change: Callback<String>,
    /// What went wrong, in words, for a status line.
    problem: RwSignal<String>,
) -> impl IntoView {
    let lang = use_lang();
    let ready = RwSignal::new(false);
    let asking = RwSignal::new(false);
    Effect::new(move |_| ready.set(true));
    let press = move |_| {
        if !near.get_untracked().is_empty() {
            on_change.run(String::new());
            return;
        }
        problem.set(t::map::near_asking(lang).to_owned());
        asking.set(true);
        locate(move |answer| {
            asking.set(false);
            match answer {
                Ok(near) => {
                    problem.set(String::new());
                    on_change.run(near);
                }
                Err(refusal) => problem.set(refusal.words(lang).to_owned()),
            }
        });
    };
    view! {
        <button type="button" class="chip" hidden=move || !ready.get() disabled=move || asking.get()
            aria-pressed=move || (!near.get().is_empty()).to_string() on:click=press>
            <Icon name="locate" />{t::map::near_me(lang)}
        </button>
    }
}

/// What is said about a position that could not be had. Always there, so that a change is announced.
#[component]
pub fn NearStatus(
    /// The words, or empty.
    problem: RwSignal<String>,
) -> impl IntoView {
    view! { <p class="muted" role="status">{move || problem.get()}</p> }
}

/// Asks once and tells `answer`: `lng,lat` to four digits (about 10 m), which is enough to say what is near.
#[cfg(feature = "hydrate")]
fn locate(answer: impl Fn(Result<String, Refusal>) + Clone + 'static) {
    use wasm_bindgen::{JsCast, closure::Closure};

    const WAIT_MS: u32 = 12_000;
    const OLD_MS: u32 = 60_000;

    let Ok(geolocation) = window().navigator().geolocation() else {
        answer(Err(Refusal::Unavailable));
        return;
    };
    let found = answer.clone();
    let found = Closure::once_into_js(move |position: web_sys::Position| {
        let at = position.coords();
        // The browser's own formatting: that of `core` weighs 10 kB.
        let digits = |degrees: f64| {
            js_sys::Number::from(degrees)
                .to_fixed(4)
                .map(String::from)
                .unwrap_or_default()
        };
        found(Ok(format!("{},{}", digits(at.longitude()), digits(at.latitude()))));
    });
    let refused = answer.clone();
    let refused = Closure::once_into_js(move |error: web_sys::PositionError| {
        refused(Err(match error.code() {
            web_sys::PositionError::PERMISSION_DENIED => Refusal::Denied,
            web_sys::PositionError::TIMEOUT => Refusal::Timeout,
            _ => Refusal::Unavailable,
        }));
    });
    let options = web_sys::PositionOptions::new();
    options.set_timeout(WAIT_MS);
    options.set_maximum_age(OLD_MS);
    let asked = geolocation.get_current_position_with_error_callback_and_options(
        found.unchecked_ref(),
        Some(refused.unchecked_ref()),
        &options,
    );
    if asked.is_err() {
        answer(Err(Refusal::Unavailable));
    }
}

/// The server never asks: the button does nothing before scripts are there.
#[cfg(not(feature = "hydrate"))]
fn locate(answer: impl Fn(Result<String, Refusal>) + Clone + 'static) {
    answer(Err(Refusal::Unavailable));
}
