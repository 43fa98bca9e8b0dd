//! The weekly rota, and the days that come of it.

use super::{Duty, Ground, Person, fits, span};
use crate::{date, hours::Shift, workday::Calendar};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who is on duty on which weekday in which part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotaLine {
    /// From 0 for Monday.
    pub weekday: u8,
    /// Which part of the day.
    pub shift: Shift,
    /// Who.
    pub person: Person,
    /// What they are called now.
    pub name: String,
    /// Their account has ended since.
    pub ended: bool,
    /// Also on public holidays.
    pub holidays: bool,
}

/// A shift that is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Which day.
    pub day: Date,
    /// Which part of it.
    pub shift: Shift,
    /// From which minute.
    pub start: u16,
    /// Up to which.
    pub end: u16,
    /// Who.
    pub person: Person,
    /// A telephone for everybody; may be empty.
    pub phone: String,
    /// Outside of the opening hours.
    pub beyond: bool,
}

/// What comes of filling days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    /// The shifts that are to be.
    pub planned: Vec<Planned>,
    /// Shifts that have somebody already; they stay.
    pub kept: usize,
    /// Shifts that are left out because of a public holiday.
    pub holidays: usize,
    /// Shifts at which the center is closed, or whose person's account has ended.
    pub left: usize,
}

/// The days that the rota gives from `from` to `to`. What is taken already (a day and a part of it) stays as it is, and nothing
/// before today is made up. A public holiday is filled only by lines that say so; where the center is closed then, with the times
/// of an ordinary week.
#[must_use]
pub fn filled(
    rota: &[RotaLine],
    (from, to): (Date, Date),
    ground: &Ground<'_>,
    calendar: &Calendar,
    taken: &BTreeSet<(Date, Shift)>,
) -> Filled {
    let mut filled = Filled::default();
    let (_, last) = ground.days();
    let mut day = from.max(ground.today);
    while day <= to.min(last) {
        let weekday = day.weekday().to_monday_zero_offset();
        for line in rota.iter().filter(|line| i8::try_from(line.weekday) == Ok(weekday)) {
            let holiday = calendar.is_holiday(day);
            if taken.contains(&(day, line.shift)) {
                filled.kept += 1;
            } else if holiday && !line.holidays {
                filled.holidays += 1;
            } else if line.ended {
                filled.left += 1;
            } else {
                let usual = || holiday.then(|| span(ground.week.on(day), line.shift)).flatten();
                match span(ground.on(day), line.shift).or_else(usual) {
                    Some((start, end)) => filled.planned.push(Planned {
                        day,
                        shift: line.shift,
                        start,
                        end,
                        person: line.person.clone(),
                        phone: String::new(),
                        beyond: !fits(ground.on(day), line.shift, start, end),
                    }),
                    None => filled.left += 1,
                }
            }
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    filled
}

/// The shifts of one week, a number of weeks later. A shift within the hours takes the times of its new day; one outside of them
/// keeps its own. Public holidays are left out, as are shifts that have somebody already.
#[must_use]
pub fn copied(
    shifts: &[Duty],
    weeks: u16,
    ground: &Ground<'_>,
    calendar: &Calendar,
    taken: &BTreeSet<(Date, Shift)>,
) -> Filled {
    let mut filled = Filled::default();
    let (_, last) = ground.days();
    for duty in shifts {
        let day = date::after(duty.day, 7 * i64::from(weeks));
        let Some(day) = day.filter(|day| *day >= ground.today && *day <= last) else {
            filled.left += 1;
            continue;
        };
        if taken.contains(&(day, duty.shift)) {
            filled.kept += 1;
        } else if calendar.is_holiday(day) {
            filled.holidays += 1;
        } else if duty.ended {
            filled.left += 1;
        } else {
            let times = if duty.beyond {
                Some((duty.start, duty.end))
            } else if fits(ground.on(day), duty.shift, duty.start, duty.end) {
                // Somebody who came for a part of it comes for that part.
                Some((duty.start, duty.end))
            } else {
                span(ground.on(day), duty.shift)
            };
            match times {
                Some((start, end)) => filled.planned.push(Planned {
                    day,
                    shift: duty.shift,
                    start,
                    end,
                    person: duty.person.clone(),
                    phone: duty.phone.clone(),
                    beyond: !fits(ground.on(day), duty.shift, start, end),
                }),
                None => filled.left += 1,
            }
        }
    }
    filled
}

/// The parts of the days from `from` to `to` in which the center is open and nobody is on duty. Noon and evening always want
/// somebody; other parts of the day on the weekdays (from 0 for Monday) on which the center plans them: `planned`.
#[must_use]
pub fn gaps(
    shifts: &[Duty],
    (from, to): (Date, Date),
    ground: &Ground<'_>,
    planned: &BTreeSet<(i8, Shift)>,
) -> Vec<(Date, Shift)> {
    let mut gaps = Vec::new();
    let mut day = from;
    while day <= to {
        for shift in Shift::ALL {
            let weekday = day.weekday().to_monday_zero_offset();
            let wanted = matches!(shift, Shift::NoonDuty | Shift::EveningDuty) || planned.contains(&(weekday, shift));
            let manned = || {
                shifts
                    .iter()
                    .any(|duty| duty.day == day && duty.shift == shift && !duty.ended)
            };
            if wanted && span(ground.on(day), shift).is_some() && !manned() {
                gaps.push((day, shift));
            }
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    gaps
}
