//! `/admin/follow-ups`: what is overdue, due today and still in time, for the inspector and for the centers; and one of them.

mod detail;
mod steps;

pub(super) use detail::DetailPage;

use super::parts::{ByNumber, use_query};
use app::{
    boot::use_boot,
    call::resource,
    follow_up::{
        api::{Queue, Row, get_queue},
        words,
    },
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle, words as said},
};
use leptos::prelude::*;
use model::{center::CenterId, text::Names, workday::Reading};
use std::collections::BTreeMap;

/// See the module.
#[component]
pub(super) fn QueuePage() -> impl IntoView {
    let lang = use_lang();
    let query = use_query();
    let asked = move || query.with(|q| (q.get("ended").unwrap_or_default(), q.get("before").unwrap_or_default()));
    let queue = resource(asked, |(ended, before)| get_queue(ended, before));
    let number = Memo::new(move |_| query.with(|q| q.get("number")).unwrap_or_default());
    view! {
        <PageTitle text=t::follow_up::title(lang) />
        <p class="lead">{t::follow_up::lead(lang)}</p>
        {move || number.with(|typed| view! { <ByNumber typed=typed.clone() label=t::follow_up::by_number(lang) page="/admin/follow-ups" /> })}
        <Loaded resource=queue view=|queue: Queue| view! { <Rows queue /> } />
    }
}

#[component]
fn Rows(queue: Queue) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let Queue {
        rows,
        ended,
        before,
        inspector,
    } = queue;
    if ended {
        let more = before.map(|before| {
            view! { <a class="btn" href=format!("/admin/follow-ups?ended=1&before={before}")>{t::audit::older(lang)}</a> }
        });
        return view! {
            <p class="acts"><a class="btn" href="/admin/follow-ups"><Icon name="left" />{f::open_link(lang)}</a></p>
            <Section title=f::ended(lang) rows empty=true />
            <p class="acts">{more}</p>
        }
        .into_any();
    }
    let lead = if inspector {
        f::queue_inspector(lang)
    } else {
        f::queue_center(lang)
    };
    let none = rows.is_empty();
    let totals = view! { <Overview rows=rows.clone() /> };
    // What has climbed to the viewer stands before everything else.
    let (yours, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.yours);
    let told = (!yours.is_empty())
        .then(|| view! { <p class="notice bad"><Icon name="warn" />{f::yours_lead(lang, yours.len())}</p> });
    let (overdue, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.overdue);
    let (today, rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.today);
    let (later, waiting): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| row.mine && row.due != Some(Reading::Stands));
    view! {
        <p>{lead}</p>
        {none.then(|| view! {
            <div class="empty"><span class="doorway" aria-hidden="true"><Icon name="one-smile" /></span>
                <h2>{f::none(lang)}</h2><p>{f::none_lead(lang)}</p></div>
        })}
        {told}
        <Section title=f::yours(lang) rows=yours empty=false />
        <Section title=f::overdue(lang) rows=overdue empty=false />
        <Section title=f::today(lang) rows=today empty=false />
        <Section title=f::later(lang) rows=later empty=false />
        <Section title=f::waiting(lang) rows=waiting empty=false />
        {totals}
        <p class="acts"><a class="btn" href="/admin/follow-ups?ended=1"><Icon name="history" />{f::ended_link(lang)}</a></p>
    }
    .into_any()
}

/// A table under a heading; nothing where it has no rows, unless `empty` says that there are none.
#[component]
fn Section(title: &'static str, rows: Vec<Row>, empty: bool) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    if rows.is_empty() {
        return empty
            .then(|| view! { <section class="stack close"><h2>{title}</h2><p class="muted">{f::none(lang)}</p></section> })
            .into_any();
    }
    let count = rows.len();
    let heads = [
        f::c_number(lang),
        f::c_what(lang),
        f::c_center(lang),
        f::c_state(lang),
        f::c_due(lang),
        f::c_who(lang),
    ];
    let heads = heads
        .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
        .collect_view();
    let lines = rows.into_iter().map(|row| view! { <Line row /> }).collect_view();
    view! {
        <section class="stack close">
            <h2>{title}" "<span class="muted">{count}</span></h2>
            <div class="scroll stacks uncut" role="region" aria-label=title tabindex="0">
                <table class="data" role="table">
                    <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                    <tbody role="rowgroup">{lines}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Line(row: Row) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let english = lang.english();
    let (class, icon, state) = words::state(lang, row.state);
    let center = row.center.as_ref().map_or_else(
        || f::no_center(lang).to_owned(),
        |(_, names)| names.get(english).to_owned(),
    );
    let climbed = words::climbed(lang, row.climbed);
    let climbed = (!climbed.is_empty()).then(|| view! { <p class="why">{climbed}</p> });
    let number = row.number;
    view! {
        <tr role="row" class:bad=row.overdue>
            <th scope="row" role="rowheader">
                <a class="btn small" href=format!("/admin/follow-ups/{number}")>{number.spaced()}</a>
            </th>
            <td role="cell" data-label=f::c_what(lang)>{words::about(lang, row.level)}<br/><span class="muted">{row.opened.map(|opened| said::logged(lang, today, opened))}</span></td>
            <td role="cell" data-label=f::c_center(lang)>{center}</td>
            <td role="cell" data-label=f::c_state(lang)><span class=class><Icon name=icon />{state}</span></td>
            <td role="cell" data-label=f::c_due(lang)><DueOf row=row.clone() />{climbed}</td>
            <td role="cell" data-label=f::c_who(lang)>{row.responsible.unwrap_or_default()}</td>
        </tr>
    }
}

/// When it is due, red and in words where it is too late.
#[component]
pub(super) fn DueOf(row: Row) -> impl IntoView {
    let lang = use_lang();
    words::due(lang, &row).map(|(class, icon, text)| view! { <span class=class><Icon name=icon />{text}</span> })
}

/// How many are open and overdue in each center; nothing for who sees one center only.
#[component]
fn Overview(rows: Vec<Row>) -> impl IntoView {
    use t::follow_up as f;
    let lang = use_lang();
    let mut centers: BTreeMap<CenterId, (Names, u32, u32)> = BTreeMap::new();
    for row in rows {
        if let Some((id, names)) = row.center {
            let entry = centers.entry(id).or_insert((names, 0, 0));
            entry.1 += 1;
            entry.2 += u32::from(row.overdue);
        }
    }
    if centers.len() < 2 {
        return ().into_any();
    }
    let mut lines: Vec<_> = centers.into_values().collect();
    lines.sort_by_key(|(_, open, overdue)| (std::cmp::Reverse(*overdue), std::cmp::Reverse(*open)));
    let lines = lines
        .into_iter()
        .map(|(names, open, overdue)| {
            let red = (overdue > 0).then(|| view! { <span class="pill bad tiny"><Icon name="warn" />{f::o_overdue(lang)}</span>" " });
            view! {
                <tr><th scope="row">{names.get(lang.english()).to_owned()}</th><td class="num">{open}</td><td class="num">{red}{overdue}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="stack close">
            <h2>{f::overview(lang)}</h2>
            <div class="scroll uncut" role="region" aria-label=f::overview(lang) tabindex="0">
                <table class="data">
                    <thead><tr><th scope="col">{f::c_center(lang)}</th><th scope="col" class="num">{f::o_open(lang)}</th><th scope="col" class="num">{f::o_overdue(lang)}</th></tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
