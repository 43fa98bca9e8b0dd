//! What is opened by its number, for whoever knows something else that only they were told. Only on the server.

use crate::server::Server;
use model::{
    AppError,
    text::{last_four, own_digits},
};
use sha2::{Digest, Sha256};
use store::guess::{self, Of};

/// Lets whoever guessed right go on. Guesses are counted before it is said whether they are, so whoever has guessed too often is told
/// nothing, right or wrong.
///
/// # Errors
/// `refused` for a wrong guess; [`AppError::TooMany`] after some; [`AppError::Unavailable`].
pub(crate) async fn opens(server: &Server, of: Of, right: bool, refused: AppError) -> Result<(), AppError> {
    let db = server.store.db();
    if let Err(wait) = guess::count(db, of, server.now(), &server.zone).await? {
        let retry_after = u32::try_from(wait).unwrap_or(u32::MAX);
        return Err(AppError::TooMany { retry_after });
    }
    if !right {
        return Err(refused);
    }
    Ok(guess::forget(db, of).await?)
}

/// Whether a telephone number ends with four digits.
pub(crate) fn ends_with(server: &Server, phone: &str, tail: &str) -> bool {
    let (phone, tail) = (own_digits(phone), own_digits(tail));
    // All of the number is as good.
    let given = if tail == phone { last_four(&tail) } else { &tail };
    last_four(&phone).len() == 4 && is_same(server, last_four(&phone), given)
}

/// Whether two texts are the same. Compared as hashes: how long that takes says nothing about how much is right.
pub(crate) fn is_same(server: &Server, one: &str, other: &str) -> bool {
    hash(server, one) == hash(server, other)
}

fn hash(server: &Server, text: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(&server.code_salt)
        .chain_update(text)
        .finalize()
        .into()
}
