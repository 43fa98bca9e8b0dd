//! The week of a center: a row a part of the day, a column a day; and filling it by the rota or by the week before.

use super::{Choose, address, go_on, month};
use crate::parts::use_query;
use app::{
    boot::use_boot,
    call::resource,
    duty::{
        api::{CopyWeek, Day, FillWeeks, OfCenter, Planned, Week, get_week},
        words::times,
    },
    lang::{Lang, t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, TextField, words as said},
};
use jiff::civil::Date;
use leptos::prelude::*;
use model::{date, duty::span, hours::Shift};

/// See the module.
#[component]
pub(crate) fn WeekPage() -> impl IntoView {
    let query = use_query();
    let asked = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        (get("center"), get("week"))
    });
    let week = resource(move || asked.get(), |(center, week)| get_week(center, week));
    view! { <Loaded resource=week view=|week: Week| view! { <Shown week /> } /> }
}

#[component]
fn Shown(week: Week) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let monday = week.first;
    let title = match &week.of {
        Some(of) => format!("{} · {}", d::title(lang), of.names.get(lang.english())),
        None => d::title(lang).to_owned(),
    };
    let body = match week.of.clone() {
        Some(of) => view! { <OfWeek of monday /> }.into_any(),
        None => view! { <p class="muted">{d::nowhere(lang)}</p> }.into_any(),
    };
    let when = ("week", "date", date::format(monday), d::week_of(lang));
    view! {
        <PageTitle text=title />
        <p class="lead no-print">{d::lead(lang)}</p>
        <News />
        <Choose week to="/admin/duty" when />
        {body}
    }
}

/// What has become of the form that led here.
#[component]
fn News() -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let get = |name: &str| use_query().with_untracked(|q| q.get(name));
    if let Some(added) = get("added") {
        let count = |name: &str| get(name).and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
        let added: usize = added.parse().unwrap_or(0);
        let (kept, holidays, left, busy) = (count("kept"), count("holidays"), count("left"), count("busy"));
        let others = [
            (kept > 0).then(|| d::filled_kept(lang, kept)),
            (holidays > 0).then(|| d::filled_holidays(lang, holidays)),
            (left > 0).then(|| d::filled_left(lang, left)),
            (busy > 0).then(|| d::filled_busy(lang, busy)),
        ];
        let others = others
            .into_iter()
            .flatten()
            .map(|text| view! { <li>{text}</li> })
            .collect_view();
        return view! {
            <div class="notice good" role="status"><Icon name="check" /><p>{d::filled(lang, added)}</p><ul>{others}</ul></div>
        }
        .into_any();
    }
    let text = ["saved", "removed", "swapped"]
        .into_iter()
        .find(|name| get(name).is_some());
    let text = match text {
        Some("saved") => d::saved(lang),
        Some("removed") => d::removed(lang),
        Some(_) => d::swapped(lang),
        None => return ().into_any(),
    };
    view! { <p class="notice good" role="status"><Icon name="check" />{text}</p> }.into_any()
}

#[component]
fn OfWeek(of: OfCenter, monday: Date) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let (center, plans, has_rota) = (of.center, of.plans, of.has_rota);
    let today = use_boot().with_value(|b| b.now.day);
    let gaps: usize = of.days.iter().map(|day| day.gaps.len()).sum();
    let before = date::before(monday, 7).unwrap_or(monday);
    let next = date::after(monday, 7).unwrap_or(monday);
    let short = (gaps > 0)
        .then(|| view! { <p class="notice warn" role="status"><Icon name="warn" />{d::gaps_n(lang, gaps)}</p> });
    let of_month = month(monday);
    let rota = plans.then(|| {
        view! { <a class="btn" href=format!("/admin/duty/rota/{center}")><Icon name="list" />{d::rota(lang)}</a> }
    });
    let fill = plans.then(|| {
        view! {
            <div class="split">
                {if has_rota {
                    view! { <Fill center=center.to_string() week=date::format(monday.max(date::week(today).0)) /> }.into_any()
                } else {
                    view! {
                        <section class="card stack close"><h2>{d::fill(lang)}</h2><p>{d::fill_no_rota(lang)}</p>
                            <p class="acts"><a class="btn" href=format!("/admin/duty/rota/{center}")>{d::rota(lang)}</a></p></section>
                    }
                    .into_any()
                }}
                <CopyOn center=center.to_string() week=date::format(monday) />
            </div>
        }
    });
    view! {
        <nav class="acts" aria-label=d::weeks(lang)>
            <a class="btn" href=address(center, before)>{d::week_before(lang)}</a>
            <a class="btn" href=address(center, today)>{d::week_this(lang)}</a>
            <a class="btn" href=address(center, next)>{d::week_next(lang)}</a>
            <a class="btn" href=format!("/admin/duty/print?center={center}&month={of_month}")><Icon name="print" />{d::print(lang)}</a>
            <a class="btn" rel="external" href=format!("/admin/duty.csv?center={center}&month={of_month}")><Icon name="download" />{d::csv(lang)}</a>
            {rota}
        </nav>
        {short}
        <Table of today />
        {fill}
    }
}

