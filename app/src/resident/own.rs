//! What the calls of [`super::api`] do on the server.

use super::api::{Channel, CodeStep, Device};
use crate::{
    lang::t,
    server::{ResidentSession, Server, anonymous, lang, resident_cookie, set_cookie, token_hash},
};
use model::{
    AppError, Problem,
    resident::{CODE_PAUSE_SECONDS, CODE_SECONDS, ResidentId, SESSION_SECONDS, SLIPS_AN_HOUR, SignInInput, code},
    staff::Viewer,
};
use store::{
    message::NewMessage,
    resident::{
        session::{self, NewSession},
        sign_in::{self, Code, Confirmed, code_hash},
    },
    setting,
};

/// Seconds after which somebody tries again who has made as many slips as one may.
const SLIPS_SPENT_SECONDS: u32 = 600;
/// Seconds after which somebody tries again when the day's codes are spent.
const CODES_SPENT_SECONDS: u32 = 3600;

pub(super) async fn channel(server: &Server) -> Result<Channel, AppError> {
    if setting::get(server.store.db(), setting::MESSAGES).await?.value.gateway {
        return Ok(Channel::Gateway);
    }
    let sample = setting::get(server.store.db(), setting::SAMPLE).await?.value;
    Ok(if sample { Channel::Sample } else { Channel::Counter })
}

/// Whether as many codes were sent today as the administrator allows.
async fn codes_spent(server: &Server) -> Result<bool, AppError> {
    let db = server.store.db();
    let most = setting::get(db, setting::MESSAGES).await?.value.codes_a_day;
    Ok(sign_in::codes_sent(db, server.now()).await? >= i64::from(most))
}

pub(super) async fn send_code(server: &Server, phone: String) -> Result<CodeStep, AppError> {
    let phone = SignInInput {
        phone,
        code: String::new(),
    }
    .check_phone()?;
    let channel = channel(server).await?;
    if channel == Channel::Counter {
        return Err(AppError::Forbidden);
    }
    if codes_spent(server).await? {
        tracing::warn!("no more codes are sent today: as many as the administrator allows were sent");
        return Err(AppError::TooMany {
            retry_after: CODES_SPENT_SECONDS,
        });
    }
    let noise = (server.secret)();
    let digits = code(u64::from_be_bytes(std::array::from_fn(|i| noise[i])));
    let body = t::resident::code_message(lang(), &digits);
    let act = anonymous(server, "");
    let expires_at = act.at + CODE_SECONDS;
    let message = NewMessage {
        phone: &phone,
        kind: "code",
        body: &body,
        expires_at,
    };
    let hash = code_hash(&phone, &digits, &server.code_salt);
    let wait = CODE_PAUSE_SECONDS as u32;
    match sign_in::start_code(server.store.db(), &act, &phone, &hash, Some(message)).await? {
        Code::Send => {
            // Somebody waits for it.
            server.outbox.notify_one();
            if channel == Channel::Sample {
                // A sample has no real residents.
                tracing::info!(
                    phone = model::text::mask_phone(&phone),
                    code = digits,
                    "sample: a code to sign in"
                );
            }
            Ok(CodeStep {
                phone,
                sent: true,
                wait,
            })
        }
        Code::Wait(seconds) if seconds <= wait => Ok(CodeStep {
            phone,
            sent: false,
            wait: seconds,
        }),
        Code::Wait(retry_after) => Err(AppError::TooMany { retry_after }),
    }
}

pub(super) async fn confirm_code(server: &Server, phone: String, code: String) -> Result<(), AppError> {
    let (phone, code) = SignInInput { phone, code }.check()?;
    let (token, device, act) = (new_token(server), device(), anonymous(server, ""));
    let hash = code_hash(&phone, &code, &server.code_salt);
    let new = NewSession {
        token_hash: &token_hash(&token),
        device: &device,
    };
    match sign_in::confirm_code(server.store.db(), &act, &phone, &hash, new).await? {
        Confirmed::Welcome(_) => {
            set_cookie(&resident_cookie(server, &token, SESSION_SECONDS));
            Ok(())
        }
        Confirmed::Wrong(0) | Confirmed::Gone => Err(AppError::field("code", Problem::CodeGone)),
        Confirmed::Wrong(left) => Err(AppError::field("code", Problem::WrongCode { left })),
    }
}

