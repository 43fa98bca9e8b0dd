//! How to get to a center: the small map, routes in the map apps people have, and honesty about positions nobody measured.

use crate::{
    lang::{Lang, t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;
use model::{
    center::{Center, PositionSource},
    geo::{Provider, navigation_links},
};

/// Routes where the position was measured; else the address, and why.
#[component]
pub fn Way(center: Center) -> impl IntoView {
    let lang = use_lang();
    let advice = match center.position {
        Some(position) if position.source == PositionSource::Surveyed => {
            let links = navigation_links(&center.names.zh, position.at).into_iter().map(|(provider, url)| {
                view! {
                    <a class="btn small" href=url target="_blank" rel="external noopener noreferrer">
                        <Icon name="route" />{provider_name(lang, provider)}
                    </a>
                }
            });
            view! { <p>{t::center::routes(lang)}</p> <div class="acts even">{links.collect_view()}</div> }.into_any()
        }
        known => {
            let text = if known.is_some() { t::center::schematic_text(lang) } else { t::center::no_position(lang) };
            view! {
                <div class="notice warn">
                    <Icon name="pin" />
                    <p>{text}</p>
                    {(!center.address.is_empty()).then(|| view! { <p><b>{center.address.clone()}</b></p> })}
                </div>
            }
            .into_any()
        }
    };
    view! {
        <section class="card stack no-print" id="way">
            <h2>{t::center::way(lang)}</h2>
            {advice}
        </section>
    }
}

/// 高德地图, …
pub(super) const fn provider_name(lang: Lang, provider: Provider) -> &'static str {
    match provider {
        Provider::Amap => t::center::amap(lang),
        Provider::Tencent => t::center::tencent(lang),
        Provider::Baidu => t::center::baidu(lang),
    }
}
