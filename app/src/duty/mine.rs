//! A staff member's own shifts of the next two weeks; the one of today or tomorrow is said first.

use super::{
    api::{Mine, my_shifts},
    words::times,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{Lang, t, use_lang},
    ui::{Icon, Loaded, words},
};
use leptos::prelude::*;
use model::{date, hours::LocalMinute};

/// See the module.
#[component]
pub fn MyShifts(
    /// Say so where there are none; else nothing is shown.
    #[prop(optional)]
    always: bool,
) -> impl IntoView {
    let shifts = resource(|| (), |()| my_shifts());
    view! { <Loaded resource=shifts view={move |shifts: Vec<Mine>| view! { <List shifts always /> }} /> }
}

#[component]
fn List(shifts: Vec<Mine>, always: bool) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    if shifts.is_empty() && !always {
        return ().into_any();
    }
    let soon = shifts
        .iter()
        .find(|mine| !is_over(mine, now))
        .and_then(|mine| soon(lang, now, mine));
    let none = shifts.is_empty().then(|| view! { <p>{d::mine_none(lang)}</p> });
    let lines = shifts.into_iter().map(|mine| line(lang, now, mine)).collect_view();
    view! {
        {soon}
        <section class="card stack close" id="my-duty">
            <h2>{d::mine(lang)}</h2>
            {none}
            <ul class="list duty">{lines}</ul>
        </section>
    }
    .into_any()
}

fn is_over(mine: &Mine, now: LocalMinute) -> bool {
    (mine.duty.day, mine.duty.end) <= (now.day, now.minute)
}

/// The reminder: the shift of today or of tomorrow.
fn soon(lang: Lang, now: LocalMinute, mine: &Mine) -> Option<impl IntoView + use<>> {
    use t::duty as d;
    let times = times(mine.duty.start, mine.duty.end);
    let center = mine.names.get(lang.english());
    let text = match date::days_until(now.day, mine.duty.day, 1)? {
        0 => d::soon_today(lang, times, center),
        _ => d::soon_tomorrow(lang, times, center),
    };
    Some(view! { <p class="notice" role="status"><Icon name="clock" />{text}</p> })
}

fn line(lang: Lang, now: LocalMinute, mine: Mine) -> impl IntoView {
    let duty = mine.duty;
    let is_now = duty.day == now.day && duty.start <= now.minute && now.minute < duty.end;
    let mark =
        is_now.then(|| view! { " "<span class="pill open tiny"><Icon name="check" />{t::duty::now(lang)}</span> });
    let note = (!duty.note.is_empty()).then(|| view! { <p class="muted">{duty.note}</p> });
    let weekday = usize::try_from(duty.day.weekday().to_monday_zero_offset()).unwrap_or(0);
    view! {
        <li class:on=is_now>
            <div class="grow">
                <b>{words::date(lang, duty.day)}" "{words::weekday(lang, weekday)}" "{times(duty.start, duty.end)}</b>{mark}
                <p class="muted">{words::shift(lang, duty.shift)}" · "{mine.names.get(lang.english()).to_owned()}</p>
                {note}
            </div>
        </li>
    }
}
