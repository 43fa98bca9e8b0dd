//! What is free on a day: a cell a step, and where a stay of some length could begin.

use super::{
    Day, Mode, Refusal, Rules, SLOT_MINUTES, Source, Wish,
    judge::{starts, when},
};
use crate::hours::LocalMinute;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many units of a room are taken, by slot; a slot that is not in it is free. For a day it has to reach as far beyond both
/// midnights as the buffers of the room, because those may lie outside of the hours.
pub type Taken = BTreeMap<i64, u32>;

/// Why a cell can or cannot be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// Something is free.
    Open,
    /// Nothing is free.
    Full,
    /// It has begun.
    Past,
    /// It begins sooner than the room's lead allows.
    Soon,
    /// It is further ahead than the room is booked.
    Far,
    /// The room is closed.
    Closed,
}

/// A step of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Local minute it begins.
    pub start: u16,
    /// Local minute it ends.
    pub end: u16,
    /// Units that are free all the while.
    pub free: u32,
    /// Whether it can be booked.
    pub state: CellState,
    /// Whether the shortest stay, of one seat or the whole room, can begin with it.
    pub starts: bool,
}

/// The day's cells: the steps of every opening, in order. None for a room that is not booked.
#[must_use]
pub fn availability(rules: &Rules, day: &Day, now: LocalMinute, taken: &Taken, source: Source) -> Vec<Cell> {
    if rules.mode == Mode::Closed {
        return Vec::new();
    }
    let least = match rules.mode {
        Mode::Seats => Wish::Seats(1),
        _ => Wish::Whole,
    };
    let possible = free_starts(rules, day, now, taken, rules.shortest_minutes, least, source);
    let step = rules.step_minutes.max(SLOT_MINUTES);
    let mut cells = Vec::new();
    for span in &day.open {
        let mut start = span.start;
        while start + step <= span.end {
            let end = start + step;
            let busiest = (day.slot(start)..day.slot(end)).map(|s| count(taken, s)).max();
            let free = rules.units.saturating_sub(busiest.unwrap_or(0));
            let state = match when(rules, day, now, start, source) {
                _ if day.closed.is_some() => CellState::Closed,
                Some(Refusal::Past { .. }) => CellState::Past,
                Some(Refusal::TooFar { .. }) => CellState::Far,
                Some(_) => CellState::Soon,
                None if free == 0 => CellState::Full,
                None => CellState::Open,
            };
            cells.push(Cell {
                start,
                end,
                free,
                state,
                starts: possible.binary_search(&start).is_ok(),
            });
            start = end;
        }
    }
    cells
}

/// Every minute at which a stay of `length` minutes could begin: the rules about time allow it and enough units are free, also
/// in the buffers. Empty where no stay has that length.
#[must_use]
pub fn free_starts(
    rules: &Rules,
    day: &Day,
    now: LocalMinute,
    taken: &Taken,
    length: u16,
    wish: Wish,
    source: Source,
) -> Vec<u16> {
    let step = rules.step_minutes.max(SLOT_MINUTES);
    let stay = rules.shortest_minutes..=rules.longest_minutes;
    let possible = match wish {
        Wish::Whole => rules.allows_whole(),
        Wish::Seats(n) => rules.mode == Mode::Seats && (1..=rules.units).contains(&n),
    };
    if !possible || !stay.contains(&length) || !length.is_multiple_of(step) {
        return Vec::new();
    }
    let need = wish.units(rules.units);
    starts(rules, day)
        .filter(|start| {
            let end = start + length;
            let held = day.slot(*start) - rules.slots_before()..day.slot(end) + rules.slots_after();
            day.span_of(*start, end).is_some()
                && when(rules, day, now, *start, source).is_none()
                && held
                    .into_iter()
                    .all(|slot| count(taken, slot).saturating_add(need) <= rules.units)
        })
        .collect()
}

fn count(taken: &Taken, slot: i64) -> u32 {
    taken.get(&slot).copied().unwrap_or(0)
}
