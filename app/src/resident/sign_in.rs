//! The residents' door: a phone, then the code that came.

use super::api::{Channel, CodeStep, ConfirmCode, SendCode, get_channel, sample_messages};
use crate::{
    account::then_or,
    boot::use_boot,
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Icon, Loaded, PageTitle, PostForm, Submit, TextField, answered, words},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use server_fn::ServerFn;

/// `/sign-in?then=/book/…`
#[component]
pub fn SignInPage() -> impl IntoView {
    let lang = use_lang();
    let erased = use_location().query.with_untracked(|q| q.get("erased").is_some());
    let ways = resource(|| (), |()| get_channel());
    view! {
        <div class="narrow stack">
            <PageTitle text=t::resident::sign_in_title(lang) />
            {erased.then(|| view! { <p class="notice good" role="status"><Icon name="check" />{t::resident::erased(lang)}</p> })}
            <Loaded resource=ways view={|way: Channel| match way {
                Channel::Gateway => view! { <Steps shown=false /> }.into_any(),
                Channel::Sample => view! { <Steps shown=true /> }.into_any(),
                Channel::Counter => view! { <AtTheCounter /> }.into_any(),
            }} />
            <p><a href="/sign-in/staff">{t::staff::sign_in_title(lang)}</a></p>
        </div>
    }
}

#[component]
fn AtTheCounter() -> impl IntoView {
    let lang = use_lang();
    view! { <div class="notice"><Icon name="qr" /><p>{t::resident::counter(lang)}</p></div> }
}

/// `shown`: codes do not leave, a page shows them.
#[component]
fn Steps(shown: bool) -> impl IntoView {
    let lang = use_lang();
    let send = FormAction::<SendCode>::new();
    let confirm = FormAction::<ConfirmCode>::new();
    let step = answered(send);
    // A refused code without scripts: its phone came with it.
    let before = use_boot().with_value(|b| {
        let refused = b.rejected.read().filter(|r| r.path == ConfirmCode::url())?;
        let phone = refused.value("phone")?.to_owned();
        Some(CodeStep {
            phone,
            sent: true,
            wait: 60,
        })
    });
    move || match step.get().or_else(|| before.clone()) {
        None => view! {
            <p class="lead">{t::resident::sign_in_lead(lang)}</p>
            <PostForm action=send>
                <input type="hidden" name="show" value="1" />
                <TextField field="phone" label=t::resident::phone(lang) hint=t::resident::phone_hint(lang) kind="tel"
                    autocomplete="tel" inputmode="tel" required=true />
                <div class="acts"><Submit label=t::resident::send(lang) /></div>
            </PostForm>
        }
        .into_any(),
        Some(step) => view! { <CodeForm step send confirm shown /> }.into_any(),
    }
}

#[component]
fn CodeForm(
    step: CodeStep,
    send: FormAction<SendCode>,
    confirm: FormAction<ConfirmCode>,
    shown: bool,
) -> impl IntoView {
    let lang = use_lang();
    let then = then_or("/me");
    let then = format!("/me/name?then={}", leptos_router::location::Url::escape(&then));
    let phone = model::text::mask_phone(&step.phone);
    let told = if step.sent {
        t::resident::sent(lang, phone)
    } else {
        t::resident::sent_before(lang, phone, step.wait)
    };
    let to_confirm = step.phone.clone();
    focus_code();
    view! {
        <p class="lead" role="status">{told}</p>
        {shown.then(|| view! {
            <p class="notice"><Icon name="info" /><a href="/dev/messages" target="_blank" rel="external">{t::resident::dev_link(lang)}</a></p>
        })}
        <PostForm action=confirm then reload=true>
            <input type="hidden" name="phone" value=to_confirm />
            <TextField field="code" label=t::resident::code(lang) hint=t::resident::code_hint(lang)
                autocomplete="one-time-code" inputmode="numeric" required=true />
            <div class="acts"><Submit label=t::ui::sign_in(lang) /></div>
        </PostForm>
        <PostForm action=send>
            <input type="hidden" name="show" value="1" />
            <input type="hidden" name="phone" value=step.phone />
            <p class="hint">{t::resident::again_hint(lang, step.wait)}</p>
            <div class="acts"><button class="btn">{t::resident::again(lang)}</button></div>
        </PostForm>
        <p><a href="/sign-in" rel="external">{t::resident::other_phone(lang)}</a></p>
    }
}

/// The next thing to do is to type the code.
fn focus_code() {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        use wasm_bindgen::JsCast;
        let field = document().get_element_by_id(&crate::ui::field_id("code"));
        if let Some(field) = field.and_then(|f| f.dyn_into::<web_sys::HtmlElement>().ok()) {
            _ = field.focus();
        }
    });
}

/// `/dev/messages`: what a sample would have sent.
#[component]
pub fn MessagesPage() -> impl IntoView {
    let lang = use_lang();
    let list = resource(|| (), |()| sample_messages());
    view! {
        <Loaded resource=list view={move |list: Vec<(model::hours::LocalMinute, String, String)>| view! {
            <div class="narrow stack">
                <PageTitle text=t::resident::dev_title(lang) />
                <p class="notice warn"><Icon name="warn" />{t::resident::dev_lead(lang)}</p>
                {list.is_empty().then(|| view! { <p>{t::resident::dev_none(lang)}</p> })}
                <ul class="list">{list.into_iter().map(|(at, phone, text)| view! {
                    <li><span class="grow"><b>{phone}</b>" "{text}</span><span class="muted">{words::stamp(at)}</span></li>
                }).collect_view()}</ul>
            </div>
        }} />
    }
}
