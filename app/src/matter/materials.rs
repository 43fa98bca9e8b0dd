//! What somebody brings: the list of a guide and of a notice.

use crate::{
    lang::{Lang, t::matter as m, use_lang},
    matter::words::{amount, chinese, file, issuer, text},
    ui::Icon,
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
            let files = files(lang, &material);
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
                    {files}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="bring">{items}</ol> }.into_any()
}

/// The blank form and the filled-in sample of a material, for whoever wants to see or save them.
pub(crate) fn files(lang: Lang, material: &Material) -> impl IntoView + use<> {
    let (name, _) = text(lang, &material.name);
    let links: Vec<_> = material
        .files()
        .map(|(role, one)| {
            let (address, what, of) = (one.path(), file(lang, role, one), name.clone());
            view! { <a class="btn small" href=address rel="external"><Icon name="papers" />{what}<span class="sr">" "{of}</span></a> }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <p class="row">{links}</p> })
}
