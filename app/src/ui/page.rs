//! The frame of a page's content: its title, what it waits for, what it says when something is wrong.

use crate::{
    boot::use_boot,
    lang::{t, use_lang},
    ui::words::trouble_text,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{NavigateOptions, components::Redirect, hooks::use_navigate};
use model::AppError;

/// The document's title and the `<h1>`. Leptos does not escape `<Title>` in server rendering, so this does.
#[component]
pub fn PageTitle(
    /// What the page is about.
    #[prop(into)]
    text: String,
    /// Only the document's title: the page draws its own heading.
    #[prop(optional)]
    hidden: bool,
) -> impl IntoView {
    let lang = use_lang();
    let site = use_boot().with_value(|b| b.branding.name.get(lang.english()).to_owned());
    let title = format!("{text} · {site}");
    let title = if cfg!(feature = "ssr") {
        title.replace('&', "&amp;").replace('<', "&lt;")
    } else {
        title
    };
    view! {
        <Title text=title />
        {(!hidden).then(|| view! { <h1>{text}</h1> })}
    }
}

/// Waits for `resource`, then shows it, or why it cannot be shown.
#[component]
pub fn Loaded<T, C, V, F>(
    /// What the page needs.
    resource: Resource<Result<T, AppError>, C>,
    /// Draws it.
    view: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    C: Send + Sync + 'static,
    V: IntoView + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
{
    let lang = use_lang();
    view! {
        <Transition fallback=move || view! { <p class="loading" role="status">{t::ui::loading(lang)}</p> }>
            {move || {
                let view = view.clone();
                Suspend::new(async move {
                    match resource.await {
                        Ok(value) => view(value).into_any(),
                        Err(error) => view! { <Trouble error /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

/// A page that cannot be shown: says why and what helps, and gives the answer its status.
#[component]
pub fn Trouble(
    /// Why.
    error: AppError,
) -> impl IntoView {
    let lang = use_lang();
    set_status(error.status());
    if matches!(error, AppError::Unavailable) {
        super::load_instead();
    }
    let title = match error {
        AppError::NotFound => t::ui::not_found_title(lang),
        AppError::Forbidden => t::ui::forbidden_title(lang),
        AppError::SignIn => t::ui::sign_in_title(lang),
        AppError::Unavailable => t::ui::unavailable_title(lang),
        _ => t::ui::error_title(lang),
    };
    let sign_in = matches!(error, AppError::SignIn)
        .then(|| view! { <a class="btn main" href=sign_in_address()>{t::ui::sign_in(lang)}</a> });
    view! {
        <section class="error-page">
            <PageTitle text=title />
            <p>{trouble_text(lang, &error)}</p>
            <p class="row">{sign_in}<a class="btn" href="/">{t::ui::to_home(lang)}</a></p>
        </section>
    }
}

/// Where whoever is on this page signs in: staff in the panel, residents elsewhere.
pub(super) fn sign_in_address() -> String {
    let path = leptos_router::hooks::use_location().pathname.get_untracked();
    if path.starts_with("/admin") || path.starts_with(crate::staff::OWN) {
        format!("{}?then={path}", crate::staff::SIGN_IN)
    } else {
        format!("/sign-in?then={path}")
    }
}

/// Leads to another page: on the server as the answer itself, in the browser once this one is drawn, and without a trace in the way back.
#[component]
pub fn Onward(
    /// Its address.
    to: String,
) -> impl IntoView {
    if cfg!(feature = "ssr") {
        return view! { <Redirect path=to /> }.into_any();
    }
    let navigate = use_navigate();
    Effect::new(move |_| {
        let (navigate, to) = (navigate.clone(), to.clone());
        // The router notes this page's own address only when it is drawn: sooner, the page before would be left out.
        request_animation_frame(move || {
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&to, options);
        });
    });
    ().into_any()
}

/// An address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Trouble error=AppError::NotFound /> }
}

/// Sets the status of the answer while rendering on the server.
pub fn set_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let Some(options) = use_context::<leptos_axum::ResponseOptions>()
        && let Ok(status) = axum::http::StatusCode::from_u16(status)
    {
        options.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}
