//! Another time for a booking that is being typed: the times of a day are buttons of the form itself, so nothing typed is lost, and
//! nothing of it stands in an address.

use super::{
    api::{Calendar, CheckBooking, Offer, ShownDay},
    calendar::{day_state, free_text, why_not},
    form::Hidden,
    words,
};
use crate::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::{FormAction, Icon, PageTitle, PostForm, words as said},
};
use leptos::prelude::*;
use model::{
    booking::{BookingInput, CellState, Mode, Wish},
    date,
    hours::fmt_minute,
};

/// See the module.
#[component]
pub(super) fn Another(
    /// Which room.
    offer: Offer,
    /// What was typed so far.
    input: BookingInput,
    /// What is free.
    calendar: Calendar,
    /// Looks again, goes on with a time, or back to the form.
    check: FormAction<CheckBooking>,
) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let chosen = calendar.days.iter().find(|d| d.day == calendar.chosen).cloned();
    view! {
        <PageTitle text=b::other_time(lang) />
        <p class="lead">{b::other_lead(lang)}</p>
        <PostForm action=check prefix="input">
            <input type="hidden" name="room" value=offer.place.room.to_string() />
            <input type="hidden" name="show" value="1" />
            <Hidden input />
            <Choice calendar=calendar.clone() />
            <Days calendar=calendar.clone() />
            {chosen.map(|day| view! { <Times calendar day /> })}
            <div class="acts"><button class="btn quiet" name="choose" value="edit"><Icon name="left" />{b::back_to_form(lang)}</button></div>
        </PostForm>
    }
}

/// Which day, how long and how many seats. They are outside of the prefix: what is looked at is not yet chosen.
#[component]
fn Choice(calendar: Calendar) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let rules = &calendar.rules;
    let lengths = rules
        .lengths(calendar.minutes)
        .into_iter()
        .map(|m| view! { <option value=m selected={m == calendar.minutes}>{words::length(lang, m)}</option> })
        .collect_view();
    let by_seat = rules.mode == Mode::Seats;
    let (units, whole_too) = (rules.units, by_seat && rules.whole_too);
    let seats = match calendar.wish {
        Wish::Seats(n) => n,
        Wish::Whole => 1,
    };
    view! {
        <div class="fields">
            <div class="field"><label for="k-day">{b::f_day(lang)}</label>
                <input class="in" type="date" id="k-day" name="look[day]" value=date::format(calendar.chosen)
                    min=date::format(today) max=date::format(calendar.last) /></div>
            <div class="field"><label for="k-minutes">{b::how_long(lang)}</label>
                <select class="in" id="k-minutes" name="look[minutes]">{lengths}</select></div>
            {by_seat.then(|| view! {
                <div class="field"><label for="k-seats">{b::how_many(lang)}</label>
                    <input class="in tiny" type="number" id="k-seats" name="look[seats]" min="1" max=units value=seats /></div>
            })}
            {whole_too.then(|| view! {
                <label class="check"><input type="checkbox" name="look[whole]" value="1" checked={calendar.wish == Wish::Whole} />{b::whole(lang)}</label>
            })}
            <div class="acts"><button class="btn" name="choose" value="times">{b::look(lang)}</button></div>
        </div>
    }
}

/// The days around the one that is looked at.
#[component]
fn Days(calendar: Calendar) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let days = calendar
        .days
        .iter()
        .map(|d| {
            let (shut, state) = day_state(lang, d);
            let current = (d.day == calendar.chosen).then_some("date");
            let week = said::weekday(lang, usize::from(words::weekday_of(d.day)));
            let name = if d.day == today { t::hours::today(lang) } else { week };
            let value = format!("times {}", date::format(d.day));
            view! {
                <button class=if shut { "date shut" } else { "date" } name="choose" value=value aria-current=current>
                    <span>{name}</span><b>{d.day.day()}</b><span>{state}</span>
                </button>
            }
        })
        .collect::<Vec<_>>();
    view! { <div class="days" role="group" aria-label=t::booking::days(lang)>{days}</div> }
}

/// The times of the day, each a button. What is only taken can be chosen too: then one is told what else there is, and may wait.
#[component]
fn Times(calendar: Calendar, day: ShownDay) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let title = words::day(lang, today, day.day);
    if let Some(why) = &day.closed {
        let text = t::booking::r_closed(lang, words::why(lang, why));
        return view! { <h2>{title}</h2> <p role="status">{text}</p> }.into_any();
    }
    let slots: Vec<_> = day
        .cells
        .iter()
        .filter(|cell| cell.state != CellState::Past)
        .map(|cell| {
            let time = fmt_minute(cell.start);
            let value = words::time_value(day.day, cell.start, cell.start + calendar.minutes);
            if cell.begins {
                let free = free_text(lang, calendar.wish, cell.free);
                view! { <li><button class="slot" name="choose" value=value>{time}<small>{free}</small></button></li> }.into_any()
            } else if cell.waits {
                let text = t::waitlist::cell(lang, why_not(lang, cell));
                view! { <li><button class="slot full" name="choose" value=value>{time}<small>{text}</small></button></li> }.into_any()
            } else {
                view! { <li><span class="slot full">{time}<small>{why_not(lang, cell)}</small></span></li> }.into_any()
            }
        })
        .collect();
    if slots.is_empty() {
        return view! { <h2>{title}</h2> <p role="status">{t::booking::day_over(lang)}</p> }.into_any();
    }
    view! { <h2>{title}</h2> <ul class="slots">{slots}</ul> }.into_any()
}
