//! What a center has said of its duty shifts, its weekly rota, and the weeks that are filled from it or from another week.

use super::{
    called, of_center, person,
    put::{self, Time, busy, hold, hold_people, insert},
};
use crate::{
    act::{Act, saved},
    args, audit,
    db::{Db, Query, Row, Tx},
    error::StoreError,
    hours, workday,
};
use jiff::civil::Date;
use model::{
    center::CenterId,
    date,
    duty::{DutyFields, Filled, Ground, Person, RotaFields, RotaLine, copied, filled},
    hours::Shift,
};
use std::collections::BTreeSet;

/// What a center has said of its duty shifts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Everybody may read who is on duty; else only that somebody is.
    pub show_names: bool,
    /// The weekly rota, in order.
    pub rota: Vec<RotaLine>,
    /// Counts the changes of `show_names`; 0 where nothing was said.
    pub version: i64,
}

/// What became of filling weeks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// Shifts that were added.
    pub added: usize,
    /// Shifts that had somebody already.
    pub kept: usize,
    /// Shifts that were left out because of a public holiday.
    pub holidays: usize,
    /// Shifts that were left out because the center is closed or the person's account has ended.
    pub left: usize,
    /// Shifts whose person is elsewhere then.
    pub busy: usize,
}

fn line(row: &Row) -> Result<RotaLine, StoreError> {
    let (name, ended) = called(row)?;
    Ok(RotaLine {
        weekday: row.small("weekday")?,
        shift: row.word("shift", Shift::from_code)?,
        person: person(row)?,
        name,
        ended,
        holidays: row.get("holidays")?,
    })
}

/// What a center has said.
///
/// # Errors
/// The database does not answer.
pub async fn plan(q: &impl Query, center: CenterId) -> Result<Plan, StoreError> {
    let sql = "SELECT show_names, version FROM duty_plan WHERE center_id = $1";
    let said = q.row(sql, args![center]).await?;
    let sql =
        "SELECT r.*, s.name AS staff_name, s.retired AS ended FROM duty_rota r LEFT JOIN staff s ON s.id = r.staff_id
               WHERE r.center_id = $1 ORDER BY r.weekday, r.person";
    let lines = q.rows(sql, args![center]).await?;
    let mut rota: Vec<RotaLine> = lines.iter().map(line).collect::<Result<_, _>>()?;
    rota.sort_by_key(|line| (line.weekday, line.shift));
    Ok(match said {
        Some(row) => Plan {
            show_names: row.get("show_names")?,
            rota,
            version: row.get("version")?,
        },
        None => Plan {
            show_names: true,
            rota,
            version: 0,
        },
    })
}

/// Says over `version` whether everybody may read who is on duty; returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`].
pub async fn show_names(
    db: &Db,
    act: &Act,
    center: CenterId,
    version: i64,
    show_names: bool,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let name = hold(&tx, center).await?;
    let touched = if version == 0 {
        let sql =
            "INSERT INTO duty_plan (center_id, show_names, version, updated_at, updated_by) VALUES ($1, $2, 1, $3, $4)
                   ON CONFLICT (center_id) DO NOTHING";
        tx.run(sql, args![center, show_names, act.at, &act.who]).await?
    } else {
        let sql = "UPDATE duty_plan SET show_names = $3, version = version + 1, updated_at = $4, updated_by = $5
                   WHERE center_id = $1 AND version = $2";
        tx.run(sql, args![center, version, show_names, act.at, &act.who])
            .await?
    };
    let current = "SELECT version, updated_at, updated_by FROM duty_plan WHERE center_id = $1";
    saved(&tx, touched, current, center.into()).await?;
    let detail = if show_names { "show names" } else { "role only" };
    audit::append(&tx, act, "duty.set", &name, detail).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Adds lines to the rota, one for each weekday; one that is there already only learns whether it is for holidays too.
///
/// # Errors
/// `who` [`model::Problem::AccountEnded`] or [`model::Problem::NoSuch`].
pub async fn add_lines(db: &Db, act: &Act, center: CenterId, fields: &RotaFields) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let name = hold(&tx, center).await?;
    hold_people(&tx, [&fields.person]).await?;
    put::is_there(&tx, &fields.person).await?;
    let (staff, named) = put::columns(&fields.person);
    let key = fields.person.key(center);
    for weekday in &fields.weekdays {
        let sql = "INSERT INTO duty_rota (center_id, weekday, shift, person, staff_id, name, holidays)
                   VALUES ($1, $2, $3, $4, $5, $6, $7)
                   ON CONFLICT (center_id, weekday, shift, person) DO UPDATE SET holidays = excluded.holidays";
        let weekday = i64::from(*weekday);
        let args = args![
            center,
            weekday,
            fields.shift.code(),
            &key,
            staff,
            named,
            fields.holidays
        ];
        tx.run(sql, args).await?;
    }
    let days: Vec<String> = fields.weekdays.iter().map(|day| (day + 1).to_string()).collect();
    let detail = format!("+ {} {}", days.join(","), fields.shift.code());
    audit::append(&tx, act, "duty.rota", &name, &detail).await?;
    tx.commit().await
}

