//! The foot of every page: numbers to call, what the deployment is.

use app::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;

/// The numbers to call, as the branding has them.
#[component]
fn Numbers() -> impl IntoView {
    let lang = use_lang();
    let numbers = use_boot().with_value(|b| b.branding.numbers.clone());
    let numbers = numbers
        .into_iter()
        .map(|n| {
            let (label, href) = (n.label.get(lang.english()).to_owned(), format!("tel:{}", n.phone));
            view! { <a href=href><Icon name="phone" /><span class="called">{label}</span>" "<b>{n.phone}</b></a> }
        })
        .collect_view();
    view! { <div class="numbers">{numbers}</div> }
}

/// The numbers for pages that have no foot: a telephone needs no network of ours.
#[cfg(feature = "ssr")]
#[component]
pub fn ToCall() -> impl IntoView {
    let lang = use_lang();
    let any = use_boot().with_value(|b| !b.branding.numbers.is_empty());
    any.then(|| view! { <section class="stack close"><h2>{t::complaint::call(lang)}</h2><Numbers /></section> })
}

/// Telephone numbers and owner from the branding.
#[component]
pub fn Footer() -> impl IntoView {
    let lang = use_lang();
    let owner = use_boot().with_value(|b| b.branding.owner.get(lang.english()).to_owned());
    view! {
        <footer class="foot">
            <div class="foot-in">
                <Numbers />
                <nav class="foot-links" aria-label=t::ui::foot(lang)>
                    <a href="/complain">{t::complaint::title(lang)}</a>
                    <a href="/cases">{t::ui::cases(lang)}</a>
                    <a href="/figures">{t::ui::figures(lang)}</a>
                    <a href="/open/centers.csv" rel="external" download="">{t::ui::open_data(lang)}</a>
                    <a href=app::staff::SIGN_IN>{t::staff::sign_in_title(lang)}</a>
                </nav>
                <p class="muted">{owner}</p>
            </div>
        </footer>
    }
}
