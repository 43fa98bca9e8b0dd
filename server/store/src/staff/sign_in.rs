//! Signing in: a rate limit an address, a lock an account, and the same answer and the same time whichever was wrong.

use super::password;
use crate::{
    act::Act,
    args, audit,
    db::{Db, Query, Row},
    error::StoreError,
};
use model::staff::{FAILURES_TO_LOCK, LOCK_SECONDS, StaffId, Viewer};

/// Failed sign-ins from one address within [`WINDOW_SECONDS`] after which it has to wait. A village's whole network can be
/// behind one address, so it is well above what an account allows.
pub const FAILURES_AN_ADDRESS: i64 = 30;
/// Failed sign-ins with one user name, known or not, within [`WINDOW_SECONDS`].
pub const FAILURES_A_NAME: i64 = 10;
/// Seconds that a failed sign-in counts against its address and its name.
pub const WINDOW_SECONDS: i64 = 600;

/// More than the longest user name has.
const MAX_NAME_BYTES: usize = 128;

/// How a sign-in ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// The person is who they say.
    Welcome(Viewer),
    /// User name or password is wrong, or the account is retired.
    Wrong,
    /// The account is locked until then, epoch seconds; told only to who knows the password.
    Locked(i64),
    /// Too many failures from this address or with this name; seconds to wait.
    TooMany(u32),
}

/// Checks a user name and a password. Failures are counted and written to the log; the fifth locks the account.
///
/// # Errors
/// The database does not answer.
pub async fn sign_in(db: &Db, act: &Act, username: &str, password: &str, address: &str) -> Result<SignIn, StoreError> {
    let username = username.trim().to_lowercase();
    // What cannot be a user name is nobody's, and is written nowhere.
    let is_name = username.len() <= MAX_NAME_BYTES && !username.chars().any(char::is_control);
    let username = if is_name { username } else { "?".to_owned() };
    let attempt = act.id::<()>();
    if let Some(seconds) = reserve(db, act, attempt, &username, address).await? {
        return Ok(SignIn::TooMany(seconds));
    }
    let account = db
        .row(
            "SELECT * FROM staff WHERE username = $1 AND NOT retired",
            args![&username],
        )
        .await?;
    let hash = match &account {
        Some(row) => row.get("password_hash")?,
        None => password::NOBODY.to_owned(),
    };
    let password = password.to_owned();
    let right = password::run(move || password::verify(&password, &hash)).await?;
    match account {
        Some(row) if right => welcome(db, act, attempt, &row).await,
        Some(row) => wrong(db, act, row.id("id")?, &username).await,
        None => {
            audit::record(db, act, "staff.sign_in", &username, "unknown", false).await?;
            Ok(SignIn::Wrong)
        }
    }
}

/// Counts the attempt before it is judged, so that many at once cannot slip by; says how long to wait if it is too many.
async fn reserve(
    db: &Db,
    act: &Act,
    attempt: model::id::Id<()>,
    username: &str,
    address: &str,
) -> Result<Option<u32>, StoreError> {
    let tx = db.begin().await?;
    let since = act.at - WINDOW_SECONDS;
    tx.run("DELETE FROM sign_in_attempt WHERE at < $1", args![since])
        .await?;
    for (sql, key, limit) in [
        (
            "SELECT COUNT(*) AS n, MIN(at) AS first FROM sign_in_attempt WHERE address = $1",
            address,
            FAILURES_AN_ADDRESS,
        ),
        (
            "SELECT COUNT(*) AS n, MIN(at) AS first FROM sign_in_attempt WHERE username = $1",
            username,
            FAILURES_A_NAME,
        ),
    ] {
        let row = tx.row(sql, args![key]).await?.ok_or(StoreError::NotFound)?;
        if row.get::<i64>("n")? >= limit {
            let wait = row.get::<Option<i64>>("first")?.unwrap_or(act.at) + WINDOW_SECONDS - act.at;
            tx.commit().await?;
            return Ok(Some(u32::try_from(wait).unwrap_or(0).max(1)));
        }
    }
    let sql = "INSERT INTO sign_in_attempt (id, at, address, username) VALUES ($1, $2, $3, $4)";
    tx.run(sql, args![attempt, act.at, address, username]).await?;
    tx.commit().await?;
    Ok(None)
}

async fn welcome(db: &Db, act: &Act, attempt: model::id::Id<()>, row: &Row) -> Result<SignIn, StoreError> {
    let id: StaffId = row.id("id")?;
    let tx = db.begin().await?;
    // Asked again within the transaction: the account may have been locked or retired while the password was checked.
    let sql = "UPDATE staff SET failures = 0, locked_until = NULL, last_sign_in = $2
               WHERE id = $1 AND NOT retired AND (locked_until IS NULL OR locked_until <= $2)
               RETURNING name, username, must_change_password";
    let Some(account) = tx.row(sql, args![id, act.at]).await? else {
        let now = tx
            .row("SELECT locked_until, retired FROM staff WHERE id = $1", args![id])
            .await?;
        let now = now.ok_or(StoreError::NotFound)?;
        let until: Option<i64> = now.get("locked_until")?;
        audit::insert(
            &tx,
            act,
            "staff.sign_in",
            &row.get::<String>("username")?,
            "locked",
            false,
        )
        .await?;
        tx.commit().await?;
        return Ok(until.map_or(SignIn::Wrong, SignIn::Locked));
    };
    tx.run("DELETE FROM sign_in_attempt WHERE id = $1", args![attempt])
        .await?;
    let viewer = Viewer {
        id,
        name: account.get("name")?,
        grants: super::grants(&tx, id).await?,
        must_change_password: account.get("must_change_password")?,
    };
    let signed = Act {
        who: viewer.name.clone(),
        staff: Some(id),
        ..act.clone()
    };
    audit::append(&tx, &signed, "staff.sign_in", &account.get::<String>("username")?, "").await?;
    tx.commit().await?;
    Ok(SignIn::Welcome(viewer))
}

async fn wrong(db: &Db, act: &Act, id: StaffId, username: &str) -> Result<SignIn, StoreError> {
    let tx = db.begin().await?;
    // A failure while the account is locked does not lengthen the lock; the count begins anew when it locks.
    let sql = "UPDATE staff SET
                   locked_until = CASE WHEN failures + 1 >= $3 THEN $2 + $4 ELSE locked_until END,
                   failures = CASE WHEN failures + 1 >= $3 THEN 0 ELSE failures + 1 END
               WHERE id = $1 AND (locked_until IS NULL OR locked_until <= $2)
               RETURNING locked_until";
    let row = tx.row(sql, args![id, act.at, FAILURES_TO_LOCK, LOCK_SECONDS]).await?;
    let locked = match row {
        Some(row) => row
            .get::<Option<i64>>("locked_until")?
            .is_some_and(|until| until > act.at),
        None => true,
    };
    let detail = if locked { "wrong, locked" } else { "wrong" };
    audit::insert(&tx, act, "staff.sign_in", username, detail, false).await?;
    tx.commit().await?;
    Ok(SignIn::Wrong)
}
