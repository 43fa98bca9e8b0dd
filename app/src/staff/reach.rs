//! How far an administrator of accounts reaches: nobody gives, changes or takes away what lies beyond their own scope, so
//! nobody raises themself by resetting the password of somebody above.

use model::{
    AppError,
    center::CenterId,
    division::DivisionCode,
    permission::{Action, Grant, Scope, Target, may},
    staff::{Staff, StaffId, Viewer},
};
use std::collections::HashMap;
use store::Db;

/// The divisions of all centers, for scopes that are a center.
pub(crate) struct Reach {
    viewer: Viewer,
    homes: HashMap<CenterId, DivisionCode>,
}

impl Reach {
    /// Of whoever is signed in, if they may keep accounts at all.
    pub(crate) async fn of_viewer(db: &Db) -> Result<Self, AppError> {
        let viewer = crate::server::allowed(Action::EditStaff, Target::Anywhere)?;
        let centers = store::center::list(db, true).await?;
        let homes = centers.into_iter().map(|c| (c.id, c.division)).collect();
        Ok(Self { viewer, homes })
    }

    pub(crate) const fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// Whether the viewer may give and take away a role there.
    pub(crate) fn covers(&self, scope: &Scope) -> bool {
        let target = match scope {
            Scope::Everywhere => Target::Deployment,
            Scope::Division(code) => Target::Division(code),
            Scope::Center(id) => match self.homes.get(id) {
                Some(home) => Target::Center(*id, home),
                None => return false,
            },
        };
        may(&self.viewer, Action::EditStaff, target)
    }

    /// Whether all of the grants lie within. A person without any belongs to nobody but the administrators of everything.
    pub(crate) fn covers_all(&self, grants: &[Grant]) -> bool {
        if grants.is_empty() {
            self.covers(&Scope::Everywhere)
        } else {
            grants.iter().all(|g| self.covers(&g.scope))
        }
    }

    /// The account, if the viewer may change it.
    pub(crate) async fn account(&self, db: &Db, id: StaffId) -> Result<Staff, AppError> {
        let staff = store::staff::get(db, id).await?.ok_or(AppError::NotFound)?;
        if self.covers_all(&staff.grants) {
            Ok(staff)
        } else {
            Err(AppError::Forbidden)
        }
    }
}
