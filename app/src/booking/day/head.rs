//! What stands above a center's day and its week alike: where one is, a day or a week, which one, how long and how many seats. What
//! is wanted goes along with every link.

use crate::{
    booking::{api::Look, words},
    boot::use_boot,
    lang::{t, use_lang},
    ui::{Icon, PageTitle},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::{center::CenterId, date, text::Names};

/// Lengths to choose.
const LENGTHS: [u16; 7] = [30, 60, 90, 120, 180, 240, 480];
/// What is looked for where nothing was said.
const USUAL: u16 = 60;

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) center: CenterId,
    pub(super) names: Names,
    /// Seven days rather than one.
    pub(super) week: bool,
    /// The day that is looked at.
    pub(super) day: Date,
    /// The last day that can be booked.
    pub(super) last: Date,
    /// What the days that are shown are called.
    pub(super) title: String,
    /// Where the part before leads to.
    pub(super) before: Option<Date>,
    /// Where the part after it leads to.
    pub(super) after: Option<Date>,
    /// Some room is booked by the seat.
    pub(super) seats: bool,
    /// As the address says it.
    pub(super) look: Look,
}

/// The page of a center on a day, or in its week, for whoever wants the same as in `look`.
pub(super) fn address(center: CenterId, day: Date, week: bool, look: &Look) -> String {
    let span = if week { "&span=week" } else { "" };
    let number = |name: &str, text: &str| {
        let n: Option<u32> = text.parse().ok();
        n.map(|n| format!("&{name}={n}")).unwrap_or_default()
    };
    let wanted = number("minutes", &look.minutes) + &number("seats", &look.seats);
    format!("/centers/{center}/day?date={}{span}{wanted}", date::format(day))
}

/// See the module.
#[component]
pub(super) fn Head(part: Part) -> impl IntoView {
    use t::{booking as b, calendar as c};
    let lang = use_lang();
    let name = part.names.get(lang.english()).to_owned();
    let (title, lead) = if part.week {
        (c::week_title(lang, name.clone()), c::week_lead(lang))
    } else {
        (c::day_title(lang, name.clone()), c::day_lead(lang))
    };
    let (center, day, look) = (part.center, part.day, part.look.clone());
    let span = |week: bool, text: &'static str| {
        let current = (week == part.week).then_some("true");
        view! { <a href=address(center, day, week, &look) data-noscroll="" aria-current=current>{text}</a> }
    };
    let step = |day: Date, icon, text| view! { <a href=address(center, day, part.week, &look) data-noscroll="" class="btn small"><Icon name=icon />{text}</a> };
    let (before, after) = if part.week {
        (b::week_before(lang), b::week_after(lang))
    } else {
        (b::day_before(lang), b::day_after(lang))
    };
    view! {
        <PageTitle text=title.clone() hidden=true />
        <nav aria-label=t::center::crumbs(lang)>
            <ol class="crumbs">
                <li><a href="/centers">{t::center::list_title(lang)}</a></li>
                <li><a href=format!("/centers/{center}")>{name}</a></li>
                <li aria-current="page">{part.title.clone()}</li>
            </ol>
        </nav>
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        <div class="seg no-print" role="group" aria-label=c::span(lang)>{span(false, c::span_day(lang))}{span(true, c::span_week(lang))}</div>
        <Choice part=part.clone() />
        <nav class="row between" aria-label=b::days(lang)>
            <b>{part.title.clone()}</b>
            <span class="row">
                {part.before.map(|day| step(day, "left", before))}
                {part.after.map(|day| step(day, "right", after))}
            </span>
        </nav>
    }
}

/// Which day, how long, how many seats: a form whose answer is the address.
#[component]
fn Choice(part: Part) -> impl IntoView {
    use t::booking as b;
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    let chosen = part.look.minutes.parse().unwrap_or(USUAL);
    let mut lengths = LENGTHS.to_vec();
    if let Err(place) = lengths.binary_search(&chosen) {
        lengths.insert(place, chosen);
    }
    let lengths = lengths
        .into_iter()
        .map(|m| view! { <option value=m selected={m == chosen}>{words::length(lang, m)}</option> })
        .collect_view();
    let seats = part.look.seats.parse::<u32>().unwrap_or(1);
    let seats = part.seats.then(|| {
        view! {
            <div class="field"><label for="d-seats">{b::how_many(lang)}</label>
                <input class="in tiny" type="number" id="d-seats" name="seats" min="1" value=seats /></div>
        }
    });
    view! {
        <form class="fields no-print" action=format!("/centers/{}/day", part.center)>
            {part.week.then(|| view! { <input type="hidden" name="span" value="week" /> })}
            <div class="field"><label for="d-date">{b::f_day(lang)}</label>
                <input class="in" type="date" id="d-date" name="date" value=date::format(part.day) min=date::format(today) max=date::format(part.last) /></div>
            <div class="field"><label for="d-minutes">{b::how_long(lang)}</label>
                <select class="in" id="d-minutes" name="minutes">{lengths}</select></div>
            {seats}
            <div class="acts"><button class="btn">{b::look(lang)}</button></div>
        </form>
    }
}
