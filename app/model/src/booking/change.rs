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

/// Whether somebody may check in at an instant (epoch seconds): from a while before it begins; residents until the grace is
/// over where the room is released then, staff until it ends.
///
/// # Errors
/// The one rule that refuses.
pub fn may_check_in(rules: &Rules, booking: &Booking, at: i64, source: Source) -> Result<(), Refusal> {
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
        Source::Resident if rules.check_in => ends.min(begins + 60 * i64::from(rules.grace_minutes)),
        _ => ends,
    };
    if at >= until { Err(Refusal::CheckInOver) } else { Ok(()) }
}

/// Whether staff may note at an instant (epoch seconds) that nobody has come: once it has begun, and where the room is released
/// after a grace, once that is over.
///
/// # Errors
/// The booking stands where this cannot be done.
pub fn may_miss(rules: &Rules, booking: &Booking, at: i64) -> Result<(), Refusal> {
    let grace = if rules.check_in { rules.grace_minutes } else { 0 };
    let over = slot_start(booking.first_slot) + 60 * i64::from(grace) <= at;
    if over && booking.state.may_become(State::NoShow) {
        Ok(())
    } else {
        Err(Refusal::State { state: booking.state })
    }
}
