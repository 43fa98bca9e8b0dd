//! What the directory's answers cost as a deployment grows: a town, a league, a country. The numbers to compare are those of
//! one run with each other; the map's payload is said beside its time.
#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use model::{
    center::{CenterId, CenterKind, Position, PositionSource},
    directory::{BBox, Directory, Entry, Filter, search_text},
    geo::LngLat,
    hours::{LocalMinute, WeekHours, parse_day},
    text::Names,
};
use std::{hint::black_box, sync::Arc};

/// Where a matter is handled that no filter names.
const ALL: fn(&Entry) -> bool = |_| true;
const NOW: LocalMinute = LocalMinute {
    day: date(2026, 9, 18),
    minute: 600,
};

/// `count` centers spread evenly, but deterministically, over the north-east.
fn directory(count: u32) -> Directory {
    let day = parse_day("mon", "08:30-12:00; 14:30-17:30").unwrap();
    let hours = Arc::new(WeekHours(std::array::from_fn(|_| day.clone())));
    let entries = (0..count).map(|i| {
        // A low-discrepancy sequence: no clumps, no randomness.
        let at = LngLat {
            lng: 115.0 + 15.0 * (f64::from(i) * 0.754_877_666_246_69).fract(),
            lat: 40.0 + 10.0 * (f64::from(i) * 0.569_840_290_998_05).fract(),
        };
        let names = Names::new(format!("第{i}村党群服务中心"), "");
        Entry {
            id: CenterId::from_i64(i64::from(i)),
            kind: if i % 40 == 0 {
                CenterKind::Town
            } else {
                CenterKind::Village
            },
            division: "152223100202".parse().unwrap(),
            division_name: "东风村".to_owned(),
            search: search_text(&names, "东风村", ""),
            names,
            address: String::new(),
            phone: String::new(),
            position: Some(Position {
                at,
                source: PositionSource::Surveyed,
            }),
            hours: hours.clone(),
            exceptions: Vec::new(),
            amenities: vec!["wifi".to_owned()],
            rooms: Vec::new(),
        }
    });
    Directory::new(entries.collect())
}

fn answers(c: &mut Criterion) {
    let country = BBox {
        west: 115.0,
        south: 40.0,
        east: 130.0,
        north: 50.0,
    };
    let town = BBox {
        west: 122.7,
        south: 46.6,
        east: 123.2,
        north: 46.9,
    };
    let open = Filter {
        open: "1".to_owned(),
        ..Filter::default()
    };
    let search = Filter {
        q: "d42c".to_owned(),
        ..Filter::default()
    };
    for count in [43, 10_000, 500_000] {
        let directory = directory(count);
        for (name, bbox, zoom) in [("map_country", &country, 6), ("map_town", &town, 12)] {
            let items = directory.map(bbox, zoom, &Filter::default(), NOW, None, ALL);
            let bytes = serde_json::to_vec(&items).unwrap().len();
            println!(
                "directory/{name}/{count}  payload: {} markers, {bytes} bytes of JSON",
                items.len()
            );
        }
        let mut group = c.benchmark_group("directory");
        group.sample_size(20);
        let mut bench = |name: &str, run: &dyn Fn() -> usize| {
            group.bench_with_input(BenchmarkId::new(name, count), &(), |b, ()| b.iter(|| black_box(run())));
        };
        bench("map_country", &|| {
            directory.map(&country, 6, &Filter::default(), NOW, None, ALL).len()
        });
        bench("map_town", &|| {
            directory.map(&town, 12, &Filter::default(), NOW, None, ALL).len()
        });
        bench("map_country_open_now", &|| {
            directory.map(&country, 6, &open, NOW, None, ALL).len()
        });
        bench("list_search", &|| {
            directory.query(&search, NOW, false, ALL).total as usize
        });
        group.finish();
    }
}

criterion_group!(benches, answers);
criterion_main!(benches);
