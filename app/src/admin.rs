//! The admin panel: its pages are loaded only when somebody opens them.
//!
//! Each page is a [`leptos_router::LazyRoute`] made by [`page!`], so the code of the panel is in WASM files of its own.
//! [`frame::Panel`] is around all of them: the menu, and the door that only staff can pass.

mod amenities;
mod audit;
mod divisions;
mod frame;
mod import;
mod map_settings;
mod parts;
mod person;
mod settings;
mod staff;
mod start;
mod zones;

use leptos::prelude::*;
use leptos_router::{
    Lazy, MatchNestedRoutes, ParamSegment, StaticSegment, any_nested_route::IntoAnyNestedRoute, components::Route,
};

/// The panel's addresses.
#[component(transparent)]
pub fn AdminRoutes() -> impl MatchNestedRoutes + Clone {
    let at = |part: &'static str| (StaticSegment("admin"), StaticSegment(part));
    let below =
        |part: &'static str, name: &'static str| (StaticSegment("admin"), StaticSegment(part), StaticSegment(name));
    let one =
        |part: &'static str, name: &'static str| (StaticSegment("admin"), StaticSegment(part), ParamSegment(name));
    view! {
        <Route path=StaticSegment("admin") view={Lazy::<start::StartRoute>::new()} />
        <Route path=at("divisions") view={Lazy::<divisions::DivisionsRoute>::new()} />
        <Route path=one("divisions", "code") view={Lazy::<divisions::DivisionRoute>::new()} />
        <Route path=at("amenities") view={Lazy::<amenities::AmenitiesRoute>::new()} />
        <Route path=one("amenities", "id") view={Lazy::<amenities::AmenityRoute>::new()} />
        <Route path=at("zones") view={Lazy::<zones::ZonesRoute>::new()} />
        <Route path=below("zones", "centers") view={Lazy::<zones::CoverageRoute>::new()} />
        <Route path=at("settings") view={Lazy::<settings::SettingsRoute>::new()} />
        <Route path=below("settings", "map") view={Lazy::<map_settings::MapSettingsRoute>::new()} />
        <Route path=at("staff") view={Lazy::<staff::StaffRoute>::new()} />
        <Route path=below("staff", "new") view={Lazy::<staff::NewStaffRoute>::new()} />
        <Route path=one("staff", "id") view={Lazy::<person::PersonRoute>::new()} />
        <Route path=at("import") view={Lazy::<import::ImportRoute>::new()} />
        <Route path=one("import", "upload") view={Lazy::<import::PreviewRoute>::new()} />
        <Route path=at("audit") view={Lazy::<audit::AuditRoute>::new()} />
    }
    .into_inner()
    .into_any_nested_route()
}

/// Makes the lazy route `$route` that shows the component `$view` inside the panel.
macro_rules! page {
    ($(#[$doc:meta])* $route:ident => $view:ident) => {
        $crate::ui::lazy_page! {
            $(#[$doc])*
            $route => || leptos::view! {
                <$crate::admin::frame::Panel view=|| leptos::prelude::IntoAny::into_any(leptos::view! { <$view /> }) />
            }
        }
    };
}
pub(crate) use page;
