//! What nobody but inspectors may read, and the files of cases, each sealed with a key that is in the data folder and not in the database:
//! a copy of the database tells nothing. ChaCha20-Poly1305, a nonce of its own for each, bound to what the text belongs to.

use crate::ambient;
use app::server::Sealer;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Bytes of the key.
pub(crate) const KEY_BYTES: usize = 32;

/// The key.
pub(crate) struct Seal(LessSafeKey);

/// The file is not a key.
#[derive(Debug, thiserror::Error)]
#[error("report.key is not {KEY_BYTES} bytes")]
pub(crate) struct NotAKey;

impl Seal {
    /// Reads the key.
    pub(crate) fn read(key: &[u8]) -> Result<Self, NotAKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, key).map_err(|_| NotAKey)?;
        Ok(Self(LessSafeKey::new(key)))
    }
}

impl Sealer for Seal {
    fn seal(&self, of: &str, plain: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = ambient::secret();
        let mut sealed = plain.to_vec();
        let own = Nonce::assume_unique_for_key(nonce);
        self.0
            .seal_in_place_append_tag(own, Aad::from(of.as_bytes()), &mut sealed)
            .ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    fn open(&self, of: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let plain = self
            .0
            .open_in_place(nonce, Aad::from(of.as_bytes()), &mut sealed)
            .ok()?;
        Some(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = "张三，13800001234".as_bytes();

    #[test]
    fn what_is_sealed_is_opened_by_its_key_for_what_it_belongs_to_and_by_nothing_else() {
        let seal = Seal::read(&[7; KEY_BYTES]).unwrap();
        let sealed = seal.seal("complaint 1", TEXT).unwrap();
        assert_eq!(seal.open("complaint 1", &sealed).as_deref(), Some(TEXT));
        assert!(!sealed.windows(6).any(|w| w == "张三".as_bytes()));
        assert_ne!(seal.seal("complaint 1", TEXT).unwrap(), sealed);
        assert_eq!(seal.open("complaint 2", &sealed), None);
        assert_eq!(Seal::read(&[8; KEY_BYTES]).unwrap().open("complaint 1", &sealed), None);
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert_eq!(seal.open("complaint 1", &changed), None);
        for short in [&[][..], &sealed[..5], &sealed[..NONCE_LEN]] {
            assert_eq!(seal.open("complaint 1", short), None);
        }
        assert!(Seal::read(b"short").is_err());
    }
}
