//! Whether a room's rules allow a request; if not, which of them refuse and what would work.
//!
//! Whether the slots are free is not asked here: that is the database's answer, and its key has the last word.

use super::{Day, Edge, Limited, Mode, Refusal, Request, Rules, SLOT_MINUTES, Source, State, Wish};
use crate::{
    date,
    hours::{DAY, LocalMinute},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How far ahead staff may book.
const STAFF_AHEAD_DAYS: i64 = 366;

/// Bookings that the person has already and that [count](State::counts), in rooms of the same kind; and whether they are
/// limited because they did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counted {
    /// On the same day.
    pub day: u32,
    /// In the same week, which begins on Monday.
    pub week: u32,
    /// Set while the person may book for the same day only.
    #[serde(default)]
    pub limited: Option<Limited>,
}

/// Whether all rules allow the request: the state that the booking begins with (it may have to wait for approval).
///
/// # Errors
/// Every rule that refuses, in the order of the form.
pub fn judge(
    rules: &Rules,
    day: &Day,
    now: LocalMinute,
    request: &Request,
    counted: Counted,
    source: Source,
) -> Result<State, Vec<Refusal>> {
    let mut refusals = fits(rules, day, request);
    if rules.mode != Mode::Closed {
        refusals.extend(when(rules, day, now, request.start, source));
        if source == Source::Resident {
            refusals.extend(missed(now, day.day, counted));
            refusals.extend(quotas(rules, day.day, counted));
        }
    }
    match refusals.is_empty() {
        true if rules.approval => Ok(State::Pending),
        true => Ok(State::Confirmed),
        false => Err(refusals),
    }
}

/// Who did not come too often books for the same day only.
fn missed(now: LocalMinute, day: Date, counted: Counted) -> Option<Refusal> {
    let limited = counted.limited.filter(|l| day > now.day && now.day <= l.until)?;
    Some(Refusal::NoShows { limited })
}

/// The rules that hold residents and not staff, and that the request does not keep: staff who book it say why. Somebody who
/// stands at the counter in a step that has begun needs no reason.
#[must_use]
pub fn waived(rules: &Rules, day: &Day, now: LocalMinute, request: &Request, counted: Counted) -> Vec<Refusal> {
    if rules.mode == Mode::Closed || when(rules, day, now, request.start, Source::Staff).is_some() {
        return Vec::new();
    }
    let when = when(rules, day, now, request.start, Source::Resident);
    let mut waived: Vec<Refusal> = when
        .filter(|r| !matches!(r, Refusal::Past { .. }))
        .into_iter()
        .collect();
    waived.extend(missed(now, day.day, counted));
    waived.extend(quotas(rules, day.day, counted));
    waived
}

/// The rules that refuse a request whoever asks and whenever: also those that a booking made earlier no longer keeps.
#[must_use]
pub fn fits(rules: &Rules, day: &Day, request: &Request) -> Vec<Refusal> {
    if rules.mode == Mode::Closed {
        return vec![Refusal::NotBookable];
    }
    let mut refusals = Vec::new();
    refusals.extend(place_and_time(rules, day, request));
    match request.wish {
        Wish::Whole if !rules.allows_whole() => refusals.push(Refusal::SeatsOnly),
        Wish::Seats(_) if rules.mode == Mode::Whole => refusals.push(Refusal::WholeOnly),
        Wish::Seats(n) if n == 0 || n > rules.units => refusals.push(Refusal::Seats { max: rules.units }),
        _ => {}
    }
    let max = match request.wish {
        Wish::Seats(n) if rules.mode == Mode::Seats => rules.party_max.min(n),
        _ => rules.party_max,
    };
    if !(rules.party_min..=max).contains(&request.party) {
        refusals.push(Refusal::Party {
            min: rules.party_min,
            max,
        });
    }
    if request.minors && !request.adult && !rules.minors {
        refusals.push(Refusal::Adult);
    }
    refusals
}

