//! The service worker, seen from the page: it is registered here, and a new one is offered, never forced.

use app::lang::{t, use_lang};
use leptos::prelude::*;

/// Registers the worker; offers to change to a new version when one is there.
#[component]
pub fn UpdateOffer() -> impl IntoView {
    let lang = use_lang();
    let offered = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| worker::register(offered));
    let accept = move |_| {
        #[cfg(feature = "hydrate")]
        worker::accept();
    };
    view! {
        <div class="toasts" role="status">
            {move || {
                offered
                    .get()
                    .then(|| {
                        view! {
                            <div class="toast">
                                <span class="grow">{t::ui::update_offer(lang)}</span>
                                <button type="button" class="btn small main" on:click=accept>{t::ui::update_now(lang)}</button>
                                <button type="button" class="btn small" on:click=move |_| offered.set(false)>{t::ui::later(lang)}</button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod worker {
    use app::ui::{controller, workers};
    use leptos::{prelude::*, task::spawn_local};
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

    /// A function for the browser to call, for as long as the page lives.
    fn callback(f: impl Fn() + 'static) -> js_sys::Function {
        Closure::<dyn Fn()>::new(f).into_js_value().unchecked_into()
    }

    pub(super) fn register(offered: RwSignal<bool>) {
        let Some(container) = workers() else { return };
        spawn_local(async move {
            // Where workers are blocked the browser refuses, or answers with nothing: the pages work without one.
            _ = watch(&container, offered).await;
        });
    }

    async fn watch(container: &ServiceWorkerContainer, offered: RwSignal<bool>) -> Result<(), JsValue> {
        let registration: ServiceWorkerRegistration = JsFuture::from(container.register("/sw.js")).await?.dyn_into()?;
        // Without a controller this is the first visit: nothing is replaced.
        let offer = move || offered.set(controller().is_some());
        if registration.waiting().is_some() {
            offer();
        }
        let found = registration.clone();
        let on_found = callback(move || {
            let Some(next) = found.installing() else { return };
            let state = next.clone();
            let on_change = callback(move || {
                if state.state() == ServiceWorkerState::Installed {
                    offer();
                }
            });
            next.set_onstatechange(Some(&on_change));
        });
        registration.set_onupdatefound(Some(&on_found));
        Ok(())
    }

    /// Lets the new worker take over, then loads the page anew. Other tabs go on with what they have loaded.
    pub(super) fn accept() {
        let Some(container) = workers() else { return };
        container.set_oncontrollerchange(Some(&callback(|| _ = window().location().reload())));
        spawn_local(async move {
            if let Ok(registration) = JsFuture::from(container.get_registration()).await
                && let Ok(registration) = registration.dyn_into::<ServiceWorkerRegistration>()
                && let Some(waiting) = registration.waiting()
            {
                _ = waiting.post_message(&"update".into());
            }
        });
    }
}
