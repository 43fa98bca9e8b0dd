//! `/figures`: what is counted of evaluations, as numbers, drawn and as tables. A GET form whose answer is the page's address.

use super::{
    api::{Figures, Wanted, show_figures},
    chart::{Comparison, TimeLine},
    spoken::Spoken,
    table::{Table, answered, half, period_text, share},
};
use crate::{
    boot::use_boot,
    call::resource,
    evaluation::words::service,
    lang::{t, use_lang},
    ui::{Icon, Loaded, PageTitle},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{
    evaluation::Service,
    figures::{FEWEST, Figure, Period},
};

/// See the module.
#[component]
pub fn FiguresPage() -> impl IntoView {
    let lang = use_lang();
    let query = use_location().query;
    let wanted = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        Wanted {
            period: get("period"),
            service: get("service"),
            center: get("center"),
            words: get("words"),
        }
    });
    let figures = resource(move || wanted.get(), show_figures);
    view! {
        <div class="stack">
            <PageTitle text=t::figures::title(lang) />
            <p class="lead">{t::figures::lead(lang)}</p>
            <Loaded resource=figures view=|figures: Figures| view! { <Shown figures /> } />
        </div>
    }
}

#[component]
fn Shown(figures: Figures) -> impl IntoView {
    use t::figures as f;
    let lang = use_lang();
    let of = match &figures.center {
        Some(center) => center.names.get(lang.english()).to_owned(),
        None => f::all_centers(lang).to_owned(),
    };
    let heading = f::of(lang, &of, period_text(lang, figures.period));
    let nothing = figures.whole == Figure::default();
    let download = format!("/open/evaluations.csv?period={}", figures.period);
    view! {
        <Form figures=figures.clone() />
        <section class="stack close" aria-labelledby="whole">
            <h2 id="whole">{heading}</h2>
            {if !has_begun(figures.period) {
                view! { <p class="notice warn"><Icon name="info" />{f::not_begun(lang)}</p> }.into_any()
            } else if nothing {
                view! { <p class="muted">{f::nothing(lang)}</p> }.into_any()
            } else {
                view! { <Whole now=figures.whole.clone() before=figures.before.clone() period=figures.period /> }.into_any()
            }}
        </section>
        {(!figures.services.is_empty()).then(|| {
            let rows = figures.services.iter().map(|(kind, figure)| (service(lang, *kind).to_owned(), None, figure.clone()));
            view! {
                <section class="stack close" aria-labelledby="services">
                    <h2 id="services">{f::by_service(lang)}</h2>
                    <Table head=f::service(lang) rows=rows.collect() />
                </section>
            }
        })}
        {(!nothing).then(|| {
            let rows = figures.months.iter().map(|(month, figure)| (period_text(lang, *month), None, figure.clone()));
            view! {
                <section class="stack close" aria-labelledby="months">
                    <h2 id="months">{f::by_month(lang)}</h2>
                    <TimeLine months=figures.months.clone() />
                    <Table head=f::month(lang) rows=rows.collect() />
                </section>
            }
        })}
        {(!figures.centers.is_empty()).then(|| {
            let rows = figures.centers.iter().map(|(center, figure)| {
                let name = center.names.get(lang.english()).to_owned();
                (name, Some(format!("/figures?period={}&center={}", figures.period, center.id)), figure.clone())
            });
            view! {
                <section class="stack close" aria-labelledby="centers">
                    <h2 id="centers">{f::by_center(lang)}</h2>
                    <Comparison centers=figures.centers.clone() />
                    <Table head=f::center(lang) rows=rows.collect() />
                </section>
            }
        })}
        <Spoken figures />
        <section class="stack close" aria-labelledby="how">
            <h2 id="how">{f::how(lang)}</h2>
            <ul class="plain">
                <li>{f::how_levels(lang)}</li>
                <li>{f::how_answered(lang)}</li>
                <li>{f::how_rectified(lang)}</li>
                <li>{f::how_few(lang, FEWEST)}</li>
            </ul>
            <p class="acts"><a class="btn" href=download rel="external" download=""><Icon name="download" />{f::download(lang)}</a></p>
        </section>
    }
}

/// Whether there can be anything of a period yet.
fn has_begun(period: Period) -> bool {
    period.days().0 <= use_boot().with_value(|b| b.now.day)
}

