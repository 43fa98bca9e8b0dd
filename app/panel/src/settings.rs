//! Name, colours, numbers and logo of the deployment.

use super::parts::Saved;
use app::{
    call::resource,
    lang::{Lang, t, use_lang},
    setting::api::{BrandingForm, SaveBranding, get_branding},
    ui::{
        ConflictPanel, ConflictRow, FormAction, FormState, Icon, Loaded, MenuLink, PageTitle, PostForm, Submit,
        TextArea, TextField, UploadForm, VersionField, field_id,
    },
};
use leptos::prelude::*;
use model::settings::{ACCENTS, BrandingInput};

/// The pages of settings.
#[component]
pub(super) fn Tabs() -> impl IntoView {
    let lang = use_lang();
    view! {
        <nav class="tabs" aria-label=t::admin::settings(lang)>
            <MenuLink href="/admin/settings" exact=true>{t::setting::branding(lang)}</MenuLink>
            <MenuLink href="/admin/settings/map">{t::setting::map(lang)}</MenuLink>
            <MenuLink href="/admin/settings/cases">{t::setting::case_files(lang)}</MenuLink>
            <MenuLink href="/admin/settings/messages">{t::message::title(lang)}</MenuLink>
        </nav>
    }
}

/// `/admin/settings`
#[component]
pub(super) fn Settings() -> impl IntoView {
    let lang = use_lang();
    let form = resource(|| (), |()| get_branding());
    view! {
        <PageTitle text=t::admin::settings(lang) />
        <Tabs />
        <Saved />
        <Loaded resource=form view=|form: BrandingForm| view! { <Branding form /> } />
    }
}

#[component]
fn Branding(form: BrandingForm) -> impl IntoView {
    use t::setting as s;
    let lang = use_lang();
    let action = FormAction::<SaveBranding>::new();
    let BrandingForm {
        input,
        logo_url,
        version,
    } = form;
    view! {
        <PostForm action prefix="input" then="/admin/settings?saved=1" reload=true>
            <VersionField version />
            <Compared input=input.clone() />
            <TextField field="name" label=s::name(lang) value=input.name required=true />
            <TextField field="name_en" label=s::name_en(lang) value=input.name_en />
            <TextField field="owner" label=s::owner(lang) value=input.owner required=true />
            <TextField field="owner_en" label=s::owner_en(lang) value=input.owner_en />
            <Accent stored=input.accent />
            <TextArea field="numbers" label=s::numbers(lang) hint=s::numbers_hint(lang) value=input.numbers />
            <div class="savebar"><Submit label=t::ui::save(lang) /></div>
        </PostForm>
        <Logo logo_url />
    }
}

fn accent_name(lang: Lang, accent: &str) -> &'static str {
    use t::setting as s;
    match accent {
        "pine" => s::pine(lang),
        "sky" => s::sky(lang),
        "ochre" => s::ochre(lang),
        _ => s::vermilion(lang),
    }
}

#[component]
fn Accent(stored: String) -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let radios = ACCENTS
        .map(|accent| {
            let checked = form.ticked("accent", accent, stored == accent);
            view! {
                <label class="check">
                    <input type="radio" name=form.name("accent") value=accent checked=checked />
                    <span class="row"><span class="swatch" data-accent=accent aria-hidden="true"></span>{accent_name(lang, accent)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="group box" id=field_id("accent")>
            <legend>{t::setting::accent(lang)}</legend>
            <div class="checks">{radios}</div>
        </fieldset>
    }
}

#[component]
fn Compared(input: BrandingInput) -> impl IntoView {
    use t::setting as s;
    let lang = use_lang();
    let rows = [
        (s::name(lang), "name", input.name),
        (s::name_en(lang), "name_en", input.name_en),
        (s::owner(lang), "owner", input.owner),
        (s::owner_en(lang), "owner_en", input.owner_en),
        (s::accent(lang), "accent", input.accent),
        (s::numbers(lang), "numbers", input.numbers),
    ];
    let rows = rows.map(|(label, field, stored)| ConflictRow::new(label, field, stored));
    view! { <ConflictPanel rows=rows.into() /> }
}

#[component]
fn Logo(logo_url: String) -> impl IntoView {
    use t::setting as s;
    let lang = use_lang();
    let has = !logo_url.is_empty();
    let now = has.then(|| view! { <p class="row"><img class="mark" src=logo_url alt=s::logo(lang) /></p> });
    view! {
        <section class="card">
            <h2>{s::logo(lang)}</h2>
            <p>{s::logo_hint(lang)}</p>
            {now}
            <UploadForm action="/upload/logo" then="/admin/settings?saved=1">
                <label class="drop" for="f-file"><Icon name="upload" /><b>{s::logo_choose(lang)}</b><small>{s::logo_kinds(lang)}</small>
                    <input type="file" id="f-file" name="file" accept="image/png,image/jpeg,image/webp" /></label>
                <div class="acts">
                    <button class="btn">{s::upload(lang)}</button>
                    {has.then(|| view! { <button class="btn danger" name="remove" value="true">{s::logo_remove(lang)}</button> })}
                </div>
            </UploadForm>
        </section>
    }
}
