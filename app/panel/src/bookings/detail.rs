//! `/admin/bookings/{number}`: a booking as staff see it: the slip for the person, the note beside it, and what can be done.

use super::address;
use crate::parts::{Saved, use_query};
use app::{
    booking::{
        CancelBooking, CheckIn, Facts, What,
        counter_api::{Forgive, MissBooking, NoteBooking, StaffView, view_for_staff},
        words,
    },
    boot::use_boot,
    call::resource,
    lang::{Lang, t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, TextArea, TextField, words as said},
};
use leptos::prelude::*;
use model::booking::{Number, Refusal, State};

/// See the module.
#[component]
pub(crate) fn DetailPage(number: Number) -> impl IntoView {
    let shown = resource(|| (), move |()| view_for_staff(number));
    view! { <Loaded resource=shown view=|view: StaffView| view! { <Detail view /> } /> }
}

#[component]
fn Detail(view: StaffView) -> impl IntoView {
    use t::{booking as b, desk as d};
    let lang = use_lang();
    let booking = view.shown.booking.clone();
    let number = booking.number;
    let (center, day) = (view.shown.place.center, booking.day);
    let (class, icon, state) = words::state(lang, booking.state);
    let new = use_query().with_untracked(|q| q.get("new"));
    let news = new.map(|new| {
        let text = if new == "series" {
            d::news_series(lang)
        } else if booking.state == State::Pending {
            b::news_pending(lang)
        } else {
            b::news_placed(lang)
        };
        view! { <p class="notice good no-print" role="status"><Icon name="check" />{text}</p> }
    });
    let hidden = view.hidden.then(|| view! { <p class="muted">{d::occupied(lang)}</p> });
    let reason = (!booking.reason.is_empty()).then(|| b::because(lang, &booking.reason));
    let bring = view.shown.rules.bring.clone();
    let events = events(lang, &view);
    let place = view.shown.place.clone();
    // The number and the digits of the phone open the booking, so they are not on one paper.
    let phone = (!booking.phone.is_empty()).then(|| {
        view! { <dl class="facts no-print"><div><dt>{b::f_phone(lang)}</dt><dd>{booking.phone.clone()}</dd></div></dl> }
    });
    let what = What {
        phone: String::new(),
        ..What::of(&booking)
    };
    // The way to rate this booking is the resident's alone: the code leads to where they open it with the digits of their phone. Where
    // nobody could, it is the counter's own.
    let (code, alt, text) = if booking.phone.is_empty() || booking.private {
        (
            format!("/rate/at/{center}/qr.svg"),
            t::evaluation::rate_qr(lang).to_owned(),
            t::evaluation::rate_slip(lang),
        )
    } else {
        (
            format!("/bookings/{number}/follow/qr.svg"),
            b::follow_qr(lang, number.spaced()),
            d::slip_follow(lang),
        )
    };
    view! {
        <nav aria-label=t::admin::crumbs(lang)><ol class="crumbs">
            <li><a href=address(center, day)>{b::desk_title(lang)}</a></li><li aria-current="page">{number.spaced()}</li>
        </ol></nav>
        {news}
        <Saved />
        <PageTitle text=b::booking_title_staff(lang, number.spaced()) />
        <div class="split">
            <section class="card slip">
                <div class="row between">
                    <p><span class="muted">{b::number(lang)}</span><br/><span class="bignumber">{number.spaced()}</span></p>
                    <span class=class><Icon name=icon />{state}</span>
                </div>
                {hidden}
                {reason.map(|text| view! { <p>{text}</p> })}
                <Facts place=place.clone() what />
                {phone}
                {(!bring.is_empty()).then(|| view! { <p><b>{b::bring(lang)}</b>{bring.clone()}</p> })}
                <div class="qr"><img src=format!("/bookings/{number}/qr.svg") alt=b::qr_alt(lang, number.spaced()) width="160" height="160" />
                    <div><h2>{b::qr_title(lang)}</h2><p class="muted">{d::slip_text(lang, place.phone)}</p></div></div>
                <div class="qr print-only"><img src=code alt=alt width="120" height="120" />
                    <div><h2>{t::evaluation::rate_later(lang)}</h2><p>{text}</p></div></div>
                <p class="no-print muted"><Icon name="print" />{d::slip_print(lang)}</p>
            </section>
            <div class="stack no-print">
                <Do view=view.clone() />
                <Rest view=view.clone() />
                <Note view />
                <section class="card"><h2>{d::history(lang)}</h2><ol class="log">{events}</ol></section>
            </div>
        </div>
    }
}

