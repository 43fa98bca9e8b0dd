//! `/me/notices`: everything one was told, the latest first.

use super::{
    api::{Notices, ReadNotice, Told, my_notices, unread_notices},
    sentence, title,
};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, form::here, words},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// See the module.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let query = use_location().query;
    let before = move || query.with(|q| q.get("before").unwrap_or_default());
    let page = resource(before, my_notices);
    view! { <div class="narrow stack"><Loaded resource=page view={|page: Notices| view! { <Page page /> }} /></div> }
}

#[component]
fn Page(page: Notices) -> impl IntoView {
    use t::notice as n;
    let lang = use_lang();
    let Notices { list, unread, more } = page;
    let newest = list.first().map(|told| told.notice.id);
    let oldest = list.last().map(|told| told.notice.id).filter(|_| more);
    let none = list.is_empty().then(|| {
        view! {
            <div class="empty">
                <span class="doorway" aria-hidden="true"><Icon name="one-words" /></span>
                <h2>{n::none(lang)}</h2>
                <p>{n::none_lead(lang)}</p>
            </div>
        }
    });
    let all = newest.filter(|_| unread > 0).map(|newest| {
        let action = FormAction::<ReadNotice>::new();
        view! {
            <p role="status">{n::unread(lang, unread)}</p>
            <PostForm action then=here() reload=true>
                <input type="hidden" name="notice" value=newest.to_string() />
                <input type="hidden" name="all" value="1" />
                <div class="acts"><button class="btn"><Icon name="check" />{n::read_all(lang)}</button></div>
            </PostForm>
        }
    });
    let some = !list.is_empty();
    let lines = list.into_iter().map(|told| view! { <Line told /> }).collect_view();
    let older =
        oldest.map(|id| view! { <p><a class="btn" href=format!("/me/notices?before={id}")>{n::older(lang)}</a></p> });
    view! {
        <PageTitle text=n::page(lang) />
        {none}
        {all}
        {some.then(|| view! { <ul class="list words">{lines}</ul> })}
        {older}
    }
}

#[component]
fn Line(told: Told) -> impl IntoView {
    use t::notice as n;
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let Told { notice, at, until } = told;
    let heading = title(lang, notice.kind);
    let text = sentence(lang, &notice);
    let until = until.map(|at| view! { <br/><b>{n::until(lang, words::moment(lang, now, at))}</b> });
    let see = notice
        .leads_to()
        .map(|href| view! { <a class="btn small" href=href>{n::see(lang)}</a> });
    let (mark, read) = if notice.read {
        (None, None)
    } else {
        let action = FormAction::<ReadNotice>::new();
        let mark = view! { <span class="pill info tiny">{n::new(lang)}</span>" " };
        let read = view! {
            <PostForm action then=here() reload=true>
                <input type="hidden" name="notice" value=notice.id.to_string() />
                <button class="btn small quiet">{n::read(lang)}</button>
            </PostForm>
        };
        (Some(mark), Some(read))
    };
    view! {
        <li>
            <span class="grow">
                {mark}<b>{heading}</b>" "<span class="muted">{words::stamp(at)}</span><br/>
                {text}{until}
            </span>
            {see}
            {read}
        </li>
    }
}

/// The way there from one's own page, with how many are not read.
#[component]
pub fn Unread() -> impl IntoView {
    let lang = use_lang();
    let count = resource(|| (), |()| unread_notices());
    let mark =
        move |n: i64| (n > 0).then(|| view! { <span class="pill info tiny">{t::notice::unread(lang, n)}</span> });
    view! {
        <div class="row">
            <a class="btn" href="/me/notices"><Icon name="info" />{t::notice::page(lang)}</a>
            <Loaded resource=count view=mark />
        </div>
    }
}
