//! How messages leave, for those who set it: gateway, quiet hours, reminders, and what became of what was sent.

use crate::call::Call;
use leptos::prelude::*;
use model::{AppError, hours::LocalMinute, notice::Deliveries, settings::MessageSettingsInput};
use serde::{Deserialize, Serialize};

/// The form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessagesForm {
    /// What is stored; never the secret.
    pub input: MessageSettingsInput,
    /// A secret is set.
    pub has_secret: bool,
    /// Version of the setting.
    pub version: i64,
    /// What became of messages.
    pub deliveries: Deliveries,
    /// When each of the failures was written.
    pub failed_at: Vec<LocalMinute>,
}

/// What is set, and what became of messages.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "setting/messages", input = Call, output = Call)]
pub async fn get_messages() -> Result<MessagesForm, AppError> {
    use model::permission::{Action, Target};
    use store::setting;
    crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let db = server.store.db();
    let stored = setting::get(db, setting::MESSAGES).await?;
    let deliveries = store::message::deliveries(db, server.now()).await?;
    Ok(MessagesForm {
        input: (&stored.value).into(),
        has_secret: !setting::gateway_secret(db).await?.is_empty(),
        version: stored.version,
        failed_at: deliveries.failures.iter().map(|f| server.local(f.at)).collect(),
        deliveries,
    })
}

/// Saves the settings over `version`; without a new secret the one that is set stays.
///
/// # Errors
/// Every problem of the form; [`AppError::Conflict`].
#[server(prefix = "/api", endpoint = "setting/save_messages", input = Call, output = Call)]
pub async fn save_messages(version: i64, input: MessageSettingsInput) -> Result<i64, AppError> {
    use model::permission::{Action, Target};
    use store::setting;
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    let server = crate::server::server()?;
    let db = server.store.db();
    let has_secret = !setting::gateway_secret(db).await?.is_empty();
    let sample = setting::get(db, setting::SAMPLE).await?.value;
    let (settings, secret) = input.check(has_secret, sample)?;
    let act = server.act(&viewer);
    Ok(setting::save_messages(db, &act, version, &settings, secret.as_deref()).await?)
}

/// How trying the gateway ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tried {
    /// It has taken the message.
    Sent,
    /// It has not, for this reason.
    Failed(String),
    /// Nothing is known yet.
    Waiting,
}

/// Sends a message to try the gateway with what is saved, also before it is on; waits for the answer a while.
///
/// # Errors
/// A problem with `phone`; with `url` where no gateway is set.
#[server(prefix = "/api", endpoint = "setting/test_messages", input = Call, output = Call)]
pub async fn test_messages(#[server(default)] phone: String) -> Result<Tried, AppError> {
    use model::permission::{Action, Target};
    let viewer = crate::server::allowed(Action::EditSettings, Target::Deployment)?;
    super::own::test(&crate::server::server()?, &viewer, phone).await
}
