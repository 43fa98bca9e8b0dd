//! What the panel calls about forms of evaluations.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::CenterId,
    evaluation::{Content, FormId, FormInput, Service},
    hours::LocalMinute,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// A form in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRow {
    /// The key.
    pub id: FormId,
    /// For which kind of service; none for all that have none of their own.
    pub service: Option<Service>,
    /// In which center; none for all that have none of their own.
    pub center: Option<Names>,
    /// Nobody is shown it any more.
    pub retired: bool,
    /// The latest version.
    pub version: i64,
    /// When that was saved; none for the one that came with the program.
    pub at: Option<LocalMinute>,
    /// By whom.
    pub by: String,
}

/// The forms that somebody may change, and what a new one may be for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forms {
    /// All of them.
    pub list: Vec<FormRow>,
    /// Centers that one may have a form.
    pub centers: Vec<(CenterId, Names)>,
    /// One may add a form for all centers.
    pub everywhere: bool,
    /// Key of the creating call.
    pub key: String,
}

/// A form to be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditForm {
    /// What it is.
    pub row: FormRow,
    /// The rows of the builder.
    pub input: FormInput,
    /// What is asked.
    pub content: Content,
    /// Which version that is.
    pub shown: i64,
    /// Versions, the latest first: number, when, by whom.
    pub versions: Vec<(i64, Option<LocalMinute>, String)>,
    /// It is the one that is always there.
    pub stays: bool,
}

/// The forms that one may change.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "evaluation/forms", input = Call, output = Call)]
pub async fn get_forms() -> Result<Forms, AppError> {
    super::reach::form::forms().await
}

/// Adds a form for a kind of service (empty: all kinds), in a center or, where `center` is empty, in all. Leads to it.
///
/// # Errors
/// As [`get_forms`]; there is one already.
#[server(prefix = "/api", endpoint = "evaluation/create_form", input = Call, output = Call)]
pub async fn create_form(
    key: String,
    #[server(default)] service: String,
    #[server(default)] center: String,
) -> Result<FormId, AppError> {
    super::reach::form::create(&key, &service, &center).await
}

/// A form, in its latest version or in an earlier one.
///
/// # Errors
/// As [`get_forms`]; [`AppError::NotFound`].
#[server(prefix = "/api", endpoint = "evaluation/form", input = Call, output = Call)]
pub async fn get_form(id: FormId, #[server(default)] version: i64) -> Result<EditForm, AppError> {
    super::reach::form::one(id, version).await
}

/// Saves what a form asks, as a new version over `version`.
///
/// # Errors
/// As [`get_form`]; every problem of the form; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "evaluation/save_form", input = Call, output = Call)]
pub async fn save_form(id: FormId, version: i64, #[server(default)] input: FormInput) -> Result<i64, AppError> {
    super::reach::form::save(id, version, &input).await
}

/// Takes a form out of use.
///
/// # Errors
/// As [`get_form`]; [`AppError::Conflict`]; the one that is always there.
#[server(prefix = "/api", endpoint = "evaluation/retire_form", input = Call, output = Call)]
pub async fn retire_form(id: FormId, version: i64) -> Result<(), AppError> {
    super::reach::form::retire(id, version).await
}
