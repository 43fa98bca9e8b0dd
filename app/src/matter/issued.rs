//! `/notices/{token}`: a one-time notice that staff have issued, for ever as it was that day; on A4 and on the counter's roll of 80 mm.

use super::{
    issue::said,
    issued_api::{Issued, get_issued},
    materials::Materials,
    words::{chinese, limit, text},
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t, t::matter as m, use_lang},
    ui::{Icon, Loaded, PageTitle, ShareButton, words::date},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::matter::{Material, Outcome};

/// See the module.
#[component]
pub(super) fn IssuedPage(token: String) -> impl IntoView {
    let query = use_location().query;
    let roll = Memo::new(move |_| query.with(|query| query.get("paper").as_deref() == Some("roll")));
    let path = format!("/notices/{token}");
    let issued = resource(move || token.clone(), get_issued);
    view! {
        <Loaded resource=issued view=move |issued: Issued| view! { <Paper issued path=path.clone() roll /> } />
    }
}

/// Puts a notice on paper, and passes its address on.
#[component]
pub(super) fn TakeAlong(
    /// What it is about.
    title: String,
    /// The whole address.
    url: String,
) -> impl IntoView {
    let lang = use_lang();
    view! {
        <button type="button" class="btn main scripts-only" on:click=|_| _ = window().print()><Icon name="print" />{t::ui::print(lang)}</button>
        <ShareButton title url />
    }
}

#[component]
fn Paper(issued: Issued, path: String, roll: Memo<bool>) -> impl IntoView {
    let lang = use_lang();
    let content = &issued.content;
    let (name, tongue) = text(lang, &content.name);
    let (tongue, title) = (tongue, format!("{} · {name}", m::notice_title(lang)));
    // It was issued because the answers come to a list; the version they are of never changes.
    let materials: Vec<Material> = match content.narrow(&issued.answers).outcome {
        Outcome::Bring(materials) => materials.into_iter().cloned().collect(),
        _ => content.materials.clone(),
    };
    let fee = if content.fee.is_free() {
        m::free(lang).to_owned()
    } else {
        content.fee.amount.clone()
    };
    let (origin, code) = (use_boot().with_value(|b| b.origin.clone()), content.code.clone());
    let newer = issued.newer.then(|| {
        view! {
            <div class="notice no-print">
                <Icon name="info" />
                <p>{m::issued_newer(lang)}" "<a href=format!("/matters/{code}")>{m::back(lang)}</a></p>
            </div>
        }
    });
    let result = (!content.result.is_empty()).then(|| {
        view! { <div><dt>{m::result(lang)}</dt><dd lang=chinese(lang)>{content.result.clone()}</dd></div> }
    });
    let shared = title.clone();
    let (a4, narrow) = (path.clone(), format!("{path}?paper=roll"));
    view! {
        <PageTitle text=title hidden=true />
        {newer}
        <article class="paper stack" class:roll=move || roll.get()>
            <header class="stack close">
                <p class="muted">{m::notice_title(lang)}</p>
                <h1 lang=tongue>{name}</h1>
                <p>{m::issued_number(lang)}" "<b class="nowrap">{issued.number.spaced()}</b></p>
                <p>{m::notice_lead(lang)}</p>
            </header>
            {said(lang, content, &issued.answers)}
            <section class="stack close">
                <h2>{m::bring_n(lang, materials.len())}</h2>
                <Materials materials />
            </section>
            <dl class="facts">
                <div><dt>{m::how_long(lang)}</dt><dd>{limit(lang, content.promised)}</dd></div>
                <div><dt>{m::cost(lang)}</dt><dd>{fee}</dd></div>
                {result}
                <div><dt>{m::issue_center(lang)}</dt><dd>{issued.center.get(lang.english()).to_owned()}" "{issued.phone.clone()}</dd></div>
                <div><dt>{m::issued_signed(lang)}</dt><dd>{issued.signed.clone()}</dd></div>
                <div><dt>{m::issued_day(lang)}</dt><dd>{m::issued_on(lang, issued.day.year(), date(lang, issued.day))}</dd></div>
            </dl>
            <footer class="stack close">
                <p>{m::notice_after(lang)}</p>
                <p class="muted">{content.code.clone()}" · "{m::version(lang, issued.version)}</p>
                <div class="qr">
                    <img src=format!("{path}/qr.svg") alt=m::qr_alt(lang) width="144" height="144" />
                    <p><b>{m::qr_title(lang)}</b><br /><a class="break" href=path.clone() rel="external">{format!("{origin}{path}")}</a></p>
                </div>
            </footer>
        </article>
        <p class="acts no-print">
            <TakeAlong title=shared.clone() url=format!("{origin}{path}") />
            {move || if roll.get() {
                view! { <a class="btn" href=a4.clone()>{m::paper_a4(lang)}</a> }
            } else {
                view! { <a class="btn" href=narrow.clone()>{m::paper_roll(lang)}</a> }
            }}
        </p>
    }
}
