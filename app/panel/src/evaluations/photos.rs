//! Photos that a resident sent with what they said: shown small, each opened by a tap.

use app::lang::{t, use_lang};
use leptos::prelude::*;
use model::text::Names;

/// Questions and their photos; nothing where there is none.
#[component]
pub(crate) fn Photos(
    /// Questions and the addresses of the photos.
    photos: Vec<(Names, Vec<String>)>,
) -> impl IntoView {
    let lang = use_lang();
    let sections = photos.into_iter().map(|(question, addresses)| {
        let question = question.get(lang.english()).to_owned();
        let small = (1_usize..).zip(addresses).map(|(nth, address)| {
            let alt = t::evaluate::photo_alt(lang, nth);
            let source = address.clone();
            view! { <li><a href=address rel="external" target="_blank"><img src=source alt=alt loading="lazy" /></a></li> }
        });
        view! { <h3>{question}</h3><ul class="sent-photos">{small.collect_view()}</ul> }
    });
    sections.collect_view()
}
