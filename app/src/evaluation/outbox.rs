//! A tap that could not be sent stays on the device and goes out once the network is back, under its key, so that it counts once.
//!
//! Sending is the business of `public/outbox.js`, which every page has: whoever tapped may have left this one. One service is one
//! entry of the browser's storage; the first tap is the one that is kept, as it would have been on the server.

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
pub(super) use browser::{keep, waits};
#[cfg(not(feature = "hydrate"))]
pub(super) use nobody::{keep, waits};

/// Nothing waits.
pub(super) const WAITS_NO: Option<u8> = None;

/// Loads the page anew once its entry was sent, so that it says what the server has kept.
pub(super) fn when_sent(at: StoredValue<String>, kept: ReadSignal<Option<u8>>) {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let handle = window_event_listener_untyped("outbox", move |_| {
            if kept.get_untracked().is_some() && at.with_value(|at| waits(at)).is_none() {
                _ = window().location().reload();
            }
        });
        on_cleanup(move || handle.remove());
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (at, kept);
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::evaluation::api::{Open, RateService};
    use leptos::{
        prelude::window,
        web_sys::{Storage, UrlSearchParams},
    };
    use model::evaluation::Level;
    use server_fn::ServerFn;

    /// In front of the names of what waits; `public/outbox.js` looks for it.
    const PREFIX: &str = "outbox:";

    fn storage() -> Option<Storage> {
        window().local_storage().ok().flatten()
    }

    fn name(at: &str) -> String {
        format!("{PREFIX}{at}")
    }

    /// The level that waits to be sent for this address. An entry is a line: when it was tapped, where it goes, what is sent.
    pub(in crate::evaluation) fn waits(at: &str) -> Option<u8> {
        let entry = storage()?.get_item(&name(at)).ok()??;
        let fields = UrlSearchParams::new_with_str(entry.splitn(3, ' ').nth(2)?).ok()?;
        fields.get("level")?.parse().ok()
    }

    /// Keeps a tap, unless one waits already; the level that waits now. None where the browser keeps nothing.
    pub(in crate::evaluation) fn keep(at: &str, level: Level, open: &Open) -> Option<u8> {
        if let Some(level) = waits(at) {
            return Some(level);
        }
        let fields = UrlSearchParams::new().ok()?;
        fields.append("at", at);
        fields.append("level", &level.code().to_string());
        fields.append("key", &open.key);
        fields.append("form", &open.form.to_string());
        fields.append("version", &open.version.to_string());
        fields.append("offline", "true");
        let entry = format!(
            "{} {} {}",
            js_sys::Date::now(),
            RateService::url(),
            String::from(fields.to_string())
        );
        storage()?.set_item(&name(at), &entry).ok()?;
        Some(level.code())
    }
}

/// On the server nothing waits.
#[cfg(not(feature = "hydrate"))]
mod nobody {
    use crate::evaluation::api::Open;
    use model::evaluation::Level;

    pub(in crate::evaluation) const fn waits(_: &str) -> Option<u8> {
        None
    }

    pub(in crate::evaluation) const fn keep(_: &str, _: Level, _: &Open) -> Option<u8> {
        None
    }
}
