//! `/bookings/{number}`: a booking, and what its resident can do about it.

use super::{
    Shown,
    facts::{Facts, What},
    my_api::{CheckIn, get_booking},
    words,
};
use crate::{
    boot::use_boot,
    call::resource,
    evaluation::RateCard,
    lang::{t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, words as said},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{
    booking::{Mode, Number, Refusal, State},
    room::RoomKind,
};

/// See the module.
#[component]
pub(super) fn ShowPage(number: Number) -> impl IntoView {
    let shown = resource(|| (), move |()| get_booking(number));
    view! { <div class="narrow stack"><Loaded resource=shown view=|shown: Shown| view! { <Detail shown /> } /></div> }
}

#[component]
fn Detail(shown: Shown) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let booking = shown.booking;
    let number = booking.number;
    let query = use_location().query;
    let (new, done) = query.with_untracked(|q| (q.get("new").is_some(), q.get("done").unwrap_or_default()));
    let (class, icon, state) = words::state(lang, booking.state);
    let news = match (new, done.as_str()) {
        (true, _) if booking.state == State::Pending => Some(b::news_pending(lang)),
        (true, _) => Some(b::news_placed(lang)),
        (_, "cancelled") if booking.state == State::Cancelled => Some(b::news_cancelled(lang)),
        (_, "moved") => Some(b::news_moved(lang)),
        (_, "amended") => Some(b::news_amended(lang)),
        (_, "checked_in") if booking.state == State::CheckedIn => Some(b::news_checked_in(lang)),
        _ => None,
    };
    let news = news.map(|text| view! { <p class="notice good" role="status"><Icon name="check" />{text}</p> });
    let may_change = shown.no_change.is_none();
    let until = may_change.then(|| b::change_until(lang, said::moment(lang, now, shown.until)));
    let no_change = shown
        .no_change
        .filter(|r| !matches!(r, Refusal::State { .. }))
        .map(|r| words::refusal(lang, now, &r));
    let here = format!("/bookings/{number}");
    // What was cancelled or is over needs nothing brought and nothing shown at the door.
    let stands = booking.state.holds_slots();
    // Of one that was cancelled a calendar hears by the same file, which takes it out.
    let file = match booking.state {
        State::Cancelled => Some(t::calendar::take_out(lang)),
        _ => stands.then(|| t::calendar::one(lang)),
    };
    // A time at the counter is had with its case.
    let again = (!stands && !shown.staff && shown.place.kind != RoomKind::COUNTER && shown.rules.mode != Mode::Closed)
        .then(|| {
            let day = (booking.day >= now.day).then(|| format!("?day={}", model::date::format(booking.day)));
            let (place, day) = (&shown.place, day.unwrap_or_default());
            let href = format!("/centers/{}/rooms/{}{day}#book", place.center, place.room);
            view! { <a href=href class="btn" rel="external"><Icon name="calendar" />{b::again(lang)}</a> }
        });
    // There from the start: the page may be read without network at the door, or printed.
    let code = stands.then(|| {
        view! {
            <div class="qr"><img src=format!("{here}/qr.svg") alt=b::qr_alt(lang, number.spaced()) width="120" height="120" />
                <div><h2>{b::qr_title(lang)}</h2><p class="muted">{b::qr_text(lang)}</p></div></div>
        }
    });
    let asks = !shown.rate.is_empty();
    let later = t::evaluation::rate_later(lang);
    let rate = asks.then(|| view! { <RateCard path=shown.rate.clone() over={!booking.state.holds_slots()} later /> });
    let check_in = (shown.no_check_in.is_none()).then(|| view! { <Come number /> });
    let from = shown
        .no_check_in
        .filter(|r| booking.terms.check_in && matches!(r, Refusal::CheckInFrom { .. } | Refusal::AtDoor));
    let from = from.map(|r| words::refusal(lang, now, &r));
    let offer = (booking.state == State::Offered && !shown.staff).then(|| {
        view! {
            <p>{t::waitlist::held(lang)}</p>
            <p><a href=format!("{here}/offer") class="btn main"><Icon name="clock" />{t::waitlist::answer(lang)}</a></p>
        }
    });
    let reason = (!booking.reason.is_empty()).then(|| b::because(lang, &booking.reason));
    view! {
        {news}
        <PageTitle text=b::booking_title(lang) />
        <section class="card">
            <div class="row between">
                <p><span class="muted">{b::number(lang)}</span><br/><span class="bignumber">{number.spaced()}</span></p>
                <span class=class><Icon name=icon />{state}</span>
            </div>
            {reason.map(|text| view! { <p>{text}</p> })}
            <Facts place=shown.place.clone() what=What::of(&booking) />
            {(stands && !shown.rules.bring.is_empty()).then(|| view! { <p><b>{b::bring(lang)}</b>{shown.rules.bring.clone()}</p> })}
            {code}
        </section>
        {offer}
        {check_in}
        {from.map(|text| view! { <p>{text}</p> })}
        {until.map(|text| view! { <p class="muted">{text}</p> })}
        {no_change.map(|text| view! { <p class="muted">{text}</p> })}
        {rate}
        <p class="acts">
            {may_change.then(|| view! {
                <a href=format!("{here}/change") class="btn"><Icon name="clock" />{b::change(lang)}</a>
                <a href=format!("{here}/cancel") class="btn danger"><Icon name="cross" />{b::cancel(lang)}</a>
            })}
            {again}
            {file.map(|text| view! { <a href=format!("{here}.ics") class="btn" rel="external" download=""><Icon name="calendar" />{text}</a> })}
            {(!shown.staff).then(|| view! { <a href="/me/bookings" class="btn quiet">{b::mine(lang)}</a> })}
        </p>
    }
}

/// "I am here".
#[component]
fn Come(number: Number) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<CheckIn>::new();
    view! {
        <PostForm action then=format!("/bookings/{number}?done=checked_in") reload=true>
            <input type="hidden" name="number" value=number.to_string() />
            <div class="acts"><button class="btn main"><Icon name="door" />{t::booking::check_in(lang)}</button></div>
        </PostForm>
    }
}
