//! `/bookings`: a booking, for who has its number and the last four digits of its telephone. The code on the counter's slip leads here.

use super::{
    facts::{Facts, What},
    follow_api::{FollowBooking, Followed},
    words,
};
use crate::{
    evaluation::RateCard,
    lang::{t, use_lang},
    ui::{FormAction, Icon, PageTitle, PostForm, Submit, TextField, answered},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::text::dial;

/// See the module. The digits travel in a form, never in an address; the number may stand in one.
#[component]
pub(super) fn FollowPage() -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let action = FormAction::<FollowBooking>::new();
    let followed = answered(action);
    let number = use_location()
        .query
        .with_untracked(|q| q.get("number").unwrap_or_default());
    let shown = move || followed.get().map(|followed| view! { <Found followed /> });
    view! {
        <div class="narrow stack">
            <PageTitle text=b::follow_title(lang) />
            <p class="lead">{b::follow_lead(lang)}</p>
            <p><a href="/me/bookings">{b::mine(lang)}</a></p>
            {shown}
            <PostForm action>
                <input type="hidden" name="show" value="1" />
                <TextField field="number" label=b::here_number(lang) value=number autocomplete="off" required=true />
                <TextField field="tail" label=t::case::f_tail(lang) inputmode="numeric" autocomplete="off" required=true />
                <div class="acts"><Submit label=t::case::follow(lang) /></div>
            </PostForm>
        </div>
    }
}

/// When and where, what to bring, whom to call; and once it is over, how it was.
#[component]
fn Found(followed: Followed) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let number = followed.number;
    let (class, icon, state) = words::state(lang, followed.state);
    let stands = followed.state.holds_slots();
    let what = What {
        day: followed.day,
        start: followed.start,
        end: followed.end,
        wish: followed.wish,
        party: followed.party,
        name: String::new(),
        phone: String::new(),
        purpose: String::new(),
        with_whom: String::new(),
        minors: false,
    };
    let reason = (!followed.reason.is_empty()).then(|| view! { <p>{b::because(lang, &followed.reason)}</p> });
    let bring = (stands && !followed.bring.is_empty())
        .then(|| view! { <p><b>{b::bring(lang)}</b>{followed.bring.clone()}</p> });
    let phone = followed.place.phone.clone();
    let call = (!phone.is_empty()).then(|| {
        view! { <a class="btn" href=format!("tel:{}", dial(&phone))><Icon name="phone" />{phone.clone()}</a> }
    });
    let sign_in = serde_urlencoded::to_string([("then", format!("/bookings/{number}"))]).unwrap_or_default();
    let change = stands.then(|| {
        view! {
            <p>{b::follow_change(lang)}</p>
            <p class="acts">{call}<a class="btn" href=format!("/sign-in?{sign_in}")>{t::ui::sign_in(lang)}</a></p>
        }
    });
    let rate = (!followed.rate.is_empty()).then(|| view! { <RateCard path=followed.rate over=true later="" /> });
    view! {
        <section class="card" role="status">
            <div class="row between"><h2>{number.spaced()}</h2><span class=class><Icon name=icon />{state}</span></div>
            {reason}
            <Facts place=followed.place.clone() what />
            {bring}
            {change}
        </section>
        {rate}
    }
}
