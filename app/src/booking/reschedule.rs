//! `/bookings/{number}/change`: another time for a booking: first the calendar, then old and new side by side.

use super::{
    Shown,
    api::{Calendar, Verdict},
    calendar::Week,
    form::{Hidden, No},
    my_api::{MoveBooking, get_booking, get_move_calendar},
    room::use_look,
    words,
};
use crate::{
    boot::use_boot,
    call::{Resource, resource},
    lang::{t, use_lang},
    ui::{Field, FormAction, FormState, Loaded, PageTitle, PostForm, Submit, answered},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_location};
use model::{
    AppError,
    booking::{BookingInput, Number},
    date,
    hours::{fmt_minute, parse_minute},
};

/// See the module.
#[component]
pub(super) fn ChangePage(number: Number) -> impl IntoView {
    let shown = resource(|| (), move |()| get_booking(number));
    // Beside the other and not inside of what waits for it, where the two sides might number it differently.
    let look = use_look();
    let calendar = resource(move || look.get(), move |look| get_move_calendar(number, look));
    view! { <div class="stack"><Loaded resource=shown view=move |shown: Shown| view! { <Change shown calendar /> } /></div> }
}

#[component]
fn Change(shown: Shown, calendar: Resource<Result<Calendar, AppError>>) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let old = &shown.booking;
    let here = format!("/bookings/{}", old.number);
    let was = format!(
        "{} {}",
        words::day(lang, now.day, old.day),
        words::times(old.start, old.end)
    );
    let body = match &shown.no_change {
        Some(refusal) => view! { <p class="notice warn">{words::refusal(lang, now, refusal)}</p> }.into_any(),
        None => view! { <Choose shown=shown.clone() calendar /> }.into_any(),
    };
    view! {
        <PageTitle text=b::change_title(lang) />
        <p>{b::was(lang, was)}</p>
        {body}
        <p><A href=here attr:class="btn quiet">{b::keep(lang)}</A></p>
    }
}

/// The calendar, or the chosen time once there is one.
#[component]
fn Choose(shown: Shown, calendar: Resource<Result<Calendar, AppError>>) -> impl IntoView {
    let lang = use_lang();
    let query = use_location().query;
    let here = format!("/bookings/{}/change", shown.booking.number);
    move || {
        let get = |name: &str| query.with(|q| q.get(name)).unwrap_or_default();
        let input = BookingInput {
            day: get("day"),
            start: get("start"),
            end: get("end"),
            ..BookingInput::default()
        };
        if input.start.is_empty() {
            let here = here.clone();
            view! {
                <h2 class="sr">{t::booking::grid(lang)}</h2>
                <Loaded resource=calendar view=move |calendar: Calendar| {
                    view! { <Week calendar here=here.clone() pick=here.clone() /> }
                } />
            }
            .into_any()
        } else {
            view! { <Sure number=shown.booking.number staff=shown.staff input /> }.into_any()
        }
    }
}

#[component]
fn Sure(number: Number, staff: bool, input: BookingInput) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let action = FormAction::<MoveBooking>::new();
    let answer = answered(action);
    Effect::new(move |_| {
        if let Some(Verdict::Placed(number)) = answer.get().map(|a| a.verdict) {
            _ = window().location().set_href(&format!("/bookings/{number}?done=moved"));
        }
    });
    let read = |text: &str| parse_minute(text).unwrap_or_default();
    let day = date::parse(&input.day).unwrap_or(today);
    let becomes = format!(
        "{} {}–{}",
        words::day(lang, today, day),
        fmt_minute(read(&input.start)),
        fmt_minute(read(&input.end))
    );
    view! {
        <section class="card"><p><b>{b::becomes(lang, becomes)}</b></p></section>
        <PostForm action prefix="input">
            <input type="hidden" name="number" value=number.to_string() />
            <input type="hidden" name="show" value="1" />
            <Hidden input />
            {staff.then(|| view! { <Why /> })}
            {move || match answer.get().map(|a| a.verdict) {
                Some(Verdict::No { refusals, others, elsewhere }) => view! { <No refusals others elsewhere /> }.into_any(),
                _ => view! { <div class="acts"><Submit label=b::change_yes(lang) /></div> }.into_any(),
            }}
        </PostForm>
    }
}

/// Why staff move it: an argument of its own, outside of the prefix.
#[component]
fn Why() -> impl IntoView {
    let lang = use_lang();
    let form = FormState::current();
    let typed = form.typed("reason").unwrap_or_default();
    let invalid = move || (!form.of("reason").is_empty()).then_some("true");
    view! {
        <Field field="reason" label=t::desk::move_reason(lang) hint=t::booking::reject_hint(lang)>
            <input class="in" id="f-reason" name="reason" value=typed aria-required="true" aria-describedby="f-reason-hint f-reason-error" aria-invalid=invalid />
        </Field>
    }
}
