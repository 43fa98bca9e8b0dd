//! The directory's answers, also against a slow and obvious counterpart.

use super::*;
use crate::{center::PositionSource, hours::parse_day};
use jiff::civil::date;
use proptest::prelude::*;

const FRIDAY_NOON: Now = LocalMinute {
    day: date(2026, 9, 18),
    minute: 12 * 60,
};
const WORLD: BBox = BBox {
    west: -180.0,
    south: -85.0,
    east: 180.0,
    north: 85.0,
};

/// Where a matter is handled that no filter names.
const ALL: fn(&Entry) -> bool = |_| true;

fn entry(id: i64, name: &str, at: Option<LngLat>) -> Entry {
    Entry {
        id: CenterId::from_i64(id),
        kind: CenterKind::Village,
        division: "152223100202".parse().unwrap(),
        division_name: "东风村".into(),
        names: Names::new(name, format!("Center {id}")),
        address: String::new(),
        phone: String::new(),
        position: at.map(|at| Position {
            at,
            source: PositionSource::Surveyed,
        }),
        hours: Arc::default(),
        exceptions: vec![],
        amenities: vec![],
        rooms: vec![],
        search: name.to_lowercase(),
    }
}

fn many(points: &[(f64, f64)]) -> Directory {
    let points = (0..).zip(points);
    Directory::new(
        points
            .map(|(i, (lng, lat))| entry(i, &format!("c{i:04}"), Some(LngLat::new(*lng, *lat))))
            .collect(),
    )
}

fn total(items: &[MapItem]) -> u32 {
    items
        .iter()
        .map(|i| {
            if let MapItem::Cluster { count, .. } = i {
                *count
            } else {
                1
            }
        })
        .sum()
}

#[test]
fn the_town_comes_first_and_the_rest_by_name() {
    let mut town = entry(1, "z-town", None);
    town.kind = CenterKind::Town;
    let directory = Directory::new(vec![entry(2, "b", None), town, entry(3, "a", None)]);
    let order = |english: bool| -> Vec<i64> {
        let page = directory.query(&Filter::default(), FRIDAY_NOON, english, ALL);
        page.centers.iter().map(|c| c.id.as_i64()).collect()
    };
    assert_eq!(order(false), [1, 3, 2]);
    assert_eq!(order(true), [1, 2, 3]);
    assert_eq!(
        directory.get(CenterId::from_i64(3)).map(|e| e.names.zh.as_str()),
        Some("a")
    );
    assert_eq!(directory.get(CenterId::from_i64(9)), None);
}

#[test]
fn each_part_of_a_filter_narrows_and_nonsense_does_not() {
    let mut open = entry(1, "open", None);
    open.hours = Arc::new(WeekHours(std::array::from_fn(|_| {
        parse_day("h", "12:00-14:00").unwrap()
    })));
    open.rooms = vec![RoomKind::TalkRoom];
    let mut wifi = entry(2, "wifi", None);
    wifi.amenities = vec!["wifi".into()];
    wifi.division = "152223100203".parse().unwrap();
    let directory = Directory::new(vec![open, wifi]);
    let ids = |filter: Filter| -> Vec<i64> {
        let page = directory.query(&filter, FRIDAY_NOON, false, ALL);
        page.centers.iter().map(|c| c.id.as_i64()).collect()
    };
    let default = Filter::default;
    assert_eq!(
        ids(Filter {
            open: "1".into(),
            ..default()
        }),
        [1]
    );
    assert_eq!(
        ids(Filter {
            room: "talk_room".into(),
            ..default()
        }),
        [1]
    );
    assert_eq!(
        ids(Filter {
            amenity: "wifi".into(),
            ..default()
        }),
        [2]
    );
    assert_eq!(
        ids(Filter {
            division: "152223100203".into(),
            ..default()
        }),
        [2]
    );
    assert_eq!(
        ids(Filter {
            division: "152223100000".into(),
            ..default()
        }),
        [1, 2]
    );
    assert_eq!(
        ids(Filter {
            q: "WI fi".into(),
            ..default()
        }),
        [2]
    );
    let nonsense = Filter {
        room: "cellar".into(),
        division: "here".into(),
        open: "maybe".into(),
        near: "north".into(),
        page: "-7".into(),
        ..default()
    };
    assert!(!nonsense.narrows());
    assert_eq!(ids(nonsense), [1, 2]);
}

