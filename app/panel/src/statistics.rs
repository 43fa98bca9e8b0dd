//! `/admin/statistics`: how many cases came and how they went, as numbers, drawn and as tables. A GET form whose answer is the page's
//! address; the same filters stand in the addresses of the downloads.

mod chart;
mod table;

use super::parts::use_query;
use app::{
    call::resource,
    case::words::mode,
    figures::period_text,
    lang::{Lang, t, use_lang},
    statistics::api::{Statistics, Wanted, get_statistics},
    ui::{Icon, Loaded, PageTitle},
};
use chart::{Medians, Months, OnTime};
use leptos::prelude::*;
use model::{
    figures::{Period, Share},
    matter::Mode,
    statistics::Figure,
};
use table::Table;

/// See the module.
#[component]
pub(super) fn StatisticsPage() -> impl IntoView {
    let query = use_query();
    let wanted = Memo::new(move |_| {
        let get = |name: &str| query.with(|q| q.get(name).unwrap_or_default());
        Wanted {
            period: get("period"),
            center: get("center"),
            mode: get("mode"),
            channel: get("channel"),
            matter: get("matter"),
        }
    });
    let statistics = resource(move || wanted.get(), get_statistics);
    view! { <Loaded resource=statistics view=|statistics: Statistics| view! { <Shown statistics /> } /> }
}

/// Tenths as people write them.
fn tenths(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Working days, given twice.
fn days(lang: Lang, twice: i64) -> String {
    let half = if twice % 2 == 0 { "" } else { ".5" };
    match twice {
        0 => t::statistics::same_day(lang).to_owned(),
        _ => t::statistics::days(lang, format!("{}{half}", twice / 2)),
    }
}

fn channel(lang: Lang, online: bool) -> &'static str {
    if online {
        t::statistics::ch_online(lang)
    } else {
        t::statistics::ch_counter(lang)
    }
}

/// The address of the page, or of a download, with the filters that it has.
fn address(path: &str, of: &Statistics, center: Option<String>, matter: Option<&str>) -> String {
    let center = center.or_else(|| of.center.as_ref().map(|c| c.id.to_string()));
    let matter = matter.or(of.matter.as_ref().map(|(code, _)| code.as_str()));
    let online = of.online.map(|online| if online { "online" } else { "counter" });
    let mut address = format!("{path}?period={}", of.period);
    let parts = [
        ("center", center.as_deref()),
        ("mode", of.mode.map(Mode::code)),
        ("channel", online),
        ("matter", matter),
    ];
    for (name, value) in parts {
        // Keys, words and codes: nothing in them has to be escaped.
        if let Some(value) = value {
            address.push_str(&format!("&{name}={value}"));
        }
    }
    address
}

#[component]
fn Shown(statistics: Statistics) -> impl IntoView {
    use t::statistics as s;
    let lang = use_lang();
    let mut what = vec![match &statistics.center {
        Some(center) => center.names.get(lang.english()).to_owned(),
        None => s::all_centers(lang).to_owned(),
    }];
    what.extend(statistics.mode.map(|one| mode(lang, one).to_owned()));
    what.extend(statistics.online.map(|online| channel(lang, online).to_owned()));
    what.extend(
        statistics
            .matter
            .as_ref()
            .map(|(_, names)| names.get(lang.english()).to_owned()),
    );
    let heading = s::of(lang, what.join(" · "), period_text(lang, statistics.period));
    let nothing = statistics.whole.counted.is_empty();
    let unknown = statistics.unknown.clone().map(|code| {
        view! { <p class="notice warn" role="status"><Icon name="warn" />{s::unknown_matter(lang, code)}</p> }
    });
    let whole = if nothing {
        view! { <p class="muted">{s::nothing(lang)}</p> }.into_any()
    } else {
        view! { <Whole now=statistics.whole before=statistics.before period=statistics.period so_far=statistics.so_far /> }.into_any()
    };
    view! {
        <PageTitle text=s::title(lang) />
        <p class="lead">{s::lead(lang)}</p>
        {unknown}
        <Form statistics=statistics.clone() />
        <section class="stack close" aria-labelledby="whole"><h2 id="whole">{heading}</h2>{whole}</section>
        <Parts statistics=statistics.clone() />
        <Download statistics />
        <section class="stack close" aria-labelledby="how">
            <h2 id="how">{s::how(lang)}</h2>
            <ul class="plain">
                <li>{s::how_cases(lang)}</li>
                <li>{s::how_on_time(lang)}</li>
                <li>{s::how_missed(lang)}</li>
                <li>{s::how_visits(lang)}</li>
                <li>{s::how_median(lang)}</li>
            </ul>
        </section>
    }
}

