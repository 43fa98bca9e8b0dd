//! Who sends notifications: a key of the deployment's own (RFC 8292), made once and kept in the data folder, because browsers
//! bind what they allow to it. All processes share it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::json;

/// Seconds for which a token is good; no maker takes more than a day.
const TOKEN_SECONDS: i64 = 12 * 3600;

/// The key.
pub(crate) struct Vapid {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

/// The key cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("vapid.key is not a key of P-256")]
pub(crate) struct NotAKey;

impl Vapid {
    /// A new key, as [`Self::read`] reads it.
    pub(crate) fn make() -> Result<Vec<u8>, NotAKey> {
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map(|document| document.as_ref().to_vec())
            .map_err(|_| NotAKey)
    }

    /// Reads a key in PKCS #8.
    pub(crate) fn read(pkcs8: &[u8]) -> Result<Self, NotAKey> {
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &random).map_err(|_| NotAKey)?;
        Ok(Self { pair, random })
    }

    /// The public half, for browsers: an uncompressed point in base64url.
    pub(crate) fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key().as_ref())
    }

    /// The value of `Authorization` for a maker's server, `audience` being its origin. `subject` is where the maker reaches us.
    pub(super) fn authorization(&self, audience: &str, subject: &str, at: i64) -> Result<String, NotAKey> {
        let mut claims = json!({ "aud": audience, "exp": at + TOKEN_SECONDS });
        if subject.starts_with("https:") {
            claims["sub"] = subject.into();
        }
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let unsigned = format!("{}.{}", part(&json!({ "typ": "JWT", "alg": "ES256" })), part(&claims));
        let signature = self.pair.sign(&self.random, unsigned.as_bytes()).map_err(|_| NotAKey)?;
        let token = format!("{unsigned}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()));
        Ok(format!("vapid t={token}, k={}", self.public()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    #[test]
    fn a_token_is_signed_by_the_key_that_it_names() {
        let vapid = Vapid::read(&Vapid::make().unwrap()).unwrap();
        let header = vapid
            .authorization("https://push.example", "https://door.example", 1_790_000_000)
            .unwrap();
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (unsigned, signature) = token.rsplit_once('.').unwrap();
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(key))
            .verify(unsigned.as_bytes(), &decode(signature))
            .unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&decode(unsigned.split_once('.').unwrap().1)).unwrap();
        assert_eq!(
            claims,
            json!({ "aud": "https://push.example", "exp": 1_790_043_200, "sub": "https://door.example" })
        );
        assert!(Vapid::read(b"nonsense").is_err());
    }
}
