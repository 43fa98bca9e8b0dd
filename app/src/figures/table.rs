//! Figures in words: the table under each chart.

use crate::lang::{Lang, t, use_lang};
use leptos::prelude::*;
use model::figures::{FEWEST, Figure, Period, Share};

/// `2026 年`, `2026 年第 3 季度`, `2026 年 9 月`.
pub fn period_text(lang: Lang, period: Period) -> String {
    use t::figures as f;
    match period {
        Period::Year(year) => f::year(lang, year),
        Period::Quarter(year, quarter) => f::quarter(lang, year, quarter),
        Period::Month(year, month) => f::month_of(lang, year, month),
    }
}

/// A share as a percentage.
pub(super) fn share(share: Share) -> String {
    share.percent()
}

/// How many of those who were asked said something: few are counted, because a percentage of them says more than there is.
pub(super) fn answered(share: Share) -> String {
    if share.whole < FEWEST {
        format!("{}/{}", share.part, share.whole)
    } else {
        share.percent()
    }
}

/// A share, and of how many evaluations where those are not all that were counted beside it.
fn of_how_many(lang: Lang, satisfied: Share, rated: i64) -> String {
    if satisfied.whole == rated {
        satisfied.percent()
    } else {
        t::figures::of_n(lang, satisfied.percent(), satisfied.whole)
    }
}

/// Half of it.
pub(super) fn half(twice: i64) -> String {
    let half = if twice % 2 == 0 { "" } else { ".5" };
    format!("{}{half}", twice / 2)
}

/// Working days, given twice.
fn days(lang: Lang, twice: i64) -> String {
    t::figures::days(lang, half(twice))
}

/// One line a part; `rows` are its name, where the name leads, and what is published.
#[component]
pub(super) fn Table(
    /// What the parts are.
    head: &'static str,
    /// The parts.
    rows: Vec<(String, Option<String>, Figure)>,
) -> impl IntoView {
    use t::figures as f;
    let lang = use_lang();
    let rows = rows
        .into_iter()
        .map(|(name, href, figure)| view! { <Line name href figure /> })
        .collect_view();
    let column = |text: &'static str| view! { <th class="num" scope="col" role="columnheader">{text}</th> };
    view! {
        <div class="scroll stacks" role="region" aria-label=head tabindex="0">
            <table class="data" role="table">
                <thead role="rowgroup"><tr role="row">
                    <th scope="col" role="columnheader">{head}</th>
                    {column(f::services(lang))}
                    {column(f::answered(lang))}
                    {column(f::rated(lang))}
                    {column(f::satisfied(lang))}
                    {column(f::bad(lang))}
                    {column(f::rectified(lang))}
                    {column(f::median(lang))}
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Line(name: String, href: Option<String>, figure: Figure) -> impl IntoView {
    use t::figures as f;
    let lang = use_lang();
    // What is hidden says so; what there is not is a dash, which is read out as a word.
    let none = || {
        if figure.too_few {
            view! { <span class="muted">{f::hidden(lang)}</span> }.into_any()
        } else {
            view! { <span aria-hidden="true">"–"</span><span class="sr">{f::none(lang)}</span> }.into_any()
        }
    };
    let cell = |label: &'static str, value: Option<String>| {
        let shown = value.map_or_else(none, |value| value.into_any());
        view! { <td class="num" role="cell" data-label=label>{shown}</td> }
    };
    let said = figure.said.as_ref();
    let asked = figure.answered.map_or_else(
        || view! { <span aria-hidden="true">"–"</span><span class="sr">{f::none(lang)}</span> }.into_any(),
        |asked| {
            // What few say as a number already is not said twice.
            let of = (asked.whole >= FEWEST)
                .then(|| view! { <small class="muted">{f::of_asked(lang, asked.whole, asked.part)}</small> });
            view! { {answered(asked)}" "{of} }.into_any()
        },
    );
    let failed =
        (figure.failed > 0).then(|| view! { " "<small class="muted">{f::failed(lang, figure.failed)}</small> });
    let head = match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{head}</th>
            <td class="num" role="cell" data-label=f::services(lang)>{figure.services}{failed}</td>
            <td class="num" role="cell" data-label=f::answered(lang)>{asked}</td>
            {cell(f::rated(lang), Some(figure.rated.to_string()))}
            {cell(f::satisfied(lang), said.map(|s| of_how_many(lang, s.satisfied, figure.rated)))}
            {cell(f::bad(lang), said.map(|s| s.bad.to_string()))}
            {cell(f::rectified(lang), said.and_then(|s| s.rectified).map(share))}
            {cell(f::median(lang), said.and_then(|s| s.twice_median_days).map(|d| days(lang, d)))}
        </tr>
    }
}
