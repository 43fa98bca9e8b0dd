//! The admin panel: its pages are loaded only when somebody opens them.
//!
//! Each page is a [`leptos_router::LazyRoute`] made by [`page!`], so the code of the panel is in WASM files of its own.
//! [`frame::Panel`] is around all of them: the menu, and the door that only staff can pass.

mod frame;
mod start;

pub use start::StartRoute;

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
