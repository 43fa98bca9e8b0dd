//! `/admin/visits`: the route of a day for whoever visits people at home: when, where, whom to call; made for paper too.

use super::parts::use_query;
use app::{
    call::resource,
    case::api::{Route, Stop, get_visits},
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, PageTitle, words as said},
};
use leptos::prelude::*;
use model::{hours::fmt_minute, text::dial};

/// See the module.
#[component]
pub(super) fn VisitsPage() -> impl IntoView {
    let query = use_query();
    let asked = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        (get("center"), get("day"), get("who"))
    });
    let route = resource(move || asked.get(), |(center, day, who)| get_visits(center, day, who));
    view! { <Loaded resource=route view=|route: Route| view! { <Day route /> } /> }
}

#[component]
fn Day(route: Route) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let chosen = route.center;
    let options = route
        .centers
        .iter()
        .map(|(id, names)| {
            let names = names.get(lang.english()).to_owned();
            view! { <option value=id.to_string() selected=chosen == Some(*id)>{names}</option> }
        })
        .collect_view();
    let day = model::date::format(route.day);
    let title = c::visits_on(lang, said::date(lang, route.day));
    let title = if route.mine {
        format!("{title} · {}", c::mine(lang))
    } else {
        title
    };
    let center = chosen.map(|id| id.to_string()).unwrap_or_default();
    let whose = [(false, "", c::any(lang)), (true, "mine", c::mine(lang))]
        .map(|(mine, who, text)| {
            let href = format!("/admin/visits?day={day}&center={center}&who={who}");
            let current = (mine == route.mine).then_some("page");
            view! { <a class="chip" href=href aria-current=current>{text}</a> }
        })
        .collect_view();
    let kept = route
        .mine
        .then(|| view! { <input type="hidden" name="who" value="mine" /> });
    let stops = if route.stops.is_empty() {
        view! { <p role="status">{c::visits_none(lang)}</p> }.into_any()
    } else {
        view! { <Stops stops=route.stops /> }.into_any()
    };
    view! {
        <PageTitle text=title />
        <form method="get" action="/admin/visits" class="filters row no-print">
            <label for="visits-day">{c::f_day(lang)}</label>
            <input class="in" id="visits-day" name="day" type="date" value=day />
            <label for="visits-center">{c::center(lang)}</label>
            <select class="in" id="visits-center" name="center"><option value="">{c::any(lang)}</option>{options}</select>
            {kept}
            <button class="btn">{c::choose(lang)}</button>
            <button type="button" class="btn scripts-only" on:click=|_| _ = window().print()><Icon name="print" />{t::ui::print(lang)}</button>
        </form>
        <p class="row no-print">{whose}</p>
        {stops}
    }
}

#[component]
fn Stops(stops: Vec<Stop>) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let count = c::visits_count(lang, stops.len());
    let lines = stops.into_iter().map(|stop| line(lang, stop)).collect_view();
    let heads = [
        c::c_time(lang),
        c::f_address(lang),
        c::c_name(lang),
        c::c_phone(lang),
        c::c_matter(lang),
        c::c_number(lang),
        c::assignee(lang),
    ];
    let heads = heads
        .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
        .collect_view();
    view! {
        <p class="result" role="status"><b>{count}</b></p>
        <div class="scroll stacks" role="region" aria-label=c::visits(lang) tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{lines}</tbody>
            </table>
        </div>
    }
}

fn line(lang: Lang, stop: Stop) -> impl IntoView {
    use t::case as c;
    let times = format!("{}–{}", fmt_minute(stop.times.0), fmt_minute(stop.times.1));
    let call = (!stop.phone.is_empty())
        .then(|| view! { <a href=format!("tel:{}", dial(&stop.phone))>{stop.phone.clone()}</a> });
    // Whose the number is stands beside it: who calls must not take one for the other.
    let whose = (stop.agents_phone && !stop.phone.is_empty())
        .then(|| view! { <span class="muted">{c::phone_agent(lang)}</span>" " });
    let agent = (!stop.agent.is_empty())
        .then(|| view! { <br /><span class="muted">{c::f_agent(lang)}</span>" "{stop.agent.clone()} });
    let number = stop.row.number;
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{times}</th>
            <td role="cell" data-label=c::f_address(lang)>{stop.address}</td>
            <td role="cell" data-label=c::c_name(lang)>{stop.row.name}{agent}</td>
            <td role="cell" data-label=c::c_phone(lang)>{whose}{call}</td>
            <td role="cell" data-label=c::c_matter(lang)>{stop.row.matter.get(lang.english()).to_owned()}</td>
            <td role="cell" data-label=c::c_number(lang)><a class="btn small" href=format!("/admin/cases/{number}")>{number.spaced()}</a></td>
            <td role="cell" data-label=c::assignee(lang)>{stop.row.assignee}</td>
        </tr>
    }
}
