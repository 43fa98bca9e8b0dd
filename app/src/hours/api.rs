//! What the admin panel asks and does about opening hours.

use crate::{booking::way_api::Outcome, call::Call};
use leptos::prelude::*;
use model::{
    AppError,
    booking::WayInput,
    center::{Center, CenterId},
    division::DivisionCode,
    hours::{BulkInput, DayChange, Exception, ExceptionInput, SpanInput, WeekHours},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// Everything that the page of a center's hours needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoursForm {
    /// Whose hours they are.
    pub center: Center,
    /// The week.
    pub week: WeekHours,
    /// Dated exceptions from yesterday on.
    pub exceptions: Vec<Exception>,
}

/// What the page of an edit of many centers needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bulk {
    /// Divisions that hold centers the viewer may change.
    pub divisions: Vec<(DivisionCode, Names)>,
    /// The centers that the viewer may change.
    pub centers: Vec<Affected>,
    /// Where it was asked: the centers that would change, or what is wrong with the choice.
    pub found: Option<Result<Vec<Affected>, AppError>>,
    /// What becomes of their hours, those together to whom the same happens; empty where rooms are closed.
    pub groups: Vec<Group>,
    /// Key of the call that changes them.
    pub key: String,
}

/// A center that an edit of many may change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Affected {
    /// The key.
    pub id: CenterId,
    /// Its name.
    pub names: Names,
    /// Counts its saves: what is looked over and applied must be the same.
    pub version: i64,
}

/// Centers whose hours change alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Their names.
    pub centers: Vec<Names>,
    /// Old and new hours, days alike together; empty where they stay as they are.
    pub changes: Vec<DayChange>,
}

/// The hours of a center, for its form.
///
/// # Errors
/// Not allowed; [`AppError::NotFound`]; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "hours/form", input = Call, output = Call)]
pub async fn edit_hours(id: CenterId) -> Result<HoursForm, AppError> {
    let (_, center) = crate::center::managed::editor(id).await?;
    let server = crate::server::server()?;
    let db = server.store.db();
    Ok(HoursForm {
        center,
        week: store::hours::get(db, id).await?,
        exceptions: store::hours::exceptions(db, id, server.local_now().day).await?,
    })
}

/// Saves a center's week over the center's `version`; with `copy`, Tuesday to Friday become like Monday first. Does with the
/// bookings in the way what `way` says, or asks about them. Leads to the center's hours.
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; problems of [`model::hours::check_week`].
#[server(prefix = "/api", endpoint = "hours/save", input = Call, output = Call)]
pub async fn save_hours(
    id: CenterId,
    version: i64,
    #[server(default)] week: Vec<Vec<SpanInput>>,
    #[server(default)] copy: String,
    #[server(default)] way: WayInput,
) -> Result<Outcome, AppError> {
    use crate::booking::reach::way::fields;
    let (viewer, _) = crate::center::managed::editor(id).await?;
    let mut week = week;
    if let (false, [monday, weekdays @ ..]) = (copy.is_empty(), week.as_mut_slice()) {
        weekdays.iter_mut().take(4).for_each(|day| day.clone_from(monday));
    }
    let mut sent = fields("week", &week);
    sent.extend([
        ("id".to_owned(), id.to_string()),
        ("version".to_owned(), version.to_string()),
    ]);
    let copied = !copy.is_empty();
    if copied {
        // What is wrong with Monday is said of Monday alone.
        week.iter_mut().skip(1).take(4).for_each(Vec::clear);
    }
    let mut week = model::hours::check_week(&week)?;
    if copied {
        let [monday, weekdays @ ..] = &mut week.0;
        weekdays.iter_mut().take(4).for_each(|day| day.clone_from(monday));
    }
    let edit = store::booking::Edit::Week {
        center: id,
        version,
        week: &week,
    };
    settle(id, &viewer, edit, &way, sent).await
}

/// Sets other hours, or none, for some dates of one center, over the center's `version`; with the bookings in the way as
/// [`save_hours`].
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; problems of [`ExceptionInput`]; too many days.
#[server(prefix = "/api", endpoint = "hours/except", input = Call, output = Call)]
pub async fn except_hours(
    id: CenterId,
    version: i64,
    #[server(default)] input: ExceptionInput,
    #[server(default)] way: WayInput,
) -> Result<Outcome, AppError> {
    use crate::booking::reach::way::fields;
    let (viewer, _) = crate::center::managed::editor(id).await?;
    let e = input.check()?;
    let mut sent = fields("input", &input);
    sent.extend([
        ("id".to_owned(), id.to_string()),
        ("version".to_owned(), version.to_string()),
    ]);
    let edit = store::booking::Edit::Dates {
        centers: &[(id, Some(version))],
        from: e.from,
        to: e.to,
        intervals: &e.intervals,
        note: &e.note,
    };
    settle(id, &viewer, edit, &way, sent).await
}

