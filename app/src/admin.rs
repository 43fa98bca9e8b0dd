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
mod position;
mod room;
mod rooms;
mod settings;
mod staff;
mod start;
mod zones;

use leptos::prelude::*;
use leptos_router::{
    Lazy, NestedRoute,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    path,
};

/// The page `$route` at an address. Of one type whatever the page, so that the panel compiles with and without Leptos's
/// erased components.
macro_rules! at {
    ($route:ty, $path:tt) => {
        NestedRoute::new(path!($path), Lazy::<$route>::new()).into_any_nested_route()
    };
}

/// Every page of the panel and its address. A tuple holds at most sixteen routes, so there is one for each area of work;
/// of two addresses that fit, the first counts.
#[component(transparent)]
pub fn Routes() -> AnyNestedRoute {
    (
        (
            at!(start::StartRoute, "/admin"),
            at!(centers::CentersRoute, "/admin/centers"),
            at!(center::NewCenterRoute, "/admin/centers/new"),
            at!(center::EditCenterRoute, "/admin/centers/:id"),
            at!(hours::HoursRoute, "/admin/centers/:id/hours"),
            at!(rooms::RoomsRoute, "/admin/centers/:id/rooms"),
            at!(room::EditRoomRoute, "/admin/centers/:id/rooms/:room"),
            at!(photos::PhotosRoute, "/admin/centers/:id/photos"),
            at!(hours_bulk::BulkRoute, "/admin/hours"),
        ),
        (
            at!(divisions::DivisionsRoute, "/admin/divisions"),
            at!(divisions::DivisionRoute, "/admin/divisions/:code"),
            at!(amenities::AmenitiesRoute, "/admin/amenities"),
            at!(amenities::AmenityRoute, "/admin/amenities/:id"),
            at!(zones::ZonesRoute, "/admin/zones"),
            at!(zones::CoverageRoute, "/admin/zones/centers"),
            at!(settings::SettingsRoute, "/admin/settings"),
            at!(map_settings::MapSettingsRoute, "/admin/settings/map"),
            at!(staff::StaffRoute, "/admin/staff"),
            at!(staff::NewStaffRoute, "/admin/staff/new"),
            at!(person::PersonRoute, "/admin/staff/:id"),
            at!(audit::AuditRoute, "/admin/audit"),
            at!(import::ImportRoute, "/admin/import"),
            at!(import::PreviewRoute, "/admin/import/:upload"),
        ),
    )
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
