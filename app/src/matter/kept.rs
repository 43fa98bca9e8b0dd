//! The index in the browser: fetched once while somebody is on the page, kept by the service worker, asked at every keystroke.

use leptos::prelude::*;
use model::matter::search::Index;
use std::sync::Arc;

/// The index, once it is there; never on the server.
pub(super) fn use_index() -> ReadSignal<Option<Arc<Index>>> {
    let (index, set_index) = signal(None);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        leptos::task::spawn_local(async move {
            // Without it the server answers, as it does for those who have no scripts.
            if let Some(listing) = fetch().await {
                set_index.try_set(Some(Arc::new(Index::new(listing))));
            }
        });
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = set_index;
    index
}

#[cfg(feature = "hydrate")]
async fn fetch() -> Option<model::matter::search::Listing> {
    let answer = gloo_net::http::Request::get("/open/matters.json").send().await.ok()?;
    if !answer.ok() {
        return None;
    }
    crate::call::read(&answer.text().await.ok()?).ok()
}
