//! The way from a call that failed to the copy of the page that the service worker has kept.

/// Path and query of the document that the browser has loaded; moving on within the application does not change it.
#[cfg(feature = "hydrate")]
#[derive(Clone)]
struct Landed(String);

/// Remembers where the browser landed; in the application's root.
pub fn land() {
    #[cfg(feature = "hydrate")]
    leptos::prelude::provide_context(Landed(here()));
}

#[cfg(feature = "hydrate")]
fn here() -> String {
    let location = leptos::prelude::window().location();
    [location.pathname(), location.search()]
        .map(Result::unwrap_or_default)
        .concat()
}

/// The browser's service workers; none without TLS, except on this computer, and none where they are blocked.
#[cfg(feature = "hydrate")]
#[must_use]
pub fn workers() -> Option<web_sys::ServiceWorkerContainer> {
    use wasm_bindgen::JsCast;
    let navigator = leptos::prelude::window().navigator();
    let workers = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    workers.dyn_into().ok()
}

/// The worker that stands between this page and the network.
#[cfg(feature = "hydrate")]
#[must_use]
pub fn controller() -> Option<web_sys::ServiceWorker> {
    workers()?.controller()
}

/// A call has failed for want of an answer, on a page that was reached without loading it: loads it after all, so that the
/// worker can give its kept copy, or say that there is none.
pub fn load_instead() {
    #[cfg(feature = "hydrate")]
    if let Some(Landed(landed)) = leptos::prelude::use_context()
        && controller().is_some()
    {
        // The address changes once the page is drawn.
        let soon = std::time::Duration::from_millis(100);
        leptos::prelude::set_timeout(
            move || {
                if here() != landed {
                    _ = leptos::prelude::window().location().reload();
                }
            },
            soon,
        );
    }
}
