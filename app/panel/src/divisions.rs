//! The division tree, and the form of one division.

use super::parts::{Crumbs, Saved};
use app::{
    call::resource,
    division::api::{Branch, CreateDivision, DeleteDivision, DivisionForm, SaveDivision, get_division, list_divisions},
    lang::{t, use_lang},
    ui::{
        ConflictPanel, ConflictRow, FormAction, Icon, KeyField, Loaded, PageTitle, PostForm, SelectField, Submit,
        TextField, VersionField, words,
    },
};
use leptos::prelude::*;
use model::{
    division::{DivisionCode, DivisionInput, DivisionLevel},
    geo::Datum,
};

/// `/admin/divisions`
#[component]
pub(super) fn Divisions() -> impl IntoView {
    let lang = use_lang();
    let tree = resource(|| (), |()| list_divisions());
    view! {
        <div class="row between">
            <PageTitle text=t::admin::divisions(lang) />
            <a href="/admin/divisions/new" class="btn main"><Icon name="plus" />{t::division::add(lang)}</a>
        </div>
        <p class="lead">{t::division::lead(lang)}</p>
        <Saved />
        <Loaded resource=tree view={|tree: Vec<Branch>| view! { <Tree tree /> }} />
    }
}

#[component]
fn Tree(tree: Vec<Branch>) -> impl IntoView {
    use t::division as d;
    let lang = use_lang();
    let rows = tree
        .into_iter()
        .map(|Branch { division, depth, centers }| {
            let name = division.names.get(lang.english()).to_owned();
            let other = division.names.get(!lang.english()).to_owned();
            let other = (other != name).then_some(other);
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader" class=format!("depth-{}", depth.min(4))>
                        <a href=format!("/admin/divisions/{}", division.code)>{name}</a>" "<small class="muted">{other}</small>
                    </th>
                    <td role="cell" class="num" data-label=d::code(lang)>{division.code.to_string()}</td>
                    <td role="cell" data-label=d::level(lang)>{words::division_level(lang, division.level)}</td>
                    <td role="cell" class="num" data-label=d::centers(lang)>{centers}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll stacks" role="region" aria-label=t::admin::divisions(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">
                    <th scope="col" role="columnheader">{d::name(lang)}</th>
                    <th scope="col" role="columnheader" class="num">{d::code(lang)}</th>
                    <th scope="col" role="columnheader">{d::level(lang)}</th>
                    <th scope="col" role="columnheader" class="num">{d::centers(lang)}</th>
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

/// `/admin/divisions/{code}`; none is `new`
#[component]
pub(super) fn DivisionPage(code: Option<DivisionCode>) -> impl IntoView {
    let form = resource(move || code.clone(), get_division);
    view! { <Loaded resource=form view=|form: DivisionForm| view! { <Edit form /> } /> }
}

#[component]
fn Edit(form: DivisionForm) -> impl IntoView {
    use t::division as d;
    let lang = use_lang();
    let DivisionForm { input, key, parents } = form;
    let new = input.code.is_empty();
    let title = match (new, lang.english() && !input.name_en.is_empty()) {
        (true, _) => d::add(lang).to_owned(),
        (false, true) => input.name_en.clone(),
        (false, false) => input.name.clone(),
    };
    let mut options = vec![(String::new(), d::no_parent(lang).to_owned())];
    options.extend(parents.into_iter().map(|(code, names)| {
        let text = format!("{} {code}", names.get(lang.english()));
        (code.to_string(), text)
    }));
    let code = input.code.clone();
    let (hidden, shown) = (code.clone(), code.clone());
    let form = if new {
        let action = FormAction::<CreateDivision>::new();
        view! {
            <PostForm action prefix="input" then="/admin/divisions?saved=1">
                <KeyField value=key />
                <TextField field="code" label=d::code(lang) hint=d::code_hint(lang) inputmode="numeric" required=true />
                <Fields input options />
            </PostForm>
        }
        .into_any()
    } else {
        let action = FormAction::<SaveDivision>::new();
        view! {
            <PostForm action prefix="input" then="/admin/divisions?saved=1">
                <VersionField version=input.version />
                <Compared input=input.clone() />
                <input type="hidden" name="input[code]" value=hidden />
                <p>{d::code(lang)}" "<b class="num">{shown}</b></p>
                <Fields input options />
            </PostForm>
        }
        .into_any()
    };
    view! {
        <Crumbs above=("/admin/divisions", t::admin::divisions(lang)) here=title.clone() />
        <PageTitle text=title />
        {form}
        {(!new).then(|| view! { <Delete code /> })}
    }
}

#[component]
fn Fields(input: DivisionInput, options: Vec<(String, String)>) -> impl IntoView {
    use t::division as d;
    let lang = use_lang();
    let levels = DivisionLevel::ALL.map(|l| (l.code().to_owned(), words::division_level(lang, l).to_owned()));
    let datums = Datum::ALL.map(|x| (x.code().to_owned(), words::datum(lang, x).to_owned()));
    let level = if input.level.is_empty() {
        DivisionLevel::Village.code().to_owned()
    } else {
        input.level
    };
    view! {
        <TextField field="name" label=d::name(lang) value=input.name required=true />
        <TextField field="name_en" label=d::name_en(lang) value=input.name_en />
        <SelectField field="level" label=d::level(lang) options=levels.into() value=level />
        <SelectField field="parent_code" label=d::parent(lang) hint=d::parent_hint(lang) options value=input.parent_code />
        <fieldset class="group box">
            <legend>{d::position(lang)}</legend>
            <p class="hint">{d::position_hint(lang)}</p>
            <div class="fields">
                <TextField field="lng" label=d::lng(lang) value=input.lng inputmode="decimal" />
                <TextField field="lat" label=d::lat(lang) value=input.lat inputmode="decimal" />
                <SelectField field="datum" label=d::datum(lang) options=datums.into() value=input.datum />
            </div>
        </fieldset>
        <div class="acts">
            <Submit label=t::ui::save(lang) />
            <a href="/admin/divisions" class="btn quiet">{t::ui::cancel(lang)}</a>
        </div>
    }
}

#[component]
fn Compared(input: DivisionInput) -> impl IntoView {
    use t::division as d;
    let lang = use_lang();
    let rows = [
        (d::name(lang), "name", input.name),
        (d::name_en(lang), "name_en", input.name_en),
        (d::level(lang), "level", input.level),
        (d::parent(lang), "parent_code", input.parent_code),
        (d::lng(lang), "lng", input.lng),
        (d::lat(lang), "lat", input.lat),
    ];
    let rows = rows.map(|(label, field, stored)| ConflictRow::new(label, field, stored));
    view! { <ConflictPanel rows=rows.into() /> }
}

#[component]
fn Delete(code: String) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<DeleteDivision>::new();
    view! {
        <section class="card sunk">
            <h2>{t::division::delete(lang)}</h2>
            <p>{t::division::delete_hint(lang)}</p>
            <PostForm action then="/admin/divisions?saved=1">
                <input type="hidden" name="code" value=code />
                <div class="acts"><button class="btn danger"><Icon name="trash" />{t::division::delete(lang)}</button></div>
            </PostForm>
        </section>
    }
}
