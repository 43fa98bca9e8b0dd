//! Whether a booking that was made may be changed, cancelled or checked in.

use super::{Booking, Refusal, Rules, Source, State, slot_start};
use crate::hours::{DAY, LocalMinute};

/// How many minutes before it begins somebody may check in.
pub const CHECK_IN_EARLY_MINUTES: i64 = 30;

/// Whether a booking may be changed or cancelled at an instant (epoch seconds): residents until the cut-off, staff as long as
/// nobody has come.
///
/// # Errors
/// The one rule that refuses.
pub fn may_change(rules: &Rules, booking: &Booking, at: i64, source: Source) -> Result<(), Refusal> {
    if !booking.state.may_become(State::Cancelled) {
        return Err(Refusal::State { state: booking.state });
    }
    let last = slot_start(booking.first_slot) - 60 * i64::from(rules.cutoff_minutes);
    if source == Source::Resident && at > last {
        return Err(Refusal::CutOff {
            until: rules.change_until(booking.begins()),
        });
    }
    Ok(())
}

/// Whether staff may decide at an instant (epoch seconds) what becomes of a request: as long as it waits for that, and approve it only
/// while there is something left of its time.
///
/// # Errors
/// The one rule that refuses.
pub fn may_decide(booking: &Booking, at: i64, next: State) -> Result<(), Refusal> {
    match booking.state {
        State::Pending if next == State::Confirmed && slot_start(booking.end_slot) <= at => Err(Refusal::Over),
        State::Pending => Ok(()),
        state => Err(Refusal::State { state }),
    }
}

/// Whether somebody may check in at an instant (epoch seconds): from a while before it begins; residents until the grace is
/// over where it is released then, staff until it ends.
///
/// # Errors
/// The one rule that refuses.
pub fn may_check_in(booking: &Booking, at: i64, source: Source) -> Result<(), Refusal> {
    if !booking.state.may_become(State::CheckedIn) {
        return Err(Refusal::State { state: booking.state });
    }
    let begins = slot_start(booking.first_slot);
    if at < begins - 60 * CHECK_IN_EARLY_MINUTES {
        let minute = i64::from(booking.start) - CHECK_IN_EARLY_MINUTES;
        let day = if minute < 0 {
            booking.day.yesterday()
        } else {
            Ok(booking.day)
        };
        return Err(Refusal::CheckInFrom {
            from: LocalMinute {
                day: day.unwrap_or(booking.day),
                minute: u16::try_from(minute.rem_euclid(i64::from(DAY))).unwrap_or(0),
            },
        });
    }
    let ends = slot_start(booking.end_slot);
    let until = match source {
        Source::Resident if booking.terms.check_in => booking.missed_at().unwrap_or(ends),
        _ => ends,
    };
    if at >= until { Err(Refusal::CheckInOver) } else { Ok(()) }
}

/// Whether staff may note at an instant (epoch seconds) that nobody has come: once it is [missed](Booking::missed_at).
///
/// # Errors
/// The booking stands where this cannot be done.
pub fn may_miss(booking: &Booking, at: i64) -> Result<(), Refusal> {
    let over = booking.missed_at().is_some_and(|missed| missed <= at);
    if over && booking.state.may_become(State::NoShow) {
        Ok(())
    } else {
        Err(Refusal::State { state: booking.state })
    }
}
