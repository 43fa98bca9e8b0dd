//! Staff accounts: who may sign in, what they may do. Signing in itself is in [`sign_in`], hashing in [`password`].

pub mod password;
pub mod sign_in;

use crate::{
    act::{Act, first_id, saved},
    args, audit,
    db::{Db, Query, Row, Tx},
    error::StoreError,
    session,
};
use model::{
    Problem,
    permission::{Grant, Role, Scope},
    staff::{Staff, StaffId},
};
use std::collections::HashMap;

/// A new account.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// See [`Staff::username`].
    pub username: String,
    /// Display name.
    pub name: String,
    /// Telephone or empty.
    pub phone: String,
    /// What the person may do, and where.
    pub grants: Vec<Grant>,
    /// From [`password::hash`].
    pub password_hash: String,
    /// Whether the password is a temporary one.
    pub must_change_password: bool,
}

fn staff(row: &Row) -> Result<Staff, StoreError> {
    Ok(Staff {
        id: row.id("id")?,
        username: row.get("username")?,
        name: row.get("name")?,
        phone: row.get("phone")?,
        grants: Vec::new(),
        must_change_password: row.get("must_change_password")?,
        locked_until: row.get("locked_until")?,
        retired: row.get("retired")?,
        last_sign_in: row.get("last_sign_in")?,
        version: row.get("version")?,
    })
}

fn grant(row: &Row) -> Result<Grant, StoreError> {
    Ok(Grant {
        role: row.word("role", Role::from_code)?,
        scope: row.word("scope", read_scope)?,
    })
}

fn write_scope(scope: &Scope) -> String {
    match scope {
        Scope::Everywhere => "*".to_owned(),
        Scope::Division(code) => format!("d:{code}"),
        Scope::Center(id) => format!("c:{id}"),
    }
}

pub(crate) fn read_scope(text: &str) -> Option<Scope> {
    match text.split_at_checked(2) {
        None if text == "*" => Some(Scope::Everywhere),
        Some(("d:", code)) => Some(Scope::Division(code.parse().ok()?)),
        Some(("c:", id)) => Some(Scope::Center(id.parse().ok()?)),
        _ => None,
    }
}

/// All accounts by user name; retired ones only where `retired` asks for them.
///
/// # Errors
/// The database does not answer.
pub async fn list(q: &impl Query, retired: bool) -> Result<Vec<Staff>, StoreError> {
    let mut grants: HashMap<i64, Vec<Grant>> = HashMap::new();
    for row in q
        .rows(
            "SELECT staff_id, role, scope FROM staff_grant ORDER BY role, scope",
            args![],
        )
        .await?
    {
        grants.entry(row.get("staff_id")?).or_default().push(grant(&row)?);
    }
    let rows = q
        .rows(
            "SELECT * FROM staff WHERE $1 OR NOT retired ORDER BY username",
            args![retired],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let mut staff = staff(row)?;
            staff.grants = grants.remove(&staff.id.as_i64()).unwrap_or_default();
            Ok(staff)
        })
        .collect()
}

/// What some accounts are called, also retired ones.
///
/// # Errors
/// The database does not answer.
pub async fn names(q: &impl Query, ids: &[StaffId]) -> Result<HashMap<StaffId, String>, StoreError> {
    let mut names = HashMap::new();
    for some in ids.chunks(8) {
        let sql = "SELECT id, name FROM staff WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8)";
        let args = (0..8).map(|n| some.get(n).copied().into()).collect();
        for row in q.rows(sql, args).await? {
            names.insert(row.id("id")?, row.get("name")?);
        }
    }
    Ok(names)
}

/// One account, also a retired one.
///
/// # Errors
/// The database does not answer.
pub async fn get(q: &impl Query, id: StaffId) -> Result<Option<Staff>, StoreError> {
    let Some(row) = q.row("SELECT * FROM staff WHERE id = $1", args![id]).await? else {
        return Ok(None);
    };
    let mut staff = staff(&row)?;
    staff.grants = grants(q, id).await?;
    Ok(Some(staff))
}

/// The account of that user name, also a retired one.
///
/// # Errors
/// The database does not answer.
pub async fn find(q: &impl Query, username: &str) -> Result<Option<Staff>, StoreError> {
    match q
        .row("SELECT id FROM staff WHERE username = $1", args![username])
        .await?
    {
        Some(row) => get(q, row.id("id")?).await,
        None => Ok(None),
    }
}

pub(crate) async fn grants(q: &impl Query, id: StaffId) -> Result<Vec<Grant>, StoreError> {
    let sql = "SELECT role, scope FROM staff_grant WHERE staff_id = $1 ORDER BY role, scope";
    q.rows(sql, args![id]).await?.iter().map(grant).collect()
}

