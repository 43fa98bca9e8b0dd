//! Accounts, for those who keep them. Every call reaches as far as the caller's own scope, see [`super::reach`].

use crate::call::Call;
use leptos::prelude::*;
use model::{
    AppError,
    center::CenterId,
    division::DivisionCode,
    hours::LocalMinute,
    staff::{Staff, StaffEdit, StaffId, StaffInput},
    text::Names,
};
use serde::{Deserialize, Serialize};

/// An account in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The account.
    pub staff: Staff,
    /// Name of the place of each grant, in their order; empty for the whole deployment.
    pub places: Vec<String>,
    /// Last sign-in in the deployment's zone.
    pub last_sign_in: Option<LocalMinute>,
    /// Locked by failed sign-ins.
    pub locked: bool,
}

/// What the form of an account needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountForm {
    /// The account; none for a new one.
    pub account: Option<Account>,
    /// Divisions where the viewer may grant.
    pub divisions: Vec<(DivisionCode, Names)>,
    /// Centers where the viewer may grant.
    pub centers: Vec<(CenterId, Names)>,
    /// Whether the viewer may grant for the whole deployment.
    pub everywhere: bool,
    /// Idempotency key, for a new one.
    pub key: String,
}

/// What is said once: a temporary password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Temporary {
    /// Whose.
    pub username: String,
    /// The password; empty where it was said before.
    pub password: String,
}

/// All accounts within the viewer's reach, also retired ones.
///
/// # Errors
/// [`AppError::SignIn`], [`AppError::Forbidden`], [`AppError::Unavailable`].
#[server(prefix = "/api", endpoint = "staff/list", input = Call, output = Call)]
pub async fn list_staff() -> Result<Vec<Account>, AppError> {
    let server = crate::server::server()?;
    let db = server.store.db();
    let reach = super::reach::Reach::of_viewer(db).await?;
    let names = places::Places::read(db).await?;
    let all = store::staff::list(db, true).await?;
    let mine = all.into_iter().filter(|s| reach.covers_all(&s.grants));
    Ok(mine.map(|s| names.account(&server, s)).collect())
}

/// The form of one account, or of a new one where `id` is empty.
///
/// # Errors
/// [`AppError::NotFound`]; as [`list_staff`].
#[server(prefix = "/api", endpoint = "staff/form", input = Call, output = Call)]
pub async fn get_staff(#[server(default)] id: Option<StaffId>) -> Result<AccountForm, AppError> {
    use model::permission::Scope;
    let server = crate::server::server()?;
    let db = server.store.db();
    let reach = super::reach::Reach::of_viewer(db).await?;
    let names = places::Places::read(db).await?;
    let account = match id {
        Some(id) => Some(names.account(&server, reach.account(db, id).await?)),
        None => None,
    };
    let (mut divisions, mut centers) = (names.divisions, names.centers);
    divisions.retain(|(code, _)| reach.covers(&Scope::Division(code.clone())));
    centers.retain(|(id, _)| reach.covers(&Scope::Center(*id)));
    let everywhere = reach.covers(&Scope::Everywhere);
    Ok(AccountForm {
        account,
        divisions,
        centers,
        everywhere,
        key: server.key(),
    })
}

/// Adds an account with a temporary password, which is said once.
///
/// # Errors
/// Every problem of the form; `username` taken; [`AppError::Forbidden`] beyond the viewer's own scope.
#[server(prefix = "/api", endpoint = "staff/create", input = Call, output = Call)]
pub async fn create_staff(key: String, input: StaffInput) -> Result<Temporary, AppError> {
    use store::staff::{self, NewStaff};
    let server = crate::server::server()?;
    let db = server.store.db();
    let reach = super::reach::Reach::of_viewer(db).await?;
    let fields = input.check()?;
    if !reach.covers(&fields.grant.scope) {
        return Err(AppError::Forbidden);
    }
    if fields.grant.lacks_place() {
        return Err(AppError::field("center", model::Problem::Required));
    }
    let (temporary, password_hash) = server.temporary_password().await?;
    let new = NewStaff {
        username: fields.username.clone(),
        name: fields.name,
        phone: fields.phone,
        grants: vec![fields.grant],
        password_hash: password_hash.clone(),
        must_change_password: true,
    };
    let id = staff::create(db, &server.act(reach.viewer()), &key, &new).await?;
    // A repeat of the form made no account, so its password opens none.
    let first = staff::password_hash(db, id).await? == password_hash;
    let password = if first { temporary } else { String::new() };
    Ok(Temporary {
        username: fields.username,
        password,
    })
}

