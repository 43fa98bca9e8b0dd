//! `/me/cases`: a resident's own cases: drafts to go on with, what is under way, and what has ended.

use super::{
    own_api::{Mine, my_cases},
    words,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t, t::my_case as c, use_lang},
    ui::{Icon, Loaded, PageTitle, words as said},
};
use leptos::prelude::*;

/// See the module.
#[component]
pub fn MinePage() -> impl IntoView {
    let lang = use_lang();
    let list = resource(|| (), |()| my_cases());
    view! {
        <div class="narrow stack">
            <PageTitle text=c::mine(lang) />
            <Loaded resource=list view={|list: Vec<Mine>| view! { <Lists list /> }} />
            <p><a href="/cases">{c::by_number(lang)}</a></p>
        </div>
    }
}

#[component]
fn Lists(list: Vec<Mine>) -> impl IntoView {
    let lang = use_lang();
    let (open, ended): (Vec<Mine>, Vec<Mine>) = list.into_iter().partition(|one| one.open);
    let none = open.is_empty().then(|| {
        view! {
            <div class="empty">
                <span class="doorway" aria-hidden="true"><Icon name="one-chair" /></span>
                <h2>{c::none(lang)}</h2>
                <div class="acts"><a href="/matters" class="btn main">{t::matter::title(lang)}</a></div>
            </div>
        }
    });
    view! {
        {none}
        {(!open.is_empty()).then(|| view! { <ul class="list">{lines(open)}</ul> })}
        {(!ended.is_empty()).then(|| view! { <section class="stack close"><h2>{c::ended(lang)}</h2><ul class="list">{lines(ended)}</ul></section> })}
    }
}

fn lines(list: Vec<Mine>) -> impl IntoView {
    let lang = use_lang();
    let today = use_boot().with_value(|b| b.now.day);
    list.into_iter()
        .map(move |one| {
            let row = one.row;
            let (class, icon, state) = words::state(lang, row.state);
            let due = words::due(lang, &row)
                .map(|(class, icon, text)| view! { " "<span class=class><Icon name=icon />{text}</span> });
            let whose = (!row.name.is_empty()).then(|| format!(" · {}", row.name));
            let when = said::logged(lang, today, one.opened);
            let place = row.handler.get(lang.english()).to_owned();
            view! {
                <li>
                    <span class="grow"><a href=format!("/me/cases/{}", row.number) class="cover"><b>{row.matter.get(lang.english()).to_owned()}</b></a>{whose}<br/>
                        <span class="muted num">{row.number.spaced()}" · "{when}</span><br/>
                        <span class="muted">{place}</span></span>
                    <span><span class=class><Icon name=icon />{state}</span>{due}</span>
                </li>
            }
        })
        .collect_view()
}
