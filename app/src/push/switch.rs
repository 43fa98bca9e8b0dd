//! The card on one's own page: notifications on this device, on or off.

use super::api::{PushState, UnsubscribePush, get_push};
use crate::{
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Icon, Loaded, PostForm},
};
use leptos::prelude::*;

/// What asking for notifications has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code))] // only browsers ask
enum Outcome {
    /// Nobody has asked.
    Idle,
    /// The browser is asking, or the server.
    Asking,
    /// The browser says no.
    Denied,
    /// Something else went wrong.
    Failed,
}

/// See the module. Turning off works without scripts; turning on needs the browser's own.
#[component]
pub fn PushSwitch() -> impl IntoView {
    let state = resource(|| (), |()| get_push());
    view! { <Loaded resource=state view={|state: PushState| view! { <Switch state /> }} /> }
}

#[component]
fn Switch(state: PushState) -> impl IntoView {
    use t::notice as n;
    let lang = use_lang();
    if state.on {
        let action = FormAction::<UnsubscribePush>::new();
        return view! {
            <section class="card">
                <h2>{n::push(lang)}</h2>
                <p><span class="pill open"><Icon name="check" />{n::push_is_on(lang)}</span></p>
                <PostForm action then="/me" reload=true><div class="acts"><button class="btn">{n::push_off(lang)}</button></div></PostForm>
            </section>
        }
        .into_any();
    }
    let can = RwSignal::new(false);
    let outcome = RwSignal::new(Outcome::Idle);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| can.set(super::browser::can()));
    let key = StoredValue::new(state.key);
    view! {
        {move || can.get().then(|| view! {
            <section class="card">
                <h2>{n::push(lang)}</h2>
                <p>{n::push_lead(lang)}</p>
                <div role="status">{move || match outcome.get() {
                    Outcome::Idle | Outcome::Asking => None,
                    Outcome::Denied => Some(n::push_denied(lang)),
                    Outcome::Failed => Some(n::push_failed(lang)),
                }.map(|text| view! { <p class="notice warn"><Icon name="warn" />{text}</p> })}</div>
                <div class="acts">
                    <button type="button" class="btn" prop:disabled=move || outcome.get() == Outcome::Asking
                        on:click=move |_| ask(key, outcome)>{n::push_on(lang)}</button>
                </div>
            </section>
        })}
    }
    .into_any()
}

/// Asks the browser and then the server; the page is loaded anew when it is on.
#[cfg(feature = "hydrate")]
fn ask(key: StoredValue<String>, outcome: RwSignal<Outcome>) {
    use super::{
        api::subscribe_push,
        browser::{self, Asked},
    };
    outcome.set(Outcome::Asking);
    leptos::task::spawn_local(async move {
        let asked = browser::ask(&key.get_value()).await;
        outcome.set(match asked {
            Ok(Asked::Allowed(input)) => match subscribe_push(input).await {
                Ok(()) => {
                    _ = window().location().reload();
                    Outcome::Asking
                }
                Err(_) => Outcome::Failed,
            },
            Ok(Asked::Denied) => Outcome::Denied,
            Err(_) => Outcome::Failed,
        });
    });
}

/// Only browsers ask.
#[cfg(not(feature = "hydrate"))]
fn ask(key: StoredValue<String>, outcome: RwSignal<Outcome>) {
    let _ = (key, outcome);
}
