//! Where a center is and whom to call: address, telephone, division, the areas of its hall.

use crate::{
    lang::{Lang, t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;
use model::{
    center::{Center, CounterAreas},
    text::dial,
};

/// The facts in pairs.
#[component]
pub fn Facts(
    /// Whose.
    center: Center,
    /// Its division and those above it, the highest first.
    division_path: Vec<String>,
) -> impl IntoView {
    let lang = use_lang();
    let phone = if center.phone.is_empty() {
        t::center::no_phone(lang).into_any()
    } else {
        view! { <a href=format!("tel:{}", dial(&center.phone))><Icon name="phone" />{center.phone.clone()}</a> }
            .into_any()
    };
    let areas = areas(lang, center.areas);
    view! {
        <section class="card">
            <h2 class="sr">{t::center::facts(lang)}</h2>
            <dl class="facts">
                {(!center.address.is_empty()).then(|| view! {
                    <div><dt>{t::center::address(lang)}</dt><dd>{center.address.clone()}</dd></div>
                })}
                <div><dt>{t::center::phone(lang)}</dt><dd class="num">{phone}</dd></div>
                <div><dt>{t::center::division(lang)}</dt><dd>{division_path.join(" › ")}</dd></div>
                {(!areas.is_empty()).then(|| view! {
                    <div><dt>{t::center::areas(lang)}</dt><dd>{areas.join(t::hours::comma(lang))}</dd></div>
                })}
            </dl>
        </section>
    }
}

/// Names of the areas that are there.
fn areas(lang: Lang, areas: CounterAreas) -> Vec<&'static str> {
    [
        (areas.reception, t::center::area_reception(lang)),
        (areas.counter, t::center::area_counter(lang)),
        (areas.waiting, t::center::area_waiting(lang)),
        (areas.convenience, t::center::area_convenience(lang)),
    ]
    .into_iter()
    .filter_map(|(there, name)| there.then_some(name))
    .collect()
}
