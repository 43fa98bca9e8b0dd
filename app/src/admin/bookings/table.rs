//! The bookings of a day as a table.

use super::{boot_of, go_back, party};
use crate::{
    booking::{CheckIn, counter_api::MissBooking, desk_api::Entry, words},
    lang::{t, use_lang},
    ui::{FormAction, Icon, PostForm},
};
use leptos::{context::Provider, prelude::*};

/// Who comes when.
#[component]
pub(super) fn Table(
    bookings: Vec<Entry>,
    /// What the table is called.
    title: String,
    /// The counter's page, to come back to.
    back: String,
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    if bookings.is_empty() {
        return view! {
            <div class="empty"><span class="doorway" aria-hidden="true"><Icon name="one-tea" /></span><h3>{b::no_bookings(lang)}</h3></div>
        }
        .into_any();
    }
    let heads = [
        b::c_time(lang),
        b::f_room(lang),
        b::f_name(lang),
        b::f_phone(lang),
        b::c_party(lang),
        b::c_state(lang),
        b::c_come(lang),
        b::number(lang),
    ];
    let heads = heads
        .map(|head| view! { <th scope="col" role="columnheader">{head}</th> })
        .collect_view();
    let lines = bookings
        .into_iter()
        .map(|entry| view! { <Line entry back=back.clone() /> })
        .collect_view();
    view! {
        <div class="scroll stacks" role="region" aria-label=title tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                <tbody role="rowgroup">{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Line(entry: Entry, back: String) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let booking = entry.booking;
    let number = booking.number;
    let (class, icon, state) = words::state(lang, booking.state);
    let people = party(lang, &booking);
    let hidden = entry
        .hidden
        .then(|| view! { <span class="muted">{b::hidden(lang)}</span> });
    let phone = (!booking.phone.is_empty()).then(|| {
        view! { <a class="num nowrap" href=format!("tel:{}", booking.phone)>{booking.phone.clone()}</a> }
    });
    let missed = entry
        .misses
        .then(|| view! { <Miss number=number.to_string() back=back.clone() /> });
    let come = entry.comes.then(|| {
        let number = number.to_string();
        let own = boot_of(&number, "", "");
        view! { <Provider value=own><Come number back /></Provider> }
    });
    let note = (!entry.note.is_empty()).then(|| view! { <p class="note"><Icon name="info" />{entry.note}</p> });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader" class="num nowrap">{words::times(booking.start, booking.end)}</th>
            <td role="cell" data-label=b::f_room(lang)>{entry.room.get(lang.english()).to_owned()}</td>
            <td role="cell" data-label=b::f_name(lang)>{booking.name}{hidden}{note}</td>
            <td role="cell" data-label=b::f_phone(lang)>{phone}</td>
            <td role="cell" data-label=b::c_party(lang)>{people}</td>
            <td role="cell" data-label=b::c_state(lang)><span class=class><Icon name=icon />{state}</span></td>
            <td role="cell" data-label=b::c_come(lang)>{come}{missed}</td>
            <td role="cell" data-label=b::number(lang)><a class="num nowrap" href=format!("/admin/bookings/{number}")>{number.spaced()}</a></td>
        </tr>
    }
}

/// "Here: check in"
#[component]
fn Come(number: String, back: String) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<CheckIn>::new();
    go_back(action, back.clone(), "checked_in");
    view! {
        <PostForm action>
            <input type="hidden" name="number" value=number />
            <input type="hidden" name="back" value=back />
            <button class="btn small"><Icon name="door" />{t::booking::come(lang)}</button>
        </PostForm>
    }
}

/// "Did not come"
#[component]
fn Miss(number: String, back: String) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<MissBooking>::new();
    go_back(action, back.clone(), "no_show");
    view! {
        <PostForm action>
            <input type="hidden" name="number" value=number />
            <input type="hidden" name="back" value=back />
            <button class="btn small quiet"><Icon name="warn" />{t::desk::miss(lang)}</button>
        </PostForm>
    }
}
