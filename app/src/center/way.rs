//! How to get to a center: the small map, routes in the map apps people have, and honesty about positions nobody measured.

use super::{api::BaseMap, map::SmallMap};
use crate::{
    call::Resource,
    lang::{Lang, t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;
use model::{
    AppError,
    center::{Center, CenterId, PositionSource},
    geo::{LngLat, Provider, navigation_links},
};

/// Routes where the position was measured; else the address, and why.
#[component]
pub fn Way(
    center: Center,
    /// Loaded by the page.
    base: Resource<Result<BaseMap, AppError>>,
) -> impl IntoView {
    let lang = use_lang();
    let map = center
        .position
        .map(|position| view! { <Around id=center.id at=position.at base /> });
    let advice = match center.position {
        Some(position) if position.source == PositionSource::Surveyed => {
            view! { <p>{t::center::routes(lang)}</p> <Routes name=center.names.zh.clone() at=position.at /> }.into_any()
        }
        known => {
            let text = if known.is_some() {
                t::center::schematic_text(lang)
            } else {
                t::center::no_position(lang)
            };
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
            {map}
            {advice}
        </section>
    }
}

/// The small map; without it the page says all the same.
#[component]
fn Around(id: CenterId, at: LngLat, base: Resource<Result<BaseMap, AppError>>) -> impl IntoView {
    view! {
        <Transition>
            {move || Suspend::new(async move { base.await.ok().map(|base| view! { <SmallMap base id at /> }) })}
        </Transition>
    }
    .into_any()
}

/// The way to a place in the map apps that people have.
#[component]
pub(super) fn Routes(
    /// What the app calls the place.
    name: String,
    /// The place, measured.
    at: LngLat,
) -> impl IntoView {
    let lang = use_lang();
    let links = navigation_links(&name, at).into_iter().map(|(provider, url)| {
        view! {
            <a class="btn small" href=url target="_blank" rel="external noopener noreferrer">
                <Icon name="route" />{provider_name(lang, provider)}
            </a>
        }
    });
    view! { <div class="acts even">{links.collect_view()}</div> }
}

/// 高德地图, …
const fn provider_name(lang: Lang, provider: Provider) -> &'static str {
    match provider {
        Provider::Amap => t::center::amap(lang),
        Provider::Tencent => t::center::tencent(lang),
        Provider::Baidu => t::center::baidu(lang),
    }
}
