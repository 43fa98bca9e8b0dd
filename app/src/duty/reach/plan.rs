//! What whoever plans a center's duty shifts reads and writes.

use super::{
    super::api::{DutyForm, Rota},
    Judged, center_for,
};
use crate::server::{Server, allowed, server};
use jiff::civil::Date;
use model::{
    AppError, FieldError, Problem,
    center::{Center, CenterId},
    date,
    duty::{Duty, DutyFields, DutyId, DutyInput, FIRST_DAY, Person, RotaInput, check_weeks},
    hours::{Shift, fmt_minute},
    permission::{Action, Target},
    staff::{StaffId, Viewer},
    text::clean,
};
use store::duty::Done;

/// Days around a shift in which others are offered for a swap.
const AROUND: i64 = 28;
/// The most characters of a key.
const KEY: u32 = 64;

/// Who is asking, and the center whose shifts they may plan; one that is out of service has none.
async fn planner(server: &Server, id: CenterId) -> Result<(Viewer, Center), AppError> {
    let (viewer, center) = center_for(server, Action::PlanDuty, id).await?;
    if center.retired {
        return Err(AppError::NotFound);
    }
    Ok((viewer, center))
}

/// The shift that is meant, its center and who is asking. Only who plans some center learns that there is none.
async fn planned(server: &Server, id: DutyId) -> Result<(Viewer, Center, Duty), AppError> {
    allowed(Action::PlanDuty, Target::Anywhere)?;
    let duty = store::duty::get(server.store.db(), id)
        .await?
        .ok_or(AppError::NotFound)?;
    let (viewer, center) = planner(server, duty.center).await?;
    Ok((viewer, center, duty))
}

/// Accounts that may be put on duty at a center: those with some role there.
async fn people(server: &Server, center: &Center) -> Result<Vec<(StaffId, String)>, AppError> {
    let here = Target::Center(center.id, &center.division);
    let all = store::staff::list(server.store.db(), false).await?;
    let of_it = all
        .into_iter()
        .filter(|staff| staff.grants.iter().any(|grant| grant.scope.covers(here)));
    Ok(of_it.map(|staff| (staff.id, staff.name)).collect())
}

/// Refuses an account that has nothing to do with the center, unless it is on that shift already.
async fn belongs(server: &Server, center: &Center, person: &Person, before: Option<&Duty>) -> Result<(), AppError> {
    let Person::Staff(id) = person else { return Ok(()) };
    if before.is_some_and(|duty| duty.person == *person) {
        return Ok(());
    }
    let Some(staff) = store::staff::get(server.store.db(), *id).await? else {
        return Err(AppError::field("who", Problem::NoSuch { what: id.to_string() }));
    };
    let here = Target::Center(center.id, &center.division);
    if staff.retired {
        Err(AppError::field("who", Problem::AccountEnded))
    } else if staff.grants.iter().any(|grant| grant.scope.covers(here)) {
        Ok(())
    } else {
        Err(AppError::field("who", Problem::OutsideScope))
    }
}

/// The page of the week with a day, and what it says.
fn address(center: CenterId, day: Date, said: &str) -> String {
    let monday = date::format(date::week(day).0);
    format!("/admin/duty?center={center}&week={monday}&{said}")
}

/// Leads there, also without scripts.
fn lead(address: String) -> String {
    leptos_axum::redirect(&address);
    address
}

