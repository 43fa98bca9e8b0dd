//! What the button for notifications calls, and the service worker when the browser has changed its address.

use crate::call::Call;
use leptos::prelude::*;
use model::{AppError, push::SubscriptionInput};
use serde::{Deserialize, Serialize};

/// What the button has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushState {
    /// The deployment's public key, base64url.
    pub key: String,
    /// This device is sent notifications.
    pub on: bool,
}

/// Whether this device is sent notifications, and with which key they are signed.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "push/state", input = Call, output = Call)]
pub async fn get_push() -> Result<PushState, AppError> {
    let own = crate::server::resident_session()?;
    let server = crate::server::server()?;
    let endpoint = store::push::of_session(server.store.db(), &own.token_hash).await?;
    Ok(PushState {
        key: server.push_key.to_string(),
        on: endpoint.is_some(),
    })
}

/// Allows notifications on this device.
///
/// # Errors
/// Problems with what the browser gave; [`AppError::SignIn`].
#[server(prefix = "/api", endpoint = "push/subscribe", input = Call, output = Call)]
pub async fn subscribe_push(#[server(default)] input: SubscriptionInput) -> Result<(), AppError> {
    let own = crate::server::resident_session()?;
    let server = crate::server::server()?;
    let new = input.check()?;
    let act = crate::server::anonymous(&server, "");
    let lang = crate::server::lang().tag();
    store::push::subscribe(server.store.db(), &act, own.resident.id, &own.token_hash, &new, lang).await?;
    Ok(())
}

/// Ends them on this device.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "push/unsubscribe", input = Call, output = Call)]
pub async fn unsubscribe_push() -> Result<(), AppError> {
    let own = crate::server::resident_session()?;
    store::push::unsubscribe(crate::server::server()?.store.db(), &own.token_hash).await?;
    Ok(())
}
