//! `/admin/cases`: the cases that the viewer may see, and each with its whole chain and the forms of its next steps.

mod detail;
mod receipt;
mod steps;

pub(super) use detail::DetailPage;
pub(super) use receipt::ReceiptPage;

use super::parts::use_query;
use app::{
    call::resource,
    case::{
        api::{Page, Row, get_cases},
        words,
    },
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate, params::ParamsMap};
use model::{
    case::{Number, State},
    matter::Mode,
};

/// The fields of the filter, in the order of the call.
const FIELDS: [&str; 7] = ["center", "state", "mode", "due", "who", "q", "page"];

/// See the module.
#[component]
pub(super) fn CasesPage() -> impl IntoView {
    let query = use_query();
    let asked = Memo::new(move |_| FIELDS.map(|name| query.with(|q| q.get(name).unwrap_or_default())));
    let page = resource(
        move || asked.get(),
        |[center, state, mode, due, who, q, page]| get_cases(center, state, mode, due, who, q, page),
    );
    view! { <Loaded resource=page view=|page: Page| view! { <List page /> } /> }
}

#[component]
fn List(page: Page) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let mut query = use_query().get_untracked();
    let sent = query.remove("sent").and_then(|all| all.first()?.parse::<Number>().ok());
    let get = |q: &ParamsMap, name: &str| q.get(name).unwrap_or_default();
    let select = |name: &'static str, label: &'static str, options: Vec<(String, String)>| {
        let chosen = get(&query, name);
        let options = options
            .into_iter()
            .map(|(value, text)| view! { <option value=value.clone() selected=chosen == value>{text}</option> })
            .collect_view();
        let id = format!("cases-{name}");
        view! {
            <div class="field"><label for=id.clone()>{label}</label><select class="in" id=id name=name>{options}</select></div>
        }
    };
    let any = || (String::new(), c::any(lang).to_owned());
    let centers = std::iter::once(any())
        .chain(
            page.centers
                .iter()
                .map(|(id, n)| (id.to_string(), n.get(lang.english()).to_owned())),
        )
        .collect();
    let shown = State::ALL.into_iter().filter(|state| *state != State::Draft);
    let states = [
        (String::new(), c::open_ones(lang).to_owned()),
        ("all".to_owned(), c::all_states(lang).to_owned()),
    ]
    .into_iter()
    .chain(shown.map(|state| (state.code().to_owned(), words::state(lang, state).2.to_owned())))
    .collect();
    let modes = std::iter::once(any())
        .chain(Mode::ALL.map(|mode| (mode.code().to_owned(), words::mode(lang, mode).to_owned())))
        .collect();
    let dues = vec![
        any(),
        ("overdue".to_owned(), c::overdue(lang).to_owned()),
        ("today".to_owned(), c::today(lang).to_owned()),
        ("waiting".to_owned(), c::waiting(lang).to_owned()),
    ];
    let whose = vec![
        any(),
        ("yours".to_owned(), c::yours(lang).to_owned()),
        ("mine".to_owned(), c::mine(lang).to_owned()),
        ("sent".to_owned(), c::sent_on(lang).to_owned()),
        ("up".to_owned(), c::gone_up(lang).to_owned()),
    ];
    let number = page.page;
    let to = |page: i64| {
        let mut query = query.clone();
        query.replace("page", page.to_string());
        format!("/admin/cases{}", query.to_query_string())
    };
    let before = (number > 0).then(|| view! { <a class="btn" href=to(number - 1)>{c::page_before(lang)}</a> });
    let further = page
        .more
        .then(|| view! { <a class="btn" href=to(number + 1)>{c::page_further(lang)}</a> });
    let table = if page.rows.is_empty() {
        view! { <p class="muted">{c::none(lang)}</p> }.into_any()
    } else {
        view! { <Table rows=page.rows caption=c::title(lang) /> }.into_any()
    };
    let text = get(&query, "q");
    let find = if page.named {
        c::find_case(lang)
    } else {
        c::c_number(lang)
    };
    if sent.is_some() {
        // Said once: who loads the page again, or comes back to it, has transferred nothing.
        let (navigate, here) = (use_navigate(), format!("/admin/cases{}", query.to_query_string()));
        Effect::new(move |_| {
            let stay = NavigateOptions {
                scroll: false,
                replace: true,
                ..Default::default()
            };
            navigate(&here, stay);
        });
    }
    let sent = sent.map(|number| {
        view! { <p class="notice good" role="status"><Icon name="check" />{c::transferred(lang, number.spaced())}</p> }
    });
    view! {
        <PageTitle text=c::title(lang) />
        {sent}
        <form method="get" action="/admin/cases" class="filters fields">
            {select("center", c::center(lang), centers)}
            {select("state", c::c_state(lang), states)}
            {select("mode", c::c_mode(lang), modes)}
            {select("due", c::c_due(lang), dues)}
            {select("who", c::who(lang), whose)}
            <div class="field"><label for="cases-q">{find}</label>
                <input class="in" id="cases-q" name="q" type="search" value=text autocomplete="off" /></div>
            <div class="acts"><button class="btn">{c::filter(lang)}</button></div>
        </form>
        {table}
        <nav class="acts" aria-label=c::pages(lang)>{before}{further}</nav>
    }
}

/// A table of cases.
#[component]
pub(super) fn Table(
    /// The cases.
    rows: Vec<Row>,
    /// What they are.
    caption: &'static str,
) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let lines = rows
        .into_iter()
        .map(|row| {
            let (class, icon, state) = words::state(lang, row.state);
            let due = words::due(lang, &row);
            let due = due.map(|(class, icon, text)| view! { <span class=class><Icon name=icon />{text}</span> });
            let climbed = words::climbed(lang, row.climbed);
            let climbed = (!climbed.is_empty()).then(|| view! { " "<span class="pill tiny bad">{climbed}</span> });
            let yours = row.yours.then(|| view! { " "<span class="pill tiny warn">{c::yours_one(lang)}</span> });
            let name = if row.name.is_empty() { c::nobody(lang).to_owned() } else { row.name.clone() };
            view! {
                <tr role="row" class:bad=row.overdue>
                    <th scope="row" role="rowheader"><a class="btn small" href=format!("/admin/cases/{}", row.number)>{row.number.spaced()}</a></th>
                    <td role="cell" data-label=c::c_matter(lang)>{row.matter.get(lang.english()).to_owned()}</td>
                    <td role="cell" data-label=c::c_name(lang)>{name}</td>
                    <td role="cell" data-label=c::c_mode(lang)>{words::mode(lang, row.mode)}</td>
                    <td class="state" role="cell" data-label=c::c_state(lang)><span class=class><Icon name=icon />{state}</span></td>
                    <td class="due" role="cell" data-label=c::c_due(lang)>{due}{climbed}{yours}</td>
                    <td role="cell" data-label=c::c_handler(lang)>{row.handler.get(lang.english()).to_owned()}</td>
                    <td role="cell" data-label=c::assignee(lang)>{row.assignee.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = [
        c::c_number(lang),
        c::c_matter(lang),
        c::c_name(lang),
        c::c_mode(lang),
        c::c_state(lang),
        c::c_due(lang),
        c::c_handler(lang),
        c::assignee(lang),
    ];
    let heads = heads
        .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
        .collect_view();
    view! {
        <div class="scroll stacks" role="region" aria-label=caption tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{lines}</tbody>
            </table>
        </div>
    }
}
