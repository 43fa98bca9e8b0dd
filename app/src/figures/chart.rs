//! Figures drawn. Each drawing has a name that says what it shows; the table under it says the same in full. Nothing in it depends on
//! colour alone: a bar's length and the number beside it say the same.

use super::{
    api::Named,
    table::{period_text, share},
};
use crate::lang::{t, use_lang};
use leptos::prelude::*;
use model::figures::{Figure, Period};

/// Centers drawn at most: the table has all.
const MOST: usize = 60;
/// Units of a drawing, as wide as a narrow phone's screen has points: its letters are as large as the page's.
const WIDTH: i64 = 330;

/// How many were satisfied, month by month.
#[component]
pub(super) fn TimeLine(months: Vec<(Period, Figure)>) -> impl IntoView {
    use t::figures as f;
    const HEIGHT: i64 = 150;
    const TOP: i64 = 22;
    const LEFT: i64 = 38;
    let lang = use_lang();
    let many = months.len().max(1) as i64;
    let step = (WIDTH - LEFT) / many;
    let spoken: Vec<String> = months
        .iter()
        .filter_map(|(month, figure)| {
            Some(f::at(
                lang,
                period_text(lang, *month),
                share(figure.said.as_ref()?.satisfied),
            ))
        })
        .collect();
    if spoken.is_empty() {
        return ().into_any();
    }
    let name = f::line_name(lang, spoken.join(f::comma(lang)));
    let lines = [0, 50, 100]
        .map(|percent| {
            let y = TOP + HEIGHT - HEIGHT * percent / 100;
            view! {
                <line class="rule" x1=LEFT x2=WIDTH y1=y y2=y></line>
                <text class="axis" x=LEFT - 6 y=y + 4 text-anchor="end">{format!("{percent}%")}</text>
            }
        })
        .collect_view();
    let bars = months
        .iter()
        .enumerate()
        .map(|(i, (month, figure))| {
            let x = LEFT + step * i as i64;
            let middle = x + step / 2;
            let number = match month {
                Period::Month(_, month) => month.to_string(),
                other => other.to_string(),
            };
            let bar = figure.said.as_ref().map(|said| {
                let height = (HEIGHT * said.satisfied.per_mille() / 1000).max(1);
                let y = TOP + HEIGHT - height;
                let whole = said.satisfied.per_mille() / 10;
                view! {
                    <rect class="bar" x=x + 2 y=y width=(step - 4).max(1) height=height rx="3"></rect>
                    <text class="value" x=middle y=y - 5 text-anchor="middle">{whole}</text>
                }
            });
            view! {
                {bar}
                <text class="axis" x=middle y=TOP + HEIGHT + 18 text-anchor="middle">{number}</text>
            }
        })
        .collect_view();
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {WIDTH} {}", TOP + HEIGHT + 26) role="img" aria-label=name>{lines}{bars}</svg>
            <figcaption>{f::line_caption(lang)}</figcaption>
        </figure>
    }
    .into_any()
}

/// How many were satisfied, center by center.
#[component]
pub(super) fn Comparison(centers: Vec<(Named, Figure)>) -> impl IntoView {
    use t::figures as f;
    const ROW: i64 = 42;
    const TRACK: i64 = WIDTH - 56;
    let lang = use_lang();
    let mut shown: Vec<_> = centers
        .into_iter()
        .filter_map(|(center, figure)| Some((center, figure.rated, figure.said?.satisfied)))
        .collect();
    if shown.is_empty() {
        return ().into_any();
    }
    shown.sort_by_key(|(_, rated, satisfied)| (-satisfied.per_mille(), -rated));
    let all = shown.len();
    shown.truncate(MOST);
    let height = ROW * shown.len() as i64;
    let bars = shown
        .iter()
        .enumerate()
        .map(|(i, (center, rated, satisfied))| {
            let y = ROW * i as i64;
            let width = (TRACK * satisfied.per_mille() / 1000).max(1);
            let name = f::compared(lang, center.names.get(lang.english()), *rated);
            view! {
                <text class="name" x="0" y=y + 15>{name}</text>
                <rect class="track" x="0" y=y + 21 width=TRACK height="12" rx="6"></rect>
                <rect class="bar" x="0" y=y + 21 width=width height="12" rx="6"></rect>
                <text class="value" x=WIDTH y=y + 32 text-anchor="end">{share(*satisfied)}</text>
            }
        })
        .collect_view();
    let name = f::comparison_name(lang, shown.len());
    let more = (all > MOST).then(|| f::comparison_more(lang, MOST));
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-label=name>{bars}</svg>
            <figcaption>{f::comparison_caption(lang)}" "{more}</figcaption>
        </figure>
    }
    .into_any()
}
