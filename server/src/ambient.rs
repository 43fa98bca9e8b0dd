//! The one place that reads the clock and rolls dice; everything else gets them as parameters (`clippy.toml` sees to it).
#![allow(clippy::disallowed_methods)]

use app::server::Clock;
use model::id::Id;
use std::sync::atomic::{AtomicI64, Ordering};
use store::Ids;

/// Milliseconds that this process is ahead of the computer.
static AHEAD: AtomicI64 = AtomicI64::new(0);

/// Moves this process's clock, before anything reads it.
pub(crate) fn move_clock(seconds: i64) {
    AHEAD.store(seconds.saturating_mul(1000), Ordering::Relaxed);
}

/// The computer's clock, moved as the configuration says.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now_millis(&self) -> i64 {
        let moved = AHEAD.load(Ordering::Relaxed);
        jiff::Timestamp::now().as_millisecond().saturating_add(moved)
    }
}

/// The last identifier that this process has made.
static LAST: AtomicI64 = AtomicI64::new(0);

/// Identifiers from the computer's clock and the operating system's randomness, each above all that this process made before: a
/// thousand of one millisecond would meet each other by chance.
pub(crate) struct SystemIds;

impl Ids for SystemIds {
    fn next(&self) -> i64 {
        let fresh = Id::<()>::new(SystemClock.now_millis(), rand::random()).as_i64();
        let above = |last: i64| fresh.max(last.saturating_add(1));
        let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(above(last)));
        above(last.unwrap_or_else(|last| last))
    }
}

/// `N` bytes that nobody can guess.
pub(crate) fn secret<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes[..]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::HashSet, thread};

    #[test]
    fn no_two_identifiers_of_a_process_are_the_same_however_fast_they_are_made() {
        let make = || (0..20_000).map(|_| SystemIds.next()).collect::<Vec<_>>();
        let all: Vec<Vec<i64>> = thread::scope(|scope| {
            let makers: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        assert!(all.iter().all(|made| made.is_sorted()));
        let distinct: HashSet<i64> = all.concat().into_iter().collect();
        assert_eq!(distinct.len(), 80_000);
    }
}
