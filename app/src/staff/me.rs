//! One's own account: who is signed in, a new password, the way out.

use super::api::{ChangePassword, EndOwnSession, OwnSession, own_sessions};
use crate::{
    boot::use_boot,
    call::resource,
    duty::MyShifts,
    lang::{t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, Submit, TextField, Trouble, words},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{AppError, staff::Viewer};

/// `/me/staff`
#[component]
pub fn MePage() -> impl IntoView {
    match use_boot().with_value(|b| b.viewer.read()) {
        Some(viewer) => view! { <Account viewer /> }.into_any(),
        None => view! { <Trouble error=AppError::SignIn /> }.into_any(),
    }
}

#[component]
fn Account(viewer: Viewer) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<ChangePassword>::new();
    let changed = use_location().query.with_untracked(|q| q.get("changed").is_some());
    let must_change = viewer.must_change_password;
    let roles = viewer
        .grants
        .iter()
        .map(|g| words::role(lang, g.role))
        .collect::<Vec<_>>()
        .join("、");
    // Whoever had to set one wants to get to work.
    let (title, then) = if must_change {
        (t::staff::change_title(lang), "/admin?changed=1")
    } else {
        (t::staff::me_title(lang), "/me/staff?changed=1")
    };
    view! {
        <div class="narrow stack">
            <PageTitle text=title />
            {changed.then(|| view! { <p class="notice good" role="status"><Icon name="check" />{t::staff::changed(lang)}</p> })}
            {must_change.then(|| view! { <p class="notice warn"><Icon name="key" />{t::staff::change_lead(lang)}</p> })}
            <p>{t::staff::signed_in_as(lang, viewer.name)}" · "{roles}</p>
            <section class="card">
                {(!must_change).then(|| view! { <h2>{t::staff::change_title(lang)}</h2> })}
                <PostForm action then=then reload=true>
                    <TextField field="old_password" label=t::staff::old(lang) kind="password" autocomplete="current-password" required=true />
                    <TextField field="new_password" label=t::staff::new(lang) hint=t::staff::rule(lang) kind="password"
                        autocomplete="new-password" required=true />
                    <TextField field="again_password" label=t::staff::again(lang) kind="password" autocomplete="new-password" required=true />
                    <div class="acts"><Submit label=t::ui::save(lang) /></div>
                </PostForm>
            </section>
            {(!must_change).then(|| view! { <MyShifts always=true /> })}
            {(!must_change).then(|| view! { <Sessions /> })}
            <form method="post" action="/sign-out" data-staff=viewer.id.to_string()><button class="btn">{t::ui::sign_out(lang)}</button></form>
        </div>
    }
}

/// Where the person is signed in, and the way to end it elsewhere.
#[component]
fn Sessions() -> impl IntoView {
    let lang = use_lang();
    let list = resource(|| (), |()| own_sessions());
    view! {
        <section class="card">
            <h2>{t::staff::sessions(lang)}</h2>
            <Loaded resource=list view={|list: Vec<OwnSession>| view! { <SessionList list /> }} />
        </section>
    }
}

#[component]
fn SessionList(list: Vec<OwnSession>) -> impl IntoView {
    let lang = use_lang();
    let lines = list
        .into_iter()
        .map(|s| {
            let text = t::staff::session_line(lang, words::stamp(s.since), words::stamp(s.seen));
            let end = if s.here {
                view! { <span class="pill info tiny"><Icon name="check" />{t::staff::this_session(lang)}</span> }
                    .into_any()
            } else {
                let action = FormAction::<EndOwnSession>::new();
                view! {
                    <PostForm action then="/me/staff" reload=true>
                        <input type="hidden" name="session" value=s.id />
                        <button class="btn small">{t::staff::end_session(lang)}</button>
                    </PostForm>
                }
                .into_any()
            };
            view! { <li><span class="grow">{text}</span>{end}</li> }
        })
        .collect_view();
    view! { <ul class="list">{lines}</ul> }
}