/// Removes the exceptions from one date to another of one center, over the center's `version`; with the bookings in the way as
/// [`save_hours`].
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; not dates.
#[server(prefix = "/api", endpoint = "hours/unexcept", input = Call, output = Call)]
pub async fn unexcept_hours(
    id: CenterId,
    version: i64,
    first: String,
    last: String,
    #[server(default)] way: WayInput,
) -> Result<Outcome, AppError> {
    let (viewer, _) = crate::center::managed::editor(id).await?;
    let (from, to) = model::hours::check_dates(&first, &last).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let sent = vec![
        ("id".to_owned(), id.to_string()),
        ("version".to_owned(), version.to_string()),
        ("first".to_owned(), first),
        ("last".to_owned(), last),
    ];
    let edit = store::booking::Edit::Undated {
        center: (id, Some(version)),
        from,
        to,
    };
    settle(id, &viewer, edit, &way, sent).await
}

/// The change, and the way to the center's hours once it is done.
#[cfg(feature = "ssr")]
async fn settle(
    id: CenterId,
    viewer: &model::staff::Viewer,
    edit: store::booking::Edit<'_>,
    way: &WayInput,
    sent: Vec<(String, String)>,
) -> Result<Outcome, AppError> {
    let outcome = crate::booking::reach::way::settle(viewer, edit, way, sent).await?;
    if matches!(outcome, Outcome::Done(_)) {
        leptos_axum::redirect(&format!("/admin/centers/{id}/hours?saved=1"));
    }
    Ok(outcome)
}

/// What an edit of many centers can choose from; with `check`, also which centers `input` would change, or what is wrong
/// with it. Nothing is written.
///
/// # Errors
/// Not allowed; [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "hours/choose", input = Call, output = Call)]
pub async fn choose_bulk(
    #[server(default)] input: BulkInput,
    #[server(default)] check: bool,
) -> Result<Bulk, AppError> {
    use model::permission::{Action, Target, may};
    let viewer = crate::server::allowed(Action::EditCenter, Target::Anywhere)?;
    let server = crate::server::server()?;
    let db = server.store.db().clone();
    let mut centers = store::center::list(&db, false).await?;
    centers.retain(|c| may(&viewer, Action::EditCenter, Target::Center(c.id, &c.division)));
    let mut divisions = store::division::list(&db).await?;
    divisions.retain(|d| centers.iter().any(|c| d.code.contains(&c.division)));
    let mut groups = Vec::new();
    let mut found = check.then(|| chosen(&input, &centers));
    if let Some(Ok(centers)) = &found {
        let directory = server.store.directory(server.local_now().day).await?;
        match grouped(&input, centers, &directory) {
            Ok(alike) => groups = alike,
            Err(error) => found = Some(Err(error)),
        }
    }
    let listed = |c: &Center| Affected {
        id: c.id,
        names: c.names.clone(),
        version: c.version,
    };
    Ok(Bulk {
        divisions: divisions.into_iter().map(|d| (d.code, d.names)).collect(),
        centers: centers.iter().map(listed).collect(),
        found: found.map(|found| found.map(|centers| centers.into_iter().map(listed).collect())),
        groups,
        key: server.key(),
    })
}

/// What `input` makes of the hours of the centers, those together to whom the same happens.
#[cfg(feature = "ssr")]
fn grouped(
    input: &BulkInput,
    centers: &[&Center],
    directory: &model::directory::Directory,
) -> Result<Vec<Group>, AppError> {
    use model::{Problem, hours::BulkEdit};
    let edit = input.edit()?;
    let mut groups: Vec<Group> = Vec::new();
    if matches!(edit, BulkEdit::Rooms { .. }) {
        return Ok(groups);
    }
    for center in centers {
        let Some(entry) = directory.get(center.id) else {
            continue;
        };
        let changes = edit.changes(&entry.hours, &entry.exceptions).map_err(|mut error| {
            error.field = "span".to_owned();
            if let Problem::Overlap { a, .. } = &mut error.problem {
                *a = format!("{} {a}", center.names.zh);
            }
            AppError::Invalid { fields: vec![error] }
        })?;
        match groups.iter_mut().find(|group| group.changes == changes) {
            Some(group) => group.centers.push(center.names.clone()),
            None => groups.push(Group {
                centers: vec![center.names.clone()],
                changes,
            }),
        }
    }
    Ok(groups)
}