/// Where accounts in service have a role.
///
/// # Errors
/// The database does not answer.
pub async fn scopes(q: &impl Query, role: Role) -> Result<Vec<Scope>, StoreError> {
    let sql = "SELECT DISTINCT g.scope FROM staff_grant g JOIN staff s ON s.id = g.staff_id
               WHERE g.role = $1 AND NOT s.retired ORDER BY g.scope";
    let rows = q.rows(sql, args![role.code()]).await?;
    rows.iter().map(|row| row.word("scope", read_scope)).collect()
}

/// Whether anybody administers the whole deployment: if not, `make run` makes the first account.
///
/// # Errors
/// The database does not answer.
pub async fn has_administrator(q: &impl Query) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS one FROM staff s JOIN staff_grant g ON g.staff_id = s.id
               WHERE NOT s.retired AND g.role = 'administrator' AND g.scope = '*' LIMIT 1";
    Ok(q.row(sql, args![]).await?.is_some())
}

/// Adds an account. A repeat with the same `key` adds nothing and returns the first answer.
///
/// # Errors
/// `username` taken.
pub async fn create(db: &Db, act: &Act, key: &str, new: &NewStaff) -> Result<StaffId, StoreError> {
    let tx = db.begin().await?;
    let id = act.id();
    // Not the password's hash, which every try salts anew.
    let content = (&new.username, &new.name, &new.phone, &new.grants);
    if let Some(first) = first_id(&tx, act, "staff", key, &content, id).await? {
        return Ok(first);
    }
    insert(&tx, act, id, new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds the rows and the entry in the log.
pub(crate) async fn insert(tx: &Tx, act: &Act, id: StaffId, new: &NewStaff) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO staff (id, username, name, phone, password_hash, must_change_password, failures, locked_until,
             last_sign_in, retired, version, updated_at, updated_by)
         VALUES ($1, $2, $3, $4, $5, $6, 0, NULL, NULL, FALSE, 1, $7, $8)",
        args![
            id,
            &new.username,
            &new.name,
            &new.phone,
            &new.password_hash,
            new.must_change_password,
            act.at,
            &act.who,
        ],
    )
    .await?;
    replace_grants(tx, id, &new.grants).await?;
    audit::append(tx, act, "staff.create", &new.username, &shown(&new.grants)).await
}

async fn replace_grants(tx: &Tx, id: StaffId, grants: &[Grant]) -> Result<(), StoreError> {
    tx.run("DELETE FROM staff_grant WHERE staff_id = $1", args![id]).await?;
    for grant in grants.iter().collect::<std::collections::BTreeSet<_>>() {
        let sql = "INSERT INTO staff_grant (staff_id, role, scope) VALUES ($1, $2, $3)";
        tx.run(sql, args![id, grant.role.code(), write_scope(&grant.scope)])
            .await?;
    }
    Ok(())
}

fn shown(grants: &[Grant]) -> String {
    let words: Vec<_> = grants
        .iter()
        .map(|g| format!("{} {}", g.role.code(), write_scope(&g.scope)))
        .collect();
    words.join(", ")
}

/// Saves display name, telephone and grants over `version`; the user name stays. Returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`]; `role` [`Problem::LastAdministrator`] when nobody would administer the deployment any more.
pub async fn save(
    db: &Db,
    act: &Act,
    id: StaffId,
    version: i64,
    name: &str,
    phone: &str,
    grants: &[Grant],
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let after = Staff {
        name: name.to_owned(),
        phone: phone.to_owned(),
        grants: grants.to_vec(),
        ..before.clone()
    };
    update(&tx, act, "staff.save", version, &before, &after).await?;
    tx.commit().await?;
    Ok(version + 1)
}

/// Ends an account: nobody signs in with it any more, and who is signed in is out. Returns the new version.
///
/// # Errors
/// As [`save`].
pub async fn retire(db: &Db, act: &Act, id: StaffId, version: i64) -> Result<i64, StoreError> {
    set_retired(db, act, "staff.retire", id, version, true).await
}

/// Lets an account sign in again. Returns the new version.
///
/// # Errors
/// [`StoreError::Conflict`].
pub async fn restore(db: &Db, act: &Act, id: StaffId, version: i64) -> Result<i64, StoreError> {
    set_retired(db, act, "staff.restore", id, version, false).await
}

