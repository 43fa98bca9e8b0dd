//! `/admin/town`: how the open cases of all centers stand, a line each, ordered as the address says; what is overdue, what was handed up
//! with both of its clocks, what each person works on, and the same numbers on the map.

mod pressing;

use super::parts::use_query;
use app::{
    call::resource,
    center::{MapElement, MapFiles},
    lang::{Lang, t, use_lang},
    town::api::{Between, Line, Person, Town, get_town},
    ui::{Icon, Loaded, PageTitle, words::date},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{
    directory::MapItem,
    town::{Sort, Standing},
};
use pressing::{HandUps, Overdue};
use std::collections::BTreeMap;

/// See the module.
#[component]
pub(super) fn TownPage() -> impl IntoView {
    let query = use_query();
    let asked = Memo::new(move |_| ["sort", "dir"].map(|name| query.with(|q| q.get(name).unwrap_or_default())));
    let town = resource(move || asked.get(), |[sort, dir]| get_town(sort, dir));
    view! { <Loaded resource=town view=|town: Town| view! { <Shown town /> } /> }
}

/// What a column is called.
const fn column(lang: Lang, sort: Sort) -> &'static str {
    use t::town as w;
    match sort {
        Sort::Name => w::c_center(lang),
        Sort::Overdue => w::overdue(lang),
        Sort::Open => w::open(lang),
        Sort::Fresh => w::fresh(lang),
        Sort::Today => w::today(lang),
        Sort::Climbed => w::climbed(lang),
        Sort::Waiting => w::waiting(lang),
        Sort::HandedUp => w::handed_up(lang),
        Sort::Taken => w::taken(lang),
        Sort::Nobody => w::nobody(lang),
        Sort::Load => w::load(lang),
    }
}

/// Tenths as people write them.
fn tenths(tenths: u32) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[component]
fn Shown(town: Town) -> impl IntoView {
    use t::town as w;
    let lang = use_lang();
    let time = format!("{:02}:{:02}", town.now.minute / 60, town.now.minute % 60);
    let as_of = w::as_of(lang, format!("{} {time}", date(lang, town.now.day)));
    let map = counts(lang, &town.lines);
    let on_map: u32 = town
        .lines
        .iter()
        .filter(|line| drawn(&town.points, line))
        .map(|line| line.standing.open)
        .sum();
    let off = town.total.open.saturating_sub(on_map);
    let points = serde_json::to_string(&town.points).unwrap_or_default();
    let base = town.base.clone();
    let bounds = base.bounds.is_some();
    view! {
        <PageTitle text=w::title(lang) />
        <p class="lead">{w::lead(lang)}" "<span class="muted">{as_of}</span></p>
        <div class="stack close">
            <Centers lines=town.lines total=town.total sort=town.sort up=town.up />
            <p class="acts"><a class="btn" href="/admin/statistics"><Icon name="list" />{w::statistics(lang)}</a></p>
        </div>
        <Overdue rows=town.overdue more=town.more_overdue />
        <HandUps rows=town.hand_ups more=town.more_hand_ups>
            <Pairs rows=town.between />
        </HandUps>
        <People rows=town.people more=town.more_people />
        {bounds.then(|| view! { <OnMap base map points off /> })}
    }
}

/// Where a column's name leads: the other way round where it is the one that is sorted by.
fn href(sort: Sort, now: Sort, up: bool) -> String {
    let dir = if sort == now && !up { "&dir=up" } else { "" };
    format!("/admin/town?sort={}{dir}", sort.code())
}

