//! `/me/cases/{number}`: one case of one's own: where it stands, what to bring, what happens next, and what one can do about it.

use super::{
    files::{AddFile, Handed},
    follow::Stands,
    own_api::{OwnDetail, SupplementCase, WithdrawCase, own_case},
    words,
};
use crate::{
    call::resource,
    evaluation::RateCard,
    lang::{t, t::my_case as c, use_lang},
    matter::{materials::files, words as guide},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, TextArea, VersionField},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{
    case::{Number, State, Step},
    matter::{Material, Mode},
};

/// See the module.
#[component]
pub fn OwnPage(number: Number) -> impl IntoView {
    let own = resource(|| (), move |()| own_case(number));
    view! { <div class="narrow stack"><Loaded resource=own view={|own: OwnDetail| view! { <One own /> }} /></div> }
}

#[component]
fn One(own: OwnDetail) -> impl IntoView {
    let lang = use_lang();
    let number = own.followed.number;
    let state = own.followed.state;
    let query = use_location().query;
    let asked = |name: &str| query.with_untracked(|q| q.get(name).is_some());
    let news = if asked("new") && state == State::Submitted {
        Some(c::news_sent(lang, number.spaced()))
    } else if asked("kept") && state == State::Draft {
        Some(c::news_kept(lang).to_owned())
    } else if asked("supplemented") {
        Some(c::news_supplemented(lang).to_owned())
    } else if asked("withdrawn") && state == State::Withdrawn {
        Some(c::news_withdrawn(lang).to_owned())
    } else {
        None
    };
    let news = news.map(|text| view! { <p class="notice good" role="status"><Icon name="check" />{text}</p> });
    let next = next(lang, &own);
    let next = (!next.is_empty())
        .then(|| view! { <section class="stack close"><h2>{c::next(lang)}</h2><p>{next}</p></section> });
    let draft = (state == State::Draft).then(|| {
        let on = format!("/matters/{}/start?draft={number}", own.code);
        let retired = own.retired.then(|| {
            view! { <div class="notice warn"><Icon name="warn" /><h2>{t::matter::retired_title(lang)}</h2><p>{c::retired_draft(lang)}</p></div> }
        });
        view! { {retired}<p class="acts"><a href=on class="btn main"><Icon name="edit" />{c::continue_draft(lang)}</a></p> }
    });
    let may = |step: Step| own.may.contains(&step);
    let supplement = may(Step::Supplement).then(|| view! { <Supplement number version=own.version /> });
    let withdraw =
        may(Step::Withdraw).then(|| view! { <Withdraw number version=own.version draft={state == State::Draft} /> });
    let open = state.is_open();
    let bring = (open && !own.bring.is_empty()).then(|| view! { <Bring materials=own.bring.clone() /> });
    let later = t::evaluation::rate_done(lang);
    let rate = (!own.later.is_empty()).then(|| view! { <RateCard path=own.later.clone() over=false later /> });
    let handed = match own.next_file {
        Some(_) => view! { <Handed files=own.files.clone() number /> }.into_any(),
        None => view! { <Handed files=own.files.clone() /> }.into_any(),
    };
    let add = own
        .next_file
        .map(|id| view! { <AddFile number id bring=own.bring.clone() /> });
    view! {
        <nav class="crumbs"><a href="/me/cases">{c::mine(lang)}</a></nav>
        {news}
        <PageTitle text=format!("{} {}", c::title(lang), number.spaced()) />
        <Stands followed=own.followed.clone() />
        {draft}
        {supplement}
        {handed}
        {add}
        {next}
        <Facts own=own.clone() />
        {bring}
        {rate}
        {withdraw}
    }
}

