//! Signing residents in: a code to their phone, or a slip that the counter prints.

use super::{
    resident,
    session::{self, NewSession},
};
use crate::{
    act::Act,
    args, audit, center,
    db::{Db, Query, Tx},
    error::StoreError,
    message::{self, NewMessage},
    notice::{self, NewNotice},
    staff::read_scope,
};
use model::{
    notice::NoticeKind,
    permission::Scope,
    resident::{
        CODE_DAY_SECONDS, CODE_PAUSE_SECONDS, CODE_SECONDS, CODE_TRIES, CODES_A_DAY, Resident, SLIP_SECONDS,
        SLIP_SESSION_SECONDS,
    },
    staff::StaffId,
    text::mask_phone,
};
use sha2::{Digest, Sha256};

/// How asking for a code ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// It may be sent now.
    Send,
    /// One was sent just now, or too many today; seconds to wait.
    Wait(u32),
}

/// How trying a code ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    /// It was right: the session has begun.
    Welcome(Resident),
    /// It was wrong; so many tries are left.
    Wrong(u32),
    /// There is no code for this phone that could be tried: never sent, run out, used, or tried too often.
    Gone,
}

/// What is kept of a code. Six digits can be guessed from any hash; what protects them is that they are worth nothing after
/// five tries or five minutes, and `salt`, the deployment's secret, protects them in a copy of the database until then.
#[must_use]
pub fn code_hash(phone: &str, code: &str, salt: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [phone.as_bytes(), code.as_bytes(), salt] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// Notes a new code for a phone, in place of the one before, and with it the message that brings it. Neither unless the
/// answer is [`Code::Send`].
///
/// # Errors
/// The database does not answer.
pub async fn start_code(
    db: &Db,
    act: &Act,
    phone: &str,
    code_hash: &[u8],
    message: Option<NewMessage<'_>>,
) -> Result<Code, StoreError> {
    let tx = db.begin().await?;
    let old = act.at - CODE_DAY_SECONDS;
    let sql = "DELETE FROM resident_code WHERE sent_at <= $1 AND phone <> $2";
    tx.run(sql, args![old, phone]).await?;
    let sql = "INSERT INTO resident_code (phone, code_hash, sent_at, expires_at, tries, day_at, sends)
               VALUES ($1, $2, $3, $4, 0, $3, 1)
               ON CONFLICT (phone) DO UPDATE SET code_hash = $2, sent_at = $3, expires_at = $4, tries = 0,
                   day_at = CASE WHEN resident_code.day_at <= $5 THEN $3 ELSE resident_code.day_at END,
                   sends = CASE WHEN resident_code.day_at <= $5 THEN 1 ELSE resident_code.sends + 1 END
               WHERE resident_code.sent_at <= $6 AND (resident_code.day_at <= $5 OR resident_code.sends < $7)";
    let args = args![
        phone,
        code_hash,
        act.at,
        act.at + CODE_SECONDS,
        old,
        act.at - CODE_PAUSE_SECONDS,
        CODES_A_DAY,
    ];
    if tx.run(sql, args).await? == 1 {
        if let Some(message) = message {
            message::put(&tx, act, message).await?;
        }
        tx.commit().await?;
        return Ok(Code::Send);
    }
    let sql = "SELECT sent_at, day_at, sends FROM resident_code WHERE phone = $1";
    let row = tx.row(sql, args![phone]).await?.ok_or(StoreError::NotFound)?;
    let mut until = row.get::<i64>("sent_at")? + CODE_PAUSE_SECONDS;
    if row.get::<i64>("sends")? >= CODES_A_DAY {
        until = until.max(row.get::<i64>("day_at")? + CODE_DAY_SECONDS);
    }
    Ok(Code::Wait(u32::try_from(until - act.at).unwrap_or(0).max(1)))
}

/// How many codes were sent to all phones together within the last 24 hours, or a few more: each phone's are counted from its
/// first.
///
/// # Errors
/// The database does not answer.
pub async fn codes_sent(q: &impl Query, at: i64) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(sends), 0) AS BIGINT) AS n FROM resident_code WHERE sent_at > $1";
    let row = q.row(sql, args![at - CODE_DAY_SECONDS]).await?;
    row.ok_or(StoreError::NotFound)?.get("n")
}

/// Tries a code. Every try is counted before it is judged, so that many at once cannot slip by; the right one can be used once,
/// and begins a session.
///
/// # Errors
/// The database does not answer.
pub async fn confirm_code(
    db: &Db,
    act: &Act,
    phone: &str,
    code_hash: &[u8],
    new: NewSession<'_>,
) -> Result<Confirmed, StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE resident_code SET tries = tries + 1 WHERE phone = $1 AND expires_at > $2 AND tries < $3
               RETURNING code_hash, tries";
    let Some(row) = tx.row(sql, args![phone, act.at, CODE_TRIES]).await? else {
        return Ok(Confirmed::Gone);
    };
    if row.get::<Vec<u8>>("code_hash")? != code_hash {
        tx.commit().await?;
        let left = CODE_TRIES - row.get::<i64>("tries")?;
        return Ok(Confirmed::Wrong(u32::try_from(left).unwrap_or(0)));
    }
    // Used; the row stays for the rate of codes.
    tx.run("UPDATE resident_code SET expires_at = 0 WHERE phone = $1", args![phone])
        .await?;
    let (resident, _) = welcome(&tx, act, phone, Some(act.at)).await?;
    session::create(&tx, act, resident.id, new, None).await?;
    tx.commit().await?;
    Ok(Confirmed::Welcome(resident))
}

