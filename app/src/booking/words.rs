//! The words for what `model::booking` names: states, refusals, times.

use crate::{
    lang::{Lang, t},
    ui::words::{date, dates, moment, weekday},
};
use jiff::civil::Date;
use model::{
    booking::{Edge, Every, Refusal, Span, State, Why, Wish},
    date as dates_of,
    hours::{DAY, LocalMinute, fmt_minute, parse_minute},
};

/// What the counter's pages say of something that was refused: that it came too late, or that the booking is another by now.
#[must_use]
pub const fn not_done(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Over => "over",
        _ => "late",
    }
}

/// A day as it is on every day that it is read: `9 月 22 日 周二`.
#[must_use]
pub fn dated(lang: Lang, day: Date) -> String {
    format!("{} {}", date(lang, day), weekday(lang, usize::from(weekday_of(day))))
}

/// A day as one says it now: `今天 9 月 20 日 周日`, `明天 9 月 21 日 周一`, `9 月 22 日 周二`.
#[must_use]
pub fn day(lang: Lang, today: Date, day: Date) -> String {
    let full = dated(lang, day);
    match dates_of::days_until(today, day, 2) {
        Some(0) => t::booking::today_is(lang, full),
        Some(1) => t::booking::tomorrow_is(lang, full),
        _ => full,
    }
}

/// 0 for Monday.
#[must_use]
pub fn weekday_of(day: Date) -> u8 {
    u8::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0)
}

/// `14:00–16:00`
#[must_use]
pub fn times(start: u16, end: u16) -> String {
    format!("{}–{}", fmt_minute(start), fmt_minute(end))
}

/// `2026-09-22 14:00-16:00`: what a button that stands for a time sends.
#[must_use]
pub fn time_value(day: Date, start: u16, end: u16) -> String {
    format!("{} {}-{}", dates_of::format(day), fmt_minute(start), fmt_minute(end))
}

/// When a stay ends that begins at `to` instead and is as long as before; none where what was typed is no stay.
#[must_use]
pub fn moved_end(start: &str, end: &str, to: u16) -> Option<String> {
    let (start, end) = (parse_minute(start).ok()?, parse_minute(end).ok()?);
    let length = end.checked_sub(start).filter(|length| *length > 0)?;
    Some(fmt_minute(to + length)).filter(|_| to + length <= DAY)
}

/// `30 分钟`, `1 小时`, `1.5 小时`.
#[must_use]
pub fn length(lang: Lang, minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => t::booking::minutes(lang, m),
        (h, 0) => t::booking::hours(lang, h),
        (h, 30) => t::booking::hours(lang, format!("{h}.5")),
        (h, m) => t::booking::hours_minutes(lang, h, m),
    }
}

/// `3 个座位`, `整间`.
#[must_use]
pub fn wish(lang: Lang, wish: Wish) -> String {
    match wish {
        Wish::Seats(n) => t::booking::seats(lang, n),
        Wish::Whole => t::booking::whole(lang).to_owned(),
    }
}

/// Class of the pill, icon and words of a state.
#[must_use]
pub const fn state(lang: Lang, state: State) -> (&'static str, &'static str, &'static str) {
    use t::booking as b;
    match state {
        State::Offered => ("pill warn", "clock", t::waitlist::offered(lang)),
        State::Pending => ("pill warn", "clock", b::pending(lang)),
        State::Confirmed => ("pill open", "check", b::confirmed(lang)),
        State::CheckedIn => ("pill info", "door", b::checked_in(lang)),
        State::Finished => ("pill", "check", b::finished(lang)),
        State::Cancelled => ("pill closed", "cross", b::cancelled(lang)),
        State::Rejected => ("pill bad", "cross", b::rejected(lang)),
        State::NoShow => ("pill bad", "warn", b::no_show(lang)),
        State::Lapsed => ("pill closed", "cross", t::waitlist::lapsed(lang)),
    }
}

fn spans(lang: Lang, open: &[Span]) -> String {
    let all: Vec<String> = open.iter().map(|s| times(s.start, s.end)).collect();
    all.join(t::hours::comma(lang))
}

/// Why a room is closed all day.
#[must_use]
pub fn why(lang: Lang, why: &Why) -> String {
    match why {
        Why::Weekday => t::booking::closed_weekday(lang).to_owned(),
        Why::Exception { note } if note.is_empty() => t::booking::closed_date(lang).to_owned(),
        Why::Exception { note: because } | Why::Closure { reason: because } => {
            t::booking::closed_because(lang, because)
        }
    }
}

