//! What of duty shifts reaches whom: everybody reads who is on duty as far as the center publishes it, the staff of a place see its
//! weeks, and its lead and administrators plan them. Only on the server.

mod export;
mod plan;

pub use export::month_table;
pub use plan::{add, add_line, copy, fill, form, remove, remove_line, rota, save, show_names, swap};

use super::api::{Day, Mine, OfCenter, Planned, Week};
use crate::server::{Server, allowed, server, session};
use jiff::civil::Date;
use model::{
    AppError,
    center::{Center, CenterId},
    date,
    duty::{Duty, Ground, OnDuty, RotaLine, fits, gaps},
    hours::{Exception, Shift, WeekHours, hours_on},
    permission::{Action, Target, may},
    staff::Viewer,
    text::Names,
    workday::Calendar,
};
use std::collections::{BTreeSet, HashMap};

/// Days ahead that somebody's own shifts are shown: two weeks.
const MINE: i64 = 14;

/// See [`super::api::get_today`].
pub async fn today(center: &str) -> Result<Vec<OnDuty>, AppError> {
    let Ok(id) = center.parse::<CenterId>() else {
        return Ok(Vec::new());
    };
    Ok(now_at(&server()?, &[id]).await?.remove(&id).unwrap_or_default())
}

/// Who is on duty at some centers in service today and tomorrow, in order, and at no time at which the center is closed unless that is
/// meant: hours may have changed since a shift was planned.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn now_at(server: &Server, centers: &[CenterId]) -> Result<HashMap<CenterId, Vec<OnDuty>>, AppError> {
    let today = server.local_now().day;
    let tomorrow = date::after(today, 1).unwrap_or(today);
    let mut all = store::duty::public(server.store.db(), centers, today, tomorrow).await?;
    let directory = server.store.directory(today).await?;
    for (center, shifts) in &mut all {
        let within = |one: OnDuty| {
            let entry = directory.get(*center)?;
            let open = hours_on(&entry.hours, &entry.exceptions, one.day);
            one.within(open)
        };
        *shifts = std::mem::take(shifts).into_iter().filter_map(within).collect();
        shifts.sort_by_key(|one| (one.day, one.start));
    }
    Ok(all)
}

/// See [`super::api::my_shifts`].
pub async fn mine() -> Result<Vec<Mine>, AppError> {
    let viewer = session().ok_or(AppError::SignIn)?.viewer;
    let server = server()?;
    let today = server.local_now().day;
    let last = date::after(today, MINE).unwrap_or(today);
    let found = store::duty::of_staff(server.store.db(), viewer.id, today, last).await?;
    Ok(found.into_iter().map(|(duty, names)| Mine { duty, names }).collect())
}