/// See [`super::super::api::get_form`].
pub async fn form([id, center, day, shift]: [&str; 4]) -> Result<DutyForm, AppError> {
    allowed(Action::PlanDuty, Target::Anywhere)?;
    let server = server()?;
    let (center, duty) = if id.is_empty() {
        let id = center.parse::<CenterId>().map_err(|_| AppError::NotFound)?;
        (planner(&server, id).await?.1, None)
    } else {
        let id = id.parse::<DutyId>().map_err(|_| AppError::NotFound)?;
        let (_, center, duty) = planned(&server, id).await?;
        (center, Some(duty))
    };
    let today = server.local_now().day;
    let day = match &duty {
        Some(duty) => duty.day,
        None => super::within(today, date::parse(day.trim()).unwrap_or(today)),
    };
    let judged = Judged::of(&server, center.id, day).await?;
    let input = match &duty {
        Some(duty) => written(duty),
        None => DutyInput {
            day: date::format(day),
            shift: Shift::from_code(shift).unwrap_or(Shift::NoonDuty).code().to_owned(),
            ..DutyInput::default()
        },
    };
    let mut people = people(&server, &center).await?;
    let mut others = Vec::new();
    if let Some(duty) = &duty {
        // Somebody who is on it stays to be chosen, whatever has become of their account.
        if let Person::Staff(id) = duty.person
            && !people.iter().any(|(other, _)| *other == id)
        {
            people.push((id, duty.name.clone()));
        }
        let from = date::before(duty.day, AROUND).unwrap_or(duty.day).max(today);
        let to = date::after(duty.day, AROUND).unwrap_or(duty.day);
        others = store::duty::of_center(server.store.db(), center.id, from, to).await?;
        others.retain(|other| other.id != duty.id && other.person != duty.person && !other.ended);
    }
    Ok(DutyForm {
        center: center.id,
        open: judged.ground().on(day).to_vec(),
        names: center.names,
        duty,
        input,
        people,
        others,
        key: server.key(),
    })
}

/// A shift as its form shows it.
fn written(duty: &Duty) -> DutyInput {
    let (who, name) = match &duty.person {
        Person::Staff(id) => (id.to_string(), String::new()),
        Person::Named(name) => (String::new(), name.clone()),
    };
    DutyInput {
        day: date::format(duty.day),
        shift: duty.shift.code().to_owned(),
        from: fmt_minute(duty.start),
        until: fmt_minute(duty.end),
        who,
        name,
        phone: duty.phone.clone(),
        note: duty.note.clone(),
        beyond: if duty.beyond { "1".to_owned() } else { String::new() },
    }
}

async fn checked(
    server: &Server,
    center: &Center,
    input: &DutyInput,
    before: Option<&Duty>,
) -> Result<DutyFields, AppError> {
    let first = date::before(server.local_now().day, FIRST_DAY).unwrap_or(server.local_now().day);
    let judged = Judged::of(server, center.id, first).await?;
    let fields = input.check(&judged.ground())?;
    belongs(server, center, &fields.person, before).await?;
    Ok(fields)
}

/// See [`super::super::api::add_duty`].
pub async fn add(center: CenterId, key: &str, input: &DutyInput) -> Result<String, AppError> {
    let server = server()?;
    let (viewer, center) = planner(&server, center).await?;
    let fields = checked(&server, &center, input, None).await?;
    let key = clean("key", key, true, KEY).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let key = format!("{}:{key}", viewer.id);
    store::duty::add(server.store.db(), &server.act(&viewer), &key, center.id, &fields).await?;
    Ok(lead(address(center.id, fields.day, "saved=1")))
}

/// See [`super::super::api::save_duty`].
pub async fn save(id: DutyId, version: i64, input: &DutyInput) -> Result<String, AppError> {
    let server = server()?;
    let (viewer, center, before) = planned(&server, id).await?;
    let fields = checked(&server, &center, input, Some(&before)).await?;
    store::duty::save(server.store.db(), &server.act(&viewer), id, version, &fields).await?;
    Ok(lead(address(center.id, fields.day, "saved=1")))
}

/// See [`super::super::api::remove_duty`].
pub async fn remove(id: DutyId, version: i64) -> Result<String, AppError> {
    let server = server()?;
    let (viewer, center, before) = planned(&server, id).await?;
    store::duty::remove(server.store.db(), &server.act(&viewer), id, version).await?;
    Ok(lead(address(center.id, before.day, "removed=1")))
}

/// See [`super::super::api::swap_duty`].
pub async fn swap(id: DutyId, version: i64, with: &str) -> Result<String, AppError> {
    let server = server()?;
    let (viewer, center, before) = planned(&server, id).await?;
    let other = with.split_once(':').and_then(|(id, version)| {
        let id: DutyId = id.parse().ok()?;
        Some((id, version.parse::<i64>().ok()?))
    });
    let Some(other) = other else {
        let problem = match with.trim() {
            "" => Problem::Required,
            what => Problem::NoSuch {
                what: what.chars().take(20).collect(),
            },
        };
        return Err(AppError::field("with", problem));
    };
    store::duty::swap(server.store.db(), &server.act(&viewer), (id, version), other).await?;
    Ok(lead(address(center.id, before.day, "swapped=1")))
}

