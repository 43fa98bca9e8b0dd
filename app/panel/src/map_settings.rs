//! The base map: where its tiles come from, what has to be said of them, and outlines of our own.

use super::{parts::Saved, settings::Tabs};
use app::{
    call::resource,
    lang::{t, use_lang},
    setting::api::{MapForm, SaveMap, get_map},
    ui::{
        ConflictPanel, ConflictRow, FormAction, FormState, Icon, Loaded, PageTitle, PostForm, Submit, TextField,
        UploadForm, VersionField, field_id, words,
    },
};
use leptos::prelude::*;
use model::settings::{MapSettingsInput, TilePreset};

/// `/admin/settings/map`
#[component]
pub(super) fn MapSettings() -> impl IntoView {
    let lang = use_lang();
    let form = resource(|| (), |()| get_map());
    view! {
        <PageTitle text=t::setting::map(lang) />
        <Tabs />
        <Saved />
        <Loaded resource=form view=|form: MapForm| view! { <Edit form /> } />
    }
}

#[component]
fn Edit(form: MapForm) -> impl IntoView {
    use t::setting as s;
    let lang = use_lang();
    let action = FormAction::<SaveMap>::new();
    let MapForm {
        input,
        outlines_bytes,
        version,
    } = form;
    view! {
        <PostForm action prefix="input" then="/admin/settings/map?saved=1" reload=true>
            <VersionField version />
            <Compared input=input.clone() />
            <Presets stored=input.tiles />
            <TextField field="key" label=s::key(lang) hint=s::key_hint(lang) value=input.key />
            <TextField field="url" label=s::url(lang) hint=s::url_hint(lang, "{z}/{x}/{y}") value=input.url />
            <TextField field="attribution" label=s::attribution(lang) hint=s::attribution_hint(lang) value=input.attribution />
            <TextField field="approval" label=s::approval(lang) hint=s::approval_hint(lang) value=input.approval />
            <fieldset class="group box">
                <legend>{s::middle(lang)}</legend>
                <p class="hint">{s::middle_hint(lang)}</p>
                <div class="fields">
                    <TextField field="lng" label=t::division::lng(lang) value=input.lng inputmode="decimal" />
                    <TextField field="lat" label=t::division::lat(lang) value=input.lat inputmode="decimal" />
                </div>
            </fieldset>
            <div class="savebar"><Submit label=t::ui::save(lang) /></div>
        </PostForm>
        <Outlines outlines_bytes />
    }
}

#[component]
fn Presets(stored: String) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let radios = TilePreset::ALL
        .map(|preset| {
            let checked = form.ticked("tiles", preset.code(), stored == preset.code());
            let (name, hint) = words::tile_preset(lang, preset);
            view! { <label class="check"><input type="radio" name=form.name("tiles") value=preset.code() checked=checked />{name}<small>{hint}</small></label> }
        })
        .collect_view();
    view! { <fieldset class="group box" id=field_id("tiles")><legend>{t::setting::tiles(lang)}</legend>{radios}</fieldset> }
}

#[component]
fn Compared(input: MapSettingsInput) -> impl IntoView {
    use t::setting as s;
    let lang = use_lang();
    let rows = [
        (s::tiles(lang), "tiles", input.tiles),
        (s::key(lang), "key", input.key),
        (s::url(lang), "url", input.url),
        (s::attribution(lang), "attribution", input.attribution),
        (s::approval(lang), "approval", input.approval),
        (t::division::lng(lang), "lng", input.lng),
        (t::division::lat(lang), "lat", input.lat),
    ];
    let rows = rows.map(|(label, field, stored)| ConflictRow::new(label, field, stored));
    view! { <ConflictPanel rows=rows.into() /> }
}

#[component]
fn Outlines(outlines_bytes: u32) -> impl IntoView {
    use t::setting as s;
    let lang = use_lang();
    let has = outlines_bytes > 0;
    view! {
        <section class="card">
            <h2>{s::outlines(lang)}</h2>
            <p>{s::outlines_hint(lang)}</p>
            {has.then(|| view! { <p><span class="pill info"><Icon name="check" />{s::outlines_now(lang, outlines_bytes.div_ceil(1024))}</span></p> })}
            <UploadForm action="/upload/outlines" then="/admin/settings/map?saved=1">
                <label class="drop" for="f-outlines"><Icon name="upload" /><b>{s::outlines_choose(lang)}</b><small>{s::outlines_kinds(lang)}</small>
                    <input type="file" id="f-outlines" name="file" accept=".geojson,.json,application/geo+json,application/json" /></label>
                <div class="acts">
                    <button class="btn">{s::upload(lang)}</button>
                    {has.then(|| view! { <button class="btn danger" name="remove" value="true">{s::outlines_remove(lang)}</button> })}
                </div>
            </UploadForm>
        </section>
    }
}
