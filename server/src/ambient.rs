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

/// Identifiers from the computer's clock and the operating system's randomness.
pub(crate) struct SystemIds;

impl Ids for SystemIds {
    fn next(&self) -> i64 {
        Id::<()>::new(SystemClock.now_millis(), rand::random()).as_i64()
    }
}

/// `N` bytes that nobody can guess.
pub(crate) fn secret<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes[..]);
    bytes
}
