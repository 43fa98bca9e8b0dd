//! Seven days of a room: on a phone the times of one day, on a desk a table. Every choice is a link, so the address holds it.

use super::{
    api::{Calendar, ShownCell, ShownDay},
    words,
};
use crate::{
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{Icon, words as said},
};
use jiff::civil::Date;
use leptos::{ev::KeyboardEvent, prelude::*};
use model::{
    booking::{CellState, Mode, Why, Wish},
    date,
    hours::fmt_minute,
};
use std::collections::BTreeSet;

/// What of a choice is the same in all links: length and seats.
fn choice(calendar: &Calendar) -> String {
    let wish = match calendar.wish {
        Wish::Whole if calendar.rules.mode == Mode::Whole => String::new(),
        Wish::Whole => "&whole=1".to_owned(),
        Wish::Seats(n) => format!("&seats={n}"),
    };
    format!("&minutes={}{wish}", calendar.minutes)
}

/// See the module.
#[component]
pub(super) fn Week(
    /// What is free.
    calendar: Calendar,
    /// Address of the page that it is on.
    here: String,
    /// Address of the page that a chosen time leads to.
    pick: String,
    /// Whether one can wait there for a time that is taken.
    #[prop(optional)]
    wait: bool,
    /// The room in all links, where it is not the page's own.
    #[prop(optional, into)]
    room: String,
    /// How many seats it takes is not asked: a booking that is moved within its room takes what it has.
    #[prop(optional)]
    stays: bool,
) -> impl IntoView {
    let choice = match room.as_str() {
        "" => choice(&calendar),
        room => format!("{}&room={room}", choice(&calendar)),
    };
    let day_href = {
        let (here, choice) = (here.clone(), choice.clone());
        move |day: Date| format!("{here}?day={}{choice}", date::format(day))
    };
    let minutes = calendar.minutes;
    let pick_href = move |day: Date, start: u16| {
        let (start, end) = (fmt_minute(start), fmt_minute(start + minutes));
        format!("{pick}?day={}&start={start}&end={end}{choice}", date::format(day))
    };
    let link = Link { wait, href: &pick_href };
    let chosen = calendar.days.iter().find(|d| d.day == calendar.chosen).cloned();
    view! {
        <Choice calendar=calendar.clone() here room stays />
        <Strip calendar=calendar.clone() href=day_href />
        <div class="phone-only stack">{chosen.map(|day| list(&calendar, &day, &link))}</div>
        <div class="desk-only">{table(&calendar, &link)}</div>
    }
}

/// Where a time leads to.
struct Link<'a> {
    /// Whether one can wait for what is taken.
    wait: bool,
    href: &'a dyn Fn(Date, u16) -> String,
}

impl Link<'_> {
    fn to(&self, day: Date, start: u16) -> String {
        (self.href)(day, start)
    }

    /// The way into the line for a time, if there is one.
    fn to_line(&self, day: Date, cell: &ShownCell) -> Option<String> {
        (self.wait && cell.waits).then(|| format!("{}&wait=1", self.to(day, cell.start)))
    }
}

/// How long and how many seats: a form whose answer is the address.
#[component]
fn Choice(calendar: Calendar, here: String, room: String, stays: bool) -> impl IntoView {
    let lang = use_lang();
    let rules = &calendar.rules;
    let lengths = rules
        .lengths(calendar.minutes)
        .into_iter()
        .map(|m| view! { <option value=m selected={m == calendar.minutes}>{words::length(lang, m)}</option> })
        .collect_view();
    let by_seat = rules.mode == Mode::Seats && !stays;
    let seats = by_seat.then(|| {
        let chosen = match calendar.wish {
            Wish::Seats(n) => n,
            Wish::Whole => 1,
        };
        view! {
            <div class="field"><label for="k-seats">{t::booking::how_many(lang)}</label>
                <input class="in tiny" type="number" id="k-seats" name="seats" min="1" max=rules.units value=chosen /></div>
        }
    });
    let whole = (by_seat && rules.whole_too).then(|| {
        let checked = calendar.wish == Wish::Whole;
        view! { <label class="check"><input type="checkbox" name="whole" value="1" checked=checked />{t::booking::whole(lang)}</label> }
    });
    view! {
        <form class="fields" action=here>
            <input type="hidden" name="day" value=date::format(calendar.chosen) />
            {(!room.is_empty()).then(|| view! { <input type="hidden" name="room" value=room /> })}
            <div class="field"><label for="k-minutes">{t::booking::how_long(lang)}</label>
                <select class="in" id="k-minutes" name="minutes">{lengths}</select></div>
            {seats} {whole}
            <div class="acts"><button class="btn">{t::booking::look(lang)}</button></div>
        </form>
    }
}

