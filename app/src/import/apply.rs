//! Writing what a plan says: all of it or nothing, and once. First passwords are in the first answer only; whoever lost that
//! gives the accounts that nobody has used yet new ones.

use super::{
    api::{FirstPassword, NewAccount, Told, Written},
    plan::{Plan, Rows},
};
use crate::server::Server;
use jiff::tz::TimeZone;
use model::{
    AppError,
    case::CaseId,
    import::{CaseRecord, Change, Row, StaffRecord},
    staff::{StaffId, temporary_password},
};
use std::collections::BTreeSet;
use store::{
    Act, Db, StoreError,
    import::{CaseImport, Done, Outcome, StaffImport, apply as write},
    staff::{self, password},
};

/// Bytes that nobody can guess, fresh at every call.
pub type Secret = fn() -> [u8; 32];

/// Writes the plan in one transaction; with `dry_run` only asks the database whether it would take it. A repeat with the same
/// `key` writes nothing and tells what the first has done.
///
/// # Errors
/// The database does not answer. What it refuses is in [`Told::Refused`].
pub async fn apply(
    db: &Db,
    act: &Act,
    key: Option<&str>,
    plan: &Plan,
    (secret, zone): (Secret, &TimeZone),
    dry_run: bool,
) -> Result<Told, StoreError> {
    if !plan.problems.is_empty() {
        return Ok(Told::Refused(plan.problems.clone()));
    }
    let mut passwords = Vec::new();
    let outcome = match &plan.rows {
        Rows::Divisions(rows) => write(db, act, key, rows, dry_run).await?,
        Rows::Amenities(rows) => write(db, act, key, rows, dry_run).await?,
        Rows::Centers(rows) => write(db, act, key, rows, dry_run).await?,
        Rows::Rooms(rows) => write(db, act, key, rows, dry_run).await?,
        Rows::Matters(rows) => write(db, act, key, rows, dry_run).await?,
        Rows::Cases(rows) => {
            let case = |row: &Row<CaseRecord, CaseId>| Row {
                line: row.line,
                change: row.change,
                value: CaseImport {
                    record: row.value.clone(),
                    zone: zone.clone(),
                    noise: noise(secret),
                },
            };
            let cases: Vec<_> = rows.iter().map(case).collect();
            write(db, act, key, &cases, dry_run).await?
        }
        Rows::Staff(rows) => {
            let mut accounts = Vec::with_capacity(rows.len());
            for row in rows {
                let (account, first) = account(row, secret, dry_run).await?;
                accounts.push(account);
                passwords.extend(first.map(|first| (row.line, first)));
            }
            write(db, act, key, &accounts, dry_run).await?
        }
    };
    if !outcome.problems.is_empty() {
        return Ok(Told::Refused(outcome.problems));
    }
    if outcome.repeated {
        return repeated(db, plan, &outcome).await.map(Told::Written);
    }
    // Somebody else may have made the same account in between: its password is not the one made here.
    let made = |line: u32| outcome.rows.contains(&(line, Done::Created));
    let passwords = passwords.into_iter().filter(|(line, _)| !dry_run && made(*line));
    Ok(Told::Written(Written {
        passwords: passwords.map(|(_, first)| first).collect(),
        ..counted(&outcome)
    }))
}

/// A random number, which makes that of a case.
fn noise(secret: Secret) -> u64 {
    let bytes = secret();
    bytes
        .iter()
        .rev()
        .take(8)
        .fold(0, |noise, byte| (noise << 8) | u64::from(*byte))
}

/// What the import with this key has done, if it was written.
///
/// # Errors
/// The database does not answer.
pub async fn done(db: &Db, key: &str, plan: &Plan) -> Result<Option<Written>, StoreError> {
    match store::import::done(db, key).await? {
        Some(outcome) => repeated(db, plan, &outcome).await.map(Some),
        None => Ok(None),
    }
}

/// The counts of the first answer, and instead of its passwords the accounts that they were for.
async fn repeated(db: &Db, plan: &Plan, outcome: &Outcome) -> Result<Written, StoreError> {
    let mut written = counted(outcome);
    if let Rows::Staff(rows) = &plan.rows {
        let made = rows
            .iter()
            .filter(|row| outcome.rows.contains(&(row.line, Done::Created)));
        let made: BTreeSet<&str> = made.map(|row| row.value.username.as_str()).collect();
        let all = staff::list(db, true).await?;
        let made = all.into_iter().filter(|s| made.contains(s.username.as_str()));
        written.shown_before = made
            .map(|s| NewAccount {
                id: s.id,
                waiting: s.must_change_password && s.last_sign_in.is_none() && !s.retired,
                username: s.username,
                name: s.name,
            })
            .collect();
    }
    Ok(written)
}

/// Gives those accounts of a written import that nobody has signed in with yet new first passwords, which are in this answer
/// only: for whoever did not get to see the first ones.
///
/// # Errors
/// [`AppError::NotFound`] if nothing was written under this key; the database does not answer.
pub async fn renew(server: &Server, act: &Act, key: &str, plan: &Plan) -> Result<Written, AppError> {
    let db = server.store.db();
    let mut written = done(db, key, plan).await?.ok_or(AppError::NotFound)?;
    let (waiting, others) = written.shown_before.into_iter().partition(|account| account.waiting);
    written.shown_before = others;
    let waiting: Vec<NewAccount> = waiting;
    for NewAccount { id, username, name, .. } in waiting {
        let (password, hash) = server.temporary_password().await?;
        staff::reset_password(db, act, id, &hash).await?;
        written.passwords.push(FirstPassword {
            username,
            name,
            password,
        });
    }
    Ok(written)
}

fn counted(outcome: &Outcome) -> Written {
    Written {
        created: outcome.count(Done::Created),
        changed: outcome.count(Done::Updated),
        unchanged: outcome.count(Done::Unchanged),
        ..Written::default()
    }
}

/// A row of staff with what a new account needs: a first password, and its hash, which takes a moment to make.
async fn account(
    row: &Row<StaffRecord, StaffId>,
    secret: Secret,
    dry_run: bool,
) -> Result<(Row<StaffImport, StaffId>, Option<FirstPassword>), StoreError> {
    let mut first = None;
    let mut password_hash = String::new();
    if matches!(row.change, Change::New) && !dry_run {
        let (noise, salt) = (secret(), secret());
        let password = temporary_password(&std::array::from_fn(|i| noise[i]));
        let typed = password.clone();
        let hashed = move || password::hash(&typed, &std::array::from_fn(|i| salt[i]));
        password_hash = password::run(hashed).await??;
        let StaffRecord { username, name, .. } = row.value.clone();
        first = Some(FirstPassword {
            username,
            name,
            password,
        });
    }
    let value = StaffImport {
        record: row.value.clone(),
        password_hash,
    };
    Ok((
        Row {
            line: row.line,
            change: row.change,
            value,
        },
        first,
    ))
}
