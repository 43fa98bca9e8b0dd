//! What server functions reach on the server: the store, the clock, who is asking. Only under the `ssr` feature.

use crate::{lang::Lang, resident::api::RESIDENT_COOKIE, staff::api::SESSION_COOKIE};
use leptos::prelude::*;
use model::{
    AppError, Problem,
    evaluation::STAFF_DEVICE_DAYS,
    hours::LocalMinute,
    permission::{Action, Target, may},
    resident::Resident,
    staff::Viewer,
};
use sha2::{Digest, Sha256};
use std::{path::PathBuf, sync::Arc};
use store::{Act, Ids, Store, staff::password};

/// The time, as the binary reads it or a test sets it.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970, UTC.
    fn now_millis(&self) -> i64;
}

/// Seals what only inspectors may read, and opens it again. The key is the binary's; it is not in the database.
pub trait Sealer: Send + Sync {
    /// Seals something for what it belongs to; none where the computer has no randomness.
    fn seal(&self, of: &str, plain: &[u8]) -> Option<Vec<u8>>;
    /// Opens what was sealed for the same; none for everything else.
    fn open(&self, of: &str, sealed: &[u8]) -> Option<Vec<u8>>;
}

/// Everything the binary hands to the application; cheap to clone.
#[derive(Clone)]
pub struct Server {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where identifiers come from.
    pub ids: Arc<dyn Ids>,
    /// 32 bytes that nobody can guess.
    pub secret: fn() -> [u8; 32],
    /// The deployment's secret, which protects codes in a copy of the database; the same in all processes.
    pub code_salt: Arc<[u8]>,
    /// Seals complaints.
    pub sealer: Arc<dyn Sealer>,
    /// Seals the files that residents add to their cases, with a key of its own.
    pub file_sealer: Arc<dyn Sealer>,
    /// Wakes whoever sends messages: there is one that should not wait.
    pub outbox: Arc<tokio::sync::Notify>,
    /// The public key that notifications of the browser are signed with, base64url.
    pub push_key: Arc<str>,
    /// The deployment's time zone.
    pub zone: jiff::tz::TimeZone,
    /// Folder of uploads and keys.
    pub data: PathBuf,
    /// `https://…` of the deployment without a slash at the end.
    pub origin: String,
    /// Fingerprint of the files in `public`.
    pub assets: Arc<str>,
}

impl Server {
    /// Epoch seconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock.now_millis() / 1000
    }

    /// The moment in the deployment's zone.
    #[must_use]
    pub fn local_now(&self) -> LocalMinute {
        self.local(self.now())
    }

    /// A moment, given in epoch seconds, in the deployment's zone.
    #[must_use]
    pub fn local(&self, at: i64) -> LocalMinute {
        local(&self.zone, at)
    }

    /// An idempotency key for a form that creates something.
    #[must_use]
    pub fn key(&self) -> String {
        (self.secret)()[..16].iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Salt for a password.
    #[must_use]
    pub fn salt(&self) -> [u8; password::SALT_BYTES] {
        let secret = (self.secret)();
        std::array::from_fn(|i| secret[i])
    }

    /// A temporary password and its hash.
    ///
    /// # Errors
    /// [`AppError::Internal`] when the program is shutting down.
    pub async fn temporary_password(&self) -> Result<(String, String), AppError> {
        let noise = (self.secret)();
        let temporary = model::staff::temporary_password(&std::array::from_fn(|i| noise[i]));
        let (plain, salt) = (temporary.clone(), self.salt());
        let hash = password::run(move || password::hash(&plain, &salt)).await??;
        Ok((temporary, hash))
    }

    /// An act of writing by `viewer`.
    #[must_use]
    pub fn act(&self, viewer: &Viewer) -> Act {
        Act {
            at: self.now(),
            who: viewer.name.clone(),
            staff: Some(viewer.id),
            ids: self.ids.clone(),
        }
    }
}

/// A moment, given in epoch seconds, in a zone.
#[must_use]
pub fn local(zone: &jiff::tz::TimeZone, at: i64) -> LocalMinute {
    let stamp = jiff::Timestamp::from_second(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let zoned = stamp.to_zoned(zone.clone());
    LocalMinute {
        day: zoned.date(),
        minute: (zoned.hour() as u16) * 60 + zoned.minute() as u16,
    }
}

/// The server behind this call.
///
/// # Errors
/// [`AppError::Internal`] outside a request: a fault of ours.
pub fn server() -> Result<Server, AppError> {
    use_context().ok_or_else(|| AppError::Internal {
        reference: "context".to_owned(),
    })
}

/// An act by somebody who is not signed in, under the name they gave.
#[must_use]
pub fn anonymous(server: &Server, who: &str) -> Act {
    Act {
        at: server.now(),
        who: who.chars().take(40).collect(),
        staff: None,
        ids: server.ids.clone(),
    }
}

/// The session of a staff member: who, and the hash of the token that the browser holds.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who is signed in.
    pub viewer: Viewer,
    /// SHA-256 of the cookie's token: the key in the database.
    pub token_hash: Vec<u8>,
}

/// The session of a resident on their own device; independent of the staff's.
#[derive(Clone, Debug)]
pub struct ResidentSession {
    /// Who is signed in.
    pub resident: Resident,
    /// SHA-256 of the cookie's token: the key in the database.
    pub token_hash: Vec<u8>,
    /// It ends by itself within a day: nobody has shown that the phone is theirs.
    pub passing: bool,
}

