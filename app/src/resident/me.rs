//! A resident's own page: name, devices, what is kept, and being forgotten.

use super::api::{Device, EndDevice, Erase, Rename, devices};
use crate::{
    account::then_or,
    boot::use_boot,
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, Submit, TextField, Trouble, words},
};
use leptos::prelude::*;
use model::{AppError, resident::SignedIn};

fn me() -> Option<SignedIn> {
    use_boot().with_value(|b| b.resident.read())
}

/// `/me`
#[component]
pub fn MePage() -> impl IntoView {
    let lang = use_lang();
    let Some(me) = me() else {
        return view! { <Trouble error=AppError::SignIn /> }.into_any();
    };
    let staff = use_boot().with_value(|b| b.viewer.is_some());
    let rename = FormAction::<Rename>::new();
    let list = resource(|| (), |()| devices());
    let data = if me.proven {
        // No `download`: a refusal would become a file, too.
        view! {
            <div class="acts">
                <a class="btn" href="/me/data.json" rel="external"><Icon name="download" />{t::resident::download(lang)}</a>
                <a class="btn danger" href="/me/delete">{t::resident::delete(lang)}</a>
            </div>
        }
        .into_any()
    } else {
        view! { <div class="notice warn"><Icon name="warn" /><p>{t::resident::data_unproven(lang)}</p></div> }
            .into_any()
    };
    view! {
        <div class="narrow stack">
            <PageTitle text=t::ui::me(lang) />
            <p class="num"><Icon name="phone" />{me.phone}</p>
            <crate::booking::Standing />
            <p><a class="btn" href="/me/bookings"><Icon name="calendar" />{t::booking::mine(lang)}</a></p>
            <p><a class="btn" href="/me/cases"><Icon name="papers" />{t::my_case::mine(lang)}</a></p>
            <crate::notice::Unread />
            {staff.then(|| view! { <p><a class="btn" href="/me/staff">{t::staff::me_title(lang)}</a></p> })}
            <section class="card">
                <h2>{t::resident::name_title(lang)}</h2>
                <PostForm action=rename then="/me" reload=true>
                    <TextField field="name" label=t::resident::name(lang) value=me.name autocomplete="name" required=true />
                    <div class="acts"><Submit label=t::ui::save(lang) /></div>
                </PostForm>
            </section>
            <section class="card">
                <h2>{t::resident::devices(lang)}</h2>
                <Loaded resource=list view={|list: Vec<Device>| view! { <Devices list /> }} />
            </section>
            <crate::push::PushSwitch />
            <section class="card">
                <h2>{t::resident::data(lang)}</h2>
                <p>{t::resident::data_lead(lang)}</p>
                {data}
            </section>
            <form method="post" action="/me/sign-out" data-leave=t::resident::leave_typed(lang) data-resident=me.id.to_string()><button class="btn">{t::ui::sign_out(lang)}</button></form>
        </div>
    }
    .into_any()
}

#[component]
fn Devices(list: Vec<Device>) -> impl IntoView {
    let lang = use_lang();
    let others = list.len() > 1;
    let lines = list
        .into_iter()
        .map(|d| {
            let text = t::staff::session_line(lang, words::stamp(d.since), words::stamp(d.seen));
            let end = if d.here {
                view! { <span class="pill info tiny"><Icon name="check" />{t::staff::this_session(lang)}</span> }
                    .into_any()
            } else {
                let action = FormAction::<EndDevice>::new();
                view! {
                    <PostForm action then="/me" reload=true>
                        <input type="hidden" name="device" value=d.id />
                        <button class="btn small">{t::staff::end_session(lang)}</button>
                    </PostForm>
                }
                .into_any()
            };
            view! { <li><span class="grow"><b>{d.name}</b>" "{text}</span>{end}</li> }
        })
        .collect_view();
    let all = FormAction::<EndDevice>::new();
    view! {
        <ul class="list">{lines}</ul>
        {others.then(|| view! {
            <PostForm action=all then="/me" reload=true>
                <input type="hidden" name="device" value="" />
                <div class="acts"><button class="btn">{t::resident::end_others(lang)}</button></div>
            </PostForm>
        })}
    }
}

/// `/me/name?then=…`: asked once, after the first sign-in; whoever has a name is led on.
#[component]
pub fn NamePage() -> impl IntoView {
    let lang = use_lang();
    let Some(me) = me() else {
        return view! { <Trouble error=AppError::SignIn /> }.into_any();
    };
    let then = then_or("/me");
    #[cfg(feature = "ssr")]
    if !me.name.is_empty() {
        leptos_axum::redirect(&then);
    }
    let action = FormAction::<Rename>::new();
    view! {
        <div class="narrow stack">
            <PageTitle text=t::resident::name_title(lang) />
            <p class="lead">{t::resident::name_lead(lang)}</p>
            <PostForm action then=then.clone() reload=true>
                <TextField field="name" label=t::resident::name(lang) value=me.name autocomplete="name" required=true />
                <div class="acts"><Submit label=t::ui::save(lang) /><a class="btn quiet" href=then rel="external">{t::ui::later(lang)}</a></div>
            </PostForm>
        </div>
    }
    .into_any()
}

/// `/me/delete`: what goes, before it does.
#[component]
pub fn DeletePage() -> impl IntoView {
    let lang = use_lang();
    let Some(me) = me() else {
        return view! { <Trouble error=AppError::SignIn /> }.into_any();
    };
    let action = FormAction::<Erase>::new();
    view! {
        <div class="narrow stack" data-erases=me.id.to_string()>
            <PageTitle text=t::resident::delete(lang) />
            <div class="notice warn"><Icon name="warn" /><p>{t::resident::delete_lead(lang)}</p></div>
            <PostForm action then="/sign-in?erased=1" reload=true>
                <div class="acts">
                    <button class="btn danger main">{t::resident::delete_now(lang)}</button>
                    <a class="btn quiet" href="/me">{t::ui::back(lang)}</a>
                </div>
            </PostForm>
        </div>
    }
    .into_any()
}
