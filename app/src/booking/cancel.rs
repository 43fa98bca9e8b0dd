//! `/bookings/{number}/cancel`: asks once more, then cancels.

use super::{
    Shown,
    facts::Facts,
    my_api::{CancelBooking, get_booking},
    show::what,
    words,
};
use crate::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::{FormAction, Loaded, PageTitle, PostForm, TextField},
};
use leptos::prelude::*;
use leptos_router::components::A;
use model::booking::Number;

/// See the module.
#[component]
pub(super) fn CancelPage(number: Number) -> impl IntoView {
    let shown = Resource::new(|| (), move |()| get_booking(number));
    view! { <div class="narrow stack"><Loaded resource=shown view=|shown: Shown| view! { <Ask shown /> } /></div> }
}

#[component]
fn Ask(shown: Shown) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let action = FormAction::<CancelBooking>::new();
    let here = format!("/bookings/{}", shown.booking.number);
    let form = match shown.no_change {
        Some(refusal) => view! { <p class="notice warn">{words::refusal(lang, now, &refusal)}</p> }.into_any(),
        None => view! {
            <PostForm action then=format!("{here}?done=cancelled") reload=true>
                <input type="hidden" name="number" value=shown.booking.number.to_string() />
                <TextField field="reason" label=b::cancel_reason(lang) />
                <div class="acts"><button class="btn danger main">{b::cancel_yes(lang)}</button></div>
            </PostForm>
        }
        .into_any(),
    };
    view! {
        <PageTitle text=b::cancel_title(lang) />
        <section class="card"><Facts place=shown.place what=what(&shown.booking) /></section>
        {form}
        <p><A href=here attr:class="btn">{b::keep(lang)}</A></p>
    }
}
