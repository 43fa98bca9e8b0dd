//! What residents call about themselves: signing in by a code or a slip, their name, their devices, being forgotten.

use crate::call::Call;
use leptos::prelude::*;
use model::{AppError, hours::LocalMinute};
use serde::{Deserialize, Serialize};

/// Name of the cookie that holds a resident's token.
pub const RESIDENT_COOKIE: &str = "resident";

/// How a code reaches a phone here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Through the gateway, as a text message.
    Gateway,
    /// It does not leave: a page for developers shows it. Only in a sample.
    Sample,
    /// There is none: the counter prints a slip.
    Counter,
}

/// How codes reach phones here.
///
/// # Errors
/// [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "resident/channel", input = Call, output = Call)]
pub async fn get_channel() -> Result<Channel, AppError> {
    super::own::channel(&crate::server::server()?).await
}

/// The step after a phone: its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeStep {
    /// The phone, normalised.
    pub phone: String,
    /// A code was sent by this call; otherwise one was sent just before.
    pub sent: bool,
    /// Seconds until a further one may be asked for.
    pub wait: u32,
}

/// Sends a code to a phone.
///
/// # Errors
/// A problem with `phone`; [`AppError::TooMany`] after ten a day; [`AppError::Forbidden`] where no code reaches a phone.
#[server(prefix = "/api", endpoint = "resident/send_code", input = Call, output = Call)]
pub async fn send_code(#[server(default)] phone: String) -> Result<CodeStep, AppError> {
    super::own::send_code(&crate::server::server()?, phone).await
}

/// Tries a code; the right one begins a session.
///
/// # Errors
/// Problems with `phone` and `code`, [`model::Problem::WrongCode`] and [`model::Problem::CodeGone`] among them.
#[server(prefix = "/api", endpoint = "resident/confirm_code", input = Call, output = Call)]
pub async fn confirm_code(#[server(default)] phone: String, #[server(default)] code: String) -> Result<(), AppError> {
    super::own::confirm_code(&crate::server::server()?, phone, code).await
}

/// Makes a slip for somebody at the counter, who has shown that the phone is theirs where it is `checked`; answers its token, which is
/// said once.
///
/// # Errors
/// A problem with `phone`, [`model::Problem::SlipNeedless`] where codes reach phones; [`AppError::TooMany`]; [`AppError::Forbidden`] for
/// whoever may not book for others.
#[server(prefix = "/api", endpoint = "resident/make_slip", input = Call, output = Call)]
pub async fn make_slip(#[server(default)] phone: String, #[server(default)] checked: bool) -> Result<String, AppError> {
    use model::permission::{Action, Target};
    let viewer = crate::server::allowed(Action::BookForOthers, Target::Anywhere)?;
    super::own::make_slip(&crate::server::server()?, &viewer, phone, checked).await
}

/// Signs in with a slip, once.
///
/// # Errors
/// [`model::Problem::SlipGone`].
#[server(prefix = "/api", endpoint = "resident/use_slip", input = Call, output = Call)]
pub async fn use_slip(token: String) -> Result<(), AppError> {
    super::own::use_slip(&crate::server::server()?, &token).await
}

/// Changes what one is called.
///
/// # Errors
/// A problem with `name`; [`AppError::SignIn`].
#[server(prefix = "/api", endpoint = "resident/rename", input = Call, output = Call)]
pub async fn rename(#[server(default)] name: String) -> Result<(), AppError> {
    let me = crate::server::resident()?;
    let name =
        model::text::clean("name", &name, true, 40).map_err(|problem| AppError::Invalid { fields: vec![problem] })?;
    Ok(store::resident::rename(crate::server::server()?.store.db(), me.id, &name).await?)
}

/// A device on which one is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Names it; opens nothing.
    pub id: String,
    /// Browser and system.
    pub name: String,
    /// When one signed in.
    pub since: LocalMinute,
    /// When one was last there, to the hour.
    pub seen: LocalMinute,
    /// It is this one.
    pub here: bool,
}

/// Where one is signed in.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "resident/devices", input = Call, output = Call)]
pub async fn devices() -> Result<Vec<Device>, AppError> {
    super::own::devices(&crate::server::server()?, &crate::server::resident_session()?).await
}

/// Ends one of one's own sessions, or with an empty `device` all but this one.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Unavailable`]; [`model::Problem::NotProven`].
#[server(prefix = "/api", endpoint = "resident/end_device", input = Call, output = Call)]
pub async fn end_device(#[server(default)] device: String) -> Result<(), AppError> {
    super::own::end_device(&crate::server::server()?, &crate::server::proven_session()?, &device).await
}

/// Forgets whoever asks.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Unavailable`]; [`model::Problem::NotProven`]; [`model::Problem::PapersHeld`].
#[server(prefix = "/api", endpoint = "resident/erase", input = Call, output = Call)]
pub async fn erase() -> Result<(), AppError> {
    let me = crate::server::proven_session()?.resident;
    super::own::erase(&crate::server::server()?, me.id).await
}

/// Messages that wait, in a sample that sends none: time, phone, text.
///
/// # Errors
/// [`AppError::NotFound`] anywhere else.
#[server(prefix = "/api", endpoint = "resident/sample_messages", input = Call, output = Call)]
pub async fn sample_messages() -> Result<Vec<(LocalMinute, String, String)>, AppError> {
    super::own::sample_messages(&crate::server::server()?).await
}
