//! `/cases`: how a case stands, for who has its number and the last four digits of its telephone.

use super::{
    api::{FollowCase, Followed},
    words,
};
use crate::{
    boot::use_boot,
    evaluation::RateCard,
    lang::{Lang, t, use_lang},
    ui::{Fold, FormAction, Icon, PageTitle, PostForm, Submit, TextField, answered, words as said},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{
    case::{Decision, State},
    text::dial,
};

/// See the module. The digits travel in a form, never in an address; the number may stand in one.
#[component]
pub fn FollowPage() -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let action = FormAction::<FollowCase>::new();
    let followed = answered(action);
    let number = use_location()
        .query
        .with_untracked(|q| q.get("number").unwrap_or_default());
    let shown = move || followed.get().map(|followed| view! { <Stands followed /> });
    view! {
        <PageTitle text=c::follow_title(lang) />
        <p class="lead">{c::follow_lead(lang)}</p>
        <p><a href="/me/cases">{t::my_case::mine(lang)}</a>" · "<a href="/bookings">{t::booking::follow_title(lang)}</a></p>
        {shown}
        <PostForm action>
            <input type="hidden" name="show" value="1" />
            <TextField field="number" label=c::f_number(lang) value=number autocomplete="off" required=true />
            <TextField field="tail" label=c::f_tail(lang) inputmode="numeric" autocomplete="off" />
            <Fold fields=&["name"] label=c::no_phone(lang)>
                <TextField field="name" label=c::f_name_then(lang) hint=c::f_name_then_hint(lang) autocomplete="off" />
            </Fold>
            <div class="acts"><Submit label=c::follow(lang) /></div>
        </PostForm>
    }
}

/// Where it stands, in plain words.
const fn plainly(lang: Lang, state: State, decision: Option<Decision>) -> &'static str {
    use t::case as c;
    match state {
        State::Draft => c::p_draft(lang),
        State::Submitted => c::p_submitted(lang),
        State::Correction => c::p_correction(lang),
        State::Accepted => c::p_accepted(lang),
        State::Refused => c::p_refused(lang),
        State::InProgress => c::p_in_progress(lang),
        State::Paused => c::p_paused(lang),
        State::HandedUp => c::p_handed_up(lang),
        State::Decided if matches!(decision, Some(Decision::NotGranted)) => c::p_not_granted(lang),
        State::Decided => c::p_decided(lang),
        State::Withdrawn => c::p_withdrawn(lang),
        State::Void => c::p_void(lang),
        State::Collected => c::p_collected(lang),
    }
}

/// Where a case stands, what is missing, and everything that has happened.
#[component]
pub(super) fn Stands(followed: Followed) -> impl IntoView {
    use t::case as c;
    let lang = use_lang();
    let (class, icon, state) = words::state(lang, followed.state);
    let promise = if followed.state == State::Submitted {
        c::accept_by(lang)
    } else {
        c::promise(lang)
    };
    let due = followed
        .due
        .map(|due| view! { <div><dt>{promise}</dt><dd>{words::reading(lang, due)}</dd></div> });
    let decided = followed
        .decision
        .map(|d| view! { <div><dt>{c::decided(lang)}</dt><dd>{words::decision(lang, d)}</dd></div> });
    let visit = words::visit(lang, followed.visit.as_ref());
    let visit = (!visit.is_empty()).then(|| view! { <div><dt>{t::my_case::when(lang)}</dt><dd>{visit}</dd></div> });
    let wanted = followed
        .wanted
        .iter()
        .map(|name| view! { <li>{name.clone()}</li> })
        .collect_view();
    let wanted = (!followed.wanted.is_empty()).then(|| view! { <h3>{c::wanted(lang)}</h3><ul>{wanted}</ul> });
    let (names, phone) = followed.handler;
    let call = (!phone.is_empty()).then(|| {
        view! { " "<a class="btn small" href=format!("tel:{}", dial(&phone))><Icon name="phone" />{phone.clone()}</a> }
    });
    let today = use_boot().with_value(|b| b.now.day);
    let steps = followed
        .steps
        .into_iter()
        .map(|heard| {
            let mut parts = vec![words::step(lang, heard.step).to_owned()];
            parts.extend(heard.center.map(|names| names.get(lang.english()).to_owned()));
            parts.extend(heard.visit.map(|visit| words::visited(lang, visit)));
            let words = (!heard.words.is_empty()).then(|| view! { <p class="prewrap">{heard.words}</p> });
            view! { <li><time>{said::logged(lang, today, heard.at)}</time><div>{parts.join(" · ")}{words}</div></li> }
        })
        .collect_view();
    let rate = (!followed.rate.is_empty()).then(|| view! { <RateCard path=followed.rate over=true later="" /> });
    view! {
        <section class="card" role="status">
            <div class="row between"><h2>{followed.number.spaced()}</h2><span class=class><Icon name=icon />{state}</span></div>
            <p>{followed.matter.get(lang.english()).to_owned()}</p>
            <p><b>{plainly(lang, followed.state, followed.decision)}</b></p>
            {wanted}
            <dl class="facts">
                {due}
                {decided}
                {visit}
                <div><dt>{c::place(lang)}</dt><dd>{names.get(lang.english()).to_owned()}{call}</dd></div>
            </dl>
            <h3>{c::chain(lang)}</h3>
            <ol class="log">{steps}</ol>
        </section>
        {rate}
    }
}
