//! The zone template as rows that can be edited without scripts, and which center lacks what.

use super::parts::{Crumbs, Saved};
use crate::{
    lang::{Lang, t, use_lang},
    ui::{
        CheckField, ConflictPanel, ConflictRow, Field, FormAction, FormState, Icon, Loaded, PageTitle, PostForm,
        SelectField, Submit, TextField, VersionField, words,
    },
    zone::api::{Coverage, SaveZone, ZoneForm, get_coverage, get_zone},
};
use leptos::prelude::*;
use leptos_router::components::A;
use model::{
    center::CenterKind,
    room::RoomKind,
    zone::{AliasInput, RequirementInput, ZoneCheck, ZoneTemplateInput},
};

/// Empty rows below the stored ones, for what is added.
const EMPTY_ROWS: usize = 2;

/// `/admin/zones`
#[component]
pub(super) fn Zones() -> impl IntoView {
    let lang = use_lang();
    let form = Resource::new(|| (), |()| get_zone());
    view! {
        <div class="row between">
            <PageTitle text=t::admin::zones(lang) />
            <A href="/admin/zones/centers" attr:class="btn"><Icon name="list" />{t::zone::coverage(lang)}</A>
        </div>
        <p class="lead">{t::zone::lead(lang)}</p>
        <Saved />
        <Loaded resource=form view=|form: ZoneForm| view! { <Template form /> } />
    }
}

#[component]
fn Template(form: ZoneForm) -> impl IntoView {
    use t::zone as z;
    let lang = use_lang();
    let action = FormAction::<SaveZone>::new();
    let ZoneForm { input, version } = form;
    let name = input.name.clone();
    let compared = input.clone();
    let empty = |n: usize| n..n + EMPTY_ROWS;
    let new_lines = empty(input.requirements.len()).map(|_| RequirementInput::default());
    let lines: Vec<_> = input
        .requirements
        .iter()
        .cloned()
        .chain(new_lines)
        .enumerate()
        .collect();
    let new_names = empty(input.aliases.len()).map(|_| AliasInput::default());
    let names: Vec<_> = input.aliases.iter().cloned().chain(new_names).enumerate().collect();
    view! {
        <PostForm action prefix="input" then="/admin/zones?saved=1" reload=true>
            <VersionField version />
            <Compared input=compared />
            <TextField field="name" label=z::name(lang) value=name required=true />
            <h2>{z::lines(lang)}</h2>
            <p class="hint">{z::lines_hint(lang)}</p>
            {lines.into_iter().map(|(i, line)| view! { <Line i line /> }).collect_view()}
            <h2>{z::aliases(lang)}</h2>
            <p class="hint">{z::aliases_hint(lang)}</p>
            {names.into_iter().map(|(i, alias)| view! { <AliasRow i alias /> }).collect_view()}
            <div class="savebar"><Submit label=t::ui::save(lang) /></div>
        </PostForm>
    }
}

#[component]
fn Line(i: usize, line: RequirementInput) -> impl IntoView {
    use t::zone as z;
    let lang = use_lang();
    let form = FormState::current();
    let field = |name: &str| format!("requirements[{i}][{name}]");
    let new = line == RequirementInput::default();
    let legend = if new {
        z::new_line(lang).to_owned()
    } else {
        line.name.clone()
    };
    let kinds_field = field("kinds");
    let kinds_name = format!("{}[]", form.name(&kinds_field));
    let boxes = RoomKind::ALL
        .map(|kind| {
            let stored = line.kinds.iter().any(|k| k == kind.code());
            let checked = form.ticked(&format!("{kinds_field}[]"), kind.code(), stored);
            let name = kinds_name.clone();
            view! { <label class="check"><input type="checkbox" name=name value=kind.code() checked=checked />{words::room_kind(lang, kind)}</label> }
        })
        .collect_view();
    let mut who = vec![(String::new(), z::all_centers(lang).to_owned())];
    who.extend(CenterKind::ALL.map(|k| (k.code().to_owned(), words::center_kind(lang, k).to_owned())));
    let count = if new { String::new() } else { line.min_count.clone() };
    view! {
        <fieldset class="group box">
            <legend>{legend}</legend>
            <div class="fields">
                <TextField field=field("name") label=z::line_name(lang) value=line.name />
                <TextField field=field("min_count") label=z::min_count(lang) value=count inputmode="numeric" />
                <SelectField field=field("for_kind") label=z::for_kind(lang) options=who value=line.for_kind />
            </div>
            <Field field=kinds_field.clone() label=z::kinds(lang)><div class="checks" id=crate::ui::field_id(&kinds_field)>{boxes}</div></Field>
            {(!new).then(|| view! { <CheckField field=field("drop") label=z::drop(lang) /> })}
        </fieldset>
    }
}