/// Length, hours and step.
fn place_and_time(rules: &Rules, day: &Day, request: &Request) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let (start, end, step) = (request.start, request.end, rules.step_minutes.max(SLOT_MINUTES));
    if let Some(why) = &day.closed {
        refusals.push(Refusal::Closed {
            why: why.clone(),
            reopens: day.reopens,
        });
    } else if let Some(span) = day.span_of(start, end) {
        let past = (start - span.start) % step;
        if past != 0 {
            refusals.push(Refusal::NotOnStep {
                edge: Edge::Start,
                step,
                before: Some(start - past),
                after: Some(start - past + step).filter(|after| *after < span.end),
            });
        }
    } else {
        refusals.push(Refusal::OutsideHours { open: day.open.clone() });
    }
    let length = end.saturating_sub(start);
    if length < rules.shortest_minutes {
        refusals.push(Refusal::TooShort {
            min: rules.shortest_minutes,
        });
    } else if length > rules.longest_minutes {
        refusals.push(Refusal::TooLong {
            max: rules.longest_minutes,
        });
    } else if length % step != 0 {
        // The shortest and the longest stay are multiples of the step, so both neighbours are between them.
        let before = end - length % step;
        refusals.push(Refusal::NotOnStep {
            edge: Edge::End,
            step,
            before: Some(before).filter(|before| *before > start),
            after: Some(before + step).filter(|after| *after <= DAY),
        });
    }
    refusals
}

/// Minutes from one moment to another, negative if it is earlier.
fn minutes_between(from: LocalMinute, to: LocalMinute) -> i64 {
    let days = date::number(to.day) - date::number(from.day);
    days * i64::from(DAY) + i64::from(to.minute) - i64::from(from.minute)
}

/// The rule about the moment of booking that refuses a beginning at `start`: past, too soon, too far.
pub(super) fn when(rules: &Rules, day: &Day, now: LocalMinute, start: u16, source: Source) -> Option<Refusal> {
    let begins = LocalMinute {
        day: day.day,
        minute: start,
    };
    let ahead = minutes_between(now, begins);
    let (lead, days) = match source {
        Source::Resident => (i64::from(rules.lead_minutes), i64::from(rules.ahead_days)),
        // Somebody stands at the counter: the step that has begun is still theirs.
        Source::Staff => (1 - i64::from(rules.step_minutes), STAFF_AHEAD_DAYS),
    };
    if ahead < lead {
        let earliest = earliest(rules, day, now, lead);
        return Some(if ahead < lead.min(0) {
            Refusal::Past { earliest }
        } else {
            Refusal::LeadTime { earliest }
        });
    }
    if date::number(day.day) - date::number(now.day) > days {
        return Some(Refusal::TooFar {
            last_day: date::after(now.day, days),
            bookable_from: date::before(day.day, days),
        });
    }
    None
}

/// The first beginning on the step of `day` that keeps the lead, or the first slot that does where the day has none.
fn earliest(rules: &Rules, day: &Day, now: LocalMinute, lead: i64) -> LocalMinute {
    let minutes = i64::from(now.minute) + lead.max(0);
    let (days, minute) = (minutes.div_euclid(i64::from(DAY)), minutes.rem_euclid(i64::from(DAY)));
    let bare = LocalMinute {
        day: date::after(now.day, days).unwrap_or(now.day),
        minute: u16::try_from(minute).unwrap_or(0),
    };
    let on_step = starts(rules, day).map(|minute| LocalMinute { day: day.day, minute });
    let mut later = on_step.filter(|m| *m >= bare);
    later
        .next()
        .unwrap_or_else(|| match bare.minute.next_multiple_of(SLOT_MINUTES) {
            DAY => LocalMinute {
                day: bare.day.tomorrow().unwrap_or(bare.day),
                minute: 0,
            },
            minute => LocalMinute { day: bare.day, minute },
        })
}

/// Every minute of the day at which a shortest stay could begin, if nothing else were in the way.
pub(super) fn starts<'a>(rules: &'a Rules, day: &'a Day) -> impl Iterator<Item = u16> + 'a {
    let step = usize::from(rules.step_minutes.max(SLOT_MINUTES));
    day.bookable().iter().flat_map(move |span| {
        (span.start..span.end)
            .step_by(step)
            .take_while(move |start| start + rules.shortest_minutes <= span.end)
    })
}

/// The quotas that are used up.
#[must_use]
pub fn quotas(rules: &Rules, day: Date, counted: Counted) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if rules.quota_day > 0 && counted.day >= rules.quota_day {
        refusals.push(Refusal::QuotaDay { limit: rules.quota_day });
    }
    if rules.quota_week > 0 && counted.week >= rules.quota_week {
        let (monday, _) = date::week(day);
        refusals.push(Refusal::QuotaWeek {
            limit: rules.quota_week,
            next_week: date::after(monday, 7),
        });
    }
    refusals
}
