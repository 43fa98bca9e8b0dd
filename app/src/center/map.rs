//! The map beside the list: the custom element `<center-map>` (`app/map`), and the card of the center chosen on it.

use super::{
    address::Address,
    api::BaseMap,
    card::{Doorway, OpenPill, is_open},
    way::Routes,
};
use crate::{
    boot::asset,
    lang::{Lang, t, use_lang},
    ui::{Icon, words},
};
use leptos::{ev::CustomEvent, nonce::use_nonce, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{
    center::{CenterId, PositionSource},
    directory::{BBox, Listed},
    geo::LngLat,
    text::dial,
};
use std::collections::BTreeMap;

/// Degrees from the middle of a small map to its edge: a village and the next ones.
const NEIGHBOURHOOD: f64 = 0.04;

/// Style and script of the map element; put beside a map, so that other pages do not load them. The script carries the
/// nonce when the server renders it; where the browser inserts it, a script that is trusted already does so.
#[component]
pub fn MapFiles() -> impl IntoView {
    view! {
        <link rel="stylesheet" href=asset("/generated/center-map.css") />
        <script type="module" src=asset("/generated/center-map.js") nonce=use_nonce()></script>
    }
}

/// Choosing a place on the map: one pin that can be moved.
#[derive(Clone, Copy)]
pub struct Pick {
    /// Where the pin is (WGS-84), if anywhere.
    pub at: Signal<Option<LngLat>>,
    /// Told where it was put.
    pub on_pick: Callback<LngLat>,
}

/// The element itself; every map of the product is one of these.
#[component]
pub fn MapElement(
    /// What lies under the centers.
    base: BaseMap,
    /// Classes beside `map`.
    #[prop(optional)]
    class: &'static str,
    /// Filter of the centers, as the query of an address.
    #[prop(optional, into)]
    query: Signal<String>,
    /// Identifier of the chosen center, or empty.
    #[prop(optional, into)]
    selected: Signal<String>,
    /// Where the visitor is.
    #[prop(optional, into)]
    near: Signal<Option<String>>,
    /// A place is to be chosen.
    #[prop(optional)]
    pick: Option<Pick>,
    /// What stands beside each center: JSON of its identifier to a number and how that is said.
    #[prop(optional, into)]
    counts: String,
    /// JSON of the centers to show, where it is not all that fit the filter.
    #[prop(optional, into)]
    points: String,
    /// Told the identifier of a center that was pressed.
    on_select: Callback<String>,
) -> impl IntoView {
    let lang = use_lang();
    let pin = move |coordinate: fn(LngLat) -> f64| pick.and_then(|p| p.at.get()).map(|at| coordinate(at).to_string());
    view! {
        <center-map
            class=format!("map {class}")
            src="/open/map"
            query=move || query.get()
            outlines=base.outlines.then_some("/open/outlines.geojson")
            tiles=json(&base.tiles)
            text-no-tiles=t::map::no_tiles(lang)
            approval=base.approval
            bounds=base.bounds.map(bounds_text)
            selected=move || selected.get()
            near=move || near.get()
            pick=pick.map(|_| "")
            counts=(!counts.is_empty()).then_some(counts)
            points=(!points.is_empty()).then_some(points)
            lng=move || pin(|at| at.lng)
            lat=move || pin(|at| at.lat)
            lang=if lang.english() { "en" } else { "zh" }
            labels=labels(lang)
            on:center-select=move |event: CustomEvent| {
                if let Some(id) = told::center(&event) {
                    on_select.run(id);
                }
            }
            on:pick=move |event: CustomEvent| {
                if let (Some(pick), Some(at)) = (pick, told::place(&event)) {
                    pick.on_pick.run(at);
                }
            }
        >
            <p class="muted">{t::map::needs_scripts(lang)}</p>
        </center-map>
    }
    .into_any()
}

/// All centers that fit the filter, on the map.
#[component]
pub(super) fn CenterMap(
    /// What lies under them.
    base: BaseMap,
    /// Filter, position and chosen center.
    address: Memo<Address>,
    /// Told the identifier of a center that was pressed.
    on_select: Callback<String>,
) -> impl IntoView {
    let near = Memo::new(move |_| address.with(|a| a.filter.near().map(|_| a.filter.near.clone())));
    let query = Memo::new(move |_| address.with(Address::map_query));
    let selected = Memo::new(move |_| address.with(|a| a.c.clone()));
    view! { <MapElement base query selected near on_select /> }
}

/// One center and its neighbours, each of which leads to its own page.
#[component]
pub(super) fn SmallMap(
    /// What lies under them.
    base: BaseMap,
    /// The center in the middle.
    id: CenterId,
    /// Where it is.
    at: LngLat,
) -> impl IntoView {
    let base = BaseMap {
        bounds: Some(BBox::around(at, NEIGHBOURHOOD)),
        ..base
    };
    let navigate = use_navigate();
    let on_select =
        Callback::new(move |other: String| navigate(&format!("/centers/{other}"), NavigateOptions::default()));
    view! {
        <MapFiles />
        <MapElement base class="mini" selected=Signal::stored(id.to_string()) on_select />
    }
}

/// `w,s,e,n`
fn bounds_text(b: BBox) -> String {
    format!("{},{},{},{}", b.west, b.south, b.east, b.north)
}

/// Every word that the element shows or speaks; its keys are in `app/map/words.ts`.
fn labels(lang: Lang) -> String {
    use t::map as m;
    // The element puts the number in itself.
    let cluster = m::cluster(lang, "{n}");
    let sum = m::cluster_sum(lang, "{n}", "{m}");
    json(&BTreeMap::from([
        ("map", m::map(lang)),
        ("zoomIn", m::zoom_in(lang)),
        ("zoomOut", m::zoom_out(lang)),
        ("town", words::center_kind(lang, model::center::CenterKind::Town)),
        ("village", words::center_kind(lang, model::center::CenterKind::Village)),
        ("open", m::open(lang)),
        ("closed", m::closed(lang)),
        ("schematic", m::schematic(lang)),
        ("cluster", cluster.as_str()),
        ("clusterSum", sum.as_str()),
        ("sumKey", m::sum_key(lang)),
        ("you", m::you(lang)),
        ("pin", m::pin(lang)),
        ("pickHelp", m::pick_help(lang)),
        ("error", m::error(lang)),
        ("retry", t::ui::again(lang)),
        ("suffix", m::suffix(lang)),
    ]))
}

/// Texts and numbers always have a JSON form.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// What the element's events tell.
#[cfg(feature = "hydrate")]
mod told {
    use super::{CustomEvent, LngLat};
    use js_sys::Reflect;

    /// The identifier in a `center-select`.
    pub(super) fn center(event: &CustomEvent) -> Option<String> {
        Reflect::get(&event.detail(), &"id".into()).ok()?.as_string()
    }

    /// The place in a `pick`.
    pub(super) fn place(event: &CustomEvent) -> Option<LngLat> {
        let number = |name: &str| Reflect::get(&event.detail(), &name.into()).ok()?.as_f64();
        Some(LngLat::new(number("lng")?, number("lat")?))
    }
}

/// The server hears no events.
#[cfg(not(feature = "hydrate"))]
mod told {
    use super::{CustomEvent, LngLat};

    pub(super) fn center(_: &CustomEvent) -> Option<String> {
        None
    }

    pub(super) fn place(_: &CustomEvent) -> Option<LngLat> {
        None
    }
}

/// The chosen center: what one needs to go there or to call.
#[component]
pub(super) fn MapCard(
    /// The center.
    center: Listed,
    /// `id` of the heading, by which the panel around is named.
    heading: &'static str,
) -> impl IntoView {
    let lang = use_lang();
    let name = center.names.get(lang.english()).to_owned();
    let rooms: Vec<&str> = center.rooms.iter().map(|kind| words::room_kind(lang, *kind)).collect();
    let rooms = (!rooms.is_empty()).then(|| {
        view! { <p class="muted"><b>{t::map::rooms(lang)}</b>" "{rooms.join(t::hours::comma(lang))}</p> }
    });
    let call = (!center.phone.is_empty()).then(|| {
        let href = format!("tel:{}", dial(&center.phone));
        view! { <a class="btn main" href=href><Icon name="phone" />{center.phone.clone()}</a> }
    });
    let schematic = center.position.is_none_or(|p| p.source == PositionSource::Schematic);
    let note = match center.position {
        None => Some(t::map::no_position(lang)),
        Some(_) if schematic => Some(t::map::schematic_note(lang)),
        Some(_) => None,
    };
    let note =
        note.map(|words| view! { <p class="muted"><span class="pill schematic"><Icon name="pin" />{words}</span></p> });
    // A route to a place that nobody measured would lead astray.
    let routes = center.position.filter(|_| !schematic).map(|position| {
        view! { <p class="muted">{t::map::routes(lang)}</p> <Routes name=center.names.zh.clone() at=position.at /> }
    });
    view! {
        <div class="center">
            <Doorway name=name.clone() open=is_open(&center.open) />
            <div class="center-body">
                <h2 id=heading>{name}</h2>
                <p class="facts-line"><span>{center.address.clone()}</span></p>
                <OpenPill open=center.open />
            </div>
        </div>
        {rooms}
        {note}
        <div class="acts">
            {call}
            <a class="btn" href=format!("/centers/{}", center.id)>{t::map::details(lang)}</a>
        </div>
        {routes}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_gets_every_word_in_every_language() {
        let keys = include_str!("../../map/words.ts");
        let (_, keys) = keys.split_once("WORD_KEYS = [").unwrap();
        let (keys, _) = keys.split_once(']').unwrap();
        let wanted: Vec<&str> = keys
            .split(',')
            .map(|key| key.trim().trim_matches('"'))
            .filter(|key| !key.is_empty())
            .collect();
        for lang in Lang::ALL {
            let given: BTreeMap<String, String> = serde_json::from_str(&labels(lang)).unwrap();
            assert_eq!(given.len(), wanted.len());
            assert!(
                wanted
                    .iter()
                    .all(|key| given.get(*key).is_some_and(|word| !word.is_empty())),
                "{lang:?}"
            );
            assert!(given["cluster"].contains("{n}"), "the element puts the number there");
            assert!(["{n}", "{m}"].iter().all(|number| given["clusterSum"].contains(number)));
        }
    }
}
