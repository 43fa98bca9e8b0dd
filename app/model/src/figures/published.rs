//! What is published of what was counted, so that nobody can work out what few people said: not from one page, and not by taking pages
//! of different months, centers and services from each other.
//!
//! Evaluations are told in *blocks* of at least [`FEWEST`]. In a year, those of one kind of service in one center are put together month
//! by month until they are enough; such a block is told whole, in its last month. What is left at the end joins the block before it.
//! Where a whole year has too few, a center's services are put together, and told of the center only; where that is too few, centers
//! are, and told of all together only. Every page adds up whole blocks, so whatever is added to or taken from whatever else, no part of
//! a block comes out. How many services there were, how many evaluations, and how many were set aside says of nobody what they
//! said: those are exact everywhere.

use super::{Counted, FEWEST, Figure, Period, Said, Share, twice_median};
use crate::{center::CenterId, evaluation::Service};
use std::collections::BTreeMap;

/// What was counted of one kind of service in one center and month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which month.
    pub month: Period,
    /// Which center.
    pub center: CenterId,
    /// Which kind of service.
    pub service: Service,
    /// What was counted.
    pub counted: Counted,
}

impl Line {
    /// How many services nothing came of. Whoever stands at a counter is not asked by name, and has been served.
    fn failed(&self) -> i64 {
        match self.service {
            Service::Counter => 0,
            Service::Booking | Service::Case => self.counted.asked - self.counted.services,
        }
    }
}

/// What is told together.
#[derive(Debug, Clone)]
struct Block {
    month: Period,
    center: Option<CenterId>,
    service: Option<Service>,
    counted: Counted,
}

/// What is published of whole years.
#[derive(Debug, Clone)]
pub struct Published {
    lines: Vec<Line>,
    blocks: Vec<Block>,
}

impl Published {
    /// Of everything that was counted in those years, or (`center`, `service`) only of one of them.
    #[must_use]
    pub fn of(lines: &[Line], center: Option<CenterId>, service: Option<Service>) -> Self {
        let asked = |c: CenterId, s: Service| center.is_none_or(|id| id == c) && service.is_none_or(|kind| kind == s);
        let told = |block: &Block| {
            (center.is_none() || block.center == center) && (service.is_none() || block.service == service)
        };
        let mut blocks = blocks(lines);
        blocks.retain(told);
        Self {
            lines: lines.iter().filter(|l| asked(l.center, l.service)).cloned().collect(),
            blocks,
        }
    }

    /// What is published by some key: of a month, of a center and of a kind of service, as far as what is told names them.
    pub fn by<K: Ord>(
        &self,
        key: impl Fn(Period, Option<CenterId>, Option<Service>) -> Option<K>,
    ) -> BTreeMap<K, Figure> {
        let mut sums: BTreeMap<K, (Counted, Counted, i64)> = BTreeMap::new();
        for line in &self.lines {
            if let Some(key) = key(line.month, Some(line.center), Some(line.service)) {
                let sum = sums.entry(key).or_default();
                sum.0.add(&line.counted);
                sum.2 += line.failed();
            }
        }
        for block in &self.blocks {
            if let Some(key) = key(block.month, block.center, block.service) {
                sums.entry(key).or_default().1.add(&block.counted);
            }
        }
        let figures = sums
            .into_iter()
            .map(|(key, (all, told, failed))| (key, figure(&all, &told, failed)));
        figures.collect()
    }

    /// What is published of the months that fit.
    pub fn whole(&self, fits: impl Fn(Period) -> bool) -> Figure {
        let one = self.by(|month, _, _| fits(month).then_some(()));
        one.into_values().next().unwrap_or_default()
    }
}

fn figure(all: &Counted, told: &Counted, failed: i64) -> Figure {
    let (rated, bad) = (told.rated(), told.bad());
    let satisfied = Share::of(rated - bad, rated);
    Figure {
        services: all.services,
        failed,
        answered: Share::of(all.answered, all.asked),
        rated: all.rated(),
        said: satisfied.map(|satisfied| Said {
            levels: told.levels,
            satisfied,
            bad,
            rectified: Share::of(told.rectified, bad - told.unfounded),
            twice_median_days: twice_median(&told.days),
        }),
        too_few: satisfied.is_none() && all.rated() > 0,
        set_aside: all.set_aside,
    }
}

/// Puts together, month by month, until it is enough; what is left joins the block before it, or comes back where there is none.
fn chained<'a>(
    lines: impl Iterator<Item = &'a Line>,
    center: Option<CenterId>,
    service: Option<Service>,
    into: &mut Vec<Block>,
) -> Vec<&'a Line> {
    let from = into.len();
    let mut left: Vec<&Line> = Vec::new();
    for line in lines {
        left.push(line);
        if left.iter().map(|l| l.counted.rated()).sum::<i64>() >= FEWEST {
            let mut counted = Counted::default();
            for line in left.drain(..) {
                counted.add(&line.counted);
            }
            into.push(Block {
                month: line.month,
                center,
                service,
                counted,
            });
        }
    }
    if let Some(last) = into[from..].last_mut() {
        for line in left.drain(..) {
            last.counted.add(&line.counted);
        }
    }
    left
}

