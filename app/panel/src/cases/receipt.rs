//! `/admin/cases/{number}/receipt`: what somebody takes home: number, matter, what is promised, what is still missing, and the papers
//! they handed over. Made for a roll of 80 mm as well as for A4: the page's width decides.

use super::detail::{fact, visit};
use crate::parts::hands_on;
use app::{
    call::resource,
    case::{
        api::{Detail, get_case},
        words,
    },
    lang::{Lang, t, use_lang},
    matter::words::limit,
    ui::{Icon, Loaded, PageTitle, words as said},
};
use leptos::prelude::*;
use model::case::{Number, State, Step};

/// See the module.
#[component]
pub(crate) fn ReceiptPage(number: Number) -> impl IntoView {
    let detail = resource(|| (), move |()| get_case(number));
    view! { <Loaded resource=detail view=|detail: Detail| view! { <Receipt detail /> } /> }
}

#[component]
fn Receipt(detail: Detail) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let number = detail.row.number;
    // Whoever comes here wants it on paper.
    hands_on("print".to_owned());
    let here: Vec<_> = detail.papers.iter().filter(|paper| paper.returned.is_none()).collect();
    let papers = here
        .iter()
        .map(|paper| {
            let taken = c::paper_taken(lang, said::stamp(paper.taken.0), &paper.taken.1);
            let what = words::paper(lang, paper.what.clone());
            view! { <li><b>{what}</b>" · "{taken}</li> }
        })
        .collect_view();
    let papers = (!here.is_empty()).then(|| view! { <h2>{c::papers(lang)}</h2><ul>{papers}</ul> });
    let wanted = wanted(lang, &detail);
    let due = detail.due.map(|due| words::reading(lang, due.whole));
    let due_name = words::due_name(lang, detail.row.state);
    let due = due.map(|due| view! { <div><dt>{due_name}</dt><dd>{due}</dd></div> });
    // What the matter promises, whatever the first date is: until a case is accepted that is another one.
    let limit = detail.row.state.is_open().then(|| {
        let promised = limit(lang, detail.limit);
        let promised = if detail.limit.count == 0 {
            promised
        } else {
            c::limit_from(lang, promised)
        };
        view! { <div><dt>{c::limit(lang)}</dt><dd>{promised}</dd></div> }
    });
    let decided = detail.decision.map(|d| words::decision(lang, d));
    let decided = decided.map(|d| view! { <div><dt>{c::decided(lang)}</dt><dd>{d}</dd></div> });
    let acts = detail.consented.map(|at| {
        view! {
            <div><dt>{c::f_agent(lang)}</dt><dd>{detail.agent.clone()}</dd></div>
            <div><dt>{c::consented(lang)}</dt><dd>{said::stamp(at)}</dd></div>
        }
    });
    // Where it is followed, and rated at the end; never the link itself, which is not for the staff who print this.
    let how = if detail.phone.is_empty() {
        c::receipt_by_name(lang)
    } else {
        c::receipt_by_phone(lang)
    };
    let phone = (!detail.center_phone.is_empty())
        .then(|| view! { <div><dt>{c::ask_at(lang)}</dt><dd>{detail.center_phone.clone()}</dd></div> });
    view! {
        <p class="no-print"><a href=format!("/admin/cases/{number}")>{c::back(lang)}</a></p>
        <p class="no-print lead">{c::receipt_lead(lang)}</p>
        <p class="acts no-print scripts-only">
            <button type="button" class="btn main" id="print" on:click=|_| _ = window().print()><Icon name="print" />{t::ui::print(lang)}</button>
        </p>
        <article class="receipt">
            <PageTitle text=c::receipt(lang) />
            <p class="receipt-number">{number.spaced()}</p>
            <dl class="facts">
                <div><dt>{c::c_matter(lang)}</dt><dd>{detail.row.matter.get(lang.english()).to_owned()}</dd></div>
                <div><dt>{c::c_name(lang)}</dt><dd>{detail.row.name.clone()}</dd></div>
                <div><dt>{c::c_mode(lang)}</dt><dd>{words::mode(lang, detail.row.mode)}</dd></div>
                {acts}
                {fact(c::f_address(lang), detail.address.clone())}
                {fact(c::f_day(lang), visit(lang, &detail))}
                <div><dt>{c::opened(lang)}</dt><dd>{said::stamp(detail.opened)}</dd></div>
                <div><dt>{c::received_at(lang)}</dt><dd>{detail.center.get(lang.english()).to_owned()}</dd></div>
                <div><dt>{c::first_contact(lang)}</dt><dd>{detail.first_contact.clone()}</dd></div>
                {limit}
                {due}
                {decided}
                {phone}
            </dl>
            {wanted}
            {papers}
            <div class="qr"><img src=format!("/cases/{number}/qr.svg") alt=c::receipt_qr(lang) width="120" height="120" />
                <p>{how}</p></div>
            <p class="receipt-sign"><span>{c::signed(lang)}</span><span>{c::signed_by(lang)}</span></p>
        </article>
    }
}

/// What is still missing, while the case waits for it: for who has no telephone to look it up.
fn wanted(lang: Lang, detail: &Detail) -> Option<impl IntoView + use<>> {
    let waits = matches!(detail.row.state, State::Correction | State::Paused);
    let asked = detail
        .steps
        .iter()
        .rev()
        .find(|taken| matches!(taken.step, Step::AskCorrection | Step::Pause));
    asked.filter(|asked| waits && !asked.items.is_empty()).map(|asked| {
        let heading = if asked.step == Step::Pause {
            t::case::wanted(lang)
        } else {
            words::step(lang, asked.step)
        };
        let items = asked.items.iter().map(|item| view! { <li>{item.name.clone()}</li> });
        let items = items.collect_view();
        let more = (!asked.words.is_empty()).then(|| view! { <p class="prewrap">{asked.words.clone()}</p> });
        view! {
            <h2>{heading}</h2>
            <p>{said::stamp(asked.at)}</p>
            <ul>{items}</ul>
            {more}
        }
    })
}
