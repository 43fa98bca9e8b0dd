//! A booking as a list of facts: on the page where answers are checked, and on its own page.

use super::{api::Where, words};
use crate::{
    boot::use_boot,
    lang::{t, use_lang},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::booking::{Booking, Wish};

/// When and what, of a booking or of a wish for one.
#[derive(Debug, Clone, PartialEq)]
pub struct What {
    pub day: Date,
    pub start: u16,
    pub end: u16,
    pub wish: Wish,
    pub party: u32,
    /// Empty ones are left out.
    pub name: String,
    pub phone: String,
    pub purpose: String,
    pub with_whom: String,
    pub minors: bool,
}

impl What {
    /// Of a booking.
    #[must_use]
    pub fn of(b: &Booking) -> Self {
        Self {
            day: b.day,
            start: b.start,
            end: b.end,
            wish: b.wish,
            party: b.party,
            name: b.name.clone(),
            phone: b.phone.clone(),
            purpose: b.purpose.clone(),
            with_whom: b.with_whom.clone(),
            minors: b.minors,
        }
    }
}

/// The list.
#[component]
pub fn Facts(place: Where, what: What) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let room = format!(
        "{} · {}",
        place.center_names.get(lang.english()),
        place.names.get(lang.english())
    );
    let when = format!(
        "{} {}",
        words::day(lang, today, what.day),
        words::times(what.start, what.end)
    );
    let minors = if what.minors {
        b::with_minors(lang).to_owned()
    } else {
        String::new()
    };
    let lines = [
        (b::f_room(lang), room),
        (b::f_address(lang), place.address),
        (b::f_when(lang), when),
        (b::f_what(lang), words::wish(lang, what.wish)),
        (b::f_party(lang), b::people(lang, what.party)),
        (b::f_name(lang), what.name),
        (b::f_phone(lang), what.phone),
        (b::c_purpose(lang), what.purpose),
        (b::c_with(lang), what.with_whom),
        (b::f_minors(lang), minors),
    ];
    let lines = lines
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
        .collect_view();
    view! { <dl class="facts">{lines}</dl> }
}
