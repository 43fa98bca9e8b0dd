//! Statistics drawn. Each drawing has a name that says what it shows; the table under it says the same in full. Nothing in it depends on
//! colour alone: the numbers stand beside the bars, and of two bars that stand beside each other one is drawn in outline.

use super::days;
use app::{
    figures::{api::Named, period_text},
    lang::{t, use_lang},
};
use leptos::prelude::*;
use model::{
    figures::{Period, Share},
    statistics::Figure,
    text::Names,
};

/// Lines drawn at most: the table has all.
const MOST: usize = 30;
/// Units of a drawing, as wide as a narrow phone's screen has points: its letters are as large as the page's.
const WIDTH: i64 = 330;

/// How many came and how many were closed, month by month.
#[component]
pub(super) fn Months(months: Vec<(Period, Figure)>) -> impl IntoView {
    use t::statistics as s;
    const HEIGHT: i64 = 150;
    const TOP: i64 = 12;
    const LEFT: i64 = 38;
    let lang = use_lang();
    let most = months
        .iter()
        .map(|(_, f)| f.counted.opened.max(f.counted.closed()))
        .max()
        .unwrap_or(0);
    if most == 0 {
        return ().into_any();
    }
    let step = (WIDTH - LEFT) / (months.len().max(1) as i64);
    let spoken: Vec<String> = months
        .iter()
        .map(|(month, f)| s::month_at(lang, period_text(lang, *month), f.counted.opened, f.counted.closed()))
        .collect();
    let name = s::month_name(lang, spoken.join(t::figures::comma(lang)));
    let bars = months
        .iter()
        .enumerate()
        .map(|(i, (month, figure))| {
            let (x, half) = (LEFT + step * i as i64, ((step - 4) / 2).max(1));
            let number = match month {
                Period::Month(_, month) => month.to_string(),
                other => other.to_string(),
            };
            let bar = |class: &'static str, x: i64, value: i64| {
                let height = HEIGHT * value / most;
                let y = TOP + HEIGHT - height;
                view! { <rect class=class x=x y=y width=half height=height rx="2"></rect> }
            };
            view! {
                {bar("track", x + 2, figure.counted.opened)}
                {bar("bar", x + 2 + half, figure.counted.closed())}
                <text class="axis" x=x + step / 2 y=TOP + HEIGHT + 18 text-anchor="middle">{number}</text>
            }
        })
        .collect_view();
    // Nothing, half and all of the highest; of one case there is no half.
    let mut marks = vec![0, most / 2, most];
    marks.dedup();
    let rules = marks
        .into_iter()
        .map(|value| {
            let y = TOP + HEIGHT - HEIGHT * value / most;
            view! {
                <line class="rule" x1=LEFT x2=WIDTH y1=y y2=y></line>
                <text class="axis" x=LEFT - 6 y=y + 4 text-anchor="end">{value}</text>
            }
        })
        .collect_view();
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {WIDTH} {}", TOP + HEIGHT + 26) role="img" aria-label=name>{rules}{bars}</svg>
            <figcaption>
                {s::month_chart(lang)}" "
                <span class="pill tiny">"▯ "{s::key_opened(lang)}</span>" "<span class="pill tiny">"▮ "{s::key_closed(lang)}</span>
            </figcaption>
        </figure>
    }
    .into_any()
}

/// How many were decided in time, center by center; those that closed most first.
#[component]
pub(super) fn OnTime(centers: Vec<(Named, Figure)>) -> impl IntoView {
    use t::statistics as s;
    let lang = use_lang();
    let mut shown: Vec<(String, i64, i64, String)> = centers
        .into_iter()
        .filter_map(|(center, figure)| {
            let (share, closed) = (figure.counted.on_time()?, figure.counted.closed());
            let name = s::compared(lang, center.names.get(lang.english()), closed);
            Some((name, closed, Share::per_mille(share), share.percent()))
        })
        .collect();
    let all = shown.len();
    shown.sort_by_key(|(_, closed, ..)| std::cmp::Reverse(*closed));
    shown.truncate(MOST);
    let bars = shown
        .into_iter()
        .map(|(name, _, mille, text)| (name, mille, text))
        .collect();
    let more = (all > MOST).then(|| s::more(lang, MOST));
    let name = s::center_name(lang, all.min(MOST));
    view! { <Bars name caption=s::center_chart(lang) more bars most=1000 /> }
}

/// What matters have really needed; those that were closed most first.
#[component]
pub(super) fn Medians(matters: Vec<(String, Names, Figure)>) -> impl IntoView {
    use t::statistics as s;
    let lang = use_lang();
    let mut shown: Vec<(String, i64, String)> = matters
        .into_iter()
        .filter_map(|(_, names, figure)| {
            let twice = figure.twice_median?;
            let name = s::compared(lang, names.get(lang.english()), figure.counted.closed());
            Some((name, twice, days(lang, twice)))
        })
        .collect();
    let all = shown.len();
    shown.truncate(MOST);
    let most = shown.iter().map(|(_, twice, _)| *twice).max().unwrap_or(0);
    let more = (all > MOST).then(|| s::more_matters(lang, MOST));
    let name = s::median_name(lang, all.min(MOST));
    view! { <Bars name caption=s::median_chart(lang) more bars=shown most=most.max(1) /> }
}

/// A bar a line, with its name above and its value at the end.
#[component]
fn Bars(
    /// What the drawing shows, for whoever does not see it.
    name: String,
    /// The same, under it.
    caption: &'static str,
    /// That not all are drawn.
    more: Option<String>,
    /// Name, value, and the value in words.
    bars: Vec<(String, i64, String)>,
    /// The value of the longest bar.
    most: i64,
) -> impl IntoView {
    const ROW: i64 = 42;
    const TRACK: i64 = WIDTH - 110;
    if bars.is_empty() {
        return ().into_any();
    }
    let height = ROW * bars.len() as i64;
    let bars = bars
        .into_iter()
        .enumerate()
        .map(|(i, (name, value, text))| {
            let y = ROW * i as i64;
            let width = (TRACK * value / most).max(1);
            view! {
                <text class="name" x="0" y=y + 15>{name}</text>
                <rect class="track" x="0" y=y + 21 width=TRACK height="12" rx="6"></rect>
                <rect class="bar" x="0" y=y + 21 width=width height="12" rx="6"></rect>
                <text class="value" x=WIDTH y=y + 32 text-anchor="end">{text}</text>
            }
        })
        .collect_view();
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-label=name>{bars}</svg>
            <figcaption>{caption}" "{more}</figcaption>
        </figure>
    }
    .into_any()
}
