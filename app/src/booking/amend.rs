//! Who comes to a booking, how many and what for, changed without another time.

use super::{
    Shown,
    form::{Purpose, Why},
    my_api::AmendBooking,
};
use crate::{
    lang::{t, use_lang},
    ui::{CheckField, Field, FormAction, FormState, PostForm, TextField, answered, form::sent},
};
use leptos::prelude::*;
use model::booking::{Mode, Wish};

/// See the module. It is a form of its own, so that nobody has to choose a time anew for it.
#[component]
pub(super) fn Amend(shown: Shown) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let action = FormAction::<AmendBooking>::new();
    let answer = answered(action);
    let mut booking = shown.booking;
    let number = booking.number;
    Effect::new(move |_| {
        if answer.get().is_some_and(|refusals| refusals.is_empty()) {
            _ = window()
                .location()
                .set_href(&format!("/bookings/{number}?done=amended"));
        }
    });
    let mut seats = match booking.wish {
        Wish::Seats(n) if shown.rules.mode == Mode::Seats => Some(n.to_string()),
        _ => None,
    };
    let mut party = booking.party.to_string();
    // Without scripts the page is drawn anew with the answer: what was typed stays.
    if sent::<AmendBooking>("number").is_some() {
        let typed = |field: &str| sent::<AmendBooking>(&format!("input[{field}]")).unwrap_or_default();
        party = typed("party");
        seats = seats.map(|_| typed("seats"));
        (booking.name, booking.purpose, booking.with_whom) = (typed("name"), typed("purpose"), typed("with_whom"));
        (booking.minors, booking.adult) = (typed("minors") == "1", typed("adult") == "1");
    }
    let rules = shown.rules;
    let hint = b::party_hint(lang, rules.party_min, rules.party_max);
    let again = rules.approval && !shown.staff;
    view! {
        <section class="card" id="amend">
            <h2>{b::amend_title(lang)}</h2>
            {again.then(|| view! { <p>{b::amend_again(lang)}</p> })}
            <PostForm action prefix="input" ids="amend">
                <input type="hidden" name="number" value=number.to_string() />
                <input type="hidden" name="show" value="1" />
                <Why refusals=Signal::derive(move || answer.get().unwrap_or_default()) />
                <div class="fields">
                    <TextField field="party" label=b::f_party(lang) hint value=party inputmode="numeric" required=true />
                    {seats.map(|n| view! { <TextField field="seats" label=b::how_many(lang) value=n inputmode="numeric" /> })}
                </div>
                <TextField field="name" label=b::f_name(lang) value=booking.name required=true />
                <Purpose private={booking.private || rules.private} purpose=booking.purpose with_whom=booking.with_whom />
                <CheckField field="minors" label=b::minors(lang) value="1" checked=booking.minors />
                {(!rules.minors).then(|| view! { <CheckField field="adult" label=b::adult(lang) value="1" checked=booking.adult /> })}
                {shown.staff.then(|| view! { <Reason /> })}
                <div class="acts"><button class="btn">{b::amend_yes(lang)}</button></div>
            </PostForm>
        </section>
    }
}

/// What the resident is told where staff change it: an argument of its own, outside of the prefix.
#[component]
fn Reason() -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let typed = form.typed("reason").or_else(|| sent::<AmendBooking>("reason"));
    let (id, typed) = (form.id("reason"), typed.unwrap_or_default());
    let described = format!("{id}-error");
    let invalid = move || (!form.of("reason").is_empty()).then_some("true");
    view! {
        <Field field="reason" label=t::booking::amend_reason(lang)>
            <input class="in" id=id name="reason" value=typed aria-describedby=described aria-invalid=invalid />
        </Field>
    }
}
