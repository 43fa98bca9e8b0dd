//! Where a center is: numbers of either system, or a pin on the map; each follows the other.

use app::{
    center::{MapElement, MapFiles, Pick, api::BaseMap},
    lang::{Lang, t, use_lang},
    ui::{FormState, SelectField, TextField},
};
use leptos::prelude::*;
use model::{
    center::CenterInput,
    directory::BBox,
    geo::{Datum, LngLat},
};

/// Degrees from a known position to the edge of the map.
const NEIGHBOURHOOD: f64 = 0.03;

/// The fields of a position with their map, inside of the center's form.
#[component]
pub(super) fn PositionFields(
    /// What is stored.
    stored: CenterInput,
    /// What the map stands on.
    base: BaseMap,
) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let form = FormState::current();
    let typed = |field: &str, stored: &str| form.value(field, stored);
    let first = place(
        &typed("lng", &stored.lng),
        &typed("lat", &stored.lat),
        &typed("datum", &stored.datum),
    );
    let at = RwSignal::new(first);
    let base = BaseMap {
        bounds: first.map(|at| BBox::around(at, NEIGHBOURHOOD)).or(base.bounds),
        ..base
    };
    let pick = Pick {
        at: at.into(),
        on_pick: Callback::new(move |place| {
            at.set(Some(place));
            fields::write(place);
        }),
    };
    view! {
        <fieldset class="group box" on:change=move |_| at.set(fields::read())>
            <legend>{a::part_position(lang)}</legend>
            <SelectField field="position_source" label=a::position_source(lang) options=sources(lang) value=stored.position_source />
            <div class="fields">
                <TextField field="lng" label=a::lng(lang) hint=a::lng_hint(lang) value=stored.lng inputmode="decimal" />
                <TextField field="lat" label=a::lat(lang) hint=a::lat_hint(lang) value=stored.lat inputmode="decimal" />
            </div>
            <SelectField field="datum" label=a::datum(lang) options=datums(lang) value=stored.datum />
            <p class="hint scripts-only">{a::pick(lang)}</p>
            <MapFiles />
            <MapElement base pick on_select=Callback::new(|_| ()) />
        </fieldset>
    }
    .into_any()
}

/// The place that the fields mean (WGS-84), if they mean one.
fn place(lng: &str, lat: &str, datum: &str) -> Option<LngLat> {
    let at = LngLat::parse(lng, lat).ok().flatten()?;
    Some(Datum::from_code(datum).unwrap_or(Datum::Wgs84).to_wgs84(at))
}

/// What `position_source` can be.
pub(super) fn sources(lang: Lang) -> Vec<(String, String)> {
    use t::admin as a;
    [
        ("surveyed", a::source_surveyed(lang)),
        ("schematic", a::source_schematic(lang)),
        ("none", a::source_none(lang)),
    ]
    .map(|(code, text)| (code.to_owned(), text.to_owned()))
    .to_vec()
}

fn datums(lang: Lang) -> Vec<(String, String)> {
    Datum::ALL
        .map(|d| {
            let text = match d {
                Datum::Wgs84 => t::admin::datum_wgs(lang),
                Datum::Gcj02 => t::admin::datum_gcj(lang),
            };
            (d.code().to_owned(), text.to_owned())
        })
        .to_vec()
}

/// The fields as they stand in the browser.
#[cfg(feature = "hydrate")]
mod fields {
    use super::{Datum, LngLat, place};
    use app::ui::field_id;
    use leptos::prelude::document;
    use wasm_bindgen::{JsCast, JsValue};

    /// Inputs and selects alike have a `value`.
    const VALUE: &str = "value";

    fn get(field: &str) -> String {
        let element = document().get_element_by_id(&field_id(field));
        let value = element.and_then(|e| js_sys::Reflect::get(&e, &VALUE.into()).ok());
        value.and_then(|v| v.as_string()).unwrap_or_default()
    }

    fn set(field: &str, value: &str) {
        if let Some(element) = document().get_element_by_id(&field_id(field)) {
            _ = js_sys::Reflect::set(element.unchecked_ref::<JsValue>(), &VALUE.into(), &value.into());
        }
    }

    /// The place that they mean.
    pub(super) fn read() -> Option<LngLat> {
        place(&get("lng"), &get("lat"), &get("datum"))
    }

    /// Fills them in. What nobody has measured becomes schematic, not surveyed: that is for a person to say.
    pub(super) fn write(at: LngLat) {
        set("lng", &at.lng.to_string());
        set("lat", &at.lat.to_string());
        set("datum", Datum::Wgs84.code());
        if get("position_source") == "none" {
            set("position_source", "schematic");
        }
    }
}

/// The server has none.
#[cfg(not(feature = "hydrate"))]
mod fields {
    use super::LngLat;

    pub(super) fn read() -> Option<LngLat> {
        None
    }

    pub(super) fn write(_: LngLat) {}
}
