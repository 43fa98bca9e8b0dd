//! What new rooms of a kind start with, and the limit for people who book and do not come.

use super::fields::{Fields, conflict_rows};
use crate::parts::{Crumbs, Saved};
use app::{
    booking::rules_api::{KindForm, Kinds, SaveKind, SaveNoShow, edit_kind, get_kinds},
    call::resource,
    lang::{t, use_lang},
    ui::{
        CheckField, ConflictPanel, ConflictRow, FormAction, Icon, Loaded, PageTitle, PostForm, Submit, TextField,
        VersionField, words,
    },
};
use leptos::prelude::*;
use model::{
    booking::{NoShowInput, RulesInput},
    room::RoomKind,
};

/// `/admin/rules`
#[component]
pub(crate) fn KindsPage() -> impl IntoView {
    let lang = use_lang();
    let kinds = resource(|| (), |()| get_kinds());
    view! {
        <PageTitle text=t::rule::kinds_title(lang) />
        <p class="lead">{t::rule::kinds_lead(lang)}</p>
        <Saved />
        <Loaded resource=kinds view=|kinds: Kinds| view! {
            <Table kinds=kinds.kinds />
            <NoShow input=kinds.no_show version=kinds.no_show_version />
        } />
    }
}

#[component]
fn Table(kinds: Vec<(RoomKind, bool)>) -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let rows = kinds
        .into_iter()
        .map(|(kind, set)| {
            let (class, icon, text) = if set {
                ("pill open", "check", r::kind_set(lang))
            } else {
                ("pill closed", "minus", r::kind_unset(lang))
            };
            let copy = set.then(|| view! {
                <a href=format!("/admin/rules/copy?from={}", kind.code()) class="btn small"><Icon name="share" />{r::copy_kind(lang)}</a>
            });
            view! {
                <tr role="row">
                    <th scope="row" role="rowheader"><a href=format!("/admin/rules/{}", kind.code())>{words::room_kind(lang, kind)}</a></th>
                    <td role="cell" data-label=t::admin::col_state(lang)><span class=class><Icon name=icon />{text}</span></td>
                    <td role="cell" data-label=r::copy_title(lang)>{copy}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll stacks" role="region" aria-label=r::kinds_title(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">
                    <th scope="col" role="columnheader">{t::admin::room_kind(lang)}</th>
                    <th scope="col" role="columnheader">{t::admin::col_state(lang)}</th>
                    <th scope="col" role="columnheader">{r::copy_title(lang)}</th>
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn NoShow(input: NoShowInput, version: i64) -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let action = FormAction::<SaveNoShow>::new();
    let yes_no = [
        ("1".to_owned(), t::ui::yes(lang).to_owned()),
        (String::new(), t::ui::no(lang).to_owned()),
    ];
    view! {
        <section class="card">
            <h2>{r::no_show_title(lang)}</h2>
            <p>{r::no_show_lead(lang)}</p>
            <PostForm action prefix="input" then="/admin/rules?saved=1" reload=true>
                <VersionField version />
                <ConflictPanel rows=vec![
                    ConflictRow::new(r::no_show_on(lang), "on", &input.on).in_words(&yes_no),
                    ConflictRow::new(r::no_show_times(lang), "times", &input.times),
                    ConflictRow::new(r::no_show_within(lang), "within_days", &input.within_days),
                    ConflictRow::new(r::no_show_days(lang), "days", &input.days),
                ] />
                <CheckField field="on" label=r::no_show_on(lang) value="1" checked=!input.on.is_empty() />
                <div class="fields">
                    <TextField field="times" label=r::no_show_times(lang) value=input.times inputmode="numeric" />
                    <TextField field="within_days" label=r::no_show_within(lang) value=input.within_days inputmode="numeric" />
                    <TextField field="days" label=r::no_show_days(lang) value=input.days inputmode="numeric" />
                </div>
                <div class="acts"><button class="btn">{t::ui::save(lang)}</button></div>
            </PostForm>
        </section>
    }
}

/// `/admin/rules/{kind}`
#[component]
pub(crate) fn KindPage(kind: RoomKind) -> impl IntoView {
    let form = resource(|| (), move |()| edit_kind(kind));
    view! { <Loaded resource=form view=|form: KindForm| view! { <Kind form /> } /> }
}

#[component]
fn Kind(form: KindForm) -> impl IntoView {
    use t::rule as r;
    let lang = use_lang();
    let action = FormAction::<SaveKind>::new();
    let KindForm {
        kind,
        input,
        set,
        version,
    } = form;
    let name = words::room_kind(lang, kind);
    let stored: RulesInput = input;
    let unset = (!set).then(|| view! { <p class="notice warn"><Icon name="warn" />{r::kind_proposed(lang)}</p> });
    view! {
        <Crumbs above=("/admin/rules", r::kinds_title(lang)) here=name />
        <PageTitle text=r::title_of(lang, name) />
        <p class="lead">{r::kind_lead(lang)}</p>
        {unset}
        <PostForm action prefix="input" then="/admin/rules?saved=1" reload=true>
            <input type="hidden" name="kind" value=kind.code() />
            <VersionField version />
            <ConflictPanel rows=conflict_rows(lang, &stored, false) />
            <Fields stored capacity=None />
            <div class="savebar"><Submit label=t::ui::save(lang) /><a href="/admin/rules" class="btn quiet">{t::ui::cancel(lang)}</a></div>
        </PostForm>
    }
}
