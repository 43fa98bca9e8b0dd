//! What was registered at a counter without a network: where it is shown, and what the page says to the script that keeps it.
//!
//! `public/counter.js` keeps, shows and sends it, on the counter's page and on the one that opens without a network, which has no
//! application. The page tells it three things, each an event: that somebody of the staff is at work here, that a form could not be sent,
//! and that one was taken.

use crate::lang::{t, use_lang};
use leptos::prelude::*;
use model::{center::CenterId, text::Names};

/// The place where what waits is shown, and in which words; the script fills it in. The words that say how many have a `{n}` for it.
#[component]
pub fn Unsent(
    /// The centers whose counter it can be, for the page that opens without a network.
    #[prop(optional)]
    centers: Vec<(CenterId, Names)>,
    /// The one whose counter it is.
    #[prop(optional_no_strip)]
    chosen: Option<CenterId>,
    /// Whoever is at work leads it: they clear away what other accounts have left behind long ago, which nobody else would.
    #[prop(optional)]
    clears: bool,
) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let centers = centers
        .into_iter()
        .map(|(id, names)| format!("{id}\t{}", names.get(lang.english()).replace(['\t', '\n'], " ")));
    let centers = centers.collect::<Vec<_>>().join("\n");
    view! {
        <section
            id="unsent" class="stack close" aria-label=c::u_title(lang)
            data-centers=centers data-center=chosen.map(|id| id.to_string()).unwrap_or_default()
            data-title=c::u_title(lang) data-waits=c::u_waits(lang, "{n}") data-kept=c::u_kept(lang) data-full=c::u_full(lang)
            data-sent=c::u_sent(lang, "{n}", "{name}") data-signin=c::u_sign_in(lang) data-signindo=t::ui::sign_in(lang)
            data-refused=c::u_refused(lang, "{n}") data-other=c::u_other(lang) data-mend=c::u_mend(lang) data-mending=c::u_mending(lang)
            data-drop=c::u_drop(lang) data-sure=c::u_sure(lang, "{name}") data-leave=c::u_leave(lang, "{n}") data-at=c::u_at(lang, "{n}")
            data-old=c::u_old(lang) data-others=c::u_others(lang, "{n}")
            data-clear=clears.then(|| c::u_clear(lang, "{n}")) data-clearsure=clears.then(|| c::u_clear_sure(lang, "{n}"))
        ></section>
    }
}

/// Somebody of the staff is at work on this page: what waits is shown and sent.
pub fn at_work() {
    Effect::new(|_| {
        say("counter");
    });
}

/// The form was taken: what waited of it waits no more.
pub fn taken() {
    say("case-taken");
}

/// The form could not be sent; whether it is kept.
#[must_use]
pub fn keep() -> bool {
    say("case-unsent")
}

/// Tells the scripts; whether one has done something about it.
#[cfg(feature = "hydrate")]
pub(crate) fn say(name: &str) -> bool {
    use leptos::web_sys::{Event, EventInit};
    let init = EventInit::new();
    init.set_cancelable(true);
    let Ok(event) = Event::new_with_event_init_dict(name, &init) else {
        return false;
    };
    // Whoever acts on it prevents what would else happen.
    !window().dispatch_event(&event).unwrap_or(true)
}

/// On the server nothing waits.
#[cfg(not(feature = "hydrate"))]
pub(crate) const fn say(_: &str) -> bool {
    false
}
