//! The versions of a matter, and what one of them changed.

use app::{
    import::api::Difference,
    lang::{t, use_lang},
    matter::admin_api::MatterVersion,
    ui::words as said,
};
use leptos::prelude::*;

/// See the module.
#[component]
pub(super) fn History(
    code: String,
    versions: Vec<MatterVersion>,
    /// The version that the address names, and what it changed.
    shown: Option<(i64, Vec<Difference>)>,
) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    let current = shown.as_ref().map(|(version, _)| *version);
    let lines = versions
        .into_iter()
        .map(|v| {
            let href = format!("/admin/matters/{code}?version={}#versions", v.version);
            let here = (current == Some(v.version)).then_some("true");
            let when = c::saved_by(lang, said::stamp(v.at), v.by);
            view! { <li><a href=href aria-current=here rel="external">{c::version(lang, v.version)}</a>" "<span class="muted">{when}</span></li> }
        })
        .collect_view();
    let changed = shown.map(|(version, differences)| view! { <Changed version differences /> });
    view! {
        <section class="card stack close" id="versions">
            <h2>{c::versions(lang)}</h2>
            <p class="muted">{c::versions_lead(lang)}</p>
            <ul class="list">{lines}</ul>
            {changed}
        </section>
    }
}

#[component]
fn Changed(version: i64, differences: Vec<Difference>) -> impl IntoView {
    use t::catalog as c;
    let lang = use_lang();
    if differences.is_empty() {
        return view! { <p>{c::first_version(lang, version)}</p> }.into_any();
    }
    let title = c::changed_in(lang, version);
    let rows = differences
        .into_iter()
        .map(|d| {
            view! {
                <tr class="differs">
                    <th scope="row">{d.column}</th>
                    <td class="prewrap"><del>{d.before}</del></td>
                    <td class="prewrap"><ins>{d.after}</ins></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h3>{title.clone()}</h3>
        <div class="scroll" role="region" tabindex="0" aria-label=title>
            <table class="compare">
                <thead><tr>
                    <th scope="col">{t::ui::conflict_field(lang)}</th>
                    <th scope="col">{c::was_before(lang)}</th>
                    <th scope="col">{c::is_after(lang)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