/// Check in, no-show, move, cancel with a reason; lift the limit of who did not come.
#[component]
fn Do(view: StaffView) -> impl IntoView {
    use t::{booking as b, desk as d};
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let number = view.shown.booking.number;
    let (number, here, saved) = (
        StoredValue::new(number.to_string()),
        StoredValue::new(format!("/admin/bookings/{number}")),
        StoredValue::new(format!("/admin/bookings/{number}?saved=1")),
    );
    let (come, miss, cancel, forgive) = (
        FormAction::<CheckIn>::new(),
        FormAction::<MissBooking>::new(),
        FormAction::<CancelBooking>::new(),
        FormAction::<Forgive>::new(),
    );
    let checks = view.shown.no_check_in.is_none().then(|| {
        view! {
            <PostForm action=come then=saved.get_value() reload=true>
                <input type="hidden" name="number" value=number.get_value() />
                <input type="hidden" name="back" value=here.get_value() />
                <div class="acts"><button class="btn main"><Icon name="door" />{b::come(lang)}</button></div>
            </PostForm>
        }
    });
    let misses = view.may_miss.then(|| {
        view! {
            <PostForm action=miss then=saved.get_value() reload=true>
                <input type="hidden" name="number" value=number.get_value() />
                <input type="hidden" name="back" value=here.get_value() />
                <div class="acts"><button class="btn"><Icon name="warn" />{d::miss(lang)}</button></div>
            </PostForm>
        }
    });
    let may_change = view.shown.no_change.is_none();
    let others = (may_change && view.hidden).then(|| view! { <p class="muted">{d::only_mediator(lang)}</p> });
    let change = (may_change && !view.hidden).then(|| view! {
        <p class="acts"><a class="btn" href=format!("/bookings/{}/change", number.get_value())><Icon name="clock" />{b::change(lang)}</a></p>
        <PostForm action=cancel then=saved.get_value() reload=true>
            <input type="hidden" name="number" value=number.get_value() />
            <input type="hidden" name="back" value=here.get_value() />
            <TextField field="reason" label=d::cancel_reason(lang) hint=b::reject_hint(lang) required=true />
            <div class="acts"><button class="btn danger"><Icon name="cross" />{b::cancel(lang)}</button></div>
        </PostForm>
    });
    let limited = view.limited.map(|limited| {
        let text = words::refusal(lang, now, &Refusal::NoShows { limited });
        view! {
            <div class="notice warn"><Icon name="warn" /><h2>{d::limited(lang)}</h2><p>{text}</p>
                <PostForm action=forgive then=saved.get_value() reload=true>
                    <input type="hidden" name="number" value=number.get_value() />
                    <div class="acts"><button class="btn small">{d::forgive(lang)}</button></div>
                </PostForm></div>
        }
    });
    view! { {limited} <section class="card"><h2>{d::todo(lang)}</h2>{checks}{misses}{change}{others}</section> }
}

/// The other days of its series.
#[component]
fn Rest(view: StaffView) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    if view.series.is_empty() {
        return ().into_any();
    }
    let here = view.shown.booking.number;
    let lines = view
        .series
        .into_iter()
        .map(|of| {
            let (class, icon, state) = words::state(lang, of.state);
            let current = (of.number == here).then_some("true");
            view! {
                <li>
                    <a class="grow" href=format!("/admin/bookings/{}", of.number) aria-current=current>{words::day(lang, today, of.day)}</a>
                    <span class=class><Icon name=icon />{state}</span>
                </li>
            }
        })
        .collect_view();
    view! { <section class="card"><h2>{t::desk::series(lang)}</h2><ol class="list">{lines}</ol></section> }.into_any()
}

/// What the next one at the counter should know.
#[component]
fn Note(view: StaffView) -> impl IntoView {
    use t::desk as d;
    let lang = use_lang();
    let action = FormAction::<NoteBooking>::new();
    if view.hidden {
        return ().into_any();
    }
    let number = view.shown.booking.number.to_string();
    let waiver = (!view.waiver.is_empty()).then(|| view! { <p><b>{d::waiver(lang)}</b>" "{view.waiver}</p> });
    view! {
        <section class="card">
            <h2>{d::note(lang)}</h2>
            {waiver}
            <PostForm action then=format!("/admin/bookings/{number}?saved=1") reload=true>
                <input type="hidden" name="number" value=number />
                <TextArea field="note" label=d::note(lang) hint=d::note_hint(lang) value=view.note rows=3 />
                <div class="acts"><button class="btn">{t::ui::save(lang)}</button></div>
            </PostForm>
        </section>
    }
    .into_any()
}

fn events(lang: Lang, view: &StaffView) -> impl IntoView + use<> {
    use t::desk as d;
    view.events
        .iter()
        .map(|(at, who, kind, detail)| {
            let who = match who.as_str() {
                "self" => d::by_self(lang).to_owned(),
                "job" => d::by_job(lang).to_owned(),
                who => who.to_owned(),
            };
            let what = match kind.as_str() {
                "placed" => d::e_placed(lang),
                "moved" => d::e_moved(lang),
                kind => State::from_code(kind).map_or("", |s| words::state(lang, s).2),
            };
            let detail = detail.clone();
            view! { <li><time>{said::stamp(*at)}</time><span class="who">{who}</span><div>{what}" "<span class="muted">{detail}</span></div></li> }
        })
        .collect_view()
}
