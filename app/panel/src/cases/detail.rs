//! `/admin/cases/{number}`: one case, from its first step to its last.

use super::steps::{Lost, Next};
use crate::parts::{Crumbs, Saved, hands_on, use_query};
use app::{
    call::resource,
    case::{
        AddPaper, Handed,
        api::{Detail, Paper, Taken, get_case},
        words,
    },
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, PageTitle, words as said},
};
use leptos::prelude::*;
use model::{
    case::{Number, Which},
    text::dial,
};

/// See the module.
#[component]
pub(crate) fn DetailPage(number: Number) -> impl IntoView {
    let detail = resource(|| (), move |()| get_case(number));
    view! {
        <Loaded resource=detail view=|detail: Detail| view! { <One detail /> } />
        // A case that has left the viewer's hands meanwhile is not shown; what they wrote with their last step is.
        <Transition fallback=|| ()>
            {move || Suspend::new(async move { detail.await.is_err().then(|| view! { <Lost materials=Vec::new() /> }) })}
        </Transition>
    }
}

#[component]
fn One(detail: Detail) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let number = detail.row.number;
    let new = use_query().with_untracked(|q| q.get("new").is_some());
    if new {
        hands_on("receipt".to_owned());
    }
    // The receipt has the keyboard then: what is read out with it is that there is a case.
    let told = new.then_some("done");
    let new = new.then(|| {
        view! { <p class="notice good" role="status" id="done"><Icon name="check" />{c::registered(lang, number.spaced())}</p> }
    });
    let handed = match detail.next_file {
        Some(_) => view! { <Handed files=detail.files.clone() number staff=true /> }.into_any(),
        None => view! { <Handed files=detail.files.clone() /> }.into_any(),
    };
    let materials = detail.materials.iter();
    let materials = materials.map(|(code, names, _)| (code.clone(), names.get(lang.english()).to_owned()));
    let add = detail
        .next_file
        .map(|id| view! { <AddPaper number id materials={materials.collect::<Vec<_>>()} /> });
    let steps = detail.steps.iter().map(|taken| step(lang, taken)).collect_view();
    view! {
        <Crumbs above=("/admin/cases", c::title(lang)) here=number.spaced() />
        <Saved />
        {new}
        <PageTitle text=format!("{} · {}", number.spaced(), detail.row.matter.get(lang.english())) />
        <p class="acts"><a class="btn" href=format!("/admin/cases/{number}/receipt") id="receipt" aria-describedby=told><Icon name="print" />{c::receipt(lang)}</a></p>
        <div class="split">
            <div class="stack">
                <Facts detail=detail.clone() />
                <Papers papers=detail.papers.clone() />
                {handed}
                {add}
            </div>
            <div class="stack">
                <Next detail=detail.clone() />
                <section class="card"><h2>{c::chain(lang)}</h2><ol class="log">{steps}</ol></section>
            </div>
        </div>
    }
}

/// When somebody comes or is visited; nothing where no day is known.
pub(super) fn visit(lang: Lang, detail: &Detail) -> String {
    // The booking says the time: one that was cancelled, or that nobody came to, has none any more.
    if detail.visit.is_none() && detail.booking.is_some() && detail.row.state.is_open() {
        return t::case::no_time(lang).to_owned();
    }
    words::visit(lang, detail.visit.as_ref())
}

/// A line of the facts; nothing where there is nothing to say.
pub(super) fn fact(name: &'static str, value: String) -> Option<impl IntoView> {
    (!value.is_empty()).then(|| view! { <div><dt>{name}</dt><dd class="prewrap">{value}</dd></div> })
}