async fn set_retired(
    db: &Db,
    act: &Act,
    action: &'static str,
    id: StaffId,
    version: i64,
    retired: bool,
) -> Result<i64, StoreError> {
    let tx = db.begin().await?;
    let before = get(&tx, id).await?.ok_or(StoreError::NotFound)?;
    let after = Staff {
        retired,
        ..before.clone()
    };
    update(&tx, act, action, version, &before, &after).await?;
    if retired {
        session::remove_all(&tx, id, None).await?;
    }
    tx.commit().await?;
    Ok(version + 1)
}

/// Changes the rows over `version` and appends to the log; refuses to leave the deployment without an administrator.
pub(crate) async fn update(
    tx: &Tx,
    act: &Act,
    action: &'static str,
    version: i64,
    before: &Staff,
    after: &Staff,
) -> Result<(), StoreError> {
    // Writes to the circle of administrators queue up here: two who demote each other at once must not both succeed.
    tx.run(
        "UPDATE revision SET value = value + 1 WHERE name = 'administrators'",
        args![],
    )
    .await?;
    let had = has_administrator(tx).await?;
    let touched = tx
        .run(
            "UPDATE staff SET name = $3, phone = $4, retired = $5, version = version + 1, updated_at = $6, updated_by = $7
             WHERE id = $1 AND version = $2",
            args![after.id, version, &after.name, &after.phone, after.retired, act.at, &act.who],
        )
        .await?;
    let current = "SELECT version, updated_at, updated_by FROM staff WHERE id = $1";
    saved(tx, touched, current, after.id.into()).await?;
    replace_grants(tx, after.id, &after.grants).await?;
    if had && !has_administrator(tx).await? {
        return Err(StoreError::refused("role", Problem::LastAdministrator));
    }
    let mut lines = Vec::new();
    if before.name != after.name {
        lines.push(format!("name: {} → {}", before.name, after.name));
    }
    if before.phone != after.phone {
        // That it changed is enough: the log is kept longer than a person's number should be.
        lines.push("phone: … → …".to_owned());
    }
    if before.grants != after.grants {
        lines.push(format!("grants: {} → {}", shown(&before.grants), shown(&after.grants)));
    }
    audit::append(tx, act, action, &after.username, &lines.join("\n")).await
}

/// Sets the person's own new password; other sessions than `keep` end.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn change_password(
    db: &Db,
    act: &Act,
    id: StaffId,
    hash: &str,
    keep: Option<&[u8]>,
) -> Result<(), StoreError> {
    set_password(db, act, "staff.change_password", id, hash, false, keep).await
}

/// Gives a person who forgot it a temporary password, unlocks the account and ends its sessions.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn reset_password(db: &Db, act: &Act, id: StaffId, hash: &str) -> Result<(), StoreError> {
    set_password(db, act, "staff.reset_password", id, hash, true, None).await
}

/// Lets an account that failed sign-ins have locked sign in at once.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn unlock(db: &Db, act: &Act, id: StaffId) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let sql = "UPDATE staff SET failures = 0, locked_until = NULL WHERE id = $1 RETURNING username";
    let row = tx.row(sql, args![id]).await?.ok_or(StoreError::NotFound)?;
    audit::append(&tx, act, "staff.unlock", &row.get::<String>("username")?, "").await?;
    tx.commit().await
}

async fn set_password(
    db: &Db,
    act: &Act,
    action: &'static str,
    id: StaffId,
    hash: &str,
    must_change: bool,
    keep: Option<&[u8]>,
) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let row = tx
        .row(
            "UPDATE staff SET password_hash = $2, must_change_password = $3, failures = 0, locked_until = NULL,
                 version = version + 1, updated_at = $4, updated_by = $5
             WHERE id = $1 RETURNING username",
            args![id, hash, must_change, act.at, &act.who],
        )
        .await?
        .ok_or(StoreError::NotFound)?;
    session::remove_all(&tx, id, keep).await?;
    audit::append(&tx, act, action, &row.get::<String>("username")?, "").await?;
    tx.commit().await
}

/// The stored hash, for checking the current password before a change.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn password_hash(q: &impl Query, id: StaffId) -> Result<String, StoreError> {
    let row = q
        .row("SELECT password_hash FROM staff WHERE id = $1", args![id])
        .await?;
    row.ok_or(StoreError::NotFound)?.get("password_hash")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_as_it_was_written() {
        let center = model::center::CenterId::from_i64(42);
        let division = "152223100000".parse().unwrap();
        for scope in [Scope::Everywhere, Scope::Division(division), Scope::Center(center)] {
            assert_eq!(read_scope(&write_scope(&scope)), Some(scope));
        }
        assert_eq!(read_scope("x:1"), None);
    }
}
