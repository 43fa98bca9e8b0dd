//! `/bookings/here/{token}`: where the code at a room's door leads. One button, for whoever is signed in or knows the number.

use super::{
    here_api::{Arrival, Come, Here, get_here},
    words,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::booking::{Refusal, State};

/// See the module.
#[component]
pub(super) fn HerePage(token: String) -> impl IntoView {
    let token = StoredValue::new(token);
    let query = use_location().query;
    let number = query.with_untracked(|q| q.get("number").unwrap_or_default());
    let asked = StoredValue::new(number);
    let here = resource(|| (), move |()| get_here(token.get_value(), asked.get_value()));
    view! {
        <div class="narrow stack">
            <Loaded resource=here view=move |here: Here| {
                view! { <AtTheDoor token=token.get_value() asked=asked.get_value() here /> }
            } />
        </div>
    }
}

#[component]
fn AtTheDoor(token: String, asked: String, here: Here) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let english = lang.english();
    let Here {
        place,
        signed_in,
        unknown,
        bookings,
    } = here;
    let place_name = b::here_lead(lang, place.center_names.get(english), place.names.get(english));
    let none = (bookings.is_empty() && signed_in && !unknown).then(|| {
        let free = format!("/centers/{}/rooms/{}", place.center, place.room);
        view! {
            <p>{b::here_none(lang)}</p>
            <p><a href=free class="btn"><Icon name="calendar" />{b::here_book(lang)}</a></p>
        }
    });
    let come = bookings
        .into_iter()
        .map(|arrival| view! { <Booked token=token.clone() arrival /> })
        .collect_view();
    let path = format!("/bookings/here/{token}");
    let sign_in = serde_urlencoded::to_string([("then", &path)]).unwrap_or_default();
    let door = (!signed_in).then(|| {
        view! {
            <section class="card stack close">
                <p>{b::here_sign_in_lead(lang)}</p>
                <p><a class="btn main" href=format!("/sign-in?{sign_in}")>{b::here_sign_in(lang)}</a></p>
            </section>
        }
    });
    view! {
        <PageTitle text=b::here_title(lang) />
        <p class="lead">{place_name}</p>
        {come}
        {none}
        {unknown.then(|| view! { <p class="notice warn" role="alert" id="number-wrong"><Icon name="warn" />{b::here_wrong(lang)}</p> })}
        {door}
        <form class="card stack close" method="get" action=path>
            {(!signed_in).then(|| view! { <h2>{b::here_other(lang)}</h2> })}
            <div class="field">
                <label for="number">{b::here_number(lang)}</label>
                <p class="hint" id="number-hint">{b::here_number_hint(lang)}</p>
                <input class="in" id="number" name="number" required autocomplete="off" maxlength="12" value=asked
                    aria-describedby=if unknown { "number-hint number-wrong" } else { "number-hint" }
                    aria-invalid=unknown.then_some("true") />
            </div>
            <div class="acts"><button class="btn">{b::here_find(lang)}</button></div>
        </form>
    }
}

/// One booking of today: the button, or what has become of it.
#[component]
fn Booked(token: String, arrival: Arrival) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let action = FormAction::<Come>::new();
    let number = arrival.number;
    let there = arrival.state == State::CheckedIn;
    let (class, icon, state) = words::state(lang, arrival.state);
    let rest = match arrival.refusal {
        _ if there => {
            view! { <p class="notice good" role="status"><Icon name="check" />{b::here_done(lang)}</p> }.into_any()
        }
        None => view! {
            <PostForm action then=format!("/bookings/here/{token}?number={number}") reload=true of=("number", number.to_string())>
                <input type="hidden" name="token" value=token.clone() />
                <input type="hidden" name="number" value=number.to_string() />
                <div class="acts"><button class="btn main"><Icon name="door" />{b::here_come(lang)}</button></div>
            </PostForm>
        }
        .into_any(),
        // Its state says it.
        Some(Refusal::State { .. }) => ().into_any(),
        Some(refusal) => view! { <p>{words::refusal(lang, now, &refusal)}</p> }.into_any(),
    };
    view! {
        <section class="card stack close">
            <div class="row between">
                <h2 class="num">{b::here_times(lang, words::times(arrival.start, arrival.end))}</h2>
                <span class=class><Icon name=icon />{state}</span>
            </div>
            {rest}
            {arrival.own.then(|| view! { <p><a href=format!("/bookings/{number}")>{b::here_open(lang)}</a></p> })}
        </section>
    }
}
