//! Centers 党群服务中心: finding one, reading about one. Configuring them is in `panel`.

mod address;
pub mod admin_api;
pub mod api;
mod card;
#[cfg(feature = "ssr")]
mod choices;
mod detail;
mod facts;
mod filters;
mod home;
mod hours_table;
mod list;
#[cfg(feature = "ssr")]
pub mod managed;
mod map;
mod near;
pub mod photo_api;
mod photos;
mod room;
mod rooms;
#[cfg(feature = "ssr")]
mod schema;
mod share;
mod way;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

pub use home::HomePage;
pub use map::{MapElement, MapFiles, Pick};
pub use near::{NearMe, NearStatus};
pub use share::ReadAloud;

crate::ui::lazy_page! {
    /// `/centers`
    ListRoute => list::ListPage
}
crate::ui::lazy_page! {
    /// `/centers/{id}` and `/centers/{id}/rooms/{room}`, which share most of their parts.
    CenterRoute => || {
        let room = use_params_map().with_untracked(|params| params.get("room").is_some());
        if room { view! { <room::RoomPage /> }.into_any() } else { view! { <detail::CenterPage /> }.into_any() }
    }
}
