//! `/admin/rooms/{id}/poster`: the code at the door of a room, on paper. Whoever has booked scans it and says that they are there.

use app::{
    booking::here_api::{DoorPoster, get_door},
    call::resource,
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use leptos::prelude::*;
use model::room::RoomId;

/// See the module.
#[component]
pub(crate) fn DoorPage(id: RoomId) -> impl IntoView {
    let poster = resource(|| (), move |()| get_door(id));
    view! { <Loaded resource=poster view=|poster: DoorPoster| view! { <Poster poster /> } /> }
}

#[component]
fn Poster(poster: DoorPoster) -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let english = lang.english();
    let path = poster.path;
    let shown = path.clone();
    view! {
        <p class="no-print lead"><Icon name="print" />{r::door_lead(lang)}</p>
        <section class="card poster">
            <PageTitle text=poster.names.get(english).to_owned() />
            <p class="lead">{poster.center_names.get(english).to_owned()}</p>
            <img src=format!("{path}/qr.svg") alt=r::door_qr(lang) width="352" height="352" />
            <p class="lead">{r::door_text(lang)}</p>
            <p class="no-print"><a href=path.clone() rel="external">{shown}</a></p>
        </section>
    }
}
