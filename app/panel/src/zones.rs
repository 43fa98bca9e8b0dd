//! The zone template as rows that can be edited without scripts, and which center lacks what.

use super::{
    parts::{Crumbs, Saved},
    rows::{Row, compared, sent, with_empty},
};
use app::{
    call::resource,
    lang::{Lang, t, use_lang},
    ui::{
        CheckField, ConflictPanel, ConflictRow, Field, FormAction, FormState, Icon, Loaded, PageTitle, PostForm,
        SelectField, Submit, TextField, VersionField, words,
    },
    zone::api::{Coverage, SaveZone, ZoneForm, get_coverage, get_zone},
};
use leptos::prelude::*;
use model::{
    center::CenterKind,
    room::RoomKind,
    zone::{AliasInput, RequirementInput, ZoneCheck, ZoneTemplateInput},
};

/// `/admin/zones`
#[component]
pub(super) fn Zones() -> impl IntoView {
    let lang = use_lang();
    let form = resource(|| (), |()| get_zone());
    view! {
        <div class="row between">
            <PageTitle text=t::admin::zones(lang) />
            <a href="/admin/zones/centers" class="btn"><Icon name="list" />{t::zone::coverage(lang)}</a>
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
    view! {
        <PostForm action prefix="input" then="/admin/zones?saved=1" reload=true>
            <VersionField version />
            <Compared input=compared />
            <TextField field="name" label=z::name(lang) value=name required=true />
            <h2>{z::lines(lang)}</h2>
            <p class="hint">{z::lines_hint(lang)}</p>
            <Lines stored=input.requirements />
            <h2>{z::aliases(lang)}</h2>
            <p class="hint">{z::aliases_hint(lang)}</p>
            <Aliases stored=input.aliases />
            <div class="savebar"><Submit label=t::ui::save(lang) /></div>
        </PostForm>
    }
}

#[component]
fn Lines(stored: Vec<RequirementInput>) -> impl IntoView {
    let rows = with_empty(sent_lines(), &stored, |line| &line.name);
    let rows = rows.into_iter().enumerate();
    rows.map(|(i, (was, line))| view! { <Line i was line /> })
        .collect_view()
}

#[component]
fn Aliases(stored: Vec<AliasInput>) -> impl IntoView {
    let rows = with_empty(sent_aliases(), &stored, |alias| &alias.old_name);
    let rows = rows.into_iter().enumerate();
    rows.map(|(i, (was, alias))| view! { <AliasRow i was alias /> })
        .collect_view()
}

fn sent_lines() -> Vec<Row<RequirementInput>> {
    sent("requirements", |form, name| RequirementInput {
        name: form.typed(&name("name")).unwrap_or_default(),
        kinds: form.typed_all(&format!("{}[]", name("kinds"))).unwrap_or_default(),
        min_count: form.typed(&name("min_count")).unwrap_or_default(),
        for_kind: form.typed(&name("for_kind")).unwrap_or_default(),
        drop: form.typed(&name("drop")).is_some(),
    })
}

fn sent_aliases() -> Vec<Row<AliasInput>> {
    sent("aliases", |form, name| AliasInput {
        old_name: form.typed(&name("old_name")).unwrap_or_default(),
        kind: form.typed(&name("kind")).unwrap_or_default(),
        drop: form.typed(&name("drop")).is_some(),
    })
}

fn center_kinds(lang: Lang) -> Vec<(String, String)> {
    let all = std::iter::once((String::new(), t::zone::all_centers(lang).to_owned()));
    let kinds = CenterKind::ALL.map(|k| (k.code().to_owned(), words::center_kind(lang, k).to_owned()));
    all.chain(kinds).collect()
}

fn room_kinds(lang: Lang) -> Vec<(String, String)> {
    RoomKind::ALL
        .map(|k| (k.code().to_owned(), words::room_kind(lang, k).to_owned()))
        .into()
}

#[component]
fn Line(i: usize, was: String, line: RequirementInput) -> impl IntoView {
    use t::zone as z;
    let lang = use_lang();
    let form = FormState::current();
    let field = |name: &str| format!("requirements[{i}][{name}]");
    let new = was.is_empty();
    let legend = if new { z::new_line(lang).to_owned() } else { was.clone() };
    let kinds_field = field("kinds");
    form.chooses(&kinds_field);
    let kinds_name = format!("{}[]", form.name(&kinds_field));
    let boxes = room_kinds(lang)
        .into_iter()
        .map(|(code, text)| {
            let checked = line.kinds.contains(&code);
            let name = kinds_name.clone();
            view! { <label class="check"><input type="checkbox" name=name value=code checked=checked />{text}</label> }
        })
        .collect_view();
    view! {
        <fieldset class="group box">
            <legend>{legend}</legend>
            <input type="hidden" name=form.name(&field("was")) value=was />
            <div class="fields">
                <TextField field=field("name") label=z::line_name(lang) value=line.name />
                <TextField field=field("min_count") label=z::min_count(lang) value=line.min_count inputmode="numeric" />
                <SelectField field=field("for_kind") label=z::for_kind(lang) options=center_kinds(lang) value=line.for_kind />
            </div>
            <Field field=kinds_field.clone() label=z::kinds(lang)><div class="checks" id=app::ui::field_id(&kinds_field)>{boxes}</div></Field>
            {(!new).then(|| view! { <CheckField field=field("drop") label=z::drop(lang) checked=line.drop /> })}
        </fieldset>
    }
}

#[component]
fn AliasRow(i: usize, was: String, alias: AliasInput) -> impl IntoView {
    use t::zone as z;
    let lang = use_lang();
    let form = FormState::current();
    let field = |name: &str| format!("aliases[{i}][{name}]");
    let new = was.is_empty();
    view! {
        <div class="fields">
            <input type="hidden" name=form.name(&field("was")) value=was />
            <TextField field=field("old_name") label=z::old_name(lang) value=alias.old_name />
            <SelectField field=field("kind") label=z::kind_today(lang) options=room_kinds(lang) value=alias.kind />
            {(!new).then(|| view! { <CheckField field=field("drop") label=z::drop_alias(lang) checked=alias.drop /> })}
        </div>
    }
}

#[component]
fn Compared(input: ZoneTemplateInput) -> impl IntoView {
    let lang = use_lang();
    let word = |options: Vec<(String, String)>, code: &str| {
        let found = options.into_iter().find(|(c, _)| c == code);
        found.map_or_else(|| code.to_owned(), |(_, text)| text)
    };
    let dropped = |drop: bool, text: String| if drop { String::new() } else { text };
    let line = |line: &RequirementInput| {
        let kinds: Vec<_> = line.kinds.iter().map(|k| word(room_kinds(lang), k)).collect();
        let (kinds, who) = (
            kinds.join(t::admin::comma(lang)),
            word(center_kinds(lang), &line.for_kind),
        );
        dropped(
            line.drop,
            format!("{} · {kinds} · {} · {who}", line.name, line.min_count),
        )
    };
    let alias = |alias: &AliasInput| {
        let text = format!("{} · {}", alias.old_name, word(room_kinds(lang), &alias.kind));
        dropped(alias.drop, text)
    };
    let mut rows = vec![ConflictRow::new(t::zone::name(lang), "name", input.name)];
    rows.extend(compared(sent_lines(), &input.requirements, |l| &l.name, line));
    rows.extend(compared(sent_aliases(), &input.aliases, |a| &a.old_name, alias));
    view! { <ConflictPanel rows /> }
}

/// `/admin/zones/centers`
#[component]
pub(super) fn CoveragePage() -> impl IntoView {
    let lang = use_lang();
    let coverage = resource(|| (), |()| get_coverage());
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
                    <th scope="row" role="rowheader"><a href=format!("/admin/centers/{id}")>{names.get(lang.english()).to_owned()}</a></th>
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
