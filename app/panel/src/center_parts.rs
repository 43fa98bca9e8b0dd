//! What the pages of a center share: where one is, the tabs, "saved".

use super::parts::Saved;
use app::{
    lang::{t, use_lang},
    ui::{FormAction, Icon, PageTitle},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{AppError, center::Center};
use serde::de::DeserializeOwned;
use server_fn::ServerFn;

/// A page about one center.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Data,
    Hours,
    Rooms,
    Photos,
}

/// Loads the page that `to` names once the form's call has succeeded: for a form whose answer says where to go. Without
/// scripts the server redirects there.
pub(super) fn lead_on<S>(action: FormAction<S>, to: impl Fn(&S::Output) -> String + 'static)
where
    S: ServerFn<Error = AppError> + 'static,
    S::Output: DeserializeOwned + Send + Sync + 'static,
{
    let value = action.value();
    Effect::new(move |_| {
        let to = value.with(|v| v.as_ref().and_then(|v| v.as_ref().ok()).map(&to));
        if let Some(to) = to {
            app::ui::load_anew(&to);
        }
    });
}

/// The way back, the center's name and its tabs.
#[component]
pub(super) fn CenterHead(
    /// Whose page it is.
    center: Center,
    /// Which page.
    tab: Tab,
) -> impl IntoView {
    let lang = use_lang();
    let id = center.id;
    let path = use_location().pathname.get_untracked();
    let name = center.names.get(lang.english()).to_owned();
    let tabs = [
        (Tab::Data, "", t::admin::tab_data(lang)),
        (Tab::Hours, "/hours", t::admin::tab_hours(lang)),
        (Tab::Rooms, "/rooms", t::admin::tab_rooms(lang)),
        (Tab::Photos, "/photos", t::admin::tab_photos(lang)),
    ];
    let tabs = tabs
        .into_iter()
        .map(|(this, end, text)| {
            // A room is a page below its tab.
            let href = format!("/admin/centers/{id}{end}");
            let current = (this == tab).then_some(if path == href { "page" } else { "true" });
            view! { <a href=href aria-current=current>{text}</a> }
        })
        .collect_view();
    let retired = center.retired.then(|| {
        view! { <p class="notice warn"><Icon name="warn" />{t::admin::retired_note(lang)}</p> }
    });
    view! {
        <nav aria-label=t::admin::crumbs(lang)>
            <ol class="crumbs">
                <li><a href="/admin/centers">{t::admin::centers(lang)}</a></li>
                <li aria-current="page">{name.clone()}</li>
            </ol>
        </nav>
        <div class="row between">
            <PageTitle text=name.clone() />
            <a class="btn small quiet" href=format!("/centers/{id}")>{t::admin::see_public(lang)}</a>
        </div>
        <nav class="tabs" aria-label=name>{tabs}</nav>
        {retired}
        <Saved />
    }
}
