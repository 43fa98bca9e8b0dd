//! One center: everything a resident asks before going.

use super::api::get_center;
use crate::{
    lang::use_lang,
    ui::{Loaded, PageTitle},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::{AppError, center::CenterDetail};

/// `/centers/{id}`
#[component]
pub fn CenterPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|p| p.get("id").unwrap_or_default());
    let detail = Resource::new(id, |id| async move {
        match id.parse() {
            Ok(id) => get_center(id).await,
            Err(_) => Err(AppError::NotFound),
        }
    });
    view! { <Loaded resource=detail view=|detail: CenterDetail| view! { <Detail detail /> } /> }
}

#[component]
fn Detail(detail: CenterDetail) -> impl IntoView {
    let lang = use_lang();
    view! {
        <PageTitle text=detail.center.names.get(lang.english()).to_owned() />
        <p>{detail.center.address}</p>
    }
}