/// Takes a line out of the rota; the days that came of it stay. Nothing happens where it is gone.
///
/// # Errors
/// The database does not answer.
pub async fn remove_line(
    db: &Db,
    act: &Act,
    center: CenterId,
    weekday: u8,
    shift: Shift,
    person: &Person,
) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let name = hold(&tx, center).await?;
    let sql = "DELETE FROM duty_rota WHERE center_id = $1 AND weekday = $2 AND shift = $3 AND person = $4";
    let args = args![center, i64::from(weekday), shift.code(), person.key(center)];
    if tx.run(sql, args).await? == 1 {
        let detail = format!("- {} {}", weekday + 1, shift.code());
        audit::append(&tx, act, "duty.rota", &name, &detail).await?;
    }
    tx.commit().await
}

/// Fills `weeks` weeks from the Monday `monday` on by the rota. What has somebody stays, so doing it again adds nothing.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn fill(
    db: &Db,
    act: &Act,
    center: CenterId,
    today: Date,
    monday: Date,
    weeks: u16,
) -> Result<Done, StoreError> {
    let last = date::after(monday, 7 * i64::from(weeks) - 1).unwrap_or(monday);
    let tx = db.begin().await?;
    let name = hold(&tx, center).await?;
    let rota = plan(&tx, center).await?.rota;
    let found = Found::of(&tx, center, today, (monday, last)).await?;
    let filled = filled(
        &rota,
        (monday, last),
        &found.ground(today),
        &found.calendar,
        &found.taken,
    );
    let done = put_all(&tx, act, center, filled).await?;
    let detail = format!("{monday}–{last}: +{}", done.added);
    audit::append(&tx, act, "duty.fill", &name, &detail).await?;
    tx.commit().await?;
    Ok(done)
}

/// Copies the week from the Monday `monday` on to the one after it. What has somebody there stays.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn copy(db: &Db, act: &Act, center: CenterId, today: Date, monday: Date) -> Result<Done, StoreError> {
    let sunday = date::after(monday, 6).unwrap_or(monday);
    let next = date::week(date::after(monday, 7).unwrap_or(monday));
    let tx = db.begin().await?;
    let name = hold(&tx, center).await?;
    let shifts = of_center(&tx, center, monday, sunday).await?;
    let found = Found::of(&tx, center, today, next).await?;
    let filled = copied(&shifts, 1, &found.ground(today), &found.calendar, &found.taken);
    let done = put_all(&tx, act, center, filled).await?;
    let detail = format!("{monday} → {}: +{}", next.0, done.added);
    audit::append(&tx, act, "duty.fill", &name, &detail).await?;
    tx.commit().await?;
    Ok(done)
}

/// What days are filled by.
struct Found {
    week: model::hours::WeekHours,
    exceptions: Vec<model::hours::Exception>,
    calendar: model::workday::Calendar,
    taken: BTreeSet<(Date, Shift)>,
}

impl Found {
    async fn of(tx: &Tx, center: CenterId, today: Date, (from, to): (Date, Date)) -> Result<Self, StoreError> {
        let shifts = of_center(tx, center, from, to).await?;
        // Somebody whose account has ended will not come: the shift is to have.
        let taken = shifts.iter().filter(|duty| !duty.ended);
        Ok(Self {
            week: hours::get(tx, center).await?,
            exceptions: hours::exceptions(tx, center, from.min(today)).await?,
            calendar: workday::calendar(tx).await?,
            taken: taken.map(|duty| (duty.day, duty.shift)).collect(),
        })
    }

    fn ground(&self, today: Date) -> Ground<'_> {
        Ground {
            today,
            week: &self.week,
            exceptions: &self.exceptions,
        }
    }
}

/// Writes what is planned, but for those who are elsewhere then.
async fn put_all(tx: &Tx, act: &Act, center: CenterId, filled: Filled) -> Result<Done, StoreError> {
    let mut done = Done {
        kept: filled.kept,
        holidays: filled.holidays,
        left: filled.left,
        ..Done::default()
    };
    hold_people(tx, filled.planned.iter().map(|planned| &planned.person)).await?;
    for planned in filled.planned {
        let id = act.id();
        let time = Time {
            center,
            person: &planned.person,
            day: planned.day,
            start: planned.start,
            end: planned.end,
        };
        if busy(tx, &time, [id, id]).await?.is_some() {
            done.busy += 1;
            continue;
        }
        // An account may have ended since the rota was read.
        match put::is_there(tx, &planned.person).await {
            Ok(()) => {}
            Err(error) if error.field_error().is_some() => {
                done.left += 1;
                continue;
            }
            Err(error) => return Err(error),
        }
        let fields = DutyFields {
            day: planned.day,
            shift: planned.shift,
            start: planned.start,
            end: planned.end,
            person: planned.person,
            phone: planned.phone,
            note: String::new(),
            beyond: planned.beyond,
        };
        insert(tx, act, id, center, &fields).await?;
        done.added += 1;
    }
    Ok(done)
}
