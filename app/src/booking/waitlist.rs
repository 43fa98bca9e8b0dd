//! Waiting for a time that is taken: the page where answers are checked, and the lines that a resident stands in.

use super::{
    api::{CheckBooking, JoinWait, Offer},
    book::what,
    facts::Facts,
    form::Hidden,
    wait_api::{LeaveWait, Waiting},
    words,
};
use crate::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::{FormAction, Icon, KeyField, PageTitle, PostForm, Submit, words as said},
};
use leptos::prelude::*;
use model::booking::{BookingInput, WaitState};

/// How many are before somebody.
fn ahead(n: u32) -> String {
    let lang = use_lang();
    if n == 0 {
        t::waitlist::first(lang).to_owned()
    } else {
        t::waitlist::ahead(lang, n)
    }
}

/// Check your answers, then wait.
#[component]
pub(super) fn WaitCheck(
    /// Which room.
    offer: Offer,
    /// What was typed.
    input: BookingInput,
    /// How many wait already.
    before: u32,
    /// Goes back to the form.
    check: FormAction<CheckBooking>,
    /// Joins the line.
    join: FormAction<JoinWait>,
) -> impl IntoView {
    use t::waitlist as w;
    let lang = use_lang();
    let phone = use_boot()
        .with_value(|b| b.resident.read().map(|r| r.phone))
        .unwrap_or_default();
    let what = what(&input, phone);
    let room = offer.place.room.to_string();
    let (again, typed) = (room.clone(), input.clone());
    view! {
        <PageTitle text=w::check_title(lang) />
        <section class="card" role="status">
            {what.map(|what| view! { <Facts place=offer.place.clone() what /> })}
            <p><b>{ahead(before)}</b></p>
            <p>{w::how(lang)}</p>
        </section>
        <PostForm action=join prefix="input">
            <input type="hidden" name="room" value=room />
            <input type="hidden" name="show" value="1" />
            <KeyField value=offer.key />
            <Hidden input />
            <div class="acts"><Submit label=w::confirm(lang) /></div>
        </PostForm>
        <PostForm action=check prefix="input">
            <input type="hidden" name="room" value=again />
            <input type="hidden" name="show" value="1" />
            <Hidden input=typed />
            <div class="acts"><button class="btn" name="choose" value="edit"><Icon name="edit" />{t::booking::edit(lang)}</button></div>
        </PostForm>
    }
}

/// What a resident waits for; nothing where that is nothing.
#[component]
pub(super) fn Waits(waits: Vec<Waiting>) -> impl IntoView {
    let lang = use_lang();
    if waits.is_empty() {
        return None;
    }
    let lines = waits.into_iter().map(|of| view! { <Line of /> }).collect_view();
    Some(view! {
        <section class="stack close" id="waits"><h2>{t::waitlist::mine(lang)}</h2><ul class="list">{lines}</ul></section>
    })
}

#[component]
fn Line(of: Waiting) -> impl IntoView {
    use t::waitlist as w;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let Waiting {
        wait,
        place,
        ahead,
        number,
        until,
    } = of;
    let when = format!(
        "{} {}",
        words::day(lang, now.day, wait.day),
        words::times(wait.start, wait.end)
    );
    let room = format!(
        "{} · {} · {}",
        place.center_names.get(lang.english()),
        place.names.get(lang.english()),
        words::wish(lang, wait.wish)
    );
    let at = until.map(|until| said::moment(lang, now, until)).unwrap_or_default();
    let state = match wait.state {
        WaitState::Offered => w::kept_until(lang, at),
        WaitState::Lapsed => w::missed(lang, at),
        _ if ahead == 0 => w::next(lang).to_owned(),
        _ => w::place(lang, ahead),
    };
    let end = match (wait.state, number) {
        (WaitState::Offered, Some(number)) => view! {
            <a href=format!("/bookings/{number}/offer") class="btn main"><Icon name="clock" />{w::answer(lang)}</a>
        }
        .into_any(),
        (WaitState::Waiting, _) => {
            let action = FormAction::<LeaveWait>::new();
            view! {
                <PostForm action then="/me/bookings?done=left" reload=true>
                    <input type="hidden" name="id" value=wait.id.to_string() />
                    <button class="btn small">{w::leave(lang)}</button>
                </PostForm>
            }
            .into_any()
        }
        _ => ().into_any(),
    };
    view! { <li><span class="grow"><b>{when}</b><br/>{room}<br/><span class="muted">{state}</span></span>{end}</li> }
}