/// The center that is meant, if the viewer may do `action` there.
async fn center_for(server: &Server, action: Action, id: CenterId) -> Result<(Viewer, Center), AppError> {
    allowed(action, Target::Anywhere)?;
    let center = store::center::get(server.store.db(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let viewer = allowed(action, Target::Center(id, &center.division))?;
    Ok((viewer, center))
}

/// The center that is meant, if `viewer` may see its shifts; for what is no call.
async fn center_for_viewer(server: &Server, viewer: &Viewer, id: &str) -> Result<Center, AppError> {
    if !may(viewer, Action::SeeDuty, Target::Anywhere) {
        return Err(AppError::Forbidden);
    }
    let id: CenterId = id.parse().map_err(|_| AppError::NotFound)?;
    let center = store::center::get(server.store.db(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    if may(viewer, Action::SeeDuty, Target::Center(id, &center.division)) {
        Ok(center)
    } else {
        Err(AppError::Forbidden)
    }
}

/// What the shifts of a center are judged by.
struct Judged {
    today: Date,
    week: WeekHours,
    exceptions: Vec<Exception>,
    calendar: Calendar,
    rota: Vec<RotaLine>,
}

impl Judged {
    async fn of(server: &Server, center: CenterId, from: Date) -> Result<Self, AppError> {
        let db = server.store.db();
        let today = server.local_now().day;
        Ok(Self {
            today,
            week: store::hours::get(db, center).await?,
            exceptions: store::hours::exceptions(db, center, from.min(today)).await?,
            calendar: store::workday::calendar(db).await?,
            rota: store::duty::plan(db, center).await?.rota,
        })
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            today: self.today,
            week: &self.week,
            exceptions: &self.exceptions,
        }
    }

    /// The days from one to another, with their shifts.
    fn days(&self, shifts: &[Duty], (from, to): (Date, Date)) -> Vec<Day> {
        let ground = self.ground();
        let used = shifts
            .iter()
            .map(|duty| (duty.day.weekday().to_monday_zero_offset(), duty.shift));
        let rota = self
            .rota
            .iter()
            .filter_map(|line| Some((i8::try_from(line.weekday).ok()?, line.shift)));
        let planned: BTreeSet<(i8, Shift)> = used.chain(rota).collect();
        // Nobody is to be found for what is over.
        let open = gaps(shifts, (from.max(self.today), to), &ground, &planned);
        let (mut days, mut day) = (Vec::new(), from);
        while day <= to {
            let of_it = shifts.iter().filter(|duty| duty.day == day).map(|duty| Planned {
                strays: !duty.beyond && !fits(ground.on(day), duty.shift, duty.start, duty.end),
                duty: duty.clone(),
            });
            days.push(Day {
                day,
                holiday: self.calendar.is_holiday(day),
                open: ground.on(day).to_vec(),
                shifts: of_it.collect(),
                gaps: open.iter().filter(|gap| gap.0 == day).map(|gap| gap.1).collect(),
            });
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        days
    }
}

/// The centers whose shifts the viewer may see.
async fn choices(server: &Server, viewer: &Viewer) -> Result<Vec<(CenterId, Names)>, AppError> {
    let directory = server.store.directory(server.local_now().day).await?;
    let mine = directory
        .entries()
        .iter()
        .filter(|entry| may(viewer, Action::SeeDuty, Target::Center(entry.id, &entry.division)));
    Ok(mine.map(|entry| (entry.id, entry.names.clone())).collect())
}

/// See [`super::api::get_week`].
pub async fn week(center: &str, week: &str) -> Result<Week, AppError> {
    let server = server()?;
    let today = server.local_now().day;
    let span = date::week(within(today, date::parse(week.trim()).unwrap_or(today)));
    shown(&server, center, span.0, span).await
}

/// See [`super::api::get_month`].
pub async fn month(center: &str, month: &str) -> Result<Week, AppError> {
    let server = server()?;
    let (first, last) = days_of(&server, month);
    // Whole weeks, as they stand in a calendar.
    let span = (date::week(first).0, date::week(last).1);
    shown(&server, center, first, span).await
}

/// The first and the last day of a month `2026-09`; of this one where it is no month.
fn days_of(server: &Server, month: &str) -> (Date, Date) {
    let today = server.local_now().day;
    let day = date::parse(&format!("{}-01", month.trim())).unwrap_or(today);
    let day = within(today, day);
    (day.first_of_month(), day.last_of_month())
}

/// Somebody may look ten years back and two ahead; an address says anything.
fn within(today: Date, day: Date) -> Date {
    let (first, last) = (today.year() - 10, today.year() + 2);
    if (first..=last).contains(&day.year()) {
        day
    } else {
        today
    }
}

async fn shown(server: &Server, center: &str, first: Date, span: (Date, Date)) -> Result<Week, AppError> {
    let viewer = allowed(Action::SeeDuty, Target::Anywhere)?;
    let centers = choices(server, &viewer).await?;
    let chosen = match center {
        // What the field for the center shows then: a select has its first line chosen.
        "" => centers.first().map(|(first, _)| *first),
        id => Some(id.parse().map_err(|_| AppError::NotFound)?),
    };
    let of = match chosen {
        Some(id) => Some(of_center(server, id, span).await?),
        None => None,
    };
    Ok(Week { centers, first, of })
}

async fn of_center(server: &Server, id: CenterId, span: (Date, Date)) -> Result<OfCenter, AppError> {
    let (viewer, center) = center_for(server, Action::SeeDuty, id).await?;
    let judged = Judged::of(server, id, span.0).await?;
    let shifts = store::duty::of_center(server.store.db(), id, span.0, span.1).await?;
    let days = judged.days(&shifts, span);
    let has = |shift: &Shift| {
        days.iter().any(|day| {
            day.open.iter().any(|i| i.shift == *shift) || day.shifts.iter().any(|one| one.duty.shift == *shift)
        })
    };
    Ok(OfCenter {
        center: id,
        names: center.names,
        plans: !center.retired && may(&viewer, Action::PlanDuty, Target::Center(id, &center.division)),
        shifts: Shift::ALL.into_iter().filter(has).collect(),
        days,
        has_rota: !judged.rota.is_empty(),
    })
}
