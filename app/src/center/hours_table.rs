//! When a center is open: today as a strip, the week as a table, dates on which other hours apply.

use crate::{
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{Icon, words},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::hours::{Exception, Interval, LocalMinute, Shift, WeekHours, fmt_minute, hours_on};

/// A quarter of an hour is 1 wide in the strip.
const QUARTER: f32 = 15.0;

/// Everything about opening hours; without any, the advice to ask first.
#[component]
pub fn HoursTable(
    /// An ordinary week.
    hours: WeekHours,
    /// Dates on which it does not apply, sorted.
    exceptions: Vec<Exception>,
) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let dated = dated(lang, now.day, &exceptions);
    if hours.0.iter().all(Vec::is_empty) {
        return view! { <p>{t::hours::unknown(lang)}</p> {dated} }.into_any();
    }
    let today = hours_on(&hours, &exceptions, now.day);
    let changed = exceptions.iter().find(|e| e.day == now.day).map(|e| {
        view! {
            <div class="notice warn no-print">
                <Icon name="warn" />
                <p>{t::hours::today_differs(lang)}" "{spoken(lang, e)}</p>
            </div>
        }
    });
    view! {
        {changed}
        <DayStrip intervals=today.to_vec() now />
        {week(lang, &hours, now.day)}
        {dated}
    }
    .into_any()
}

/// Today from midnight to midnight; the table beside it says the same in words.
#[component]
fn DayStrip(intervals: Vec<Interval>, now: LocalMinute) -> impl IntoView {
    let wide = |minutes: u16| f32::from(minutes) / QUARTER;
    let open = intervals
        .into_iter()
        .map(|i| view! { <rect class="open" x=wide(i.start).to_string() width=wide(i.end - i.start).to_string() height="10"></rect> })
        .collect_view();
    let ticks = [0, 6, 12, 18, 24].map(|hour: u8| view! { <span>{hour.to_string()}</span> });
    view! {
        <div>
            <svg class="daybar" viewBox="0 0 96 10" preserveAspectRatio="none" aria-hidden="true">
                {open} <rect class="now" x=wide(now.minute).to_string() width=".8" height="10"></rect>
            </svg>
            <div class="ticks" aria-hidden="true">{ticks.into_iter().collect_view()}</div>
        </div>
    }
}

fn week(lang: Lang, hours: &WeekHours, today: Date) -> impl IntoView + use<> {
    let today = today.weekday().to_monday_zero_offset() as usize;
    let rows = hours
        .0
        .iter()
        .enumerate()
        .map(|(day, intervals)| {
            let mark = (day == today).then(|| view! { " "<small>{t::hours::today(lang)}</small> });
            view! {
                <tr class:today={day == today} class:shut=intervals.is_empty()>
                    <th scope="row">{words::weekday(lang, day)}{mark}</th>
                    <td>{spans(lang, intervals)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="week">
            <caption class="sr">{t::hours::title(lang)}</caption>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// The intervals of a day, duty shifts named.
fn spans(lang: Lang, intervals: &[Interval]) -> impl IntoView + use<> {
    if intervals.is_empty() {
        return view! { <span>{t::hours::day_off(lang)}</span> }.into_any();
    }
    let spans = intervals.iter().map(|i| {
        let duty = duty(lang, i.shift).map(|text| view! { " "<small>{text}</small> });
        view! { <span>{span(*i)}{duty}</span> }
    });
    spans.collect_view().into_any()
}

/// The dates from `today` on that have hours of their own.
fn dated(lang: Lang, today: Date, exceptions: &[Exception]) -> Option<impl IntoView + use<>> {
    let runs = runs(exceptions, today);
    let lines = runs
        .iter()
        .map(|(from, to, e)| view! { <li><b class="nowrap">{words::dates(lang, *from, *to)}</b><span class="grow">{spoken(lang, e)}</span></li> })
        .collect_view();
    (!runs.is_empty()).then(|| {
        view! {
            <h3>{t::hours::exceptions(lang)}</h3>
            <ul class="list">{lines}</ul>
        }
    })
}

/// Days in a row that have the same hours for the same reason: first day, last day, one of them.
fn runs(exceptions: &[Exception], today: Date) -> Vec<(Date, Date, &Exception)> {
    let follows = |a: &Exception, b: &Exception| {
        a.day.tomorrow().is_ok_and(|next| next == b.day) && a.intervals == b.intervals && a.note == b.note
    };
    exceptions
        .chunk_by(follows)
        .filter_map(|run| {
            let (first, last) = (run.first()?, run.last()?);
            (last.day >= today).then_some((first.day.max(today), last.day, first))
        })
        .collect()
}

/// `闭馆：国庆节`, `09:00–16:00：调休上班`.
fn spoken(lang: Lang, exception: &Exception) -> String {
    let hours = day_text(lang, &exception.intervals);
    if exception.note.is_empty() {
        hours
    } else {
        t::hours::because(lang, hours, &exception.note)
    }
}

/// The hours of one day in a line of text.
#[must_use]
pub fn day_text(lang: Lang, intervals: &[Interval]) -> String {
    if intervals.is_empty() {
        return t::hours::day_closed(lang).to_owned();
    }
    let spans = intervals.iter().map(|i| match duty(lang, i.shift) {
        Some(duty) => format!("{} {duty}", span(*i)),
        None => span(*i),
    });
    spans.collect::<Vec<_>>().join(t::hours::comma(lang))
}

fn span(interval: Interval) -> String {
    format!("{}–{}", fmt_minute(interval.start), fmt_minute(interval.end))
}

/// Noon and evening are said, because not every counter works then; morning and afternoon go without saying.
const fn duty(lang: Lang, shift: Shift) -> Option<&'static str> {
    match shift {
        Shift::NoonDuty | Shift::EveningDuty => Some(words::shift(lang, shift)),
        Shift::Morning | Shift::Afternoon => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::hours::parse_day;

    fn exception(day: Date, hours: &str, note: &str) -> Exception {
        Exception {
            day,
            intervals: parse_day("day", hours).unwrap(),
            note: note.into(),
        }
    }

    #[test]
    fn a_holiday_week_is_one_line_that_shrinks_as_it_passes() {
        let mut all: Vec<_> = (1..=7).map(|d| exception(date(2026, 10, d), "", "国庆节")).collect();
        all.push(exception(date(2026, 10, 8), "", "停电检修"));
        all.push(exception(date(2026, 10, 10), "9:00-16:00", "国庆节"));
        let days = |today| {
            runs(&all, today)
                .iter()
                .map(|(a, b, _)| (a.day(), b.day()))
                .collect::<Vec<_>>()
        };
        assert_eq!(days(date(2026, 9, 20)), [(1, 7), (8, 8), (10, 10)]);
        assert_eq!(days(date(2026, 10, 5)), [(5, 7), (8, 8), (10, 10)]);
        assert_eq!(days(date(2026, 10, 9)), [(10, 10)]);
    }

    #[test]
    fn an_exception_says_what_applies_and_why() {
        let closed = exception(date(2026, 10, 1), "", "国庆节");
        assert_eq!(spoken(Lang::ZhHans, &closed), "闭馆：国庆节");
        let short = exception(date(2026, 10, 10), "9:00-12:00; 12:00-14:00", "");
        assert_eq!(spoken(Lang::En, &short), "09:00–12:00, 12:00–14:00 Noon duty");
    }
}