/// What happens next, in a sentence; empty at the end.
fn next(lang: crate::lang::Lang, own: &OwnDetail) -> &'static str {
    match (own.followed.state, own.mode) {
        (State::Submitted, Mode::HomeVisit) => c::next_visit(lang),
        // A slot that was given back because the case has gone elsewhere is nobody's time.
        (State::Submitted, Mode::Appointment) if own.booking.is_some() && own.followed.visit.is_none() => {
            c::next_no_time(lang)
        }
        (State::Submitted, Mode::Appointment) if own.booking.is_some() => c::next_appointment(lang),
        (State::Submitted, _) => c::next_submitted(lang),
        (State::Correction, _) => c::next_correction(lang),
        (State::Decided, _) => c::next_decided(lang),
        (State::Draft, _) => c::next_draft(lang),
        _ => "",
    }
}

#[component]
fn Facts(own: OwnDetail) -> impl IntoView {
    use t::case as k;
    let lang = use_lang();
    let fact = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <div><dt>{name}</dt><dd class="prewrap">{value}</dd></div> })
    };
    // The booking says the time: one that was cancelled, or that nobody came to, has none any more.
    let lost = own.followed.visit.is_none() && own.booking.is_some() && own.followed.state.is_open();
    let lost = if lost {
        k::no_time(lang).to_owned()
    } else {
        String::new()
    };
    let booking = own.booking.map(|number| {
        view! { <div><dt>{k::f_booking(lang)}</dt><dd><a href=format!("/bookings/{number}")>{number.spaced()}</a></dd></div> }
    });
    let guide = format!("/matters/{}", own.code);
    view! {
        <section class="card">
            <dl class="facts">
                <div><dt>{k::c_mode(lang)}</dt><dd>{words::mode(lang, own.mode)}</dd></div>
                {fact(k::c_name(lang), own.name)}
                {fact(k::f_agent(lang), own.agent)}
                {fact(k::f_address(lang), own.address)}
                {fact(c::when(lang), lost)}
                {booking}
                {fact(k::f_note(lang), own.note)}
                {fact(k::answer(lang), own.answer)}
            </dl>
            <p><a href=guide>{c::to_guide(lang)}</a></p>
        </section>
    }
}

/// What they bring, as the notice lists it.
#[component]
fn Bring(materials: Vec<Material>) -> impl IntoView {
    let lang = use_lang();
    let items = materials
        .into_iter()
        .map(|material| {
            let (name, tongue) = guide::text(lang, &material.name);
            let amount = guide::amount(lang, &material);
            view! { <li><b lang=tongue>{name}</b><p class="muted">{amount}</p>{files(lang, &material)}</li> }
        })
        .collect_view();
    view! { <section class="stack close"><h2>{c::to_bring(lang)}</h2><ol class="bring">{items}</ol></section> }
}

/// What was asked for is there: said once, for all of it.
#[component]
fn Supplement(number: Number, version: i64) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<SupplementCase>::new();
    view! {
        <section class="card" id="supplement">
            <h2>{c::supplement(lang)}</h2>
            <p class="muted">{c::supplement_lead(lang)}</p>
            <PostForm action prefix="input" then=format!("/me/cases/{number}?supplemented=1") reload=true>
                <input type="hidden" name="number" value=number.to_string() />
                <VersionField version />
                <TextArea field="answer" label=c::f_answer(lang) hint=c::f_answer_hint(lang) rows=3 />
                <div class="acts"><button type="submit" class="btn main">{c::supplement_do(lang)}</button></div>
            </PostForm>
        </section>
    }
}

/// Taking it back: asked for behind a fold, so that nobody does it by mistake.
#[component]
fn Withdraw(number: Number, version: i64, draft: bool) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<WithdrawCase>::new();
    let (title, lead) = if draft {
        (c::discard(lang), c::discard_lead(lang))
    } else {
        (c::withdraw(lang), c::withdraw_lead(lang))
    };
    view! {
        <details class="group box" id="withdraw">
            <summary class="btn quiet">{title}</summary>
            <PostForm action then=format!("/me/cases/{number}?withdrawn=1") reload=true>
                <input type="hidden" name="number" value=number.to_string() />
                <VersionField version />
                <p>{lead}</p>
                <div class="acts"><button type="submit" class="btn danger">{c::withdraw_do(lang)}</button></div>
            </PostForm>
        </details>
    }
}