/// The parts of the whole, each with its table.
#[component]
fn Parts(statistics: Statistics) -> impl IntoView {
    use t::statistics as s;
    let lang = use_lang();
    let months: Vec<_> = statistics
        .months
        .iter()
        .map(|(month, figure)| (period_text(lang, *month), None, *figure))
        .collect();
    let centers: Vec<_> = statistics
        .centers
        .iter()
        .map(|(center, figure)| {
            let to = address("/admin/statistics", &statistics, Some(center.id.to_string()), None);
            (center.names.get(lang.english()).to_owned(), Some(to), *figure)
        })
        .collect();
    let modes: Vec<_> = statistics
        .modes
        .iter()
        .map(|(one, figure)| (mode(lang, *one).to_owned(), None, *figure))
        .collect();
    let channels: Vec<_> = statistics
        .channels
        .iter()
        .map(|(online, figure)| (channel(lang, *online).to_owned(), None, *figure))
        .collect();
    let matters: Vec<_> = statistics
        .matters
        .iter()
        .map(|(code, names, figure)| {
            let to = address("/admin/statistics", &statistics, None, Some(code));
            (names.get(lang.english()).to_owned(), Some(to), *figure)
        })
        .collect();
    let shown = |id: &'static str, title: &'static str, head: &'static str, rows: Vec<_>, chart: AnyView| {
        (!rows.is_empty()).then(|| {
            view! {
                <section class="stack close" aria-labelledby=id>
                    <h2 id=id>{title}</h2>
                    {chart}
                    <Table head rows />
                </section>
            }
        })
    };
    let none = || ().into_any();
    let over_time = view! { <Months months=statistics.months.clone() /> }.into_any();
    let on_time = view! { <OnTime centers=statistics.centers.clone() /> }.into_any();
    let medians = view! { <Medians matters=statistics.matters.clone() /> }.into_any();
    view! {
        {shown("months", s::by_month(lang), s::month(lang), months, over_time)}
        {shown("centers", s::by_center(lang), s::center(lang), centers, on_time)}
        {shown("modes", s::by_mode(lang), s::mode(lang), modes, none())}
        {shown("channels", s::by_channel(lang), s::channel(lang), channels, none())}
        {shown("matters", s::by_matter(lang), t::case::c_matter(lang), matters, medians)}
    }
}

#[component]
fn Download(statistics: Statistics) -> impl IntoView {
    use t::statistics as s;
    let lang = use_lang();
    let link = |end: &str, name: &'static str| {
        let to = address(&format!("/admin/statistics.{end}"), &statistics, None, None);
        view! { <a class="btn" href=to rel="external" download=""><Icon name="download" />{name}</a> }
    };
    view! {
        <section class="stack close no-print" aria-labelledby="take">
            <h2 id="take">{s::download(lang)}</h2>
            <p class="muted">{s::download_lead(lang)}</p>
            <p class="acts">
                {link("csv", s::csv(lang))}
                {link("xlsx", s::xlsx(lang))}
                <a class="btn" href="/admin/town"><Icon name="building" />{s::town(lang)}</a>
            </p>
        </section>
    }
}

