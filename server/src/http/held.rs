//! What is held in memory of whoever is not signed in, counted by household: whoever sends slowly holds little of it, and whoever takes
//! slowly holds theirs for a while only.

use super::limit::household;
use model::AppError;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

pub(super) const MEGABYTE: usize = 1024 * 1024;
/// Seconds after which somebody tries again when as much is held as may be.
const HELD_SECONDS: u32 = 30;

/// What is held of each household, in bytes, and how much that may be.
pub(super) struct Shares {
    held: Mutex<BTreeMap<String, usize>>,
    most: usize,
    of_one: usize,
}

impl Shares {
    /// At most so many megabytes of all together, and of those from one household, as calls are counted: a whole center shares an address.
    pub(super) const fn new(most: u32, of_one: u32) -> Self {
        Self {
            held: Mutex::new(BTreeMap::new()),
            most: most as usize * MEGABYTE,
            of_one: of_one as usize * MEGABYTE,
        }
    }
}

/// What is held of one form or file; given back when it is dropped.
pub(super) struct Held {
    shares: &'static Shares,
    household: String,
    bytes: usize,
}

impl Held {
    /// Nothing yet.
    pub(super) fn of(shares: &'static Shares, address: &str) -> Self {
        Self {
            shares,
            household: household(address),
            bytes: 0,
        }
    }

    /// Makes room for more of it.
    ///
    /// # Errors
    /// [`AppError::TooMany`] where as much is held as may be.
    pub(super) fn add(&mut self, bytes: usize) -> Result<(), AppError> {
        let mut held = self.shares.held.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = held.values().sum();
        let own = held.get(&self.household).copied().unwrap_or(0);
        if all.saturating_add(bytes) > self.shares.most || own.saturating_add(bytes) > self.shares.of_one {
            return Err(AppError::TooMany {
                retry_after: HELD_SECONDS,
            });
        }
        held.insert(self.household.clone(), own + bytes);
        self.bytes += bytes;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.shares.held.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = held.get(&self.household).copied().unwrap_or(0);
        match rest.saturating_sub(self.bytes) {
            0 => _ = held.remove(&self.household),
            rest => _ = held.insert(self.household.clone(), rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_holds_its_share_of_the_memory_and_gives_it_back() {
        static SHARES: Shares = Shares::new(8, 3);
        let of = |address| Held::of(&SHARES, address);
        let full = 3 * MEGABYTE;
        let refused: Result<(), AppError> = Err(AppError::TooMany {
            retry_after: HELD_SECONDS,
        });
        let (mut one, mut more) = (of("192.0.2.1"), of("192.0.2.1"));
        assert_eq!(one.add(full), Ok(()));
        assert_eq!(more.add(1), refused);
        // Other households go on, until the server holds as much as it may; of one of IPv6 all addresses are the same.
        let (mut other, mut beside) = (of("2001:db8:1:2::1"), of("2001:db8:1:2:3::4"));
        let mut third = of("192.0.2.3");
        assert_eq!(other.add(full), Ok(()));
        assert_eq!(beside.add(1), refused);
        assert_eq!(third.add(full), refused);
        drop(one);
        assert_eq!(third.add(full), Ok(()));
        drop((more, other, beside, third));
        assert!(SHARES.held.lock().unwrap().is_empty());
    }

    #[test]
    fn what_is_small_is_counted_as_what_it_is() {
        static SHARES: Shares = Shares::new(1, 1);
        let mut held: Vec<_> = (0..64).map(|_| Held::of(&SHARES, "192.0.2.1")).collect();
        for one in &mut held {
            assert_eq!(one.add(MEGABYTE / 64), Ok(()));
        }
        let mut more = Held::of(&SHARES, "192.0.2.1");
        assert!(more.add(1).is_err());
        held.pop();
        assert_eq!(more.add(1), Ok(()));
    }
}