/// The Monday of the week that is named.
fn monday(text: &str, today: Date) -> Result<Date, FieldError> {
    let day = date::parse(text.trim()).ok_or_else(|| FieldError::new("week", Problem::Date))?;
    let monday = date::week(day).0;
    let first = date::week(today).0;
    let last = date::after(today, model::duty::LAST_DAY).unwrap_or(today);
    if monday < first || monday > last {
        let (min, max) = (date::format(first), date::format(last));
        return Err(FieldError::new("week", Problem::OutOfRange { min, max }));
    }
    Ok(monday)
}

/// What has become of filling weeks, as the page reads it.
fn said(done: &Done) -> String {
    let Done {
        added,
        kept,
        holidays,
        left,
        busy,
    } = done;
    format!("added={added}&kept={kept}&holidays={holidays}&left={left}&busy={busy}")
}

/// See [`super::super::api::fill_weeks`].
pub async fn fill(center: CenterId, week: &str, weeks: &str) -> Result<String, AppError> {
    let server = server()?;
    let (viewer, center) = planner(&server, center).await?;
    let today = server.local_now().day;
    let mut problems = model::text::Problems::new();
    let monday = problems.note(monday(week, today));
    let weeks = problems.note(check_weeks(weeks));
    let (Some(monday), Some(weeks)) = (monday, weeks) else {
        return Err(AppError::Invalid {
            fields: problems.into_vec(),
        });
    };
    let act = server.act(&viewer);
    let done = store::duty::fill(server.store.db(), &act, center.id, today, monday, weeks).await?;
    Ok(lead(address(center.id, monday, &said(&done))))
}

/// See [`super::super::api::copy_week`].
pub async fn copy(center: CenterId, week: &str) -> Result<String, AppError> {
    let server = server()?;
    let (viewer, center) = planner(&server, center).await?;
    let today = server.local_now().day;
    // Also last week's, for this one.
    let before = date::before(today, 7).unwrap_or(today);
    let monday = monday(week, before).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let act = server.act(&viewer);
    let done = store::duty::copy(server.store.db(), &act, center.id, today, monday).await?;
    let next = date::after(monday, 7).unwrap_or(monday);
    Ok(lead(address(center.id, next, &said(&done))))
}

/// See [`super::super::api::get_rota`].
pub async fn rota(center: CenterId) -> Result<Rota, AppError> {
    let server = server()?;
    let (_, center) = planner(&server, center).await?;
    let plan = store::duty::plan(server.store.db(), center.id).await?;
    Ok(Rota {
        center: center.id,
        people: people(&server, &center).await?,
        names: center.names,
        lines: plan.rota,
        show_names: plan.show_names,
        version: plan.version,
        monday: date::week(server.local_now().day).0,
    })
}

/// See [`super::super::api::add_line`].
pub async fn add_line(center: CenterId, input: &RotaInput) -> Result<(), AppError> {
    let server = server()?;
    let (viewer, center) = planner(&server, center).await?;
    let db = server.store.db();
    let fields = input.check(&store::hours::get(db, center.id).await?)?;
    belongs(&server, &center, &fields.person, None).await?;
    Ok(store::duty::add_lines(db, &server.act(&viewer), center.id, &fields).await?)
}

/// See [`super::super::api::remove_line`].
pub async fn remove_line(center: CenterId, weekday: u8, [shift, who, name]: [&str; 3]) -> Result<(), AppError> {
    let server = server()?;
    let (viewer, center) = planner(&server, center).await?;
    let Some(shift) = Shift::from_code(shift) else {
        let allowed = Shift::ALL.map(Shift::code).join(", ");
        return Err(AppError::field("shift", Problem::Unknown { allowed }));
    };
    let person = match who.parse::<StaffId>() {
        Ok(id) => Person::Staff(id),
        Err(_) => Person::Named(name.to_owned()),
    };
    let act = server.act(&viewer);
    Ok(store::duty::remove_line(server.store.db(), &act, center.id, weekday, shift, &person).await?)
}

/// See [`super::super::api::show_names`].
pub async fn show_names(center: CenterId, version: i64, show: &str) -> Result<i64, AppError> {
    let server = server()?;
    let (viewer, center) = planner(&server, center).await?;
    let act = server.act(&viewer);
    Ok(store::duty::show_names(server.store.db(), &act, center.id, version, show != "no").await?)
}
