//! The part of a page that gives out the secret address of a calendar: made, renewed, turned off.

use super::feed_api::{EndFeed, FeedLink, RenewFeed, get_feed};
use crate::{
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Icon, Loaded, PostForm, words},
};
use leptos::prelude::*;
use model::center::CenterId;

/// A resident's own. `back` is the page that it is on.
#[component]
pub fn OwnFeed(#[prop(into)] back: String) -> impl IntoView {
    let feed = resource(|| (), |()| get_feed(None));
    let back = StoredValue::new(back);
    view! {
        <Loaded resource=feed view={move |link: Option<FeedLink>| {
            view! { <FeedPart link center=None back=back.get_value() /> }
        }} />
    }
}

/// See the module.
#[component]
pub fn FeedPart(
    /// The address, if there is one.
    link: Option<FeedLink>,
    /// The center, at the counter; the resident's own where there is none.
    center: Option<CenterId>,
    /// Address of the page that it is on.
    back: String,
) -> impl IntoView {
    use t::calendar as c;
    let lang = use_lang();
    let lead = if center.is_some() {
        c::lead_desk(lang)
    } else {
        c::lead(lang)
    };
    view! {
        <section class="card stack close no-print" id="calendar">
            <h2>{c::title(lang)}</h2>
            <p>{lead}</p>
            <State link center back />
        </section>
    }
}

#[component]
fn State(link: Option<FeedLink>, center: Option<CenterId>, back: String) -> impl IntoView {
    use t::calendar as c;
    let lang = use_lang();
    let renew = FormAction::<RenewFeed>::new();
    let end = FormAction::<EndFeed>::new();
    let which = move || center.map(|id| view! { <input type="hidden" name="center" value=id.to_string() /> });
    let Some(link) = link else {
        return view! {
            <PostForm action=renew then=back reload=true>
                {which()}
                <div class="acts"><button class="btn"><Icon name="calendar" />{c::make(lang)}</button></div>
            </PostForm>
        }
        .into_any();
    };
    let subscribe = link
        .url
        .split_once("://")
        .map(|(_, rest)| format!("webcal://{rest}"))
        .unwrap_or_default();
    view! {
        <div class="field">
            <label for="feed">{c::url(lang)}</label>
            <p class="hint" id="feed-hint">{c::secret(lang)}" "{c::made(lang, words::stamp(link.made))}</p>
            <input class="in" id="feed" readonly value=link.url aria-describedby="feed-hint" />
        </div>
        <p class="acts"><a class="btn" href=subscribe rel="external"><Icon name="calendar" />{c::open(lang)}</a></p>
        <div class="row">
            <PostForm action=renew then=back.clone() reload=true>
                {which()}
                <button class="btn small">{c::renew(lang)}</button>
            </PostForm>
            <PostForm action=end then=back reload=true>
                {which()}
                <button class="btn small danger">{c::end(lang)}</button>
            </PostForm>
        </div>
    }
    .into_any()
}
