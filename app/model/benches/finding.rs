//! What one search for something free costs as a deployment grows: the rooms of a town, and of a league, over a day and over a
//! week. The numbers to compare are those of one run with each other.
#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use model::{
    booking::{Day, Rules, Search, Span, Taken},
    date::after,
    hours::LocalMinute,
    room::RoomKind,
};
use std::hint::black_box;

const NOW: LocalMinute = LocalMinute {
    day: date(2026, 9, 18),
    minute: 600,
};

fn days(count: i64) -> Vec<Day> {
    let day = |n| Day {
        day: after(NOW.day, n).unwrap(),
        midnight: 2_000_000 + 96 * n,
        open: vec![Span { start: 510, end: 1050 }],
        closed: None,
        reopens: None,
    };
    (0..count).map(day).collect()
}

/// Every third hour of a room is full.
fn taken(room: usize, days: &[Day]) -> Taken {
    let slots = days.iter().flat_map(|d| d.midnight + 34..d.midnight + 70);
    slots
        .filter(|slot| (slot / 4 + room as i64) % 3 == 0)
        .map(|slot| (slot, 24))
        .collect()
}

fn answers(c: &mut Criterion) {
    for rooms in [300, 3_500] {
        for (span, count) in [("", 1), ("week", 7)] {
            let search = Search {
                span: span.to_owned(),
                ..Search::default()
            };
            let asked = search.check(NOW.day).unwrap();
            let days = days(count);
            let rules = Rules::of_kind(RoomKind::ReadingSpace, 24);
            let all: Vec<Taken> = (0..rooms).map(|room| taken(room, &days)).collect();
            let name = if span.is_empty() { "day" } else { "week" };
            c.bench_with_input(BenchmarkId::new(format!("finding/{name}"), rooms), &(), |b, ()| {
                b.iter(|| {
                    let times = all.iter().map(|taken| asked.times(&rules, &days, NOW, taken).len());
                    black_box(times.sum::<usize>())
                });
            });
        }
    }
}

criterion_group!(benches, answers);
criterion_main!(benches);
