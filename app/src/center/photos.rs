//! Photos of a center or a room as a strip.

use crate::lang::{t, use_lang};
use leptos::prelude::*;
use model::center::Photo;

/// The photos in their order, each leading to the large one; nothing where there are none.
#[component]
pub fn Photos(photos: Vec<Photo>) -> impl IntoView {
    let lang = use_lang();
    (!photos.is_empty()).then(|| {
        let figures = photos
            .into_iter()
            .map(|p| {
                view! {
                    <figure>
                        <a href=p.url rel="external">
                            <img src=p.thumbnail_url alt=p.alt width=p.width height=p.height loading="lazy" decoding="async" />
                        </a>
                    </figure>
                }
            })
            .collect_view();
        view! {
            <section class="no-print stack close">
                <h2>{t::center::photos(lang)}</h2>
                <div class="photos" tabindex="0" role="group" aria-label=t::center::photos(lang)>{figures}</div>
            </section>
        }
    })
}