/// The numbers that matter most, each beside that of the period before, or of as much of it as there has been of this one.
#[component]
fn Whole(now: Figure, before: Figure, period: Period, so_far: bool) -> impl IntoView {
    use t::statistics as s;
    let lang = use_lang();
    let earlier = period_text(lang, period.before());
    let tile = |name: &'static str, value: &dyn Fn(&Figure) -> Option<String>| {
        let shown = value(&now).unwrap_or_else(|| s::none(lang).to_owned());
        let before = value(&before).filter(|_| !before.counted.is_empty());
        let before = before.map(|value| {
            let said = if so_far {
                s::before_so_far(lang, &earlier, &value)
            } else {
                s::before(lang, &earlier, &value)
            };
            view! { <small>{said}</small> }
        });
        view! { <li><div class="tile"><span>{name}</span><b>{shown}</b>{before}</div></li> }
    };
    view! {
        <ul class="tiles">
            {tile(s::opened(lang), &|f| Some(f.counted.opened.to_string()))}
            {tile(s::closed(lang), &|f| Some(f.counted.closed().to_string()))}
            {tile(s::on_time(lang), &|f| f.counted.on_time().map(Share::percent))}
            {tile(s::missed(lang), &|f| f.counted.missed().map(Share::percent))}
            {tile(s::visits(lang), &|f| f.counted.visit_tenths().map(|n| s::times(lang, tenths(n))))}
            {tile(s::median(lang), &|f| f.twice_median.map(|twice| days(lang, twice)))}
        </ul>
    }
}

/// What is asked.
#[component]
fn Form(statistics: Statistics) -> impl IntoView {
    use t::statistics as s;
    let lang = use_lang();
    let mut periods: Vec<Period> = Vec::new();
    for year in &statistics.years {
        periods.push(Period::Year(*year));
        if *year == statistics.period.year() {
            periods.extend((1..=4).rev().map(|quarter| Period::Quarter(*year, quarter)));
            periods.extend((1..=12).rev().map(|month| Period::Month(*year, month)));
        }
    }
    if !periods.contains(&statistics.period) {
        periods.insert(0, statistics.period);
    }
    let select = |name: &'static str, label: &'static str, chosen: String, options: Vec<(String, String)>| {
        let options = options
            .into_iter()
            .map(|(value, text)| view! { <option value=value.clone() selected=chosen == value>{text}</option> })
            .collect_view();
        let id = format!("statistics-{name}");
        view! { <div class="field"><label for=id.clone()>{label}</label><select class="in" id=id name=name>{options}</select></div> }
    };
    let any = |text: &'static str| std::iter::once((String::new(), text.to_owned()));
    let periods = periods
        .into_iter()
        .map(|p| (p.to_string(), period_text(lang, p)))
        .collect();
    let names = statistics.choices.iter();
    let centers = names.map(|c| (c.id.to_string(), c.names.get(lang.english()).to_owned()));
    let modes = Mode::ALL.map(|one| (one.code().to_owned(), mode(lang, one).to_owned()));
    let channels = [false, true].map(|online| {
        let code = if online { "online" } else { "counter" };
        (code.to_owned(), channel(lang, online).to_owned())
    });
    let center = statistics.center.as_ref().map(|c| c.id.to_string()).unwrap_or_default();
    let chosen_mode = statistics.mode.map_or("", Mode::code).to_owned();
    let chosen_channel = match statistics.online {
        None => "",
        Some(true) => "online",
        Some(false) => "counter",
    };
    let matter = statistics
        .matter
        .map(|(code, _)| code)
        .or(statistics.unknown)
        .unwrap_or_default();
    view! {
        <form method="get" action="/admin/statistics" class="filters fields no-print">
            {select("period", s::period(lang), statistics.period.to_string(), periods)}
            {select("center", s::center(lang), center, any(s::any_center(lang)).chain(centers).collect())}
            {select("mode", s::mode(lang), chosen_mode, any(s::all(lang)).chain(modes).collect())}
            {select("channel", s::channel(lang), chosen_channel.to_owned(), any(s::all(lang)).chain(channels).collect())}
            <div class="field"><label for="statistics-matter">{s::matter(lang)}</label>
                <input class="in" id="statistics-matter" name="matter" value=matter autocomplete="off" maxlength="20"
                    aria-describedby="statistics-matter-hint" />
                <small class="hint" id="statistics-matter-hint">{s::matter_hint(lang)}</small></div>
            <div class="acts"><button class="btn main">{s::show(lang)}</button></div>
        </form>
    }
}
