//! The list of amenities, and the form of one.

use super::parts::{Crumbs, Saved};
use app::{
    amenity::api::{AmenityForm, CreateAmenity, SaveAmenity, get_amenity, list_amenities},
    call::resource,
    lang::{t, use_lang},
    ui::{
        ConflictPanel, ConflictRow, FormAction, FormState, Icon, KeyField, Loaded, PageTitle, PostForm, SelectField,
        Submit, TextField, VersionField,
    },
};
use leptos::prelude::*;
use model::amenity::{Amenity, AmenityId, AmenityInput};

/// Icons of the sprite that fit an amenity.
const ICONS: [&str; 20] = [
    "check",
    "wifi",
    "newspaper",
    "water",
    "umbrella",
    "printer",
    "wheelchair",
    "desk",
    "charging",
    "toilet",
    "parking",
    "medicine",
    "microwave",
    "tea",
    "book",
    "phone",
    "heart",
    "one-chair",
    "screen",
    "scales",
];

/// `/admin/amenities`
#[component]
pub(super) fn Amenities() -> impl IntoView {
    let lang = use_lang();
    let list = resource(|| (), |()| list_amenities());
    view! {
        <div class="row between">
            <PageTitle text=t::admin::amenities(lang) />
            <a href="/admin/amenities/new" class="btn main"><Icon name="plus" />{t::amenity::add(lang)}</a>
        </div>
        <p class="lead">{t::amenity::lead(lang)}</p>
        <Saved />
        <Loaded resource=list view={|list: Vec<Amenity>| view! { <Table list /> }} />
    }
}

#[component]
fn Table(list: Vec<Amenity>) -> impl IntoView {
    use t::amenity as a;
    let lang = use_lang();
    let rows = list
        .into_iter()
        .map(|amenity| {
            let icon = if amenity.icon.is_empty() { "check".to_owned() } else { amenity.icon };
            let retired = amenity.retired.then(|| view! { " "<span class="pill closed tiny"><Icon name="minus" />{a::retired(lang)}</span> });
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader">
                        <span class="row"><Icon name=icon /><a href=format!("/admin/amenities/{}", amenity.id)>{amenity.names.get(lang.english()).to_owned()}</a></span>
                    </th>
                    <td role="cell" data-label=a::code(lang)>{amenity.code}</td>
                    <td role="cell" class="num" data-label=a::rank(lang)>{amenity.rank}</td>
                    <td role="cell" data-label=a::state(lang)>{if amenity.retired { "" } else { a::offered(lang) }}{retired}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll stacks" role="region" aria-label=t::admin::amenities(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">
                    <th scope="col" role="columnheader">{a::name(lang)}</th>
                    <th scope="col" role="columnheader">{a::code(lang)}</th>
                    <th scope="col" role="columnheader" class="num">{a::rank(lang)}</th>
                    <th scope="col" role="columnheader">{a::state(lang)}</th>
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

/// `/admin/amenities/{id}`; none is `new`
#[component]
pub(super) fn AmenityPage(id: Option<AmenityId>) -> impl IntoView {
    let form = resource(|| (), move |()| get_amenity(id));
    view! { <Loaded resource=form view=move |form: AmenityForm| view! { <Edit id form /> } /> }
}

#[component]
fn Edit(id: Option<AmenityId>, form: AmenityForm) -> impl IntoView {
    use t::amenity as a;
    let lang = use_lang();
    let new = id.is_none();
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    let title = if new {
        a::add(lang).to_owned()
    } else {
        form.input.name.clone()
    };
    let AmenityForm {
        input,
        retired,
        version,
        key,
    } = form;
    let form = if new {
        let action = FormAction::<CreateAmenity>::new();
        view! {
            <PostForm action prefix="input" then="/admin/amenities?saved=1"><KeyField value=key /><Fields input /><Save /></PostForm>
        }
        .into_any()
    } else {
        let action = FormAction::<SaveAmenity>::new();
        view! {
            <PostForm action prefix="input" then="/admin/amenities?saved=1">
                <input type="hidden" name="id" value=id />
                <VersionField version />
                <Compared input=input.clone() retired />
                <Fields input />
                <Retired retired />
                <Save />
            </PostForm>
        }
        .into_any()
    };
    view! {
        <Crumbs above=("/admin/amenities", t::admin::amenities(lang)) here=title.clone() />
        <PageTitle text=title />
        {form}
    }
}

/// Whether the box is ticked: as sent before a refusal, else as stored.
fn is_retired(stored: bool) -> bool {
    match FormState::current().typed("id") {
        Some(_) => FormState::current().typed("retired").is_some(),
        None => stored,
    }
}

#[component]
fn Compared(input: AmenityInput, retired: bool) -> impl IntoView {
    use t::amenity as a;
    let lang = use_lang();
    let state = |retired: bool| if retired { a::retired(lang) } else { a::offered(lang) };
    let rows = [
        (a::name(lang), "name", input.name),
        (a::name_en(lang), "name_en", input.name_en),
        (a::code(lang), "code", input.code),
        (a::icon(lang), "icon", input.icon),
        (a::rank(lang), "rank", input.rank),
    ];
    let mut rows: Vec<_> = rows
        .map(|(label, field, stored)| ConflictRow::new(label, field, stored))
        .into();
    rows.push(ConflictRow {
        label: a::state(lang).to_owned(),
        stored: state(retired).to_owned(),
        yours: state(is_retired(retired)).to_owned(),
    });
    view! { <ConflictPanel rows /> }
}

/// Beside the input, not in it: being retired is no part of what an amenity is.
#[component]
fn Retired(retired: bool) -> impl IntoView {
    let lang = use_lang();
    let retired = is_retired(retired);
    view! {
        <label class="check">
            <input type="checkbox" name="retired" value="true" checked=retired />{t::amenity::retire(lang)}
            <small>{t::amenity::retire_hint(lang)}</small>
        </label>
    }
}

#[component]
fn Save() -> impl IntoView {
    let lang = use_lang();
    view! {
        <div class="acts">
            <Submit label=t::ui::save(lang) />
            <a href="/admin/amenities" class="btn quiet">{t::ui::cancel(lang)}</a>
        </div>
    }
}

#[component]
fn Fields(input: AmenityInput) -> impl IntoView {
    use t::amenity as a;
    let lang = use_lang();
    let icons = ICONS.map(|i| (i.to_owned(), i.to_owned()));
    let preview = ICONS.map(|i| view! { <li><Icon name=i />{i}</li> }).collect_view();
    view! {
        <TextField field="name" label=a::name(lang) value=input.name required=true />
        <TextField field="name_en" label=a::name_en(lang) value=input.name_en />
        <TextField field="code" label=a::code(lang) hint=a::code_hint(lang) value=input.code required=true />
        <SelectField field="icon" label=a::icon(lang) options=icons.into() value=input.icon />
        <details><summary>{a::icons(lang)}</summary><ul class="offers">{preview}</ul></details>
        <TextField field="rank" label=a::rank(lang) hint=a::rank_hint(lang) value=input.rank inputmode="numeric" />
    }
}
