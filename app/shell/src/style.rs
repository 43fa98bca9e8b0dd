//! The two stylesheets. The start page needs the first only; all others have the second behind it, which the server links where a
//! page is loaded, and the application where somebody comes from the start page to the first page that needs it.

use leptos::prelude::*;
use leptos_router::{Lazy, LazyRoute};
#[cfg(feature = "hydrate")]
use wasm_bindgen::JsCast as _;

/// The first stylesheet's element.
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub(super) const FIRST: &str = "style";
/// The second one's.
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub(super) const PAGES: &str = "pages";
/// Where the second is; made of `style/pages.css`.
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub(super) const FILE: &str = "/generated/pages.css";

/// A lazy route that is shown once its styles are there.
pub(super) type Page<R> = Lazy<Styled<R>>;

/// See [`Page`].
#[derive(Debug)]
pub(super) struct Styled<R>(R);

impl<R: LazyRoute> LazyRoute for Styled<R> {
    fn data() -> Self {
        Self(R::data())
    }

    async fn view(this: Self) -> AnyView {
        // On its way while the code is.
        #[cfg(feature = "hydrate")]
        let sheet = sheet();
        let view = R::view(this.0).await;
        #[cfg(feature = "hydrate")]
        loaded(sheet).await;
        view
    }

    async fn preload() {
        R::preload().await;
    }
}

#[cfg(feature = "hydrate")]
thread_local! {
    /// Kept when the application has asked for the second stylesheet: it resolves when that is there, or cannot be had.
    static ASKED: std::cell::RefCell<Option<js_sys::Promise>> = const { std::cell::RefCell::new(None) };
}

/// Links the second stylesheet behind the first one, where it is not yet. Nothing to wait for where it came with the document.
#[cfg(feature = "hydrate")]
fn sheet() -> Option<js_sys::Promise> {
    let document = document();
    if document.get_element_by_id(PAGES).is_none() {
        let link = document.create_element("link").ok()?;
        for (name, value) in [("id", PAGES), ("rel", "stylesheet"), ("href", &app::boot::asset(FILE))] {
            _ = link.set_attribute(name, value);
        }
        // Never rejected: nobody may be waiting yet when it fails, and the browser would call that an error.
        let asked = js_sys::Promise::new(&mut |resolve, _| {
            _ = link.add_event_listener_with_callback("load", &resolve);
            _ = link.add_event_listener_with_callback("error", &resolve);
        });
        let first = document.get_element_by_id(FIRST)?;
        _ = first.insert_adjacent_element("afterend", &link);
        ASKED.set(Some(asked));
    }
    ASKED.with_borrow(Clone::clone)
}

/// Waits for what [`sheet`] has asked for. Where it cannot be had the page is shown as it is, and the next one asks again.
#[cfg(feature = "hydrate")]
async fn loaded(sheet: Option<js_sys::Promise>) {
    if let Some(asked) = sheet
        && let Ok(event) = wasm_bindgen_futures::JsFuture::from(asked).await
        && event
            .dyn_ref::<web_sys::Event>()
            .is_some_and(|event| event.type_() == "error")
        && let Some(link) = document().get_element_by_id(PAGES)
    {
        link.remove();
    }
}