/// Saves name, telephone and grants over `version`.
///
/// # Errors
/// Every problem of the form; [`AppError::Conflict`]; [`AppError::Forbidden`] beyond the viewer's own scope;
/// [`model::Problem::LastAdministrator`] when nobody would administer the deployment any more.
#[server(prefix = "/api", endpoint = "staff/save", input = Call, output = Call)]
pub async fn save_staff(id: StaffId, version: i64, input: StaffEdit) -> Result<i64, AppError> {
    let server = crate::server::server()?;
    let db = server.store.db();
    let reach = super::reach::Reach::of_viewer(db).await?;
    reach.account(db, id).await?;
    let change = input.check()?;
    if !reach.covers_all(&change.grants) {
        return Err(AppError::Forbidden);
    }
    let act = server.act(reach.viewer());
    Ok(store::staff::save(db, &act, id, version, &change.name, &change.phone, &change.grants).await?)
}

/// Ends an account, or lets it sign in again.
///
/// # Errors
/// As [`save_staff`].
#[server(prefix = "/api", endpoint = "staff/retire", input = Call, output = Call)]
pub async fn retire_staff(id: StaffId, version: i64, #[server(default)] restore: bool) -> Result<i64, AppError> {
    let server = crate::server::server()?;
    let db = server.store.db();
    let reach = super::reach::Reach::of_viewer(db).await?;
    reach.account(db, id).await?;
    let act = server.act(reach.viewer());
    Ok(if restore {
        store::staff::restore(db, &act, id, version).await?
    } else {
        store::staff::retire(db, &act, id, version).await?
    })
}

/// Unlocks an account that failed sign-ins have locked.
///
/// # Errors
/// [`AppError::NotFound`], [`AppError::Forbidden`].
#[server(prefix = "/api", endpoint = "staff/unlock", input = Call, output = Call)]
pub async fn unlock_staff(id: StaffId) -> Result<(), AppError> {
    let server = crate::server::server()?;
    let db = server.store.db();
    let reach = super::reach::Reach::of_viewer(db).await?;
    reach.account(db, id).await?;
    Ok(store::staff::unlock(db, &server.act(reach.viewer()), id).await?)
}

/// Gives a temporary password, which is said once, to somebody who forgot theirs.
///
/// # Errors
/// As [`unlock_staff`].
#[server(prefix = "/api", endpoint = "staff/reset_password", input = Call, output = Call)]
pub async fn reset_staff(id: StaffId) -> Result<Temporary, AppError> {
    let server = crate::server::server()?;
    let db = server.store.db();
    let reach = super::reach::Reach::of_viewer(db).await?;
    let username = reach.account(db, id).await?.username;
    let (password, hash) = server.temporary_password().await?;
    store::staff::reset_password(db, &server.act(reach.viewer()), id, &hash).await?;
    Ok(Temporary { username, password })
}

/// Signs a person out everywhere.
///
/// # Errors
/// As [`unlock_staff`].
#[server(prefix = "/api", endpoint = "staff/end_sessions", input = Call, output = Call)]
pub async fn end_staff_sessions(id: StaffId) -> Result<(), AppError> {
    let server = crate::server::server()?;
    let db = server.store.db();
    let reach = super::reach::Reach::of_viewer(db).await?;
    reach.account(db, id).await?;
    store::session::end_all(db, &server.act(reach.viewer()), id).await?;
    Ok(())
}

/// Names of places for the scopes of grants.
#[cfg(feature = "ssr")]
mod places {
    use super::{Account, AppError, CenterId, DivisionCode, Names, Staff};
    use crate::server::Server;
    use model::permission::Scope;
    use store::Db;

    pub(super) struct Places {
        pub divisions: Vec<(DivisionCode, Names)>,
        pub centers: Vec<(CenterId, Names)>,
    }

    impl Places {
        pub(super) async fn read(db: &Db) -> Result<Self, AppError> {
            let divisions = store::division::list(db).await?.into_iter();
            let centers = store::center::list(db, false).await?.into_iter();
            Ok(Self {
                divisions: divisions.map(|d| (d.code, d.names)).collect(),
                centers: centers.map(|c| (c.id, c.names)).collect(),
            })
        }

        fn name(&self, scope: &Scope, english: bool) -> String {
            let (name, key) = match scope {
                Scope::Everywhere => return String::new(),
                Scope::Division(code) => (
                    self.divisions.iter().find(|(c, _)| c == code).map(|(_, n)| n),
                    code.to_string(),
                ),
                Scope::Center(id) => (
                    self.centers.iter().find(|(c, _)| c == id).map(|(_, n)| n),
                    id.to_string(),
                ),
            };
            name.map_or(key, |n| n.get(english).to_owned())
        }

        pub(super) fn account(&self, server: &Server, staff: Staff) -> Account {
            let english = crate::server::lang().english();
            Account {
                places: staff.grants.iter().map(|g| self.name(&g.scope, english)).collect(),
                last_sign_in: staff.last_sign_in.map(|at| server.local(at)),
                locked: staff.locked_until.is_some_and(|until| until > server.now()),
                staff,
            }
        }
    }
}
