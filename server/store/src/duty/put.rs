//! Writing single shifts: adding, changing, taking away, and two people who swap.

use crate::{
    act::{Act, first_id, saved},
    args, audit, center,
    db::{Db, Query, Row, Tx},
    error::StoreError,
};
use jiff::civil::Date;
use model::{
    Problem,
    center::CenterId,
    duty::{Duty, DutyFields, DutyId, Person, slots},
    hours::{Shift, fmt_minute},
    staff::StaffId,
};

const CURRENT: &str = "SELECT version, updated_at, updated_by FROM duty WHERE id = $1";

/// Queues up at the center's row; returns the center's name.
pub(super) async fn hold(tx: &Tx, id: CenterId) -> Result<String, StoreError> {
    center::hold(tx, id).await?;
    Ok(center::get(tx, id).await?.ok_or(StoreError::NotFound)?.names.zh)
}

/// Queues up at the rows of the accounts, in their order. Whoever is on duty at two centers is written by one of them at a time, and
/// whoever ends an account comes before or after.
pub(super) async fn hold_people(tx: &Tx, people: impl IntoIterator<Item = &Person>) -> Result<(), StoreError> {
    let staff = people.into_iter().filter_map(|person| match person {
        Person::Staff(id) => Some(*id),
        Person::Named(_) => None,
    });
    let mut ids: Vec<StaffId> = staff.collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        tx.run("UPDATE staff SET version = version WHERE id = $1", args![id])
            .await?;
    }
    Ok(())
}

/// Refuses an account that there is not, or not any more.
pub(super) async fn is_there(tx: &Tx, person: &Person) -> Result<(), StoreError> {
    let Person::Staff(id) = person else { return Ok(()) };
    match tx.row("SELECT retired FROM staff WHERE id = $1", args![*id]).await? {
        None => Err(StoreError::refused("who", Problem::NoSuch { what: id.to_string() })),
        Some(row) if row.get("retired")? => Err(StoreError::refused("who", Problem::AccountEnded)),
        Some(_) => Ok(()),
    }
}

/// A part of a person's day.
pub(super) struct Time<'a> {
    pub(super) center: CenterId,
    pub(super) person: &'a Person,
    pub(super) day: Date,
    pub(super) start: u16,
    pub(super) end: u16,
}

/// Where and when the person is on duty then already, but for the shifts that are being written.
pub(super) async fn busy(tx: &Tx, time: &Time<'_>, written: [DutyId; 2]) -> Result<Option<String>, StoreError> {
    let [a, b] = written;
    let row = match time.person {
        Person::Staff(id) => {
            let sql =
                "SELECT c.name AS center, d.start_minute, d.end_minute FROM duty d JOIN center c ON c.id = d.center_id
                       WHERE d.staff_id = $1 AND d.day = $2 AND d.start_minute < $4 AND d.end_minute > $3
                           AND d.id NOT IN ($5, $6) ORDER BY d.start_minute LIMIT 1";
            tx.row(sql, args![*id, time.day, time.start, time.end, a, b]).await?
        }
        Person::Named(name) => {
            let sql =
                "SELECT c.name AS center, d.start_minute, d.end_minute FROM duty d JOIN center c ON c.id = d.center_id
                       WHERE d.center_id = $1 AND d.day = $2 AND d.start_minute < $4 AND d.end_minute > $3
                           AND d.id NOT IN ($5, $6) AND d.name = $7 ORDER BY d.start_minute LIMIT 1";
            tx.row(sql, args![time.center, time.day, time.start, time.end, a, b, name])
                .await?
        }
    };
    let said = |row: &Row| {
        let times = (row.small("start_minute")?, row.small("end_minute")?);
        Ok(format!(
            "{} {} {}",
            row.get::<String>("center")?,
            time.day,
            span(times.0, times.1)
        ))
    };
    row.as_ref().map(said).transpose()
}

fn span(start: u16, end: u16) -> String {
    format!("{}–{}", fmt_minute(start), fmt_minute(end))
}

/// Takes the quarters of an hour of a shift; the key refuses those that the person does not have.
pub(super) async fn take_slots(tx: &Tx, id: DutyId, time: &Time<'_>) -> Result<(), StoreError> {
    let (first, after) = slots(time.start, time.end);
    let sql = "WITH RECURSIVE slots (n) AS
                   (SELECT CAST($4 AS BIGINT) UNION ALL SELECT n + 1 FROM slots WHERE n + 1 < CAST($5 AS BIGINT))
               INSERT INTO duty_slot (person, day, slot, duty_id)
               SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), n, CAST($3 AS BIGINT) FROM slots";
    let key = time.person.key(time.center);
    tx.run(sql, args![key, time.day, id, first, after]).await.map(drop)
}