#[component]
fn AliasRow(i: usize, alias: AliasInput) -> impl IntoView {
    use t::zone as z;
    let lang = use_lang();
    let field = |name: &str| format!("aliases[{i}][{name}]");
    let new = alias == AliasInput::default();
    let kinds = RoomKind::ALL.map(|k| (k.code().to_owned(), words::room_kind(lang, k).to_owned()));
    view! {
        <div class="fields">
            <TextField field=field("old_name") label=z::old_name(lang) value=alias.old_name />
            <SelectField field=field("kind") label=z::kind_today(lang) options=kinds.into() value=alias.kind />
            {(!new).then(|| view! { <CheckField field=field("drop") label=z::drop_alias(lang) /> })}
        </div>
    }
}

#[component]
fn Compared(input: ZoneTemplateInput) -> impl IntoView {
    let lang = use_lang();
    let mut rows = vec![ConflictRow::new(t::zone::name(lang), "name", input.name)];
    for (i, line) in input.requirements.into_iter().enumerate() {
        let at = |name: &str| format!("requirements[{i}][{name}]");
        rows.push(ConflictRow::new(t::zone::line_name(lang), &at("name"), line.name));
        rows.push(ConflictRow::new(
            t::zone::min_count(lang),
            &at("min_count"),
            line.min_count,
        ));
        rows.push(ConflictRow::new(
            t::zone::for_kind(lang),
            &at("for_kind"),
            line.for_kind,
        ));
    }
    for (i, alias) in input.aliases.into_iter().enumerate() {
        let at = |name: &str| format!("aliases[{i}][{name}]");
        rows.push(ConflictRow::new(
            t::zone::old_name(lang),
            &at("old_name"),
            alias.old_name,
        ));
        rows.push(ConflictRow::new(t::zone::kind_today(lang), &at("kind"), alias.kind));
    }
    view! { <ConflictPanel rows /> }
}

/// `/admin/zones/centers`
#[component]
pub(super) fn CoveragePage() -> impl IntoView {
    let lang = use_lang();
    let coverage = Resource::new(|| (), |()| get_coverage());
    view! {
        <Crumbs above=("/admin/zones", t::admin::zones(lang)) here=t::zone::coverage(lang) />
        <PageTitle text=t::zone::coverage(lang) />
        <Loaded resource=coverage view=|coverage: Coverage| view! { <Matrix coverage /> } />
    }
}

#[component]
fn Matrix(coverage: Coverage) -> impl IntoView {
    let lang = use_lang();
    let lacks = |cells: &[Option<ZoneCheck>]| cells.iter().flatten().any(|c| c.lacks() > 0);
    let lacking = coverage.rows.iter().filter(|(.., cells)| lacks(cells)).count();
    let lines = coverage.lines.clone();
    let heads = coverage
        .lines
        .into_iter()
        .map(|l| view! { <th scope="col" role="columnheader">{l}</th> })
        .collect_view();
    let rows = coverage
        .rows
        .into_iter()
        .map(|(id, names, cells)| {
            let cells = cells
                .into_iter()
                .zip(lines.clone())
                .map(|(check, line)| view! { <td role="cell" data-label=line>{check.map(|c| cell(lang, &c))}</td> })
                .collect_view();
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader"><A href=format!("/admin/centers/{id}")>{names.get(lang.english()).to_owned()}</A></th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <p class="result" role="status"><b>{coverage.name}</b><span>{t::zone::lacking(lang, lacking)}</span></p>
        <div class="scroll stacks" role="region" aria-label=t::zone::coverage(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">{t::admin::centers(lang)}</th>{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

/// Has it, or how many are missing: by sign, colour and words.
fn cell(lang: Lang, check: &ZoneCheck) -> impl IntoView + use<> {
    match check.lacks() {
        0 => view! { <span class="pill open tiny"><Icon name="check" />{t::zone::has(lang, check.has)}</span> },
        n => view! { <span class="pill warn tiny"><Icon name="minus" />{t::zone::lacks(lang, n)}</span> },
    }
}