/// What a rule that refuses says, and what would work.
#[must_use]
pub fn refusal(lang: Lang, now: LocalMinute, refusal: &Refusal) -> String {
    use t::booking as b;
    let at = |minute: &Option<u16>| minute.map(fmt_minute);
    match refusal {
        Refusal::NotBookable => b::r_not_bookable(lang).to_owned(),
        Refusal::WholeOnly => b::r_whole_only(lang).to_owned(),
        Refusal::SeatsOnly => b::r_seats_only(lang).to_owned(),
        Refusal::Seats { max } => b::r_seats(lang, max),
        Refusal::TooShort { min } => b::r_too_short(lang, length(lang, *min)),
        Refusal::TooLong { max } => b::r_too_long(lang, length(lang, *max)),
        Refusal::NotOnStep {
            edge,
            step,
            before,
            after,
        } => {
            let near: Vec<String> = [at(before), at(after)].into_iter().flatten().collect();
            let (near, step) = (near.join(t::hours::comma(lang)), length(lang, *step));
            match edge {
                Edge::Start => b::r_step_start(lang, step, near),
                Edge::End => b::r_step_end(lang, step, near),
            }
        }
        Refusal::OutsideHours { open } if open.is_empty() => b::r_closed(lang, b::closed_date(lang)),
        Refusal::OutsideHours { open } => b::r_outside(lang, spans(lang, open)),
        Refusal::Closed { why: because, reopens } => {
            let closed = b::r_closed(lang, why(lang, because));
            match reopens {
                Some(day) => format!("{closed}{}", b::r_reopens(lang, date(lang, *day))),
                None => closed,
            }
        }
        Refusal::Past { earliest } => b::r_past(lang, moment(lang, now, *earliest)),
        Refusal::LeadTime { earliest } => b::r_lead(lang, moment(lang, now, *earliest)),
        Refusal::TooFar {
            last_day,
            bookable_from,
        } => {
            let last = last_day.map(|d| b::r_far(lang, date(lang, d))).unwrap_or_default();
            let from = bookable_from
                .map(|d| b::r_far_from(lang, date(lang, d)))
                .unwrap_or_default();
            format!("{last}{from}")
        }
        Refusal::QuotaDay { limit } => b::r_quota_day(lang, limit),
        Refusal::QuotaWeek { limit, next_week } => {
            let next = next_week
                .map(|d| b::r_quota_next(lang, date(lang, d)))
                .unwrap_or_default();
            format!("{}{next}", b::r_quota_week(lang, limit))
        }
        Refusal::NoShows { limited } => {
            b::r_no_shows(lang, limited.within_days, limited.times, date(lang, limited.until))
        }
        Refusal::Party { min, max } => b::r_party(lang, min, max),
        Refusal::Adult => b::r_adult(lang).to_owned(),
        Refusal::CutOff { until } => b::r_cut_off(lang, moment(lang, now, *until)),
        Refusal::CheckInFrom { from } => b::r_check_in_from(lang, moment(lang, now, *from)),
        Refusal::AtDoor => b::r_at_door(lang).to_owned(),
        Refusal::CheckInOver => b::r_check_in_over(lang).to_owned(),
        Refusal::Over => b::r_over(lang).to_owned(),
        Refusal::Lines { limit } => t::waitlist::r_lines(lang, limit),
        Refusal::State { state: s } => b::r_state(lang, state(lang, *s).2),
    }
}

/// How a series repeats, as one says it: `每周二`, `每月第 2 个周二`.
#[must_use]
pub fn repeat(lang: Lang, every: Every, first: Date) -> String {
    let name = weekday(lang, usize::from(weekday_of(first)));
    match every {
        Every::Week => t::series::every_week(lang, name),
        Every::TwoWeeks => t::series::every_two_weeks(lang, name),
        Every::Month => {
            let places = [
                t::series::first(lang),
                t::series::second(lang),
                t::series::third(lang),
                t::series::fourth(lang),
                t::series::fifth(lang),
            ];
            let place = usize::try_from((first.day() - 1) / 7).unwrap_or(0);
            t::series::every_month(lang, places.get(place).copied().unwrap_or_default(), name)
        }
    }
}

/// From one day to another, for the head of a week.
#[must_use]
pub fn week(lang: Lang, from: Date, to: Date) -> String {
    dates(lang, from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stay_that_is_moved_stays_as_long() {
        assert_eq!(moved_end("9:00", "10:30", 840).as_deref(), Some("15:30"));
        assert_eq!(moved_end("9:00", "10:30", 1380), None, "over midnight");
        assert_eq!(moved_end("", "10:30", 840), None);
        assert_eq!(moved_end("11:00", "10:30", 840), None);
    }
}