async fn free_slots(tx: &Tx, id: DutyId) -> Result<(), StoreError> {
    tx.run("DELETE FROM duty_slot WHERE duty_id = $1", args![id])
        .await
        .map(drop)
}

pub(super) const fn columns(person: &Person) -> (Option<StaffId>, &str) {
    match person {
        Person::Staff(id) => (Some(*id), ""),
        Person::Named(name) => (None, name.as_str()),
    }
}

/// Adds the row of a shift and its slots. The caller holds the center and the person.
pub(super) async fn insert(
    tx: &Tx,
    act: &Act,
    id: DutyId,
    center: CenterId,
    fields: &DutyFields,
) -> Result<(), StoreError> {
    let (staff, name) = columns(&fields.person);
    tx.run(
        "INSERT INTO duty (id, center_id, day, shift, start_minute, end_minute, staff_id, name, phone, note, beyond, version,
             updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13)",
        args![
            id,
            center,
            fields.day,
            fields.shift.code(),
            fields.start,
            fields.end,
            staff,
            name,
            &fields.phone,
            &fields.note,
            fields.beyond,
            act.at,
            &act.who,
        ],
    )
    .await?;
    take_slots(tx, id, &time(center, fields)).await
}

const fn time(center: CenterId, fields: &DutyFields) -> Time<'_> {
    Time {
        center,
        person: &fields.person,
        day: fields.day,
        start: fields.start,
        end: fields.end,
    }
}

/// Refuses a shift whose person is on duty then already.
async fn is_free(tx: &Tx, time: &Time<'_>, written: [DutyId; 2]) -> Result<(), StoreError> {
    match busy(tx, time, written).await? {
        Some(what) => Err(StoreError::refused("who", Problem::OnDuty { what })),
        None => Ok(()),
    }
}

/// A shift in the log. Somebody without an account is not named: what cannot be changed cannot be erased.
fn logged(day: Date, shift: Shift, (start, end): (u16, u16), person: &Person, name: &str) -> String {
    let who = match person {
        Person::Staff(_) => name,
        Person::Named(_) => "—",
    };
    format!("{day} {} {} {who}", shift.code(), span(start, end))
}

fn of_row(duty: &Duty) -> String {
    logged(duty.day, duty.shift, (duty.start, duty.end), &duty.person, &duty.name)
}

async fn of_fields(tx: &Tx, fields: &DutyFields) -> Result<String, StoreError> {
    let name = match &fields.person {
        Person::Staff(id) => crate::staff::names(tx, &[*id]).await?.remove(id).unwrap_or_default(),
        Person::Named(_) => String::new(),
    };
    let times = (fields.start, fields.end);
    Ok(logged(fields.day, fields.shift, times, &fields.person, &name))
}