impl ResidentSession {
    /// For what outlasts the session: only where it is known that the phone is theirs.
    ///
    /// # Errors
    /// [`Problem::NotProven`] under `form`.
    pub fn proven(&self) -> Result<(), AppError> {
        if self.passing {
            return Err(AppError::field("form", Problem::NotProven));
        }
        Ok(())
    }
}

/// A picture that came with a form, decoded and written anew as a JPEG.
#[derive(Clone, Debug)]
pub struct SentPhoto {
    /// Which question it answers.
    pub code: String,
    /// The JPEG.
    pub jpeg: Vec<u8>,
}

/// Pictures that came with the form of this call.
#[derive(Clone, Debug, Default)]
pub struct SentPhotos(pub Arc<[SentPhoto]>);

/// The visitor's address, for rate limits.
#[derive(Clone, Debug)]
pub struct Visitor(pub String);

/// What the binary's layers have attached to this request.
#[must_use]
pub fn request_extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<axum::http::request::Parts>()?
        .extensions
        .get::<T>()
        .cloned()
}

/// The session of this request.
#[must_use]
pub fn session() -> Option<Session> {
    request_extension()
}

/// The key under which a session is stored, from the token in the cookie.
#[must_use]
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// Begins a session and sets its cookie.
///
/// # Errors
/// [`AppError::Unavailable`].
pub async fn start_session(server: &Server, viewer: &Viewer) -> Result<(), AppError> {
    let token: String = (server.secret)().iter().map(|b| format!("{b:02x}")).collect();
    store::session::create(server.store.db(), &server.act(viewer), &token_hash(&token), viewer.id).await?;
    set_cookie(&session_cookie(server, &token, model::staff::SESSION_SECONDS));
    set_cookie(&desk_cookie(server));
    Ok(())
}

/// Cookie of a device that staff work on.
const DESK_COOKIE: &str = "desk";

/// The `Set-Cookie` line that makes a device the staff's for some days, whether they stay signed in or not. It has no seal: whoever
/// makes one up keeps only themselves from rating.
#[must_use]
pub fn desk_cookie(server: &Server) -> String {
    cookie(server, DESK_COOKIE, "1", STAFF_DEVICE_DAYS * 86_400)
}

/// Whether the device that asks is the staff's: they are signed in on it, or were a few days ago.
#[must_use]
pub(crate) fn is_staff_device() -> bool {
    session().is_some() || sent_cookie(DESK_COOKIE).is_some()
}

/// What the request's cookie of that name says.
pub(crate) fn sent_cookie(name: &str) -> Option<String> {
    let parts = use_context::<axum::http::request::Parts>()?;
    let lines = parts.headers.get_all(axum::http::header::COOKIE);
    let mut pairs = lines
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|line| line.split(';'));
    pairs.find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}

/// The `Set-Cookie` line of a session; a `max_age` of 0 removes it.
#[must_use]
pub fn session_cookie(server: &Server, token: &str, max_age: i64) -> String {
    cookie(server, SESSION_COOKIE, token, max_age)
}

/// The `Set-Cookie` line of a resident's session; a `max_age` of 0 removes it.
#[must_use]
pub fn resident_cookie(server: &Server, token: &str, max_age: i64) -> String {
    cookie(server, RESIDENT_COOKIE, token, max_age)
}

/// The `Set-Cookie` line of a cookie that scripts cannot read.
pub(crate) fn cookie(server: &Server, name: &str, token: &str, max_age: i64) -> String {
    let secure = if server.origin.starts_with("https:") {
        "; Secure"
    } else {
        ""
    };
    format!("{name}={token}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}")
}

/// Adds a cookie to the answer of this call.
pub fn set_cookie(line: &str) {
    if let (Some(options), Ok(value)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        axum::http::HeaderValue::from_str(line),
    ) {
        options.append_header(axum::http::header::SET_COOKIE, value);
    }
}

/// Who is asking, if they may do `action` to `target`.
///
/// # Errors
/// [`AppError::SignIn`] if nobody is signed in, [`AppError::Forbidden`] if they may not.
pub fn allowed(action: Action, target: Target<'_>) -> Result<Viewer, AppError> {
    let viewer = session().ok_or(AppError::SignIn)?.viewer;
    if may(&viewer, action, target) {
        Ok(viewer)
    } else {
        Err(AppError::Forbidden)
    }
}

/// The resident who is asking.
///
/// # Errors
/// [`AppError::SignIn`] if none is signed in.
pub fn resident() -> Result<Resident, AppError> {
    resident_session().map(|s| s.resident)
}

/// The session of the resident who is asking.
///
/// # Errors
/// [`AppError::SignIn`] if none is signed in.
pub fn resident_session() -> Result<ResidentSession, AppError> {
    request_extension().ok_or(AppError::SignIn)
}

/// The session of the resident who is asking, for what outlasts it: only where they have shown that the phone is theirs.
///
/// # Errors
/// [`AppError::SignIn`] if none is signed in; [`Problem::NotProven`] under `form`.
pub fn proven_session() -> Result<ResidentSession, AppError> {
    let session = resident_session()?;
    session.proven()?;
    Ok(session)
}

/// The language of this request.
#[must_use]
pub fn lang() -> Lang {
    request_extension().unwrap_or_default()
}
