//! A notification for one browser: encrypted so that only it can read it (RFC 8291 over RFC 8188), signed by the deployment.

use super::{Outcome, vapid::Vapid};
use app::{lang::Lang, server::Server};
use axum::http::{Request, Uri, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http_body_util::Full;
use model::{notice::Notice, push::Subscription};
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    error::Unspecified,
    hkdf::{HKDF_SHA256, KeyType, Prk, Salt},
    rand::SystemRandom,
};
use serde_json::json;

/// Bytes of an uncompressed point of P-256.
const POINT: usize = 65;
/// The record size that is announced; all of it is one record.
const RECORD: u32 = 4096;
/// The most bytes that are encrypted: makers take 4096 with everything around it.
const MOST: usize = 3000;
/// The longest that a maker is asked to keep a notification, seconds.
const MOST_TTL: i64 = 28 * 24 * 3600;

/// What the service worker reads: see `server/src/http/sw.js`.
pub(super) fn payload(lang: Lang, notice: &Notice) -> Vec<u8> {
    let write = |body: String| {
        let payload = json!({
            "title": app::notice::title(lang, notice.kind),
            "body": body,
            "url": notice.leads_to().unwrap_or_else(|| "/me/notices".to_owned()),
            "tag": notice.id,
            "lang": lang.tag(),
        });
        payload.to_string().into_bytes()
    };
    let full = write(app::notice::sentence(lang, notice));
    if full.len() <= MOST { full } else { write(String::new()) }
}

/// The request to the browser's maker, or why there is none.
pub(super) fn request(
    server: &Server,
    vapid: &Vapid,
    to: &Subscription,
    body: &[u8],
    ttl: i64,
) -> Result<Request<Full<Bytes>>, Outcome> {
    let wrong = || Outcome::failed("not a subscription", true);
    let uri: Uri = to.endpoint.parse().map_err(|_| wrong())?;
    let host = uri.host().ok_or_else(wrong)?;
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong());
    let noise = (server.secret)();
    let salt = std::array::from_fn(|i| noise[i]);
    let sealed = encrypt(&decode(&to.p256dh)?, &decode(&to.auth)?, salt, body).map_err(|_| wrong())?;
    let authorization = vapid
        .authorization(&format!("https://{host}"), &server.origin, server.now())
        .map_err(|_| Outcome::failed("not signed", false))?;
    Request::post(uri)
        .header(header::AUTHORIZATION, authorization)
        .header(header::CONTENT_ENCODING, "aes128gcm")
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header("ttl", ttl.min(MOST_TTL).to_string())
        .header("urgency", "normal")
        .body(Full::new(Bytes::from(sealed)))
        .map_err(|_| wrong())
}

/// Encrypts for the browser that has `ua_public` and knows `auth`.
fn encrypt(ua_public: &[u8], auth: &[u8], salt: [u8; 16], plain: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new())?;
    let public = own.compute_public_key()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, ua_public);
    agree_ephemeral(own, &theirs, |shared| {
        seal(shared, ua_public, public.as_ref(), auth, salt, plain)
    })?
}

/// From the shared secret of both keys to the body of the request.
fn seal(
    shared: &[u8],
    ua_public: &[u8],
    as_public: &[u8],
    auth: &[u8],
    salt: [u8; 16],
    plain: &[u8],
) -> Result<Vec<u8>, Unspecified> {
    let (key, nonce) = keys(shared, ua_public, as_public, auth, &salt)?;
    let mut sealed = plain.to_vec();
    // The mark of the last record.
    sealed.push(2);
    key.seal_in_place_append_tag(nonce, Aad::empty(), &mut sealed)?;
    let mut body = salt.to_vec();
    body.extend(RECORD.to_be_bytes());
    body.push(POINT as u8);
    body.extend(as_public);
    body.extend(sealed);
    Ok(body)
}

fn keys(
    shared: &[u8],
    ua_public: &[u8],
    as_public: &[u8],
    auth: &[u8],
    salt: &[u8],
) -> Result<(LessSafeKey, Nonce), Unspecified> {
    if ua_public.len() != POINT || as_public.len() != POINT {
        return Err(Unspecified);
    }
    let secret = Salt::new(HKDF_SHA256, auth).extract(shared);
    let secret: [u8; 32] = expand(&secret, &[b"WebPush: info\0", ua_public, as_public])?;
    let prk = Salt::new(HKDF_SHA256, salt).extract(&secret);
    let key: [u8; 16] = expand(&prk, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; NONCE_LEN] = expand(&prk, &[b"Content-Encoding: nonce\0"])?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    Ok((key, Nonce::assume_unique_for_key(nonce)))
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(prk: &Prk, info: &[&[u8]]) -> Result<[u8; N], Unspecified> {
    let mut out = [0; N];
    prk.expand(info, Length(N))?.fill(&mut out)?;
    Ok(out)
}

/// What a browser does with it, for tests.
#[cfg(test)]
pub(super) fn open(
    private: EphemeralPrivateKey,
    ua_public: &[u8],
    auth: &[u8],
    body: &[u8],
) -> Result<Vec<u8>, Unspecified> {
    let (salt, rest) = body.split_at(16);
    let (as_public, sealed) = rest[5..].split_at(POINT);
    let theirs = UnparsedPublicKey::new(&ECDH_P256, as_public);
    agree_ephemeral(private, &theirs, |shared| {
        let (key, nonce) = keys(shared, ua_public, as_public, auth, salt)?;
        let mut sealed = sealed.to_vec();
        let plain = key.open_in_place(nonce, Aad::empty(), &mut sealed)?;
        let end = plain.iter().rposition(|b| *b == 2).ok_or(Unspecified)?;
        Ok(plain[..end].to_vec())
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// The example of RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_standard_comes_out_to_the_byte() {
        let salt = decode("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let sealed = seal(
            &decode("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"),
            &decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            &decode("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"),
            &decode("BTBZMqHH6r4Tts7J_aSIgg"),
            salt,
            b"When I grow up, I want to be a watermelon",
        )
        .unwrap();
        assert_eq!(
            URL_SAFE_NO_PAD.encode(sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl\
             7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn only_the_browser_can_read_it_and_no_two_are_the_same() {
        let key = || {
            let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).unwrap();
            let public = private.compute_public_key().unwrap().as_ref().to_vec();
            (private, public)
        };
        let (private, public) = key();
        let sealed = encrypt(&public, &[7; 16], [9; 16], "明天 9:00".as_bytes()).unwrap();
        let again = encrypt(&public, &[7; 16], [9; 16], "明天 9:00".as_bytes()).unwrap();
        assert_ne!(sealed, again);
        assert_eq!(
            open(private, &public, &[7; 16], &sealed).unwrap(),
            "明天 9:00".as_bytes()
        );
        let (other, _) = key();
        assert!(open(other, &public, &[7; 16], &sealed).is_err());
        assert!(encrypt(&public[1..], &[7; 16], [9; 16], b"x").is_err());
        assert!(encrypt(&[4; POINT], &[7; 16], [9; 16], b"x").is_err());
    }
}