/// The resident of that phone, made if there is none, and whether there was one.
async fn welcome(tx: &Tx, act: &Act, phone: &str, verified_at: Option<i64>) -> Result<(Resident, bool), StoreError> {
    let sql = "INSERT INTO resident (id, phone, name, verified_at, created_at, version) VALUES ($1, $2, '', $3, $4, 1)
               ON CONFLICT (phone) DO UPDATE SET verified_at = COALESCE(resident.verified_at, excluded.verified_at)
               RETURNING id, phone, name, erased_at";
    let new = act.id::<Resident>();
    let args = args![new, phone, verified_at, act.at];
    let resident = resident(&tx.row(sql, args).await?.ok_or(StoreError::NotFound)?)?;
    let known = resident.id != new;
    Ok((resident, known))
}

/// Notes a slip that the counter prints for somebody who stands there: signs `phone` in once, within a quarter of an hour; for a day, or
/// as long as a code does where the counter has `checked` that the phone is theirs.
///
/// # Errors
/// The database does not answer.
pub async fn make_slip(db: &Db, act: &Act, token_hash: &[u8], phone: &str, checked: bool) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    tx.run(
        "DELETE FROM resident_slip WHERE expires_at <= $1",
        args![act.at - CODE_DAY_SECONDS],
    )
    .await?;
    let sql = "INSERT INTO resident_slip (token_hash, phone, made_by, expires_at, checked) VALUES ($1, $2, $3, $4, $5)";
    let args = args![token_hash, phone, act.staff, act.at + SLIP_SECONDS, checked];
    tx.run(sql, args).await?;
    let detail = if checked { "checked" } else { "" };
    audit::append(&tx, act, "resident.make_slip", &mask_phone(phone), detail).await?;
    tx.commit().await
}

/// How many slips a staff member has made within the last hour.
///
/// # Errors
/// The database does not answer.
pub async fn slips_made(q: &impl Query, staff: StaffId, at: i64) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) AS n FROM resident_slip WHERE made_by = $1 AND expires_at > $2";
    let row = q.row(sql, args![staff, at - 3600 + SLIP_SECONDS]).await?;
    row.ok_or(StoreError::NotFound)?.get("n")
}

/// The center for which the staff member works who made a slip; empty for those of a town.
async fn counter_of(tx: &Tx, made_by: Option<StaffId>) -> Result<String, StoreError> {
    let sql = "SELECT scope FROM staff_grant WHERE staff_id = $1 AND scope LIKE 'c:%' ORDER BY scope LIMIT 1";
    let Some(row) = tx.row(sql, args![made_by]).await? else {
        return Ok(String::new());
    };
    let Some(Scope::Center(id)) = read_scope(&row.get::<String>("scope")?) else {
        return Ok(String::new());
    };
    Ok(center::get(tx, id).await?.map(|c| c.names.zh).unwrap_or_default())
}

/// Uses a slip: begins a session, once, and tells so to whoever had that phone before. None if it was used before, has run out, or never was.
///
/// # Errors
/// The database does not answer.
pub async fn use_slip(
    db: &Db,
    act: &Act,
    token_hash: &[u8],
    new: NewSession<'_>,
) -> Result<Option<Resident>, StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE resident_slip SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
               RETURNING phone, made_by, checked";
    let Some(row) = tx.row(sql, args![token_hash, act.at]).await? else {
        return Ok(None);
    };
    let counter = counter_of(&tx, row.get::<Option<i64>>("made_by")?.map(StaffId::from_i64)).await?;
    let checked: bool = row.get("checked")?;
    let verified_at = checked.then_some(act.at);
    let (resident, known) = welcome(&tx, act, &row.get::<String>("phone")?, verified_at).await?;
    let ends_at = act.at + SLIP_SESSION_SECONDS;
    session::create(&tx, act, resident.id, new, (!checked).then_some(ends_at)).await?;
    let event: String = token_hash.iter().map(|b| format!("{b:02x}")).collect();
    let notice = NewNotice {
        resident: resident.id,
        kind: NoticeKind::SlipSignedIn,
        event: &event,
        about: None,
        words: &counter,
        path: "/me",
        not_before: None,
        expires_at: ends_at,
    };
    if known {
        notice::tell(&tx, act, notice).await?;
    }
    tx.commit().await?;
    Ok(Some(resident))
}
