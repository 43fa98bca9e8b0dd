//! What somebody brings: the list of a guide and of a notice.

use crate::{
    lang::{t::matter as m, use_lang},
    matter::words::{amount, chinese, issuer, text},
};
use leptos::prelude::*;
use model::matter::Material;

/// The list, in the catalog's order; on paper with a box to tick before each.
#[component]
pub(super) fn Materials(materials: Vec<Material>) -> impl IntoView {
    let lang = use_lang();
    if materials.is_empty() {
        return view! { <p>{m::bring_nothing(lang)}</p> }.into_any();
    }
    let items = materials
        .into_iter()
        .map(|material| {
            let (name, tongue) = text(lang, &material.name);
            let amount = amount(lang, &material);
            let from = issuer(lang, material.issuer);
            let optional = (!material.required).then(|| view! { <span class="pill">{m::not_required(lang)}</span> });
            let more = [material.source, material.note]
                .into_iter()
                .filter(|text| !text.is_empty())
                .map(|text| view! { <p class="muted" lang=chinese(lang)>{text}</p> })
                .collect_view();
            view! {
                <li>
                    <p class="row"><b lang=tongue>{name}</b>{optional}</p>
                    <p>{amount}" · "{from}</p>
                    {more}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="bring">{items}</ol> }.into_any()
}