#[test]
fn a_matter_narrows_list_and_map_to_where_it_is_handled() {
    let directory = many(&[(122.9, 46.7), (123.1, 46.7), (123.3, 46.7)]);
    let handles = |entry: &Entry| entry.id.as_i64() != 1;
    let asked = |matter: &str| {
        let filter = Filter {
            matter: matter.into(),
            ..Default::default()
        };
        let page = directory.query(&filter, FRIDAY_NOON, false, handles);
        let ids: Vec<i64> = page.centers.iter().map(|c| c.id.as_i64()).collect();
        let map = directory.map(&WORLD, 12, &filter, FRIDAY_NOON, None, handles);
        (filter.narrows(), ids, total(&map))
    };
    assert_eq!(asked("C0101"), (true, vec![0, 2], 2));
    assert_eq!(asked(" "), (false, vec![0, 1, 2], 3));
}

#[test]
fn pages_are_clamped() {
    let directory = many(&vec![(122.9, 46.7); PAGE_SIZE + 1]);
    let page = |text: &str| {
        directory.query(
            &Filter {
                page: text.into(),
                ..Default::default()
            },
            FRIDAY_NOON,
            false,
            ALL,
        )
    };
    assert_eq!(
        (page("1").centers.len(), page("1").pages, page("1").total),
        (PAGE_SIZE, 2, 61)
    );
    assert_eq!((page("99").centers.len(), page("99").page), (1, 2));
    assert_eq!(
        Directory::default()
            .query(&Filter::default(), FRIDAY_NOON, false, ALL)
            .pages,
        1
    );
}

#[test]
fn the_nearest_come_first_and_those_without_a_position_last() {
    let here = LngLat::new(122.9, 46.7);
    let directory = Directory::new(vec![
        entry(1, "a", None),
        entry(2, "b", Some(LngLat::new(123.0, 46.7))),
        entry(3, "c", Some(LngLat::new(122.91, 46.7))),
    ]);
    let filter = Filter {
        near: "122.9,46.7".into(),
        ..Default::default()
    };
    let page = directory.query(&filter, FRIDAY_NOON, false, ALL);
    let found: Vec<(i64, Option<u32>)> = page.centers.iter().map(|c| (c.id.as_i64(), c.metres)).collect();
    assert_eq!(found, [(3, Some(763)), (2, Some(7626)), (1, None)]);
    let nearest: Vec<i64> = directory
        .nearest(here, 1, FRIDAY_NOON)
        .iter()
        .map(|c| c.id.as_i64())
        .collect();
    assert_eq!(nearest, [3]);
}

#[test]
fn streets_show_every_center_unless_they_are_too_many() {
    let street = BBox {
        west: 122.89,
        south: 46.69,
        east: 122.91,
        north: 46.71,
    };
    let few = many(&[(122.9, 46.7); 3]);
    assert_eq!(
        few.map(&street, 17, &Filter::default(), FRIDAY_NOON, None, ALL).len(),
        3
    );
    assert_eq!(
        few.map(&street, 10, &Filter::default(), FRIDAY_NOON, None, ALL).len(),
        1
    );
    // The chosen one stays itself among its neighbours.
    let chosen = few.entries()[1].id;
    let items = few.map(&street, 10, &Filter::default(), FRIDAY_NOON, Some(chosen), ALL);
    assert!(
        matches!(items.as_slice(), [MapItem::Center { id, .. }, MapItem::Cluster { count: 2, .. }] if *id == chosen),
        "{items:?}"
    );
    let crowd = many(&[(122.9, 46.7); 500]);
    let items = crowd.map(&street, 18, &Filter::default(), FRIDAY_NOON, None, ALL);
    assert!(
        matches!(items.as_slice(), [MapItem::Cluster { count: 500, .. }]),
        "{items:?}"
    );
}