#[component]
fn Centers(lines: Vec<Line>, total: Standing, sort: Sort, up: bool) -> impl IntoView {
    use t::town as w;
    let lang = use_lang();
    let heads = Sort::ALL
        .map(|one| {
            let name = column(lang, one);
            let here = one == sort;
            let way = match (here, up) {
                (false, _) => None,
                // Names rise where numbers fall.
                (true, up) if up == (one == Sort::Name) => Some("descending"),
                (true, _) => Some("ascending"),
            };
            let arrow = here.then(|| {
                let said = if up { w::sorted_up(lang) } else { w::sorted_down(lang) };
                let said = (one != Sort::Name).then(|| view! { <span class="sr">{said}</span> });
                view! { <span aria-hidden="true">{if way == Some("ascending") { "▲" } else { "▼" }}</span>{said} }
            });
            let class = if one == Sort::Name { "" } else { "num" };
            let hint = w::sort_by(lang, name);
            view! {
                <th scope="col" role="columnheader" class=class aria-sort=way>
                    <a class="sort" href=href(one, sort, up) title=hint>{name}{arrow}</a>
                </th>
            }
        })
        .collect_view();
    let rows = lines
        .into_iter()
        .map(|line| {
            let name = line.names.get(lang.english()).to_owned();
            let to = format!("/admin/cases?center={}", line.id);
            let late = line.standing.overdue > 0;
            view! {
                <tr role="row" class:bad=late>
                    <th scope="row" role="rowheader"><a href=to aria-label=w::cases_of(lang, &name)>{name.clone()}</a></th>
                    {cells(lang, &line.standing)}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll stacks" role="region" aria-label=w::title(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">
                    {rows}
                    <tr role="row"><th scope="row" role="rowheader">{w::all(lang)}</th>{cells(lang, &total)}</tr>
                </tbody>
            </table>
        </div>
    }
}

/// The numbers of a line, in the order of the columns.
fn cells(lang: Lang, standing: &Standing) -> impl IntoView + use<> {
    let standing = *standing;
    let others = Sort::ALL.into_iter().filter(|sort| *sort != Sort::Name);
    others
        .map(|sort| {
            let shown = match (sort, standing.load_tenths()) {
                (Sort::Load, Some(load)) => tenths(load).into_any(),
                (Sort::Load, None) => {
                    view! { <span aria-hidden="true">"–"</span><span class="sr">{t::town::none_spoken(lang)}</span> }
                        .into_any()
                }
                _ => sort.of(&standing).to_string().into_any(),
            };
            view! { <td class="num" role="cell" data-label=column(lang, sort)>{shown}</td> }
        })
        .collect_view()
}

/// How many were handed up from where to where.
#[component]
fn Pairs(rows: Vec<Between>) -> impl IntoView {
    use t::town as w;
    let lang = use_lang();
    (!rows.is_empty()).then(|| {
        let rows = rows
            .into_iter()
            .map(|pair| {
                let name = |names: &model::text::Names| names.get(lang.english()).to_owned();
                view! {
                    <tr role="row" class:bad={pair.overdue > 0}>
                        <th scope="row" role="rowheader">{w::from_to(lang, name(&pair.from), name(&pair.to))}</th>
                        <td class="num" role="cell" data-label=w::open(lang)>{pair.open}</td>
                        <td class="num" role="cell" data-label=w::overdue(lang)>{pair.overdue}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <div class="scroll stacks uncut" role="region" aria-label=w::between(lang) tabindex="0">
                <table class="data" role="table">
                    <thead role="rowgroup"><tr role="row">
                        <th scope="col" role="columnheader">{w::between(lang)}</th>
                        <th scope="col" role="columnheader" class="num">{w::open(lang)}</th>
                        <th scope="col" role="columnheader" class="num">{w::overdue(lang)}</th>
                    </tr></thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        }
    })
}

/// What each person works on.
#[component]
fn People(rows: Vec<Person>, more: bool) -> impl IntoView {
    use t::town as w;
    let lang = use_lang();
    let many = rows.len();
    let table = if rows.is_empty() {
        view! { <p class="muted">{w::staff_none(lang)}</p> }.into_any()
    } else {
        let rows = rows
            .into_iter()
            .map(|person| {
                let standing = person.standing;
                let share = model::figures::Share::of(i64::from(standing.open), i64::from(person.of));
                let number = |name: &'static str, n: String| {
                    view! { <td class="num" role="cell" data-label=name>{n}</td> }
                };
                view! {
                    <tr role="row" class:bad={standing.overdue > 0}>
                        <th scope="row" role="rowheader">{person.name}</th>
                        <td role="cell" data-label=w::c_center(lang)>{person.center.get(lang.english()).to_owned()}</td>
                        {number(w::open(lang), standing.open.to_string())}
                        {number(w::overdue(lang), standing.overdue.to_string())}
                        {number(w::today(lang), standing.today.to_string())}
                        {number(w::waiting(lang), standing.waiting.to_string())}
                        {number(w::c_share(lang), share.map(model::figures::Share::percent).unwrap_or_default())}
                    </tr>
                }
            })
            .collect_view();
        let head = |name: &'static str| view! { <th scope="col" role="columnheader" class="num">{name}</th> };
        view! {
            <div class="scroll stacks uncut" role="region" aria-label=w::table_of(lang, w::staff_title(lang)) tabindex="0">
                <table class="data" role="table">
                    <thead role="rowgroup"><tr role="row">
                        <th scope="col" role="columnheader">{w::c_person(lang)}</th>
                        <th scope="col" role="columnheader">{w::c_center(lang)}</th>
                        {head(w::open(lang))}
                        {head(w::overdue(lang))}
                        {head(w::today(lang))}
                        {head(w::waiting(lang))}
                        {head(w::c_share(lang))}
                    </tr></thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="stack close" aria-labelledby="people">
            <h2 id="people">{w::staff_title(lang)}</h2>
            {table}
            {more.then(|| view! { <p class="muted">{w::staff_more(lang, many)}</p> })}
        </section>
    }
}

/// What stands beside the pins: how many are open, and how that is said.
fn counts(lang: Lang, lines: &[Line]) -> String {
    let counts: BTreeMap<String, (u32, String)> = lines
        .iter()
        .map(|line| {
            let said = t::town::map_count(lang, line.standing.open, line.standing.overdue);
            (line.id.to_string(), (line.standing.open, said))
        })
        .collect();
    serde_json::to_string(&counts).unwrap_or_default()
}

/// Whether a center is on the map.
fn drawn(points: &[MapItem], line: &Line) -> bool {
    points
        .iter()
        .any(|point| matches!(point, MapItem::Center { id, .. } if *id == line.id))
}

#[component]
fn OnMap(base: app::center::api::BaseMap, map: String, points: String, off: u32) -> impl IntoView {
    use t::town as w;
    let lang = use_lang();
    let navigate = use_navigate();
    let on_select = Callback::new(move |id: String| {
        navigate(&format!("/admin/cases?center={id}"), NavigateOptions::default());
    });
    view! {
        <section class="stack close no-print" aria-labelledby="on-map">
            <h2 id="on-map">{w::map_title(lang)}</h2>
            <p class="muted">{w::map_lead(lang)}{(off > 0).then(|| w::map_off(lang, off))}</p>
            <MapFiles />
            <MapElement base counts=map points on_select />
        </section>
    }
}