#[component]
fn Table(of: OfCenter, today: Date) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    if of.shifts.is_empty() {
        return view! { <p role="status">{d::no_hours(lang)}</p> }.into_any();
    }
    let heads = of
        .days
        .iter()
        .map(|day| {
            let holiday = day
                .holiday
                .then(|| view! { " "<span class="pill tiny">{d::holiday(lang)}</span> });
            let current = (day.day == today).then_some("date");
            view! { <th scope="col" role="columnheader" aria-current=current>{head(lang, day.day)}{holiday}</th> }
        })
        .collect_view();
    let rows = of
        .shifts
        .iter()
        .map(|shift| {
            let cells = of.days.iter().map(|day| cell(lang, &of, day, *shift)).collect_view();
            view! { <tr role="row"><th scope="row" role="rowheader">{said::shift(lang, *shift)}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="scroll stacks uncut" role="region" aria-label=d::title(lang) tabindex="0">
            <table class="data duty-week" role="table">
                <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">{d::f_shift(lang)}</th>{heads}</tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn head(lang: Lang, day: Date) -> String {
    let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
    format!("{} {}", said::weekday(lang, weekday), said::date(lang, day))
}

fn cell(lang: Lang, of: &OfCenter, day: &Day, shift: Shift) -> impl IntoView + use<> {
    use t::duty as d;
    let own = span(&day.open, shift);
    let shifts = day
        .shifts
        .iter()
        .filter(|one| one.duty.shift == shift)
        .map(|one| line(lang, one, of.plans, own))
        .collect_view();
    let gap = day
        .gaps
        .contains(&shift)
        .then(|| view! { <span class="pill warn tiny"><Icon name="warn" />{d::gap(lang)}</span> });
    let closed = (own.is_none() && !day.shifts.iter().any(|one| one.duty.shift == shift))
        .then(|| view! { <span class="muted">{d::closed(lang)}</span> });
    let add = of.plans.then(|| {
        let href = format!(
            "/admin/duty/new?center={}&day={}&shift={}",
            of.center,
            date::format(day.day),
            shift.code()
        );
        let label = d::add_for(lang, head(lang, day.day), said::shift(lang, shift));
        view! { <a class="btn small quiet no-print" href=href aria-label=label><Icon name="plus" /></a> }
    });
    view! { <td role="cell" data-label=head(lang, day.day)><div class="duty-cell">{shifts}{gap}{closed}{add}</div></td> }
}

/// Somebody in the table; their times where they are not the whole of the part of the day.
fn line(lang: Lang, one: &Planned, plans: bool, own: Option<(u16, u16)>) -> impl IntoView + use<> {
    use t::duty as d;
    let duty = &one.duty;
    let part = (own != Some((duty.start, duty.end)))
        .then(|| view! { " "<small class="num nowrap">{times(duty.start, duty.end)}</small> });
    let marks = [
        (duty.ended, "bad", d::ended(lang)),
        (one.strays, "warn", d::strays(lang)),
        (duty.beyond, "", d::beyond(lang)),
    ]
    .into_iter()
    .filter(|(on, ..)| *on)
    .map(|(_, class, text)| view! { " "<span class=format!("pill tiny {class}")>{text}</span> })
    .collect_view();
    let note = (!duty.note.is_empty()).then(|| view! { <small class="muted">{duty.note.clone()}</small> });
    let name = duty.name.clone();
    let who = if plans {
        view! { <a href=format!("/admin/duty/{}", duty.id)>{name}</a> }.into_any()
    } else {
        view! { <b>{name}</b> }.into_any()
    };
    view! { <p>{who}{part}{marks}{note}</p> }
}

/// What the summary of problems calls fields that are hidden.
fn called(lang: Lang, field: &str) -> Option<String> {
    (field == "week").then(|| t::duty::week_of(lang).to_owned())
}

#[component]
fn Fill(center: String, week: String) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let action = FormAction::<FillWeeks>::new();
    go_on(action);
    view! {
        <section class="card stack close">
            <h2>{d::fill(lang)}</h2>
            <p>{d::fill_lead(lang)}</p>
            <PostForm action called>
                <input type="hidden" name="center" value=center />
                <input type="hidden" name="week" value=week />
                <TextField field="weeks" label=d::weeks_n(lang) value="4".to_owned() inputmode="numeric" required=true />
                <div class="acts"><button class="btn">{d::fill_do(lang)}</button></div>
            </PostForm>
        </section>
    }
}

#[component]
fn CopyOn(center: String, week: String) -> impl IntoView {
    use t::duty as d;
    let lang = use_lang();
    let action = FormAction::<CopyWeek>::new();
    go_on(action);
    view! {
        <section class="card stack close">
            <h2>{d::copy(lang)}</h2>
            <p>{d::copy_lead(lang)}</p>
            <PostForm action called>
                <input type="hidden" name="center" value=center />
                <input type="hidden" name="week" value=week />
                <div class="acts"><button class="btn">{d::copy_do(lang)}</button></div>
            </PostForm>
        </section>
    }
}