/// The days of the week, and the weeks before and after.
#[component]
fn Strip<F: Fn(Date) -> String + Send + Sync + 'static>(calendar: Calendar, href: F) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let first = calendar.days.first().map_or(today, |d| d.day);
    let last = calendar.days.last().map_or(today, |d| d.day);
    let before = date::before(first, 7).filter(|d| *d >= today);
    let after = date::after(last, 1).filter(|d| *d <= calendar.last);
    let days = calendar
        .days
        .iter()
        .map(|d| {
            let (shut, state) = day_state(lang, d);
            let date = d.day.day();
            let current = (d.day == calendar.chosen).then_some("date");
            let week = said::weekday(lang, usize::from(words::weekday_of(d.day)));
            let name = if d.day == today { t::hours::today(lang) } else { week };
            view! {
                <a href=href(d.day) data-noscroll="" class=if shut { "date shut" } else { "date" } aria-current=current>
                    <span>{name}</span><b>{date}</b><span>{state}</span>
                </a>
            }
        })
        .collect::<Vec<_>>();
    let link = |day: Date, icon, text| view! { <a href=href(day) data-noscroll="" class="btn small"><Icon name=icon />{text}</a> };
    view! {
        <nav class="stack close" aria-label=t::booking::days(lang)>
            <div class="row between">
                <b>{words::week(lang, first, last)}</b>
                <span class="row">
                    {before.map(|day| link(day, "left", t::booking::week_before(lang)))}
                    {after.map(|day| link(day, "right", t::booking::week_after(lang)))}
                </span>
            </div>
            <div class="days">{days}</div>
        </nav>
    }
}

pub(super) fn day_state(lang: Lang, day: &ShownDay) -> (bool, &'static str) {
    if let Some(why) = &day.closed {
        (true, shut(lang, why))
    } else if day.cells.is_empty() {
        (true, t::hours::day_closed(lang))
    } else if day.cells.iter().any(|c| c.begins) {
        (false, t::booking::some_free(lang))
    } else if day
        .cells
        .iter()
        .all(|c| matches!(c.state, CellState::Past | CellState::Soon | CellState::Closed))
    {
        (true, t::booking::past(lang))
    } else {
        (true, t::booking::none_free(lang))
    }
}

/// What a day or a step says on which nothing can be booked: it is the room, or the whole center.
pub(super) const fn shut(lang: Lang, why: &Why) -> &'static str {
    match why {
        Why::Closure { .. } => t::booking::out_of_use(lang),
        Why::Weekday | Why::Exception { .. } => t::hours::day_closed(lang),
    }
}

/// What a step says that cannot be chosen, on a day that may be closed.
pub(super) fn why_not_on(lang: Lang, closed: Option<&Why>, cell: &ShownCell) -> &'static str {
    match closed {
        Some(why) => shut(lang, why),
        None => why_not(lang, cell),
    }
}

/// What a step that cannot be chosen says.
pub(super) fn why_not(lang: Lang, cell: &ShownCell) -> &'static str {
    say_why(lang, cell.state)
}

/// What a state says that lets nothing begin.
pub(super) const fn say_why(lang: Lang, state: CellState) -> &'static str {
    match state {
        CellState::Past => t::booking::past(lang),
        CellState::Soon => t::booking::soon(lang),
        CellState::Far => t::booking::far(lang),
        CellState::Closed => t::hours::day_closed(lang),
        CellState::Full => t::booking::full(lang),
        CellState::Open => t::booking::too_little(lang),
    }
}

/// What a step that can be chosen says.
pub(super) fn free_text(lang: Lang, wish: Wish, free: u32) -> String {
    if matches!(wish, Wish::Seats(_)) {
        t::booking::seats_free(lang, free)
    } else {
        t::booking::free(lang).to_owned()
    }
}

