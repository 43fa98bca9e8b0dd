//! The panel's list of centers: what each has and lacks.

use super::parts::use_query;
use app::{
    boot::use_boot,
    call::resource,
    center::admin_api::{Managed, Wanted, list_managed},
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle, words},
};
use leptos::prelude::*;
use model::{center::PositionSource, permission::Action};

/// In the attribute of a view, `Vec<…>` would close the tag.
type Rows = Vec<Managed>;

/// `/admin/centers`
#[component]
pub(super) fn Centers() -> impl IntoView {
    let lang = use_lang();
    let query = use_query();
    let wanted = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        Wanted {
            q: get("q"),
            only: get("only"),
            retired: get("retired"),
        }
    });
    let rows = resource(move || wanted.get(), list_managed);
    let create = use_boot()
        .with_value(|b| b.may_somewhere(Action::CreateCenter))
        .then(|| {
            view! { <a class="btn main" href="/admin/centers/new"><Icon name="plus" />{t::admin::new_center(lang)}</a> }
        });
    view! {
        <div class="row between"><PageTitle text=t::admin::centers(lang) />{create}</div>
        {move || view! { <Search wanted=wanted.get() /> }}
        <Loaded resource=rows view=|rows: Rows| view! { <Table rows /> } />
    }
}

/// A form whose answer is the address: it works without scripts, and what it finds can be kept as a bookmark.
#[component]
fn Search(wanted: Wanted) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let only = [
        ("", a::only_all(lang)),
        ("position", a::only_position(lang)),
        ("phone", a::only_phone(lang)),
        ("zone", a::only_zone(lang)),
        ("closure", a::only_closure(lang)),
    ];
    let only = only
        .into_iter()
        .map(|(value, text)| view! { <option value=value selected={value == wanted.only}>{text}</option> })
        .collect_view();
    view! {
        <form class="stack close" role="search" action="/admin/centers">
            <div class="find">
                <Icon name="search" />
                <label class="sr" for="q">{a::find_center(lang)}</label>
                <input id="q" name="q" type="search" placeholder=a::find_hint(lang) value=wanted.q />
                <button class="btn main">{t::ui::search(lang)}</button>
            </div>
            <div class="filters">
                <label class="sr" for="only">{a::only(lang)}</label>
                <select class="in" id="only" name="only">{only}</select>
                <label class="chip"><input type="checkbox" name="retired" value="1" checked={wanted.retired == "1"} />{a::with_retired(lang)}</label>
            </div>
        </form>
    }
}

#[component]
fn Table(rows: Vec<Managed>) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    if rows.is_empty() {
        return view! {
            <div class="empty">
                <span class="doorway" aria-hidden="true"><Icon name="one-chair" /></span>
                <h2>{a::no_centers(lang)}</h2>
                <p>{a::no_centers_help(lang)}</p>
                <div class="acts"><a class="btn" href="/admin/centers">{a::show_all(lang)}</a></div>
            </div>
        }
        .into_any();
    }
    let count = t::center::count(lang, rows.len());
    let lines = rows.into_iter().map(|row| view! { <Line row /> }).collect_view();
    view! {
        <p class="result" role="status"><b>{count}</b></p>
        <div class="scroll stacks" role="region" aria-label=a::centers(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{a::col_name(lang)}</th>
                        <th scope="col" role="columnheader">{a::col_division(lang)}</th>
                        <th scope="col" role="columnheader">{a::col_kind(lang)}</th>
                        <th scope="col" role="columnheader">{a::col_position(lang)}</th>
                        <th scope="col" role="columnheader">{a::col_open(lang)}</th>
                        <th class="num" scope="col" role="columnheader">{a::col_rooms(lang)}</th>
                        <th scope="col" role="columnheader">{a::col_lacks(lang)}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Line(row: Managed) -> impl IntoView {
    use t::admin as a;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let open = match &row.open {
        Some(state) => {
            let (class, icon, text) = words::open_state(lang, now, state);
            view! { <span class=class><Icon name=icon />{text}</span> }.into_any()
        }
        None => view! { <span class="pill warn"><Icon name="lock" />{a::retired(lang)}</span> }.into_any(),
    };
    let source = match row.source {
        Some(PositionSource::Surveyed) => view! { <span>{a::surveyed(lang)}</span> }.into_any(),
        Some(PositionSource::Schematic) => {
            view! { <span class="pill schematic"><Icon name="pin" />{a::schematic(lang)}</span> }.into_any()
        }
        None => view! { <span class="pill warn"><Icon name="warn" />{a::no_position(lang)}</span> }.into_any(),
    };
    let lacks = if row.lacks.is_empty() {
        view! { <span class="muted">{a::complete(lang)}</span> }.into_any()
    } else {
        view! { <span>{row.lacks.join(a::comma(lang))}</span> }.into_any()
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader"><a href=format!("/admin/centers/{}", row.id)>{row.names.get(lang.english()).to_owned()}</a></th>
            <td role="cell" data-label=a::col_division(lang)>{row.division}</td>
            <td role="cell" data-label=a::col_kind(lang)>{words::center_kind(lang, row.kind)}</td>
            <td role="cell" data-label=a::col_position(lang)>{source}</td>
            <td role="cell" data-label=a::col_open(lang)>{open}</td>
            <td class="num" role="cell" data-label=a::col_rooms(lang)>{row.rooms}</td>
            <td role="cell" data-label=a::col_lacks(lang)>{lacks}</td>
        </tr>
    }
}
