//! Staff sign-in.

use super::api::SignIn;
use crate::{
    lang::{t, use_lang},
    ui::{FormAction, PageTitle, PostForm, Submit, TextField},
};
use leptos::prelude::*;

/// `/sign-in/staff?then=/admin`
#[component]
pub fn SignInPage() -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<SignIn>::new();
    // The server checks again for forms without scripts.
    let then = crate::account::then_or("/me/staff");
    view! {
        <div class="narrow stack">
            <PageTitle text=t::staff::sign_in_title(lang) />
            <p class="lead">{t::staff::sign_in_hint(lang)}</p>
            <PostForm action then reload=true>
                <TextField field="username" label=t::staff::username(lang) autocomplete="username" required=true />
                <TextField field="password" label=t::staff::password(lang) kind="password" autocomplete="current-password" required=true />
                <div class="acts"><Submit label=t::ui::sign_in(lang) /></div>
            </PostForm>
        </div>
    }
}