/// Adds a shift. A repeat with the same `key` adds nothing and returns the first answer.
///
/// # Errors
/// `who` [`Problem::OnDuty`], [`Problem::AccountEnded`] or [`Problem::NoSuch`]; [`Problem::AlreadySent`].
pub async fn add(db: &Db, act: &Act, key: &str, center: CenterId, fields: &DutyFields) -> Result<DutyId, StoreError> {
    let tx = db.begin().await?;
    let id = act.id();
    if let Some(first) = first_id(&tx, act, "duty", key, &(center, fields), id).await? {
        return Ok(first);
    }
    let name = hold(&tx, center).await?;
    hold_people(&tx, [&fields.person]).await?;
    is_there(&tx, &fields.person).await?;
    is_free(&tx, &time(center, fields), [id, id]).await?;
    insert(&tx, act, id, center, fields).await?;
    let detail = of_fields(&tx, fields).await?;
    audit::append(&tx, act, "duty.create", &name, &detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a shift over `version`; returns the new version.
///
/// # Errors
/// As [`add`]; [`StoreError::Conflict`]; [`StoreError::NotFound`].
pub async fn save(db: &Db, act: &Act, id: DutyId, version: i64, fields: &DutyFields) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let center = super::get(&tx, id).await?.ok_or(StoreError::NotFound)?.center;
    let name = hold(&tx, center).await?;
    let before = super::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    hold_people(&tx, [&before.person, &fields.person]).await?;
    // Who was on duty stays so in what is corrected later, whatever has become of the account.
    if before.person != fields.person {
        is_there(&tx, &fields.person).await?;
    }
    let (staff, named) = columns(&fields.person);
    let sql = "UPDATE duty SET day = $3, shift = $4, start_minute = $5, end_minute = $6, staff_id = $7, name = $8, phone = $9,
                   note = $10, beyond = $11, version = version + 1, updated_at = $12, updated_by = $13
               WHERE id = $1 AND version = $2";
    let args = args![
        id,
        version,
        fields.day,
        fields.shift.code(),
        fields.start,
        fields.end,
        staff,
        named,
        &fields.phone,
        &fields.note,
        fields.beyond,
        act.at,
        &act.who,
    ];
    let touched = tx.run(sql, args).await?;
    saved(&tx, touched, CURRENT, id.into()).await?;
    let time = time(center, fields);
    is_free(&tx, &time, [id, id]).await?;
    free_slots(&tx, id).await?;
    take_slots(&tx, id, &time).await?;
    let detail = format!("{} → {}", of_row(&before), of_fields(&tx, fields).await?);
    audit::append(&tx, act, "duty.save", &name, &detail).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Takes a shift away over `version`. The log keeps that there was one.
///
/// # Errors
/// [`StoreError::Conflict`]; [`StoreError::NotFound`].
pub async fn remove(db: &Db, act: &Act, id: DutyId, version: i64) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let center = super::get(&tx, id).await?.ok_or(StoreError::NotFound)?.center;
    let name = hold(&tx, center).await?;
    let before = super::get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    free_slots(&tx, id).await?;
    let sql = "DELETE FROM duty WHERE id = $1 AND version = $2";
    let touched = tx.run(sql, args![id, version]).await?;
    saved(&tx, touched, CURRENT, id.into()).await?;
    audit::append(&tx, act, "duty.remove", &name, &of_row(&before)).await?;
    tx.commit().await
}

/// Forgets shifts that are over for more than a year: who was where when is nobody's file. Returns how many.
///
/// # Errors
/// The database does not answer.
pub async fn forget(db: &Db, today: Date) -> Result<u64, StoreError> {
    const KEPT_DAYS: i64 = 366;
    let Some(first) = model::date::before(today, KEPT_DAYS) else {
        return Ok(0);
    };
    if db
        .row("SELECT id FROM duty WHERE day < $1 LIMIT 1", args![first])
        .await?
        .is_none()
    {
        return Ok(0);
    }
    let tx = db.begin().await?;
    let sql = "DELETE FROM duty_slot WHERE duty_id IN (SELECT id FROM duty WHERE day < $1)";
    tx.run(sql, args![first]).await?;
    let forgotten = tx.run("DELETE FROM duty WHERE day < $1", args![first]).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// Two people of one center swap their shifts, each over its version: days, times and telephones stay where they are.
///
/// # Errors
/// `with` [`Problem::OnDuty`], [`Problem::AccountEnded`] where one of them cannot; [`Problem::NoSuch`] where the other shift is gone or
/// another center's; [`StoreError::Conflict`]; [`StoreError::NotFound`].
pub async fn swap(db: &Db, act: &Act, one: (DutyId, i64), other: (DutyId, i64)) -> Result<(), StoreError> {
    let with = |problem| StoreError::refused("with", problem);
    let tx = db.begin().await?;
    let center = super::get(&tx, one.0).await?.ok_or(StoreError::NotFound)?.center;
    let name = hold(&tx, center).await?;
    let a = super::get(&tx, one.0).await?.ok_or(StoreError::NotFound)?;
    let b = super::get(&tx, other.0)
        .await?
        .filter(|b| b.center == center && b.id != a.id);
    let Some(b) = b else {
        let what = other.0.to_string();
        return Err(with(Problem::NoSuch { what }));
    };
    hold_people(&tx, [&a.person, &b.person]).await?;
    for (id, version, person) in [(a.id, one.1, &b.person), (b.id, other.1, &a.person)] {
        is_there(&tx, person)
            .await
            .map_err(|e| e.field_error().map_or(e, |e| with(e.problem)))?;
        let (staff, named) = columns(person);
        let sql = "UPDATE duty SET staff_id = $3, name = $4, version = version + 1, updated_at = $5, updated_by = $6
                   WHERE id = $1 AND version = $2";
        let touched = tx.run(sql, args![id, version, staff, named, act.at, &act.who]).await?;
        saved(&tx, touched, CURRENT, id.into()).await?;
        free_slots(&tx, id).await?;
    }
    for (of, person) in [(&a, &b.person), (&b, &a.person)] {
        let time = Time {
            center,
            person,
            day: of.day,
            start: of.start,
            end: of.end,
        };
        if let Some(what) = busy(&tx, &time, [a.id, b.id]).await? {
            return Err(with(Problem::OnDuty { what }));
        }
        take_slots(&tx, of.id, &time).await?;
    }
    let detail = format!("{} ↔ {}", of_row(&a), of_row(&b));
    audit::append(&tx, act, "duty.swap", &name, &detail).await?;
    tx.commit().await
}
