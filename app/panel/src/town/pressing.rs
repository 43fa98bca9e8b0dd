//! The cases that the town's screen names: those that are too late, and those that were handed up.

use app::{
    case::words,
    lang::{Lang, t, use_lang},
    town::api::Pressing,
    ui::{Icon, words::date},
};
use leptos::prelude::*;
use model::workday::{END_OF_DAY, Reading};

/// What is too late, what was due first, first.
#[component]
pub(super) fn Overdue(rows: Vec<Pressing>, more: bool) -> impl IntoView {
    use t::town as w;
    let lang = use_lang();
    let many = rows.len();
    let table = if rows.is_empty() {
        view! { <p class="muted">{w::none_overdue(lang)}</p> }.into_any()
    } else {
        let heads = [
            w::c_number(lang),
            w::c_matter(lang),
            w::c_state(lang),
            w::c_due(lang),
            w::c_climbed(lang),
            w::c_handler(lang),
            w::c_worker(lang),
        ];
        let rows = rows.into_iter().map(|row| {
            view! {
                <tr role="row" class="bad">
                    {named(&row)}
                    <td role="cell" data-label=w::c_matter(lang)>{row.matter.get(lang.english()).to_owned()}</td>
                    <td role="cell" data-label=w::c_state(lang)>{state(lang, &row)}</td>
                    <td role="cell" data-label=w::c_due(lang)><span class="pill bad"><Icon name="warn" />{due(lang, &row)}</span></td>
                    <td role="cell" data-label=w::c_climbed(lang)>{climbed(lang, row.climbed)}</td>
                    <td role="cell" data-label=w::c_handler(lang)>{row.handler.get(lang.english()).to_owned()}</td>
                    <td role="cell" data-label=w::c_worker(lang)>{worker(lang, row.assignee)}</td>
                </tr>
            }
        });
        table(
            w::table_of(lang, w::overdue_title(lang)),
            &heads,
            rows.collect_view().into_any(),
        )
        .into_any()
    };
    view! {
        <section class="stack close" aria-labelledby="overdue">
            <h2 id="overdue">{w::overdue_title(lang)}</h2>
            {table}
            {more.then(|| view! {
                <p>{w::overdue_more(lang, many)}" "<a href="/admin/cases?due=overdue">{w::overdue_all(lang)}</a></p>
            })}
        </section>
    }
}

/// What was handed up, with both clocks; before it, from where to where.
#[component]
pub(super) fn HandUps(rows: Vec<Pressing>, more: bool, children: Children) -> impl IntoView {
    use t::town as w;
    let lang = use_lang();
    let many = rows.len();
    let content = if rows.is_empty() {
        view! { <p class="muted">{w::no_hand_ups(lang)}</p> }.into_any()
    } else {
        let heads = [
            w::c_number(lang),
            w::c_matter(lang),
            w::c_from(lang),
            w::c_handler(lang),
            w::c_whole(lang),
            w::c_town(lang),
            w::c_worker(lang),
        ];
        let rows = rows.into_iter().map(|row| {
            let clocks = row.clocks;
            view! {
                <tr role="row" class:bad=row.late>
                    {named(&row)}
                    <td role="cell" data-label=w::c_matter(lang)>{row.matter.get(lang.english()).to_owned()}</td>
                    <td role="cell" data-label=w::c_from(lang)>{row.center.get(lang.english()).to_owned()}</td>
                    <td role="cell" data-label=w::c_handler(lang)>{row.handler.get(lang.english()).to_owned()}</td>
                    <td role="cell" data-label=w::c_whole(lang)>{clock(lang, clocks.map(|c| c.whole))}</td>
                    <td role="cell" data-label=w::c_town(lang)>{clock(lang, clocks.and_then(|c| c.town))}</td>
                    <td role="cell" data-label=w::c_worker(lang)>{worker(lang, row.assignee)}</td>
                </tr>
            }
        });
        let lead = view! { <p class="muted">{w::hand_ups_lead(lang)}</p> };
        let table = table(
            w::table_of(lang, w::hand_ups(lang)),
            &heads,
            rows.collect_view().into_any(),
        );
        view! { {lead}{children()}{table} }.into_any()
    };
    view! {
        <section class="stack close" aria-labelledby="hand-ups">
            <h2 id="hand-ups">{w::hand_ups(lang)}</h2>
            {content}
            {more.then(|| view! {
                <p>{w::overdue_more(lang, many)}" "<a href="/admin/cases?who=up">{w::hand_ups_all(lang)}</a></p>
            })}
        </section>
    }
}

fn table(caption: String, heads: &[&'static str], rows: AnyView) -> impl IntoView + use<> {
    let heads: Vec<_> = heads
        .iter()
        .map(|head| view! { <th scope="col" role="columnheader">{*head}</th> })
        .collect();
    view! {
        <div class="scroll stacks uncut" role="region" aria-label=caption tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

fn named(row: &Pressing) -> impl IntoView + use<> {
    let (to, number) = (format!("/admin/cases/{}", row.number), row.number.spaced());
    view! { <th scope="row" role="rowheader"><a class="btn small" href=to>{number}</a></th> }
}

fn state(lang: Lang, row: &Pressing) -> impl IntoView + use<> {
    let (class, icon, text) = words::state(lang, row.state);
    view! { <span class=class><Icon name=icon />{text}</span> }
}

fn due(lang: Lang, row: &Pressing) -> String {
    let Some((day, minute)) = &row.due else {
        return String::new();
    };
    let day = model::date::parse(day).map_or_else(|| day.clone(), |day| date(lang, day));
    if *minute >= END_OF_DAY {
        day
    } else {
        format!("{day} {:02}:{:02}", minute / 60, minute % 60)
    }
}

fn climbed(lang: Lang, level: u8) -> AnyView {
    if level == 0 {
        none(lang)
    } else {
        view! { <span class="pill tiny bad">{t::town::c_level(lang, level)}</span> }.into_any()
    }
}

fn worker(lang: Lang, name: Option<String>) -> AnyView {
    match name {
        Some(name) => name.into_any(),
        None => t::town::nobody(lang).into_any(),
    }
}

fn clock(lang: Lang, reading: Option<Reading>) -> AnyView {
    match reading {
        Some(reading) => words::reading(lang, reading).into_any(),
        None => none(lang),
    }
}

/// A dash, which is read out as a word.
fn none(lang: Lang) -> AnyView {
    view! { <span aria-hidden="true">"–"</span><span class="sr">{t::town::none_spoken(lang)}</span> }.into_any()
}
