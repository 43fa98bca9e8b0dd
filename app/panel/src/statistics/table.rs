//! Statistics in words: the table under each drawing.

use super::{days, tenths};
use app::lang::{t, use_lang};
use leptos::prelude::*;
use model::{figures::Share, statistics::Figure};

/// One line a part; `rows` are its name, where the name leads, and its figure.
#[component]
pub(super) fn Table(
    /// What the parts are.
    head: &'static str,
    /// The parts.
    rows: Vec<(String, Option<String>, Figure)>,
) -> impl IntoView {
    use t::statistics as s;
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
                    {column(s::opened(lang))}
                    {column(s::closed(lang))}
                    {column(s::on_time(lang))}
                    {column(s::late(lang))}
                    {column(s::missed(lang))}
                    {column(s::visits(lang))}
                    {column(s::median(lang))}
                    {column(s::refused(lang))}
                    {column(s::withdrawn(lang))}
                    {column(s::void(lang))}
                </tr></thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Line(name: String, href: Option<String>, figure: Figure) -> impl IntoView {
    use t::statistics as s;
    let lang = use_lang();
    let counted = figure.counted;
    // What there is not is a dash, which is read out as a word.
    let cell = |label: &'static str, value: Option<String>| {
        let shown = match value {
            Some(value) => value.into_any(),
            None => {
                view! { <span aria-hidden="true">"–"</span><span class="sr">{s::none_spoken(lang)}</span> }.into_any()
            }
        };
        view! { <td class="num" role="cell" data-label=label>{shown}</td> }
    };
    let number = |n: i64| Some(n.to_string());
    let head = match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{head}</th>
            {cell(s::opened(lang), number(counted.opened))}
            {cell(s::closed(lang), number(counted.closed()))}
            {cell(s::on_time(lang), counted.on_time().map(Share::percent))}
            {cell(s::late(lang), number(counted.late))}
            {cell(s::missed(lang), counted.missed().map(Share::percent))}
            {cell(s::visits(lang), counted.visit_tenths().map(tenths))}
            {cell(s::median(lang), figure.twice_median.map(|twice| days(lang, twice)))}
            {cell(s::refused(lang), number(counted.refused))}
            {cell(s::withdrawn(lang), number(counted.withdrawn))}
            {cell(s::void(lang), number(counted.void))}
        </tr>
    }
}
