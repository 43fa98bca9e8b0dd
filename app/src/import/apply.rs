//! Writing what a plan says: all of it or nothing.

use super::{
    api::{FirstPassword, Told, Written},
    plan::{Plan, Rows},
};
use model::{
    import::{Change, Row, StaffRecord},
    staff::{StaffId, temporary_password},
};
use store::{
    Act, Db, StoreError,
    import::{Done, Outcome, StaffImport, apply as write},
    staff::password,
};

/// Bytes that nobody can guess, fresh at every call.
pub type Secret = fn() -> [u8; 32];

/// Writes the plan in one transaction; with `dry_run` only asks the database whether it would take it.
///
/// # Errors
/// The database does not answer. What it refuses is in [`Told::Refused`].
pub async fn apply(db: &Db, act: &Act, plan: &Plan, secret: Secret, dry_run: bool) -> Result<Told, StoreError> {
    if !plan.problems.is_empty() {
        return Ok(Told::Refused(plan.problems.clone()));
    }
    let mut passwords = Vec::new();
    let outcome = match &plan.rows {
        Rows::Divisions(rows) => write(db, act, rows, dry_run).await?,
        Rows::Centers(rows) => write(db, act, rows, dry_run).await?,
        Rows::Rooms(rows) => write(db, act, rows, dry_run).await?,
        Rows::Staff(rows) => {
            let mut accounts = Vec::with_capacity(rows.len());
            for row in rows {
                let (account, first) = account(row, secret, dry_run).await?;
                accounts.push(account);
                passwords.extend(first.map(|first| (row.line, first)));
            }
            write(db, act, &accounts, dry_run).await?
        }
    };
    if !outcome.problems.is_empty() {
        return Ok(Told::Refused(outcome.problems));
    }
    // Somebody else may have made the same account in between: its password is not the one made here.
    let made = |line: u32| outcome.rows.contains(&(line, Done::Created));
    let passwords = passwords.into_iter().filter(|(line, _)| !dry_run && made(*line));
    Ok(Told::Written(Written {
        passwords: passwords.map(|(_, first)| first).collect(),
        ..counted(&outcome)
    }))
}

fn counted(outcome: &Outcome) -> Written {
    Written {
        created: outcome.count(Done::Created),
        changed: outcome.count(Done::Updated),
        unchanged: outcome.count(Done::Unchanged),
        passwords: Vec::new(),
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
