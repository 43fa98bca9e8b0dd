//! What there is to choose from, worked out from the directory. Only on the server.

use super::api::{BaseMap, DivisionChoice};
use crate::server::Server;
use model::{
    AppError,
    directory::{BBox, Directory, Entry, Filter, Listed, Now},
    division::{Division, DivisionCode},
    geo::LngLat,
    room::RoomKind,
    settings::tile_layers,
};

/// Cards on the start page.
const FIRST_CENTERS: usize = 3;
/// Half the height and width, in degrees, of what is seen around the configured middle: a town.
const AROUND: f64 = 0.08;
/// More divisions than this are no help in a list; the lowest ones are left out then.
const MAX_DIVISIONS: usize = 200;

/// Kinds of rooms that some center has, in the order of lists.
pub(super) fn rooms(entries: &[Entry]) -> Vec<RoomKind> {
    let there = entries
        .iter()
        .flat_map(|e| &e.rooms)
        .fold(0, |set, kind| set | kind.bit());
    RoomKind::ALL
        .into_iter()
        .filter(|kind| there & kind.bit() != 0)
        .collect()
}

/// Those of `all` in or below which some, but not every, center is.
pub(super) fn divisions(entries: &[Entry], all: Vec<Division>) -> Vec<DivisionChoice> {
    let mut codes: Vec<&DivisionCode> = entries.iter().map(|e| &e.division).collect();
    codes.sort_unstable();
    let centers_in = |division: &Division| {
        let (first, last) = division.code.range();
        codes.partition_point(|c| c.as_str() <= last.as_str()) - codes.partition_point(|c| c.as_str() < first.as_str())
    };
    let mut choices: Vec<DivisionChoice> = all
        .into_iter()
        .filter(|division| (1..codes.len()).contains(&centers_in(division)))
        .map(|d| DivisionChoice {
            code: d.code,
            names: d.names,
            level: d.level,
        })
        .collect();
    while choices.len() > MAX_DIVISIONS
        && let Some(lowest) = choices.iter().map(|c| c.level).max()
        && choices.iter().any(|c| c.level < lowest)
    {
        choices.retain(|c| c.level < lowest);
    }
    choices
}

/// The base map that an administrator has set.
///
/// # Errors
/// [`AppError::Unavailable`].
pub(super) async fn base_map(server: &Server) -> Result<BaseMap, AppError> {
    let map = server.store.map().await?;
    let settings = &map.value;
    let all = server.store.directory(server.local_now().day).await?.bounds();
    let tiles = tile_layers(settings);
    Ok(BaseMap {
        // The tiles' attribution carries it already.
        approval: if tiles.is_empty() {
            settings.approval.clone()
        } else {
            String::new()
        },
        tiles,
        outlines: !settings.outlines.is_empty(),
        bounds: settings.middle.map(|middle| BBox::around(middle, AROUND)).or(all),
    })
}

/// The nearest centers; without a position the first one (the town's), then those open now, then any.
pub(super) fn first_centers(directory: &Directory, near: Option<LngLat>, now: Now, english: bool) -> Vec<Listed> {
    if let Some(from) = near {
        return directory.nearest(from, FIRST_CENTERS, now);
    }
    let open = Filter {
        open: "1".to_owned(),
        ..Default::default()
    };
    let all = directory.query(&Filter::default(), now, english, |_| true).centers;
    let mut first: Vec<Listed> = Vec::with_capacity(FIRST_CENTERS);
    let open = directory.query(&open, now, english, |_| true).centers;
    for center in all.iter().take(1).chain(&open).chain(&all) {
        if first.len() < FIRST_CENTERS && first.iter().all(|c| c.id != center.id) {
            first.push(center.clone());
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{
        center::{CenterId, CenterKind},
        division::DivisionLevel,
        hours::{Interval, LocalMinute, Shift, WeekHours},
        text::Names,
    };
    use std::sync::Arc;

    const NOON: u16 = 12 * 60;

    /// A center in `division`, open all day or never.
    fn entry(number: i64, division: &str, open: bool) -> Entry {
        let day = vec![Interval {
            start: 0,
            end: 1440,
            shift: Shift::Morning,
        }];
        Entry {
            id: CenterId::from_i64(number),
            kind: if number == 0 {
                CenterKind::Town
            } else {
                CenterKind::Village
            },
            division: division.parse().unwrap(),
            division_name: String::new(),
            names: Names::new(format!("中心{number}"), ""),
            address: String::new(),
            phone: String::new(),
            position: None,
            hours: Arc::new(if open {
                WeekHours(std::array::from_fn(|_| day.clone()))
            } else {
                WeekHours::default()
            }),
            exceptions: Vec::new(),
            amenities: Vec::new(),
            rooms: vec![RoomKind::TalkRoom],
            search: format!("{number}"),
        }
    }

    fn division(code: &str, level: DivisionLevel) -> Division {
        Division {
            code: code.parse().unwrap(),
            parent: None,
            names: Names::new(code, ""),
            level,
            position: None,
            version: 1,
        }
    }

    #[test]
    fn a_division_is_offered_if_choosing_it_leaves_something_out_and_something_over() {
        let entries = [entry(0, "152223100000", true), entry(1, "152223100202", true)];
        let all = vec![
            division("152223000000", DivisionLevel::Banner),
            division("152223100000", DivisionLevel::Town),
            division("152223100202", DivisionLevel::Village),
            division("152223100203", DivisionLevel::Village),
        ];
        let codes: Vec<String> = divisions(&entries, all).iter().map(|c| c.code.to_string()).collect();
        assert_eq!(codes, ["152223100202"]);
    }

    #[test]
    fn a_country_is_offered_by_its_higher_divisions() {
        let code = |town: usize, village: usize| format!("1522231{town:02}{village:03}");
        let places: Vec<(usize, usize)> = (1..=3).flat_map(|t| (1..=100).map(move |v| (t, v))).collect();
        let entries: Vec<Entry> = places.iter().map(|(t, v)| entry(1, &code(*t, *v), true)).collect();
        let towns = (1..=3).map(|t| division(&code(t, 0), DivisionLevel::Town));
        let villages = places
            .iter()
            .map(|(t, v)| division(&code(*t, *v), DivisionLevel::Village));
        let offered = divisions(&entries, towns.chain(villages).collect());
        assert_eq!(offered.len(), 3);
        assert!(offered.iter().all(|d| d.level == DivisionLevel::Town));
    }

    #[test]
    fn the_town_comes_first_then_whoever_is_open() {
        let entries = [(0, false), (1, false), (2, true), (3, false), (4, true)];
        let directory = Directory::new(entries.map(|(n, open)| entry(n, "152223100000", open)).into());
        let now = LocalMinute {
            day: Default::default(),
            minute: NOON,
        };
        let first = first_centers(&directory, None, now, false);
        let ids: Vec<i64> = first.iter().map(|c| c.id.as_i64()).collect();
        assert_eq!(ids, [0, 2, 4]);
    }

    #[test]
    fn only_kinds_that_exist_are_offered() {
        assert_eq!(rooms(&[entry(1, "152223100202", true)]), [RoomKind::TalkRoom]);
        assert!(rooms(&[]).is_empty());
    }
}
