//! `/admin/evaluations/poster/{center}`: the code beside a counter, on paper. Whoever was there scans it and taps.

use crate::parts::Crumbs;
use app::{
    call::resource,
    evaluation::{Faces, list_api::get_poster},
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use leptos::prelude::*;
use model::{center::CenterId, text::Names};

/// See the module.
#[component]
pub(crate) fn PosterPage(center: CenterId) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let names = resource(|| (), move |()| get_poster(center));
    view! {
        <div class="no-print"><Crumbs above=("/admin/evaluations", e::title(lang)) here=e::poster(lang) /></div>
        <Loaded resource=names view={move |names: Names| view! { <Poster center names /> }} />
    }
}

#[component]
fn Poster(center: CenterId, names: Names) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    view! {
        <p class="no-print lead"><Icon name="print" />{e::poster_lead(lang)}</p>
        <section class="card poster">
            <PageTitle text=t::evaluation::title(lang) />
            <p class="lead">{names.get(lang.english()).to_owned()}</p>
            <img src=format!("/rate/at/{center}/qr.svg") alt=t::evaluation::rate_qr(lang) width="352" height="352" />
            <p class="lead">{e::poster_text(lang)}</p>
            <div class="no-print"><Faces idle=true /></div>
        </section>
    }
}
