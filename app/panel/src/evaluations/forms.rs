//! `/admin/evaluations/forms`: what residents are asked, by kind of service and center.

use crate::parts::{Crumbs, Saved};
use app::{
    call::resource,
    evaluation::{
        form_api::{CreateForm, FormRow, Forms, get_forms},
        words,
    },
    lang::{Lang, t, use_lang},
    ui::{FormAction, Icon, KeyField, Loaded, PageTitle, PostForm, SelectField, Submit, answered, words as said},
};
use leptos::prelude::*;
use model::evaluation::Service;

/// See the module.
#[component]
pub(crate) fn FormsPage() -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let forms = resource(|| (), |()| get_forms());
    view! {
        <Crumbs above=("/admin/evaluations", e::title(lang)) here=e::forms(lang) />
        <PageTitle text=e::forms(lang) />
        <p class="lead">{e::forms_lead(lang)}</p>
        <Saved />
        <Loaded resource=forms view=|forms: Forms| view! { <List forms /> } />
    }
}

/// What a form is for: 预约 · 东风村
pub(super) fn called(lang: Lang, row: &FormRow) -> String {
    use t::evaluate as e;
    let service = row.service.map_or(e::every_service(lang), |s| words::service(lang, s));
    let center = row
        .center
        .as_ref()
        .map_or(e::every_center(lang), |names| names.get(lang.english()));
    format!("{service} · {center}")
}

fn line(lang: Lang, row: FormRow) -> impl IntoView {
    use t::evaluate as e;
    let saved = match row.at {
        Some(at) => e::saved_by(lang, said::stamp(at), &row.by),
        None => e::built_in(lang).to_owned(),
    };
    let (name, href) = (called(lang, &row), format!("/admin/evaluations/forms/{}", row.id));
    let version = e::version(lang, row.version);
    let retired = row
        .retired
        .then(|| view! { <span class="pill closed tiny">{e::retired(lang)}</span> });
    view! {
        <li>
            <span class="grow">
                <a href=href class="cover"><b>{name}</b></a>
                <br/><span class="muted">{version}" · "{saved}</span>
            </span>
            {retired}
        </li>
    }
}

#[component]
fn List(forms: Forms) -> impl IntoView {
    let lang = use_lang();
    let lines = forms.list.clone().into_iter().map(|row| line(lang, row)).collect_view();
    let none = forms
        .list
        .is_empty()
        .then(|| view! { <p>{t::evaluate::no_forms(lang)}</p> });
    view! { {none}<ul class="list">{lines}</ul><New forms /> }
}

/// A further form, which begins as a copy of what is asked there now.
#[component]
fn New(forms: Forms) -> impl IntoView {
    use t::evaluate as e;
    let lang = use_lang();
    let action = FormAction::<CreateForm>::new();
    let made = answered(action);
    Effect::new(move |_| {
        if let Some(id) = made.get() {
            _ = window().location().set_href(&format!("/admin/evaluations/forms/{id}"));
        }
    });
    let services = Service::ALL.map(|s| (s.code().to_owned(), words::service(lang, s).to_owned()));
    let services = std::iter::once((String::new(), e::every_service(lang).to_owned())).chain(services);
    let everywhere = forms
        .everywhere
        .then(|| (String::new(), e::every_center(lang).to_owned()));
    let centers = forms
        .centers
        .into_iter()
        .map(move |(id, names)| (id.to_string(), names.get(lang.english()).to_owned()));
    view! {
        <section class="card stack">
            <h2>{e::new_form(lang)}</h2>
            <p>{e::new_form_lead(lang)}</p>
            <PostForm action>
                <KeyField value=forms.key />
                <div class="fields">
                    <SelectField field="service" label=e::for_service(lang) options=services.collect() />
                    <SelectField field="center" label=e::for_center(lang) options=everywhere.into_iter().chain(centers).collect() />
                </div>
                <div class="acts"><Submit label=e::add(lang) /></div>
            </PostForm>
            <p class="muted"><Icon name="info" />{e::nearest(lang)}</p>
        </section>
    }
}
