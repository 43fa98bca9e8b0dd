//! The admin panel, loaded only when somebody opens it: one WASM file for all of it, because whoever configures a center goes
//! from page to page.
//!
//! [`page`] says which page is at which address; [`frame::Panel`] is around all of them: the menu, and the door that only
//! staff can pass.

#![recursion_limit = "512"]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod amenities;
mod audit;
mod bookings;
mod bulk_form;
mod case_settings;
mod cases;
mod center;
mod center_fields;
mod center_parts;
mod centers;
mod complaints;
mod counter;
mod divisions;
mod duty;
mod evaluations;
mod follow_ups;
mod frame;
mod hours;
mod hours_bulk;
mod import;
mod map_settings;
mod matters;
mod message_settings;
mod parts;
mod person;
mod photos;
mod position;
mod room;
mod rooms;
mod rows;
mod rules;
mod settings;
mod staff;
mod start;
mod statistics;
mod town;
mod visits;
mod way;
mod workdays;
mod zones;

use app::ui::NotFound;
use leptos::prelude::*;
use model::room::RoomKind;
use std::str::FromStr;

app::ui::lazy_page! {
    /// `/admin` and everything below it.
    PanelRoute => || view! { <frame::Panel /> }
}

/// The page at `path`. Not a table of the router's: its routes would be part of the first download.
fn page(path: &str) -> AnyView {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).skip(1).collect();
    match parts[..] {
        [] => view! { <start::Start /> }.into_any(),
        ["centers"] => view! { <centers::Centers /> }.into_any(),
        ["centers", "new"] => view! { <center::NewCenter /> }.into_any(),
        ["centers", id] => named(id, |id| view! { <center::EditCenter id /> }.into_any()),
        ["centers", id, "hours"] => named(id, |id| view! { <hours::Hours id /> }.into_any()),
        ["centers", id, "rooms"] => named(id, |id| view! { <rooms::RoomsPage id /> }.into_any()),
        ["centers", id, "rooms", "new"] => named(id, |center| view! { <room::RoomPage center room=None /> }.into_any()),
        ["centers", id, "rooms", room] => named(id, |center| {
            named(room, |room| {
                view! { <room::RoomPage center room=Some(room) /> }.into_any()
            })
        }),
        ["centers", id, "photos"] => named(id, |id| view! { <photos::PhotosPage id /> }.into_any()),
        ["rooms", id, "poster"] => named(id, |id| view! { <rules::DoorPage id /> }.into_any()),
        ["rooms", id, "rules"] => named(id, |id| view! { <rules::RulesPage id /> }.into_any()),
        ["rules"] => view! { <rules::KindsPage /> }.into_any(),
        ["rules", "copy"] => view! { <rules::CopyPage /> }.into_any(),
        ["rules", kind] => RoomKind::from_code(kind).map_or_else(
            || view! { <NotFound /> }.into_any(),
            |kind| view! { <rules::KindPage kind /> }.into_any(),
        ),
        ["hours"] => view! { <hours_bulk::BulkPage /> }.into_any(),
        ["bookings"] => view! { <bookings::BookingsPage /> }.into_any(),
        ["bookings", "new"] => view! { <bookings::NewPage /> }.into_any(),
        ["bookings", "print"] => view! { <bookings::PrintPage /> }.into_any(),
        ["bookings", number] => named(number, |number| view! { <bookings::DetailPage number /> }.into_any()),
        ["evaluations"] => view! { <evaluations::ListPage /> }.into_any(),
        ["evaluations", "forms"] => view! { <evaluations::FormsPage /> }.into_any(),
        ["evaluations", "forms", id] => named(id, |id| view! { <evaluations::FormPage id /> }.into_any()),
        ["evaluations", "poster", center] => {
            named(center, |center| view! { <evaluations::PosterPage center /> }.into_any())
        }
        ["evaluations", id] => named(id, |evaluation| {
            view! { <evaluations::OnePage evaluation /> }.into_any()
        }),
        ["follow-ups"] => view! { <follow_ups::QueuePage /> }.into_any(),
        ["follow-ups", number] => named(number, |number| view! { <follow_ups::DetailPage number /> }.into_any()),
        ["counter"] => view! { <counter::CounterPage /> }.into_any(),
        ["visits"] => view! { <visits::VisitsPage /> }.into_any(),
        ["cases"] => view! { <cases::CasesPage /> }.into_any(),
        ["cases", number] => named(number, |number| view! { <cases::DetailPage number /> }.into_any()),
        ["cases", number, "receipt"] => named(number, |number| view! { <cases::ReceiptPage number /> }.into_any()),
        ["duty"] => view! { <duty::WeekPage /> }.into_any(),
        ["duty", "new"] => view! { <duty::FormPage id=String::new() /> }.into_any(),
        ["duty", "print"] => view! { <duty::PrintPage /> }.into_any(),
        ["duty", "rota", center] => named(center, |center| view! { <duty::RotaPage center /> }.into_any()),
        ["duty", id] => view! { <duty::FormPage id=id.to_owned() /> }.into_any(),
        ["town"] => view! { <town::TownPage /> }.into_any(),
        ["statistics"] => view! { <statistics::StatisticsPage /> }.into_any(),
        ["complaints"] => view! { <complaints::ComplaintsPage /> }.into_any(),
        ["matters"] => view! { <matters::Matters /> }.into_any(),
        ["matters", "new"] => view! { <matters::MatterPage code=None /> }.into_any(),
        ["matters", code] => named(code, |code| {
            view! { <matters::MatterPage code=Some(code) /> }.into_any()
        }),
        ["workdays"] => view! { <workdays::WorkdaysPage /> }.into_any(),
        ["slips"] => view! { <app::resident::SlipsPage /> }.into_any(),
        ["divisions"] => view! { <divisions::Divisions /> }.into_any(),
        ["divisions", "new"] => view! { <divisions::DivisionPage code=None /> }.into_any(),
        ["divisions", code] => named(code, |code| {
            view! { <divisions::DivisionPage code=Some(code) /> }.into_any()
        }),
        ["amenities"] => view! { <amenities::Amenities /> }.into_any(),
        ["amenities", "new"] => view! { <amenities::AmenityPage id=None /> }.into_any(),
        ["amenities", id] => named(id, |id| view! { <amenities::AmenityPage id=Some(id) /> }.into_any()),
        ["zones"] => view! { <zones::Zones /> }.into_any(),
        ["zones", "centers"] => view! { <zones::CoveragePage /> }.into_any(),
        ["settings"] => view! { <settings::Settings /> }.into_any(),
        ["settings", "cases"] => view! { <case_settings::CaseSettings /> }.into_any(),
        ["settings", "map"] => view! { <map_settings::MapSettings /> }.into_any(),
        ["settings", "messages"] => view! { <message_settings::MessagesPage /> }.into_any(),
        ["staff"] => view! { <staff::Accounts /> }.into_any(),
        ["staff", "new"] => view! { <staff::NewAccount /> }.into_any(),
        ["staff", id] => named(id, |id| view! { <person::Person id /> }.into_any()),
        ["audit"] => view! { <audit::Audit /> }.into_any(),
        ["import"] => view! { <import::Import /> }.into_any(),
        ["import", upload] => view! { <import::Check upload=upload.to_owned() /> }.into_any(),
        _ => view! { <NotFound /> }.into_any(),
    }
}

/// `page` of the thing that a part of the address names; a part that cannot be a name leads nowhere.
fn named<T: FromStr>(part: &str, page: impl FnOnce(T) -> AnyView) -> AnyView {
    part.parse().map_or_else(|_| view! { <NotFound /> }.into_any(), page)
}
