//! The admin panel: its pages are loaded only when somebody opens them.
//!
//! Each page is a [`leptos_router::LazyRoute`] made by [`page!`], so the code of the panel is in WASM files of its own.
//! [`frame::Panel`] is around all of them: the menu, and the door that only staff can pass.

mod amenities;
mod audit;
mod bulk_form;
mod center;
mod center_fields;
mod center_parts;
mod centers;
mod divisions;
mod frame;
mod hours;
mod hours_bulk;
mod import;
mod map_settings;
mod parts;
mod person;
mod photos;
mod room;
mod rooms;
mod settings;
mod staff;
mod start;
mod zones;

use leptos::prelude::*;
use leptos_router::{Lazy, LazyRoute, MatchNestedRoutes, NestedRoute, PossibleRouteMatch, path};

/// Every page of the panel and its address. A tuple holds at most sixteen routes, so there is one for each area of work;
/// of two addresses that fit, the first counts.
#[component(transparent)]
pub fn Routes() -> impl MatchNestedRoutes + Clone + Send + 'static {
    (
        (
            at::<start::StartRoute, _>(path!("/admin")),
            at::<centers::CentersRoute, _>(path!("/admin/centers")),
            at::<center::NewCenterRoute, _>(path!("/admin/centers/new")),
            at::<center::CenterRoute, _>(path!("/admin/centers/:id")),
            at::<hours::HoursRoute, _>(path!("/admin/centers/:id/hours")),
            at::<rooms::RoomsRoute, _>(path!("/admin/centers/:id/rooms")),
            at::<room::RoomRoute, _>(path!("/admin/centers/:id/rooms/:room")),
            at::<photos::PhotosRoute, _>(path!("/admin/centers/:id/photos")),
            at::<hours_bulk::BulkRoute, _>(path!("/admin/hours")),
        ),
        (
            at::<divisions::DivisionsRoute, _>(path!("/admin/divisions")),
            at::<divisions::DivisionRoute, _>(path!("/admin/divisions/:code")),
            at::<amenities::AmenitiesRoute, _>(path!("/admin/amenities")),
            at::<amenities::AmenityRoute, _>(path!("/admin/amenities/:id")),
            at::<zones::ZonesRoute, _>(path!("/admin/zones")),
            at::<zones::CoverageRoute, _>(path!("/admin/zones/centers")),
            at::<settings::SettingsRoute, _>(path!("/admin/settings")),
            at::<map_settings::MapSettingsRoute, _>(path!("/admin/settings/map")),
            at::<staff::StaffRoute, _>(path!("/admin/staff")),
            at::<staff::NewStaffRoute, _>(path!("/admin/staff/new")),
            at::<person::PersonRoute, _>(path!("/admin/staff/:id")),
            at::<audit::AuditRoute, _>(path!("/admin/audit")),
            at::<import::ImportRoute, _>(path!("/admin/import")),
            at::<import::PreviewRoute, _>(path!("/admin/import/:upload")),
        ),
    )
}

fn at<R, P>(path: P) -> NestedRoute<P, (), (), Lazy<R>>
where
    R: LazyRoute + Send + Sync + 'static,
    P: PossibleRouteMatch,
{
    NestedRoute::new(path, Lazy::new())
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