fn blocks(lines: &[Line]) -> Vec<Block> {
    let mut said: Vec<&Line> = lines.iter().filter(|l| l.counted.rated() > 0).collect();
    said.sort_by_key(|l| (l.month.year(), l.center, l.service, l.month));
    let mut blocks = Vec::new();
    for year in said.chunk_by(|a, b| a.month.year() == b.month.year()) {
        let mut town: Vec<&Line> = Vec::new();
        for center in year.chunk_by(|a, b| a.center == b.center) {
            let mut left: Vec<&Line> = Vec::new();
            for kind in center.chunk_by(|a, b| a.service == b.service) {
                let (own, service) = (Some(kind[0].center), Some(kind[0].service));
                left.extend(chained(kind.iter().copied(), own, service, &mut blocks));
            }
            left.sort_by_key(|l| l.month);
            let own = left.first().map(|l| l.center);
            town.extend(chained(left.into_iter(), own, None, &mut blocks));
        }
        town.sort_by_key(|l| l.month);
        // What is left of all centers together is told of nobody.
        chained(town.into_iter(), None, None, &mut blocks);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counted(levels: [i64; 5]) -> Counted {
        let rated = levels.iter().sum();
        Counted {
            services: rated * 2,
            asked: rated * 2,
            answered: rated,
            levels,
            ..Counted::default()
        }
    }

    fn line(month: i8, center: i64, service: Service, counted: Counted) -> Line {
        Line {
            month: Period::Month(2026, month),
            center: CenterId::from_i64(center),
            service,
            counted,
        }
    }

    fn ever(lines: &[Line]) -> Figure {
        Published::of(lines, None, None).whole(|_| true)
    }

    #[test]
    fn silence_and_what_was_set_aside_are_never_good() {
        let silent = Counted {
            services: 40,
            asked: 40,
            set_aside: 3,
            ..Counted::default()
        };
        let figure = ever(&[line(3, 1, Service::Case, silent)]);
        assert_eq!(figure.answered, Some(Share { part: 0, whole: 40 }));
        assert_eq!((figure.said, figure.too_few, figure.set_aside), (None, false, 3));
    }

    #[test]
    fn what_came_to_nothing_is_asked_about_and_is_no_service_that_took_place() {
        let called_off = Counted {
            asked: 1,
            answered: 1,
            levels: [1, 0, 0, 0, 0],
            ..Counted::default()
        };
        let at_the_counter = Counted {
            services: 3,
            ..Counted::default()
        };
        let figure = ever(&[
            line(3, 1, Service::Booking, called_off),
            line(3, 1, Service::Counter, at_the_counter),
        ]);
        assert_eq!((figure.services, figure.failed), (3, 1));
        assert_eq!(figure.answered, Some(Share { part: 1, whole: 1 }));
    }

    #[test]
    fn levels_one_to_three_are_satisfied_and_unfounded_ones_need_no_rectification() {
        let mut some = counted([10, 5, 5, 3, 2]);
        (some.unfounded, some.rectified, some.days) = (1, 2, vec![5, 2]);
        let said = ever(&[line(3, 1, Service::Case, some)]).said.unwrap();
        assert_eq!(said.satisfied, Share { part: 20, whole: 25 });
        assert_eq!((said.bad, said.rectified), (5, Some(Share { part: 2, whole: 4 })));
        assert_eq!(said.twice_median_days, Some(7));
    }

    #[test]
    fn what_few_said_waits_until_it_is_enough_and_is_told_then() {
        let lines = [
            line(1, 1, Service::Case, counted([2, 0, 0, 0, 1])),
            line(2, 1, Service::Case, counted([2, 0, 0, 0, 0])),
            line(3, 1, Service::Case, counted([1, 0, 0, 0, 0])),
            line(1, 2, Service::Case, counted([2, 0, 0, 0, 0])),
            line(2, 2, Service::Counter, counted([4, 0, 0, 0, 0])),
            line(2, 3, Service::Case, counted([1, 0, 0, 0, 0])),
        ];
        let all = Published::of(&lines, None, None);
        let months = all.by(|month, _, _| Some(month));
        // January waits; February tells what both said, and March joins it; the second center's services are told together.
        assert!(months[&Period::Month(2026, 1)].too_few && months[&Period::Month(2026, 3)].too_few);
        assert_eq!(
            months[&Period::Month(2026, 2)].said.as_ref().unwrap().levels,
            [11, 0, 0, 0, 1]
        );
        let centers = all.by(|_, center, _| center);
        assert_eq!(centers[&CenterId::from_i64(1)].said.as_ref().unwrap().bad, 1);
        assert_eq!(centers[&CenterId::from_i64(2)].said.as_ref().unwrap().levels[0], 6);
        assert!(centers[&CenterId::from_i64(3)].too_few);
        let counters = Published::of(&lines, None, Some(Service::Counter)).whole(|_| true);
        assert!(counters.too_few && counters.rated == 4);
    }

    /// All pages that there are of a year.
    fn pages() -> Vec<(Vec<i8>, Option<i64>, Option<Service>)> {
        let mut periods: Vec<Vec<i8>> = (1..=12).map(|m| vec![m]).collect();
        periods.extend((0..4).map(|q| (q * 3 + 1..=q * 3 + 3).collect()));
        periods.push((1..=12).collect());
        let centers = [None, Some(1), Some(2), Some(3)];
        let services = [None, Some(Service::Case), Some(Service::Counter)];
        let mut pages = Vec::new();
        for period in periods {
            for center in centers {
                pages.extend(services.map(|service| (period.clone(), center, service)));
            }
        }
        pages
    }

    fn shown(lines: &[Line]) -> Vec<Option<[i64; 5]>> {
        let fits = |months: &[i8]| {
            let months = months.to_vec();
            move |p: Period| matches!(p, Period::Month(_, m) if months.contains(&m))
        };
        pages()
            .into_iter()
            .map(|(months, center, service)| {
                let all = Published::of(lines, center.map(CenterId::from_i64), service);
                all.whole(fits(&months)).said.map(|s| s.levels)
            })
            .collect()
    }

    const PRIME: i64 = 1_000_003;

    fn inverse(of: i64) -> i64 {
        let (mut power, mut base, mut result) = (PRIME - 2, of, 1);
        while power > 0 {
            if power % 2 == 1 {
                result = result * base % PRIME;
            }
            base = base * base % PRIME;
            power /= 2;
        }
        result
    }

    /// Takes multiples of what is known from `row` until nothing of it is left, or something that is not known.
    fn reduced(known: &[Vec<i64>], mut row: Vec<i64>) -> Vec<i64> {
        for base in known {
            let Some(at) = base.iter().position(|n| *n != 0) else {
                continue;
            };
            let factor = row[at];
            for (n, b) in row.iter_mut().zip(base) {
                *n = (*n - factor * b).rem_euclid(PRIME);
            }
        }
        row
    }

    fn learn(known: &mut Vec<Vec<i64>>, row: Vec<i64>) {
        let mut row = reduced(known, row);
        if let Some(first) = row.iter().copied().find(|n| *n != 0) {
            let by = inverse(first);
            for n in &mut row {
                *n = *n * by % PRIME;
            }
            known.push(row);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn no_page_says_what_few_said_however_pages_are_added_and_taken_from_each_other(
            rated in proptest::collection::vec(0..7i64, 24)
        ) {
            // Four months, three centers, two kinds of service.
            let cell = |i: usize, levels| {
                let service = [Service::Case, Service::Counter][i % 2];
                line(2 + (i / 6) as i8, 1 + (i / 2 % 3) as i64, service, counted(levels))
            };
            let lines = |other: Option<usize>| -> Vec<Line> {
                let levels = |i: usize| {
                    let moved = i64::from(other == Some(i) && rated[i] > 0);
                    [rated[i] - moved, moved, 0, 0, 0]
                };
                (0..24).map(|i| cell(i, levels(i))).collect()
            };
            // Which cells a page adds up is seen by saying one thing differently.
            let plain = shown(&lines(None));
            let mut pages_of: Vec<Vec<i64>> = vec![vec![0; 24]; plain.len()];
            for i in (0..24).filter(|i| rated[*i] > 0) {
                for ((page, before), now) in pages_of.iter_mut().zip(&plain).zip(shown(&lines(Some(i)))) {
                    page[i] = match (before, now) {
                        (Some(before), Some(now)) => now[1] - before[1],
                        _ => 0,
                    };
                }
            }
            let mut known = Vec::new();
            for row in pages_of {
                learn(&mut known, row);
            }
            let all = lines(None);
            for (months, center, service) in pages() {
                let target: Vec<i64> = all.iter().map(|l| {
                    let fits = matches!(l.month, Period::Month(_, m) if months.contains(&m))
                        && center.is_none_or(|c| CenterId::from_i64(c) == l.center)
                        && service.is_none_or(|s| s == l.service)
                        && l.counted.rated() > 0;
                    i64::from(fits)
                }).collect();
                let many: i64 = target.iter().zip(&rated).map(|(t, n)| t * n).sum();
                if (1..FEWEST).contains(&many) {
                    let left = reduced(&known, target);
                    prop_assert!(left.iter().any(|n| *n != 0), "{months:?} {center:?} {service:?}");
                }
            }
        }

        #[test]
        fn a_year_with_enough_tells_all_of_it(rated in proptest::collection::vec(0..4i64, 12)) {
            let lines: Vec<Line> = (1..).zip(&rated).map(|(m, n)| line(m, 1, Service::Case, counted([*n, 0, 0, 0, 0]))).collect();
            let all: i64 = rated.iter().sum();
            let figure = ever(&lines);
            let told = figure.said.as_ref().map_or(0, |s| s.satisfied.whole);
            prop_assert_eq!(told, if all >= FEWEST { all } else { 0 });
            prop_assert_eq!(figure.rated, all);
        }
    }
}
