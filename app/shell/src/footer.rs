//! The foot of every page: numbers to call, what the deployment is.

use app::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::Icon,
};
use leptos::prelude::*;

/// Telephone numbers and owner from the branding.
#[component]
pub fn Footer() -> impl IntoView {
    let lang = use_lang();
    let brand = use_boot().with_value(|b| b.branding.clone());
    let numbers = brand
        .numbers
        .iter()
        .map(|n| {
            let label = n.label.get(lang.english()).to_owned();
            view! { <a href=format!("tel:{}", n.phone)><Icon name="phone" />{label}" "<span>{n.phone.clone()}</span></a> }
        })
        .collect_view();
    view! {
        <footer class="foot">
            <div class="foot-in">
                <div class="numbers">{numbers}</div>
                <nav class="foot-links" aria-label=t::ui::foot(lang)>
                    <a href="/complain">{t::complaint::title(lang)}</a>
                    <a href="/cases">{t::ui::cases(lang)}</a>
                    <a href="/figures">{t::ui::figures(lang)}</a>
                    <a href="/open/centers.csv" rel="external" download="">{t::ui::open_data(lang)}</a>
                    <a href=app::staff::SIGN_IN>{t::staff::sign_in_title(lang)}</a>
                </nav>
                <p class="muted">{brand.owner.get(lang.english()).to_owned()}</p>
            </div>
        </footer>
    }
}