/// The centers that `input` would change, once everything in it is right.
#[cfg(feature = "ssr")]
fn chosen<'a>(input: &BulkInput, centers: &'a [Center]) -> Result<Vec<&'a Center>, AppError> {
    use model::{Problem, center::CenterKind};
    input.edit()?;
    let named = if input.who == "some" {
        input.named()?
    } else {
        Vec::new()
    };
    let division = match input.who.as_str() {
        "division" => Some(model::division::parse_code("division", &input.division)),
        _ => None,
    };
    let division = division
        .transpose()
        .map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let fits = |c: &&Center| match input.who.as_str() {
        "town" => c.kind == CenterKind::Town,
        "village" => c.kind == CenterKind::Village,
        "division" => division.as_ref().is_some_and(|d| d.contains(&c.division)),
        "some" => named.contains(&c.id),
        _ => true,
    };
    let found: Vec<&Center> = centers.iter().filter(fits).collect();
    if found.is_empty() {
        return Err(AppError::field("centers", Problem::Required));
    }
    Ok(found)
}

/// Does what was looked over to the centers named in it, all or none, and leads to the page that says how many. `versions` are
/// those that the centers had then, in the same order. With the bookings in the way as [`save_hours`].
///
/// # Errors
/// Not allowed at one of them; problems of [`BulkInput`]; an overlap at a center, which it names; [`AppError::Conflict`] where
/// one was saved since.
#[server(prefix = "/api", endpoint = "hours/apply", input = Call, output = Call)]
pub async fn apply_bulk(
    #[server(default)] input: BulkInput,
    #[server(default)] versions: Vec<i64>,
    #[server(default)] key: String,
    #[server(default)] way: WayInput,
) -> Result<Outcome, AppError> {
    use crate::booking::reach::way::{fields, settle};
    use model::{
        hours::BulkEdit,
        permission::{Action, Target},
    };
    use store::booking::Edit;
    let mut viewer = crate::server::allowed(Action::EditCenter, Target::Anywhere)?;
    let ids = input.named()?;
    let server = crate::server::server()?;
    let db = server.store.db();
    for id in &ids {
        let center = store::center::get(db, *id).await?.ok_or(AppError::NotFound)?;
        viewer = crate::server::allowed(Action::EditCenter, Target::Center(*id, &center.division))?;
    }
    let bulk = input.edit()?;
    // Without its version nobody has looked at a center.
    if versions.len() != ids.len() {
        return Err(AppError::field("centers", model::Problem::Incomplete));
    }
    let mut sent = fields("input", &input);
    sent.extend(fields("versions", &versions));
    let seen: Vec<_> = ids.iter().copied().zip(versions.into_iter().map(Some)).collect();
    let mut rooms = Vec::new();
    if let BulkEdit::Rooms { kind, .. } = &bulk {
        for id in &ids {
            let all = store::room::list(db, *id, server.local_now().day, false).await?;
            rooms.extend(all.iter().filter(|r| kind.is_none_or(|k| r.kind == k)).map(|r| r.id));
        }
        if rooms.is_empty() {
            return Err(AppError::field("kind", model::Problem::NoSuch { what: input.kind }));
        }
    }
    let key = if key.is_empty() { server.key() } else { key };
    let edit = match &bulk {
        BulkEdit::Shift { weekdays, shift, hours } => Edit::Shift {
            centers: &seen,
            weekdays,
            shift: *shift,
            hours: *hours,
        },
        BulkEdit::Dates(e) => Edit::Dates {
            centers: &seen,
            from: e.from,
            to: e.to,
            intervals: &e.intervals,
            note: &e.note,
        },
        BulkEdit::Rooms { from, to, reason, .. } => Edit::Close {
            key: &key,
            rooms: &rooms,
            from: *from,
            to: *to,
            reason,
        },
    };
    sent.push(("key".to_owned(), key.clone()));
    let outcome = settle(&viewer, edit, &way, sent).await?;
    if let Outcome::Done(changed) = outcome {
        leptos_axum::redirect(&done_address(&input, changed));
    }
    Ok(outcome)
}

/// The page that says how many centers or rooms were changed.
#[must_use]
pub fn done_address(input: &BulkInput, changed: i64) -> String {
    let what = if input.what == "rooms" { "rooms" } else { "done" };
    format!("/admin/hours?{what}={changed}")
}
