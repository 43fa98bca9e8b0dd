//! The working days of a year, for those who set them.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    workday::{Special, TableInput},
};
use serde::{Deserialize, Serialize};

/// A year's table, as a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableForm {
    /// What is stored, as text; an empty table where the year is not known.
    pub input: TableInput,
    /// The days of it.
    pub days: Vec<Special>,
    /// Version of the table; 0 where the year is not known.
    pub version: i64,
    /// The years to choose from, and whether each is known.
    pub years: Vec<(i16, bool)>,
    /// Years that are missing though it is time for them.
    pub missing: Vec<i16>,
}

/// The table of a year: of this one where none is named.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`] for what is no year.
#[server(prefix = "/api", endpoint = "workday/table", input = Call, output = Call)]
pub async fn get_table(#[server(default)] year: String) -> Result<TableForm, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let db = server.store.db();
    let today = server.local_now().day;
    let year: i16 = match year.trim() {
        "" => today.year(),
        year => year.parse().map_err(|_| AppError::NotFound)?,
    };
    if !(2000..=2100).contains(&year) {
        return Err(AppError::NotFound);
    }
    let tables = store::workday::tables(db).await?;
    let calendar = model::workday::Calendar::new(&tables);
    let stored = store::workday::table(db, year).await?;
    let mut years: Vec<i16> = tables.iter().map(|table| table.year).collect();
    years.extend([today.year(), today.year() + 1, year]);
    years.sort_unstable();
    years.dedup();
    Ok(TableForm {
        input: TableInput {
            year: year.to_string(),
            table: stored.value.text(),
        },
        days: stored.value.days,
        version: stored.version,
        years: years.into_iter().map(|year| (year, calendar.knows(year))).collect(),
        missing: calendar.missing(today),
    })
}

/// Saves the table of a year over `version` (0 for a year that is not known); returns the new version.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::Conflict`]; problems of `year`, `table` and lines.
#[server(prefix = "/api", endpoint = "workday/save", input = Call, output = Call)]
pub async fn save_table(version: i64, #[server(default)] input: TableInput) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let table = input.check()?;
    Ok(store::workday::save(server.store.db(), &server.act(&viewer), version, &table).await?)
}
