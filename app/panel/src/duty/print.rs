//! `/admin/duty/print?center=…&month=…`: the month on paper, for the wall: weeks below each other as in a calendar.

use super::{Choose, address, month};
use crate::parts::use_query;
use app::{
    call::resource,
    duty::{
        api::{Day, OfCenter, Week, get_month},
        words::times,
    },
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, PageTitle, words as said},
};
use jiff::civil::Date;
use leptos::prelude::*;

/// See the module.
#[component]
pub(crate) fn PrintPage() -> impl IntoView {
    let query = use_query();
    let asked = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        (get("center"), get("month"))
    });
    let month = resource(move || asked.get(), |(center, month)| get_month(center, month));
    view! { <Loaded resource=month view=|of: Week| view! { <Sheet week=of /> } /> }
}

#[component]
fn Sheet(week: Week) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let first = week.first;
    let title = match &week.of {
        Some(of) => d::print_title(lang, of.names.get(lang.english()), month(first)),
        None => d::print(lang).to_owned(),
    };
    let body = match week.of.clone() {
        Some(of) => view! { <Month of first /> }.into_any(),
        None => view! { <p class="muted">{d::nowhere(lang)}</p> }.into_any(),
    };
    let when = ("month", "month", month(first), d::month(lang));
    view! {
        <PageTitle text=title />
        <Choose week to="/admin/duty/print" when />
        {body}
    }
}

#[component]
fn Month(of: OfCenter, first: Date) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let heads = (0..7_usize)
        .map(|day| view! { <th scope="col">{said::weekday(lang, day)}</th> })
        .collect_view();
    let weeks = of
        .days
        .chunks(7)
        .map(|days| {
            let cells = days.iter().map(|day| cell(lang, day, first.month())).collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <p class="acts no-print">
            <button type="button" class="btn scripts-only" on:click=|_| _ = window().print()><Icon name="print" />{t::ui::print(lang)}</button>
            <a class="btn" href=address(of.center, first)>{d::back(lang)}</a>
        </p>
        <section class="sheet stack close">
            <div class="scroll" role="region" aria-label=d::print(lang) tabindex="0">
                <table class="data duty-month"><caption class="sr">{d::print(lang)}</caption>
                    <thead><tr>{heads}</tr></thead><tbody>{weeks}</tbody></table>
            </div>
        </section>
    }
}

/// A day; nothing is said of those of other months.
fn cell(lang: Lang, day: &Day, of_month: i8) -> impl IntoView + use<> {
    if day.day.month() != of_month {
        return view! { <td></td> }.into_any();
    }
    let lines = day
        .shifts
        .iter()
        .filter(|one| !one.duty.ended)
        .map(|one| {
            let duty = &one.duty;
            view! {
                <p><small>{said::shift(lang, duty.shift)}" "<span class="num nowrap">{times(duty.start, duty.end)}</span></small>" "<b>{duty.name.clone()}</b></p>
            }
        })
        .collect_view();
    let holiday = day
        .holiday
        .then(|| view! { " "<small>{t::duty::holiday(lang)}</small> });
    view! { <td><span class="num">{day.day.day().to_string()}</span>{holiday}{lines}</td> }.into_any()
}
