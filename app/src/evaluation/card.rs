//! The way to rate, on the confirmation of a booking or case: a code on its paper, and a button once there is something to rate.

use crate::{
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;

/// How was it? On paper from the start, because a code on a printed confirmation is no use if it comes later; on a screen once it can
/// be said, and without the code: nobody scans the phone in their own hand.
#[component]
pub fn RateCard(
    /// Where it is rated.
    path: String,
    /// It has ended, in whatever way.
    over: bool,
    /// The heading before that.
    later: &'static str,
) -> impl IntoView {
    use t::evaluation as e;
    let lang = use_lang();
    let title = if over { e::rate(lang) } else { later };
    let button = over.then(|| view! { <p><a class="btn main" href=path.clone() rel="external"><Icon name="face-1" />{e::rate(lang)}</a></p> });
    let class = if over { "card" } else { "card print-only" };
    view! {
        <section class=class>
            <div class="qr"><img class="print-only" src=format!("{path}/qr.svg") alt=e::rate_qr(lang) width="120" height="120" />
                <div class="stack close"><h2>{title}</h2><p class="muted">{e::rate_lead(lang)}</p>{button}</div></div>
        </section>
    }
}
