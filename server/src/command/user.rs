//! `server user …`: accounts from the command line.

use super::say;
use crate::setup::{self, Failure};
use clap::Subcommand;
use model::{
    center::CenterId,
    permission::{Grant, Role, Scope},
    staff::{check_username, temporary_password},
};
use store::{Store, staff};

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make an account and print its temporary password
    Add {
        /// What the person types to sign in
        username: String,
        /// What others see; the user name if left out
        #[arg(long)]
        name: Option<String>,
        /// administrator, town_staff, center_lead, counter_staff, inspector, grid_worker or mediator
        #[arg(long, default_value = "administrator", value_parser = role)]
        role: Role,
        /// Division code that the role is limited to; everywhere if left out
        #[arg(long, conflicts_with = "center")]
        division: Option<String>,
        /// Center that the role is limited to, as in the address of its page
        #[arg(long)]
        center: Option<String>,
    },
    /// Give an account a new temporary password and print it
    Reset {
        /// Whose
        username: String,
    },
}

fn role(code: &str) -> Result<Role, String> {
    Role::from_code(code).ok_or_else(|| format!("one of {}", Role::ALL.map(Role::code).join(", ")))
}

pub(super) async fn run(store: &Store, command: User) -> Result<(), Failure> {
    match command {
        User::Add {
            username,
            name,
            role,
            division,
            center,
        } => {
            let username = check_username("username", &username)
                .map_err(|_| "a user name has 3 to 40 characters of a-z, 0-9, '.', '_' and '-'")?;
            let scope = match (division, center) {
                (Some(code), _) => Scope::Division(code.parse().map_err(|_| "a division code has 12 digits")?),
                (None, Some(id)) => Scope::Center(known_center(store, &id).await?),
                (None, None) => Scope::Everywhere,
            };
            let name = name.unwrap_or_else(|| username.clone());
            let password = setup::add_staff(store, &username, &name, vec![Grant { role, scope }]).await?;
            say(&format!(
                "{username} can sign in with the temporary password {password}"
            ));
        }
        User::Reset { username } => {
            let password = reset(store, &username).await?;
            say(&format!(
                "{username} can sign in with the temporary password {password}"
            ));
        }
    }
    Ok(())
}

/// A new temporary password for an account that exists.
pub(super) async fn reset(store: &Store, username: &str) -> Result<String, Failure> {
    let account = staff::find(store.db(), username)
        .await?
        .ok_or("there is no such account")?;
    let password = temporary_password(&crate::ambient::secret());
    let salt = crate::ambient::secret();
    let hash = staff::password::hash(&password, &salt)?;
    staff::reset_password(store.db(), &setup::act(), account.id, &hash).await?;
    Ok(password)
}

async fn known_center(store: &Store, id: &str) -> Result<CenterId, Failure> {
    let id = id.parse().map_err(|_| "that is no center's identifier")?;
    store::center::get(store.db(), id)
        .await?
        .ok_or("there is no such center")?;
    Ok(id)
}
