//! `/complain`: what one wants to say, with or without a name; then the number and the code to follow it with.

use super::api::{ComplaintForm, Receipt, SendComplaint, get_complaint_form};
use crate::{
    boot::use_boot,
    call::resource,
    lang::{t, use_lang},
    ui::{FormAction, Icon, KeyField, Loaded, PageTitle, PostForm, SelectField, Submit, TextArea, TextField, answered},
};
use leptos::prelude::*;
use model::{
    center::CenterId,
    complaint::{MOST_NAME, MOST_WORDS},
    text::{Names, dial},
};

/// See the module.
#[component]
pub fn SendPage() -> impl IntoView {
    let lang = use_lang();
    let form = resource(|| (), |()| get_complaint_form());
    view! {
        <PageTitle text=t::complaint::title(lang) />
        <p class="lead">{t::complaint::lead(lang)}</p>
        <Loaded resource=form view=|form: ComplaintForm| view! { <Tell form /> } />
        <Elsewhere />
    }
}

#[component]
fn Tell(form: ComplaintForm) -> impl IntoView {
    use t::complaint as c;
    let lang = use_lang();
    let action = FormAction::<SendComplaint>::new();
    let receipt = answered(action);
    let form = StoredValue::new(form);
    move || match receipt.get() {
        Some(receipt) => view! { <Receipted receipt /> }.into_any(),
        None => {
            let ComplaintForm { centers, key } = form.get_value();
            view! {
                <PostForm action prefix="input">
                    <input type="hidden" name="show" value="1" />
                    <KeyField value=key />
                    <Fields centers />
                    <div class="acts"><Submit label=c::send(lang) /></div>
                </PostForm>
            }
            .into_any()
        }
    }
}

/// The fields of a complaint, in the resident's form and in the inspector's.
#[component]
pub fn Fields(centers: Vec<(CenterId, Names)>) -> impl IntoView {
    use t::complaint as c;
    let lang = use_lang();
    let options = std::iter::once((String::new(), c::no_center(lang).to_owned()))
        .chain(
            centers
                .into_iter()
                .map(|(id, names)| (id.to_string(), names.get(lang.english()).to_owned())),
        )
        .collect();
    view! {
        <SelectField field="center" label=c::center(lang) options />
        <TextArea field="words" label=c::words(lang) hint=c::words_hint(lang) rows=8 most=MOST_WORDS />
        <fieldset class="group box">
            <legend>{c::who(lang)}</legend>
            <p class="hint">{c::who_hint(lang)}</p>
            <TextField field="name" label=c::name(lang) autocomplete="name" most=MOST_NAME />
            <TextField field="phone" label=c::phone(lang) hint=c::phone_hint(lang) kind="tel" autocomplete="tel" />
        </fieldset>
    }
}

/// Number and code, said once.
#[component]
pub fn Receipted(receipt: Receipt) -> impl IntoView {
    use t::complaint as c;
    let lang = use_lang();
    view! {
        <section class="card slip" role="status">
            <h2><Icon name="check" />{c::taken(lang)}</h2>
            <p><span class="muted">{c::number(lang)}</span><br/><span class="bignumber">{receipt.number.spaced()}</span></p>
            <p><span class="muted">{c::code(lang)}</span><br/><span class="bignumber">{receipt.code.spaced()}</span></p>
            <p>{c::keep(lang)}</p>
            <p class="acts"><a class="btn main" href="/complaints">{c::follow_title(lang)}</a></p>
        </section>
    }
}

/// Whom one can call, and where matters of discipline go.
#[component]
fn Elsewhere() -> impl IntoView {
    use t::complaint as c;
    let lang = use_lang();
    let numbers = use_boot().with_value(|b| b.branding.numbers.clone());
    let numbers = numbers
        .into_iter()
        .map(|n| {
            let href = format!("tel:{}", dial(&n.phone));
            view! { <li><a class="btn" href=href><Icon name="phone" /><span class="called">{n.label.get(lang.english()).to_owned()}</span>" "<b>{n.phone.clone()}</b></a></li> }
        })
        .collect_view();
    view! {
        <section class="card"><h2>{c::call(lang)}</h2><ul class="stack close">{numbers}</ul></section>
        <section class="card">
            <h2>{c::discipline(lang)}</h2>
            <p>{c::discipline_lead(lang)}</p>
            <p class="acts">
                <a class="btn" href="tel:12388"><Icon name="phone" />"12388"</a>
                <a class="btn" href="https://www.12388.gov.cn/" rel="external noopener"><Icon name="external" />"www.12388.gov.cn"</a>
            </p>
        </section>
        <p><a href="/complaints">{c::follow_link(lang)}</a></p>
    }
}
