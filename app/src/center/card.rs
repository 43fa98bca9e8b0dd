//! A center in a list, and the parts of it that other pages show too.

use crate::{
    boot::use_boot,
    lang::{Lang, t, use_lang},
    ui::{Icon, words},
};
use leptos::prelude::*;
use model::{
    amenity::Amenity,
    center::{Position, PositionSource},
    directory::Listed,
    hours::OpenState,
    room::RoomKind,
};
use std::sync::Arc;

/// Kinds of rooms named on a card before the rest is counted.
const NAMED_ROOMS: usize = 3;

/// Everything that amenities are called, for cards.
pub(super) type Amenities = Arc<[Amenity]>;

/// A center: its initial in a doorway, its name, whether it is open, how far it is, what it offers.
#[component]
pub(super) fn CenterCard(
    /// The center.
    center: Listed,
    /// Names and icons of amenities.
    amenities: Amenities,
    /// A line of a list rather than a sheet of its own.
    #[prop(optional)]
    line: bool,
    /// Whether this one is chosen on the map beside.
    #[prop(optional, into)]
    chosen: Signal<bool>,
    /// What can be done with it: one line below.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let lang = use_lang();
    let name = center.names.get(lang.english()).to_owned();
    let class = if line { "center" } else { "center card" };
    let more = children.map(|children| view! { <div class="row">{children()}</div> });
    view! {
        <li class=class aria-current=move || chosen.get().then_some("true")>
            <Doorway name=name.clone() open=is_open(&center.open) />
            <div class="center-body">
                <h2><a class="cover" href=format!("/centers/{}", center.id)>{name}</a></h2>
                <Whereabouts metres=center.metres address=center.address.clone() position=center.position />
                <OpenPill open=center.open />
                <Offers codes=center.amenities amenities />
                {(!center.rooms.is_empty()).then(|| view! { <p class="muted">{rooms_text(lang, &center.rooms)}</p> })}
                {more}
            </div>
        </li>
    }
    .into_any()
}

/// The center's initial in its doorway; shut while it is closed.
#[component]
pub(super) fn Doorway(
    /// Name of the center.
    name: String,
    /// Open now?
    open: bool,
) -> impl IntoView {
    let class = if open { "arch" } else { "arch closed" };
    view! { <span class=class aria-hidden="true">{initial(&name)}</span> }
}

/// How far, and the address in words.
#[component]
fn Whereabouts(metres: Option<u32>, address: String, position: Option<Position>) -> impl IntoView {
    let lang = use_lang();
    let far = metres.map(|metres| {
        // Nobody measured where this one is, so the distance is no promise either.
        let schematic = position.is_some_and(|p| p.source == PositionSource::Schematic);
        let words = words::distance(lang, metres);
        let words = if schematic { t::map::about(lang, words) } else { words };
        view! { <span class="far"><Icon name="pin" />{words}</span> }
    });
    view! { <p class="facts-line">{far}<span>{address}</span></p> }
}

/// Open until, or closed until.
#[component]
pub(super) fn OpenPill(
    /// As of the page's moment.
    open: OpenState,
) -> impl IntoView {
    let lang = use_lang();
    let now = use_boot().with_value(|b| b.now);
    let (class, icon, text) = words::open_state(lang, now, &open);
    view! { <p class="row"><span class=class><Icon name=icon />{text}</span></p> }
}

/// Amenities as a line of icons, with their names for those who do not see them.
#[component]
fn Offers(codes: Vec<String>, amenities: Amenities) -> impl IntoView {
    let lang = use_lang();
    let offered: Vec<&Amenity> = amenities.iter().filter(|a| codes.contains(&a.code)).collect();
    let names: Vec<&str> = offered.iter().map(|a| a.names.get(lang.english())).collect();
    let label = names.join(t::hours::comma(lang));
    let icons = offered
        .iter()
        .map(|a| view! { <Icon name=amenity_icon(a) /> })
        .collect_view();
    (!offered.is_empty()).then(|| view! { <p class="amen" role="img" aria-label=label.clone() title=label>{icons}</p> })
}

/// The amenity's picture; the plain tick where the administrator chose none.
fn amenity_icon(amenity: &Amenity) -> String {
    if amenity.icon.is_empty() {
        "check".to_owned()
    } else {
        amenity.icon.clone()
    }
}

/// The first character of a name, for the doorway.
fn initial(name: &str) -> String {
    name.chars().next().into_iter().flat_map(char::to_uppercase).collect()
}

/// Whether it is open now.
pub(super) const fn is_open(state: &OpenState) -> bool {
    matches!(state, OpenState::Open { .. })
}

/// `便民服务站、阅享空间、群众说事室等 7 种房间`
fn rooms_text(lang: Lang, rooms: &[RoomKind]) -> String {
    let named: Vec<&str> = rooms
        .iter()
        .take(NAMED_ROOMS)
        .map(|kind| words::room_kind(lang, *kind))
        .collect();
    let named = named.join(t::hours::comma(lang));
    if rooms.len() > NAMED_ROOMS {
        t::map::rooms_and_more(lang, named, rooms.len())
    } else {
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doorway_shows_the_first_letter() {
        assert_eq!(initial("东风村党群服务中心"), "东");
        assert_eq!(initial("dongfeng"), "D");
        assert_eq!(initial(""), "");
    }

    #[test]
    fn many_rooms_are_counted_and_few_are_named() {
        assert_eq!(
            rooms_text(Lang::ZhHans, &RoomKind::ALL[..2]),
            "便民服务站、新时代文明实践站"
        );
        assert_eq!(
            rooms_text(Lang::En, &RoomKind::ALL[..4]),
            "Convenience station, Civilization practice station, Party activity studio and more: 4 kinds of rooms"
        );
    }
}
