//! Duty shifts 值班: who is at a center when. Writing single shifts is in [`put`], the weekly rota and what comes of it in [`rota`].
//!
//! Nobody is in two places: every shift takes quarters of an hour of its person's day (`duty_slot`), and that table's primary key
//! refuses the second who wants one, on every engine. Writers queue up at the center's row and then at the accounts', in order, so a
//! refusal can say where the person is, to the minute, and no two of them lock each other out.

mod put;
mod rota;

pub use put::{add, forget, remove, save, swap};
pub use rota::{Done, Plan, add_lines, copy, fill, plan, remove_line, show_names};

use crate::{
    args,
    db::{Arg, Query, Row},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    center::CenterId,
    duty::{Duty, DutyId, OnDuty, Person},
    hours::Shift,
    staff::StaffId,
    text::Names,
};
use std::collections::HashMap;

/// Centers that one question is about.
const CHUNK: usize = 8;

fn person(row: &Row) -> Result<Person, StoreError> {
    Ok(match row.get::<Option<i64>>("staff_id")? {
        Some(id) => Person::Staff(StaffId::from_i64(id)),
        None => Person::Named(row.get("name")?),
    })
}

/// What the person of a row is called, and whether their account has ended.
fn called(row: &Row) -> Result<(String, bool), StoreError> {
    Ok(match row.get::<Option<String>>("staff_name")? {
        Some(name) => (name, row.get::<Option<bool>>("ended")?.unwrap_or_default()),
        None => (row.get("name")?, false),
    })
}

fn duty(row: &Row) -> Result<Duty, StoreError> {
    let (name, ended) = called(row)?;
    Ok(Duty {
        id: row.id("id")?,
        center: row.id("center_id")?,
        day: row.date("day")?,
        shift: row.word("shift", Shift::from_code)?,
        start: row.small("start_minute")?,
        end: row.small("end_minute")?,
        person: person(row)?,
        name,
        ended,
        phone: row.get("phone")?,
        note: row.get("note")?,
        beyond: row.get("beyond")?,
        version: row.get("version")?,
    })
}

/// The shifts of a center from one day to another, both included, in order.
///
/// # Errors
/// The database does not answer.
pub async fn of_center(q: &impl Query, center: CenterId, from: Date, to: Date) -> Result<Vec<Duty>, StoreError> {
    let sql = "SELECT d.*, s.name AS staff_name, s.retired AS ended FROM duty d LEFT JOIN staff s ON s.id = d.staff_id
               WHERE d.center_id = $1 AND d.day BETWEEN $2 AND $3 ORDER BY d.day, d.start_minute, d.id";
    q.rows(sql, args![center, from, to]).await?.iter().map(duty).collect()
}

/// One shift.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: DutyId) -> Result<Option<Duty>, StoreError> {
    let sql = "SELECT d.*, s.name AS staff_name, s.retired AS ended FROM duty d LEFT JOIN staff s ON s.id = d.staff_id
               WHERE d.id = $1";
    q.row(sql, args![id]).await?.as_ref().map(duty).transpose()
}

/// The shifts of an account from one day to another, both included, in order, and where each is.
///
/// # Errors
/// The database does not answer.
pub async fn of_staff(q: &impl Query, staff: StaffId, from: Date, to: Date) -> Result<Vec<(Duty, Names)>, StoreError> {
    let sql = "SELECT d.*, s.name AS staff_name, s.retired AS ended, c.name AS center_name, c.name_en AS center_name_en
               FROM duty d JOIN center c ON c.id = d.center_id JOIN staff s ON s.id = d.staff_id
               WHERE d.staff_id = $1 AND d.day BETWEEN $2 AND $3 ORDER BY d.day, d.start_minute, d.id";
    let rows = q.rows(sql, args![staff, from, to]).await?;
    let with_center = |row: &Row| {
        let names = Names {
            zh: row.get("center_name")?,
            en: row.get("center_name_en")?,
        };
        Ok((duty(row)?, names))
    };
    rows.iter().map(with_center).collect()
}

/// What everybody may know of who is on duty at some centers, from one day to another, both included, in order: names only where
/// the center publishes them, the center's own telephone where the shift has none, and nobody whose account has ended. With the times that were agreed: what may
/// be promised of them is [`OnDuty::within`].
///
/// # Errors
/// The database does not answer.
pub async fn public(
    q: &impl Query,
    centers: &[CenterId],
    from: Date,
    to: Date,
) -> Result<HashMap<CenterId, Vec<OnDuty>>, StoreError> {
    let sql =
        "SELECT d.center_id, d.day, d.shift, d.start_minute, d.end_minute, d.name, d.phone, d.beyond, c.phone AS center_phone,
                   s.name AS staff_name, s.retired AS ended, p.show_names
               FROM duty d JOIN center c ON c.id = d.center_id LEFT JOIN staff s ON s.id = d.staff_id
                   LEFT JOIN duty_plan p ON p.center_id = d.center_id
               WHERE d.center_id IN ($1, $2, $3, $4, $5, $6, $7, $8) AND d.day BETWEEN $9 AND $10
                   AND (s.id IS NULL OR NOT s.retired)
               ORDER BY d.day, d.start_minute, d.id";
    let mut all: HashMap<CenterId, Vec<OnDuty>> = HashMap::new();
    for some in centers.chunks(CHUNK) {
        let mut args: Vec<Arg> = (0..CHUNK).map(|n| some.get(n).copied().into()).collect();
        args.extend(args![from, to]);
        for row in q.rows(sql, args).await? {
            let shown = row.get::<Option<bool>>("show_names")?.unwrap_or(true);
            let (name, own) = (called(&row)?.0, row.get::<String>("phone")?);
            let phone = if own.is_empty() { row.get("center_phone")? } else { own };
            all.entry(row.id("center_id")?).or_default().push(OnDuty {
                day: row.date("day")?,
                shift: row.word("shift", Shift::from_code)?,
                start: row.small("start_minute")?,
                end: row.small("end_minute")?,
                name: if shown { name } else { String::new() },
                phone,
                beyond: row.get("beyond")?,
            });
        }
    }
    Ok(all)
}