#[component]
fn Facts(detail: Detail) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let row = &detail.row;
    let (class, icon, state) = words::state(lang, row.state);
    let due =
        words::due(lang, row).map(|(class, icon, text)| view! { <span class=class><Icon name=icon />{text}</span> });
    let climbed = words::climbed(lang, row.climbed);
    let climbed = (!climbed.is_empty()).then(|| view! { <p class="notice warn"><Icon name="warn" />{climbed}</p> });
    let name = if row.name.is_empty() {
        c::nobody(lang).to_owned()
    } else {
        row.name.clone()
    };
    let call = (!detail.phone.is_empty()).then(|| {
        let phone = detail.phone.clone();
        if phone.contains('*') {
            phone.into_any()
        } else {
            view! { <a class="btn small" href=format!("tel:{}", dial(&phone))><Icon name="phone" />{phone.clone()}</a> }
                .into_any()
        }
    });
    let whose = if detail.agents_phone {
        c::phone_agent(lang)
    } else {
        c::phone_own(lang)
    };
    let booking = detail.booking.map(|number| {
        view! { <div><dt>{c::f_booking(lang)}</dt><dd><a href=format!("/admin/bookings/{number}")>{number.spaced()}</a></dd></div> }
    });
    let notice = detail.notice.clone().map(|(number, path)| {
        view! { <div><dt>{c::f_notice(lang)}</dt><dd><a href=path rel="external">{number.spaced()}</a></dd></div> }
    });
    let missed = if detail.missed > 0 {
        c::missed_n(lang, detail.missed)
    } else {
        String::new()
    };
    let due_whole = detail
        .due
        .map(|due| words::reading(lang, due.whole))
        .unwrap_or_default();
    let due_town = detail
        .due
        .and_then(|due| due.town)
        .map(|town| words::reading(lang, town));
    let entered = detail.entered.clone().map(|entered| match entered.paper {
        Some(paper) => c::entered_paper(lang, said::stamp(entered.at), entered.by, paper),
        None => c::entered_later(lang, said::stamp(entered.at), entered.by),
    });
    let entered = entered.unwrap_or_default();
    let decided = detail
        .decision
        .map(|decision| words::decision(lang, decision).to_owned());
    view! {
        <section class="card">
            <div class="row between"><span class=class><Icon name=icon />{state}</span>{due}</div>
            {climbed}
            <dl class="facts">
                <div><dt>{c::c_name(lang)}</dt><dd>{name}</dd></div>
                {fact(c::f_agent(lang), detail.agent.clone())}
                // A line of its own that says whose it is: whoever acts may be somebody of the center.
                {call.map(|call| view! { <div><dt>{whose}</dt><dd>{call}</dd></div> })}
                {fact(c::consented(lang), detail.consented.map(said::stamp).unwrap_or_default())}
                <div><dt>{c::c_mode(lang)}</dt><dd>{words::mode(lang, row.mode)}</dd></div>
                {fact(c::f_address(lang), detail.address.clone())}
                {fact(c::f_day(lang), visit(lang, &detail))}
                {booking}
                {notice}
                {fact(c::f_note(lang), detail.note.clone())}
                {fact(c::answer(lang), detail.answer.clone())}
                <div><dt>{c::opened(lang)}</dt><dd>{said::stamp(detail.opened)}</dd></div>
                {fact(c::entered(lang), entered)}
                <div><dt>{c::received_at(lang)}</dt><dd>{detail.center.get(lang.english()).to_owned()}</dd></div>
                <div><dt>{c::c_handler(lang)}</dt><dd>{row.handler.get(lang.english()).to_owned()}</dd></div>
                {fact(c::first_contact(lang), detail.first_contact.clone().unwrap_or_default())}
                {fact(c::assignee(lang), row.assignee.clone().unwrap_or_default())}
                {fact(words::due_name(lang, row.state), due_whole)}
                {fact(c::due_town(lang), due_town.unwrap_or_default())}
                {fact(c::decided(lang), decided.unwrap_or_default())}
                {fact(c::missed(lang), missed)}
            </dl>
        </section>
    }
}

/// What somebody has handed over, and what was given back.
#[component]
fn Papers(papers: Vec<Paper>) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    if papers.is_empty() {
        return ().into_any();
    }
    let rows = papers
        .into_iter()
        .map(|paper| {
            let back = match paper.returned {
                Some((at, by)) => c::paper_back(lang, said::stamp(at), by),
                None => c::paper_here(lang).to_owned(),
            };
            let taken = c::paper_taken(lang, said::stamp(paper.taken.0), paper.taken.1);
            let what = words::paper(lang, paper.what);
            view! { <li><b>{what}</b>" · "{taken}" · "{back}</li> }
        })
        .collect_view();
    view! { <section class="card"><h2>{c::papers(lang)}</h2><ul>{rows}</ul></section> }.into_any()
}

/// One step of the chain.
fn step(lang: Lang, taken: &Taken) -> impl IntoView + use<> {
    use t::case as c;
    let mut parts = vec![words::step(lang, taken.step).to_owned()];
    parts.extend(taken.decision.map(|d| words::decision(lang, d).to_owned()));
    parts.extend(taken.wait.map(|w| words::wait(lang, w).to_owned()));
    parts.extend(taken.center.as_ref().map(|names| names.get(lang.english()).to_owned()));
    parts.extend(taken.days.map(|days| t::follow_up::term_days(lang, days)));
    parts.extend(taken.assignee.as_ref().map(|who| c::works(lang, who)));
    parts.extend(taken.visit.map(|visit| words::visited(lang, visit)));
    let climbed = words::climbed(lang, taken.level);
    if !climbed.is_empty() {
        parts.push(climbed.to_owned());
    }
    // The whole of it is what is meant where nothing else is said.
    match taken.clock {
        Some(Which::Town) => parts.push(c::due_town(lang).to_owned()),
        Some(Which::Wait) => parts.push(c::waits_long(lang).to_owned()),
        Some(Which::Whole) | None => {}
    }
    let items = taken
        .items
        .iter()
        .map(|item| {
            let missed = (!item.listed).then(|| view! { " "<span class="pill tiny warn">{c::missed_one(lang)}</span> });
            view! { <li>{item.name.clone()}{missed}</li> }
        })
        .collect_view();
    let items = (!taken.items.is_empty()).then(|| view! { <ul>{items}</ul> });
    let said = (!taken.words.is_empty()).then(|| view! { <p class="prewrap">{taken.words.clone()}</p> });
    view! {
        <li><time>{said::stamp(taken.at)}</time><span class="who">{words::by(lang, taken)}</span><div>{parts.join(" · ")}{items}{said}</div></li>
    }
}
