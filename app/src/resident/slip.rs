//! Slips: the counter makes one for somebody who stands there, and whoever holds it signs in once.

use super::api::{Channel, MakeSlip, UseSlip, get_channel};
use crate::{
    call::resource,
    lang::{t, use_lang},
    ui::{CheckField, FormAction, Icon, Loaded, PageTitle, PostForm, Submit, TextField, answered},
};
use leptos::prelude::*;

/// `/slip/{token}`: a button, so that a preview of the link does not use it up.
#[component]
pub fn SlipPage(token: String) -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<UseSlip>::new();
    view! {
        <div class="narrow stack">
            <PageTitle text=t::resident::slip_title(lang) />
            <p class="lead">{t::resident::slip_lead(lang)}</p>
            <PostForm action then="/me/name?then=/me" reload=true>
                <input type="hidden" name="token" value=token />
                <div class="acts"><Submit label=t::ui::sign_in(lang) /></div>
            </PostForm>
        </div>
    }
}

/// `/admin/slips`
#[component]
pub fn SlipsPage() -> impl IntoView {
    let lang = use_lang();
    let action = FormAction::<MakeSlip>::new();
    let made = answered(action);
    let ways = resource(|| (), |()| get_channel());
    view! {
        <PageTitle text=t::resident::slips(lang) />
        <p class="no-print">{t::resident::slips_lead(lang)}</p>
        <Loaded resource=ways view=move |way: Channel| (way == Channel::Gateway).then(|| view! {
            <p class="notice warn"><Icon name="warn" />{t::problem::slip_needless(lang)}</p>
        }) />
        {move || made.get().map(|token| view! {
            <section class="card" role="status">
                <h2>{t::resident::slip_made(lang)}</h2>
                <div class="qr">
                    <img src=format!("/slip/{token}/qr.svg") alt=t::resident::slip_qr(lang) width="240" height="240" />
                    <p>{t::resident::slip_limit(lang)}</p>
                </div>
                <p class="no-print"><Icon name="print" />{t::resident::slip_print(lang)}</p>
            </section>
        })}
        <div class="no-print">
            <PostForm action>
                <input type="hidden" name="show" value="1" />
                <TextField field="phone" label=t::resident::phone(lang) kind="tel" inputmode="tel" required=true />
                <CheckField field="checked" label=t::resident::slip_checked(lang) />
                <div class="acts"><Submit label=t::resident::slip_make(lang) /></div>
            </PostForm>
        </div>
    }
}
