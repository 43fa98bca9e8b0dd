//! The fields of a center's form, and the rows of its comparison when two have saved.

use super::position::{PositionFields, sources};
use app::{
    boot::use_boot,
    center::admin_api::{CenterForm, SaveCenter},
    lang::{Lang, t, use_lang},
    ui::{CheckField, ConflictRow, FormState, SelectField, TextArea, TextField, words},
};
use leptos::prelude::*;
use model::center::{CenterInput, CenterKind};
use server_fn::ServerFn;

/// Name of the boxes of amenities; they are no part of the center's own input.
const AMENITIES: &str = "amenities[]";

/// All fields, inside of a [`PostForm`](app::ui::PostForm) whose prefix is `input`.
#[component]
pub(super) fn CenterFields(
    /// What can be chosen.
    form: CenterForm,
    /// What is stored.
    stored: CenterInput,
) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let place = stored.clone();
    view! {
        <fieldset class="group box">
            <legend>{a::part_basic(lang)}</legend>
            <TextField field="name" label=a::name(lang) value=stored.name required=true />
            <TextField field="name_en" label=optional(lang, a::name_en(lang)) value=stored.name_en />
            <div class="fields">
                <SelectField field="kind" label=a::kind(lang) options=kinds(lang) value=stored.kind />
                <SelectField field="division" label=a::division(lang) options=form.divisions value=stored.division />
            </div>
            <TextField field="address" label=a::address(lang) hint=a::address_hint(lang) value=stored.address />
            <TextField field="phone" label=a::phone(lang) hint=a::phone_hint(lang) value=stored.phone kind="tel" inputmode="tel" />
        </fieldset>
        <PositionFields stored=place base=form.map />
        <fieldset class="group box">
            <legend>{a::part_areas(lang)}</legend>
            <div class="checks">
                <CheckField field="area_reception" label=a::area_reception(lang) checked=stored.area_reception />
                <CheckField field="area_counter" label=a::area_counter(lang) checked=stored.area_counter />
                <CheckField field="area_waiting" label=a::area_waiting(lang) checked=stored.area_waiting />
                <CheckField field="area_convenience" label=a::area_convenience(lang) checked=stored.area_convenience />
            </div>
        </fieldset>
        <Amenities amenities=form.amenities />
        <fieldset class="group box">
            <legend>{a::part_introduction(lang)}</legend>
            <TextArea field="introduction" label=a::introduction(lang) value=stored.introduction rows=6 />
            <TextArea field="introduction_en" label=optional(lang, a::introduction_en(lang)) value=stored.introduction_en rows=4 />
        </fieldset>
    }
}

fn optional(lang: Lang, label: &str) -> String {
    format!("{label}{}", t::admin::optional(lang))
}

fn kinds(lang: Lang) -> Vec<(String, String)> {
    CenterKind::ALL
        .map(|k| (k.code().to_owned(), words::center_kind(lang, k).to_owned()))
        .to_vec()
}

/// What residents find there; not part of a new center's form.
#[component]
fn Amenities(amenities: Vec<(model::amenity::Amenity, bool)>) -> impl IntoView {
    let lang = use_lang();
    if amenities.is_empty() {
        return ().into_any();
    }
    let boxes = amenities
        .into_iter()
        .map(|(amenity, stored)| {
            let id = amenity.id.to_string();
            let ticked = ticked(&id, stored);
            view! {
                <label class="check">
                    <input type="checkbox" name=AMENITIES value=id checked=ticked />
                    {amenity.names.get(lang.english()).to_owned()}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="group box" id=app::ui::field_id("amenities")>
            <legend>{t::admin::part_amenities(lang)}</legend>
            <div class="checks">{boxes}</div>
        </fieldset>
    }
    .into_any()
}

/// Whether an amenity is ticked: as sent before a refusal, else as stored.
fn ticked(id: &str, stored: bool) -> bool {
    use_boot().with_value(|b| {
        let sent = b.rejected.read().filter(|r| r.path == SaveCenter::url());
        sent.map_or(stored, |r| {
            r.values.iter().any(|(name, value)| name == AMENITIES && value == id)
        })
    })
}

/// Every field as it is stored now and as it was typed.
pub(super) fn conflict_rows(lang: Lang, form: &CenterForm, stored: &CenterInput) -> Vec<ConflictRow> {
    use t::admin as a;
    let yes_no = |yes: bool| if yes { t::ui::yes(lang) } else { t::ui::no(lang) };
    let area = |field: &str, label: &str, has: bool| ConflictRow {
        label: label.to_owned(),
        stored: yes_no(has).to_owned(),
        yours: yes_no(FormState::current().ticked(field, "true", has)).to_owned(),
    };
    let amenities = |of: &dyn Fn(&str, bool) -> bool| {
        let names = form
            .amenities
            .iter()
            .filter(|(amenity, has)| of(&amenity.id.to_string(), *has));
        names
            .map(|(amenity, _)| amenity.names.get(lang.english()))
            .collect::<Vec<_>>()
            .join(a::comma(lang))
    };
    vec![
        ConflictRow::new(a::name(lang), "name", &stored.name),
        ConflictRow::new(a::name_en(lang), "name_en", &stored.name_en),
        ConflictRow::new(a::kind(lang), "kind", &stored.kind).in_words(&kinds(lang)),
        ConflictRow::new(a::division(lang), "division", &stored.division).in_words(&form.divisions),
        ConflictRow::new(a::address(lang), "address", &stored.address),
        ConflictRow::new(a::phone(lang), "phone", &stored.phone),
        ConflictRow::new(a::position_source(lang), "position_source", &stored.position_source).in_words(&sources(lang)),
        ConflictRow::new(a::lng(lang), "lng", &stored.lng),
        ConflictRow::new(a::lat(lang), "lat", &stored.lat),
        area("area_reception", a::area_reception(lang), stored.area_reception),
        area("area_counter", a::area_counter(lang), stored.area_counter),
        area("area_waiting", a::area_waiting(lang), stored.area_waiting),
        area("area_convenience", a::area_convenience(lang), stored.area_convenience),
        ConflictRow {
            label: a::part_amenities(lang).to_owned(),
            stored: amenities(&|_, has| has),
            yours: amenities(&ticked),
        },
        ConflictRow::new(a::introduction(lang), "introduction", &stored.introduction),
        ConflictRow::new(a::introduction_en(lang), "introduction_en", &stored.introduction_en),
    ]
}
