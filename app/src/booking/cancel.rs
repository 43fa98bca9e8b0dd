//! `/bookings/{number}/cancel`: asks once more, then cancels.

use super::{
    Shown,
    facts::{Facts, What},
    my_api::{CancelBooking, get_booking},
    words,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Loaded, PageTitle, PostForm, TextField},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::booking::Number;

/// See the module.
#[component]
pub(super) fn CancelPage(number: Number) -> impl IntoView {
    let shown = resource(|| (), move |()| get_booking(number));
    view! { <div class="narrow stack"><Loaded resource=shown view=|shown: Shown| view! { <Ask shown /> } /></div> }
}

#[component]
fn Ask(shown: Shown) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let action = FormAction::<CancelBooking>::new();
    let here = format!("/bookings/{}", shown.booking.number);
    let series = shown.booking.series.is_some();
    let reason = if shown.staff {
        t::desk::cancel_reason(lang)
    } else {
        b::cancel_reason(lang)
    };
    let then = if series && !shown.staff {
        "/me/bookings?done=cancelled".to_owned()
    } else {
        format!("{here}?done=cancelled")
    };
    let form = match shown.no_change {
        Some(refusal) => view! { <p class="notice warn">{words::refusal(lang, now, &refusal)}</p> }.into_any(),
        None => view! {
            <PostForm action then=then reload=true>
                <input type="hidden" name="number" value=shown.booking.number.to_string() />
                {series.then(|| view! { <Which /> })}
                <TextField field="reason" label=reason />
                <div class="acts"><button class="btn danger main">{b::cancel_yes(lang)}</button></div>
            </PostForm>
        }
        .into_any(),
    };
    view! {
        <PageTitle text=b::cancel_title(lang) />
        <section class="card"><Facts place=shown.place what=What::of(&shown.booking) /></section>
        {form}
        <p><a href=here class="btn">{b::keep(lang)}</a></p>
    }
}

/// Which bookings of a series are meant.
#[component]
fn Which() -> impl IntoView {
    use t::series as s;
    let lang = use_lang();
    let asked = use_location()
        .query
        .with_untracked(|q| q.get("which").unwrap_or_default());
    let choices = [
        ("one", s::which_one(lang)),
        ("following", s::which_following(lang)),
        ("all", s::which_all(lang)),
    ];
    let choices = choices
        .map(|(value, text)| {
            let checked = value == asked || (value == "one" && asked.is_empty());
            view! { <label class="check"><input type="radio" name="which" value=value checked=checked />{text}</label> }
        })
        .collect_view();
    view! { <fieldset class="group"><legend>{s::which(lang)}</legend><div class="checks">{choices}</div></fieldset> }
}
