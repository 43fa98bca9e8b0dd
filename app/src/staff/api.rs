//! Signing in, and one's own password.

use crate::call::Call;
use leptos::prelude::*;
use model::{AppError, hours::LocalMinute};
use serde::{Deserialize, Serialize};

/// Name of the cookie that holds a session's token.
pub const SESSION_COOKIE: &str = "session";

/// Starts a session for a staff account.
///
/// # Errors
/// [`model::Problem::Credentials`] for a wrong user name or password (never which), [`AppError::TooMany`] while the account
/// or the visitor's address is locked.
#[server(prefix = "/api", endpoint = "staff/sign_in", input = Call, output = Call)]
pub async fn sign_in(#[server(default)] username: String, #[server(default)] password: String) -> Result<(), AppError> {
    use crate::server::{Visitor, anonymous, request_extension, start_session};
    use store::staff::sign_in::{SignIn, sign_in};
    let server = crate::server::server()?;
    let act = anonymous(&server, &username);
    let address = request_extension::<Visitor>().map(|v| v.0).unwrap_or_default();
    match sign_in(server.store.db(), &act, &username, &password, &address).await? {
        SignIn::Welcome(viewer) => start_session(&server, &viewer).await,
        SignIn::Wrong => Err(AppError::field("password", model::Problem::Credentials)),
        SignIn::Locked(until) => Err(AppError::TooMany {
            retry_after: u32::try_from(until - act.at).unwrap_or(1),
        }),
        SignIn::TooMany(retry_after) => Err(AppError::TooMany { retry_after }),
    }
}

/// Sets a new password for whoever is signed in; ends all other sessions of the account.
///
/// # Errors
/// [`model::Problem::Credentials`] for a wrong old password, [`model::Problem::WeakPassword`], [`model::Problem::Differs`].
#[server(prefix = "/api", endpoint = "staff/change_password", input = Call, output = Call)]
pub async fn change_password(
    #[server(default)] old_password: String,
    #[server(default)] new_password: String,
    #[server(default)] again_password: String,
) -> Result<(), AppError> {
    use model::{Problem, staff::check_password};
    use store::staff::{self, password};
    let server = crate::server::server()?;
    let session = crate::server::session().ok_or(AppError::SignIn)?;
    let account = staff::get(server.store.db(), session.viewer.id)
        .await?
        .ok_or(AppError::NotFound)?;
    let stored = staff::password_hash(server.store.db(), account.id).await?;
    let old = old_password.clone();
    if !password::run(move || password::verify(&old_password, &stored)).await? {
        return Err(AppError::field("old_password", Problem::Credentials));
    }
    check_password("new_password", &new_password, &account.username)
        .map_err(|e| AppError::Invalid { fields: vec![e] })?;
    // Whoever gave a temporary password must not know the one that follows.
    if new_password == old {
        return Err(AppError::field("new_password", Problem::Same));
    }
    if new_password != again_password {
        return Err(AppError::field("again_password", Problem::Differs));
    }
    let salt = server.salt();
    let hash = password::run(move || password::hash(&new_password, &salt)).await??;
    let act = server.act(&session.viewer);
    staff::change_password(server.store.db(), &act, account.id, &hash, Some(&session.token_hash)).await?;
    Ok(())
}

/// One of one's own sessions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Names it; opens nothing.
    pub id: String,
    /// When it began, in the deployment's zone.
    pub since: LocalMinute,
    /// When it was last used, to the minute.
    pub seen: LocalMinute,
    /// It is the one that asks.
    pub here: bool,
}

/// Where the person is signed in.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "staff/sessions", input = Call, output = Call)]
pub async fn own_sessions() -> Result<Vec<OwnSession>, AppError> {
    let session = crate::server::session().ok_or(AppError::SignIn)?;
    let server = crate::server::server()?;
    let list = store::session::list(server.store.db(), session.viewer.id, server.now()).await?;
    let own = |s: store::session::Session| OwnSession {
        since: server.local(s.created_at),
        seen: server.local(s.seen_at),
        here: s.token_hash == session.token_hash,
        id: s.token_hash.iter().map(|b| format!("{b:02x}")).collect(),
    };
    Ok(list.into_iter().map(own).collect())
}

/// Ends one of one's own sessions. One that is gone is fine.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "staff/end_session", input = Call, output = Call)]
pub async fn end_own_session(session: String) -> Result<(), AppError> {
    let own = crate::server::session().ok_or(AppError::SignIn)?;
    let server = crate::server::server()?;
    let list = store::session::list(server.store.db(), own.viewer.id, server.now()).await?;
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    if let Some(found) = list.iter().find(|s| hex(&s.token_hash) == session) {
        let act = server.act(&own.viewer);
        store::session::end_of(server.store.db(), &act, own.viewer.id, &found.token_hash).await?;
    }
    Ok(())
}
