//! Telling a complaint, following it, and what the inspector's office does with it.

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::CenterId,
    complaint::{ComplaintInput, Number, Progress},
    hours::LocalMinute,
    text::Names,
};
use serde::{Deserialize, Serialize};

/// What the form needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComplaintForm {
    /// The centers that it can be about.
    pub centers: Vec<(CenterId, Names)>,
    /// Key of the call.
    pub key: String,
}

/// What whoever complained keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Names the complaint.
    pub number: Number,
    /// Opens it, together with the number.
    pub code: Number,
}

/// How a complaint stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// Names the complaint.
    pub number: Number,
    /// When it came.
    pub received: LocalMinute,
    /// How it stands.
    pub progress: Progress,
    /// The answer, once there is one.
    pub answer: String,
}

/// The form for everybody.
///
/// # Errors
/// [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "complaint/form", input = Call, output = Call)]
pub async fn get_complaint_form() -> Result<ComplaintForm, AppError> {
    super::reach::form(&crate::server::server()?).await
}

/// Takes a complaint. A repeat with the same key gets the first receipt.
///
/// # Errors
/// Every problem of the form; [`model::Problem::AlreadySent`] under `key`.
#[server(prefix = "/api", endpoint = "complaint/send", input = Call, output = Call)]
pub async fn send_complaint(key: String, #[server(default)] input: ComplaintInput) -> Result<Receipt, AppError> {
    super::reach::send(&key, &input).await
}

/// How the complaint of that number stands, for who knows its code.
///
/// # Errors
/// [`model::Problem::NumberAndCode`] under `code`; [`AppError::TooMany`] after some wrong codes.
#[server(prefix = "/api", endpoint = "complaint/follow", input = Call, output = Call)]
pub async fn follow_complaint(
    #[server(default)] number: String,
    #[server(default)] code: String,
) -> Result<Followed, AppError> {
    super::reach::follow(&number, &code).await
}

/// The form of the inspector's office, for one that comes by telephone.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "complaint/desk", input = Call, output = Call)]
pub async fn get_complaint_desk() -> Result<ComplaintForm, AppError> {
    use model::permission::{Action, Target};
    crate::server::allowed(Action::SeeComplaints, Target::Anywhere)?;
    super::reach::form(&crate::server::server()?).await
}

/// Writes down a complaint that came by telephone; the receipt is told to the caller.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; every problem of the form.
#[server(prefix = "/api", endpoint = "complaint/enter", input = Call, output = Call)]
pub async fn enter_complaint(key: String, #[server(default)] input: ComplaintInput) -> Result<Receipt, AppError> {
    super::reach::enter(&key, &input).await
}

/// Says which center a complaint is about, and what that center may read. `number` is its follow-up's.
///
/// # Errors
/// [`AppError::SignIn`]; [`AppError::Forbidden`]; [`AppError::NotFound`]; [`AppError::Conflict`]; problems with `center` and
/// `released`.
#[server(prefix = "/api", endpoint = "complaint/release", input = Call, output = Call)]
pub async fn release_complaint(
    number: Number,
    version: i64,
    #[server(default)] center: String,
    #[server(default)] released: String,
) -> Result<i64, AppError> {
    super::reach::release(number, version, &center, &released).await
}
