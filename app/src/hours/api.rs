//! What the admin panel asks and does about opening hours.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::{Center, CenterId},
    division::DivisionCode,
    hours::{BulkInput, Exception, ExceptionInput, SpanInput, WeekHours},
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

/// Saves a center's week over the center's `version`; with `copy`, Tuesday to Friday become like Monday first. Returns the
/// new version.
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; problems of [`model::hours::check_week`].
#[server(prefix = "/api", endpoint = "hours/save", input = Call, output = Call)]
pub async fn save_hours(
    id: CenterId,
    version: i64,
    #[server(default)] week: Vec<Vec<SpanInput>>,
    #[server(default)] copy: String,
) -> Result<i64, AppError> {
    let (viewer, _) = crate::center::managed::editor(id).await?;
    let mut week = week;
    if let (false, [monday, weekdays @ ..]) = (copy.is_empty(), week.as_mut_slice()) {
        weekdays.iter_mut().take(4).for_each(|day| day.clone_from(monday));
    }
    let week = model::hours::check_week(&week)?;
    let server = crate::server::server()?;
    Ok(store::hours::save(server.store.db(), &server.act(&viewer), id, version, &week).await?)
}

/// Sets other hours, or none, for some dates of one center, over the center's `version`.
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; problems of [`ExceptionInput`]; too many days.
#[server(prefix = "/api", endpoint = "hours/except", input = Call, output = Call)]
pub async fn except_hours(
    id: CenterId,
    version: i64,
    #[server(default)] input: ExceptionInput,
) -> Result<(), AppError> {
    let (viewer, _) = crate::center::managed::editor(id).await?;
    let e = input.check()?;
    let server = crate::server::server()?;
    let act = server.act(&viewer);
    let seen = [(id, Some(version))];
    store::hours::add_exceptions(server.store.db(), &act, &seen, e.from, e.to, &e.intervals, &e.note).await?;
    Ok(())
}

/// Removes the exceptions from one date to another of one center, over the center's `version`.
///
/// # Errors
/// Not allowed; [`AppError::Conflict`]; not dates.
#[server(prefix = "/api", endpoint = "hours/unexcept", input = Call, output = Call)]
pub async fn unexcept_hours(id: CenterId, version: i64, first: String, last: String) -> Result<(), AppError> {
    let (viewer, _) = crate::center::managed::editor(id).await?;
    let (from, to) = model::hours::check_dates(&first, &last).map_err(|e| AppError::Invalid { fields: vec![e] })?;
    let server = crate::server::server()?;
    let seen = [(id, Some(version))];
    store::hours::remove_exceptions(server.store.db(), &server.act(&viewer), &seen, from, to).await?;
    Ok(())
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
    let db = crate::server::server()?.store.db().clone();
    let mut centers = store::center::list(&db, false).await?;
    centers.retain(|c| may(&viewer, Action::EditCenter, Target::Center(c.id, &c.division)));
    let mut divisions = store::division::list(&db).await?;
    divisions.retain(|d| centers.iter().any(|c| d.code.contains(&c.division)));
    let found = check.then(|| chosen(&input, &centers));
    let listed = |c: &Center| Affected {
        id: c.id,
        names: c.names.clone(),
        version: c.version,
    };
    Ok(Bulk {
        divisions: divisions.into_iter().map(|d| (d.code, d.names)).collect(),
        centers: centers.iter().map(listed).collect(),
        found: found.map(|found| found.map(|centers| centers.into_iter().map(listed).collect())),
    })
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
/// those that the centers had then, in the same order.
///
/// # Errors
/// Not allowed at one of them; problems of [`BulkInput`]; an overlap at a center, which it names; [`AppError::Conflict`] where
/// one was saved since.
#[server(prefix = "/api", endpoint = "hours/apply", input = Call, output = Call)]
pub async fn apply_bulk(
    #[server(default)] input: BulkInput,
    #[server(default)] versions: Vec<i64>,
) -> Result<usize, AppError> {
    use model::{
        hours::BulkEdit,
        permission::{Action, Target},
    };
    let mut viewer = crate::server::allowed(Action::EditCenter, Target::Anywhere)?;
    let ids = input.named()?;
    let server = crate::server::server()?;
    let db = server.store.db();
    for id in &ids {
        let center = store::center::get(db, *id).await?.ok_or(AppError::NotFound)?;
        viewer = crate::server::allowed(Action::EditCenter, Target::Center(*id, &center.division))?;
    }
    let edit = input.edit()?;
    // Without its version nobody has looked at a center.
    if versions.len() != ids.len() {
        return Err(AppError::field("centers", model::Problem::Incomplete));
    }
    let seen: Vec<_> = ids.into_iter().zip(versions.into_iter().map(Some)).collect();
    let act = server.act(&viewer);
    let changed = match edit {
        BulkEdit::Shift { weekdays, shift, hours } => {
            store::hours::set_shift(db, &act, &seen, &weekdays, shift, hours).await?
        }
        BulkEdit::Dates(e) => {
            store::hours::add_exceptions(db, &act, &seen, e.from, e.to, &e.intervals, &e.note).await?
        }
    };
    leptos_axum::redirect(&format!("/admin/hours?done={changed}"));
    Ok(changed)
}
