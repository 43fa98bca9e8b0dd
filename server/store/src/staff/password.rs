//! Hashing of passwords: Argon2id. Pure functions that take tens of milliseconds; [`run`] keeps them off the async threads.

use crate::error::StoreError;
use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::{PasswordHash, SaltString},
};

/// Bytes of randomness that [`hash`] wants.
pub const SALT_BYTES: usize = 16;

/// A hash of nobody's password, with the parameters that [`hash`] uses: checking against it takes as long as checking
/// against a real one, so that an unknown user name is answered no faster than a wrong password.
pub(crate) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keS0$J8Q9a4mF4bXb8M1xQd0pWZ7o8T0m3K9r1n5V2c6Yx3E";

/// The Argon2id hash of `password` in PHC text form.
///
/// # Errors
/// [`StoreError::Unreadable`] when the hasher refuses its input: longer than 4 GiB.
pub fn hash(password: &str, salt: &[u8; SALT_BYTES]) -> Result<String, StoreError> {
    let salt = SaltString::encode_b64(salt).map_err(|_| StoreError::Unreadable("salt"))?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    Ok(hash.map_err(|_| StoreError::Unreadable("password"))?.to_string())
}

/// Whether `password` is the one that `hash` was made of. An unreadable hash fits no password.
#[must_use]
pub fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

/// Runs a slow, pure function on the threads for such.
///
/// # Errors
/// [`StoreError::Unreadable`] when the program is shutting down.
pub async fn run<T: Send + 'static>(slow: impl FnOnce() -> T + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(slow)
        .await
        .map_err(|_| StoreError::Unreadable("a thread that ended"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hash = hash("Correct-Horse-9", &[7; SALT_BYTES]).unwrap();
        assert!(verify("Correct-Horse-9", &hash));
        assert!(!verify("correct-horse-9", &hash));
        assert!(!verify("", "not a hash"));
    }

    #[test]
    fn nobodys_hash_is_readable_and_as_slow_as_a_real_one() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let real = hash("x", &[1; SALT_BYTES]).unwrap();
        let real = PasswordHash::new(&real).unwrap();
        assert_eq!(
            (nobody.algorithm, nobody.version, &nobody.params),
            (real.algorithm, real.version, &real.params)
        );
    }
}
