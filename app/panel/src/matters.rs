//! The catalog of matters: `/admin/matters`, a page of the list at a time; [`form`] is one matter.

mod fields;
mod files;
mod form;
mod history;

pub(super) use form::MatterPage;

use super::parts::{Saved, use_query};
use app::{
    boot::use_boot,
    call::resource,
    lang::{Lang, t, use_lang},
    matter::{
        admin_api::{MatterPage as Page, MatterRow, WantedMatters, list_matters},
        official as words,
    },
    ui::{Icon, Loaded, PageTitle, words as said},
};
use leptos::prelude::*;
use model::{
    matter::{Level, Mode},
    permission::Action,
};

/// See the module.
#[component]
pub(super) fn Matters() -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let query = use_query();
    let wanted = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        WantedMatters {
            q: get("q"),
            level: get("level"),
            mode: get("mode"),
            retired: get("retired"),
            page: get("page"),
        }
    });
    let page = resource(move || wanted.get(), list_matters);
    let import = use_boot().with_value(|b| b.may_somewhere(Action::Import)).then(|| {
        view! { <a class="btn" href="/admin/import"><Icon name="upload" />{t::admin::import(lang)}</a> }
    });
    view! {
        <div class="row between">
            <PageTitle text=c::title(lang) />
            <span class="row">{import}<a class="btn main" href="/admin/matters/new"><Icon name="plus" />{c::add(lang)}</a></span>
        </div>
        <p class="lead">{c::lead(lang)}</p>
        <Saved />
        {move || view! { <Search wanted=wanted.get() /> }}
        <Loaded resource=page view=move |page: Page| view! { <Table page wanted=wanted.get_untracked() /> } />
    }
}

/// A form whose answer is the address: it works without scripts, and what it finds can be kept as a bookmark.
#[component]
fn Search(wanted: WantedMatters) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let option = |value: &'static str, text: &'static str, chosen: &str| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }
    };
    let levels = Level::ALL
        .map(|level| option(level.code(), words::level(lang, level), &wanted.level))
        .collect_view();
    let modes = Mode::ALL
        .map(|mode| option(mode.code(), words::mode(lang, mode), &wanted.mode))
        .collect_view();
    view! {
        <form class="stack close" role="search" action="/admin/matters">
            <div class="find">
                <Icon name="search" />
                <label class="sr" for="q">{c::find(lang)}</label>
                <input id="q" name="q" type="search" placeholder=c::find_hint(lang) value=wanted.q />
                <button class="btn main">{t::ui::search(lang)}</button>
            </div>
            <div class="filters">
                <label class="sr" for="level">{c::level(lang)}</label>
                <select class="in" id="level" name="level"><option value="">{c::every_level(lang)}</option>{levels}</select>
                <label class="sr" for="mode">{c::modes(lang)}</label>
                <select class="in" id="mode" name="mode"><option value="">{c::every_mode(lang)}</option>{modes}</select>
                <label class="chip"><input type="checkbox" name="retired" value="1" checked={wanted.retired == "1"} />{c::only_retired(lang)}</label>
            </div>
        </form>
    }
}

#[component]
fn Table(page: Page, wanted: WantedMatters) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let Page {
        rows,
        total,
        page,
        pages,
    } = page;
    if rows.is_empty() {
        return view! {
            <div class="empty">
                <span class="doorway" aria-hidden="true"><Icon name="one-chair" /></span>
                <h2>{c::none(lang)}</h2>
                <p>{c::none_lead(lang)}</p>
                <div class="acts"><a class="btn" href="/admin/matters">{t::admin::show_all(lang)}</a></div>
            </div>
        }
        .into_any();
    }
    let lines = rows.into_iter().map(|row| line(lang, row)).collect_view();
    let turn = |to: usize, text: &'static str| view! { <a href=address(&wanted, to)>{text}</a> };
    let before = (page > 1).then(|| turn(page - 1, c::before(lang)));
    let after = (page < pages).then(|| turn(page + 1, c::after(lang)));
    let turning = (pages > 1).then(|| {
        view! {
            <nav class="pages" aria-label=c::pages(lang)>
                {before}<span aria-current="page">{c::page_of(lang, page, pages)}</span>{after}
            </nav>
        }
    });
    view! {
        <p class="result" role="status"><b>{c::count(lang, total)}</b></p>
        <div class="scroll stacks" role="region" aria-label=c::title(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{c::name(lang)}</th>
                        <th scope="col" role="columnheader">{c::code(lang)}</th>
                        <th scope="col" role="columnheader">{c::level(lang)}</th>
                        <th scope="col" role="columnheader">{c::modes(lang)}</th>
                        <th class="num" scope="col" role="columnheader">{c::materials(lang)}</th>
                        <th scope="col" role="columnheader">{c::saved(lang)}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{lines}</tbody>
            </table>
        </div>
        {turning}
    }
    .into_any()
}

fn line(lang: Lang, row: MatterRow) -> impl IntoView {
    use t::catalog as c;
    let modes: Vec<_> = row.modes.iter().map(|mode| words::mode(lang, *mode)).collect();
    let name = row.name.get(lang.english()).to_owned();
    let saved = c::saved_by(lang, said::stamp(row.at), row.by);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader"><a href=format!("/admin/matters/{}", row.code)>{name}</a></th>
            <td role="cell" data-label=c::code(lang)>{row.code}</td>
            <td role="cell" data-label=c::level(lang)>{words::level(lang, row.level)}</td>
            <td role="cell" data-label=c::modes(lang)>{modes.join(t::admin::comma(lang))}</td>
            <td class="num" role="cell" data-label=c::materials(lang)>{row.materials}</td>
            <td role="cell" data-label=c::saved(lang)>{saved}</td>
        </tr>
    }
}

/// The address of another page of the same list.
fn address(wanted: &WantedMatters, page: usize) -> String {
    let mut query = leptos_router::params::ParamsMap::new();
    for (name, value) in [
        ("q", &wanted.q),
        ("level", &wanted.level),
        ("mode", &wanted.mode),
        ("retired", &wanted.retired),
    ] {
        if !value.is_empty() {
            query.insert(name, value.clone());
        }
    }
    query.insert("page", page.to_string());
    format!("/admin/matters{}", query.to_query_string())
}