/// The numbers that matter most, each beside that of the period before.
#[component]
fn Whole(now: Figure, before: Figure, period: Period) -> impl IntoView {
    use t::figures as f;
    let lang = use_lang();
    let earlier = period_text(lang, period.before());
    let satisfied = |figure: &Figure| figure.said.as_ref().map(|s| s.satisfied);
    let rectified = |figure: &Figure| figure.said.as_ref().and_then(|s| s.rectified);
    let median = |figure: &Figure| figure.said.as_ref().and_then(|s| s.twice_median_days).map(half);
    // A number stands alone, so that it never breaks; what it is of stands under it.
    let tile = |name: &'static str, value: Option<String>, of: Option<String>, before: Option<String>| {
        let of = of.map(|of| view! { <small>{of}</small> });
        let shown = value.unwrap_or_else(|| f::none(lang).to_owned());
        let before = before.map(|value| view! { <small>{f::before(lang, &earlier, &value)}</small> });
        view! { <li><div class="tile"><span>{name}</span><b>{shown}</b>{of}{before}</div></li> }
    };
    let failed = (now.failed > 0).then(|| f::failed(lang, now.failed));
    let asked = now
        .answered
        .filter(|share| share.whole >= FEWEST)
        .map(|share| f::of_asked(lang, share.whole, share.part));
    let unit = median(&now).map(|_| f::median_unit(lang).to_owned());
    let too_few = now
        .too_few
        .then(|| view! { <p class="note"><Icon name="info" />{f::few(lang)}</p> });
    let aside = (now.set_aside > 0).then(|| view! { <p class="muted">{f::set_aside(lang, now.set_aside)}</p> });
    view! {
        <ul class="tiles">
            {tile(f::services(lang), Some(now.services.to_string()), failed, (before.services > 0).then(|| before.services.to_string()))}
            {tile(f::answered(lang), now.answered.map(answered), asked, before.answered.map(answered))}
            {tile(f::satisfied(lang), satisfied(&now).map(share), None, satisfied(&before).map(share))}
            {tile(f::bad(lang), now.said.as_ref().map(|s| s.bad.to_string()), None, before.said.as_ref().map(|s| s.bad.to_string()))}
            {tile(f::rectified(lang), rectified(&now).map(share), None, rectified(&before).map(share))}
            {tile(f::median_tile(lang), median(&now), unit, median(&before))}
        </ul>
        {too_few}
        {aside}
    }
}

/// What is asked.
#[component]
fn Form(figures: Figures) -> impl IntoView {
    use t::figures as f;
    let lang = use_lang();
    let chosen = figures.period.to_string();
    let mut periods: Vec<Period> = Vec::new();
    for year in &figures.years {
        periods.push(Period::Year(*year));
        if *year == figures.period.year() {
            periods.extend((1..=4).rev().map(|quarter| Period::Quarter(*year, quarter)));
            periods.extend((1..=12).rev().map(|month| Period::Month(*year, month)));
        }
    }
    if !periods.contains(&figures.period) {
        periods.insert(0, figures.period);
    }
    periods.retain(|period| has_begun(*period));
    let option = |value: String, text: String, chosen: &str| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }
    };
    let periods = periods
        .into_iter()
        .map(|p| option(p.to_string(), period_text(lang, p), &chosen))
        .collect_view();
    let chosen_service = figures.service.map_or("", Service::code);
    let services = Service::ALL
        .map(|s| option(s.code().to_owned(), service(lang, s).to_owned(), chosen_service))
        .collect_view();
    let center = figures.center.as_ref().map(|c| c.id.to_string()).unwrap_or_default();
    let centers = figures
        .choices
        .iter()
        .map(|c| option(c.id.to_string(), c.names.get(lang.english()).to_owned(), &center))
        .collect_view();
    view! {
        <form class="form wide no-print" action="/figures">
            <div class="fields">
                <div class="field"><label for="period">{f::period(lang)}</label>
                    <select class="in" id="period" name="period">{periods}</select></div>
                <div class="field"><label for="service">{f::service(lang)}</label>
                    <select class="in" id="service" name="service"><option value="">{f::all_services(lang)}</option>{services}</select></div>
                <div class="field"><label for="center">{f::center(lang)}</label>
                    <select class="in" id="center" name="center"><option value="">{f::all_centers(lang)}</option>{centers}</select></div>
            </div>
            <div class="acts"><button class="btn main">{f::show(lang)}</button></div>
        </form>
    }
}
