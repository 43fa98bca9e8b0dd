//! A text message as the gateway gets it: JSON, signed, under a key that is the same at every try. See `docs/MESSAGES.md`.

use super::Outcome;
use axum::http::{Request, header};
use bytes::Bytes;
use http_body_util::Full;
use model::id::Id;
use ring::hmac;
use serde::Serialize;
use store::message::Message;

/// What is signed besides the body, seconds since 1970: a receiver refuses what is old.
const TIMESTAMP: &str = "doorstep-timestamp";
/// `v1=` and the signature in hexadecimal.
const SIGNATURE: &str = "doorstep-signature";
/// The message's key.
const KEY: &str = "idempotency-key";

/// The body.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Letter<'a> {
    pub id: Id<Message>,
    /// `code`, `test`, or what a notice is about.
    pub kind: &'a str,
    pub to: &'a str,
    pub sender: &'a str,
    pub text: &'a str,
    pub created_at: i64,
    pub expires_at: i64,
    pub attempt: i64,
}

/// The signature of a body that is sent at `at`: HMAC-SHA256 over `<timestamp>.<body>`.
pub(super) fn signature(secret: &str, at: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(format!("{at}.").as_bytes());
    context.update(body);
    let tag = context.sign();
    let hex: String = tag.as_ref().iter().map(|b| format!("{b:02x}")).collect();
    format!("v1={hex}")
}

/// The request, or why there is none.
pub(super) fn request(url: &str, secret: &str, at: i64, letter: &Letter<'_>) -> Result<Request<Full<Bytes>>, Outcome> {
    let body = serde_json::to_vec(letter).map_err(|_| Outcome::failed("not writable", true))?;
    let signature = signature(secret, at, &body);
    Request::post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("doorstep/", env!("CARGO_PKG_VERSION")))
        .header(KEY, letter.id.to_string())
        .header(TIMESTAMP, at.to_string())
        .header(SIGNATURE, signature)
        .body(Full::new(Bytes::from(body)))
        .map_err(|_| Outcome::failed("the gateway's address is none", false))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of `docs/MESSAGES.md`, so that a receiver that is written after it works. Computed with OpenSSL:
    /// `printf '1790000000.{"id":"0"}' | openssl dgst -sha256 -hmac 'a secret of at least 16 characters'`
    #[test]
    fn the_signature_is_what_the_document_says() {
        let document = include_str!("../../../docs/MESSAGES.md");
        let signed = signature("a secret of at least 16 characters", 1_790_000_000, br#"{"id":"0"}"#);
        assert!(document.contains(&signed), "{signed}");
    }
}
