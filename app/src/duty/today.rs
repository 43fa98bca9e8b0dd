//! Who is on duty, for everybody: today at a center, and in a line now or next.

use super::words::{times, who};
use crate::{
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{Icon, words},
};
use leptos::prelude::*;
use model::{
    duty::{OnDuty, now_or_next},
    hours::LocalMinute,
    text::dial,
};

/// Today's shifts of a center, those of now marked; once they are over, who is next. Nothing where nobody is planned.
#[component]
pub fn Today(
    /// Today's and tomorrow's, in order.
    shifts: Vec<OnDuty>,
) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let next = next_day(lang, now, &shifts);
    let lines = shifts
        .iter()
        .filter(|one| one.day == now.day)
        .map(|one| line(lang, now, one))
        .collect_view();
    let any = shifts.iter().any(|one| one.day == now.day);
    (any || next.is_some()).then(|| {
        view! {
            <section class="card stack close no-print" id="duty">
                <h2>{t::duty::today(lang)}</h2>
                {any.then(|| view! { <ul class="list duty">{lines}</ul> })}
                {next}
            </section>
        }
    })
}

fn line(lang: Lang, now: LocalMinute, one: &OnDuty) -> impl IntoView + use<> {
    let is_now = one.is_now(now);
    let mark = is_now.then(|| view! { <span class="pill open"><Icon name="check" />{t::duty::now(lang)}</span> });
    let over = (!is_now && one.is_over(now)).then(|| view! { <span class="muted">{t::duty::over(lang)}</span> });
    let call = (!one.phone.is_empty()).then(|| {
        let (href, phone) = (format!("tel:{}", dial(&one.phone)), one.phone.clone());
        view! { <a class="btn small" href=href><Icon name="phone" />{phone}</a> }
    });
    view! {
        <li class:on=is_now>
            <div class="grow">
                <b>{who(lang, one)}</b>" "{mark}{over}
                <p class="muted num">{words::shift(lang, one.shift)}" "{times(one.start, one.end)}</p>
            </div>
            {call}
        </li>
    }
}

/// Who comes tomorrow first, once nobody comes any more today.
fn next_day(lang: Lang, now: LocalMinute, shifts: &[OnDuty]) -> Option<impl IntoView + use<>> {
    let next = now_or_next(shifts, now);
    let first = next.first().filter(|one| one.day != now.day)?;
    let names: Vec<String> = next.iter().map(|one| who(lang, one)).collect();
    let text = t::duty::next(
        lang,
        t::hours::tomorrow_at(lang, times(first.start, first.end)),
        names.join(t::hours::comma(lang)),
    );
    Some(view! { <p>{text}</p> })
}

/// In a line: who is on duty now and until when, or who is next and from when.
#[component]
pub fn NowOrNext(
    /// Today's and tomorrow's, in order.
    shifts: Vec<OnDuty>,
) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let found = now_or_next(&shifts, now);
    found.first().map(|first| {
        let mut names: Vec<String> = found.iter().map(|one| who(lang, one)).collect();
        names.dedup();
        let names = names.join(t::hours::comma(lang));
        let at = |minute| {
            let at = LocalMinute { day: first.day, minute };
            words::moment(lang, now, at)
        };
        let text = if first.is_now(now) {
            // The first who leaves: until then it is as it says.
            let until = found.iter().map(|one| one.end).min().unwrap_or(first.end);
            t::duty::now_until(lang, names, model::hours::fmt_minute(until))
        } else {
            t::duty::next(lang, at(first.start), names)
        };
        view! { <p class="muted">{text}</p> }
    })
}
