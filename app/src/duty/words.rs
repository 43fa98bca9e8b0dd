//! The words for duty shifts.

use crate::lang::{Lang, t};
use model::{
    duty::{Duty, OnDuty},
    hours::fmt_minute,
};

/// `12:00–14:30`
#[must_use]
pub fn times(start: u16, end: u16) -> String {
    format!("{}–{}", fmt_minute(start), fmt_minute(end))
}

/// Who, as everybody reads it.
#[must_use]
pub fn who(lang: Lang, on: &OnDuty) -> String {
    if on.name.is_empty() {
        t::duty::officer(lang).to_owned()
    } else {
        on.name.clone()
    }
}

/// A shift in a line of text: `9 月 22 日 周二 午间值班 12:00–14:30 王芳`.
#[must_use]
pub fn line(lang: Lang, duty: &Duty) -> String {
    use crate::ui::words::{date, shift, weekday};
    let day = usize::try_from(duty.day.weekday().to_monday_zero_offset()).unwrap_or(0);
    [
        date(lang, duty.day).as_str(),
        weekday(lang, day),
        shift(lang, duty.shift),
        times(duty.start, duty.end).as_str(),
        duty.name.as_str(),
    ]
    .join(" ")
}