pub(super) async fn make_slip(
    server: &Server,
    viewer: &Viewer,
    phone: String,
    checked: bool,
) -> Result<String, AppError> {
    let phone = SignInInput {
        phone,
        code: String::new(),
    }
    .check_phone()?;
    let db = server.store.db();
    // Whoever has that phone gets a code on it, while there are any; a slip asks nobody whose it is.
    if channel(server).await? == Channel::Gateway && !codes_spent(server).await? {
        return Err(AppError::field("phone", Problem::SlipNeedless));
    }
    if sign_in::slips_made(db, viewer.id, server.now()).await? >= SLIPS_AN_HOUR {
        return Err(AppError::TooMany {
            retry_after: SLIPS_SPENT_SECONDS,
        });
    }
    let token = new_token(server);
    sign_in::make_slip(db, &server.act(viewer), &token_hash(&token), &phone, checked).await?;
    Ok(token)
}

pub(super) async fn use_slip(server: &Server, slip: &str) -> Result<(), AppError> {
    let (token, device, act) = (new_token(server), device(), anonymous(server, ""));
    let new = NewSession {
        token_hash: &token_hash(&token),
        device: &device,
    };
    match sign_in::use_slip(server.store.db(), &act, &token_hash(slip), new).await? {
        Some(_) => {
            // The session may end before: its row says when.
            set_cookie(&resident_cookie(server, &token, SESSION_SECONDS));
            Ok(())
        }
        None => Err(AppError::field("token", Problem::SlipGone)),
    }
}

pub(super) async fn devices(server: &Server, own: &ResidentSession) -> Result<Vec<Device>, AppError> {
    let list = session::list(server.store.db(), own.resident.id, server.now()).await?;
    let shown = |s: session::Session| Device {
        id: hex(&s.token_hash),
        name: s.device,
        since: server.local(s.created_at),
        seen: server.local(s.seen_at),
        here: s.token_hash == own.token_hash,
    };
    Ok(list.into_iter().map(shown).collect())
}

pub(super) async fn end_device(server: &Server, own: &ResidentSession, device: &str) -> Result<(), AppError> {
    let (db, id) = (server.store.db(), own.resident.id);
    if device.is_empty() {
        session::end_others(db, id, &own.token_hash).await?;
        return Ok(());
    }
    let list = session::list(db, id, server.now()).await?;
    if let Some(found) = list.iter().find(|s| hex(&s.token_hash) == device) {
        session::end(db, id, &found.token_hash).await?;
    }
    Ok(())
}

pub(super) async fn erase(server: &Server, id: ResidentId) -> Result<(), AppError> {
    store::resident::erase(server.store.db(), &anonymous(server, ""), &server.zone, id).await?;
    set_cookie(&resident_cookie(server, "", 0));
    Ok(())
}

pub(super) async fn sample_messages(
    server: &Server,
) -> Result<Vec<(model::hours::LocalMinute, String, String)>, AppError> {
    if channel(server).await? != Channel::Sample {
        return Err(AppError::NotFound);
    }
    let list = store::message::waiting(server.store.db(), server.now()).await?;
    Ok(list
        .into_iter()
        .map(|m| (server.local(m.created_at), m.phone, m.body))
        .collect())
}

fn new_token(server: &Server) -> String {
    hex(&(server.secret)())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Browser and system of this request.
fn device() -> String {
    let parts = leptos::prelude::use_context::<axum::http::request::Parts>();
    let agent = parts
        .as_ref()
        .and_then(|p| p.headers.get(axum::http::header::USER_AGENT)?.to_str().ok());
    device_name(agent.unwrap_or_default())
}

/// A name by which the owner knows a device again; the order matters, because browsers also name their ancestors.
fn device_name(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("MicroMessenger", "微信"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("CriOS", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let known = |all: &[(&str, &'static str)]| all.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let parts: Vec<_> = [known(&BROWSERS), known(&SYSTEMS)].into_iter().flatten().collect();
    if parts.is_empty() {
        "?".to_owned()
    } else {
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::device_name;

    #[test]
    fn a_device_is_called_what_its_owner_calls_it() {
        let phone =
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36";
        assert_eq!(device_name(phone), "Chrome, Android");
        assert_eq!(device_name("curl/8"), "?");
    }
}