#[test]
fn a_box_across_the_date_line_shows_both_sides() {
    let directory = many(&[(179.9, 10.0), (-179.9, 10.0), (0.0, 10.0)]);
    let pacific = BBox {
        west: 170.0,
        south: 0.0,
        east: -170.0,
        north: 20.0,
    };
    assert_eq!(
        directory
            .map(&pacific, 5, &Filter::default(), FRIDAY_NOON, None, ALL)
            .len(),
        2
    );
    let wrapped = BBox {
        west: 170.0,
        south: 0.0,
        east: 190.0,
        north: 20.0,
    };
    assert_eq!(
        directory
            .map(&wrapped, 5, &Filter::default(), FRIDAY_NOON, None, ALL)
            .len(),
        2
    );
}

#[test]
fn boxes_without_sense_give_nothing_and_do_not_panic() {
    let directory = many(&[(122.9, 46.7)]);
    let bad = BBox {
        west: f64::NAN,
        south: 0.0,
        east: 1.0,
        north: f64::INFINITY,
    };
    assert_eq!(directory.map(&bad, 255, &Filter::default(), FRIDAY_NOON, None, ALL), []);
    assert_eq!(
        directory
            .map(&WORLD, 255, &Filter::default(), FRIDAY_NOON, None, ALL)
            .len(),
        1
    );
    assert_eq!(Directory::default().bounds(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_index_agrees_with_looking_at_every_center(
        points in proptest::collection::vec((115.0..125.0_f64, 40.0..50.0_f64), 0..600),
        zoom in 0..19_u8,
        west in 115.0..122.0_f64,
        south in 40.0..47.0_f64,
        size in 0.01..5.0_f64,
    ) {
        let directory = many(&points);
        let bbox = BBox { west, south, east: west + size, north: south + size };
        let fast = directory.map(&bbox, zoom, &Filter::default(), FRIDAY_NOON, None, ALL);
        // A query that every name contains takes the other way.
        let slow = directory.map(&bbox, zoom, &Filter { q: "c".into(), ..Default::default() }, FRIDAY_NOON, None, ALL);
        prop_assert!(fast.len() <= 300);
        prop_assert_eq!(fast.len(), slow.len());
        prop_assert_eq!(total(&fast), total(&slow));
        let inside = points
            .iter()
            .filter(|(lng, lat)| (bbox.west..=bbox.east).contains(lng) && (bbox.south..=bbox.north).contains(lat))
            .count();
        prop_assert!(total(&fast) as usize >= inside);
        let everything = directory.map(&WORLD, zoom, &Filter::default(), FRIDAY_NOON, None, ALL);
        prop_assert_eq!(total(&everything) as usize, points.len());
    }
}

#[test]
fn a_rectangle_is_read_strictly_and_may_span_the_date_line() {
    let town: BBox = "122.5, 46.2,123.5,47".parse().unwrap();
    assert!(town.contains(LngLat::new(122.93, 46.73)) && !town.contains(LngLat::new(121.0, 46.73)));
    let pacific: BBox = "170,-50,-170,0".parse().unwrap();
    assert!(pacific.contains(LngLat::new(179.0, -18.0)) && !pacific.contains(LngLat::new(0.0, -18.0)));
    for bad in [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "1,2,NaN,4",
        "0,10,1,9",
        "0,0,0,91",
        "-181,0,0,1",
    ] {
        assert_eq!(bad.parse::<BBox>(), Err(super::NotABox), "{bad}");
    }
}
