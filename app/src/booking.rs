//! Bookings 预约 of rooms: what is free, the form, one's own bookings, the search. The staff's side is in `panel`.

mod amend;
mod another;
mod answer;
pub mod api;
mod book;
mod calendar;
mod cancel;
pub mod counter_api;
mod day;
pub mod day_api;
pub mod desk_api;
mod facts;
mod feed;
pub mod feed_api;
mod find;
pub mod find_api;
mod follow;
pub mod follow_api;
mod form;
mod here;
pub mod here_api;
mod live;
mod mine;
mod my_api;
#[cfg(feature = "ssr")]
pub mod reach;
mod repeat;
mod reschedule;
mod room;
pub mod rules_api;
mod show;
pub mod wait_api;
mod waitlist;
pub mod way_api;
pub mod words;

use book::Booking;
pub use book::what;
pub use facts::{Facts, What};
pub use feed::FeedPart;
pub use form::{Hidden, No, Why};
pub use live::{News, watch_unless};
pub use mine::Standing;
pub use my_api::{CancelBooking, CheckIn, Done};
pub use my_api::{Mine, Shown};
pub use repeat::{Changed, PlanDays, RepeatFields, free_days};
pub use room::{BookRoom, use_calendar};

use crate::ui::NotFound;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::booking::Number;

crate::ui::lazy_page! {
    /// `/book`, `/bookings` and `/me/bookings` with everything below them, and a center's day: one file, because whoever books goes through most.
    BookingRoute => || {
        let path = use_location().pathname;
        // On the way out of here, to sign in for one, the page stays until the other is there.
        let page_at = Memo::new(move |before: Option<&String>| {
            path.with(|path| before.filter(|_| !is_ours(path)).unwrap_or(path).clone())
        });
        move || page_at.with(|path| page(path))
    }
}

/// Whether an address is one of a page of this part.
fn is_ours(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    matches!(
        parts[..],
        ["book" | "bookings", ..] | ["me", "bookings"] | ["centers", _, "day"]
    )
}

/// The page at `path`.
fn page(path: &str) -> AnyView {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts[..] {
        ["book"] => view! { <find::FindPage /> }.into_any(),
        ["book", room] => room.parse().map_or_else(
            |_| view! { <NotFound /> }.into_any(),
            |room| view! { <Booking room /> }.into_any(),
        ),
        ["centers", center, "day"] => center.parse().map_or_else(
            |_| view! { <NotFound /> }.into_any(),
            |center| view! { <day::DayPage center /> }.into_any(),
        ),
        ["me", "bookings"] => view! { <mine::MinePage /> }.into_any(),
        ["bookings"] => view! { <follow::FollowPage /> }.into_any(),
        ["bookings", number] => named(number, |number| view! { <show::ShowPage number /> }.into_any()),
        ["bookings", "here", token] => view! { <here::HerePage token=token.to_owned() /> }.into_any(),
        ["bookings", number, "cancel"] => named(number, |number| view! { <cancel::CancelPage number /> }.into_any()),
        ["bookings", number, "offer"] => named(number, |number| view! { <answer::OfferPage number /> }.into_any()),
        ["bookings", number, "change"] => {
            named(number, |number| view! { <reschedule::ChangePage number /> }.into_any())
        }
        _ => view! { <NotFound /> }.into_any(),
    }
}

/// `page` of the booking of that number; a misheard one leads nowhere.
fn named(number: &str, page: impl FnOnce(Number) -> AnyView) -> AnyView {
    number.parse().map_or_else(|_| view! { <NotFound /> }.into_any(), page)
}
