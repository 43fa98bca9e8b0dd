//! The finder's address: every choice is a parameter, so that it can be shared, kept and opened without scripts.

use leptos_router::params::ParamsMap;
use model::directory::Filter;
use serde::Serialize;

/// Where the finder is.
const PATH: &str = "/centers";

/// Everything that the finder's address says.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub(super) struct Address {
    /// What is looked for.
    #[serde(flatten)]
    pub filter: Filter,
    /// Identifier of the chosen center, whose card is shown; or empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub c: String,
    /// `map` or `list`: what a phone shows alone; empty for both.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub view: String,
}

impl Address {
    /// Reads the parameters; unknown ones mean nothing.
    pub(super) fn read(query: &ParamsMap) -> Self {
        let get = |name: &str| query.get(name).unwrap_or_default();
        Self {
            filter: Filter {
                q: get("q"),
                room: get("room"),
                amenity: get("amenity"),
                division: get("division"),
                open: get("open"),
                matter: get("matter"),
                near: get("near"),
                page: get("page"),
            },
            c: get("c"),
            view: get("view"),
        }
    }

    /// The address itself.
    pub(super) fn href(&self) -> String {
        match encode(self).as_str() {
            "" => PATH.to_owned(),
            query => format!("{PATH}?{query}"),
        }
    }

    /// The filter for the map: without what only orders and cuts the list, so a position stays out of it.
    pub(super) fn map_query(&self) -> String {
        encode(&Filter {
            near: String::new(),
            page: String::new(),
            ..self.filter.clone()
        })
    }

    /// The same with another filter: from its first page, with nothing chosen.
    pub(super) fn filtered(&self, change: impl FnOnce(&mut Filter)) -> Self {
        let mut filter = self.filter.clone();
        change(&mut filter);
        filter.page = String::new();
        Self {
            filter,
            c: String::new(),
            view: self.view.clone(),
        }
    }

    /// What is looked for, among the matters.
    pub(super) fn among_matters(&self) -> String {
        format!("/matters?{}", encode(&[("q", self.filter.q.trim())]))
    }

    /// The same without any narrowing.
    pub(super) fn cleared(&self) -> Self {
        self.filtered(|f| {
            *f = Filter {
                near: f.near.clone(),
                ..Default::default()
            };
        })
    }

    /// The same on another page of the list.
    pub(super) fn on_page(&self, page: u32) -> Self {
        let mut next = self.clone();
        next.filter.page = if page > 1 { page.to_string() } else { String::new() };
        next
    }

    /// The same with this center chosen; empty for none.
    pub(super) fn with_center(&self, id: impl ToString) -> Self {
        Self {
            c: id.to_string(),
            ..self.clone()
        }
    }

    /// The same with `view` for phones.
    pub(super) fn with_view(&self, view: &str) -> Self {
        Self {
            view: view.to_owned(),
            ..self.clone()
        }
    }

    /// `data-view` of the finder.
    pub(super) fn shown(&self) -> &'static str {
        match self.view.as_str() {
            "map" => "map",
            "list" => "list",
            _ => "both",
        }
    }
}

/// Flat texts are always representable in a query, so nothing is lost by the default.
fn encode(value: &impl Serialize) -> String {
    serde_urlencoded::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Address {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
        let mut map = ParamsMap::new();
        for (name, value) in pairs {
            map.insert(name, value);
        }
        Address::read(&map)
    }

    fn full() -> Address {
        Address {
            filter: Filter {
                q: "东风 & dfc=1?#".into(),
                room: "reading_space".into(),
                amenity: "wifi".into(),
                division: "152223100202".into(),
                open: "1".into(),
                matter: "C0101".into(),
                near: "122.93,46.73".into(),
                page: "2".into(),
            },
            c: "01m3x7k9q2w4r".into(),
            view: "map".into(),
        }
    }

    #[test]
    fn an_address_survives_being_written_and_read() {
        for address in [Address::default(), full(), full().cleared(), full().on_page(1)] {
            let href = address.href();
            let query = href.strip_prefix(PATH).unwrap().trim_start_matches('?');
            assert_eq!(read(query), address, "{href}");
        }
        assert_eq!(Address::default().href(), "/centers");
    }

    #[test]
    fn another_filter_starts_from_the_first_page_with_nothing_chosen() {
        let next = full().filtered(|f| f.room = String::new());
        assert_eq!((next.filter.page.as_str(), next.c.as_str()), ("", ""));
        assert_eq!((next.filter.amenity.as_str(), next.view.as_str()), ("wifi", "map"));
    }

    #[test]
    fn clearing_keeps_the_order_and_nothing_else() {
        let cleared = full().cleared();
        assert!(!cleared.filter.narrows());
        assert_eq!(cleared.filter.near, "122.93,46.73");
    }

    #[test]
    fn what_is_looked_for_is_looked_for_among_the_matters() {
        assert_eq!(
            read("q= 高龄补贴%26&open=1").among_matters(),
            "/matters?q=%E9%AB%98%E9%BE%84%E8%A1%A5%E8%B4%B4%26"
        );
    }

    #[test]
    fn the_map_is_not_told_where_the_person_is() {
        let query = full().map_query();
        assert!(query.contains("room=reading_space") && query.contains("matter=C0101"));
        assert!(!query.contains("near") && !query.contains("page"));
    }

    #[test]
    fn an_unknown_view_is_both() {
        assert_eq!(read("view=<script>").shown(), "both");
        assert_eq!(read("view=list").shown(), "list");
    }
}
