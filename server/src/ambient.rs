//! The one place that reads the clock and rolls dice; everything else gets them as parameters (`clippy.toml` sees to it).
#![allow(clippy::disallowed_methods)]

use app::server::Clock;
use model::id::Id;
use store::Ids;

/// The computer's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now_millis(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
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
