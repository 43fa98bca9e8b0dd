//! `/bookings/{number}/offer`: a time is kept for somebody who waited for it, and they say whether they want it.

use super::{
    facts::{Facts, What},
    wait_api::{AcceptOffer, DeclineOffer, Held, OfferAnswer, get_held},
    words,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, answered, words as said},
};
use leptos::prelude::*;
use model::{AppError, booking::Number};
use server_fn::ServerFn;

/// See the module.
#[component]
pub(super) fn OfferPage(number: Number) -> impl IntoView {
    let held = resource(|| (), move |()| get_held(number));
    view! { <div class="narrow stack"><Loaded resource=held view=|held: Held| view! { <Ask held /> } /></div> }
}

/// After a call by script: the page that says what came of it.
fn lead_on<S>(action: FormAction<S>, number: Number)
where
    S: ServerFn<Output = OfferAnswer, Error = AppError> + 'static,
{
    Effect::new(move |_| {
        if let Some(Ok(answer)) = action.value().get()
            && !matches!(answer, OfferAnswer::Refused(_))
        {
            _ = window().location().set_href(&answer.leads_to(number));
        }
    });
}

#[component]
fn Ask(held: Held) -> impl IntoView {
    use t::waitlist as w;
    let lang = use_lang();
    let number = held.booking.number;
    if !held.open {
        return view! { <Over held /> }.into_any();
    }
    let (now, elder) = use_boot().with_value(|b| (b.now, b.elder));
    let accept = FormAction::<AcceptOffer>::new();
    let decline = FormAction::<DeclineOffer>::new();
    lead_on(accept, number);
    lead_on(decline, number);
    let answer = answered(accept);
    let refused = move || match answer.get() {
        Some(OfferAnswer::Refused(refusals)) => {
            let lines = refusals
                .iter()
                .map(|r| view! { <li>{words::refusal(lang, now, r)}</li> });
            let lines = lines.collect_view();
            Some(
                view! { <div class="notice warn" role="alert"><Icon name="warn" /><h2>{w::refused(lang)}</h2><ul>{lines}</ul></div> },
            )
        }
        _ => None,
    };
    // Nobody is hurried who reads slowly: until when is enough.
    let left = if elder || held.minutes > 60 {
        w::no_hurry(lang).to_owned()
    } else {
        w::left(lang, held.minutes.max(1))
    };
    let until = w::until(lang, said::moment(lang, now, held.until));
    let number = number.to_string();
    let same = number.clone();
    view! {
        <PageTitle text=w::offer_title(lang) />
        <p class="lead">{w::offer_lead(lang)}</p>
        <section class="card">
            <Facts place=held.place what=What::of(&held.booking) />
            <p><b>{until}</b>" "{left}</p>
            {held.pending.then(|| view! { <p>{w::pending(lang)}</p> })}
        </section>
        {refused}
        <PostForm action=accept>
            <input type="hidden" name="number" value=number />
            <input type="hidden" name="show" value="1" />
            <div class="acts"><button class="btn main"><Icon name="check" />{w::accept(lang)}</button></div>
        </PostForm>
        <PostForm action=decline>
            <input type="hidden" name="number" value=same />
            <div class="acts"><button class="btn">{w::decline(lang)}</button></div>
        </PostForm>
    }
    .into_any()
}

/// Answered already, or too late.
#[component]
fn Over(held: Held) -> impl IntoView {
    use t::waitlist as w;
    let lang = use_lang();
    if held.booked {
        let href = format!("/bookings/{}", held.booking.number);
        return view! {
            <PageTitle text=w::booked(lang) />
            <p><a href=href class="btn main">{w::see(lang)}</a></p>
        }
        .into_any();
    }
    let place = &held.place;
    let day = model::date::format(held.booking.day);
    let room = format!("/centers/{}/rooms/{}?day={day}#book", place.center, place.room);
    let (title, text) = if held.taken_back {
        (w::taken_back_title(lang), w::taken_back(lang))
    } else {
        (w::over_title(lang), w::over(lang))
    };
    view! {
        <PageTitle text=title />
        <p>{text}</p>
        <section class="card"><Facts place=held.place.clone() what=What::of(&held.booking) /></section>
        <p class="acts">
            <a href=room class="btn main">{t::booking::other_time(lang)}</a>
            <a href="/me/bookings" class="btn quiet">{t::booking::mine(lang)}</a>
        </p>
    }
    .into_any()
}