/// The times of one day, as buttons.
fn list(calendar: &Calendar, day: &ShownDay, link: &Link<'_>) -> AnyView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let title = words::day(lang, today, day.day);
    if let Some(why) = &day.closed {
        let text = t::booking::r_closed(lang, words::why(lang, why));
        return view! { <h3>{title}</h3> <p>{text}</p> }.into_any();
    }
    let parts = [
        (0, 720, t::hours::morning(lang)),
        (720, 1080, t::hours::afternoon(lang)),
        (1080, 1441, t::booking::evening(lang)),
    ];
    let parts = parts.map(|(from, to, name)| {
        let inside = day.cells.iter().filter(|c| (from..to).contains(&c.start) && c.state != CellState::Past);
        let slots: Vec<_> = inside
            .map(|cell| {
                let time = fmt_minute(cell.start);
                if cell.begins {
                    let free = free_text(lang, calendar.wish, cell.free);
                    let id = format!("p-{}-{}", date::format(day.day), cell.start);
                    view! { <li><a href=link.to(day.day, cell.start) class="slot" id=id>{time}<small>{free}</small></a></li> }.into_any()
                } else if let Some(line) = link.to_line(day.day, cell) {
                    let text = t::waitlist::cell(lang, why_not(lang, cell));
                    view! { <li><a href=line class="slot full">{time}<small>{text}</small></a></li> }.into_any()
                } else {
                    view! { <li><span class="slot full">{time}<small>{why_not(lang, cell)}</small></span></li> }.into_any()
                }
            })
            .collect();
        (!slots.is_empty()).then(|| view! { <h4>{name}</h4> <ul class="slots">{slots}</ul> })
    });
    let over = parts
        .iter()
        .all(Option::is_none)
        .then(|| view! { <p>{t::booking::day_over(lang)}</p> });
    view! { <h3>{title}</h3> {parts.into_iter().collect_view()} {over} }.into_any()
}

/// The week as a table: a row a time, a column a day. Arrow keys go from one free time to the next.
fn table(calendar: &Calendar, link: &Link<'_>) -> AnyView {
    let lang = use_lang();
    let times: BTreeSet<u16> = calendar
        .days
        .iter()
        .flat_map(|d| d.cells.iter().map(|c| c.start))
        .collect();
    let heads = calendar
        .days
        .iter()
        .map(|d| view! { <th scope="col">{said::weekday(lang, usize::from(words::weekday_of(d.day)))}" "{d.day.day()}</th> })
        .collect::<Vec<_>>();
    let rows = times
        .into_iter()
        .map(|time| {
            let cells = calendar.days.iter().enumerate().map(|(i, d)| match d.cells.iter().find(|c| c.start == time) {
                Some(cell) if cell.begins => {
                    let text = free_text(lang, calendar.wish, cell.free);
                    view! { <td class="open"><a href=link.to(d.day, time) id=format!("s-{i}-{time}")>{text}</a></td> }.into_any()
                }
                Some(cell) if link.wait && cell.waits => {
                    let text = t::waitlist::cell(lang, why_not(lang, cell));
                    view! { <td class="wait"><a href=link.to_line(d.day, cell).unwrap_or_default()>{text}</a></td> }.into_any()
                }
                Some(cell) => view! { <td>{why_not_on(lang, d.closed.as_ref(), cell)}</td> }.into_any(),
                None => view! { <td>{t::hours::day_closed(lang)}</td> }.into_any(),
            });
            view! { <tr><th scope="row">{fmt_minute(time)}</th>{cells.collect::<Vec<_>>()}</tr> }
        })
        .collect::<Vec<_>>();
    let title = t::booking::grid(lang);
    view! {
        <div class="scroll" role="region" aria-label=title tabindex="0" on:keydown=walk>
            <table class="times">
                <caption class="sr">{t::booking::grid_help(lang)}</caption>
                <thead><tr><td class="open"></td>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Moves the focus to the next free time in the direction of an arrow key.
pub(super) fn walk(event: KeyboardEvent) {
    #[cfg(feature = "hydrate")]
    {
        use wasm_bindgen::JsCast;
        /// Days of a week, or rooms of a center.
        const COLUMNS: i32 = 64;
        const MINUTES: i32 = 1440;
        const STEP: i32 = 15;
        let (days, minutes) = match event.key().as_str() {
            "ArrowLeft" => (-1, 0),
            "ArrowRight" => (1, 0),
            "ArrowUp" => (0, -STEP),
            "ArrowDown" => (0, STEP),
            _ => return,
        };
        let id = event
            .target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
            .map(|e| e.id());
        let id = id.unwrap_or_default();
        let mut parts = id.split('-').skip(1).filter_map(|n| n.parse::<i32>().ok());
        let (Some(mut day), Some(mut minute)) = (parts.next(), parts.next()) else {
            return;
        };
        event.prevent_default();
        loop {
            (day, minute) = (day + days, minute + minutes);
            if !(0..COLUMNS).contains(&day) || !(0..MINUTES).contains(&minute) {
                return;
            }
            let next = document().get_element_by_id(&format!("s-{day}-{minute}"));
            if let Some(next) = next.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
                _ = next.focus();
                return;
            }
        }
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = event;
}
