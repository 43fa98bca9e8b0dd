//! The bookings of a day as a table.

use super::{boot_of, go_back, party};
use app::{
    booking::{CheckIn, Done, counter_api::MissBooking, desk_api::Entry, words},
    lang::{t, use_lang},
    ui::{FormAction, Icon, PostForm},
};
use leptos::{context::Provider, prelude::*};
use model::{AppError, booking::Number};
use server_fn::ServerFn;

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
    let again = back.clone();
    let come = entry.comes.then(|| {
        let action = FormAction::<CheckIn>::new();
        view! { <Press action number back word="checked_in" class="btn small" icon="door" label=b::come(lang) /> }
    });
    let missed = entry.misses.then(|| {
        let action = FormAction::<MissBooking>::new();
        view! { <Press action number back=again word="no_show" class="btn small quiet" icon="warn" label=t::desk::miss(lang) /> }
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

/// What can be done about a booking with one press: "here: check in", "did not come". A form of its own, with what was refused of
/// this one only.
#[component]
fn Press<S>(
    /// What it does.
    action: FormAction<S>,
    number: Number,
    /// The counter's page, to come back to.
    back: String,
    /// What the page then says that it became.
    word: &'static str,
    class: &'static str,
    icon: &'static str,
    label: &'static str,
) -> impl IntoView
where
    S: ServerFn<Output = Done, Error = AppError> + 'static,
{
    go_back(action, back.clone(), word);
    let number = number.to_string();
    let own = boot_of(&number, "", "");
    view! {
        <Provider value=own>
            <PostForm action>
                <input type="hidden" name="number" value=number />
                <input type="hidden" name="back" value=back />
                <button class=class><Icon name=icon />{label}</button>
            </PostForm>
        </Provider>
    }
}
